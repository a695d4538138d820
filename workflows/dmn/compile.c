/*
 * compile.c - parse all FEEL of a model with the names known where it stands.
 *
 * Elements are compiled after what they require, so that the names inside a
 * required value ("Applicant.Monthly Income") are known even where nobody
 * wrote a type.  This order also finds cycles.
 */
#include <string.h>

#include "workflows/dmn/axis.h"
#include "workflows/dmn/names.h"

#define CHAIN_MAX 200		/* elements that require each other in a row */

static void compile_expr(struct names *s, struct dmn_expr *e);

static const struct feel_type *
type_or(const struct feel_type *type, const struct feel_type *shape)
{
	return type != NULL ? type : shape;
}

static const struct feel_type *
shape_of(const struct dmn_expr *e)
{
	return e == NULL ? NULL : type_or(e->type, e->shape);
}

static struct feel_type *
new_shape(struct names *s, enum feel_type_kind kind)
{
	struct feel_type *t = arena_new_of(s->model->set->arena,
	    struct feel_type);

	t->kind = kind;
	return t;
}

static const struct feel_type *
list_shape(struct names *s, const struct feel_type *item)
{
	struct feel_type *t = new_shape(s, TYPE_LIST);

	t->item = item;
	return t;
}

static const struct feel_type *
item_shape(const struct dmn_expr *list)
{
	const struct feel_type *t = shape_of(list);

	return t != NULL && t->kind == TYPE_LIST ? t->item : t;
}

/* -------------------------------------------------------------- tables */

static void
compile_cell(struct names *s, struct dmn_cell *c, struct names_text t)
{
	t.text = c->text;
	t.id = c->id;
	t.line = c->line;
	if (t.is_tests ? !c->is_any : c->text.len > 0)
		c->feel = names_parse(s, t);
}

/* An output that names nothing and calls nothing is evaluated once and for
 * all. */
static void
fold_constant(struct names *s, struct dmn_cell *c)
{
	struct feel_run run;
	size_t n;

	if (c->feel == NULL || str_chr(c->text, '(') >= 0)
		return;
	(void)feel_free_names(c->feel, &n);
	if (n > 0)
		return;
	feel_run_init(&run, s->model->set->arena);
	run.wants_diagnostics = false;
	c->value = feel_eval(&run, c->feel, NULL);
	c->is_constant = feel_run_check(&run, NULL) == 0;
}

static void
compile_clauses(struct names *s, struct dmn_table *t)
{
	for (size_t i = 0; i < t->n_inputs; i++) {
		struct dmn_clause *c = &t->inputs[i];

		c->type = dmn_resolve_type(s->model, c->type_ref, c->line);
		compile_cell(s, &c->expr, (struct names_text){
		    .what = "input expression" });
		compile_cell(s, &c->values, (struct names_text){
		    .what = "input values", .is_tests = true });
		c->shape = type_or(names_shape(s, c->expr.text), c->type);
	}
	for (size_t i = 0; i < t->n_outputs; i++) {
		struct dmn_clause *c = &t->outputs[i];

		c->type = dmn_resolve_type(s->model, c->type_ref, c->line);
		compile_cell(s, &c->values, (struct names_text){
		    .what = "output values", .is_tests = true });
		compile_cell(s, &c->fallback, (struct names_text){
		    .what = "default output" });
		fold_constant(s, &c->fallback);
	}
}

static void
compile_rule(struct names *s, struct dmn_table *t, size_t number)
{
	struct dmn_rule *r = &t->rules[number];

	for (size_t i = 0; i < t->n_inputs; i++)
		compile_cell(s, &r->inputs[i], (struct names_text){
		    .what = "condition", .is_tests = true,
		    .rule = number + 1 });
	for (size_t i = 0; i < t->n_outputs; i++) {
		compile_cell(s, &r->outputs[i], (struct names_text){
		    .what = "output", .rule = number + 1 });
		fold_constant(s, &r->outputs[i]);
	}
}

/* The order of preference of an output: its output values as they are listed,
 * or else the allowed values of its type. */
static void
order_outputs(struct names *s, struct dmn_clause *c)
{
	const struct feel_expr *tests = c->values.feel;
	struct feel_intervals order;

	if (tests == NULL && c->type != NULL)
		tests = c->type->allowed;
	if (tests == NULL || feel_tests_intervals(s->model->set->arena, tests,
	    &order) < 0 || order.is_negated)
		return;
	c->order = order.ranges;
	c->n_order = order.n;
}

