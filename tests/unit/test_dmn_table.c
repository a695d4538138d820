/*
 * test_dmn_table.c - decision tables: every hit policy, defaults, unknowns.
 */
#include "tests/unit/dmn.h"

#define AGE_TABLE(hit, rules)						\
	MODEL(INPUT("Age", "number") DECISION("D", NEEDS("Age")		\
	TABLE(hit, COLUMN("Age", "number") OUT("r"), rules)))

static void
test_unique(void)
{
	const char *xml = AGE_TABLE("UNIQUE",
	    RULE1("&lt; 18", "\"child\"") RULE1("[18..65)", "\"adult\"")
	    RULE1("&gt;= 65", "\"old\""));

	is_decision(xml, "{\"Age\":17.9}", "\"child\"", "unique: first");
	is_decision(xml, "{\"Age\":18}", "\"adult\"", "unique: lower bound");
	is_decision(xml, "{\"Age\":65}", "\"old\"", "unique: upper bound");
	is_decision(xml, "{\"Age\":null}", "null", "unique: null is nothing");
	is_decision(xml, "{\"Age\":\"x\"}", "null",
	    "unique: a text is no number");
	is_decision(AGE_TABLE("UNIQUE", RULE1("&lt; 18", "1")
	    RULE1("&lt; 20", "2")), "{\"Age\":3}", "null",
	    "unique: two matches give null");
	is_decision(AGE_TABLE("UNIQUE", RULE1("&lt; 18", "1")
	    RULE1("&lt; 20", "2")), "{\"Age\":19}", "2",
	    "unique: an overlap elsewhere does not matter");
}

static void
test_single_hits(void)
{
	is_decision(AGE_TABLE("FIRST", RULE1("&lt; 18", "1")
	    RULE1("&lt; 20", "2") RULE1("-", "3")), "{\"Age\":3}", "1",
	    "first: the first of three");
	is_decision(AGE_TABLE("FIRST", RULE1("&lt; 18", "1")
	    RULE1("-", "3")), "{\"Age\":null}", "3",
	    "first: - matches null too");
	is_decision(AGE_TABLE("ANY", RULE1("&lt; 18", "1")
	    RULE1("&lt; 20", "1")), "{\"Age\":3}", "1", "any: the same twice");
	is_decision(AGE_TABLE("ANY", RULE1("&lt; 18", "1")
	    RULE1("&lt; 20", "2")), "{\"Age\":3}", "null",
	    "any: different results give null");
}

#define PRIORITY(hit)							\
	MODEL(INPUT("Age", "number") DECISION("D", NEEDS("Age")		\
	"<decisionTable hitPolicy=\"" hit "\">"				\
	COLUMN("Age", "number")						\
	"<output><outputValues><text>\"high\", \"mid\", \"low\"</text>"	\
	"</outputValues></output>"					\
	RULE1("&gt; 10", "\"low\"") RULE1("&gt; 20", "\"high\"")	\
	RULE1("&gt; 15", "\"mid\"") "</decisionTable>"))

static void
test_priorities(void)
{
	is_decision(PRIORITY("PRIORITY"), "{\"Age\":30}", "\"high\"",
	    "priority: the best output value");
	is_decision(PRIORITY("PRIORITY"), "{\"Age\":16}", "\"mid\"",
	    "priority: among those that match");
	is_decision(PRIORITY("PRIORITY"), "{\"Age\":1}", "null",
	    "priority: no match");
	is_decision(PRIORITY("OUTPUT ORDER"), "{\"Age\":30}",
	    "[\"high\",\"mid\",\"low\"]", "output order: all, best first");
	is_decision(PRIORITY("RULE ORDER"), "{\"Age\":30}",
	    "[\"low\",\"high\",\"mid\"]", "rule order: as they stand");
	is_decision(PRIORITY("RULE ORDER"), "{\"Age\":1}", "null",
	    "rule order: no match is null");
}

