/*
 * test_export.c - the SIUSS-style document: what it says of whom, that it fits
 * its schema, that its header is right, and what happens when it does not fit.
 */
#include <openssl/sha.h>

#include "base/file.h"
#include "base/xml.h"
#include "server/export/export.h"
#include "tests/unit/tap.h"
#include "tests/unit/vault.h"

#define PERSON	"018f0000-0000-7000-8000-0000000000b1"
#define CHILD	"018f0000-0000-7000-8000-0000000000b2"
#define HIDDEN	"018f0000-0000-7000-8000-0000000000b3"
#define GIVEN	"018f0000-0000-7000-8000-0000000000c1"

static const char data[] =
    "insert into unit (tenant_id, id, code, name, kind) values "
    "('" TENANT "', '018f0000-0000-7000-8000-0000000000a0', 'CSS1', 'C', "
    "'centre');"
    "insert into unit (tenant_id, id, parent_id, code, name) values "
    "('" TENANT "', '018f0000-0000-7000-8000-0000000000a1', "
    "'018f0000-0000-7000-8000-0000000000a0', 'UTS1', 'U');"
    "insert into programme (tenant_id, code, label) values "
    "('" TENANT "', 'aid', '{}');"
    "insert into person (tenant_id, id) values ('" TENANT "', '" PERSON "'), "
    "('" TENANT "', '" CHILD "'), ('" TENANT "', '" HIDDEN "');"
    "insert into record (tenant_id, id, number, holder_id, unit_id) select "
    "'" TENANT "', '018f0000-0000-7000-8000-0000000000d1', '2026/1', "
    "'" PERSON "', '018f0000-0000-7000-8000-0000000000a1';"
    "insert into intervention (tenant_id, id, number, record_id, person_id, "
    "programme, sector, unit_id, state, sensitivity, opened_at, decided_at) "
    "select '" TENANT "', id, number, '018f0000-0000-7000-8000-0000000000d1', "
    "person, 'aid', '5', '018f0000-0000-7000-8000-0000000000a1', state, s, "
    "'2026-01-01', decided from (values "
    "('" GIVEN "'::uuid, 'I1', '" PERSON "'::uuid, 'granted', 1, "
    "timestamptz '2026-01-31 23:30+01'), "
    "('018f0000-0000-7000-8000-0000000000c2', 'I2', '" CHILD "', 'granted', 1, "
    "'2026-01-01 00:10+01'), "
    "('018f0000-0000-7000-8000-0000000000c3', 'I3', '" CHILD "', 'granted', 1, "
    "'2026-02-01 00:10+01'), "
    "('018f0000-0000-7000-8000-0000000000c4', 'I4', '" CHILD "', 'denied', 1, "
    "'2026-01-10'), "
    "('018f0000-0000-7000-8000-0000000000c5', 'I5', '" HIDDEN "', 'granted', 3,"
    " '2026-01-10')) v (id, number, person, state, s, decided);"
    "insert into intervention_item (tenant_id, intervention_id, kind, scheme, "
    "code, amount_cents, starts_on) values "
    "('" TENANT "', '" GIVEN "', 'resource_applied', 'resource', '401', 12005, "
    "'2026-01-31'), ('" TENANT "', '" GIVEN "', 'need', 'need', '105 & <6>', "
    "null, null)";

static void
seal_identity(struct vault *v, struct db *db, const char *id, const char *json)
{
	struct sealed_at at = { .place = SEALED_PERSON_IDENTITY };
	_cleanup_(buf_done) struct buf sealed = BUF_INIT;
	_cleanup_(buf_done) struct buf sql = BUF_INIT;
	struct db *own = lease(owner, TENANT);
	struct error err = { 0 };

	(void)uuid_parse(str_of(id), &at.subject);
	at.row = at.subject;
	if (vault_create(v, db, SUBJECT_PERSON, at.subject, &err) < 0 ||
	    vault_seal_bytes(v, db, &at, str_of(json), &sealed, &err) < 0 ||
	    db_run(db, &err) < 0)
		printf("# %s\n", err.message);
	buf_printf(&sql, "insert into person_data (tenant_id, person_id, "
	    "category, envelope) values ('" TENANT "', '%s', 'identity', "
	    "decode('", id);
	for (size_t i = 0; i < sealed.len; i++)
		buf_printf(&sql, "%02x", (unsigned char)sealed.p[i]);
	buf_puts(&sql, "', 'hex'))");
	if (db_script(own, buf_cstr(&sql), &err) < 0)
		printf("# %s\n", err.message);
	db_release(own);
}

static bool
has(struct str text, const char *what)
{
	return str_find(text, str_of(what), 0) >= 0;
}

