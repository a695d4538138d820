/*
 * tck.c - `vinculo tck`: run decision tests.
 */
#include <stdio.h>
#include <string.h>

#include "server/cli/command.h"
#include "workflows/dmn/dmn.h"

extern const struct command command_tck;

static int
run_paths(struct dmn_tck *t, char **paths, int n)
{
	struct error err = { 0 };

	for (int i = 0; i < n; i++) {
		if (paths[i][0] == '-')
			continue;
		if (dmn_tck_dir(t, paths[i], &err) < 0) {
			(void)fprintf(stderr, "vinculo tck: %s\n", err.message);
			return -1;
		}
	}
	return 0;
}

static int
tck_run(int argc, char **argv)
{
	struct buf out = BUF_INIT;
	struct dmn_tck t = { .out = &out };
	int paths = 0, r;

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--verbose") == 0)
			t.verbose = true;
		else if (argv[i][0] == '-')
			return command_usage(&command_tck,
			    "unknown option %s", argv[i]);
		else
			paths++;
	}
	if (paths == 0)
		return command_usage(&command_tck, "which folder?");
	r = run_paths(&t, argv + 1, argc - 1);
	(void)fputs(buf_cstr(&out), stdout);
	buf_done(&out);
	printf("%llu passed, %llu failed\n", (unsigned long long)t.n_passed,
	    (unsigned long long)t.n_failed);
	return r < 0 || t.n_failed > 0 ? 1 : 0;
}

static const char help[] =
"usage: vinculo tck [--verbose] PATH...\n"
"\n"
"Runs every file of test cases below each PATH, a folder or a file.\n"
"A file of test cases is XML in the format of the DMN Technology\n"
"Compatibility Kit; the model it names lies beside it.\n"
"\n"
"  --verbose   print each failure: what was expected, what came out,\n"
"              and what is wrong with the model\n"
"\n"
"The last line is \"N passed, N failed\".  Exit status: 0 when all\n"
"passed, 1 when one failed, 2 when called wrongly.\n";

const struct command command_tck = {
	.name = "tck",
	.summary = "run tests of decision models",
	.help = help,
	.run = tck_run,
};
