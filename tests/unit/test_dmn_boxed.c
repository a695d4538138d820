/*
 * test_dmn_boxed.c - boxed expressions of every kind, and types.
 */
#include "tests/unit/dmn.h"

#define ENTRY(name, body)						\
	"<contextEntry><variable name=\"" name "\"/>" body "</contextEntry>"
#define RESULT(body) "<contextEntry>" body "</contextEntry>"
#define BIND(name, body)						\
	"<binding><parameter name=\"" name "\"/>" body "</binding>"

static void
test_contexts(void)
{
	is_decision(MODEL(DECISION("D", "<context>" ENTRY("Net income",
	    LIT("100")) ENTRY("twice", LIT("Net income * 2")) "</context>")),
	    "{}", "{\"Net income\":100,\"twice\":200}",
	    "entries know those before them");
	is_decision(MODEL(DECISION("D", "<context>" ENTRY("a", LIT("100"))
	    RESULT(LIT("a + 1")) "</context>")), "{}", "101",
	    "an entry without a name is the result");
	is_decision(MODEL(DECISION("D", "<context>" ENTRY("a",
	    "<context>" ENTRY("Net income", LIT("7")) "</context>")
	    RESULT(LIT("a.Net income + 1")) "</context>")), "{}", "8",
	    "names inside an inner context are known");
	is_decision(MODEL(INPUT("x", "number") DECISION("D", NEEDS("x")
	    "<context>" ENTRY("x", LIT("x + 1")) RESULT(LIT("x * 10"))
	    "</context>")), "{\"x\":1}", "20", "an entry hides an input");
}

static void
test_functions(void)
{
	is_decision(MODEL(BKM("Tax", PARAM("Gross pay", "number")
	    PARAM("rate", "number"), LIT("Gross pay * rate"))
	    DECISION("D", KNOWS("Tax") "<invocation>" LIT("Tax")
	    BIND("rate", LIT("0.1")) BIND("Gross pay", LIT("50"))
	    "</invocation>")), "{}", "5", "invocation binds by name");
	is_decision(MODEL(BKM("Tax", PARAM("g", "number"), LIT("g * 2"))
	    DECISION("D", KNOWS("Tax") "<invocation>" LIT("Tax")
	    BIND("h", LIT("0.1")) "</invocation>")), "{}", "null",
	    "a parameter that is not there gives null");
	is_decision(MODEL(BKM("f", PARAM("n", "number"),
	    LIT("if n &lt; 2 then 1 else n * f(n - 1)"))
	    DECISION("D", KNOWS("f") LIT("f(20)"))), "{}",
	    "2432902008176640000", "a function may call itself");
	is_decision(MODEL(DECISION("D", "<context>" ENTRY("f",
	    "<functionDefinition>" PARAM("n", "number")
	    LIT("if n &lt; 2 then 1 else n * f(n - 1)")
	    "</functionDefinition>") RESULT(LIT("f(5)")) "</context>")),
	    "{}", "120", "a function in a context may call itself");
	is_decision(MODEL(BKM("f", PARAM("n", "number"), LIT("f(n)"))
	    DECISION("D", KNOWS("f") LIT("f(1)"))), "{}", "null",
	    "endless recursion is null");
	is_decision(MODEL(DECISION("D", "<context>" ENTRY("k", LIT("10"))
	    ENTRY("add", "<functionDefinition>" PARAM("n", "number")
	    LIT("n + k") "</functionDefinition>") RESULT(LIT("add(5)"))
	    "</context>")), "{}", "15", "a boxed function keeps its scope");
	is_decision(MODEL(DECISION("D", "<context>" ENTRY("f",
	    "<functionDefinition kind=\"Java\">" PARAM("n", "number")
	    LIT("{}") "</functionDefinition>") RESULT(LIT("f(5)"))
	    "</context>")), "{}", "null", "Java is never run");
	is_decision(MODEL(DECISION("D", "<invocation>" LIT("max")
	    BIND("list", LIT("[1, 5, 2]")) "</invocation>")), "{}", "5",
	    "a built-in function is invoked by name too");
	is_decision(MODEL(DECISION("D", "<invocation>" LIT("substring")
	    BIND("start position", LIT("2")) BIND("string", LIT("\"abc\""))
	    "</invocation>")), "{}", "\"bc\"", "whatever the order");
	is_decision(MODEL(DECISION("D", "<invocation>" LIT("max")
	    BIND("values", LIT("[1, 5, 2]")) "</invocation>")), "{}", "null",
	    "and only by its names");
}

static void
test_collections(void)
{
	is_decision(MODEL(DECISION("D", "<list>" LIT("1") LIT("\"a\"")
	    "</list>")), "{}", "[1,\"a\"]", "list");
	is_decision(MODEL(DECISION("D", "<relation><column name=\"a b\"/>"
	    "<column name=\"c\"/><row>" LIT("1") LIT("2") "</row><row>"
	    LIT("3") LIT("4") "</row></relation>")), "{}",
	    "[{\"a b\":1,\"c\":2},{\"a b\":3,\"c\":4}]", "relation");
	is_decision(MODEL(DECISION("R", "<relation><column name=\"a b\"/>"
	    "<row>" LIT("1") "</row><row>" LIT("3") "</row></relation>")
	    DECISION("D", NEEDS_DECISION("R") LIT("R[a b &gt; 2].a b"))),
	    "{}", "[3]", "names in a relation are known elsewhere");
}

