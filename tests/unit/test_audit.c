/*
 * test_audit.c - events say which values were sealed in their transaction.
 */
#include "server/security/audit.h"
#include "server/security/audit_leaf.h"
#include "server/security/record_digest.h"
#include "tests/unit/tap.h"
#include "tests/unit/vault.h"

static struct vault *v;
static struct sealed_at at;

static struct audit_actor
the_server(void)
{
	struct audit_actor actor = { .staff = { { 0 } } };

	(void)uuid_parse(STR(TENANT), &actor.tenant);
	return actor;
}

static void
event(struct db *db, const char *action)
{
	struct audit_actor actor = the_server();

	audit_push(db, &actor, &(struct audit_event){ .action = action,
	    .object_type = "person", .object = at.row });
}

/* Seal something and queue its row. */
static void
put(struct db *db, const char *text)
{
	struct error err = { 0 };
	const char *param;

	if (vault_seal(v, db, &at, str_of(text), &param, &err) < 0)
		printf("# %s\n", err.message);
	db_push(db, PERSON_DATA_PUT, db_uuid(db, at.row), "notes", param,
	    NULL);
}

/* The newest event: its action, the entries of its list, and whether its leaf
 * has their digest. */
static bool
newest_is(const char *action, size_t entries)
{
	_cleanup_(db_releasep) struct db *db = lease(owner, TENANT);
	_cleanup_(buf_done) struct buf list = BUF_INIT, leaf = BUF_INIT;
	unsigned char digest[RECORD_DIGEST_SIZE];
	struct audit_leaf l;
	struct error err = { 0 };
	int last;

	if (db_query(db, &err, EVENTS_AFTER, "0",
	    "00000000-0000-0000-0000-000000000000", "1000") < 0)
		return false;
	last = db_rows(db, 0) - 1;
	db_bytes(db, 0, last, 12, &leaf);
	if (!db_is_null(db, 0, last, 14))
		db_bytes(db, 0, last, 14, &list);
	record_digest_of(buf_view(&list), digest);
	printf("# %s, %zu bytes\n", db_text(db, 0, last, 5).p, list.len);
	return str_is(db_text(db, 0, last, 5), action) &&
	    list.len == entries * RECORD_DIGEST_ENTRY &&
	    audit_leaf_decode(buf_view(&leaf), &l) == 0 &&
	    memcmp(l.record_digest, digest, sizeof(digest)) == 0;
}

/* Is what the newest list says what is there? */
static bool
is_there(void)
{
	_cleanup_(db_releasep) struct db *db = lease(owner, TENANT);
	struct error err = { 0 };

	do {
		if (db_query(db, &err, VERIFY_GATHER, "100") < 0)
			return false;
	} while (db_int64(db, 0, 0, 0) > 0);
	return db_query(db, &err, VERIFY_COMPARE,
	    "00000000-0000-0000-0000-000000000000", "0",
	    "00000000-0000-0000-0000-000000000000", "0", "100") == 0 &&
	    db_rows(db, 0) == 1 && db_is_null(db, 0, 0, 5);
}

static void
test_lists(struct db *db)
{
	struct error err = { 0 };

	put(db, "uno");
	event(db, "person.create");
	ok(audit_run(db, &err) == 0 && newest_is("person.create", 1),
	    "an event has what was sealed before it: %s", err.message);
	db_begin(db);
	put(db, "dos");
	put(db, "tres");
	event(db, "person.write");
	ok(audit_commit(db, &err) == 0 && newest_is("person.write", 1),
	    "a place once, however often it was written: %s", err.message);
	ok(is_there(), "which is what is there");
	event(db, "person.read");
	ok(audit_run(db, &err) == 0 && newest_is("person.read", 0),
	    "the next event has nothing: %s", err.message);
}

static void
test_rest(struct db *db)
{
	struct error err = { 0 };

	db_begin(db);
	event(db, "person.write");
	put(db, "cuatro");
	ok(audit_commit(db, &err) == 0 && newest_is("sealed.write", 1),
	    "sealed after the last event: one of its own: %s", err.message);
	put(db, "cinco");
	ok(audit_run(db, &err) == 0 && newest_is("sealed.write", 1),
	    "the same without any: %s", err.message);
	ok(is_there(), "which is what is there");
}

/* The n newest events: those of these objects, in order, with numbers in a row;
 * a list of sealed values at the first one only. */
static bool
newest_are(const struct uuid *objects, int n)
{
	_cleanup_(db_releasep) struct db *db = lease(owner, TENANT);
	struct error err = { 0 };
	struct audit_leaf l;
	uint64_t number = 0;
	int first;

	if (db_query(db, &err, EVENTS_AFTER, "0",
	    "00000000-0000-0000-0000-000000000000", "1000") < 0)
		return false;
	first = db_rows(db, 0) - n;
	for (int i = 0; i < n; i++) {
		_cleanup_(buf_done) struct buf leaf = BUF_INIT;

		db_bytes(db, 0, first + i, 12, &leaf);
		if (audit_leaf_decode(buf_view(&leaf), &l) < 0 ||
		    memcmp(l.object.b, objects[i].b, 16) != 0 ||
		    (i > 0 && l.number != number + 1) ||
		    db_is_null(db, 0, first + i, 14) != (i > 0))
			return false;
		number = l.number;
	}
	return true;
}