#define TYPED_PRIORITY(hit, type)					\
	MODEL("<itemDefinition name=\"t\"><typeRef>string</typeRef>"	\
	"<allowedValues><text>\"high\", \"low\"</text></allowedValues>"	\
	"</itemDefinition><itemDefinition name=\"ts\" "			\
	"isCollection=\"true\"><typeRef>t</typeRef></itemDefinition>"	\
	INPUT("Age", "number") DECISION("D", NEEDS("Age")		\
	"<decisionTable hitPolicy=\"" hit "\" typeRef=\"" type "\">"	\
	COLUMN("Age", "number") "<output/>"				\
	RULE1("&gt; 10", "\"low\"") RULE1("&gt; 20", "\"high\"")	\
	"</decisionTable>"))

static void
test_typed_priorities(void)
{
	is_decision(TYPED_PRIORITY("PRIORITY", "t"), "{\"Age\":30}",
	    "\"high\"", "priority: by the type of the table");
	is_decision(TYPED_PRIORITY("OUTPUT ORDER", "ts"), "{\"Age\":30}",
	    "[\"high\",\"low\"]", "output order: by the type of the items");
}

#define COLLECT(how)							\
	MODEL(INPUT("Age", "number") DECISION("D", NEEDS("Age")		\
	"<decisionTable hitPolicy=\"COLLECT\"" how ">"			\
	COLUMN("Age", "number") OUT("r")				\
	RULE1("&gt; 10", "5") RULE1("&gt; 20", "20") RULE1("&gt; 0", "20") \
	"</decisionTable>"))

static void
test_collect(void)
{
	is_decision(COLLECT(""), "{\"Age\":30}", "[5,20,20]", "collect: all");
	is_decision(COLLECT(""), "{\"Age\":-1}", "[]", "collect: none");
	is_decision(COLLECT(" aggregation=\"SUM\""), "{\"Age\":30}", "45",
	    "sum");
	is_decision(COLLECT(" aggregation=\"MIN\""), "{\"Age\":30}", "5",
	    "min");
	is_decision(COLLECT(" aggregation=\"MAX\""), "{\"Age\":30}", "20",
	    "max");
	is_decision(COLLECT(" aggregation=\"COUNT\""), "{\"Age\":30}", "3",
	    "count: rules, not different values");
	is_decision(COLLECT(" aggregation=\"COUNT\""), "{\"Age\":-1}", "0",
	    "count: none is 0");
	is_decision(COLLECT(" aggregation=\"SUM\""), "{\"Age\":-1}", "null",
	    "sum: of nothing is null");
}

#define MULTI(hit)							\
	MODEL(INPUT("Age", "number") DECISION("D", NEEDS("Age")		\
	"<decisionTable hitPolicy=\"" hit "\">"				\
	COLUMN("Age", "number")						\
	"<output name=\"a\"><defaultOutputEntry><text>0</text>"		\
	"</defaultOutputEntry></output><output name=\"b c\"/>"		\
	"<rule><inputEntry><text>&gt; 10</text></inputEntry>"		\
	"<outputEntry><text>Age + 1</text></outputEntry>"		\
	"<outputEntry><text>\"x\"</text></outputEntry></rule>"		\
	"</decisionTable>"))

static void
test_outputs(void)
{
	is_decision(MULTI("UNIQUE"), "{\"Age\":11}",
	    "{\"a\":12,\"b c\":\"x\"}", "several outputs are a context");
	is_decision(MULTI("UNIQUE"), "{\"Age\":1}",
	    "{\"a\":0,\"b c\":null}", "default where there is one");
	is_decision(MULTI("COLLECT"), "{\"Age\":11}",
	    "[{\"a\":12,\"b c\":\"x\"}]", "collected contexts");
}

#define VALUES_TABLE							\
	MODEL("<inputData id=\"x\" name=\"x\"/>" DECISION("D",		\
	NEEDS("x") "<decisionTable><input><inputExpression>"		\
	"<text>x</text></inputExpression><inputValues>"			\
	"<text>\"a\", \"b\"</text></inputValues></input>" OUT("r")	\
	RULE1("-", "2") "</decisionTable>"))

static void
test_input_values(void)
{
	is_decision(VALUES_TABLE, "{\"x\":\"b\"}", "2", "a listed value");
	is_decision(VALUES_TABLE, "{\"x\":\"c\"}", "null",
	    "a value that is not listed has no rule");
	is_decision(VALUES_TABLE, "{\"x\":[\"b\",\"a\"]}", "2",
	    "a list of listed values");
	is_decision(VALUES_TABLE, "{\"x\":[\"b\",\"c\"]}", "null",
	    "a list with another");
	is_decision(VALUES_TABLE, "{\"x\":null}", "2",
	    "null is no wrong value");
}

