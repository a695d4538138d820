/*
 * test_feel_syntax.c - literals, operators, names, loops, filters, functions.
 */
#include "tests/unit/feel_cases.h"

static const struct feel_case literals[] = {
	{ "1", "1" }, { ".5", "0.5" }, { "1.50", "1.5" }, { "12.3e2", "1230" },
	{ "1E-2", "0.01" }, { "-5", "-5" }, { "--5", "5" },
	{ "\"a\\n\\\"b\\\"\\t\\\\\"", "\"a\\n\\\"b\\\"\\t\\\\\"" },
	{ "\"\\u00e9\\uD83D\\uDC0E\\U01F40E\"", "\"é🐎🐎\"" },
	{ "\"\\uD83D\"", "\"\\\\uD83D\"" }, { "\"\\d+\"", "\"\\\\d+\"" },
	{ "true", "true" }, { "null", "null" }, { "\"open", "error" },
	{ "@\"2026-02-28\"", "\"2026-02-28\"" }, { "@\"foo\"", "null" },
	{ "@\"P1DT2H\"", "\"P1DT2H\"" }, { "[1,\"a\",null]", "[1,\"a\",null]" },
	{ "[]", "[]" }, { "{}", "{}" },
	{ "{a b: 1, \"c\": 2}", "{\"a b\":1,\"c\":2}" },
	{ "{a: 1, a: 2}", "null" }, { "1 + /* 5 + */ 2 // three", "3" },
	{ "", "error" }, { "1 2", "error" }, { "(1", "error" },
	{ "[1,2", "error" }, { "1 +", "error" }, { "@5", "error" },
	{ "if 1 then 2", "error" }, { "1 /* 2", "error" },
	{ "1 /* 2 // */ + 1", "2" }, { "/* 1 */", "error" },
};

static const struct feel_case arithmetic[] = {
	{ "1 + 2 * 3", "7" }, { "(1 + 2) * 3", "9" }, { "2 ** 3 ** 2", "64" },
	{ "-3 ** 2", "9" }, { "10 - 2 - 3", "5" }, { "1 / 3 * 3 = 1", "false" },
	{ "0.1 + 0.2 = 0.3", "true" }, { "1 / 0", "null" },
	{ "\"a\" + \"b\"", "\"ab\"" }, { "\"a\" + 1", "null" },
	{ "null + 1", "null" }, { "-\"a\"", "null" },
	{ "9007199254740993 + 0", "9007199254740993" },
	{ "@\"2026-01-31\" + @\"P1M\"", "\"2026-02-28\"" },
	{ "@\"2026-01-01\" - @\"2025-12-31\"", "\"P1D\"" },
	{ "@\"P1D\" / 2", "\"PT12H\"" }, { "@\"P1Y\" / @\"P1M\"", "12" },
	{ "2 * @\"PT30M\"", "\"PT1H\"" }, { "-@\"P1D\"", "\"-P1D\"" },
	{ "@\"P1D\" + @\"P1Y\"", "null" },
	{ "@\"10:00:00\" + @\"PT15H\"", "\"01:00:00\"" },
	{ "@\"2026-01-01T00:00:00\" - @\"2026-01-01T00:00:00Z\"", "null" },
};

static const struct feel_case logic[] = {
	{ "true and null", "null" }, { "false and null", "false" },
	{ "null and false", "false" }, { "true or null", "true" },
	{ "null or false", "null" }, { "1 and true", "null" },
	{ "true or false and false", "true" }, { "not(true)", "false" },
	{ "not(1)", "null" }, { "not([true])", "false" },
	{ "not(null)", "null" }, { "1 = 1.0", "true" }, { "1 = \"1\"", "null" },
	{ "null = null", "true" }, { "1 != null", "true" },
	{ "[1,2] = [1,2]", "true" }, { "[1,2] = [2,1]", "false" },
	{ "{a:1,b:2} = {b:2,a:1}", "true" }, { "{} = []", "null" },
	{ "1 < 2", "true" }, { "\"a\" < \"b\"", "true" },
	{ "1 < \"a\"", "null" }, { "5 between 1 and 5", "true" },
	{ "null between 1 and 2", "null" }, { "if null then 1 else 2", "2" },
	{ "if \"x\" then 1 else 2", "2" },
	{ "true or 1 between 0 and 2 and false", "true" },
	{ "(function() 1) = (function() 1)", "null" },
};

