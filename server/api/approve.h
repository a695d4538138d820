/*
 * approve.h - handlers of what one alone may not do.
 */
#ifndef SERVER_API_APPROVE_H
#define SERVER_API_APPROVE_H

#include "server/api/api.h"
#include "server/security/approval.h"

/* A member of a deed's subject; left out when its value is NULL. */
struct approve_part {
	const char	*name, *value;
};

/* {"name": "value", ...} in the request's arena. */
const char *approve_subject(struct request *req,
	    const struct approve_part *parts, size_t n);
/* In the open transaction: 0 when the caller may do it, by approval id (NULL:
 * none was named) when that is_needed.  Runs what was pushed; the approval is
 * used, with its event, when the transaction commits. */
int fiber_fn	approve_use(struct request *req,
		    const struct approval_deed *deed, bool is_needed,
		    const char *id, struct error *err);

#endif
