/*
 * submit.c - check a whole submission.
 *
 * First what is visible, fixed and computed is settled; then keys that the form
 * does not have are refused; then each field is checked.  Values of readonly,
 * disabled and computed fields are ours, whatever was sent.
 */
#include "forms/form_private.h"

struct submission {
	struct form_settled	 v;
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
	for (size_t i = 0; i < s->v.form->n; i++) {
		const struct form_field *f = &s->v.form->fields[i];

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
			report(s, arena_printf(s->v.a, "/%.*s",
			    STR_ARG(path[depth])), "form.unknown",
			    "the form has no such field");
	}
}

static void
submit_field(struct submission *s, const struct form_field *f,
    struct json *out)
{
	const struct json *v = form_get(s->v.data, f);
	struct form_fault fault = form_check_value(f, &s->eval, s->v.ctx, v);

	if (fault.code != NULL)
		report(s, f->pointer, fault.code, f->pattern_message.len > 0 &&
		    strcmp(fault.code, "form.pattern") == 0 ?
		    arena_str(s->v.a, f->pattern_message).p : fault.message);
	else if (v != NULL)
		form_set(s->v.a, out, f, v);
}

/* "Age, Monthly income" */
static struct str
inputs_text(struct arena *a, const struct form_computed *c)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;

	for (size_t i = 0; i < c->n_missing; i++) {
		buf_puts(&out, i > 0 ? ", " : "");
		buf_str(&out, c->missing[i].input);
	}
	return arena_str(a, buf_view(&out));
}

static void
submit_computed(struct submission *s, size_t field, struct json *out)
{
	const struct form_field *f = &s->v.form->fields[field];
	const struct form_computed *c = &s->v.computed[field];

	if (c->value != NULL)
		form_set(s->v.a, out, f, c->value);
	else if (f->is_required)
		report(s, f->pointer, "form.undecided", c->failed != NULL ?
		    c->failed : c->n_missing == 0 ? "this has no value" :
		    arena_printf(s->v.a, "not enough is known: %.*s",
		    STR_ARG(inputs_text(s->v.a, c))).p);
}

int
form_submit(const struct form *f, struct arena *a,
    const struct form_context *ctx, const struct json *data,
    struct form_result *ret)
{
	struct submission s = { .v = { .form = f, .a = a, .ctx = ctx,
		.sent = data }, .ret = ret };
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
	form_settle(&s.v);
	form_eval_init(&s.eval, &s.v);
	for (size_t i = 0; i < f->n; i++) {
		if (!s.v.visible[i] || f->fields[i].key.p == NULL)
			continue;
		if (f->fields[i].type == FIELD_EXPRESSION)
			submit_computed(&s, i, out);
		else if (!s.v.fixed[i])
			submit_field(&s, &f->fields[i], out);
	}
	return ret->n_errors == 0 ? 0 : -1;
}

bool
form_files_at(const struct form *f, const struct json *data, size_t n,
    struct form_files *ret)
{
	for (size_t i = 0; i < f->n; i++) {
		const struct form_field *field = &f->fields[i];

		if (field->type != FIELD_FILEPICKER || n-- > 0)
			continue;
		*ret = (struct form_files){ .pointer = field->pointer,
			.ids = form_get(data, field),
			.accepts = field->accepts,
			.n_accepts = field->n_accepts };
		return true;
	}
	return false;
}
