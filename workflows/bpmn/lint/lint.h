/*
 * lint.h - what is wrong with a BPMN 2.0.2 model, before it runs.
 *
 *	report = lint_run(arena, doc, &options);
 *	for (i = 0; i < report->n; i++) ... report->v[i]
 *
 * Errors break a MUST of the standard, refer to what is not there, or ask for
 * what this engine will never do (a Java class, JavaScript); such a model is
 * not deployed.  Warnings are advice.  A rule about executable models looks
 * only at processes that say isExecutable="true" and carry no settings of
 * another product: a drawing may be incomplete.
 */
#ifndef WORKFLOWS_BPMN_LINT_LINT_H
#define WORKFLOWS_BPMN_LINT_LINT_H

#include <libxml/tree.h>

#include "base/arena.h"
#include "base/str.h"

#define LINT_FINDINGS_MAX	1000	/* later ones are only counted */

enum lint_severity { LINT_WARNING, LINT_ERROR };

struct lint_finding {
	enum lint_severity	 severity;
	int			 line;		/* in the document */
	struct str		 element;	/* its id, or its parent's */
	const char		*rule;		/* stable: "start-incoming" */
	struct str		 message;	/* names the standard's part */
};

/* Does the municipality have this one?  NULL: not known, nothing is said. */
struct lint_catalogue {
	void	*ctx;
	bool	(*has_role)(void *ctx, struct str role);
	bool	(*has_form)(void *ctx, struct str form);
	bool	(*has_decision)(void *ctx, struct str decision);
	bool	(*has_process)(void *ctx, struct str process);
};

struct lint_options {
	const struct lint_catalogue *catalogue;	/* may be NULL */
	/* For deployment: every process counts as executable; beans and
	 * expressions in another language than FEEL are errors. */
	bool			 is_deployment;
};

struct lint_report {
	size_t			 n, n_errors, n_warnings;
	size_t			 n_dropped;
	const struct lint_finding *v;	/* in the order of the document */
};

/* Look at a document; options may be NULL.  Everything lives in the arena
 * and may point into the document. */
const struct lint_report *lint_run(struct arena *a, const xmlDoc *doc,
    const struct lint_options *options);

/* "file:line: element: rule: message\n". */
void	lint_format(struct buf *out, const char *file,
	    const struct lint_finding *finding);
/* The report as JSON: {"errors":1,"warnings":0,"findings":[{...}]}. */
void	lint_json(struct buf *out, const struct lint_report *report);

#endif
