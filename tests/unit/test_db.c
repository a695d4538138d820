/*
 * test_db.c - server/db against a real PostgreSQL.
 */
#include <sodium.h>

#include "base/loop.h"
#include "server/db/array.h"
#include "server/db/bulk.h"
#include "server/db/listen.h"
#include "server/db/migrate.h"
#include "tests/unit/db.h"
#include "tests/unit/tap.h"

/* ----------------------------------------------------------- migrations */

static void
report_query(const char *query, const struct error *err)
{
	printf("# %s: line %d: %s\n", query, err->line, err->message);
}

static void
test_migrate(struct db_pool *owner)
{
	struct db *db = lease(owner);
	struct error err = { 0 };
	int n;

	ok(migrate_verify(db, &err) < 0 &&
	    strcmp(err.code, "schema.stale") == 0,
	    "an empty database is stale");
	n = migrate_run(db, NULL, &err);
	ok(n > 0, "migrations apply (%d): %s", n, err.message);
	ok(migrate_run(db, NULL, &err) == 0, "a second time there are none");
	ok(migrate_verify(db, &err) == 0, "the database is current");
	ok(migrate_check_queries(db, report_query, &err) == 0,
	    "every named query can be prepared");
	(void)db_script(db, "update schema_migration set sha256 = 'x' "
	    "where version = 1", NULL);
	ok(migrate_run(db, NULL, &err) < 0 &&
	    strcmp(err.code, "schema.changed") == 0,
	    "a changed file is noticed");
	db_release(db);
	db = lease(owner);
	(void)db_script(db, "delete from schema_migration where version = 1;"
	    "insert into schema_migration values (9999, 'later', 'x')", NULL);
	ok(migrate_verify(db, &err) < 0 &&
	    strcmp(err.code, "schema.unknown") == 0,
	    "a version from the future is refused");
	(void)db_script(db, "drop schema public cascade; create schema public;"
	    "grant usage on schema public to public", NULL);
	db_release(db);
	db = lease(owner);
	ok(migrate_run(db, NULL, &err) == n, "the schema can be made anew: %s",
	    err.message);
	ok(db_script(db, "select 1;\nselect\n  nothing", &err) < 0 &&
	    err.line == 3, "an error in a script has its line");
	ok(db_script(db, "insert into tenant (id, code, name) values "
	    "('" TENANT "', 'a', 'A'), ('" OTHER "', 'b', 'B');"
	    "insert into tenant_key (tenant_id, purpose, key_id, wrapped) "
	    "values ('" TENANT "', 1, 1, '" WRAPPED "')", &err) == 0,
	    "a script runs: %s", err.message);
	db_release(db);
}

/* -------------------------------------------------------------- batches */

static void
test_batches(struct db_pool *app, struct db_pool *owner)
{
	struct db *db = lease(app);
	struct error err = { 0 };
	struct str body;

	db_scope(db, TENANT, SUBJECT);
	push_key(db, "018f0000-0000-7000-8000-000000000001", "1");
	push_key(db, "018f0000-0000-7000-8000-000000000001", "2");
	ok(db_run(db, &err) < 0 && err.kind == ERR_CONFLICT,
	    "a batch fails at its second statement: %s", err.message);
	ok(count_keys(owner) == 0, "and the first is undone");
	push_key(db, "018f0000-0000-7000-8000-000000000001", "1");
	ok(db_push(db, DATA_KEYS, "{" SUBJECT "}") == 1, "positions count up");
	ok(db_run(db, &err) == 0 && db_affected(db, 0) == 1 &&
	    db_rows(db, 1) == 1, "right after the error the same query works");
	is_str(db_text(db, 1, 0, 0), SUBJECT, "a text field");
	ok(db_int64(db, 1, 0, 3) == 1, "an integer field");
	ok(db_query(db, &err, DB_XACT_STATUS, "3") == 0 &&
	    db_is_null(db, 0, 0, 0) && db_text(db, 0, 0, 0).p == NULL, "null");
	ok(db_json(db, &body, &err, KEYS_STATUS) == 0 &&
	    str_find(body, STR("\"data_keys\" : 1"), 0) > 0, "a JSON body");
	push_key(db, "not-a-uuid", "1");
	ok(db_run(db, &err) < 0 && err.kind == ERR_INVALID &&
	    strcmp(err.code, "db.value") == 0 &&
	    strstr(err.message, "not-a-uuid") == NULL,
	    "a malformed value is the user's, and is not repeated to the log");
	db_push(db, SUBJECT_DESTROY, SUBJECT);
	db_release(db);
	ok(count_keys(owner) == 1, "what was pushed and not run is forgotten");
	db = lease(app);
	ok(db_query(db, &err, DATA_KEYS, "{" SUBJECT "}") < 0,
	    "without a scope nothing is shown: %s", err.message);
	db_scope(db, OTHER, NULL);
	ok(db_query(db, &err, DATA_KEYS, "{" SUBJECT "}") == 0 &&
	    db_rows(db, 0) == 0, "another tenant sees nothing");
	ok(db_script(db, "create table x ()", &err) < 0,
	    "the server's role has no DDL");
	db_release(db);
	delete_keys(owner);
}

