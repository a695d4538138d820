/*
 * check.c - `vinculo check`: does the database fit this program?
 */
#include <stdio.h>
#include <string.h>

#include "server/cli/command.h"
#include "server/db/migrate.h"
#include "server/db/open.h"
#include "server/settings.h"

static const char help[] =
    "usage: vinculo check [--config FILE]\n"
    "\n"
    "Compares the database's migrations with this program's and has the\n"
    "server prepare every named query, without running any.  So a column\n"
    "that was renamed fails here and not in front of a user.  Connects with\n"
    "database.url.  Exits 1 when something does not fit.\n";

extern const struct command command_check;

static void
report(const char *query, const struct error *err)
{
	(void)fprintf(stderr, "vinculo check: query %s, line %d: %s\n", query,
	    err->line, err->message);
}

/* The number of queries that failed, or -1. */
static int
check(struct error *err)
{
	struct db_pool *pool = db_open(DB_SERVER, 1, err);
	struct db *db;
	int failed = -1;

	if (pool == NULL)
		return -1;
	db = db_acquire(pool, err);
	if (db != NULL && migrate_verify(db, err) == 0)
		failed = migrate_check_queries(db, report, err);
	db_release(db);
	db_pool_free(pool);
	return failed;
}

static int
check_main(int argc, char **argv)
{
	const char *config = NULL;
	struct error err = { 0 };
	int failed;

	if (argc == 3 && strcmp(argv[1], "--config") == 0)
		config = argv[2];
	else if (argc != 1)
		return command_usage(&command_check, "too many arguments");
	if (settings_load(config, &err) < 0 || (failed = check(&err)) < 0) {
		(void)fprintf(stderr, "vinculo check: %s\n", err.message);
		return 1;
	}
	printf("%d queries prepared, %d failed, schema version %04d\n", Q_COUNT,
	    failed, migrate_latest());
	return failed > 0;
}

const struct command command_check = {
	.name = "check",
	.summary = "does the database fit this program?",
	.help = help,
	.run = check_main,
};
