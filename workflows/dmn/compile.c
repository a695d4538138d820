/*
 * compile.c - compile the elements of a set of models.
 *
 * Elements are compiled after what they require, so that the names inside a
 * required value ("Applicant.Monthly Income") are known even where nobody
 * wrote a type.  This order also finds cycles.
 */
#include "workflows/dmn/eval.h"
#include "workflows/dmn/names.h"

/* Elements that require each other in a row: as many as can be evaluated. */
#define CHAIN_MAX (DMN_DEPTH_MAX - 4)

struct dmn_import *
dmn_import_of(struct dmn_model *m, const struct dmn_element *target)
{
	for (size_t i = 0; i < m->n_imports && target->model != m; i++) {
		if (m->imports[i].model == target->model &&
		    m->imports[i].name.len > 0)
			return &m->imports[i];
	}
	return NULL;
}

bool
dmn_is_reached(struct dmn_model *m, const struct dmn_element *target,
    const struct dmn_import *imp)
{
	const struct dmn_import *other = dmn_import_of(m, target);

	return other != NULL && str_eq(other->name, imp->name);
}

static const struct feel_type *
import_shape(struct names *s, const struct dmn_element *e,
    const struct dmn_import *imp)
{
	struct feel_type *t = dmn_new_shape(s, TYPE_CONTEXT);
	struct feel_member *members = arena_array(s->model->set->arena,
	    e->n_refs, sizeof(*members));

	for (size_t i = 0; i < e->n_refs; i++) {
		const struct dmn_element *target = e->refs[i].target;

		if (target != NULL && dmn_is_reached(e->model, target, imp))
			members[t->n++] = (struct feel_member){
			    target->variable.name, target->shape };
	}
	t->members = members;
	return t;
}

static bool
has_slot(const struct dmn_element *e, struct str name)
{
	for (size_t i = 0; i < e->n_slots; i++) {
		if (str_eq(e->slots[i].name, name))
			return true;
	}
	return false;
}

static void
add_slot(struct names *s, struct dmn_element *e, struct dmn_element *target)
{
	struct dmn_import *imp = dmn_import_of(e->model, target);
	struct str name = imp != NULL ? imp->name : target->variable.name;

	if (name.len == 0 || has_slot(e, name))
		return;
	e->slots[e->n_slots++] = (struct dmn_slot){
		.name = name,
		.target = imp != NULL ? NULL : target,
		.import = imp,
	};
	(void)names_push(s, name, imp != NULL ? import_shape(s, e, imp) :
	    target->shape);
}

static void
add_slots(struct names *s, struct dmn_element *e)
{
	e->slots = arena_array(e->model->set->arena, e->n_refs + 1,
	    sizeof(*e->slots));
	for (size_t i = 0; i < e->n_refs; i++) {
		if (e->refs[i].target != NULL &&
		    e->refs[i].kind != DMN_REQUIRES_AUTHORITY)
			add_slot(s, e, e->refs[i].target);
	}
	if (e->kind == DMN_BKM)
		add_slot(s, e, e);
}

static void
note_unused(const struct names *s, const struct dmn_element *e)
{
	for (size_t i = 0; i < e->n_slots; i++) {
		if (s->used.v[i] || e->slots[i].target == e)
			continue;
		dmn_note((struct dmn_where){ e->model, e->line, e->id, 0 },
		    DMN_WARNING, "dmn.unused_requirement",
		    "'%.*s' is required but not used",
		    STR_ARG(e->slots[i].name));
	}
}

