/*
 * read.c - a DMN file into a model.
 *
 * Versions 1.1 to 1.6 differ only in their namespace and in a few elements
 * that were added; one reader serves them all.  What is missing or wrong
 * becomes a finding and reading goes on, so that an author sees everything at
 * once.
 */
#include <string.h>

#include "base/xml.h"
#include "workflows/dmn/model.h"

static const char *const namespaces[] = {
	"http://www.omg.org/spec/DMN/20151101/dmn.xsd",		/* 1.1 */
	"http://www.omg.org/spec/DMN/20151101/dmn11.xsd",
	"http://www.omg.org/spec/DMN/20180521/MODEL/",		/* 1.2 */
	"https://www.omg.org/spec/DMN/20191111/MODEL/",		/* 1.3 */
	"https://www.omg.org/spec/DMN/20211108/MODEL/",		/* 1.4 */
	"https://www.omg.org/spec/DMN/20230324/MODEL/",		/* 1.5 */
	"https://www.omg.org/spec/DMN/20240513/MODEL/",		/* 1.6 */
};

static const struct {
	const char		*name;
	enum dmn_ref_kind	 kind;
} refs[] = {
	{ "requiredDecision", DMN_REQUIRES_DECISION },
	{ "requiredInput", DMN_REQUIRES_INPUT },
	{ "requiredKnowledge", DMN_REQUIRES_KNOWLEDGE },
	{ "requiredAuthority", DMN_REQUIRES_AUTHORITY },
	{ "outputDecision", DMN_OUTPUT_DECISION },
	{ "encapsulatedDecision", DMN_ENCAPSULATED_DECISION },
	{ "inputDecision", DMN_INPUT_DECISION },
	{ "inputData", DMN_INPUT_DATA },
};

static const struct {
	const char	*name;
	enum dmn_kind	 kind;
} elements[] = {
	{ "inputData", DMN_INPUT },
	{ "decision", DMN_DECISION },
	{ "businessKnowledgeModel", DMN_BKM },
	{ "decisionService", DMN_SERVICE },
	{ "knowledgeSource", DMN_SOURCE },
};

static bool
is_dmn(const xmlNode *root)
{
	if (!xml_is(root, NULL, "definitions") || root->ns == NULL)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(namespaces); i++) {
		if (strcmp((const char *)root->ns->href, namespaces[i]) == 0)
			return true;
	}
	return false;
}

/* ---------------------------------------------------------- definitions */

static struct dmn_import
read_import(struct dmn_model *m, const xmlNode *node)
{
	return (struct dmn_import){
		.name = dmn_xml_name(m, node),
		.ns = dmn_xml_attr(m, node, "namespace"),
		.location = dmn_xml_attr(m, node, "locationURI"),
		.line = xml_line(node),
	};
}

static struct dmn_item read_item(struct dmn_model *m, const xmlNode *node);

static void
read_parts(struct dmn_model *m, const xmlNode *node, const char *name,
    struct dmn_item *item)
{
	size_t n = dmn_xml_count(node, name);

	item->parts = arena_array(m->set->arena, n, sizeof(*item->parts));
	for (const xmlNode *c = xml_first(node); c != NULL; c = xml_next(c)) {
		if (xml_is(c, NULL, name))
			item->parts[item->n_parts++] = read_item(m, c);
	}
}

static struct dmn_item
read_item(struct dmn_model *m, const xmlNode *node)
{
	const xmlNode *function = xml_child(node, "functionItem");
	struct dmn_item item = {
		.name = dmn_xml_name(m, node),
		.line = xml_line(node),
		.is_collection = str_is(xml_attr(node, "isCollection"), "true"),
		.is_function = function != NULL,
		.type_ref = dmn_xml_type(m, node, "typeRef"),
		.allowed = dmn_xml_cell(m, xml_child(node, "allowedValues")),
		.constraint = dmn_xml_cell(m,
		    xml_child(node, "typeConstraint")),
	};

	if (function == NULL) {
		read_parts(m, node, "itemComponent", &item);
		return item;
	}
	item.type_ref = dmn_xml_type(m, function, "outputTypeRef");
	read_parts(m, function, "parameters", &item);
	return item;
}

