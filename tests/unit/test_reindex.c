/*
 * test_reindex.c - the key of the index is changed while others register and
 * look up, and the change dies on its way.
 */
#include "server/record/intake.h"
#include "server/record/reindex.h"
#include "tests/unit/tap.h"
#include "tests/unit/vault.h"

#define PEOPLE	350

static struct audit_actor actor;
static struct db *all;		/* the owner's connection, which may copy */
static int64_t seen, seen_total;
/* The key and the tags that somebody stole before the change. */
static struct tags stolen;

static const char LETTERS[] = "TRWAGMYFPDXBNJZSQVHLCKE";

static struct str
number(int i, char out[16])
{
	(void)snprintf(out, 16, "dni:%08d%c", i, LETTERS[i % 23]);
	return str_of(out);
}

static bool
add_people(struct vault *v, int from, int to, struct error *err)
{
	struct intake *in = intake_new(v, all, &actor);
	int r = 0;

	for (int i = from; r == 0 && i < to; i++) {
		struct identity id = { .n_documents = 1 };
		char json[160], text[16];
		struct str dni = number(i, text);

		dni = str_sub(dni, 4, dni.len);
		(void)snprintf(json, sizeof(json), "{\"given\":\"A\","
		    "\"surname1\":\"B\",\"documents\":[{\"type\":\"dni\","
		    "\"number\":\"%.*s\"}]}", STR_ARG(dni));
		id.json = str_of(json);
		(void)national_id_parse(DOCUMENT_DNI, dni, &id.documents[0],
		    NULL);
		r = intake_person(in, uuid_new(), 1, &id, STR_NULL, err);
	}
	if (r == 0)
		r = intake_flush(in, err);
	intake_free(in);
	return r == 0;
}

static struct uuid
holder(struct vault *v, struct db *db, int i)
{
	struct uuid id = { { 0 } };
	char text[16];
	struct str value = number(i, text);
	struct tags tags;
	struct error err = { 0 };

	if (vault_find(v, db, INDEX_READ, &value, 1, &tags, &id, &err) < 0)
		printf("# %s\n", err.message);
	return id;
}

static bool
finds_all(struct vault *v, struct db *db, int from, int to)
{
	int missing = 0;

	for (int i = from; i < to; i++)
		missing += uuid_is_zero(holder(v, db, i));
	if (missing > 0)
		printf("# %d are not found\n", missing);
	return missing == 0;
}

/* One number of the database. */
static int64_t
count(const char *what)
{
	_cleanup_(buf_done) struct buf sql = BUF_INIT;
	PGconn *c = PQconnectdb(pg_conninfo("postgres"));
	PGresult *r;
	int64_t n = -1;

	buf_printf(&sql, "select count(*) from %s", what);
	r = PQexec(c, buf_cstr(&sql));
	if (PQntuples(r) == 1)
		(void)parse_int(str_of(PQgetvalue(r, 0, 0)), 0, INT64_MAX, &n);
	PQclear(r);
	PQfinish(c);
	return n;
}

static bool
prepare(struct vault *v, struct db *db, struct error *err)
{
	return uuid_parse(str_of(TENANT), &actor.tenant) == 0 &&
	    audit_prepare(v, db, actor.tenant, err) == 0;
}

/* ------------------------------------------------------------------- tests */

static void
test_before(struct vault *v, struct db *db)
{
	struct error err = { 0 };
	char text[16];
	struct str value = number(7, text);

	ok(add_people(v, 0, PEOPLE, &err), "people: %s", err.message);
	ok(finds_all(v, db, 0, PEOPLE), "all are found");
	ok(!add_people(v, 7, 8, &err) &&
	    strcmp(err.code, "person.nid_exists") == 0,
	    "nobody is registered twice: %s", err.message);
	ok(vault_tags(v, db, TAG_NID, &value, 1, &stolen, &err) == 0 &&
	    stolen.n == 1, "one epoch, one tag");
}

static void
stop_half_way(int64_t done, int64_t total)
{
	(void)total;
	if (done >= 200)
		_exit(7);	/* as kill -9 would */
}

