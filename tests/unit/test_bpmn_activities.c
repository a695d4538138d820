/*
 * test_bpmn_activities.c - tasks, loops, calls, sub-processes, data.
 */
#include "tests/unit/bpmn.h"

#define LOOP(attrs, body) "<multiInstanceLoopCharacteristics " attrs ">" \
	"<extensionElements>" body "</extensionElements>"		\
	"</multiInstanceLoopCharacteristics>"

static void
test_data(void)
{
	leaves("a script's result", PROCESS(S("s")
	    "<scriptTask id='a'><extensionElements><zeebe:script "
	    "expression='= n * 2' resultVariable='m'/></extensionElements>"
	    "</scriptTask>" F("s", "a")), "{\"n\":21}", "{}",
	    "{\"n\":21,\"m\":42}");
	leaves("mappings into a task and out of it", PROCESS(S("s")
	    "<userTask id='u'><extensionElements><zeebe:ioMapping>"
	    "<zeebe:input source='= person.name' target='who'/>"
	    "<zeebe:output source='= upper case(answer) + who' "
	    "target='result.text'/></zeebe:ioMapping></extensionElements>"
	    "</userTask>" F("s", "u")), "{\"person\":{\"name\":\"Ana\"}}",
	    "{\"tasks\":{\"u\":{\"vars\":{\"answer\":\"yes \"}}}}",
	    "{\"person\":{\"name\":\"Ana\"},"
	    "\"result\":{\"text\":\"YES Ana\"}}");
	leaves("assignments of data associations", PROCESS(S("s")
	    "<userTask id='u'><dataInputAssociation><targetRef>who"
	    "</targetRef><assignment><from>person.name</from><to>who</to>"
	    "</assignment></dataInputAssociation><dataOutputAssociation>"
	    "<targetRef>d</targetRef><assignment><from>= who + answer</from>"
	    "<to>note</to></assignment></dataOutputAssociation></userTask>"
	    "<dataObject id='d' name='note'/>" F("s", "u")),
	    "{\"person\":{\"name\":\"Ana\"}}",
	    "{\"tasks\":{\"u\":{\"vars\":{\"answer\":\"!\"}}}}",
	    "{\"person\":{\"name\":\"Ana\"},\"note\":\"Ana!\"}");
	leaves("without output mappings everything comes out",
	    PROCESS(S("s") U("u") F("s", "u")), "{}",
	    "{\"tasks\":{\"u\":{\"vars\":{\"a\":1,\"b\":[2]}}}}",
	    "{\"a\":1,\"b\":[2]}");
	leaves("a sub-process keeps its own data objects", PROCESS(S("s")
	    SUB("o", "<dataObject id='note'/>" S("os")
	    SET("a", "{note: 1, other: 2}") F("os", "a")) F("s", "o")),
	    "{}", "{}", "{\"other\":2}");
	leaves("a decision", PROCESS(S("s") "<businessRuleTask id='d'>"
	    "<extensionElements><zeebe:calledDecision decisionId='x' "
	    "resultVariable='r'/></extensionElements></businessRuleTask>"
	    F("s", "d")), "{}",
	    "{\"decisions\":{\"x\":{\"value\":{\"aid\":120}}}}",
	    "{\"r\":{\"aid\":120}}");
	leaves("a name of two words", PROCESS("<dataObject id='d' "
	    "name='net income'/>" S("s") SET("a", "{n: net income + 1}")
	    F("s", "a")), "{\"net income\":2}", "{}",
	    "{\"net income\":2,\"n\":3}");
	leaves("a pool that is only drawn may be unfinished", DEFINITIONS(
	    "<process id='q' isExecutable='false'><startEvent id='t'>"
	    "<timerEventDefinition/></startEvent></process><process id='p' "
	    "isExecutable='true'>" S("s") SET("a", "{n: 1}") F("s", "a")
	    "</process>"), "{}", "{}", "{\"n\":1}");
	leaves("a listener is a FEEL effect", PROCESS(S("s")
	    "<manualTask id='a'><extensionElements>"
	    "<zeebe:executionListeners><zeebe:executionListener "
	    "eventType='start' type='= {begun: true}'/>"
	    "</zeebe:executionListeners></extensionElements></manualTask>"
	    F("s", "a")), "{}", "{}", "{\"begun\":true}");
}

