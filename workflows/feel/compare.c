/*
 * compare.c - equality and order of FEEL values (DMN 1.5, tables 52 to 54).
 *
 * Times of day are equal when they agree to the second: the value of a time
 * is a count of seconds, and that is what the conformance kit asks for.
 */
#include "workflows/feel/ast.h"
#include "workflows/feel/limits.h"

enum truth { NO, YES, NEITHER };

static enum truth equal_deep(struct feel_value x, struct feel_value y,
    int depth);

static enum truth
truth(bool v)
{
	return v ? YES : NO;
}

static struct temporal_time
whole_seconds(struct temporal_time t)
{
	t.ns = 0;
	return t;
}

static enum truth
equal_time(const struct temporal_time *x, const struct temporal_time *y)
{
	struct temporal_time a = whole_seconds(*x), b = whole_seconds(*y);
	int r;

	if (temporal_cmp_time(&a, &b, &r))
		return truth(r == 0);
	return NEITHER;
}

static enum truth
equal_date_time(const struct temporal_datetime *x,
    const struct temporal_datetime *y)
{
	struct temporal_datetime a = *x, b = *y;
	int r;

	a.time.ns = b.time.ns = 0;
	if (temporal_cmp_datetime(&a, &b, &r))
		return truth(r == 0);
	return NEITHER;
}

static enum truth
equal_list(struct feel_list x, struct feel_list y, int depth)
{
	if (x.n != y.n)
		return NO;
	for (size_t i = 0; i < x.n; i++) {
		if (equal_deep(x.v[i], y.v[i], depth) != YES)
			return NO;
	}
	return YES;
}

static enum truth
equal_context(const struct feel_context *x, const struct feel_context *y,
    int depth)
{
	if (x->n != y->n)
		return NO;
	for (size_t i = 0; i < x->n; i++) {
		const struct feel_value *v = feel_get(y, x->entries[i].key);

		if (v == NULL ||
		    equal_deep(x->entries[i].value, *v, depth) != YES)
			return NO;
	}
	return YES;
}

static enum truth
equal_range(const struct feel_range *x, const struct feel_range *y, int depth)
{
	return truth(x->form == y->form &&
	    x->is_low_closed == y->is_low_closed &&
	    x->is_high_closed == y->is_high_closed &&
	    equal_deep(x->low, y->low, depth) == YES &&
	    equal_deep(x->high, y->high, depth) == YES);
}

static enum truth
equal_kind(struct feel_value x, struct feel_value y, int depth)
{
	switch (x.kind) {
	case FEEL_NUMBER:
		return truth(dec128_eq(x.number, y.number));
	case FEEL_STRING:
		return truth(str_eq(x.string, y.string));
	case FEEL_BOOLEAN:
		return truth(x.boolean == y.boolean);
	case FEEL_DATE:
		return truth(civil_cmp(x.date, y.date) == 0);
	case FEEL_TIME:
		return equal_time(x.time, y.time);
	case FEEL_DATE_TIME:
		return equal_date_time(x.date_time, y.date_time);
	case FEEL_DAYS_TIME:
		return truth(x.ns == y.ns);
	case FEEL_YEARS_MONTHS:
		return truth(x.months == y.months);
	case FEEL_LIST:
		return equal_list(x.list, y.list, depth + 1);
	case FEEL_CONTEXT:
		return equal_context(x.context, y.context, depth + 1);
	case FEEL_RANGE:
		return equal_range(x.range, y.range, depth + 1);
	default:
		return NEITHER;		/* functions do not compare */
	}
}

static enum truth
equal_deep(struct feel_value x, struct feel_value y, int depth)
{
	if (x.kind == FEEL_NULL || y.kind == FEEL_NULL)
		return truth(x.kind == y.kind);
	if (x.kind != y.kind || depth >= FEEL_VALUE_DEPTH_MAX)
		return NEITHER;
	return equal_kind(x, y, depth);
}

