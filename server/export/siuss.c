/*
 * siuss.c - the SIUSS-style document: header, family files, interventions.
 *
 * The header counts what follows and has its hash, so it is written with
 * zeroes first and patched at the end.
 */
#include "base/json.h"
#include "base/log.h"
#include "base/xml.h"
#include "server/export/export.h"
#include "server/export/spool.h"
#include "server/security/vault.h"

#define KEYD_TRIES	60	/* seconds to wait for our share of keyd */
#define COUNT_DIGITS	12
#define PATIENCE_MS	600000

static const char zeroes[] = "0000000000000000000000000000000000000000"
    "000000000000000000000000";

/* Of the writing of one document. */
struct siuss {
	struct export	*x;
	struct spool	 spool;
	struct buf	*out;		/* of the spool */
	struct arena	*arena;		/* of one batch */
	char		 country[3];
	int		 year;		/* in which the period ends */
	int64_t		 counts_at, hash_at;
	/* The file and person that are open; "" at first. */
	char		 file[UUID_TEXT_LEN + 1], person[UUID_TEXT_LEN + 1];
};

/* ---------------------------------------------------------- attributes */

static void
attr(struct buf *out, const char *name, struct str value)
{
	buf_printf(out, " %s=\"", name);
	xml_escape(out, value);
	buf_putc(out, '"');
}

/* A string member as an attribute, unless it is null. */
static void
member(struct buf *out, const char *name, const struct json *j, const char *key)
{
	struct str value = json_string(j, key, STR_NULL);

	if (value.p != NULL)
		attr(out, name, value);
}

/* ------------------------------------------------------------- persons */

static const char *
age_band(int64_t age)
{
	static const struct {
		int		 below;
		const char	*name;
	} bands[] = {
		{ 6, "0-5" }, { 12, "6-11" }, { 18, "12-17" },
		{ 30, "18-29" }, { 45, "30-44" }, { 65, "45-64" },
		{ 75, "65-74" }, { 85, "75-84" }, { 200, "85+" },
	};

	for (size_t i = 0; i < ARRAY_LEN(bands) && age >= 0; i++) {
		if (age < bands[i].below)
			return bands[i].name;
	}
	return "unknown";
}

static const char *
nationality_group(const struct siuss *s, struct str nationality)
{
	static const char eu[] = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE "
	    "IT LT LU LV MT NL PL PT RO SE SI SK";

	if (nationality.len != 2)
		return "unknown";
	if (str_is(nationality, s->country))
		return "own";
	return str_find(str_of(eu), nationality, 0) >= 0 ? "eu" : "other";
}

/* Identity is an object, null, or masked when the person was erased. */
static void
write_person(const struct siuss *s, const struct json *row)
{
	const struct json *who = json_get(row, "identity");
	struct str sex = json_string(who, "sex", STR("unknown"));
	struct str born = json_string(who, "birthDate", STR(""));
	int64_t year = 0;
	bool is_known = parse_int(str_sub(born, 0, 4), 1, 9999, &year) == 0;

	buf_puts(s->out, "<person");
	member(s->out, "id", row, "person");
	attr(s->out, "sex", sex);
	if (is_known)
		attr(s->out, "birthYear", str_sub(born, 0, 4));
	attr(s->out, "ageBand", str_of(is_known ? age_band(s->year - year) :
	    "unknown"));
	attr(s->out, "nationality", str_of(nationality_group(s,
	    json_string(who, "nationality", STR("")))));
	buf_puts(s->out, "/>");
}

/* --------------------------------------------------------------- items */

static void
write_item(struct buf *out, const char *element, const struct json *item,
    const char *kind)
{
	const struct json *cents = json_get(item, "cents");
	int64_t n;

	buf_printf(out, "<%s", element);
	if (kind != NULL)
		attr(out, "kind", str_of(kind));
	member(out, "code", item, "code");
	if (kind != NULL && cents != NULL &&
	    parse_int(cents->text, 0, INT64_MAX, &n) == 0)
		buf_printf(out, " amount=\"%lld.%02lld\"", (long long)(n / 100),
		    (long long)(n % 100));
	member(out, "from", item, "from");
	member(out, "to", item, "to");
	buf_puts(out, "/>");
}

