/*
 * db.h - what tests of server/db share: pools, and a table to write to.
 */
#ifndef TEST_DB_H
#define TEST_DB_H

#include "server/db/bulk.h"
#include "server/db/db.h"
#include "server/db/migrate.h"
#include "tests/unit/pg.h"

#define TENANT	"018f0000-0000-7000-8000-000000000001"
#define OTHER	"018f0000-0000-7000-8000-000000000002"
#define SUBJECT	"018f0000-0000-7000-8000-0000000000aa"
#define WRAPPED	"\\xc1000000000100000000000000000000000000000000000000000000" \
	"0000000000000000000000000000000000000000000000000000000000" \
	"000000000000000000000000000000000000000000"

static inline struct db_pool *
pool_of(const char *conninfo, int size)
{
	struct db_config config = { .conninfo = conninfo, .size = size,
		.wait_ms = 2000 };
	struct error err = { 0 };
	struct db_pool *pool = db_pool_new(&config, &err);

	if (pool == NULL)
		printf("# %s\n", err.message);
	return pool;
}

static inline struct db *
lease(struct db_pool *pool)
{
	struct error err = { 0 };
	struct db *db = db_acquire(pool, &err);

	if (db == NULL) {
		printf("Bail out! %s: %s\n", err.code, err.message);
		exit(1);
	}
	return db;
}

/* The schema, and a tenant with a key. */
static inline bool
set_up(struct db_pool *owner)
{
	struct db *db = lease(owner);
	struct error err = { 0 };
	bool done = migrate_run(db, NULL, &err) > 0 && db_script(db,
	    "insert into tenant (id, code, name) "
	    "values ('" TENANT "', 'a', 'A');"
	    "insert into tenant_key (tenant_id, purpose, key_id, wrapped) "
	    "values ('" TENANT "', 1, 1, '" WRAPPED "')", &err) == 0;

	db_release(db);
	if (!done)
		printf("# %s\n", err.message);
	return done;
}

static inline int64_t
count_keys(struct db_pool *owner)
{
	struct db *db = lease(owner);
	int64_t n;

	db_scope(db, TENANT, NULL);
	(void)db_query(db, NULL, DATA_KEYS, "{" SUBJECT "}");
	n = db_rows(db, 0);
	db_release(db);
	return n;
}

static inline void
push_key(struct db *db, const char *dek, const char *gen)
{
	db_push(db, DATA_KEY_INSERT, dek, "1", SUBJECT, gen, "1", WRAPPED);
}

static inline void
delete_keys(struct db_pool *owner)
{
	struct db *db = lease(owner);

	(void)db_script(db, "delete from data_key", NULL);
	db_release(db);
}

#endif
