/*
 * builtins_string.c - text, counted in code points.
 */
#include <locale.h>
#include <pthread.h>
#include <wctype.h>

#include "workflows/feel/ast.h"

static struct feel_value
fn_string_length(struct feel_run *run, const struct feel_value *args, size_t n)
{
	(void)run;
	(void)n;
	return feel_int((int64_t)utf8_count(args[0].string));
}

/* The byte where this many code points end, at most len. */
static size_t
skip_points(struct str s, size_t from, uint64_t points)
{
	while (points > 0 && from < s.len) {
		from++;
		while (from < s.len && (s.p[from] & 0xc0) == 0x80)
			from++;
		points--;
	}
	return from;
}

static bool
whole(struct dec128 v, int64_t *ret)
{
	struct dec128 w = dec128_round(v, 0, DEC128_DOWN);

	return dec128_ok(w) && dec128_to_int(w, ret) == 0;
}

static struct feel_value
fn_substring(struct feel_run *run, const struct feel_value *args, size_t n)
{
	struct str s = args[0].string;
	int64_t start, length = INT64_MAX, count = (int64_t)utf8_count(s);
	size_t from, to;

	if (!whole(args[1].number, &start) || start == 0 || start > count ||
	    start < -count || (n > 2 && (!whole(args[2].number, &length) ||
	    length < 1)))
		return feel_fail(run, "feel.argument",
		    "substring(): there is no such part of the text");
	from = skip_points(s, 0, (uint64_t)(start > 0 ? start - 1 :
	    count + start));
	to = skip_points(s, from, (uint64_t)length);
	return feel_string(str_sub(s, from, to - from));
}

static locale_t utf8_locale;
static pthread_once_t utf8_once = PTHREAD_ONCE_INIT;

static void
open_locale(void)
{
	utf8_locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
}

/* Letters that become several (SpecialCasing of Unicode, Latin and Armenian);
 * the library maps one to one. */
static const struct {
	int32_t		 from;
	const char	*to;
} long_upper[] = {
	{ 0xdf, "SS" }, { 0x149, "\u02bcN" }, { 0x1f0, "J\u030c" },
	{ 0x587, "\u0535\u0552" }, { 0x1e96, "H\u0331" },
	{ 0x1e97, "T\u0308" }, { 0x1e98, "W\u030a" }, { 0x1e99, "Y\u030a" },
	{ 0x1e9a, "A\u02be" }, { 0xfb00, "FF" }, { 0xfb01, "FI" },
	{ 0xfb02, "FL" }, { 0xfb03, "FFI" }, { 0xfb04, "FFL" },
	{ 0xfb05, "ST" }, { 0xfb06, "ST" },
};

typedef wint_t	(*case_map)(wint_t, locale_t);

static bool
map_long(struct buf *b, int32_t c, case_map map)
{
	if (map != towupper_l)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(long_upper); i++) {
		if (long_upper[i].from == c) {
			buf_puts(b, long_upper[i].to);
			return true;
		}
	}
	return false;
}

/* Letter by letter, whatever the locale of the process. */
static struct feel_value
map_case(struct feel_run *run, struct str s, case_map map)
{
	_cleanup_(buf_done) struct buf b = BUF_INIT;
	char *copy;

	(void)pthread_once(&utf8_once, open_locale);
	for (size_t i = 0; i < s.len;) {
		int32_t c = utf8_next(s, &i);

		if (c < 0)
			break;
		if (c > 0x7f && map_long(&b, c, map))
			continue;
		if (utf8_locale != (locale_t)0)
			c = (int32_t)map((wint_t)c, utf8_locale);
		buf_utf8(&b, (uint32_t)c);
	}
	copy = feel_bytes(run, b.len);
	if (copy == NULL)
		return FEEL_NULL_VALUE;
	if (b.len > 0)
		memcpy(copy, b.p, b.len);
	return feel_string((struct str){ copy, b.len });
}

static struct feel_value
fn_upper_case(struct feel_run *run, const struct feel_value *args, size_t n)
{
	(void)n;
	return map_case(run, args[0].string, towupper_l);
}

