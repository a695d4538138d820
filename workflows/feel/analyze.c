/*
 * analyze.c - unary tests as intervals, for the checks of decision tables.
 */
#include "workflows/feel/ast.h"

static struct feel_range
point(struct feel_value v)
{
	return (struct feel_range){ .form = RANGE_INTERVAL, .low = v,
	    .high = v, .is_low_closed = true, .is_high_closed = true };
}

static bool
comparison(const struct node *n, struct feel_range *ret)
{
	struct feel_value v;

	if (n->b->kind != N_CONST)
		return false;
	v = n->b->constant;
	*ret = (struct feel_range){ .form = RANGE_INTERVAL };
	switch (n->kind) {
	case N_EQ:
		*ret = point(v);
		return true;
	case N_LT:
	case N_LE:
		ret->high = v;
		ret->is_high_closed = n->kind == N_LE;
		return true;
	case N_GT:
	case N_GE:
		ret->low = v;
		ret->is_low_closed = n->kind == N_GE;
		return true;
	default:
		return false;
	}
}

/* The ranges of one value to be tested with: itself, or a list's items. */
static bool
add_value(struct arena *a, struct feel_intervals *ret, size_t *cap,
    struct feel_value v)
{
	struct feel_range *ranges = (struct feel_range *)ret->ranges;

	if (v.kind == FEEL_FUNCTION || v.kind == FEEL_CONTEXT ||
	    (v.kind == FEEL_RANGE && (v.range->form == RANGE_EQUAL ||
	    v.range->form == RANGE_UNEQUAL)))
		return false;
	if (v.kind == FEEL_LIST) {
		for (size_t i = 0; i < v.list.n; i++) {
			if (v.list.v[i].kind == FEEL_LIST ||
			    !add_value(a, ret, cap, v.list.v[i]))
				return false;
		}
		return true;
	}
	if (ret->n == *cap) {
		size_t more = *cap == 0 ? 4 : *cap * 2;

		ranges = arena_grow(a, ranges, *cap * sizeof(*ranges),
		    more * sizeof(*ranges));
		*cap = more;
	}
	ranges[ret->n] = v.kind == FEEL_RANGE ? *v.range : point(v);
	ranges[ret->n++].form = RANGE_INTERVAL;
	ret->ranges = ranges;
	return true;
}

static bool
add_test(struct arena *a, struct feel_intervals *ret, size_t *cap,
    const struct node *n)
{
	struct feel_range r;

	if (n->kind == N_TEST)
		return n->test.value->kind == N_CONST &&
		    add_value(a, ret, cap, n->test.value->constant);
	return comparison(n, &r) && add_value(a, ret, cap,
	    (struct feel_value){ .kind = FEEL_RANGE, .range = &r });
}

int
feel_tests_intervals(struct arena *a, const struct feel_expr *tests,
    struct feel_intervals *ret)
{
	struct feel_intervals found = { 0 };
	const struct node *n = tests->root;
	size_t cap = 0;

	if (n->kind != N_TESTS)
		return -1;
	found.is_any = n->n == 0;
	found.is_negated = n->is_negated;
	for (uint32_t i = 0; i < n->n; i++) {
		if (!add_test(a, &found, &cap, n->kids[i]))
			return -1;
	}
	*ret = found;
	return 0;
}
