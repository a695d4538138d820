/*
 * test_json_rules.c - what RFC 8259 accepts and what it does not, rule by rule.
 *
 * Where the RFC leaves a choice ours is strict: duplicate names, unpaired
 * surrogates and a byte order mark are refused, big numbers keep their text.
 */
#include "base/json.h"
#include "tests/unit/tap.h"

#define CASE(lit) { lit, sizeof(lit) - 1 }

static const struct str accepted[] = {
	CASE("null"), CASE("true"), CASE("false"), CASE("0"), CASE("-0"),
	CASE("\"\""), CASE("[]"), CASE("{}"), CASE(" [] "), CASE("\t\r\n 1"),
	CASE("-1"), CASE("1.5"), CASE("1e1"), CASE("1E+1"), CASE("1e-1"),
	CASE("0e0"), CASE("0.0e+00"), CASE("123.456e78"), CASE("1e400"),
	CASE("-1e-400"), CASE("100000000000000000000000000000000000000000"),
	CASE("0.1000000000000000000000000000000000000000000000000000000001"),
	CASE("[1,2]"), CASE("[ 1 , 2 ]"), CASE("[[],[[]]]"), CASE("[null]"),
	CASE("{\"a\":1}"), CASE("{\"\":0}"), CASE("{ \"a\" : { } }"),
	CASE("{\"a\":1,\"b\":2}"), CASE("{\"\\u0000\":1}"),
	CASE("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""), CASE("\"\\u00e9\""),
	CASE("\"\\u0000\""), CASE("\"\\uD83D\\uDE00\""), CASE("\"\\uABCD\""),
	CASE("\"\x7f\""), CASE("\"\xc3\xa9\""), CASE("\"\xe2\x80\xa8\""),
	CASE("\"\xf0\x9f\x98\x80\""), CASE("\"\xf4\x8f\xbf\xbf\""),
	CASE("\"\xef\xbf\xbf\""), CASE("\"/\""), CASE("\"a\\u0020b\""),
};

static const struct str refused[] = {
	/* Nothing, or more than one value. */
	CASE(""), CASE(" "), CASE("1 2"), CASE("[][]"), CASE("{}1"),
	CASE("null\0"), CASE("[1]x"), CASE("1,"), CASE("\0"),
	/* Words. */
	CASE("nul"), CASE("nulll"), CASE("True"), CASE("TRUE"), CASE("NaN"),
	CASE("Infinity"), CASE("-Infinity"), CASE("undefined"), CASE("a"),
	/* Numbers. */
	CASE("+1"), CASE("01"), CASE("-01"), CASE("00"), CASE(".5"),
	CASE("-.5"), CASE("1."), CASE("-1."), CASE("1.e1"), CASE("1e"),
	CASE("1e+"), CASE("1E-"), CASE("1eE2"), CASE("1.2.3"), CASE("1e1.5"),
	CASE("--1"), CASE("-"), CASE("- 1"), CASE("0x1"), CASE("1a"),
	CASE("1_000"), CASE("1 000"), CASE("\xef\xbc\x91"), CASE("-a"),
	CASE("0e"), CASE("0.3e"), CASE("9.e+"), CASE("1+2"), CASE("++1"),
	/* Arrays. */
	CASE("["), CASE("]"), CASE("[1"), CASE("[1,"), CASE("[1,]"),
	CASE("[,1]"), CASE("[,]"), CASE("[1,,2]"), CASE("[1 2]"),
	CASE("[1;2]"), CASE("[1}"), CASE("[\"a\""), CASE("[1:2]"),
	CASE("[\f]"), CASE("[\v1]"), CASE("[\xc2\xa0]"), CASE("[\xe2\x81\xa0]"),
	/* Objects. */
	CASE("{"), CASE("}"), CASE("{\"a\"}"), CASE("{\"a\":}"),
	CASE("{\"a\" 1}"), CASE("{\"a\":1,}"), CASE("{,\"a\":1}"),
	CASE("{\"a\":1,,\"b\":2}"), CASE("{a:1}"), CASE("{'a':1}"),
	CASE("{1:1}"), CASE("{null:1}"), CASE("{\"a\"::1}"),
	CASE("{\"a\":1 \"b\":2}"), CASE("{\"a\":1]"), CASE("{\"a\":1"),
	CASE("{[]:1}"), CASE("{\"a\",1}"), CASE("{\"a\":1}#"),
	CASE("{\"a\":1,\"a\":1}"), CASE("{\"a\":1,\"\\u0061\":2}"),
	/* Strings. */
	CASE("\""), CASE("\"a"), CASE("'a'"), CASE("\"\\\""), CASE("\"\\"),
	CASE("\"\\x00\""), CASE("\"\\a\""), CASE("\"\\'\""), CASE("\"\\0\""),
	CASE("\"\\u\""), CASE("\"\\u1\""), CASE("\"\\u12\""),
	CASE("\"\\u123\""), CASE("\"\\u00g0\""), CASE("\"\\U0041\""),
	CASE("\"\\u 041\""), CASE("\"\t\""), CASE("\"\n\""), CASE("\"\0\""),
	CASE("\"\x1f\""), CASE("\\u0022a\""), CASE("\"a\"b\""),
	/* Surrogates. */
	CASE("\"\\ud800\""), CASE("\"\\udc00\""), CASE("\"\\ud800\\ud800\""),
	CASE("\"\\udc00\\ud800\""), CASE("\"\\ud800x\""),
	CASE("\"\\ud800\\n\""), CASE("\"\\ud800\\u0041\""),
	/* UTF-8. */
	CASE("\"\xff\""), CASE("\"\x80\""), CASE("\"\xc3\""),
	CASE("\"\xc0\xaf\""), CASE("\"\xe0\x80\xaf\""),
	CASE("\"\xed\xa0\x80\""), CASE("\"\xf4\x90\x80\x80\""),
	CASE("\"\xf8\x88\x80\x80\x80\""), CASE("\"\xe2\x82\""),
	CASE("\xef\xbb\xbf{}"), CASE("\xff\xfe[\0]\0"), CASE("[\xff]"),
	/* Comments. */
	CASE("/**/1"), CASE("[1/*x*/]"), CASE("1//x"), CASE("# 1\n1"),
};

static void
check(const struct str *cases, size_t n, bool want)
{
	for (size_t i = 0; i < n; i++) {
		struct arena *a = arena_new();
		/* Of exactly this length, so that ASan sees a byte too far. */
		char *copy = memcpy(xmalloc(cases[i].len + !cases[i].len),
		    cases[i].p, cases[i].len);
		struct str text = { copy, cases[i].len };
		struct error err = { 0 };
		bool is_good = json_parse(a, text, &err) != NULL;
		ok(is_good == want && (is_good || err.code[0] != '\0'),
		    "%s case %zu", want ? "accepted" : "refused", i + 1);
		free(copy);
		arena_free(a);
	}
}

int
main(void)
{
	check(accepted, ARRAY_LEN(accepted), true);
	check(refused, ARRAY_LEN(refused), false);
	return done_testing();
}
