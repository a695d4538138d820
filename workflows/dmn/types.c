/*
 * types.c - item definitions become FEEL types (DMN 1.5, 7.3.3).
 *
 * Every item definition gets its type object before any is filled, so that
 * definitions may stand in any order and refer to themselves through a
 * component or a list.  Only "A is just another name for B" needs B first, and
 * may not go round in a circle.
 */
#include <string.h>

#include "workflows/dmn/model.h"

static void fill_item(struct dmn_model *m, struct dmn_item *item, int depth);

static struct feel_type *
named_item(struct dmn_model *m, struct str ref, bool filled, int depth)
{
	struct dmn_item *item = map_get(m->item_by_name, ref);

	if (item == NULL)
		return NULL;
	if (filled && !item->is_done)
		fill_item(m, item, depth + 1);
	return item->type;
}

/* "imp.tPerson": the names of imports may contain dots themselves. */
static struct feel_type *
imported_item(struct dmn_model *m, struct str ref, bool filled, int depth)
{
	for (size_t i = 0; i < m->n_imports; i++) {
		const struct dmn_import *imp = &m->imports[i];
		struct feel_type *t = NULL;

		if (imp->model == NULL || imp->model == m)
			continue;
		if (imp->name.len == 0)
			t = named_item(imp->model, ref, filled, depth);
		else if (ref.len > imp->name.len + 1 &&
		    ref.p[imp->name.len] == '.' &&
		    memcmp(ref.p, imp->name.p, imp->name.len) == 0)
			t = named_item(imp->model, str_sub(ref,
			    imp->name.len + 1, ref.len), filled, depth);
		if (t != NULL)
			return t;
	}
	return NULL;
}

/* With filled, the type is complete and may be copied; else it may be filled
 * later, and only pointed to. */
static const struct feel_type *
find_type(struct dmn_model *m, struct str ref, bool filled, int depth)
{
	const struct feel_type *t = named_item(m, ref, filled, depth);

	if (t == NULL)
		t = imported_item(m, ref, filled, depth);
	if (t == NULL)
		t = feel_type_named(ref);
	return t;
}

static const struct feel_type *
find_or_note(struct dmn_model *m, struct str ref, int line, int depth)
{
	const struct feel_type *t;

	if (ref.len == 0)
		return NULL;
	t = find_type(m, ref, false, depth);
	if (t == NULL)
		dmn_note((struct dmn_where){ m, line, STR_NULL, 0 }, DMN_ERROR,
		    "dmn.unknown_type", "there is no type '%.*s'",
		    STR_ARG(ref));
	return t;
}

static const struct feel_expr *
parse_constraint(struct dmn_model *m, struct dmn_cell *cell)
{
	struct feel_scope scope = dmn_type_scope(m);
	struct error err = { 0 };

	if (cell->is_any)
		return NULL;
	cell->feel = feel_parse_tests(m->set->arena, cell->text, &scope, &err);
	if (cell->feel == NULL)
		dmn_note((struct dmn_where){ m, cell->line, cell->id, 0 },
		    DMN_ERROR, "dmn.feel", "allowed values: %s", err.message);
	return cell->feel;
}

/* The type of a component or a parameter: its own object only when it says
 * more than a name. */
static const struct feel_type *
part_type(struct dmn_model *m, struct dmn_item *part, int depth)
{
	if (part->n_parts == 0 && !part->is_collection && !part->is_function &&
	    part->allowed.is_any && part->constraint.is_any)
		return find_or_note(m, part->type_ref, part->line, depth);
	part->type = arena_new_of(m->set->arena, struct feel_type);
	fill_item(m, part, depth + 1);
	return part->type;
}

static void
fill_parts(struct dmn_model *m, struct dmn_item *item, struct feel_type *t,
    int depth)
{
	struct feel_member *members = arena_array(m->set->arena, item->n_parts,
	    sizeof(*members));

	for (size_t i = 0; i < item->n_parts; i++) {
		members[i].name = item->parts[i].name;
		members[i].type = part_type(m, &item->parts[i], depth);
	}
	t->n = item->n_parts;
	t->members = members;
}

