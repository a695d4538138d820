/*
 * test_bpmn_gateways.c - splits and joins.
 */
#include "tests/unit/bpmn.h"

static void
test_exclusive(void)
{
	static const char xml[] = PROCESS(S("s")
	    "<exclusiveGateway id='x' default='x-c'/>"
	    T("a") T("b") T("c") E("e") F("s", "x") C("x", "a", "n &gt; 10")
	    C("x", "b", "= n &gt; 5") F("x", "c") F("a", "e") F("b", "e")
	    F("c", "e"));

	runs_with("the first true condition", xml, "{\"n\":11}", "{}",
	    "a : completed");
	runs_with("the second", xml, "{\"n\":7}", "{}", "b : completed");
	runs_with("the default", xml, "{\"n\":1}", "{}", "c : completed");
	runs_with("a condition without an answer is an incident", xml, "{}",
	    "{}", "!bpmn.condition : incident");
	runs_as("no way out is an incident", PROCESS(S("s")
	    GATE("exclusive", "x") T("a") F("s", "x") C("x", "a", "false")),
	    "!bpmn.no_flow : incident");
	runs_as("merging lets each token pass", PROCESS(S("s")
	    GATE("parallel", "p1") T("a") T("b") GATE("exclusive", "x")
	    T("c") F("s", "p1") F("p1", "a") F("p1", "b") F("a", "x")
	    F("b", "x") F("x", "c")), "a b c c : completed");
}

static void
test_parallel(void)
{
	runs_as("all branches, one token after the join", PROCESS(S("s")
	    GATE("parallel", "f") T("a") T("b") GATE("parallel", "j") T("c")
	    F("s", "f") F("f", "a") F("f", "b") F("a", "j") F("b", "j")
	    F("j", "c")), "a b c : completed");
	runs_as("two tokens on one flow do not make a join", PROCESS(S("s")
	    GATE("parallel", "f") T("a") GATE("exclusive", "x") T("b")
	    GATE("parallel", "j") T("c") F("s", "f") F("f", "a")
	    "<sequenceFlow id='f-x' sourceRef='f' targetRef='x'/>"
	    F("a", "x") F("x", "j") F("b", "j") F("j", "c")),
	    "a !bpmn.deadlock : incident");
}

#define INCLUSIVE PROCESS(S("s") GATE("inclusive", "f") T("a") T("b") T("c") \
	GATE("inclusive", "j") T("d") F("s", "f") C("f", "a", "n &gt; 0") \
	C("f", "b", "n &gt; 1") C("f", "c", "n &gt; 2") F("a", "j") \
	F("b", "j") F("c", "j") F("j", "d"))

static void
test_inclusive(void)
{
	runs_with("one branch", INCLUSIVE, "{\"n\":1}", "{}",
	    "a d : completed");
	runs_with("two branches", INCLUSIVE, "{\"n\":2}", "{}",
	    "a b d : completed");
	runs_with("three", INCLUSIVE, "{\"n\":3}", "{}",
	    "a b c d : completed");
	runs_as("a join waits for a token that is far away", PROCESS(S("s")
	    GATE("parallel", "f") T("a") U("b") GATE("inclusive", "j") T("c")
	    F("s", "f") F("f", "a") F("f", "b") F("a", "j") F("b", "j")
	    F("j", "c")), "a b c : completed");
	runs_as("a token that leaves by a boundary event sets it free",
	    PROCESS(S("s") GATE("parallel", "f") T("a") U("b")
	    BOUNDARY("t", "b", TIMER("PT1H")) T("late") E("e")
	    GATE("inclusive", "j") T("c") F("s", "f") F("f", "a")
	    F("f", "b") F("a", "j") F("b", "j") F("t", "late")
	    F("late", "e") F("j", "c")), "a b c : completed");
	runs_with("the same when the boundary event happens", PROCESS(S("s")
	    GATE("parallel", "f") T("a") U("b")
	    BOUNDARY("t", "b", TIMER("PT1H")) T("late") E("e")
	    GATE("inclusive", "j") T("c") F("s", "f") F("f", "a")
	    F("f", "b") F("a", "j") F("b", "j") F("t", "late")
	    F("late", "e") F("j", "c")), "{}",
	    "{\"tasks\":{\"b\":{\"wait\":true}}}",
	    "a late c : completed");
	runs_as("a loop back through the join does not block it",
	    PROCESS(S("s") GATE("inclusive", "j") SET("a", "{n: 1}")
	    "<exclusiveGateway id='x' default='x-e'/>" E("e") F("s", "j")
	    F("j", "a") F("a", "x") C("x", "j", "n = 0") F("x", "e")),
	    "a : completed");
}

static void
test_complex(void)
{
	static const char two_of_three[] = PROCESS(S("s")
	    GATE("parallel", "f") T("a") T("b") U("c")
	    "<complexGateway id='j'><activationCondition>activationCount = 2"
	    "</activationCondition></complexGateway>" T("d")
	    F("s", "f") F("f", "a") F("f", "b") F("f", "c") F("a", "j")
	    F("b", "j") F("c", "j") F("j", "d"));

	static const char phases[] = PROCESS(S("s") GATE("parallel", "f")
	    T("a") U("b") "<complexGateway id='j'><activationCondition>"
	    "activationCount = 1</activationCondition></complexGateway>"
	    T("c") T("d") T("e") F("s", "f") F("f", "a") F("f", "b")
	    F("a", "j") F("b", "j") C("j", "c", "waitingForStart")
	    C("j", "d", "not(waitingForStart)") C("j", "e", "true"));

	runs_as("two of three, and the third is swallowed", two_of_three,
	    "a b d c : completed");
	runs_as("conditions on the phase: one at the start, one at the reset",
	    phases, "a c e b d : completed");
}

static void
test_event_based(void)
{
	static const char xml[] = DEFINITIONS(
	    "<message id='m' name='answer'/><process id='p'>" S("s")
	    GATE("eventBased", "g")
	    "<intermediateCatchEvent id='got'><messageEventDefinition "
	    "messageRef='m'/></intermediateCatchEvent>"
	    "<intermediateCatchEvent id='late'>" TIMER("P3D")
	    "</intermediateCatchEvent>" T("a") T("b") F("s", "g")
	    F("g", "got") F("g", "late") F("got", "a") F("late", "b")
	    "</process>");

	runs_as("the timer wins when no message comes", xml,
	    "b : completed");
	runs_with("the message wins", xml, "{}",
	    "{\"events\":[{\"after\":\"P1D\",\"message\":\"answer\"}]}",
	    "a : completed");
	leaves("its data becomes variables", xml, "{}",
	    "{\"events\":[{\"after\":\"P1D\",\"message\":\"answer\","
	    "\"vars\":{\"x\":1}}]}", "{\"x\":1}");
}

static void
test_activity_flows(void)
{
	static const char xml[] = PROCESS(S("s") "<scriptTask id='a' "
	    "default='a-d'/>" T("b") T("c") T("d") F("s", "a")
	    C("a", "b", "n = 1") F("a", "c") F("a", "d"));

	runs_with("a condition out of a task", xml, "{\"n\":1}", "{}",
	    "a b c : completed");
	runs_with("its default is about conditions only", xml, "{\"n\":2}",
	    "{}", "a c d : completed");
}

int
main(void)
{
	test_exclusive();
	test_parallel();
	test_inclusive();
	test_complex();
	test_event_based();
	test_activity_flows();
	return done_testing();
}
