/*
 * scan.c - characters of FEEL text: spaces, comments, names, literals.
 *
 * DMN 1.5, 10.3.1.2, grammar rules 21 to 40 and 60 to 63.
 */
#include "workflows/feel/scan.h"

#define NAME_LEN_MAX	1000

static bool
is_wide_space(int32_t c)
{
	return c == 0x85 || c == 0xa0 || c == 0x1680 || c == 0x180e ||
	    (c >= 0x2000 && c <= 0x200b) || c == 0x2028 || c == 0x2029 ||
	    c == 0x202f || c == 0x205f || c == 0x3000 || c == 0xfeff;
}

/* Length of the white space character here, or 0. */
static size_t
space_len(struct str text, size_t pos)
{
	unsigned char c;
	size_t i = pos;

	if (pos >= text.len)
		return 0;
	c = (unsigned char)text.p[pos];
	if (c < 0x80)
		return c == ' ' || (c >= '\t' && c <= '\r');
	return is_wide_space(utf8_next(text, &i)) ? i - pos : 0;
}

static size_t
skip_blanks(struct str text, size_t pos)
{
	size_t n;

	while ((n = space_len(text, pos)) > 0)
		pos += n;
	return pos;
}

static size_t
skip_comment(struct str text, size_t pos)
{
	ptrdiff_t end;

	if (pos + 1 >= text.len || text.p[pos] != '/')
		return pos;
	if (text.p[pos + 1] == '/') {
		while (pos < text.len && text.p[pos] != '\n')
			pos++;
		return pos;
	}
	if (text.p[pos + 1] != '*')
		return pos;
	end = str_find(text, STR("*/"), pos + 2);
	return end < 0 ? pos : (size_t)end + 2;
}

size_t
scan_space(struct str text, size_t pos)
{
	for (;;) {
		size_t next = skip_comment(text, skip_blanks(text, pos));

		if (next == pos)
			return pos;
		pos = next;
	}
}

