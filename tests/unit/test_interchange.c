/*
 * test_interchange.c - models go in and come out whole; versions are compared.
 */
#include <dirent.h>

#include <libxml/c14n.h>
#include <libxml/xmlerror.h>

#include "base/file.h"
#include "base/json.h"
#include "workflows/bpmn/interchange.h"

#include "tests/unit/tap.h"

#define HEAD	"<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/" \
	"MODEL' xmlns:z='urn:z' xmlns:d='http://www.omg.org/spec/BPMN/" \
	"20100524/DI' id='defs' targetNamespace='urn:t'>"

static struct str
canonical(const xmlDoc *doc, xmlChar **keep)
{
	int len = xmlC14NDocDumpMemory((xmlDoc *)doc, NULL, XML_C14N_1_1, NULL,
	    1, keep);

	return (struct str){ (const char *)*keep, len < 0 ? 0 : (size_t)len };
}

static bool
is_canonical_equal(const xmlDoc *once, const xmlDoc *twice)
{
	xmlChar *a = NULL, *b = NULL;
	struct str x = canonical(once, &a), y = canonical(twice, &b);
	bool is_equal = str_eq(x, y);

	/* Relative namespace names have no canonical form: compare a second
	 * export with the first. */
	if (x.len == 0) {
		_cleanup_(buf_done) struct buf p = BUF_INIT, q = BUF_INIT;

		bpmn_export(once, &p);
		bpmn_export(twice, &q);
		is_equal = str_eq(buf_view(&p), buf_view(&q));
	}
	xmlFree(a);
	xmlFree(b);
	return is_equal;
}

static void
no_message(void *ctx, xmlError *error)
{
	(void)ctx;
	(void)error;
}

/* In, out, in again: the canonical forms are equal. */
static bool
round_trips(struct str text)
{
	_cleanup_(xml_freep) xmlDoc *once = NULL, *twice = NULL;
	_cleanup_(buf_done) struct buf out = BUF_INIT;

	once = bpmn_import(text, NULL);
	if (once == NULL)
		return false;
	bpmn_export(once, &out);
	twice = bpmn_import(buf_view(&out), NULL);
	return twice != NULL && is_canonical_equal(once, twice);
}

/* What other tools are free to write, and what of it must come out as it
 * went in. */
static const char nasty[] =
    "<?xml version='1.0'?><?tool keep='me'?><!-- before -->\n"
    "<b:definitions xmlns:b='http://www.omg.org/spec/BPMN/20100524/MODEL' "
    "xmlns:v='urn:vendor' v:version='3' targetNamespace='urn:t'>"
    "<!-- inside --><?vendor hint?>"
    "<b:process id='p' v:colour='#f00'><b:documentation xml:lang='ca' "
    "textFormat='text/html'>&lt;b>Ajut&lt;/b>&#xa0;d&#39;urg\u00e8ncia"
    "</b:documentation><b:extensionElements><settings xmlns='urn:other'>"
    "<b:task xmlns:b='urn:not-bpmn' b:x='1'/><empty xmlns=''/>"
    "<v:script><![CDATA[if (a < b && c) \"x\"]]></v:script>"
    "</settings></b:extensionElements><b:task id='t' name='two\n lines'>"
    "<b:extensionElements><v:io><v:in/>text<v:out/>tail</v:io>"
    "</b:extensionElements></b:task><b:textAnnotation id='n'><b:text>  "
    "spaces  </b:text></b:textAnnotation></b:process>"
    "<d:BPMNDiagram xmlns:d='http://www.omg.org/spec/BPMN/20100524/DI' "
    "xmlns:c='urn:colour'><d:BPMNPlane bpmnElement='p'><d:BPMNShape "
    "bpmnElement='t' c:fill='#abc'/></d:BPMNPlane></d:BPMNDiagram>"
    "</b:definitions><!-- after --><?end?>";
static const char *const kept[] = {
	"<?tool keep='me'?>", "<!-- before -->", "<!-- inside -->",
	"<?vendor hint?>", "<!-- after -->", "<?end?>", "v:colour=\"#f00\"",
	"xml:lang=\"ca\"", "d'urg\u00e8ncia", "xmlns:b=\"urn:not-bpmn\"",
	"<empty xmlns=\"\"/>", "<![CDATA[if (a < b && c) \"x\"]]>",
	"<v:in/>text<v:out/>tail", "  spaces  ", "c:fill=\"#abc\"",
};

