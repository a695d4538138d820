/*
 * commands.c - the table of subcommands; a new one adds its two lines here.
 */
#include <stddef.h>

#include "server/cli/commands.h"

extern const struct command command_audit;
extern const struct command command_check;
extern const struct command command_data_map;
extern const struct command command_decide;
extern const struct command command_demo;
extern const struct command command_deploy;
extern const struct command command_diff;
extern const struct command command_export;
extern const struct command command_feel;
extern const struct command command_import;
extern const struct command command_history;
extern const struct command command_keys;
extern const struct command command_lint;
extern const struct command command_migrate;
extern const struct command command_routes;
extern const struct command command_serve;
extern const struct command command_simulate;
extern const struct command command_tck;
extern const struct command command_totp;
extern const struct command command_user;
extern const struct command command_version;

const struct command *const commands[] = {
	&command_serve,
	&command_migrate,
	&command_audit,
	&command_check,
	&command_import,
	&command_history,
	&command_keys,
	&command_data_map,
	&command_decide,
	&command_demo,
	&command_deploy,
	&command_diff,
	&command_export,
	&command_feel,
	&command_lint,
	&command_routes,
	&command_simulate,
	&command_tck,
	&command_totp,
	&command_user,
	&command_version,
	NULL
};
