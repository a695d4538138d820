/*
 * test_dmn_service.c - decision services, imports, and graphs of decisions.
 */
#include "tests/unit/dmn.h"

#define SERVICE								\
	INPUT("a", "number") INPUT("b", "number")			\
	DECISION("Sum", NEEDS("a") NEEDS("b") LIT("a + b"))		\
	DECISION("Given", NEEDS("a") LIT("a * 1000"))			\
	DECISION("Out", NEEDS_DECISION("Sum") NEEDS_DECISION("Given")	\
	LIT("Sum + Given"))						\
	"<decisionService id=\"S\" name=\"S\">"				\
	"<outputDecision href=\"#Out\"/>"				\
	"<encapsulatedDecision href=\"#Sum\"/>"				\
	"<inputDecision href=\"#Given\"/>"				\
	"<inputData href=\"#a\"/><inputData href=\"#b\"/>"		\
	"</decisionService>"						\
	"<decisionService id=\"T\" name=\"T\">"				\
	"<outputDecision href=\"#Sum\"/><outputDecision href=\"#Out\"/>" \
	"<inputData href=\"#a\"/><inputData href=\"#b\"/>"		\
	"</decisionService>"

static void
test_services(void)
{
	struct dmn *dmn = model(MODEL(SERVICE));

	is_str(decide(dmn, "S", "{\"a\":1,\"b\":2,\"Given\":10}"), "13",
	    "a service takes its input decisions as given");
	is_str(decide(dmn, "Out", "{\"a\":1,\"b\":2,\"Given\":10}"), "1003",
	    "the decision itself does not");
	is_str(decide(dmn, "T", "{\"a\":1,\"b\":2}"),
	    "{\"Sum\":3,\"Out\":1003}", "several outputs are a context");
	ok(dmn_errors(dmn) == 0, "no errors");
	dmn_free(dmn);
	is_decision(MODEL(SERVICE DECISION("D", KNOWS("S") LIT("S(1, 2, 3)"))),
	    "{\"a\":50}", "6",
	    "called by position: inputs, then input decisions");
	is_decision(MODEL(SERVICE DECISION("D", KNOWS("S")
	    LIT("S(Given: 3, b: 2, a: 1)"))), "{}", "6", "called by name");
	is_decision(MODEL(SERVICE DECISION("D", NEEDS("a") NEEDS("b")
	    NEEDS_DECISION("Out") KNOWS("S")
	    LIT("[Out, S(1, 1, 1), Out]"))), "{\"a\":1,\"b\":2}",
	    "[1003,3,1003]", "a service does not disturb what is known");
}

/* A chain of n decisions, each one more than the one before. */
static struct dmn *
chain(int n)
{
	struct buf b = BUF_INIT;
	struct dmn *dmn;

	buf_puts(&b, "<definitions xmlns=\"" DMN15 "\" name=\"c\" "
	    "namespace=\"c\">" DECISION("d0", LIT("0")));
	for (int i = 1; i < n; i++)
		buf_printf(&b, "<decision id=\"d%d\" name=\"d%d\">"
		    "<informationRequirement><requiredDecision "
		    "href=\"#d%d\"/></informationRequirement>"
		    "<literalExpression><text>d%d + 1</text>"
		    "</literalExpression></decision>", i, i, i - 1, i - 1);
	buf_puts(&b, "</definitions>");
	dmn = model(buf_cstr(&b));
	buf_done(&b);
	return dmn;
}

static void
test_chains(void)
{
	struct dmn *dmn = chain(60);

	is_str(decide(dmn, "d59", "{}"), "59", "sixty decisions in a row");
	ok(dmn_errors(dmn) == 0, "are no error");
	dmn_free(dmn);
	dmn = chain(70);
	ok(count_findings(dmn, "dmn.chain") > 0, "seventy are too many");
	is_str(decide(dmn, "d69", "{}"), "null", "and give null");
	dmn_free(dmn);
}

static void
test_graph(void)
{
	struct dmn *dmn = model(MODEL(INPUT("x", "number")
	    DECISION("A", NEEDS("x") LIT("x + 1"))
	    DECISION("B", NEEDS_DECISION("A") LIT("A * 2"))
	    DECISION("C", NEEDS_DECISION("A") NEEDS_DECISION("B")
	    LIT("A + B"))));
	size_t n;

	is_str(decide(dmn, "C", "{\"x\":1}"), "6", "decisions over decisions");
	(void)dmn_element_inputs(dmn_find(dmn, STR("C")), &n);
	ok(n == 1, "all inputs it needs, each once");
	ok(dmn_find(dmn, STR("nothing")) == NULL, "an unknown name");
	dmn_free(dmn);
	dmn = model(MODEL(TYPED("Opinion", "string", "")
	    DECISION("B", NEEDS_DECISION("Opinion") LIT("Opinion + \"!\""))));
	is_str(decide(dmn, "B", "{\"Opinion\":\"yes\"}"), "\"yes!\"",
	    "a decision that people make is given like an input");
	is_str(decide(dmn, "B", "{}"), "null", "or is null");
	dmn_free(dmn);
	dmn = model(MODEL(DECISION("A", NEEDS_DECISION("B") LIT("B"))
	    DECISION("B", NEEDS_DECISION("A") LIT("A"))));
	ok(count_findings(dmn, "dmn.cycle") == 1, "a cycle is found");
	is_str(decide(dmn, "A", "{}"), "null", "and is null");
	dmn_free(dmn);
}

