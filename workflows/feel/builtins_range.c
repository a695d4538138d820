/*
 * builtins_range.c - range(), and how points and ranges lie to one another
 * (DMN 1.5, table 78; the interval algebra of Allen).
 *
 * A point is the range from itself to itself.
 */
#include "workflows/feel/ast.h"

/* One end; an end that is missing lies beyond all values. */
struct bound {
	struct feel_value	 v;
	bool			 is_closed;
	int			 beyond;	/* -1, 0, 1 */
};

struct interval {
	struct bound	 low, high;
	bool		 is_point;
};

/* Comparisons note here when two values have no order. */
struct judge {
	bool		 is_bad;
};

static struct interval
interval(struct feel_value v, struct judge *j)
{
	const struct feel_range *r = v.range;
	struct interval i = { .is_point = v.kind != FEEL_RANGE };

	if (i.is_point) {
		i.low = i.high = (struct bound){ v, true, 0 };
		return i;
	}
	i.low = (struct bound){ r->low, r->is_low_closed,
	    r->form == RANGE_BELOW ? -1 : 0 };
	i.high = (struct bound){ r->high, r->is_high_closed,
	    r->form == RANGE_ABOVE ? 1 : 0 };
	if (r->form == RANGE_EQUAL)
		i.high = i.low;
	if (r->form == RANGE_UNEQUAL)
		j->is_bad = true;
	return i;
}

static int
cmp(struct judge *j, struct bound a, struct bound b)
{
	int r = 0;

	if (a.beyond != 0 || b.beyond != 0)
		return (a.beyond > b.beyond) - (a.beyond < b.beyond);
	if (!feel_compare(a.v, b.v, &r))
		j->is_bad = true;
	return r;
}

static bool
before(struct judge *j, struct interval a, struct interval b)
{
	int r = cmp(j, a.high, b.low);

	return r < 0 || (r == 0 && !(a.high.is_closed && b.low.is_closed));
}

static bool
meets(struct judge *j, struct interval a, struct interval b)
{
	return cmp(j, a.high, b.low) == 0 && a.high.is_closed &&
	    b.low.is_closed;
}

static bool
overlaps(struct judge *j, struct interval a, struct interval b)
{
	return !before(j, a, b) && !before(j, b, a);
}

/* a begins first, reaches into b and ends in it. */
static bool
overlaps_before(struct judge *j, struct interval a, struct interval b)
{
	int low = cmp(j, a.low, b.low), high = cmp(j, a.high, b.high);

	return (low < 0 || (low == 0 && a.low.is_closed &&
	    !b.low.is_closed)) && !before(j, a, b) &&
	    (high < 0 || (high == 0 && (!a.high.is_closed ||
	    b.high.is_closed)));
}

static bool
finishes(struct judge *j, struct interval a, struct interval b)
{
	int low = cmp(j, a.low, b.low);

	return cmp(j, a.high, b.high) == 0 &&
	    a.high.is_closed == b.high.is_closed &&
	    (low > 0 || (low == 0 && (!a.low.is_closed || b.low.is_closed)));
}

static bool
starts(struct judge *j, struct interval a, struct interval b)
{
	int high = cmp(j, a.high, b.high);

	return cmp(j, a.low, b.low) == 0 &&
	    a.low.is_closed == b.low.is_closed &&
	    (high < 0 || (high == 0 && (!a.high.is_closed ||
	    b.high.is_closed)));
}

static bool
includes(struct judge *j, struct interval a, struct interval b)
{
	int low = cmp(j, a.low, b.low), high = cmp(j, a.high, b.high);

	return (low < 0 || (low == 0 && (a.low.is_closed ||
	    !b.low.is_closed))) &&
	    (high > 0 || (high == 0 && (a.high.is_closed ||
	    !b.high.is_closed)));
}

/* Of a point and a range the standard does not say it. */
static bool
coincides(struct judge *j, struct interval a, struct interval b)
{
	if (a.is_point != b.is_point)
		j->is_bad = true;
	return cmp(j, a.low, b.low) == 0 && cmp(j, a.high, b.high) == 0 &&
	    a.low.is_closed == b.low.is_closed &&
	    a.high.is_closed == b.high.is_closed;
}

static struct feel_value
relation(struct feel_run *run, struct feel_value x, struct feel_value y,
    bool (*holds)(struct judge *, struct interval, struct interval))
{
	struct judge j = { false };
	bool r = holds(&j, interval(x, &j), interval(y, &j));

	if (j.is_bad)
		return feel_fail(run, "feel.argument",
		    "the values have no order");
	return feel_bool(r);
}

#define RELATION(name, x, y, holds)					\
	static struct feel_value					\
	name(struct feel_run *run, const struct feel_value *args, size_t n) \
	{								\
		(void)n;						\
		return relation(run, args[x], args[y], holds);		\
	}