static void
count_done(int64_t done, int64_t total)
{
	seen = done;
	seen_total = total;
}

static int
in_child(int (*fn)(void))
{
	int status = 0;
	pid_t pid;

	(void)fflush(stdout);
	pid = fork();
	if (pid == 0) {
		/* The parent's connections are not ours. */
		app = db_pool_new(&(struct db_config){
		    .conninfo = pg_conninfo("vinculo_app"), .size = 1 }, NULL);
		_exit(fn());
	}
	(void)waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int
die_half_way(void)
{
	struct error err = { 0 };
	struct vault *v = new_vault(NULL);
	struct db *db = lease(app, TENANT);

	(void)(prepare(v, db, &err) && reindex(v, db, &actor, stop_half_way,
	    &err) == 0);
	printf("# %s\n", err.message);
	return 1;
}

/* v has the keys from before. */
static void
test_meanwhile(struct vault *v, struct db *db)
{
	struct error err = { 0 };
	char text[16];
	struct str value = number(PEOPLE, text);
	struct tags tags;
	struct uuid nobody;

	ok(vault_tags(v, db, TAG_NID, &value, 1, &tags, &err) == 0 &&
	    tags.n == 1, "who has not heard of it makes one tag");
	vault_push_tags(db, &tags, uuid_new());
	ok(db_run(db, &err) < 0 && err.kind == ERR_UNAVAILABLE,
	    "and the database refuses it: %s", err.message);
	db_begin(db);
	ok(vault_find(v, db, INDEX_WRITE, &value, 1, &tags, &nobody,
	    &err) == 0 && tags.n == 2 && tags.tag[1].epoch == 2 &&
	    uuid_is_zero(nobody), "who asks is told, and makes two: %s",
	    err.message);
	db_rollback(db);
	ok(add_people(v, PEOPLE, PEOPLE + 1, &err),
	    "somebody new comes: %s", err.message);
	ok(!add_people(v, PEOPLE, PEOPLE + 1, &err) &&
	    !add_people(v, 7, 8, &err) && !add_people(v,
	    PEOPLE - 1, PEOPLE, &err), "and nobody twice");
	ok(finds_all(v, db, 0, PEOPLE + 1), "all are found half-way");
}

/* A writer that is in the middle of its transaction when the change begins. */
static void
test_waits(struct vault *v, struct db *db)
{
	struct error err = { 0 };
	struct uuid whose;
	struct tags tags;
	char text[16];
	struct str value = number(3, text);
	struct db *other = lease(app, TENANT);

	db_begin(db);
	ok(vault_find(v, db, INDEX_WRITE, &value, 1, &tags, &whose,
	    &err) == 0, "somebody writes");
	db_begin(other);
	db_push(other, INDEX_CLOSE);
	ok(db_run(other, &err) < 0 && strcmp(err.code, "db.locked") == 0,
	    "so nothing is changed: %s", err.message);
	db_rollback(other);
	db_rollback(db);
	db_begin(other);
	ok(db_query(other, &err, INDEX_CLOSE) == 0, "but afterwards");
	db_rollback(other);
	db_release(other);
}

static void
test_erased(struct vault *v, struct db *db)
{
	struct uuid id = holder(v, db, PEOPLE - 2);
	struct error err = { 0 };

	vault_destroy(v, db, id);
	ok(db_run(db, &err) == 0, "somebody is erased meanwhile");
}

static void
test_finish(struct vault *v, struct db *db)
{
	struct error err = { 0 };

	ok(reindex(v, db, &actor, count_done, &err) == 0 &&
	    seen == PEOPLE - 1 && seen_total == PEOPLE,
	    "started again it finishes the same change, %lld of %lld: %s",
	    (long long)seen, (long long)seen_total, err.message);
	ok(count("blind_index where epoch = 2") == PEOPLE &&
	    count("blind_index where epoch <> 2") == 0,
	    "everybody has one tag of the new epoch, and no other");
	ok(count("tenant_key where purpose = 2 and tenant_id = '" TENANT "' "
	    "and state = 'destroyed' and wrapped is null") == 1 &&
	    count("tenant_key where purpose = 2 and tenant_id = '" TENANT "' "
	    "and wrapped is not null") == 1, "the old key is gone");
	ok(count("audit_event where action = 'key.rotate_index'") == 3,
	    "the trail tells of it");
	ok(uuid_is_zero(holder(v, db, PEOPLE - 2)),
	    "who was erased is not found");
}

/* reader has the keys from before, and nobody told it. */
static void
test_after(struct vault *reader, struct db *db)
{
	_cleanup_(buf_done) struct buf where = BUF_INIT;
	struct error err = { 0 };
	char text[16], hex[33];
	struct str value = number(7, text);
	struct tags tags;

	ok(finds_all(reader, db, 0, PEOPLE - 2), "a reader with the old key "
	    "finds all");
	ok(!add_people(reader, 7, 8, &err), "nobody twice: %s",
	    err.message);
	(void)sodium_bin2hex(hex, sizeof(hex), stolen.tag[0].b, 16);
	buf_printf(&where, "blind_index where tag = '\\x%s'", hex);
	ok(count(buf_cstr(&where)) == 0, "the old key finds nobody");
	ok(vault_tags(reader, db, TAG_NID, &value, 1, &tags, &err) == 0 &&
	    tags.n == 1 && tags.tag[0].epoch == 2 &&
	    memcmp(tags.tag[0].b, stolen.tag[0].b, 16) != 0,
	    "the same number has another tag");
	db_scope(db, OTHER, NULL);
	ok(vault_tags(reader, db, TAG_NID, &value, 1, &tags, &err) == 0 &&
	    tags.tag[0].epoch == 1, "another tenant has its own epochs");
	db_scope(db, TENANT, NULL);
}

static void
as_owner(const char *sql)
{
	PGconn *c = PQconnectdb(pg_conninfo("postgres"));

	PQclear(PQexec(c, sql));
	PQfinish(c);
}

/* It ends while old tags are removed: as a death there would. */
static void
test_again(struct vault *v, struct db *db)
{
	struct error err = { 0 };

	as_owner("create function stop() returns trigger language plpgsql as "
	    "$$ begin if exists (select from index_rotation where "
	    "state = 'dropping') then raise 'stop'; end if; return old; "
	    "end $$; create trigger stop before delete on blind_index "
	    "for each row execute function stop()");
	ok(reindex(v, db, &actor, NULL, &err) < 0 && count(
	    "index_rotation where state = 'dropping' and epoch = 3") == 1,
	    "the next change is a new one, and ends in its last step");
	ok(count("blind_index where epoch < 3") > 0 &&
	    finds_all(v, db, 0, PEOPLE - 2) && !add_people(v, 7, 8, &err),
	    "all are found then, and nobody comes twice");
	as_owner("drop function stop() cascade");
	ok(reindex(v, db, &actor, NULL, &err) == 0 &&
	    count("blind_index where epoch = 3") == PEOPLE &&
	    count("blind_index where epoch < 3") == 0 &&
	    count("index_rotation where state = 'done' and epoch = 3") == 1,
	    "started again it goes on there: %s", err.message);
	ok(finds_all(v, db, 0, PEOPLE - 2), "all are found");
}

int
main(void)
{
	struct vault *v, *reader;
	struct error err = { 0 };
	struct db *db;

	if (sodium_init() < 0 || !fixture_start()) {
		printf("Bail out! no PostgreSQL\n");
		return 1;
	}
	v = new_vault(NULL);
	reader = new_vault(NULL);
	ok(make_tenants(v), "two tenants");
	db = lease(app, TENANT);
	all = lease(owner, TENANT);
	ok(prepare(v, db, &err) && prepare(v, all, &err),
	    "the audit trail: %s", err.message);
	test_before(v, db);
	(void)holder(reader, db, 1);
	ok(in_child(die_half_way) == 7, "a change dies half-way");
	test_meanwhile(v, db);
	test_waits(v, db);
	test_erased(v, db);
	test_finish(v, db);
	test_after(reader, db);
	test_again(v, db);
	db_release(all);
	db_release(db);
	vault_free(reader);
	vault_free(v);
	fixture_stop();
	return done_testing();
}
