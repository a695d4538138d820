/*
 * read_table.c - decision tables out of XML (DMN 1.5, chapter 8).
 */
#include <string.h>

#include "base/xml.h"
#include "workflows/dmn/model.h"

static const struct {
	const char	*name;
	enum dmn_hit	 hit;
} policies[] = {
	{ "UNIQUE", DMN_UNIQUE },
	{ "ANY", DMN_ANY },
	{ "PRIORITY", DMN_PRIORITY },
	{ "FIRST", DMN_FIRST },
	{ "RULE ORDER", DMN_RULE_ORDER },
	{ "OUTPUT ORDER", DMN_OUTPUT_ORDER },
	{ "COLLECT", DMN_COLLECT },
};

static const struct {
	const char		*name;
	enum dmn_aggregator	 aggregator;
} aggregators[] = {
	{ "SUM", DMN_SUM }, { "MIN", DMN_MIN }, { "MAX", DMN_MAX },
	{ "COUNT", DMN_COUNT },
};

static void
read_policy(struct dmn_model *m, const xmlNode *node, struct dmn_table *t)
{
	struct str hit = xml_attr(node, "hitPolicy");
	struct str aggregation = xml_attr(node, "aggregation");
	bool known = hit.p == NULL, sums = aggregation.p == NULL;

	for (size_t i = 0; i < ARRAY_LEN(policies); i++) {
		if (str_is(hit, policies[i].name)) {
			t->hit = policies[i].hit;
			known = true;
		}
	}
	for (size_t i = 0; i < ARRAY_LEN(aggregators); i++) {
		if (str_is(aggregation, aggregators[i].name)) {
			t->aggregator = aggregators[i].aggregator;
			sums = true;
		}
	}
	if (!known)
		dmn_note((struct dmn_where){ m, t->line, t->id, 0 }, DMN_ERROR,
		    "dmn.hit_policy", "there is no hit policy '%.*s'",
		    STR_ARG(hit));
	if (!sums)
		dmn_note((struct dmn_where){ m, t->line, t->id, 0 }, DMN_ERROR,
		    "dmn.aggregation", "there is no aggregation '%.*s'",
		    STR_ARG(aggregation));
	if (t->aggregator != DMN_NO_AGGREGATOR && t->hit != DMN_COLLECT)
		dmn_note((struct dmn_where){ m, t->line, t->id, 0 },
		    DMN_WARNING, "dmn.aggregation",
		    "an aggregation means something only with the hit policy "
		    "COLLECT");
}

static struct dmn_clause
read_input(struct dmn_model *m, const xmlNode *node)
{
	const xmlNode *expr = xml_child(node, "inputExpression");
	struct dmn_clause c = {
		.id = dmn_xml_attr(m, node, "id"),
		.label = dmn_xml_attr(m, node, "label"),
		.line = xml_line(node),
		.expr = dmn_xml_cell(m, expr),
		.values = dmn_xml_cell(m, xml_child(node, "inputValues")),
	};

	if (expr != NULL)
		c.type_ref = dmn_xml_type(m, expr, "typeRef");
	if (c.label.len == 0)
		c.label = c.expr.text;
	if (c.expr.text.len == 0)
		dmn_note((struct dmn_where){ m, c.line, c.id, 0 }, DMN_ERROR,
		    "dmn.input_expression",
		    "an input column has no expression");
	return c;
}

static struct dmn_clause
read_output(struct dmn_model *m, const xmlNode *node)
{
	struct dmn_clause c = {
		.id = dmn_xml_attr(m, node, "id"),
		.name = dmn_xml_name(m, node),
		.label = dmn_xml_attr(m, node, "label"),
		.line = xml_line(node),
		.type_ref = dmn_xml_type(m, node, "typeRef"),
		.values = dmn_xml_cell(m, xml_child(node, "outputValues")),
		.fallback = dmn_xml_cell(m,
		    xml_child(node, "defaultOutputEntry")),
	};

	if (c.label.len == 0)
		c.label = c.name;
	return c;
}

