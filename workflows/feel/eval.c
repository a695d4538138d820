/*
 * eval.c - evaluate an expression: the walk over its nodes.
 */
#include "workflows/feel/eval.h"

#define STACK_MIN	32

/* Unless the budget says otherwise; the sanitizer's frames are larger. */
#ifdef __SANITIZE_ADDRESS__
#define C_STACK_MAX	(512 * 1024)
#else
#define C_STACK_MAX	(128 * 1024)
#endif

/* What nests is the walk, feel_node(): it stays small by not taking in the
 * locals of what it calls. */
#define own_frame	__attribute__((noinline))

static own_frame struct feel_value
eval_slot(struct feel_run *run, const struct node *n)
{
	const struct feel_vars *vars = run->vars;
	struct feel_value v;

	if (vars != NULL && vars->values != NULL && n->kind == N_SLOT)
		return vars->values[n->var.slot];
	if (vars != NULL && vars->lookup != NULL &&
	    vars->lookup(run, vars->ctx, n->var.name, &v))
		return v;
	return feel_fail_at(run, n, "feel.unknown_name",
	    "there is no \"%.*s\" here", STR_ARG(n->var.name));
}

static own_frame struct feel_value
eval_item(struct feel_run *run, const struct node *n)
{
	for (uint32_t i = 0; i < n->n; i++) {
		struct feel_value v = run->frame[n->item.slots[i]];
		const struct feel_value *entry;

		if (v.kind == FEEL_UNKNOWN)
			return v;
		entry = v.kind == FEEL_CONTEXT ?
		    feel_get(v.context, *n->item.name) : NULL;
		if (entry != NULL)
			return *entry;
	}
	return n->item.outer != NULL ? feel_node(run, n->item.outer) :
	    FEEL_NULL_VALUE;
}

/* A built-in function's name without a call: a variable of the surroundings
 * may have the same name. */
static own_frame struct feel_value
eval_builtin(struct feel_run *run, const struct node *n)
{
	const struct feel_vars *vars = run->vars;
	struct feel_value v;

	if (vars != NULL && vars->lookup != NULL &&
	    vars->lookup(run, vars->ctx, n->function->name, &v))
		return v;
	return feel_function(n->function);
}

static own_frame struct feel_value
eval_logic(struct feel_run *run, const struct node *n)
{
	bool is_or = n->kind == N_OR;
	struct feel_value x = feel_node(run, n->a), y;

	if (x.kind == FEEL_BOOLEAN && x.boolean == is_or)
		return x;
	y = feel_node(run, n->b);
	return is_or ? eval_or(run, x, y) : eval_and(run, x, y);
}

static struct feel_value
eval_equal(struct feel_run *run, const struct node *n, struct feel_value x,
    struct feel_value y)
{
	struct feel_value v;

	if (x.kind == FEEL_UNKNOWN || y.kind == FEEL_UNKNOWN)
		return feel_unknown_join(run->arena, x, y);
	v = eval_equals(run, x, y);
	if (v.kind != FEEL_BOOLEAN)
		return feel_fail_at(run, n, "feel.type",
		    "%s and %s do not compare", feel_kind_name(x.kind),
		    feel_kind_name(y.kind));
	return feel_bool(v.boolean == (n->kind == N_EQ));
}

static own_frame struct feel_value
eval_binary(struct feel_run *run, const struct node *n)
{
	struct feel_value x = feel_node(run, n->a);
	struct feel_value y = feel_node(run, n->b);

	switch (n->kind) {
	case N_EQ:
	case N_NE:
		return eval_equal(run, n, x, y);
	case N_LT:
	case N_LE:
	case N_GT:
	case N_GE:
		return eval_order(run, n, x, y);
	case N_ADD:
		return eval_add(run, n, x, y);
	case N_SUB:
		return eval_sub(run, n, x, y);
	case N_MUL:
		return eval_mul(run, n, x, y);
	case N_DIV:
		return eval_div(run, n, x, y);
	default:
		return eval_pow(run, n, x, y);
	}
}

