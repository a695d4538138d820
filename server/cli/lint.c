/*
 * lint.c - `vinculo lint`: say what is wrong with models.
 */
#include "base/file.h"
#include "base/xml.h"
#include "server/cli/command.h"
#include "workflows/bpmn/lint/lint.h"

extern const struct command command_lint;

struct choice {
	bool	shows_warnings, is_deployment, is_json;
};

static void
print_findings(const char *file, const struct lint_report *r,
    const struct choice *choice)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;

	if (choice->is_json) {
		lint_json(&out, r);
		buf_putc(&out, '\n');
	}
	for (size_t i = 0; i < r->n && !choice->is_json; i++) {
		if (r->v[i].severity == LINT_ERROR || choice->shows_warnings)
			lint_format(&out, file, &r->v[i]);
	}
	if (r->n_dropped > 0)
		(void)fprintf(stderr, "%s: %zu more findings\n", file,
		    r->n_dropped);
	(void)fwrite(buf_cstr(&out), 1, out.len, stdout);
}

/* The number of errors; a file that cannot be read is one. */
static size_t
lint_file(const char *file, const struct choice *choice)
{
	const struct lint_options options = {
		.is_deployment = choice->is_deployment,
	};
	_cleanup_(buf_done) struct buf text = BUF_INIT;
	_cleanup_(arena_freep) struct arena *a = arena_new();
	_cleanup_(xml_freep) xmlDoc *doc = NULL;
	const struct lint_report *report;
	struct error err = { 0 };

	if (file_read(file, XML_SIZE_MAX, &text, &err) == 0)
		doc = xml_parse(buf_view(&text), &err);
	if (doc == NULL) {
		printf("%s:%d: -: %s: %s\n", file, err.line, err.code,
		    err.message);
		return 1;
	}
	report = lint_run(a, doc, &options);
	print_findings(file, report, choice);
	return report->n_errors;
}

static int
lint_main(int argc, char **argv)
{
	struct choice choice = { 0 };
	size_t n_errors = 0;
	int i;

	for (i = 1; i < argc && strncmp(argv[i], "--", 2) == 0; i++) {
		if (strcmp(argv[i], "--warnings") == 0)
			choice.shows_warnings = true;
		else if (strcmp(argv[i], "--deploy") == 0)
			choice.is_deployment = true;
		else if (strcmp(argv[i], "--json") == 0)
			choice.is_json = true;
		else
			return command_usage(&command_lint,
			    "no option '%s'", argv[i]);
	}
	if (i == argc)
		return command_usage(&command_lint, "which model?");
	for (; i < argc; i++)
		n_errors += lint_file(argv[i], &choice);
	return n_errors > 0 ? 1 : 0;
}

const struct command command_lint = {
	.name = "lint",
	.summary = "check BPMN models",
	.help =
"usage: vinculo lint [--warnings] [--deploy] [--json] MODEL.bpmn...\n"
"\n"
"Checks models against BPMN 2.0.2 and against what the engine runs, one line\n"
"for each error:\n"
"\n"
"	file:line: element-id: rule: message\n"
"\n"
"  --warnings  show warnings too: nodes nobody reaches, joins that can\n"
"              starve, decisions without a default ...\n"
"  --deploy    be as strict as a deployment: every process counts as\n"
"              executable and every expression has to be FEEL\n"
"  --json      one JSON object for each file instead of lines, warnings\n"
"              included\n"
"\n"
"\"-\" reads from standard input.  The status is 0 when there is no error,\n"
"warnings or not; 1 when there is one; 2 when the command line is wrong.\n",
	.run = lint_main,
};
