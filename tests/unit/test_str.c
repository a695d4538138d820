/*
 * test_str.c - strings, builders, numbers, UTF-8.
 */
#include <errno.h>

#include "tests/unit/tap.h"

static void
test_parse_int(void)
{
	int64_t v = 7;

	ok(parse_int(STR("42"), 0, 100, &v) == 0 && v == 42, "42");
	ok(parse_int(STR("-9223372036854775808"), INT64_MIN, 0, &v) == 0 &&
	    v == INT64_MIN, "the least integer");
	ok(parse_int(STR("9223372036854775807"), 0, INT64_MAX, &v) == 0 &&
	    v == INT64_MAX, "the largest integer");
	ok(parse_int(STR("9223372036854775808"), 0, INT64_MAX, &v) == -ERANGE,
	    "one more overflows");
	ok(parse_int(STR("101"), 0, 100, &v) == -ERANGE, "out of range");
	ok(parse_int(STR("4 "), 0, 100, &v) == -EINVAL, "trailing space");
	ok(parse_int(STR(""), 0, 100, &v) == -EINVAL, "empty");
	ok(parse_int(STR("-"), 0, 100, &v) == -EINVAL, "only a sign");
	ok(v == INT64_MAX, "untouched on failure");
}

static void
test_utf8(void)
{
	size_t i = 0;
	struct buf b = BUF_INIT;

	ok(utf8_next(STR("€"), &i) == 0x20ac && i == 3, "three bytes");
	ok(utf8_count(STR("añ€😀")) == 4, "code points are counted");
	ok(!utf8_valid(STR("\xc0\x80")), "overlong");
	ok(!utf8_valid(STR("\xed\xa0\x80")), "surrogate");
	ok(!utf8_valid(STR("\xf4\x90\x80\x80")), "above U+10FFFF");
	ok(!utf8_valid(STR("\xe2\x82")), "cut short");
	buf_utf8(&b, 0x1f600);
	buf_utf8(&b, 0xe9);
	is_str(buf_view(&b), "😀é", "encoding");
	buf_done(&b);
}

static void
test_views(void)
{
	is_str(str_trim(STR(" \ta b\n")), "a b", "trim");
	ok(str_find(STR("abcabc"), STR("bc"), 2) == 4, "find from");
	ok(str_find(STR("abc"), STR("x"), 0) == -1, "not found");
	ok(str_cmp(STR("ab"), STR("abc")) < 0, "a prefix sorts first");
	is_str(str_sub(STR("hello"), 3, 99), "lo", "sub is clipped");
	ok(str_starts(STR("hello"), "he") && str_ends(STR("hello"), "lo"),
	    "starts and ends");
}

int
main(void)
{
	test_parse_int();
	test_utf8();
	test_views();
	return done_testing();
}
