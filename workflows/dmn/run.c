/*
 * run.c - evaluations from outside: inputs in, results out.
 */
#include <assert.h>
#include <stdlib.h>

#include "workflows/dmn/eval.h"

#define UNKNOWN_DEPTH_MAX 32	/* how deep in a result it is looked for */

struct dmn_run *
dmn_run_new(const struct dmn *dmn)
{
	struct dmn_run *run = xcalloc(1, sizeof(*run));

	run->dmn = dmn;
	run->arena = arena_new();
	feel_run_init(&run->feel, run->arena);
	return run;
}

void
dmn_run_free(struct dmn_run *run)
{
	if (run == NULL)
		return;
	arena_free(run->arena);
	free(run);
}

void
dmn_run_freep(struct dmn_run **run)
{
	dmn_run_free(*run);
}

void
dmn_run_reset(struct dmn_run *run)
{
	arena_reset(run->arena);
	feel_run_reset(&run->feel);
}

struct arena *
dmn_run_arena(struct dmn_run *run)
{
	return run->arena;
}

void
dmn_run_budget(struct dmn_run *run, struct feel_budget b)
{
	run->feel.budget = b;
}

void
dmn_run_clock(struct dmn_run *run, int64_t now_us, struct str zone)
{
	run->feel.now_us = now_us;
	run->feel.zone = zone;
}

/* ----------------------------------------------------------------- inputs */

/* The type a value of this name has: of an input, or a parameter. */
static const struct feel_type *
type_of(const struct dmn_run *run, const struct dmn_element *what,
    struct str name)
{
	const struct dmn_element *e;

	for (size_t i = 0; i < what->n_inputs; i++) {
		if (str_eq(what->inputs[i]->variable.name, name))
			return what->inputs[i]->variable.type;
	}
	for (size_t i = 0; i < what->n_params; i++) {
		if (str_eq(what->params[i].name, name))
			return what->params[i].type;
	}
	for (size_t i = 0; what->kind == DMN_BKM && what->logic != NULL &&
	    i < what->logic->n_vars; i++) {
		if (str_eq(what->logic->vars[i].name, name))
			return what->logic->vars[i].type;
	}
	e = dmn_find(run->dmn, name);
	return e == NULL ? NULL : e->variable.type;
}

struct feel_value
dmn_inputs(struct dmn_run *run, const struct dmn_element *what,
    const struct json *j)
{
	struct feel_entry *entries;

	if (j->type != JSON_OBJECT)
		return FEEL_NULL_VALUE;
	entries = arena_array(run->arena, j->n, sizeof(*entries));
	for (size_t i = 0; i < j->n; i++) {
		struct str name = j->members[i].key;

		entries[i] = (struct feel_entry){ name,
		    feel_from_json_as(run->arena, &j->members[i].value,
		    type_of(run, what, name)) };
	}
	return feel_context(run->arena, entries, j->n);
}

/* ------------------------------------------------------------- evaluation */

static struct feel_value
given(struct dmn_world *w, struct str name)
{
	const struct feel_value *v = w->inputs == NULL ? NULL :
	    feel_get(w->inputs, name);

	if (v != NULL)
		return *v;
	return w->missing_is_unknown ? feel_unknown(w->run->arena, name) :
	    FEEL_NULL_VALUE;
}

/* A service or a business knowledge model: its parameters by name. */
static struct feel_value
call_element(struct dmn_world *w, struct dmn_element *e)
{
	struct feel_value fn = dmn_element_value(w, e), *args;

	if (fn.kind != FEEL_FUNCTION)
		return FEEL_NULL_VALUE;
	args = arena_array(w->run->arena, fn.function->n_params,
	    sizeof(*args));
	for (size_t i = 0; i < fn.function->n_params; i++)
		args[i] = given(w, fn.function->params[i].name);
	return feel_call(w->run, fn.function, args, fn.function->n_params);
}

/* Everything that is unknown in a value, to the depth that values have. */
static struct feel_value
find_unknown(struct arena *a, struct feel_value v, struct feel_value found,
    int depth)
{
	if (depth > UNKNOWN_DEPTH_MAX)
		return found;
	if (v.kind == FEEL_UNKNOWN)
		return feel_unknown_join(a, found, v);
	for (size_t i = 0; v.kind == FEEL_LIST && i < v.list.n; i++)
		found = find_unknown(a, v.list.v[i], found, depth + 1);
	for (size_t i = 0; v.kind == FEEL_CONTEXT && i < v.context->n; i++)
		found = find_unknown(a, v.context->entries[i].value, found,
		    depth + 1);
	return found;
}

int
dmn_evaluate(struct dmn_run *run, const struct dmn_request *req,
    struct dmn_result *ret, struct error *err)
{
	struct dmn_element *e = run->dmn->elements[req->what->index];
	const struct dmn_why *why = NULL;
	struct dmn_world *w;
	struct feel_value v, unknown = FEEL_NULL_VALUE;

	assert(e == req->what);
	if (e->kind == DMN_SOURCE)
		return error_set(err, ERR_INVALID, "dmn.not_evaluable",
		    "'%.*s' is a knowledge source, which has no value",
		    STR_ARG(e->name));
	w = dmn_world_new(run, req);
	if (req->explain)
		w->why = &why;
	v = e->kind == DMN_DECISION || e->kind == DMN_INPUT ?
	    dmn_element_value(w, e) : call_element(w, e);
	if (feel_run_check(&run->feel, err) < 0)
		return -1;
	if (req->missing_is_unknown || v.kind == FEEL_UNKNOWN)
		unknown = find_unknown(run->arena, v, unknown, 0);
	*ret = (struct dmn_result){
		.value = v,
		.unknown = unknown.kind == FEEL_UNKNOWN ? unknown.unknown :
		    NULL,
		.why = why,
		.diagnostics = run->feel.diagnostics,
		.n_diagnostics = run->feel.n_diagnostics,
	};
	return 0;
}
