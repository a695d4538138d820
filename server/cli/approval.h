/*
 * approval.h - commands that need a second person (server/security/approval.h).
 *
 * With --reason a command asks, and prints the number of its request; with
 * --approval NUMBER it does what was approved.
 */
#ifndef SERVER_CLI_APPROVAL_H
#define SERVER_CLI_APPROVAL_H

#include "server/security/approval.h"

struct cli_approval {
	const char	*id;		/* --approval */
	const char	*reason;	/* --reason */
};

/* Ask, and say how it goes on.  -1 and err. */
int	cli_approval_ask(struct db *db, const struct audit_actor *actor,
	    const struct approval_deed *deed, const char *reason,
	    struct error *err);
/* In the open transaction: use it, with its event.  -1 and err. */
int	cli_approval_use(struct db *db, const struct audit_actor *actor,
	    const struct approval_deed *deed, const char *id,
	    struct error *err);

#endif
