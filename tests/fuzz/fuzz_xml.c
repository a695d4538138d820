/*
 * fuzz_xml.c - every document that is accepted can be walked.
 */
#include "base/xml.h"
#include "tests/fuzz/fuzz.h"

static void
walk(const xmlNode *node, int depth, struct buf *text)
{
	must(depth <= XML_NODE_DEPTH_MAX + 1);
	must(xml_name(node).len > 0 && xml_line(node) >= 0);
	(void)xml_attr(node, "id");
	xml_text(node, text);
	for (const xmlNode *n = xml_first(node); n != NULL; n = xml_next(n))
		walk(n, depth + 1, text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(xml_freep) xmlDoc *doc = NULL;
	_cleanup_(buf_done) struct buf text = BUF_INIT, escaped = BUF_INIT;
	struct error err = { 0 };

	doc = xml_parse((struct str){ (const char *)data, size }, &err);
	if (doc == NULL) {
		must(err.code[0] != '\0');
		return 0;
	}
	walk(xmlDocGetRootElement(doc), 0, &text);
	must(utf8_valid(buf_view(&text)));
	xml_escape(&escaped, buf_view(&text));
	must(escaped.len >= text.len);
	return 0;
}