static bool
is_kept(const char *text, const char *part)
{
	_cleanup_(xml_freep) xmlDoc *doc = bpmn_import(str_of(text), NULL);
	_cleanup_(buf_done) struct buf out = BUF_INIT;

	if (doc == NULL)
		return false;
	bpmn_export(doc, &out);
	return str_find(buf_view(&out), str_of(part), 0) >= 0;
}

static void
test_own(void)
{
	struct error err;

	ok(round_trips(STR("<?xml version='1.0' encoding='ISO-8859-1'?>"
	    "<!-- kept -->" HEAD "<process id='p'><extensionElements>"
	    "<z:a b='&lt;&#10;'><![CDATA[x < y]]></z:a></extensionElements>"
	    "<textAnnotation id='t'><text>\xe1 la\n carte</text>"
	    "</textAnnotation></process><d:BPMNDiagram/></definitions>")),
	    "extensions, comments, line ends and Latin-1 survive");
	ok(round_trips(str_of(nasty)), "a nasty model survives");
	for (size_t i = 0; i < ARRAY_LEN(kept); i++)
		ok(is_kept(nasty, kept[i]), "%s is kept", kept[i]);
	ok(bpmn_import(STR("<model/>"), &err) == NULL &&
	    strcmp(err.code, "bpmn.not_bpmn") == 0,
	    "what is not BPMN is refused");
}

static void
test_miwg(void)
{
	const char *shared = getenv("VINCULO_SHARED");
	char path[512], file[1024];
	struct dirent *entry;
	DIR *dir;

	(void)snprintf(path, sizeof(path), "%s/bpmn/miwg",
	    shared == NULL ? "../shared/data" : shared);
	dir = opendir(path);
	if (dir == NULL) {
		skip("the MIWG models survive", "not here");
		return;
	}
	while ((entry = readdir(dir)) != NULL) {
		_cleanup_(buf_done) struct buf text = BUF_INIT;

		if (!str_ends(str_of(entry->d_name), ".bpmn"))
			continue;
		(void)snprintf(file, sizeof(file), "%s/%s", path,
		    entry->d_name);
		ok(file_read(file, XML_SIZE_MAX, &text, NULL) == 0 &&
		    round_trips(buf_view(&text)), "%s survives",
		    entry->d_name);
	}
	(void)closedir(dir);
}

static struct str
difference(struct buf *out, struct str old, struct str new)
{
	_cleanup_(xml_freep) xmlDoc *a = bpmn_import(old, NULL);
	_cleanup_(xml_freep) xmlDoc *b = bpmn_import(new, NULL);

	bpmn_diff(a, b, out);
	return buf_view(out);
}

static void
test_diff(void)
{
	_cleanup_(buf_done) struct buf none = BUF_INIT, some = BUF_INIT;
	const struct str old = STR(HEAD "<process id='p'>"
	    "<task id='a' name='Visit'><extensionElements><z:form formId='1'/>"
	    "</extensionElements></task><task id='b'/>"
	    "</process><d:BPMNDiagram id='x'/></definitions>");

	is_str(difference(&none, old, old), "{\"added\":[],\"removed\":[],"
	    "\"changed\":[],\"layout\":false}", "nothing changed");
	is_str(difference(&some, old, STR(HEAD "<process id='p'>"
	    "<userTask id='a' name='Home visit'><extensionElements>"
	    "<z:form formId='2'/></extensionElements></userTask>"
	    "<task id='c' name='New'/></process><d:BPMNDiagram id='y'/>"
	    "</definitions>")),
	    "{\"added\":[{\"id\":\"c\",\"kind\":\"task\",\"name\":\"New\"}],"
	    "\"removed\":[{\"id\":\"b\",\"kind\":\"task\",\"name\":\"\"}],"
	    "\"changed\":[{\"id\":\"a\",\"kind\":\"userTask\","
	    "\"name\":\"Home visit\",\"changes\":["
	    "{\"what\":\"kind\",\"old\":\"task\",\"new\":\"userTask\"},"
	    "{\"what\":\"name\",\"old\":\"Visit\",\"new\":\"Home visit\"},"
	    "{\"what\":\"extensionElements/form/@formId\",\"old\":\"1\","
	    "\"new\":\"2\"}]}],\"layout\":true}", "everything changed");
}

int
main(void)
{
	xmlSetStructuredErrorFunc(NULL, (xmlStructuredErrorFunc)no_message);
	test_own();
	test_miwg();
	test_diff();
	return done_testing();
}
