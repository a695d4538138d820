/*
 * commands.h - every subcommand.
 */
#ifndef SERVER_CLI_COMMANDS_H
#define SERVER_CLI_COMMANDS_H

#include "server/cli/command.h"

/* Ends with NULL, in the order of `vinculo --help`. */
extern const struct command *const commands[];

#endif