static struct feel_value
fn_lower_case(struct feel_run *run, const struct feel_value *args, size_t n)
{
	(void)n;
	return map_case(run, args[0].string, towlower_l);
}

static struct feel_value
fn_substring_before(struct feel_run *run, const struct feel_value *args,
    size_t n)
{
	ptrdiff_t at = str_find(args[0].string, args[1].string, 0);

	(void)run;
	(void)n;
	return feel_string(str_sub(args[0].string, 0,
	    at < 0 ? 0 : (size_t)at));
}

static struct feel_value
fn_substring_after(struct feel_run *run, const struct feel_value *args,
    size_t n)
{
	struct str s = args[0].string;
	ptrdiff_t at = str_find(s, args[1].string, 0);

	(void)run;
	(void)n;
	if (at < 0)
		return feel_string(STR(""));
	return feel_string(str_sub(s, (size_t)at + args[1].string.len, s.len));
}

static struct feel_value
fn_contains(struct feel_run *run, const struct feel_value *args, size_t n)
{
	(void)run;
	(void)n;
	return feel_bool(str_find(args[0].string, args[1].string, 0) >= 0);
}

static struct feel_value
fn_starts_with(struct feel_run *run, const struct feel_value *args, size_t n)
{
	struct str s = args[0].string, part = args[1].string;

	(void)run;
	(void)n;
	return feel_bool(str_eq(str_sub(s, 0, part.len), part));
}

static struct feel_value
fn_ends_with(struct feel_run *run, const struct feel_value *args, size_t n)
{
	struct str s = args[0].string, part = args[1].string;

	(void)run;
	(void)n;
	return feel_bool(part.len <= s.len &&
	    str_eq(str_sub(s, s.len - part.len, part.len), part));
}

/* Nulls in the list are passed over. */
static struct feel_value
fn_string_join(struct feel_run *run, const struct feel_value *args, size_t n)
{
	struct feel_list list = args[0].list;
	struct str between = args[1].kind == FEEL_STRING ? args[1].string :
	    STR("");
	size_t len = 0, at = 0;
	char *out;

	(void)n;
	for (size_t i = 0; i < list.n; i++) {
		if (list.v[i].kind == FEEL_STRING)
			len += list.v[i].string.len + between.len;
		else if (list.v[i].kind != FEEL_NULL)
			return feel_fail(run, "feel.argument",
			    "string join(): a %s is no string",
			    feel_kind_name(list.v[i].kind));
	}
	out = feel_bytes(run, len);
	if (out == NULL)
		return FEEL_NULL_VALUE;
	for (size_t i = 0; i < list.n; i++) {
		if (list.v[i].kind == FEEL_NULL)
			continue;
		memcpy(out + at, list.v[i].string.p, list.v[i].string.len);
		at += list.v[i].string.len;
		memcpy(out + at, between.p, between.len);
		at += between.len;
	}
	return feel_string((struct str){ out,
	    at > 0 ? at - between.len : 0 });
}

#define STRING_MATCH	{ { "string", K_STR }, { "match", K_STR } }

const struct feel_builtin feel_builtins_string[] = {
	{ "contains", fn_contains, 2, 2, 0, STRING_MATCH },
	{ "ends with", fn_ends_with, 2, 2, 0, STRING_MATCH },
	{ "lower case", fn_lower_case, 1, 1, 0, { { "string", K_STR } } },
	{ "starts with", fn_starts_with, 2, 2, 0, STRING_MATCH },
	{ "string join", fn_string_join, 1, 2, 0, { { "list", K_LIST },
	    { "delimiter", K_STR | K_NULL } } },
	{ "string length", fn_string_length, 1, 1, 0,
	    { { "string", K_STR } } },
	{ "substring", fn_substring, 2, 3, 0, { { "string", K_STR },
	    { "start position", K_NUM }, { "length", K_NUM } } },
	{ "substring after", fn_substring_after, 2, 2, 0, STRING_MATCH },
	{ "substring before", fn_substring_before, 2, 2, 0, STRING_MATCH },
	{ "upper case", fn_upper_case, 1, 1, 0, { { "string", K_STR } } },
	{ NULL }
};
