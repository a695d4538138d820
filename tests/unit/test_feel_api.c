/*
 * test_feel_api.c - scopes, unknown values, unary tests, budgets, types, and
 * what table analysis sees.
 */
#include <pthread.h>

#include "tests/unit/tap.h"
#include "workflows/feel/feel.h"

static struct arena *arena;

static struct str
json_of(struct feel_value v)
{
	struct buf out = BUF_INIT;
	struct jsonw w = JSONW(&out);
	struct str s;

	feel_to_json(&w, v);
	s = arena_str(arena, buf_view(&out));
	buf_done(&out);
	return s;
}

static struct feel_value
from_text(const char *json)
{
	struct error err;

	return feel_from_json(arena, json_parse(arena, str_of(json), &err));
}

static const struct feel_member person_members[] = {
	{ STR("Monthly Income"), NULL }, { STR("a-b"), NULL },
};
static const struct feel_type person = { .kind = TYPE_CONTEXT, .n = 2,
    .members = person_members };
static const struct feel_type persons = { .kind = TYPE_LIST, .item = &person };
static const struct feel_name names[] = {
	{ STR("Applicant"), &person }, { STR("x"), NULL }, { STR("x-y"), NULL },
	{ STR("date of birth"), NULL }, { STR("People"), &persons },
};
static const struct feel_member types[] = { { STR("tPerson"), &person } };
static const struct feel_scope scope = { names, ARRAY_LEN(names), types, 1 };

static struct feel_value
eval(const char *text, const struct feel_vars *vars)
{
	const struct feel_expr *expr;
	struct feel_run run;
	struct error err;

	expr = feel_parse(arena, str_of(text), &scope, &err);
	if (expr == NULL) {
		printf("# %s: %s\n", text, err.message);
		return feel_string(STR("error"));
	}
	feel_run_init(&run, arena);
	return feel_eval(&run, expr, vars);
}

static void
test_names(void)
{
	struct feel_value values[5] = {
		from_text("{\"Monthly Income\":1000,\"a-b\":7}"), feel_int(1),
		feel_int(2), feel_date((struct civil){ 2000, 1, 2 }),
		from_text("[{\"Monthly Income\":1,\"a-b\":5},"
		    "{\"Monthly Income\":2,\"a-b\":6}]"),
	};
	struct feel_vars vars = { .values = values };

	is_str(json_of(eval("Applicant.Monthly Income * 2", &vars)), "2000",
	    "a name with a space, by type");
	is_str(json_of(eval("Applicant.Monthly   Income", &vars)), "1000",
	    "more white space in a name");
	is_str(json_of(eval("Applicant.a-b - 1", &vars)), "6",
	    "a name with an operator");
	is_str(json_of(eval("x-y", &vars)), "2", "longest name wins");
	is_str(json_of(eval("x - y", &vars)), "2",
	    "white space around symbols does not count");
	is_str(json_of(eval("x -1", &vars)), "0", "x minus 1");
	is_str(json_of(eval("date of birth.year", &vars)), "2000",
	    "a name that starts like a function");
	is_str(json_of(eval("People[Monthly Income > 1].a-b", &vars)), "[6]",
	    "names in a filter");
	is_str(json_of(eval("for p in People return p.a-b + x", &vars)),
	    "[6,7]", "names of items in a loop");
	is_str(json_of(eval("People[a-b = x + 4].Monthly Income", &vars)),
	    "[1]", "a name from outside in a filter");
	is_str(json_of(eval("Applicant instance of tPerson", &vars)), "true",
	    "an item definition");
}

static void
test_free_names(void)
{
	const struct feel_free *f;
	size_t n;

	f = feel_free_names(feel_parse(arena, STR("x + other + sum([x]) + "
	    "(for i in [1] return i + x-y)"), &scope, NULL), &n);
	ok(n == 3, "three free names");
	ok(n == 3 && f[0].slot == 1 && str_is(f[1].name, "other") &&
	    f[1].slot == -1 && f[2].slot == 2, "with their slots");
}

