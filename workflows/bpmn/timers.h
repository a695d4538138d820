/*
 * timers.h - a moment from what an expression or a script gives.
 */
#ifndef WORKFLOWS_BPMN_TIMERS_H
#define WORKFLOWS_BPMN_TIMERS_H

#include "workflows/bpmn/engine.h"
#include "workflows/feel/value.h"

/* A date, a date and time, a duration from now, or text of these ("P10WD" as
 * well).  *ret in microseconds since 1970, 0 for null and empty text.  -1 when
 * it is something else. */
int	bpmn_due(const struct bpmn_env *env, struct feel_value value,
	    int64_t *ret);

#endif
