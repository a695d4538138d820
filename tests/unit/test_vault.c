/*
 * test_vault.c - sealed data from a handler's side: against PostgreSQL, with
 * the key process's work done here or over its socket.
 */
#include <signal.h>
#include <sys/stat.h>

#include <sodium.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/loop.h"
#include "server/security/keyd.h"
#include "server/security/rootkey.h"
#include "tests/unit/tap.h"
#include "tests/unit/vault.h"

/* --------------------------------------------------------- root key */

static void
test_root_key(void)
{
	char path[128];
	struct error err = { 0 };
	struct root_keys *a, *b;
	struct stat st = { 0 };

	ok(rootkey_read(state_dir, &err) == NULL &&
	    !rootkey_exists(state_dir), "it is not made by looking: %s",
	    err.message);
	(void)rootkey_make(state_dir, &err);
	a = rootkey_read(state_dir, &err);
	(void)rootkey_make(state_dir, &err);
	b = rootkey_read(state_dir, &err);
	ok(a != NULL && b != NULL && a->n == 1 && b->n == 1 &&
	    memcmp(a->key, b->key, sizeof(a->key[0])) == 0,
	    "the root key is made once and kept");
	(void)snprintf(path, sizeof(path), "%s/keys/root", state_dir);
	(void)stat(path, &st);
	ok((st.st_mode & 0777) == 0600, "nobody else can read it");
	sodium_free(a);
	sodium_free(b);
	(void)chmod(path, 0644);
	ok(rootkey_read(state_dir, &err) == NULL &&
	    strcmp(err.code, "key.file_open") == 0,
	    "it is refused when one can: %s",
	    err.message);
	(void)chmod(path, 0600);
}

/* --------------------------------------------------- sealing, opening */

static void
test_seal(struct vault *v)
{
	struct db *db = lease(app, TENANT);
	struct error err = { 0 };
	struct sealed_at at = { SEALED_PERSON_IDENTITY, uuid_new(),
		uuid_new() }, other;
	_cleanup_(buf_done) struct buf sealed = BUF_INIT, out = BUF_INIT;

	ok(vault_seal_bytes(v, db, &at, STR("x"), &sealed, &err) < 0 &&
	    strcmp(err.code, "key.absent") == 0, "no key, no seal");
	ok(vault_create(v, db, SUBJECT_PERSON, at.subject, &err) == 0 &&
	    vault_seal_bytes(v, db, &at, STR(CANARY), &sealed, &err) == 0 &&
	    db_run(db, &err) == 0, "a subject is made and something sealed: %s",
	    err.message);
	vault_free(v);
	v = new_vault(NULL);
	ok(vault_open(v, db, &at, buf_view(&sealed), &out, &err) == 0,
	    "another process opens it: %s", err.message);
	is_str(buf_view(&out), CANARY, "and finds the same");
	other = at, other.row = uuid_new();
	ok(vault_open(v, db, &other, buf_view(&sealed), &out, &err) < 0 &&
	    strcmp(err.code, "sealed.broken") == 0, "not in another row");
	other = at, other.place = SEALED_PERSON_NOTES;
	ok(vault_open(v, db, &other, buf_view(&sealed), &out, &err) < 0,
	    "not in another column");
	db_scope(db, OTHER, NULL);
	ok(vault_open(v, db, &at, buf_view(&sealed), &out, &err) < 0,
	    "not for another tenant");
	db_scope(db, TENANT, NULL);
	vault_destroy(v, db, at.subject);
	ok(db_run(db, &err) == 0 && vault_open(v, db, &at, buf_view(&sealed),
	    &out, &err) < 0 && strcmp(err.code, "key.destroyed") == 0,
	    "not after the subject's key was destroyed: %s", err.message);
	ok(vault_load(v, db, &at.subject, 1, &err) < 0 &&
	    strcmp(err.code, "key.destroyed") == 0, "nor written any more");
	vault_free(v);
	db_release(db);
}

/* ------------------------------------------------------------- replies */

static struct uuid ana, luis;

static void
put_reference(struct buf *body, const char *place, struct uuid subject,
    struct str envelope)
{
	char id[UUID_TEXT_LEN + 1];
	char b64[512];

