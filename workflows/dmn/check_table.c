/*
 * check_table.c - what a decision table leaves out, says twice, or in vain.
 *
 * Every rule is a box whose sides are sets of pieces of its columns' axes (see
 * axis.h).  Two rules overlap when their sides do in every column.  A table
 * has a gap where no box is: found by going through the columns, each time
 * keeping the rules that are still possible, until none is left.  A condition
 * that is no interval over constants may be met or not; it counts as met
 * where gaps are sought and as not met where overlaps and hidden rules are, so
 * that nothing is reported that may be all right.
 */
#include <stdlib.h>
#include <string.h>

#include "workflows/dmn/axis.h"

#define STEPS_MAX	(20 * 1000 * 1000) /* of the search for gaps */
#define GAPS_MAX	10		/* reported per table */
#define OVERLAPS_MAX	20
#define RULES_MAX	1000		/* larger tables are not searched */
#define COLUMNS_MAX	64

struct column {
	struct dmn_axis		 axis;
	const dmn_word		*domain;	/* pieces that can occur */
	const dmn_word		**sets;		/* per rule; NULL: unknown */
};

struct check {
	struct arena		*a;
	struct dmn_model	*m;
	const struct dmn_table	*t;
	struct column		*columns;
	dmn_word		**path;		/* pieces chosen per column */
	size_t			 steps, n_gaps;
};

static struct dmn_where
at_table(const struct check *c)
{
	return (struct dmn_where){ c->m, c->t->line, c->t->id, 0 };
}

static struct dmn_where
at_rule(const struct check *c, size_t rule)
{
	return (struct dmn_where){ c->m, c->t->rules[rule].line,
	    c->t->rules[rule].id, rule + 1 };
}

/* ---------------------------------------------------------------- columns */

/* The values a column can have: its input values, or else what its type
 * allows. */
static struct axis_cell
domain_cell(const struct check *c, const struct dmn_clause *clause)
{
	struct axis_cell cell = { 0 };
	const struct feel_expr *tests = clause->values.feel;

	if (tests == NULL && clause->shape != NULL)
		tests = clause->shape->allowed;
	cell.is_known = tests != NULL &&
	    feel_tests_intervals(c->a, tests, &cell.tests) == 0;
	return cell;
}

/* What lies between two truth values is nothing. */
static dmn_word *
full_domain(const struct check *c, const struct dmn_axis *x)
{
	struct feel_intervals any = { .is_any = true };
	dmn_word *set = axis_set(c->a, x, &any);

	if (x->kind == FEEL_BOOLEAN)
		set[0] = 2 | 8;
	return set;
}

static void
make_column(struct check *c, size_t i)
{
	struct column *col = &c->columns[i];
	size_t n = c->t->n_rules;
	struct axis_cell *cells = arena_array(c->a, n + 1, sizeof(*cells));

	for (size_t r = 0; r < n; r++)
		cells[r] = axis_cell(c->a, &c->t->rules[r].inputs[i]);
	cells[n] = domain_cell(c, &c->t->inputs[i]);
	axis_make(c->a, cells, n + 1, &col->axis);
	col->sets = arena_array(c->a, n, sizeof(dmn_word *));
	for (size_t r = 0; r < n; r++)
		col->sets[r] = cells[r].is_known ?
		    axis_set(c->a, &col->axis, &cells[r].tests) : NULL;
	col->domain = full_domain(c, &col->axis);
	if (cells[n].is_known && !cells[n].tests.is_any &&
	    col->axis.kind != FEEL_BOOLEAN)
		col->domain = axis_set(c->a, &col->axis, &cells[n].tests);
}

/* ----------------------------------------------------------------- boxes */

static bool
is_known_rule(const struct check *c, size_t rule)
{
	for (size_t i = 0; i < c->t->n_inputs; i++) {
		if (c->columns[i].sets[rule] == NULL)
			return false;
	}
	return true;
}

static void
format_path(const struct check *c, struct buf *out)
{
	const char *comma = "";

	for (size_t i = 0; i < c->t->n_inputs; i++) {
		const struct column *col = &c->columns[i];
		size_t n = axis_pieces(&col->axis);
		bool whole = true;

		for (size_t p = 0; p < n; p++) {
			if (bits_has(col->domain, p) &&
			    !bits_has(c->path[i], p))
				whole = false;
		}
		if (whole)
			continue;
		buf_printf(out, "%s%.*s: ", comma,
		    STR_ARG(c->t->inputs[i].label));
		axis_format(&col->axis, c->path[i], out);
		comma = "; ";
	}
	if (*comma == '\0')
		buf_puts(out, "any input");
}

