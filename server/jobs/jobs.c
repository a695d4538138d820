/*
 * jobs.c - the fibers that run the table of jobs.
 */
#include <assert.h>

#include "base/log.h"
#include "base/loop.h"
#include "server/db/listen.h"
#include "server/jobs/jobs.h"
#include "server/services.h"

#define FIBERS_MAX	32
#define ERROR_WAIT_MS	2000	/* after something went wrong */
#define TURNS_MAX	100	/* of one municipality before the next */

struct runner {
	const struct job *job;
	struct fiber	*fiber;		/* while it sleeps */
	bool		 is_woken;	/* there was a notification meanwhile */
};

struct tenant {
	struct uuid	 id;
	char		 text[UUID_TEXT_LEN + 1];
	const char	*zone;
};

static struct runner	runners[FIBERS_MAX];
static int		n_runners, n_running;
static bool		is_stopping;
static void		(*drained)(void);
static struct db_listener *listener;

void
job_turn_pause(struct job_turn *turn)
{
	db_release(turn->db);
	turn->db = NULL;
}

int fiber_fn
job_turn_resume(struct job_turn *turn, struct error *err)
{
	if (turn->db != NULL)
		return 0;
	turn->db = db_acquire(services()->pool, err);
	if (turn->db == NULL)
		return -1;
	db_scope(turn->db, turn->tenant_id, NULL);
	return audit_prepare(services()->vault, turn->db, turn->tenant, err);
}

void
job_turn_wait(struct job_turn *turn, int at)
{
	int64_t ms;

	if (db_rows(turn->db, at) == 0 || db_is_null(turn->db, at, 0, 0))
		return;
	ms = db_int64(turn->db, at, 0, 0);
	if (ms < turn->wait_ms)
		turn->wait_ms = ms < 0 ? 0 : ms;
}

/* ------------------------------------------------------------- one pass */

static int fiber_fn
one_turn(const struct job *job, const struct tenant *t, int64_t *wait_ms)
{
	_cleanup_(arena_freep) struct arena *a = arena_new();
	struct job_turn turn = { .arena = a, .tenant = t->id,
		.tenant_id = t->text, .zone = t->zone,
		.actor = { .tenant = t->id }, .wait_ms = JOB_SLEEP_MS };
	struct error err = { 0 };
	int r = job_turn_resume(&turn, &err);

	if (r == 0)
		r = job->turn(&turn, &err);
	if (r < 0) {
		log_event(LOG_WARNING, "job.failed", "job=%s tenant=%s code=%s "
		    "message=\"%s\"", job->name, t->text, err.code,
		    err.message);
		turn.wait_ms = ERROR_WAIT_MS;
	}
	if (turn.wait_ms < *wait_ms)
		*wait_ms = turn.wait_ms;
	job_turn_pause(&turn);
	return r;
}

/* The municipalities of now, in the arena; NULL when nobody can say. */
static const struct tenant *fiber_fn
list_tenants(struct arena *a, int *ret_n)
{
	struct error err = { 0 };
	struct db *db = db_acquire(services()->pool, &err);
	struct tenant *list = NULL;

	if (db != NULL && db_query(db, &err, JOBS_TENANTS) == 0) {
		*ret_n = db_rows(db, 0);
		list = arena_array(a, (size_t)*ret_n + 1, sizeof(*list));
		for (int i = 0; i < *ret_n; i++) {
			(void)uuid_parse(db_text(db, 0, i, 0), &list[i].id);
			uuid_format(list[i].id, list[i].text);
			list[i].zone = arena_str(a, db_text(db, 0, i, 1)).p;
		}
	} else {
		log_event(LOG_WARNING, "job.tenants", "code=%s message=\"%s\"",
		    err.code, err.message);
	}
	db_release(db);
	return list;
}

/* All municipalities once; milliseconds until the next pass. */
static int64_t fiber_fn
pass(const struct job *job)
{
	_cleanup_(arena_freep) struct arena *a = arena_new();
	int64_t wait_ms = JOB_SLEEP_MS;
	int n = 0;
	const struct tenant *list = list_tenants(a, &n);

	if (list == NULL)
		return ERROR_WAIT_MS;
	for (int i = 0; i < n && !is_stopping; i++) {
		int turns = 0, r;

		do {
			r = one_turn(job, &list[i], &wait_ms);
		} while (r == 1 && ++turns < TURNS_MAX && !is_stopping);
		if (r == 1)
			wait_ms = 0;
	}
	return wait_ms;
}

/* --------------------------------------------------------------- fibers */

static void
ended(void)
{
	if (--n_running == 0 && is_stopping)
		drained();
}

static void fiber_fn
run(void *arg)
{
	struct runner *r = arg;

	log_set_request(r->job->name);
	while (!is_stopping) {
		int64_t wait_ms;

		r->is_woken = false;
		wait_ms = pass(r->job);
		if (is_stopping || r->is_woken)
			continue;
		r->fiber = fiber_self();
		/* At least a moment, so that a mistake cannot spin. */
		(void)fiber_park(wait_ms < 10 ? 10 : (int)wait_ms);
		r->fiber = NULL;
	}
	ended();
}

static void
wake(struct runner *r)
{
	r->is_woken = true;
	if (r->fiber != NULL)
		fiber_wake(r->fiber, 0);
}

/* NULL: something may have been missed. */
static void fiber_fn
on_notify(void *arg, const char *channel, const char *payload)
{
	(void)arg;
	(void)channel;
	for (int i = 0; i < n_runners; i++) {
		if (payload == NULL ||
		    strcmp(payload, runners[i].job->name) == 0)
			wake(&runners[i]);
	}
}

static int
start(const struct job *job, struct error *err)
{
	for (int i = 0; i < (job->fibers == 0 ? 1 : job->fibers); i++) {
		assert(n_runners < FIBERS_MAX);
		runners[n_runners].job = job;
		if (fiber_spawn(run, &runners[n_runners]) < 0)
			return error_set(err, ERR_LIMIT, "jobs.fibers",
			    "too many fibers");
		n_runners++;
		n_running++;
	}
	return 0;
}

int
jobs_start(struct error *err)
{
	static const char *const channels[] = { "jobs", NULL };

	for (const struct job *const *job = jobs; *job != NULL; job++) {
		if (start(*job, err) < 0)
			return -1;
	}
	listener = db_listen(services()->pool, channels, on_notify, NULL);
	return listener == NULL ? error_set(err, ERR_LIMIT, "db.listen",
	    "too many fibers to listen to the database") : 0;
}

void
jobs_drain(void (*fn)(void))
{
	drained = fn;
	is_stopping = true;
	db_unlisten(listener);
	for (int i = 0; i < n_runners; i++)
		wake(&runners[i]);
	if (n_running == 0)
		fn();
}