static bool
lookup(struct feel_run *run, void *ctx, struct str name,
    struct feel_value *ret)
{
	(void)ctx;
	if (str_is(name, "u") || str_is(name, "v"))
		*ret = feel_unknown(run->arena, name);
	else if (str_is(name, "one"))
		*ret = feel_int(1);
	else
		return false;
	return true;
}

static void
test_unknown(void)
{
	static const char *const cases[][2] = {
		{ "u", "{\"unknown\":[\"u\"]}" },
		{ "u + 1", "{\"unknown\":[\"u\"]}" },
		{ "u + v + u", "{\"unknown\":[\"u\",\"v\"]}" },
		{ "false and u", "false" }, { "u and false", "false" },
		{ "u or one = 1", "true" },
		{ "u and true", "{\"unknown\":[\"u\"]}" },
		{ "if u then 1 else 2", "{\"unknown\":[\"u\"]}" },
		{ "if one = 1 then 2 else u", "2" },
		{ "u = null", "{\"unknown\":[\"u\"]}" },
		{ "sum([1, u])", "{\"unknown\":[\"u\"]}" },
		{ "count([1, u])", "2" }, { "any([u, true])", "true" },
		{ "all([u, true])", "{\"unknown\":[\"u\"]}" },
		{ "some i in [u, true] satisfies i", "true" },
		{ "[1,2][item > u]", "{\"unknown\":[\"u\"]}" },
		{ "u.a.b", "{\"unknown\":[\"u\"]}" }, { "{a: u, b: 1}.b", "1" },
		{ "5 in (u, 5)", "true" },
		{ "not(u)", "{\"unknown\":[\"u\"]}" }, { "nobody", "null" },
	};
	struct feel_vars vars = { .lookup = lookup };

	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		is_str(json_of(eval(cases[i][0], &vars)), cases[i][1],
		    cases[i][0]);
}

static void
test_unary(void)
{
	static const char *const cases[][3] = {
		{ "-", "5", "true" }, { "5", "5", "true" },
		{ "> 5", "5", "false" }, { ">= 5, 1", "5", "true" },
		{ "[1..5)", "5", "false" }, { "not(5)", "5", "false" },
		{ "not(< 3, > 9)", "5", "true" },
		{ "not(? > 3) or ? = 5", "5", "true" },
		{ "? > 3 and ? < 6", "5", "true" },
		{ "\"a\",\"b\"", "\"b\"", "true" }, { "[1,5]", "5", "true" },
		{ "null", "null", "true" }, { "> 5", "null", "null" },
		{ "true", "true", "true" },
		{ "starts with(?, \"a\")", "\"abc\"", "true" },
		{ "x > 0", "5", "true" }, { "= 5", "5", "true" },
		{ "!= 5", "5", "false" }, { "[1,2]", "[1,2]", "true" },
		{ "-5", "-5", "true" },
	};
	struct feel_value values[5] = { { 0 }, feel_int(1) };
	struct feel_vars vars = { .values = values };

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const struct feel_expr *tests;
		struct feel_run run;
		struct error err;

		tests = feel_parse_tests(arena, str_of(cases[i][0]), &scope,
		    &err);
		feel_run_init(&run, arena);
		is_str(tests == NULL ? STR("error") : json_of(feel_test(&run,
		    tests, &vars, from_text(cases[i][1]))), cases[i][2],
		    cases[i][0]);
	}
	ok(feel_parse_tests(arena, STR("5,"), NULL, NULL) == NULL,
	    "a missing test is refused");
}

