/*
 * test_dmn_unknown.c - inputs nobody has answered, and explanations.
 */
#include "tests/unit/dmn.h"

static const char *const aid = MODEL(INPUT("Age", "number")
    INPUT("Income", "number") INPUT("Tenant", "boolean")
    DECISION("D", NEEDS("Age") NEEDS("Income")
    TABLE("FIRST", COLUMN("Age", "number") COLUMN("Income", "number")
    OUT("r"), RULE2("&lt; 18", "-", "\"no\"")
    RULE2("-", "&gt; 1000", "\"no\"") RULE2("-", "-", "\"yes\"")))
    DECISION("Both", NEEDS_DECISION("D") NEEDS("Tenant")
    LIT("D = \"yes\" and Tenant"))
    DECISION("Parts", NEEDS_DECISION("D") NEEDS("Tenant")
    LIT("{aid: D, home: Tenant}")));

static void
is_open(const char *name, const char *inputs, const char *expected,
    const char *what)
{
	struct dmn_request req = { .missing_is_unknown = true };
	struct dmn *dmn = model(aid);

	is_str(decide_with(dmn, name, inputs, req), expected, what);
	dmn_free(dmn);
}

static void
test_unknown(void)
{
	is_open("D", "{}", "{\"result\":null,\"unknown\":[\"Age\",\"Income\"]}",
	    "nothing is known");
	is_open("D", "{\"Age\":17}", "\"no\"",
	    "settled without the other input");
	is_open("D", "{\"Income\":2000}", "\"no\"",
	    "the same answer whatever the age");
	is_open("D", "{\"Age\":40}",
	    "{\"result\":null,\"unknown\":[\"Income\"]}",
	    "only what matters is asked");
	is_open("D", "{\"Age\":40,\"Income\":500}", "\"yes\"", "all is known");
	is_open("D", "{\"Age\":40,\"Income\":null}", "\"yes\"",
	    "null is an answer");
	is_open("Both", "{\"Tenant\":false}", "false",
	    "false and unknown is false");
	is_open("Both", "{\"Tenant\":true,\"Age\":20}",
	    "{\"result\":null,\"unknown\":[\"Income\"]}",
	    "what is unknown goes through decisions");
}

static void
test_components(void)
{
	struct dmn_request req = { .missing_is_unknown = true };
	struct dmn *dmn = model(MODEL("<itemDefinition name=\"tP\">"
	    "<itemComponent name=\"Age\"><typeRef>number</typeRef>"
	    "</itemComponent><itemComponent name=\"Net pay\">"
	    "<typeRef>number</typeRef></itemComponent></itemDefinition>"
	    INPUT("P", "tP") DECISION("D", NEEDS("P")
	    LIT("P.Age &gt; 18 and P.Net pay &lt; 100"))));

	is_str(decide_with(dmn, "D", "{\"P\":{\"Age\":20}}", req),
	    "{\"result\":null,\"unknown\":[\"P.Net pay\"]}",
	    "a component that is not given");
	is_str(decide_with(dmn, "D", "{}", req),
	    "{\"result\":null,\"unknown\":[\"P.Age\",\"P.Net pay\"]}",
	    "components of an input that is not given");
	is_str(decide_with(dmn, "D", "{\"P\":{\"Net pay\":200}}", req),
	    "false", "settled by one component");
	dmn_free(dmn);
}

#define HIT(policy, rules)						\
	MODEL(INPUT("A", "number") INPUT("B", "number")			\
	DECISION("D", NEEDS("A") NEEDS("B") TABLE(policy,		\
	COLUMN("A", "number") COLUMN("B", "number") OUT("r"), rules)))

static void
is_half(const char *xml, const char *inputs, const char *expected,
    const char *what)
{
	struct dmn_request req = { .missing_is_unknown = true };
	struct dmn *dmn = model(xml);

	is_str(decide_with(dmn, "D", inputs, req), expected, what);
	dmn_free(dmn);
}

