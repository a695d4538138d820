/*
 * parse.c - from the text of a BPMN file to a struct bpmn_model.
 */
#include <stdio.h>

#include "workflows/bpmn/parse.h"

#define NAMES_MAX	1000	/* of variables, with blanks in them */

int
model_fail(struct parser *p, const xmlNode *node, const char *code,
    const char *fmt, ...)
{
	char text[400];
	const xmlNode *at = node;
	struct str id = xml_attr(at, "id");
	va_list ap;

	/* The nearest thing around it that has a name. */
	while (id.len == 0 && at->parent != NULL &&
	    at->parent->type == XML_ELEMENT_NODE) {
		at = at->parent;
		id = xml_attr(at, "id");
	}
	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	(void)error_set_field(p->err, code, id, "%.*s %.*s: %s",
	    STR_ARG(xml_name(at)), STR_ARG(id), text);
	return error_at(p->err, xml_line(node), 0);
}

struct str
model_attr(struct parser *p, const xmlNode *node, const char *name)
{
	return arena_str(p->a, str_trim(xml_attr(node, name)));
}

struct str
model_camunda(struct parser *p, const xmlNode *node, const char *name)
{
	return arena_str(p->a, str_trim(xml_attr_ns(node, NS_CAMUNDA, name)));
}

struct str
model_text(struct parser *p, const xmlNode *node)
{
	_cleanup_(buf_done) struct buf text = BUF_INIT;

	xml_text(node, &text);
	return arena_str(p->a, str_trim(buf_view(&text)));
}

bool
model_flag(const xmlNode *node, const char *name, bool fallback)
{
	struct str s = str_trim(xml_attr(node, name));

	if (s.len == 0)
		return fallback;
	return str_is(s, "true") || str_is(s, "1");
}

int
model_count(struct parser *p, const xmlNode *node, const char *name, int *ret)
{
	struct str s = str_trim(xml_attr(node, name));
	int64_t v;

	if (s.len == 0)
		return 0;
	if (parse_int(s, INT32_MIN, 1000, &v) < 0)
		return model_fail(p, node, "bpmn.quantity",
		    "%s is '%.*s', not a number up to 1000", name,
		    STR_ARG(s));
	*ret = v < 0 ? 0 : (int)v;
	return 0;
}

bool
model_is_foreign(struct parser *p, struct str ref)
{
	ptrdiff_t colon = str_chr(ref, ':');
	const xmlNs *ns;

	if (colon < 0)
		return false;
	ns = xmlSearchNs(p->root->doc, (xmlNode *)p->root,
	    (const xmlChar *)arena_str(p->a, str_sub(ref, 0,
	    (size_t)colon)).p);
	return ns != NULL && !str_is(xml_attr(p->root, "targetNamespace"),
	    (const char *)ns->href);
}

/* Look up as it stands, then without the prefix of this file's own namespace:
 * what another file defines is not what has the same id here. */
static void *
find_ref(struct parser *p, const struct map *map, struct str ref)
{
	void *v = map_get(map, ref);
	ptrdiff_t colon = str_chr(ref, ':');

	if (v != NULL || colon < 0 || model_is_foreign(p, ref))
		return v;
	return map_get(map, str_sub(ref, (size_t)colon + 1, ref.len));
}

int
model_element_ref(struct parser *p, struct str ref)
{
	return (int)(intptr_t)find_ref(p, p->ids, str_trim(ref)) - 1;
}

int
model_flow_ref(struct parser *p, struct str ref)
{
	return (int)(intptr_t)find_ref(p, p->flow_ids, str_trim(ref)) - 1;
}

const xmlNode *
model_other_ref(struct parser *p, struct str ref)
{
	return find_ref(p, p->others, str_trim(ref));
}

void
model_ids_add(struct parser *p, struct bpmn_ids *ids, int v)
{
	size_t n = ids->n;
	int *more = (int *)ids->v;

	/* Full at 0 and at each power of two. */
	if ((n & (n - 1)) == 0)
		more = arena_grow(p->a, more, n * sizeof(int),
		    (n == 0 ? 1 : 2 * n) * sizeof(int));
	more[n] = v;
	ids->v = more;
	ids->n = n + 1;
}

const xmlNode *
model_extension(const xmlNode *node, const char *ns, const char *name)
{
	const xmlNode *all = xml_child(node, "extensionElements");

	if (all == NULL)
		return NULL;
	for (const xmlNode *c = xml_first(all); c != NULL; c = xml_next(c)) {
		if (xml_is(c, ns, name))
			return c;
	}
	return NULL;
}

/* Messages, errors, operations, event definitions: whatever has an id and may
 * be referred to, outside processes. */
static void
remember_others(struct parser *p, const xmlNode *node, int depth)
{
	if (depth > 3)
		return;
	for (const xmlNode *c = xml_first(node); c != NULL; c = xml_next(c)) {
		struct str id = model_attr(p, c, "id");

		if (xml_is(c, NS_BPMN, "process"))
			continue;
		if (id.len > 0)
			map_put(p->others, id, (void *)c);
		remember_others(p, c, depth + 1);
	}
}

static void
remember_name(struct parser *p, struct str text)
{
	struct feel_name name = { .name = str_trim(text) };

	if (str_chr(name.name, ' ') < 0 || p->names.n >= NAMES_MAX)
		return;
	for (size_t i = 0; i < p->names.n; i++) {
		if (str_eq(p->names.v[i].name, name.name))
			return;
	}
	name.name = arena_str(p->a, name.name);
	vec_push(p->a, &p->names, name);
}