/* The box of rules a and b together into path; false when it is empty. */
static bool
intersect(const struct check *c, size_t a, size_t b)
{
	for (size_t i = 0; i < c->t->n_inputs; i++) {
		const struct column *col = &c->columns[i];
		size_t n = axis_pieces(&col->axis);

		for (size_t w = 0; w < bits_words(n); w++)
			c->path[i][w] = col->sets[a][w] & col->sets[b][w] &
			    col->domain[w];
		if (bits_none(c->path[i], n))
			return false;
	}
	return true;
}

static bool
same_outputs(const struct check *c, size_t a, size_t b)
{
	for (size_t i = 0; i < c->t->n_outputs; i++) {
		const struct dmn_cell *x = &c->t->rules[a].outputs[i];
		const struct dmn_cell *y = &c->t->rules[b].outputs[i];

		if (!str_eq(x->text, y->text) && !(x->is_constant &&
		    y->is_constant && feel_same(x->value, y->value)))
			return false;
	}
	return true;
}

static void
note_overlap(const struct check *c, size_t a, size_t b)
{
	_cleanup_(buf_done) struct buf where = BUF_INIT;

	format_path(c, &where);
	dmn_note(at_rule(c, b), DMN_WARNING, "dmn.overlap",
	    "overlaps with rule %zu for %s; a table with the hit policy %s "
	    "then has no result", a + 1, buf_cstr(&where),
	    c->t->hit == DMN_UNIQUE ? "unique" : "any");
}

static void
check_overlaps(const struct check *c)
{
	size_t found = 0;

	if (c->t->hit != DMN_UNIQUE && c->t->hit != DMN_ANY)
		return;
	for (size_t b = 1; b < c->t->n_rules && found < OVERLAPS_MAX; b++) {
		if (!is_known_rule(c, b))
			continue;
		for (size_t a = 0; a < b && found < OVERLAPS_MAX; a++) {
			if (!is_known_rule(c, a) || !intersect(c, a, b) ||
			    (c->t->hit == DMN_ANY && same_outputs(c, a, b)))
				continue;
			note_overlap(c, a, b);
			found++;
		}
	}
}

/* -------------------------------------------------------- gaps and masking */

/* Rules still possible when the column is in piece p; unknown ones stay. */
static size_t
keep_rules(const struct check *c, size_t column, size_t p,
    const size_t *rules, size_t n, size_t *ret)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		const dmn_word *set = c->columns[column].sets[rules[i]];

		if (set == NULL || bits_has(set, p))
			ret[kept++] = rules[i];
	}
	return kept;
}

static void
note_gap(struct check *c)
{
	_cleanup_(buf_done) struct buf where = BUF_INIT;

	format_path(c, &where);
	dmn_note(at_table(c), DMN_WARNING, "dmn.gap",
	    "no rule matches for %s", buf_cstr(&where));
	c->n_gaps++;
}

static bool
is_done(struct check *c)
{
	return c->n_gaps >= GAPS_MAX || ++c->steps > STEPS_MAX;
}

/* Is one of the rules met by anything in the columns from this one on? */
static bool
has_catch_all(const struct check *c, size_t column, const size_t *rules,
    size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t k = column;

		while (k < c->t->n_inputs &&
		    c->t->rules[rules[i]].inputs[k].is_any)
			k++;
		if (k == c->t->n_inputs)
			return true;
	}
	return false;
}

/* Pieces in which the same rules are possible are one step of the search. */
static void
gather_pieces(struct check *c, size_t column, size_t p,
    const size_t *rules, size_t n, dmn_word *seen)
{
	const struct column *col = &c->columns[column];
	size_t pieces = axis_pieces(&col->axis);
	dmn_word *path = c->path[column];

	memset(path, 0, bits_words(pieces) * sizeof(*path));
	for (size_t q = p; q < pieces; q++) {
		bool same = bits_has(col->domain, q) && !bits_has(seen, q);

		c->steps++;
		for (size_t i = 0; same && i < n; i++, c->steps++) {
			const dmn_word *set = col->sets[rules[i]];

			same = set == NULL ||
			    bits_has(set, q) == bits_has(set, p);
		}
		if (!same)
			continue;
		bits_add(path, q);
		bits_add(seen, q);
	}
}

static void
set_rest(const struct check *c, size_t column)
{
	for (size_t i = column; i < c->t->n_inputs; i++)
		memcpy(c->path[i], c->columns[i].domain,
		    bits_words(axis_pieces(&c->columns[i].axis)) *
		    sizeof(dmn_word));
}

