/*
 * cleaning.c - what grows and must go: expired messages, failures to sign in,
 * history that was kept as long as its model says, requests that nobody
 * approved in time; and partitions for the months to come.
 */
#include "server/jobs/jobs.h"
#include "server/security/vault.h"

#define BATCH	1000

extern const struct job job_cleaning;

/* Notes went with the history: an event says so. */
static void
push_gone(struct job_turn *t, int at)
{
	int rows = db_rows(t->db, at);

	if (rows == 0 || db_is_null(t->db, at, 0, 1))
		return;
	for (int i = 0; i < rows; i++)
		sealed_note(db_notes(t->db), &(struct sealed_at){
		    SEALED_HISTORY_NOTE, db_uuid_at(t->db, at, i, 1),
		    t->tenant }, STR_NULL);
	audit_push(t->db, &t->actor, &(struct audit_event){
	    .action = "history.expire", .object_type = "tenant",
	    .object = t->tenant });
}

static void
push_expired(struct job_turn *t, int at)
{
	int n = db_rows(t->db, at);
	struct uuid *ids = arena_array(t->arena, (size_t)n + 1, sizeof(*ids));

	for (int i = 0; i < n; i++)
		ids[i] = db_uuid_at(t->db, at, i, 0);
	if (n > 0)
		audit_push_each(t->db, &t->actor, &(struct audit_event){
		    .action = "approval.expire", .object_type = "approval" },
		    ids, (size_t)n);
}

static int fiber_fn
cleaning_turn(struct job_turn *t, struct error *err)
{
	bool is_more;
	int messages, history, approvals, waits;

	db_begin(t->db);
	messages = db_push(t->db, MESSAGE_EXPIRE, db_int(t->db, BATCH));
	history = db_push(t->db, HISTORY_EXPIRE, db_int(t->db, BATCH));
	approvals = db_push(t->db, APPROVAL_EXPIRE, db_int(t->db, BATCH));
	waits = db_push(t->db, LOGIN_WAIT_EXPIRE, db_int(t->db, BATCH));
	db_push(t->db, PARTITIONS_ENSURE);
	if (db_run(t->db, err) < 0)
		return -1;
	is_more = db_affected(t->db, messages) == BATCH ||
	    db_affected(t->db, waits) == BATCH ||
	    db_int64(t->db, history, 0, 0) == BATCH ||
	    db_rows(t->db, approvals) == BATCH;
	push_gone(t, history);
	push_expired(t, approvals);
	return audit_commit(t->db, err) < 0 ? -1 : is_more;
}

const struct job job_cleaning = {
	.name = "cleaning",
	.turn = cleaning_turn,
};
