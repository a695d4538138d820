/*
 * meetings.c - messages and those who wait for them that passed each other by.
 *
 * Who sends a message looks for somebody who waits, and who begins to wait
 * looks for a message that was kept.  When both do so at the same moment
 * neither sees the other, whose transaction is still open.  Nothing is locked
 * against that: the two are brought together here, within a minute.
 */
#include "server/jobs/jobs.h"
#include "server/services.h"
#include "server/workflow/workflow.h"

extern const struct job job_meetings;

enum { COL_INSTANCE, COL_WAIT, COL_ELEMENT, COL_NAME, COL_KEY };

static struct str
text_at(const struct job_turn *t, int at, int col)
{
	return arena_str(t->arena, db_text(t->db, at, 0, col));
}

static int fiber_fn
meet(struct job_turn *t, int at, struct error *err)
{
	struct uuid instance = db_uuid_at(t->db, at, 0, COL_INSTANCE);
	struct workflow_waiting w = {
		.instance = instance,
		.wait = (uint32_t)db_int64(t->db, at, 0, COL_WAIT),
		.element = text_at(t, at, COL_ELEMENT),
		.name = text_at(t, at, COL_NAME),
		.key = text_at(t, at, COL_KEY),
	};
	struct workflow_run *run = workflow_run_new(&(struct workflow_where){
	    .arena = t->arena, .db = t->db, .vault = services()->vault,
	    .tenant = t->tenant, .zone = t->zone });
	int r = workflow_meet(run, &w, err);

	if (r == 0)
		r = workflow_finish(run, err);
	workflow_run_done(run);
	if (r < 0)
		return -1;
	audit_push(t->db, &t->actor, &(struct audit_event){
	    .action = "process.event", .object_type = "process_instance",
	    .object = instance });
	return audit_commit(t->db, err) < 0 ? -1 : 1;
}

static int fiber_fn
meetings_turn(struct job_turn *t, struct error *err)
{
	int at;

	db_begin(t->db);
	at = db_push(t->db, MESSAGE_MISSED);
	if (db_run(t->db, err) < 0)
		return -1;
	if (db_rows(t->db, at) > 0)
		return meet(t, at, err);
	db_rollback(t->db);
	return 0;
}

const struct job job_meetings = {
	.name = "meetings",
	.turn = meetings_turn,
};
