/*
 * structure.c - elements, attributes and references against the schema.
 */
#include <libxml/uri.h>

#include "workflows/bpmn/lint/internal.h"

enum {
	R_ELEMENT, R_ORDER, R_COUNT, R_REQUIRED, R_ATTRIBUTE, R_VALUE,
	R_UNRESOLVED, R_ELSEWHERE, R_KIND, R_FOREIGN, R_ID, R_DIAGRAM,
};

/* What the checks of this file say; each covers several. */
static const struct lint_rule rules[] = {
	[R_ELEMENT] = { "schema-element", "15.3", LINT_ERROR },
	[R_ORDER] = { "schema-order", "15.3", LINT_WARNING },
	[R_COUNT] = { "schema-count", "15.3", LINT_ERROR },
	[R_REQUIRED] = { "schema-required", "15.3", LINT_ERROR },
	[R_ATTRIBUTE] = { "schema-attribute", "15.3", LINT_ERROR },
	[R_VALUE] = { "schema-value", "15.3", LINT_ERROR },
	[R_UNRESOLVED] = { "reference-unresolved", "15.3", LINT_ERROR },
	[R_ELSEWHERE] = { "reference-elsewhere", NULL, LINT_WARNING },
	[R_KIND] = { "reference-kind", "15.3", LINT_ERROR },
	[R_FOREIGN] = { "schema-foreign", "15.3", LINT_WARNING },
	[R_ID] = { "id-form", "15.3", LINT_WARNING },
	[R_DIAGRAM] = { "diagram-reference", "12.2", LINT_WARNING },
};

/* The children a kind of element may have, and how far we are in them. */
struct sequence {
	struct schema_particle	*v;
	size_t			 n, cap, at;
	size_t			*seen;
};

/* From the base to the kind itself. */
static int
chain_of(const struct schema_type *type,
    const struct schema_type *chain[SCHEMA_DEPTH_MAX])
{
	int n = 0;

	for (; type != NULL && n < SCHEMA_DEPTH_MAX; n++) {
		memmove(chain + 1, chain, (size_t)n * sizeof(*chain));
		chain[0] = type;
		type = type->base == NULL ? NULL :
		    schema_find(str_of(type->base));
	}
	return n;
}

static void
collect(struct lint *l, const struct schema_type *type, struct sequence *seq)
{
	const struct schema_type *chain[SCHEMA_DEPTH_MAX];
	int n = chain_of(type, chain);

	for (int i = 0; i < n; i++) {
		const char *list = chain[i]->content;
		struct schema_particle p;

		while (schema_next_particle(&list, &p))
			vec_push(l->a, seq, p);
	}
	seq->seen = arena_zalloc(l->a, (seq->n + 1) * sizeof(*seq->seen));
}

static bool
takes(const struct schema_particle *p, const struct lint_elem *e)
{
	if (str_eq(p->name, xml_name(e->node)))
		return true;
	return str_eq(p->name, p->kind) && e->type != NULL &&
	    !e->type->is_abstract && schema_is(e->type, p->kind);
}

/* The text or attribute `value` of `at` must name one of these kinds. */
static void
check_ref(struct lint *l, struct lint_elem *at, struct str value,
    const struct schema_attr *as)
{
	bool is_foreign, is_any = str_is(as->arg, "any");
	struct lint_elem *to;
	struct str kinds = as->arg, kind;

	to = lint_resolve(l, at, value, &is_foreign);
	if (to == NULL) {
		if (is_foreign)
			return;
		lint_add(l, at, &rules[as->kind == '~' ? R_ELSEWHERE :
		    R_UNRESOLVED], "%.*s refers to '%.*s', which is not in "
		    "this document", STR_ARG(as->name), STR_ARG(value));
		return;
	}
	while (!is_any && kinds.len > 0) {
		ptrdiff_t bar = str_chr(kinds, '|');

		kind = bar < 0 ? kinds : str_sub(kinds, 0, (size_t)bar);
		if (to->type != NULL && schema_is(to->type, kind))
			return;
		kinds = bar < 0 ? STR("") :
		    str_sub(kinds, (size_t)bar + 1, kinds.len);
	}
	if (!is_any)
		lint_add(l, at, &rules[R_KIND], "%.*s refers to '%.*s', a "
		    "<%s>; it must be a %.*s", STR_ARG(as->name),
		    STR_ARG(value), (const char *)to->node->name,
		    STR_ARG(as->arg));
}