static struct str
read_annotations(struct dmn_model *m, const xmlNode *node)
{
	_cleanup_(buf_done) struct buf b = BUF_INIT;

	for (const xmlNode *c = xml_first(node); c != NULL; c = xml_next(c)) {
		struct str text;

		if (xml_is(c, NULL, "annotationEntry"))
			text = dmn_xml_text(m, xml_child(c, "text"));
		else if (xml_is(c, NULL, "description"))
			text = dmn_xml_text(m, c);
		else
			continue;
		if (text.len == 0)
			continue;
		if (b.len > 0)
			buf_puts(&b, "; ");
		buf_str(&b, text);
	}
	return arena_str(m->set->arena, buf_view(&b));
}

/* The entries called name of a rule into cells; their number must be n. */
static void
read_cells(struct dmn_model *m, const xmlNode *rule, const char *name,
    struct dmn_cell *cells)
{
	for (const xmlNode *c = xml_first(rule); c != NULL; c = xml_next(c)) {
		if (xml_is(c, NULL, name))
			*cells++ = dmn_xml_cell(m, c);
	}
}

static bool
read_rule(struct dmn_model *m, const xmlNode *node, struct dmn_table *t)
{
	struct dmn_rule *r = &t->rules[t->n_rules];
	size_t inputs = dmn_xml_count(node, "inputEntry");
	size_t outputs = dmn_xml_count(node, "outputEntry");

	*r = (struct dmn_rule){
		.id = dmn_xml_attr(m, node, "id"),
		.line = xml_line(node),
		.annotation = read_annotations(m, node),
	};
	if (inputs != t->n_inputs || outputs != t->n_outputs) {
		dmn_note((struct dmn_where){ m, r->line, t->id,
		    t->n_rules + 1 }, DMN_ERROR, "dmn.rule_cells",
		    "the rule has %zu inputs and %zu outputs, the table %zu "
		    "and %zu", inputs, outputs, t->n_inputs, t->n_outputs);
		return false;
	}
	r->inputs = arena_array(m->set->arena, inputs, sizeof(*r->inputs));
	r->outputs = arena_array(m->set->arena, outputs, sizeof(*r->outputs));
	read_cells(m, node, "inputEntry", r->inputs);
	read_cells(m, node, "outputEntry", r->outputs);
	return true;
}

static void
read_rules(struct dmn_model *m, const xmlNode *node, struct dmn_table *t)
{
	size_t n = dmn_xml_count(node, "rule");

	if (n > DMN_CELLS_MAX / (t->n_inputs + t->n_outputs + 1)) {
		dmn_note((struct dmn_where){ m, t->line, t->id, 0 }, DMN_ERROR,
		    "dmn.table_size", "the table has more than %d cells",
		    DMN_CELLS_MAX);
		return;
	}
	t->rules = arena_array(m->set->arena, n, sizeof(*t->rules));
	for (const xmlNode *c = xml_first(node); c != NULL; c = xml_next(c)) {
		if (xml_is(c, NULL, "rule"))
			t->n_rules += read_rule(m, c, t);
	}
}

struct dmn_table *
dmn_read_table(struct dmn_model *m, const xmlNode *node)
{
	struct arena *a = m->set->arena;
	struct dmn_table *t = arena_new_of(a, struct dmn_table);

	t->id = dmn_xml_attr(m, node, "id");
	t->line = xml_line(node);
	read_policy(m, node, t);
	t->inputs = arena_array(a, dmn_xml_count(node, "input"),
	    sizeof(*t->inputs));
	t->outputs = arena_array(a, dmn_xml_count(node, "output"),
	    sizeof(*t->outputs));
	for (const xmlNode *c = xml_first(node); c != NULL; c = xml_next(c)) {
		if (xml_is(c, NULL, "input"))
			t->inputs[t->n_inputs++] = read_input(m, c);
		else if (xml_is(c, NULL, "output"))
			t->outputs[t->n_outputs++] = read_output(m, c);
	}
	if (t->n_outputs == 0)
		dmn_note((struct dmn_where){ m, t->line, t->id, 0 }, DMN_ERROR,
		    "dmn.no_output", "the table has no output column");
	read_rules(m, node, t);
	return t;
}
