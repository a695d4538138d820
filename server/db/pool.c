/*
 * pool.c - connections: opened when needed, lent in order of arrival.
 *
 * A connection that was returned goes straight to the fiber that has waited
 * longest, so no newcomer overtakes it.  When the server is away, attempts are
 * spaced 100 ms, 200 ms ... 5 s apart for the whole pool, and callers wait for
 * the next one as long as their own patience lasts.
 */
#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <time.h>

#include "base/clock.h"
#include "base/fiber.h"
#include "base/log.h"
#include "server/db/conn.h"

#define POOL_SIZE_DEFAULT	8
#define POOL_SIZE_MAX		256
#define WAIT_MS_DEFAULT		5000
#define STATEMENT_MS_DEFAULT	10000
#define RETRY_MS_MIN		100
#define RETRY_MS_MAX		5000
/* A transaction left open by a lost client keeps its locks this long. */
#define IDLE_IN_TRANSACTION_MS	5000

struct db_waiter {
	struct fiber	*fiber;
	struct db	*db;		/* what it was given */
	struct db_waiter *next;
};

/* ------------------------------------------------------------- waiting */

/* For commands, which have no fibers. */
static int
poll_fd(int fd, short what, int timeout_ms)
{
	struct pollfd p = { .fd = fd };
	int r;

	if (what & EV_READ)
		p.events |= POLLIN;
	if (what & EV_WRITE)
		p.events |= POLLOUT;
	do
		r = poll(&p, 1, timeout_ms);
	while (r < 0 && errno == EINTR);
	if (r < 0)
		return -errno;
	if (r == 0)
		return -ETIMEDOUT;
	r = 0;
	if (p.revents & (POLLIN | POLLHUP | POLLERR))
		r |= EV_READ;
	if (p.revents & POLLOUT)
		r |= EV_WRITE;
	return r;
}

static int fiber_fn
wait_fd(int fd, short what, int timeout_ms)
{
	if (fiber_self() != NULL)
		return fiber_wait_fd(fd, what, timeout_ms);
	return poll_fd(fd, what, timeout_ms);
}

int fiber_fn
db_sleep(int ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000L };

	if (fiber_self() != NULL)
		return fiber_sleep(ms);
	return nanosleep(&t, NULL) < 0 ? -errno : 0;
}

int fiber_fn
db_wait(struct db *db, short what, int timeout_ms)
{
	int r = wait_fd(PQsocket(db->pg), what, timeout_ms);

	if (r < 0) {
		db->is_broken = true;
	} else if ((r & EV_READ) && !PQconsumeInput(db->pg)) {
		db->is_broken = true;
		r = -EIO;
	}
	return r;
}

/* ---------------------------------------------------------- connecting */

/* A commit that waited for its replicas and was told not to says so in a
 * warning, and then succeeds all the same. */
static void
on_notice(void *arg, const PGresult *res)
{
	struct db *db = arg;
	const char *where = PQresultErrorField(res, PG_DIAG_SOURCE_FUNCTION);

	if (where != NULL && strcmp(where, "SyncRepWaitForLSN") == 0)
		db->is_unconfirmed = true;
}

void
db_disconnect(struct db *db)
{
	PQfinish(db->pg);
	db->pg = NULL;
	db->is_broken = true;
	db->stale_syncs = 0;
	db->is_in_transaction = db->is_begin_due = false;
	memset(db->prepared, PREPARED_NO, sizeof(db->prepared));
}

static int fiber_fn
handshake(struct db *db, int64_t deadline_us)
{
	short what = EV_WRITE;

	db->pg = PQconnectStart(db->pool->conninfo);
	while (PQstatus(db->pg) != CONNECTION_BAD) {
		int64_t left_us = deadline_us - clock_mono_us();
		int r;

		if (left_us <= 0)
			return -ETIMEDOUT;
		r = wait_fd(PQsocket(db->pg), what, (int)(left_us / 1000) + 1);
		if (r < 0)
			return r;
		switch (PQconnectPoll(db->pg)) {
		case PGRES_POLLING_READING:
			what = EV_READ;
			break;
		case PGRES_POLLING_WRITING:
			what = EV_WRITE;
			break;
		case PGRES_POLLING_OK:
			return 0;
		default:
			return -ECONNREFUSED;
		}
	}
	return -ECONNREFUSED;
}

/* Time-outs of the session, and on which timeline the server is: numbers of
 * transactions mean nothing on another.  Compiling a query takes longer than
 * any of ours may. */