struct feel_value
feel_equal(struct feel_value x, struct feel_value y)
{
	if (x.kind == FEEL_UNKNOWN)
		return x;
	if (y.kind == FEEL_UNKNOWN)
		return y;
	switch (equal_deep(x, y, 0)) {
	case YES:
		return feel_bool(true);
	case NO:
		return feel_bool(false);
	default:
		return FEEL_NULL_VALUE;
	}
}

bool
feel_same(struct feel_value x, struct feel_value y)
{
	if (x.kind != y.kind)
		return false;
	switch (x.kind) {
	case FEEL_TIME:
		return temporal_same_time(x.time, y.time);
	case FEEL_DATE_TIME:
		return temporal_same_datetime(x.date_time, y.date_time);
	case FEEL_FUNCTION:
		return x.function == y.function;
	default:
		return equal_deep(x, y, 0) == YES;
	}
}

bool
feel_compare(struct feel_value x, struct feel_value y, int *ret)
{
	if (x.kind != y.kind)
		return false;
	switch (x.kind) {
	case FEEL_NUMBER:
		*ret = dec128_cmp(x.number, y.number);
		return true;
	case FEEL_STRING:
		*ret = str_cmp(x.string, y.string);
		return true;
	case FEEL_DATE:
		*ret = civil_cmp(x.date, y.date);
		return true;
	case FEEL_TIME:
		return temporal_cmp_time(x.time, y.time, ret);
	case FEEL_DATE_TIME:
		return temporal_cmp_datetime(x.date_time, y.date_time, ret);
	case FEEL_DAYS_TIME:
		*ret = (x.ns > y.ns) - (x.ns < y.ns);
		return true;
	case FEEL_YEARS_MONTHS:
		*ret = (x.months > y.months) - (x.months < y.months);
		return true;
	default:
		return false;
	}
}

bool
feel_are_ends(struct feel_value low, struct feel_value high)
{
	int r;

	if (low.kind == FEEL_NULL || high.kind == FEEL_NULL ||
	    low.kind == FEEL_UNKNOWN || high.kind == FEEL_UNKNOWN)
		return true;
	return low.kind == high.kind && feel_compare(low, high, &r);
}

static enum truth
above(struct feel_value v, struct feel_value low, bool is_closed)
{
	int r;

	if (!feel_compare(v, low, &r))
		return NEITHER;
	return truth(r > 0 || (is_closed && r == 0));
}

static enum truth
below(struct feel_value v, struct feel_value high, bool is_closed)
{
	int r;

	if (!feel_compare(v, high, &r))
		return NEITHER;
	return truth(r < 0 || (is_closed && r == 0));
}

static enum truth
in_range(struct feel_value v, const struct feel_range *range)
{
	enum truth low = YES, high = YES, eq;

	switch (range->form) {
	case RANGE_EQUAL:
		return equal_deep(v, range->low, 0);
	case RANGE_UNEQUAL:
		eq = equal_deep(v, range->low, 0);
		return eq == NEITHER ? eq : truth(eq == NO);
	case RANGE_ABOVE:
		return above(v, range->low, range->is_low_closed);
	case RANGE_BELOW:
		return below(v, range->high, range->is_high_closed);
	default:
		low = above(v, range->low, range->is_low_closed);
		high = below(v, range->high, range->is_high_closed);
		if (low == NEITHER || high == NEITHER)
			return NEITHER;
		return truth(low == YES && high == YES);
	}
}

struct feel_value
feel_in_range(struct feel_value v, const struct feel_range *range)
{
	if (v.kind == FEEL_UNKNOWN)
		return v;
	if (range->low.kind == FEEL_UNKNOWN)
		return range->low;
	if (range->high.kind == FEEL_UNKNOWN)
		return range->high;
	switch (in_range(v, range)) {
	case YES:
		return feel_bool(true);
	case NO:
		return feel_bool(false);
	default:
		return FEEL_NULL_VALUE;
	}
}