/* The header's hash is of the bytes from <files> to </files>. */
static bool
hash_is_right(struct str text)
{
	ptrdiff_t from = str_find(text, STR("<files>"), 0);
	ptrdiff_t to = str_find(text, STR("</files>"), 0) + 8;
	ptrdiff_t at = str_find(text, STR("<sha256>"), 0) + 8;
	unsigned char hash[32];
	char hex[65];

	(void)SHA256((const unsigned char *)text.p + from,
	    (size_t)(to - from), hash);
	for (int i = 0; i < 32; i++)
		(void)snprintf(hex + 2L * i, 3, "%02x", hash[i]);
	return str_is(str_sub(text, (size_t)at, 64), hex);
}

static void
test_document(struct export *x)
{
	_cleanup_(buf_done) struct buf text = BUF_INIT;
	struct error err = { 0 };
	struct str t;

	ok(export_siuss(x, &err) == 0, "a document is made: %s", err.message);
	ok(export_validate(x, &err) == 0 && x->is_valid, "and fits: %s %s",
	    err.message, buf_cstr(&x->findings));
	ok(x->interventions == 2 && x->files == 1 && x->persons == 2,
	    "granted, in the municipality's January, none protected: %lld, "
	    "%lld, %lld", (long long)x->interventions, (long long)x->files,
	    (long long)x->persons);
	ok(file_read(x->path, 1 << 20, &text, &err) == 0 &&
	    x->size == (int64_t)text.len, "the size is that of the file");
	t = buf_view(&text);
	ok(has(t, "<counts files=\"000000000001\" persons=\"000000000002\" "
	    "interventions=\"000000000002\"/>"), "the header counts");
	ok(hash_is_right(t), "and has the hash of what follows");
	ok(has(t, " sex=\"female\" birthYear=\"1940\" ageBand=\"85+\" "
	    "nationality=\"own\""), "a person is sex, year and group");
	ok(has(t, " sex=\"unknown\" ageBand=\"unknown\""),
	    "one without identity is unknown");
	ok(!has(t, "Guadalupe") && !has(t, PERSON) && !has(t, "03-07"),
	    "no name, no id of ours, no day of birth");
	ok(has(t, "<resource kind=\"applied\" code=\"401\" amount=\"120.05\" "
	    "from=\"2026-01-31\"/>") && has(t, "uts=\"UTS1\" centre=\"CSS1\""),
	    "money, days, work unit and centre");
	ok(has(t, "<need code=\"105 &amp; &lt;6>\"/><resource") ||
	    has(t, "<need code=\"105 &amp; &lt;6&gt;\"/><resource"),
	    "needs come first, escaped");
}

static void
test_empty(struct export *x)
{
	struct error err = { 0 };

	x->from = "2020-01-01", x->to = "2020-01-31";
	x->files = x->persons = x->interventions = 0;
	ok(export_siuss(x, &err) == 0 && export_validate(x, &err) == 0 &&
	    x->is_valid && x->interventions == 0, "nothing is valid too");
}

static void
test_invalid(struct export *x)
{
	struct db *own = lease(owner, TENANT);
	struct error err = { 0 };

	(void)db_script(own, "update intervention set sector = '99'", &err);
	db_release(own);
	x->from = "2026-01-01", x->to = "2026-01-31";
	ok(export_siuss(x, &err) == 0 && export_validate(x, &err) == 0 &&
	    !x->is_valid, "a code outside the schema makes it invalid");
	ok(has(buf_view(&x->findings), "\"rule\":\"schema\",\"line\":1") &&
	    has(buf_view(&x->findings), "sector"), "and says where: %s",
	    buf_cstr(&x->findings));
	ok(file_write(x->path, STR("<export xmlns='urn:vinculo:siuss:1'>"),
	    0600) == 0 && export_validate(x, &err) == 0 && !x->is_valid,
	    "half a document is not valid");
}

int
main(void)
{
	_cleanup_(buf_done) struct buf path = BUF_INIT;
	struct error err = { 0 };
	struct export x = { .from = "2026-01-01", .to = "2026-01-31" };
	struct vault *v;
	struct db *own;

	if (sodium_init() < 0 || !fixture_start()) {
		skip("exports", "PostgreSQL does not start here");
		return done_testing();
	}
	v = new_vault(NULL);
	if (!make_tenants(v))
		return 1;
	own = lease(owner, TENANT);
	ok(db_script(own, data, &err) == 0, "there is data: %s", err.message);
	db_release(own);
	buf_printf(&path, "%s/siuss.xml", state_dir);
	export_init();
	x.path = buf_cstr(&path);
	x.vault = v;
	x.db = lease(app, TENANT);
	seal_identity(v, x.db, PERSON, "{\"given\":\"Guadalupe\",\"sex\":"
	    "\"female\",\"birthDate\":\"1940-03-07\",\"nationality\":\"ES\"}");
	test_document(&x);
	test_empty(&x);
	test_invalid(&x);
	buf_done(&x.findings);
	db_release(x.db);
	vault_free(v);
	fixture_stop();
	return done_testing();
}
