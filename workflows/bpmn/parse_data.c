/*
 * parse_data.c - variables of a model: data objects, properties, mappings.
 */
#include "workflows/bpmn/parse.h"
#include "workflows/bpmn/search.h"

#define LIST_MAX 500 /* mappings, headers of one element */

/* Name of a data object or property: what FEEL calls it. */
static struct str
name_or_id(struct parser *p, const xmlNode *node)
{
	struct str name = model_attr(p, node, "name");

	return name.len > 0 ? name : model_attr(p, node, "id");
}

static int
parse_properties(struct parser *p, int element)
{
	const xmlNode *node = p->nodes.v[element];
	const char *ns = NS_ZEEBE;
	const xmlNode *all = model_extension(node, ns, "properties");
	VEC(struct bpmn_property) list = { 0 };

	if (all == NULL) {
		ns = NS_CAMUNDA;
		all = model_extension(node, ns, "properties");
	}
	if (all == NULL)
		return 0;
	for (const xmlNode *c = xml_first(all); c != NULL; c = xml_next(c)) {
		struct bpmn_property property = { 0 };

		if (!xml_is(c, ns, "property"))
			continue;
		if (list.n == LIST_MAX)
			return model_fail(p, node, "bpmn.size",
			    "more than %d properties", LIST_MAX);
		property.name = model_attr(p, c, "name");
		if (model_value(p, c, xml_attr(c, "value"),
		    &property.value) < 0)
			return -1;
		vec_push(p->a, &list, property);
	}
	p->elements.v[element].properties = list.v;
	p->elements.v[element].n_properties = list.n;
	return 0;
}

static int
parse_search(struct parser *p, struct bpmn_process *process, struct str text)
{
	struct bpmn_search list[BPMN_SEARCH_MAX], *kept;
	struct error why = { 0 };
	int n = bpmn_search_parse(text, list, &why);

	if (n < 0)
		return model_fail(p, p->nodes.v[process->element], why.code,
		    "%s", why.message);
	kept = arena_array(p->a, (size_t)n, sizeof(*kept));
	memcpy(kept, list, (size_t)n * sizeof(*kept));
	process->search = kept;
	process->n_search = (size_t)n;
	return 0;
}

/* "P2Y", or as Camunda has it too: "180" days. */
static int
parse_history(struct parser *p, struct bpmn_process *process, struct str text)
{
	struct temporal_duration d = { 0 };
	int64_t days;

	text = str_trim(text);
	if (parse_int(text, 0, 36500, &days) == 0)
		text = arena_printf(p->a, "P%dD", (int)days);
	if (!temporal_parse_duration(text, &d) || d.months < 0 || d.ns < 0)
		return model_fail(p, p->nodes.v[process->element],
		    "bpmn.history", "'%.*s' is no time to keep the history: "
		    "write P2Y, P180D or days", STR_ARG(text));
	process->history = text;
	return 0;
}

int
model_settings(struct parser *p, struct bpmn_process *process)
{
	const struct bpmn_element *e = &p->elements.v[process->element];
	struct str camunda = model_camunda(p, p->nodes.v[process->element],
	    "historyTimeToLive");

	if (camunda.len > 0 && parse_history(p, process, camunda) < 0)
		return -1;
	for (size_t i = 0; i < e->n_properties; i++) {
		const struct bpmn_property *set = &e->properties[i];

		if (set->value == NULL)
			continue;
		if (str_is(set->name, "vinculo:search") &&
		    parse_search(p, process, set->value->text) < 0)
			return -1;
		if (str_is(set->name, "vinculo:history") &&
		    parse_history(p, process, set->value->text) < 0)
			return -1;
	}
	return 0;
}

int
model_data(struct parser *p, int element)
{
	struct bpmn_element *e = &p->elements.v[element];
	const xmlNode *node = p->nodes.v[element];
	VEC(struct str) names = { 0 };

	if (parse_properties(p, element) < 0)
		return -1;
	if (!bpmn_is_scope(e->kind))
		return 0;
	for (const xmlNode *c = xml_first(node); c != NULL; c = xml_next(c)) {
		if (!xml_is(c, NS_BPMN, "dataObject") &&
		    !xml_is(c, NS_BPMN, "property"))
			continue;
		if (names.n == LIST_MAX)
			return model_fail(p, node, "bpmn.size",
			    "more than %d data objects", LIST_MAX);
		vec_push(p->a, &names, name_or_id(p, c));
	}
	e->data = names.v;
	e->n_data = names.n;
	return 0;
}

/* --------------------------------------------------------------- mappings */

struct mappings {
	VEC(struct bpmn_mapping) in, out;
};

static int
add_mapping(struct parser *p, const xmlNode *node, bool is_input,
    struct bpmn_mapping m, struct mappings *all)
{
	if (m.target.len == 0)
		return model_fail(p, node, "bpmn.mapping",
		    "a mapping needs the name of its target");
	if (all->in.n + all->out.n >= LIST_MAX)
		return model_fail(p, node, "bpmn.size",
		    "more than %d mappings", LIST_MAX);
	if (is_input)
		vec_push(p->a, &all->in, m);
	else
		vec_push(p->a, &all->out, m);
	return 0;
}

