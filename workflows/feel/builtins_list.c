/*
 * builtins_list.c - parts of lists, and lists with parts changed.
 */
#include "workflows/feel/eval.h"

/* A position from the front (1 ...) or the end (-1 ...) as an index below
 * count; false when there is none. */
static bool
index_of_position(struct feel_value position, size_t count, size_t *ret)
{
	struct dec128 whole = dec128_round(position.number, 0, DEC128_DOWN);
	int64_t i;

	if (!dec128_ok(whole) || dec128_to_int(whole, &i) < 0 || i == 0)
		return false;
	if (i > 0 ? (uint64_t)i > count : (uint64_t)-(i + 1) >= count)
		return false;
	*ret = i > 0 ? (size_t)i - 1 : count - (size_t)-i;
	return true;
}

static struct feel_value
no_position(struct feel_run *run)
{
	return feel_fail(run, "feel.index",
	    "the list has nothing at this position");
}

static struct feel_value
fn_list_contains(struct feel_run *run, const struct feel_value *args, size_t n)
{
	struct feel_list list = args[0].list;

	(void)n;
	for (size_t i = 0; i < list.n && feel_steps(run, 1); i++) {
		if (feel_is_true(eval_equals(run, list.v[i],
		    args[1])))
			return feel_bool(true);
	}
	return feel_bool(false);
}

static struct feel_value
fn_count(struct feel_run *run, const struct feel_value *args, size_t n)
{
	(void)run;
	(void)n;
	return feel_int((int64_t)args[0].list.n);
}

static struct feel_value
fn_sublist(struct feel_run *run, const struct feel_value *args, size_t n)
{
	struct feel_list list = args[0].list;
	size_t from, length;
	int64_t wanted;

	if (!index_of_position(args[1], list.n, &from))
		return no_position(run);
	length = list.n - from;
	if (n > 2) {
		if (dec128_to_int(args[2].number, &wanted) < 0 ||
		    wanted < 1 || (uint64_t)wanted > length)
			return no_position(run);
		length = (size_t)wanted;
	}
	return feel_list(list.v + from, length);
}

/* list[0..at), items, list[at+drop..) */
static struct feel_value
splice(struct feel_run *run, struct feel_list list, size_t at, size_t drop,
    struct feel_list items)
{
	size_t count = list.n - drop + items.n, tail = list.n - at - drop;
	struct feel_value *v;

	if (!feel_steps(run, count))
		return FEEL_NULL_VALUE;
	v = feel_bytes(run, count * sizeof(*v));
	if (v == NULL)
		return FEEL_NULL_VALUE;
	if (at > 0)
		memcpy(v, list.v, at * sizeof(*v));
	if (items.n > 0)
		memcpy(v + at, items.v, items.n * sizeof(*v));
	if (tail > 0)
		memcpy(v + at + items.n, list.v + at + drop,
		    tail * sizeof(*v));
	return feel_list(v, count);
}

static struct feel_value
fn_append(struct feel_run *run, const struct feel_value *args, size_t n)
{
	(void)n;
	return splice(run, args[0].list, args[0].list.n, 0, args[1].list);
}

static struct feel_value
fn_insert_before(struct feel_run *run, const struct feel_value *args, size_t n)
{
	size_t at;

	(void)n;
	if (!index_of_position(args[1], args[0].list.n, &at))
		return no_position(run);
	return splice(run, args[0].list, at, 0,
	    (struct feel_list){ &args[2], 1 });
}

static struct feel_value
fn_remove(struct feel_run *run, const struct feel_value *args, size_t n)
{
	size_t at;

	(void)n;
	if (!index_of_position(args[1], args[0].list.n, &at))
		return no_position(run);
	return splice(run, args[0].list, at, 1, (struct feel_list){ 0 });
}

