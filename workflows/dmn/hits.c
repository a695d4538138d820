/*
 * hits.c - from the rules that match to the result of a table: hit policies,
 * aggregation, defaults, and what follows when rules are not known.
 */
#include <string.h>

#include "workflows/dmn/eval.h"

/* ---------------------------------------------------------------- outputs */

/* A cell of the column of this output, converted to the type of that. */
static struct feel_value
cell_value(struct dmn_match *m, size_t output, const struct dmn_cell *cell)
{
	const struct dmn_clause *c = &m->t->outputs[output];
	struct feel_run *run = m->f->w->run;
	struct feel_value v = FEEL_NULL_VALUE;

	if (cell->is_constant)
		v = cell->value;
	else if (cell->feel != NULL)
		v = feel_eval(run, cell->feel, &m->f->vars);
	return feel_coerce(run, v, c->type, c->label);
}

static struct feel_value
output_value(struct dmn_match *m, size_t rule, size_t output)
{
	return cell_value(m, output, &m->t->rules[rule].outputs[output]);
}

/* One output is a value, several are a context. */
static struct feel_value
compose(struct dmn_match *m, const struct feel_value *v)
{
	struct arena *a = m->f->w->run->arena;
	struct feel_entry *entries;

	if (m->t->n_outputs == 1)
		return v[0];
	entries = arena_array(a, m->t->n_outputs, sizeof(*entries));
	for (size_t i = 0; i < m->t->n_outputs; i++)
		entries[i] = (struct feel_entry){ m->t->outputs[i].name, v[i] };
	return feel_context(a, entries, m->t->n_outputs);
}

static struct feel_value *
rule_outputs(struct dmn_match *m, size_t rule)
{
	struct feel_value *v = arena_array(m->f->w->run->arena,
	    m->t->n_outputs, sizeof(*v));

	for (size_t i = 0; i < m->t->n_outputs; i++)
		v[i] = output_value(m, rule, i);
	return v;
}

static struct feel_value
rule_value(struct dmn_match *m, size_t rule)
{
	return compose(m, rule_outputs(m, rule));
}

static bool
has_default(const struct dmn_table *t)
{
	for (size_t i = 0; i < t->n_outputs; i++) {
		if (t->outputs[i].fallback.feel != NULL)
			return true;
	}
	return false;
}

static struct feel_value
default_value(struct dmn_match *m)
{
	struct feel_value *v;

	if (!has_default(m->t))
		return FEEL_NULL_VALUE;
	v = arena_array(m->f->w->run->arena, m->t->n_outputs, sizeof(*v));
	for (size_t i = 0; i < m->t->n_outputs; i++)
		v[i] = cell_value(m, i, &m->t->outputs[i].fallback);
	return compose(m, v);
}

/* ------------------------------------------------------------- priorities */

static size_t
rank_of(const struct dmn_clause *c, struct feel_value v)
{
	size_t i = 0;

	while (i < c->n_order && !feel_is_true(feel_in_range(v, &c->order[i])))
		i++;
	return i;
}

/* The rank of each output of each rule in rules[], n_outputs in a row. */
static size_t *
rank_rules(struct dmn_match *m, const size_t *rules, size_t n)
{
	size_t outputs = m->t->n_outputs;
	size_t *ranks = arena_array(m->f->w->run->arena, n * outputs,
	    sizeof(*ranks));

	for (size_t i = 0; i < n; i++) {
		const struct feel_value *v = rule_outputs(m, rules[i]);

		for (size_t k = 0; k < outputs; k++)
			ranks[i * outputs + k] = rank_of(&m->t->outputs[k],
			    v[k]);
	}
	return ranks;
}

static int
cmp_ranks(const size_t *a, const size_t *b, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	}
	return 0;
}

/* Sort the rules that are met by what they give, best first; equals stay in
 * the order of the table.  Few match, so insertion does. */
static void
sort_met(struct dmn_match *m)
{
	size_t outputs = m->t->n_outputs;
	size_t *ranks = rank_rules(m, m->met, m->n_met);
	size_t *row = arena_array(m->f->w->run->arena, outputs, sizeof(*row));

	for (size_t i = 1; i < m->n_met; i++) {
		size_t rule = m->met[i], k = i;

		memcpy(row, ranks + i * outputs, outputs * sizeof(*row));
		for (; k > 0 && cmp_ranks(row, ranks + (k - 1) * outputs,
		    outputs) < 0; k--) {
			m->met[k] = m->met[k - 1];
			memcpy(ranks + k * outputs, ranks + (k - 1) * outputs,
			    outputs * sizeof(*row));
		}
		m->met[k] = rule;
		memcpy(ranks + k * outputs, row, outputs * sizeof(*row));
	}
}

/* ----------------------------------------------------------- hit policies */

static struct feel_value
unique(struct dmn_match *m)
{
	if (m->n_met > 1)
		return feel_fail(m->f->w->run, "dmn.not_unique",
		    "rules %zu and %zu both match, in a table where only one "
		    "may", m->met[0] + 1, m->met[1] + 1);
	return rule_value(m, m->met[0]);
}

static struct feel_value
any(struct dmn_match *m)
{
	struct feel_value v = rule_value(m, m->met[0]);

	for (size_t i = 1; i < m->n_met; i++) {
		if (!feel_same(v, rule_value(m, m->met[i])))
			return feel_fail(m->f->w->run, "dmn.not_same",
			    "rules %zu and %zu both match but give different "
			    "results", m->met[0] + 1, m->met[i] + 1);
	}
	return v;
}

