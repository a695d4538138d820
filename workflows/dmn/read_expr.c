/*
 * read_expr.c - boxed expressions out of XML (DMN 1.5, 7.3 and chapter 10).
 *
 * Recursion follows the nesting of the elements, which xml_parse() limits.
 */
#include <string.h>

#include "base/xml.h"
#include "workflows/dmn/model.h"

static const struct {
	const char		*name;
	enum dmn_expr_kind	 kind;
} kinds[] = {
	{ "literalExpression", DMN_LITERAL },
	{ "decisionTable", DMN_TABLE },
	{ "context", DMN_CONTEXT },
	{ "invocation", DMN_INVOCATION },
	{ "functionDefinition", DMN_FUNCTION },
	{ "relation", DMN_RELATION },
	{ "list", DMN_LIST },
	{ "conditional", DMN_IF },
	{ "filter", DMN_FILTER },
	{ "for", DMN_FOR },
	{ "some", DMN_SOME },
	{ "every", DMN_EVERY },
};

static struct dmn_expr *
new_expr(struct dmn_model *m, const xmlNode *node, enum dmn_expr_kind kind)
{
	struct dmn_expr *e = arena_new_of(m->set->arena, struct dmn_expr);

	e->kind = kind;
	e->line = xml_line(node);
	e->id = dmn_xml_attr(m, node, "id");
	e->type_ref = dmn_xml_type(m, node, "typeRef");
	return e;
}

static void
make_room(struct dmn_model *m, struct dmn_expr *e, size_t vars, size_t kids)
{
	struct arena *a = m->set->arena;

	e->vars = arena_array(a, vars, sizeof(*e->vars));
	e->kids = arena_array(a, kids, sizeof(struct dmn_expr *));
}

static void
read_literal(struct dmn_model *m, const xmlNode *node, struct dmn_expr *e)
{
	const xmlNode *text = xml_child(node, "text");

	e->text = dmn_xml_text(m, text);
	if (text != NULL)
		e->line = xml_line(text);
	if (xml_child(node, "importedValues") != NULL)
		dmn_note((struct dmn_where){ m, e->line, e->id, 0 }, DMN_ERROR,
		    "dmn.imported_values",
		    "importedValues (removed from DMN) is not read: write "
		    "the expression itself");
}

static void
read_context(struct dmn_model *m, const xmlNode *node, struct dmn_expr *e)
{
	size_t n = dmn_xml_count(node, "contextEntry");

	make_room(m, e, n, n);
	for (const xmlNode *c = xml_first(node); c != NULL; c = xml_next(c)) {
		if (!xml_is(c, NULL, "contextEntry"))
			continue;
		e->vars[e->n_vars++] = dmn_xml_var(m, xml_child(c, "variable"));
		e->kids[e->n_kids++] = dmn_read_child_expr(m, c);
	}
}

static void
read_invocation(struct dmn_model *m, const xmlNode *node, struct dmn_expr *e)
{
	size_t n = dmn_xml_count(node, "binding");

	make_room(m, e, n, n + 1);
	e->kids[e->n_kids++] = dmn_read_child_expr(m, node);
	for (const xmlNode *c = xml_first(node); c != NULL; c = xml_next(c)) {
		if (!xml_is(c, NULL, "binding"))
			continue;
		e->vars[e->n_vars++] =
		    dmn_xml_var(m, xml_child(c, "parameter"));
		e->kids[e->n_kids++] = dmn_read_child_expr(m, c);
	}
}

static void
read_function(struct dmn_model *m, const xmlNode *node, struct dmn_expr *e)
{
	struct str kind = xml_attr(node, "kind");

	if (str_is(kind, "Java") || str_is(kind, "J"))
		e->language = DMN_JAVA;
	else if (str_is(kind, "PMML") || str_is(kind, "P"))
		e->language = DMN_PMML;
	make_room(m, e, dmn_xml_count(node, "formalParameter"), 1);
	for (const xmlNode *c = xml_first(node); c != NULL; c = xml_next(c)) {
		if (xml_is(c, NULL, "formalParameter"))
			e->vars[e->n_vars++] = dmn_xml_var(m, c);
	}
	e->kids[e->n_kids++] = dmn_read_child_expr(m, node);
}

static void
read_row(struct dmn_model *m, const xmlNode *row, struct dmn_expr *e)
{
	size_t n = 0;

	for (const xmlNode *c = xml_first(row); c != NULL; c = xml_next(c)) {
		struct dmn_expr *cell = dmn_read_expr(m, c);

		if (cell != NULL && n++ < e->n_vars)
			e->kids[e->n_kids++] = cell;
	}
	if (n != e->n_vars)
		dmn_note((struct dmn_where){ m, xml_line(row), e->id, 0 },
		    DMN_ERROR, "dmn.relation_row",
		    "a row of the relation has %zu cells for %zu columns", n,
		    e->n_vars);
	for (; n < e->n_vars; n++)
		e->kids[e->n_kids++] = NULL;
}

