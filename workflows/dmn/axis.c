/*
 * axis.c - conditions as sets of pieces of a line.
 */
#include <stdlib.h>
#include <string.h>

#include "workflows/dmn/axis.h"

dmn_word *
bits_new(struct arena *a, size_t n)
{
	return arena_zalloc(a, bits_words(n) * sizeof(dmn_word));
}

bool
bits_none(const dmn_word *set, size_t n)
{
	for (size_t i = 0; i < bits_words(n); i++) {
		if (set[i] != 0)
			return false;
	}
	return true;
}

/* Order of two values of the same kind; false when they have none. */
static bool
order(struct feel_value a, struct feel_value b, int *ret)
{
	if (a.kind != b.kind)
		return false;
	if (a.kind == FEEL_BOOLEAN) {
		*ret = (int)a.boolean - (int)b.boolean;
		return true;
	}
	return feel_compare(a, b, ret);
}

struct axis_cell
axis_cell(struct arena *a, const struct dmn_cell *cell)
{
	struct axis_cell c = { 0 };

	if (cell->is_any) {
		c.is_known = c.tests.is_any = true;
		return c;
	}
	c.is_known = cell->feel != NULL &&
	    feel_tests_intervals(a, cell->feel, &c.tests) == 0;
	return c;
}

/* ------------------------------------------------------------ making one */

struct points {
	struct arena	*a;
	enum feel_kind	 kind;
	VEC(struct feel_value) v;
};

static void
add_point(struct points *p, struct feel_value v)
{
	if (v.kind == FEEL_NULL)
		return;
	if (p->kind == FEEL_NULL)
		p->kind = v.kind;
	vec_push(p->a, &p->v, v);
}

static int
cmp_points(const void *x, const void *y)
{
	int c = 0;

	(void)order(*(const struct feel_value *)x,
	    *(const struct feel_value *)y, &c);
	return c;
}

/* Most columns of numbers have whole ones, which are found faster. */
static const int64_t *
as_integers(struct arena *a, const struct feel_value *v, size_t n)
{
	int64_t *ret = arena_array(a, n, sizeof(*ret));

	for (size_t i = 0; i < n; i++) {
		if (v[i].kind != FEEL_NUMBER ||
		    dec128_to_int(v[i].number, &ret[i]) < 0)
			return NULL;
	}
	return n == 0 ? NULL : ret;
}

static void
sort_points(struct points *p, struct dmn_axis *ret)
{
	size_t n = 0;

	if (p->v.n > 0)
		qsort(p->v.v, p->v.n, sizeof(*p->v.v), cmp_points);
	for (size_t i = 0; i < p->v.n; i++) {
		if (n == 0 || cmp_points(&p->v.v[n - 1], &p->v.v[i]) != 0)
			p->v.v[n++] = p->v.v[i];
	}
	*ret = (struct dmn_axis){ p->kind, p->v.v,
	    as_integers(p->a, p->v.v, n), n };
}

/* Is every end of these intervals of the kind, and comparable? */
static bool
is_of_kind(const struct feel_intervals *t, enum feel_kind kind,
    const struct feel_value *first)
{
	int c;

	for (size_t i = 0; i < t->n; i++) {
		const struct feel_range *r = &t->ranges[i];

		if (r->form != RANGE_INTERVAL && r->form != RANGE_EQUAL)
			return false;
		if (r->low.kind != FEEL_NULL && (r->low.kind != kind ||
		    !order(r->low, *first, &c)))
			return false;
		if (r->high.kind != FEEL_NULL && (r->high.kind != kind ||
		    !order(r->high, *first, &c)))
			return false;
		if (r->low.kind == FEEL_NULL && r->high.kind == FEEL_NULL)
			return false;
	}
	return true;
}

/* The first constant of a column decides of what kind it is. */
static const struct feel_value *
first_point(const struct axis_cell *cells, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct feel_intervals *t = &cells[i].tests;

		for (size_t k = 0; cells[i].is_known && k < t->n; k++) {
			if (t->ranges[k].low.kind != FEEL_NULL)
				return &t->ranges[k].low;
			if (t->ranges[k].high.kind != FEEL_NULL)
				return &t->ranges[k].high;
		}
	}
	return NULL;
}

void
axis_make(struct arena *a, struct axis_cell *cells, size_t n,
    struct dmn_axis *ret)
{
	const struct feel_value *first = first_point(cells, n);
	struct points p = { .a = a, .kind = FEEL_NULL };

	for (size_t i = 0; i < n; i++) {
		const struct feel_intervals *t = &cells[i].tests;

		if (!cells[i].is_known || t->is_any)
			continue;
		if (first == NULL || !is_of_kind(t, first->kind, first)) {
			cells[i].is_known = false;
			continue;
		}
		for (size_t k = 0; k < t->n; k++) {
			add_point(&p, t->ranges[k].low);
			add_point(&p, t->ranges[k].high);
		}
	}
	if (p.kind == FEEL_BOOLEAN) {
		add_point(&p, feel_bool(false));
		add_point(&p, feel_bool(true));
	}
	sort_points(&p, ret);
}