static const struct feel_type *
table_shape(struct names *s, const struct dmn_table *t)
{
	struct feel_member *members;
	struct feel_type *shape;
	bool many = t->hit == DMN_RULE_ORDER || t->hit == DMN_OUTPUT_ORDER ||
	    (t->hit == DMN_COLLECT && t->aggregator == DMN_NO_AGGREGATOR);

	if (t->n_outputs < 2)
		return NULL;
	shape = new_shape(s, TYPE_CONTEXT);
	members = arena_array(s->model->set->arena, t->n_outputs,
	    sizeof(*members));
	for (size_t i = 0; i < t->n_outputs; i++)
		members[i] = (struct feel_member){ t->outputs[i].name,
		    t->outputs[i].type };
	shape->members = members;
	shape->n = t->n_outputs;
	return many ? list_shape(s, shape) : shape;
}

static void
compile_table(struct names *s, struct dmn_expr *e)
{
	compile_clauses(s, e->table);
	for (size_t i = 0; i < e->table->n_rules; i++)
		compile_rule(s, e->table, i);
	for (size_t i = 0; i < e->table->n_outputs; i++)
		order_outputs(s, &e->table->outputs[i]);
	e->shape = table_shape(s, e->table);
	dmn_index_table(s->model->set->arena, e->table);
	dmn_check_table(s->model, e->table);
}

/* ------------------------------------------------------ other expressions */

static void
resolve_vars(struct names *s, struct dmn_expr *e)
{
	for (size_t i = 0; i < e->n_vars; i++)
		e->vars[i].type = dmn_resolve_type(s->model,
		    e->vars[i].type_ref, e->vars[i].line);
}

static void
compile_context(struct names *s, struct dmn_expr *e)
{
	struct feel_member *members = arena_array(s->model->set->arena,
	    e->n_vars, sizeof(*members));
	struct feel_type *shape = new_shape(s, TYPE_CONTEXT);

	e->slot = s->v.n;
	for (size_t i = 0; i < e->n_vars; i++) {
		const struct dmn_var *v = &e->vars[i];

		compile_expr(s, e->kids[i]);
		if (v->name.len == 0) {
			e->shape = type_or(v->type, shape_of(e->kids[i]));
			continue;
		}
		members[shape->n++] = (struct feel_member){ v->name,
		    type_or(v->type, shape_of(e->kids[i])) };
		(void)names_push(s, v->name, members[shape->n - 1].type);
	}
	shape->members = members;
	if (e->n_vars == 0 || e->vars[e->n_vars - 1].name.len > 0)
		e->shape = shape;
	names_pop(s, e->slot);
}

static void
compile_function(struct names *s, struct dmn_expr *e)
{
	struct feel_type *shape = new_shape(s, TYPE_FUNCTION);
	size_t max = s->max;

	e->slot = s->max = s->v.n;
	for (size_t i = 0; i < e->n_vars; i++)
		(void)names_push(s, e->vars[i].name, e->vars[i].type);
	if (e->language == DMN_FEEL) {
		compile_expr(s, e->kids[0]);
		shape->item = shape_of(e->kids[0]);
	}
	e->shape = shape;
	e->n_slots = s->max;
	names_pop(s, e->slot);
	s->max = max;
}

static void
compile_relation(struct names *s, struct dmn_expr *e)
{
	struct feel_member *members = arena_array(s->model->set->arena,
	    e->n_vars, sizeof(*members));
	struct feel_type *row = new_shape(s, TYPE_CONTEXT);

	for (size_t i = 0; i < e->n_vars; i++)
		members[i] = (struct feel_member){ e->vars[i].name,
		    e->vars[i].type };
	row->members = members;
	row->n = e->n_vars;
	for (size_t i = 0; i < e->n_kids; i++)
		compile_expr(s, e->kids[i]);
	e->shape = list_shape(s, row);
}

/* The body of an iteration has a frame of its own for each turn. */
static void
compile_body(struct names *s, struct dmn_expr *e)
{
	size_t max = s->max;

	s->max = s->v.n;
	compile_expr(s, e->kids[1]);
	e->n_slots = s->max;
	if (max > s->max)
		s->max = max;
	names_pop(s, e->slot);
}

static void
compile_filter(struct names *s, struct dmn_expr *e)
{
	compile_expr(s, e->kids[0]);
	e->slot = names_push(s, STR("item"), item_shape(e->kids[0]));
	s->open++;
	compile_body(s, e);
	s->open--;
	e->shape = shape_of(e->kids[0]);
}