static void
compile_logic(struct dmn_element *e)
{
	struct names s;

	names_init(&s, e->model);
	add_slots(&s, e);
	if (e->logic == NULL) {
		e->n_frame = e->n_slots;
		if (e->kind != DMN_INPUT)
			dmn_note((struct dmn_where){ e->model, e->line, e->id,
			    0 }, DMN_WARNING, "dmn.no_logic",
			    "it has no logic: its value is null unless given");
		return;
	}
	dmn_compile_expr(&s, e->logic);
	e->n_frame = s.max;
	e->shape = dmn_type_or(e->variable.type, dmn_shape_of(e->logic));
	if (e->kind == DMN_BKM && (e->shape == NULL ||
	    e->shape->kind != TYPE_FUNCTION))
		e->shape = e->logic->shape;
	note_unused(&s, e);
}

/* Inputs first, then input decisions: the order in which it is called. */
static void
add_params(struct dmn_element *e, enum dmn_ref_kind kind)
{
	for (size_t i = 0; i < e->n_refs; i++) {
		const struct dmn_element *target = e->refs[i].target;

		if (target == NULL || e->refs[i].kind != kind)
			continue;
		e->params[e->n_params] = (struct feel_param){
		    target->variable.name, target->variable.type };
		e->param_of[e->n_params++] = target;
	}
}

static void
compile_service(struct dmn_element *e)
{
	struct arena *a = e->model->set->arena;
	struct feel_type *shape = arena_new_of(a, struct feel_type);
	size_t outputs = 0;

	e->params = arena_array(a, e->n_refs, sizeof(*e->params));
	e->param_of = arena_array(a, e->n_refs, sizeof(struct dmn_element *));
	add_params(e, DMN_INPUT_DATA);
	add_params(e, DMN_INPUT_DECISION);
	shape->kind = TYPE_FUNCTION;
	for (size_t i = 0; i < e->n_refs; i++) {
		if (e->refs[i].kind != DMN_OUTPUT_DECISION ||
		    e->refs[i].target == NULL)
			continue;
		shape->item = outputs++ == 0 ? e->refs[i].target->shape : NULL;
	}
	if (outputs == 0)
		dmn_note((struct dmn_where){ e->model, e->line, e->id, 0 },
		    DMN_ERROR, "dmn.no_output",
		    "the decision service has no output decision");
	e->shape = e->variable.type != NULL ? e->variable.type : shape;
}

static void
note_cycle(const struct dmn_element *e)
{
	dmn_note((struct dmn_where){ e->model, e->line, e->id, 0 }, DMN_ERROR,
	    "dmn.cycle", "'%.*s' requires itself, through what it requires",
	    STR_ARG(e->name));
}

static void
note_chain(const struct dmn_element *e)
{
	dmn_note((struct dmn_where){ e->model, e->line, e->id, 0 }, DMN_ERROR,
	    "dmn.chain", "more than %d elements require each other in a row",
	    CHAIN_MAX);
}

static void compile_element(struct dmn_element *e, int depth);

static void
compile_required(struct dmn_element *e, int depth)
{
	for (size_t i = 0; i < e->n_refs; i++) {
		struct dmn_element *target = e->refs[i].target;

		if (target == NULL || target == e ||
		    e->refs[i].kind == DMN_REQUIRES_AUTHORITY)
			continue;
		compile_element(target, depth + 1);
		if (e->height <= target->height)
			e->height = target->height + 1;
	}
	if (e->height > CHAIN_MAX)
		note_chain(e);
}

static void
compile_element(struct dmn_element *e, int depth)
{
	if (e->is_done)
		return;
	if (e->is_busy) {
		note_cycle(e);
		return;
	}
	if (depth > CHAIN_MAX) {
		note_chain(e);
		return;
	}
	e->is_busy = true;
	compile_required(e, depth);
	e->model->current = e->name;
	e->shape = e->variable.type;
	if (e->kind == DMN_SERVICE)
		compile_service(e);
	else if (e->kind != DMN_SOURCE)
		compile_logic(e);
	e->model->current = STR_NULL;
	e->is_busy = false;
	e->is_done = true;
}

void
dmn_compile_elements(struct dmn *set)
{
	for (size_t i = 0; i < set->n_elements; i++)
		compile_element(set->elements[i], 0);
}
