/*
 * test_feel_builtins.c - every built-in function of FEEL.
 */
#include "tests/unit/feel_cases.h"

static const struct feel_case conversion[] = {
	{ "date(\"2026-01-31\")", "\"2026-01-31\"" },
	{ "date(2026, 2, 29)", "null" },
	{ "date(year: 2024, month: 2, day: 29)", "\"2024-02-29\"" },
	{ "date(@\"2026-01-01T10:00:00Z\")", "\"2026-01-01\"" },
	{ "date and time(date(\"2026-01-01\"), time(\"10:00:00\"))",
	    "\"2026-01-01T10:00:00\"" },
	{ "time(10, 30, 15.5)", "\"10:30:15.5\"" },
	{ "time(10, 30, 0, @\"PT1H\")", "\"10:30:00+01:00\"" },
	{ "time(10, 30, 0, @\"PT19H\")", "null" }, { "time(25, 0, 0)", "null" },
	{ "time(@\"2026-01-01\")", "\"00:00:00Z\"" },
	{ "duration(\"P1Y2M\")", "\"P1Y2M\"" }, { "duration(\"x\")", "null" },
	{ "years and months duration(@\"2024-02-29\", @\"2025-02-28\")",
	    "\"P11M\"" },
	{ "number(\"1.000,5\", \".\", \",\")", "1000.5" },
	{ "number(\"1,000\", \".\", \".\")", "null" },
	{ "number(\"1 000.5\", \" \", \".\")", "1000.5" },
	{ "string(1.10)", "\"1.1\"" }, { "string(null)", "null" },
	{ "string([1,\"a\",{b:@\"P1D\"}])", "\"[1, \\\"a\\\", {b: P1D}]\"" },
	{ "date()", "null" }, { "date(form: \"2026-01-01\")", "null" },
	{ "range(\"[1..3]\") = [1..3]", "true" },
	{ "range(\"[3..1]\")", "null" }, { "range(\"[1..x]\")", "null" },
	{ "range(\"[1..1+1]\")", "null" },
};

static const struct feel_case strings[] = {
	{ "substring(\"foobar\", 3)", "\"obar\"" },
	{ "substring(\"foobar\", 3, 3)", "\"oba\"" },
	{ "substring(\"foobar\", -2, 1)", "\"a\"" },
	{ "substring(\"🐎ab\", 2)", "\"ab\"" },
	{ "substring(\"a\", 0)", "null" }, { "string length(\"é🐎\")", "2" },
	{ "upper case(\"aé\")", "\"AÉ\"" },
	{ "lower case(\"ÀÇB\")", "\"àçb\"" },
	{ "substring before(\"foobar\", \"bar\")", "\"foo\"" },
	{ "substring before(\"foobar\", \"x\")", "\"\"" },
	{ "substring after(\"foobar\", \"ob\")", "\"ar\"" },
	{ "substring after(\"foobar\", \"\")", "\"foobar\"" },
	{ "contains(\"foobar\", \"ob\")", "true" },
	{ "starts with(\"foobar\", \"fo\")", "true" },
	{ "ends with(\"foobar\", \"r\")", "true" },
	{ "ends with(\"r\", \"foobar\")", "false" },
	{ "matches(\"foobar\", \"^fo*b\")", "true" },
	{ "matches(\"FOO\", \"foo\", \"i\")", "true" },
	{ "matches(\"a\", \"[\")", "null" },
	{ "matches(\"a\", \"a\", \"z\")", "null" },
	{ "replace(\"abcd\", \"(ab)|(a)\", \"[1=$1][2=$2]\")",
	    "\"[1=ab][2=]cd\"" },
	{ "split(\"a;b;;\", \";\")", "[\"a\",\"b\",\"\",\"\"]" },
	{ "string join([\"a\",null,\"b\"], \"-\")", "\"a-b\"" },
	{ "string join([1])", "null" }, { "contains(null, \"a\")", "null" },
	{ "contains(match: \"a\", string: \"abc\")", "true" },
};

