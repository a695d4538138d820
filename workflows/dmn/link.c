/*
 * link.c - connect what refers to each other: imports, requirements, types.
 */
#include <string.h>

#include "workflows/dmn/model.h"

static struct str
base_name(struct str path)
{
	size_t i = path.len;

	while (i > 0 && path.p[i - 1] != '/')
		i--;
	return str_sub(path, i, path.len);
}

static struct dmn_model *
find_model(const struct dmn *set, const struct dmn_import *imp)
{
	for (size_t i = 0; i < set->n_models; i++) {
		if (imp->ns.len > 0 && str_eq(set->models[i]->ns, imp->ns))
			return set->models[i];
	}
	for (size_t i = 0; i < set->n_models; i++) {
		if (imp->location.len > 0 &&
		    str_eq(base_name(set->models[i]->file),
		    base_name(imp->location)))
			return set->models[i];
	}
	return NULL;
}

static void
link_imports(struct dmn *set, struct dmn_model *m)
{
	for (size_t i = 0; i < m->n_imports; i++) {
		struct dmn_import *imp = &m->imports[i];

		imp->model = find_model(set, imp);
		if (imp->model != NULL)
			continue;
		dmn_note((struct dmn_where){ .model = m, .line = imp->line },
		    DMN_ERROR, "dmn.unresolved_import",
		    "no model with the namespace '%.*s' is here to be "
		    "imported", STR_ARG(imp->ns));
	}
}

/* "#id", or "namespace#id" of this or an imported model. */
static struct dmn_element *
find_target(struct dmn_model *m, struct str href)
{
	ptrdiff_t hash = str_chr(href, '#');
	struct str ns, id;

	if (hash < 0)
		return map_get(m->by_id, href);
	ns = str_sub(href, 0, (size_t)hash);
	id = str_sub(href, (size_t)hash + 1, href.len);
	if (ns.len == 0 || str_eq(ns, m->ns))
		return map_get(m->by_id, id);
	for (size_t i = 0; i < m->n_imports; i++) {
		const struct dmn_import *imp = &m->imports[i];

		if (imp->model != NULL && (str_eq(imp->ns, ns) ||
		    str_eq(imp->model->ns, ns)))
			return map_get(imp->model->by_id, id);
	}
	return NULL;
}

static bool
fits(enum dmn_ref_kind ref, enum dmn_kind kind)
{
	switch (ref) {
	case DMN_REQUIRES_DECISION:
	case DMN_OUTPUT_DECISION:
	case DMN_ENCAPSULATED_DECISION:
	case DMN_INPUT_DECISION:
		return kind == DMN_DECISION;
	case DMN_REQUIRES_INPUT:
	case DMN_INPUT_DATA:
		return kind == DMN_INPUT;
	case DMN_REQUIRES_KNOWLEDGE:
		return kind == DMN_BKM || kind == DMN_SERVICE;
	case DMN_REQUIRES_AUTHORITY:
		return true;
	}
	return false;
}

static void
link_refs(struct dmn_element *e)
{
	for (size_t i = 0; i < e->n_refs; i++) {
		struct dmn_ref *ref = &e->refs[i];
		struct dmn_where at = { e->model, ref->line, e->id, 0 };

		ref->target = find_target(e->model, ref->href);
		if (ref->target == NULL) {
			dmn_note(at, ref->kind == DMN_REQUIRES_AUTHORITY ?
			    DMN_WARNING : DMN_ERROR, "dmn.unresolved_reference",
			    "there is nothing with the id '%.*s'",
			    STR_ARG(ref->href));
		} else if (!fits(ref->kind, ref->target->kind)) {
			dmn_note(at, DMN_ERROR, "dmn.wrong_reference",
			    "'%.*s' is not of the kind required here",
			    STR_ARG(ref->target->name));
			ref->target = NULL;
		}
	}
}

static void
link_types(struct dmn_element *e)
{
	e->variable.type = dmn_resolve_type(e->model, e->variable.type_ref,
	    e->variable.line);
}

static void
number_elements(struct dmn *set)
{
	size_t n = 0;

	for (size_t i = 0; i < set->n_models; i++)
		n += set->models[i]->n_elements;
	set->elements = arena_array(set->arena, n,
	    sizeof(struct dmn_element *));
	for (size_t i = 0; i < set->n_models; i++) {
		struct dmn_model *m = set->models[i];

		for (size_t k = 0; k < m->n_elements; k++) {
			m->elements[k]->index = set->n_elements;
			set->elements[set->n_elements++] = m->elements[k];
		}
	}
}

/* Before any type is filled, every item has the object it will be. */
static void
make_types(struct dmn_model *m)
{
	for (size_t i = 0; i < m->n_items; i++)
		m->items[i].type = arena_new_of(m->set->arena,
		    struct feel_type);
}

void
dmn_link(struct dmn *set)
{
	number_elements(set);
	for (size_t i = 0; i < set->n_models; i++) {
		link_imports(set, set->models[i]);
		make_types(set->models[i]);
	}
	for (size_t i = 0; i < set->n_models; i++)
		dmn_resolve_items(set->models[i]);
	for (size_t i = 0; i < set->n_elements; i++) {
		struct dmn_element *e = set->elements[i];

		e->model->current = e->name;
		link_refs(e);
		link_types(e);
		e->model->current = STR_NULL;
	}
}
