/*
 * coerce.c - make a value fit the type its place asks for (10.3.2.9.4).
 */
#include "workflows/feel/ast.h"
#include "workflows/feel/limits.h"

static bool fits(struct feel_run *run, struct feel_value v,
    const struct feel_type *type, int depth);

static bool
is_null(struct feel_value v)
{
	return v.kind == FEEL_NULL || v.kind == FEEL_UNKNOWN;
}

static bool
is_allowed(struct feel_run *run, struct feel_value v,
    const struct feel_type *type)
{
	struct feel_value r;

	for (; type != NULL; type = type->base) {
		if (type->allowed == NULL)
			continue;
		r = feel_test(run, type->allowed, NULL, v);
		if (r.kind != FEEL_UNKNOWN && !feel_is_true(r))
			return false;
	}
	return true;
}

static bool
list_fits(struct feel_run *run, struct feel_list list,
    const struct feel_type *type, int depth)
{
	for (size_t i = 0; i < list.n; i++) {
		if (!is_null(list.v[i]) &&
		    !fits(run, list.v[i], type->item, depth))
			return false;
	}
	return true;
}

static bool
context_fits(struct feel_run *run, const struct feel_context *c,
    const struct feel_type *type, int depth)
{
	for (size_t i = 0; i < type->n; i++) {
		const struct feel_value *v =
		    feel_get(c, type->members[i].name);

		if (v == NULL || (!is_null(*v) &&
		    !fits(run, *v, type->members[i].type, depth)))
			return false;
	}
	return true;
}

static bool
fits(struct feel_run *run, struct feel_value v, const struct feel_type *type,
    int depth)
{
	if (type == NULL)
		return true;
	if (depth >= FEEL_TYPE_DEPTH_MAX)
		return false;
	if (v.kind == FEEL_LIST && type->kind == TYPE_LIST) {
		if (!list_fits(run, v.list, type, depth + 1))
			return false;
	} else if (v.kind == FEEL_CONTEXT && type->kind == TYPE_CONTEXT) {
		if (!context_fits(run, v.context, type, depth + 1))
			return false;
	} else if (!feel_is_a(v, type)) {
		return false;
	}
	return is_allowed(run, v, type);
}

static struct feel_value
to_list(struct feel_run *run, struct feel_value v)
{
	struct feel_value *item = arena_alloc(run->arena, sizeof(*item));

	*item = v;
	return feel_list(item, 1);
}

/* A date as date and time: its first moment, UTC. */
static struct feel_value
to_date_time(struct feel_run *run, struct civil date)
{
	struct temporal_datetime t = { .date = date,
	    .time.zone.kind = ZONE_OFFSET };

	return feel_date_time(run->arena, &t);
}

static struct feel_value
no_fit(struct feel_run *run, struct feel_value v, const struct feel_type *type,
    struct str what)
{
	_cleanup_(buf_done) struct buf name = BUF_INIT;

	feel_type_format(&name, type);
	return feel_fail(run, "feel.type", "%.*s is a %s that does not fit "
	    "the type %s", STR_ARG(what), feel_kind_name(v.kind),
	    buf_cstr(&name));
}

/* What a function leaves unsaid about its types, its place says: it converts
 * what it returns to that. */
static struct feel_value
adopt(struct feel_run *run, struct feel_value v, const struct feel_type *type)
{
	struct feel_function *f;

	if (v.kind != FEEL_FUNCTION || type->kind != TYPE_FUNCTION ||
	    type->item == NULL || v.function->builtin != NULL ||
	    v.function->returns != NULL)
		return v;
	f = arena_alloc(run->arena, sizeof(*f));
	*f = *v.function;
	f->returns = type->item;
	return feel_function(f);
}

struct feel_value
feel_coerce(struct feel_run *run, struct feel_value v,
    const struct feel_type *type, struct str what)
{
	struct feel_value other;

	if (type == NULL || is_null(v))
		return v;
	/* It is walked as deep as the type goes. */
	if (!feel_steps(run, v.weight))
		return FEEL_NULL_VALUE;
	if (fits(run, v, type, 0))
		return adopt(run, v, type);
	if (v.kind == FEEL_LIST && v.list.n == 1 && type->kind != TYPE_LIST)
		other = v.list.v[0];
	else if (v.kind != FEEL_LIST && type->kind == TYPE_LIST)
		other = to_list(run, v);
	else if (v.kind == FEEL_DATE && type->kind == TYPE_DATE_TIME)
		other = to_date_time(run, v.date);
	else
		return no_fit(run, v, type, what);
	if (!fits(run, other, type, 0) && !is_null(other))
		return no_fit(run, v, type, what);
	return other;
}