#define TYPED_TABLE(hit, out)						\
	MODEL("<inputData id=\"x\" name=\"x\"/>" DECISION("D",		\
	NEEDS("x") "<decisionTable hitPolicy=\"" hit "\">"		\
	COLUMN("x", "number") "<output name=\"r\" typeRef=\"number\"/>"	\
	RULE1("&gt; 4", out) "</decisionTable>"))

/* Columns have types, and values are converted to them. */
static void
test_columns(void)
{
	is_decision(TYPED_TABLE("UNIQUE", "1"), "{\"x\":[5]}", "1",
	    "the only item of a list is the input");
	is_decision(TYPED_TABLE("UNIQUE", "1"), "{\"x\":[5,6]}", "null",
	    "two items are not");
	is_decision(TYPED_TABLE("UNIQUE", "[x]"), "{\"x\":5}", "5",
	    "the only item of a list is the output");
	is_decision(TYPED_TABLE("UNIQUE", "string(x)"), "{\"x\":5}", "null",
	    "an output of another type is null");
	is_decision(TYPED_TABLE("COLLECT\" aggregation=\"SUM", "[x]"),
	    "{\"x\":5}", "5", "what is summed is converted first");
}

/* Conditions the index cannot hold are tried one by one. */
static void
test_conditions(void)
{
	const char *xml = MODEL(INPUT("Age", "number")
	    INPUT("Limit", "number") DECISION("D", NEEDS("Age")
	    NEEDS("Limit") TABLE("COLLECT", COLUMN("Age", "number")
	    OUT("r"), RULE1("&gt; Limit", "1") RULE1("&lt; 10", "2")
	    RULE1("not(7, 8)", "3") RULE1("even(?)", "4")
	    RULE1("null", "5") RULE1("-", "6") RULE1("9, [1..3]", "7"))));

	is_decision(xml, "{\"Age\":6,\"Limit\":5}", "[1,2,3,4,6]",
	    "conditions of every kind");
	is_decision(xml, "{\"Age\":8,\"Limit\":9}", "[2,4,6]", "not()");
	is_decision(xml, "{\"Age\":9,\"Limit\":9}", "[2,3,6,7]", "lists");
	is_decision(xml, "{\"Age\":2.5,\"Limit\":9}", "[2,3,6,7]",
	    "fractions lie between");
	is_decision(xml, "{\"Age\":null,\"Limit\":5}", "[3,5,6]",
	    "null is not 7 or 8");
}

static void
test_dates(void)
{
	const char *xml = MODEL(INPUT("Day", "date") DECISION("D",
	    NEEDS("Day") TABLE("UNIQUE", COLUMN("Day", "date") OUT("r"),
	    RULE1("&lt; date(\"2026-02-28\")", "1")
	    RULE1("[date(\"2026-02-28\")..date(\"2026-03-31\")]", "2")
	    RULE1("&gt; date(\"2026-03-31\")", "3"))));

	is_decision(xml, "{\"Day\":\"2026-02-27\"}", "1", "before");
	is_decision(xml, "{\"Day\":\"2026-03-31\"}", "2", "on the last day");
	is_decision(xml, "{\"Day\":\"2027-01-01\"}", "3", "after");
}

/* More rules than a word has bits. */
static void
test_many_rules(void)
{
	struct buf b = BUF_INIT;
	struct dmn *dmn;
	int wrong = 0;

	buf_puts(&b, "<definitions xmlns=\"" DMN15 "\" name=\"t\" "
	    "namespace=\"t\">" INPUT("Age", "number") "<decision id=\"D\" "
	    "name=\"D\">" NEEDS("Age") "<decisionTable hitPolicy=\"COLLECT\">"
	    COLUMN("Age", "number") OUT("r"));
	for (int i = 0; i < 300; i++)
		buf_printf(&b, "<rule><inputEntry><text>[%d..%d)</text>"
		    "</inputEntry><outputEntry><text>%d</text></outputEntry>"
		    "</rule>", i, i + 2, i);
	buf_puts(&b, "</decisionTable></decision></definitions>");
	dmn = model(buf_cstr(&b));
	for (int i = 1; i < 300; i++) {
		char in[40], out[40];

		(void)snprintf(in, sizeof(in), "{\"Age\":%d}", i);
		(void)snprintf(out, sizeof(out), "[%d,%d]", i - 1, i);
		wrong += !str_is(decide(dmn, "D", in), out);
	}
	ok(wrong == 0, "300 rules, each found where it should be");
	ok(dmn_errors(dmn) == 0, "no errors");
	dmn_free(dmn);
	buf_done(&b);
}

