/*
 * eval.h - the parts of the evaluator: private to the language.
 */
#ifndef WORKFLOWS_FEEL_EVAL_H
#define WORKFLOWS_FEEL_EVAL_H

#include "workflows/feel/ast.h"

/* Operators on two values; n says where, for diagnostics. */
struct feel_value eval_add(struct feel_run *run, const struct node *n,
    struct feel_value x, struct feel_value y);
struct feel_value eval_sub(struct feel_run *run, const struct node *n,
    struct feel_value x, struct feel_value y);
struct feel_value eval_mul(struct feel_run *run, const struct node *n,
    struct feel_value x, struct feel_value y);
struct feel_value eval_div(struct feel_run *run, const struct node *n,
    struct feel_value x, struct feel_value y);
struct feel_value eval_pow(struct feel_run *run, const struct node *n,
    struct feel_value x, struct feel_value y);
struct feel_value eval_negate(struct feel_run *run, const struct node *n,
    struct feel_value x);
/* N_LT, N_LE, N_GT, N_GE */
struct feel_value eval_order(struct feel_run *run, const struct node *n,
    struct feel_value x, struct feel_value y);
/* Three-valued. */
struct feel_value eval_or(struct feel_run *run, struct feel_value x,
    struct feel_value y);
struct feel_value eval_and(struct feel_run *run, struct feel_value x,
    struct feel_value y);

struct feel_value eval_path(struct feel_run *run, const struct node *n);
struct feel_value eval_descendants(struct feel_run *run,
    const struct node *n);
struct feel_value eval_filter(struct feel_run *run, const struct node *n);
struct feel_value eval_for(struct feel_run *run, const struct node *n);
/* some and every */
struct feel_value eval_quantified(struct feel_run *run, const struct node *n);
struct feel_value eval_test(struct feel_run *run, const struct node *n);
struct feel_value eval_tests(struct feel_run *run, const struct node *n);
struct feel_value eval_call(struct feel_run *run, const struct node *n);
struct feel_value eval_call_builtin(struct feel_run *run,
    const struct node *n);
struct feel_value eval_lambda(struct feel_run *run, const struct node *n);

/* Room for the locals of a function or expression.  False when the budget is
 * spent.  What was there before goes into saved. */
struct frame {
	struct feel_value	*frame, *top, *end;
};
bool	eval_enter(struct feel_run *run, uint32_t size, struct frame *saved);
/* The same room without making it the frame: for arguments.  NULL when the
 * budget is spent. */
struct feel_value *eval_push(struct feel_run *run, uint32_t size,
    struct frame *saved);
void	eval_leave(struct feel_run *run, const struct frame *saved);

/* feel_equal(), which costs as many steps as the lighter value weighs. */
struct feel_value eval_equals(struct feel_run *run, struct feel_value x,
    struct feel_value y);

/* A list that grows; at most what the budget has bytes for. */
struct list_builder {
	struct feel_value	*v;
	size_t			 n, cap;
	uint64_t		 weight;
};
bool	eval_append(struct feel_run *run, struct list_builder *b,
	    struct feel_value v);

#endif
