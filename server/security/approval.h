/*
 * approval.h - four eyes: what one alone may not do.
 *
 * One asks for a deed, with a reason; another, with the right role, approves
 * or refuses; then who asked does it, once, within the time there was for all
 * of it (approval.hours).  The subject of a deed is JSON that says exactly what
 * is done: what was approved is used for that and nothing else.
 */
#ifndef SERVER_SECURITY_APPROVAL_H
#define SERVER_SECURITY_APPROVAL_H

#include "server/security/audit.h"

struct arena;

/* Characters of a reason, as in the schema. */
#define APPROVAL_REASON_MIN	10
#define APPROVAL_REASON_MAX	500

/* Who asked is the actor of its event; the same must use it. */
struct approval_deed {
	const char	*action;	/* "export.run" ...: see approval.c */
	const char	*subject;	/* JSON */
};

/* May these roles (enum role) approve it? */
bool	approval_may_decide(unsigned roles, struct str action);
/* Those that they may, as an array of PostgreSQL. */
const char *approval_actions(struct arena *a, unsigned roles);

/* Queue a request, and the notice of it; its event is the caller's. */
void	approval_ask(struct db *db, struct uuid id,
	    const struct approval_deed *deed, const char *staff,
	    const char *reason);
/* In the open transaction of the deed: 0 when it was approved for staff (NULL:
 * the operator); -1 and err "approval.required" (id is NULL) or
 * "approval.unusable".  Runs what was pushed. */
int fiber_fn	approval_use(struct db *db, const char *id,
		    const struct approval_deed *deed, const char *staff,
		    struct error *err);

/* Its event: "approval.request", "approval.use" ... */
struct audit_event approval_event(const char *action, struct uuid id,
		    const struct approval_deed *deed, struct arena *a);

#endif