	uuid_format(subject, id);
	sodium_bin2base64(b64, sizeof(b64), (const unsigned char *)envelope.p,
	    envelope.len, sodium_base64_VARIANT_ORIGINAL);
	buf_printf(body, "\"\\u0001%s:%s:%s:%s\"", place, id, id, b64);
}

static void
seal_one(struct vault *v, struct db *db, enum sealed_place place,
    struct uuid subject, struct buf *out)
{
	struct sealed_at at = { place, subject, subject };
	struct error err = { 0 };

	buf_reset(out);
	if (vault_seal_bytes(v, db, &at, STR("{\"n\":1}"), out, &err) < 0)
		printf("# %s\n", err.message);
}

static void
build_body(struct vault *v, struct db *db, struct buf *body)
{
	_cleanup_(buf_done) struct buf e = BUF_INIT;

	buf_puts(body, "{\"note\":\"a \\\"\\\\u0001 b\\\"\",\"a\":[");
	seal_one(v, db, SEALED_PERSON_IDENTITY, ana, &e);
	put_reference(body, "person.identity", ana, buf_view(&e));
	buf_puts(body, ", ");
	seal_one(v, db, SEALED_PERSON_HEALTH, ana, &e);
	put_reference(body, "person.health", ana, buf_view(&e));
	buf_puts(body, "],\"l\":");
	seal_one(v, db, SEALED_PERSON_IDENTITY, luis, &e);
	put_reference(body, "person.identity", luis, buf_view(&e));
	buf_puts(body, ",\"swapped\":");
	put_reference(body, "person.identity", ana, buf_view(&e));
	buf_puts(body, ",\"junk\":\"\\u0001person.nothing:x\"}");
}

static void
reveals(struct vault *v, struct db *db, const struct grants *grants,
    struct str body, const char *expected, const char *what)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct error err = { 0 };

	if (vault_reveal(v, db, grants, body, &out, &err) < 0)
		printf("# %s\n", err.message);
	is_str(buf_view(&out), expected, what);
}

#define NOTE	"{\"note\":\"a \\\"\\\\u0001 b\\\"\",\"a\":["
#define JUNK	",\"junk\":{\"masked\":\"unknown\",\"reason\":\"broken\"}}"
#define ID	"{\"masked\":\"identity\"}"

static void
test_reveal(struct vault *v)
{
	struct db *db = lease(app, TENANT);
	struct arena *a = arena_new();
	struct grants none = { 0 }, some = { 0 }, listed = {
		.listed = CATEGORY_IDENTITY | CATEGORY_INTERNAL };
	_cleanup_(buf_done) struct buf body = BUF_INIT;
	struct error err = { 0 };

	ana = uuid_new();
	luis = uuid_new();
	(void)vault_create(v, db, SUBJECT_PERSON, ana, &err);
	(void)vault_create(v, db, SUBJECT_PERSON, luis, &err);
	(void)db_run(db, &err);
	build_body(v, db, &body);
	vault_free(v);
	v = new_vault(NULL);
	reveals(v, db, &none, buf_view(&body), NOTE ID
	    ", {\"masked\":\"health\"}],\"l\":" ID ",\"swapped\":" ID JUNK,
	    "without a grant everything is masked");
	vec_push(a, &some.list, (struct grant){ ana,
	    CATEGORY_IDENTITY | CATEGORY_HEALTH });
	reveals(v, db, &some, buf_view(&body), NOTE "{\"n\":1}, {\"n\":1}],"
	    "\"l\":" ID ",\"swapped\":{\"masked\":\"identity\","
	    "\"reason\":\"broken\"}" JUNK,
	    "a grant opens its subject only, and nothing put in its place");
	reveals(v, db, &listed, buf_view(&body), NOTE "{\"n\":1}, "
	    "{\"masked\":\"health\"}],\"l\":{\"n\":1},\"swapped\":"
	    "{\"masked\":\"identity\",\"reason\":\"broken\"}" JUNK,
	    "a list shows one category of everybody");
	vault_destroy(v, db, ana);
	(void)db_run(db, &err);
	reveals(v, db, &some, buf_view(&body), NOTE "{\"masked\":\"identity\","
	    "\"reason\":\"erased\"}, {\"masked\":\"health\",\"reason\":"
	    "\"erased\"}],\"l\":" ID ",\"swapped\":{\"masked\":\"identity\","
	    "\"reason\":\"erased\"}" JUNK, "an erased subject stays erased");
	reveals(v, db, &none, STR("{\"plain\":\"\\u0002\"}"),
	    "{\"plain\":\"\\u0002\"}", "a body without marks passes");
	log_set_level(LOG_ERROR + 1);
	for (size_t n = 0; n < body.len; n++) {
		_cleanup_(buf_done) struct buf out = BUF_INIT;

		(void)vault_reveal(v, db, &listed,
		    str_sub(buf_view(&body), 0, n), &out, &err);
	}
	log_set_level(LOG_ERROR);
	ok(true, "a body cut anywhere does no harm");
	arena_free(a);
	vault_free(v);
	db_release(db);
}

