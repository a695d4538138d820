/*
 * db.c - batches of named queries in libpq's pipeline mode.
 *
 * A connection serves one fiber at a time, so what comes back belongs to what
 * was pushed, in order.  Statements are kept until db_run() and sent together
 * with the scope before them and a sync behind: the server treats all of it as
 * one transaction.  A query is prepared the first time a connection runs it, in
 * the same round trip.
 *
 * Because the batch is kept, one that cannot have been committed is sent again
 * on a new connection, once: the user never sees a server that restarted.
 */
#include <assert.h>
#include <errno.h>
#include <event2/event.h>

#include "base/clock.h"
#include "server/db/conn.h"

/* Beyond what statement_timeout allows, the server is taken for lost. */
#define ANSWER_GRACE_MS	5000
/* How long to ask after a transaction whose commit nobody answered. */
#define RESOLVE_MS	15000
#define RESOLVE_STEP_MS	250

enum outcome {
	DONE,
	FAILED,			/* err says why */
	LOST,			/* no connection; certainly not committed */
	DOUBT,			/* no connection; perhaps committed */
};

const struct db_query_text db_queries[Q_COUNT] = {
#define QUERY(n, params, changes, text)					\
	[Q_##n] = { .name = #n, .sql = text, .nparams = params,		\
		    .writes = changes },
	QUERIES(QUERY)
#undef QUERY
};

void
db_scope(struct db *db, const char *tenant, const char *user)
{
	db->tenant = tenant;
	db->user = user;
}

const char *
db_tenant(const struct db *db)
{
	return db->tenant;
}

void
db_begin(struct db *db)
{
	assert(!db->is_in_transaction && !db->is_begin_due);
	db->is_begin_due = true;
	db->has_failed = false;
	db->xid[0] = '\0';
}

/* ---------------------------------------------------------- low level */

int fiber_fn
db_flush(struct db *db)
{
	int r;

	while ((r = PQflush(db->pg)) != 0) {
		if (r < 0) {
			db->is_broken = true;
			return -EIO;
		}
		r = db_wait(db, EV_READ | EV_WRITE, DB_CONNECT_MS);
		if (r < 0)
			return r;
	}
	return 0;
}

PGresult *fiber_fn
db_next_result(struct db *db)
{
	int timeout_ms = (db->patience_ms > 0 ? db->patience_ms :
	    db->pool->statement_ms) + ANSWER_GRACE_MS;
	PGresult *res;

	while (PQisBusy(db->pg)) {
		if (db_wait(db, EV_READ, timeout_ms) < 0)
			return NULL;
	}
	res = PQgetResult(db->pg);
	if (PQstatus(db->pg) == CONNECTION_BAD)
		db->is_broken = true;
	return res;
}

void
db_clear_results(struct db *db)
{
	for (int i = 0; i < db->batch.nresults; i++) {
		PQclear(db->batch.results[i]);
		db->batch.results[i] = NULL;
	}
	db->batch.nresults = 0;
}

/* ------------------------------------------------------------- sending */

static void
note_sent(struct db *db, enum db_sent_kind kind, int n, int ok)
{
	assert(db->nsent < DB_SENT_MAX);
	db->sent[db->nsent++] = (struct db_sent){ kind, n };
	if (!ok)
		db->is_broken = true;
}

static void
send_query(struct db *db, enum db_query q, const char *const *argv,
    struct db_sent as)
{
	const struct db_query_text *t = &db_queries[q];

	if (db->prepared[q] == PREPARED_NO) {
		note_sent(db, SENT_PREPARE, (int)q,
		    PQsendPrepare(db->pg, t->name, t->sql, 0, NULL));
		db->prepared[q] = PREPARED_SENT;
	}
	note_sent(db, as.kind, as.n, PQsendQueryPrepared(db->pg, t->name,
	    t->nparams, argv, NULL, NULL, 0));
}

static void
send_scope(struct db *db, enum db_query q, enum db_sent_kind kind)
{
	const char *argv[] = {
		db->tenant != NULL ? db->tenant : "",
		db->user != NULL ? db->user : "",
	};

	send_query(db, q, argv, (struct db_sent){ kind, 0 });
}

/* What a batch begins with: a transaction that will go on after it is asked
 * for its number, by which its fate can be found out. */
static void
send_opening(struct db *db, bool is_commit)
{
	bool has_scope = db->tenant != NULL || db->user != NULL;

	if (db->is_begin_due)
		send_query(db, Q_DB_BEGIN, NULL,
		    (struct db_sent){ SENT_HIDDEN, 0 });
	if (db->is_begin_due && !is_commit)
		send_scope(db, Q_DB_ENTER, SENT_XID);
	else if (!db->is_in_transaction && has_scope)
		send_scope(db, Q_DB_SCOPE, SENT_HIDDEN);
}