static const struct feel_case ranges[] = {
	{ "5 in [1..5]", "true" }, { "5 in [1..5)", "false" },
	{ "5 in ]4..6[", "true" }, { "5 in (> 4)", "true" },
	{ "5 in > 4", "true" }, { "5 in != 5", "false" },
	{ "5 in (1, < 3, >= 5)", "true" }, { "5 in [1, [4..6]]", "true" },
	{ "5 in [null..10]", "null" }, { "null in [1..2]", "null" },
	{ "[1,2] in [[1,2],[3]]", "true" },
	{ "5 in (? > 4 and ? < 6)", "true" }, { "[1..3].start", "1" },
	{ "(1..3].start included", "false" }, { "(< 5).end", "5" },
	{ "(< 5).start", "null" }, { "(1..3] = ]1..3]", "true" },
	{ "(> 1) = (1..null)", "false" }, { "[1..10[ = [1..10)", "true" },
	{ "[\"a\"..\"c\"]", "\"[\\\"a\\\"..\\\"c\\\"]\"" },
	{ "[1..\"a\"]", "null" }, { "1 in [\"a\"..\"c\"]", "null" },
	{ "[1..[2,3][1]]", "\"[1..2]\"" }, { "1 in [1..", "error" },
};

static const struct feel_case loops[] = {
	{ "for i in [1,2,3] return i * 2", "[2,4,6]" },
	{ "for i in 3..1 return i", "[3,2,1]" },
	{ "for i in [1..3) return i", "[1,2]" },
	{ "for i in 1..2, j in i..2 return [i,j]", "[[1,1],[1,2],[2,2]]" },
	{ "for i in 0..4 return if i = 0 then 1 else i * partial[-1]",
	    "[1,1,2,6,24]" },
	{ "for d in @\"2026-02-27\"..@\"2026-03-01\" return d.day",
	    "[27,28,1]" },
	{ "for i in null return i", "null" },
	{ "for x in [1,2], y in [3] return x + y", "[4,5]" },
	{ "some x in [1,2] satisfies x > 1", "true" },
	{ "every x in [1,2] satisfies x > 1", "false" },
	{ "some x in [] satisfies true", "false" },
	{ "every x in [null, 1] satisfies x > 0", "null" },
	{ "for my item in [1] return my item + 1", "[2]" },
};

static const struct feel_case filters[] = {
	{ "[1,2,3][2]", "2" }, { "[1,2,3][-1]", "3" }, { "[1,2,3][4]", "null" },
	{ "[1,2,3][item > 1]", "[2,3]" }, { "[1,2,3][true]", "[1,2,3]" },
	{ "5[1]", "5" }, { "null[1]", "null" },
	{ "[{x:1},{x:2}][x = 2].x", "[2]" },
	{ "[{x:1},{y:2}][y > 1]", "[{\"y\":2}]" },
	{ "[{item:1},{item:3}][item > 2]", "[{\"item\":3}]" },
	{ "{x: 5, r: [{y: 5},{y: 6}][y = x]}.r", "[{\"y\":5}]" },
	{ "{i: 2, r: [7,8,9][i]}.r", "8" },
	{ "{x: 1, r: [{x: 2}][x = 2]}.r", "[{\"x\":2}]" },
	{ "[{a:{b:1}},{a:{b:2}}].a.b", "[1,2]" }, { "{a:1}.b", "null" },
	{ "[[1,2],[3]][1][2]", "2" }, { "[{a b: 1}][a b = 1].a b", "[1]" },
	{ "{a: [{b: 1}, {c: {b: 2}}]}...b", "[1,2]" },
	{ "{a: {b: {b: 1}}}... b", "[{\"b\":1},1]" },
	{ "{x: 0, a: {x y: 1}}...x y", "[1]" },
	{ "context([{key: \"a b\", value: 1}]).a b", "1" },
	{ "{/*1*/a b/*2*/:/*3*/1/*4*/}.a b", "1" },
	{ "date(\"2026-11-23\").weekday", "1" },
	{ "time(\"10:30:00+01:00\").time offset", "\"PT1H\"" },
	{ "@\"P1Y3M\".months", "3" }, { "@\"P1DT2H\".hours", "2" },
	{ "\"a\".b", "null" },
};

