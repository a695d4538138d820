/*
 * name.c - clean names, and say them in a header.
 */
#include <ctype.h>
#include <errno.h>

#include "server/files/name.h"

/* Controls of C1, marks of direction, joiners, private use, no characters. */
static bool
is_shapeless(int32_t c)
{
	static const struct { int32_t from, to; } ranges[] = {
		{ 0x00, 0x1f }, { 0x7f, 0x9f }, { 0xad, 0xad },
		{ 0x061c, 0x061c }, { 0x180e, 0x180e }, { 0x200b, 0x200f },
		{ 0x2028, 0x202e }, { 0x2060, 0x206f }, { 0xe000, 0xf8ff },
		{ 0xfe00, 0xfe0f }, { 0xfeff, 0xfeff }, { 0xfff0, 0xfffb },
		{ 0xfffe, 0xffff }, { 0xe0000, 0x10ffff },
	};

	for (size_t i = 0; i < ARRAY_LEN(ranges); i++) {
		if (c >= ranges[i].from && c <= ranges[i].to)
			return true;
	}
	return false;
}

static bool
is_space(int32_t c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0xa0 ||
	    c == 0x3000 || (c >= 0x2000 && c <= 0x200a);
}

/* Behind the last separator of either kind. */
static struct str
last_part(struct str name)
{
	for (size_t i = name.len; i > 0; i--) {
		if (name.p[i - 1] == '/' || name.p[i - 1] == '\\')
			return str_sub(name, i, name.len);
	}
	return name;
}

int
file_name_clean(struct str name, struct buf *out)
{
	_cleanup_(buf_done) struct buf clean = BUF_INIT;
	struct str s = last_part(name);
	size_t i = 0;

	while (i < s.len) {
		int32_t c = utf8_next(s, &i);

		if (c < 0)
			return -EINVAL;
		if (is_space(c)) {
			if (clean.len > 0 && clean.p[clean.len - 1] != ' ')
				buf_putc(&clean, ' ');
		} else if (c < 0x80 && strchr("<>:\"|?*", c) != NULL && c) {
			buf_putc(&clean, '_');
		} else if (!is_shapeless(c) && (c != '.' || clean.len > 0)) {
			buf_utf8(&clean, (uint32_t)c);
		}
	}
	while (clean.len > 0 && (clean.p[clean.len - 1] == ' ' ||
	    clean.p[clean.len - 1] == '.'))
		clean.len--;
	if (clean.len == 0 || utf8_count(buf_view(&clean)) > FILE_NAME_MAX)
		return -EINVAL;
	buf_str(out, buf_view(&clean));
	return 0;
}

/* attr-char of RFC 8187. */
static bool
is_attr_char(unsigned char c)
{
	return c < 0x80 && (isalnum(c) || strchr("!#$&+-.^_`|~", c) != NULL);
}

void
file_name_disposition(struct str name, struct buf *out)
{
	buf_puts(out, "attachment; filename=\"");
	for (size_t i = 0; i < name.len; i++) {
		unsigned char c = (unsigned char)name.p[i];

		if ((c & 0xc0) == 0x80)
			continue;	/* of a character that was replaced */
		buf_putc(out, c >= 0x80 || c < 0x20 || c == '"' ||
		    c == '\\' || c == '%' ? '_' : (char)c);
	}
	buf_puts(out, "\"; filename*=UTF-8''");
	for (size_t i = 0; i < name.len; i++) {
		unsigned char c = (unsigned char)name.p[i];

		if (is_attr_char(c))
			buf_putc(out, (char)c);
		else
			buf_printf(out, "%%%02X", c);
	}
}
