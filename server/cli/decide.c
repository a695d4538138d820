/*
 * decide.c - `vinculo decide`: evaluate a decision, once or for many inputs.
 */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "server/cli/command.h"
#include "workflows/dmn/dmn.h"

extern const struct command command_decide;

struct options {
	const char	*model;
	const char	*decision;
	const char	*input;
	int64_t		 threads;
	bool		 explain, unknown, check;
};

/* ---------------------------------------------------------------- options */

static int
read_value(struct options *o, const char *name, const char *value)
{
	if (strcmp(name, "--decision") == 0)
		o->decision = value;
	else if (strcmp(name, "--input") == 0)
		o->input = value;
	else if (strcmp(name, "--threads") != 0)
		return command_usage(&command_decide, "unknown option %s",
		    name);
	else if (parse_int(str_of(value), 1, 64, &o->threads) < 0)
		return command_usage(&command_decide,
		    "--threads takes a number from 1 to 64");
	return 0;
}

static int
read_options(struct options *o, int argc, char **argv)
{
	int r = 0;

	for (int i = 1; i < argc && r == 0; i++) {
		if (strcmp(argv[i], "--explain") == 0)
			o->explain = true;
		else if (strcmp(argv[i], "--unknown") == 0)
			o->unknown = true;
		else if (strcmp(argv[i], "--check") == 0)
			o->check = true;
		else if (argv[i][0] != '-' && o->model == NULL)
			o->model = argv[i];
		else if (i + 1 < argc)
			r = read_value(o, argv[i], argv[i + 1]), i++;
		else
			r = command_usage(&command_decide, "what is '%s'?",
			    argv[i]);
	}
	if (r == 0 && o->model == NULL)
		r = command_usage(&command_decide, "which model?");
	if (r == 0 && !o->check && (o->decision == NULL || o->input == NULL))
		r = command_usage(&command_decide,
		    "--decision and --input are needed, or --check");
	return r;
}

/* --------------------------------------------------------------- findings */

static void
print_findings(const struct dmn *dmn, bool warnings)
{
	struct buf b = BUF_INIT;
	size_t n;
	const struct dmn_finding *f = dmn_findings(dmn, &n);

	for (size_t i = 0; i < n; i++) {
		if (f[i].severity == DMN_WARNING && !warnings)
			continue;
		dmn_finding_format(&f[i], &b);
		buf_putc(&b, '\n');
	}
	(void)fputs(buf_cstr(&b), stderr);
	buf_done(&b);
}

static int
check(const struct dmn *dmn)
{
	size_t n;

	print_findings(dmn, true);
	(void)dmn_findings(dmn, &n);
	printf("%zu errors, %zu warnings\n", dmn_errors(dmn),
	    n - dmn_errors(dmn));
	return dmn_errors(dmn) > 0 ? 1 : 0;
}

static void
print_choices(const struct dmn *dmn)
{
	const struct dmn_element *e;

	for (size_t i = 0; (e = dmn_element_at(dmn, i)) != NULL; i++) {
		enum dmn_kind kind = dmn_element_kind(e);

		if (kind == DMN_DECISION || kind == DMN_SERVICE)
			(void)fprintf(stderr, "  %.*s\n",
			    STR_ARG(dmn_element_name(e)));
	}
}

static const struct dmn_element *
find_decision(const struct dmn *dmn, const char *name)
{
	const struct dmn_element *e = dmn_find(dmn, str_of(name));

	if (e != NULL)
		return e;
	(void)fprintf(stderr, "vinculo decide: the model has no decision "
	    "'%s'; it has:\n", name);
	print_choices(dmn);
	return NULL;
}

/* ------------------------------------------------------------- evaluating */

static ptrdiff_t
read_fd(void *ctx, char *p, size_t n)
{
	ssize_t r;

	do {
		r = read(*(int *)ctx, p, n);
	} while (r < 0 && errno == EINTR);
	return r < 0 ? -errno : r;
}

static int
write_stdout(void *ctx, struct str lines)
{
	(void)ctx;
	if (fwrite(lines.p, 1, lines.len, stdout) != lines.len)
		return -errno;
	return 0;
}

/* JSON lines on standard input, as many as there are. */
static int
decide_many(const struct options *o, const struct dmn *dmn,
    const struct dmn_element *what)
{
	int fd = STDIN_FILENO;
	struct error err = { 0 };
	struct dmn_bulk_count count = { 0, 0 };
	struct dmn_bulk b = {
		.dmn = dmn,
		.what = what,
		.explain = o->explain,
		.missing_is_unknown = o->unknown,
		.threads = (unsigned)o->threads,
		.read = read_fd,
		.write = write_stdout,
		.ctx = &fd,
	};

	if (dmn_bulk(&b, &count, &err) < 0 || fflush(stdout) != 0) {
		(void)fprintf(stderr, "vinculo decide: %s\n",
		    err.message[0] != '\0' ? err.message : strerror(errno));
		return 1;
	}
	if (count.n_failed > 0)
		(void)fprintf(stderr, "vinculo decide: %llu of %llu lines "
		    "could not be decided\n",
		    (unsigned long long)count.n_failed,
		    (unsigned long long)count.n_lines);
	return count.n_failed > 0 ? 1 : 0;
}

