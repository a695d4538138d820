/*
 * jsonw.c - writing JSON.
 */
#include "base/json.h"

static void
before(struct jsonw *w)
{
	if (w->need_comma)
		buf_putc(w->out, ',');
	w->need_comma = true;
}

static void
begin(struct jsonw *w, char c)
{
	before(w);
	buf_putc(w->out, c);
	w->need_comma = false;
}

static void
end(struct jsonw *w, char c)
{
	buf_putc(w->out, c);
	w->need_comma = true;
}

void
jsonw_object(struct jsonw *w)
{
	begin(w, '{');
}

void
jsonw_object_end(struct jsonw *w)
{
	end(w, '}');
}

void
jsonw_array(struct jsonw *w)
{
	begin(w, '[');
}

void
jsonw_array_end(struct jsonw *w)
{
	end(w, ']');
}

static void
escape(struct buf *out, unsigned char c)
{
	switch (c) {
	case '"':
		buf_puts(out, "\\\"");
		break;
	case '\\':
		buf_puts(out, "\\\\");
		break;
	case '\n':
		buf_puts(out, "\\n");
		break;
	case '\r':
		buf_puts(out, "\\r");
		break;
	case '\t':
		buf_puts(out, "\\t");
		break;
	default:
		buf_printf(out, "\\u%04x", c);
	}
}

void
json_quote(struct buf *out, struct str s)
{
	size_t start = 0;

	buf_putc(out, '"');
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		buf_add(out, s.p + start, i - start);
		escape(out, c);
		start = i + 1;
	}
	if (s.len > start)
		buf_add(out, s.p + start, s.len - start);
	buf_putc(out, '"');
}

void
jsonw_key_str(struct jsonw *w, struct str key)
{
	before(w);
	json_quote(w->out, key);
	buf_putc(w->out, ':');
	w->need_comma = false;
}

void
jsonw_key(struct jsonw *w, const char *key)
{
	jsonw_key_str(w, str_of(key));
}

void
jsonw_raw(struct jsonw *w, struct str json)
{
	before(w);
	buf_str(w->out, json);
}

void
jsonw_str(struct jsonw *w, struct str s)
{
	before(w);
	json_quote(w->out, s);
}

void
jsonw_cstr(struct jsonw *w, const char *s)
{
	if (s == NULL)
		jsonw_null(w);
	else
		jsonw_str(w, str_of(s));
}

void
jsonw_int(struct jsonw *w, int64_t v)
{
	before(w);
	buf_printf(w->out, "%lld", (long long)v);
}

void
jsonw_bool(struct jsonw *w, bool v)
{
	jsonw_raw(w, v ? STR("true") : STR("false"));
}

void
jsonw_null(struct jsonw *w)
{
	jsonw_raw(w, STR("null"));
}

static void
write_array(struct jsonw *w, const struct json *v)
{
	jsonw_array(w);
	for (size_t i = 0; i < v->n; i++)
		jsonw_value(w, &v->items[i]);
	jsonw_array_end(w);
}

static void
write_object(struct jsonw *w, const struct json *v)
{
	jsonw_object(w);
	for (size_t i = 0; i < v->n; i++) {
		jsonw_key_str(w, v->members[i].key);
		jsonw_value(w, &v->members[i].value);
	}
	jsonw_object_end(w);
}

void
jsonw_value(struct jsonw *w, const struct json *v)
{
	switch (v->type) {
	case JSON_NULL:
		jsonw_null(w);
		break;
	case JSON_BOOL:
		jsonw_bool(w, v->boolean);
		break;
	case JSON_NUMBER:
		jsonw_raw(w, v->text);
		break;
	case JSON_STRING:
		jsonw_str(w, v->text);
		break;
	case JSON_ARRAY:
		write_array(w, v);
		break;
	case JSON_OBJECT:
		write_object(w, v);
		break;
	}
}