static int
parse_zeebe_mappings(struct parser *p, const xmlNode *io,
    struct mappings *all)
{
	for (const xmlNode *c = xml_first(io); c != NULL; c = xml_next(c)) {
		struct bpmn_mapping m = { .target = model_attr(p, c,
		    "target") };

		if (model_value(p, c, xml_attr(c, "source"), &m.source) < 0 ||
		    add_mapping(p, c, xml_is(c, NS_ZEEBE, "input"), m,
		    all) < 0)
			return -1;
	}
	return 0;
}

static int
parse_camunda_mappings(struct parser *p, const xmlNode *io,
    struct mappings *all)
{
	for (const xmlNode *c = xml_first(io); c != NULL; c = xml_next(c)) {
		struct bpmn_mapping m = { .target = model_attr(p, c,
		    "name") };

		if (xml_first(c) != NULL)
			return model_fail(p, c, "bpmn.mapping",
			    "scripts, lists and maps are not read here; "
			    "write FEEL instead (\"= [1, 2]\")");
		if (model_value(p, c, model_text(p, c), &m.source) < 0 ||
		    add_mapping(p, c, xml_is(c, NS_CAMUNDA,
		    "inputParameter"), m, all) < 0)
			return -1;
	}
	return 0;
}

/* The variable a data association's end stands for. */
static struct str
data_end(struct parser *p, const xmlNode *association, const char *end)
{
	const xmlNode *c = xml_child(association, end);
	const xmlNode *thing;

	if (c == NULL)
		return STR("");
	thing = model_other_ref(p, model_text(p, c));
	if (thing != NULL && xml_is(thing, NS_BPMN, "dataObjectReference"))
		thing = model_other_ref(p, xml_attr(thing, "dataObjectRef"));
	return thing == NULL ? STR("") : name_or_id(p, thing);
}

/* Plain associations between variables of one word; the rest is drawing. */
static bool
is_plain_name(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		char c = s.p[i];

		if (!(c == '_' || (c >= 'a' && c <= 'z') ||
		    (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9' && i > 0)))
			return false;
	}
	return s.len > 0;
}

/* <assignment>: from is an expression, to names what it is put into. */
static int
parse_assignments(struct parser *p, const xmlNode *node, bool is_input,
    struct mappings *all)
{
	for (const xmlNode *c = xml_first(node); c != NULL; c = xml_next(c)) {
		const xmlNode *from = xml_child(c, "from");
		const xmlNode *to = xml_child(c, "to");
		struct bpmn_mapping m = { .target = STR("") };

		if (!xml_is(c, NS_BPMN, "assignment") || from == NULL ||
		    to == NULL)
			continue;
		m.target = model_text(p, to);
		if (str_starts(m.target, "="))
			m.target = str_trim(str_sub(m.target, 1,
			    m.target.len));
		if (model_expression_node(p, from, &m.source) < 0)
			return -1;
		if (m.source != NULL && is_plain_name(m.target) &&
		    add_mapping(p, c, is_input, m, all) < 0)
			return -1;
	}
	return 0;
}

static int
parse_association(struct parser *p, const xmlNode *node, struct mappings *all)
{
	bool is_input = xml_is(node, NS_BPMN, "dataInputAssociation");
	const xmlNode *change = xml_child(node, "transformation");
	struct bpmn_mapping m = { .target = data_end(p, node, "targetRef") };
	struct str from = data_end(p, node, "sourceRef");

	if (parse_assignments(p, node, is_input, all) < 0)
		return -1;
	if (!is_plain_name(m.target) || str_eq(from, m.target))
		return 0;
	if (change != NULL) {
		if (model_expression_node(p, change, &m.source) < 0)
			return -1;
	} else if (is_plain_name(from) && is_input) {
		if (model_expression(p, node, from, &m.source) < 0)
			return -1;
	}
	return m.source == NULL ? 0 : add_mapping(p, node, is_input, m, all);
}

int
model_mappings(struct parser *p, int element)
{
	struct bpmn_element *e = &p->elements.v[element];
	const xmlNode *node = p->nodes.v[element];
	const xmlNode *zeebe = model_extension(node, NS_ZEEBE, "ioMapping");
	const xmlNode *camunda = model_extension(node, NS_CAMUNDA,
	    "inputOutput");
	struct mappings all = { 0 };

	for (const xmlNode *c = xml_first(node); c != NULL; c = xml_next(c)) {
		if ((xml_is(c, NS_BPMN, "dataInputAssociation") ||
		    xml_is(c, NS_BPMN, "dataOutputAssociation")) &&
		    parse_association(p, c, &all) < 0)
			return -1;
	}
	if (zeebe != NULL && parse_zeebe_mappings(p, zeebe, &all) < 0)
		return -1;
	if (camunda != NULL && parse_camunda_mappings(p, camunda, &all) < 0)
		return -1;
	e->inputs = all.in.v;
	e->n_inputs = all.in.n;
	e->outputs = all.out.v;
	e->n_outputs = all.out.n;
	return 0;
}
