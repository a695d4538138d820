/*
 * eval_expr.c - evaluate boxed expressions.
 *
 * Recursion follows the nesting of boxes in the file, which is limited, and
 * calls of functions, which are.
 */
#include <string.h>

#include "workflows/dmn/eval.h"

static struct feel_value
kid_value(struct dmn_frame *f, const struct dmn_expr *e, size_t i)
{
	if (i >= e->n_kids || e->kids[i] == NULL)
		return FEEL_NULL_VALUE;
	return dmn_expr_value(f, e->kids[i]);
}

static struct feel_value
typed(struct dmn_frame *f, struct feel_value v, const struct dmn_var *var)
{
	return var->type == NULL ? v :
	    feel_coerce(f->w->run, v, var->type, var->name);
}

static struct feel_value
literal_value(struct dmn_frame *f, const struct dmn_expr *e)
{
	struct feel_value v;

	if (e->feel == NULL)
		return e->text.len == 0 ? FEEL_NULL_VALUE :
		    feel_fail(f->w->run, "dmn.feel",
		    "the expression '%.*s' is not FEEL", STR_ARG(e->text));
	v = feel_eval(f->w->run, e->feel, &f->vars);
	dmn_why_literal(f, e->feel, v);
	return v;
}

static struct feel_value
context_value(struct dmn_frame *f, const struct dmn_expr *e)
{
	struct arena *a = f->w->run->arena;
	struct feel_entry *entries = arena_array(a, e->n_vars,
	    sizeof(*entries));
	struct feel_value v;
	size_t n = 0;

	for (size_t i = 0; i < e->n_vars; i++) {
		v = typed(f, kid_value(f, e, i), &e->vars[i]);
		if (e->vars[i].name.len == 0)
			return v;
		f->v[e->slot + n] = v;
		entries[n++] = (struct feel_entry){ e->vars[i].name, v };
	}
	return feel_context(a, entries, n);
}

static struct feel_value
call_by_name(struct dmn_frame *f, const struct dmn_expr *e,
    const struct feel_function *fn)
{
	struct arena *a = f->w->run->arena;
	struct feel_value *args = arena_array(a, e->n_vars, sizeof(*args));
	struct str *names = arena_array(a, e->n_vars, sizeof(*names));

	for (size_t i = 0; i < e->n_vars; i++) {
		names[i] = e->vars[i].name;
		args[i] = typed(f, kid_value(f, e, i + 1), &e->vars[i]);
	}
	return feel_call_named(f->w->run, fn,
	    &(struct feel_named){ names, args, e->n_vars });
}

static struct feel_value
invocation_value(struct dmn_frame *f, const struct dmn_expr *e)
{
	struct feel_value callee = kid_value(f, e, 0);

	if (callee.kind == FEEL_UNKNOWN)
		return callee;
	if (callee.kind != FEEL_FUNCTION)
		return feel_fail(f->w->run, "dmn.not_function",
		    "what is invoked is no function but %s",
		    feel_kind_name(callee.kind));
	return call_by_name(f, e, callee.function);
}

static struct feel_value
function_value(struct dmn_frame *f, const struct dmn_expr *e)
{
	struct feel_function *fn = arena_new_of(f->w->run->arena,
	    struct feel_function);

	dmn_closure(f, e, e->id, fn);
	return feel_function(fn);
}

static struct feel_value
relation_value(struct dmn_frame *f, const struct dmn_expr *e)
{
	struct arena *a = f->w->run->arena;
	size_t rows = e->n_vars == 0 ? 0 : e->n_kids / e->n_vars;
	struct feel_value *items = arena_array(a, rows, sizeof(*items));

	for (size_t r = 0; r < rows; r++) {
		struct feel_entry *entries = arena_array(a, e->n_vars,
		    sizeof(*entries));

		for (size_t c = 0; c < e->n_vars; c++)
			entries[c] = (struct feel_entry){ e->vars[c].name,
			    typed(f, kid_value(f, e, r * e->n_vars + c),
			    &e->vars[c]) };
		items[r] = feel_context(a, entries, e->n_vars);
	}
	return feel_list(items, rows);
}

static struct feel_value
list_value(struct dmn_frame *f, const struct dmn_expr *e)
{
	struct feel_value *items = arena_array(f->w->run->arena, e->n_kids,
	    sizeof(*items));

	for (size_t i = 0; i < e->n_kids; i++)
		items[i] = kid_value(f, e, i);
	return feel_list(items, e->n_kids);
}

static struct feel_value
if_value(struct dmn_frame *f, const struct dmn_expr *e)
{
	struct feel_value test = kid_value(f, e, 0);
	struct feel_value yes, no;

	if (feel_is_true(test))
		return kid_value(f, e, 1);
	if (feel_is_false(test) || test.kind == FEEL_NULL)
		return kid_value(f, e, 2);
	if (test.kind != FEEL_UNKNOWN)
		return feel_fail(f->w->run, "dmn.not_boolean",
		    "the condition is %s, not true or false",
		    feel_kind_name(test.kind));
	yes = kid_value(f, e, 1);
	no = kid_value(f, e, 2);
	return feel_same(yes, no) ? yes : test;
}

/* ------------------------------------------------------------ iterations */

static struct feel_list
as_list(struct feel_value *v)
{
	if (v->kind == FEEL_LIST)
		return v->list;
	return (struct feel_list){ v, v->kind == FEEL_NULL ? 0 : 1 };
}

/* Each turn has a frame of its own, because functions made in it keep it. */
static struct dmn_frame *
turn(const struct dmn_frame *f, const struct dmn_expr *e,
    struct feel_value item)
{
	struct dmn_frame *t = dmn_frame_new(f->w, e->n_slots);