static void
test_answered_script(void)
{
	static const char xml[] = DEFINITIONS("<error id='x' errorCode='X'/>"
	    "<process id='p' isExecutable='true'>" S("s") SET("a", "{n: 1}")
	    BOUNDARY("b", "a", "<errorEventDefinition errorRef='x'/>") T("c")
	    T("d") F("s", "a") F("a", "c") F("b", "d") "</process>");

	runs_as("a script runs", xml, "a c : completed");
	runs_with("a script that the simulation answers does not", xml, "{}",
	    "{\"jobs\":{\"a\":{\"error\":\"X\"}}}", "d : completed");
	leaves("what the answer brings is set instead", xml, "{}",
	    "{\"jobs\":{\"a\":{\"vars\":{\"n\":2}}}}", "{\"n\":2}");
}

static void
test_standard_loop(void)
{
	runs_as("at most so often", PROCESS(S("s") "<scriptTask id='a'>"
	    "<standardLoopCharacteristics loopMaximum='3'>"
	    "<loopCondition>true</loopCondition>"
	    "</standardLoopCharacteristics></scriptTask>" T("b")
	    F("s", "a") F("a", "b")), "a a a b : completed");
	runs_as("tested before, it may not run at all", PROCESS(S("s")
	    "<scriptTask id='a'><standardLoopCharacteristics "
	    "testBefore='true'><loopCondition>false</loopCondition>"
	    "</standardLoopCharacteristics></scriptTask>" T("b")
	    F("s", "a") F("a", "b")), "b : completed");
	runs_as("a negative maximum is an incident", PROCESS(S("s")
	    "<scriptTask id='a'><standardLoopCharacteristics "
	    "loopMaximum='-1'/></scriptTask>" F("s", "a")),
	    "!bpmn.loop : incident");
	runs_as("its condition knows how often it ran", PROCESS(S("s")
	    "<scriptTask id='a'><standardLoopCharacteristics "
	    "testBefore='true'><loopCondition>loopCounter &lt; 3"
	    "</loopCondition></standardLoopCharacteristics></scriptTask>"
	    F("s", "a")), "a a a : completed");
	runs_as("a way round without end: an incident", PROCESS(S("s")
	    GATE("exclusive", "x") GATE("exclusive", "y") F("s", "x")
	    F("x", "y") F("y", "x")), "!bpmn.budget : incident");
}

