/*
 * test_bpmn_audit_work.c - activities, as the standard and the trouble of
 * others have it: loops, many instances, ad-hoc sub-processes, quantities,
 * compensation, transactions.
 */
#include "tests/unit/bpmn_parts.h"

#define LOOP(attrs, condition) "<standardLoopCharacteristics " attrs ">" \
	"<loopCondition>" condition "</loopCondition>"			\
	"</standardLoopCharacteristics>"
#define WITH(id, feel, body) "<scriptTask id='" id "'>" body "<script>"	\
	feel "</script></scriptTask>"

static const struct semantic loops[] = {
	{ "tested after, it runs once whatever is true", MODEL(S("s")
	    WITH("a", "", LOOP("", "false")) F("s", "a")), NULL, NULL,
	    "a : completed" },
	{ "a maximum without a condition", MODEL(S("s") "<scriptTask id='a'>"
	    "<standardLoopCharacteristics loopMaximum='3'/></scriptTask>"
	    F("s", "a")), NULL, NULL, "a a a : completed" },
	{ "the condition before the maximum", MODEL(S("s") WITH("a",
	    "{n: n + 1}", LOOP("loopMaximum='9'", "n &lt; 2")) F("s", "a")),
	    "{\"n\":0}", NULL, "{\"n\":2}" },
	{ "a sub-process goes round", MODEL(S("s") "<subProcess id='o'>"
	    LOOP("", "n &lt; 2") S("os") SET("a", "{n: n + 1}") T("b")
	    F("os", "a") F("a", "b") "</subProcess>" T("c") F("s", "o")
	    F("o", "c")), "{\"n\":0}", NULL, "a b a b c : completed" },
	{ "an event on the edge ends all rounds", MODEL(S("s")
	    "<userTask id='u'>" LOOP("", "true") "</userTask>"
	    BOUNDARY("t", "u", TIMER("PT150M")) T("h") F("s", "u")
	    F("t", "h")), NULL, "{\"tasks\":{\"u\":{\"after\":\"PT1H\"}}}",
	    "u u h : completed" },
	{ "asked again each time", MODEL(
	    S("s") "<userTask id='u'>" LOOP("", "n = 1") "</userTask>"
	    F("s", "u")), NULL, "{\"tasks\":{\"u\":[{\"vars\":{\"n\":1}},"
	    "{\"vars\":{\"n\":2}}]}}", "u u : completed" },
};

#define LIST "{\"list\":[3,1,2]}"
#define UNTIL(id, condition) "<userTask id='" id "'>"			\
	"<multiInstanceLoopCharacteristics isSequential='true'>"	\
	EXTENSIONS("<zeebe:loopCharacteristics inputCollection='= list' " \
	"inputElement='x' outputCollection='out' outputElement='= x'/>") \
	DONE_WHEN(condition) "</multiInstanceLoopCharacteristics></userTask>"

