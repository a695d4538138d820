/*
 * type.c - FEEL types: by name, of values, conformance, as text.
 */
#include "workflows/feel/builtin.h"
#include "workflows/feel/limits.h"
#include "workflows/feel/type.h"

static const struct feel_type any_type = { .kind = TYPE_ANY };

static const struct {
	const char		*name;
	struct feel_type	 type;
} builtin_types[] = {
	{ "Any", { .kind = TYPE_ANY } },
	{ "Null", { .kind = TYPE_NULL } },
	{ "number", { .kind = TYPE_NUMBER } },
	{ "string", { .kind = TYPE_STRING } },
	{ "boolean", { .kind = TYPE_BOOLEAN } },
	{ "date", { .kind = TYPE_DATE } },
	{ "time", { .kind = TYPE_TIME } },
	{ "date and time", { .kind = TYPE_DATE_TIME } },
	{ "days and time duration", { .kind = TYPE_DAYS_TIME } },
	{ "years and months duration", { .kind = TYPE_YEARS_MONTHS } },
	{ "list", { .kind = TYPE_LIST } },
	{ "context", { .kind = TYPE_CONTEXT } },
	{ "range", { .kind = TYPE_RANGE } },
	{ "function", { .kind = TYPE_FUNCTION } },
	/* Names of DMN 1.1 and of XML Schema. */
	{ "any", { .kind = TYPE_ANY } },
	{ "dateTime", { .kind = TYPE_DATE_TIME } },
	{ "dayTimeDuration", { .kind = TYPE_DAYS_TIME } },
	{ "yearMonthDuration", { .kind = TYPE_YEARS_MONTHS } },
	{ "duration", { .kind = TYPE_DURATION } },
};

const struct feel_type *
feel_type_named(struct str name)
{
	if (str_starts(name, "feel:"))
		name = str_sub(name, 5, name.len);
	for (size_t i = 0; i < ARRAY_LEN(builtin_types); i++) {
		if (str_is(name, builtin_types[i].name))
			return &builtin_types[i].type;
	}
	return NULL;
}

/* The first row of this kind has its name in DMN 1.5. */
static size_t
row_of(enum feel_type_kind kind)
{
	size_t i = 0;

	while (builtin_types[i].type.kind != kind)
		i++;
	return i;
}

static const char *
kind_name(enum feel_type_kind kind)
{
	return builtin_types[row_of(kind)].name;
}

static const struct feel_type *
of_kind(enum feel_type_kind kind)
{
	return &builtin_types[row_of(kind)].type;
}

static const struct feel_type *type_of(struct arena *a, struct feel_value v,
    int depth);

/* Of a list: the components of all its contexts together, so that a name found
 * in only some of them is known. */
static const struct feel_type *
type_of_items(struct arena *a, struct feel_list list, int depth)
{
	VEC(struct feel_member) members = { 0 };
	struct feel_type *type;

	if (list.n == 0 || list.v[0].kind != FEEL_CONTEXT)
		return list.n == 0 ? NULL : type_of(a, list.v[0], depth);
	for (size_t i = 0; i < list.n && members.n < 256; i++) {
		const struct feel_context *c = list.v[i].context;

		if (list.v[i].kind != FEEL_CONTEXT)
			return NULL;
		for (size_t k = 0; k < c->n; k++) {
			size_t m = 0;

			while (m < members.n && !str_eq(members.v[m].name,
			    c->entries[k].key))
				m++;
			if (m == members.n)
				vec_push(a, &members, (struct feel_member){
				    c->entries[k].key, type_of(a,
				    c->entries[k].value, depth) });
		}
	}
	type = arena_new_of(a, struct feel_type);
	type->kind = TYPE_CONTEXT;
	type->n = members.n;
	type->members = members.v;
	return type;
}

static const struct feel_type *
type_of_context(struct arena *a, const struct feel_context *c, int depth)
{
	struct feel_member *m = arena_array(a, c->n, sizeof(*m));
	struct feel_type *type = arena_new_of(a, struct feel_type);

	for (size_t i = 0; i < c->n; i++) {
		m[i].name = c->entries[i].key;
		m[i].type = type_of(a, c->entries[i].value, depth);
	}
	type->kind = TYPE_CONTEXT;
	type->n = c->n;
	type->members = m;
	return type;
}

