/*
 * version.c - `vinculo version`.
 */
#include <stdio.h>

#include "server/cli/command.h"

static int
version_run(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	puts("vinculo " VERSION);
	return 0;
}

extern const struct command command_version;

const struct command command_version = {
	.name = "version",
	.summary = "print the version",
	.help = "usage: vinculo version\n",
	.run = version_run,
};