/* What a boxed iteration goes through, FEEL knows: the items of ranges too. */
static const struct feel_expr *
items_of(struct names *s)
{
	struct feel_name in = { STR("all"), NULL };
	struct feel_scope scope = { .names = &in, .n = 1 };

	return feel_parse(s->model->set->arena,
	    STR("for i in all return i"), &scope, NULL);
}

static void
compile_iteration(struct names *s, struct dmn_expr *e)
{
	e->feel = items_of(s);
	compile_expr(s, e->kids[0]);
	e->slot = names_push(s, e->vars[0].name, item_shape(e->kids[0]));
	if (e->kind == DMN_FOR)
		(void)names_push(s, STR("partial"), NULL);
	compile_body(s, e);
	if (e->kind == DMN_FOR)
		e->shape = list_shape(s, shape_of(e->kids[1]));
}

static void
compile_kids(struct names *s, struct dmn_expr *e)
{
	for (size_t i = 0; i < e->n_kids; i++)
		compile_expr(s, e->kids[i]);
}

static void
compile_literal(struct names *s, struct dmn_expr *e)
{
	if (e->text.len == 0)
		return;
	e->feel = names_parse(s, (struct names_text){ .text = e->text,
	    .id = e->id, .line = e->line, .what = "expression" });
	e->shape = names_shape(s, e->text);
}

static const struct feel_type *
result_shape(const struct dmn_expr *callee)
{
	const struct feel_type *t = shape_of(callee);

	return t != NULL && t->kind == TYPE_FUNCTION ? t->item : NULL;
}

static void
compile_expr(struct names *s, struct dmn_expr *e)
{
	if (e == NULL)
		return;
	e->type = dmn_resolve_type(s->model, e->type_ref, e->line);
	resolve_vars(s, e);
	switch (e->kind) {
	case DMN_LITERAL:
		compile_literal(s, e);
		break;
	case DMN_TABLE:
		compile_table(s, e);
		break;
	case DMN_CONTEXT:
		compile_context(s, e);
		break;
	case DMN_INVOCATION:
		compile_kids(s, e);
		e->shape = result_shape(e->kids[0]);
		break;
	case DMN_FUNCTION:
		compile_function(s, e);
		break;
	case DMN_RELATION:
		compile_relation(s, e);
		break;
	case DMN_LIST:
		compile_kids(s, e);
		e->shape = list_shape(s,
		    e->n_kids > 0 ? shape_of(e->kids[0]) : NULL);
		break;
	case DMN_IF:
		compile_kids(s, e);
		e->shape = type_or(shape_of(e->kids[1]), shape_of(e->kids[2]));
		break;
	case DMN_FILTER:
		compile_filter(s, e);
		break;
	case DMN_FOR:
	case DMN_SOME:
	case DMN_EVERY:
		compile_iteration(s, e);
		break;
	}
}

/* ------------------------------------------------------------ elements */

/* The import a target is reached through; NULL: it is named directly. */
static struct dmn_import *
import_of(struct dmn_model *m, const struct dmn_element *target)
{
	for (size_t i = 0; i < m->n_imports && target->model != m; i++) {
		if (m->imports[i].model == target->model &&
		    m->imports[i].name.len > 0)
			return &m->imports[i];
	}
	return NULL;
}

static const struct feel_type *
import_shape(struct names *s, const struct dmn_element *e,
    const struct dmn_import *imp)
{
	struct feel_type *t = new_shape(s, TYPE_CONTEXT);
	struct feel_member *members = arena_array(s->model->set->arena,
	    e->n_refs, sizeof(*members));

	for (size_t i = 0; i < e->n_refs; i++) {
		const struct dmn_element *target = e->refs[i].target;

		if (target != NULL && target->model == imp->model)
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
	struct dmn_import *imp = import_of(e->model, target);
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
	compile_expr(&s, e->logic);
	e->n_frame = s.max;
	e->shape = type_or(e->variable.type, shape_of(e->logic));
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
compile_element(struct dmn_element *e, int depth)
{
	if (e->is_done)
		return;
	if (e->is_busy || depth > CHAIN_MAX) {
		note_cycle(e);
		return;
	}
	e->is_busy = true;
	for (size_t i = 0; i < e->n_refs; i++) {
		struct dmn_element *target = e->refs[i].target;

		if (target != NULL && target != e &&
		    e->refs[i].kind != DMN_REQUIRES_AUTHORITY)
			compile_element(target, depth + 1);
	}
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
