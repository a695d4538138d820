/*
 * test_dmn_tck.c - the runner of test cases: values, comparison, failures.
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/xml.h"
#include "tests/unit/dmn.h"
#include "workflows/dmn/tck.h"

#define HEAD								\
	"xmlns=\"http://www.omg.org/spec/DMN/20160719/testcase\" "	\
	"xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "	\
	"xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\""

static void
is_value(const char *xml, const char *expected)
{
	struct buf b = BUF_INIT, out = BUF_INIT;
	struct arena *a = arena_new();
	struct jsonw w = JSONW(&out);
	xmlDoc *doc;

	buf_printf(&b, "<expected " HEAD ">%s</expected>", xml);
	doc = xml_parse(buf_view(&b), NULL);
	feel_to_json(&w, tck_value(a, xmlDocGetRootElement(doc)));
	is_str(buf_view(&out), expected, xml);
	xmlFreeDoc(doc);
	arena_free(a);
	buf_done(&b);
	buf_done(&out);
}

static void
test_values(void)
{
	is_value("<value xsi:type=\"xsd:decimal\"> 1.50 </value>", "1.5");
	is_value("<value xsi:type=\"xsd:string\"> a </value>", "\" a \"");
	is_value("<value xsi:type=\"xsd:boolean\">true</value>", "true");
	is_value("<value xsi:nil=\"true\"/>", "null");
	is_value("<value xsi:type=\"xsd:date\">2026-02-28</value>",
	    "\"2026-02-28\"");
	is_value("<value xsi:type=\"xsd:duration\">P1Y2M</value>",
	    "\"P1Y2M\"");
	is_value("<value xsi:type=\"xsd:duration\">P1DT2H</value>",
	    "\"P1DT2H\"");
	is_value("<list/>", "[]");
	is_value("<list><item><value xsi:type=\"xsd:double\">1e2</value>"
	    "</item><item><list xsi:nil=\"true\"/></item></list>",
	    "[100,null]");
	is_value("<component name=\"a b\"><value>x</value></component>"
	    "<component name=\"c\" xsi:nil=\"true\"/>",
	    "{\"a b\":\"x\",\"c\":null}");
	is_value("", "null");
}

static struct feel_value
value(struct arena *a, const char *text)
{
	const struct feel_expr *e = feel_parse(a, str_of(text), NULL, NULL);
	struct feel_run run;

	feel_run_init(&run, a);
	return feel_eval(&run, e, NULL);
}

static void
test_same(void)
{
	struct arena *a = arena_new();

	ok(tck_same(value(a, "1"), value(a, "1 + 1e-9")), "nearly the same");
	ok(!tck_same(value(a, "1"), value(a, "1 + 1e-7")), "not quite");
	ok(tck_same(value(a, "{a: 1, b: 2}"), value(a, "{b: 2, a: 1}")),
	    "contexts in any order");
	ok(!tck_same(value(a, "{a: 1}"), value(a, "{a: 1, b: 2}")),
	    "an entry too many");
	ok(!tck_same(value(a, "[1, 2]"), value(a, "[2, 1]")),
	    "lists in their order");
	ok(tck_same(value(a, "@\"10:00:00Z\""),
	    value(a, "@\"10:00:00+00:00\"")), "Z is +00:00");
	ok(!tck_same(value(a, "@\"10:00:00Z\""), value(a, "@\"10:00:00\"")),
	    "a zone and none");
	ok(!tck_same(value(a, "1"), value(a, "\"1\"")), "a number, a text");
	arena_free(a);
}

static void
put(const char *dir, const char *name, const char *text)
{
	struct buf path = BUF_INIT;

	buf_printf(&path, "%s/%s", dir, name);
	ok(file_write(buf_cstr(&path), str_of(text), 0644) == 0, "%s", name);
	buf_done(&path);
}

#define CASE(id, result, expected)					\
	"<testCase id=\"" id "\"><inputNode name=\"n\">"		\
	"<value xsi:type=\"xsd:decimal\">2</value></inputNode>"		\
	"<resultNode name=\"" result "\" type=\"decision\"><expected>"	\
	"<value xsi:type=\"xsd:decimal\">" expected "</value></expected>" \
	"</resultNode></testCase>"

static void
test_run(void)
{
	char dir[] = "/tmp/dmn-tck-XXXXXX";
	struct buf out = BUF_INIT;
	struct dmn_tck t = { .verbose = true, .out = &out };
	struct error err = { 0 };

	ok(mkdtemp(dir) != NULL, "a folder");
	put(dir, "m.dmn", MODEL(INPUT("n", "number")
	    DECISION("D", NEEDS("n") LIT("n * n"))));
	put(dir, "t.xml", "<testCases " HEAD "><modelName>\n m.dmn </modelName>"
	    CASE("right", "D", "4") CASE("wrong", "D", "5")
	    CASE("missing", "E", "4") "</testCases>");
	put(dir, "other.xml", "<a/>");
	put(dir, "lost.xml", "<testCases " HEAD "><modelName>no.dmn"
	    "</modelName>" CASE("x", "D", "4") "</testCases>");
	put(dir, "broken.xml", "<testCases");
	ok(dmn_tck_dir(&t, dir, &err) == 0, "a folder is run");
	ok(t.n_passed == 1 && t.n_failed == 4, "one passes, four fail");
	ok(str_find(buf_view(&out), STR("/broken.xml: "), 0) > 0,
	    "a broken file is told");
	ok(str_find(buf_view(&out), STR("case wrong: D: expected 5, got 4"),
	    0) > 0, "expected and got are told");
	ok(str_find(buf_view(&out), STR("nothing in the model has this name"),
	    0) > 0, "what is missing is told");
	ok(dmn_tck_dir(&t, "/nonexistent", &err) < 0, "no such folder");
	for (const char *const *f = (const char *const[]){ "m.dmn", "t.xml",
	    "other.xml", "lost.xml", "broken.xml", NULL }; *f != NULL; f++) {
		struct buf path = BUF_INIT;

		buf_printf(&path, "%s/%s", dir, *f);
		(void)unlink(buf_cstr(&path));
		buf_done(&path);
	}
	(void)rmdir(dir);
	buf_done(&out);
}

int
main(void)
{
	test_values();
	test_same();
	test_run();
	return done_testing();
}