/* Depth is the number of columns. */
static void
seek_gaps(struct check *c, size_t column, const size_t *rules, size_t n)
{
	const struct column *col = &c->columns[column];
	size_t *kept;
	dmn_word *seen;

	if (is_done(c))
		return;
	if (n == 0) {
		set_rest(c, column);
		note_gap(c);
		return;
	}
	if (has_catch_all(c, column, rules, n))
		return;
	kept = xreallocarray(NULL, n, sizeof(*kept));
	seen = xcalloc(bits_words(axis_pieces(&col->axis)), sizeof(*seen));
	for (size_t p = 0; p < axis_pieces(&col->axis); p++) {
		if (!bits_has(col->domain, p) || bits_has(seen, p))
			continue;
		gather_pieces(c, column, p, rules, n, seen);
		seek_gaps(c, column + 1, kept,
		    keep_rules(c, column, p, rules, n, kept));
	}
	free(kept);
	free(seen);
}

static bool
has_all_defaults(const struct dmn_table *t)
{
	for (size_t i = 0; i < t->n_outputs; i++) {
		if (t->outputs[i].fallback.feel == NULL)
			return false;
	}
	return true;
}

/* A table that collects may well find nothing, and a default fills gaps. */
static void
check_gaps(struct check *c)
{
	size_t *rules;

	if (has_all_defaults(c->t) || c->t->hit == DMN_COLLECT ||
	    c->t->hit == DMN_RULE_ORDER || c->t->hit == DMN_OUTPUT_ORDER)
		return;
	rules = arena_array(c->a, c->t->n_rules, sizeof(*rules));
	for (size_t i = 0; i < c->t->n_rules; i++)
		rules[i] = i;
	seek_gaps(c, 0, rules, c->t->n_rules);
	if (c->steps > STEPS_MAX)
		dmn_note(at_table(c), DMN_WARNING, "dmn.not_searched",
		    "the table is too entangled to find all its gaps");
}

/* Does one earlier rule contain the whole of this one? */
static bool
is_inside(const struct check *c, size_t rule, size_t earlier)
{
	for (size_t i = 0; i < c->t->n_inputs; i++) {
		const struct column *col = &c->columns[i];
		size_t n = axis_pieces(&col->axis);

		for (size_t w = 0; w < bits_words(n); w++) {
			if ((col->sets[rule][w] & col->domain[w] &
			    ~col->sets[earlier][w]) != 0)
				return false;
		}
	}
	return true;
}

static void
check_masked(const struct check *c, size_t rule)
{
	if (c->t->hit != DMN_FIRST)
		return;
	for (size_t i = 0; i < rule; i++) {
		if (!is_known_rule(c, i) || !is_inside(c, rule, i))
			continue;
		dmn_note(at_rule(c, rule), DMN_WARNING, "dmn.unreachable",
		    "the rule is never reached: rule %zu before it matches "
		    "whenever this one would", i + 1);
		return;
	}
}

static void
check_reachable(const struct check *c, size_t rule)
{
	for (size_t i = 0; i < c->t->n_inputs; i++) {
		const struct column *col = &c->columns[i];
		const dmn_word *set = col->sets[rule];
		bool possible = set == NULL;

		for (size_t p = 0; !possible && p < axis_pieces(&col->axis);
		    p++)
			possible = bits_has(set, p) &&
			    bits_has(col->domain, p);
		if (possible)
			continue;
		dmn_note(at_rule(c, rule), DMN_WARNING, "dmn.unreachable",
		    "the condition %.*s on '%.*s' is met by none of the values "
		    "it can have",
		    STR_ARG(c->t->rules[rule].inputs[i].text),
		    STR_ARG(c->t->inputs[i].label));
		return;
	}
	if (is_known_rule(c, rule))
		check_masked(c, rule);
}

static void
check_boxes(struct check *c)
{
	c->columns = arena_array(c->a, c->t->n_inputs, sizeof(*c->columns));
	c->path = arena_array(c->a, c->t->n_inputs, sizeof(dmn_word *));
	for (size_t i = 0; i < c->t->n_inputs; i++) {
		make_column(c, i);
		c->path[i] = bits_new(c->a, axis_pieces(&c->columns[i].axis));
	}
	for (size_t i = 0; i < c->t->n_rules; i++)
		check_reachable(c, i);
	check_overlaps(c);
	check_gaps(c);
}

void
dmn_check_table(struct dmn_model *m, const struct dmn_table *t)
{
	struct check c = { .a = arena_new(), .m = m, .t = t };

	if (t->n_inputs > COLUMNS_MAX || t->n_rules > RULES_MAX)
		dmn_note(at_table(&c), DMN_WARNING, "dmn.not_searched",
		    "the table is too large to be searched for gaps and "
		    "overlaps");
	else if (t->n_inputs > 0 && t->n_rules > 0)
		check_boxes(&c);
	arena_free(c.a);
}
