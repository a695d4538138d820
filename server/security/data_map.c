/*
 * data_map.c - data_map.def, with what crypto_registry.def knows already, as
 * JSON and as a page.
 */
#include <assert.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "server/security/data_map.h"
#include "server/security/vault_impl.h"

enum whose { OF_NOBODY, OF_CITIZEN, OF_STAFF };
enum purpose { NO_PURPOSE, CARE, REPORT, ACCOUNT, WORK, RIGHTS };
enum keep { NO_KEEP, RECORD, PROCESS, TRAIL, SERVICE, DAYS };
enum kind { TECHNICAL, LINK, PLAIN, TELLING, STAFF, CREDENTIAL, SEALED_IN };

static const char *const whose_names[] = { "nobody", "citizen", "staff" };

static const struct {
	const char	*name, *basis;
} purposes[] = {
	[NO_PURPOSE] = { "", "" },
	[CARE] = { "social care", "GDPR 6(1)(c), 6(1)(e); special categories "
	    "9(2)(b), 9(2)(g), 9(2)(h)" },
	[REPORT] = { "reports to other administrations", "GDPR 6(1)(c)" },
	[ACCOUNT] = { "security and accountability",
	    "GDPR 6(1)(c) with 5(2) and 32" },
	[WORK] = { "organising the work", "GDPR 6(1)(b), 6(1)(e)" },
	[RIGHTS] = { "rights of the persons concerned",
	    "GDPR 6(1)(c) with 12 to 22" },
};

static const char *const keeps[] = {
	[NO_KEEP] = "",
	[RECORD] = "with the record",
	[PROCESS] = "with the record, or as long as the process model says",
	[TRAIL] = "as long as the operator keeps the trail",
	[SERVICE] = "as long as the account",
	[DAYS] = "until it is used or expires, days at most",
};

static const char *const kind_names[] = { "technical", "link", "plain",
	"telling", "staff", "credential", "sealed" };

/* A table, or columns of the one above it. */
struct row {
	const char	*table;		/* else NULL */
	const char	*columns;
	const char	*places;	/* of what is sealed */
	const char	*part;
	int		 whose, purpose, keep, kind;
};

