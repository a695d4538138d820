/*
 * axis.h - a column of a decision table as a line cut into pieces.
 *
 * The constants in a column's conditions are points on a line: n points make
 * 2n + 1 pieces, the points themselves (odd) and what lies before, between and
 * after them (even).  Within a piece every condition has the same answer.  So
 * a condition is a set of pieces, a rule a box, and questions about tables -
 * which rules match, do two overlap, is something left out - become questions
 * about sets.
 */
#ifndef WORKFLOWS_DMN_AXIS_H
#define WORKFLOWS_DMN_AXIS_H

#include "workflows/dmn/model.h"

#define AXIS_PIECE_NONE SIZE_MAX

/* FEEL_NULL: the column has no constants; it is one piece. */
struct dmn_axis {
	enum feel_kind		 kind;
	const struct feel_value	*points;	/* ascending, unique */
	const int64_t		*integers;	/* the same, or NULL */
	size_t			 n_points;
};

typedef uint64_t dmn_word;

static inline size_t
axis_pieces(const struct dmn_axis *x)
{
	return 2 * x->n_points + 1;
}

static inline size_t
bits_words(size_t n)
{
	return (n + 63) / 64;
}

static inline bool
bits_has(const dmn_word *set, size_t i)
{
	return set[i / 64] >> (i % 64) & 1;
}

static inline void
bits_add(dmn_word *set, size_t i)
{
	set[i / 64] |= (dmn_word)1 << (i % 64);
}

dmn_word *bits_new(struct arena *a, size_t n);
bool	bits_none(const dmn_word *set, size_t n);

/* A condition, as far as it is intervals over constants. */
struct axis_cell {
	bool			 is_known;
	struct feel_intervals	 tests;
};
struct axis_cell axis_cell(struct arena *a, const struct dmn_cell *cell);
/* The axis of these conditions; those that do not fit on it, because their
 * constants are of another kind, become unknown. */
void	axis_make(struct arena *a, struct axis_cell *cells, size_t n,
	    struct dmn_axis *ret);
/* The pieces in which an analysed condition is met. */
dmn_word *axis_set(struct arena *a, const struct dmn_axis *x,
	    const struct feel_intervals *tests);
/* The piece a value lies in, or AXIS_PIECE_NONE when it is of another kind. */
size_t	axis_find(const struct dmn_axis *x, struct feel_value v);
/* A set of pieces in words: "< 18, [65..70)" or "\"a\", \"b\"". */
void	axis_format(const struct dmn_axis *x, const dmn_word *set,
	    struct buf *out);

/* table_index.c: at deploy time, so that rules are found and not tried. */
void	dmn_index_table(struct arena *a, struct dmn_table *t);
/* The rules that inputs[] can match, as bits in ret[] (bits_words() of them);
 * false when they must be tried one by one. */
bool	dmn_index_find(const struct dmn_table *t,
	    const struct feel_value *inputs, dmn_word *ret);
/* Has this rule a condition the index does not know? */
bool	dmn_index_is_open(const struct dmn_table *t, size_t rule);

/* check_table.c: note overlaps, gaps, rules that never match. */
void	dmn_check_table(struct dmn_model *m, const struct dmn_table *t);
/* check_cells.c: note conditions and outputs of the wrong kind. */
void	dmn_check_cells(struct dmn_model *m, const struct dmn_table *t);

#endif
