/*
 * test_bpmn_events.c - events in every position.
 */
#include "tests/unit/bpmn_parts.h"

#define WAIT "{\"tasks\":{\"u\":{\"wait\":true}}}"

static void
test_boundary(void)
{
	runs_with("an interrupting timer ends its task", MODEL(S("s") U("u")
	    T("a") T("b") BOUNDARY("t", "u", TIMER("PT1H")) F("s", "u")
	    F("u", "a") F("t", "b")), "{}", WAIT, "b : completed");
	runs_with("in time, it is disarmed", MODEL(S("s") U("u") T("a")
	    T("b") BOUNDARY("t", "u", TIMER("PT1H")) F("s", "u")
	    F("u", "a") F("t", "b")), "{}",
	    "{\"tasks\":{\"u\":{\"after\":\"PT59M\"}}}",
	    "u a : completed");
	runs_with("one beside it does not end it", MODEL(S("s") U("u")
	    T("a") T("b") BESIDE("t", "u", TIMER("PT1H")) F("s", "u")
	    F("u", "a") F("t", "b")), "{}",
	    "{\"tasks\":{\"u\":{\"after\":\"PT2H\"}}}",
	    "b u a : completed");
	runs_with("a cycle comes again", MODEL(S("s") U("u") T("b")
	    BESIDE("t", "u", "<timerEventDefinition><timeCycle>R3/PT1H"
	    "</timeCycle></timerEventDefinition>") F("s", "u")
	    F("t", "b")), "{}",
	    "{\"tasks\":{\"u\":{\"after\":\"PT10H\"}}}",
	    "b b b u : completed");
	runs_with("a message beside a task may come twice", MODEL(S("s")
	    U("u") T("b") BESIDE("m", "u", MESSAGE) F("s", "u") F("m", "b")),
	    "{}", "{\"tasks\":{\"u\":{\"after\":\"PT9H\"}},\"events\":["
	    "{\"after\":\"PT1H\",\"message\":\"msg\"},"
	    "{\"after\":\"PT2H\",\"message\":\"msg\"}]}",
	    "b b u : completed");
	runs_with("an error of a task", MODEL(S("s") U("u") T("a") T("b")
	    T("c") BOUNDARY("any", "u", "<errorEventDefinition/>")
	    BOUNDARY("e", "u", ERROR) F("s", "u") F("u", "a") F("e", "b")
	    F("any", "c")), "{}", "{\"tasks\":{\"u\":{\"error\":\"E1\"}}}",
	    "b : completed");
	runs_with("another one goes to the catch-all", MODEL(S("s") U("u")
	    T("a") T("b") T("c") BOUNDARY("any", "u",
	    "<errorEventDefinition/>") BOUNDARY("e", "u", ERROR) F("s", "u")
	    F("u", "a") F("e", "b") F("any", "c")), "{}",
	    "{\"tasks\":{\"u\":{\"error\":\"E9\"}}}", "c : completed");
	runs_with("nobody catches it: an incident", MODEL(S("s") U("u")
	    F("s", "u")), "{}", "{\"tasks\":{\"u\":{\"error\":\"E9\"}}}",
	    "!bpmn.uncaught_error : incident");
}