static const struct semantic many[] = {
	{ "results keep the order of the list", MODEL(S("s")
	    "<userTask id='u'>" EACH("", "list", "x", "out", "x * r")
	    "</userTask>" F("s", "u")), "{\"list\":[1,2,3],\"r\":0}",
	    "{\"tasks\":{\"u\":[{\"after\":\"PT3H\",\"vars\":{\"r\":10}},"
	    "{\"after\":\"PT1H\",\"vars\":{\"r\":20}},"
	    "{\"after\":\"PT2H\",\"vars\":{\"r\":30}}]}}",
	    "{\"list\":[1,2,3],\"r\":10,\"out\":[10,40,90]}" },
	{ "an empty list gives an empty list", MODEL(S("s")
	    "<userTask id='u'>" EACH("", "list", "x", "out", "x")
	    "</userTask>" F("s", "u")), "{\"list\":[]}", NULL,
	    "{\"list\":[],\"out\":[]}" },
	{ "no list is an incident, mended", MODEL(S("s") "<userTask id='u'>"
	    EACH("", "list", "x", "out", "x") "</userTask>" T("b")
	    F("s", "u") F("u", "b")), NULL, "{\"events\":[{\"after\":"
	    "\"PT1H\",\"set\":{\"list\":[7]}},{\"after\":\"PT2H\","
	    "\"retry\":\"u\"}]}", "!bpmn.loop u b : completed" },
	{ "null is no list", MODEL(S("s") "<userTask id='u'>"
	    EACH("", "list", "x", "out", "x") "</userTask>" F("s", "u")),
	    "{\"list\":null}", NULL, "!bpmn.loop : incident" },
	{ "one in the other", MODEL(S("s") "<subProcess id='o'>"
	    EACH("", "list", "x", "out", "inner") S("os") WITH("a", "{y: 0}",
	    EACH("", "for i in 1..x return i", "y", "inner", "x * 10 + y"))
	    F("os", "a") "<dataObject id='inner'/></subProcess>"
	    F("s", "o")), "{\"list\":[2,0,1]}", NULL,
	    "{\"list\":[2,0,1],\"out\":[[20,20],[0,0],[10]]}" },
	{ "one after the other, until it is enough", MODEL(S("s")
	    "<userTask id='u'><multiInstanceLoopCharacteristics "
	    "isSequential='true'><loopCardinality>5</loopCardinality>"
	    DONE_WHEN("numberOfCompletedInstances = 2")
	    "</multiInstanceLoopCharacteristics></userTask>" T("b")
	    F("s", "u") F("u", "b")), NULL, NULL, "u u b : completed" },
	{ "what did not run is null in the results", MODEL(S("s")
	    "<userTask id='u'><multiInstanceLoopCharacteristics>"
	    EXTENSIONS("<zeebe:loopCharacteristics "
	    "inputCollection='= list' inputElement='x' "
	    "outputCollection='out' outputElement='= x'/>")
	    DONE_WHEN("numberOfCompletedInstances = 1")
	    "</multiInstanceLoopCharacteristics></userTask>" F("s", "u")),
	    "{\"list\":[1,2,3]}", "{\"tasks\":{\"u\":[{\"wait\":true},"
	    "{\"after\":\"PT1H\"},{\"wait\":true}]}}",
	    "{\"list\":[1,2,3],\"out\":[null,2,null]}" },
	{ "each has the variable that is collected", MODEL(S("s")
	    "<subProcess id='o'>" EACH("", "list", "x", "out", "v") S("os")
	    SET("a", "{v: x * 10}") U("u") F("os", "a") F("a", "u")
	    "</subProcess>" F("s", "o")), "{\"list\":[1,2]}", NULL,
	    "{\"list\":[1,2],\"out\":[10,20]}" },
	{ "who does not say it has said nothing", MODEL(S("s")
	    "<userTask id='u'>" EACH("", "list", "x", "out", "v.y")
	    "</userTask>" F("s", "u")), "{\"list\":[1,2]}",
	    "{\"tasks\":{\"u\":[{\"vars\":{\"v\":{\"y\":\"a\"}}},{}]}}",
	    "{\"list\":[1,2],\"out\":[\"a\",null]}" },
	{ "an item that comes back is the instance's", MODEL(S("s")
	    "<userTask id='u'>" EACH("", "list", "x", "out", "x")
	    "</userTask>" F("s", "u")), "{\"list\":[1],\"x\":7}",
	    "{\"tasks\":{\"u\":{\"vars\":{\"x\":2}}}}",
	    "{\"list\":[1],\"x\":7,\"out\":[2]}" },
	{ "the condition sees the last item", MODEL(S("s")
	    UNTIL("u", "x = 2 and loopCounter = 2") T("b") F("s", "u")
	    F("u", "b")), "{\"list\":[1,2,3]}", NULL,
	    "u u b : completed" },
	{ "and what is collected", MODEL(S("s")
	    UNTIL("u", "some y in out satisfies y = 1") T("b") F("s", "u")
	    F("u", "b")), "{\"list\":[1,2,3]}", NULL, "u b : completed" },
	{ "the list as it was when it began", MODEL(S("s") WITH("a",
	    "{list: append(list, 9)}", EACH("isSequential='true'", "list",
	    "x", "out", "x")) F("s", "a")), "{\"list\":[1,2]}", NULL,
	    "{\"list\":[1,2,9,9],\"out\":[1,2]}" },
	{ "a call for each", DEFINITIONS(ROOTS "<process id='p' "
	    "isExecutable='true'>" S("s") "<callActivity id='c'>"
	    EXTENSIONS("<zeebe:calledElement processId='q' "
	    "propagateAllChildVariables='false'/><zeebe:ioMapping>"
	    "<zeebe:output source='= r' target='r'/></zeebe:ioMapping>")
	    EACH("", "list", "x", "out", "r") "</callActivity>" F("s", "c")
	    "</process><process id='q'>" S("qs") SET("b", "{r: x * 2}")
	    F("qs", "b") "</process>"), "{\"list\":[3,1,2],\"r\":0}", NULL,
	    "{\"list\":[3,1,2],\"r\":4,\"out\":[6,2,4]}" },
	{ "all numbers are known to the condition", MODEL(S("s")
	    "<userTask id='u'><multiInstanceLoopCharacteristics>"
	    "<loopCardinality>3</loopCardinality>"
	    DONE_WHEN("numberOfInstances = 3 and numberOfActiveInstances = 1 "
	    "and numberOfCompletedInstances = 2")
	    "</multiInstanceLoopCharacteristics></userTask>" T("b")
	    F("s", "u") F("u", "b")), NULL, "{\"tasks\":{\"u\":[{},{},"
	    "{\"wait\":true}]}}", "u u b : completed" },
	{ "the item is the instance's own", MODEL(S("s") WITH("a", "",
	    EACH("", "list", "x", "out", "x")) F("s", "a")),
	    "{\"list\":[1],\"x\":5}", NULL,
	    "{\"list\":[1],\"x\":5,\"out\":[1]}" },
	{ "two tokens out when all are through", MODEL(S("s")
	    "<scriptTask id='a' completionQuantity='2'>" TIMES("2")
	    "</scriptTask>" T("b") F("s", "a") F("a", "b")), NULL, NULL,
	    "a a b b : completed" },
	{ "tokens of two flows make the quantity", MODEL(S("s")
	    GATE("parallel", "f") T("a") T("b") "<scriptTask id='c' "
	    "startQuantity='2'/>" F("s", "f") F("f", "a") F("f", "b")
	    F("a", "c") F("b", "c")), NULL, NULL, "a b c : completed" },
};

