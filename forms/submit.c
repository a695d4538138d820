/*
 * submit.c - check a whole submission.
 *
 * Visibility first; then keys that no visible, enabled field has are refused;
 * then each field.  Values of readonly and disabled fields are those the form
 * started from, whatever was sent.
 */
#include "forms/form_private.h"

struct submission {
	const struct form	*form;
	struct arena		*a;
	const struct form_context *ctx;
	const struct json	*data;
	bool			*visible;
	struct form_eval	 eval;
	struct form_result	*ret;
};

static void
report(struct submission *s, struct str pointer, const char *code,
    const char *message)
{
	struct form_result *r = s->ret;

	if (r->n_errors < FORM_ERRORS_MAX)
		(void)error_set_field(&r->errors[r->n_errors++], code, pointer,
		    "%s", message);
}

static bool
is_path_of(const struct form_field *f, const struct str *path, size_t depth)
{
	if (f->key.p == NULL || f->depth < depth)
		return false;
	for (size_t i = 0; i < depth; i++) {
		if (!str_eq(f->path[i], path[i]))
			return false;
	}
	return true;
}

/* A field with exactly this path, or one below it? */
static bool
is_known(const struct submission *s, const struct str *path, size_t depth,
    bool exactly)
{
	for (size_t i = 0; i < s->form->n; i++) {
		const struct form_field *f = &s->form->fields[i];

		if (is_path_of(f, path, depth) &&
		    (!exactly || f->depth == depth))
			return true;
	}
	return false;
}

/* Depth is bounded by FORM_PATH_MAX. */
static void
refuse_unknown(struct submission *s, const struct json *object,
    struct str *path, size_t depth)
{
	for (size_t i = 0; i < object->n; i++) {
		const struct json *v = &object->members[i].value;

		path[depth] = object->members[i].key;
		if (is_known(s, path, depth + 1, true))
			continue;
		if (v->type == JSON_OBJECT && depth + 1 < FORM_PATH_MAX &&
		    is_known(s, path, depth + 1, false))
			refuse_unknown(s, v, path, depth + 1);
		else
			report(s, arena_printf(s->a, "/%.*s",
			    STR_ARG(path[depth])), "form.unknown",
			    "the form has no such field");
	}
}

static bool
is_fixed(struct submission *s, const struct form_field *f)
{
	return f->is_disabled || f->is_readonly || (f->readonly != NULL &&
	    feel_is_true(form_eval_expr(&s->eval, f->readonly)));
}

/* Numbers may come as text; what is kept is a number. */
static const struct json *
canonical(struct submission *s, const struct form_field *f,
    const struct json *v)
{
	struct json *out;
	struct dec128 x;
	char *text;

	if (f->type != FIELD_NUMBER || v->type != JSON_STRING ||
	    dec128_parse(v->text, &x) < 0)
		return v;
	out = arena_new_of(s->a, struct json);
	text = arena_alloc(s->a, DEC128_TEXT_SIZE);
	out->type = JSON_NUMBER;
	out->text = dec128_text(x, text);
	return out;
}

static void
submit_field(struct submission *s, const struct form_field *f,
    struct json *out)
{
	const struct json *v = form_get(s->data, f);
	struct form_fault fault;

	if (is_fixed(s, f))
		return;
	fault = form_check_value(f, &s->eval, s->ctx, v);
	if (fault.code != NULL)
		report(s, f->pointer, fault.code, f->pattern_message.len > 0 &&
		    strcmp(fault.code, "form.pattern") == 0 ?
		    arena_str(s->a, f->pattern_message).p : fault.message);
	else if (v != NULL)
		form_set(s->a, out, f, canonical(s, f, v));
}

int
form_submit(const struct form *f, struct arena *a,
    const struct form_context *ctx, const struct json *data,
    struct form_result *ret)
{
	struct submission s = { .form = f, .a = a, .ctx = ctx, .data = data,
		.visible = arena_zalloc(a, f->n * sizeof(bool) + 1),
		.ret = ret };
	struct json *out = arena_new_of(a, struct json);
	struct str path[FORM_PATH_MAX];

	ret->n_errors = 0;
	ret->data = out;
	out->type = JSON_OBJECT;
	if (data->type != JSON_OBJECT) {
		report(&s, STR(""), "form.type", "an object is wanted");
		return -1;
	}
	refuse_unknown(&s, data, path, 0);
	form_visibility(f, a, ctx, data, s.visible);
	form_eval_init(&s.eval, a, ctx, data);
	for (size_t i = 0; i < f->n; i++) {
		if (s.visible[i] && f->fields[i].key.p != NULL)
			submit_field(&s, &f->fields[i], out);
	}
	return ret->n_errors == 0 ? 0 : -1;
}