static void
test_budget(void)
{
	static const char *const cases[] = {
		"for i in 1..1000000000000 return i",
		"{f: function(n) f(n + 1), r: f(0)}",
		"for i in 1..200 return if i = 1 then \"x\" else "
		"partial[-1] + partial[-1]",
		"for i in 1..100000 return sort(partial, function(a,b) a < b)",
		"count(for a in 1..9999, b in 1..9999 return a)",
		/* Little room, and no end for whoever walks it. */
		"for i in 1..64 return [partial]",
		"for i in 1..64 return {a: partial, b: partial}",
		"(for i in 1..18 return [partial])[-1] = "
		"(for i in 1..18 return [partial])[-1]",
		"for i in 1..9999 return list contains([[1..9]], "
		"for k in 1..99 return k)",
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		_cleanup_(arena_freep) struct arena *a = arena_new();
		struct feel_run run;
		struct error err;
		const struct feel_expr *e = feel_parse(a, str_of(cases[i]),
		    NULL, &err);

		feel_run_init(&run, a);
		run.budget.steps = 100000;
		run.budget.bytes = 16 * 1024 * 1024;
		(void)feel_eval(&run, e, NULL);
		ok(feel_run_check(&run, &err) < 0 &&
		    strcmp(err.code, "feel.budget") == 0, "stopped: %s",
		    cases[i]);
	}
}

static void
test_depth(void)
{
	_cleanup_(buf_done) struct buf text = BUF_INIT;
	struct feel_run run;
	struct feel_value v;
	const struct feel_expr *e;
	struct error err;

	for (int i = 0; i < 5000; i++)
		buf_putc(&text, '[');
	ok(feel_parse(arena, buf_view(&text), NULL, &err) == NULL &&
	    strcmp(err.code, "feel.syntax") == 0, "deep brackets are refused");
	e = feel_parse(arena, STR("for i in 1..3000 return [partial[-1]]"),
	    NULL, &err);
	feel_run_init(&run, arena);
	v = feel_eval(&run, e, NULL);
	ok(v.kind == FEEL_LIST && v.list.n == 3000, "lists nest deeply");
	(void)json_of(v.list.v[2999]);
	(void)feel_copy(arena, v.list.v[2999]);
	(void)feel_equal(v.list.v[2999], v.list.v[4998]);
	ok(true, "and walking them ends");
}

static void
test_diagnostics(void)
{
	const struct feel_expr *e;
	struct feel_run run;
	struct error err;

	e = feel_parse(arena, STR("1 +\n  \"a\""), NULL, &err);
	feel_run_init(&run, arena);
	(void)feel_eval(&run, e, NULL);
	ok(run.n_diagnostics == 1, "one diagnostic");
	is_str(run.diagnostics[0].message, "number + string is not defined",
	    "that says why");
	ok(run.diagnostics[0].line == 1 && run.diagnostics[0].column == 3,
	    "and where");
	ok(feel_parse(arena, STR("1 +\n  *"), NULL, &err) == NULL &&
	    err.line == 2 && err.column == 3, "syntax errors say where");
}

static void
test_coerce(void)
{
	const struct feel_type *number = feel_type_named(STR("number"));
	struct feel_type list = { .kind = TYPE_LIST, .item = number };
	struct feel_type small = *number;
	struct feel_run run;

	feel_run_init(&run, arena);
	is_str(json_of(feel_coerce(&run, from_text("[5]"), number, STR("x"))),
	    "5", "the only item of a list");
	is_str(json_of(feel_coerce(&run, feel_int(5), &list, STR("x"))),
	    "[5]", "a list around an item");
	is_str(json_of(feel_coerce(&run, feel_bool(true), number, STR("x"))),
	    "null", "what does not fit is null");
	ok(run.n_diagnostics == 1, "and is noted");
	is_str(json_of(feel_coerce(&run, feel_date((struct civil){ 2026, 1,
	    2 }), feel_type_named(STR("date and time")), STR("x"))),
	    "\"2026-01-02T00:00:00Z\"", "a date as date and time");
	small.allowed = feel_parse_tests(arena, STR("[0..10]"), NULL, NULL);
	is_str(json_of(feel_coerce(&run, feel_int(11), &small, STR("x"))),
	    "null", "a value that is not allowed");
	is_str(json_of(feel_from_json_as(arena, json_parse(arena,
	    STR("\"2026-01-02\""), NULL), feel_type_named(STR("date")))),
	    "\"2026-01-02\"", "text as a date");
}

