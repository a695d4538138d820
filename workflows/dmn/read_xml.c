/*
 * read_xml.c - small helpers that take values out of one XML element.
 */
#include <string.h>

#include "base/xml.h"
#include "workflows/dmn/model.h"

struct str
dmn_xml_attr(struct dmn_model *m, const xmlNode *n, const char *a)
{
	struct str s = xml_attr(n, a);

	return s.p == NULL ? s : arena_str(m->set->arena, s);
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static struct str
collapse(struct arena *a, struct str s)
{
	char *p;
	size_t n = 0;

	s = str_trim(s);
	p = arena_alloc(a, s.len + 1);
	for (size_t i = 0; i < s.len; i++) {
		if (!is_space(s.p[i]))
			p[n++] = s.p[i];
		else if (!is_space(s.p[i - 1]))
			p[n++] = ' ';
	}
	p[n] = '\0';
	return (struct str){ p, n };
}

struct str
dmn_xml_name(struct dmn_model *m, const xmlNode *n)
{
	struct str s = xml_attr(n, "name");

	return s.p == NULL ? s : collapse(m->set->arena, s);
}

struct str
dmn_xml_text(struct dmn_model *m, const xmlNode *n)
{
	_cleanup_(buf_done) struct buf b = BUF_INIT;

	if (n == NULL)
		return STR_NULL;
	xml_text(n, &b);
	return arena_str(m->set->arena, str_trim(buf_view(&b)));
}

struct dmn_cell
dmn_xml_cell(struct dmn_model *m, const xmlNode *n)
{
	struct dmn_cell c = { .is_any = true };
	const xmlNode *text;

	if (n == NULL)
		return c;
	text = xml_child(n, "text");
	c.id = dmn_xml_attr(m, n, "id");
	c.line = xml_line(text != NULL ? text : n);
	c.text = dmn_xml_text(m, text);
	c.is_any = c.text.len == 0 || str_is(c.text, "-");
	return c;
}

/* "feel:number", "this:tPerson", "other:tPerson": the prefix stays only when
 * it names an import (as DMN 1.1 did), written as 1.2 does: "other.tPerson". */
static struct str
strip_prefix(struct dmn_model *m, const xmlNode *n, struct str s)
{
	ptrdiff_t colon = str_chr(s, ':');
	struct str prefix, rest;
	const xmlNs *ns;

	if (colon <= 0)
		return s;
	prefix = arena_str(m->set->arena, str_sub(s, 0, (size_t)colon));
	rest = str_sub(s, (size_t)colon + 1, s.len);
	ns = xmlSearchNs(n->doc, (xmlNode *)n, (const xmlChar *)prefix.p);
	if (ns == NULL)
		return s;
	if (str_is(m->ns, (const char *)ns->href) ||
	    strstr((const char *)ns->href, "/FEEL") != NULL ||
	    strstr((const char *)ns->href, "/feel") != NULL)
		return rest;
	return arena_printf(m->set->arena, "%.*s.%.*s", STR_ARG(prefix),
	    STR_ARG(rest));
}

struct str
dmn_xml_type(struct dmn_model *m, const xmlNode *n, const char *a)
{
	struct str s = xml_attr(n, a);
	const xmlNode *child = xml_child(n, a);

	if (s.p == NULL && child != NULL)
		s = dmn_xml_text(m, child);
	if (s.p == NULL)
		return s;
	return strip_prefix(m, n, collapse(m->set->arena, s));
}

struct dmn_var
dmn_xml_var(struct dmn_model *m, const xmlNode *n)
{
	struct dmn_var v = { 0 };

	if (n == NULL)
		return v;
	v.name = dmn_xml_name(m, n);
	v.type_ref = dmn_xml_type(m, n, "typeRef");
	v.line = xml_line(n);
	return v;
}

size_t
dmn_xml_count(const xmlNode *n, const char *name)
{
	size_t count = 0;

	for (const xmlNode *c = xml_first(n); c != NULL; c = xml_next(c))
		count += xml_is(c, NULL, name);
	return count;
}
