/*
 * calls.h - called processes: work that steps of caller and called leave.
 */
#ifndef SERVER_WORKFLOW_CALLS_H
#define SERVER_WORKFLOW_CALLS_H

#include "server/workflow/private.h"

/* Begin what a call activity calls; an incident when it is not deployed. */
int fiber_fn	call_begin(struct workflow_run *r, const struct work *w,
		    struct error *err);
/* The call ended: so does what it began and has not ended, and what that called
 * in its turn by the same way. */
int fiber_fn	call_cancel(struct workflow_run *r, const struct work *w,
		    struct error *err);
/* Tell the caller of an end or an escalation. */
int fiber_fn	call_tell(struct workflow_run *r, const struct work *w,
		    struct error *err);

#endif