static struct feel_value
replace_matching(struct feel_run *run, struct feel_list list,
    const struct feel_function *match, struct feel_value item)
{
	struct feel_value *v = feel_bytes(run, list.n * sizeof(*v)), r;

	if (v == NULL)
		return FEEL_NULL_VALUE;
	for (size_t i = 0; i < list.n && feel_steps(run, 1); i++) {
		struct feel_value pair[2] = { list.v[i], item };

		r = feel_call(run, match, pair, 2);
		if (r.kind == FEEL_UNKNOWN)
			return r;
		if (r.kind != FEEL_BOOLEAN)
			return feel_fail(run, "feel.argument",
			    "list replace(): match gives no boolean");
		v[i] = r.boolean ? item : list.v[i];
	}
	return feel_list(v, list.n);
}

static struct feel_value
fn_list_replace(struct feel_run *run, const struct feel_value *args, size_t n)
{
	size_t at;

	(void)n;
	if (args[1].kind == FEEL_FUNCTION)
		return replace_matching(run, args[0].list, args[1].function,
		    args[2]);
	if (!index_of_position(args[1], args[0].list.n, &at))
		return no_position(run);
	return splice(run, args[0].list, at, 1,
	    (struct feel_list){ &args[2], 1 });
}

static struct feel_value
fn_reverse(struct feel_run *run, const struct feel_value *args, size_t n)
{
	struct feel_list list = args[0].list;
	struct feel_value *v = feel_bytes(run, list.n * sizeof(*v));

	(void)n;
	if (v == NULL || !feel_steps(run, list.n))
		return FEEL_NULL_VALUE;
	for (size_t i = 0; i < list.n; i++)
		v[i] = list.v[list.n - 1 - i];
	return feel_list(v, list.n);
}

static struct feel_value
fn_index_of(struct feel_run *run, const struct feel_value *args, size_t n)
{
	struct feel_list list = args[0].list;
	struct feel_value *v = feel_bytes(run, list.n * sizeof(*v));
	size_t found = 0;

	(void)n;
	if (v == NULL)
		return FEEL_NULL_VALUE;
	for (size_t i = 0; i < list.n && feel_steps(run, 1); i++) {
		if (feel_is_true(eval_equals(run, list.v[i],
		    args[1])))
			v[found++] = feel_int((int64_t)i + 1);
	}
	return feel_list(v, found);
}

const struct feel_builtin feel_builtins_list[] = {
	{ "append", fn_append, 2, 2, B_REST | B_LAZY, { { "list", K_LIST },
	    { "item", K_ANY } } },
	{ "count", fn_count, 1, 1, B_LAZY, { { "list", K_LIST } } },
	{ "index of", fn_index_of, 2, 2, 0, { { "list", K_LIST },
	    { "match", K_ANY } } },
	{ "insert before", fn_insert_before, 3, 3, B_LAZY,
	    { { "list", K_LIST }, { "position", K_NUM },
	    { "newItem", K_ANY } } },
	{ "list contains", fn_list_contains, 2, 2, 0, { { "list", K_LIST },
	    { "element", K_ANY } } },
	{ "list replace", fn_list_replace, 3, 3, B_LAZY, { { "", K_LIST },
	    { "", K_NUM | K_FN }, { "", K_ANY } } },
	{ "list replace", fn_list_replace, 3, 3, B_LAZY, { { "list", K_LIST },
	    { "position", K_NUM }, { "newItem", K_ANY } } },
	{ "list replace", fn_list_replace, 3, 3, B_LAZY, { { "list", K_LIST },
	    { "match", K_FN }, { "newItem", K_ANY } } },
	{ "remove", fn_remove, 2, 2, B_LAZY, { { "list", K_LIST },
	    { "position", K_NUM } } },
	{ "reverse", fn_reverse, 1, 1, B_LAZY, { { "list", K_LIST } } },
	{ "sublist", fn_sublist, 2, 3, B_LAZY, { { "list", K_LIST },
	    { "start position", K_NUM }, { "length", K_NUM } } },
	{ NULL }
};
