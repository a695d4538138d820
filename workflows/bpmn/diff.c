/*
 * diff.c - what changed between two versions of a model.
 *
 * An element with an id is compared with the element of the same id.  What
 * stands below it without an id belongs to it, and is flattened to pairs of
 * path and value.
 */
#include "base/json.h"
#include "base/map.h"
#include "workflows/bpmn/interchange.h"

#define BPMN_NS		"http://www.omg.org/spec/BPMN/20100524/MODEL"
#define BPMN_DI_NS	"http://www.omg.org/spec/BPMN/20100524/DI"

struct side {
	struct arena	*a;
	struct map	*nodes;		/* id -> const xmlNode */
};

/* Flows are listed at their nodes too; nobody wants to read it twice. */
static bool
is_derived(const xmlNode *n)
{
	return xml_is(n, BPMN_NS, "incoming") ||
	    xml_is(n, BPMN_NS, "outgoing") ||
	    xml_is(n, BPMN_NS, "flowNodeRef");
}

static bool
has_id(const xmlNode *n)
{
	return xml_is(n, BPMN_NS, (const char *)n->name) &&
	    xml_attr(n, "id").len > 0;
}

/* The parser limits the depth of the tree. */
static void
collect(struct side *side, const xmlNode *n)
{
	for (; n != NULL; n = xml_next(n)) {
		if (xml_is(n, BPMN_DI_NS, "BPMNDiagram"))
			continue;
		if (has_id(n))
			map_put(side->nodes, xml_attr(n, "id"), (void *)n);
		collect(side, xml_first(n));
	}
}

static void
put(struct side *side, struct map *pairs, struct str path, struct str value)
{
	struct str *v = arena_new_of(side->a, struct str);
	struct str key = path;

	for (int i = 2; map_get(pairs, key) != NULL && i < 1000; i++)
		key = arena_printf(side->a, "%.*s[%d]", STR_ARG(path), i);
	*v = arena_str(side->a, value);
	map_put(pairs, key, v);
}

static void
flatten(struct side *side, struct map *pairs, const xmlNode *n,
    struct str path)
{
	_cleanup_(buf_done) struct buf text = BUF_INIT;

	for (const xmlAttr *a = n->properties; a != NULL; a = a->next) {
		xmlChar *v = xmlNodeGetContent((const xmlNode *)a);

		put(side, pairs, arena_printf(side->a, "%.*s%s%s",
		    STR_ARG(path), path.len > 0 ? "/@" : "",
		    (const char *)a->name), str_of((const char *)v));
		xmlFree(v);
	}
	xml_text(n, &text);
	if (str_trim(buf_view(&text)).len > 0)
		put(side, pairs, path.len > 0 ? path : STR("text"),
		    str_trim(buf_view(&text)));
	for (const xmlNode *c = xml_first(n); c != NULL; c = xml_next(c)) {
		if (has_id(c) || is_derived(c) ||
		    xml_is(c, BPMN_DI_NS, "BPMNDiagram"))
			continue;
		flatten(side, pairs, c, arena_printf(side->a, "%.*s%s%s",
		    STR_ARG(path), path.len > 0 ? "/" : "",
		    (const char *)c->name));
	}
}

static struct map *
describe(struct side *side, const xmlNode *n)
{
	struct map *pairs = map_new(side->a);
	const xmlNode *p = n->parent;

	put(side, pairs, STR("kind"), xml_name(n));
	while (p != NULL && p->type == XML_ELEMENT_NODE && !has_id(p))
		p = p->parent;
	if (p != NULL && p->type == XML_ELEMENT_NODE)
		put(side, pairs, STR("parent"), xml_attr(p, "id"));
	flatten(side, pairs, n, STR(""));
	return pairs;
}

static void
write_element(struct jsonw *w, struct str id, const xmlNode *n)
{
	struct str name = xml_attr(n, "name");

	jsonw_key(w, "id");
	jsonw_str(w, id);
	jsonw_key(w, "kind");
	jsonw_str(w, xml_name(n));
	jsonw_key(w, "name");
	jsonw_str(w, name.p == NULL ? STR("") : name);
}