static void
test_errors_go_up(void)
{
	runs_as("out of two sub-processes", MODEL(S("s") SUB("o",
	    S("os") SUB("i", S("is") T("a") END("ie", ERROR) F("is", "a")
	    F("a", "ie")) T("never") F("os", "i") F("i", "never"))
	    BOUNDARY("b", "o", ERROR) T("c") F("s", "o") F("b", "c")),
	    "a c : completed");
	runs_as("an event sub-process comes before the boundary",
	    MODEL(S("s") SUB("o", S("os") END("oe", ERROR) F("os", "oe")
	    EVENT_SUB("h", START("hs", ERROR) T("b") F("hs", "b")))
	    BOUNDARY("x", "o", ERROR) T("c") T("d") F("s", "o")
	    F("x", "c") F("o", "d")), "b d : completed");
	runs_as("it does not catch its own", MODEL(S("s") SUB("o", S("os")
	    END("oe", ERROR) F("os", "oe") EVENT_SUB("h",
	    START("hs", ERROR) END("he", ERROR) F("hs", "he")))
	    BOUNDARY("x", "o", ERROR) T("c") F("s", "o") F("x", "c")),
	    "c : completed");
	runs_with("one beside it does", MODEL(S("s") SUB("o", S("os")
	    THROW("t", SIGNAL) U("u") F("os", "t") F("t", "u")
	    EVENT_SUB("h", START_BESIDE("hs", SIGNAL) T("a")
	    END("he", ERROR) F("hs", "a") F("a", "he")) EVENT_SUB("g",
	    START("gs", ERROR) T("b") F("gs", "b"))) T("c") F("s", "o")
	    F("o", "c")), "{}", WAIT, "a b c : completed");
}

static void
test_escalation(void)
{
	runs_as("beside a sub-process, which goes on", MODEL(S("s")
	    SUB("o", S("os") THROW("t", ESCALATION) T("a") F("os", "t")
	    F("t", "a")) BESIDE("x", "o", ESCALATION) T("b") T("c")
	    F("s", "o") F("x", "b") F("o", "c")),
	    "b a c : completed");
	runs_as("interrupting, it ends it", MODEL(S("s")
	    SUB("o", S("os") THROW("t", ESCALATION) T("a") F("os", "t")
	    F("t", "a")) BOUNDARY("x", "o", ESCALATION) T("b") T("c")
	    F("s", "o") F("x", "b") F("o", "c")), "b : completed");
	runs_as("nobody minds: it goes on", MODEL(S("s")
	    THROW("t", ESCALATION) T("a") F("s", "t") F("t", "a")),
	    "a : completed");
}

static void
test_signal(void)
{
	runs_as("all who wait hear it", MODEL(S("s") GATE("parallel", "f")
	    CATCH("c1", SIGNAL) CATCH("c2", SIGNAL) THROW("t", SIGNAL)
	    T("a") T("b") T("c") F("s", "f") F("f", "t") F("f", "c1")
	    F("f", "c2") F("t", "c") F("c1", "a") F("c2", "b")),
	    "a b c : completed");
	runs_as("an event sub-process that interrupts ends the thrower",
	    MODEL(S("s") EVENT_SUB("h", START("hs", SIGNAL) T("b")
	    F("hs", "b")) THROW("t", SIGNAL) T("a") F("s", "t")
	    F("t", "a")), "b : completed");
}

static void
test_conditional(void)
{
	runs_as("true when the variable changes", MODEL(S("s")
	    GATE("parallel", "f") CATCH("c", CONDITION("n &gt; 1")) T("a")
	    SET("b", "{n: 2}") F("s", "f") F("f", "c") F("f", "b")
	    F("c", "a")), "b a : completed");
	runs_as("it fires once as long as it stays true", MODEL(S("s")
	    SUB("o", S("os") SET("a", "{n: 2}") SET("b", "{n: 3}")
	    SET("c", "{n: 0}") SET("d", "{n: 5}") F("os", "a") F("a", "b")
	    F("b", "c") F("c", "d")) BESIDE("x", "o",
	    CONDITION("n &gt; 1")) T("h") F("s", "o") F("x", "h")),
	    "a h b c d h : completed");
	runs_with("edited from outside", MODEL(S("s") U("u")
	    BOUNDARY("x", "u", CONDITION("urgent")) T("a") F("s", "u")
	    F("x", "a")), "{}", "{\"tasks\":{\"u\":{\"wait\":true}},"
	    "\"events\":[{\"after\":\"PT1H\",\"set\":{\"urgent\":true}}]}",
	    "a : completed");
}

