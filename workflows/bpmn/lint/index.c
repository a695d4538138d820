/*
 * index.c - from the XML tree to elements, identifiers and flows.
 */
#include "workflows/bpmn/lint/internal.h"

static bool
is_bpmn(const xmlNode *n)
{
	return n->ns != NULL && strcmp((const char *)n->ns->href, BPMN_NS) == 0;
}

/* The kind of element this child is: its parent may give it one. */
static const struct schema_type *
type_of_child(const struct lint_elem *parent, struct str name)
{
	const struct schema_type *t = parent->type;

	for (int i = 0; t != NULL && i < SCHEMA_DEPTH_MAX; i++) {
		const char *list = t->content;
		struct schema_particle p;

		while (schema_next_particle(&list, &p)) {
			if (str_eq(p.name, name) && !p.is_ref &&
			    !str_eq(p.name, p.kind))
				return schema_find(p.kind);
		}
		t = t->base == NULL ? NULL : schema_find(str_of(t->base));
	}
	return schema_find(name);
}

static const struct schema_type *
type_of(const struct lint_elem *parent, const xmlNode *node)
{
	struct str xsi = xml_attr_ns(node, XSI_NS, "type");
	const struct schema_type *t;

	if (parent == NULL)
		return schema_find(xml_name(node));
	t = type_of_child(parent, xml_name(node));
	if (t != NULL && strcmp(t->name, "expression") == 0 &&
	    str_ends(xsi, "tFormalExpression"))
		return schema_find(STR("formalExpression"));
	return t;
}

static void
set_chain(struct lint_elem *e)
{
	const struct schema_type *t = e->type;

	for (int i = 0; t != NULL && i < SCHEMA_DEPTH_MAX; i++) {
		e->chain[i] = t;
		t = t->base == NULL ? NULL : schema_find(str_of(t->base));
	}
}

static struct lint_elem *
add_elem(struct lint *l, struct lint_elem *parent, struct lint_elem *last,
    const xmlNode *node)
{
	struct lint_elem *e = arena_new_of(l->a, struct lint_elem);

	e->node = node;
	e->type = type_of(parent, node);
	set_chain(e);
	e->id = xml_attr(node, "id");
	e->parent = parent;
	if (last != NULL)
		last->next = e;
	else if (parent != NULL)
		parent->first = e;
	vec_push(l->a, &l->elems, e);
	return e;
}

static bool
is_foreign_ns(const xmlNs *ns)
{
	static const char *const known[] = {
		BPMN_NS, ZEEBE_NS, CAMUNDA_NS, XSI_NS,
		"http://camunda.org/schema/modeler/1.0",
		"http://activiti.org/bpmn",
		"http://bpmn.io/schema/bpmn/biocolor/1.0",
		"http://www.omg.org/spec/BPMN/non-normative/color/1.0",
	};

	for (size_t i = 0; ns != NULL && i < ARRAY_LEN(known); i++) {
		if (strcmp((const char *)ns->href, known[i]) == 0)
			return false;
	}
	return ns != NULL;
}

/* A process that carries another product's settings runs there, not here. */
static bool
is_set_up_elsewhere(const struct lint_elem *process)
{
	const xmlNode *ext = xml_child(process->node, "extensionElements");

	for (const xmlAttr *a = process->node->properties; a != NULL;
	    a = a->next) {
		if (is_foreign_ns(a->ns))
			return true;
	}
	for (const xmlNode *n = ext == NULL ? NULL : xml_first(ext); n != NULL;
	    n = xml_next(n)) {
		if (is_foreign_ns(n->ns))
			return true;
	}
	return false;
}

static bool
is_executable(const struct lint *l, const struct lint_elem *process)
{
	if (l->options != NULL && l->options->is_deployment)
		return true;
	return lint_is_true(process, "isExecutable", false) &&
	    !is_set_up_elsewhere(process);
}

/* Which process an element belongs to, and which container of flow. */
static void
set_place(struct lint *l, struct lint_elem *e)
{
	struct lint_elem *p = e->parent;

	e->scope = p == NULL ? NULL : p->scope;
	if (lint_is(p, "process") || lint_is(p, "subProcess") ||
	    lint_is(p, "choreography") || lint_is(p, "subChoreography"))
		e->scope = p;
	e->process = lint_is(e, "process") ? e :
	    p == NULL ? NULL : p->process;
	if (lint_is(e, "process")) {
		e->is_executable = is_executable(l, e);
		l->has_executable = l->has_executable || e->is_executable;
	} else if (p != NULL) {
		e->is_executable = p->is_executable;
	}
	if (e->id.len > 0 && map_get(l->ids, e->id) == NULL)
		map_put(l->ids, e->id, e);
}