/* The marker as the database writes it. */
static void
test_sql(struct vault *v)
{
	struct db *db = lease(app, TENANT);
	struct grants all = { .listed = CATEGORY_IDENTITY };
	struct uuid id = uuid_new();
	struct sealed_at at = { SEALED_PERSON_IDENTITY, id, id };
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct error err = { 0 };
	const char *param;
	struct str body;

	ok(vault_create(v, db, SUBJECT_PERSON, id, &err) == 0 &&
	    vault_seal(v, db, &at, STR("{\"name\":\"" CANARY "\"}"), &param,
	    &err) == 0, "sealed before anything is sent");
	db_push(db, PERSON_INSERT, db_uuid(db, id), "1", NULL);
	db_push(db, PERSON_DATA_PUT, db_uuid(db, id), "identity", param, NULL);
	at.place = SEALED_PERSON_HEALTH;
	(void)vault_seal(v, db, &at, STR("{\"is\":\"well\"}"), &param, &err);
	db_push(db, PERSON_DATA_PUT, db_uuid(db, id), "health", param, NULL);
	ok(db_run(db, &err) == 0, "a person in one batch: %s", err.message);
	ok(db_json(db, &body, &err, PERSON_GET, db_uuid(db, id)) == 0 &&
	    str_find(body, STR(CANARY), 0) < 0, "the database answers sealed");
	ok(vault_reveal(v, db, &all, body, &out, &err) == 0 &&
	    str_find(buf_view(&out), STR("{\"name\":\"" CANARY "\"}"), 0) > 0,
	    "the reply shows what was granted");
	ok(str_find(buf_view(&out), STR("{\"masked\":\"health\"}"), 0) > 0,
	    "and says what it hides");
	db_release(db);
}

/* -------------------------------------------------------------- keyd's */

static void
test_tags(struct vault *v)
{
	struct db *db = lease(app, TENANT);
	struct str values[] = { STR("dni:12345678Z"), STR("dni:87654321X") };
	struct tags a, b, c;
	unsigned char p[32], q[32], k[32];
	struct error err = { 0 };
	struct uuid writer = uuid_new();

	ok(vault_tags(v, db, TAG_NID, values, 2, &a, &err) == 0 &&
	    vault_tags(v, db, TAG_NID, values, 2, &b, &err) == 0 &&
	    a.n == 2 && a.tag[0].epoch == 1 && a.tag[0].len == 16 &&
	    memcmp(a.tag[0].b, b.tag[0].b, 16) == 0 &&
	    memcmp(a.tag[0].b, a.tag[1].b, 16) != 0,
	    "tags are stable and differ: %s", err.message);
	ok(vault_tags(v, db, TAG_PHONE, values, 1, &c, &err) == 0 &&
	    c.tag[0].len == 2, "what is shared is cut short");
	ok(vault_pepper(v, db, STR("secret"), p, &err) == 0 &&
	    vault_audit_key(v, db, writer, k, &err) == 0 &&
	    memcmp(p, k, 32) != 0, "passwords and the audit trail");
	db_scope(db, OTHER, NULL);
	ok(vault_tags(v, db, TAG_NID, values, 1, &c, &err) == 0 &&
	    memcmp(a.tag[0].b, c.tag[0].b, 16) != 0,
	    "another tenant has other tags");
	ok(vault_pepper(v, db, STR("secret"), q, &err) == 0 &&
	    memcmp(p, q, 32) != 0, "and another pepper");
	db_release(db);
}

static struct vault *remote;
static pid_t keyd_pid;

