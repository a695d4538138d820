/*
 * target.c - the path and the arguments of a request target.
 *
 * Decoded once, here, and checked after decoding; so no later layer sees a
 * byte that a check before it did not see.
 */
#include "server/http/parse.h"

static bool
is_clean(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f)
			return false;
	}
	return utf8_valid(s);
}

/* The value of two hexadecimal digits, or -1. */
static int
decode_byte(struct str s)
{
	int hi = s.len == 2 ? hex_digit(s.p[0]) : -1;
	int lo = s.len == 2 ? hex_digit(s.p[1]) : -1;

	return hi < 0 || lo < 0 ? -1 : hi * 16 + lo;
}

struct str
http_decode(struct arena *a, struct str s, bool plus_is_space)
{
	char *out = arena_alloc(a, s.len + 1);
	struct str ret = { out, 0 };

	for (size_t i = 0; i < s.len; i++) {
		char c = s.p[i];

		if (c == '+' && plus_is_space) {
			c = ' ';
		} else if (c == '%') {
			int byte = decode_byte(str_sub(s, i + 1, 2));

			if (byte < 0)
				return STR_NULL;
			c = (char)byte;
			i += 2;
		}
		out[ret.len++] = c;
	}
	out[ret.len] = '\0';
	return is_clean(ret) ? ret : STR_NULL;
}

/* The part of s before the next c, moving s behind it. */
static struct str
next_part(struct str *s, char c)
{
	ptrdiff_t end = str_chr(*s, c);
	size_t len = end < 0 ? s->len : (size_t)end;
	struct str part = str_sub(*s, 0, len);

	*s = str_sub(*s, len + 1, s->len);
	return part;
}

static int
check_segments(struct str path)
{
	while (path.len > 0) {
		struct str segment = next_part(&path, '/');

		if (str_is(segment, ".") || str_is(segment, ".."))
			return -400;
	}
	return 0;
}

int
http_parse_path(struct arena *a, struct str target, struct str *ret)
{
	struct str raw = next_part(&target, '?');
	struct str path;

	/* %2F and %5C would make a segment of what is none. */
	for (size_t i = 0; i + 2 < raw.len; i++) {
		if (raw.p[i] == '%' && (strncasecmp(raw.p + i, "%2f", 3) == 0 ||
		    strncasecmp(raw.p + i, "%5c", 3) == 0))
			return -400;
	}
	if (str_chr(raw, '\\') >= 0)
		return -400;
	path = http_decode(a, raw, false);
	if (path.p == NULL || check_segments(path) < 0)
		return -400;
	*ret = path;
	return 0;
}

int
http_parse_query(struct arena *a, struct str target, struct http_arg **ret)
{
	struct http_arg *args = arena_array(a, HTTP_ARGS_MAX + 1,
	    sizeof(*args));
	size_t n = 0;

	(void)next_part(&target, '?');
	while (target.len > 0) {
		struct str value = next_part(&target, '&');
		struct str name = next_part(&value, '=');

		if (name.len == 0 && value.len == 0)
			continue;
		name = http_decode(a, name, true);
		value = http_decode(a, value, true);
		if (name.p == NULL || value.p == NULL || n == HTTP_ARGS_MAX)
			return -400;
		args[n++] = (struct http_arg){ name.p, value.p };
	}
	args[n] = (struct http_arg){ NULL, NULL };
	*ret = args;
	return 0;
}
