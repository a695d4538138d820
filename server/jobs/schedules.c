/*
 * schedules.c - exports at their hour: cron expressions in the municipality's
 * own time.
 *
 * A schedule exports the month before.
 */
#include "base/clock.h"
#include "base/log.h"
#include "server/export/schedule.h"
#include "server/jobs/jobs.h"

#define SCHEDULES_MAX	16

extern const struct job job_schedules;

struct schedule {
	const char	*kind, *from, *to;
	struct str	 cron;
	bool		 is_due;	/* else it has no time yet */
};

static void
advance(struct job_turn *t, const struct schedule *s)
{
	int64_t next = schedule_next(s->cron, t->zone);

	if (next < 0)
		log_event(LOG_ERROR, "schedule.cron", "tenant=%s kind=%s",
		    t->tenant_id, s->kind);
	/* One that can never be due sleeps for a year at a time. */
	db_push(t->db, SCHEDULE_NEXT, s->kind, db_int(t->db, next >= 0 ? next :
	    clock_now_us() / 1000000 + 31536000));
	if (s->is_due)
		db_push(t->db, EXPORT_INSERT, db_uuid(t->db, uuid_new()),
		    s->kind, s->from, s->to, NULL);
}

static int fiber_fn
schedules_turn(struct job_turn *t, struct error *err)
{
	struct schedule list[SCHEDULES_MAX];
	int at, n;

	db_begin(t->db);
	at = db_push(t->db, SCHEDULE_DUE, t->zone);
	if (db_run(t->db, err) < 0)
		return -1;
	n = db_rows(t->db, at);
	for (int i = 0; i < n && i < SCHEDULES_MAX; i++)
		list[i] = (struct schedule){
		    arena_str(t->arena, db_text(t->db, at, i, 0)).p,
		    arena_str(t->arena, db_text(t->db, at, i, 3)).p,
		    arena_str(t->arena, db_text(t->db, at, i, 4)).p,
		    arena_str(t->arena, db_text(t->db, at, i, 1)),
		    db_bool(t->db, at, i, 2) };
	for (int i = 0; i < n && i < SCHEDULES_MAX; i++)
		advance(t, &list[i]);
	at = db_push(t->db, SCHEDULE_WAIT);
	if (db_commit(t->db, err) < 0)
		return -1;
	job_turn_wait(t, at);
	return n > SCHEDULES_MAX;
}

const struct job job_schedules = {
	.name = "schedules",
	.turn = schedules_turn,
};