static void
check_text_ref(struct lint *l, struct lint_elem *e,
    const struct schema_particle *p)
{
	struct str value = lint_text(l, e);
	struct schema_attr as = {
		.name = p->name, .kind = p->kind.p[0],
		.arg = str_sub(p->kind, 1, p->kind.len),
	};

	if (value.len == 0)
		lint_add(l, e->parent, &rules[R_REQUIRED],
		    "<%.*s> is empty", STR_ARG(p->name));
	else
		check_ref(l, e->parent, value, &as);
}

static void
check_child(struct lint *l, struct lint_elem *c, struct sequence *seq)
{
	size_t i = 0;

	while (i < seq->n && !takes(&seq->v[i], c))
		i++;
	if (i == seq->n) {
		lint_add(l, c, &rules[R_ELEMENT], "<%s> is not allowed in <%s>",
		    (const char *)c->node->name,
		    (const char *)c->parent->node->name);
		return;
	}
	if (i < seq->at)
		lint_add(l, c, &rules[R_ORDER], "<%s> belongs before <%.*s>",
		    (const char *)c->node->name,
		    STR_ARG(seq->v[seq->at].name));
	else
		seq->at = i;
	if (++seq->seen[i] == 2 && !seq->v[i].is_many)
		lint_add(l, c, &rules[R_COUNT], "<%s> has more than one %.*s",
		    (const char *)c->parent->node->name,
		    STR_ARG(seq->v[i].name));
	if (seq->v[i].is_ref)
		check_text_ref(l, c, &seq->v[i]);
}

static void
check_content(struct lint *l, struct lint_elem *e)
{
	struct sequence seq = { 0 };

	if (e->type->content[0] == '#')
		return;
	collect(l, e->type, &seq);
	for (struct lint_elem *c = e->first; c != NULL; c = c->next)
		check_child(l, c, &seq);
	for (size_t i = 0; i < seq.n; i++) {
		if (seq.v[i].is_required && seq.seen[i] == 0)
			lint_add(l, e, &rules[R_REQUIRED],
			    "<%s> needs a <%.*s>", (const char *)e->node->name,
			    STR_ARG(seq.v[i].name));
	}
	for (const xmlNode *n = xml_first(e->node); n != NULL;
	    n = xml_next(n)) {
		if (!xml_is(n, BPMN_NS, (const char *)n->name) &&
		    !xml_is(n, BPMN_DI_NS, "BPMNDiagram"))
			lint_add(l, e, &rules[R_FOREIGN], "<%s> of another "
			    "namespace belongs in <extensionElements>",
			    (const char *)n->name);
	}
}

static bool
is_boolean(struct str v)
{
	return str_is(v, "true") || str_is(v, "false") || str_is(v, "1") ||
	    str_is(v, "0");
}

static bool
is_integer(struct str v)
{
	int64_t n;

	if (str_starts(v, "+"))
		v = str_sub(v, 1, v.len);
	return parse_int(v, INT32_MIN, INT32_MAX, &n) == 0;
}

static bool
is_uri(struct lint *l, struct str v)
{
	xmlURI *uri = xmlParseURI(arena_str(l->a, v).p);

	if (uri == NULL)
		return false;
	xmlFreeURI(uri);
	return true;
}

static bool
is_ncname(struct str v)
{
	return xmlValidateNCName((const xmlChar *)v.p, 0) == 0;
}