/* The tree is at most XML_NODE_DEPTH_MAX deep: base/xml.c saw to that. */
static void
add_tree(struct lint *l, struct lint_elem *parent)
{
	struct lint_elem *last = NULL;

	if (parent->type == NULL || parent->type->content[0] == '#')
		return;
	for (const xmlNode *n = xml_first(parent->node); n != NULL;
	    n = xml_next(n)) {
		if (!is_bpmn(n) || l->elems.n > LINT_ELEMENTS_MAX)
			continue;
		last = add_elem(l, parent, last, n);
		set_place(l, last);
		add_tree(l, last);
	}
}

static void
connect(struct lint *l, struct lint_elem *flow)
{
	flow->source = lint_ref(l, flow, "sourceRef");
	flow->target = lint_ref(l, flow, "targetRef");
	if (flow->source != NULL)
		vec_push(l->a, &flow->source->out, flow);
	if (flow->target != NULL)
		vec_push(l->a, &flow->target->in, flow);
}

/* Which of its flows a node lists. */
static void
mark_listed(struct lint *l, struct lint_elem *node)
{
	for (struct lint_elem *c = node->first; c != NULL; c = c->next) {
		bool is_in = xml_is(c->node, NULL, "incoming");
		struct lint_elem *flow;

		if (!is_in && !xml_is(c->node, NULL, "outgoing"))
			continue;
		flow = lint_text_ref(l, c);
		if (flow == NULL)
			continue;
		if (is_in && flow->target == node)
			flow->is_listed_in = true;
		if (!is_in && flow->source == node)
			flow->is_listed_out = true;
	}
}

static void
relate(struct lint *l, struct lint_elem *e)
{
	struct lint_elem *to;

	/* Root elements count as executable if anything is. */
	if (e->process == NULL)
		e->is_executable = l->has_executable;
	if (lint_is(e, "flowNode"))
		mark_listed(l, e);
	if (e->parent != NULL && lint_is(e, "startEvent"))
		e->parent->has_start = true;
	if (e->parent != NULL && lint_is(e, "endEvent"))
		e->parent->has_end = true;
	if (lint_is(e, "boundaryEvent")) {
		to = lint_ref(l, e, "attachedToRef");
		if (to != NULL)
			vec_push(l->a, &to->boundary, e);
	}
}

void
lint_index(struct lint *l)
{
	const xmlNode *root = xmlDocGetRootElement(l->doc);

	l->ids = map_new(l->a);
	l->root = add_elem(l, NULL, NULL, root);
	if (!is_bpmn(root))
		return;
	set_place(l, l->root);
	add_tree(l, l->root);
	for (size_t i = 0; i < l->elems.n; i++) {
		if (lint_is(l->elems.v[i], "sequenceFlow"))
			connect(l, l->elems.v[i]);
	}
	for (size_t i = 0; i < l->elems.n; i++)
		relate(l, l->elems.v[i]);
}

bool
lint_is(const struct lint_elem *e, const char *kind)
{
	if (e == NULL || e->type == NULL)
		return false;
	for (int i = 0; i < SCHEMA_DEPTH_MAX && e->chain[i] != NULL; i++) {
		if (strcmp(e->chain[i]->name, kind) == 0)
			return true;
	}
	/* "any" and "itemAware" are not in a chain. */
	return (kind[0] == 'a' || kind[0] == 'i') &&
	    schema_is(e->type, str_of(kind));
}

struct lint_elem *
lint_first(const struct lint_elem *e, const char *kind)
{
	struct lint_elem *c = e->first;

	return c == NULL || lint_is(c, kind) ? c : lint_next(c, kind);
}

struct lint_elem *
lint_next(const struct lint_elem *e, const char *kind)
{
	struct lint_elem *c = e->next;

	while (c != NULL && !lint_is(c, kind))
		c = c->next;
	return c;
}

size_t
lint_count(const struct lint_elem *e, const char *kind)
{
	size_t n = 0;

	for (const struct lint_elem *c = lint_first(e, kind); c != NULL;
	    c = lint_next(c, kind))
		n++;
	return n;
}

struct str
lint_attr(const struct lint_elem *e, const char *name)
{
	return str_trim(xml_attr(e->node, name));
}

bool
lint_is_true(const struct lint_elem *e, const char *attr, bool fallback)
{
	struct str v = lint_attr(e, attr);

	if (v.p == NULL)
		return fallback;
	return str_is(v, "true") || str_is(v, "1");
}

struct str
lint_label(const struct lint_elem *e)
{
	struct str name = lint_attr(e, "name");

	if (name.len > 0)
		return str_sub(name, 0, 80);
	return e->id.len > 0 ? e->id : xml_name(e->node);
}