static int fiber_fn
send_batch(struct db *db, bool is_commit)
{
	db->nsent = 0;
	send_opening(db, is_commit);
	for (int i = 0; i < db->batch.npushed; i++)
		send_query(db, db->batch.pushed[i].query,
		    db->batch.pushed[i].argv,
		    (struct db_sent){ SENT_PUSHED, i });
	if (is_commit)
		send_query(db, Q_DB_COMMIT, NULL,
		    (struct db_sent){ SENT_COMMIT, 0 });
	if (db->is_broken || !PQpipelineSync(db->pg))
		return -EIO;
	return db_flush(db);
}

/* ----------------------------------------------------------- receiving */

/* One result of one command. */
static void
take_result(struct db *db, const struct db_sent *of, PGresult *res)
{
	switch (of->kind) {
	case SENT_PREPARE:
		db->prepared[of->n] = PREPARED_YES;
		break;
	case SENT_XID:
		(void)snprintf(db->xid, sizeof(db->xid), "%s",
		    PQgetvalue(res, 0, 0));
		break;
	case SENT_PUSHED:
		PQclear(db->batch.results[of->n]);
		db->batch.results[of->n] = res;
		return;
	case SENT_COMMIT:
		db->is_committed = true;
		break;
	case SENT_HIDDEN:
		break;
	}
	PQclear(res);
}

/* Plans that a migration made invalid, pools in between that lost ours, a
 * server that is shut down: a new connection cures them. */
static bool
is_worth_repeating(const PGresult *res, const char *state)
{
	const char *where = PQresultErrorField(res, PG_DIAG_SOURCE_FUNCTION);

	return strncmp(state, "57P", 3) == 0 ||
	    strcmp(state, "26000") == 0 || strcmp(state, "42P05") == 0 ||
	    (strcmp(state, "0A000") == 0 && where != NULL &&
	    strcmp(where, "RevalidateCachedQuery") == 0);
}

/* What an error in answer to command at makes of a batch. */
static enum outcome
judge(const struct db *db, int at, const PGresult *res, struct error *err)
{
	const char *state = PQresultErrorField(res, PG_DIAG_SQLSTATE);
	bool is_commit = at >= db->nsent || db->sent[at].kind == SENT_COMMIT;

	if (state == NULL || db->is_committed)
		return DONE;		/* libpq's own: the connection ended */
	if (!is_worth_repeating(res, state)) {
		(void)db_error_of(res, err);
		return FAILED;
	}
	/* A server that goes away while it commits may have done so. */
	return is_commit ? DONE : LOST;
}

/* Take the answers of the batch, command by command, up to its sync. */
static enum outcome fiber_fn
take_answers(struct db *db, struct error *err)
{
	enum outcome outcome = DONE;
	int at = 0;

	while (!db->is_broken) {
		PGresult *res = db_next_result(db);
		ExecStatusType status = PQresultStatus(res);

		if (res == NULL) {
			at++;
			continue;
		}
		if (status == PGRES_PIPELINE_SYNC) {
			PQclear(res);
			at = 0;
			if (db->stale_syncs == 0)
				return outcome;
			db->stale_syncs--;
			continue;
		}
		if (db->stale_syncs == 0 && at < db->nsent &&
		    (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)) {
			take_result(db, &db->sent[at], res);
			continue;
		}
		if (db->stale_syncs == 0 && outcome == DONE &&
		    status == PGRES_FATAL_ERROR)
			outcome = judge(db, at, res, err);
		PQclear(res);
	}
	/* An error that came before the connection ended is the answer. */
	return outcome == DONE && !db->is_committed ? DOUBT : outcome;
}

static bool
has_writes(const struct db *db)
{
	for (int i = 0; i < db->batch.npushed; i++) {
		if (db_queries[db->batch.pushed[i].query].writes)
			return true;
	}
	return false;
}

/* Prepared statements whose answer never came do not exist. */
static void
forget_unprepared(struct db *db)
{
	for (int i = 0; i < db->nsent; i++) {
		const struct db_sent *s = &db->sent[i];

		if (s->kind == SENT_PREPARE &&
		    db->prepared[s->n] == PREPARED_SENT)
			db->prepared[s->n] = PREPARED_NO;
	}
}

static enum outcome fiber_fn
attempt(struct db *db, bool is_commit, struct error *err)
{
	bool can_commit = is_commit ||
	    (!db->is_begin_due && !db->is_in_transaction && has_writes(db));
	enum outcome outcome;

	db_clear_results(db);
	db->batch.nresults = db->batch.npushed;
	db->is_unconfirmed = db->is_committed = false;
	if (send_batch(db, is_commit) < 0)
		outcome = is_commit ? DOUBT : LOST;
	else
		outcome = take_answers(db, err);
	forget_unprepared(db);
	if (outcome == LOST)
		db->is_broken = true;
	if (outcome == DOUBT && !can_commit)
		outcome = LOST;
	return outcome;
}

/* ------------------------------------------------------ public: running */