static const struct feel_type *
type_of(struct arena *a, struct feel_value v, int depth)
{
	static const enum feel_type_kind kinds[] = {
		[FEEL_NULL] = TYPE_NULL,
		[FEEL_UNKNOWN] = TYPE_ANY,
		[FEEL_NUMBER] = TYPE_NUMBER,
		[FEEL_STRING] = TYPE_STRING,
		[FEEL_BOOLEAN] = TYPE_BOOLEAN,
		[FEEL_DATE] = TYPE_DATE,
		[FEEL_TIME] = TYPE_TIME,
		[FEEL_DATE_TIME] = TYPE_DATE_TIME,
		[FEEL_DAYS_TIME] = TYPE_DAYS_TIME,
		[FEEL_YEARS_MONTHS] = TYPE_YEARS_MONTHS,
		[FEEL_LIST] = TYPE_LIST,
		[FEEL_CONTEXT] = TYPE_CONTEXT,
		[FEEL_RANGE] = TYPE_RANGE,
		[FEEL_FUNCTION] = TYPE_FUNCTION,
	};
	struct feel_type *type;

	if (depth >= FEEL_TYPE_DEPTH_MAX)
		return &any_type;
	if (v.kind == FEEL_CONTEXT)
		return type_of_context(a, v.context, depth + 1);
	if (v.kind != FEEL_LIST)
		return of_kind(kinds[v.kind]);
	type = arena_new_of(a, struct feel_type);
	type->kind = TYPE_LIST;
	type->item = type_of_items(a, v.list, depth + 1);
	return type;
}

const struct feel_type *
feel_type_of(struct arena *a, struct feel_value v)
{
	return type_of(a, v, 0);
}

static bool conforms(const struct feel_type *sub, const struct feel_type *super,
    int depth);

static const struct feel_type *
find_member(const struct feel_type *type, struct str name)
{
	for (size_t i = 0; i < type->n; i++) {
		if (str_eq(type->members[i].name, name))
			return type->members[i].type != NULL ?
			    type->members[i].type : &any_type;
	}
	return NULL;
}

static bool
conforms_context(const struct feel_type *sub, const struct feel_type *super,
    int depth)
{
	for (size_t i = 0; i < super->n; i++) {
		const struct feel_type *m =
		    find_member(sub, super->members[i].name);

		if (m == NULL || !conforms(m, super->members[i].type, depth))
			return false;
	}
	return true;
}

/* Parameters the other way round: who is handed the function calls it with
 * what super promises. */
static bool
conforms_function(const struct feel_type *sub, const struct feel_type *super,
    int depth)
{
	if (sub->n != super->n)
		return false;
	for (size_t i = 0; i < super->n; i++) {
		if (!conforms(super->members[i].type, sub->members[i].type,
		    depth))
			return false;
	}
	return conforms(sub->item, super->item, depth);
}

static bool
is_duration(enum feel_type_kind kind)
{
	return kind == TYPE_DAYS_TIME || kind == TYPE_YEARS_MONTHS;
}

static bool
conforms(const struct feel_type *sub, const struct feel_type *super, int depth)
{
	if (sub == super || super == NULL || super->kind == TYPE_ANY ||
	    depth >= FEEL_TYPE_DEPTH_MAX)
		return true;
	if (sub == NULL)
		return false;
	if (sub->kind == TYPE_NULL)
		return true;
	if (super->kind == TYPE_DURATION && is_duration(sub->kind))
		return true;
	if (sub->kind != super->kind)
		return false;
	switch (super->kind) {
	case TYPE_LIST:
	case TYPE_RANGE:
		return conforms(sub->item, super->item, depth + 1);
	case TYPE_CONTEXT:
		return conforms_context(sub, super, depth + 1);
	case TYPE_FUNCTION:
		return conforms_function(sub, super, depth + 1);
	default:
		return true;
	}
}

static bool is_a(struct feel_value v, const struct feel_type *type, int depth);

/* Inside lists and contexts null stands for "no value" and fits. */
static bool
part_is_a(struct feel_value v, const struct feel_type *type, int depth)
{
	return v.kind == FEEL_NULL || v.kind == FEEL_UNKNOWN ||
	    is_a(v, type, depth);
}

