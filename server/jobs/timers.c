/*
 * timers.c - timers of processes that are due become events.
 *
 * A batch is one transaction: due timers and their instances are locked, every
 * instance takes its event, all of it is committed.  Nothing is waited for with
 * locks in hand: what somebody else holds is left for the next turn, so any
 * number of processes and people may work side by side, and a process that dies
 * leaves its timers as they were.
 *
 * When anything fails, the batch is done again by halves until the timer that
 * fails is alone; it then rests for a while, fenced by its attempt.
 */
#include "base/json.h"
#include "base/log.h"
#include "server/db/array.h"
#include "server/jobs/jobs.h"
#include "server/services.h"
#include "server/workflow/workflow.h"

#define BATCH	100
#define FIBERS	6	/* some of them wait for the disk */

_Static_assert(BATCH <= PROCESS_INSTANCES_MAX, "a batch is one run");

extern const struct job job_timers;

/* Columns of timer_take after those of an instance. */
enum { COL_INSTANCE = 0, COL_TIMER = 9, COL_WAIT, COL_ATTEMPT, COL_ELEMENT };

struct due {
	const char	*id, *attempt;
	struct uuid	 instance;
	uint32_t	 wait;
	struct str	 element;
};

static struct due
due_at(const struct job_turn *t, int at, int row)
{
	struct due d = {
		.id = arena_str(t->arena, db_text(t->db, at, row,
		    COL_TIMER)).p,
		.attempt = arena_str(t->arena, db_text(t->db, at, row,
		    COL_ATTEMPT)).p,
		.wait = (uint32_t)db_int64(t->db, at, row, COL_WAIT),
		.element = arena_str(t->arena, db_text(t->db, at, row,
		    COL_ELEMENT)) };

	(void)uuid_parse(db_text(t->db, at, row, COL_INSTANCE), &d.instance);
	return d;
}

/* Their ids as an array of SQL. */
static const char *
ids_of(const struct job_turn *t, const struct due *due, int n)
{
	struct db_array list = DB_ARRAY_INIT;

	for (int i = 0; i < n; i++)
		db_array_bare(&list, str_of(due[i].id));
	return db_array_end(t->arena, &list);
}

/* Lock what is due, of ids or of all, and load it: how many in ret_n. */
static int fiber_fn
take(struct job_turn *t, struct workflow_run *run, const char *ids,
    struct due *due, int *ret_n, struct error *err)
{
	int at;

	db_begin(t->db);
	at = workflow_push_due(run, BATCH, ids);
	if (db_run(t->db, err) < 0)
		return -1;
	*ret_n = db_rows(t->db, at);
	for (int i = 0; i < *ret_n; i++)
		due[i] = due_at(t, at, i);
	return workflow_adopt(run, at, err);
}

/* One event for all that the server did by itself in one go: of the instance,
 * or of the municipality and in its detail which they were. */
static void
push_audit(struct job_turn *t, const struct due *due, int n)
{
	_cleanup_(buf_done) struct buf detail = BUF_INIT;
	struct audit_event e = { .action = "process.event",
		.object_type = n == 1 ? "process_instance" : "tenant",
		.object = n == 1 ? due[0].instance : t->tenant };
	struct jsonw w = JSONW(&detail);
	char id[UUID_TEXT_LEN + 1];

	if (n > 1) {
		jsonw_object(&w);
		jsonw_key(&w, "instances");
		jsonw_array(&w);
		for (int i = 0; i < n; i++) {
			uuid_format(due[i].instance, id);
			jsonw_cstr(&w, id);
		}
		jsonw_array_end(&w);
		jsonw_object_end(&w);
		e.detail = buf_view(&detail);
	}
	audit_push(t->db, &t->actor, &e);
}

/* Give the instances their events, and commit. */
static int fiber_fn
trigger(struct job_turn *t, struct workflow_run *run, const struct due *due,
    int n, struct error *err)
{
	for (int i = 0; i < n; i++) {
		if (workflow_event(run, due[i].instance, &(struct bpmn_event){
		    .type = BPMN_EV_TRIGGER, .wait = due[i].wait }, err) < 0)
			return -1;
	}
	if (workflow_finish(run, err) < 0 || db_run(t->db, err) < 0)
		return -1;
	db_push(t->db, TIMER_DROP, ids_of(t, due, n));
	push_audit(t, due, n);
	return audit_commit(t->db, err);
}

/* One transaction; due[] says what was in it also when it failed. */
static int fiber_fn
fire(struct job_turn *t, const char *ids, struct due *due, int *ret_n,
    struct error *err)
{
	struct workflow_run *run = workflow_run_new(&(struct workflow_where){
	    .arena = t->arena, .db = t->db, .vault = services()->vault,
	    .tenant = t->tenant, .zone = t->zone });
	int r;

	*ret_n = 0;
	r = take(t, run, ids, due, ret_n, err);
	if (r == 0 && *ret_n > 0)
		r = trigger(t, run, due, *ret_n, err);
	workflow_run_done(run);
	return r;
}

/* A timer that nobody waits for any more goes; one that failed comes back
 * later. */
static int fiber_fn
give_back(struct job_turn *t, const struct due *d, const struct error *why,
    struct error *err)
{
	char instance[UUID_TEXT_LEN + 1];

	uuid_format(d->instance, instance);
	log_event(LOG_WARNING, "timer.failed", "instance=%s element=%.*s "
	    "attempt=%s code=%s", instance, STR_ARG(d->element), d->attempt,
	    why->code);
	if (why->kind == ERR_CONFLICT || why->kind == ERR_NOT_FOUND)
		return db_query(t->db, err, TIMER_DROP, ids_of(t, d, 1));
	return db_query(t->db, err, TIMER_FAILED, d->id, d->attempt,
	    why->message);
}

/* Fire them together, or else apart: how many there were.  When the database
 * is away not even half of them can be taken, and they stay due. */
static int fiber_fn
fire_apart(struct job_turn *t, const char *ids, struct error *err)
{
	struct due due[BATCH] = { 0 };
	struct error why = { 0 };
	int n, half, r = fire(t, ids, due, &n, &why);

	db_rollback(t->db);
	if (r == 0)
		return n;
	if (n == 0) {
		*err = why;
		return -1;
	}
	if (n == 1)
		return give_back(t, &due[0], &why, err) < 0 ? -1 : 1;
	half = n / 2;
	if (fire_apart(t, ids_of(t, due, half), err) < 0 ||
	    fire_apart(t, ids_of(t, due + half, n - half), err) < 0)
		return -1;
	return n;
}

static int fiber_fn
timers_turn(struct job_turn *t, struct error *err)
{
	int n = fire_apart(t, NULL, err);

	if (n < 0 || n == BATCH)
		return n < 0 ? -1 : 1;
	if (db_query(t->db, err, TIMER_WAIT) < 0)
		return -1;
	job_turn_wait(t, 0);
	return 0;
}

const struct job job_timers = {
	.name = "timers",
	.fibers = FIBERS,
	.turn = timers_turn,
};