static void
test_parameters(struct db_pool *app)
{
	struct db *db = lease(app);
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct db_array texts = DB_ARRAY_INIT;
	struct arena *arena = db_arena(db);
	struct error err = { 0 };
	struct uuid id = uuid_new();

	db_scope(db, TENANT, NULL);
	db_begin(db);
	db_push(db, TENANT_KEY_INSERT, db_int(db, 2), db_int(db, 77), WRAPPED);
	db_push(db, TENANT_KEYS);
	ok(db_run(db, &err) == 0 && db_int64(db, 1, 1, 1) == 77,
	    "integers go out and come back: %s", err.message);
	db_bytes(db, 1, 1, 2, &out);
	ok(out.len == 78 && out.p[77] == 0, "bytes come back");
	is_str(str_of(db_bytea(db, (struct str){ "\xff\x00\x1a", 3 })),
	    "\\xff001a", "bytes go out");
	db_array_text(&texts, STR("a \"b\" \\ {c,d}"));
	db_array_text(&texts, STR("null"));
	db_array_bare(&texts, STR("null"));
	is_str(str_of(db_array_end(arena, &texts)),
	    "{\"a \\\"b\\\" \\\\ {c,d}\",\"null\",null}",
	    "texts in an array");
	ok(db_array_is_empty(&texts), "which is empty then");
	is_str(str_of(db_array_end(arena, &texts)), "{}", "an empty one");
	db_array_bytes(&texts, (struct str){ "\xff\x00", 2 });
	is_str(str_of(db_array_end(arena, &texts)), "{\"\\\\xff00\"}",
	    "bytes in an array");
	db_array_int(&texts, -7);
	db_array_uuid(&texts, (struct uuid){ { 1 } });
	is_str(str_of(db_array_end(arena, &texts)),
	    "{-7,01000000-0000-0000-0000-000000000000}", "numbers and ids");
	ok(strlen(db_uuid(db, id)) == 36 && db_str(db, STR_NULL) == NULL,
	    "ids and nulls");
	db_release(db);
	db = lease(app);
	db_scope(db, TENANT, NULL);
	ok(db_query(db, &err, TENANT_KEYS) == 0 && db_rows(db, 0) == 1,
	    "release rolls an open transaction back");
	db_release(db);
}

static void
test_transactions(struct db_pool *app, struct db_pool *owner)
{
	struct db *db = lease(app);
	struct error err = { 0 };

	db_scope(db, TENANT, NULL);
	db_begin(db);
	db_push(db, DATA_KEYS, "{" SUBJECT "}");
	ok(db_run(db, &err) == 0 && db_rows(db, 0) == 0, "read first");
	push_key(db, "018f0000-0000-7000-8000-000000000001", "1");
	ok(db_commit(db, &err) == 0, "then write and commit in one trip");
	ok(count_keys(owner) == 1, "it is there");
	db_begin(db);
	push_key(db, "018f0000-0000-7000-8000-000000000001", "1");
	ok(db_run(db, &err) < 0, "a transaction fails");
	ok(db_query(db, &err, DATA_KEYS, "{}") < 0 && db_commit(db, &err) < 0 &&
	    strcmp(err.code, "db.aborted") == 0, "and stays failed");
	db_rollback(db);
	ok(db_query(db, &err, DATA_KEYS, "{" SUBJECT "}") == 0 &&
	    db_rows(db, 0) == 1, "after the rollback it goes on");
	db_begin(db);
	push_key(db, "018f0000-0000-7000-8000-000000000001", "1");
	ok(db_commit(db, &err) < 0 && err.kind == ERR_CONFLICT,
	    "an error beside the commit is reported");
	db_release(db);
	db = lease(app);
	db_scope(db, TENANT, NULL);
	db_begin(db);
	ok(db_commit(db, &err) == 0, "an empty transaction");
	db_release(db);
	delete_keys(owner);
}