/* What one value of the item is, leaving isCollection aside. */
static void
fill_element(struct dmn_model *m, struct dmn_item *item, struct feel_type *t,
    int depth)
{
	const struct feel_type *base;

	if (item->is_function) {
		t->kind = TYPE_FUNCTION;
		t->item = find_or_note(m, item->type_ref, item->line, depth);
		fill_parts(m, item, t, depth);
		return;
	}
	if (item->n_parts > 0) {
		t->kind = TYPE_CONTEXT;
		fill_parts(m, item, t, depth);
		return;
	}
	if (find_or_note(m, item->type_ref, item->line, depth) == NULL)
		return;
	base = find_type(m, item->type_ref, true, depth);
	*t = *base;
}

/* With a constraint of its own a type keeps that of the type it is made of. */
static void
constrain(struct dmn_model *m, struct feel_type *t,
    const struct feel_expr *allowed)
{
	struct feel_type *base;

	if (t->allowed != NULL) {
		base = arena_new_of(m->set->arena, struct feel_type);
		*base = *t;
		t->base = base;
	}
	t->allowed = allowed;
}

static void
fill_list(struct dmn_model *m, struct dmn_item *item, int depth)
{
	struct feel_type *each = arena_new_of(m->set->arena, struct feel_type);
	const struct feel_expr *allowed;

	item->type->kind = TYPE_LIST;
	item->type->item = each;
	if (item->n_parts == 0 && !item->is_function && item->allowed.is_any) {
		item->type->item = find_or_note(m, item->type_ref, item->line,
		    depth);
	} else {
		fill_element(m, item, each, depth);
		allowed = parse_constraint(m, &item->allowed);
		if (allowed != NULL)
			constrain(m, each, allowed);
	}
	item->type->allowed = parse_constraint(m, &item->constraint);
}

static void
fill_item(struct dmn_model *m, struct dmn_item *item, int depth)
{
	const struct feel_expr *allowed;

	if (item->is_busy || depth > DMN_TYPE_DEPTH_MAX) {
		dmn_note((struct dmn_where){ m, item->line, STR_NULL, 0 },
		    DMN_ERROR, "dmn.type_cycle",
		    "the item definition '%.*s' is made of itself",
		    STR_ARG(item->name));
		return;
	}
	item->is_busy = true;
	if (item->is_collection) {
		fill_list(m, item, depth);
	} else {
		fill_element(m, item, item->type, depth);
		allowed = parse_constraint(m, item->constraint.is_any ?
		    &item->allowed : &item->constraint);
		if (allowed != NULL)
			constrain(m, item->type, allowed);
	}
	item->type->name = item->name;
	item->is_busy = false;
	item->is_done = true;
}

static void
list_types(struct dmn_model *m)
{
	struct arena *a = m->set->arena;
	VEC(struct feel_member) v = { 0 };

	for (size_t i = 0; i < m->n_items; i++)
		vec_push(a, &v, (struct feel_member){ m->items[i].name,
		    m->items[i].type });
	for (size_t i = 0; i < m->n_imports; i++) {
		const struct dmn_import *imp = &m->imports[i];

		for (size_t k = 0; imp->model != NULL && imp->model != m &&
		    k < imp->model->n_items; k++) {
			const struct dmn_item *item = &imp->model->items[k];
			struct str name = imp->name.len == 0 ? item->name :
			    arena_printf(a, "%.*s.%.*s", STR_ARG(imp->name),
			    STR_ARG(item->name));

			vec_push(a, &v,
			    (struct feel_member){ name, item->type });
		}
	}
	m->types = v.v;
	m->n_types = v.n;
}

void
dmn_resolve_items(struct dmn_model *m)
{
	list_types(m);
	for (size_t i = 0; i < m->n_items; i++) {
		if (!m->items[i].is_done)
			fill_item(m, &m->items[i], 0);
	}
}

const struct feel_type *
dmn_resolve_type(struct dmn_model *m, struct str ref, int line)
{
	const struct feel_type *t = find_or_note(m, ref, line, 0);

	return t != NULL && t->kind == TYPE_ANY && t->allowed == NULL ?
	    NULL : t;
}

struct feel_scope
dmn_type_scope(const struct dmn_model *m)
{
	return (struct feel_scope){ .types = m->types, .n_types = m->n_types };
}