static void
test_multiple(void)
{
	runs_with("any of several", MODEL(S("s") CATCH("c", MESSAGE
	    TIMER("P1D")) T("a") F("s", "c") F("c", "a")), "{}",
	    "{\"events\":[{\"after\":\"PT1H\",\"message\":\"msg\"}]}",
	    "a : completed");
	runs_with("all of several", MODEL(S("s")
	    "<intermediateCatchEvent id='c' parallelMultiple='true'>" MESSAGE
	    SIGNAL "</intermediateCatchEvent>" T("a") F("s", "c")
	    F("c", "a")), "{}",
	    "{\"events\":[{\"after\":\"PT1H\",\"message\":\"msg\"}]}",
	    ": waiting");
	runs_with("all have come", MODEL(S("s")
	    "<intermediateCatchEvent id='c' parallelMultiple='true'>" MESSAGE
	    SIGNAL "</intermediateCatchEvent>" T("a") F("s", "c")
	    F("c", "a")), "{}",
	    "{\"events\":[{\"after\":\"PT1H\",\"message\":\"msg\"},"
	    "{\"after\":\"PT2H\",\"signal\":\"sig\"}]}", "a : completed");
	runs_as("several thrown at once", MODEL(S("s") GATE("parallel", "f")
	    CATCH("c", SIGNAL) T("a") EVENT_SUB("h",
	    START_BESIDE("hs", ESCALATION) T("b") F("hs", "b"))
	    END("e", SIGNAL ESCALATION) F("s", "f") F("f", "c")
	    F("f", "e") F("c", "a")), "a b : completed");
}

static void
test_link_and_terminate(void)
{
	runs_as("a link is a flow without a line", MODEL(S("s") T("a")
	    THROW("t", "<linkEventDefinition name='L'/>")
	    CATCH("c", "<linkEventDefinition name='L'/>") T("b") F("s", "a")
	    F("a", "t") F("c", "b")), "a b : completed");
	runs_as("a link that says where it leads", MODEL(S("s") T("a")
	    THROW("t", "<linkEventDefinition id='d1' name='out'>"
	    "<target>d2</target></linkEventDefinition>")
	    CATCH("c", "<linkEventDefinition id='d2' name='in'>"
	    "<source>d1</source></linkEventDefinition>") T("b") F("s", "a")
	    F("a", "t") F("c", "b")), "a b : completed");
	runs_as("terminate ends its sub-process only", MODEL(S("s")
	    SUB("o", S("os") GATE("parallel", "f") U("u") T("a")
	    END("e", "<terminateEventDefinition/>") F("os", "f")
	    F("f", "u") F("f", "a") F("a", "e")) T("b") F("s", "o")
	    F("o", "b")), "a b : completed");
	runs_with("a terminated process is over", MODEL(S("s")
	    GATE("parallel", "f") U("u") T("a")
	    END("e", "<terminateEventDefinition/>") F("s", "f") F("f", "u")
	    F("f", "a") F("a", "e")), "{}", WAIT, "a : completed");
}

static void
test_event_sub_processes(void)
{
	runs_with("a timer beside the process", MODEL(S("s") U("u")
	    EVENT_SUB("h", START_BESIDE("hs", TIMER("PT1H")) T("b")
	    F("hs", "b")) F("s", "u")), "{}",
	    "{\"tasks\":{\"u\":{\"after\":\"PT2H\"}}}",
	    "b u : completed");
	runs_with("a message that takes over", MODEL(S("s") U("u") T("a")
	    EVENT_SUB("h", START("hs", MESSAGE) T("b") F("hs", "b"))
	    F("s", "u") F("u", "a")), "{}",
	    "{\"tasks\":{\"u\":{\"wait\":true}},\"events\":"
	    "[{\"after\":\"PT1H\",\"message\":\"msg\"}]}",
	    "b : completed");
	runs_as("a message to its own event sub-process", MODEL(S("s")
	    SUB("o", S("os") THROW("t", MESSAGE) T("a") F("os", "t")
	    F("t", "a") EVENT_SUB("h", START_BESIDE("hs", MESSAGE) T("b")
	    F("hs", "b"))) T("c") F("s", "o") F("o", "c")),
	    "a b c : completed");
	runs_as("a task that sends it may be ended by it", MODEL(S("s")
	    SUB("o", S("os") "<sendTask id='t' messageRef='msg'/>" T("a")
	    F("os", "t") F("t", "a")) BOUNDARY("x", "o", MESSAGE) T("b")
	    F("s", "o") F("x", "b")), "b : completed");
	runs_as("its scope waits for it", MODEL(S("s") SUB("o", S("os")
	    THROW("t", ESCALATION) F("os", "t") EVENT_SUB("h",
	    START_BESIDE("hs", ESCALATION) U("b") F("hs", "b"))) T("c")
	    F("s", "o") F("o", "c")), "b c : completed");
}