static int
print_result(struct dmn_run *run, const struct dmn_request *req)
{
	struct buf out = BUF_INIT;
	struct jsonw w = JSONW(&out);
	struct dmn_result result;
	struct error err = { 0 };

	if (dmn_evaluate(run, req, &result, &err) < 0) {
		(void)fprintf(stderr, "vinculo decide: %s\n", err.message);
		return 1;
	}
	dmn_result_json(&w, &result);
	puts(buf_cstr(&out));
	buf_done(&out);
	return 0;
}

/* One JSON object in a file. */
static int
decide_file(const struct options *o, const struct dmn *dmn,
    const struct dmn_element *what)
{
	_cleanup_(dmn_run_freep) struct dmn_run *run = dmn_run_new(dmn);
	_cleanup_(buf_done) struct buf text = BUF_INIT;
	struct dmn_request req = { .what = what, .explain = o->explain,
	    .missing_is_unknown = o->unknown };
	struct error err = { 0 };
	struct json *j;

	if (file_read(o->input, DMN_LINE_MAX, &text, &err) < 0) {
		(void)fprintf(stderr, "vinculo decide: %s\n", err.message);
		return 1;
	}
	j = json_parse(dmn_run_arena(run), buf_view(&text), &err);
	if (j == NULL) {
		(void)fprintf(stderr, "%s:%d:%d: %s\n", o->input, err.line,
		    err.column, err.message);
		return 1;
	}
	if (j->type != JSON_OBJECT) {
		(void)fprintf(stderr, "%s: the inputs are not a JSON object "
		    "{\"name\": value, ...}\n", o->input);
		return 1;
	}
	req.inputs = dmn_inputs(run, what, j);
	return print_result(run, &req);
}

static int
decide(const struct options *o, const struct dmn *dmn)
{
	const struct dmn_element *what;

	if (o->check)
		return check(dmn);
	assert(o->decision != NULL && o->input != NULL);
	print_findings(dmn, false);
	what = find_decision(dmn, o->decision);
	if (what == NULL)
		return 2;
	return strcmp(o->input, "-") == 0 ? decide_many(o, dmn, what) :
	    decide_file(o, dmn, what);
}

static int
decide_run(int argc, char **argv)
{
	_cleanup_(dmn_freep) struct dmn *dmn = NULL;
	struct options o = { 0 };
	struct error err = { 0 };
	int r = read_options(&o, argc, argv);

	if (r != 0)
		return r;
	dmn = dmn_load(o.model, &err);
	if (dmn == NULL) {
		(void)fprintf(stderr, "vinculo decide: %s\n", err.message);
		return 1;
	}
	return decide(&o, dmn);
}

static const char help[] =
"usage: vinculo decide MODEL.dmn --decision NAME --input FILE.json\n"
"                      [--explain] [--unknown] [--threads N]\n"
"       vinculo decide MODEL.dmn --check\n"
"\n"
"Evaluates the decision (or decision service) NAME with the inputs\n"
"in FILE.json, an object {\"name of input\": value, ...}, and prints\n"
"one line of JSON:\n"
"\n"
"  {\"result\": ..., \"unknown\": [...], \"diagnostics\": [...],\n"
"   \"why\": {...}}\n"
"\n"
"\"unknown\" lists the inputs that would settle a result that is not\n"
"known yet; \"diagnostics\" say why something is null.  Both are left\n"
"out when empty.  Dates and durations are text: \"2026-01-31\".\n"
"\n"
"  --input -     JSON lines on standard input, one object per line;\n"
"                one line of result each, in the same order\n"
"  --explain     add \"why\": decisions, tables, rules, and for each\n"
"                condition met, not met or unknown and the value seen\n"
"  --unknown     inputs that are not given are unknown, not null\n"
"  --threads N   for --input -; one per core unless given\n"
"  --check       only say what is wrong with the model or suspicious\n"
"                in it: gaps, overlaps, unused inputs ...\n"
"\n"
"Other .dmn files in the folder of MODEL.dmn serve its imports.\n"
"Exit status: 0; 1 when something could not be decided, or --check\n"
"found errors; 2 when called wrongly.\n";

const struct command command_decide = {
	.name = "decide",
	.summary = "evaluate a decision model, or check it",
	.help = help,
	.run = decide_run,
};