	memcpy(t->v, f->v, e->slot * sizeof(*t->v));
	t->v[e->slot] = item;
	return t;
}

static bool
item_entry(struct feel_run *run, void *ctx, struct str name,
    struct feel_value *ret)
{
	const struct feel_value *item = ctx, *found;

	(void)run;
	if (item->kind != FEEL_CONTEXT)
		return false;
	found = feel_get(item->context, name);
	if (found == NULL)
		return false;
	*ret = *found;
	return true;
}

/* The names of its frame that the item has entries for are those; what is not
 * known of the item is not known of them. */
static struct dmn_frame *
filter_turn(const struct dmn_frame *f, const struct dmn_expr *e,
    struct feel_value item)
{
	struct dmn_frame *t = turn(f, e, item);
	struct feel_value *kept = arena_alloc(f->w->run->arena, sizeof(*kept));
	struct feel_value v;

	*kept = item;
	t->vars.lookup = item_entry;
	t->vars.ctx = kept;
	for (size_t i = 0; i < e->n_vars; i++) {
		if (item_entry(f->w->run, kept, e->vars[i].name, &v))
			t->v[i] = v;
		else if (item.kind == FEEL_UNKNOWN && i > e->slot)
			t->v[i] = item;
	}
	return t;
}

static struct feel_value
filter_value(struct dmn_frame *f, const struct dmn_expr *e)
{
	struct feel_value in = kid_value(f, e, 0), test;
	struct feel_list list = as_list(&in);
	struct feel_value *kept;
	size_t n = 0;

	if (in.kind == FEEL_NULL || in.kind == FEEL_UNKNOWN)
		return in;
	kept = arena_array(f->w->run->arena, list.n, sizeof(*kept));
	for (size_t i = 0; i < list.n; i++) {
		test = kid_value(filter_turn(f, e, list.v[i]), e, 1);
		if (test.kind == FEEL_UNKNOWN)
			return test;
		if (test.kind != FEEL_BOOLEAN)
			return feel_fail(f->w->run, "dmn.not_boolean",
			    "the filter's match is %s, not true or false",
			    feel_kind_name(test.kind));
		if (test.boolean)
			kept[n++] = list.v[i];
	}
	return feel_list(kept, n);
}

static struct feel_value
for_value(struct dmn_frame *f, const struct dmn_expr *e, struct feel_list list)
{
	struct feel_value *items = arena_array(f->w->run->arena, list.n,
	    sizeof(*items));
	uint64_t weight = 0;

	for (size_t i = 0; i < list.n; i++) {
		struct dmn_frame *t = turn(f, e, list.v[i]);

		t->v[e->slot + 1] = feel_list_of(items, i, weight);
		items[i] = kid_value(t, e, 1);
		weight += 1 + (uint64_t)items[i].weight;
	}
	return feel_list_of(items, list.n, weight);
}

/* "some" looks for a true, "every" for a false; anything but a boolean on the
 * way makes it null. */
static struct feel_value
quantified_value(struct dmn_frame *f, const struct dmn_expr *e,
    struct feel_list list)
{
	bool wanted = e->kind == DMN_SOME;
	struct feel_value unknown = feel_bool(!wanted), test;

	for (size_t i = 0; i < list.n; i++) {
		struct dmn_frame *t = turn(f, e, list.v[i]);

		test = kid_value(t, e, 1);
		if (test.kind == FEEL_UNKNOWN)
			unknown = feel_unknown_join(f->w->run->arena, unknown,
			    test);
		else if (test.kind != FEEL_BOOLEAN)
			return feel_fail(f->w->run, "dmn.not_boolean",
			    "'satisfies' is %s, not true or false",
			    feel_kind_name(test.kind));
		else if (test.boolean == wanted)
			return feel_bool(wanted);
	}
	return unknown;
}

static struct feel_value
iteration_value(struct dmn_frame *f, const struct dmn_expr *e)
{
	struct feel_value in = kid_value(f, e, 0);
	struct feel_vars vars = { .values = &in };

	if (in.kind != FEEL_LIST)
		in = feel_eval(f->w->run, e->feel, &vars);
	if (in.kind == FEEL_NULL || in.kind == FEEL_UNKNOWN)
		return in;
	return e->kind == DMN_FOR ? for_value(f, e, as_list(&in)) :
	    quantified_value(f, e, as_list(&in));
}

static struct feel_value
untyped_value(struct dmn_frame *f, const struct dmn_expr *e)
{
	switch (e->kind) {
	case DMN_LITERAL:
		return literal_value(f, e);
	case DMN_TABLE:
		return dmn_table_value(f, e);
	case DMN_CONTEXT:
		return context_value(f, e);
	case DMN_INVOCATION:
		return invocation_value(f, e);
	case DMN_FUNCTION:
		return function_value(f, e);
	case DMN_RELATION:
		return relation_value(f, e);
	case DMN_LIST:
		return list_value(f, e);
	case DMN_IF:
		return if_value(f, e);
	case DMN_FILTER:
		return filter_value(f, e);
	case DMN_FOR:
	case DMN_SOME:
	case DMN_EVERY:
		return iteration_value(f, e);
	}
	return FEEL_NULL_VALUE;
}

struct feel_value
dmn_expr_value(struct dmn_frame *f, const struct dmn_expr *e)
{
	struct feel_value v = untyped_value(f, e);

	if (v.weight > 0 && !feel_carries(f->w->run, v))
		return FEEL_NULL_VALUE;
	return e->type == NULL ? v : feel_coerce(f->w->run, v, e->type, e->id);
}