static void
test_aside(struct db_pool *app, struct db_pool *owner)
{
	struct db *db = lease(app);
	struct error err = { 0 };

	db_scope(db, TENANT, NULL);
	(void)db_query(db, NULL, TENANT_KEYS);
	push_key(db, "018f0000-0000-7000-8000-000000000001", "1");
	db_aside(db);
	ok(db_query(db, &err, DATA_KEYS, "{" SUBJECT "}") == 0 &&
	    db_rows(db, 0) == 0, "something else is asked in between");
	db_aside_end(db);
	ok(db_rows(db, 0) == 1, "the results at hand are still there");
	ok(db_run(db, &err) == 0 && count_keys(owner) == 1,
	    "and so is what was pushed");
	db_release(db);
	delete_keys(owner);
}

/* Do they say this after what was just done? */
static void
notes_are(struct db *db, const char *want, const char *what)
{
	is_str(buf_view(db_notes(db)), want, what);
	buf_reset(db_notes(db));
}

static void
test_notes(struct db_pool *app, struct db_pool *owner)
{
	struct db *db = lease(app);

	db_scope(db, TENANT, NULL);
	buf_puts(db_notes(db), "x");
	db_aside(db);
	(void)db_query(db, NULL, TENANT_KEYS);
	db_aside_end(db);
	notes_are(db, "x", "notes stay while something else is asked");
	buf_puts(db_notes(db), "x");
	(void)db_query(db, NULL, TENANT_KEYS);
	notes_are(db, "", "and go with their batch");
	db_begin(db);
	buf_puts(db_notes(db), "x");
	(void)db_query(db, NULL, TENANT_KEYS);
	notes_are(db, "x", "in a transaction they stay to its end");
	buf_puts(db_notes(db), "x");
	(void)db_commit(db, NULL);
	notes_are(db, "", "and go with it");
	db_begin(db);
	buf_puts(db_notes(db), "x");
	push_key(db, "no id", "1");
	(void)db_run(db, NULL);
	db_rollback(db);
	notes_are(db, "", "also when it is rolled back");
	buf_puts(db_notes(db), "x");
	db_release(db);
	db = lease(app);
	notes_are(db, "", "or when the connection is given back");
	db_release(db);
	delete_keys(owner);
}

static void
test_deferred(struct db_pool *app, struct db_pool *owner)
{
	struct db *db = lease(owner);
	struct error err = { 0 };

	(void)db_script(db, "create function refuse() returns trigger language "
	    "plpgsql as $$ begin raise exception 'not today' using errcode = "
	    "'VN409', hint = 'day.wrong'; end $$;"
	    "create constraint trigger late after insert on data_key "
	    "deferrable initially deferred for each row "
	    "execute function refuse()", NULL);
	db_release(db);
	db = lease(app);
	db_scope(db, TENANT, NULL);
	push_key(db, "018f0000-0000-7000-8000-000000000001", "1");
	ok(db_run(db, &err) < 0 && err.kind == ERR_CONFLICT &&
	    strcmp(err.code, "day.wrong") == 0,
	    "an error of the implicit commit itself is an error");
	db_begin(db);
	push_key(db, "018f0000-0000-7000-8000-000000000001", "1");
	ok(db_commit(db, &err) < 0 && err.kind == ERR_CONFLICT,
	    "also of an explicit one");
	ok(db_query(db, &err, DATA_KEYS, "{}") < 0, "the failure is kept");
	db_release(db);
	db = lease(owner);
	(void)db_script(db, "drop trigger late on data_key", NULL);
	db_release(db);
}

static void
test_stale_plan(struct db_pool *app, struct db_pool *owner)
{
	struct db *db = lease(app), *other = lease(owner);
	struct error err = { 0 };

	db_scope(db, TENANT, NULL);
	(void)db_query(db, NULL, TENANT_KEYS);
	(void)db_script(other,
	    "alter table tenant_key alter key_id type bigint", NULL);
	ok(db_query(db, &err, TENANT_KEYS) == 0,
	    "a plan that a migration invalidated is made anew: %s",
	    err.message);
	(void)db_script(other,
	    "alter table tenant_key alter key_id type integer", NULL);
	db_release(other);
	db_release(db);
}

