/*
 * builtins_statistics.c - numbers out of lists: sum(), min(), mean() ...
 */
#include "workflows/feel/ast.h"

/* Are these numbers, at least one of them? */
static bool
are_numbers(struct feel_run *run, struct feel_list list)
{
	if (!feel_steps(run, list.n))
		return false;
	for (size_t i = 0; i < list.n; i++) {
		if (list.v[i].kind != FEEL_NUMBER) {
			(void)feel_fail(run, "feel.argument",
			    "a %s is no number",
			    feel_kind_name(list.v[i].kind));
			return false;
		}
	}
	if (list.n == 0)
		(void)feel_fail(run, "feel.argument", "the list is empty");
	return list.n > 0;
}

static struct feel_value
number(struct feel_run *run, struct dec128 v)
{
	if (!dec128_ok(v))
		return feel_fail(run, "feel.range",
		    "the result is out of range");
	return feel_number(v);
}

static struct dec128
total(struct feel_list list)
{
	struct dec128 sum = DEC128_ZERO;

	for (size_t i = 0; i < list.n; i++)
		sum = dec128_add(sum, list.v[i].number);
	return sum;
}

static struct dec128
average(struct feel_list list)
{
	return dec128_div(total(list), dec128_int((int64_t)list.n));
}

static struct feel_value
fn_sum(struct feel_run *run, const struct feel_value *args, size_t n)
{
	(void)n;
	if (!are_numbers(run, args[0].list))
		return FEEL_NULL_VALUE;
	return number(run, total(args[0].list));
}

static struct feel_value
fn_mean(struct feel_run *run, const struct feel_value *args, size_t n)
{
	(void)n;
	if (!are_numbers(run, args[0].list))
		return FEEL_NULL_VALUE;
	return number(run, average(args[0].list));
}

static struct feel_value
fn_product(struct feel_run *run, const struct feel_value *args, size_t n)
{
	struct dec128 product = DEC128_ONE;

	(void)n;
	if (!are_numbers(run, args[0].list))
		return FEEL_NULL_VALUE;
	for (size_t i = 0; i < args[0].list.n; i++)
		product = dec128_mul(product, args[0].list.v[i].number);
	return number(run, product);
}

/* Of a sample: divided by one less than the count. */
static struct feel_value
fn_stddev(struct feel_run *run, const struct feel_value *args, size_t n)
{
	struct feel_list list = args[0].list;
	struct dec128 sum = DEC128_ZERO, mean;

	(void)n;
	if (!are_numbers(run, list))
		return FEEL_NULL_VALUE;
	if (list.n < 2)
		return feel_fail(run, "feel.argument",
		    "stddev() needs two numbers");
	mean = average(list);
	for (size_t i = 0; i < list.n; i++) {
		struct dec128 d = dec128_sub(list.v[i].number, mean);

		sum = dec128_add(sum, dec128_mul(d, d));
	}
	return number(run, dec128_sqrt(dec128_div(sum,
	    dec128_int((int64_t)list.n - 1))));
}

/* The item that comes first (or last, for sign -1) in the order. */
static struct feel_value
extreme(struct feel_run *run, struct feel_list list, int sign)
{
	struct feel_value best;
	int r;

	if (list.n == 0 || !feel_steps(run, list.n))
		return feel_fail(run, "feel.argument", "the list is empty");
	best = list.v[0];
	for (size_t i = 0; i < list.n; i++) {
		if (!feel_compare(list.v[i], best, &r))
			return feel_fail(run, "feel.argument",
			    "%s and %s have no order",
			    feel_kind_name(best.kind),
			    feel_kind_name(list.v[i].kind));
		if (r * sign < 0)
			best = list.v[i];
	}
	return best;
}

static struct feel_value
fn_min(struct feel_run *run, const struct feel_value *args, size_t n)
{
	(void)n;
	return extreme(run, args[0].list, 1);
}

static struct feel_value
fn_max(struct feel_run *run, const struct feel_value *args, size_t n)
{
	(void)n;
	return extreme(run, args[0].list, -1);
}

static int
by_number(const void *x, const void *y)
{
	const struct feel_value *a = x, *b = y;

	return dec128_cmp(a->number, b->number);
}

static struct feel_value *
sorted(struct feel_run *run, struct feel_list list)
{
	struct feel_value *v = feel_bytes(run, list.n * sizeof(*v));

	if (v == NULL)
		return NULL;
	memcpy(v, list.v, list.n * sizeof(*v));
	qsort(v, list.n, sizeof(*v), by_number);
	return v;
}

static struct feel_value
fn_median(struct feel_run *run, const struct feel_value *args, size_t n)
{
	struct feel_list list = args[0].list;
	struct feel_value *v;

	(void)n;
	if (!are_numbers(run, list))
		return FEEL_NULL_VALUE;
	v = sorted(run, list);
	if (v == NULL)
		return FEEL_NULL_VALUE;
	if (list.n % 2 == 1)
		return v[list.n / 2];
	return number(run, dec128_div(dec128_add(v[list.n / 2 - 1].number,
	    v[list.n / 2].number), dec128_int(2)));
}

/* Values that occur most often, in order; v is sorted. */
static size_t
most_frequent(struct feel_value *v, size_t n)
{
	size_t most = 0, found = 0, run_length = 0;

	for (size_t i = 0; i < n; i += run_length) {
		struct feel_value value = v[i];

		run_length = 1;
		while (i + run_length < n && dec128_eq(v[i + run_length].number,
		    value.number))
			run_length++;
		if (run_length > most) {
			most = run_length;
			found = 0;
		}
		/* What is written is behind what is still to be read. */
		if (run_length == most)
			v[found++] = value;
	}
	return found;
}

static struct feel_value
fn_mode(struct feel_run *run, const struct feel_value *args, size_t n)
{
	struct feel_value *v;

	(void)n;
	if (args[0].list.n == 0)
		return args[0];
	if (!are_numbers(run, args[0].list))
		return FEEL_NULL_VALUE;
	v = sorted(run, args[0].list);
	if (v == NULL)
		return FEEL_NULL_VALUE;
	return feel_list(v, most_frequent(v, args[0].list.n));
}

#define LIST	{ { "list", K_LIST } }

const struct feel_builtin feel_builtins_statistics[] = {
	{ "max", fn_max, 1, 1, B_SPREAD, LIST },
	{ "mean", fn_mean, 1, 1, B_SPREAD, LIST },
	{ "median", fn_median, 1, 1, B_SPREAD, LIST },
	{ "min", fn_min, 1, 1, B_SPREAD, LIST },
	{ "mode", fn_mode, 1, 1, B_SPREAD, LIST },
	{ "product", fn_product, 1, 1, B_SPREAD, LIST },
	{ "stddev", fn_stddev, 1, 1, B_SPREAD, LIST },
	{ "sum", fn_sum, 1, 1, B_SPREAD, LIST },
	{ NULL }
};
