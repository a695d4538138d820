/*
 * call.c - call functions: closures, native and built-in ones.
 */
#include "workflows/feel/eval.h"

/* A function with the locals and the surroundings it was made in. */
struct feel_closure {
	const struct lambda	*lambda;
	const struct feel_expr	*expr;
	const struct feel_vars	*vars;
	struct feel_value	*captured;
};

struct feel_value
eval_lambda(struct feel_run *run, const struct node *n)
{
	const struct lambda *l = n->lambda;
	struct feel_function *f = feel_bytes(run, sizeof(*f));
	struct feel_closure *c = feel_bytes(run, sizeof(*c));
	struct feel_value v;

	if (f == NULL || c == NULL)
		return FEEL_NULL_VALUE;
	*c = (struct feel_closure){ l, run->expr, run->vars, NULL };
	*f = l->f;
	f->closure = c;
	v = feel_function(f);
	if (l->n_captured == 0)
		return v;
	c->captured = feel_bytes(run, l->n_captured * sizeof(v));
	if (c->captured == NULL)
		return FEEL_NULL_VALUE;
	memcpy(c->captured, run->frame, l->n_captured * sizeof(v));
	if (l->self != NO_SLOT)
		c->captured[l->self] = v;
	return v;
}

/* Arguments in place behind what the function captured. */
static __attribute__((noinline)) struct feel_value
call_closure(struct feel_run *run, const struct feel_function *f,
    const struct feel_value *args)
{
	const struct feel_closure *c = f->closure;
	const struct feel_expr *expr = run->expr;
	const struct feel_vars *vars = run->vars;
	struct feel_value v;
	struct frame saved;

	if (c->lambda->body == NULL)
		return feel_fail(run, "feel.external",
		    "external functions are not available");
	if (!eval_enter(run, c->lambda->frame_size, &saved))
		return FEEL_NULL_VALUE;
	if (c->lambda->n_captured > 0)
		memcpy(run->frame, c->captured,
		    c->lambda->n_captured * sizeof(v));
	for (size_t i = 0; i < f->n_params; i++)
		run->frame[c->lambda->n_captured + i] = args[i];
	run->expr = c->expr;
	run->vars = c->vars;
	v = feel_node(run, c->lambda->body);
	run->expr = expr;
	run->vars = vars;
	eval_leave(run, &saved);
	return v;
}

/* An argument that does not fit its parameter makes the call null. */
static __attribute__((noinline)) struct feel_value
call_checked(struct feel_run *run, const struct feel_function *f,
    struct feel_value *args)
{
	struct feel_value v;

	for (size_t i = 0; i < f->n_params; i++) {
		v = feel_coerce(run, args[i], f->params[i].type,
		    f->params[i].name);
		if (v.kind == FEEL_NULL && args[i].kind != FEEL_NULL)
			return v;
		args[i] = v;
	}
	if (f->call == NULL)
		v = call_closure(run, f, args);
	else
		v = f->call(run, f->ctx, args, f->n_params);
	return f->returns == NULL ? v :
	    feel_coerce(run, v, f->returns, STR("the result"));
}

struct feel_value
feel_call(struct feel_run *run, const struct feel_function *f,
    const struct feel_value *args, size_t n)
{
	const struct feel_builtin *b;
	struct feel_value *copy, v;
	struct frame saved;

	if (f->builtin == NULL && n != f->n_params)
		return feel_fail(run, "feel.arguments",
		    "the function takes %zu arguments, not %zu",
		    f->n_params, n);
	copy = eval_push(run, (uint32_t)(n + FEEL_PARAMS_MAX), &saved);
	if (copy == NULL)
		return FEEL_NULL_VALUE;
	if (n > 0)
		memcpy(copy, args, n * sizeof(*copy));
	if (f->builtin == NULL) {
		v = call_checked(run, f, copy);
	} else {
		b = feel_builtin_by_count(f->builtin, n);
		v = b != NULL ? feel_builtin_call(run, b, copy, n) :
		    feel_fail(run, "feel.arguments",
		    "%.*s() does not take %zu arguments", STR_ARG(f->name), n);
	}
	eval_leave(run, &saved);
	return v;
}

/* Where the parameter of this name is, or n_params. */
static size_t
place_of(const struct feel_function *f, struct str name)
{
	size_t i = 0;

	while (i < f->n_params && !str_eq(f->params[i].name, name))
		i++;
	return i;
}

