/*
 * info.c - what a compiled model contains.
 */
#include <stdlib.h>

#include "workflows/dmn/model.h"

const struct dmn_element *
dmn_find(const struct dmn *dmn, struct str name)
{
	const struct dmn_model *m = dmn->models[0];
	const struct dmn_element *e = map_get(m->by_name, name);

	return e != NULL ? e : map_get(m->by_id, name);
}

const struct dmn_element *
dmn_element_at(const struct dmn *dmn, size_t i)
{
	const struct dmn_model *m = dmn->models[0];

	return i < m->n_elements ? m->elements[i] : NULL;
}

enum dmn_kind
dmn_element_kind(const struct dmn_element *e)
{
	return e->kind;
}

struct str
dmn_element_name(const struct dmn_element *e)
{
	return e->name;
}

struct str
dmn_element_id(const struct dmn_element *e)
{
	return e->id;
}

struct str
dmn_element_version_tag(const struct dmn_element *e)
{
	return e->version_tag;
}

const struct feel_type *
dmn_element_type(const struct dmn_element *e)
{
	return e->variable.type;
}

struct str
dmn_model_name(const struct dmn *dmn)
{
	return dmn->models[0]->name;
}

const struct dmn_element *const *
dmn_element_inputs(const struct dmn_element *e, size_t *n)
{
	*n = e->n_inputs;
	return e->inputs;
}

size_t
dmn_service_outputs(const struct dmn_element *e)
{
	size_t n = 0;

	for (size_t i = 0; i < e->n_refs; i++)
		n += e->refs[i].kind == DMN_OUTPUT_DECISION;
	return n;
}

/* ------------------------------------------------- the inputs it all needs */

struct walk {
	struct dmn_element	**stack;	/* seen, in order */
	size_t			 n;
	bool			*seen;
};

static void
visit(struct walk *w, struct dmn_element *e)
{
	if (e == NULL || w->seen[e->index])
		return;
	w->seen[e->index] = true;
	w->stack[w->n++] = e;
}

/* A service's parameters are its inputs, whatever its decisions require. */
static bool
leads_to_input(const struct dmn_element *e, const struct dmn_ref *ref)
{
	if (ref->kind == DMN_REQUIRES_AUTHORITY)
		return false;
	return e->kind != DMN_SERVICE || ref->kind == DMN_INPUT_DATA ||
	    ref->kind == DMN_INPUT_DECISION;
}

static void
walk(struct walk *w, struct dmn_element *e)
{
	w->n = 0;
	visit(w, e);
	for (size_t i = 0; i < w->n; i++) {
		struct dmn_element *next = w->stack[i];

		if (next != e && (next->kind == DMN_BKM ||
		    next->kind == DMN_SERVICE))
			continue;
		for (size_t k = 0; k < next->n_refs; k++) {
			if (leads_to_input(next, &next->refs[k]))
				visit(w, next->refs[k].target);
		}
	}
}

static void
list_inputs(struct walk *w, struct dmn_element *e)
{
	struct arena *a = e->model->set->arena;
	VEC(const struct dmn_element *) found = { 0 };

	walk(w, e);
	for (size_t i = 0; i < w->n; i++) {
		w->seen[w->stack[i]->index] = false;
		if (w->stack[i] != e && w->stack[i]->kind == DMN_INPUT)
			vec_push(a, &found, w->stack[i]);
	}
	e->inputs = found.v;
	e->n_inputs = found.n;
}

void
dmn_list_inputs(struct dmn *set)
{
	struct walk w = {
		.stack = xreallocarray(NULL, set->n_elements + 1,
		    sizeof(struct dmn_element *)),
		.seen = xcalloc(set->n_elements + 1, sizeof(bool)),
	};

	for (size_t i = 0; i < set->n_elements; i++)
		list_inputs(&w, set->elements[i]);
	free(w.stack);
	free(w.seen);
}
