/*
 * builtins_sort.c - sort(): a stable merge sort with a function that says what
 * comes first, or in the natural order.
 */
#include "workflows/feel/eval.h"

struct sorting {
	struct feel_run			*run;
	const struct feel_function	*precedes;	/* or NULL */
	struct feel_value		*v, *spare;
	bool				 is_bad;
};

/* Must y come before x? */
static bool
is_wrong(struct sorting *s, struct feel_value x, struct feel_value y)
{
	struct feel_value pair[2] = { y, x }, r;
	int order = 0;

	if (!feel_steps(s->run, 1))
		s->is_bad = true;
	if (s->is_bad)
		return false;
	if (s->precedes == NULL) {
		s->is_bad = !feel_compare(y, x, &order);
		return order < 0;
	}
	r = feel_call(s->run, s->precedes, pair, 2);
	if (r.kind != FEEL_BOOLEAN)
		s->is_bad = true;
	return feel_is_true(r);
}

static void
merge(struct sorting *s, size_t low, size_t mid, size_t high)
{
	size_t i = low, j = mid, out = low;

	while (i < mid && j < high)
		s->spare[out++] = is_wrong(s, s->v[i], s->v[j]) ? s->v[j++] :
		    s->v[i++];
	while (i < mid)
		s->spare[out++] = s->v[i++];
	while (j < high)
		s->spare[out++] = s->v[j++];
	memcpy(s->v + low, s->spare + low, (high - low) * sizeof(*s->v));
}

static struct feel_value
fn_sort(struct feel_run *run, const struct feel_value *args, size_t n)
{
	size_t count = args[0].list.n;
	struct sorting s = { .run = run };

	(void)n;
	if (args[1].kind == FEEL_FUNCTION)
		s.precedes = args[1].function;
	s.v = feel_bytes(run, count * sizeof(*s.v));
	s.spare = feel_bytes(run, count * sizeof(*s.v));
	if (s.v == NULL || s.spare == NULL)
		return FEEL_NULL_VALUE;
	if (count > 0)
		memcpy(s.v, args[0].list.v, count * sizeof(*s.v));
	for (size_t width = 1; width < count && !s.is_bad; width *= 2) {
		for (size_t low = 0; low + width < count; low += 2 * width) {
			size_t high = low + 2 * width;

			merge(&s, low, low + width,
			    high < count ? high : count);
		}
	}
	if (s.is_bad)
		return feel_fail(run, "feel.argument",
		    "sort(): two items have no order");
	return feel_list(s.v, count);
}

const struct feel_builtin feel_builtins_sort[] = {
	{ "sort", fn_sort, 1, 2, 0, { { "list", K_LIST },
	    { "precedes", K_FN } } },
	{ NULL }
};
