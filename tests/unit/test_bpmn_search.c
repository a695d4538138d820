/*
 * test_bpmn_search.c - keys of values to search by keep their order.
 */
#include "tests/unit/bpmn.h"
#include "workflows/bpmn/search.h"

static uint32_t seed = 7;

static uint32_t
pick(uint32_t n)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % n;
}

static struct dec128
random_number(void)
{
	__int128 coefficient = (int64_t)pick(200000) - 100000;

	/* Few digits and few exponents: close ones and equal ones. */
	return dec128_make(pick(3) == 0 ? coefficient : coefficient % 12,
	    (int)pick(pick(4) == 0 ? 2000 : 6) - 3);
}

static int
compare_keys(struct dec128 a, struct dec128 b)
{
	_cleanup_(buf_done) struct buf x = BUF_INIT, y = BUF_INIT;
	struct feel_value v = { .kind = FEEL_NUMBER, .number = a };
	struct feel_value w = { .kind = FEEL_NUMBER, .number = b };
	int c;

	if (!bpmn_search_key(BPMN_SEARCH_NUMBER, v, &x) ||
	    !bpmn_search_key(BPMN_SEARCH_NUMBER, w, &y))
		return 2;
	c = str_cmp(buf_view(&x), buf_view(&y));
	return (c > 0) - (c < 0);
}

static void
test_numbers(void)
{
	int wrong = 0, equal = 0;

	for (int i = 0; i < 200000 && wrong == 0; i++) {
		struct dec128 a = random_number(), b = random_number();

		equal += dec128_eq(a, b);
		if (compare_keys(a, b) == dec128_cmp(a, b))
			continue;
		char x[DEC128_TEXT_SIZE], y[DEC128_TEXT_SIZE];

		printf("# %.*s and %.*s\n", STR_ARG(dec128_text(a, x)),
		    STR_ARG(dec128_text(b, y)));
		wrong++;
	}
	ok(wrong == 0 && equal > 500, "numbers keep their order (%d equal)",
	    equal);
}

/* Is a value, written as a condition has it, in the range? */
static bool
fits(enum bpmn_search_type type, const char *value, const char *operator,
    const char *text)
{
	_cleanup_(arena_freep) struct arena *a = arena_new();
	struct bpmn_search_range key, range;
	struct error err = { 0 };

	if (bpmn_search_range(a, type, STR("eq"), str_of(value), &key,
	    &err) < 0 || bpmn_search_range(a, type, str_of(operator),
	    str_of(text), &range, &err) < 0) {
		printf("# %s\n", err.message);
		return false;
	}
	return str_cmp(key.low, range.low) >= 0 &&
	    str_cmp(key.low, range.high) < 0;
}

