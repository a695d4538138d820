/*
 * test_vault_rotate.c - a tenant's key is changed while others read and write,
 * and the change dies half-way.
 */
#include "server/security/rootkey.h"
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
		_exit(7);
}

static void
test_death(void)
{
	ok(rotate_end(rotate_begin(stop_half_way)) == 7,
	    "a rotation dies half-way");
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

/* Somebody has inserted with the old key and not yet committed. */
static void
test_unfinished(struct db *db)
{
	struct vault *v = new_vault(NULL);
	struct error err = { 0 };
	struct str body;
	pid_t pid;

	at.subject = uuid_new();
	db_begin(db);
	(void)vault_create(v, db, SUBJECT_PERSON, at.subject, &err);
	buf_reset(&sealed);
	(void)vault_seal_bytes(v, db, &at, STR(CANARY), &sealed, &err);
	ok(db_run(db, &err) == 0, "a key that is not committed: %s",
	    err.message);
	pid = rotate_begin(NULL);
	(void)usleep(500000);
	ok(waitpid(pid, NULL, WNOHANG) == 0, "a rotation waits for it");
	ok(db_commit(db, &err) == 0 && rotate_end(pid) == 0,
	    "and ends after it: %s", err.message);
	vault_free(v);
	v = new_vault(NULL);
	ok(opens(v, db), "what the key sealed opens");
	vault_free(v);
	ok(db_json(db, &body, &err, KEYS_STATUS) == 0 &&
	    str_find(body, STR("decrypt_only"), 0) < 0,
	    "nothing is left under the old key");
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

/* ------------------------------------------------------- a subject's key */

static const char *const sql[] = {
#define QUERY(name, nparams, writes, text) [Q_##name] = text,
QUERIES(QUERY)
#undef QUERY
};

/* Are all values found that are sealed with the key of a person, a record or a
 * case?  Those of the tenant's own key are not looked for, nor those of a
 * document's, which is never changed. */
static void
test_places(void)
{
	static const char *const own[] = { "message.", "staff.", "audit.",
		"passkey.", "file." };
	static const char *const places[] = {
#define SEALED(name, table, column, place, category) place,
#include "server/security/crypto_registry.def"
#undef SEALED
	};
	int missing = 0;

	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		struct str table = str_sub(str_of(places[i]), 0, (size_t)
		    str_chr(str_of(places[i]), '.') + 1);
		_cleanup_(buf_done) struct buf quoted = BUF_INIT;
		bool is_own = false;

		for (size_t k = 0; k < ARRAY_LEN(own); k++)
			is_own = is_own || str_is(table, own[k]);
		buf_printf(&quoted, "'%.*s", STR_ARG(table));
		if (is_own || str_find(str_of(sql[Q_SEALED_OF_SUBJECT]),
		    buf_view(&quoted), 0) >= 0)
			continue;
		printf("# %s is sealed, and not found by sealed_of_subject\n",
		    places[i]);
		missing++;
	}
	ok(missing == 0, "every sealed place is known to the rotation");
}

/* ----------------------------------------------------------- the root key */

static void
test_root(struct db *db)
{
	struct error err = { 0 };
	struct vault *old = new_vault(NULL), *v;
	struct db *all = lease(owner, NULL);

	ok(opens(old, db), "before");
	ok(rootkey_add(state_dir, "", &err) == 0 && rootkey_add(state_dir, "",
	    &err) == 0, "a new root key beside the old one, once");
	v = new_vault(NULL);
	ok(opens(v, db), "what the old one wrapped opens");
	ok(vault_root_use(v, all, &err) == 0, "from now on the new one: %s",
	    err.message);
	ok(vault_rotate(old, db, NULL, &err) < 0 &&
	    err.kind == ERR_UNAVAILABLE,
	    "who has not heard of it cannot wrap by the old one: %s",
	    err.message);
	db_rollback(db);
	ok(vault_root_finish(v, all, &err) < 0 &&
	    strcmp(err.code, "key.root_in_use") == 0,
	    "which is needed still: %s", err.message);
	err = (struct error){ 0 };
	ok(vault_reroot(v, all, NULL, &err) >= 8, "all are wrapped again: %s",
	    err.message);
	ok(vault_root_finish(v, all, &err) == 0 &&
	    rootkey_drop_old(state_dir, &err) == 0, "the old one is gone: %s",
	    err.message);
	vault_notified(old, "*");
	(void)usleep(1100000);	/* once a second at most */
	ok(opens(old, db), "who has the old one only reads the file again");
	vault_free(v);
	vault_free(old);
	v = new_vault(NULL);
	ok(opens(v, db), "and afterwards");
	vault_free(v);
	db_release(all);
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
	test_unfinished(db);
	test_places();
	test_root(db);
	db_release(db);
	vault_free(reader);
	buf_done(&sealed);
	fixture_stop();
	return done_testing();
}
