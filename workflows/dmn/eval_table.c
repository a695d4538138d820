/*
 * eval_table.c - evaluate decision tables (DMN 1.5, 8.2 and 8.3).
 *
 * A rule is met when all its conditions are, not met when one is not, and not
 * known when that depends on an input nobody has answered.  A table with such
 * rules still has an answer when every way it can turn out gives the same one.
 */
#include <string.h>

#include "workflows/dmn/axis.h"
#include "workflows/dmn/eval.h"

/* --------------------------------------------------------------- matching */

static struct feel_value
test_cell(struct dmn_match *m, const struct dmn_cell *cell,
    struct feel_value input)
{
	if (cell->is_any)
		return feel_bool(true);
	if (cell->feel == NULL)
		return FEEL_NULL_VALUE;
	return feel_test(m->f->w->run, cell->feel, &m->f->vars, input);
}

static enum dmn_answer
answer_of(struct feel_value v)
{
	if (v.kind == FEEL_UNKNOWN)
		return DMN_NOT_KNOWN;
	return feel_is_true(v) ? DMN_MET : DMN_NOT_MET;
}

/* Stops at the first condition that is not met, unless all are to be told. */
static enum dmn_answer
match_rule(struct dmn_match *m, const struct dmn_rule *r)
{
	struct dmn_world *w = m->f->w;
	enum dmn_answer answer = DMN_MET;
	struct feel_value unknown = FEEL_NULL_VALUE;

	for (size_t i = 0; i < m->t->n_inputs; i++) {
		struct dmn_why_mark mark = dmn_why_begin(w, DMN_WHY_CONDITION,
		    m->t->inputs[i].label);
		struct feel_value v = test_cell(m, &r->inputs[i],
		    m->inputs[i]);
		enum dmn_answer a = answer_of(v);

		if (mark.node != NULL) {
			mark.node->text = r->inputs[i].text;
			mark.node->answer = a;
		}
		dmn_why_end(w, mark, m->inputs[i]);
		if (a == DMN_NOT_KNOWN)
			unknown = feel_unknown_join(w->run->arena, unknown, v);
		if (a == DMN_NOT_MET || answer == DMN_MET)
			answer = answer == DMN_NOT_MET ? answer : a;
		if (answer == DMN_NOT_MET && w->why == NULL)
			return answer;
	}
	if (answer == DMN_NOT_KNOWN)
		m->unknown = feel_unknown_join(w->run->arena, m->unknown,
		    unknown);
	return answer;
}

/* When the first rule that is met decides, the rest need not be looked at. */
static bool
is_decided(const struct dmn_match *m)
{
	return m->t->hit == DMN_FIRST && m->n_met > 0;
}

static void
note_match(struct dmn_match *m, size_t rule, enum dmn_answer answer)
{
	if (answer == DMN_MET)
		m->met[m->n_met++] = rule;
	else if (answer == DMN_NOT_KNOWN)
		m->open[m->n_open++] = rule;
}

static bool
match_by_index(struct dmn_match *m)
{
	size_t words = bits_words(m->t->n_rules);
	dmn_word *set;

	if (m->t->index == NULL || m->f->w->why != NULL)
		return false;
	set = arena_array(m->f->w->run->arena, words, sizeof(*set));
	if (!dmn_index_find(m->t, m->inputs, set))
		return false;
	for (size_t w = 0; w < words; w++) {
		for (; set[w] != 0 && !is_decided(m); set[w] &= set[w] - 1) {
			size_t r = w * 64 + (size_t)__builtin_ctzll(set[w]);

			note_match(m, r, dmn_index_is_open(m->t, r) ?
			    match_rule(m, &m->t->rules[r]) : DMN_MET);
		}
	}
	return true;
}

static void
match_rules(struct dmn_match *m)
{
	struct dmn_world *w = m->f->w;

	if (match_by_index(m))
		return;
	for (size_t i = 0; i < m->t->n_rules && !is_decided(m); i++) {
		struct dmn_why_mark mark = dmn_why_begin(w, DMN_WHY_RULE,
		    m->t->rules[i].annotation);
		enum dmn_answer answer = match_rule(m, &m->t->rules[i]);

		if (mark.node != NULL) {
			mark.node->number = i + 1;
			mark.node->answer = answer;
		}
		dmn_why_end(w, mark, FEEL_NULL_VALUE);
		note_match(m, i, answer);
	}
}

/* Is it one of the input values of its column, or a list of them?  Null and
 * what is not known are no wrong values. */
static bool
is_listed(struct dmn_match *m, const struct dmn_clause *c, struct feel_value v)
{
	struct feel_value r;

	if (c->values.feel == NULL || v.kind == FEEL_NULL)
		return true;
	r = feel_test(m->f->w->run, c->values.feel, &m->f->vars, v);
	if (feel_is_true(r) || r.kind == FEEL_UNKNOWN)
		return true;
	for (size_t i = 0; v.kind == FEEL_LIST && i < v.list.n; i++) {
		r = feel_test(m->f->w->run, c->values.feel, &m->f->vars,
		    v.list.v[i]);
		if (!feel_is_true(r) && r.kind != FEEL_UNKNOWN)
			return false;
	}
	return v.kind == FEEL_LIST;
}

static struct feel_value
input_value(struct dmn_match *m, const struct dmn_clause *c)
{
	struct feel_run *run = m->f->w->run;
	struct feel_value v;

	if (c->expr.feel == NULL)
		return FEEL_NULL_VALUE;
	v = feel_coerce(run, feel_eval(run, c->expr.feel, &m->f->vars),
	    c->type, c->label);
	if (is_listed(m, c, v))
		return v;
	m->is_refused = true;
	return feel_fail(run, "dmn.input_values",
	    "the value of %.*s is none of the input values of its column",
	    STR_ARG(c->label));
}

static void
read_inputs(struct dmn_match *m)
{
	for (size_t i = 0; i < m->t->n_inputs; i++)
		m->inputs[i] = input_value(m, &m->t->inputs[i]);
}

static const char *const policy_names[] = {
	[DMN_UNIQUE] = "unique", [DMN_ANY] = "any",
	[DMN_PRIORITY] = "priority", [DMN_FIRST] = "first",
	[DMN_RULE_ORDER] = "rule order", [DMN_OUTPUT_ORDER] = "output order",
	[DMN_COLLECT] = "collect",
};

struct feel_value
dmn_table_value(struct dmn_frame *f, const struct dmn_expr *e)
{
	struct arena *a = f->w->run->arena;
	const struct dmn_table *t = e->table;
	struct dmn_match m = {
		.f = f,
		.t = t,
		.inputs = arena_array(a, t->n_inputs, sizeof(*m.inputs)),
		.met = arena_array(a, t->n_rules, sizeof(*m.met)),
		.open = arena_array(a, t->n_rules, sizeof(*m.open)),
		.unknown = FEEL_NULL_VALUE,
	};
	struct dmn_why_mark mark;
	struct feel_value v;

	if (t->n_outputs == 0)
		return FEEL_NULL_VALUE;
	mark = dmn_why_begin(f->w, DMN_WHY_TABLE,
	    str_of(policy_names[t->hit]));
	read_inputs(&m);
	if (m.is_refused) {
		v = FEEL_NULL_VALUE;
	} else {
		match_rules(&m);
		v = dmn_match_value(&m);
	}
	dmn_why_end(f->w, mark, v);
	return v;
}