/* Names of several words that nothing in sight declares. */
static const struct feel_case open_names[] = {
	{ "(function(o) o.unit price + 1)({unit price: 2})", "3" },
	{ "(function(o) o.a b.c d 2)({a b: {c d 2: 1}})", "1" },
	{ "(function(o) o.a/*-*/b = 1 and true)({a b: 1})", "true" },
	{ "(function(l) l[unit price > 1].unit price)"
	    "([{unit price: 1}, {unit price: 2}])", "[2]" },
	{ "(function(l) l[date of birth = 1])([{date of birth: 1}])",
	    "[{\"date of birth\":1}]" },
	{ "(function(l) l[date(item.d) > @\"2026-01-01\"])"
	    "([{d: \"2026-02-01\"}])", "[{\"d\":\"2026-02-01\"}]" },
	{ "(function(l) some o in l satisfies o.unit price > 1)"
	    "([{unit price: 2}])", "true" },
	{ "(function(o) if o.is so then o.a else o.b)({is so: true, a: 1})",
	    "1" },
	{ "{a: 1}.b c", "error" }, { "a b", "error" },
};

static const struct feel_case functions[] = {
	{ "(function(a, b) a - b)(5, 3)", "2" },
	{ "(function(a, b) a - b)(b: 5, a: 3)", "-2" },
	{ "(function(a) a)(1, 2)", "null" },
	{ "(function(a) a)(b: 1)", "null" },
	{ "(function(a: number) a)(\"x\")", "null" },
	{ "(function(a: list<number>) a)(1)", "[1]" },
	{ "{f: function(x) function(y) x + y, r: f(1)(2)}.r", "3" },
	{ "{f: function(n) if n < 2 then 1 else n * f(n - 1), r: f(30)}.r",
	    "265252859812191058636308480000000" },
	{ "{k: 3, f: function(x) x * k, k2: f(2)}.k2", "6" },
	{ "5(1)", "null" }, { "\"a\"(1)", "null" }, { "[1](1)", "null" },
	{ "null()", "null" }, { "(function() 1)()()", "null" },
	{ "(function(a, b) if b = null then a else b)(a: 1)", "1" },
	{ "(function(a, b) a)(a: 1, c: 2)", "null" },
	{ "(function(a, b) a)(a: 1, b: 2, c: 3)", "null" },
	{ "(function(f: function<number>->list<number>) f(1))"
	    "(function(x) x)", "[1]" },
	{ "{a: 1, b: a(1)}.b", "null" },
	{ "(function(x) external {java: {class: \"C\"}})(1)", "null" },
	{ "for f in [abs, sqrt] return f(4)", "[4,2]" },
	{ "(abs)(n: -1)", "1" }, { "count", "null" }, { "nosuch(1)", "null" },
	{ "nosuch", "null" }, { "1 instance of number", "true" },
	{ "null instance of Any", "false" },
	{ "[1] instance of list<number>", "true" },
	{ "[\"a\"] instance of list<number>", "false" },
	{ "{a: 1} instance of context<a: number>", "true" },
	{ "[1..2] instance of range<number>", "true" },
	{ "(function(a: string) 1) instance of function<string>->Any", "true" },
	{ "@\"P1D\" instance of days and time duration", "true" },
	{ "1 instance of nonsense", "error" },
};

int
main(void)
{
	feel_cases_run(literals);
	feel_cases_run(arithmetic);
	feel_cases_run(logic);
	feel_cases_run(ranges);
	feel_cases_run(loops);
	feel_cases_run(filters);
	feel_cases_run(open_names);
	feel_cases_run(functions);
	return done_testing();
}
