/*
 * eval.h - evaluation, between the files that share it.
 */
#ifndef WORKFLOWS_DMN_EVAL_H
#define WORKFLOWS_DMN_EVAL_H

#include "workflows/dmn/model.h"

#define DMN_DEPTH_MAX 64	/* calls of functions within each other */

struct dmn_run {
	const struct dmn	*dmn;
	struct arena		*arena;
	struct feel_run		 feel;
};

enum dmn_memo_state { MEMO_NONE, MEMO_BUSY, MEMO_DONE };

struct dmn_memo {
	enum dmn_memo_state	 state;
	struct feel_value	 value;
};

/* Everything is evaluated at most once in a world; a decision service opens
 * its own, where its parameters are given. */
struct dmn_world {
	const struct dmn	*set;
	struct feel_run		*run;
	struct dmn_memo		*memo;		/* by index of the element */
	const struct feel_context *inputs;	/* may be NULL */
	bool			 missing_is_unknown;
	unsigned		 depth;
	const struct dmn_why	**why;		/* where the next part of the
						 * explanation goes, or NULL */
};

/* The values of names, where an expression is evaluated. */
struct dmn_frame {
	struct dmn_world	*w;
	struct feel_vars	 vars;
	struct feel_value	*v;		/* vars.values */
};

struct dmn_world *dmn_world_new(struct dmn_run *run,
	    const struct dmn_request *req);
/* A frame with room for n values. */
struct dmn_frame *dmn_frame_new(struct dmn_world *w, size_t n);
/* The value of an element: an input, the result of a decision, or a function
 * for a business knowledge model or a decision service. */
struct feel_value dmn_element_value(struct dmn_world *w,
	    struct dmn_element *e);
struct feel_value dmn_expr_value(struct dmn_frame *f,
	    const struct dmn_expr *e);
/* A boxed function as a value that keeps its frame.  ret becomes it. */
void	dmn_closure(struct dmn_frame *f, const struct dmn_expr *e,
	    struct str name, struct feel_function *ret);
struct feel_value dmn_table_value(struct dmn_frame *f,
	    const struct dmn_expr *e);

/* The rules of a table, as its inputs find them. */
struct dmn_match {
	struct dmn_frame	*f;
	const struct dmn_table	*t;
	struct feel_value	*inputs;
	bool			 is_refused;	/* an input is not allowed */
	size_t			*met;		/* rules, ascending */
	size_t			 n_met;
	size_t			*open;		/* rules not known */
	size_t			 n_open;
	struct feel_value	 unknown;	/* what would settle them */
};

/* hits.c: the result they make. */
struct feel_value dmn_match_value(struct dmn_match *m);

/* Explanations.  Begin a node, with the parts that follow inside it until
 * dmn_why_end().  NULL, and nothing happens, when none was asked for. */
struct dmn_why_mark {
	struct dmn_why		*node;
	const struct dmn_why	**next;
};
struct dmn_why_mark dmn_why_begin(struct dmn_world *w, enum dmn_why_kind kind,
	    struct str name);
void	dmn_why_end(struct dmn_world *w, struct dmn_why_mark mark,
	    struct feel_value value);
/* A literal expression with the names in it. */
void	dmn_why_literal(struct dmn_frame *f, const struct feel_expr *expr,
	    struct feel_value value);

#endif
