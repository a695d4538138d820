/*
 * expressions.c - values of a model as what they are for: lists of names,
 * numbers, dates, headers.
 */
#include "workflows/bpmn/expressions.h"

struct strings {
	VEC(struct str) v;
};

static struct str
as_text(struct run *r, struct feel_value v)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;

	if (v.kind == FEEL_STRING)
		return v.string;
	feel_format(&out, v);
	return arena_str(r->a, buf_view(&out));
}

/* "a, b" becomes two; white space goes. */
static void
split(struct run *r, struct str s, struct strings *out)
{
	while (s.len > 0) {
		ptrdiff_t comma = str_chr(s, ',');
		size_t n = comma < 0 ? s.len : (size_t)comma;
		struct str part = str_trim(str_sub(s, 0, n));

		if (part.len > 0)
			vec_push(r->a, &out->v, part);
		s = str_sub(s, n + 1, s.len);
	}
}

void
run_names_of(struct run *r, struct feel_value list, const struct str **ret,
    size_t *ret_n)
{
	struct strings out = { 0 };

	if (list.kind == FEEL_LIST) {
		for (size_t i = 0; i < list.list.n; i++)
			vec_push(r->a, &out.v, as_text(r, list.list.v[i]));
	} else if (list.kind != FEEL_NULL) {
		split(r, as_text(r, list), &out);
	}
	*ret = out.v.v;
	*ret_n = out.v.n;
}

int
run_evaluate_names(const struct view *v, const struct bpmn_value *value,
    const struct str **ret, size_t *ret_n, struct str *why)
{
	struct feel_value list;

	if (run_evaluate(v, value, &list, why) < 0)
		return -1;
	run_names_of(v->r, list, ret, ret_n);
	return 0;
}

int
run_evaluate_headers(const struct view *v, const struct bpmn_property *from,
    size_t n, const struct bpmn_header **ret, struct str *why)
{
	struct bpmn_header *all = arena_array(v->r->a, n, sizeof(*all));

	for (size_t i = 0; i < n; i++) {
		all[i].name = from[i].name;
		all[i].value = STR("");
		if (from[i].value != NULL &&
		    run_evaluate_text(v, from[i].value, &all[i].value, why) < 0)
			return -1;
	}
	*ret = all;
	return 0;
}

int
run_evaluate_number(const struct view *v, const struct bpmn_value *value,
    int max, int *ret, struct str *why)
{
	struct str text;
	int64_t i;

	if (value == NULL)
		return 0;
	if (run_evaluate_text(v, value, &text, why) < 0)
		return -1;
	if (parse_int(text, 0, max, &i) < 0) {
		*why = arena_printf(v->r->a,
		    "'%.*s' gave '%.*s', not a number from 0 to %d",
		    STR_ARG(value->text), STR_ARG(text), max);
		return -1;
	}
	*ret = (int)i;
	return 0;
}

int
run_evaluate_due(const struct view *v, const struct bpmn_value *value,
    int64_t *ret, struct str *why)
{
	struct feel_value when;

	*ret = 0;
	if (value == NULL)
		return 0;
	if (run_evaluate(v, value, &when, why) < 0)
		return -1;
	if (bpmn_due(v->r->env, when, ret) == 0)
		return 0;
	*why = arena_printf(v->r->a, "'%.*s' gave no date and no duration",
	    STR_ARG(value->text));
	return -1;
}
