/*
 * builtins_boolean.c - not(), is(), all(), any().
 */
#include "workflows/feel/eval.h"

static struct feel_value
fn_not(struct feel_run *run, const struct feel_value *args, size_t n)
{
	(void)run;
	(void)n;
	if (args[0].kind == FEEL_NULL)
		return args[0];
	return feel_bool(!args[0].boolean);
}

static struct feel_value
fn_is(struct feel_run *run, const struct feel_value *args, size_t n)
{
	(void)n;
	return feel_bool(feel_steps(run, args[0].weight) &&
	    feel_same(args[0], args[1]));
}

/* One item equal to `decisive` settles it; else null if any is not boolean. */
static struct feel_value
fold(struct feel_run *run, struct feel_list list, bool decisive)
{
	struct feel_value unknown = FEEL_NULL_VALUE;
	bool is_whole = true;

	for (size_t i = 0; i < list.n; i++) {
		struct feel_value v = list.v[i];

		if (v.kind == FEEL_BOOLEAN && v.boolean == decisive)
			return v;
		unknown = feel_unknown_join(run->arena, unknown, v);
		is_whole = is_whole && v.kind == FEEL_BOOLEAN;
	}
	if (unknown.kind == FEEL_UNKNOWN || !is_whole)
		return unknown;
	return feel_bool(!decisive);
}

static struct feel_value
fn_all(struct feel_run *run, const struct feel_value *args, size_t n)
{
	(void)n;
	return fold(run, args[0].list, false);
}

static struct feel_value
fn_any(struct feel_run *run, const struct feel_value *args, size_t n)
{
	(void)n;
	return fold(run, args[0].list, true);
}

const struct feel_builtin feel_builtins_boolean[] = {
	{ "all", fn_all, 1, 1, B_SPREAD | B_LAZY, { { "list", K_LIST } } },
	{ "any", fn_any, 1, 1, B_SPREAD | B_LAZY, { { "list", K_LIST } } },
	{ "is", fn_is, 2, 2, 0, { { "value1", K_ANY }, { "value2", K_ANY } } },
	{ "not", fn_not, 1, 1, 0, { { "negand", K_BOOL | K_NULL } } },
	{ NULL }
};
