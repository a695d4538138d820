/*
 * shape.c - checking the JSON of a request against a table.
 */
#include <assert.h>

#include "base/civil.h"
#include "server/api/shape.h"
#include "workflows/feel/temporal.h"

#define POINTER_MAX	120
#define OFFSET_MAX	(14 * 3600)	/* of a time zone: Kiribati's */

struct checker {
	struct error	 errors[SHAPE_ERRORS_MAX];
	size_t		 n;
};

const struct shape shape_address[] = {
	{ "street", SHAPE_TEXT, .max = 160 },
	{ "number", SHAPE_TEXT, .max = 20 },
	{ "floor", SHAPE_TEXT, .max = 20 },
	{ "postalCode", SHAPE_TEXT, .max = 10 },
	{ "town", SHAPE_TEXT, .max = 80 },
	{ 0 }
};

static void
wrong(struct checker *c, const char *pointer, const char *code,
    const char *message)
{
	if (c->n < SHAPE_ERRORS_MAX)
		(void)error_set_field(&c->errors[c->n++], code,
		    str_of(pointer), "%s", message);
}

static void
wrong_number(struct checker *c, const char *pointer, const struct shape *s,
    const char *code)
{
	char message[96];

	(void)snprintf(message, sizeof(message), "from %lld to %lld%s",
	    (long long)s->min, (long long)s->max,
	    s->type == SHAPE_TEXT ? " characters" :
	    s->type == SHAPE_LIST ? " elements" : "");
	wrong(c, pointer, code, message);
}

static void
check_text(struct checker *c, const struct shape *s, const char *pointer,
    struct str text)
{
	int64_t n = (int64_t)utf8_count(text);

	if (n < s->min || n > s->max)
		wrong_number(c, pointer, s, "shape.length");
	for (size_t i = 0; i < text.len; i++) {
		unsigned char ch = (unsigned char)text.p[i];

		if (ch < 0x20 && ch != '\n' && ch != '\r' && ch != '\t') {
			wrong(c, pointer, "shape.control",
			    "control characters are not allowed");
			return;
		}
	}
}

static void
check_choice(struct checker *c, const struct shape *s, const char *pointer,
    struct str text)
{
	char message[256] = "one of:";
	size_t at = strlen(message);

	for (size_t i = 0; s->choices[i] != NULL; i++) {
		if (str_is(text, s->choices[i]))
			return;
		at += (size_t)snprintf(message + at, sizeof(message) - at,
		    " %s", s->choices[i]);
		if (at >= sizeof(message))
			at = sizeof(message) - 1;
	}
	wrong(c, pointer, "shape.choice", message);
}

bool
shape_is_day(struct str s)
{
	int64_t y, m, d;

	return s.len == 10 && s.p[4] == '-' && s.p[7] == '-' &&
	    parse_int(str_sub(s, 0, 4), 1, 9999, &y) == 0 &&
	    parse_int(str_sub(s, 5, 2), 1, 12, &m) == 0 &&
	    parse_int(str_sub(s, 8, 2), 1, 31, &d) == 0 && civil_valid(y, m, d);
}

bool
shape_is_instant(struct str s)
{
	struct temporal_datetime t;

	return temporal_parse_datetime(s, &t) && t.date.year >= 1970 &&
	    t.date.year <= 9999 && t.time.zone.kind == ZONE_OFFSET &&
	    t.time.zone.offset >= -OFFSET_MAX &&
	    t.time.zone.offset <= OFFSET_MAX;
}

static void
check_string(struct checker *c, const struct shape *s, const char *pointer,
    const struct json *v)
{
	struct uuid ignored;

	if (v->type != JSON_STRING) {
		wrong(c, pointer, "shape.type", "a text is wanted");
		return;
	}
	if (s->type == SHAPE_TEXT)
		check_text(c, s, pointer, v->text);
	else if (s->type == SHAPE_CHOICE)
		check_choice(c, s, pointer, v->text);
	else if (s->type == SHAPE_DAY && !shape_is_day(v->text))
		wrong(c, pointer, "shape.day", "a date: YYYY-MM-DD");
	else if (s->type == SHAPE_INSTANT && !shape_is_instant(v->text))
		wrong(c, pointer, "shape.instant",
		    "a date and time: 2026-12-01T14:00:00Z");
	else if (s->type == SHAPE_ID && uuid_parse(v->text, &ignored) < 0)
		wrong(c, pointer, "shape.id", "an id (UUID)");
}

static void check_object(struct checker *c, const struct shape *of,
    const char *pointer, const struct json *v);

static void check_value(struct checker *c, const struct shape *s,
    const char *pointer, const struct json *v);

