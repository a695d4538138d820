/*
 * builtins_set.c - lists put together: concatenate(), union(), distinct
 * values(), flatten().
 */
#include "workflows/feel/eval.h"
#include "workflows/feel/limits.h"

static bool
append_all(struct feel_run *run, struct list_builder *out,
    struct feel_list list)
{
	for (size_t i = 0; i < list.n; i++) {
		if (!feel_steps(run, 1) || !eval_append(run, out, list.v[i]))
			return false;
	}
	return true;
}

static bool
append_new(struct feel_run *run, struct list_builder *out, struct feel_value v)
{
	for (size_t i = 0; i < out->n; i++) {
		if (feel_is_true(eval_equals(run, out->v[i], v)))
			return true;
	}
	return feel_steps(run, out->n + 1) && eval_append(run, out, v);
}

/* All items of all arguments; null if one of them is null. */
static bool
join(struct feel_run *run, struct feel_list lists, struct list_builder *out)
{
	for (size_t i = 0; i < lists.n; i++) {
		struct feel_value v = lists.v[i];

		if (v.kind == FEEL_NULL) {
			(void)feel_fail(run, "feel.argument",
			    "one of the lists is null");
			return false;
		}
		if (v.kind != FEEL_LIST ? !eval_append(run, out, v) :
		    !append_all(run, out, v.list))
			return false;
	}
	return true;
}

static struct feel_value
distinct(struct feel_run *run, struct feel_list list)
{
	struct list_builder out = { 0 };

	for (size_t i = 0; i < list.n; i++) {
		if (!append_new(run, &out, list.v[i]))
			return FEEL_NULL_VALUE;
	}
	return feel_list(out.v, out.n);
}

static struct feel_value
fn_concatenate(struct feel_run *run, const struct feel_value *args, size_t n)
{
	struct list_builder out = { 0 };

	(void)n;
	if (!join(run, args[0].list, &out))
		return FEEL_NULL_VALUE;
	return feel_list(out.v, out.n);
}

static struct feel_value
fn_union(struct feel_run *run, const struct feel_value *args, size_t n)
{
	struct list_builder out = { 0 };

	(void)n;
	if (!join(run, args[0].list, &out))
		return FEEL_NULL_VALUE;
	return distinct(run, (struct feel_list){ out.v, out.n });
}

static struct feel_value
fn_distinct_values(struct feel_run *run, const struct feel_value *args,
    size_t n)
{
	(void)n;
	return distinct(run, args[0].list);
}

static bool
flatten(struct feel_run *run, struct feel_list list, struct list_builder *out,
    int depth)
{
	if (depth >= FEEL_VALUE_DEPTH_MAX || !feel_steps(run, list.n))
		return false;
	for (size_t i = 0; i < list.n; i++) {
		if (list.v[i].kind == FEEL_LIST ?
		    !flatten(run, list.v[i].list, out, depth + 1) :
		    !eval_append(run, out, list.v[i]))
			return false;
	}
	return true;
}

static struct feel_value
fn_flatten(struct feel_run *run, const struct feel_value *args, size_t n)
{
	struct list_builder out = { 0 };

	(void)n;
	if (!flatten(run, args[0].list, &out, 0))
		return FEEL_NULL_VALUE;
	return feel_list(out.v, out.n);
}

const struct feel_builtin feel_builtins_set[] = {
	{ "concatenate", fn_concatenate, 1, 1, B_REST | B_LAZY,
	    { { "list", K_ANY } } },
	{ "distinct values", fn_distinct_values, 1, 1, 0,
	    { { "list", K_LIST } } },
	{ "flatten", fn_flatten, 1, 1, B_LAZY, { { "list", K_LIST } } },
	{ "union", fn_union, 1, 1, B_REST, { { "list", K_ANY } } },
	{ NULL }
};