static struct feel_value
all(struct dmn_match *m)
{
	struct feel_value *v = arena_array(m->f->w->run->arena, m->n_met,
	    sizeof(*v));

	for (size_t i = 0; i < m->n_met; i++)
		v[i] = rule_value(m, m->met[i]);
	return feel_list(v, m->n_met);
}

static struct feel_value
sum(struct dmn_match *m, size_t output)
{
	struct dec128 total = DEC128_ZERO;

	for (size_t i = 0; i < m->n_met; i++) {
		struct feel_value v = output_value(m, m->met[i], output);

		if (v.kind == FEEL_UNKNOWN)
			return v;
		if (v.kind != FEEL_NUMBER)
			return feel_fail(m->f->w->run, "dmn.sum",
			    "rule %zu gives %s, which cannot be summed",
			    m->met[i] + 1, feel_kind_name(v.kind));
		total = dec128_add(total, v.number);
	}
	return dec128_ok(total) ? feel_number(total) : FEEL_NULL_VALUE;
}

static struct feel_value
extreme(struct dmn_match *m, size_t output, int sign)
{
	struct feel_value best = FEEL_NULL_VALUE;

	for (size_t i = 0; i < m->n_met; i++) {
		struct feel_value v = output_value(m, m->met[i], output);
		int c;

		if (v.kind == FEEL_UNKNOWN || i == 0) {
			best = v;
			continue;
		}
		if (!feel_compare(v, best, &c))
			return feel_fail(m->f->w->run, "dmn.extreme",
			    "rule %zu gives what cannot be compared with the "
			    "others", m->met[i] + 1);
		if (c * sign > 0)
			best = v;
	}
	return best;
}

static struct feel_value
collect(struct dmn_match *m)
{
	struct feel_value *v;

	if (m->t->aggregator == DMN_NO_AGGREGATOR)
		return all(m);
	if (m->t->aggregator == DMN_COUNT)
		return feel_int((int64_t)m->n_met);
	v = arena_array(m->f->w->run->arena, m->t->n_outputs, sizeof(*v));
	for (size_t i = 0; i < m->t->n_outputs; i++) {
		if (m->t->aggregator == DMN_SUM)
			v[i] = sum(m, i);
		else
			v[i] = extreme(m, i,
			    m->t->aggregator == DMN_MAX ? 1 : -1);
	}
	return compose(m, v);
}

/* Null without default entries (DMN 1.5, 8.3.3), but collecting nothing is an
 * empty collection. */
static struct feel_value
no_match(struct dmn_match *m)
{
	if (has_default(m->t))
		return default_value(m);
	if (m->t->hit == DMN_COLLECT && m->t->aggregator == DMN_COUNT)
		return feel_int(0);
	if (m->t->hit == DMN_COLLECT && m->t->aggregator == DMN_NO_AGGREGATOR)
		return feel_list(NULL, 0);
	return FEEL_NULL_VALUE;
}

static struct feel_value
settle(struct dmn_match *m)
{
	if (m->n_met == 0)
		return no_match(m);
	switch (m->t->hit) {
	case DMN_UNIQUE:
		return unique(m);
	case DMN_ANY:
		return any(m);
	case DMN_FIRST:
		return rule_value(m, m->met[0]);
	case DMN_PRIORITY:
		sort_met(m);
		return rule_value(m, m->met[0]);
	case DMN_OUTPUT_ORDER:
		sort_met(m);
		return all(m);
	case DMN_RULE_ORDER:
		return all(m);
	case DMN_COLLECT:
		return collect(m);
	}
	return FEEL_NULL_VALUE;
}

/* --------------------------------------------------------------- unknowns */

/* Could this open rule still win over what is met already? */
static bool
is_rival(struct dmn_match *m, size_t rule)
{
	size_t both[2];
	size_t *ranks;

	if (m->n_met == 0)
		return true;
	switch (m->t->hit) {
	case DMN_FIRST:
		return rule < m->met[0];
	case DMN_UNIQUE:
	case DMN_ANY:
		return false;
	case DMN_PRIORITY:
		both[0] = m->met[0];
		both[1] = rule;
		ranks = rank_rules(m, both, 2);
		return cmp_ranks(ranks + m->t->n_outputs, ranks,
		    m->t->n_outputs) < 0;
	default:
		return true;
	}
}

/* With rules that are not known: the answer if it is the same whichever of
 * them turn out to be met, else what would settle it. */
static struct feel_value
settle_open(struct dmn_match *m)
{
	struct feel_value v;
	bool single = m->t->hit == DMN_UNIQUE || m->t->hit == DMN_ANY ||
	    m->t->hit == DMN_FIRST || m->t->hit == DMN_PRIORITY;

	if (!single)
		return m->unknown;
	if (m->t->hit == DMN_PRIORITY)
		sort_met(m);
	v = m->n_met > 0 ? rule_value(m, m->met[0]) : no_match(m);
	for (size_t i = 0; i < m->n_open; i++) {
		if (is_rival(m, m->open[i]) &&
		    !feel_same(v, rule_value(m, m->open[i])))
			return m->unknown;
	}
	return m->n_met > 1 ? settle(m) : v;
}

struct feel_value
dmn_match_value(struct dmn_match *m)
{
	return m->n_open > 0 ? settle_open(m) : settle(m);
}