#define FILTER(in, match)						\
	"<filter><in>" in "</in><match>" LIT(match) "</match></filter>"
#define ANY_INPUT(name)							\
	"<inputData id=\"" name "\" name=\"" name "\"/>"

/* In a boxed filter, as in FEEL, entries of the item come before all names. */
static void
test_filters(void)
{
	const char *named = MODEL(ANY_INPUT("L") ANY_INPUT("a")
	    DECISION("D", NEEDS("L") NEEDS("a")
	    FILTER(LIT("L"), "a = 2 and item.a = a")));
	const char *typed = MODEL("<itemDefinition name=\"tL\" "
	    "isCollection=\"true\"><itemComponent name=\"a b\"/>"
	    "<itemComponent name=\"c\"/></itemDefinition>"
	    INPUT("L", "tL") INPUT("c", "number") INPUT("d", "number")
	    DECISION("D", NEEDS("L") NEEDS("c") NEEDS("d")
	    FILTER(LIT("L"), "a b + c = d")));

	is_decision(named, "{\"a\":1,\"L\":[{\"a\":1},{\"a\":2}]}",
	    "[{\"a\":2}]", "an entry hides an input");
	is_decision(named, "{\"a\":2,\"L\":[{\"b\":1},{\"a\":2}]}",
	    "[{\"a\":2}]", "an item without the entry does not");
	is_decision(typed, "{\"c\":9,\"d\":3,\"L\":[{\"a b\":1,\"c\":2},"
	    "{\"a b\":2,\"c\":2}]}", "[{\"a b\":1,\"c\":2}]",
	    "entries by the type of the list");
	is_decision(MODEL(ANY_INPUT("L") DECISION("D", NEEDS("L")
	    FILTER(LIT("L"), "unit price &gt; 1"))),
	    "{\"L\":[{\"unit price\":1},{\"unit price\":2}]}",
	    "[{\"unit price\":2}]", "a name of two words nobody declared");
	is_decision(MODEL(ANY_INPUT("L") DECISION("D", NEEDS("L")
	    FILTER(LIT("L"), "item = 2"))),
	    "{\"L\":[{\"item\":1},{\"item\":2}]}", "[{\"item\":2}]",
	    "an entry called item");
	is_decision(MODEL(DECISION("D", FILTER("<relation>"
	    "<column name=\"a b\"/><row>" LIT("1") "</row><row>" LIT("3")
	    "</row></relation>", "a b &gt; 2"))), "{}", "[{\"a b\":3}]",
	    "columns of a relation");
}

static void
test_iterations(void)
{
	is_decision(MODEL(DECISION("D", "<filter><in>" LIT("[1,2,3]")
	    "</in><match>" LIT("item &gt; 1") "</match></filter>")), "{}",
	    "[2,3]", "filter");
	is_decision(MODEL(DECISION("D", "<filter><in>" LIT("[{a:1},{a:2}]")
	    "</in><match>" LIT("a &gt; 1") "</match></filter>")), "{}",
	    "[{\"a\":2}]", "filter: entries of the item are names");
	is_decision(MODEL(DECISION("D", "<for iteratorVariable=\"i\"><in>"
	    LIT("[1..3]") "</in><return>" LIT("i * i + count(partial)")
	    "</return></for>")), "{}", "[1,5,11]",
	    "for: over a range, with partial results");
	is_decision(MODEL(DECISION("D", "<for iteratorVariable=\"i\"><in>"
	    LIT("[1, 2]") "</in><return><functionDefinition>"
	    PARAM("n", "number") LIT("n + i") "</functionDefinition>"
	    "</return></for>") DECISION("E", NEEDS_DECISION("D")
	    LIT("[D[1](10), D[2](10)]"))), "{}", "[null,null]",
	    "functions have no JSON");
	is_decision(MODEL(DECISION("F", "<for iteratorVariable=\"i\"><in>"
	    LIT("[1, 2]") "</in><return><functionDefinition>"
	    PARAM("n", "number") LIT("n + i") "</functionDefinition>"
	    "</return></for>") DECISION("D", NEEDS_DECISION("F")
	    LIT("for f in F return f(10)"))), "{}", "[11,12]",
	    "for: functions keep the turn they were made in");
	is_decision(MODEL(DECISION("D", "<some iteratorVariable=\"i\"><in>"
	    LIT("[1,2]") "</in><satisfies>" LIT("i = 2")
	    "</satisfies></some>")), "{}", "true", "some");
	is_decision(MODEL(DECISION("D", "<every iteratorVariable=\"i\"><in>"
	    LIT("[1,2]") "</in><satisfies>" LIT("i = 2")
	    "</satisfies></every>")), "{}", "false", "every");
	is_decision(MODEL(DECISION("D", "<some iteratorVariable=\"i\"><in>"
	    LIT("[]") "</in><satisfies>" LIT("true")
	    "</satisfies></some>")), "{}", "false", "some: of nothing");
	is_decision(MODEL(DECISION("D", "<conditional><if>" LIT("1 &gt; 2")
	    "</if><then>" LIT("1") "</then><else>" LIT("2")
	    "</else></conditional>")), "{}", "2", "conditional");
}

