/*
 * check_cells.c - conditions and outputs of the wrong kind in a table.
 */
#include "workflows/dmn/axis.h"

struct cells {
	struct arena		*a;
	struct dmn_model	*m;
	const struct dmn_table	*t;
};

static struct dmn_where
at_rule(const struct cells *c, size_t rule)
{
	return (struct dmn_where){ c->m, c->t->rules[rule].line,
	    c->t->rules[rule].id, rule + 1 };
}

static bool
kind_fits(enum feel_kind kind, const struct feel_type *t)
{
	switch (t->kind) {
	case TYPE_NUMBER:
		return kind == FEEL_NUMBER;
	case TYPE_STRING:
		return kind == FEEL_STRING;
	case TYPE_BOOLEAN:
		return kind == FEEL_BOOLEAN;
	case TYPE_DATE:
	case TYPE_DATE_TIME:
		return kind == FEEL_DATE || kind == FEEL_DATE_TIME;
	case TYPE_TIME:
		return kind == FEEL_TIME;
	case TYPE_DAYS_TIME:
		return kind == FEEL_DAYS_TIME;
	case TYPE_YEARS_MONTHS:
		return kind == FEEL_YEARS_MONTHS;
	default:
		return true;
	}
}

static void
note_condition(const struct cells *c, size_t rule, size_t column,
    enum feel_kind kind)
{
	const struct dmn_clause *clause = &c->t->inputs[column];
	_cleanup_(buf_done) struct buf type = BUF_INIT;

	feel_type_format(&type, clause->shape);
	dmn_note(at_rule(c, rule), DMN_ERROR, "dmn.condition_type",
	    "the condition %.*s is never met: it is about a %s, and '%.*s' "
	    "is a %s", STR_ARG(c->t->rules[rule].inputs[column].text),
	    feel_kind_name(kind), STR_ARG(clause->label), buf_cstr(&type));
}

static void
check_condition(const struct cells *c, size_t rule, size_t column)
{
	const struct dmn_clause *clause = &c->t->inputs[column];
	const struct dmn_cell *cell = &c->t->rules[rule].inputs[column];
	struct axis_cell x = axis_cell(c->a, cell);

	for (size_t i = 0; x.is_known && i < x.tests.n; i++) {
		const struct feel_range *r = &x.tests.ranges[i];
		enum feel_kind kind = r->low.kind != FEEL_NULL ? r->low.kind :
		    r->high.kind;

		if (kind == FEEL_NULL || kind_fits(kind, clause->shape))
			continue;
		note_condition(c, rule, column, kind);
		return;
	}
}

static void
check_output(const struct cells *c, size_t rule, size_t column)
{
	const struct dmn_clause *clause = &c->t->outputs[column];
	const struct dmn_cell *cell = &c->t->rules[rule].outputs[column];
	struct feel_run run;

	if (!cell->is_constant || cell->value.kind == FEEL_NULL)
		return;
	feel_run_init(&run, c->a);
	if (clause->type != NULL && feel_coerce(&run, cell->value,
	    clause->type, clause->label).kind == FEEL_NULL)
		dmn_note(at_rule(c, rule), DMN_ERROR, "dmn.output_type",
		    "the output %.*s is not of the column's type %.*s",
		    STR_ARG(cell->text), STR_ARG(clause->type_ref));
	else if (clause->values.feel != NULL && feel_is_false(feel_test(&run,
	    clause->values.feel, NULL, cell->value)))
		dmn_note(at_rule(c, rule), DMN_WARNING, "dmn.output_value",
		    "the output %.*s is none of the output values %.*s",
		    STR_ARG(cell->text), STR_ARG(clause->values.text));
}

static void
check_rule(const struct cells *c, size_t rule)
{
	for (size_t i = 0; i < c->t->n_inputs; i++) {
		if (c->t->inputs[i].shape != NULL)
			check_condition(c, rule, i);
	}
	for (size_t i = 0; i < c->t->n_outputs; i++)
		check_output(c, rule, i);
}

void
dmn_check_cells(struct dmn_model *m, const struct dmn_table *t)
{
	struct cells c = { arena_new(), m, t };

	for (size_t i = 0; i < t->n_rules; i++)
		check_rule(&c, i);
	arena_free(c.a);
}