int
db_error_lost(const struct db *db, struct error *err)
{
	const char *why = db->pg != NULL ? PQerrorMessage(db->pg) : "";

	return error_set(err, ERR_UNAVAILABLE, "db.lost",
	    "the connection to the database was lost%s%.*s",
	    *why != '\0' ? ": " : "", (int)strcspn(why, "\n"), why);
}

static int
in_doubt(struct error *err, const char *code)
{
	return error_set(err, ERR_UNCERTAIN, code,
	    "it is not known whether the change was saved; ask again before "
	    "repeating it");
}

/* The batch is over, one way or another. */
static void
end_batch(struct db *db)
{
	db->batch.npushed = 0;
	arena_wipe(db->batch.scratch);
}

static enum outcome fiber_fn
run_twice(struct db *db, bool is_commit, struct error *err)
{
	bool can_repeat = !db->is_in_transaction;
	bool was_begin_due = db->is_begin_due;
	enum outcome outcome = attempt(db, is_commit, err);
	int64_t deadline = clock_mono_us() + db->pool->wait_ms * 1000LL;

	if (outcome != LOST || !can_repeat)
		return outcome;
	if (db_connect(db, deadline, err) < 0)
		return FAILED;
	db->is_begin_due = was_begin_due;
	return attempt(db, is_commit, err);
}

int fiber_fn
db_run(struct db *db, struct error *err)
{
	enum outcome outcome;

	if (db->has_failed)
		return error_set(err, ERR_INTERNAL, "db.aborted",
		    "the transaction had failed before");
	outcome = db->batch.npushed == 0 ? DONE : run_twice(db, false, err);
	if (outcome == DONE && db->batch.npushed != 0 && db->is_begin_due) {
		db->is_begin_due = false;
		db->is_in_transaction = true;
	}
	end_batch(db);
	if (outcome != DONE && (db->is_in_transaction || db->is_begin_due)) {
		/* BEGIN itself may have been done. */
		db->is_in_transaction = true;
		db->is_begin_due = false;
		db->has_failed = true;
	}
	if (!db->is_in_transaction && !db->is_begin_due && db->aside == NULL)
		db_end_notes(db);
	switch (outcome) {
	case DONE:
		return db->is_unconfirmed ? in_doubt(err, "db.unconfirmed") : 0;
	case FAILED:
		return -1;
	case LOST:
		return db_error_lost(db, err);
	case DOUBT:
		return in_doubt(err, "db.uncertain");
	}
	return -1;
}

/* What became of the transaction xid of a connection that is gone: ask on a new
 * one, as long as its backend may still be at work. */
static int fiber_fn
resolve(struct db *db, const char *xid, const char *timeline, struct error *err)
{
	int64_t deadline = clock_mono_us() + RESOLVE_MS * 1000LL;

	while (clock_mono_us() < deadline) {
		struct str status;

		if (db_connect(db, deadline, NULL) < 0 ||
		    strcmp(db->timeline, timeline) != 0 ||
		    db_query(db, NULL, DB_XACT_STATUS, xid) < 0)
			break;
		status = db_text(db, 0, 0, 0);
		if (str_is(status, "committed"))
			return 0;
		if (str_is(status, "aborted"))
			return error_set(err, ERR_UNAVAILABLE, "db.lost",
			    "the connection to the database was lost; nothing "
			    "was saved");
		if (!str_is(status, "in progress") ||
		    db_sleep(RESOLVE_STEP_MS) < 0)
			break;
	}
	return in_doubt(err, "db.uncertain");
}

int fiber_fn
db_commit(struct db *db, struct error *err)
{
	bool is_empty = db->batch.npushed == 0 && !db->is_in_transaction;
	enum outcome outcome;
	char xid[sizeof(db->xid)], timeline[sizeof(db->timeline)];

	assert(db->is_begin_due || db->is_in_transaction);
	if (db->has_failed)
		return error_set(err, ERR_INTERNAL, "db.aborted",
		    "the transaction had failed before");
	memcpy(xid, db->xid, sizeof(xid));
	memcpy(timeline, db->timeline, sizeof(timeline));
	outcome = is_empty ? DONE : run_twice(db, true, err);
	end_batch(db);
	db_end_notes(db);
	if (outcome == FAILED && !db->is_broken) {
		db->is_in_transaction = true;
		db->has_failed = true;
	} else {
		db->is_in_transaction = false;
	}
	db->is_begin_due = false;
	if (outcome == DONE) {
		int r = db->is_unconfirmed ? in_doubt(err, "db.unconfirmed") :
		    0;

		db_follow(db);
		db_clear_after(db);
		return r;
	}
	db_clear_after(db);
	if (outcome == FAILED)
		return -1;
	if (outcome == LOST)
		return db_error_lost(db, err);
	if (*xid == '\0' || db->is_unconfirmed)
		return in_doubt(err, "db.uncertain");
	return resolve(db, xid, timeline, err);
}