/* Elements of one side that the other does not have. */
static void
write_only(struct jsonw *w, const char *key, const struct map *of,
    const struct map *other)
{
	const struct map_entry *e = map_entries(of);

	jsonw_key(w, key);
	jsonw_array(w);
	for (size_t i = 0; i < map_count(of); i++) {
		if (map_get(other, e[i].key) != NULL)
			continue;
		jsonw_object(w);
		write_element(w, e[i].key, e[i].value);
		jsonw_object_end(w);
	}
	jsonw_array_end(w);
}

static void
write_value(struct jsonw *w, const char *key, const struct str *value)
{
	jsonw_key(w, key);
	if (value == NULL)
		jsonw_null(w);
	else
		jsonw_str(w, *value);
}

static void
write_change(struct jsonw *w, struct str what, const struct str *old,
    const struct str *new)
{
	jsonw_object(w);
	jsonw_key(w, "what");
	jsonw_str(w, what);
	write_value(w, "old", old);
	write_value(w, "new", new);
	jsonw_object_end(w);
}

static bool
same(const struct str *a, const struct str *b)
{
	return a != NULL && b != NULL && str_eq(*a, *b);
}

static bool
are_same(const struct map *old, const struct map *new)
{
	const struct map_entry *e = map_entries(old);

	if (map_count(old) != map_count(new))
		return false;
	for (size_t i = 0; i < map_count(old); i++) {
		if (!same(e[i].value, map_get(new, e[i].key)))
			return false;
	}
	return true;
}

static void
write_changes(struct jsonw *w, const struct map *old, const struct map *new)
{
	const struct map_entry *e = map_entries(old);

	jsonw_key(w, "changes");
	jsonw_array(w);
	for (size_t i = 0; i < map_count(old); i++) {
		const struct str *v = map_get(new, e[i].key);

		if (!same(e[i].value, v))
			write_change(w, e[i].key, e[i].value, v);
	}
	e = map_entries(new);
	for (size_t i = 0; i < map_count(new); i++) {
		if (map_get(old, e[i].key) == NULL)
			write_change(w, e[i].key, NULL, e[i].value);
	}
	jsonw_array_end(w);
}

static void
write_changed(struct jsonw *w, struct side *old, struct side *new)
{
	const struct map_entry *e = map_entries(new->nodes);

	jsonw_key(w, "changed");
	jsonw_array(w);
	for (size_t i = 0; i < map_count(new->nodes); i++) {
		const xmlNode *before = map_get(old->nodes, e[i].key);
		struct map *a, *b;

		if (before == NULL)
			continue;
		a = describe(old, before);
		b = describe(new, e[i].value);
		if (are_same(a, b))
			continue;
		jsonw_object(w);
		write_element(w, e[i].key, e[i].value);
		write_changes(w, a, b);
		jsonw_object_end(w);
	}
	jsonw_array_end(w);
}

/* The diagrams as text; their own ids count, positions do. */
static void
diagrams(const xmlDoc *doc, struct buf *out)
{
	const xmlNode *root = xmlDocGetRootElement((xmlDoc *)doc);
	xmlBuffer *text = xmlBufferCreate();

	for (const xmlNode *n = xml_first(root); n != NULL; n = xml_next(n)) {
		if (xml_is(n, BPMN_DI_NS, "BPMNDiagram"))
			(void)xmlNodeDump(text, (xmlDoc *)doc, (xmlNode *)n,
			    0, 0);
	}
	buf_puts(out, (const char *)xmlBufferContent(text));
	xmlBufferFree(text);
}

static bool
is_layout_same(const xmlDoc *old, const xmlDoc *new)
{
	_cleanup_(buf_done) struct buf a = BUF_INIT, b = BUF_INIT;

	diagrams(old, &a);
	diagrams(new, &b);
	return str_eq(buf_view(&a), buf_view(&b));
}

void
bpmn_diff(const xmlDoc *old, const xmlDoc *new, struct buf *out)
{
	_cleanup_(arena_freep) struct arena *a = arena_new();
	struct side before = { a, map_new(a) }, after = { a, map_new(a) };
	struct jsonw w = JSONW(out);

	collect(&before, xmlDocGetRootElement((xmlDoc *)old));
	collect(&after, xmlDocGetRootElement((xmlDoc *)new));
	jsonw_object(&w);
	write_only(&w, "added", after.nodes, before.nodes);
	write_only(&w, "removed", before.nodes, after.nodes);
	write_changed(&w, &before, &after);
	jsonw_key(&w, "layout");
	jsonw_bool(&w, !is_layout_same(old, new));
	jsonw_object_end(&w);
}
