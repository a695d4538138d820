/*
 * eval_logic.c - three-valued and/or, order, unary tests.
 */
#include "workflows/feel/eval.h"

struct feel_value
eval_or(struct feel_run *run, struct feel_value x, struct feel_value y)
{
	if (feel_is_true(x) || feel_is_true(y))
		return feel_bool(true);
	if (x.kind == FEEL_UNKNOWN || y.kind == FEEL_UNKNOWN)
		return feel_unknown_join(run->arena, x, y);
	if (feel_is_false(x) && feel_is_false(y))
		return feel_bool(false);
	return FEEL_NULL_VALUE;
}

struct feel_value
eval_and(struct feel_run *run, struct feel_value x, struct feel_value y)
{
	if (feel_is_false(x) || feel_is_false(y))
		return feel_bool(false);
	if (x.kind == FEEL_UNKNOWN || y.kind == FEEL_UNKNOWN)
		return feel_unknown_join(run->arena, x, y);
	if (feel_is_true(x) && feel_is_true(y))
		return feel_bool(true);
	return FEEL_NULL_VALUE;
}

struct feel_value
eval_order(struct feel_run *run, const struct node *n, struct feel_value x,
    struct feel_value y)
{
	int r;

	if (x.kind == FEEL_UNKNOWN || y.kind == FEEL_UNKNOWN)
		return feel_unknown_join(run->arena, x, y);
	if (!feel_compare(x, y, &r))
		return feel_fail_at(run, n, "feel.type",
		    "%s and %s have no order", feel_kind_name(x.kind),
		    feel_kind_name(y.kind));
	switch (n->kind) {
	case N_LT:
		return feel_bool(r < 0);
	case N_LE:
		return feel_bool(r <= 0);
	case N_GT:
		return feel_bool(r > 0);
	default:
		return feel_bool(r >= 0);
	}
}

/* Is v equal to an element, or in one that is a range? */
static struct feel_value
in_list(struct feel_run *run, struct feel_value v, struct feel_list list)
{
	struct feel_value result = feel_bool(false);

	for (size_t i = 0; i < list.n && feel_steps(run, 1); i++) {
		struct feel_value item = list.v[i], r;

		if (item.kind == FEEL_LIST && item.list.n == 1 &&
		    item.list.v[0].kind == FEEL_RANGE &&
		    v.kind != FEEL_LIST)
			item = item.list.v[0];
		if (item.kind == FEEL_RANGE && v.kind != FEEL_RANGE)
			r = feel_in_range(v, item.range);
		else
			r = eval_equals(run, v, item);
		if (feel_is_true(r))
			return r;
		if (r.kind == FEEL_UNKNOWN)
			result = feel_unknown_join(run->arena, result, r);
	}
	return result;
}

static struct feel_value
in_value(struct feel_run *run, const struct node *n, struct feel_value v,
    struct feel_value x)
{
	struct feel_value r;

	if (x.kind == FEEL_UNKNOWN)
		return feel_unknown_join(run->arena, v, x);
	if (v.kind == FEEL_UNKNOWN)
		return v;
	if (x.kind == FEEL_RANGE && v.kind != FEEL_RANGE) {
		r = feel_in_range(v, x.range);
	} else if (x.kind == FEEL_LIST) {
		r = eval_equals(run, v, x);
		return feel_is_true(r) ? r : in_list(run, v, x.list);
	} else {
		r = eval_equals(run, v, x);
	}
	if (r.kind == FEEL_NULL)
		return feel_fail_at(run, n, "feel.type",
		    "a %s cannot be tested with a %s", feel_kind_name(v.kind),
		    feel_kind_name(x.kind));
	return r;
}

/* May this expression, which does not mention "?", be a condition on its own?
 * A plain name or literal is compared with the subject instead. */
static bool
is_condition(const struct node *n)
{
	return n->kind != N_CONST && n->kind != N_LOCAL &&
	    n->kind != N_SLOT && n->kind != N_FREE && n->kind != N_PATH;
}

struct feel_value
eval_test(struct feel_run *run, const struct node *n)
{
	struct feel_value x = feel_node(run, n->test.value);
	struct feel_value v = run->frame[n->test.subject];

	if (!n->is_plain && (x.kind == FEEL_BOOLEAN ||
	    x.kind == FEEL_UNKNOWN || x.kind == FEEL_NULL))
		return x;
	if (x.kind == FEEL_BOOLEAN && v.kind != FEEL_BOOLEAN &&
	    is_condition(n->test.value))
		return x;
	return in_value(run, n, v, x);
}

struct feel_value
eval_tests(struct feel_run *run, const struct node *n)
{
	struct feel_value r = feel_bool(n->n == 0);

	for (uint32_t i = 0; i < n->n && !feel_is_true(r); i++)
		r = eval_or(run, r, feel_node(run, n->kids[i]));
	if (n->is_negated && r.kind == FEEL_BOOLEAN)
		return feel_bool(!r.boolean);
	return r;
}
