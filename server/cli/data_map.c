/*
 * data_map.c - `vinculo data-map`: which personal data the database holds.
 */
#include <stdio.h>
#include <string.h>

#include "server/cli/command.h"
#include "server/security/data_map.h"

static const char help[] =
    "usage: vinculo data-map [--json]\n"
    "\n"
    "Prints which tables and columns hold personal data: of whom, whether\n"
    "they are sealed and of which category, what for and how long, and which\n"
    "part of a person's copy has them.  As a page (docs/data-map.md), or as\n"
    "JSON with every table and column of the schema.\n";

extern const struct command command_data_map;

static int
data_map_run(int argc, char **argv)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;

	if (argc > 2 || (argc == 2 && strcmp(argv[1], "--json") != 0))
		return command_usage(&command_data_map, "wrong arguments");
	if (argc == 2) {
		data_map_json(&out);
		buf_putc(&out, '\n');
	} else {
		data_map_markdown(&out);
	}
	(void)fwrite(buf_cstr(&out), 1, out.len, stdout);
	return 0;
}

const struct command command_data_map = {
	.name = "data-map",
	.summary = "which personal data the database holds, and what for",
	.help = help,
	.run = data_map_run,
};