static const struct feel_case lists[] = {
	{ "list contains([1,null], null)", "true" }, { "count([])", "0" },
	{ "min([3,1,2])", "1" }, { "max(\"a\",\"c\",\"b\")", "\"c\"" },
	{ "min([])", "null" }, { "min(1,\"a\")", "null" },
	{ "sum(1,2,3)", "6" }, { "sum([])", "null" }, { "mean([1,2])", "1.5" },
	{ "all([])", "true" }, { "all(true, null, false)", "false" },
	{ "all(true, null)", "null" }, { "any(null, true)", "true" },
	{ "any([])", "false" }, { "sublist([1,2,3], 2)", "[2,3]" },
	{ "sublist([1,2,3], -2, 1)", "[2]" }, { "sublist([1,2,3], 4)", "null" },
	{ "append([1], 2, 3)", "[1,2,3]" },
	{ "append(list: [1], item: 2)", "[1,2]" },
	{ "concatenate([1],[2,3])", "[1,2,3]" },
	{ "concatenate([1],null)", "null" },
	{ "insert before([1,3], 2, 2)", "[1,2,3]" },
	{ "insert before([1,3], 0, 2)", "null" },
	{ "remove([1,2,3], -1)", "[1,2]" }, { "reverse([1,2])", "[2,1]" },
	{ "index of([1,2,1], 1)", "[1,3]" },
	{ "union([1,2],[2,3])", "[1,2,3]" },
	{ "distinct values([1,2,1.0])", "[1,2]" },
	{ "flatten([1,[2,[3]]])", "[1,2,3]" }, { "product([2,3])", "6" },
	{ "median([6,1,2,3])", "2.5" }, { "mode([6,3,9,6,6])", "[6]" },
	{ "mode([1,2])", "[1,2]" }, { "mode([])", "[]" },
	{ "stddev([1,3])", "1.414213562373095048801688724209698" },
	{ "stddev([1])", "null" },
	{ "sort([3,1,2], function(x,y) x < y)", "[1,2,3]" },
	{ "sort([\"b\",\"a\"])", "[\"a\",\"b\"]" },
	{ "sort([1,2], function(x,y) null)", "null" },
	{ "list replace([1,2,3], 2, 9)", "[1,9,3]" },
	{ "list replace([1,2,3], function(item, newItem) item < newItem, 2)",
	    "[2,2,3]" },
	{ "list replace([1], 2, 9)", "null" }, { "count(null)", "null" },
	{ "count(5)", "1" }, { "sum([1,null])", "null" },
};

static const struct feel_case numbers[] = {
	{ "decimal(2.5, 0)", "2" }, { "decimal(1/3, 2.9)", "0.33" },
	{ "floor(-1.5)", "-2" }, { "floor(1.56, 1)", "1.5" },
	{ "ceiling(1.2)", "2" }, { "round up(5.5, 0)", "6" },
	{ "round down(-5.5, 0)", "-5" }, { "round half up(5.5, 0)", "6" },
	{ "round half up(-1.5, 0)", "-2" }, { "round half down(5.5, 0)", "5" },
	{ "round up(5.5, 6177)", "null" }, { "abs(-1)", "1" },
	{ "abs(@\"-P1D\")", "\"P1D\"" }, { "modulo(-12, 5)", "3" },
	{ "modulo(1, 0)", "null" }, { "sqrt(16)", "4" }, { "sqrt(-1)", "null" },
	{ "log(0)", "null" }, { "exp(0)", "1" }, { "odd(3)", "true" },
	{ "odd(-2)", "false" }, { "even(2.0)", "true" },
	{ "even(1.5)", "false" }, { "floor(\"1\")", "null" },
	{ "floor([1.5])", "1" }, { "floor(1.5, null)", "null" },
};

