/*
 * session.h - what commands on a municipality's data begin with: database,
 * keys, an audit writer.
 *
 * The operator acts as the server itself: events of commands have no staff.
 */
#ifndef SERVER_CLI_SESSION_H
#define SERVER_CLI_SESSION_H

#include "server/db/open.h"
#include "server/security/audit.h"
#include "server/security/vault.h"

struct cli_session {
	struct db_pool	*pool;
	struct db	*db;
	struct vault	*vault;		/* with the root key itself */
	struct audit_actor actor;
	char		 tenant[UUID_TEXT_LEN + 1];
};

/* Load the settings and open everything but a tenant. */
int	cli_open(struct cli_session *s, enum db_role role, struct error *err);
/* Work for the tenant of this code; for the only one there is when NULL. */
int	cli_tenant(struct cli_session *s, const char *code, struct error *err);
void	cli_close(struct cli_session *s);

#endif