#define KNOWN_AS(href)							\
	"<knowledgeRequirement><requiredKnowledge href=\"" href "\"/>"	\
	"</knowledgeRequirement>"
#define ONE_BKM(model, name, text)					\
	"<definitions xmlns=\"" DMN15 "\" name=\"" model "\" "		\
	"namespace=\"urn:" model "\">"					\
	BKM(name, PARAM("x", "number"), LIT(text)) "</definitions>"

/* Two models under one name are one; without a name they are at hand. */
static void
test_shared_names(void)
{
	struct dmn_text texts[] = {
		{ STR("main.dmn"), str_of(MODEL(
		    "<import name=\"lib\" namespace=\"urn:a\"/>"
		    "<import name=\"lib\" namespace=\"urn:b\"/>"
		    "<import name=\"\" namespace=\"urn:c\"/>"
		    DECISION("D", KNOWN_AS("urn:a#f") KNOWN_AS("urn:b#g")
		    KNOWN_AS("urn:c#h") LIT("lib.f(1) + lib.g(1) + h(1)")))) },
		{ STR("a.dmn"), str_of(ONE_BKM("a", "f", "x + 1")) },
		{ STR("b.dmn"), str_of(ONE_BKM("b", "g", "x + 10")) },
		{ STR("c.dmn"), str_of(ONE_BKM("c", "h", "x + 100")) },
	};
	struct dmn *dmn = dmn_compile(texts, 4);

	is_str(decide(dmn, "D", "{}"), "114", "imports with the same name");
	ok(dmn_errors(dmn) == 0, "which is no error");
	dmn_free(dmn);
}

#define LIBRARY								\
	"<definitions xmlns=\"" DMN15 "\" name=\"lib\" "		\
	"namespace=\"urn:lib\">"					\
	"<itemDefinition name=\"tIncome\"><typeRef>number</typeRef>"	\
	"<allowedValues><text>&gt;= 0</text></allowedValues>"		\
	"</itemDefinition>" INPUT("Income", "tIncome")			\
	DECISION("Half", NEEDS("Income") LIT("Income / 2"))		\
	BKM("Twice it", PARAM("n", "number"), LIT("n * 2"))		\
	"</definitions>"
#define IMPORT								\
	"<import name=\"my lib\" namespace=\"urn:lib\" "		\
	"importType=\"" DMN15 "\"/>"

static void
test_imports(void)
{
	struct dmn_text texts[] = {
		{ STR("main.dmn"), str_of(MODEL(IMPORT
		    INPUT("Own", "my lib.tIncome")
		    "<decision id=\"D\" name=\"D\">" NEEDS("Own")
		    NEEDS_DECISION("x") "<informationRequirement>"
		    "<requiredDecision href=\"urn:lib#Half\"/>"
		    "</informationRequirement><knowledgeRequirement>"
		    "<requiredKnowledge href=\"urn:lib#Twice it\"/>"
		    "</knowledgeRequirement>"
		    LIT("my lib.Twice it(Own) + my lib.Half")
		    "</decision>")) },
		{ STR("lib.dmn"), str_of(LIBRARY) },
	};
	struct dmn *dmn = dmn_compile(texts, 2);

	is_str(decide(dmn, "D", "{\"Own\":1,\"my lib\":{\"Income\":6}}"), "5",
	    "decisions, functions and types of another model");
	is_str(decide(dmn, "D", "{\"Own\":1,\"Income\":6}"), "5",
	    "its inputs may be given by their plain name");
	ok(count_findings(dmn, "dmn.unresolved_reference") == 1 &&
	    dmn_errors(dmn) == 1, "only the reference that leads nowhere");
	dmn_free(dmn);
	dmn = dmn_compile(texts, 1);
	ok(count_findings(dmn, "dmn.unresolved_import") == 1,
	    "an import that is not there");
	dmn_free(dmn);
}

static void
test_versions(void)
{
	static const char *const namespaces[] = {
		"http://www.omg.org/spec/DMN/20151101/dmn.xsd",
		"http://www.omg.org/spec/DMN/20180521/MODEL/",
		"https://www.omg.org/spec/DMN/20191111/MODEL/",
		"https://www.omg.org/spec/DMN/20211108/MODEL/",
		"https://www.omg.org/spec/DMN/20230324/MODEL/",
		"https://www.omg.org/spec/DMN/20240513/MODEL/",
	};

	for (size_t i = 0; i < ARRAY_LEN(namespaces); i++) {
		struct buf b = BUF_INIT;

		buf_printf(&b, "<d:definitions xmlns:d=\"%s\" name=\"v\" "
		    "xmlns:feel=\"http://www.omg.org/spec/FEEL/20140401\" "
		    "namespace=\"v\"><d:decision id=\"D\" name=\"D\">"
		    "<d:variable name=\"D\" typeRef=\"feel:number\"/>"
		    "<d:literalExpression><d:text>1 + 1</d:text>"
		    "</d:literalExpression></d:decision></d:definitions>",
		    namespaces[i]);
		is_decision(buf_cstr(&b), "{}", "2", namespaces[i]);
		buf_done(&b);
	}
}

int
main(void)
{
	test_services();
	test_graph();
	test_chains();
	test_shared_names();
	test_imports();
	test_versions();
	return done_testing();
}
