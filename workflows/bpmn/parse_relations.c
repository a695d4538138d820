/*
 * parse_relations.c - second pass: sequence flows, boundary events, what
 * compensates what.
 */
#include "workflows/bpmn/parse.h"

static int
flow_end(struct parser *p, const xmlNode *node, const char *attr, int *ret)
{
	struct str ref = xml_attr(node, attr);

	*ret = model_element_ref(p, ref);
	if (*ret >= 0)
		return 0;
	return model_fail(p, node, "bpmn.reference",
	    "its %s '%.*s' is no element of this file", attr, STR_ARG(ref));
}

static int
parse_flow(struct parser *p, int index)
{
	struct bpmn_flow *f = &p->flows.v[index];
	const xmlNode *node = p->flow_nodes.v[index];
	const xmlNode *condition = xml_child(node, "conditionExpression");

	if (flow_end(p, node, "sourceRef", &f->source) < 0 ||
	    flow_end(p, node, "targetRef", &f->target) < 0)
		return -1;
	if (p->elements.v[f->source].parent !=
	    p->elements.v[f->target].parent)
		return model_fail(p, node, "bpmn.flow_scope",
		    "a sequence flow may not cross the border of a process "
		    "or sub-process");
	if (condition != NULL &&
	    model_expression_node(p, condition, &f->condition) < 0)
		return -1;
	model_ids_add(p, &p->elements.v[f->target].incoming, index);
	return 0;
}

static bool
ids_has(const struct bpmn_ids *ids, int v)
{
	for (size_t i = 0; i < ids->n; i++) {
		if (ids->v[i] == v)
			return true;
	}
	return false;
}

/* The order of <outgoing> is the order in which conditions are tried; flows
 * that it leaves out come after. */
static void
order_outgoing(struct parser *p, int element)
{
	struct bpmn_ids *out = &p->elements.v[element].outgoing;
	const xmlNode *node = p->nodes.v[element];
	size_t limit = 0;

	for (const xmlNode *c = xml_first(node); c != NULL && limit < 200;
	    c = xml_next(c)) {
		int f;

		if (!xml_is(c, NS_BPMN, "outgoing"))
			continue;
		f = model_flow_ref(p, model_text(p, c));
		limit++;
		if (f >= 0 && p->flows.v[f].source == element &&
		    !ids_has(out, f))
			model_ids_add(p, out, f);
	}
}

/* Which flows <outgoing> named is kept in a bitmap, one byte each. */
static void
add_outgoing(struct parser *p)
{
	unsigned char *seen = arena_zalloc(p->a, p->flows.n + 1);

	for (size_t i = 0; i < p->elements.n; i++) {
		struct bpmn_ids *out = &p->elements.v[i].outgoing;

		if (p->elements.v[i].kind == BPMN_PROCESS)
			continue;
		order_outgoing(p, (int)i);
		for (size_t k = 0; k < out->n; k++)
			seen[out->v[k]] = 1;
	}
	for (size_t i = 0; i < p->flows.n; i++) {
		if (!seen[i])
			model_ids_add(p,
			    &p->elements.v[p->flows.v[i].source].outgoing,
			    (int)i);
	}
}

int
model_flows(struct parser *p)
{
	for (size_t i = 0; i < p->flows.n; i++) {
		if (parse_flow(p, (int)i) < 0)
			return -1;
	}
	add_outgoing(p);
	return 0;
}

static int
parse_default(struct parser *p, int element)
{
	const xmlNode *node = p->nodes.v[element];
	struct str ref = xml_attr(node, "default");
	int f;

	if (str_trim(ref).len == 0)
		return 0;
	f = model_flow_ref(p, ref);
	if (f < 0 || p->flows.v[f].source != element)
		return model_fail(p, node, "bpmn.default",
		    "its default '%.*s' is no sequence flow that leaves it",
		    STR_ARG(ref));
	p->elements.v[element].default_flow = f;
	return 0;
}

static bool
is_compensation(const xmlNode *node, struct parser *p)
{
	for (const xmlNode *c = xml_first(node); c != NULL; c = xml_next(c)) {
		const xmlNode *def = c;

		if (xml_is(c, NS_BPMN, "eventDefinitionRef"))
			def = model_other_ref(p, model_text(p, c));
		if (def != NULL &&
		    xml_is(def, NS_BPMN, "compensateEventDefinition"))
			return true;
	}
	return false;
}

