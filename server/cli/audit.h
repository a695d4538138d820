/*
 * audit.h - the parts of `vinculo audit`.
 */
#ifndef SERVER_CLI_AUDIT_H
#define SERVER_CLI_AUDIT_H

#include "server/cli/command.h"

extern const struct command command_audit;

/* `vinculo audit witness`; the exit status. */
int	audit_witness(int argc, char **argv);

#endif
