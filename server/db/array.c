/*
 * array.c - the text of arrays: {1,2}, {"a \"b\"","c"}, {"\\x00ff"}.
 */
#include <inttypes.h>

#include "server/db/array.h"

static void
begin(struct db_array *a)
{
	buf_putc(&a->text, a->text.len == 0 ? '{' : ',');
}

void
db_array_bare(struct db_array *a, struct str value)
{
	begin(a);
	buf_str(&a->text, value);
}

void
db_array_int(struct db_array *a, int64_t value)
{
	begin(a);
	buf_printf(&a->text, "%" PRId64, value);
}

void
db_array_uuid(struct db_array *a, struct uuid value)
{
	char text[UUID_TEXT_LEN + 1];

	uuid_format(value, text);
	db_array_bare(a, str_of(text));
}

/* So many bytes need no escape. */
static size_t
plain_len(struct str s)
{
	size_t n = 0;

	while (n < s.len && s.p[n] != '"' && s.p[n] != '\\')
		n++;
	return n;
}

void
db_array_text(struct db_array *a, struct str value)
{
	begin(a);
	buf_putc(&a->text, '"');
	while (value.len > 0) {
		size_t plain = plain_len(value);

		buf_str(&a->text, str_sub(value, 0, plain));
		if (plain < value.len) {
			buf_putc(&a->text, '\\');
			buf_putc(&a->text, value.p[plain++]);
		}
		value = str_sub(value, plain, value.len - plain);
	}
	buf_putc(&a->text, '"');
}

void
db_array_bytes(struct db_array *a, struct str value)
{
	begin(a);
	buf_puts(&a->text, "\"\\\\x");
	buf_hex(&a->text, value);
	buf_putc(&a->text, '"');
}

bool
db_array_is_empty(const struct db_array *a)
{
	return a->text.len == 0;
}

const char *
db_array_end(struct arena *arena, struct db_array *a)
{
	const char *text;

	buf_puts(&a->text, a->text.len == 0 ? "{}" : "}");
	text = arena_str(arena, buf_view(&a->text)).p;
	db_array_done(a);
	return text;
}

void
db_array_done(struct db_array *a)
{
	buf_done(&a->text);
}
