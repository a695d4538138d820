/*
 * table_index.c - find the rules of a table that match, without trying each.
 *
 * For every piece of every column there is a set of the rules whose condition
 * is met there.  The rules that match are the intersection of one set per
 * column: a binary search and a few words of memory each, whatever the number
 * of rules.  A condition that is no interval over constants leaves its rule in
 * every set of its column; such rules are tried afterwards.
 */
#include <string.h>

#include "workflows/dmn/axis.h"

#define INDEX_BYTES_MAX (1024 * 1024)	/* of one column */

struct dmn_column {
	struct dmn_axis	 axis;
	dmn_word	*rows;		/* per piece, a set of rules */
};

struct dmn_index {
	struct dmn_column	*columns;
	size_t			 n_columns;
	size_t			 words;		/* of a set of rules */
	dmn_word		*open;		/* rules to be tried */
	bool			 has_open;
};

static struct axis_cell *
column_cells(struct arena *a, const struct dmn_table *t, size_t column)
{
	struct axis_cell *cells = arena_array(a, t->n_rules, sizeof(*cells));

	for (size_t i = 0; i < t->n_rules; i++)
		cells[i] = axis_cell(a, &t->rules[i].inputs[column]);
	return cells;
}

static void
index_rule(struct dmn_index *x, struct dmn_column *c, size_t rule,
    const dmn_word *set)
{
	for (size_t p = 0; p < axis_pieces(&c->axis); p++) {
		if (set == NULL || bits_has(set, p))
			bits_add(c->rows + p * x->words, rule);
	}
	if (set == NULL) {
		bits_add(x->open, rule);
		x->has_open = true;
	}
}

/* tmp is for what is not needed afterwards. */
static bool
index_column(struct arena *a, struct arena *tmp, const struct dmn_table *t,
    struct dmn_index *x)
{
	struct dmn_column *c = &x->columns[x->n_columns];
	struct axis_cell *cells = column_cells(tmp, t, x->n_columns);
	size_t bytes;

	axis_make(a, cells, t->n_rules, &c->axis);
	bytes = axis_pieces(&c->axis) * x->words * sizeof(dmn_word);
	if (bytes > INDEX_BYTES_MAX)
		return false;
	c->rows = arena_zalloc(a, bytes);
	for (size_t r = 0; r < t->n_rules; r++)
		index_rule(x, c, r, !cells[r].is_known ? NULL :
		    axis_set(tmp, &c->axis, &cells[r].tests));
	x->n_columns++;
	return true;
}

void
dmn_index_table(struct arena *a, struct dmn_table *t)
{
	struct dmn_index *x = arena_new_of(a, struct dmn_index);
	struct arena *tmp;

	if (t->n_rules < 2 || t->n_inputs == 0)
		return;
	tmp = arena_new();
	x->words = bits_words(t->n_rules);
	x->open = bits_new(a, t->n_rules);
	x->columns = arena_array(a, t->n_inputs, sizeof(*x->columns));
	while (x->n_columns < t->n_inputs && index_column(a, tmp, t, x))
		arena_reset(tmp);
	if (x->n_columns == t->n_inputs)
		t->index = x;
	arena_free(tmp);
}

bool
dmn_index_find(const struct dmn_table *t, const struct feel_value *inputs,
    dmn_word *ret)
{
	const struct dmn_index *x = t->index;

	if (x == NULL)
		return false;
	memset(ret, 0xff, x->words * sizeof(*ret));
	for (size_t i = 0; i < t->n_inputs; i++) {
		const struct dmn_column *c = &x->columns[i];
		size_t piece = axis_find(&c->axis, inputs[i]);
		const dmn_word *row;

		if (piece == AXIS_PIECE_NONE)
			return false;
		row = c->rows + piece * x->words;
		for (size_t w = 0; w < x->words; w++)
			ret[w] &= row[w];
	}
	if (t->n_rules % 64 != 0)
		ret[x->words - 1] &=
		    ((dmn_word)1 << (t->n_rules % 64)) - 1;
	return true;
}

bool
dmn_index_is_open(const struct dmn_table *t, size_t rule)
{
	return t->index->has_open && bits_has(t->index->open, rule);
}
