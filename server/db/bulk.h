/*
 * bulk.h - what does not go through a pipeline: scripts and COPY.
 */
#ifndef SERVER_DB_BULK_H
#define SERVER_DB_BULK_H

#include "server/db/db.h"

/* Run a text of several statements as one transaction (unless it says begin
 * itself).  For migrations and tests; nothing may be pushed.  err has the
 * line. */
int fiber_fn	db_script(struct db *db, const char *sql, struct error *err);

/* Stream rows in, within db_begin() ... db_commit().  The query is a named one:
 * "copy t (a, b) from stdin", in PostgreSQL's text or CSV format.
 *
 *	db_begin(db);
 *	if (db_copy_in(db, Q_PERSON_COPY, err) < 0) ...
 *	while (...)
 *		if (db_copy_put(db, bytes, err) < 0) ...
 *	if (db_copy_end(db, &rows, err) < 0 || db_commit(db, err) < 0) ...
 *
 * Row-level security refuses COPY FROM; it is for the owner's commands. */
int fiber_fn	db_copy_in(struct db *db, enum db_query q, struct error *err);
int fiber_fn	db_copy_put(struct db *db, struct str bytes, struct error *err);
int fiber_fn	db_copy_end(struct db *db, int64_t *ret_rows,
		    struct error *err);

#endif