static const struct semantic subs[] = {
	{ "without a start event all begins that nothing leads to", MODEL(
	    S("s") SUB("o", T("a") T("b") T("c") F("a", "c")) F("s", "o")),
	    NULL, NULL, "a b c : completed" },
	{ "an empty one is done at once", MODEL(S("s") SUB("o", "") T("b")
	    F("s", "o") F("o", "b")), NULL, NULL, "b : completed" },
	{ "what is mapped in is its own, what is mapped out is not", MODEL(
	    S("s") "<subProcess id='o'>" EXTENSIONS("<zeebe:ioMapping>"
	    "<zeebe:input source='= n' target='x'/><zeebe:output "
	    "source='= x' target='m'/></zeebe:ioMapping>") S("os")
	    SET("a", "{x: x + 1}") F("os", "a") "</subProcess>"
	    F("s", "o")), "{\"n\":1}", NULL, "{\"n\":1,\"m\":2}" },
};

static const struct semantic ad_hoc[] = {
	{ "flows inside are followed", MODEL(S("s") AD_HOC("h", "", T("a")
	    T("b") T("c") F("a", "b")) T("d") F("s", "h") F("h", "d")), NULL,
	    NULL, "a c b d : completed" },
	{ "one at a time, and what follows it first", MODEL(S("s")
	    AD_HOC("h", "ordering='Sequential'", T("a") T("b") T("c")
	    F("a", "b")) F("s", "h")), NULL, NULL, "a b c : completed" },
	{ "the condition is asked when each has ended", MODEL(S("s")
	    AD_HOC("h", "ordering='Sequential'", SET("a", "{n: 1}")
	    SET("b", "{n: 2}") SET("c", "{n: 3}") DONE_WHEN("n = 2"))
	    T("d") F("s", "h") F("h", "d")), "{\"n\":0}", NULL,
	    "a b d : completed" },
	{ "when enough, the rest may end", MODEL(S("s")
	    AD_HOC("h", "cancelRemainingInstances='false'", U("u") U("v")
	    DONE_WHEN("n = 1")) T("d") F("s", "h") F("h", "d")),
	    "{\"n\":0}", "{\"tasks\":{\"u\":{\"vars\":{\"n\":1}},"
	    "\"v\":{\"after\":\"PT1H\"}}}", "u v d : completed" },
	{ "or is stopped", MODEL(S("s")
	    AD_HOC("h", "", U("u") U("v") DONE_WHEN("n = 1")) T("d")
	    F("s", "h") F("h", "d")), "{\"n\":0}",
	    "{\"tasks\":{\"u\":{\"vars\":{\"n\":1}},"
	    "\"v\":{\"after\":\"PT1H\"}}}", "u d : completed" },
	{ "a condition that never comes true leaves it open", MODEL(S("s")
	    AD_HOC("h", "", T("a") DONE_WHEN("n = 1")) T("d") F("s", "h")
	    F("h", "d")), "{\"n\":0}", NULL, "a : waiting" },
	{ "until somebody edits what it asks for", MODEL(S("s")
	    AD_HOC("h", "", T("a") DONE_WHEN("n = 1")) T("d") F("s", "h")
	    F("h", "d")), "{\"n\":0}", "{\"events\":[{\"after\":\"PT1H\","
	    "\"set\":{\"n\":1}}]}", "a d : completed" },
	{ "what is listed begins, twice if it is twice", MODEL(S("s")
	    "<adHocSubProcess id='h'>" EXTENSIONS("<zeebe:adHoc "
	    "activeElementsCollection='= list'/>") T("a") T("b") T("c")
	    "</adHocSubProcess>" F("s", "h")),
	    "{\"list\":[\"c\",\"a\",\"c\"]}", NULL, "c a c : completed" },
	{ "a name that is not inside is an incident", MODEL(S("s")
	    "<adHocSubProcess id='h'>" EXTENSIONS("<zeebe:adHoc "
	    "activeElementsCollection='= [\"z\"]'/>") T("a")
	    "</adHocSubProcess>" F("s", "h")), NULL, NULL,
	    "!bpmn.ad_hoc : incident" },
	{ "an event sub-process beside its activities", MODEL(S("s")
	    AD_HOC("h", "", U("u") EVENT_SUB("o", START_BESIDE("os", MESSAGE)
	    T("b") F("os", "b"))) F("s", "h")), NULL,
	    "{\"tasks\":{\"u\":{\"after\":\"PT2H\"}},\"events\":["
	    "{\"after\":\"PT1H\",\"message\":\"msg\"}]}",
	    "b u : completed" },
};