static void
test_starts(void)
{
	static const char pools[] = DEFINITIONS(ROOTS
	    "<process id='p' isExecutable='true'>" S("s") END("e", MESSAGE)
	    F("s", "e") "</process><process id='q'>" START("qs", MESSAGE)
	    T("a") F("qs", "a") "</process>");

	runs_as("a message begins another process", pools, "a : completed");
	runs_as("a process that begins by a timer", MODEL(
	    START("s", TIMER("PT5M")) T("a") F("s", "a")),
	    "a : completed");
	runs_as("a process that begins by a message alone", MODEL(
	    START("s", MESSAGE) T("a") F("s", "a")), "a : completed");
	runs_as("an instantiating receive task", MODEL(
	    "<receiveTask id='r' instantiate='true' messageRef='msg'/>"
	    T("a") F("r", "a")), "r a : completed");
	runs_as("an instantiating gateway", MODEL(
	    "<eventBasedGateway id='g' instantiate='true'/>"
	    CATCH("c1", MESSAGE) CATCH("c2", SIGNAL) T("a") T("b")
	    F("g", "c1") F("g", "c2") F("c1", "a") F("c2", "b")),
	    "a : completed");
	runs_with("a condition that is true begins it", MODEL(
	    START("s", CONDITION("n = 1")) T("a") F("s", "a")),
	    "{\"n\":1}", "{}", "a : completed");
	runs_with("one that is not does not", MODEL(
	    START("s", CONDITION("n = 1")) T("a") F("s", "a")),
	    "{\"n\":2}", "{}", ": waiting");
	runs_as("a cycle begins it again", MODEL(START("s",
	    "<timerEventDefinition><timeCycle>R3/PT1H</timeCycle>"
	    "</timerEventDefinition>") T("a") F("s", "a")),
	    "a a a : completed");
	runs_as("a start that needs two signals", DEFINITIONS(
	    "<signal id='g1' name='g1'/><signal id='g2' name='g2'/>"
	    "<process id='p' isExecutable='true'>" S("s")
	    THROW("t1", "<signalEventDefinition signalRef='g1'/>") T("a")
	    THROW("t2", "<signalEventDefinition signalRef='g2'/>")
	    F("s", "t1") F("t1", "a") F("a", "t2") "</process>"
	    "<process id='q'><startEvent id='qs' parallelMultiple='true'>"
	    "<signalEventDefinition signalRef='g1'/>"
	    "<signalEventDefinition signalRef='g2'/></startEvent>" T("b")
	    F("qs", "b") "</process>"), "a b : completed");
	runs_with("messages are kept for who comes later", MODEL(S("s")
	    U("u") "<receiveTask id='r' messageRef='msg'/>" F("s", "u")
	    F("u", "r")), "{}", "{\"tasks\":{\"u\":{\"after\":\"PT5H\"}},"
	    "\"events\":[{\"message\":\"msg\"}]}", "u r : completed");
}

int
main(void)
{
	test_boundary();
	test_errors_go_up();
	test_escalation();
	test_signal();
	test_conditional();
	test_multiple();
	test_link_and_terminate();
	test_event_sub_processes();
	test_starts();
	return done_testing();
}
