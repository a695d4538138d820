/*
 * names.c - the names known at a point of a model.
 */
#include <string.h>

#include "workflows/dmn/names.h"

/* No expression can contain this, so a hidden name matches nothing. */
#define HIDDEN STR("\001")

void
names_init(struct names *s, struct dmn_model *m)
{
	memset(s, 0, sizeof(*s));
	s->model = m;
}

size_t
names_push(struct names *s, struct str name, const struct feel_type *type)
{
	struct arena *a = s->model->set->arena;
	size_t hides = 0;

	for (size_t i = 0; i < s->v.n; i++) {
		if (str_eq(s->v.v[i].name, name)) {
			s->v.v[i].name = HIDDEN;
			hides = i + 1;
		}
	}
	vec_push(a, &s->v, (struct feel_name){ name, type });
	vec_push(a, &s->hidden, hides);
	vec_push(a, &s->used, false);
	if (s->v.n > s->max)
		s->max = s->v.n;
	return s->v.n - 1;
}

void
names_pop(struct names *s, size_t n)
{
	while (s->v.n > n) {
		size_t i = --s->v.n;

		if (s->hidden.v[i] > 0)
			s->v.v[s->hidden.v[i] - 1].name = s->v.v[i].name;
		s->hidden.n = s->used.n = i;
	}
}

static const struct feel_type *
member_shape(const struct feel_type *t, struct str path)
{
	while (t != NULL && path.len > 0) {
		const struct feel_type *found = NULL;
		size_t best = 0;

		if (t->kind == TYPE_LIST)
			t = t->item;
		if (t == NULL || t->kind != TYPE_CONTEXT)
			return NULL;
		for (size_t i = 0; i < t->n; i++) {
			struct str name = t->members[i].name;

			if (name.len > best && name.len <= path.len &&
			    memcmp(name.p, path.p, name.len) == 0 &&
			    (name.len == path.len ||
			    path.p[name.len] == '.')) {
				found = t->members[i].type;
				best = name.len;
			}
		}
		if (best == 0)
			return NULL;
		t = found;
		path = str_sub(path, best + (best < path.len), path.len);
	}
	return t;
}

const struct feel_type *
names_shape(const struct names *s, struct str text)
{
	for (size_t i = s->v.n; i-- > 0;) {
		struct str name = s->v.v[i].name;

		if (str_eq(name, text))
			return s->v.v[i].type;
		if (name.len > 0 && text.len > name.len &&
		    text.p[name.len] == '.' &&
		    memcmp(text.p, name.p, name.len) == 0)
			return member_shape(s->v.v[i].type, str_sub(text,
			    name.len + 1, text.len));
	}
	return NULL;
}

/* A name that is neither listed nor built in is null for ever - except in a
 * filter, where it may be one of the item's. */
static void
note_names(struct names *s, struct names_text t, const struct feel_expr *expr)
{
	size_t n;
	const struct feel_free *free_names = feel_free_names(expr, &n);
	bool may_filter = s->open > 0 || str_chr(t.text, '[') >= 0;

	for (size_t i = 0; i < n; i++) {
		if (free_names[i].slot >= 0) {
			s->used.v[free_names[i].slot] = true;
			continue;
		}
		if (may_filter)
			continue;
		dmn_note((struct dmn_where){ s->model, t.line, t.id, t.rule },
		    DMN_ERROR, "dmn.unknown_name",
		    "%s: nothing here is called '%.*s' (is a requirement "
		    "missing, or quotes around a text?)", t.what,
		    STR_ARG(free_names[i].name));
	}
}

const struct feel_expr *
names_parse(struct names *s, struct names_text t)
{
	struct arena *a = s->model->set->arena;
	struct feel_scope scope = dmn_type_scope(s->model);
	const struct feel_expr *expr;
	struct error err = { 0 };

	scope.names = s->v.v;
	scope.n = s->v.n;
	scope.is_open = s->open > 0;
	expr = t.is_tests ? feel_parse_tests(a, t.text, &scope, &err) :
	    feel_parse(a, t.text, &scope, &err);
	if (expr == NULL) {
		dmn_note((struct dmn_where){ s->model,
		    t.line + (err.line > 1 ? err.line - 1 : 0), t.id, t.rule },
		    DMN_ERROR, "dmn.feel", "%s '%.*s': %s", t.what,
		    t.text.len > 80 ? 80 : (int)t.text.len, t.text.p,
		    err.message);
		return NULL;
	}
	note_names(s, t, expr);
	return expr;
}