/* --------------------------------------------------------------- fibers */

static struct db_pool *shared;
static int running, order[4], norder, notified;
static char payloads[64];
static struct db_listener *listener;

static void fiber_fn
waiter_main(void *arg)
{
	struct db *db = lease(shared);

	order[norder++] = *(int *)arg;
	db_scope(db, TENANT, NULL);
	ok(db_query(db, NULL, TENANT_KEYS) == 0, "fiber %d", *(int *)arg);
	(void)fiber_sleep(5);
	db_release(db);
	if (--running == 0)
		loop_stop();
}

static void fiber_fn
on_notify(void *arg, const char *channel, const char *payload)
{
	size_t n = strlen(payloads);

	(void)arg;
	(void)snprintf(payloads + n, sizeof(payloads) - n, "%s=%s;", channel,
	    payload == NULL ? "?" : payload);
	notified++;
}

static void fiber_fn
notifier_main(void *arg)
{
	struct db *db = lease(shared);

	(void)arg;
	(void)fiber_sleep(200);
	(void)db_script(db, "notify models, 'v2'", NULL);
	(void)fiber_sleep(100);
	(void)db_script(db, "select pg_terminate_backend(pid) from "
	    "pg_stat_activity where query like 'listen%'", NULL);
	(void)fiber_sleep(600);
	(void)db_script(db, "notify models, 'v3'", NULL);
	(void)fiber_sleep(100);
	db_release(db);
	db_unlisten(listener);
}

static void
test_fibers(struct db_pool *owner)
{
	static const char *const channels[] = { "models", NULL };
	static int names[4] = { 0, 1, 2, 3 };

	loop_init(16);
	shared = owner;
	running = 4;
	for (int i = 0; i < 4; i++)
		(void)fiber_spawn(waiter_main, &names[i]);
	loop_run();
	ok(norder == 4 && order[0] == 0 && order[1] == 1 && order[2] == 2 &&
	    order[3] == 3, "one connection serves fibers in order of arrival");
	listener = db_listen(owner, channels, on_notify, NULL);
	(void)fiber_spawn(notifier_main, NULL);
	loop_run();
	is_str(str_of(payloads), "models=v2;models=?;models=v3;",
	    "notifications, and the doubt after a reconnection");
	loop_done();
}

static void
test_hosts(void)
{
	struct db_config name = { .conninfo = "host=db.example.org" };
	struct db_config addr = {
		.conninfo = "host=10.0.0.1,::1,/run target_session_attrs=any" };
	struct db_config text = { .conninfo = "what is this" };
	struct error err = { 0 };
	struct db_pool *pool;

	ok(db_pool_new(&name, &err) == NULL &&
	    strcmp(err.code, "db.conninfo") == 0, "a host name is refused: %s",
	    err.message);
	ok(db_pool_new(&text, &err) == NULL, "so is nonsense: %s", err.message);
	pool = db_pool_new(&addr, &err);
	ok(pool != NULL, "addresses and folders are taken, several of them");
	db_pool_free(pool);
}

static void
test_unreachable(void)
{
	struct db_config config = { .conninfo = "host=/nonexistent",
		.wait_ms = 350 };
	struct db_pool *pool = db_pool_new(&config, NULL);
	struct error err = { 0 };

	ok(db_acquire(pool, &err) == NULL && err.kind == ERR_UNAVAILABLE &&
	    strcmp(err.code, "db.unreachable") == 0, "nobody there: %s",
	    err.message);
	db_pool_free(pool);
}

int
main(void)
{
	struct db_pool *app, *owner;

	if (sodium_init() < 0)
		return 1;
	test_hosts();
	test_unreachable();
	if (pg_start() == NULL) {
		printf("Bail out! no PostgreSQL\n");
		return 1;
	}
	owner = pool_of(pg_conninfo("postgres"), 1);
	test_migrate(owner);
	app = pool_of(pg_conninfo("vinculo_app"), 1);
	test_batches(app, owner);
	test_parameters(app);
	test_transactions(app, owner);
	test_aside(app, owner);
	test_notes(app, owner);
	test_deferred(app, owner);
	test_stale_plan(app, owner);
	test_fibers(owner);
	db_pool_free(app);
	db_pool_free(owner);
	pg_stop();
	return done_testing();
}