static int fiber_fn
set_up(struct db *db)
{
	static const char sql[] =
	    "select set_config('statement_timeout', $1, false),"
	    " set_config('lock_timeout', $1, false),"
	    " set_config('idle_in_transaction_session_timeout', $2, false),"
	    " set_config('jit', 'off', false),"
	    " case when pg_is_in_recovery() then ''"
	    " else left(pg_walfile_name(pg_current_wal_lsn()), 8) end";
	char statement[16], idle[16];
	const char *argv[] = { statement, idle };
	PGresult *res;
	bool ok;

	(void)snprintf(statement, sizeof(statement), "%d",
	    db->pool->statement_ms);
	(void)snprintf(idle, sizeof(idle), "%d", IDLE_IN_TRANSACTION_MS);
	if (PQsetnonblocking(db->pg, 1) != 0 ||
	    !PQsendQueryParams(db->pg, sql, 2, NULL, argv, NULL, NULL, 0) ||
	    db_flush(db) < 0)
		return -EIO;
	res = db_next_result(db);
	ok = PQresultStatus(res) == PGRES_TUPLES_OK;
	if (ok)
		(void)snprintf(db->timeline, sizeof(db->timeline), "%s",
		    PQgetvalue(res, 0, 4));
	while (res != NULL) {
		PQclear(res);
		res = db_next_result(db);
	}
	return ok && PQenterPipelineMode(db->pg) ? 0 : -EIO;
}

static int
unreachable(const struct db *db, int r, struct error *err)
{
	const char *why = db->pg != NULL ? PQerrorMessage(db->pg) : "";
	size_t n = strcspn(why, "\n");

	if (r == -ECANCELED)
		return error_set(err, ERR_UNAVAILABLE, "db.cancelled",
		    "given up before the database answered");
	if (n == 0)
		why = strerror(-r);
	return error_set(err, ERR_UNAVAILABLE, "db.unreachable",
	    "the database cannot be reached: %.*s",
	    (int)(n == 0 ? strlen(why) : n), why);
}

