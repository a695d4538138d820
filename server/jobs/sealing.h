/*
 * sealing.h - seal the audit trail every second (server/security/audit_log.h).
 */
#ifndef SERVER_JOBS_SEALING_H
#define SERVER_JOBS_SEALING_H

#include "base/error.h"

/* Start its fiber, with a connection of its own.  Before the sandbox: it makes
 * its key if there is none. */
int	sealing_start(struct error *err);

#endif
