/*
 * town.h - the municipality of town.sql, opened by a benchmark.
 */
#ifndef BENCH_TOWN_H
#define BENCH_TOWN_H

#include <stdio.h>
#include <stdlib.h>

#include <sodium.h>

#include "base/loop.h"
#include "server/db/open.h"
#include "server/security/audit.h"
#include "server/security/rootkey.h"
#include "server/security/vault.h"
#include "server/settings.h"

#define TOWN_TENANT	"018f0000-0000-7000-8000-000000000001"
#define TOWN_TERRITORY	"018f0000-0000-7000-8000-000000000012"
#define TOWN_STAFF	"018f0000-0000-7000-8000-000000000021"
#define TOWN_ONE	"018f0000-0000-7000-8000-000000000032"
#define TOWN_CHOICE	"018f0000-0000-7000-8000-000000000034"
#define TOWN_FIBERS	16	/* as many as pgbench has clients */
#define TOWN_CONNECTIONS 8	/* they share: the server's default */

struct town {
	struct db_pool	*pool;
	struct vault	*vault;
	struct audit_actor actor;
};

static inline void
town_fail(const char *what, const struct error *err)
{
	(void)fprintf(stderr, "bench: %s: %s %s\n", what, err->code,
	    err->message);
	exit(1);
}

static inline void
town_open(struct town *t)
{
	struct vault_config config = { 0 };
	struct error err = { 0 };

	if (sodium_init() < 0 || settings_load(NULL, &err) < 0)
		town_fail("settings", &err);
	loop_init(TOWN_FIBERS + 1);
	config.state_dir = config_text("server.state_dir");
	t->pool = db_open(DB_SERVER, TOWN_CONNECTIONS, &err);
	t->vault = t->pool == NULL ||
	    rootkey_make(config.state_dir, &err) < 0 ? NULL :
	    vault_new(&config, &err);
	if (t->vault == NULL)
		town_fail("open", &err);
	(void)uuid_parse(STR(TOWN_TENANT), &t->actor.tenant);
	(void)uuid_parse(STR(TOWN_STAFF), &t->actor.staff);
}

/* A connection for this municipality. */
static inline struct db *fiber_fn
town_db(struct town *t)
{
	struct error err = { 0 };
	struct db *db = db_acquire(t->pool, &err);

	if (db == NULL)
		town_fail("database", &err);
	db_scope(db, TOWN_TENANT, TOWN_STAFF);
	return db;
}

/* Run fn on n fibers until all have ended, and what they left to do. */
static inline void
town_run(int n, void (*fn)(void *), void *arg)
{
	for (int i = 0; i < n; i++)
		(void)fiber_spawn(fn, arg);
	loop_run();
}

static inline void
town_close(struct town *t)
{
	vault_free(t->vault);
	db_pool_free(t->pool);
	loop_done();
}

#endif