/* ------------------------------------------------------------- elements */

static void
read_refs(struct dmn_model *m, const xmlNode *node, struct dmn_element *e)
{
	struct arena *a = m->set->arena;
	VEC(struct dmn_ref) v = { e->refs, e->n_refs, e->n_refs };

	for (const xmlNode *c = xml_first(node); c != NULL; c = xml_next(c)) {
		for (size_t i = 0; i < ARRAY_LEN(refs); i++) {
			if (!xml_is(c, NULL, refs[i].name))
				continue;
			vec_push(a, &v, (struct dmn_ref){
				.kind = refs[i].kind,
				.href = dmn_xml_attr(m, c, "href"),
				.line = xml_line(c),
			});
		}
	}
	e->refs = v.v;
	e->n_refs = v.n;
}

static void
read_requirements(struct dmn_model *m, const xmlNode *node,
    struct dmn_element *e)
{
	for (const xmlNode *c = xml_first(node); c != NULL; c = xml_next(c)) {
		if (xml_is(c, NULL, "informationRequirement") ||
		    xml_is(c, NULL, "knowledgeRequirement") ||
		    xml_is(c, NULL, "authorityRequirement"))
			read_refs(m, c, e);
	}
	if (e->kind == DMN_SERVICE)
		read_refs(m, node, e);
}

static void
read_logic(struct dmn_model *m, const xmlNode *node, struct dmn_element *e)
{
	const xmlNode *logic = xml_child(node, "encapsulatedLogic");

	if (e->kind == DMN_DECISION)
		e->logic = dmn_read_child_expr(m, node);
	else if (e->kind == DMN_BKM && logic != NULL)
		e->logic = dmn_read_function(m, logic);
}

/* How modellers name a version, for a process to call. */
static struct str
read_version_tag(struct dmn_model *m, const xmlNode *node)
{
	const xmlNode *c = xml_child(node, "extensionElements");
	struct str s = xml_attr_ns(node, "http://camunda.org/schema/1.0/dmn",
	    "versionTag");

	for (c = c == NULL ? NULL : xml_first(c); c != NULL; c = xml_next(c)) {
		if (xml_is(c, "http://camunda.org/schema/zeebe/1.0",
		    "versionTag"))
			s = xml_attr(c, "value");
	}
	return s.p == NULL ? STR("") : arena_str(m->set->arena, s);
}

static struct dmn_element *
read_element(struct dmn_model *m, const xmlNode *node, enum dmn_kind kind)
{
	struct dmn_element *e = arena_new_of(m->set->arena, struct dmn_element);

	e->kind = kind;
	e->model = m;
	e->id = dmn_xml_attr(m, node, "id");
	e->name = dmn_xml_name(m, node);
	e->version_tag = read_version_tag(m, node);
	e->line = xml_line(node);
	m->current = e->name;
	e->variable = dmn_xml_var(m, xml_child(node, "variable"));
	if (e->variable.name.len == 0)
		e->variable.name = e->name;
	if (e->name.len == 0)
		dmn_note((struct dmn_where){ m, e->line, e->id, 0 }, DMN_ERROR,
		    "dmn.no_name", "a <%s> has no name",
		    (const char *)node->name);
	read_requirements(m, node, e);
	read_logic(m, node, e);
	m->current = STR_NULL;
	return e;
}

static void
index_element(struct dmn_model *m, struct dmn_element *e)
{
	struct dmn_where at = { m, e->line, e->id, 0 };
	const struct dmn_element *other;

	m->current = e->name;
	if (e->id.len > 0) {
		if (map_get(m->by_id, e->id) != NULL)
			dmn_note(at, DMN_ERROR, "dmn.duplicate_id",
			    "the id '%.*s' is used twice", STR_ARG(e->id));
		map_put(m->by_id, e->id, e);
	}
	if (e->name.len == 0 || e->kind == DMN_SOURCE)
		return;
	other = map_get(m->by_name, e->name);
	if (other != NULL)
		dmn_note(at, DMN_ERROR, "dmn.duplicate_name",
		    "the name is used twice, first in line %d", other->line);
	else
		map_put(m->by_name, e->name, e);
}

