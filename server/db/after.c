/*
 * after.c - what follows commits: NOTIFY for many of them at once.
 *
 * A transaction that notifies costs the server another number, another record
 * of its log and a turn at a lock that all of them share, as much as a third of
 * the work itself.  So what transactions want told is gathered for some
 * milliseconds and goes as one transaction for each tenant.  Commands, which
 * have no loop to wait on, tell at once.
 */
#include <assert.h>
#include <event2/event.h>

#include "base/fiber.h"
#include "base/log.h"
#include "base/loop.h"
#include "server/db/array.h"
#include "server/db/conn.h"

/* Nobody notices that a list is refreshed so much later. */
#define GATHER_MS	10
/* Beyond this browsers are not told; they look by themselves after a while. */
#define TOLD_MAX	8192

void
db_push_after(struct db *db, enum db_query q, const char *arg)
{
	assert(db->is_begin_due || db->is_in_transaction);
	assert(db_queries[q].nparams == (arg != NULL));
	db->after = xreallocarray(db->after, (size_t)db->nafter + 1,
	    sizeof(*db->after));
	db->after[db->nafter++] = (struct db_after){ .query = q,
		.tenant = xstrdup(db->tenant == NULL ? "" : db->tenant),
		.arg = arg == NULL ? NULL : xstrdup(arg) };
}

static void
free_all(struct db_after *v, int n)
{
	for (int i = 0; i < n; i++) {
		free(v[i].tenant);
		free(v[i].arg);
	}
	free(v);
}

void
db_clear_after(struct db *db)
{
	free_all(db->after, db->nafter);
	db->after = NULL;
	db->nafter = 0;
}

static int
by_tenant_and_query(const void *a, const void *b)
{
	const struct db_after *x = a, *y = b;
	int r = strcmp(x->tenant, y->tenant);

	return r != 0 ? r : (int)x->query - (int)y->query;
}

/* Queue one query for the first items, all that ask it; how many they are. */
static int
push_group(struct db *db, const struct db_after *v, int n)
{
	struct db_array ids = DB_ARRAY_INIT;
	const char *arg;
	int i;

	for (i = 0; i < n && by_tenant_and_query(&v[0], &v[i]) == 0; i++) {
		if (v[i].arg != NULL)
			db_array_bare(&ids, str_of(v[i].arg));
	}
	arg = db_array_end(db_arena(db), &ids);
	(void)db_push_args(db, v[0].query, &arg,
	    (size_t)db_queries[v[0].query].nparams);
	return i;
}

/* Tell all of it, sorted; each tenant in a transaction of its own. */
static void fiber_fn
tell(struct db *db, const struct db_after *v, int n)
{
	struct error err = { 0 };

	for (int i = 0; i < n;) {
		const char *tenant = v[i].tenant;

		db_scope(db, tenant, NULL);
		db_push(db, DB_LAZILY);
		while (i < n && strcmp(v[i].tenant, tenant) == 0)
			i += push_group(db, v + i, n - i);
		if (db_run(db, &err) < 0)
			log_event(LOG_WARNING, "db.not_told",
			    "code=%s message=\"%s\"", err.code, err.message);
	}
}

static void fiber_fn
tell_gathered(void *arg)
{
	struct db_pool *pool = arg;
	struct error err = { 0 };
	struct db *db = db_acquire(pool, &err);
	struct db_after *v = take_ptr(&pool->told);
	int n = pool->ntold;

	/* What comes from here on waits for its own turn. */
	pool->ntold = 0;
	pool->is_telling = false;
	qsort(v, (size_t)n, sizeof(*v), by_tenant_and_query);
	if (db != NULL)
		tell(db, v, n);
	else
		log_event(LOG_WARNING, "db.not_told", "code=%s message=\"%s\"",
		    err.code, err.message);
	db_release(db);
	free_all(v, n);
}

static void tell_later(struct db_pool *pool);

static void
on_time(evutil_socket_t fd, short what, void *arg)
{
	struct db_pool *pool = arg;

	(void)fd;
	(void)what;
	pool->is_telling = fiber_spawn(tell_gathered, pool) == 0;
	if (!pool->is_telling)
		tell_later(pool);
}

static void
tell_later(struct db_pool *pool)
{
	struct timeval tv = { 0, GATHER_MS * 1000 };

	if (pool->is_telling)
		return;
	if (pool->told_timer == NULL)
		pool->told_timer = evtimer_new(loop_base(), on_time, pool);
	if (pool->told_timer == NULL ||
	    (!evtimer_pending(pool->told_timer, NULL) &&
	    evtimer_add(pool->told_timer, &tv) < 0))
		abort();
}

static void
gather(struct db *db)
{
	struct db_pool *pool = db->pool;
	int n = db->nafter;

	if (n > TOLD_MAX - pool->ntold)
		n = TOLD_MAX - pool->ntold;
	pool->told = xreallocarray(pool->told, (size_t)pool->ntold + (size_t)n,
	    sizeof(*pool->told));
	for (int i = 0; i < n; i++) {
		pool->told[pool->ntold++] = db->after[i];
		db->after[i] = (struct db_after){ 0 };
	}
	tell_later(pool);
}

void fiber_fn
db_follow(struct db *db)
{
	const char *tenant = db->tenant, *user = db->user;

	if (db->nafter == 0)
		return;
	if (fiber_self() != NULL) {
		gather(db);
		return;
	}
	/* Results of the commit are still to be read, in its scope. */
	db_aside(db);
	qsort(db->after, (size_t)db->nafter, sizeof(*db->after),
	    by_tenant_and_query);
	tell(db, db->after, db->nafter);
	db_scope(db, tenant, user);
	db_aside_end(db);
}

void
db_follow_done(struct db_pool *pool)
{
	if (pool->told_timer != NULL)
		event_free(pool->told_timer);
	free_all(pool->told, pool->ntold);
}
