/*
 * test_bpmn_admin.c - incidents and how people mend them; compensation.
 */
#include "tests/unit/bpmn.h"

#define COMPENSATE "<compensateEventDefinition/>"
#define HANDLER(id, of)							\
	BOUNDARY("b-" of, of, COMPENSATE)				\
	"<association id='as-" of "' sourceRef='b-" of "' targetRef='" id \
	"'/>"
#define UNDO(id) "<scriptTask id='" id "' isForCompensation='true'/>"
#define THROW(id) "<intermediateThrowEvent id='" id "'>" COMPENSATE	\
	"</intermediateThrowEvent>"

static void
test_jobs(void)
{
	static const char xml[] = PROCESS(S("s") "<serviceTask id='j'/>"
	    T("a") F("s", "j") F("j", "a"));

	runs_with("a job that fails for good is an incident", xml, "{}",
	    "{\"jobs\":{\"j\":{\"fail\":\"down\"}}}",
	    "!bpmn.job_failed : incident");
	runs_with("with tries left it is none", xml, "{}",
	    "{\"jobs\":{\"j\":{\"fail\":\"down\",\"retries\":2}}}",
	    ": waiting");
	runs_with("tried again", xml, "{}",
	    "{\"jobs\":{\"j\":[{\"fail\":\"down\"},{}]},\"events\":"
	    "[{\"after\":\"PT1H\",\"retry\":\"j\"}]}",
	    "!bpmn.job_failed j a : completed");
	runs_with("tried again in vain", xml, "{}",
	    "{\"jobs\":{\"j\":{\"fail\":\"down\"}},\"events\":"
	    "[{\"after\":\"PT1H\",\"retry\":\"j\"}]}",
	    "!bpmn.job_failed !bpmn.job_failed : incident");
	runs_with("skipped", xml, "{}",
	    "{\"jobs\":{\"j\":{\"fail\":\"down\"}},\"events\":"
	    "[{\"after\":\"PT1H\",\"skip\":\"j\"}]}",
	    "!bpmn.job_failed j a : completed");
	runs_with("one of several skipped", PROCESS(S("s")
	    "<serviceTask id='j'><multiInstanceLoopCharacteristics>"
	    "<loopCardinality>2</loopCardinality>"
	    "</multiInstanceLoopCharacteristics></serviceTask>" T("a")
	    F("s", "j") F("j", "a")), "{}",
	    "{\"jobs\":{\"j\":[{\"fail\":\"down\"},{\"after\":"
	    "\"PT2H\"}]},\"events\":[{\"after\":\"PT1H\","
	    "\"skip\":\"j\"}]}",
	    "!bpmn.job_failed j j a : completed");
	runs_with("moved elsewhere", xml, "{}",
	    "{\"jobs\":{\"j\":{\"wait\":true}},\"events\":"
	    "[{\"after\":\"PT1H\",\"move\":\"j\",\"to\":\"a\"}]}",
	    "a : completed");
}

static void
test_stuck(void)
{
	static const char gate[] = PROCESS(S("s") GATE("exclusive", "x")
	    T("a") F("s", "x") C("x", "a", "n = 1"));
	static const char join[] = PROCESS(S("s") GATE("exclusive", "x")
	    T("a") T("b") GATE("parallel", "j") T("c") F("s", "x")
	    F("x", "a") F("x", "b") F("a", "j") F("b", "j") F("j", "c"));

	runs_with("mended data, tried again", gate, "{\"n\":0}",
	    "{\"events\":[{\"after\":\"PT1H\",\"set\":{\"n\":1}},"
	    "{\"after\":\"PT2H\",\"retry\":\"x\"}]}",
	    "!bpmn.no_flow a : completed");
	runs_with("a join that starves", join, "{}", "{}",
	    "a !bpmn.deadlock : incident");
	runs_with("is made to go on", join, "{}",
	    "{\"events\":[{\"after\":\"PT1H\",\"skip\":\"j\"}]}",
	    "a !bpmn.deadlock c : completed");
	runs_with("there is nothing to retry", gate, "{\"n\":1}",
	    "{\"events\":[{\"after\":\"PT1H\",\"retry\":\"x\"}]}",
	    "a ! : completed");
}

