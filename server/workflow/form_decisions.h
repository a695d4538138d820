/*
 * form_decisions.h - the decisions that computed fields of a form ask.
 *
 * forms/ asks through a struct form_decider; this is the server's.  The
 * decisions are there before the form runs, so asking never waits.
 */
#ifndef SERVER_WORKFLOW_FORM_DECISIONS_H
#define SERVER_WORKFLOW_FORM_DECISIONS_H

#include "forms/form.h"
#include "server/workflow/decisions.h"

#define FORM_DECISIONS_MAX	16	/* different ones of a form */

struct form_decisions;

/* At deployment: every decision is in service, has the inputs that the form
 * names, and each of its inputs is fed by a property or by a field of the same
 * key.  *ret_keys are its keys as "{a,b}".  -1 and err ("form.decision",
 * "form.input", "form.result"; field: where in the schema). */
int fiber_fn	form_decisions_check(struct db *db, struct arena *a,
		    const struct form *f, const char **ret_keys,
		    struct error *err);

/* Get them by ids, {"key": id, ...} or empty, as the database says it; those
 * kept already cost no question.  Give them back with form_decisions_done(). */
int fiber_fn	form_decisions_load(struct db *db, struct arena *a,
		    struct str ids, struct form_decisions **ret,
		    struct error *err);
void		form_decisions_done(void *decisions);

/* For form_context.decider.  explain: answers say why. */
const struct form_decider *form_decisions_ask(struct form_decisions *d,
		    const struct form_context *ctx, bool explain);

#endif
