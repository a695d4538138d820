/*
 * db.h - PostgreSQL for fibers: a pool of connections and named queries.
 *
 * A query lives in schema/queries/ below "-- name: case_get" and is named here
 * in capitals.  Statements are pushed, then run together: one round trip, one
 * transaction.
 *
 *	db_push(db, CASE_INSERT, id, title);
 *	db_push(db, AUDIT_INSERT, id, "case.create");
 *	if (db_run(db, err) < 0)
 *		return -1;
 *
 * Parameters are text (const char *, NULL is null); db_int(), db_uuid() and
 * db_bytea() write other things as text.  A wrong number of them does not
 * compile.  Outside a fiber, as in a command, the same calls simply block.
 */
#ifndef SERVER_DB_DB_H
#define SERVER_DB_DB_H

#include <libpq-fe.h>

#include "base/error.h"
#include "base/fiber.h"
#include "base/str.h"
#include "base/uuid.h"
#include "queries.h"

#define DB_BATCH_MAX	64	/* statements between two db_run() */

enum db_query {
#define QUERY(name, nparams, writes, sql) Q_##name,
	QUERIES(QUERY)
#undef QUERY
	Q_COUNT
};

struct db_pool;
struct db;			/* one connection, leased to one fiber */

struct db_config {
	const char	*conninfo;	/* libpq's; hosts only as socket
					 * directories or addresses: a name
					 * would block in the resolver */
	int		 size;		/* connections at most; 0 means 8 */
	int		 wait_ms;	/* for a connection; 0 means 5000 */
	int		 statement_ms;	/* per statement; 0 means 10000 */
};

/* Connections are opened when first needed.  NULL and err ("db.conninfo"). */
struct db_pool	*db_pool_new(const struct db_config *config,
		    struct error *err);
/* Nothing may be leased any more. */
void		 db_pool_free(struct db_pool *pool);

/* Lease a connection, in order of arrival.  NULL and err ("db.busy",
 * "db.unreachable", both ERR_UNAVAILABLE). */
struct db	*fiber_fn db_acquire(struct db_pool *pool, struct error *err);
/* Give it back.  What was pushed and not run is forgotten, an open transaction
 * is rolled back.  NULL is fine. */
void		 db_release(struct db *db);
/* db_release() for _cleanup_(). */
void		 db_releasep(struct db **db);

/* What the audit trail keeps with a pool; freed by free_fn with it.  NULL at
 * first. */
void		*db_kept(const struct db *db);
void		 db_keep(struct db *db, void *what, void (*free_fn)(void *));

/* Who the following transactions act for: app.tenant and app.user, which
 * row-level security reads.  NULL sets '', with which no policy passes.  The
 * strings must live until the lease ends; a new lease has none. */
void	db_scope(struct db *db, const char *tenant, const char *user);
/* The tenant of the scope, or NULL. */
const char *db_tenant(const struct db *db);

/* Wait so long for an answer, in ms, until the lease ends; what the server
 * allows itself is set_config('statement_timeout', ...). */
void	db_patience(struct db *db, int ms);

/* What a layer above has to remember of the open transaction, or of the batch
 * when there is none.  Emptied when that ends, one way or another; what is
 * asked aside does not touch it. */
struct buf *db_notes(struct db *db);
/* Another number for each transaction of this connection, or batch when there
 * is none: what is open still has the number it had. */
uint64_t db_serial(const struct db *db);
struct db_pool *db_pool_of(const struct db *db);

/* Put aside what was pushed and the results of the last run, so that something
 * else can be asked in between; then come back to them.  For layers below the
 * one that pushes; an open transaction stays open. */
void	db_aside(struct db *db);
void	db_aside_end(struct db *db);

/* ------------------------------------------------------------ statements */

/* Queue a query; returns its position in the batch: 0, 1, 2 ... */
#define db_push(db, q, ...)						\
	db_push_args((db), Q_##q,					\
	    (const char *const[Q_##q##_NPARAMS + 1]){ __VA_ARGS__ },	\
	    Q_##q##_NPARAMS + 0 * sizeof(				\
	    char[DB_NARGS(__VA_ARGS__) == Q_##q##_NPARAMS ? 1 : -1]))
#define DB_NARGS(...)							\
	(sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(const char *))

int	db_push_args(struct db *db, enum db_query q,
	    const char *const *argv, size_t argc);

/* How many more may be queued before db_run(). */
int	db_room(const struct db *db);

/* Queue a query to follow the commit of the open transaction, some milliseconds
 * later and together with those of other transactions; see after.c.  For
 * NOTIFY: transactions that notify commit one by one, each waiting for the
 * disk.  What fails there is only logged.  The query has one parameter, an
 * array of ids of which arg becomes one, or none and arg is NULL. */
void	db_push_after(struct db *db, enum db_query q, const char *arg);

/* Run what was pushed: all of it is done, or (-1 and err) none of it.  Without
 * db_begin() the batch is a transaction of its own, and when the connection
 * dies after a write was sent the kind is ERR_UNCERTAIN. */
int fiber_fn	db_run(struct db *db, struct error *err);

/* Push one, run all. */
#define db_query(db, err, q, ...)					\
	(db_push(db, q, ##__VA_ARGS__), db_run((db), (err)))

/* Push one, run all, and give the single column of its single row: what a
 * handler replies.  No row or null gives STR_NULL.  Valid as results are. */
#define db_json(db, ret_body, err, q, ...)				\
	db_run_json((db), db_push(db, q, ##__VA_ARGS__), (ret_body), (err))

int fiber_fn	db_run_json(struct db *db, int at, struct str *ret_body,
		    struct error *err);

/* Parameters, as text that lives until the batch has run: in this arena. */
struct arena *db_arena(struct db *db);
const char *db_int(struct db *db, int64_t v);
const char *db_uuid(struct db *db, struct uuid v);
const char *db_bytea(struct db *db, struct str bytes);
/* STR_NULL gives NULL. */
const char *db_str(struct db *db, struct str s);

/* A transaction that C decides in.  db_begin() only queues; rows are read and
 * locked by the first db_run(), and db_commit() sends what was pushed last
 * together with the commit: two round trips.
 *
 * db_commit() knows three outcomes: 0 done; -1 failed; -1 with ERR_UNCERTAIN
 * when the connection died and not even the transaction's status could be
 * asked (or replication was not confirmed).  An error anywhere leaves the
 * transaction to be rolled back by db_rollback() or db_release(). */
void		 db_begin(struct db *db);
int fiber_fn	 db_commit(struct db *db, struct error *err);
void		 db_rollback(struct db *db);

/* --------------------------------------------------------------- results
 * of the last db_run(), by the position db_push() returned; valid until the
 * next db_run() or db_release(). */

int		 db_rows(const struct db *db, int at);
/* Rows that insert, update or delete touched. */
int64_t		 db_affected(const struct db *db, int at);
bool		 db_is_null(const struct db *db, int at, int row, int col);
/* Text of a field; STR_NULL when null.  Ends with NUL. */
struct str	 db_text(const struct db *db, int at, int row, int col);
/* An integer; asserts that it is one. */
int64_t		 db_int64(const struct db *db, int at, int row, int col);
bool		 db_bool(const struct db *db, int at, int row, int col);
/* A uuid; all zero when null. */
struct uuid	 db_uuid_at(const struct db *db, int at, int row, int col);
/* The bytes of a bytea, decoded into out. */
void		 db_bytes(const struct db *db, int at, int row, int col,
		    struct buf *out);

#endif
