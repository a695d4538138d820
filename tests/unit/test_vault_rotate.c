/*
 * test_vault_rotate.c - a tenant's key is changed while others read and write,
 * and the change dies half-way.
 */
#include "tests/unit/tap.h"
#include "tests/unit/vault.h"

static int64_t seen;
static struct vault *reader;
static struct sealed_at at;
static struct buf sealed;

static bool
opens(struct vault *v, struct db *db)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct error err = { 0 };

	if (vault_open(v, db, &at, buf_view(&sealed), &out, &err) < 0)
		printf("# %s\n", err.message);
	return str_is(buf_view(&out), CANARY);
}

static void
test_before(struct db *db)
{
	struct vault *v = new_vault(NULL);
	struct error err = { 0 };

	for (int i = 0; i < 1600; i++) {
		if (i % 32 == 31)
			(void)db_run(db, &err);
		(void)vault_create(v, db, SUBJECT_CASE, uuid_new(), &err);
	}
	at = (struct sealed_at){ SEALED_PERSON_NOTES, uuid_new(), uuid_new() };
	(void)vault_create(v, db, SUBJECT_PERSON, at.subject, &err);
	(void)vault_create(reader, db, SUBJECT_CASE, uuid_new(), &err);
	(void)vault_seal_bytes(v, db, &at, STR(CANARY), &sealed, &err);
	ok(db_run(db, &err) == 0, "many keys: %s", err.message);
	ok(opens(reader, db), "a reader has seen one");
	vault_free(v);
}

static void
stop_half_way(int64_t done)
{
	if (done >= 1000)
		_exit(7);	/* as kill -9 would */
}

static void
test_death(void)
{
	pid_t pid;
	int status = 0;

	(void)fflush(stdout);
	pid = fork();
	if (pid == 0) {
		app = db_pool_new(&(struct db_config){
		    .conninfo = pg_conninfo("vinculo_app"), .size = 1 }, NULL);
		(void)vault_rotate(new_vault(NULL), lease(app, TENANT),
		    stop_half_way, NULL);
		_exit(0);
	}
	(void)waitpid(pid, &status, 0);
	ok(WEXITSTATUS(status) == 7, "a rotation dies half-way");
}

static void
test_meanwhile(struct db *db)
{
	struct vault *v = new_vault(NULL);
	struct uuid late = uuid_new();
	struct error err = { 0 };

	ok(opens(v, db), "everything opens meanwhile");
	vault_free(v);
	ok(vault_create(reader, db, SUBJECT_PERSON, late, &err) == 0 &&
	    db_run(db, &err) < 0 && err.kind == ERR_UNAVAILABLE,
	    "who has not heard of it cannot use the old key: %s", err.message);
	vault_notified(reader, TENANT);
	ok(vault_create(reader, db, SUBJECT_PERSON, late, &err) == 0 &&
	    db_run(db, &err) == 0, "who has, uses the new one: %s",
	    err.message);
}

static void
count_done(int64_t done)
{
	seen = done;
}

static void
test_resume(struct db *db)
{
	struct vault *v = new_vault(NULL);
	struct error err = { 0 };
	struct str body;

	ok(vault_rotate(v, db, count_done, &err) > 0 && seen > 600 &&
	    seen < 1600, "started again it finishes the same rotation: %s",
	    err.message);
	vault_free(v);
	ok(db_json(db, &body, &err, KEYS_STATUS) == 0 &&
	    str_find(body, STR("\"purpose\" : \"kek\", \"key_id\" : 2, "
	    "\"state\" : \"active\""), 0) > 0 &&
	    str_find(body, STR("\"key_id\" : 3"), 0) < 0 &&
	    str_find(body, STR("\"key_id\" : 1, \"state\" : "
	    "\"destroyed\""), 0) > 0,
	    "the old key is gone, and there is one new");
	v = new_vault(NULL);
	ok(opens(v, db), "what was sealed before opens");
	ok(vault_rotate(v, db, NULL, &err) > 1600,
	    "and the next rotation is a new one: %s", err.message);
	vault_free(v);
}

int
main(void)
{
	struct db *db;

	if (sodium_init() < 0 || !fixture_start()) {
		printf("Bail out! no PostgreSQL\n");
		return 1;
	}
	reader = new_vault(NULL);
	ok(make_tenants(reader), "two tenants");
	db = lease(app, TENANT);
	test_before(db);
	test_death();
	test_meanwhile(db);
	test_resume(db);
	db_release(db);
	vault_free(reader);
	buf_done(&sealed);
	fixture_stop();
	return done_testing();
}
