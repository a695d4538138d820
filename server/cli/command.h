/*
 * command.h - a subcommand of `vinculo`, alone in its file.
 */
#ifndef SERVER_CLI_COMMAND_H
#define SERVER_CLI_COMMAND_H

struct command {
	const char	*name;
	const char	*summary;	/* one line for `vinculo --help` */
	const char	*help;		/* the whole of `vinculo NAME --help` */
	/* argv[0] is the subcommand.  Returns the exit status. */
	int		(*run)(int argc, char **argv);
};

/* Print "vinculo NAME: message" to stderr; returns 2, the status of a command
 * that was called wrongly. */
int	command_usage(const struct command *cmd, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));

#endif
