/*
 * feel.c - `vinculo feel`: evaluate an expression.
 */
#include <string.h>

#include "base/file.h"
#include "server/cli/command.h"
#include "workflows/feel/feel.h"

#define INPUT_SIZE_MAX	(64 * 1024 * 1024)

struct feel_options {
	const char	*expression;
	const char	*context;	/* a file, or NULL */
	const char	*tests_of;	/* the value for unary tests, or NULL */
};

extern const struct command command_feel;

static int
print_error(const struct error *err)
{
	if (err->line > 0)
		fprintf(stderr, "vinculo feel: line %d, column %d: %s\n",
		    err->line, err->column, err->message);
	else
		fprintf(stderr, "vinculo feel: %s\n", err->message);
	return 1;
}

static void
print_diagnostics(const struct feel_run *run)
{
	for (size_t i = 0; i < run->n_diagnostics; i++) {
		const struct feel_diagnostic *d = &run->diagnostics[i];

		fprintf(stderr, "line %d, column %d: %.*s\n", d->line,
		    d->column, STR_ARG(d->message));
	}
}

static int
print_value(struct feel_value v)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct jsonw w = JSONW(&out);

	feel_to_json(&w, v);
	puts(buf_cstr(&out));
	return fflush(stdout) == 0 ? 0 : 1;
}

/* The entries of the context become the names of the expression. */
static int
read_context(struct arena *a, const char *path, struct feel_scope *scope,
    struct feel_vars *vars)
{
	_cleanup_(buf_done) struct buf text = BUF_INIT;
	struct error err = { .kind = ERR_NONE };
	const struct json *j;
	struct feel_name *names;
	struct feel_value *values;

	if (file_read(path, INPUT_SIZE_MAX, &text, &err) < 0)
		return print_error(&err);
	j = json_parse(a, arena_str(a, buf_view(&text)), &err);
	if (j == NULL)
		return print_error(&err);
	if (j->type != JSON_OBJECT) {
		fprintf(stderr, "vinculo feel: %s is not a JSON object\n",
		    path);
		return 1;
	}
	names = arena_array(a, j->n, sizeof(*names));
	values = arena_array(a, j->n, sizeof(*values));
	for (size_t i = 0; i < j->n; i++) {
		values[i] = feel_from_json(a, &j->members[i].value);
		names[i].name = j->members[i].key;
		names[i].type = feel_type_of(a, values[i]);
	}
	*scope = (struct feel_scope){ .names = names, .n = j->n };
	vars->values = values;
	return 0;
}

static int
evaluate(struct arena *a, const struct feel_options *opt,
    const struct feel_scope *scope, const struct feel_vars *vars)
{
	struct error err = { .kind = ERR_NONE };
	const struct feel_expr *expr, *subject = NULL;
	struct feel_value v;
	struct feel_run run;

	if (opt->tests_of != NULL) {
		subject = feel_parse(a, str_of(opt->tests_of), scope, &err);
		if (subject == NULL)
			return print_error(&err);
		expr = feel_parse_tests(a, str_of(opt->expression), scope,
		    &err);
	} else {
		expr = feel_parse(a, str_of(opt->expression), scope, &err);
	}
	if (expr == NULL)
		return print_error(&err);
	feel_run_init(&run, a);
	if (subject != NULL)
		v = feel_test(&run, expr, vars,
		    feel_eval(&run, subject, vars));
	else
		v = feel_eval(&run, expr, vars);
	print_diagnostics(&run);
	if (feel_run_check(&run, &err) < 0)
		return print_error(&err);
	return print_value(v);
}

static int
parse_options(int argc, char **argv, struct feel_options *opt)
{
	for (int i = 1; i < argc; i++) {
		bool has_value = i + 1 < argc;

		if (strcmp(argv[i], "--context") == 0 && has_value)
			opt->context = argv[++i];
		else if (strcmp(argv[i], "--unary") == 0 && has_value)
			opt->tests_of = argv[++i];
		else if (opt->expression != NULL)
			return command_usage(&command_feel,
			    "unexpected argument: %s", argv[i]);
		else
			opt->expression = argv[i];
	}
	if (opt->expression == NULL)
		return command_usage(&command_feel,
		    "an expression is needed");
	return 0;
}

static int
feel_run(int argc, char **argv)
{
	_cleanup_(arena_freep) struct arena *a = arena_new();
	struct feel_options opt = { NULL };
	struct feel_scope scope = { 0 };
	struct feel_vars vars = { 0 };
	int r;

	r = parse_options(argc, argv, &opt);
	if (r != 0)
		return r;
	if (opt.context != NULL &&
	    read_context(a, opt.context, &scope, &vars) != 0)
		return 1;
	return evaluate(a, &opt, &scope, &vars);
}

const struct command command_feel = {
	.name = "feel",
	.summary = "evaluate a FEEL expression",
	.help =
"usage: vinculo feel EXPRESSION [--context FILE.json] [--unary VALUE]\n"
"\n"
"Evaluates a FEEL expression (DMN 1.5, chapter 10) and prints its value as\n"
"JSON.  Numbers are exact; dates, times, durations and ranges are printed as\n"
"text; functions as null.\n"
"\n"
"  --context FILE  a JSON object whose entries are the variables of the\n"
"                  expression; - is standard input\n"
"  --unary VALUE   take EXPRESSION as unary tests, as in a cell of a decision\n"
"                  table, and test the value of this expression with them\n"
"\n"
"Why something is null is told on standard error, with its line and column.\n"
"The exit status is 0, or 1 when the expression cannot be parsed, the input\n"
"cannot be read or the evaluation was stopped by its budget, or 2 when the\n"
"command was called wrongly.\n"
"\n"
"  $ vinculo feel 'for i in 1..3 return i ** 2'\n"
"  [1,4,9]\n"
"  $ vinculo feel '[18..65), > 80' --unary 81\n"
"  true\n",
	.run = feel_run,
};