static void
test_expressions(void)
{
	static const char xml[] = PROCESS(S("s") "<userTask id='u'>"
	    "<extensionElements><zeebe:taskSchedule dueDate='= due'/>"
	    "</extensionElements></userTask>" F("s", "u"));

	runs_with("a due date", xml, "{\"due\":\"P10WD\"}", "{}",
	    "u : completed");
	runs_with("that is none", xml, "{\"due\":\"soon\"}", "{}",
	    "!bpmn.expression : incident");
	runs_with("mended", xml, "{\"due\":\"soon\"}",
	    "{\"events\":[{\"after\":\"PT1H\",\"set\":{\"due\":\"P1D\"}},"
	    "{\"after\":\"PT2H\",\"retry\":\"u\"}]}",
	    "!bpmn.expression u : completed");
}

static void
test_compensation(void)
{
	runs_as("last first", PROCESS(S("s") T("a") HANDLER("ua", "a")
	    UNDO("ua") T("b") HANDLER("ub", "b") UNDO("ub") THROW("t")
	    T("c") F("s", "a") F("a", "b") F("b", "t") F("t", "c")),
	    "a b ub ua c : completed");
	runs_as("only one of them", PROCESS(S("s") T("a")
	    HANDLER("ua", "a") UNDO("ua") T("b") HANDLER("ub", "b")
	    UNDO("ub") "<endEvent id='e'><compensateEventDefinition "
	    "activityRef='a'/></endEvent>" F("s", "a") F("a", "b")
	    F("b", "e")), "a b ua : completed");
	runs_as("a sub-process is undone from inside", PROCESS(S("s")
	    SUB("o", S("os") T("a") HANDLER("ua", "a") UNDO("ua") T("b")
	    HANDLER("ub", "b") UNDO("ub") F("os", "a") F("a", "b"))
	    T("c") HANDLER("uc", "c") UNDO("uc") THROW("t") F("s", "o")
	    F("o", "c") F("c", "t")), "a b c uc ub ua : completed");
	leaves("with the data of its time", PROCESS(S("s")
	    SET("n1", "{n: 1}") "<scriptTask id='a'/>" HANDLER("ua", "a")
	    "<scriptTask id='ua' isForCompensation='true'><script>"
	    "{was: n}</script></scriptTask>" SET("n2", "{n: 2}") THROW("t")
	    F("s", "n1") F("n1", "a") F("a", "n2") F("n2", "t")), "{}",
	    "{}", "{\"n\":2,\"was\":1}");
	leaves("but what it sets is of the present, such as a log",
	    PROCESS(S("s") SET("a", "{log: append(log, 1)}")
	    HANDLER("ua", "a") "<scriptTask id='ua' isForCompensation='true'>"
	    "<script>{log: append(log, -1)}</script></scriptTask>"
	    SET("b", "{log: append(log, 2)}") HANDLER("ub", "b")
	    "<scriptTask id='ub' isForCompensation='true'>"
	    "<extensionElements><zeebe:script expression='= append(log, -2)' "
	    "resultVariable='log'/></extensionElements></scriptTask>"
	    SET("c", "{log: append(log, 3)}") THROW("t")
	    F("s", "a") F("a", "b") F("b", "c") F("c", "t")),
	    "{\"log\":[]}", "{}", "{\"log\":[1,2,3,-2,-1]}");
	runs_as("what did not complete is not undone", PROCESS(S("s")
	    GATE("parallel", "f") U("a") HANDLER("ua", "a") UNDO("ua")
	    T("b") HANDLER("ub", "b") UNDO("ub") THROW("t") F("s", "f")
	    F("f", "a") F("f", "b") F("b", "t")), "b ub a : completed");
}

static void
test_transaction(void)
{
	runs_as("cancelled: undone, and left by its event", PROCESS(S("s")
	    "<transaction id='x'>" S("xs") T("a") HANDLER("ua", "a")
	    UNDO("ua") T("b") HANDLER("ub", "b") UNDO("ub")
	    "<endEvent id='xe'><cancelEventDefinition/></endEvent>"
	    F("xs", "a") F("a", "b") F("b", "xe") "</transaction>"
	    BOUNDARY("c", "x", "<cancelEventDefinition/>") T("d") T("n")
	    F("s", "x") F("x", "n") F("c", "d")),
	    "a b ub ua d : completed");
	runs_as("an error leaves without undoing", PROCESS(S("s")
	    "<transaction id='x'>" S("xs") T("a") HANDLER("ua", "a")
	    UNDO("ua") "<endEvent id='xe'><errorEventDefinition/>"
	    "</endEvent>" F("xs", "a") F("a", "xe") "</transaction>"
	    BOUNDARY("c", "x", "<errorEventDefinition/>") T("d")
	    F("s", "x") F("c", "d")), "a d : completed");
}

int
main(void)
{
	test_jobs();
	test_stuck();
	test_expressions();
	test_compensation();
	test_transaction();
	return done_testing();
}
