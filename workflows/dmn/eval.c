/*
 * eval.c - evaluate elements: inputs, decisions, functions, services.
 */
#include <string.h>

#include "workflows/dmn/eval.h"

#define UNKNOWN_DEPTH_MAX 8	/* of components listed as unknown */

/* -------------------------------------------------------------- explain */

struct dmn_why_mark
dmn_why_begin(struct dmn_world *w, enum dmn_why_kind kind, struct str name)
{
	struct dmn_why_mark mark = { NULL, NULL };

	if (w->why == NULL)
		return mark;
	mark.node = arena_new_of(w->run->arena, struct dmn_why);
	mark.node->kind = kind;
	mark.node->name = name;
	*w->why = mark.node;
	mark.next = &mark.node->next;
	w->why = &mark.node->parts;
	return mark;
}

void
dmn_why_end(struct dmn_world *w, struct dmn_why_mark mark,
    struct feel_value value)
{
	if (mark.node == NULL)
		return;
	mark.node->value = value;
	w->why = mark.next;
}

void
dmn_why_literal(struct dmn_frame *f, const struct feel_expr *expr,
    struct feel_value value)
{
	const struct feel_free *names;
	struct dmn_why_mark mark, part;
	size_t n;

	if (f->w->why == NULL)
		return;
	names = feel_free_names(expr, &n);
	mark = dmn_why_begin(f->w, DMN_WHY_EXPRESSION, STR_NULL);
	mark.node->text = feel_text(expr);
	for (size_t i = 0; i < n; i++) {
		if (names[i].slot < 0 ||
		    f->v[names[i].slot].kind == FEEL_FUNCTION)
			continue;
		part = dmn_why_begin(f->w, DMN_WHY_NAME, names[i].name);
		dmn_why_end(f->w, part, f->v[names[i].slot]);
	}
	dmn_why_end(f->w, mark, value);
}

/* --------------------------------------------------------------- frames */

struct dmn_frame *
dmn_frame_new(struct dmn_world *w, size_t n)
{
	struct arena *a = w->run->arena;
	struct dmn_frame *f = arena_new_of(a, struct dmn_frame);

	f->w = w;
	f->v = arena_array(a, n, sizeof(*f->v));
	for (size_t i = 0; i < n; i++)
		f->v[i] = FEEL_NULL_VALUE;
	f->vars.values = f->v;
	return f;
}

static struct dmn_world *
new_world(struct feel_run *run, const struct dmn *set)
{
	struct dmn_world *w = arena_new_of(run->arena, struct dmn_world);

	w->run = run;
	w->set = set;
	w->memo = arena_array(run->arena, set->n_elements, sizeof(*w->memo));
	for (size_t i = 0; i < set->n_elements; i++)
		w->memo[i].state = MEMO_NONE;
	return w;
}

struct dmn_world *
dmn_world_new(struct dmn_run *run, const struct dmn_request *req)
{
	struct dmn_world *w = new_world(&run->feel, run->dmn);

	if (req->inputs.kind == FEEL_CONTEXT)
		w->inputs = req->inputs.context;
	w->missing_is_unknown = req->missing_is_unknown;
	return w;
}

/* --------------------------------------------------------------- inputs */

static struct feel_value fill_unknown(struct dmn_world *w,
    struct feel_value v, const struct feel_type *type, struct str path,
    int depth);

/* A context in which every component of the type is there, if only as
 * unknown: "Applicant.Age" can be asked for, "Applicant" is too much. */
static struct feel_value
fill_context(struct dmn_world *w, const struct feel_context *given,
    const struct feel_type *type, struct str path, int depth)
{
	struct arena *a = w->run->arena;
	size_t n = given == NULL ? 0 : given->n;
	struct feel_entry *entries = arena_array(a, n + type->n,
	    sizeof(*entries));

	for (size_t i = 0; i < n; i++)
		entries[i] = given->entries[i];
	for (size_t i = 0; i < type->n; i++) {
		const struct feel_member *m = &type->members[i];
		const struct feel_value *v = given == NULL ? NULL :
		    feel_get(given, m->name);
		struct str name = arena_printf(a, "%.*s.%.*s", STR_ARG(path),
		    STR_ARG(m->name));

		entries[n++] = (struct feel_entry){ m->name, fill_unknown(w,
		    v != NULL ? *v : feel_unknown(a, name), m->type, name,
		    depth + 1) };
	}
	return feel_context(a, entries, n);
}

static struct feel_value
fill_unknown(struct dmn_world *w, struct feel_value v,
    const struct feel_type *type, struct str path, int depth)
{
	if (type == NULL || type->kind != TYPE_CONTEXT || type->n == 0 ||
	    depth > UNKNOWN_DEPTH_MAX)
		return v;
	if (v.kind == FEEL_UNKNOWN)
		return fill_context(w, NULL, type, path, depth);
	if (v.kind == FEEL_CONTEXT)
		return fill_context(w, v.context, type, path, depth);
	return v;
}

