/*
 * test_dmn_findings.c - what is wrong with a model is found and said.
 */
#include "tests/unit/dmn.h"

/* The model has one finding of this code, printed like this. */
static void
finds(const char *xml, const char *code, const char *expected)
{
	struct dmn *dmn = model(xml);

	is_str(finding(dmn, code), expected, code);
	dmn_free(dmn);
}

static void
lacks(const char *xml, const char *code, const char *what)
{
	struct dmn *dmn = model(xml);

	ok(count_findings(dmn, code) == 0, "%s", what);
	if (count_findings(dmn, code) > 0)
		printf("# %.*s\n", STR_ARG(finding(dmn, code)));
	dmn_free(dmn);
}

static void
test_structure(void)
{
	finds("<a", "dmn.xml", "test.dmn:1: error: line 1: Couldn't find end "
	    "of Start Tag a line 1 [dmn.xml]");
	finds("<a/>", "dmn.not_dmn", "test.dmn:1: error: this is not a DMN "
	    "file: its first element is not <definitions> in a namespace of "
	    "DMN 1.1 to 1.6 [dmn.not_dmn]");
	finds(MODEL(DECISION("A", LIT("1")) DECISION("A", LIT("2"))),
	    "dmn.duplicate_name", "test.dmn:1: error: A: the name is used "
	    "twice, first in line 1 [dmn.duplicate_name]");
	finds(MODEL(DECISION("A", NEEDS("b") LIT("1"))),
	    "dmn.unresolved_reference", "test.dmn:1: error: A: there is "
	    "nothing with the id '#b' [dmn.unresolved_reference]");
	finds(MODEL(TYPED("A", "tX", LIT("1"))), "dmn.unknown_type",
	    "test.dmn:1: error: A: there is no type 'tX' [dmn.unknown_type]");
	finds(MODEL(DECISION("A", "")), "dmn.no_logic", "test.dmn:1: warning: "
	    "A: it has no logic: its value is null unless given "
	    "[dmn.no_logic]");
	finds(MODEL(DECISION("A", "<extensionElements><x xmlns=\"y\"><z/></x>"
	    "</extensionElements><decisionTabel/>")), "dmn.unknown_element",
	    "test.dmn:1: warning: DMN has no element <decisionTabel>: it is "
	    "passed over [dmn.unknown_element]");
	finds(MODEL(INPUT("x", "number") DECISION("A", NEEDS("x") LIT("1"))),
	    "dmn.unused_requirement", "test.dmn:1: warning: A: 'x' is "
	    "required but not used [dmn.unused_requirement]");
	finds(MODEL("<itemDefinition name=\"a\"><typeRef>b</typeRef>"
	    "</itemDefinition><itemDefinition name=\"b\"><typeRef>a</typeRef>"
	    "</itemDefinition>"), "dmn.type_cycle", "test.dmn:1: error: the "
	    "item definition 'a' is made of itself [dmn.type_cycle]");
}

#define ONE(rules)							\
	MODEL(INPUT("Age", "number") DECISION("D", NEEDS("Age")		\
	TABLE("UNIQUE", COLUMN("Age", "number") OUT("r"), rules)))
#define FIRST_OF(rules)							\
	MODEL(INPUT("Age", "number") DECISION("D", NEEDS("Age")		\
	TABLE("FIRST", COLUMN("Age", "number") OUT("r"), rules)))

static void
test_feel(void)
{
	struct dmn *dmn = model(ONE(RULE1("-", "1 +")));

	ok(count_findings(dmn, "dmn.feel") == 1 && dmn_errors(dmn) == 1,
	    "FEEL that does not parse is one error");
	ok(str_starts(finding(dmn, "dmn.feel"),
	    "test.dmn:1: error: D: rule 1: output '1 +': "),
	    "it is named with its rule");
	dmn_free(dmn);
	finds(MODEL(DECISION("D", LIT("Ago + 1"))), "dmn.unknown_name",
	    "test.dmn:1: error: D: expression: nothing here is called 'Ago' "
	    "(is a requirement missing, or quotes around a text?) "
	    "[dmn.unknown_name]");
	lacks(MODEL(DECISION("D", LIT("[{a: 1}][a = 1]"))),
	    "dmn.unknown_name", "a name in a filter may be the item's");
	finds(ONE(RULE1("\"x\"", "1") RULE1("-", "1")), "dmn.condition_type",
	    "test.dmn:1: error: D: rule 1: the condition \"x\" is never met: "
	    "it is about a string, and 'Age' is a number "
	    "[dmn.condition_type]");
}