static uint32_t seed = 7;

static uint32_t
pick(uint32_t n)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % n;
}

static void
random_condition(struct buf *b)
{
	uint32_t low = pick(10);

	switch (pick(6)) {
	case 0:
		buf_puts(b, "-");
		break;
	case 1:
		buf_printf(b, "[%u..%u)", low, low + 1 + pick(5));
		break;
	case 2:
		buf_printf(b, "&lt; %u, &gt;= %u", low, low + pick(5));
		break;
	case 3:
		buf_printf(b, "not(%u, %u.5)", low, low);
		break;
	case 4:
		buf_printf(b, "%u, %u", low, pick(10));
		break;
	default:
		buf_printf(b, "? * 2 &gt; %u", 2 * low);
		break;
	}
}

static struct dmn *
random_table(const char *hit)
{
	struct buf b = BUF_INIT;
	struct dmn *dmn;

	buf_printf(&b, "<definitions xmlns=\"" DMN15 "\" name=\"t\" "
	    "namespace=\"t\">" INPUT("x", "number") INPUT("y", "number")
	    "<decision id=\"D\" name=\"D\">" NEEDS("x") NEEDS("y")
	    "<decisionTable hitPolicy=\"%s\">" COLUMN("x", "number")
	    COLUMN("y", "number") OUT("r"), hit);
	for (int i = 0; i < 70; i++) {
		buf_puts(&b, "<rule><inputEntry><text>");
		random_condition(&b);
		buf_puts(&b, "</text></inputEntry><inputEntry><text>");
		random_condition(&b);
		buf_printf(&b, "</text></inputEntry><outputEntry><text>%d"
		    "</text></outputEntry></rule>", i);
	}
	buf_puts(&b, "</decisionTable></decision></definitions>");
	dmn = model(buf_cstr(&b));
	buf_done(&b);
	return dmn;
}

/* An explanation tries every rule, an evaluation asks the index: the result
 * must be the same. */
static int
count_differences(const struct dmn *dmn)
{
	struct dmn_run *run = dmn_run_new(dmn);
	int wrong = 0;

	for (int i = 0; i < 22 * 22; i++) {
		struct dmn_request req = { .what = dmn_find(dmn, STR("D")) };
		struct dmn_result quick, slow;
		char in[60];

		(void)snprintf(in, sizeof(in), "{\"x\":%d.%d,\"y\":%d.%d}",
		    i / 44, i / 22 % 2 * 5, i % 22 / 2, i % 2 * 5);
		req.inputs = dmn_inputs(run, req.what,
		    json_parse(dmn_run_arena(run), str_of(in), NULL));
		(void)dmn_evaluate(run, &req, &quick, NULL);
		req.explain = true;
		(void)dmn_evaluate(run, &req, &slow, NULL);
		wrong += !feel_same(quick.value, slow.value);
		dmn_run_reset(run);
	}
	dmn_run_free(run);
	return wrong;
}

static void
test_index(void)
{
	static const char *const hits[] = { "COLLECT", "FIRST", "UNIQUE",
	    "ANY", "RULE ORDER" };

	for (size_t i = 0; i < ARRAY_LEN(hits); i++) {
		struct dmn *dmn = random_table(hits[i]);

		ok(count_differences(dmn) == 0,
		    "%s: with and without the index", hits[i]);
		dmn_free(dmn);
	}
}

int
main(void)
{
	test_unique();
	test_single_hits();
	test_priorities();
	test_typed_priorities();
	test_collect();
	test_outputs();
	test_input_values();
	test_columns();
	test_conditions();
	test_dates();
	test_many_rules();
	test_index();
	return done_testing();
}
