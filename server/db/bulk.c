/*
 * bulk.c - scripts and COPY: the connection leaves pipeline mode for them.
 */
#include <assert.h>
#include <event2/event.h>

#include "server/db/bulk.h"
#include "server/db/conn.h"

/* Bytes libpq may hold before a writer waits. */
#define COPY_FLUSH_SIZE	(256 * 1024)

/* Read what a rollback left behind. */
static int fiber_fn
drain(struct db *db)
{
	while (db->stale_syncs > 0 && !db->is_broken) {
		PGresult *res = db_next_result(db);

		if (PQresultStatus(res) == PGRES_PIPELINE_SYNC)
			db->stale_syncs--;
		PQclear(res);
	}
	return db->is_broken ? -1 : 0;
}

int fiber_fn
db_pipeline_leave(struct db *db, struct error *err)
{
	if (db->is_broken || drain(db) < 0 || !PQexitPipelineMode(db->pg)) {
		db->is_broken = true;
		return db_error_lost(db, err);
	}
	return 0;
}

int
db_pipeline_enter(struct db *db, struct error *err)
{
	if (db->is_broken || !PQenterPipelineMode(db->pg)) {
		db->is_broken = true;
		return db_error_lost(db, err);
	}
	return 0;
}

/* Read results to the end; the first error counts.  *ret_rows is of the last
 * command. */
static int fiber_fn
finish(struct db *db, int64_t *ret_rows, struct error *err)
{
	int r = 0;

	for (;;) {
		PGresult *res = db_next_result(db);
		ExecStatusType status = PQresultStatus(res);

		if (res == NULL)
			break;
		if (status == PGRES_FATAL_ERROR && r == 0)
			r = db_error_of(res, err);
		if (status == PGRES_COMMAND_OK && ret_rows != NULL)
			(void)parse_int(str_of(PQcmdTuples(res)), 0, INT64_MAX,
			    ret_rows);
		PQclear(res);
		if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT)
			break;
	}
	if (db->is_broken && r == 0)
		r = db_error_lost(db, err);
	return r;
}

static int
send_text(struct db *db, const char *sql, struct error *err)
{
	if (!PQsendQuery(db->pg, sql)) {
		db->is_broken = true;
		return db_error_lost(db, err);
	}
	return 0;
}

/* ------------------------------------------------------------- scripts */

/* The line of the 1-based character position that an error names. */
static int
line_of(const char *sql, const char *position)
{
	int64_t n = 0;
	int line = 1;

	if (position == NULL ||
	    parse_int(str_of(position), 1, INT32_MAX, &n) < 0)
		return 0;
	for (; *sql != '\0' && n > 1; sql++) {
		if ((*sql & 0xc0) != 0x80)
			n--;
		line += *sql == '\n';
	}
	return line;
}

/* The author of a script sees PostgreSQL's own words. */
static int
script_error(const char *sql, const PGresult *res, struct error *err)
{
	const char *state = PQresultErrorField(res, PG_DIAG_SQLSTATE);
	const char *text = PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY);

	(void)error_set(err, ERR_INVALID, "db.script", "%s (%s)",
	    text != NULL ? text : "the connection was lost",
	    state != NULL ? state : "08006");
	return error_at(err, line_of(sql,
	    PQresultErrorField(res, PG_DIAG_STATEMENT_POSITION)), 0);
}

/* Results to the end, for the author of sql. */
static int fiber_fn
script_results(struct db *db, const char *sql, struct error *err)
{
	PGresult *res;
	int r = 0;

	if (db_flush(db) < 0)
		return db_error_lost(db, err);
	while ((res = db_next_result(db)) != NULL) {
		if (PQresultStatus(res) == PGRES_FATAL_ERROR && r == 0)
			r = script_error(sql, res, err);
		PQclear(res);
	}
	return r == 0 && db->is_broken ? db_error_lost(db, err) : r;
}

int fiber_fn
db_script(struct db *db, const char *sql, struct error *err)
{
	int r;

	assert(db->batch.npushed == 0 && !db->is_begin_due);
	if (db_pipeline_leave(db, err) < 0 || send_text(db, sql, err) < 0)
		return -1;
	r = script_results(db, sql, err);
	return db_pipeline_enter(db, r == 0 ? err : NULL) < 0 ? -1 : r;
}

int fiber_fn
db_prepare_only(struct db *db, enum db_query q, struct error *err)
{
	const char *sql = db_queries[q].sql;

	if (!PQsendPrepare(db->pg, "", sql, 0, NULL)) {
		db->is_broken = true;
		return db_error_lost(db, err);
	}
	return script_results(db, sql, err);
}

/* ---------------------------------------------------------------- copy */

int fiber_fn
db_copy_in(struct db *db, enum db_query q, struct error *err)
{
	assert(db->is_begin_due || db->is_in_transaction);
	/* BEGIN and the scope need a round trip of their own here. */
	if (db->is_begin_due && db_query(db, err, DB_XID) < 0)
		return -1;
	if (db_pipeline_leave(db, err) < 0 ||
	    send_text(db, db_queries[q].sql, err) < 0)
		return -1;
	if (db_flush(db) < 0)
		return db_error_lost(db, err);
	if (finish(db, NULL, err) < 0) {
		(void)db_pipeline_enter(db, NULL);
		db->has_failed = true;
		return -1;
	}
	return 0;
}

int fiber_fn
db_copy_put(struct db *db, struct str bytes, struct error *err)
{
	while (bytes.len > 0) {
		struct str part = str_sub(bytes, 0, COPY_FLUSH_SIZE);

		if (PQputCopyData(db->pg, part.p, (int)part.len) < 0 ||
		    db_flush(db) < 0) {
			db->is_broken = true;
			return db_error_lost(db, err);
		}
		bytes = str_sub(bytes, part.len, bytes.len);
	}
	return 0;
}

int fiber_fn
db_copy_end(struct db *db, int64_t *ret_rows, struct error *err)
{
	int r;

	if (db->is_broken || PQputCopyEnd(db->pg, NULL) < 0 ||
	    db_flush(db) < 0) {
		db->is_broken = true;
		return db_error_lost(db, err);
	}
	r = finish(db, ret_rows, err);
	if (r < 0)
		db->has_failed = true;
	return db_pipeline_enter(db, r == 0 ? err : NULL) < 0 ? -1 : r;
}