#define UNDO_END(id, of) "<endEvent id='" id "'><compensateEventDefinition " \
	"activityRef='" of "'/></endEvent>"

static const struct semantic undoing[] = {
	{ "each instance is undone, the last first", MODEL(S("s")
	    WITH("a", "{y: x}", EACH("isSequential='true'", "list", "x",
	    "out", "x")) UNDONE_BY("a", "z") "<scriptTask id='z' "
	    "isForCompensation='true'><script>{log: append(log, x)}"
	    "</script></scriptTask>" THROW("t", COMPENSATE) F("s", "a")
	    F("a", "t")), "{\"list\":[1,2,3],\"log\":[]}", NULL,
	    "{\"list\":[1,2,3],\"log\":[3,2,1],\"y\":3,\"out\":[1,2,3]}" },
	{ "each round of a loop is undone", MODEL(S("s")
	    "<scriptTask id='a'><standardLoopCharacteristics "
	    "loopMaximum='3'/></scriptTask>" UNDONE_BY("a", "z")
	    "<scriptTask id='z' isForCompensation='true'/>"
	    THROW("t", COMPENSATE) F("s", "a") F("a", "t")), NULL, NULL,
	    "a a a z z z : completed" },
	{ "a sub-process that knows how is asked, and not its inside", MODEL(
	    S("s") SUB("o", S("os") UNDOABLE("a") F("os", "a")
	    EVENT_SUB("i", START("is", COMPENSATE) T("b") F("is", "b")))
	    THROW("t", COMPENSATE) T("c") F("s", "o") F("o", "t")
	    F("t", "c")), NULL, NULL, "a b c : completed" },
	{ "unless it says so", MODEL(
	    S("s") SUB("o", S("os") UNDOABLE("a") F("os", "a")
	    EVENT_SUB("i", START("is", COMPENSATE) T("b")
	    THROW("it", COMPENSATE) T("d") F("is", "b") F("b", "it")
	    F("it", "d")))
	    THROW("t", COMPENSATE) T("c") F("s", "o") F("o", "t")
	    F("t", "c")), NULL, NULL, "a b una d c : completed" },
	{ "it goes on without waiting", MODEL(S("s") T("a")
	    UNDONE_BY("a", "z") "<userTask id='z' isForCompensation='true'/>"
	    THROW("t", "<compensateEventDefinition "
	    "waitForCompletion='false'/>") T("c") F("s", "a") F("a", "t")
	    F("t", "c")), NULL, NULL, "a c z : completed" },
	{ "what is undone is not undone again", MODEL(S("s") UNDOABLE("a")
	    THROW("t1", COMPENSATE) THROW("t2", COMPENSATE) T("c")
	    F("s", "a") F("a", "t1") F("t1", "t2") F("t2", "c")), NULL,
	    NULL, "a una c : completed" },
	{ "a sub-process by name", MODEL(S("s") SUB("o", S("os")
	    UNDOABLE("a") F("os", "a")) UNDOABLE("b") UNDO_END("e", "o")
	    F("s", "o") F("o", "b") F("b", "e")), NULL, NULL,
	    "a b una : completed" },
	{ "what was interrupted cannot be undone from outside", MODEL(S("s")
	    SUB("o", S("os") UNDOABLE("a") U("u") F("os", "a") F("a", "u"))
	    BOUNDARY("x", "o", TIMER("PT1H")) THROW("t", COMPENSATE) T("c")
	    F("s", "o") F("x", "t") F("t", "c")), NULL,
	    "{\"tasks\":{\"u\":{\"wait\":true}}}", "a c : completed" },
	{ "but from inside, by the event sub-process that took over", MODEL(
	    S("s") SUB("o", S("os") UNDOABLE("a") U("u") F("os", "a")
	    F("a", "u") EVENT_SUB("i", START("is", ERROR)
	    THROW("t", COMPENSATE) T("b") F("is", "t") F("t", "b")))
	    T("c") F("s", "o") F("o", "c")), NULL,
	    "{\"tasks\":{\"u\":{\"error\":\"E1\"}}}",
	    "a una b c : completed" },
	{ "other branches go on meanwhile", MODEL(S("s")
	    GATE("parallel", "f") U("u") T("a") UNDONE_BY("a", "z")
	    "<userTask id='z' isForCompensation='true'/>"
	    THROW("t", COMPENSATE) T("c") F("s", "f") F("f", "u")
	    F("f", "a") F("a", "t") F("t", "c")), NULL,
	    "{\"tasks\":{\"u\":{\"after\":\"PT1H\"},"
	    "\"z\":{\"after\":\"PT2H\"}}}", "a u z c : completed" },
	{ "an interrupting event ends the undoing", MODEL(S("s") T("a")
	    UNDONE_BY("a", "z") "<userTask id='z' isForCompensation='true'/>"
	    UNDOABLE("b") THROW("t", COMPENSATE) T("c") EVENT_SUB("o",
	    START("os", MESSAGE) T("h") F("os", "h")) F("s", "b")
	    F("b", "a") F("a", "t") F("t", "c")), NULL,
	    "{\"tasks\":{\"z\":{\"wait\":true}},\"events\":["
	    "{\"after\":\"PT1H\",\"message\":\"msg\"}]}",
	    "b a h : completed" },
	{ "and may undo the rest itself", MODEL(S("s") T("a")
	    UNDONE_BY("a", "z") "<userTask id='z' isForCompensation='true'/>"
	    UNDOABLE("b") THROW("t", COMPENSATE) T("c") EVENT_SUB("o",
	    START("os", MESSAGE) T("h") THROW("ot", COMPENSATE) F("os", "h")
	    F("h", "ot")) F("s", "b") F("b", "a") F("a", "t")
	    F("t", "c")), NULL,
	    "{\"tasks\":{\"z\":{\"wait\":true}},\"events\":["
	    "{\"after\":\"PT1H\",\"message\":\"msg\"}]}",
	    "b a h unb : completed" },
	{ "an error of a handler goes up", MODEL(S("s") SUB("o", S("os")
	    T("a") UNDONE_BY("a", "z") "<userTask id='z' "
	    "isForCompensation='true'/>" THROW("t", COMPENSATE)
	    F("os", "a") F("a", "t")) BOUNDARY("x", "o", ERROR) T("h")
	    F("s", "o") F("x", "h")), NULL,
	    "{\"tasks\":{\"z\":{\"error\":\"E1\"}}}", "a h : completed" },
	{ "a handler may be a sub-process", MODEL(S("s") T("a")
	    UNDONE_BY("a", "z") "<subProcess id='z' "
	    "isForCompensation='true'>" S("zs") T("b") T("d") F("zs", "b")
	    F("b", "d") "</subProcess>" THROW("t", COMPENSATE) T("c")
	    F("s", "a") F("a", "t") F("t", "c")), NULL, NULL,
	    "a b d c : completed" },
	{ "or a call", DEFINITIONS(ROOTS "<process id='p' "
	    "isExecutable='true'>" S("s") CALL("c", "q") UNDONE_BY("c", "z")
	    "<callActivity id='z' calledElement='r' "
	    "isForCompensation='true'/>" THROW("t", COMPENSATE) F("s", "c")
	    F("c", "t") "</process><process id='q'>" S("qs") T("a")
	    F("qs", "a") "</process><process id='r'>" S("rs") T("b")
	    F("rs", "b") "</process>"), NULL, NULL, "a c b z : completed" },
};

