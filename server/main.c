/*
 * main.c - `vinculo COMMAND`: find the subcommand and run it.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "server/cli/commands.h"

int
command_usage(const struct command *cmd, const char *fmt, ...)
{
	va_list ap;

	(void)fprintf(stderr, "vinculo %s: ", cmd->name);
	va_start(ap, fmt);
	(void)vfprintf(stderr, fmt, ap);
	va_end(ap);
	(void)fprintf(stderr, "\nTry `vinculo %s --help`.\n", cmd->name);
	return 2;
}

static void
print_help(FILE *to)
{
	(void)fputs("usage: vinculo COMMAND [ARGUMENT...]\n\n", to);
	for (const struct command *const *c = commands; *c != NULL; c++)
		(void)fprintf(to, "  %-10s %s\n", (*c)->name, (*c)->summary);
	(void)fputs("\n`vinculo COMMAND --help` explains each.\n", to);
}

static const struct command *
find_command(const char *name)
{
	for (const struct command *const *c = commands; *c != NULL; c++) {
		if (strcmp((*c)->name, name) == 0)
			return *c;
	}
	return NULL;
}

int
main(int argc, char **argv)
{
	const struct command *cmd;

	if (argc < 2) {
		print_help(stderr);
		return 2;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
		print_help(stdout);
		return 0;
	}
	cmd = find_command(argv[1]);
	if (cmd == NULL) {
		(void)fprintf(stderr, "vinculo: no command '%s'\n", argv[1]);
		print_help(stderr);
		return 2;
	}
	if (argc > 2 && strcmp(argv[2], "--help") == 0) {
		(void)fputs(cmd->help, stdout);
		return 0;
	}
	if (sodium_init() < 0) {
		(void)fputs("vinculo: no source of randomness\n", stderr);
		return 1;
	}
	return cmd->run(argc - 1, argv + 1);
}