/* Inputs of an imported model may be given under the import's name. */
static const struct feel_value *
find_input(const struct dmn_world *w, const struct dmn_element *e)
{
	const struct dmn_model *main_model = w->set->models[0];
	const struct feel_value *v;

	if (w->inputs == NULL)
		return NULL;
	for (size_t i = 0; e->model != main_model &&
	    i < main_model->n_imports; i++) {
		if (main_model->imports[i].model != e->model)
			continue;
		v = feel_get(w->inputs, main_model->imports[i].name);
		if (v == NULL || v->kind != FEEL_CONTEXT)
			continue;
		v = feel_get(v->context, e->variable.name);
		if (v != NULL)
			return v;
	}
	v = feel_get(w->inputs, e->variable.name);
	return v != NULL ? v : feel_get(w->inputs, e->name);
}

static struct feel_value
input_value(struct dmn_world *w, const struct dmn_element *e)
{
	const struct feel_value *given = find_input(w, e);
	struct feel_value v = given != NULL ? *given : FEEL_NULL_VALUE;
	struct dmn_why_mark mark = dmn_why_begin(w, DMN_WHY_INPUT, e->name);

	if (w->missing_is_unknown) {
		if (given == NULL)
			v = feel_unknown(w->run->arena, e->variable.name);
		v = fill_unknown(w, v, e->variable.type, e->variable.name, 0);
	}
	if (e->variable.type != NULL)
		v = feel_coerce(w->run, v, e->variable.type, e->name);
	dmn_why_end(w, mark, v);
	return v;
}

/* ---------------------------------------------------- elements in a frame */

static struct feel_value
import_value(struct dmn_world *w, const struct dmn_element *e,
    const struct dmn_import *imp)
{
	struct arena *a = w->run->arena;
	struct feel_entry *entries = arena_array(a, e->n_refs,
	    sizeof(*entries));
	size_t n = 0;

	for (size_t i = 0; i < e->n_refs; i++) {
		struct dmn_element *target = e->refs[i].target;

		if (target != NULL && dmn_is_reached(e->model, target, imp))
			entries[n++] = (struct feel_entry){
			    target->variable.name,
			    dmn_element_value(w, target) };
	}
	return feel_context(a, entries, n);
}

static void
fill_frame(struct dmn_frame *f, const struct dmn_element *e)
{
	for (size_t i = 0; i < e->n_slots; i++) {
		const struct dmn_slot *slot = &e->slots[i];

		f->v[i] = slot->target != NULL ?
		    dmn_element_value(f->w, slot->target) :
		    import_value(f->w, e, slot->import);
	}
}

static struct feel_value
decision_value(struct dmn_world *w, const struct dmn_element *e)
{
	struct dmn_frame *f = dmn_frame_new(w, e->n_frame);
	struct dmn_why_mark mark = dmn_why_begin(w, DMN_WHY_DECISION, e->name);
	const struct feel_value *given;
	struct feel_value v = FEEL_NULL_VALUE;

	fill_frame(f, e);
	if (e->logic != NULL) {
		v = dmn_expr_value(f, e->logic);
	} else {
		given = find_input(w, e);
		if (given != NULL)
			v = *given;
		else if (w->missing_is_unknown)
			v = feel_unknown(w->run->arena, e->variable.name);
	}
	if (e->variable.type != NULL)
		v = feel_coerce(w->run, v, e->variable.type, e->name);
	dmn_why_end(w, mark, v);
	return v;
}

/* ------------------------------------------------------------- functions */

struct closure {
	struct dmn_frame	*f;
	const struct dmn_expr	*expr;
	struct str		 name;
};

/* Calls may nest only so deep, whatever budget there is: each needs stack. */
static bool
enter(struct dmn_world *w)
{
	if (w->depth < DMN_DEPTH_MAX) {
		w->depth++;
		return true;
	}
	(void)feel_fail(w->run, "dmn.depth",
	    "functions call each other more than %d deep", DMN_DEPTH_MAX);
	return false;
}

static struct feel_value
call_closure(struct feel_run *run, const void *ctx,
    const struct feel_value *args, size_t n)
{
	const struct closure *c = ctx;
	struct dmn_world *w = c->f->w;
	struct dmn_frame *f;
	struct dmn_why_mark mark;
	struct feel_value v;

	if (c->expr->language != DMN_FEEL)
		return feel_fail(run, "dmn.external",
		    "%.*s is written in another language (%s), which is never "
		    "run", STR_ARG(c->name),
		    c->expr->language == DMN_JAVA ? "Java" : "PMML");
	if (c->expr->kids[0] == NULL || !enter(w))
		return FEEL_NULL_VALUE;
	f = dmn_frame_new(w, c->expr->n_slots);
	memcpy(f->v, c->f->v, c->expr->slot * sizeof(*f->v));
	for (size_t i = 0; i < n && i < c->expr->n_vars; i++)
		f->v[c->expr->slot + i] = args[i];
	mark = dmn_why_begin(w, DMN_WHY_FUNCTION, c->name);
	v = dmn_expr_value(f, c->expr->kids[0]);
	dmn_why_end(w, mark, v);
	w->depth--;
	return v;
}