static int64_t
min64(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* Not before the pool may try again; -ETIMEDOUT when that is too late. */
static int fiber_fn
wait_turn(const struct db_pool *pool, int64_t deadline_us)
{
	int64_t left_us = pool->retry_at_us - clock_mono_us();

	if (left_us <= 0)
		return 0;
	if (pool->retry_at_us > deadline_us)
		return -ETIMEDOUT;
	return db_sleep((int)(left_us / 1000) + 1);
}

/* One attempt. */
static int fiber_fn
connect_once(struct db *db, int64_t deadline_us)
{
	int64_t soon = clock_mono_us() + DB_CONNECT_MS * 1000LL;
	int r;

	db_disconnect(db);
	db->is_broken = false;
	r = handshake(db, min64(deadline_us, soon));
	PQsetNoticeReceiver(db->pg, on_notice, db);
	if (r == 0)
		r = set_up(db);
	if (r < 0)
		db->is_broken = true;
	return r;
}

int fiber_fn
db_connect(struct db *db, int64_t deadline_us, struct error *err)
{
	struct db_pool *pool = db->pool;
	int r = 0;

	for (;;) {
		int turn = wait_turn(pool, deadline_us);

		if (turn < 0)
			return unreachable(db, r < 0 ? r : turn, err);
		r = connect_once(db, deadline_us);
		if (r == 0) {
			pool->retry_ms = 0;
			pool->retry_at_us = 0;
			return 0;
		}
		if (r == -ECANCELED)
			return unreachable(db, r, err);
		pool->retry_ms = pool->retry_ms == 0 ? RETRY_MS_MIN :
		    (int)min64(pool->retry_ms * 2, RETRY_MS_MAX);
		pool->retry_at_us = clock_mono_us() + pool->retry_ms * 1000LL;
	}
}

/* Did the server hang up while nobody looked? */
static bool
is_alive(struct db *db)
{
	for (int i = 0; i < 3; i++) {
		if (poll_fd(PQsocket(db->pg), EV_READ, 0) < 0)
			break;
		if (!PQconsumeInput(db->pg))
			return false;
	}
	return PQstatus(db->pg) == CONNECTION_OK;
}

/* ------------------------------------------------------------- the pool */

/* A name would be looked up by libpq in a blocking call. */
static int
check_hosts(const char *hosts, struct error *err)
{
	struct str rest = str_of(hosts);

	while (rest.p != NULL) {
		ptrdiff_t comma = str_chr(rest, ',');
		struct str host = comma < 0 ? rest :
		    str_sub(rest, 0, (size_t)comma);
		unsigned char ip[16];
		char text[64];

		(void)snprintf(text, sizeof(text), "%.*s", STR_ARG(host));
		if (host.len != 0 && host.p[0] != '/' && host.p[0] != '@' &&
		    !str_is(host, "localhost") &&
		    inet_pton(AF_INET, text, ip) != 1 &&
		    inet_pton(AF_INET6, text, ip) != 1)
			return error_set(err, ERR_INVALID, "db.conninfo",
			    "database host '%s' is a name: give its address in "
			    "hostaddr, or a socket directory", text);
		if (comma < 0)
			break;
		rest = str_sub(rest, (size_t)comma + 1, rest.len);
	}
	return 0;
}

static int
check_conninfo(const char *conninfo, struct error *err)
{
	char *why = NULL;
	const char *host = NULL, *hostaddr = NULL;
	PQconninfoOption *options = PQconninfoParse(conninfo, &why);
	int r;

	if (options == NULL) {
		r = error_set(err, ERR_INVALID, "db.conninfo",
		    "cannot read the database settings: %.*s",
		    why != NULL ? (int)strcspn(why, "\n") : 0,
		    why != NULL ? why : "");
		PQfreemem(why);
		return r;
	}
	for (const PQconninfoOption *o = options; o->keyword != NULL; o++) {
		if (strcmp(o->keyword, "host") == 0)
			host = o->val;
		else if (strcmp(o->keyword, "hostaddr") == 0)
			hostaddr = o->val;
	}
	r = hostaddr != NULL && *hostaddr != '\0' ? 0 : check_hosts(host, err);
	PQconninfoFree(options);
	return r;
}

static int
or_default(int value, int fallback)
{
	return value > 0 ? value : fallback;
}

struct db_pool *
db_pool_new(const struct db_config *config, struct error *err)
{
	struct db_pool *pool;

	if (check_conninfo(config->conninfo, err) < 0)
		return NULL;
	assert(config->size <= POOL_SIZE_MAX);
	pool = xcalloc(1, sizeof(*pool));
	pool->conninfo = xstrdup(config->conninfo);
	pool->size = or_default(config->size, POOL_SIZE_DEFAULT);
	pool->wait_ms = or_default(config->wait_ms, WAIT_MS_DEFAULT);
	pool->statement_ms = or_default(config->statement_ms,
	    STATEMENT_MS_DEFAULT);
	pool->waiters_tail = &pool->waiters;
	pool->all = xcalloc((size_t)pool->size, sizeof(*pool->all));
	for (int i = 0; i < pool->size; i++) {
		struct db *db = &pool->all[i];

		db->pool = pool;
		db->is_broken = true;		/* connected on first use */
		db->batch.scratch = arena_new();
		db->next = pool->idle;
		pool->idle = db;
	}
	return pool;
}

void
db_pool_free(struct db_pool *pool)
{
	if (pool == NULL)
		return;
	assert(pool->waiters == NULL);
	for (int i = 0; i < pool->size; i++) {
		db_clear_results(&pool->all[i]);
		db_disconnect(&pool->all[i]);
		arena_free(pool->all[i].batch.scratch);
		buf_done(&pool->all[i].notes);
	}
	db_follow_done(pool);
	if (pool->kept != NULL)
		pool->kept_free(pool->kept);
	free(pool->all);
	free(pool->conninfo);
	free(pool);
}

/* Stand in the queue until a connection is handed over. */
static struct db *fiber_fn
stand_in_line(struct db_pool *pool)
{
	struct db_waiter w = { .fiber = fiber_self() }, **p;

	if (w.fiber == NULL)
		return NULL;		/* a command has nobody to wait for */
	*pool->waiters_tail = &w;
	pool->waiters_tail = &w.next;
	(void)fiber_park(pool->wait_ms);
	if (w.db != NULL)
		return w.db;
	for (p = &pool->waiters; *p != &w; p = &(*p)->next)
		assert(*p != NULL);
	*p = w.next;
	if (w.next == NULL)
		pool->waiters_tail = p;
	return NULL;
}

struct db *fiber_fn
db_acquire(struct db_pool *pool, struct error *err)
{
	int64_t deadline = clock_mono_us() + pool->wait_ms * 1000LL;
	struct db *db;

	if (pool->idle != NULL && pool->waiters == NULL) {
		db = pool->idle;
		pool->idle = db->next;
	} else {
		db = stand_in_line(pool);
	}
	if (db == NULL) {
		(void)error_set(err, ERR_UNAVAILABLE, "db.busy",
		    "no database connection became free in %d ms",
		    pool->wait_ms);
		return NULL;
	}
	db->tenant = db->user = NULL;
	db->patience_ms = 0;
	if (!db->is_broken && !is_alive(db))
		db->is_broken = true;
	if (db->is_broken && db_connect(db, deadline, err) < 0) {
		db_release(db);
		return NULL;
	}
	return db;
}

/* End an open transaction without waiting for the answer. */
static void
send_rollback(struct db *db)
{
	if (!PQsendQueryParams(db->pg, "rollback", 0, NULL, NULL, NULL, NULL,
	    0) || !PQpipelineSync(db->pg) || PQflush(db->pg) != 0)
		db->is_broken = true;
	db->stale_syncs++;
}

void
db_rollback(struct db *db)
{
	db->batch.npushed = 0;
	arena_reset(db->batch.scratch);
	db_end_notes(db);
	db_clear_after(db);
	if (db->is_in_transaction && !db->is_broken)
		send_rollback(db);
	db->is_begin_due = db->is_in_transaction = db->has_failed = false;
}

void
db_patience(struct db *db, int ms)
{
	db->patience_ms = ms;
}

void
db_release(struct db *db)
{
	struct db_pool *pool;
	struct db_waiter *w;

	if (db == NULL)
		return;
	pool = db->pool;
	db_rollback(db);
	db_clear_results(db);
	arena_wipe(db->batch.scratch);
	if (db->is_broken)
		db_disconnect(db);
	w = pool->waiters;
	if (w == NULL) {
		db->next = pool->idle;
		pool->idle = db;
		return;
	}
	pool->waiters = w->next;
	if (w->next == NULL)
		pool->waiters_tail = &pool->waiters;
	w->db = db;
	fiber_wake(w->fiber, 0);
}

void
db_releasep(struct db **db)
{
	db_release(*db);
}
