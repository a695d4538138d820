/*
 * values.c - values by path, FEEL over them, and what is visible.
 */
#include "forms/form_private.h"

/* Hiding a field takes its value away, which may hide or show others; after
 * so many rounds it stays as it is. */
#define ROUNDS_MAX 10

bool
form_is_empty(const struct json *v)
{
	if (v == NULL)
		return true;
	switch (v->type) {
	case JSON_NULL:
		return true;
	case JSON_BOOL:
		return !v->boolean;
	case JSON_STRING:
		return v->text.len == 0;
	case JSON_ARRAY:
		return v->n == 0;
	default:
		return false;
	}
}

const struct json *
form_get(const struct json *data, const struct form_field *f)
{
	for (size_t i = 0; i < f->depth; i++)
		data = json_get_str(data, f->path[i]);
	return data;
}

/* The member of an object, added as null when it is not there. */
static struct json *
member(struct arena *a, struct json *object, struct str key)
{
	struct json_member *list;

	for (size_t i = 0; i < object->n; i++) {
		if (str_eq(object->members[i].key, key))
			return &object->members[i].value;
	}
	list = arena_grow(a, object->members, object->n * sizeof(*list),
	    (object->n + 1) * sizeof(*list));
	list[object->n] = (struct json_member){ .key = key };
	object->members = list;
	return &list[object->n++].value;
}

void
form_set(struct arena *a, struct json *root, const struct form_field *f,
    const struct json *value)
{
	struct json *at = root;

	for (size_t i = 0; i < f->depth; i++) {
		if (at->type != JSON_OBJECT)
			*at = (struct json){ .type = JSON_OBJECT };
		at = member(a, at, f->path[i]);
	}
	*at = *value;
}

/* A name in an expression: a value of the form, else an initial one; names of
 * fields without a value are null and not unknown. */
static bool
lookup(struct feel_run *run, void *ctx, struct str name,
    struct feel_value *ret)
{
	const struct form_eval *e = ctx;
	const struct json *v = json_get_str(e->data, name);

	if (v == NULL)
		v = json_get_str(e->initial, name);
	*ret = v == NULL ? FEEL_NULL_VALUE : feel_from_json(run->arena, v);
	return true;
}

void
form_eval_init(struct form_eval *e, struct arena *a,
    const struct form_context *ctx, const struct json *data)
{
	feel_run_init(&e->run, a);
	e->run.budget = (struct feel_budget){ .steps = 200000, .depth = 200,
		.bytes = 8 * 1024 * 1024 };
	e->run.wants_diagnostics = false;
	e->run.now_us = ctx->now_us;
	e->run.zone = ctx->zone;
	e->data = data;
	e->initial = ctx->initial;
}

struct feel_value
form_eval_expr(struct form_eval *e, const struct feel_expr *expr)
{
	struct feel_vars vars = { .lookup = lookup, .ctx = e };

	return feel_eval(&e->run, expr, &vars);
}

/* The given data without the values of what is hidden. */
static const struct json *
visible_data(const struct form *f, struct arena *a, const struct json *data,
    const bool *visible)
{
	struct json *out = arena_new_of(a, struct json);

	out->type = JSON_OBJECT;
	for (size_t i = 0; i < f->n; i++) {
		const struct json *v = f->fields[i].key.p == NULL ? NULL :
		    form_get(data, &f->fields[i]);

		if (v != NULL && visible[i])
			form_set(a, out, &f->fields[i], v);
	}
	return out;
}

/* One round; returns whether anything changed. */
static bool
look_again(const struct form *f, struct form_eval *e, bool *visible)
{
	bool changed = false;

	for (size_t i = 0; i < f->n; i++) {
		const struct form_field *field = &f->fields[i];
		bool show = field->parent < 0 || visible[field->parent];

		/* Hidden only when exactly true, as in form-js. */
		if (show && field->hide != NULL)
			show = !feel_is_true(form_eval_expr(e, field->hide));
		changed |= show != visible[i];
		visible[i] = show;
	}
	return changed;
}

void
form_visibility(const struct form *f, struct arena *a,
    const struct form_context *ctx, const struct json *data, bool *visible)
{
	struct form_eval e;

	for (size_t i = 0; i < f->n; i++)
		visible[i] = true;
	for (int round = 0; round < ROUNDS_MAX; round++) {
		form_eval_init(&e, a, ctx, visible_data(f, a, data, visible));
		if (!look_again(f, &e, visible))
			return;
	}
}

const struct json *
form_initial(const struct form *f, struct arena *a, const struct json *values)
{
	struct json *out = arena_new_of(a, struct json);

	out->type = JSON_OBJECT;
	for (size_t i = 0; i < f->n; i++) {
		const struct form_field *field = &f->fields[i];
		const struct json *v;

		if (field->key.p == NULL)
			continue;
		v = form_get(values, field);
		if (v == NULL)
			v = field->fallback;
		if (v != NULL)
			form_set(a, out, field, v);
	}
	return out;
}