/* ------------------------------------------------------------------ using */

static size_t
find_integer(const struct dmn_axis *x, int64_t v)
{
	size_t low = 0, high = x->n_points;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (v == x->integers[mid])
			return 2 * mid + 1;
		if (v < x->integers[mid])
			high = mid;
		else
			low = mid + 1;
	}
	return 2 * low;
}

size_t
axis_find(const struct dmn_axis *x, struct feel_value v)
{
	size_t low = 0, high = x->n_points;
	int64_t integer;

	if (x->n_points == 0)
		return 0;
	if (x->integers != NULL && v.kind == FEEL_NUMBER &&
	    dec128_to_int(v.number, &integer) == 0)
		return find_integer(x, integer);
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int c;

		if (!order(v, x->points[mid], &c))
			return AXIS_PIECE_NONE;
		if (c == 0)
			return 2 * mid + 1;
		if (c < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return 2 * low;
}

static void
add_range(const struct dmn_axis *x, const struct feel_range *r, dmn_word *set)
{
	size_t from = 0, to = axis_pieces(x) - 1;

	if (r->form == RANGE_EQUAL) {
		bits_add(set, axis_find(x, r->low));
		return;
	}
	if (r->low.kind != FEEL_NULL)
		from = axis_find(x, r->low) + (r->is_low_closed ? 0 : 1);
	if (r->high.kind != FEEL_NULL)
		to = axis_find(x, r->high) - (r->is_high_closed ? 0 : 1);
	for (size_t i = from; i <= to; i++)
		bits_add(set, i);
}

dmn_word *
axis_set(struct arena *a, const struct dmn_axis *x,
    const struct feel_intervals *tests)
{
	size_t n = axis_pieces(x);
	dmn_word *set = bits_new(a, n);

	for (size_t i = 0; i < tests->n; i++)
		add_range(x, &tests->ranges[i], set);
	if (!tests->is_any && !tests->is_negated)
		return set;
	for (size_t i = 0; i < n; i++) {
		if (tests->is_any)
			bits_add(set, i);
		else
			set[i / 64] ^= (dmn_word)1 << (i % 64);
	}
	return set;
}

/* ------------------------------------------------------------- describing */

static void
format_point(struct feel_value v, struct buf *out)
{
	if (v.kind == FEEL_STRING)
		buf_putc(out, '"');
	feel_format(out, v);
	if (v.kind == FEEL_STRING)
		buf_putc(out, '"');
}

/* Pieces from..to, which lie in a row, as one interval. */
static void
format_run(const struct dmn_axis *x, size_t from, size_t to, struct buf *out)
{
	size_t last = axis_pieces(x) - 1;

	if (from == to && from % 2 == 1) {
		format_point(x->points[from / 2], out);
	} else if (from == 0 && to == last) {
		buf_puts(out, "anything");
	} else if (from == 0) {
		buf_puts(out, to % 2 == 1 ? "<= " : "< ");
		format_point(x->points[to / 2], out);
	} else if (to == last) {
		buf_puts(out, from % 2 == 1 ? ">= " : "> ");
		format_point(x->points[(from - 1) / 2], out);
	} else {
		buf_putc(out, from % 2 == 1 ? '[' : '(');
		format_point(x->points[(from - 1) / 2], out);
		buf_puts(out, "..");
		format_point(x->points[to / 2], out);
		buf_putc(out, to % 2 == 1 ? ']' : ')');
	}
}

/* Texts and booleans are single values; all that lies between is "other". */
static void
format_singles(const struct dmn_axis *x, const dmn_word *set, struct buf *out)
{
	const char *comma = "";
	bool others = false;

	for (size_t i = 0; i < axis_pieces(x); i++) {
		if (!bits_has(set, i))
			continue;
		if (i % 2 == 0) {
			others = true;
			continue;
		}
		buf_puts(out, comma);
		format_point(x->points[i / 2], out);
		comma = ", ";
	}
	if (others && x->kind != FEEL_BOOLEAN)
		buf_printf(out, "%sany other value", comma);
}

void
axis_format(const struct dmn_axis *x, const dmn_word *set, struct buf *out)
{
	size_t n = axis_pieces(x);
	const char *comma = "";

	if (x->kind == FEEL_STRING || x->kind == FEEL_BOOLEAN) {
		format_singles(x, set, out);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		size_t from = i;

		if (!bits_has(set, i))
			continue;
		while (i + 1 < n && bits_has(set, i + 1))
			i++;
		buf_puts(out, comma);
		format_run(x, from, i, out);
		comma = ", ";
	}
}
