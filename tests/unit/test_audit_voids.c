/*
 * test_audit_voids.c - numbers of events that were rolled back are explained.
 */
#include "base/fiber.h"
#include "base/loop.h"
#include "server/security/audit.h"
#include "tests/unit/tap.h"
#include "tests/unit/vault.h"

static struct vault *v;
static struct uuid tenant;

static void
push(struct db *db)
{
	struct audit_actor actor = { .tenant = tenant };

	audit_push(db, &actor, &(struct audit_event){ .action = "person.read",
	    .object_type = "person", .object = tenant });
}

static bool
one(struct db *db, bool is_good)
{
	struct error err = { 0 };

	db_begin(db);
	push(db);
	if (!is_good)
		db_push(db, DATA_KEYS, "no array");
	return (audit_commit(db, &err) == 0) == is_good;
}

/* Numbers that nobody explained, and events that explain some. */
static void
count(int *ret_gaps, int64_t *ret_voids)
{
	_cleanup_(db_releasep) struct db *db = lease(owner, TENANT);
	struct error err = { 0 };

	*ret_gaps = db_query(db, &err, WRITER_GAPS) < 0 ? -1 : db_rows(db, 0);
	*ret_voids = db_query(db, &err, EVENTS_AFTER, "0",
	    "00000000-0000-0000-0000-000000000000", "1000") < 0 ? -1 : 0;
	for (int i = 0; *ret_voids >= 0 && i < db_rows(db, 0); i++)
		*ret_voids += str_is(db_text(db, 0, i, 5), "audit.void");
}

static void
test_next(struct db *db)
{
	bool is_so = one(db, true);
	int64_t voids;
	int gaps;

	for (int i = 0; i < 30; i++) {
		is_so = is_so && one(db, false);
		db_rollback(db);
	}
	ok(is_so && one(db, true), "thirty that fail, and one that does not");
	count(&gaps, &voids);
	ok(gaps == 0 && voids == 1, "one event explains all: %d, %lld", gaps,
	    (long long)voids);
	db_begin(db);
	push(db);
	db_rollback(db);
	ok(one(db, true), "one that was given up without a word");
	count(&gaps, &voids);
	ok(gaps == 0 && voids == 2, "is explained as well: %d, %lld", gaps,
	    (long long)voids);
}

/* The number of the one that fails is before that of the one that does not. */
static void fiber_fn
race_main(void *arg)
{
	struct db *slow = lease(app, TENANT), *fast = lease(app, TENANT);
	struct error err = { 0 };
	int64_t voids;
	int gaps;

	(void)arg;
	db_begin(slow);
	push(slow);
	ok(one(fast, true), "another one is done meanwhile");
	db_release(fast);
	db_push(slow, DATA_KEYS, "no array");
	ok(audit_commit(slow, &err) < 0, "and nothing comes after");
	db_release(slow);
	count(&gaps, &voids);
	ok(gaps == 1, "a number is missing: %d", gaps);
	for (int i = 0; i < 50 && gaps > 0; i++) {
		(void)fiber_sleep(100);
		count(&gaps, &voids);
	}
	ok(gaps == 0 && voids == 3, "and is explained soon: %lld",
	    (long long)voids);
}

int
main(void)
{
	struct error err = { 0 };
	struct db *db;

	if (sodium_init() < 0 || !fixture_start()) {
		printf("Bail out! no PostgreSQL\n");
		return 1;
	}
	v = new_vault(NULL);
	ok(make_tenants(v), "two tenants");
	(void)uuid_parse(STR(TENANT), &tenant);
	db = lease(app, TENANT);
	ok(audit_prepare(v, db, tenant, &err) == 0, "ready: %s", err.message);
	test_next(db);
	db_release(db);
	loop_init(8);
	(void)fiber_spawn(race_main, NULL);
	loop_run();
	vault_free(v);
	fixture_stop();
	loop_done();
	return done_testing();
}