RELATION(fn_before, 0, 1, before)
RELATION(fn_after, 1, 0, before)
RELATION(fn_meets, 0, 1, meets)
RELATION(fn_met_by, 1, 0, meets)
RELATION(fn_overlaps, 0, 1, overlaps)
RELATION(fn_overlaps_before, 0, 1, overlaps_before)
RELATION(fn_overlaps_after, 1, 0, overlaps_before)
RELATION(fn_finishes, 0, 1, finishes)
RELATION(fn_finished_by, 1, 0, finishes)
RELATION(fn_includes, 0, 1, includes)
RELATION(fn_during, 1, 0, includes)
RELATION(fn_starts, 0, 1, starts)
RELATION(fn_started_by, 1, 0, starts)
RELATION(fn_coincides, 0, 1, coincides)

/* An end in the text of range(): a literal, or a date, time or duration
 * function of one. */
static bool
is_end(struct feel_value v)
{
	return (KIND(v.kind) & K_POINT) != 0;
}

static bool
is_proper(const struct feel_range *r)
{
	int order;

	return r->form == RANGE_INTERVAL && is_end(r->low) && is_end(r->high) &&
	    feel_compare(r->low, r->high, &order) && order <= 0;
}

static struct feel_value
fn_range(struct feel_run *run, const struct feel_value *args, size_t n)
{
	const struct feel_expr *expr;
	struct feel_value v;

	(void)n;
	if (!feel_steps(run, args[0].string.len))
		return FEEL_NULL_VALUE;
	expr = feel_parse(run->arena, args[0].string, NULL, NULL);
	if (expr == NULL || expr->root->kind != N_CONST)
		return feel_fail(run, "feel.value", "this is no range");
	v = expr->root->constant;
	if (v.kind != FEEL_RANGE || !is_proper(v.range))
		return feel_fail(run, "feel.value", "this is no range");
	return v;
}

#define BOTH	(K_POINT | K_RANGE)
#define POINT	(K_POINT)

#define PAIR(name, fn, first, k1, second, k2)				\
	{ name, fn, 2, 2, 0, { { first, k1 }, { second, k2 } } }

const struct feel_builtin feel_builtins_range[] = {
	PAIR("after", fn_after, "", BOTH, "", BOTH),
	PAIR("after", fn_after, "point1", POINT, "point2", POINT),
	PAIR("after", fn_after, "point", POINT, "range", K_RANGE),
	PAIR("after", fn_after, "range", K_RANGE, "point", POINT),
	PAIR("after", fn_after, "range1", K_RANGE, "range2", K_RANGE),
	PAIR("before", fn_before, "", BOTH, "", BOTH),
	PAIR("before", fn_before, "point1", POINT, "point2", POINT),
	PAIR("before", fn_before, "point", POINT, "range", K_RANGE),
	PAIR("before", fn_before, "range", K_RANGE, "point", POINT),
	PAIR("before", fn_before, "range1", K_RANGE, "range2", K_RANGE),
	PAIR("coincides", fn_coincides, "", BOTH, "", BOTH),
	PAIR("coincides", fn_coincides, "point1", POINT, "point2", POINT),
	PAIR("coincides", fn_coincides, "range1", K_RANGE, "range2", K_RANGE),
	PAIR("during", fn_during, "", BOTH, "", K_RANGE),
	PAIR("during", fn_during, "point", POINT, "range", K_RANGE),
	PAIR("during", fn_during, "range1", K_RANGE, "range2", K_RANGE),
	PAIR("finished by", fn_finished_by, "", K_RANGE, "", BOTH),
	PAIR("finished by", fn_finished_by, "range", K_RANGE, "point", POINT),
	PAIR("finished by", fn_finished_by, "range1", K_RANGE, "range2",
	    K_RANGE),
	PAIR("finishes", fn_finishes, "", BOTH, "", K_RANGE),
	PAIR("finishes", fn_finishes, "point", POINT, "range", K_RANGE),
	PAIR("finishes", fn_finishes, "range1", K_RANGE, "range2", K_RANGE),
	PAIR("includes", fn_includes, "", K_RANGE, "", BOTH),
	PAIR("includes", fn_includes, "range", K_RANGE, "point", POINT),
	PAIR("includes", fn_includes, "range1", K_RANGE, "range2", K_RANGE),
	PAIR("meets", fn_meets, "range1", K_RANGE, "range2", K_RANGE),
	PAIR("met by", fn_met_by, "range1", K_RANGE, "range2", K_RANGE),
	PAIR("overlaps", fn_overlaps, "range1", K_RANGE, "range2", K_RANGE),
	PAIR("overlaps after", fn_overlaps_after, "range1", K_RANGE,
	    "range2", K_RANGE),
	PAIR("overlaps before", fn_overlaps_before, "range1", K_RANGE,
	    "range2", K_RANGE),
	{ "range", fn_range, 1, 1, 0, { { "from", K_STR } } },
	PAIR("started by", fn_started_by, "", K_RANGE, "", BOTH),
	PAIR("started by", fn_started_by, "range", K_RANGE, "point", POINT),
	PAIR("started by", fn_started_by, "range1", K_RANGE, "range2",
	    K_RANGE),
	PAIR("starts", fn_starts, "", BOTH, "", K_RANGE),
	PAIR("starts", fn_starts, "point", POINT, "range", K_RANGE),
	PAIR("starts", fn_starts, "range1", K_RANGE, "range2", K_RANGE),
	{ NULL }
};
