/*
 * migrate.h - the schema the program needs, and bringing a database there.
 *
 * Migrations are forward only and carried by the program.  Each runs in one
 * transaction with its row in the ledger schema_migration; a file that was
 * applied must never change afterwards.
 */
#ifndef SERVER_DB_MIGRATE_H
#define SERVER_DB_MIGRATE_H

#include "server/db/db.h"

/* The latest version this program knows. */
int	migrate_latest(void);

/* Apply what is missing, under an advisory lock, as the schema's owner;
 * report, if not NULL, is told of each.  The number applied, or -1 and err
 * ("schema.changed", "schema.unknown", or "db.script" with file and line). */
int fiber_fn	migrate_run(struct db *db,
		    void (*report)(int version, const char *name),
		    struct error *err);

/* Is the database exactly at this program's version?  0, or -1 and err
 * ("schema.stale", "schema.changed", "schema.unknown"). */
int fiber_fn	migrate_verify(struct db *db, struct error *err);

/* Prepare every named query; report is told of each that fails.  The number
 * that failed, or -1 and err when the connection is lost. */
int fiber_fn	migrate_check_queries(struct db *db,
		    void (*report)(const char *query, const struct error *err),
		    struct error *err);

#endif