static void
test_multi_instance(void)
{
	leaves("results are collected in order", PROCESS(S("s")
	    "<scriptTask id='a'>" LOOP("", "<zeebe:loopCharacteristics "
	    "inputCollection='= list' inputElement='x' "
	    "outputCollection='out' outputElement='= x * loopCounter'/>")
	    "</scriptTask>" F("s", "a")), "{\"list\":[5,6,7]}", "{}",
	    "{\"list\":[5,6,7],\"out\":[5,12,21]}");
	runs_with("one after the other", PROCESS(S("s") "<userTask id='u'>"
	    LOOP("isSequential='true'", "<zeebe:loopCharacteristics "
	    "inputCollection='= list' inputElement='x'/>") "</userTask>"
	    T("b") F("s", "u") F("u", "b")), "{\"list\":[1,2]}", "{}",
	    "u u b : completed");
	runs_with("an empty list is done at once", PROCESS(S("s")
	    "<userTask id='u'>" LOOP("", "<zeebe:loopCharacteristics "
	    "inputCollection='= list'/>") "</userTask>" T("b") F("s", "u")
	    F("u", "b")), "{\"list\":[]}", "{}", "b : completed");
	runs_with("enough is enough", PROCESS(S("s") "<userTask id='u'>"
	    "<multiInstanceLoopCharacteristics><loopCardinality>5"
	    "</loopCardinality><completionCondition>"
	    "numberOfCompletedInstances = 2</completionCondition>"
	    "</multiInstanceLoopCharacteristics></userTask>" T("b")
	    F("s", "u") F("u", "b")), "{}", "{\"tasks\":{\"u\":["
	    "{\"after\":\"PT1H\"},{\"after\":\"PT2H\"},{\"wait\":true}]}}",
	    "u u b : completed");
	runs_as("a negative cardinality is an incident", PROCESS(S("s")
	    "<userTask id='u'><multiInstanceLoopCharacteristics>"
	    "<loopCardinality>-1</loopCardinality>"
	    "</multiInstanceLoopCharacteristics></userTask>" F("s", "u")),
	    "!bpmn.loop : incident");
	runs_with("a boundary event ends them all", PROCESS(S("s")
	    "<userTask id='u'><multiInstanceLoopCharacteristics>"
	    "<loopCardinality>3</loopCardinality>"
	    "</multiInstanceLoopCharacteristics></userTask>"
	    BOUNDARY("t", "u", TIMER("PT1H")) T("b") F("s", "u")
	    F("t", "b")), "{}", "{\"tasks\":{\"u\":["
	    "{\"after\":\"PT5M\"},{\"wait\":true}]}}",
	    "u b : completed");
}

#define BEHAVES(behavior, loop_body) DEFINITIONS(			\
	"<signal id='g' name='g'/><signalEventDefinition id='ev' "	\
	"signalRef='g'/><process id='p' isExecutable='true'>" S("s")	\
	"<scriptTask id='a'><multiInstanceLoopCharacteristics "		\
	behavior "><loopCardinality>3</loopCardinality>" loop_body	\
	"</multiInstanceLoopCharacteristics></scriptTask>"		\
	BOUNDARY("b", "a", "<signalEventDefinition signalRef='g'/>")	\
	T("h") T("z") F("s", "a") F("a", "z") F("b", "h") "</process>")

static void
test_behavior(void)
{
	runs_as("an event when the first has completed",
	    BEHAVES("behavior='One' oneBehaviorEventRef='ev'", ""),
	    "a a a h z : completed");
	runs_as("an event each time",
	    BEHAVES("behavior='None' noneBehaviorEventRef='ev'", ""),
	    "a a a h h h z : completed");
	runs_as("no event, but one when all have",
	    BEHAVES("behavior='All'", ""), "a a a z : completed");
	runs_as("an event when a condition says so", BEHAVES(
	    "behavior='Complex'", "<complexBehaviorDefinition><condition>"
	    "numberOfCompletedInstances = 2</condition>"
	    "<event id='i'><eventDefinitionRef>ev</eventDefinitionRef>"
	    "</event></complexBehaviorDefinition>"),
	    "a a a h z : completed");
}

static void
test_quantities(void)
{
	runs_as("two tokens out, two tokens in", PROCESS(S("s")
	    "<scriptTask id='a' completionQuantity='2'/>" T("b")
	    "<scriptTask id='c' startQuantity='2'/>" F("s", "a")
	    F("a", "b") F("b", "c")), "a b b c : completed");
	runs_as("none in", PROCESS(S("s") T("a") "<scriptTask id='c' "
	    "startQuantity='0'/>" F("s", "a") F("a", "c")),
	    "!bpmn.quantity : incident");
	runs_as("none out", PROCESS(S("s") "<scriptTask id='a' "
	    "completionQuantity='-1'/>" F("s", "a")),
	    "!bpmn.quantity : incident");
	runs_with("none out of something inside, tried again and skipped",
	    PROCESS(S("s") SUB("o", S("os") "<scriptTask id='a' "
	    "completionQuantity='0'/>" F("os", "a")) T("b") F("s", "o")
	    F("o", "b")), "{}", "{\"events\":[{\"after\":\"PT1H\","
	    "\"retry\":\"o\"},{\"after\":\"PT2H\",\"skip\":\"o\"}]}",
	    "!bpmn.quantity !bpmn.quantity b : completed");
	runs_as("one token too few", PROCESS(S("s") T("a")
	    "<scriptTask id='c' startQuantity='2'/>" F("s", "a")
	    F("a", "c")), "a !bpmn.deadlock : incident");
}

