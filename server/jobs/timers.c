/*
 * timers.c - timers of processes that are due become events.
 */
#include "base/log.h"
#include "server/jobs/jobs.h"
#include "server/services.h"
#include "server/workflow/workflow.h"

#define BATCH	50

extern const struct job job_timers;

struct due {
	const char	*id, *attempt;
	struct uuid	 instance;
	const char	*instance_text;
	uint32_t	 wait;
	struct str	 element;
};

static struct due
due_at(const struct job_turn *t, int at, int row)
{
	struct due d;

	d.id = arena_str(t->arena, db_text(t->db, at, row, 0)).p;
	d.instance_text = arena_str(t->arena, db_text(t->db, at, row, 1)).p;
	(void)uuid_parse(str_of(d.instance_text), &d.instance);
	d.wait = (uint32_t)db_int64(t->db, at, row, 2);
	d.attempt = arena_str(t->arena, db_text(t->db, at, row, 3)).p;
	d.element = arena_str(t->arena, db_text(t->db, at, row, 4));
	return d;
}

/* The instance first and then its timer, as every user's action does; so that
 * nobody waits for the other. */
static int fiber_fn
hold(struct job_turn *t, const struct due *d, struct error *err)
{
	int at;

	db_begin(t->db);
	db_push(t->db, INSTANCE_HOLD, d->instance_text);
	at = db_push(t->db, TIMER_HOLD, d->id, d->attempt);
	return db_run(t->db, err) < 0 ? -1 : db_rows(t->db, at);
}

static int fiber_fn
trigger(struct job_turn *t, struct workflow_run *run, const struct due *d,
    struct error *err)
{
	if (workflow_event(run, d->instance, &(struct bpmn_event){
	    .type = BPMN_EV_TRIGGER, .wait = d->wait }, err) < 0 ||
	    workflow_finish(run, err) < 0)
		return -1;
	db_push(t->db, TIMER_DROP, d->id, d->attempt);
	audit_push(t->db, &t->actor, &(struct audit_event){
	    .action = "process.event", .object_type = "process_instance",
	    .object = d->instance });
	return audit_commit(t->db, err);
}

/* 0 when it is done or no longer wanted. */
static int fiber_fn
fire(struct job_turn *t, const struct due *d, struct error *err)
{
	struct workflow_run *run;
	int r = hold(t, d, err);

	if (r <= 0)
		return r;
	run = workflow_run_new(&(struct workflow_where){ .arena = t->arena,
	    .db = t->db, .vault = services()->vault, .tenant = t->tenant,
	    .zone = t->zone });
	r = trigger(t, run, d, err);
	workflow_run_done(run);
	return r;
}

/* A timer that nobody waits for any more goes; one that failed comes back
 * later; of one whose database is away nobody knows yet, and its lease ends. */
static int fiber_fn
give_back(struct job_turn *t, const struct due *d, const struct error *why,
    struct error *err)
{
	log_event(LOG_WARNING, "timer.failed", "instance=%s element=%.*s "
	    "attempt=%s code=%s", d->instance_text, STR_ARG(d->element),
	    d->attempt, why->code);
	if (why->kind == ERR_UNAVAILABLE || why->kind == ERR_UNCERTAIN) {
		*err = *why;
		return -1;
	}
	if (why->kind == ERR_CONFLICT || why->kind == ERR_NOT_FOUND)
		return db_query(t->db, err, TIMER_DROP, d->id, d->attempt);
	return db_query(t->db, err, TIMER_FAILED, d->id, d->attempt,
	    why->message);
}

static int fiber_fn
timers_turn(struct job_turn *t, struct error *err)
{
	int at = db_push(t->db, TIMER_CLAIM, db_int(t->db, BATCH));
	int wait = db_push(t->db, TIMER_WAIT), n;
	struct due due[BATCH];

	if (db_run(t->db, err) < 0)
		return -1;
	job_turn_wait(t, wait);
	n = db_rows(t->db, at);
	for (int i = 0; i < n; i++)
		due[i] = due_at(t, at, i);
	for (int i = 0; i < n; i++) {
		struct error why = { 0 };
		int r = fire(t, &due[i], &why);

		db_rollback(t->db);
		if (r < 0 && give_back(t, &due[i], &why, err) < 0)
			return -1;
	}
	return n == BATCH;
}

const struct job job_timers = {
	.name = "timers",
	.turn = timers_turn,
};