void
dmn_closure(struct dmn_frame *f, const struct dmn_expr *e, struct str name,
    struct feel_function *ret)
{
	struct arena *a = f->w->run->arena;
	struct closure *c = arena_new_of(a, struct closure);
	struct feel_param *params = arena_array(a, e->n_vars, sizeof(*params));

	for (size_t i = 0; i < e->n_vars; i++)
		params[i] = (struct feel_param){ e->vars[i].name,
		    e->vars[i].type };
	*c = (struct closure){ f, e, name };
	*ret = (struct feel_function){
		.name = name,
		.n_params = e->n_vars,
		.params = params,
		.call = call_closure,
		.ctx = c,
	};
}

/* What a function of this variable type returns.  In DMN 1.1 the type of a
 * business knowledge model was that of its result. */
static const struct feel_type *
return_type(const struct feel_type *t)
{
	return t != NULL && t->kind == TYPE_FUNCTION ? t->item : t;
}

/* The function is there before its frame is filled: it may call itself. */
static struct feel_value
knowledge_value(struct dmn_world *w, const struct dmn_element *e)
{
	struct feel_function *fn = arena_new_of(w->run->arena,
	    struct feel_function);
	struct dmn_frame *f;

	if (e->logic == NULL)
		return FEEL_NULL_VALUE;
	f = dmn_frame_new(w, e->n_frame);
	dmn_closure(f, e->logic, e->name, fn);
	fn->returns = return_type(e->variable.type != NULL ?
	    e->variable.type : e->logic->type);
	w->memo[e->index] = (struct dmn_memo){ MEMO_DONE, feel_function(fn) };
	fill_frame(f, e);
	return feel_function(fn);
}

/* -------------------------------------------------------------- services */

struct service {
	struct dmn_world		*w;
	const struct dmn_element	*e;
};

static struct feel_value
outputs_value(struct dmn_world *w, const struct dmn_element *e)
{
	struct arena *a = w->run->arena;
	struct feel_entry *entries = arena_array(a, e->n_refs,
	    sizeof(*entries));
	size_t n = 0;

	for (size_t i = 0; i < e->n_refs; i++) {
		struct dmn_element *target = e->refs[i].target;

		if (target == NULL || e->refs[i].kind != DMN_OUTPUT_DECISION)
			continue;
		entries[n++] = (struct feel_entry){ target->variable.name,
		    dmn_element_value(w, target) };
	}
	return n == 1 ? entries[0].value : feel_context(a, entries, n);
}

static struct feel_value
call_service(struct feel_run *run, const void *ctx,
    const struct feel_value *args, size_t n)
{
	const struct service *s = ctx;
	struct dmn_world *w;
	struct dmn_why_mark mark;
	struct feel_value v;

	if (!enter(s->w))
		return FEEL_NULL_VALUE;
	w = new_world(run, s->w->set);
	w->depth = s->w->depth;
	w->why = s->w->why;
	for (size_t i = 0; i < n && i < s->e->n_params; i++)
		w->memo[s->e->param_of[i]->index] =
		    (struct dmn_memo){ MEMO_DONE, args[i] };
	mark = dmn_why_begin(w, DMN_WHY_FUNCTION, s->e->name);
	v = outputs_value(w, s->e);
	dmn_why_end(w, mark, v);
	s->w->why = w->why;
	s->w->depth--;
	return v;
}

static struct feel_value
service_value(struct dmn_world *w, const struct dmn_element *e)
{
	struct arena *a = w->run->arena;
	struct feel_function *fn = arena_new_of(a, struct feel_function);
	struct service *s = arena_new_of(a, struct service);

	*s = (struct service){ w, e };
	*fn = (struct feel_function){
		.name = e->name,
		.n_params = e->n_params,
		.params = e->params,
		.returns = return_type(e->variable.type),
		.call = call_service,
		.ctx = s,
	};
	return feel_function(fn);
}

/* -------------------------------------------------------------- elements */

static struct feel_value
compute(struct dmn_world *w, struct dmn_element *e)
{
	switch (e->kind) {
	case DMN_INPUT:
		return input_value(w, e);
	case DMN_DECISION:
		return decision_value(w, e);
	case DMN_BKM:
		return knowledge_value(w, e);
	case DMN_SERVICE:
		return service_value(w, e);
	case DMN_SOURCE:
		break;
	}
	return FEEL_NULL_VALUE;
}

struct feel_value
dmn_element_value(struct dmn_world *w, struct dmn_element *e)
{
	struct dmn_memo *memo = &w->memo[e->index];
	struct feel_value v;

	if (memo->state == MEMO_DONE)
		return memo->value;
	if (memo->state == MEMO_BUSY || !enter(w))
		return feel_fail(w->run, "dmn.cycle", "'%.*s' requires itself",
		    STR_ARG(e->name));
	memo->state = MEMO_BUSY;
	v = compute(w, e);
	w->depth--;
	*memo = (struct dmn_memo){ MEMO_DONE, v };
	return v;
}
