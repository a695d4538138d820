/*
 * feel_cases.h - tables of expressions and what they are worth, as JSON.
 */
#ifndef FEEL_CASES_H
#define FEEL_CASES_H

#include "tests/unit/tap.h"
#include "workflows/feel/feel.h"

struct feel_case {
	const char	*expression;
	const char	*expected;	/* JSON; "error": does not parse */
};

static void
feel_case_check(const struct feel_case *c)
{
	_cleanup_(arena_freep) struct arena *a = arena_new();
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct jsonw w = JSONW(&out);
	struct error err;
	const struct feel_expr *expr;
	struct feel_run run;

	expr = feel_parse(a, str_of(c->expression), NULL, &err);
	feel_run_init(&run, a);
	if (expr == NULL)
		buf_puts(&out, "error");
	else
		feel_to_json(&w, feel_eval(&run, expr, NULL));
	is_str(buf_view(&out), c->expected, c->expression);
}

#define feel_cases_run(cases)						\
	for (size_t i_ = 0; i_ < ARRAY_LEN(cases); i_++)		\
		feel_case_check(&(cases)[i_])

#endif
