/*
 * expressions.h - values of a model as what they are for.  Private to the
 * engine.  All give -1 and why when an expression fails or does not fit.
 */
#ifndef WORKFLOWS_BPMN_EXPRESSIONS_H
#define WORKFLOWS_BPMN_EXPRESSIONS_H

#include "workflows/bpmn/run.h"
#include "workflows/bpmn/span.h"

/* A list of names: a FEEL list, or text with commas. */
void	run_names_of(struct run *r, struct feel_value list,
	    const struct str **ret, size_t *ret_n);
int	run_evaluate_names(const struct view *v, const struct bpmn_value *value,
	    const struct str **ret, size_t *ret_n, struct str *why);
/* A whole number from 0 to max; *ret stays when there is no expression. */
int	run_evaluate_number(const struct view *v,
	    const struct bpmn_value *value, int max, int *ret,
	    struct str *why);
/* A date in microseconds since 1970; 0: none. */
int	run_evaluate_due(const struct view *v, const struct bpmn_value *value,
	    int64_t *ret, struct str *why);
int	run_evaluate_headers(const struct view *v,
	    const struct bpmn_property *from, size_t n,
	    const struct bpmn_header **ret, struct str *why);

#endif
