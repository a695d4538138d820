/*
 * compute.c - the value of a computed field: FEEL, or a decision asked with
 * what the form knows.
 *
 * A decision is given the form's own values by their keys, and what the
 * properties map.  What is null or empty is not given: nobody has answered
 * it yet, so the decision may say that not enough is known.
 */
#include "forms/form_private.h"

static bool
is_open(const struct json *v)
{
	return v->type == JSON_NULL ||
	    (v->type == JSON_STRING && v->text.len == 0);
}

/* FEEL as JSON, or NULL when it has no value. */
static const struct json *
as_json(struct arena *a, struct feel_value v)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct jsonw w = JSONW(&out);
	const struct json *j;

	if (v.kind == FEEL_NULL || v.kind == FEEL_UNKNOWN)
		return NULL;
	feel_to_json(&w, v);
	j = json_parse(a, arena_str(a, buf_view(&out)), NULL);
	return j == NULL || j->type == JSON_NULL ? NULL : j;
}

/* The inputs of a call.  Of members with the same name the last counts. */
static const struct json *
inputs_of(struct form_settled *s, struct form_eval *e,
    const struct form_call *call)
{
	struct json *out = arena_new_of(s->a, struct json);

	out->type = JSON_OBJECT;
	out->members = arena_array(s->a, s->data->n + call->n_inputs,
	    sizeof(*out->members));
	for (size_t i = 0; i < s->data->n; i++) {
		if (!is_open(&s->data->members[i].value))
			out->members[out->n++] = s->data->members[i];
	}
	for (size_t i = 0; i < call->n_inputs; i++) {
		const struct json *v = as_json(s->a, form_eval_expr(e,
		    call->inputs[i].expr));

		if (v != NULL && !is_open(v))
			out->members[out->n++] = (struct json_member){
			    call->inputs[i].name, *v };
	}
	return out;
}

bool
form_has_key(const struct form *f, struct str key)
{
	for (size_t i = 0; i < f->n; i++) {
		if (f->fields[i].key.p != NULL &&
		    str_eq(f->fields[i].path[0], key))
			return true;
	}
	return false;
}

/* The fields that feed an input: the names in its expression, or its own. */
static struct form_missing
missing(struct form_settled *s, const struct form_call *call, struct str input)
{
	struct form_missing m = { .input = arena_str(s->a, input) };
	const struct feel_free *names = NULL;
	struct str *keys;
	size_t n = 0;

	for (size_t i = 0; i < call->n_inputs; i++) {
		if (str_eq(call->inputs[i].name, input))
			names = feel_free_names(call->inputs[i].expr, &n);
	}
	keys = arena_array(s->a, n + 1, sizeof(*keys));
	for (size_t i = 0; i < n; i++) {
		if (form_has_key(s->form, names[i].name))
			keys[m.n_keys++] = names[i].name;
	}
	if (names == NULL && form_has_key(s->form, input))
		keys[m.n_keys++] = m.input;
	m.keys = keys;
	return m;
}

static const struct json *
ask(struct form_settled *s, struct form_eval *e, const struct form_call *call,
    struct form_computed *ret)
{
	struct form_answer answer = { .value = FEEL_NULL_VALUE };
	struct form_missing *list;
	const struct feel_value *part;

	if (s->ctx->decider == NULL)
		return NULL;
	s->ctx->decider->decide(s->ctx->decider->ctx, s->a, call,
	    inputs_of(s, e, call), &answer);
	ret->why = answer.why;
	ret->failed = answer.failed;
	ret->n_missing = answer.n_unknown;
	ret->missing = list = arena_array(s->a, answer.n_unknown,
	    sizeof(*list));
	for (size_t i = 0; i < answer.n_unknown; i++)
		list[i] = missing(s, call, answer.unknown[i]);
	if (call->result.len == 0 || answer.value.kind != FEEL_CONTEXT)
		return as_json(s->a, answer.value);
	part = feel_get(answer.value.context, call->result);
	return part == NULL ? NULL : as_json(s->a, *part);
}

void
form_compute_field(struct form_settled *s, size_t field)
{
	const struct form_field *f = &s->form->fields[field];
	struct form_computed *c = &s->computed[field];
	struct form_eval e;

	*c = (struct form_computed){ .key = f->key };
	form_eval_init(&e, s);
	c->value = f->call != NULL ? ask(s, &e, f->call, c) :
	    as_json(s->a, form_eval_expr(&e, f->expression));
	if (c->value != NULL)
		form_set(s->a, s->data, f, c->value);
}

const struct form_computed *
form_compute(const struct form *f, struct arena *a,
    const struct form_context *ctx, const struct json *data, size_t *n)
{
	struct form_settled s = { .form = f, .a = a, .ctx = ctx,
		.sent = data };
	struct form_computed *list = arena_array(a, f->n, sizeof(*list));

	form_settle(&s);
	*n = 0;
	for (size_t i = 0; i < f->n; i++) {
		if (f->fields[i].type == FIELD_EXPRESSION && s.visible[i])
			list[(*n)++] = s.computed[i];
	}
	return list;
}

const struct form_call *
form_call_at(const struct form *f, size_t n)
{
	for (size_t i = 0; i < f->n; i++) {
		if (f->fields[i].call != NULL && n-- == 0)
			return f->fields[i].call;
	}
	return NULL;
}
