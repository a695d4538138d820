/*
 * tck_value.c - values as the DMN TCK's test cases write them, and how they
 * compare.
 */
#include <string.h>

#include "base/xml.h"
#include "workflows/dmn/tck.h"

#define XSI "http://www.w3.org/2001/XMLSchema-instance"

static bool
is_nil(const xmlNode *node)
{
	struct str nil = xml_attr_ns(node, XSI, "nil");

	return str_is(nil, "true") || str_is(nil, "1");
}

static struct feel_value
number_value(struct str text)
{
	struct dec128 d;

	if (str_starts(text, "+"))
		text = str_sub(text, 1, text.len);
	return dec128_parse(text, &d) == 0 ? feel_number(d) : FEEL_NULL_VALUE;
}

static struct feel_value
temporal_value(struct arena *a, struct str type, struct str text)
{
	struct civil date;
	struct temporal_time time;
	struct temporal_datetime both;
	struct temporal_duration d;

	if (str_is(type, "date") && temporal_parse_date(text, &date))
		return feel_date(date);
	if (str_is(type, "time") && temporal_parse_time(text, &time))
		return feel_time(a, &time);
	if (str_is(type, "dateTime") && temporal_parse_datetime(text, &both))
		return feel_date_time(a, &both);
	if (str_ends(type, "uration") && temporal_parse_duration(text, &d))
		return d.is_months ? feel_years_months(d.months) :
		    feel_days_time(d.ns);
	return FEEL_NULL_VALUE;
}

static struct feel_value
simple_value(struct arena *a, const xmlNode *node)
{
	_cleanup_(buf_done) struct buf b = BUF_INIT;
	struct str type = xml_attr_ns(node, XSI, "type"), text;
	ptrdiff_t colon = str_chr(type, ':');

	if (is_nil(node))
		return FEEL_NULL_VALUE;
	if (colon >= 0)
		type = str_sub(type, (size_t)colon + 1, type.len);
	xml_text(node, &b);
	text = arena_str(a, buf_view(&b));
	if (type.p == NULL || str_is(type, "string"))
		return feel_string(text);
	text = str_trim(text);
	if (str_is(type, "boolean"))
		return feel_bool(str_is(text, "true") || str_is(text, "1"));
	if (str_is(type, "decimal") || str_is(type, "double") ||
	    str_is(type, "float") || str_ends(type, "nteger") ||
	    str_is(type, "int") || str_is(type, "long"))
		return number_value(text);
	return temporal_value(a, type, text);
}

static struct feel_value
list_value(struct arena *a, const xmlNode *node)
{
	VEC(struct feel_value) v = { 0 };

	if (is_nil(node))
		return FEEL_NULL_VALUE;
	for (const xmlNode *c = xml_first(node); c != NULL; c = xml_next(c)) {
		if (xml_is(c, NULL, "item"))
			vec_push(a, &v, tck_value(a, c));
	}
	return feel_list(v.v, v.n);
}

static struct feel_value
components_value(struct arena *a, const xmlNode *node)
{
	VEC(struct feel_entry) v = { 0 };

	for (const xmlNode *c = xml_first(node); c != NULL; c = xml_next(c)) {
		if (xml_is(c, NULL, "component"))
			vec_push(a, &v, (struct feel_entry){
			    arena_str(a, xml_attr(c, "name")),
			    tck_value(a, c) });
	}
	return feel_context(a, v.v, v.n);
}

struct feel_value
tck_value(struct arena *a, const xmlNode *node)
{
	const xmlNode *c;

	if (is_nil(node))
		return FEEL_NULL_VALUE;
	for (c = xml_first(node); c != NULL; c = xml_next(c)) {
		if (xml_is(c, NULL, "value"))
			return simple_value(a, c);
		if (xml_is(c, NULL, "list"))
			return list_value(a, c);
		if (xml_is(c, NULL, "component"))
			return components_value(a, node);
	}
	return FEEL_NULL_VALUE;
}

/* -------------------------------------------------------------- comparing */

static bool
near(struct dec128 a, struct dec128 b)
{
	struct dec128 d = dec128_abs(dec128_sub(a, b));

	return dec128_ok(d) && dec128_cmp(d, dec128_make(1, -8)) < 0;
}

static bool
same_lists(struct feel_list a, struct feel_list b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++) {
		if (!tck_same(a.v[i], b.v[i]))
			return false;
	}
	return true;
}

static bool
same_contexts(const struct feel_context *a, const struct feel_context *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++) {
		const struct feel_value *v = feel_get(b, a->entries[i].key);

		if (v == NULL || !tck_same(a->entries[i].value, *v))
			return false;
	}
	return true;
}

static void
format_zone(struct buf *out, struct feel_value v)
{
	feel_format(out, v);
	if (out->len > 0 && out->p[out->len - 1] == 'Z') {
		out->len--;
		buf_puts(out, "+00:00");
	}
}

static bool
same_text(struct feel_value a, struct feel_value b)
{
	_cleanup_(buf_done) struct buf x = BUF_INIT;
	_cleanup_(buf_done) struct buf y = BUF_INIT;

	format_zone(&x, a);
	format_zone(&y, b);
	return str_eq(buf_view(&x), buf_view(&y));
}

bool
tck_same(struct feel_value expected, struct feel_value got)
{
	if (expected.kind != got.kind)
		return false;
	switch (expected.kind) {
	case FEEL_NULL:
		return true;
	case FEEL_NUMBER:
		return near(expected.number, got.number);
	case FEEL_LIST:
		return same_lists(expected.list, got.list);
	case FEEL_CONTEXT:
		return same_contexts(expected.context, got.context);
	case FEEL_TIME:
	case FEEL_DATE_TIME:
		return same_text(expected, got);
	default:
		return feel_same(expected, got);
	}
}
