/*
 * compile_table.c - parse the FEEL of a decision table, and prepare what makes
 * it quick: constant outputs, the order of outputs, the index of its rules.
 */
#include "workflows/dmn/axis.h"
#include "workflows/dmn/names.h"

static void
compile_cell(struct names *s, struct dmn_cell *c, struct names_text t)
{
	t.text = c->text;
	t.id = c->id;
	t.line = c->line;
	if (t.is_tests ? !c->is_any : c->text.len > 0)
		c->feel = names_parse(s, t);
}

/* What a constant may cost: there can be very many in a model. */
#define CONSTANT_BUDGET							\
	((struct feel_budget){ .steps = 1000, .depth = 50, .bytes = 65536 })

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
	run.budget = CONSTANT_BUDGET;
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
		c->shape = dmn_type_or(names_shape(s, c->expr.text), c->type);
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

/* The type of each value in a column; a table's only output may leave it to
 * the table. */
static const struct feel_type *
output_type(const struct dmn_expr *e, const struct dmn_clause *c)
{
	const struct feel_type *type = c->type;

	if (type == NULL && e->table->n_outputs == 1)
		type = e->type;
	return type != NULL && type->kind == TYPE_LIST ? type->item : type;
}

/* The order of preference of an output: its output values as they are listed,
 * or else the allowed values of its type. */
static void
order_outputs(struct names *s, const struct dmn_expr *e, struct dmn_clause *c)
{
	const struct feel_expr *tests = c->values.feel;
	const struct feel_type *type = output_type(e, c);
	struct feel_intervals order;

	if (tests == NULL && type != NULL)
		tests = type->allowed;
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
	shape = dmn_new_shape(s, TYPE_CONTEXT);
	members = arena_array(s->model->set->arena, t->n_outputs,
	    sizeof(*members));
	for (size_t i = 0; i < t->n_outputs; i++)
		members[i] = (struct feel_member){ t->outputs[i].name,
		    t->outputs[i].type };
	shape->members = members;
	shape->n = t->n_outputs;
	return many ? dmn_list_shape(s, shape) : shape;
}

void
dmn_compile_table(struct names *s, struct dmn_expr *e)
{
	compile_clauses(s, e->table);
	for (size_t i = 0; i < e->table->n_rules; i++)
		compile_rule(s, e->table, i);
	for (size_t i = 0; i < e->table->n_outputs; i++)
		order_outputs(s, e, &e->table->outputs[i]);
	e->shape = table_shape(s, e->table);
	dmn_index_table(s->model->set->arena, e->table);
	dmn_check_cells(s->model, e->table);
	dmn_check_table(s->model, e->table);
}