static own_frame struct feel_value
eval_between(struct feel_run *run, const struct node *n)
{
	struct node low = { .kind = N_GE, .at = n->at };
	struct node high = { .kind = N_LE, .at = n->at };
	struct feel_value v = feel_node(run, n->a);
	struct feel_value above, below;

	above = eval_order(run, &low, v, feel_node(run, n->b));
	below = eval_order(run, &high, v, feel_node(run, n->c));
	return eval_and(run, above, below);
}

static own_frame struct feel_value
eval_in(struct feel_run *run, const struct node *n)
{
	run->frame[n->in.slot] = feel_node(run, n->in.subject);
	return feel_node(run, n->in.tests);
}

static own_frame struct feel_value
eval_instance(struct feel_run *run, const struct node *n)
{
	struct feel_value v = feel_node(run, n->instance.value);

	if (v.kind == FEEL_UNKNOWN)
		return v;
	return feel_bool(feel_is_a(v, n->instance.type));
}

static own_frame struct feel_value
eval_if(struct feel_run *run, const struct node *n)
{
	struct feel_value v = feel_node(run, n->a);

	if (v.kind == FEEL_UNKNOWN)
		return v;
	return feel_node(run, feel_is_true(v) ? n->b : n->c);
}

static own_frame struct feel_value
eval_list(struct feel_run *run, const struct node *n)
{
	struct feel_value *v = feel_bytes(run, n->n * sizeof(*v));

	if (v == NULL)
		return FEEL_NULL_VALUE;
	for (uint32_t i = 0; i < n->n; i++)
		v[i] = feel_node(run, n->kids[i]);
	return feel_list(v, n->n);
}

static own_frame struct feel_value
eval_context(struct feel_run *run, const struct node *n)
{
	struct feel_entry *e;

	if (n->is_bad)
		return feel_fail_at(run, n, "feel.repeated_key",
		    "the context has an entry twice");
	e = feel_bytes(run, n->n * sizeof(*e));
	if (e == NULL)
		return FEEL_NULL_VALUE;
	for (uint32_t i = 0; i < n->n; i++) {
		run->frame[n->context.slot + i] = FEEL_NULL_VALUE;
		e[i].key = n->context.keys[i];
		e[i].value = feel_node(run, n->context.values[i]);
		run->frame[n->context.slot + i] = e[i].value;
	}
	return feel_context(run->arena, e, n->n);
}

static own_frame struct feel_value
eval_range(struct feel_run *run, const struct node *n)
{
	struct feel_range *r = feel_bytes(run, sizeof(*r));

	if (r == NULL)
		return FEEL_NULL_VALUE;
	*r = (struct feel_range){ .form = n->range.form,
	    .is_low_closed = n->range.is_low_closed,
	    .is_high_closed = n->range.is_high_closed };
	if (n->range.low != NULL)
		r->low = feel_node(run, n->range.low);
	if (n->range.high != NULL)
		r->high = feel_node(run, n->range.high);
	if (!feel_are_ends(r->low, r->high))
		return feel_fail_at(run, n, "feel.type",
		    "%s and %s are no ends of a range",
		    feel_kind_name(r->low.kind), feel_kind_name(r->high.kind));
	return (struct feel_value){ .kind = FEEL_RANGE, .range = r };
}

static struct feel_value
eval_inner(struct feel_run *run, const struct node *n)
{
	switch (n->kind) {
	case N_OR:
	case N_AND:
		return eval_logic(run, n);
	case N_NEG:
		return eval_negate(run, n, feel_node(run, n->a));
	case N_BETWEEN:
		return eval_between(run, n);
	case N_IN:
		return eval_in(run, n);
	case N_INSTANCE:
		return eval_instance(run, n);
	case N_IF:
		return eval_if(run, n);
	case N_FOR:
		return eval_for(run, n);
	case N_SOME:
	case N_EVERY:
		return eval_quantified(run, n);
	case N_LIST:
		return eval_list(run, n);
	case N_CONTEXT:
		return eval_context(run, n);
	case N_RANGE:
		return eval_range(run, n);
	case N_PATH:
		return eval_path(run, n);
	case N_DESCENDANTS:
		return eval_descendants(run, n);
	case N_FILTER:
		return eval_filter(run, n);
	case N_CALL:
		return eval_call(run, n);
	case N_CALL_BUILTIN:
		return eval_call_builtin(run, n);
	case N_FUNCTION:
		return eval_lambda(run, n);
	case N_TEST:
		return eval_test(run, n);
	case N_TESTS:
		return eval_tests(run, n);
	default:
		return eval_binary(run, n);
	}
}