static __attribute__((noinline)) struct feel_value
call_named(struct feel_run *run, const struct feel_function *f,
    const struct feel_named *args)
{
	struct feel_value *sorted;
	struct frame saved;
	struct feel_value v;

	if (args->n > f->n_params)
		return feel_fail(run, "feel.arguments",
		    "the function takes %zu arguments at most, not %zu",
		    f->n_params, args->n);
	sorted = eval_push(run, (uint32_t)f->n_params + 1, &saved);
	if (sorted == NULL)
		return FEEL_NULL_VALUE;
	for (size_t i = 0; i < f->n_params; i++)
		sorted[i] = FEEL_NULL_VALUE;
	for (size_t i = 0; i < args->n; i++) {
		size_t at = place_of(f, args->names[i]);

		if (at == f->n_params) {
			eval_leave(run, &saved);
			return feel_fail(run, "feel.arguments",
			    "the function has no parameter \"%.*s\"",
			    STR_ARG(args->names[i]));
		}
		sorted[at] = args->values[i];
	}
	v = call_checked(run, f, sorted);
	eval_leave(run, &saved);
	return v;
}

static __attribute__((noinline)) struct feel_value
call_builtin_named(struct feel_run *run, const struct feel_function *f,
    const struct feel_named *args)
{
	uint8_t places[FEEL_PARAMS_MAX];
	const struct feel_builtin *b = feel_builtin_by_names(f->builtin,
	    args->names, args->n, places);
	struct feel_value *sorted, v;
	struct frame saved;
	size_t count = 0;

	if (b == NULL)
		return feel_fail(run, "feel.arguments",
		    "%.*s() has no such parameters", STR_ARG(f->name));
	sorted = eval_push(run, FEEL_PARAMS_MAX, &saved);
	if (sorted == NULL)
		return FEEL_NULL_VALUE;
	for (size_t i = 0; i < FEEL_PARAMS_MAX; i++)
		sorted[i] = FEEL_NULL_VALUE;
	for (size_t i = 0; i < args->n; i++) {
		sorted[places[i]] = args->values[i];
		if (places[i] + 1u > count)
			count = places[i] + 1u;
	}
	v = feel_builtin_call(run, b, sorted, count);
	eval_leave(run, &saved);
	return v;
}

struct feel_value
feel_call_named(struct feel_run *run, const struct feel_function *f,
    const struct feel_named *args)
{
	return f->builtin != NULL ? call_builtin_named(run, f, args) :
	    call_named(run, f, args);
}

static struct feel_value
call_value(struct feel_run *run, const struct node *n, struct feel_value callee,
    struct feel_value *args)
{
	run->node = n;
	if (callee.kind == FEEL_UNKNOWN)
		return callee;
	if (callee.kind != FEEL_FUNCTION)
		return feel_fail_at(run, n, "feel.type",
		    "a %s is called as if it were a function",
		    feel_kind_name(callee.kind));
	if (n->call.names == NULL)
		return feel_call(run, callee.function, args, n->n);
	return feel_call_named(run, callee.function, &(struct feel_named){
	    n->call.names, args, n->n });
}

struct feel_value
eval_call(struct feel_run *run, const struct node *n)
{
	struct feel_value callee = feel_node(run, n->call.callee), v;
	struct feel_value *args;
	struct frame saved;

	args = eval_push(run, n->n, &saved);
	if (args == NULL && n->n > 0)
		return FEEL_NULL_VALUE;
	for (uint32_t i = 0; i < n->n; i++)
		args[i] = feel_node(run, n->call.args[i]);
	v = call_value(run, n, callee, args);
	eval_leave(run, &saved);
	return v;
}

struct feel_value
eval_call_builtin(struct feel_run *run, const struct node *n)
{
	struct feel_value *args, v;
	struct frame saved;

	if (n->builtin.fn == NULL)
		return feel_fail_at(run, n, "feel.arguments",
		    "%s() does not take these arguments", n->builtin.name);
	args = eval_push(run, n->n + FEEL_PARAMS_MAX, &saved);
	if (args == NULL)
		return FEEL_NULL_VALUE;
	for (uint32_t i = 0; i < n->n; i++)
		args[i] = n->builtin.args[i] != NULL ?
		    feel_node(run, n->builtin.args[i]) : FEEL_NULL_VALUE;
	run->node = n;
	v = feel_builtin_call(run, n->builtin.fn, args, n->n);
	eval_leave(run, &saved);
	return v;
}
