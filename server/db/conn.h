/*
 * conn.h - the inside of server/db: one connection and its pool.
 */
#ifndef SERVER_DB_CONN_H
#define SERVER_DB_CONN_H

#include <stdbool.h>

#include "base/arena.h"
#include "server/db/db.h"

/* Prepares, scope, begin and commit travel beside what was pushed. */
#define DB_SENT_MAX	(2 * (DB_BATCH_MAX + 5))
#define DB_CONNECT_MS	5000

enum db_sent_kind {
	SENT_PREPARE, SENT_HIDDEN, SENT_XID, SENT_COMMIT, SENT_PUSHED,
};

struct db_sent {
	enum db_sent_kind kind;
	int		 n;		/* query prepared, or position */
};

struct db_pushed {
	enum db_query	 query;
	const char	*const *argv;
};

/* A query to follow a commit; queries of a kind go together, with an array of
 * their ids. */
struct db_after {
	enum db_query	 query;
	char		*tenant, *arg;		/* arg: an id, or NULL */
};

enum db_prepared { PREPARED_NO, PREPARED_SENT, PREPARED_YES };

/* What belongs to one batch and its results. */
struct db_batch {
	struct arena	*scratch;	/* parameters */
	struct db_pushed pushed[DB_BATCH_MAX];
	int		 npushed;
	PGresult	*results[DB_BATCH_MAX];
	int		 nresults;
};

struct db {
	struct db_pool	*pool;
	struct db	*next;		/* in the idle list */
	PGconn		*pg;
	bool		 is_broken;	/* to be closed, never used again */
	int		 stale_syncs;	/* answers nobody waits for any more */
	char		 timeline[9];	/* of the server, when connected */
	unsigned char	 prepared[Q_COUNT];

	const char	*tenant, *user;
	int		 patience_ms;	/* 0: the pool's statement_ms */
	struct db_batch	 batch;
	struct db_batch	*aside;		/* of db_aside() */
	struct buf	 notes;		/* of db_notes() */
	uint64_t	 serial;	/* of db_serial() */
	struct db_after	*after;		/* of db_push_after() */
	int		 nafter;
	struct db_sent	 sent[DB_SENT_MAX];
	int		 nsent;

	bool		 is_begin_due;	/* db_begin() was called, not sent */
	bool		 is_in_transaction;
	bool		 has_failed;	/* the transaction can only roll back */
	bool		 is_committed;	/* the server has said so */
	bool		 is_unconfirmed; /* a commit without its replicas */
	char		 xid[24];	/* of the open transaction, or "" */
};

struct db_waiter;

struct db_pool {
	char		*conninfo;
	int		 size;
	int		 wait_ms, statement_ms;
	struct db	*all;
	struct db	*idle;
	struct db_waiter *waiters, **waiters_tail;
	int64_t		 retry_at_us;	/* not before: the server is away */
	int		 retry_ms;
	struct db_after	*told;		/* of commits, not yet sent */
	int		 ntold;
	struct event	*told_timer;
	bool		 is_telling;	/* a fiber is about to send it */
	void		*kept;		/* of db_keep() */
	void		(*kept_free)(void *);
};

extern const struct db_query_text {
	const char	*name, *sql;
	int		 nparams;
	bool		 writes;
} db_queries[Q_COUNT];

/* Open db->pg in pipeline mode, within the pool's back-off, by a deadline of
 * clock_mono_us(). */
int fiber_fn	db_connect(struct db *db, int64_t deadline_us,
		    struct error *err);
void		db_disconnect(struct db *db);
/* Wait for EV_READ and/or EV_WRITE and take what there is to read; -errno and
 * is_broken.  Blocks outside a fiber. */
int fiber_fn	db_wait(struct db *db, short what, int timeout_ms);
int fiber_fn	db_sleep(int ms);
/* Send everything libpq holds. */
int fiber_fn	db_flush(struct db *db);
/* The next result, waiting for it; NULL at the end of a command's results, or
 * with is_broken set. */
PGresult *fiber_fn db_next_result(struct db *db);
void		db_clear_results(struct db *db);
/* A transaction ended, or a batch outside one. */
void		db_end_notes(struct db *db);
/* What db_push_after() queued: forget it; let it follow the commit, whose
 * results stay readable. */
void		db_clear_after(struct db *db);
void fiber_fn	db_follow(struct db *db);
/* Forget what the pool has gathered. */
void		db_follow_done(struct db_pool *pool);
/* Leave pipeline mode for COPY and scripts, and come back; -1 and err. */
int fiber_fn	db_pipeline_leave(struct db *db, struct error *err);
int		db_pipeline_enter(struct db *db, struct error *err);
/* Outside pipeline mode: would the server take this query?  -1 and err with
 * the server's own words. */
int fiber_fn	db_prepare_only(struct db *db, enum db_query q,
		    struct error *err);

/* What a failed result means to the caller; returns -1. */
int		db_error_of(const PGresult *res, struct error *err);
/* The connection is gone; nothing was committed. */
int		db_error_lost(const struct db *db, struct error *err);

#endif