static bool
is_letter(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool
is_digit(unsigned char c)
{
	return c >= '0' && c <= '9';
}

bool
scan_is_name_start(struct str text, size_t pos)
{
	unsigned char c;

	if (pos >= text.len)
		return false;
	c = (unsigned char)text.p[pos];
	return is_letter(c) || c == '?' ||
	    (c >= 0x80 && space_len(text, pos) == 0);
}

bool
scan_is_name_part(struct str text, size_t pos)
{
	return scan_is_name_start(text, pos) ||
	    (pos < text.len && is_digit((unsigned char)text.p[pos]));
}

size_t
scan_word(struct str text, size_t pos)
{
	if (!scan_is_name_start(text, pos))
		return pos;
	while (scan_is_name_part(text, pos))
		pos++;
	return pos;
}

static bool
is_symbol(char c)
{
	return c == '.' || c == '/' || c == '-' || c == '\'' || c == '+' ||
	    c == '*';
}

static bool
is_symbol_at(struct str s, size_t i)
{
	return i < s.len && is_symbol(s.p[i]);
}

/* Could text and name, which differ after i bytes, differ only in space?  Only
 * where a name has space or a symbol, or just behind. */
static bool
may_differ(struct str name, size_t i)
{
	return i > 0 && (is_symbol(name.p[i - 1]) || is_symbol_at(name, i) ||
	    space_len(name, i - 1) > 0 || space_len(name, i) > 0);
}

static size_t
known_loosely(struct str text, size_t pos, struct str name)
{
	size_t i = 0;

	while (i < name.len) {
		size_t blanks = skip_blanks(text, pos) - pos;

		if (space_len(name, i) > 0) {
			size_t next = skip_blanks(name, i);
			bool is_loose = (i > 0 && is_symbol(name.p[i - 1])) ||
			    is_symbol_at(name, next);

			if (blanks == 0 && !is_loose)
				return 0;
			pos += blanks;
			i = next;
			continue;
		}
		if (is_symbol(name.p[i]) ||
		    (i > 0 && is_symbol(name.p[i - 1])))
			pos += blanks;
		if (pos >= text.len || text.p[pos] != name.p[i])
			return 0;
		pos++;
		i++;
	}
	return pos;
}

size_t
scan_known(struct str text, size_t pos, struct str name)
{
	size_t i = 0, end;

	while (i < name.len && pos + i < text.len &&
	    text.p[pos + i] == name.p[i])
		i++;
	if (name.len > 0 && i == name.len)
		end = pos + i;
	else
		end = may_differ(name, i) ? known_loosely(text, pos, name) : 0;
	if (end == 0 || (scan_is_name_part(name, name.len - 1) &&
	    scan_is_name_part(text, end)))
		return 0;
	return end;
}

static bool
is_word(struct str text, size_t from, size_t to, const char *word)
{
	return str_is(str_sub(text, from, to - from), word);
}

size_t
scan_free_name(struct arena *a, struct str text, size_t pos, bool stops_at_in,
    struct str *ret)
{
	size_t start = pos, n = 0, size_max;
	char *name;

	if (!scan_is_name_start(text, pos))
		return 0;
	size_max = text.len - pos < NAME_LEN_MAX ? text.len - pos :
	    NAME_LEN_MAX;
	name = arena_alloc(a, size_max);
	while (pos < text.len && n < size_max) {
		size_t blanks = scan_space(text, pos) - pos;
		size_t word = pos + blanks;

		while (scan_is_name_part(text, word))
			word++;
		if (word == pos + blanks && !is_symbol_at(text, word))
			break;
		if (stops_at_in && is_word(text, pos + blanks, word, "in"))
			break;
		if (word == pos + blanks)
			word++;
		if (blanks > 0 && pos > start && n < size_max)
			name[n++] = ' ';
		for (pos += blanks; pos < word && n < size_max; pos++)
			name[n++] = text.p[pos];
	}
	*ret = (struct str){ name, n };
	return pos;
}

size_t
scan_number(struct str text, size_t pos, struct dec128 *ret)
{
	size_t start = pos, exponent;

	while (pos < text.len && is_digit((unsigned char)text.p[pos]))
		pos++;
	if (pos + 1 < text.len && text.p[pos] == '.' &&
	    is_digit((unsigned char)text.p[pos + 1])) {
		pos++;
		while (pos < text.len && is_digit((unsigned char)text.p[pos]))
			pos++;
	}
	if (pos < text.len && (text.p[pos] == 'e' || text.p[pos] == 'E')) {
		exponent = pos + 1;
		if (exponent < text.len && (text.p[exponent] == '+' ||
		    text.p[exponent] == '-'))
			exponent++;
		if (exponent < text.len &&
		    is_digit((unsigned char)text.p[exponent])) {
			pos = exponent;
			while (pos < text.len &&
			    is_digit((unsigned char)text.p[pos]))
				pos++;
		}
	}
	if (dec128_parse(str_sub(text, start, pos - start), ret) < 0)
		return 0;
	return pos;
}

/* So many hexadecimal digits, or -1. */
static int32_t
hex(struct str text, size_t pos, size_t digits)
{
	int32_t v = 0;

	if (pos + digits > text.len)
		return -1;
	for (size_t i = 0; i < digits; i++) {
		int d = hex_digit(text.p[pos + i]);

		if (d < 0)
			return -1;
		v = v * 16 + d;
	}
	return v;
}

static char *
put_utf8(char *out, int32_t c)
{
	if (c < 0x80) {
		*out++ = (char)c;
		return out;
	}
	if (c < 0x800) {
		*out++ = (char)(0xc0 | (c >> 6));
	} else if (c < 0x10000) {
		*out++ = (char)(0xe0 | (c >> 12));
		*out++ = (char)(0x80 | ((c >> 6) & 0x3f));
	} else {
		*out++ = (char)(0xf0 | (c >> 18));
		*out++ = (char)(0x80 | ((c >> 12) & 0x3f));
		*out++ = (char)(0x80 | ((c >> 6) & 0x3f));
	}
	*out++ = (char)(0x80 | (c & 0x3f));
	return out;
}

static bool
is_surrogate(int32_t c, int32_t first)
{
	return c >= first && c < first + 0x400;
}

/* \uXXXX, a pair of them, or \UXXXXXX; pos is at the u.  0 when it is not a
 * character. */
static size_t
unicode_escape(struct str text, size_t pos, char **out)
{
	bool is_long = text.p[pos] == 'U';
	int32_t c = hex(text, pos + 1, is_long ? 6 : 4), low;

	if (c < 0 || c > 0x10ffff || is_surrogate(c, 0xdc00))
		return 0;
	pos += is_long ? 7 : 5;
	if (is_surrogate(c, 0xd800)) {
		if (pos + 1 >= text.len || text.p[pos] != '\\' ||
		    text.p[pos + 1] != 'u')
			return 0;
		low = hex(text, pos + 2, 4);
		if (!is_surrogate(low, 0xdc00))
			return 0;
		c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
		pos += 6;
	}
	*out = put_utf8(*out, c);
	return pos;
}

/* Behind a backslash.  What is no escape of FEEL keeps its backslash, so that
 * patterns may be written plainly. */
static size_t
escape(struct str text, size_t pos, char **out)
{
	static const char from[] = "nrt\"'\\", to[] = "\n\r\t\"'\\";
	const char *found = memchr(from, text.p[pos], sizeof(from) - 1);
	size_t end;

	if (found != NULL) {
		*(*out)++ = to[found - from];
		return pos + 1;
	}
	if (text.p[pos] == 'u' || text.p[pos] == 'U') {
		end = unicode_escape(text, pos, out);
		if (end > 0)
			return end;
	}
	*(*out)++ = '\\';
	return pos;
}

size_t
scan_string(struct arena *a, struct str text, size_t pos, struct str *ret)
{
	size_t end = ++pos;
	char *s, *out;

	while (end < text.len && text.p[end] != '"')
		end += text.p[end] == '\\' ? 2 : 1;
	if (end >= text.len)
		return 0;
	/* No escape makes more bytes than it has. */
	s = out = arena_alloc(a, end - pos + 1);
	while (pos < end) {
		if (text.p[pos] == '\\')
			pos = escape(text, pos + 1, &out);
		else
			*out++ = text.p[pos++];
	}
	*ret = (struct str){ s, (size_t)(out - s) };
	return end + 1;
}