static void
check_value(struct lint *l, struct lint_elem *e, struct str v,
    const struct schema_attr *as)
{
	bool is_right = true;

	if (as->kind == 'b')
		is_right = is_boolean(v);
	else if (as->kind == 'i')
		is_right = is_integer(v);
	else if (as->kind == 'u')
		is_right = is_uri(l, v);
	else if (as->kind == '{')
		is_right = schema_has_word(as->arg, v);
	else if (as->kind == '%')
		is_right = schema_has_word(as->arg, v) || is_uri(l, v);
	else if (as->kind == 'd' && v.len > 0 && !is_ncname(v))
		lint_add(l, e, &rules[R_ID], "an id begins with a letter or _ "
		    "and has only letters, digits, '.', '-' and '_'");
	if (!is_right)
		lint_add(l, e, &rules[R_VALUE], "%.*s=\"%.*s\" is not a %s",
		    STR_ARG(as->name), STR_ARG(v), as->kind == 'b' ?
		    "boolean" : as->kind == 'i' ? "whole number" :
		    as->kind == 'u' ? "URI" : "value of this attribute");
	if (as->kind == '@' || as->kind == '~')
		check_ref(l, e, v, as);
}

static bool
find_attr(const struct schema_type *type, struct str name,
    struct schema_attr *ret)
{
	for (int i = 0; type != NULL && i < SCHEMA_DEPTH_MAX; i++) {
		const char *list = type->attributes;

		while (schema_next_attr(&list, ret)) {
			if (str_eq(ret->name, name))
				return true;
		}
		type = type->base == NULL ? NULL :
		    schema_find(str_of(type->base));
	}
	return false;
}

/* Every attribute that the kind requires is there. */
static void
check_required(struct lint *l, struct lint_elem *e)
{
	const struct schema_type *type = e->type;

	for (int i = 0; type != NULL && i < SCHEMA_DEPTH_MAX; i++) {
		const char *list = type->attributes;
		struct schema_attr as;

		while (schema_next_attr(&list, &as)) {
			if (as.is_required && xml_attr(e->node,
			    arena_str(l->a, as.name).p).p == NULL)
				lint_add(l, e, &rules[R_REQUIRED],
				    "<%s> needs the attribute %.*s",
				    (const char *)e->node->name,
				    STR_ARG(as.name));
		}
		type = type->base == NULL ? NULL :
		    schema_find(str_of(type->base));
	}
}

static void
check_attributes(struct lint *l, struct lint_elem *e)
{
	for (const xmlAttr *a = e->node->properties; a != NULL; a = a->next) {
		const char *name = (const char *)a->name;
		struct schema_attr as;
		struct str v = lint_attr(e, name);

		if (a->ns != NULL)
			continue;
		if (!find_attr(e->type, str_of(name), &as))
			lint_add(l, e, &rules[R_ATTRIBUTE], "<%s> has no "
			    "attribute '%s'", (const char *)e->node->name,
			    name);
		else if (v.len > 0 || strchr("bi{", as.kind) != NULL)
			check_value(l, e, v, &as);
	}
	check_required(l, e);
}

/* Local elements of a kind (a <condition> of kind expression) have a type
 * too; what has none is unknown and was reported with its parent. */
static void
check_structure(struct lint *l, struct lint_elem *e)
{
	check_content(l, e);
	check_attributes(l, e);
}

static void
check_duplicate(struct lint *l, struct lint_elem *e)
{
	if (e->id.len > 0 && map_get(l->ids, e->id) != e)
		lint_report(l, e, "the id '%.*s' is used twice, first in "
		    "line %d", STR_ARG(e->id),
		    xml_line(((struct lint_elem *)map_get(l->ids,
		    e->id))->node));
}

/* What is only there to be referred to, by the history and by tasks at the
 * latest. */