/* In the order of the schema. */
static void
write_items(struct buf *out, const struct json *items)
{
	static const struct {
		const char	*kind, *element, *resource;
	} kinds[] = {
		{ "need", "need", NULL },
		{ "demand", "demand", NULL },
		{ "resource_ideal", "resource", "ideal" },
		{ "resource_applied", "resource", "applied" },
		{ "activity", "activity", NULL },
	};

	if (items == NULL || items->type != JSON_ARRAY)
		return;
	for (size_t k = 0; k < ARRAY_LEN(kinds); k++) {
		for (size_t i = 0; i < items->n; i++) {
			struct str kind = json_string(&items->items[i], "kind",
			    STR(""));

			if (str_is(kind, kinds[k].kind))
				write_item(out, kinds[k].element,
				    &items->items[i], kinds[k].resource);
		}
	}
}

/* ------------------------------------------------------- files, rows */

/* Is it another one than the last?  Then remember it. */
static bool
is_next(char last[UUID_TEXT_LEN + 1], struct str id)
{
	if (str_is(id, last))
		return false;
	(void)snprintf(last, UUID_TEXT_LEN + 1, "%.*s", STR_ARG(id));
	return true;
}

static void
close_file(struct siuss *s)
{
	if (s->file[0] != '\0')
		buf_puts(s->out, "</file>\n");
	s->person[0] = '\0';
}

static void
write_row(struct siuss *s, const struct json *row)
{
	struct str file = json_string(row, "file", STR(""));

	if (!str_is(file, s->file)) {
		close_file(s);
		(void)is_next(s->file, file);
		buf_puts(s->out, "<file");
		attr(s->out, "id", file);
		member(s->out, "opened", row, "fileOpened");
		buf_puts(s->out, ">\n");
		s->x->files++;
	}
	if (is_next(s->person, json_string(row, "person", STR(""))))
		s->x->persons++;
	s->x->interventions++;
	buf_puts(s->out, "<intervention");
	member(s->out, "id", row, "id");
	member(s->out, "uts", row, "uts");
	member(s->out, "centre", row, "centre");
	member(s->out, "sector", row, "sector");
	member(s->out, "programme", row, "programme");
	member(s->out, "opened", row, "opened");
	member(s->out, "decided", row, "decided");
	member(s->out, "closed", row, "closed");
	buf_putc(s->out, '>');
	write_person(s, row);
	write_items(s->out, json_get(row, "items"));
	buf_puts(s->out, "</intervention>\n");
}

/* Open what is sealed.  keyd gives each process its share of every second; a
 * large export takes it all and waits for the next. */
static int fiber_fn
reveal(struct siuss *s, struct str body, struct buf *out, struct error *err)
{
	const struct grants grants = { .listed = CATEGORY_IDENTITY };
	int r = -1;

	for (int i = 0; i < KEYD_TRIES; i++) {
		buf_reset(out);
		r = vault_reveal(s->x->vault, s->x->db, &grants, body, out,
		    err);
		if (r == 0 || strcmp(err->code, "keyd.limit") != 0)
			break;
		if (fiber_self() == NULL || fiber_sleep(1000) < 0)
			break;
	}
	return r;
}

/* The rows at hand: the number, or -1 and err. */
static int fiber_fn
write_batch(struct siuss *s, int at, struct error *err)
{
	_cleanup_(buf_done) struct buf sealed = BUF_INIT, plain = BUF_INIT;
	int n = db_rows(s->x->db, at);
	const struct json *rows;

	for (int i = 0; i < n; i++) {
		buf_putc(&sealed, i == 0 ? '[' : ',');
		buf_str(&sealed, db_text(s->x->db, at, i, 0));
	}
	buf_putc(&sealed, ']');
	if (n == 0)
		return 0;
	if (reveal(s, buf_view(&sealed), &plain, err) < 0)
		return -1;
	rows = json_parse(s->arena, buf_view(&plain), err);
	for (size_t i = 0; rows != NULL && i < rows->n; i++)
		write_row(s, &rows->items[i]);
	memset(plain.p, 0, plain.len);
	arena_wipe(s->arena);
	if (rows == NULL || spool_flush(&s->spool, false, err) < 0)
		return -1;
	return n;
}

