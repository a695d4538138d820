/*
 * migrate.c - `vinculo migrate`: bring the database to this program's schema.
 */
#include <stdio.h>
#include <string.h>

#include "server/cli/command.h"
#include "server/db/bulk.h"
#include "server/db/migrate.h"
#include "server/db/open.h"
#include "server/settings.h"

static const char help[] =
    "usage: vinculo migrate [--config FILE]\n"
    "\n"
    "Applies the migrations that the database lacks, in order, each in one\n"
    "transaction together with its row in the table schema_migration.\n"
    "Several of these may be started at once: one works, the others wait.\n"
    "\n"
    "It connects with database.owner_url, the only role that may change the\n"
    "schema.  It refuses when a migration was changed after it was applied,\n"
    "or when the database is newer than this program.\n";

extern const struct command command_migrate;

static void
report(int version, const char *name)
{
	printf("%04d %s\n", version, name);
}

static int
migrate(struct error *err)
{
	struct db_pool *pool = db_open(DB_OWNER, 1, err);
	struct db *db;
	int n = -1;

	if (pool == NULL)
		return -1;
	db = db_acquire(pool, err);
	if (db != NULL) {
		n = migrate_run(db, report, err);
		/* Months to come need their partitions, whatever was new. */
		if (n >= 0 && db_script(db,
		    "select ensure_partitions('history', 3);"
		    "select ensure_partitions('audit_event', 3)", err) < 0)
			n = -1;
	}
	db_release(db);
	db_pool_free(pool);
	return n;
}

static int
migrate_main(int argc, char **argv)
{
	const char *config = NULL;
	struct error err = { 0 };
	int n;

	if (argc == 3 && strcmp(argv[1], "--config") == 0)
		config = argv[2];
	else if (argc != 1)
		return command_usage(&command_migrate, "too many arguments");
	if (settings_load(config, &err) < 0 || (n = migrate(&err)) < 0) {
		(void)fprintf(stderr, "vinculo migrate: %s\n", err.message);
		if (err.line != 0)
			(void)fprintf(stderr, "  in line %d\n", err.line);
		return 1;
	}
	printf("%d applied, schema version %04d\n", n, migrate_latest());
	return 0;
}

const struct command command_migrate = {
	.name = "migrate",
	.summary = "bring the database to this program's schema",
	.help = help,
	.run = migrate_main,
};
