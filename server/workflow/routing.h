/*
 * routing.h - whom a user task is for: a group that the model names, or what a
 * decision says.
 *
 * A candidate group is "role", "role@place", "decision:KEY" or
 * "role@decision:KEY"; the last leaves only the place to the decision.  It is
 * asked with what is known in the clear about the case (route_facts() in the
 * schema) and with the variables that the task sees; of the same name, the
 * former count.  It answers a text, "role@place" (or "place"), or a context
 * with any of role, unit, mode and assignee.  When it does not know, gives
 * nothing that can be used, or fails, the next group of the list holds, and
 * the task says so: no task is lost to a rule.
 */
#ifndef SERVER_WORKFLOW_ROUTING_H
#define SERVER_WORKFLOW_ROUTING_H

#include "server/workflow/private.h"

#define ROUTING_MAX	8	/* decisions that route tasks of one model */

struct route {
	struct str	 group, mode, who;	/* who: a login, or empty */
	const char	*notes;		/* JSON array before the notes of
					 * route_task(); NULL: none */
};

/* Is it a decision?  Its key, and the role before it, perhaps empty. */
bool	routing_decision(struct str group, struct str *ret_key,
	    struct str *ret_role);
/* The decisions named in a model: "{a,b}". */
const char *routing_keys(struct arena *a, const struct bpmn_model *m);

/* The route of a task (an effect BPMN_FX_TASK_OPEN): false when a decision has
 * to be fetched for it, see below. */
bool	routing_of(struct workflow_run *r, struct instance *in,
	    const struct bpmn_effect *fx, struct route *ret);
/* The same, asking the database; sends what is queued. */
int fiber_fn	routing_ask(struct workflow_run *r, struct instance *in,
		    const struct bpmn_effect *fx, struct route *ret,
		    struct error *err);

#endif
