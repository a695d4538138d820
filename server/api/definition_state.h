/*
 * definition_state.h - a version of a process or a decision is retired, or
 * taken back.
 */
#ifndef SERVER_API_DEFINITION_STATE_H
#define SERVER_API_DEFINITION_STATE_H

#include "server/api/api.h"

struct definition_state {
	enum db_query	 query;		/* with id and state, gives the key */
	const char	*action, *object_type;	/* of the event */
	struct str	 key;		/* of the definition, afterwards */
};

/* PATCH {"state": "active" | "retired"}: check the body, set the state of {id}
 * and queue the event; the transaction stays open.  0, or the status of the
 * reply that was given. */
int fiber_fn	definition_state_set(struct request *req,
		    struct definition_state *d);

#endif