static const struct feel_case others[] = {
	{ "is(1, 1.0)", "true" },
	{ "is(@\"10:00:00Z\", @\"10:00:00\")", "false" },
	{ "is(value1: null)", "true" },
	{ "day of week(@\"2026-11-23\")", "\"Monday\"" },
	{ "month of year(@\"2026-11-23\")", "\"November\"" },
	{ "day of year(@\"2024-12-31\")", "366" },
	{ "week of year(@\"2026-01-01\")", "1" },
	{ "now() instance of date and time", "true" },
	{ "today() instance of date", "true" }, { "today(1)", "null" },
	{ "get value({a: 1}, \"a\")", "1" },
	{ "get value({a: 1}, \"b\")", "null" },
	{ "get value({a: {b: 1}}, [\"a\",\"b\"])", "1" },
	{ "get entries({a: 1})", "[{\"key\":\"a\",\"value\":1}]" },
	{ "context([{key: \"a\", value: 1}])", "{\"a\":1}" },
	{ "context([{key: \"a\", value: 1},{key: \"a\", value: 1}])", "null" },
	{ "context put({a: 1}, \"b\", 2)", "{\"a\":1,\"b\":2}" },
	{ "context put({a: {b: 1}}, [\"a\",\"b\"], 2)", "{\"a\":{\"b\":2}}" },
	{ "context merge([{a: 1},{a: 2, b: 3}])", "{\"a\":2,\"b\":3}" },
};

static const struct feel_case intervals[] = {
	{ "before(1, 10)", "true" }, { "before([1..5], [5..9])", "false" },
	{ "before([1..5), 5)", "true" }, { "after(10, [1..9])", "true" },
	{ "meets([1..5],[5..10])", "true" },
	{ "meets([1..5),[5..10])", "false" },
	{ "met by([5..10],[1..5])", "true" },
	{ "overlaps([1..5],[3..8])", "true" },
	{ "overlaps([1..5],[6..8])", "false" },
	{ "overlaps([1..5],[5..8])", "true" },
	{ "overlaps([1..5),[5..8])", "false" },
	{ "overlaps before([1..5],[3..8])", "true" },
	{ "overlaps before([1..5],[1..5])", "false" },
	{ "overlaps after([3..8],[1..5])", "true" },
	{ "finishes(10,[1..10])", "true" }, { "finishes(10,[1..10))", "false" },
	{ "finishes([5..10],[1..10])", "true" },
	{ "finished by([1..10],10)", "true" },
	{ "includes([1..10],5)", "true" },
	{ "includes([1..10],[1..10))", "true" },
	{ "includes((1..10],[1..10])", "false" },
	{ "during(5,[1..10])", "true" }, { "during(1,(1..10])", "false" },
	{ "starts(1,[1..10])", "true" }, { "starts([1..5],[1..10])", "true" },
	{ "started by([1..10],1)", "true" },
	{ "coincides([1..5],[1..5])", "true" }, { "coincides(3, 4)", "false" },
	{ "coincides(5, [5..5])", "null" },
	{ "before(1, \"a\")", "null" }, { "includes((> 5), 7)", "true" },
	{ "before((< 5), 5)", "true" },
	{ "before(range1: [1..2], range2: [3..4])", "true" },
	{ "before(range2: [3..4], range1: [1..2])", "true" },
	{ "before(range: [1..2], point: 3)", "true" },
	{ "before(point: 3, range: [4..5])", "true" },
	{ "starts(range: [1..2], point: 1)", "true" },
	{ "during(@\"2026-01-02\", [@\"2026-01-01\"..@\"2026-12-31\"])",
	    "true" },
};

int
main(void)
{
	feel_cases_run(conversion);
	feel_cases_run(strings);
	feel_cases_run(lists);
	feel_cases_run(numbers);
	feel_cases_run(others);
	feel_cases_run(intervals);
	return done_testing();
}
