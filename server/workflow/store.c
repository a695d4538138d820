/*
 * store.c - the states of instances, sealed, into their rows.
 */
#include <sodium.h>

#include "server/security/vault.h"
#include "server/workflow/private.h"

static const char *
state_name(struct workflow_run *r, const struct instance *in)
{
	const struct bpmn_open *open;
	size_t n;

	switch (bpmn_state_status(in->state)) {
	case BPMN_COMPLETED:
		return "completed";
	case BPMN_TERMINATED:
	case BPMN_CANCELLED:
	case BPMN_FAILED:
		return "terminated";
	default:
		break;
	}
	n = bpmn_state_open(r->w.arena, in->state, &open);
	for (size_t i = 0; i < n; i++) {
		if (open[i].has_incident)
			return "incident";
	}
	return "running";
}

/* The sealed state as a parameter, or NULL and err. */
static const char *
seal_state(struct workflow_run *r, struct instance *in, struct error *err)
{
	_cleanup_(buf_done) struct buf plain = BUF_INIT;
	struct sealed_at at = { SEALED_INSTANCE_STATE, in->id, in->subject };
	const char *param = NULL;

	if (bpmn_state_encode(in->state, &plain, err) < 0 ||
	    vault_seal(r->w.vault, r->w.db, &at, buf_view(&plain), &param,
	    err) < 0)
		param = NULL;
	sodium_memzero(plain.p, plain.len);
	return param;
}

/* How long the history of one that has ended is kept; NULL: for good, or it
 * goes on. */
static const char *
keep_of(struct workflow_run *r, const struct instance *in)
{
	struct str keep = in->def->process->history;

	if (keep.len == 0 || bpmn_state_status(in->state) == BPMN_ACTIVE)
		return NULL;
	return db_str(r->w.db, keep);
}

/* Browsers hear when it begins, ends, stops or goes on; not of each step. */
static bool
is_news(struct instance *in, const char *state)
{
	bool r = in->state_name == NULL || strcmp(in->state_name, state) != 0;

	in->state_name = state;
	return r;
}

int
workflow_insert(struct workflow_run *r, struct instance *in, struct error *err)
{
	struct db *db = r->w.db;
	const char *state = seal_state(r, in, err), *name = state_name(r, in);

	if (state == NULL)
		return -1;
	db_push(db, INSTANCE_INSERT, in->id_text, db_uuid(db, in->def->id),
	    in->intervention_text, in->parent_text,
	    in->parent_element.len == 0 ? NULL :
	    db_str(db, in->parent_element), r->actor_text, state, name,
	    keep_of(r, in));
	if (is_news(in, name))
		db_push_after(db, Q_PROCESS_NOTIFY, in->id_text);
	in->is_new = false;
	in->is_stored = true;
	return 0;
}

/* For instance_store. */
struct rows {
	struct db_array	 ids, states, seqs, names, keep;
};

static int
add_row(struct workflow_run *r, struct instance *in, struct rows *rows,
    struct error *err)
{
	const char *state = seal_state(r, in, err), *name = state_name(r, in);
	const char *keep = keep_of(r, in);

	if (state == NULL)
		return -1;
	db_array_bare(&rows->ids, str_of(in->id_text));
	db_array_text(&rows->states, str_of(state));
	db_array_int(&rows->seqs, in->seq);
	db_array_bare(&rows->names, str_of(name));
	db_array_bare(&rows->keep, str_of(keep == NULL ? "null" : keep));
	if (is_news(in, name))
		db_push_after(r->w.db, Q_PROCESS_NOTIFY, in->id_text);
	in->is_stored = true;
	return 0;
}

int
workflow_store(struct workflow_run *r, struct error *err)
{
	struct rows rows = { 0 };
	struct db *db = r->w.db;
	int result = 0;

	for (size_t i = 0; i < r->n_instances && result == 0; i++) {
		if (!r->instances[i]->is_stored)
			result = add_row(r, r->instances[i], &rows, err);
	}
	if (result == 0 && !db_array_is_empty(&rows.ids))
		db_push(db, INSTANCE_STORE,
		    db_array_end(db_arena(db), &rows.ids),
		    db_array_end(db_arena(db), &rows.states),
		    db_array_end(db_arena(db), &rows.seqs),
		    db_array_end(db_arena(db), &rows.names),
		    db_array_end(db_arena(db), &rows.keep));
	db_array_done(&rows.ids);
	db_array_done(&rows.states);
	db_array_done(&rows.seqs);
	db_array_done(&rows.names);
	db_array_done(&rows.keep);
	return result;
}
