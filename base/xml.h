/*
 * xml.h - libxml2 with everything dangerous switched off.
 *
 * No network, no DTD (a document with a DOCTYPE is refused before parsing), no
 * entities beyond the five of XML, limits on size and depth.
 */
#ifndef BASE_XML_H
#define BASE_XML_H

#include <libxml/tree.h>

#include "base/error.h"
#include "base/str.h"

#define XML_SIZE_MAX	(16 * 1024 * 1024)
#define XML_NODE_DEPTH_MAX 128

/* Parse a document.  NULL and err ("xml.size", "xml.doctype", "xml.syntax",
 * "xml.depth"; line set).  Free with xmlFreeDoc(). */
xmlDoc	*xml_parse(struct str text, struct error *err);
/* xmlFreeDoc() for _cleanup_(). */
void	 xml_freep(xmlDoc **doc);

/* The value of an attribute without namespace; STR_NULL if absent.  Points
 * into the document. */
struct str xml_attr(const xmlNode *node, const char *name);
/* The same in a namespace. */
struct str xml_attr_ns(const xmlNode *node, const char *ns, const char *name);
/* Is this an element of this name in this namespace (NULL: any, for both)? */
bool	 xml_is(const xmlNode *node, const char *ns, const char *name);
struct str xml_name(const xmlNode *node);	/* local name */
/* First child element / next sibling element, or NULL. */
xmlNode	*xml_first(const xmlNode *node);
xmlNode	*xml_next(const xmlNode *node);
/* First child element of this name in the node's own namespace. */
xmlNode	*xml_child(const xmlNode *node, const char *name);
/* Character data directly below the node, appended to out. */
void	 xml_text(const xmlNode *node, struct buf *out);
int	 xml_line(const xmlNode *node);

/* Escape text for element content or a quoted attribute. */
void	 xml_escape(struct buf *out, struct str s);

#endif
