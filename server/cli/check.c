/*
 * check.c - `vinculo check`: does the database fit this program?
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/config.h"
#include "server/cli/command.h"
#include "server/db/clock.h"
#include "server/db/migrate.h"
#include "server/db/open.h"
#include "server/jobs/forwarding.h"
#include "server/settings.h"

static const char help[] =
    "usage: vinculo check [--config FILE]\n"
    "\n"
    "Compares the database's migrations with this program's and has the\n"
    "server prepare every named query, without running any.  So a column\n"
    "that was renamed fails here and not in front of a user.  Tells which\n"
    "changes of keys were not finished, whether audit events wait for the\n"
    "collector of audit.forward since more than a minute, and whether nothing\n"
    "keeps this machine's clock right.  A clock that differs from the\n"
    "database's by more than a second does not fit.  Connects with\n"
    "database.url.  Exits 1 when something does not fit.\n";

extern const struct command command_check;

static void
report(const char *query, const struct error *err)
{
	(void)fprintf(stderr, "vinculo check: query %s, line %d: %s\n", query,
	    err->line, err->message);
}

/* Tell of what was begun and has to be finished by the operator. */
static int
tell_unfinished(struct db *db, const char *tenant, const char *code,
    struct error *err)
{
	db_scope(db, tenant, NULL);
	if (db_query(db, err, INDEX_UNFINISHED) < 0)
		return -1;
	if (db_rows(db, 0) > 0)
		(void)fprintf(stderr, "vinculo check: the key of the index of "
		    "%s is being changed since %s: vinculo keys rotate %s "
		    "--index goes on\n", code, db_text(db, 0, 0, 0).p, code);
	return 0;
}

static int
tell_all_unfinished(struct db *db, struct error *err)
{
	struct arena *a = arena_new();
	VEC(struct str) names = { 0 };		/* id, code, id, code ... */
	int r = db_query(db, err, TENANT_FIND, NULL);

	for (int i = 0; r == 0 && i < db_rows(db, 0); i++) {
		vec_push(a, &names, arena_str(a, db_text(db, 0, i, 0)));
		vec_push(a, &names, arena_str(a, db_text(db, 0, i, 1)));
	}
	for (size_t i = 0; r == 0 && i < names.n; i += 2)
		r = tell_unfinished(db, names.v[i].p, names.v[i + 1].p, err);
	db_scope(db, NULL, NULL);
	arena_free(a);
	return r;
}

/* Is it the same time here and there? */
static int
check_clock(struct db *db, bool *ret_fits, struct error *err)
{
	int64_t ahead_us;

	if (db_clock_ahead(db, &ahead_us, err) < 0)
		return -1;
	*ret_fits = llabs(ahead_us) <= DB_CLOCK_MAX_US;
	if (!*ret_fits)
		(void)fprintf(stderr, "vinculo check: the database's clock is "
		    "%.1f s %s this machine's\n", llabs(ahead_us) / 1e6,
		    ahead_us > 0 ? "ahead of" : "behind");
	if (clock_is_synchronised() == 0)
		(void)fprintf(stderr, "vinculo check: nothing keeps this "
		    "machine's clock right (adjtimex)\n");
	return 0;
}

/* Tell of audit events that have not left this host. */
static int
tell_lag(struct db *db, struct error *err)
{
	if (config_text("audit.forward")[0] == '\0')
		return 0;
	if (db_query(db, err, FORWARD_LAG) < 0)
		return -1;
	if (db_int64(db, 0, 0, 0) > FORWARD_LAG_S)
		(void)fprintf(stderr, "vinculo check: audit events wait for "
		    "%s since %lld seconds\n", config_text("audit.forward"),
		    (long long)db_int64(db, 0, 0, 0));
	return 0;
}

/* The number of queries that failed, or -1. */
static int
check(bool *ret_clock_fits, struct error *err)
{
	struct db_pool *pool = db_open(DB_SERVER, 1, err);
	struct db *db;
	int failed = -1;

	if (pool == NULL)
		return -1;
	db = db_acquire(pool, err);
	if (db != NULL && migrate_verify(db, err) == 0)
		failed = migrate_check_queries(db, report, err);
	if (failed == 0 && (tell_all_unfinished(db, err) < 0 ||
	    tell_lag(db, err) < 0 ||
	    check_clock(db, ret_clock_fits, err) < 0))
		failed = -1;
	db_release(db);
	db_pool_free(pool);
	return failed;
}

static int
check_main(int argc, char **argv)
{
	const char *config = NULL;
	struct error err = { 0 };
	bool clock_fits = true;
	int failed;

	if (argc == 3 && strcmp(argv[1], "--config") == 0)
		config = argv[2];
	else if (argc != 1)
		return command_usage(&command_check, "too many arguments");
	if (settings_load(config, &err) < 0 ||
	    (failed = check(&clock_fits, &err)) < 0) {
		(void)fprintf(stderr, "vinculo check: %s\n", err.message);
		return 1;
	}
	printf("%d queries prepared, %d failed, schema version %04d\n", Q_COUNT,
	    failed, migrate_latest());
	return failed > 0 || !clock_fits;
}

const struct command command_check = {
	.name = "check",
	.summary = "does the database fit this program?",
	.help = help,
	.run = check_main,
};
