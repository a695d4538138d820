/*
 * values.c - values by path, FEEL over them, and how they settle.
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

/* A name in an expression: what a field holds, or null, and not unknown, when
 * it holds nothing; a name that no field has is looked for among the initial
 * values. */
static bool
lookup(struct feel_run *run, void *ctx, struct str name,
    struct feel_value *ret)
{
	const struct form_settled *s = ((const struct form_eval *)ctx)->of;
	const struct json *v = json_get_str(s->data, name);

	if (v == NULL && !form_has_key(s->form, name))
		v = json_get_str(s->ctx->initial, name);
	*ret = v == NULL ? FEEL_NULL_VALUE : feel_from_json(run->arena, v);
	return true;
}

void
form_eval_init(struct form_eval *e, const struct form_settled *of)
{
	feel_run_init(&e->run, of->a);
	e->run.budget = (struct feel_budget){ .steps = 200000, .depth = 200,
		.bytes = 8 * 1024 * 1024 };
	e->run.wants_diagnostics = false;
	e->run.now_us = of->ctx->now_us;
	e->run.zone = of->ctx->zone;
	e->of = of;
}

struct feel_value
form_eval_expr(struct form_eval *e, const struct feel_expr *expr)
{
	struct feel_vars vars = { .lookup = lookup, .ctx = e };

	return feel_eval(&e->run, expr, &vars);
}

/* Numbers may come as text; what is kept is a number. */
static const struct json *
canonical(struct arena *a, const struct form_field *f, const struct json *v)
{
	struct json *out;
	struct dec128 x;
	char *text;

	if (v == NULL || f->type != FIELD_NUMBER || v->type != JSON_STRING ||
	    dec128_parse(v->text, &x) < 0)
		return v;
	out = arena_new_of(a, struct json);
	text = arena_alloc(a, DEC128_TEXT_SIZE);
	out->type = JSON_NUMBER;
	out->text = dec128_text(x, text);
	return out;
}

/* Make the data of this round from what is visible and fixed so far; fields
 * are computed in their order and see those before them. */
static void
gather(struct form_settled *s)
{
	s->data = arena_new_of(s->a, struct json);
	s->data->type = JSON_OBJECT;
	for (size_t i = 0; i < s->form->n; i++) {
		const struct form_field *f = &s->form->fields[i];
		const struct json *v;

		if (f->key.p == NULL || !s->visible[i] ||
		    f->type == FIELD_EXPRESSION)
			continue;
		v = canonical(s->a, f, form_get(s->fixed[i] ?
		    s->ctx->initial : s->sent, f));
		if (v == NULL && s->fixed[i])
			v = f->fallback;
		if (v != NULL)
			form_set(s->a, s->data, f, v);
	}
	for (size_t i = 0; i < s->form->n; i++) {
		if (s->form->fields[i].type == FIELD_EXPRESSION &&
		    s->visible[i])
			form_compute_field(s, i);
	}
}

static bool
is_fixed(const struct form_field *f, struct form_eval *e)
{
	return f->is_disabled || f->is_readonly ||
	    f->type == FIELD_EXPRESSION || (f->readonly != NULL &&
	    feel_is_true(form_eval_expr(e, f->readonly)));
}

/* One round over the fields, a group before what is in it; true when something
 * changed. */
static bool
look_again(struct form_settled *s, struct form_eval *e)
{
	bool changed = false;

	for (size_t i = 0; i < s->form->n; i++) {
		const struct form_field *f = &s->form->fields[i];
		bool show = f->parent < 0 || s->visible[f->parent];
		bool fixed = is_fixed(f, e);

		/* Hidden only when exactly true, as in form-js. */
		if (show && f->hide != NULL)
			show = !feel_is_true(form_eval_expr(e, f->hide));
		changed |= show != s->visible[i] || fixed != s->fixed[i];
		s->visible[i] = show;
		s->fixed[i] = fixed;
	}
	return changed;
}

void
form_settle(struct form_settled *s)
{
	struct form_eval e;
	size_t n = s->form->n;

	s->visible = arena_zalloc(s->a, n + 1);
	s->fixed = arena_zalloc(s->a, n + 1);
	s->computed = arena_zalloc(s->a, n * sizeof(*s->computed) + 1);
	for (size_t i = 0; i < n; i++) {
		s->visible[i] = true;
		s->fixed[i] = s->form->fields[i].is_disabled ||
		    s->form->fields[i].is_readonly;
	}
	gather(s);
	for (int round = 0; round < ROUNDS_MAX; round++) {
		form_eval_init(&e, s);
		if (!look_again(s, &e))
			return;
		gather(s);
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

		if (field->key.p == NULL || field->type == FIELD_EXPRESSION)
			continue;
		v = form_get(values, field);
		if (v == NULL)
			v = field->fallback;
		if (v != NULL)
			form_set(a, out, field, v);
	}
	return out;
}
