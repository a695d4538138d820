/*
 * decisions.c - fetching, keeping and asking decisions.
 */
#include <sodium.h>

#include "server/workflow/decisions.h"
#include "server/workflow/kept.h"

enum { COL_ID, COL_KEY, COL_XML };

struct kept_decision {
	struct kept_item	 item;
	struct decision		 d;
};

static void
free_decision(struct kept_item *item)
{
	struct kept_decision *k = (struct kept_decision *)item;

	dmn_free(k->d.dmn);
	free(k);
}

static struct kept decisions = { .max = DECISIONS_MAX,
	.free_item = free_decision };

static const struct decision *
unknown(struct error *err)
{
	(void)error_set(err, ERR_NOT_FOUND, "definition.unknown",
	    "there is no such decision");
	return NULL;
}

const struct decision *
decision_kept(struct uuid id)
{
	struct kept_item *item = kept_get(&decisions, id);

	return item == NULL ? NULL : &((struct kept_decision *)item)->d;
}

/* Compile the row that was just read. */
static const struct decision *
compile_row(struct db *db, int at, struct uuid id, struct error *err)
{
	struct kept_decision *k = xcalloc(1, sizeof(*k));

	k->item.id = k->d.id = id;
	k->d.dmn = dmn_compile(&(struct dmn_text){ STR("model.dmn"),
	    db_text(db, at, 0, COL_XML) }, 1);
	k->d.what = dmn_find(k->d.dmn, db_text(db, at, 0, COL_KEY));
	if (k->d.what == NULL) {
		free_decision(&k->item);
		return unknown(err);
	}
	return &((struct kept_decision *)kept_add(&decisions, &k->item))->d;
}

const struct decision *fiber_fn
decision_by_id(struct db *db, struct uuid id, struct error *err)
{
	const struct decision *d = decision_kept(id);
	int at;

	if (d != NULL)
		return d;
	at = db_push(db, DECISION_XML, db_uuid(db, id));
	if (db_run(db, err) < 0)
		return NULL;
	if (db_rows(db, at) == 0)
		return unknown(err);
	return compile_row(db, at, id, err);
}

const struct decision *fiber_fn
decision_get(struct db *db, const struct decision_ask *ask, struct error *err)
{
	bool by_process = !sodium_is_zero(ask->process.b,
	    sizeof(ask->process.b));
	struct uuid id = { { 0 } };
	int at;

	at = db_push(db, DECISION_FIND, db_str(db, ask->key),
	    ask->version == 0 ? NULL : db_int(db, ask->version),
	    ask->version_tag.len == 0 ? NULL : db_str(db, ask->version_tag),
	    by_process ? db_uuid(db, ask->process) : NULL);
	if (db_run(db, err) < 0)
		return NULL;
	if (db_rows(db, at) == 0)
		return unknown(err);
	(void)uuid_parse(db_text(db, at, 0, COL_ID), &id);
	return decision_by_id(db, id, err);
}

void
decision_put(const struct decision *d)
{
	if (d != NULL)
		kept_put(&((struct kept_decision *)((char *)(uintptr_t)d -
		    offsetof(struct kept_decision, d)))->item);
}

int
decision_evaluate(const struct decision *d, struct dmn_run *run,
    const struct decision_question *q, struct dmn_result *ret,
    struct error *err)
{
	struct dmn_request r = { .what = d->what, .explain = q->explain,
		.missing_is_unknown = q->missing_is_unknown };

	if (q->budget.steps > 0)
		dmn_run_budget(run, q->budget);
	dmn_run_clock(run, q->now_us, q->zone);
	r.inputs = q->inputs == NULL ? FEEL_NULL_VALUE :
	    dmn_inputs(run, d->what, q->inputs);
	return dmn_evaluate(run, &r, ret, err);
}