/* Variables whose names are more than one word: FEEL must know them before it
 * reads an expression.  The document's depth is limited by xml_parse(). */
static void
remember_names(struct parser *p, const xmlNode *node)
{
	for (const xmlNode *c = xml_first(node); c != NULL; c = xml_next(c)) {
		struct str name = xml_name(c);

		if (str_starts(name, "data") || str_is(name, "property"))
			remember_name(p, xml_attr(c, "name"));
		else if (str_is(name, "input") || str_is(name, "output"))
			remember_name(p, xml_attr(c, "target"));
		remember_names(p, c);
	}
}

/* A pool that is only drawn, beside those that are to be run. */
static bool
is_drawing(const struct parser *p, const xmlNode *process)
{
	struct str s = str_trim(xml_attr(process, "isExecutable"));

	if (s.len == 0 || model_flag(process, "isExecutable", false))
		return false;
	for (const xmlNode *c = xml_first(p->root); c != NULL;
	    c = xml_next(c)) {
		if (xml_is(c, NS_BPMN, "process") &&
		    model_flag(c, "isExecutable", false))
			return true;
	}
	return false;
}

static int
first_pass(struct parser *p)
{
	for (const xmlNode *c = xml_first(p->root); c != NULL;
	    c = xml_next(c)) {
		int r = 0;

		if (xml_is(c, NS_BPMN, "process"))
			r = is_drawing(p, c) ? 0 : model_process(p, c);
		else if (str_starts(xml_name(c), "global") &&
		    xml_is(c, NS_BPMN, NULL))
			r = model_global_task(p, c);
		if (r < 0)
			return -1;
	}
	return 0;
}

static int
second_pass(struct parser *p)
{
	if (model_flows(p) < 0)
		return -1;
	for (int i = 0; i < (int)p->elements.n; i++) {
		if (model_relations(p, i) < 0 || model_events(p, i) < 0 ||
		    model_data(p, i) < 0)
			return -1;
		if (bpmn_is_activity(p->elements.v[i].kind) &&
		    model_activity(p, i) < 0)
			return -1;
		if (model_listeners(p, i) < 0)
			return -1;
	}
	for (size_t i = 0; i < p->processes.n; i++) {
		if (model_settings(p, &p->processes.v[i]) < 0)
			return -1;
	}
	return model_links(p);
}

static void
name_participants(struct parser *p)
{
	const xmlNode *all = xml_child(p->root, "collaboration");

	if (all == NULL)
		return;
	for (const xmlNode *c = xml_first(all); c != NULL; c = xml_next(c)) {
		int e = model_element_ref(p, xml_attr(c, "processRef"));

		for (size_t i = 0; e >= 0 && i < p->processes.n; i++) {
			if (p->processes.v[i].element == e)
				p->processes.v[i].participant =
				    model_attr(p, c, "name");
		}
	}
}

/* Whose messages go to another pool, as drawn. */
static void
mark_message_flows(struct parser *p)
{
	const xmlNode *all = xml_child(p->root, "collaboration");

	if (all == NULL)
		return;
	for (const xmlNode *c = xml_first(all); c != NULL; c = xml_next(c)) {
		int e = NONE;

		if (xml_is(c, NS_BPMN, "messageFlow"))
			e = model_element_ref(p, xml_attr(c, "sourceRef"));
		if (e >= 0)
			p->elements.v[e].has_message_flow = true;
	}
}

static const struct bpmn_model *
finish(struct parser *p)
{
	struct bpmn_model *m = arena_new_of(p->a, struct bpmn_model);

	name_participants(p);
	mark_message_flows(p);
	m->id = model_attr(p, p->root, "id");
	m->elements = p->elements.v;
	m->n_elements = p->elements.n;
	m->flows = p->flows.v;
	m->n_flows = p->flows.n;
	m->lanes = p->lanes.v;
	m->n_lanes = p->lanes.n;
	m->processes = p->processes.v;
	m->n_processes = p->processes.n;
	m->by_id = p->ids;
	return m;
}

const struct bpmn_model *
bpmn_parse(struct arena *a, struct str text, struct error *err)
{
	_cleanup_(xml_freep) xmlDoc *doc = xml_parse(text, err);
	struct parser p = { .a = a, .err = err };

	if (doc == NULL)
		return NULL;
	p.root = xmlDocGetRootElement(doc);
	if (!xml_is(p.root, NS_BPMN, "definitions")) {
		(void)error_set(err, ERR_INVALID, "bpmn.not_bpmn",
		    "this is not a BPMN 2.0 file: its root is <%.*s>, "
		    "not <definitions>", STR_ARG(xml_name(p.root)));
		return NULL;
	}
	p.ids = map_new(a);
	p.flow_ids = map_new(a);
	p.others = map_new(a);
	remember_others(&p, p.root, 0);
	remember_names(&p, p.root);
	if (first_pass(&p) < 0 || second_pass(&p) < 0)
		return NULL;
	if (p.processes.n == 0) {
		(void)error_set(err, ERR_INVALID, "bpmn.no_process",
		    "the file has no <process>");
		return NULL;
	}
	return finish(&p);
}