/* Does this prefix stand for the namespace this document defines? */
static bool
is_own_prefix(const struct lint *l, const struct lint_elem *at,
    struct str prefix)
{
	const char *name = arena_str(l->a, prefix).p;
	const xmlNs *ns = xmlSearchNs((xmlDoc *)l->doc, (xmlNode *)at->node,
	    (const xmlChar *)name);

	return ns == NULL ||
	    str_is(lint_attr(l->root, "targetNamespace"),
	    (const char *)ns->href);
}

struct lint_elem *
lint_resolve(const struct lint *l, const struct lint_elem *at,
    struct str qname, bool *is_foreign)
{
	struct lint_elem *e = map_get(l->ids, qname);
	ptrdiff_t colon = str_chr(qname, ':');

	*is_foreign = false;
	if (e != NULL || colon < 0)
		return e;
	if (!is_own_prefix(l, at, str_sub(qname, 0, (size_t)colon))) {
		*is_foreign = true;
		return NULL;
	}
	return map_get(l->ids, str_sub(qname, (size_t)colon + 1, qname.len));
}

struct lint_elem *
lint_ref(const struct lint *l, const struct lint_elem *e, const char *attr)
{
	struct str v = lint_attr(e, attr);
	bool is_foreign;

	return v.len == 0 ? NULL : lint_resolve(l, e, v, &is_foreign);
}

struct str
lint_text(const struct lint *l, const struct lint_elem *e)
{
	_cleanup_(buf_done) struct buf text = BUF_INIT;

	if (e == NULL)
		return STR("");
	xml_text(e->node, &text);
	return arena_str(l->a, str_trim(buf_view(&text)));
}

struct lint_elem *
lint_text_ref(const struct lint *l, struct lint_elem *e)
{
	bool is_foreign;
	struct str v;

	if (!e->has_text_ref) {
		v = lint_text(l, e);
		e->has_text_ref = true;
		e->text_ref = v.len == 0 ? NULL :
		    lint_resolve(l, e, v, &is_foreign);
	}
	return e->text_ref;
}

struct lint_elem *
lint_child(const struct lint_elem *e, const char *name)
{
	struct lint_elem *c = e == NULL ? NULL : e->first;

	while (c != NULL && !xml_is(c->node, NULL, name))
		c = c->next;
	return c;
}

struct lint_elem *
lint_same(const struct lint_elem *e)
{
	struct lint_elem *c = e->next;

	while (c != NULL && !xml_is(c->node, NULL, (const char *)e->node->name))
		c = c->next;
	return c;
}

struct lint_elem *
lint_child_ref(const struct lint *l, const struct lint_elem *e,
    const char *name)
{
	struct lint_elem *c = lint_child(e, name);

	return c == NULL ? NULL : lint_text_ref(l, c);
}

size_t
lint_definitions(const struct lint *l, const struct lint_elem *event,
    struct lint_elem *ret[EVENT_DEFINITIONS_MAX])
{
	size_t n = 0;

	for (struct lint_elem *c = event->first; c != NULL; c = c->next) {
		struct lint_elem *d = c;

		if (xml_is(c->node, NULL, "eventDefinitionRef"))
			d = lint_text_ref(l, c);
		if (lint_is(d, "eventDefinition") && n < EVENT_DEFINITIONS_MAX)
			ret[n++] = d;
	}
	return n;
}

struct lint_elem *
lint_definition(const struct lint *l, const struct lint_elem *event,
    const char *kind)
{
	struct lint_elem *defs[EVENT_DEFINITIONS_MAX];
	size_t n = lint_definitions(l, event, defs);

	for (size_t i = 0; i < n; i++) {
		if (lint_is(defs[i], kind))
			return defs[i];
	}
	return NULL;
}

bool
lint_is_event_sub_process(const struct lint_elem *e)
{
	return lint_is(e, "subProcess") &&
	    lint_is_true(e, "triggeredByEvent", false);
}

const xmlNode *
lint_extension(const struct lint_elem *e, const char *name)
{
	const xmlNode *ext = xml_child(e->node, "extensionElements");

	if (ext == NULL)
		return NULL;
	for (const xmlNode *n = xml_first(ext); n != NULL; n = xml_next(n)) {
		if (xml_is(n, ZEEBE_NS, name) || xml_is(n, CAMUNDA_NS, name))
			return n;
	}
	return NULL;
}

struct str
lint_camunda(const struct lint_elem *e, const char *attr)
{
	return xml_attr_ns(e->node, CAMUNDA_NS, attr);
}