static int fiber_fn
write_files(struct siuss *s, struct error *err)
{
	struct export *x = s->x;
	int n;

	do {
		int at = db_push(x->db, EXPORT_FETCH);

		if (db_run(x->db, err) < 0)
			return -1;
		n = write_batch(s, at, err);
		if (n < 0 || (x->progress != NULL &&
		    x->progress(x->arg, err) < 0))
			return -1;
	} while (n > 0);
	close_file(s);
	return 0;
}

/* -------------------------------------------------------------- header */

static void
write_header(struct siuss *s, int at)
{
	struct db *db = s->x->db;
	struct buf *out = s->out;

	(void)snprintf(s->country, sizeof(s->country), "%.2s",
	    db_text(db, at, 0, 3).p);
	buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	    "<export xmlns=\"urn:vinculo:siuss:1\" version=\"1\">\n"
	    "<header>\n<municipality");
	attr(out, "code", db_text(db, at, 0, 0));
	attr(out, "name", db_text(db, at, 0, 1));
	attr(out, "region", db_text(db, at, 0, 2));
	attr(out, "country", db_text(db, at, 0, 3));
	buf_puts(out, "/>\n<period");
	attr(out, "from", str_of(s->x->from));
	attr(out, "to", str_of(s->x->to));
	buf_puts(out, "/>\n<created>");
	buf_str(out, db_text(db, at, 0, 4));
	buf_puts(out, "</created>\n");
	s->counts_at = spool_offset(&s->spool);
	buf_printf(out, "<counts files=\"%.*s\" persons=\"%.*s\" "
	    "interventions=\"%.*s\"/>\n<sha256>", COUNT_DIGITS, zeroes,
	    COUNT_DIGITS, zeroes, COUNT_DIGITS, zeroes);
	s->hash_at = spool_offset(&s->spool);
	buf_printf(out, "%s</sha256>\n</header>\n", zeroes);
}

static int
patch_header(struct siuss *s, const unsigned char hash[32], struct error *err)
{
	_cleanup_(buf_done) struct buf text = BUF_INIT;

	buf_printf(&text, "<counts files=\"%0*lld\" persons=\"%0*lld\" "
	    "interventions=\"%0*lld\"/>", COUNT_DIGITS,
	    (long long)s->x->files, COUNT_DIGITS, (long long)s->x->persons,
	    COUNT_DIGITS, (long long)s->x->interventions);
	if (spool_patch(&s->spool, s->counts_at, buf_view(&text), err) < 0)
		return -1;
	buf_reset(&text);
	for (int i = 0; i < 32; i++)
		buf_printf(&text, "%02x", hash[i]);
	return spool_patch(&s->spool, s->hash_at, buf_view(&text), err);
}

/* All within one transaction, which sees one moment. */
static int fiber_fn
write_document(struct siuss *s, struct error *err)
{
	unsigned char hash[32];
	struct export *x = s->x;
	int header, restricted;

	db_patience(x->db, PATIENCE_MS);
	db_begin(x->db);
	db_push(x->db, EXPORT_PATIENCE, db_int(x->db, PATIENCE_MS));
	header = db_push(x->db, EXPORT_HEADER);
	restricted = db_push(x->db, EXPORT_RESTRICTED, x->from, x->to);
	db_push(x->db, EXPORT_CURSOR, x->from, x->to);
	if (db_run(x->db, err) < 0)
		return -1;
	x->restricted = db_int64(x->db, restricted, 0, 0);
	write_header(s, header);
	spool_hash_begin(&s->spool);
	buf_puts(s->out, "<files>\n");
	if (write_files(s, err) < 0)
		return -1;
	buf_puts(s->out, "</files>");
	spool_hash_end(&s->spool, hash);
	buf_puts(s->out, "\n</export>\n");
	if (spool_flush(&s->spool, true, err) < 0)
		return -1;
	return patch_header(s, hash, err);
}

int fiber_fn
export_siuss(struct export *x, struct error *err)
{
	struct siuss s = { .x = x };
	int64_t year = 0;
	int r;

	(void)parse_int(str_sub(str_of(x->to), 0, 4), 1, 9999, &year);
	s.year = (int)year;
	if (spool_open(&s.spool, x->path, err) < 0)
		return -1;
	s.out = &s.spool.out;
	s.arena = arena_new();
	r = write_document(&s, err);
	db_rollback(x->db);
	arena_free(s.arena);
	spool_close(&s.spool, r == 0);
	return r;
}