static bool
list_is_a(struct feel_list list, const struct feel_type *type, int depth)
{
	if (type->item == NULL || type->item->kind == TYPE_ANY)
		return true;
	for (size_t i = 0; i < list.n; i++) {
		if (!part_is_a(list.v[i], type->item, depth))
			return false;
	}
	return true;
}

static bool
context_is_a(const struct feel_context *c, const struct feel_type *type,
    int depth)
{
	for (size_t i = 0; i < type->n; i++) {
		const struct feel_value *v =
		    feel_get(c, type->members[i].name);

		if (v == NULL || !part_is_a(*v, type->members[i].type, depth))
			return false;
	}
	return true;
}

static bool
range_is_a(const struct feel_range *r, const struct feel_type *type, int depth)
{
	return type->item == NULL || (part_is_a(r->low, type->item, depth) &&
	    part_is_a(r->high, type->item, depth));
}

/* What a function leaves unsaid about its types fits any. */
static bool
function_is_a(const struct feel_function *f, const struct feel_type *type)
{
	if (f->builtin != NULL)
		return feel_builtin_by_count(f->builtin, type->n) != NULL;
	if (f->n_params != type->n)
		return false;
	for (size_t i = 0; i < type->n; i++) {
		if (f->params[i].type != NULL &&
		    !conforms(type->members[i].type, f->params[i].type, 0))
			return false;
	}
	return f->returns == NULL || conforms(f->returns, type->item, 0);
}

static bool
is_a(struct feel_value v, const struct feel_type *type, int depth)
{
	if (v.kind == FEEL_NULL)
		return type != NULL && type->kind == TYPE_NULL;
	if (type == NULL || type->kind == TYPE_ANY)
		return true;
	if (depth >= FEEL_TYPE_DEPTH_MAX)
		return false;
	switch (v.kind) {
	case FEEL_LIST:
		return type->kind == TYPE_LIST &&
		    list_is_a(v.list, type, depth + 1);
	case FEEL_CONTEXT:
		return type->kind == TYPE_CONTEXT &&
		    context_is_a(v.context, type, depth + 1);
	case FEEL_RANGE:
		return type->kind == TYPE_RANGE &&
		    range_is_a(v.range, type, depth + 1);
	case FEEL_FUNCTION:
		return type->kind == TYPE_FUNCTION &&
		    function_is_a(v.function, type);
	default:
		return conforms(type_of(NULL, v, 0), type, depth);
	}
}

bool
feel_is_a(struct feel_value v, const struct feel_type *type)
{
	return is_a(v, type, 0);
}

static void format(struct buf *out, const struct feel_type *type, int depth);

static void
format_members(struct buf *out, const struct feel_type *type, int depth)
{
	buf_putc(out, '<');
	for (size_t i = 0; i < type->n; i++) {
		if (i > 0)
			buf_puts(out, ", ");
		if (type->kind == TYPE_CONTEXT) {
			buf_str(out, type->members[i].name);
			buf_puts(out, ": ");
		}
		format(out, type->members[i].type, depth);
	}
	buf_putc(out, '>');
}

static void
format(struct buf *out, const struct feel_type *type, int depth)
{
	if (type == NULL || depth >= FEEL_TYPE_DEPTH_MAX) {
		buf_puts(out, "Any");
		return;
	}
	if (type->name.len > 0) {
		buf_str(out, type->name);
		return;
	}
	buf_puts(out, kind_name(type->kind));
	if (type->kind == TYPE_CONTEXT || type->kind == TYPE_FUNCTION)
		format_members(out, type, depth + 1);
	if (type->kind == TYPE_FUNCTION)
		buf_puts(out, "->");
	if (type->kind == TYPE_LIST || type->kind == TYPE_RANGE)
		buf_putc(out, '<');
	if (type->kind == TYPE_LIST || type->kind == TYPE_RANGE ||
	    type->kind == TYPE_FUNCTION)
		format(out, type->item, depth + 1);
	if (type->kind == TYPE_LIST || type->kind == TYPE_RANGE)
		buf_putc(out, '>');
}

void
feel_type_format(struct buf *out, const struct feel_type *type)
{
	format(out, type, 0);
}
