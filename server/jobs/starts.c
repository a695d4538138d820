/*
 * starts.c - timers of start events that are due start their process.
 *
 * The instance and the next time of the timer are written in one transaction,
 * with the timer's row locked; so each time starts one instance, however many
 * servers there are and whenever one dies.  Times missed while no server ran
 * are one late start.
 */
#include "base/clock.h"
#include "base/log.h"
#include "server/jobs/jobs.h"
#include "server/services.h"
#include "server/workflow/workflow.h"

#define BATCH	20

extern const struct job job_starts;

struct due {
	const char	*id, *attempt;
	struct str	 key;
};

/* The timer under its lock. */
struct held {
	struct workflow_begin	 begin;
	struct bpmn_start_timer	 timer;
	bool			 is_skipped;
	const struct bpmn_calendar *calendar;
};

enum { COL_DEFINITION, COL_ELEMENT, COL_ORDINAL, COL_CYCLE, COL_LEFT, COL_DUE,
	COL_SKIPPED };

/* 1 with the timer; 0 when somebody else has it or no version any more. */
static int fiber_fn
hold(struct job_turn *t, const struct due *d, struct held *ret,
    struct error *err)
{
	struct db *db = t->db;
	int at, calendar;

	db_begin(db);
	at = db_push(db, START_TIMER_HOLD, d->id, d->attempt);
	calendar = db_push(db, CALENDAR_READ);
	if (db_run(db, err) < 0)
		return -1;
	if (db_rows(db, at) == 0)
		return 0;
	*ret = (struct held){
		.begin = {
			.element = arena_str(t->arena,
			    db_text(db, at, 0, COL_ELEMENT)),
			.def = (int)db_int64(db, at, 0, COL_ORDINAL),
		},
		.timer = {
			.due_us = db_int64(db, at, 0, COL_DUE),
			.left = db_is_null(db, at, 0, COL_LEFT) ? NONE :
			    db_int64(db, at, 0, COL_LEFT),
			.cycle = arena_str(t->arena,
			    db_text(db, at, 0, COL_CYCLE)),
		},
		.is_skipped = db_bool(db, at, 0, COL_SKIPPED),
		.calendar = calendar_at(t->arena, db, calendar),
	};
	(void)uuid_parse(db_text(db, at, 0, COL_DEFINITION),
	    &ret->begin.definition);
	return 1;
}

static int fiber_fn
begin(struct job_turn *t, const struct held *h, struct error *err)
{
	struct audit_event audit = { .action = "process.event",
		.object_type = "process_instance" };
	struct workflow_run *run = workflow_run_new(&(struct workflow_where){
	    .arena = t->arena, .db = t->db, .vault = services()->vault,
	    .tenant = t->tenant, .zone = t->zone });
	int r = workflow_begin(run, &h->begin, &audit.object, err);

	if (r == 0)
		r = workflow_finish(run, err);
	workflow_run_done(run);
	if (r == 0)
		audit_push(t->db, &t->actor, &audit);
	return r;
}

/* 0 when it is done or no longer wanted. */
static int fiber_fn
fire(struct job_turn *t, const struct due *d, struct error *err)
{
	struct bpmn_env env = { .now_us = clock_now_us(),
		.zone = str_of(t->zone) };
	struct held h;
	int r = hold(t, d, &h, err);
	bool goes_on;

	if (r <= 0)
		return r;
	env.calendar = h.calendar;
	if (!h.is_skipped && begin(t, &h, err) < 0)
		return -1;
	goes_on = bpmn_start_due_next(&env, &h.timer);
	db_push(t->db, START_TIMER_FIRED, d->id, goes_on ?
	    db_int(t->db, h.timer.due_us) : NULL, h.timer.left == NONE ||
	    h.timer.cycle.len == 0 ? NULL : db_int(t->db, h.timer.left));
	return audit_commit(t->db, err);
}

/* Of one whose database is away nobody knows yet, and its lease ends. */
static int fiber_fn
give_back(struct job_turn *t, const struct due *d, const struct error *why,
    struct error *err)
{
	log_event(LOG_WARNING, "start.failed", "process=%.*s attempt=%s "
	    "code=%s", STR_ARG(d->key), d->attempt, why->code);
	if (why->kind == ERR_UNAVAILABLE || why->kind == ERR_UNCERTAIN) {
		*err = *why;
		return -1;
	}
	return db_query(t->db, err, START_TIMER_FAILED, d->id, d->attempt,
	    why->message);
}

static int fiber_fn
starts_turn(struct job_turn *t, struct error *err)
{
	int at = db_push(t->db, START_TIMER_CLAIM, db_int(t->db, BATCH)), n;
	struct due due[BATCH];

	if (db_run(t->db, err) < 0)
		return -1;
	n = db_rows(t->db, at);
	for (int i = 0; i < n; i++)
		due[i] = (struct due){
		    arena_str(t->arena, db_text(t->db, at, i, 0)).p,
		    arena_str(t->arena, db_text(t->db, at, i, 1)).p,
		    arena_str(t->arena, db_text(t->db, at, i, 2)) };
	for (int i = 0; i < n; i++) {
		struct error why = { 0 };
		int r = fire(t, &due[i], &why);

		db_rollback(t->db);
		if (r < 0 && give_back(t, &due[i], &why, err) < 0)
			return -1;
	}
	at = db_push(t->db, START_TIMER_WAIT);
	if (db_run(t->db, err) < 0)
		return -1;
	job_turn_wait(t, at);
	return n == BATCH;
}

const struct job job_starts = {
	.name = "starts",
	.turn = starts_turn,
};