static void
test_policies(void)
{
	is_half(HIT("UNIQUE", RULE2("1", "-", "7") RULE2("-", "2", "8")),
	    "{\"A\":1}", "7", "unique: one is met, so no other can be");
	is_half(HIT("UNIQUE", RULE2("-", "1", "7") RULE2("-", "2", "7")),
	    "{\"A\":1}", "{\"result\":null,\"unknown\":[\"B\"]}",
	    "unique: perhaps none is met");
	is_half(HIT("COLLECT", RULE2("1", "-", "7") RULE2("-", "2", "8")),
	    "{\"A\":1}", "{\"result\":null,\"unknown\":[\"B\"]}",
	    "collect: all count");
	is_half(HIT("COLLECT", RULE2("1", "-", "7") RULE2("3", "2", "8")),
	    "{\"A\":1}", "[7]", "collect: the other is out of question");
	is_half(HIT("FIRST", RULE2("-", "2", "8") RULE2("1", "-", "8")),
	    "{\"A\":1}", "8", "first: the same either way");
	is_half(HIT("FIRST", RULE2("1", "-", "7") RULE2("-", "2", "8")),
	    "{\"A\":1}", "7", "first: what comes later does not matter");
}

static void
test_explanation(void)
{
	struct dmn_request req = { .explain = true };
	struct dmn *dmn = model(HIT("FIRST", RULE2("&gt; 5", "1", "A + 1")));

	is_str(decide_with(dmn, "D", "{\"A\":6}", req),
	    "{\"result\":null,\"why\":{\"kind\":\"decision\",\"name\":\"D\","
	    "\"value\":null,\"parts\":["
	    "{\"kind\":\"input\",\"name\":\"A\",\"value\":6},"
	    "{\"kind\":\"input\",\"name\":\"B\",\"value\":null},"
	    "{\"kind\":\"table\",\"hitPolicy\":\"first\",\"value\":null,"
	    "\"parts\":[{\"kind\":\"rule\",\"rule\":1,\"answer\":\"not met\","
	    "\"parts\":[{\"kind\":\"condition\",\"name\":\"A\","
	    "\"text\":\"> 5\",\"answer\":\"met\",\"value\":6},"
	    "{\"kind\":\"condition\",\"name\":\"B\",\"text\":\"1\","
	    "\"answer\":\"not met\",\"value\":null}]}]}]}}",
	    "every condition with the value it saw");
	req.missing_is_unknown = true;
	ok(str_find(decide_with(dmn, "D", "{\"A\":6}", req),
	    STR("\"rule\":1,\"answer\":\"unknown\""), 0) > 0,
	    "a rule that is not known");
	ok(str_find(decide_with(dmn, "D", "{\"A\":5}", req),
	    STR("\"rule\":1,\"answer\":\"not met\""), 0) > 0,
	    "a rule that cannot be met any more");
	dmn_free(dmn);
	dmn = model(MODEL(INPUT("A", "number") BKM("f",
	    PARAM("n", "number"), LIT("n + 1")) DECISION("D", NEEDS("A")
	    KNOWS("f") LIT("f(A)"))));
	is_str(decide_with(dmn, "D", "{\"A\":6}",
	    (struct dmn_request){ .explain = true }),
	    "{\"result\":7,\"why\":{\"kind\":\"decision\",\"name\":\"D\","
	    "\"value\":7,\"parts\":["
	    "{\"kind\":\"input\",\"name\":\"A\",\"value\":6},"
	    "{\"kind\":\"function\",\"name\":\"f\",\"value\":7,\"parts\":["
	    "{\"kind\":\"expression\",\"text\":\"n + 1\",\"value\":7,"
	    "\"parts\":[{\"kind\":\"name\",\"name\":\"n\",\"value\":6}]}]},"
	    "{\"kind\":\"expression\",\"text\":\"f(A)\",\"value\":7,"
	    "\"parts\":[{\"kind\":\"name\",\"name\":\"A\",\"value\":6}]}]}}",
	    "functions that were called");
	dmn_free(dmn);
}

int
main(void)
{
	test_unknown();
	test_components();
	test_policies();
	test_explanation();
	return done_testing();
}
