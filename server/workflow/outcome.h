/*
 * outcome.h - what the end of a process means for its intervention.
 *
 * An end event may say so by properties (zeebe:property), each a text or
 * "= FEEL" over the variables of the process:
 *
 *	outcome		granted, denied, withdrawn or closed
 *	resource	code of the resource that was applied
 *	amount		euros
 */
#ifndef SERVER_WORKFLOW_OUTCOME_H
#define SERVER_WORKFLOW_OUTCOME_H

#include "server/workflow/private.h"

/* Queue rows for an end event that was reached in this step, if it has
 * properties. */
void	outcome_apply(struct workflow_run *r, struct instance *in,
	    const struct bpmn_step *step, const struct bpmn_element *end);

#endif
