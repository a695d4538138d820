/*
 * str.c - string views, builders and UTF-8.
 */
#include <errno.h>

#include "base/str.h"

struct str
str_of(const char *cstr)
{
	return (struct str){ cstr, cstr == NULL ? 0 : strlen(cstr) };
}

bool
str_eq(struct str a, struct str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.p, b.p, a.len) == 0);
}

bool
str_is(struct str a, const char *cstr)
{
	return str_eq(a, str_of(cstr));
}

int
str_cmp(struct str a, struct str b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	int r = n == 0 ? 0 : memcmp(a.p, b.p, n);

	if (r != 0)
		return r;
	return (a.len > b.len) - (a.len < b.len);
}

bool
str_starts(struct str s, const char *prefix)
{
	size_t n = strlen(prefix);

	return s.len >= n && memcmp(s.p, prefix, n) == 0;
}

bool
str_ends(struct str s, const char *suffix)
{
	size_t n = strlen(suffix);

	return s.len >= n && memcmp(s.p + s.len - n, suffix, n) == 0;
}

ptrdiff_t
str_chr(struct str s, char c)
{
	const char *p = s.len == 0 ? NULL : memchr(s.p, c, s.len);

	return p == NULL ? -1 : p - s.p;
}

ptrdiff_t
str_find(struct str s, struct str needle, size_t from)
{
	const char *p;

	if (from > s.len)
		return -1;
	if (needle.len == 0)
		return (ptrdiff_t)from;
	if (needle.len > s.len - from)
		return -1;
	p = memmem(s.p + from, s.len - from, needle.p, needle.len);
	return p == NULL ? -1 : p - s.p;
}

struct str
str_sub(struct str s, size_t from, size_t len)
{
	if (from > s.len)
		from = s.len;
	if (len > s.len - from)
		len = s.len - from;
	return (struct str){ s.p + from, len };
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

struct str
str_trim(struct str s)
{
	while (s.len > 0 && is_space(s.p[0])) {
		s.p++;
		s.len--;
	}
	while (s.len > 0 && is_space(s.p[s.len - 1]))
		s.len--;
	return s;
}

struct str
str_take_line(struct str *rest)
{
	ptrdiff_t end = str_chr(*rest, '\n');
	struct str line = str_sub(*rest, 0, end < 0 ? rest->len :
	    (size_t)end);

	*rest = str_sub(*rest, line.len + 1, rest->len);
	return line;
}

int
hex_digit(char c)
{
	/* One more than the value, so that all others are 0. */
	static const signed char more[256] = {
		['0'] = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
		['A'] = 11, 12, 13, 14, 15, 16, ['a'] = 11, 12, 13, 14, 15, 16,
	};

	return more[(unsigned char)c] - 1;
}

void
hex_encode(struct str bytes, char *out)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < bytes.len; i++) {
		unsigned char c = (unsigned char)bytes.p[i];

		*out++ = digits[c >> 4];
		*out++ = digits[c & 15];
	}
}

int
parse_int(struct str s, int64_t min, int64_t max, int64_t *ret)
{
	bool negative = s.len > 0 && s.p[0] == '-';
	size_t i = negative ? 1 : 0;
	int64_t v = 0;

	if (i == s.len)
		return -EINVAL;
	for (; i < s.len; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return -EINVAL;
		if (__builtin_mul_overflow(v, 10, &v) ||
		    __builtin_sub_overflow(v, s.p[i] - '0', &v))
			return -ERANGE;
	}
	if (!negative && __builtin_sub_overflow(0, v, &v))
		return -ERANGE;
	if (v < min || v > max)
		return -ERANGE;
	*ret = v;
	return 0;
}

void
buf_done(struct buf *b)
{
	free(b->p);
	*b = (struct buf)BUF_INIT;
}

void
buf_reset(struct buf *b)
{
	b->len = 0;
	if (b->p != NULL)
		b->p[0] = '\0';
}

void
buf_reserve(struct buf *b, size_t more)
{
	size_t need, cap = b->cap == 0 ? 64 : b->cap;

	if (__builtin_add_overflow(b->len, more, &need) ||
	    __builtin_add_overflow(need, 1, &need))
		abort();
	if (need <= b->cap)
		return;
	while (cap < need)
		cap += cap / 2;
	b->p = xrealloc(b->p, cap);
	b->cap = cap;
}

void
buf_add(struct buf *b, const void *p, size_t n)
{
	buf_reserve(b, n);
	if (n > 0)
		memcpy(b->p + b->len, p, n);
	b->len += n;
	b->p[b->len] = '\0';
}

void
buf_str(struct buf *b, struct str s)
{
	buf_add(b, s.p, s.len);
}

void
buf_hex(struct buf *b, struct str bytes)
{
	buf_reserve(b, 2 * bytes.len);
	hex_encode(bytes, b->p + b->len);
	b->len += 2 * bytes.len;
}

void
buf_puts(struct buf *b, const char *cstr)
{
	buf_add(b, cstr, strlen(cstr));
}

void
buf_putc(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void
buf_vprintf(struct buf *b, const char *fmt, va_list ap)
{
	va_list again;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0)
		abort();
	buf_reserve(b, (size_t)n);
	(void)vsnprintf(b->p + b->len, (size_t)n + 1, fmt, ap);
	b->len += (size_t)n;
}

void
buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(b, fmt, ap);
	va_end(ap);
}

struct str
buf_view(const struct buf *b)
{
	return (struct str){ b->p == NULL ? "" : b->p, b->len };
}

const char *
buf_cstr(const struct buf *b)
{
	return b->p == NULL ? "" : b->p;
}

/* The number of bytes that follow this first byte, or -1. */
static int
utf8_more(unsigned char c)
{
	if (c < 0x80)
		return 0;
	if (c >= 0xc2 && c <= 0xdf)
		return 1;
	if (c >= 0xe0 && c <= 0xef)
		return 2;
	return c >= 0xf0 && c <= 0xf4 ? 3 : -1;
}

int32_t
utf8_next(struct str s, size_t *i)
{
	static const int32_t least[] = { 0, 0x80, 0x800, 0x10000 };
	unsigned char c = (unsigned char)s.p[*i];
	int more = utf8_more(c);
	int32_t cp;

	if (more < 0 || s.len - *i <= (size_t)more)
		return -1;
	cp = more == 0 ? c : c & (0x3f >> more);
	for (int k = 1; k <= more; k++) {
		unsigned char d = (unsigned char)s.p[*i + (size_t)k];

		if ((d & 0xc0) != 0x80)
			return -1;
		cp = cp << 6 | (d & 0x3f);
	}
	if (cp < least[more] || cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff))
		return -1;
	*i += (size_t)more + 1;
	return cp;
}

bool
utf8_valid(struct str s)
{
	for (size_t i = 0; i < s.len;) {
		if (utf8_next(s, &i) < 0)
			return false;
	}
	return true;
}

size_t
utf8_count(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++)
		n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
	return n;
}

void
buf_utf8(struct buf *b, uint32_t cp)
{
	char s[4];
	size_t n = cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
	static const unsigned char lead[] = { 0, 0, 0xc0, 0xe0, 0xf0 };

	for (size_t k = n - 1; k > 0; k--) {
		s[k] = (char)(0x80 | (cp & 0x3f));
		cp >>= 6;
	}
	s[0] = (char)(lead[n] | cp);
	buf_add(b, s, n);
}