static void
test_types(void)
{
#define TYPES								\
	"<itemDefinition name=\"tPerson\">"				\
	"<itemComponent name=\"Full name\"><typeRef>string</typeRef>"	\
	"</itemComponent><itemComponent name=\"Age\">"			\
	"<typeRef>tAge</typeRef></itemComponent></itemDefinition>"	\
	"<itemDefinition name=\"tAge\"><typeRef>number</typeRef>"	\
	"<allowedValues><text>[0..130]</text></allowedValues>"		\
	"</itemDefinition>"						\
	"<itemDefinition name=\"tPeople\" isCollection=\"true\">"	\
	"<typeRef>tPerson</typeRef></itemDefinition>"
	const char *xml = MODEL(TYPES INPUT("P", "tPerson")
	    DECISION("D", NEEDS("P")
	    LIT("P.Full name + \" \" + string(P.Age)")));

	is_decision(xml, "{\"P\":{\"Full name\":\"Ana\",\"Age\":30}}",
	    "\"Ana 30\"", "components with spaces in their names");
	is_decision(xml, "{\"P\":{\"Full name\":\"Ana\",\"Age\":131}}", "null",
	    "a value that is not allowed makes it null");
	is_decision(xml, "{\"P\":{\"Full name\":\"Ana\"}}", "null",
	    "a component that is missing makes it null");
	is_decision(MODEL(TYPES INPUT("P", "tPeople") DECISION("D",
	    NEEDS("P") LIT("for p in P return p.Age"))),
	    "{\"P\":[{\"Full name\":\"Ana\",\"Age\":30}]}", "[30]",
	    "a collection of contexts");
	is_decision(MODEL(TYPED("D", "number", LIT("[7]"))), "{}", "7",
	    "the only item of a list is coerced");
	is_decision(MODEL(TYPED("D", "number", LIT("\"7\""))), "{}", "null",
	    "a text is not coerced to a number");
	is_decision(MODEL(TYPED("D", "date and time",
	    LIT("date(\"2026-01-02\")"))), "{}", "\"2026-01-02T00:00:00Z\"",
	    "a date becomes a date and time");
	is_decision(MODEL(INPUT("When", "date") DECISION("D", NEEDS("When")
	    LIT("When + duration(\"P1M\")"))), "{\"When\":\"2026-01-31\"}",
	    "\"2026-02-28\"", "an input that is a date is read as one");
}

/* What is converted to a type, and what keeps it from that. */
static void
test_conversions(void)
{
#define NUMBERS								\
	"<itemDefinition name=\"tNumbers\" isCollection=\"true\">"	\
	"<typeRef>number</typeRef></itemDefinition>"			\
	"<itemDefinition name=\"tMaker\"><functionItem "		\
	"outputTypeRef=\"tNumbers\"><parameters name=\"x\" "		\
	"typeRef=\"number\"/></functionItem></itemDefinition>"
#define SMALL								\
	"<itemDefinition name=\"tEven\"><typeRef>number</typeRef>"	\
	"<allowedValues><text>2, 4, 6</text></allowedValues>"		\
	"</itemDefinition><itemDefinition name=\"tSmall\">"		\
	"<typeRef>tEven</typeRef><allowedValues><text>&lt; 5</text>"	\
	"</allowedValues></itemDefinition>"
	is_decision(MODEL(NUMBERS DECISION("D", "<context>"
	    "<contextEntry><variable name=\"f\" typeRef=\"tMaker\"/>"
	    "<functionDefinition>" PARAM("x", "number") LIT("x")
	    "</functionDefinition></contextEntry>" RESULT(LIT("f(1)"))
	    "</context>")), "{}", "[1]",
	    "a function converts to what its type says it returns");
	is_decision(MODEL(NUMBERS "<businessKnowledgeModel id=\"f\" "
	    "name=\"f\"><encapsulatedLogic typeRef=\"tMaker\">"
	    PARAM("x", "number") LIT("x") "</encapsulatedLogic>"
	    "</businessKnowledgeModel>" DECISION("D", KNOWS("f")
	    LIT("f(1)"))), "{}", "[1]", "so does a knowledge model");
	is_decision(MODEL(SMALL TYPED("D", "tSmall", LIT("4"))), "{}", "4",
	    "a value that two constraints allow");
	is_decision(MODEL(SMALL TYPED("D", "tSmall", LIT("3"))), "{}", "null",
	    "a type keeps the constraint of the one it is made of");
	is_decision(MODEL(SMALL TYPED("D", "tSmall", LIT("6"))), "{}", "null",
	    "besides its own");
}

int
main(void)
{
	test_contexts();
	test_functions();
	test_collections();
	test_filters();
	test_iterations();
	test_types();
	test_conversions();
	return done_testing();
}