static void
test_calls(void)
{
	static const char call[] = DEFINITIONS("<process id='p' "
	    "isExecutable='true'>" S("s") "<callActivity id='c' "
	    "calledElement='q'/>" T("a") F("s", "c") F("c", "a")
	    "</process><process id='q'>" S("qs") SET("b", "{m: n + 1}")
	    F("qs", "b") "</process>");
	static const char mapped[] = DEFINITIONS("<process id='p' "
	    "isExecutable='true'>" S("s") "<callActivity id='c' "
	    "calledElement='q'><extensionElements>"
	    "<camunda:in source='n' target='x'/>"
	    "<camunda:out sourceExpression='${y}' target='z'/>"
	    "</extensionElements></callActivity>" F("s", "c")
	    "</process><process id='q'>" S("qs")
	    SET("b", "{y: x * 10, n: 99}") F("qs", "b") "</process>");
	static const char failing[] = DEFINITIONS("<error id='e' "
	    "errorCode='E'/><process id='p' isExecutable='true'>" S("s")
	    "<callActivity id='c' calledElement='q'/>"
	    BOUNDARY("x", "c", "<errorEventDefinition errorRef='e'/>")
	    T("a") F("s", "c") F("x", "a") "</process><process id='q'>"
	    S("qs") "<endEvent id='qe'><errorEventDefinition "
	    "errorRef='e'/></endEvent>" F("qs", "qe") "</process>");
	static const char global[] = DEFINITIONS("<globalScriptTask "
	    "id='g'><script>{m: 7}</script></globalScriptTask>"
	    "<process id='p' isExecutable='true'>" S("s")
	    "<callActivity id='c' calledElement='g'/>" F("s", "c")
	    "</process>");

	runs_with("a called process", call, "{\"n\":1}", "{}",
	    "b c a : completed");
	leaves("shares its data", call, "{\"n\":1}", "{}",
	    "{\"n\":1,\"m\":2}");
	leaves("or only what is mapped", mapped, "{\"n\":4}", "{}",
	    "{\"n\":4,\"z\":40}");
	runs_as("its error is the caller's", failing, "a : completed");
	leaves("a global task is called as well", global, "{}", "{}",
	    "{\"m\":7}");
}

static void
test_ad_hoc(void)
{
	static const char chosen[] = PROCESS(S("s")
	    "<adHocSubProcess id='h'><extensionElements><zeebe:adHoc "
	    "activeElementsCollection='= []'/></extensionElements>" U("u")
	    U("v") "<completionCondition>done</completionCondition>"
	    "</adHocSubProcess>" T("b") F("s", "h") F("h", "b"));

	runs_as("everything in it", PROCESS(S("s") "<adHocSubProcess "
	    "id='h'>" T("a") T("b") "</adHocSubProcess>" T("c") F("s", "h")
	    F("h", "c")), "a b c : completed");
	runs_as("one at a time", PROCESS(S("s") "<adHocSubProcess id='h' "
	    "ordering='Sequential'>" U("a") U("b") "</adHocSubProcess>"
	    F("s", "h")), "a b : completed");
	runs_with("nothing until somebody chooses", chosen,
	    "{\"done\":false}", "{}", ": waiting");
	runs_with("what is chosen, as often as wanted", chosen,
	    "{\"done\":false}", "{\"events\":["
	    "{\"after\":\"PT1H\",\"open\":\"h\",\"element\":\"v\"},"
	    "{\"after\":\"PT2H\",\"open\":\"h\",\"element\":\"u\"},"
	    "{\"after\":\"PT3H\",\"open\":\"h\",\"element\":\"v\"}],"
	    "\"tasks\":{\"v\":[{},{\"vars\":{\"done\":true}}]}}",
	    "v u v b : completed");
	runs_as("its condition ends what is left", PROCESS(S("s")
	    "<adHocSubProcess id='h'>" T("a") U("u") "<completionCondition>"
	    "true</completionCondition></adHocSubProcess>" T("b")
	    F("s", "h") F("h", "b")), "a b : completed");
	runs_as("or lets it end", PROCESS(S("s") "<adHocSubProcess id='h' "
	    "cancelRemainingInstances='false'>" T("a") U("u")
	    "<completionCondition>true</completionCondition>"
	    "</adHocSubProcess>" T("b") F("s", "h") F("h", "b")),
	    "a u b : completed");
	runs_with("closed by hand", chosen, "{\"done\":false}",
	    "{\"events\":[{\"after\":\"PT1H\",\"close\":\"h\"}]}",
	    "b : completed");
}

