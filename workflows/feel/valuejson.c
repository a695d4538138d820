/*
 * valuejson.c - FEEL values from JSON and to JSON.
 */
#include "workflows/feel/limits.h"
#include "workflows/feel/type.h"

static struct feel_value from_json(struct arena *a, const struct json *j,
    const struct feel_type *type, int depth);

static struct feel_value
text_as(struct arena *a, struct str s, enum feel_type_kind kind)
{
	struct temporal_datetime dt;
	struct temporal_duration d;
	struct temporal_time t;
	struct civil date;

	switch (kind) {
	case TYPE_DATE:
		if (temporal_parse_date(s, &date))
			return feel_date(date);
		break;
	case TYPE_TIME:
		if (temporal_parse_time(s, &t))
			return feel_time(a, &t);
		break;
	case TYPE_DATE_TIME:
		if (temporal_parse_datetime(s, &dt))
			return feel_date_time(a, &dt);
		break;
	case TYPE_DAYS_TIME:
	case TYPE_YEARS_MONTHS:
	case TYPE_DURATION:
		if (temporal_parse_duration(s, &d))
			return d.is_months ? feel_years_months(d.months) :
			    feel_days_time(d.ns);
		break;
	default:
		break;
	}
	return feel_string(s);
}

static const struct feel_type *
member_type(const struct feel_type *type, struct str name)
{
	if (type == NULL || type->kind != TYPE_CONTEXT)
		return NULL;
	for (size_t i = 0; i < type->n; i++) {
		if (str_eq(type->members[i].name, name))
			return type->members[i].type;
	}
	return NULL;
}

static struct feel_value
array_from_json(struct arena *a, const struct json *j,
    const struct feel_type *type, int depth)
{
	struct feel_value *v = arena_array(a, j->n, sizeof(*v));

	if (type != NULL && type->kind == TYPE_LIST)
		type = type->item;
	for (size_t i = 0; i < j->n; i++)
		v[i] = from_json(a, &j->items[i], type, depth + 1);
	return feel_list(v, j->n);
}

static struct feel_value
object_from_json(struct arena *a, const struct json *j,
    const struct feel_type *type, int depth)
{
	struct feel_entry *e = arena_array(a, j->n, sizeof(*e));

	if (type != NULL && type->kind == TYPE_LIST)
		type = type->item;
	for (size_t i = 0; i < j->n; i++) {
		const struct json_member *m = &j->members[i];

		e[i].key = m->key;
		e[i].value = from_json(a, &m->value,
		    member_type(type, m->key), depth + 1);
	}
	return feel_context(a, e, j->n);
}

static struct feel_value
string_from_json(struct arena *a, const struct json *j,
    const struct feel_type *type)
{
	if (type != NULL && type->kind == TYPE_LIST)
		type = type->item;
	return type == NULL ? feel_string(j->text) :
	    text_as(a, j->text, type->kind);
}

static struct feel_value
from_json(struct arena *a, const struct json *j, const struct feel_type *type,
    int depth)
{
	struct dec128 n;

	if (depth > JSON_DEPTH_MAX)
		return FEEL_NULL_VALUE;
	switch (j->type) {
	case JSON_BOOL:
		return feel_bool(j->boolean);
	case JSON_NUMBER:
		if (dec128_parse(j->text, &n) < 0)
			return FEEL_NULL_VALUE;
		return feel_number(n);
	case JSON_STRING:
		return string_from_json(a, j, type);
	case JSON_ARRAY:
		return array_from_json(a, j, type, depth);
	case JSON_OBJECT:
		return object_from_json(a, j, type, depth);
	default:
		return FEEL_NULL_VALUE;
	}
}

struct feel_value
feel_from_json(struct arena *a, const struct json *j)
{
	return from_json(a, j, NULL, 0);
}

struct feel_value
feel_from_json_as(struct arena *a, const struct json *j,
    const struct feel_type *type)
{
	return from_json(a, j, type, 0);
}

static void
write_unknown(struct jsonw *w, const struct feel_unknown *u)
{
	jsonw_object(w);
	jsonw_key(w, "unknown");
	jsonw_array(w);
	for (size_t i = 0; i < u->n; i++)
		jsonw_str(w, u->names[i]);
	jsonw_array_end(w);
	jsonw_object_end(w);
}

static void
write_text(struct jsonw *w, struct feel_value v)
{
	_cleanup_(buf_done) struct buf b = BUF_INIT;

	feel_format(&b, v);
	jsonw_str(w, buf_view(&b));
}

static void
write_number(struct jsonw *w, struct dec128 n)
{
	char text[DEC128_TEXT_SIZE];

	jsonw_raw(w, dec128_text(n, text));
}

static void
write_deep(struct jsonw *w, struct feel_value v, int depth)
{
	switch (depth < FEEL_VALUE_DEPTH_MAX ? v.kind : FEEL_NULL) {
	case FEEL_NULL:
	case FEEL_FUNCTION:
		jsonw_null(w);
		return;
	case FEEL_NUMBER:
		write_number(w, v.number);
		return;
	case FEEL_BOOLEAN:
		jsonw_bool(w, v.boolean);
		return;
	case FEEL_LIST:
		jsonw_array(w);
		for (size_t i = 0; i < v.list.n; i++)
			write_deep(w, v.list.v[i], depth + 1);
		jsonw_array_end(w);
		return;
	case FEEL_CONTEXT:
		jsonw_object(w);
		for (size_t i = 0; i < v.context->n; i++) {
			jsonw_key_str(w, v.context->entries[i].key);
			write_deep(w, v.context->entries[i].value, depth + 1);
		}
		jsonw_object_end(w);
		return;
	case FEEL_UNKNOWN:
		write_unknown(w, v.unknown);
		return;
	default:
		write_text(w, v);
		return;
	}
}

void
feel_to_json(struct jsonw *w, struct feel_value v)
{
	write_deep(w, v, 0);
}