static void
test_intervals(void)
{
	struct feel_intervals iv;
	const struct feel_expr *e;

	e = feel_parse_tests(arena, STR("< 5, [7..9), 11"), NULL, NULL);
	ok(feel_tests_intervals(arena, e, &iv) == 0 && iv.n == 3 &&
	    !iv.is_negated, "three intervals");
	ok(iv.ranges[0].low.kind == FEEL_NULL && !iv.ranges[0].is_high_closed,
	    "open below");
	ok(iv.ranges[2].is_low_closed && iv.ranges[2].is_high_closed,
	    "a constant is a point");
	e = feel_parse_tests(arena, STR("-"), NULL, NULL);
	ok(feel_tests_intervals(arena, e, &iv) == 0 && iv.is_any, "anything");
	e = feel_parse_tests(arena, STR("not(\"a\")"), NULL, NULL);
	ok(feel_tests_intervals(arena, e, &iv) == 0 && iv.is_negated,
	    "negated");
	e = feel_parse_tests(arena, STR("? > x"), NULL, NULL);
	ok(feel_tests_intervals(arena, e, &iv) < 0, "no constants");
}

static struct feel_value
native_add(struct feel_run *run, const void *ctx,
    const struct feel_value *args, size_t n)
{
	(void)run;
	(void)n;
	return feel_number(dec128_add(args[0].number,
	    dec128_int(*(const int *)ctx)));
}

static void
test_native(void)
{
	static const int ten = 10;
	const struct feel_param params[] = {
		{ STR("n"), feel_type_named(STR("number")) } };
	const struct feel_function f = { .name = STR("add ten"), .n_params = 1,
	    .params = params, .call = native_add, .ctx = &ten };
	const struct feel_name fn[] = { { STR("add ten"), NULL } };
	const struct feel_scope s = { fn, 1, NULL, 0 };
	const struct feel_value values[] = { feel_function(&f) };
	const struct feel_vars vars = { .values = values };
	struct feel_run run;

	feel_run_init(&run, arena);
	is_str(json_of(feel_eval(&run, feel_parse(arena,
	    STR("for i in [1, 2] return add ten(n: i)"), &s, NULL), &vars)),
	    "[11,12]", "a native function");
	is_str(json_of(feel_eval(&run, feel_parse(arena, STR("add ten()"), &s,
	    NULL), &vars)), "null", "wrong number of arguments");
}

static void *
evaluate_often(void *arg)
{
	const struct feel_expr *expr = arg;
	size_t good = 0;

	for (int i = 0; i < 2000; i++) {
		_cleanup_(arena_freep) struct arena *a = arena_new();
		struct feel_run run;
		struct feel_value v;

		feel_run_init(&run, a);
		v = feel_eval(&run, expr, NULL);
		good += v.kind == FEEL_NUMBER &&
		    dec128_eq(v.number, dec128_int(385));
	}
	return (void *)good;
}

static void
test_threads(void)
{
	const struct feel_expr *expr = feel_parse(arena,
	    STR("sum(for i in 1..10 return i ** 2)"), NULL, NULL);
	pthread_t threads[4];
	size_t good = 0;

	for (size_t i = 0; i < ARRAY_LEN(threads); i++)
		if (pthread_create(&threads[i], NULL, evaluate_often,
		    (void *)expr) != 0)
			return;
	for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
		void *r = NULL;

		(void)pthread_join(threads[i], &r);
		good += (size_t)r;
	}
	ok(good == 8000, "one expression in four threads");
}

int
main(void)
{
	arena = arena_new();
	test_names();
	test_free_names();
	test_unknown();
	test_unary();
	test_budget();
	test_depth();
	test_diagnostics();
	test_coerce();
	test_intervals();
	test_native();
	test_threads();
	arena_free(arena);
	return done_testing();
}