/* What its activities leave is collected. */
static void
test_ad_hoc_output(void)
{
#define COLLECTING "<extensionElements><zeebe:adHoc outputCollection='found' " \
	"outputElement='= x + 1'/></extensionElements>"
	static const char enough[] = PROCESS(S("s") "<adHocSubProcess id='h' "
	    "ordering='Sequential'>" COLLECTING SET("a", "= {x: 1}")
	    SET("b", "= {x: 2}") SET("c", "= {x: 3}") "<completionCondition>"
	    "count(found) = 2</completionCondition></adHocSubProcess>"
	    F("s", "h"));
	static const char mapped[] = PROCESS(S("s") "<adHocSubProcess id='h'>"
	    "<extensionElements><zeebe:adHoc outputCollection='found' "
	    "outputElement='= x'/><zeebe:ioMapping><zeebe:output "
	    "source='= count(found)' target='n'/></zeebe:ioMapping>"
	    "</extensionElements>" SET("a", "= {x: 1}") F("a", "b")
	    SET("b", "= {x: 2}") "<userTask id='u'>"
	    "<multiInstanceLoopCharacteristics><loopCardinality>2"
	    "</loopCardinality></multiInstanceLoopCharacteristics></userTask>"
	    "</adHocSubProcess>" F("s", "h"));

	leaves("in the order in which they end", PROCESS(S("s")
	    "<adHocSubProcess id='h'>" COLLECTING U("a") U("b")
	    "</adHocSubProcess>" F("s", "h")), "{\"x\":0}",
	    "{\"tasks\":{\"a\":[{\"after\":\"PT2H\",\"vars\":{\"x\":5}}],"
	    "\"b\":[{\"after\":\"PT1H\",\"vars\":{\"x\":7}}]}}",
	    "{\"x\":5,\"found\":[8,6]}");
	leaves("the completion condition sees it", enough, "{}", "{}",
	    "{\"x\":2,\"found\":[2,3]}");
	leaves("once a flow and once a loop; mappings say what goes out",
	    mapped, "{}", "{}", "{\"x\":2,\"n\":2}");
	leaves("nothing was begun", PROCESS(S("s") "<adHocSubProcess id='h'>"
	    "<extensionElements><zeebe:adHoc activeElementsCollection='= []' "
	    "outputCollection='found' outputElement='= 1'/>"
	    "</extensionElements>" U("a") "</adHocSubProcess>" F("s", "h")),
	    "{}", "{\"events\":[{\"after\":\"PT1H\",\"close\":\"h\"}]}",
	    "{\"found\":[]}");
	runs_as("too much work is an incident", PROCESS(S("s")
	    "<adHocSubProcess id='h'><extensionElements><zeebe:adHoc "
	    "outputCollection='found' outputElement='= for i in "
	    "1..100000000 return i'/>"
	    "</extensionElements>" T("a") "</adHocSubProcess>" F("s", "h")),
	    "!bpmn.mapping : incident");
#undef COLLECTING
}