static void
read_relation(struct dmn_model *m, const xmlNode *node, struct dmn_expr *e)
{
	size_t columns = dmn_xml_count(node, "column");
	size_t rows = dmn_xml_count(node, "row");

	if (columns * rows > DMN_CELLS_MAX)
		rows = 0;
	make_room(m, e, columns, columns * rows);
	for (const xmlNode *c = xml_first(node); c != NULL; c = xml_next(c)) {
		if (xml_is(c, NULL, "column"))
			e->vars[e->n_vars++] = dmn_xml_var(m, c);
	}
	for (const xmlNode *c = xml_first(node); c != NULL && rows > 0;
	    c = xml_next(c)) {
		if (xml_is(c, NULL, "row"))
			read_row(m, c, e);
	}
}

static void
read_list(struct dmn_model *m, const xmlNode *node, struct dmn_expr *e)
{
	size_t n = 0;

	for (const xmlNode *c = xml_first(node); c != NULL; c = xml_next(c))
		n++;
	make_room(m, e, 0, n);
	for (const xmlNode *c = xml_first(node); c != NULL; c = xml_next(c)) {
		struct dmn_expr *kid = dmn_read_expr(m, c);

		if (kid != NULL)
			e->kids[e->n_kids++] = kid;
	}
}

/* The parts of a conditional, a filter, an iteration: each one expression in
 * an element of its own. */
static void
read_parts(struct dmn_model *m, const xmlNode *node, struct dmn_expr *e,
    const char *const *parts)
{
	make_room(m, e, 1, 3);
	for (; *parts != NULL; parts++) {
		const xmlNode *part = xml_child(node, *parts);

		if (part == NULL || xml_first(part) == NULL)
			dmn_note((struct dmn_where){ m, e->line, e->id, 0 },
			    DMN_ERROR, "dmn.missing_part",
			    "<%s> has no <%s> with an expression in it",
			    (const char *)node->name, *parts);
		e->kids[e->n_kids++] = part == NULL ? NULL :
		    dmn_read_child_expr(m, part);
	}
}

static void
read_iteration(struct dmn_model *m, const xmlNode *node, struct dmn_expr *e)
{
	static const char *const for_parts[] = { "in", "return", NULL };
	static const char *const test_parts[] = { "in", "satisfies", NULL };

	read_parts(m, node, e, e->kind == DMN_FOR ? for_parts : test_parts);
	e->vars[e->n_vars++] = (struct dmn_var){
		.name = dmn_xml_attr(m, node, "iteratorVariable"),
		.line = e->line,
	};
	if (e->vars[0].name.len == 0)
		dmn_note((struct dmn_where){ m, e->line, e->id, 0 }, DMN_ERROR,
		    "dmn.missing_part", "<%s> has no iteratorVariable",
		    (const char *)node->name);
}

static void
fill_expr(struct dmn_model *m, const xmlNode *node, struct dmn_expr *e)
{
	static const char *const if_parts[] = { "if", "then", "else", NULL };
	static const char *const filter_parts[] = { "in", "match", NULL };

	switch (e->kind) {
	case DMN_LITERAL:
		read_literal(m, node, e);
		break;
	case DMN_TABLE:
		e->table = dmn_read_table(m, node);
		break;
	case DMN_CONTEXT:
		read_context(m, node, e);
		break;
	case DMN_INVOCATION:
		read_invocation(m, node, e);
		break;
	case DMN_FUNCTION:
		read_function(m, node, e);
		break;
	case DMN_RELATION:
		read_relation(m, node, e);
		break;
	case DMN_LIST:
		read_list(m, node, e);
		break;
	case DMN_IF:
		read_parts(m, node, e, if_parts);
		break;
	case DMN_FILTER:
		read_parts(m, node, e, filter_parts);
		break;
	case DMN_FOR:
	case DMN_SOME:
	case DMN_EVERY:
		read_iteration(m, node, e);
		break;
	}
}

struct dmn_expr *
dmn_read_expr(struct dmn_model *m, const xmlNode *node)
{
	struct str name = xml_name(node);

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		struct dmn_expr *e;

		if (!str_is(name, kinds[i].name))
			continue;
		e = new_expr(m, node, kinds[i].kind);
		fill_expr(m, node, e);
		return e;
	}
	return NULL;
}

struct dmn_expr *
dmn_read_child_expr(struct dmn_model *m, const xmlNode *node)
{
	for (const xmlNode *c = xml_first(node); c != NULL; c = xml_next(c)) {
		struct dmn_expr *e = dmn_read_expr(m, c);

		if (e != NULL)
			return e;
	}
	return NULL;
}

struct dmn_expr *
dmn_read_function(struct dmn_model *m, const xmlNode *node)
{
	struct dmn_expr *e = new_expr(m, node, DMN_FUNCTION);

	read_function(m, node, e);
	return e;
}
