/*
 * interchange.c - reading and writing models without loss.
 */
#include "workflows/bpmn/interchange.h"

#define BPMN_NS "http://www.omg.org/spec/BPMN/20100524/MODEL"

xmlDoc *
bpmn_import(struct str text, struct error *err)
{
	xmlDoc *doc = xml_parse(text, err);
	const xmlNode *root = doc == NULL ? NULL : xmlDocGetRootElement(doc);

	if (doc == NULL)
		return NULL;
	if (!xml_is(root, BPMN_NS, "definitions")) {
		(void)error_set(err, ERR_INVALID, "bpmn.not_bpmn",
		    "the document begins with <%s>, not with <definitions> of "
		    "BPMN 2.0", (const char *)root->name);
		(void)error_at(err, xml_line(root), 0);
		xml_freep(&doc);
	}
	return doc;
}

void
bpmn_export(const xmlDoc *doc, struct buf *out)
{
	xmlChar *text = NULL;
	int len = 0;

	xmlDocDumpMemoryEnc((xmlDoc *)doc, &text, &len, "UTF-8");
	if (text == NULL)
		abort();
	buf_add(out, text, (size_t)len);
	xmlFree(text);
}