static void
check_list(struct checker *c, const struct shape *s, const char *pointer,
    const struct json *v)
{
	if (v->type != JSON_ARRAY) {
		wrong(c, pointer, "shape.type", "a list is wanted");
		return;
	}
	if ((int64_t)v->n < s->min || (int64_t)v->n > s->max) {
		wrong_number(c, pointer, s, "shape.length");
		return;
	}
	for (size_t i = 0; i < v->n; i++) {
		char at[POINTER_MAX];

		(void)snprintf(at, sizeof(at), "%s/%zu", pointer, i);
		check_value(c, s->element, at, &v->items[i]);
	}
}

static void
check_value(struct checker *c, const struct shape *s, const char *pointer,
    const struct json *v)
{
	int64_t ignored;

	if (v->type == JSON_NULL && (s->flags & SHAPE_NULLABLE))
		return;
	switch (s->type) {
	case SHAPE_INT:
		if (v->type != JSON_NUMBER ||
		    parse_int(v->text, s->min, s->max, &ignored) < 0)
			wrong_number(c, pointer, s, "shape.integer");
		break;
	case SHAPE_BOOL:
		if (v->type != JSON_BOOL)
			wrong(c, pointer, "shape.type", "true or false");
		break;
	case SHAPE_OBJECT:
		check_object(c, s->of, pointer, v);
		break;
	case SHAPE_LIST:
		check_list(c, s, pointer, v);
		break;
	default:
		check_string(c, s, pointer, v);
	}
}

static const struct shape *
find(const struct shape *shape, struct str name)
{
	for (; shape->name != NULL; shape++) {
		if (str_is(name, shape->name))
			return shape;
	}
	return NULL;
}

static void
check_object(struct checker *c, const struct shape *of, const char *pointer,
    const struct json *v)
{
	char at[POINTER_MAX];

	if (v->type != JSON_OBJECT) {
		wrong(c, pointer, "shape.type", "an object is wanted");
		return;
	}
	if (of == NULL)
		return;
	for (size_t i = 0; i < v->n; i++) {
		const struct shape *s = find(of, v->members[i].key);

		(void)snprintf(at, sizeof(at), "%s/%.*s", pointer,
		    STR_ARG(v->members[i].key));
		if (s == NULL)
			wrong(c, at, "shape.unknown",
			    "there is no such member");
		else
			check_value(c, s, at, &v->members[i].value);
	}
	for (; of->name != NULL; of++) {
		if (!(of->flags & SHAPE_REQUIRED) || json_get(v, of->name))
			continue;
		(void)snprintf(at, sizeof(at), "%s/%s", pointer, of->name);
		wrong(c, at, "shape.required", "this is needed");
	}
}

static const struct json *
check(struct request *req, const struct shape *shape, const struct json *json,
    int *ret_status)
{
	struct checker *c = req_alloc(req, sizeof(*c));

	check_object(c, shape, "", json);
	if (c->n == 0)
		return json;
	*ret_status = reply_errors(req, c->errors, c->n);
	return NULL;
}

const struct json *
shape_body(struct request *req, const struct shape *shape, int *ret_status)
{
	struct error err = { 0 };
	const struct json *body = req_json(req, &err);

	if (body != NULL)
		return check(req, shape, body, ret_status);
	*ret_status = reply_error(req, &err);
	return NULL;
}

const struct json *
shape_header(struct request *req, const char *name, const struct shape *shape,
    int *ret_status)
{
	const char *value = req_header(req, name);
	struct error err = { 0 };
	const struct json *json;

	if (value == NULL) {
		*ret_status = reply_fail(req, ERR_INVALID, "http.header",
		    "the header %s is missing", name);
		return NULL;
	}
	json = json_parse(req->arena, str_of(value), &err);
	if (json != NULL)
		return check(req, shape, json, ret_status);
	*ret_status = reply_error(req, &err);
	return NULL;
}

const char *
shape_text(struct request *req, const struct json *body, const char *name)
{
	const struct json *v = json_get(body, name);

	if (v == NULL || v->type != JSON_STRING)
		return NULL;
	return arena_str(req->arena, v->text).p;
}

int64_t
shape_int(const struct json *body, const char *name, int64_t fallback)
{
	const struct json *v = json_get(body, name);

	if (v != NULL && v->type == JSON_NUMBER)
		(void)parse_int(v->text, INT64_MIN, INT64_MAX, &fallback);
	return fallback;
}

bool
shape_has(const struct json *body, const char *name)
{
	return json_get(body, name) != NULL;
}

const char *
shape_json(struct request *req, const struct json *body, const char *name)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct jsonw w = JSONW(&out);
	const struct json *v = json_get(body, name);

	if (v == NULL)
		return NULL;
	jsonw_value(&w, v);
	return arena_str(req->arena, buf_view(&out)).p;
}