static void
test_each(struct db *db)
{
	struct audit_actor actor = the_server();
	struct uuid objects[3] = { uuid_new(), uuid_new(), uuid_new() };
	struct error err = { 0 };

	db_begin(db);
	put(db, "de muchos");
	audit_push_each(db, &actor, &(struct audit_event){
	    .action = "person.write", .object_type = "person" }, objects, 3);
	ok(audit_commit(db, &err) == 0 && newest_are(objects, 3),
	    "an event for each of several: %s", err.message);
	ok(is_there(), "the first has what was sealed");
}

static void
test_undone(struct db *db)
{
	struct error err = { 0 };

	db_begin(db);
	put(db, "seis");
	(void)db_run(db, &err);
	db_rollback(db);
	event(db, "person.read");
	ok(audit_run(db, &err) == 0 && newest_is("person.read", 0),
	    "what was rolled back is in no event: %s", err.message);
	ok(is_there(), "which is what is there");
}

static void
test_gone(struct db *db)
{
	struct error err = { 0 };
	struct db *deed;

	sealed_note(db_notes(db), &at, STR_NULL);
	event(db, "person.write");
	ok(audit_run(db, &err) == 0 && newest_is("person.write", 1),
	    "an event says that it is gone: %s", err.message);
	deed = lease(owner, TENANT);
	(void)db_script(deed, "delete from person_data", &err);
	db_release(deed);
	ok(is_there(), "then it is: %s", err.message);
}

/* An event of this time that wrote one byte to this category of the person;
 * gathered at once, or with the next. */
static void
old_event(const char *when_us, int column, int byte, bool is_gathered)
{
	_cleanup_(db_releasep) struct db *db = lease(owner, TENANT);
	_cleanup_(buf_done) struct buf sql = BUF_INIT;
	char row[UUID_TEXT_LEN + 1];
	struct error err = { 0 };

	uuid_format(at.row, row);
	buf_printf(&sql, "insert into audit_event (id, tenant_id, writer, wseq,"
	    " actor_id, action, object_type, object_id, outcome, leaf, mac,"
	    " sealed) values (uuid7(), '" TENANT "', uuid7(), 1, uuid7(), 'x',"
	    " 'x', uuid7(), 'ok', overlay(decode(repeat('00', 172), 'hex')"
	    " placing int8send(%s) from 58), '', sealed_entry(1, %d, '%s',"
	    " sha256('\\x%02x')));", when_us, column, row, byte);
	if (is_gathered)
		buf_puts(&sql, "select record_digest_gather(100)");
	if (db_script(db, buf_cstr(&sql), &err) < 0)
		printf("# %s\n", err.message);
}

/* What was written last is there, and a clock was set back before. */
static void
test_clock(void)
{
	struct error err = { 0 };
	struct db *db;
	int64_t n;

	old_event("2000000000000000", 3, 1, false);
	old_event("1000000000000000", 3, 2, true);
	old_event("2000000000000000", 4, 1, true);
	(void)is_there();
	old_event("1000000000000000", 4, 2, true);
	(void)is_there();
	db = lease(owner, TENANT);
	db_push(db, PERSON_DATA_PUT, db_uuid(db, at.row), "social", "\\x02",
	    NULL);
	db_push(db, PERSON_DATA_PUT, db_uuid(db, at.row), "economic", "\\x02",
	    NULL);
	ok(db_run(db, &err) == 0 && db_query(db, &err, VERIFY_COMPARE,
	    "00000000-0000-0000-0000-000000000000", "0",
	    "00000000-0000-0000-0000-000000000000", "0", "100") == 0,
	    "compared: %s", err.message);
	n = db_int64(db, 0, 0, 6);
	ok(n == 3 && db_rows(db, 0) == 1 && db_is_null(db, 0, 0, 5),
	    "a clock that was set back accuses nobody");
	db_release(db);
}

int
main(void)
{
	struct error err = { 0 };
	struct uuid tenant;
	struct db *db;

	if (sodium_init() < 0 || !fixture_start()) {
		printf("Bail out! no PostgreSQL\n");
		return 1;
	}
	v = new_vault(NULL);
	ok(make_tenants(v), "two tenants");
	(void)uuid_parse(STR(TENANT), &tenant);
	db = lease(app, TENANT);
	at = (struct sealed_at){ SEALED_PERSON_NOTES, uuid_new(), uuid_new() };
	at.subject = at.row;
	(void)vault_create(v, db, SUBJECT_PERSON, at.row, &err);
	db_push(db, PERSON_INSERT, db_uuid(db, at.row), "1", NULL);
	ok(db_run(db, &err) == 0 &&
	    audit_prepare(v, db, tenant, &err) == 0, "ready: %s", err.message);
	test_lists(db);
	test_rest(db);
	test_each(db);
	test_undone(db);
	test_gone(db);
	db_release(db);
	test_clock();
	vault_free(v);
	fixture_stop();
	return done_testing();
}