static void
test_overlaps(void)
{
	finds(ONE(RULE1("&lt; 18", "1") RULE1("[16..65)", "2")
	    RULE1("&gt;= 65", "3")), "dmn.overlap", "test.dmn:1: warning: D: "
	    "rule 2: overlaps with rule 1 for Age: [16..18); a table with the "
	    "hit policy unique then has no result [dmn.overlap]");
	lacks(ONE(RULE1("&lt; 18", "1") RULE1("[18..65)", "2")
	    RULE1("&gt;= 65", "3")), "dmn.overlap", "bounds that only touch");
	lacks(ONE(RULE1("&lt; 18", "1") RULE1("18", "2")
	    RULE1("&gt; 18", "3")), "dmn.gap", "nothing is left out");
	lacks(MODEL(INPUT("Age", "number") DECISION("D", NEEDS("Age")
	    TABLE("ANY", COLUMN("Age", "number") OUT("r"),
	    RULE1("&lt; 18", "1") RULE1("-", "1")))), "dmn.overlap",
	    "any: overlaps that agree");
	lacks(ONE(RULE1("even(?)", "1") RULE1("odd(?)", "2")), "dmn.overlap",
	    "what cannot be decided is not reported");
}

static void
test_gaps(void)
{
	finds(ONE(RULE1("&lt; 18", "1") RULE1("&gt; 18", "2")), "dmn.gap",
	    "test.dmn:1: warning: D: no rule matches for Age: 18 [dmn.gap]");
	finds(ONE(RULE1("[0..10)", "1") RULE1("[20..30]", "2")), "dmn.gap",
	    "test.dmn:1: warning: D: no rule matches for Age: < 0, [10..20), "
	    "> 30 [dmn.gap]");
	finds(MODEL(INPUT("A", "boolean") INPUT("B", "boolean")
	    DECISION("D", NEEDS("A") NEEDS("B") TABLE("UNIQUE",
	    COLUMN("A", "boolean") COLUMN("B", "boolean") OUT("r"),
	    RULE2("true", "-", "1") RULE2("false", "true", "2")))), "dmn.gap",
	    "test.dmn:1: warning: D: no rule matches for A: false; B: false "
	    "[dmn.gap]");
	finds(MODEL(INPUT("S", "string") DECISION("D", NEEDS("S")
	    TABLE("UNIQUE", COLUMN("S", "string") OUT("r"),
	    RULE1("\"a\"", "1") RULE1("\"b\"", "2")))), "dmn.gap",
	    "test.dmn:1: warning: D: no rule matches for S: any other value "
	    "[dmn.gap]");
	lacks(MODEL("<itemDefinition name=\"tS\"><typeRef>string</typeRef>"
	    "<allowedValues><text>\"a\", \"b\"</text></allowedValues>"
	    "</itemDefinition>" INPUT("S", "tS") DECISION("D", NEEDS("S")
	    TABLE("UNIQUE", COLUMN("S", "string") OUT("r"),
	    RULE1("\"a\"", "1") RULE1("\"b\"", "2")))), "dmn.gap",
	    "all allowed values are there");
	finds(MODEL(INPUT("Day", "date") DECISION("D", NEEDS("Day")
	    TABLE("UNIQUE", COLUMN("Day", "date") OUT("r"),
	    RULE1("&lt; @\"2026-01-01\"", "1")
	    RULE1("&gt; @\"2026-01-31\"", "2")))), "dmn.gap",
	    "test.dmn:1: warning: D: no rule matches for Day: "
	    "[2026-01-01..2026-01-31] [dmn.gap]");
	lacks(FIRST_OF(RULE1("&lt; 18", "1") RULE1("-", "2")), "dmn.gap",
	    "a last rule for everything");
}

static void
test_unreachable(void)
{
	finds(FIRST_OF(RULE1("&lt; 18", "1") RULE1("&lt; 10", "2")
	    RULE1("-", "3")), "dmn.unreachable", "test.dmn:1: warning: D: "
	    "rule 2: the rule is never reached: rule 1 before it matches "
	    "whenever this one would [dmn.unreachable]");
	finds(MODEL("<itemDefinition name=\"tS\"><typeRef>string</typeRef>"
	    "<allowedValues><text>\"a\", \"b\"</text></allowedValues>"
	    "</itemDefinition>" INPUT("S", "tS") DECISION("D", NEEDS("S")
	    TABLE("FIRST", COLUMN("S", "string") OUT("r"),
	    RULE1("\"c\"", "1") RULE1("-", "2")))), "dmn.unreachable",
	    "test.dmn:1: warning: D: rule 1: the condition \"c\" on 'S' is "
	    "met by none of the values it can have [dmn.unreachable]");
	finds(MODEL(INPUT("Age", "number") DECISION("D", NEEDS("Age")
	    "<decisionTable>" COLUMN("Age", "number") "<output><outputValues>"
	    "<text>\"a\", \"b\"</text></outputValues></output>"
	    RULE1("-", "\"c\"") "</decisionTable>")), "dmn.output_value",
	    "test.dmn:1: warning: D: rule 1: the output \"c\" is none of the "
	    "output values \"a\", \"b\" [dmn.output_value]");
}

int
main(void)
{
	test_structure();
	test_feel();
	test_overlaps();
	test_gaps();
	test_unreachable();
	return done_testing();
}