static void
test_ranges(void)
{
	static const struct {
		enum bpmn_search_type type;
		const char *value, *operator, *text;
		bool is_in;
	} cases[] = {
		{ BPMN_SEARCH_TEXT, "Norte", "eq", "Norte", true },
		{ BPMN_SEARCH_TEXT, "Norte 2", "eq", "Norte", false },
		{ BPMN_SEARCH_TEXT, "Norte 2", "starts", "Norte", true },
		{ BPMN_SEARCH_TEXT, "Nord", "starts", "Norte", false },
		{ BPMN_SEARCH_TEXT, "Norte 2", "gt", "Norte", true },
		{ BPMN_SEARCH_TEXT, "Ñu", "ge", "Norte", true },
		{ BPMN_SEARCH_NUMBER, "3", "ge", "3.0", true },
		{ BPMN_SEARCH_NUMBER, "3", "gt", "3", false },
		{ BPMN_SEARCH_NUMBER, "3.01", "gt", "3", true },
		{ BPMN_SEARCH_NUMBER, "-3.01", "lt", "-3", true },
		{ BPMN_SEARCH_NUMBER, "-3", "lt", "-3", false },
		{ BPMN_SEARCH_NUMBER, "0", "le", "0.00", true },
		{ BPMN_SEARCH_NUMBER, "10", "le", "9", false },
		{ BPMN_SEARCH_NUMBER, "1e10", "gt", "9999999999", true },
		{ BPMN_SEARCH_DATE, "2026-03-01", "lt", "2026-10-01", true },
		{ BPMN_SEARCH_DATE, "2026-03-01", "le", "2026-03-01", true },
		{ BPMN_SEARCH_BOOLEAN, "true", "eq", "true", true },
		{ BPMN_SEARCH_BOOLEAN, "false", "eq", "true", false },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		ok(fits(cases[i].type, cases[i].value, cases[i].operator,
		    cases[i].text) == cases[i].is_in, "%s %s%s %s",
		    cases[i].value, cases[i].is_in ? "" : "not ",
		    cases[i].operator, cases[i].text);
}

static void
refuses(enum bpmn_search_type type, const char *operator, const char *text,
    const char *code)
{
	_cleanup_(arena_freep) struct arena *a = arena_new();
	struct bpmn_search_range range;
	struct error err = { 0 };

	ok(bpmn_search_range(a, type, str_of(operator), str_of(text), &range,
	    &err) < 0 && str_is(str_of(err.code), code), "%s", err.message);
}

static void
declares(const char *text, int want, const char *message)
{
	struct bpmn_search list[BPMN_SEARCH_MAX];
	struct error err = { 0 };
	int n = bpmn_search_parse(str_of(text), list, &err);

	ok(n == want && (n >= 0 || str_find(str_of(err.message),
	    str_of(message), 0) >= 0), "'%s': %s", text, n < 0 ? err.message :
	    "fine");
}

static void
test_values(void)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct feel_value text = { .kind = FEEL_STRING,
		.string = STR("2026-03-01T10:00:00Z") };
	struct feel_value broken = { .kind = FEEL_STRING,
		.string = STR("a\nb") };

	ok(bpmn_search_key(BPMN_SEARCH_DATE, text, &out), "a date as text");
	is_str(buf_view(&out), "2026-03-01", "is its day");
	ok(!bpmn_search_key(BPMN_SEARCH_NUMBER, text, &out), "no number");
	ok(!bpmn_search_key(BPMN_SEARCH_TEXT, broken, &out), "one line only");
	ok(!bpmn_search_key(BPMN_SEARCH_TEXT, FEEL_NULL_VALUE, &out),
	    "null has no key");
}

static void
test_model(void)
{
	_cleanup_(arena_freep) struct arena *a = arena_new();
	const struct bpmn_model *m = bpmn_parse(a, str_of(PROCESS(
	    "<extensionElements><zeebe:properties><zeebe:property "
	    "name='vinculo:search' value='district, needLevel:number'/>"
	    "</zeebe:properties></extensionElements>" S("s"))), NULL);
	const struct bpmn_process *p = m == NULL ? NULL : &m->processes[0];

	ok(p != NULL && p->n_search == 2 &&
	    str_is(p->search[1].name, "needLevel") &&
	    p->search[1].type == BPMN_SEARCH_NUMBER, "a process declares");
}

/* How long history is kept, or the error. */
static void
keeps(const char *settings, const char *attribute, const char *want)
{
	_cleanup_(arena_freep) struct arena *a = arena_new();
	_cleanup_(buf_done) struct buf xml = BUF_INIT;
	struct error err = { 0 };
	const struct bpmn_model *m;

	buf_printf(&xml, DEFINITIONS("<process id='p' %s>"
	    "<extensionElements><zeebe:properties>%s</zeebe:properties>"
	    "</extensionElements></process>"), attribute, settings);
	m = bpmn_parse(a, buf_view(&xml), &err);
	is_str(m == NULL ? str_of(err.code) : m->processes[0].history, want,
	    "how long history is kept");
}

int
main(void)
{
	test_numbers();
	test_ranges();
	refuses(BPMN_SEARCH_NUMBER, "starts", "3", "search.operator");
	refuses(BPMN_SEARCH_BOOLEAN, "ge", "true", "search.operator");
	refuses(BPMN_SEARCH_NUMBER, "eq", "three", "search.value");
	refuses(BPMN_SEARCH_DATE, "eq", "2026-02-30", "search.value");
	declares("district, needLevel:number, since : date", 3, "");
	declares("", 0, "");
	declares("a:place", -1, "no type");
	declares("a,,b", -1, "needs a name");
	declares("a,a:date", -1, "twice");
	declares("a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q", -1, "more than 16");
	test_values();
	test_model();
	keeps("", "", "");
	keeps("<zeebe:property name='vinculo:history' value='P2Y'/>", "",
	    "P2Y");
	keeps("", "camunda:historyTimeToLive='180'", "P180D");
	keeps("<zeebe:property name='vinculo:history' value='P1Y'/>",
	    "camunda:historyTimeToLive='P30D'", "P1Y");
	keeps("<zeebe:property name='vinculo:history' value='long'/>", "",
	    "bpmn.history");
	return done_testing();
}