static void
add_element(struct dmn_model *m, const xmlNode *node, enum dmn_kind kind)
{
	struct dmn_element *e;

	if (m->set->n_read + m->n_elements >= DMN_ELEMENTS_MAX) {
		dmn_note((struct dmn_where){ m, xml_line(node), STR_NULL, 0 },
		    DMN_ERROR, "dmn.size", "more than %d elements",
		    DMN_ELEMENTS_MAX);
		return;
	}
	e = read_element(m, node, kind);
	m->elements[m->n_elements++] = e;
	index_element(m, e);
}

static void
add_item(struct dmn_model *m, const xmlNode *node)
{
	struct dmn_item *item = &m->items[m->n_items];

	*item = read_item(m, node);
	if (item->name.len == 0)
		return;
	m->n_items++;
	if (map_get(m->item_by_name, item->name) != NULL)
		dmn_note((struct dmn_where){ m, item->line, STR_NULL, 0 },
		    DMN_ERROR, "dmn.duplicate_name",
		    "two item definitions are called '%.*s'",
		    STR_ARG(item->name));
	else
		map_put(m->item_by_name, item->name, item);
}

static void
read_definitions(struct dmn_model *m, const xmlNode *root)
{
	struct arena *a = m->set->arena;
	size_t n = 0;

	for (const xmlNode *c = xml_first(root); c != NULL; c = xml_next(c))
		n++;
	m->elements = arena_array(a, n, sizeof(struct dmn_element *));
	m->imports = arena_array(a, dmn_xml_count(root, "import"),
	    sizeof(*m->imports));
	m->items = arena_array(a, dmn_xml_count(root, "itemDefinition"),
	    sizeof(*m->items));
	for (const xmlNode *c = xml_first(root); c != NULL; c = xml_next(c)) {
		if (xml_is(c, NULL, "import"))
			m->imports[m->n_imports++] = read_import(m, c);
		else if (xml_is(c, NULL, "itemDefinition"))
			add_item(m, c);
		for (size_t i = 0; i < ARRAY_LEN(elements); i++) {
			if (xml_is(c, NULL, elements[i].name))
				add_element(m, c, elements[i].kind);
		}
	}
}

static struct dmn_model *
new_model(struct dmn *set, struct str file)
{
	struct dmn_model *m = arena_new_of(set->arena, struct dmn_model);

	m->set = set;
	m->file = arena_str(set->arena, file);
	m->by_id = map_new(set->arena);
	m->by_name = map_new(set->arena);
	m->item_by_name = map_new(set->arena);
	return m;
}

struct dmn_model *
dmn_read(struct dmn *set, struct dmn_text text)
{
	struct dmn_model *m = new_model(set, text.file);
	struct error err = { 0 };
	_cleanup_(xml_freep) xmlDoc *doc = xml_parse(text.xml, &err);
	const xmlNode *root;

	if (doc == NULL) {
		dmn_note((struct dmn_where){ m, err.line, STR_NULL, 0 },
		    DMN_ERROR, "dmn.xml", "%s", err.message);
		return m;
	}
	root = xmlDocGetRootElement(doc);
	if (root == NULL || !is_dmn(root)) {
		dmn_note((struct dmn_where){ m, 1, STR_NULL, 0 }, DMN_ERROR,
		    "dmn.not_dmn", "this is not a DMN file: its first element "
		    "is not <definitions> in a namespace of DMN 1.1 to 1.6");
		return m;
	}
	m->name = dmn_xml_name(m, root);
	m->ns = dmn_xml_attr(m, root, "namespace");
	dmn_read_names(m, root);
	read_definitions(m, root);
	return m;
}