#define LEFT_BY(x, a) BOUNDARY("cx", x, CANCEL) T(a) F("cx", a)

static const struct semantic transactions[] = {
	{ "a nested sub-process is undone in its turn", MODEL(S("s")
	    TRANSACTION("x", S("xs") UNDOABLE("a") SUB("o", S("os")
	    UNDOABLE("b") UNDOABLE("c") F("os", "b") F("b", "c"))
	    UNDOABLE("d") END("xe", CANCEL) F("xs", "a") F("a", "o")
	    F("o", "d") F("d", "xe")) LEFT_BY("x", "h") F("s", "x")), NULL,
	    NULL, "a b c d und unc unb una h : completed" },
	{ "what still runs in it ends and is not undone", MODEL(S("s")
	    TRANSACTION("x", S("xs") GATE("parallel", "f") U("u")
	    UNDONE_BY("u", "z") "<scriptTask id='z' "
	    "isForCompensation='true'/>" UNDOABLE("a") END("xe", CANCEL)
	    F("xs", "f") F("f", "u") F("f", "a") F("a", "xe"))
	    LEFT_BY("x", "h") F("s", "x")), NULL,
	    "{\"tasks\":{\"u\":{\"wait\":true}}}", "a una h : completed" },
	{ "cancelled from a sub-process inside", MODEL(S("s")
	    TRANSACTION("x", S("xs") UNDOABLE("a") SUB("o", S("os")
	    UNDOABLE("b") END("oe", CANCEL) F("os", "b") F("b", "oe"))
	    F("xs", "a") F("a", "o")) LEFT_BY("x", "h") F("s", "x")), NULL,
	    NULL, "a b unb una h : completed" },
	{ "a transaction in a transaction", MODEL(S("s")
	    TRANSACTION("x", S("xs") UNDOABLE("a") TRANSACTION("y", S("ys")
	    UNDOABLE("b") END("ye", CANCEL) F("ys", "b") F("b", "ye"))
	    BOUNDARY("cy", "y", CANCEL) T("c") END("xe", CANCEL)
	    F("xs", "a") F("a", "y") F("cy", "c") F("c", "xe"))
	    LEFT_BY("x", "h") F("s", "x")), NULL, NULL,
	    "a b unb c una h : completed" },
	{ "what a sub-process by event has done is undone", MODEL(S("s")
	    TRANSACTION("x", S("xs") U("u") END("xe", CANCEL) F("xs", "u")
	    F("u", "xe") EVENT_SUB("o", "<startEvent id='os' "
	    "isInterrupting='false'>" MESSAGE "</startEvent>" UNDOABLE("a")
	    F("os", "a"))) LEFT_BY("x", "h") F("s", "x")), NULL,
	    "{\"tasks\":{\"u\":{\"after\":\"PT9H\"}},\"events\":[{\"after\":"
	    "\"PT1H\",\"message\":\"msg\"}]}", "a u una h : completed" },
	{ "a completed one is undone from outside", MODEL(S("s")
	    TRANSACTION("x", S("xs") UNDOABLE("a") F("xs", "a"))
	    THROW("t", COMPENSATE) T("c") F("s", "x") F("x", "t")
	    F("t", "c")), NULL, NULL, "a una c : completed" },
	{ "each instance of it is its own", MODEL(S("s")
	    "<transaction id='x'>" TIMES("2") S("xs") UNDOABLE("a") U("u")
	    "<exclusiveGateway id='g' default='g-xn'/>" E("xn")
	    END("xe", CANCEL) F("xs", "a") F("a", "u") F("u", "g")
	    C("g", "xe", "n = 1") F("g", "xn") "</transaction>"
	    LEFT_BY("x", "h") T("k") F("s", "x") F("x", "k")), "{\"n\":0}",
	    "{\"tasks\":{\"u\":[{\"after\":\"PT1H\"},{\"after\":\"PT2H\"}]}}",
	    "a a u u k : completed" },
};

int
main(void)
{
	test_semantics(loops, ARRAY_LEN(loops));
	test_semantics(many, ARRAY_LEN(many));
	test_semantics(subs, ARRAY_LEN(subs));
	test_semantics(ad_hoc, ARRAY_LEN(ad_hoc));
	test_semantics(undoing, ARRAY_LEN(undoing));
	test_semantics(transactions, ARRAY_LEN(transactions));
	return done_testing();
}
