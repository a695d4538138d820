/*
 * instance_search.c - instances by variables that models declare.
 *
 * The first condition is a range of an index, in whose order the list comes;
 * the others are looked up for each instance of it.
 */
#include <sodium.h>

#include "server/api/api.h"
#include "server/api/instance_search.h"
#include "server/api/routes.h"
#include "server/db/array.h"
#include "server/security/permission.h"
#include "workflows/bpmn/search.h"

struct condition {
	struct str		 name, operator, text;
	struct bpmn_search_range range;
};

struct search {
	struct condition	 conditions[INSTANCE_CONDITIONS_MAX];
	size_t			 n;
	/* Where the list goes on: below this key and instance. */
	const char		*key, *id;
};

static int
refuse(struct error *err, const char *why)
{
	return error_set_field(err, "search.condition", STR("var"), "%s", why);
}

/* "name:operator:value"; the value may have colons. */
static int
read_condition(struct str text, struct condition *ret, struct error *err)
{
	ptrdiff_t first = str_chr(text, ':'), second;
	struct str rest;

	if (first < 0)
		return refuse(err, "write name:operator:value");
	rest = str_sub(text, (size_t)first + 1, text.len);
	second = str_chr(rest, ':');
	if (second < 0)
		return refuse(err, "write name:operator:value");
	*ret = (struct condition){
		.name = str_sub(text, 0, (size_t)first),
		.operator = str_sub(rest, 0, (size_t)second),
		.text = str_sub(rest, (size_t)second + 1, rest.len),
	};
	return 0;
}

static int
read_conditions(struct request *req, struct search *s, struct error *err)
{
	const char *v;

	for (size_t i = 0; (v = query_arg_at(req, "var", i)) != NULL; i++) {
		if (i == INSTANCE_CONDITIONS_MAX)
			return refuse(err, "too many conditions");
		if (read_condition(str_of(v), &s->conditions[i], err) < 0)
			return -1;
		s->n++;
	}
	return 0;
}

/* One part of each condition from this one on. */
static const char *
array_of(struct request *req, const struct search *s, size_t from,
    struct str (*part)(const struct condition *))
{
	struct db_array array = DB_ARRAY_INIT;

	for (size_t i = from; i < s->n; i++)
		db_array_text(&array, part(&s->conditions[i]));
	return db_array_end(req->arena, &array);
}

static struct str
name_of(const struct condition *c)
{
	return c->name;
}

static struct str
low_of(const struct condition *c)
{
	return c->range.low;
}

static struct str
high_of(const struct condition *c)
{
	return c->range.high;
}

/* ------------------------------------------------------------------- types */

static int
type_of(struct db *db, int at, struct str name, enum bpmn_search_type *ret)
{
	for (int i = 0; i < db_rows(db, at); i++) {
		if (str_eq(db_text(db, at, i, 0), name)) {
			*ret = bpmn_search_type_of(db_text(db, at, i, 1));
			return 0;
		}
	}
	return -1;
}

static int
set_range(struct request *req, struct condition *c, int at, struct error *err)
{
	struct error why = { 0 };
	enum bpmn_search_type type;

	if (type_of(req->db, at, c->name, &type) < 0)
		return refuse(err, req_printf(req, "no process says that "
		    "'%.*s' can be searched by", STR_ARG(c->name)));
	if (bpmn_search_range(req->arena, type, c->operator, c->text,
	    &c->range, &why) < 0)
		return error_set_field(err, why.code, STR("var"), "%s",
		    why.message);
	return 0;
}

/* What each name is here, and so which keys are meant. */
static int fiber_fn
find_ranges(struct request *req, struct search *s, struct error *err)
{
	int at = db_push(req->db, VARIABLE_TYPES, array_of(req, s, 0, name_of));

	if (db_run(req->db, err) < 0)
		return -1;
	for (size_t i = 0; i < s->n; i++) {
		if (set_range(req, &s->conditions[i], at, err) < 0)
			return -1;
	}
	return 0;
}

/* -------------------------------------------------------------------- list */

/* The cursor of the page before has the key in base64. */
static int
read_cursor(struct request *req, struct search *s, struct error *err)
{
	const char *encoded;
	char *key;
	size_t n;

	if (api_cursor(req, &encoded, &s->id, err) < 0)
		return -1;
	s->key = s->conditions[0].range.high.p;
	if (encoded == NULL) {
		s->id = api_uuid(req, (struct uuid){ { 0 } });
		return 0;
	}
	key = req_alloc(req, strlen(encoded) + 1);
	if (sodium_base642bin((unsigned char *)key, strlen(encoded), encoded,
	    strlen(encoded), NULL, &n, NULL,
	    sodium_base64_VARIANT_ORIGINAL) < 0 ||
	    !utf8_valid((struct str){ key, n }) || strlen(key) != n)
		return error_set_field(err, "cursor.invalid", STR("cursor"),
		    "not a cursor that a list gave");
	s->key = key;
	return 0;
}

/* Rows know whether their instance still runs. */
static const char *
open_or_closed(const char *states)
{
	if (states == NULL)
		return "{t,f}";
	return strcmp(states, "{running}") == 0 ||
	    strcmp(states, "{incident}") == 0 ? "{t}" : "{f}";
}

int fiber_fn
instance_search(struct request *req, const char *definition,
    const char *states)
{
	struct search s = { .n = 0 };
	struct error err = { 0 };
	struct str body;
	int limit;

	if (read_conditions(req, &s, &err) < 0 ||
	    api_limit(req, &limit, &err) < 0 || api_open(req, &err) < 0 ||
	    find_ranges(req, &s, &err) < 0 || read_cursor(req, &s, &err) < 0 ||
	    db_json(req->db, &body, &err, INSTANCE_SEARCH,
	    db_str(req->db, s.conditions[0].name),
	    db_str(req->db, s.conditions[0].range.low), s.key, s.id,
	    array_of(req, &s, 1, name_of), array_of(req, &s, 1, low_of),
	    array_of(req, &s, 1, high_of), open_or_closed(states), states,
	    definition, db_int(req->db, limit)) < 0)
		return reply_error(req, &err);
	return reply_str(req, 200, body);
}

/* GET /process-variables */
static int fiber_fn
variable_list(struct request *req)
{
	struct error err = { 0 };
	struct str body;

	if (api_open(req, &err) < 0 ||
	    db_json(req->db, &body, &err, VARIABLE_LIST) < 0)
		return reply_error(req, &err);
	return reply_str(req, 200, body);
}

const struct route variable_routes[] = {
	ROUTE(GET, "/api/v1/process-variables", MAY_READ_INCIDENTS,
	    variable_list),
	{ 0 }
};