static const struct row rows[] = {
#define DATA_TABLE(table_, whose_, purpose_, keep_, part_)		\
	{ .table = #table_, .whose = OF_##whose_,			\
	    .purpose = (purpose_), .keep = (keep_), .part = (part_) },
#define DATA_NONE(table_)						\
	{ .table = #table_, .part = "" }, { .columns = "*" },
#define DATA_COLUMNS(kind_, columns_)					\
	{ .kind = (kind_), .columns = (columns_) },
#define DATA_SEALED(column_, places_)					\
	{ .kind = SEALED_IN, .columns = (column_), .places = (places_) },
#include "server/security/data_map.def"
};

/* The next word of a list; false at its end. */
static bool
next_word(struct str *list, struct str *ret)
{
	struct str s = str_trim(*list);
	ptrdiff_t blank = str_chr(s, ' ');
	size_t n = blank < 0 ? s.len : (size_t)blank;

	*ret = str_sub(s, 0, n);
	*list = str_sub(s, n, s.len);
	return n > 0;
}

static bool
is_among(struct str place, const char *places)
{
	struct str list = str_of(places), word;

	while (next_word(&list, &word)) {
		if (str_eq(place, word))
			return true;
		if (str_ends(word, ".*") && place.len > word.len - 1 &&
		    memcmp(place.p, word.p, word.len - 1) == 0)
			return true;
	}
	return false;
}

/* What is sealed there: categories by the places' lines of the registry. */
static unsigned
categories_of(const char *places)
{
	unsigned found = 0;

	for (size_t i = 0; places != NULL && i < SEALED_COUNT; i++) {
		if (is_among(str_of(sealed_infos[i].place), places))
			found |= sealed_infos[i].category;
	}
	return found;
}

/* ------------------------------------------------------------------ JSON */

static void
json_sealed(struct jsonw *w, const struct row *r)
{
	unsigned categories = categories_of(r->places);

	assert(categories != 0);
	jsonw_key(w, "categories");
	jsonw_array(w);
	for (unsigned bit = 1; bit <= CATEGORY_INTERNAL; bit <<= 1) {
		if (categories & bit)
			jsonw_cstr(w, category_name((enum category)bit));
	}
	jsonw_array_end(w);
	jsonw_key(w, "places");
	jsonw_array(w);
	for (size_t i = 0; i < SEALED_COUNT; i++) {
		if (is_among(str_of(sealed_infos[i].place), r->places))
			jsonw_cstr(w, sealed_infos[i].place);
	}
	jsonw_array_end(w);
}

static void
json_columns(struct jsonw *w, const struct row *r)
{
	struct str list = str_of(r->columns), column;

	while (next_word(&list, &column)) {
		jsonw_object(w);
		jsonw_key(w, "column");
		jsonw_str(w, column);
		jsonw_key(w, "kind");
		jsonw_cstr(w, kind_names[r->kind]);
		if (r->kind == SEALED_IN)
			json_sealed(w, r);
		jsonw_object_end(w);
	}
}

static void
json_table(struct jsonw *w, const struct row *t)
{
	const struct { const char *key, *value; } members[] = {
		{ "table", t->table }, { "whose", whose_names[t->whose] },
		{ "purpose", purposes[t->purpose].name },
		{ "basis", purposes[t->purpose].basis },
		{ "kept", keeps[t->keep] }, { "part", t->part },
	};

	for (size_t i = 0; i < ARRAY_LEN(members); i++) {
		jsonw_key(w, members[i].key);
		jsonw_cstr(w, members[i].value);
	}
}

void
data_map_json(struct buf *out)
{
	struct jsonw w = JSONW(out);
	size_t i = 0;

	jsonw_object(&w);
	jsonw_key(&w, "tables");
	jsonw_array(&w);
	while (i < ARRAY_LEN(rows)) {
		assert(rows[i].table != NULL);
		jsonw_object(&w);
		json_table(&w, &rows[i++]);
		jsonw_key(&w, "columns");
		jsonw_array(&w);
		while (i < ARRAY_LEN(rows) && rows[i].table == NULL)
			json_columns(&w, &rows[i++]);
		jsonw_array_end(&w);
		jsonw_object_end(&w);
	}
	jsonw_array_end(&w);
	jsonw_object_end(&w);
}

/* ------------------------------------------------------------------ a page */

static const char page_head[] =
    "# Data map\n"
    "\n"
    "What the database holds of whom: the part of a record of processing\n"
    "activities (GDPR Art. 30) and of an impact assessment (Art. 35) that\n"
    "follows from the software. `vinculo data-map` prints this page from\n"
    "`server/security/data_map.def` and the registry of sealed places; with\n"
    "`--json`, for programs. A column that is missing in it fails a test.\n"
    "\n"
    "The municipality adds what only it knows: controller and delegate, to\n"
    "whom it gives data, its periods of conservation, and the law of its\n"
    "country or region behind each legal basis, which is a proposal here.\n"
    "*Copy* is what a [person's copy](rights.md) has of a table.\n"
    "\n"
    "| kind | means |\n"
    "|---|---|\n"
    "| sealed | encrypted ([how](sealed-data.md)), and of which category |\n"
    "| telling | in the clear; may tell something sensitive |\n"
    "| plain | in the clear: dates, states, units |\n"
    "| link | an id or number that points to somebody |\n"
    "| staff | who of the staff did something, and when |\n"
    "| credential | hashes and keys with which staff sign in |\n"
    "\n"
    "| purpose | legal basis |\n"
    "|---|---|\n";

static void
page_kind(struct buf *out, const struct row *r)
{
	const char *between = ": ";

	buf_puts(out, kind_names[r->kind]);
	for (unsigned bit = 1; bit <= CATEGORY_INTERNAL; bit <<= 1) {
		if (!(categories_of(r->places) & bit))
			continue;
		buf_printf(out, "%s%s", between,
		    category_name((enum category)bit));
		between = ", ";
	}
}

static void
page_columns(struct buf *out, const struct row *r)
{
	struct str list = str_of(r->columns), column;
	const char *between = "";

	buf_puts(out, "| ");
	while (next_word(&list, &column)) {
		buf_printf(out, "%s`%.*s`", between, STR_ARG(column));
		between = ", ";
	}
	buf_puts(out, " | ");
	page_kind(out, r);
	buf_puts(out, " |\n");
}

static void
page_table(struct buf *out, const struct row *t)
{
	const char *part = t->part;
	size_t len = strlen(part);

	buf_printf(out, "\n### %s\n\nFor %s; kept %s.", t->table,
	    purposes[t->purpose].name, keeps[t->keep]);
	if (*part == '(')
		buf_printf(out, " Not in the copy: %.*s.",
		    (int)len - 2, part + 1);
	else if (len > 0)
		buf_printf(out, " Copy: `%s`.", part);
	buf_puts(out, "\n\n| columns | kind |\n|---|---|\n");
}

/* Tables of one sort of people, without what is technical. */
static void
page_of(struct buf *out, const char *title, enum whose whose)
{
	bool is_shown = false;

	buf_printf(out, "\n## %s\n", title);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct row *r = &rows[i];

		if (r->table != NULL)
			is_shown = r->whose == (int)whose;
		if (is_shown && r->table != NULL)
			page_table(out, r);
		else if (is_shown && r->kind != TECHNICAL)
			page_columns(out, r);
	}
}

void
data_map_markdown(struct buf *out)
{
	const char *between = "";

	buf_puts(out, page_head);
	for (size_t i = NO_PURPOSE + 1; i < ARRAY_LEN(purposes); i++)
		buf_printf(out, "| %s | %s |\n", purposes[i].name,
		    purposes[i].basis);
	page_of(out, "Of citizens", OF_CITIZEN);
	page_of(out, "Of the staff", OF_STAFF);
	buf_puts(out, "\n## Of nobody\n\n");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (rows[i].table == NULL || rows[i].whose != OF_NOBODY)
			continue;
		buf_printf(out, "%s`%s`", between, rows[i].table);
		between = ",\n";
	}
	buf_putc(out, '\n');
}
