/*
 * xml.c - reading XML safely and walking its tree.
 */
#include <libxml/parser.h>

#include "base/xml.h"

static void
ignore_error(void *arg, const char *fmt, ...)
{
	(void)arg;
	(void)fmt;
}

static int
check_depth(const xmlDoc *doc, struct error *err)
{
	const xmlNode *root = xmlDocGetRootElement(doc), *n = root;
	int depth = 1;

	while (n != NULL) {
		if (depth > XML_NODE_DEPTH_MAX) {
			(void)error_set(err, ERR_LIMIT, "xml.depth",
			    "nested more than %d deep at line %d",
			    XML_NODE_DEPTH_MAX, xml_line(n));
			return error_at(err, xml_line(n), 0);
		}
		if (n->type == XML_ELEMENT_NODE && n->children != NULL) {
			n = n->children;
			depth++;
			continue;
		}
		while (n != root && n->next == NULL) {
			n = n->parent;
			depth--;
		}
		n = n == root ? NULL : n->next;
	}
	return 0;
}

static int
syntax_error(const xmlParserCtxt *ctx, struct error *err)
{
	const xmlError *e = xmlCtxtGetLastError((void *)ctx);
	struct str msg = str_trim(str_of(e == NULL || e->message == NULL ?
	    "not well-formed" : e->message));

	(void)error_set(err, ERR_INVALID, "xml.syntax", "line %d: %.*s",
	    e == NULL ? 0 : e->line, STR_ARG(msg));
	return error_at(err, e == NULL ? 0 : e->line, e == NULL ? 0 : e->int2);
}

xmlDoc *
xml_parse(struct str text, struct error *err)
{
	const int options = XML_PARSE_NONET | XML_PARSE_NOWARNING |
	    XML_PARSE_NOERROR | XML_PARSE_BIG_LINES;
	xmlParserCtxt *ctx;
	xmlDoc *doc;

	if (text.len > XML_SIZE_MAX) {
		(void)error_set(err, ERR_LIMIT, "xml.size",
		    "larger than %d bytes", XML_SIZE_MAX);
		return NULL;
	}
	if (str_find(text, STR("<!DOCTYPE"), 0) >= 0) {
		(void)error_set(err, ERR_INVALID, "xml.doctype",
		    "a document type declaration is not allowed");
		return NULL;
	}
	ctx = xmlNewParserCtxt();
	if (ctx == NULL)
		abort();
	xmlSetGenericErrorFunc(NULL, ignore_error);
	doc = xmlCtxtReadMemory(ctx, text.p, (int)text.len, NULL, NULL,
	    options);
	if (doc == NULL || doc->intSubset != NULL) {
		(void)syntax_error(ctx, err);
		xml_freep(&doc);
	} else if (check_depth(doc, err) < 0) {
		xml_freep(&doc);
	}
	xmlFreeParserCtxt(ctx);
	return doc;
}

void
xml_freep(xmlDoc **doc)
{
	if (*doc != NULL)
		xmlFreeDoc(*doc);
	*doc = NULL;
}

static struct str
attr_value(const xmlAttr *attr)
{
	if (attr->children == NULL)
		return STR("");
	return str_of((const char *)attr->children->content);
}

struct str
xml_attr(const xmlNode *node, const char *name)
{
	for (const xmlAttr *a = node->properties; a != NULL; a = a->next) {
		if (a->ns == NULL && strcmp((const char *)a->name, name) == 0)
			return attr_value(a);
	}
	return STR_NULL;
}

struct str
xml_attr_ns(const xmlNode *node, const char *ns, const char *name)
{
	for (const xmlAttr *a = node->properties; a != NULL; a = a->next) {
		if (a->ns != NULL &&
		    strcmp((const char *)a->ns->href, ns) == 0 &&
		    strcmp((const char *)a->name, name) == 0)
			return attr_value(a);
	}
	return STR_NULL;
}

bool
xml_is(const xmlNode *node, const char *ns, const char *name)
{
	if (node->type != XML_ELEMENT_NODE ||
	    (name != NULL && strcmp((const char *)node->name, name) != 0))
		return false;
	return ns == NULL || (node->ns != NULL &&
	    strcmp((const char *)node->ns->href, ns) == 0);
}

struct str
xml_name(const xmlNode *node)
{
	return str_of((const char *)node->name);
}

static xmlNode *
element_from(xmlNode *n)
{
	while (n != NULL && n->type != XML_ELEMENT_NODE)
		n = n->next;
	return n;
}

xmlNode *
xml_first(const xmlNode *node)
{
	return element_from(node->children);
}

xmlNode *
xml_next(const xmlNode *node)
{
	return element_from(node->next);
}

xmlNode *
xml_child(const xmlNode *node, const char *name)
{
	const char *ns = node->ns == NULL ? NULL : (const char *)node->ns->href;
	xmlNode *n = xml_first(node);

	while (n != NULL && !xml_is(n, ns, name))
		n = xml_next(n);
	return n;
}

void
xml_text(const xmlNode *node, struct buf *out)
{
	for (const xmlNode *n = node->children; n != NULL; n = n->next) {
		if (n->type == XML_TEXT_NODE ||
		    n->type == XML_CDATA_SECTION_NODE)
			buf_puts(out, (const char *)n->content);
	}
}

int
xml_line(const xmlNode *node)
{
	return (int)xmlGetLineNo(node);
}

void
xml_escape(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		switch (s.p[i]) {
		case '&':
			buf_puts(out, "&amp;");
			break;
		case '<':
			buf_puts(out, "&lt;");
			break;
		case '>':
			buf_puts(out, "&gt;");
			break;
		case '"':
			buf_puts(out, "&quot;");
			break;
		default:
			buf_putc(out, s.p[i]);
		}
	}
}
