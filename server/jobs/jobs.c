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
	struct jobs	*all;
	const struct job *job;
	struct fiber	*fiber;		/* while it sleeps */
	bool		 is_woken;	/* there was a notification meanwhile */
};

struct tenant {
	struct uuid	 id;
	char		 text[UUID_TEXT_LEN + 1];
	const char	*zone;
};

struct jobs {
	struct runner	 runners[FIBERS_MAX];
	int		 n, n_running;
	bool		 is_stopping;
	void		(*drained)(void);
	struct db_listener *listener;
};

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
pass(const struct runner *runner)
{
	const struct jobs *all = runner->all;
	_cleanup_(arena_freep) struct arena *a = arena_new();
	int64_t wait_ms = JOB_SLEEP_MS;
	int n = 0;
	const struct tenant *list = list_tenants(a, &n);

	if (list == NULL)
		return ERROR_WAIT_MS;
	for (int i = 0; i < n && !all->is_stopping; i++) {
		int turns = 0, r;

		do {
			r = one_turn(runner->job, &list[i], &wait_ms);
		} while (r == 1 && ++turns < TURNS_MAX &&
		    !all->is_stopping);
		if (r == 1)
			wait_ms = 0;
	}
	return wait_ms;
}

/* --------------------------------------------------------------- fibers */

static void
ended(struct jobs *j)
{
	if (--j->n_running == 0 && j->is_stopping)
		j->drained();
}

static void fiber_fn
run(void *arg)
{
	struct runner *r = arg;
	struct jobs *j = r->all;

	log_set_request(r->job->name);
	while (!j->is_stopping) {
		int64_t wait_ms;

		r->is_woken = false;
		wait_ms = pass(r);
		if (j->is_stopping || r->is_woken)
			continue;
		r->fiber = fiber_self();
		/* At least a moment, so that a mistake cannot spin. */
		(void)fiber_park(wait_ms < 10 ? 10 : (int)wait_ms);
		r->fiber = NULL;
	}
	ended(j);
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
	struct jobs *j = arg;

	(void)channel;
	for (int i = 0; i < j->n; i++) {
		if (payload == NULL ||
		    strcmp(payload, j->runners[i].job->name) == 0)
			wake(&j->runners[i]);
	}
}

static int
start(struct jobs *j, const struct job *job, struct error *err)
{
	for (int i = 0; i < (job->fibers == 0 ? 1 : job->fibers); i++) {
		struct runner *r = &j->runners[j->n];

		assert(j->n < FIBERS_MAX);
		*r = (struct runner){ .all = j, .job = job };
		if (fiber_spawn(run, r) < 0)
			return error_set(err, ERR_LIMIT, "jobs.fibers",
			    "too many fibers");
		j->n++;
		j->n_running++;
	}
	return 0;
}

struct jobs *
jobs_new(struct db_pool *pool, struct error *err)
{
	static const char *const channels[] = { "jobs", NULL };
	struct jobs *j = xcalloc(1, sizeof(*j));

	for (const struct job *const *job = jobs; *job != NULL; job++) {
		if (start(j, *job, err) < 0)
			return NULL;	/* and the process ends */
	}
	j->listener = db_listen(pool, channels, on_notify, j);
	if (j->listener == NULL) {
		(void)error_set(err, ERR_LIMIT, "db.listen",
		    "too many fibers to listen to the database");
		return NULL;
	}
	return j;
}

void
jobs_drain(struct jobs *j, void (*fn)(void))
{
	j->drained = fn;
	j->is_stopping = true;
	db_unlisten(j->listener);
	for (int i = 0; i < j->n; i++)
		wake(&j->runners[i]);
	if (j->n_running == 0)
		fn();
}