static void
keyd_main(const char *path)
{
	struct error err = { 0 };

	loop_init(64);
	if (ipc_server_new(path, keyd_handle, keyd_new(state_dir, 20,
	    &err), &err) == NULL)
		_exit(1);
	loop_run();
	_exit(0);
}

static void fiber_fn
remote_main(void *arg)
{
	struct db *db = lease(app, TENANT);
	struct sealed_at at = { SEALED_PERSON_SOCIAL, uuid_new(), uuid_new() };
	_cleanup_(buf_done) struct buf sealed = BUF_INIT, out = BUF_INIT;
	struct error err = { 0 };
	struct str many[64];
	struct tags tags;
	int64_t start = clock_mono_us();
	int r = 0;

	ok(vault_create(remote, db, SUBJECT_PERSON, at.subject, &err) == 0 &&
	    vault_seal_bytes(remote, db, &at, STR(CANARY), &sealed,
	    &err) == 0 && db_run(db, &err) == 0, "keyd makes a key: %s",
	    err.message);
	vault_free(remote);
	remote = new_vault(arg);
	ok(vault_open(remote, db, &at, buf_view(&sealed), &out, &err) == 0,
	    "and opens it: %s", err.message);
	for (int i = 0; r == 0 && i < 60; i++) {
		vault_free(remote);
		remote = new_vault(arg);
		r = vault_open(remote, db, &at, buf_view(&sealed), &out, &err);
	}
	ok(r == 0 && clock_mono_us() - start > 500000,
	    "60 times at 20 a second take their time");
	for (size_t i = 0; i < ARRAY_LEN(many); i++)
		many[i] = STR("dni:12345678Z");
	ok(vault_tags(remote, db, TAG_NID, many, ARRAY_LEN(many), &tags,
	    &err) < 0 && err.kind == ERR_LIMIT,
	    "and 64 at once are refused: %s", err.message);
	(void)kill(keyd_pid, SIGKILL);
	(void)waitpid(keyd_pid, NULL, 0);
	vault_free(remote);
	remote = new_vault(arg);
	ok(vault_open(remote, db, &at, buf_view(&sealed), &out, &err) < 0 &&
	    err.kind == ERR_UNAVAILABLE, "without keyd nothing opens: %s",
	    err.message);
	vault_free(remote);
	db_release(db);
	/* The clients' own fibers end on later turns. */
	for (int i = 0; i < 200 && fiber_count() > 1; i++)
		(void)fiber_sleep(10);
	loop_stop();
}

static void
test_remote(void)
{
	static char path[100];

	(void)snprintf(path, sizeof(path), "%s/keyd.sock", state_dir);
	keyd_pid = fork();
	if (keyd_pid == 0)
		keyd_main(path);
	(void)usleep(200000);
	remote = new_vault(path);
	loop_init(16);
	(void)fiber_spawn(remote_main, path);
	loop_run();
	loop_done();
}

/* -------------------------------------------------------------- canary */

/* Is this anywhere below the cluster: tables, WAL, log? */
static bool
is_on_disk(const char *pattern)
{
	char cmd[300], line[200] = "";
	FILE *f;

	(void)snprintf(cmd, sizeof(cmd), "grep -rlaE '%s' %s", pattern, pg_dir);
	f = popen(cmd, "r");
	if (f != NULL && fgets(line, sizeof(line), f) != NULL)
		printf("# '%s' is in %s", pattern, line);
	if (f != NULL)
		(void)pclose(f);
	return line[0] != '\0';
}

static void
test_canary(void)
{
	struct db *db = lease(owner, TENANT);

	(void)db_script(db, "checkpoint", NULL);
	db_release(db);
	ok(is_on_disk("Villaclara"), "what is not sealed is on the disk");
	ok(!is_on_disk("Guadalupe|Canario|12345678Z|is.:.well"),
	    "nothing of what is sealed is in tables, WAL or log");
}

int
main(void)
{
	struct vault *v;

	if (sodium_init() < 0 || !fixture_start()) {
		printf("Bail out! no PostgreSQL\n");
		return 1;
	}
	test_root_key();
	v = new_vault(NULL);
	ok(make_tenants(v), "two tenants");
	test_seal(v);
	v = new_vault(NULL);
	test_reveal(v);
	v = new_vault(NULL);
	test_sql(v);
	test_tags(v);
	vault_free(v);
	test_remote();
	test_canary();
	fixture_stop();
	return done_testing();
}