static void
test_refused(void)
{
	runs_as("Java", PROCESS(S("s") "<serviceTask id='a' "
	    "camunda:class='org.example.Do'/>" F("s", "a")),
	    "error bpmn.java");
	runs_as("JavaScript", PROCESS(S("s") "<scriptTask id='a' "
	    "scriptFormat='javascript'><script>1</script></scriptTask>"
	    F("s", "a")), "error bpmn.language");
	runs_as("a method call", PROCESS(S("s") T("a")
	    C("s", "a", "${x.isGood()}")), "error bpmn.juel");
	runs_with("a comparison in braces is understood", PROCESS(S("s")
	    GATE("exclusive", "x") T("a") T("b") F("s", "x")
	    C("x", "a", "${n == 1 &amp;&amp; !late}")
	    C("x", "b", "${n != 1}") ), "{\"n\":1,\"late\":false}", "{}",
	    "a : completed");
	runs_as("a flow to nowhere", PROCESS(S("s") F("s", "a")),
	    "error bpmn.reference");
	runs_as("one id twice", PROCESS(S("s") T("s")),
	    "error bpmn.duplicate_id");
}

/* A prefix says whose it is. */
static void
test_namespaces(void)
{
#define FILE_OF(body) "<definitions "					\
	"xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' "		\
	"xmlns:o='urn:own' xmlns:x='urn:other' targetNamespace='urn:own'>" \
	"<import importType='http://www.omg.org/spec/BPMN/20100524/MODEL' " \
	"namespace='urn:other' location='other.bpmn'/>" body "</definitions>"
#define CALLS(ref) "<process id='p' isExecutable='true'>" S("s")	\
	"<callActivity id='c' calledElement='" ref "'/>" T("a")		\
	F("s", "c") F("c", "a") "</process>"
#define Q "<process id='q'>" S("qs") T("b") F("qs", "b") "</process>"
#define CATCHES(ref) "<message id='m' name='here'/><process id='p' "	\
	"isExecutable='true'>" S("s") "<receiveTask id='r' messageRef='" \
	ref "'/>" F("s", "r") "</process>"
	runs_as("a process of this file", FILE_OF(CALLS("o:q") Q),
	    "b c a : completed");
	runs_as("one of another file is not that of the same id here",
	    FILE_OF(CALLS("x:q") Q), "error bpmn.call");
	runs_as("one of another file is called by its id",
	    FILE_OF(CALLS("x:r") Q), "c a : completed");
	runs_with("a message of this file", FILE_OF(CATCHES("o:m")), "{}",
	    "{\"events\":[{\"message\":\"here\"}]}", "r : completed");
	runs_as("one of another file is not that of the same id here",
	    FILE_OF(CATCHES("x:m")), "error bpmn.reference");
#undef FILE_OF
#undef CALLS
#undef Q
#undef CATCHES
}

/* Round and round, with a list that grows: the simulation gives up. */
static void
test_output_limit(void)
{
	_cleanup_(arena_freep) struct arena *a = arena_new();
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct simulation s = { 0 };
	enum simulation_state state;
	struct error err = { 0 };

	s.model = bpmn_parse(a, STR(PROCESS(S("s")
	    GATE("exclusive", "x") U("u") SET("a", "{log: append(log, now())}")
	    F("s", "x") F("x", "u") F("u", "a") F("a", "x"))), &err);
	s.vars = json_parse(a, STR("{\"log\":[]}"), NULL);
	ok(s.model != NULL && simulate(&s, &out, &state, &err) < 0 &&
	    strcmp(err.code, "simulate.output") == 0,
	    "a simulation has a limit of what it prints");
}

int
main(void)
{
	test_data();
	test_answered_script();
	test_standard_loop();
	test_multi_instance();
	test_behavior();
	test_quantities();
	test_calls();
	test_ad_hoc();
	test_ad_hoc_output();
	test_refused();
	test_namespaces();
	test_output_limit();
	return done_testing();
}