static int
attach(struct parser *p, int element)
{
	const xmlNode *node = p->nodes.v[element];
	struct bpmn_element *e = &p->elements.v[element];
	struct str ref = xml_attr(node, "attachedToRef");

	e->is_interrupting = model_flag(node, "cancelActivity", true);
	e->attached_to = model_element_ref(p, ref);
	if (e->attached_to < 0 ||
	    !bpmn_is_activity(p->elements.v[e->attached_to].kind) ||
	    p->elements.v[e->attached_to].parent != e->parent)
		return model_fail(p, node, "bpmn.attached",
		    "its attachedToRef '%.*s' is no activity beside it",
		    STR_ARG(ref));
	if (!is_compensation(node, p))
		model_ids_add(p, &p->elements.v[e->attached_to].boundary,
		    element);
	return 0;
}

/* An association from a compensation boundary event to its handler, in either
 * direction, anywhere among the artifacts of the scope. */
static void
parse_association(struct parser *p, const xmlNode *node)
{
	int from = model_element_ref(p, xml_attr(node, "sourceRef"));
	int to = model_element_ref(p, xml_attr(node, "targetRef"));

	if (from < 0 || to < 0)
		return;
	if (p->elements.v[from].kind != BPMN_BOUNDARY) {
		int swap = from;

		from = to;
		to = swap;
	}
	if (p->elements.v[from].kind != BPMN_BOUNDARY ||
	    !is_compensation(p->nodes.v[from], p) ||
	    !bpmn_is_activity(p->elements.v[to].kind))
		return;
	from = model_element_ref(p, xml_attr(p->nodes.v[from],
	    "attachedToRef"));
	if (from >= 0)
		p->elements.v[from].handler = to;
}

static bool
is_throwing_link(const struct bpmn_element *e)
{
	return e->kind == BPMN_THROW && e->n_defs == 1 &&
	    e->defs[0].trigger == BPMN_LINK;
}

static int
parse_complex(struct parser *p, int element)
{
	struct bpmn_element *e = &p->elements.v[element];
	const xmlNode *node = p->nodes.v[element];
	const xmlNode *c = xml_child(node, "activationCondition");

	if (e->incoming.n > 64)
		return model_fail(p, node, "bpmn.size",
		    "a complex gateway may have 64 incoming flows at most");
	if (c == NULL)
		return 0;
	return model_expression_node(p, c, &e->activation);
}

int
model_relations(struct parser *p, int element)
{
	const xmlNode *node = p->nodes.v[element];
	struct bpmn_element *e = &p->elements.v[element];

	if (e->kind == BPMN_BOUNDARY && attach(p, element) < 0)
		return -1;
	if (e->kind == BPMN_COMPLEX && parse_complex(p, element) < 0)
		return -1;
	if (e->kind == BPMN_START)
		e->is_interrupting = model_flag(node, "isInterrupting", true);
	e->is_for_compensation = model_flag(node, "isForCompensation", false);
	e->is_instantiating = model_flag(node, "instantiate", false);
	e->is_parallel_multiple = model_flag(node, "parallelMultiple", false);
	e->is_parallel_start = str_is(xml_attr(node, "eventGatewayType"),
	    "Parallel");
	if (parse_default(p, element) < 0)
		return -1;
	if (!bpmn_is_scope(e->kind))
		return 0;
	for (const xmlNode *c = xml_first(node); c != NULL; c = xml_next(c)) {
		if (xml_is(c, NS_BPMN, "association"))
			parse_association(p, c);
	}
	return 0;
}

/* The other end says who it is, or has the same name. */
static bool
is_linked(const struct bpmn_event_def *from, const struct bpmn_event_def *to)
{
	if (to->trigger != BPMN_LINK)
		return false;
	return from->target.len > 0 ? str_eq(to->id, from->target) :
	    str_eq(to->name, from->name);
}

static int
find_link(struct parser *p, int throw)
{
	const struct bpmn_element *t = &p->elements.v[throw];
	const struct bpmn_element *scope = &p->elements.v[t->parent];

	for (size_t i = 0; i < scope->children.n; i++) {
		const struct bpmn_element *c =
		    &p->elements.v[scope->children.v[i]];

		if (c->kind == BPMN_CATCH && c->n_defs == 1 &&
		    is_linked(&t->defs[0], &c->defs[0]))
			return scope->children.v[i];
	}
	return NONE;
}

int
model_links(struct parser *p)
{
	for (int i = 0; i < (int)p->elements.n; i++) {
		struct bpmn_element *e = &p->elements.v[i];

		if (!is_throwing_link(e))
			continue;
		e->link_target = find_link(p, i);
		if (e->link_target < 0)
			return model_fail(p, p->nodes.v[i], "bpmn.link",
			    "no link catches '%.*s' in its process",
			    STR_ARG(e->defs[0].name));
	}
	return 0;
}