static size_t
c_stack_used(const struct feel_run *run)
{
	uintptr_t here = (uintptr_t)__builtin_frame_address(0);

	return run->c_stack > here ? run->c_stack - here : 0;
}

static bool
is_spent(struct feel_run *run)
{
	size_t stack_max = run->budget.stack > 0 ? run->budget.stack :
	    C_STACK_MAX;

	if (run->stopped != NULL)
		return true;
	if (run->steps > run->budget.steps)
		run->stopped = "steps";
	else if (run->depth > run->budget.depth ||
	    c_stack_used(run) > stack_max)
		run->stopped = "depth";
	else if (arena_used(run->arena) - run->bytes_start > run->budget.bytes)
		run->stopped = "memory";
	return run->stopped != NULL;
}

struct feel_value
feel_node(struct feel_run *run, const struct node *n)
{
	struct feel_value v;

	switch (n->kind) {
	case N_CONST:
		return n->constant;
	case N_LOCAL:
		return run->frame[n->index];
	case N_SLOT:
	case N_FREE:
		return eval_slot(run, n);
	case N_ITEM:
		return eval_item(run, n);
	case N_BUILTIN:
		return eval_builtin(run, n);
	}
	run->steps++;
	run->depth++;
	v = is_spent(run) ? FEEL_NULL_VALUE : eval_inner(run, n);
	run->depth--;
	return v.weight == 0 || feel_carries(run, v) ? v : FEEL_NULL_VALUE;
}

struct feel_value *
eval_push(struct feel_run *run, uint32_t size, struct frame *saved)
{
	struct feel_value *v;

	*saved = (struct frame){ run->frame, run->stack_top, run->stack_end };
	if ((size_t)(run->stack_end - run->stack_top) < size) {
		size_t n = size > STACK_MIN ? size : STACK_MIN;

		v = feel_bytes(run, n * sizeof(*v));
		if (v == NULL)
			return NULL;
		run->stack_top = v;
		run->stack_end = v + n;
	}
	v = run->stack_top;
	run->stack_top += size;
	return v;
}

bool
eval_enter(struct feel_run *run, uint32_t size, struct frame *saved)
{
	struct feel_value *v = eval_push(run, size, saved);

	if (v == NULL && size > 0)
		return false;
	run->frame = v;
	return true;
}

void
eval_leave(struct feel_run *run, const struct frame *saved)
{
	run->frame = saved->frame;
	run->stack_top = saved->top;
	run->stack_end = saved->end;
}

static struct feel_value
eval_root(struct feel_run *run, const struct feel_expr *expr,
    const struct feel_vars *vars, const struct feel_value *subject)
{
	const struct feel_expr *outer_expr = run->expr;
	const struct feel_vars *outer_vars = run->vars;
	struct feel_value v = FEEL_NULL_VALUE;
	struct frame saved;

	if (run->depth == 0) {
		run->bytes_start = arena_used(run->arena);
		run->c_stack = (uintptr_t)__builtin_frame_address(0);
	}
	if (!eval_enter(run, expr->frame_size, &saved))
		return v;
	run->expr = expr;
	run->vars = vars;
	if (subject != NULL)
		run->frame[0] = *subject;
	v = feel_node(run, expr->root);
	run->expr = outer_expr;
	run->vars = outer_vars;
	eval_leave(run, &saved);
	return run->stopped == NULL ? v : FEEL_NULL_VALUE;
}

struct feel_value
feel_eval(struct feel_run *run, const struct feel_expr *expr,
    const struct feel_vars *vars)
{
	return eval_root(run, expr, vars, NULL);
}

struct feel_value
feel_test(struct feel_run *run, const struct feel_expr *tests,
    const struct feel_vars *vars, struct feel_value subject)
{
	return eval_root(run, tests, vars, &subject);
}