static void
check_id(struct lint *l, struct lint_elem *e)
{
	static const char *const kinds[] = { "process", "flowNode", "message",
		"signal", "error", "escalation", "itemDefinition", "interface",
		"operation", "participant", "dataObject", "globalTask" };

	for (size_t i = 0; e->id.len == 0 && i < ARRAY_LEN(kinds); i++) {
		if (lint_is(e, kinds[i]) && !lint_is(e, "implicitThrowEvent"))
			lint_report(l, e, "a <%s> needs an id, because others "
			    "refer to it", (const char *)e->node->name);
	}
}

static void
check_extension(struct lint *l, struct lint_elem *e)
{
	if (lint_is_true(e, "mustUnderstand", false))
		lint_report(l, e, "the extension '%.*s' must be understood, "
		    "and is not", STR_ARG(lint_attr(e, "definition")));
}

/* Shapes and edges show elements that exist. */
static void
check_diagram(struct lint *l, struct lint_elem *e)
{
	const xmlNode *d, *n, *plane;
	bool is_foreign;

	for (d = xml_first(e->node); d != NULL; d = xml_next(d)) {
		plane = xml_is(d, BPMN_DI_NS, "BPMNDiagram") ?
		    xml_child(d, "BPMNPlane") : NULL;
		for (n = plane == NULL ? NULL : xml_first(plane); n != NULL;
		    n = xml_next(n)) {
			struct str v = xml_attr(n, "bpmnElement");

			if (v.len == 0 || lint_resolve(l, e, v,
			    &is_foreign) != NULL || is_foreign)
				continue;
			lint_add(l, e, &rules[R_DIAGRAM], "line %d: the "
			    "diagram shows '%.*s', which is not in the model",
			    xml_line(n), STR_ARG(v));
		}
	}
}

/* What kind of document is imported is an absolute URI. */
static void
check_import(struct lint *l, struct lint_elem *e)
{
	struct str v = lint_attr(e, "importType");

	if (v.len > 0 && is_uri(l, v) && str_chr(v, ':') <= 0)
		lint_report(l, e, "importType=\"%.*s\" is not an absolute "
		    "URI such as " BPMN_NS, STR_ARG(v));
}

static bool
is_token(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.p[i] <= ' ' || s.p[i] > '~' ||
		    strchr("()<>@,;:\\\"/[]?=", s.p[i]) != NULL)
			return false;
	}
	return s.len > 0;
}

bool
lint_is_mime_type(struct str s)
{
	ptrdiff_t end = str_chr(s, ';'), slash;

	if (end >= 0)
		s = str_trim(str_sub(s, 0, (size_t)end));
	slash = str_chr(s, '/');
	return slash > 0 && is_token(str_sub(s, 0, (size_t)slash)) &&
	    is_token(str_sub(s, (size_t)slash + 1, s.len));
}

static void
check_text_format(struct lint *l, struct lint_elem *e)
{
	struct str v = lint_attr(e, "textFormat");

	if (v.len > 0 && !lint_is_mime_type(v))
		lint_report(l, e, "textFormat=\"%.*s\" is not a MIME type",
		    STR_ARG(v));
}

const struct lint_rule lint_structure_rules[] = {
	{ "schema", "15.3", LINT_ERROR, ALWAYS, "any", check_structure },
	{ "id-duplicate", "8.3.1", LINT_ERROR, ALWAYS, "any",
	    check_duplicate },
	{ "id-missing", "8.3.1", LINT_ERROR, IF_EXECUTABLE, "baseElement",
	    check_id },
	{ "text-format", "8.4.1", LINT_ERROR, ALWAYS, "documentation",
	    check_text_format },
	{ "text-format", "8.4.1", LINT_ERROR, ALWAYS, "textAnnotation",
	    check_text_format },
	{ "import-type", "8.2.2", LINT_ERROR, ALWAYS, "import",
	    check_import },
	{ "extension-unknown", "8.3.3", LINT_ERROR, ALWAYS, "extension",
	    check_extension },
	{ "diagram", "12.2", LINT_WARNING, ALWAYS, "definitions",
	    check_diagram },
	{ NULL }
};
