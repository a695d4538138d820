/*
 * test_bpmn_audit_events.c - events, as the standard and the trouble of others
 * have it: boundaries of loops, what goes up through calls, messages and
 * signals, conditions, event sub-processes.
 */
#include "tests/unit/bpmn_parts.h"

/* Two processes: what calls, and what is called. */
#define TWO(p, q) DEFINITIONS(ROOTS "<process id='p' isExecutable='true'>" p \
	"</process><process id='q'>" q "</process>")
#define LATER(n) "{\"tasks\":{\"u\":{\"after\":\"" n "\"}}}"
#define AT(time, what) "{\"after\":\"" time "\"," what "}"
#define U_WAITS "\"tasks\":{\"u\":{\"wait\":true}}"

static const struct semantic boundaries[] = {
	{ "a timer on three instances is one timer", MODEL(S("s")
	    "<userTask id='u'>" TIMES("3") "</userTask>"
	    BESIDE("t", "u", TIMER("PT1H")) T("h") F("s", "u") F("t", "h")),
	    NULL, LATER("PT2H"), "h u u u : completed" },
	{ "a message beside three instances comes twice", MODEL(S("s")
	    "<userTask id='u'>" TIMES("3") "</userTask>"
	    BESIDE("t", "u", MESSAGE) T("h") F("s", "u") F("t", "h")), NULL,
	    "{\"tasks\":{\"u\":{\"after\":\"PT9H\"}},\"events\":["
	    AT("PT1H", "\"message\":\"msg\"") ","
	    AT("PT2H", "\"message\":\"msg\"") "]}", "h h u u u : completed" },
	{ "an error of one instance ends them all", MODEL(S("s")
	    "<userTask id='u'>" TIMES("3") "</userTask>"
	    BOUNDARY("x", "u", ERROR) T("h") F("s", "u") F("x", "h")), NULL,
	    "{\"tasks\":{\"u\":[{\"after\":\"PT1H\"},{\"after\":\"PT2H\","
	    "\"error\":\"E1\"},{\"after\":\"PT3H\"}]}}",
	    "u h : completed" },
	{ "an error inside each instance is the instance's", MODEL(S("s")
	    "<subProcess id='o'>" TIMES("3") S("os") U("u")
	    BOUNDARY("x", "u", ERROR) T("h") F("os", "u") F("x", "h")
	    "</subProcess>" T("z") F("s", "o") F("o", "z")), NULL,
	    "{\"tasks\":{\"u\":[{\"after\":\"PT1H\"},{\"after\":\"PT2H\","
	    "\"error\":\"E1\"},{\"after\":\"PT3H\"}]}}",
	    "u h u z : completed" },
	{ "the exact code comes before a catch-all drawn first", MODEL(S("s")
	    U("u") BOUNDARY("any", "u", "<errorEventDefinition/>")
	    BOUNDARY("x", "u", ERROR_OF("err2")) T("a") T("b") F("s", "u")
	    F("any", "a") F("x", "b")), NULL,
	    "{\"tasks\":{\"u\":{\"error\":\"E2\"}}}", "b : completed" },
	{ "a catch-all of the inner level before the code of the outer",
	    MODEL(S("s") SUB("o", S("os") U("u")
	    BOUNDARY("any", "u", "<errorEventDefinition/>") T("a")
	    F("os", "u") F("any", "a")) BOUNDARY("x", "o", ERROR) T("b")
	    F("s", "o") F("x", "b")), NULL,
	    "{\"tasks\":{\"u\":{\"error\":\"E1\"}}}", "a : completed" },
	{ "an escalation is no error", MODEL(S("s") SUB("o", S("os")
	    END("oe", ESCALATION) F("os", "oe")) BOUNDARY("x", "o",
	    "<errorEventDefinition/>") T("a") T("b") F("s", "o") F("o", "a")
	    F("x", "b")), NULL, NULL, "a : completed" },
	{ "nor an error an escalation", MODEL(S("s") SUB("o", S("os")
	    END("oe", ERROR) F("os", "oe")) BOUNDARY("x", "o",
	    "<escalationEventDefinition/>") T("a") T("b") F("s", "o")
	    F("o", "a") F("x", "b")), NULL, NULL,
	    "!bpmn.uncaught_error : incident" },
	{ "a timer inside does not outlive its sub-process", MODEL(S("s")
	    SUB("o", S("os") U("u") BESIDE("t", "u", TIMER("PT3H")) T("h")
	    F("os", "u") F("t", "h")) BOUNDARY("x", "o", TIMER("PT1H"))
	    U("v") F("s", "o") F("x", "v")), NULL,
	    "{\"tasks\":{\"u\":{\"wait\":true},\"v\":{\"after\":\"PT9H\"}}}",
	    "v : completed" },
	{ "a cycle without end ends with its task", MODEL(S("s") U("u")
	    BESIDE("t", "u", CYCLE("R/PT1H")) T("h") F("s", "u")
	    F("t", "h")), NULL, LATER("PT210M"),
	    "h h h u : completed" },
	{ "a date that is past fires at once", MODEL(S("s") U("u")
	    BOUNDARY("t", "u", "<timerEventDefinition><timeDate>"
	    "2025-06-01T00:00:00Z</timeDate></timerEventDefinition>") T("h")
	    F("s", "u") F("t", "h")), NULL, "{" U_WAITS "}",
	    "h : completed" },
	{ "a timer beside a receive task", MODEL(S("s")
	    "<receiveTask id='r' messageRef='msg'/>"
	    BOUNDARY("t", "r", TIMER("P3D")) T("a") T("b") F("s", "r")
	    F("r", "a") F("t", "b")), NULL,
	    "{\"events\":[" AT("P5D", "\"message\":\"msg\"") "]}",
	    "b : completed" },
	{ "the boundary of an ad-hoc sub-process", MODEL(S("s")
	    AD_HOC("h", "", U("u") U("v")) BOUNDARY("t", "h", TIMER("PT1H"))
	    T("b") F("s", "h") F("t", "b")), NULL, "{" U_WAITS "}",
	    "v b : completed" },
};

static const struct semantic calls[] = {
	{ "an error two calls down", DEFINITIONS(ROOTS "<process id='p' "
	    "isExecutable='true'>" S("s") CALL("c", "q")
	    BOUNDARY("x", "c", ERROR) T("h") T("n") F("s", "c") F("c", "n")
	    F("x", "h") "</process><process id='q'>" S("qs") CALL("d", "r")
	    T("qn") F("qs", "d") F("d", "qn") "</process><process id='r'>"
	    S("rs") T("a") END("re", ERROR) F("rs", "a") F("a", "re")
	    "</process>"), NULL, NULL, "a h : completed" },
	{ "an error that only the event sub-process of the caller catches",
	    TWO(S("s") CALL("c", "q") T("n") EVENT_SUB("o", START("os", ERROR)
	    T("h") F("os", "h")) F("s", "c") F("c", "n"), S("qs") T("a")
	    END("qe", ERROR) F("qs", "a") F("a", "qe")), NULL, NULL,
	    "a h : completed" },
	{ "an error that nobody catches is an incident of the call",
	    TWO(S("s") CALL("c", "q") F("s", "c"), S("qs") END("qe", ERROR)
	    F("qs", "qe")), NULL, NULL, "!bpmn.uncaught_error : incident" },
	{ "an escalation beside a call, which goes on", TWO(S("s")
	    CALL("c", "q") BESIDE("x", "c", ESCALATION) T("h") T("n")
	    F("s", "c") F("c", "n") F("x", "h"), S("qs")
	    THROW("t", ESCALATION) U("u") F("qs", "t") F("t", "u")), NULL,
	    LATER("PT1H"), "h u c n : completed" },
	{ "an escalation that ends the call", TWO(S("s")
	    CALL("c", "q") BOUNDARY("x", "c", ESCALATION) T("h") T("n")
	    F("s", "c") F("c", "n") F("x", "h"), S("qs")
	    THROW("t", ESCALATION) U("u") F("qs", "t") F("t", "u")), NULL,
	    LATER("PT1H"), "h : completed" },
	{ "an escalation that the called process minds itself", TWO(S("s")
	    CALL("c", "q") BOUNDARY("x", "c", ESCALATION) T("h") T("n")
	    F("s", "c") F("c", "n") F("x", "h"), S("qs")
	    THROW("t", ESCALATION) T("a") EVENT_SUB("o",
	    START_BESIDE("os", ESCALATION) T("b") F("os", "b")) F("qs", "t")
	    F("t", "a")), NULL, NULL, "a b c n : completed" },
	{ "an escalation as the end of the called process", TWO(S("s")
	    CALL("c", "q") BESIDE("x", "c", ESCALATION) T("h") T("n")
	    F("s", "c") F("c", "n") F("x", "h"), S("qs") T("a")
	    END("qe", ESCALATION) F("qs", "a") F("a", "qe")), NULL, NULL,
	    "a h c n : completed" },
	{ "terminate ends the called process, not the caller", TWO(S("s")
	    CALL("c", "q") T("n") F("s", "c") F("c", "n"), S("qs")
	    GATE("parallel", "f") U("u") T("a") END("qe", TERMINATE)
	    F("qs", "f") F("f", "u") F("f", "a") F("a", "qe")), NULL,
	    "{" U_WAITS "}", "a c n : completed" },
	{ "what the caller set meanwhile stays", TWO(S("s")
	    GATE("parallel", "f") CALL("c", "q") SET("b", "{n: 5}")
	    GATE("parallel", "j") F("s", "f") F("f", "c") F("f", "b")
	    F("c", "j") F("b", "j"), S("qs") U("u") SET("a", "{m: n}")
	    F("qs", "u") F("u", "a")), "{\"n\":1}", LATER("PT1H"),
	    "{\"n\":5,\"m\":1}" },
	{ "unless the called process set it as well", TWO(S("s")
	    GATE("parallel", "f") CALL("c", "q") SET("b", "{n: 5}")
	    GATE("parallel", "j") F("s", "f") F("f", "c") F("f", "b")
	    F("c", "j") F("b", "j"), S("qs") U("u") SET("a", "{n: n}")
	    F("qs", "u") F("u", "a")), "{\"n\":1}", LATER("PT1H"),
	    "{\"n\":1}" },
	{ "two calls side by side do not undo each other", DEFINITIONS(
	    "<process id='p' isExecutable='true'>" S("s")
	    GATE("parallel", "f") CALL("c", "q") CALL("d", "r")
	    GATE("parallel", "j") F("s", "f") F("f", "c") F("f", "d")
	    F("c", "j") F("d", "j") "</process><process id='q'>" S("qs")
	    U("u") SET("a", "{x: 1}") F("qs", "u") F("u", "a")
	    "</process><process id='r'>" S("rs") SET("b", "{y: 2}")
	    F("rs", "b") "</process>"), "{\"x\":0,\"y\":0}",
	    LATER("PT1H"), "{\"x\":1,\"y\":2}" },
	{ "two calls deep as well", DEFINITIONS("<process id='p' "
	    "isExecutable='true'>" S("s") GATE("parallel", "f")
	    CALL("c", "q") SET("b", "{n: 5}") F("s", "f") F("f", "c")
	    F("f", "b") "</process><process id='q'>" S("qs") CALL("d", "r")
	    F("qs", "d") "</process><process id='r'>" S("rs") U("u")
	    F("rs", "u") "</process>"), "{\"n\":1}",
	    "{\"tasks\":{\"u\":{\"after\":\"PT1H\",\"vars\":{\"m\":2}}}}",
	    "{\"n\":5,\"m\":2}" },
	{ "mappings out see also what was given", TWO(S("s")
	    "<callActivity id='c' calledElement='q'>" EXTENSIONS(
	    "<zeebe:ioMapping><zeebe:output source='= n + m' target='r'/>"
	    "</zeebe:ioMapping>") "</callActivity>" F("s", "c"), S("qs")
	    SET("a", "{m: 2}") F("qs", "a")), "{\"n\":1}", NULL,
	    "{\"n\":1,\"r\":3}" },
	{ "nothing comes back when the model says so", TWO(S("s")
	    "<callActivity id='c'>" EXTENSIONS("<zeebe:calledElement "
	    "processId='q' propagateAllChildVariables='false'/>")
	    "</callActivity>" F("s", "c"), S("qs") SET("a", "{m: 2}")
	    F("qs", "a")), "{\"n\":1}", NULL, "{\"n\":1}" },
	{ "what is called ends with its caller", TWO(S("s") CALL("c", "q")
	    BOUNDARY("t", "c", TIMER("PT1H")) T("h") F("s", "c")
	    F("t", "h"), S("qs") U("u") BESIDE("qt", "u", TIMER("PT2H"))
	    T("late") F("qs", "u") F("qt", "late")), NULL,
	    "{" U_WAITS "}", "h : completed" },
};

static const struct semantic messages[] = {
	{ "a message with another key is not for it", DEFINITIONS(
	    "<message id='m' name='m'>" EXTENSIONS("<zeebe:subscription "
	    "correlationKey='= id'/>") "</message><process id='p' "
	    "isExecutable='true'>" S("s") CATCH("k", MESSAGE_OF("m"))
	    CATCH("l", "") T("a") F("s", "k") F("k", "a") "</process>"),
	    "{\"id\":\"A1\"}", "{\"events\":["
	    AT("PT1H", "\"message\":\"m\",\"key\":\"B2\"") "]}",
	    ": waiting" },
	{ "one kept from before is, by its key", DEFINITIONS(
	    "<message id='m' name='m'>" EXTENSIONS("<zeebe:subscription "
	    "correlationKey='= id'/>") "</message><process id='p' "
	    "isExecutable='true'>" S("s") U("u") CATCH("k", MESSAGE_OF("m"))
	    T("a") F("s", "u") F("u", "k") F("k", "a") "</process>"),
	    "{\"id\":\"A1\"}", "{\"tasks\":{\"u\":{\"after\":\"PT5H\"}},"
	    "\"events\":[{\"message\":\"m\",\"key\":\"B2\","
	    "\"vars\":{\"n\":1}},{\"message\":\"m\",\"key\":\"A1\","
	    "\"vars\":{\"n\":2}}]}",
	    "{\"id\":\"A1\",\"n\":2}" },
	{ "nor is one without a key", DEFINITIONS(
	    "<message id='m' name='m'>" EXTENSIONS("<zeebe:subscription "
	    "correlationKey='= id'/>") "</message><process id='p' "
	    "isExecutable='true'>" S("s") CATCH("k", MESSAGE_OF("m"))
	    F("s", "k") "</process>"), "{\"id\":\"A1\"}", "{\"events\":["
	    AT("PT1H", "\"message\":\"m\"") "]}", ": waiting" },
	{ "who wants no key takes any", MODEL(S("s") CATCH("k", MESSAGE)
	    T("a") F("s", "k") F("k", "a")), NULL, "{\"events\":["
	    AT("PT1H", "\"message\":\"msg\",\"key\":\"B2\"") "]}",
	    "a : completed" },
	{ "of two who wait one gets it", MODEL(S("s") GATE("parallel", "f")
	    CATCH("k", MESSAGE) CATCH("l", MESSAGE) T("a") T("b") F("s", "f")
	    F("f", "k") F("f", "l") F("k", "a") F("l", "b")), NULL,
	    "{\"events\":[" AT("PT1H", "\"message\":\"msg\"") "]}",
	    "a : waiting" },
	{ "and two messages are for both", MODEL(S("s") GATE("parallel", "f")
	    CATCH("k", MESSAGE) CATCH("l", MESSAGE) T("a") T("b") F("s", "f")
	    F("f", "k") F("f", "l") F("k", "a") F("l", "b")), NULL,
	    "{\"events\":[" AT("PT1H", "\"message\":\"msg\"") ","
	    AT("PT1H", "\"message\":\"msg\"") "]}", "a b : completed" },
	{ "two kept messages serve one after the other", MODEL(S("s") U("u")
	    CATCH("k", MESSAGE) CATCH("l", MESSAGE) T("a") F("s", "u")
	    F("u", "k") F("k", "l") F("l", "a")), NULL,
	    "{\"events\":[{\"message\":\"msg\"},{\"message\":\"msg\"}],"
	    "\"tasks\":{\"u\":{\"after\":\"PT1H\"}}}", "u a : completed" },
	{ "an event beside takes all that were kept", MODEL(S("s") U("u")
	    U("v") BESIDE("x", "v", MESSAGE) T("h") F("s", "u") F("u", "v")
	    F("x", "h")), NULL, "{\"events\":[{\"message\":\"msg\"},"
	    "{\"message\":\"msg\"}],\"tasks\":{\"u\":{\"after\":\"PT1H\"},"
	    "\"v\":{\"after\":\"PT1H\"}}}", "u h h v : completed" },
	{ "a message is for one instance or starts one, not both", TWO(S("s")
	    CATCH("k", MESSAGE) T("a") F("s", "k") F("k", "a"),
	    START("qs", MESSAGE) T("b") F("qs", "b")), NULL,
	    "{\"events\":[" AT("PT1H", "\"message\":\"msg\"") "]}",
	    "a : completed" },
	{ "it is thrown and caught later in one process", MODEL(S("s")
	    THROW("t", MESSAGE) T("a") CATCH("k", MESSAGE) T("b") F("s", "t")
	    F("t", "a") F("a", "k") F("k", "b")), NULL, NULL,
	    "a b : completed" },
	{ "a send task is heard by a receive task beside it", MODEL(S("s")
	    GATE("parallel", "f") "<sendTask id='x' messageRef='msg'/>"
	    "<receiveTask id='r' messageRef='msg'/>" T("a") F("s", "f")
	    F("f", "x") F("f", "r") F("r", "a")), NULL, NULL,
	    "x r a : completed" },
	{ "what a message takes along is what the event maps", MODEL(S("s")
	    GATE("parallel", "f") "<intermediateThrowEvent id='t'>"
	    EXTENSIONS("<zeebe:ioMapping><zeebe:input source='= n + 1' "
	    "target='m'/></zeebe:ioMapping>") MESSAGE
	    "</intermediateThrowEvent>" CATCH("k", MESSAGE) F("s", "f")
	    F("f", "t") F("f", "k")), "{\"n\":1}", NULL,
	    "{\"n\":1,\"m\":2}" },
};

static const struct semantic signals[] = {
	{ "a signal is heard by all, and starts who begins by it", TWO(S("s")
	    GATE("parallel", "f") CATCH("k", SIGNAL) CATCH("l", SIGNAL)
	    T("a") T("b") F("s", "f") F("f", "k") F("f", "l") F("k", "a")
	    F("l", "b"), START("qs", SIGNAL) T("c") F("qs", "c")), NULL,
	    "{\"events\":[" AT("PT1H", "\"signal\":\"sig\"") "]}",
	    "a b c : completed" },
	{ "it is not kept", MODEL(S("s") THROW("t", SIGNAL) T("a")
	    CATCH("k", SIGNAL) T("b") F("s", "t") F("t", "a") F("a", "k")
	    F("k", "b")), NULL, NULL, "a : waiting" },
	{ "it is heard on the boundary of who throws it inside", MODEL(S("s")
	    SUB("o", S("os") T("a") THROW("t", SIGNAL) T("b") F("os", "a")
	    F("a", "t") F("t", "b")) BOUNDARY("x", "o", SIGNAL) T("h")
	    F("s", "o") F("x", "h")), NULL, NULL, "a h : completed" },
	{ "beside it, both go on", MODEL(S("s")
	    SUB("o", S("os") T("a") THROW("t", SIGNAL) T("b") F("os", "a")
	    F("a", "t") F("t", "b")) BESIDE("x", "o", SIGNAL) T("h")
	    F("s", "o") F("x", "h")), NULL, NULL, "a h b : completed" },
	{ "thrown in a called process it is heard by the caller",
	    TWO(S("s") CALL("c", "q") BESIDE("x", "c", SIGNAL) T("h")
	    F("s", "c") F("x", "h"), S("qs") THROW("t", SIGNAL) U("u")
	    F("qs", "t") F("t", "u")), NULL, LATER("PT1H"),
	    "h u c : completed" },
};

static const struct semantic conditions[] = {
	{ "a boundary is told what another branch sets", MODEL(S("s")
	    GATE("parallel", "f") U("u") BOUNDARY("x", "u",
	    CONDITION("n &gt; 1")) T("h") U("v") F("s", "f") F("f", "u")
	    F("f", "v") F("x", "h")), "{\"n\":0}",
	    "{\"tasks\":{\"u\":{\"wait\":true},\"v\":{\"after\":\"PT1H\","
	    "\"vars\":{\"n\":2}}}}", "v h : completed" },
	{ "true from the start, the task is not even offered", MODEL(S("s")
	    U("u") BOUNDARY("x", "u", CONDITION("n = 1")) T("h") F("s", "u")
	    F("x", "h")), "{\"n\":1}", "{" U_WAITS "}", "h : completed" },
	{ "beside, it fires each time it becomes true", MODEL(S("s") U("u")
	    BESIDE("x", "u", CONDITION("n = 1")) T("h") F("s", "u")
	    F("x", "h")), "{\"n\":0}",
	    "{\"tasks\":{\"u\":{\"after\":\"PT9H\"}},\"events\":["
	    AT("PT1H", "\"set\":{\"n\":1}") ","
	    AT("PT2H", "\"set\":{\"n\":1}") ","
	    AT("PT3H", "\"set\":{\"n\":0}") ","
	    AT("PT4H", "\"set\":{\"n\":1}") "]}",
	    "h h u : completed" },
	{ "a catching event that is true lets pass", MODEL(S("s")
	    CATCH("k", CONDITION("n = 1")) T("a") F("s", "k") F("k", "a")),
	    "{\"n\":1}", NULL, "a : completed" },
	{ "null is not true", MODEL(S("s") CATCH("k", CONDITION("n = 1"))
	    T("a") F("s", "k") F("k", "a")), NULL,
	    "{\"events\":[" AT("PT1H", "\"set\":{\"m\":1}") "]}",
	    ": waiting" },
	{ "it sees variables of its own scope", MODEL(S("s")
	    "<subProcess id='o'>" EXTENSIONS("<zeebe:ioMapping><zeebe:input "
	    "source='= 0' target='n'/></zeebe:ioMapping>") S("os")
	    GATE("parallel", "f") SET("a", "{n: 1}")
	    CATCH("k", CONDITION("n = 1")) T("b") F("os", "f") F("f", "k")
	    F("f", "a") F("k", "b") "</subProcess>" F("s", "o")),
	    "{\"n\":9}", NULL, "a b : completed" },
	{ "an event sub-process of the process, by a condition", MODEL(
	    S("s") U("u") EVENT_SUB("o", START("os", CONDITION("n = 1"))
	    T("h") F("os", "h")) F("s", "u")), NULL,
	    "{" U_WAITS ",\"events\":[" AT("PT1H", "\"set\":{\"n\":1}")
	    "]}", "h : completed" },
	{ "beside, as often as it becomes true", MODEL(
	    S("s") U("u") EVENT_SUB("o", START_BESIDE("os",
	    CONDITION("n = 1")) T("h") F("os", "h")) F("s", "u")), NULL,
	    "{\"tasks\":{\"u\":{\"after\":\"PT9H\"}},\"events\":["
	    AT("PT1H", "\"set\":{\"n\":1}") ","
	    AT("PT2H", "\"set\":{\"n\":0}") ","
	    AT("PT3H", "\"set\":{\"n\":1}") "]}", "h h u : completed" },
};

#define BESIDE_ALL(def) MODEL(S("s") U("u") EVENT_SUB("o",		\
	START_BESIDE("os", def) T("h") F("os", "h")) F("s", "u"))

static const struct semantic event_subs[] = {
	{ "a cycle beside the process", BESIDE_ALL(CYCLE("R3/PT1H")), NULL,
	    LATER("PT9H"), "h h h u : completed" },
	{ "a message beside it, twice", BESIDE_ALL(MESSAGE), NULL,
	    "{\"tasks\":{\"u\":{\"after\":\"PT9H\"}},\"events\":["
	    AT("PT1H", "\"message\":\"msg\"") ","
	    AT("PT2H", "\"message\":\"msg\"") "]}", "h h u : completed" },
	{ "a signal beside it, twice", BESIDE_ALL(SIGNAL), NULL,
	    "{\"tasks\":{\"u\":{\"after\":\"PT9H\"}},\"events\":["
	    AT("PT1H", "\"signal\":\"sig\"") ","
	    AT("PT2H", "\"signal\":\"sig\"") "]}", "h h u : completed" },
	{ "an escalation beside it, twice", MODEL(S("s")
	    THROW("t1", ESCALATION) THROW("t2", ESCALATION) T("a")
	    EVENT_SUB("o", START_BESIDE("os", ESCALATION) T("h")
	    F("os", "h")) F("s", "t1") F("t1", "t2") F("t2", "a")), NULL,
	    NULL, "h a h : completed" },
	{ "an error of a task ends the process", MODEL(S("s")
	    GATE("parallel", "f") U("u") U("v") EVENT_SUB("o",
	    START("os", ERROR) T("h") F("os", "h")) F("s", "f") F("f", "u")
	    F("f", "v")), NULL,
	    "{\"tasks\":{\"u\":{\"after\":\"PT1H\",\"error\":\"E1\"},"
	    "\"v\":{\"wait\":true}}}", "h : completed" },
	{ "a timer ends the process", MODEL(S("s") U("u") EVENT_SUB("o",
	    START("os", TIMER("PT1H")) T("h") F("os", "h")) F("s", "u")),
	    NULL, "{" U_WAITS "}", "h : completed" },
	{ "a signal ends the process", MODEL(S("s") U("u") EVENT_SUB("o",
	    START("os", SIGNAL) T("h") F("os", "h")) F("s", "u")),
	    NULL, "{" U_WAITS ",\"events\":["
	    AT("PT1H", "\"signal\":\"sig\"") "]}", "h : completed" },
	{ "of two that interrupt the first is left alone", MODEL(S("s")
	    U("u") EVENT_SUB("o", START("os", TIMER("PT1H")) U("h")
	    F("os", "h")) EVENT_SUB("q", START("qs", MESSAGE) T("never")
	    F("qs", "never")) F("s", "u")), NULL, "{\"tasks\":{"
	    "\"u\":{\"wait\":true},\"h\":{\"after\":\"PT5H\"}},\"events\":["
	    AT("PT2H", "\"message\":\"msg\"") "]}", "h : completed" },
	{ "the boundary around it still counts", MODEL(S("s") SUB("o",
	    S("os") U("u") EVENT_SUB("i", START("is", MESSAGE) U("h")
	    F("is", "h")) F("os", "u")) BOUNDARY("t", "o", TIMER("PT5H"))
	    T("b") T("n") F("s", "o") F("o", "n") F("t", "b")), NULL,
	    "{\"tasks\":{\"u\":{\"wait\":true},\"h\":{\"wait\":true}},"
	    "\"events\":[" AT("PT1H", "\"message\":\"msg\"") "]}",
	    "b : completed" },
	{ "two run side by side, and the scope waits for both", MODEL(S("s")
	    SUB("o", S("os") U("u") EVENT_SUB("i",
	    START_BESIDE("is", MESSAGE) U("h") F("is", "h")) F("os", "u"))
	    T("n") F("s", "o") F("o", "n")), NULL,
	    "{\"tasks\":{\"u\":{\"after\":\"PT3H\"},"
	    "\"h\":{\"after\":\"PT5H\"}},\"events\":["
	    AT("PT1H", "\"message\":\"msg\"") ","
	    AT("PT2H", "\"message\":\"msg\"") "]}",
	    "u h h n : completed" },
	{ "what the event brings goes to its names", MODEL(S("s") U("u")
	    EVENT_SUB("o", START_BESIDE("os", MESSAGE) SET("h", "{m: n}")
	    F("os", "h")) F("s", "u")), "{\"n\":1}",
	    "{\"tasks\":{\"u\":{\"after\":\"PT9H\"}},\"events\":["
	    AT("PT1H", "\"message\":\"msg\",\"vars\":{\"n\":2}") "]}",
	    "{\"n\":2,\"m\":2}" },
	{ "an error of its handler goes to the boundary", MODEL(S("s")
	    SUB("o", S("os") U("u") EVENT_SUB("i", START("is", MESSAGE)
	    T("h") END("ie", ERROR) F("is", "h") F("h", "ie"))
	    F("os", "u")) BOUNDARY("x", "o", ERROR) T("b") F("s", "o")
	    F("x", "b")), NULL, "{" U_WAITS ",\"events\":["
	    AT("PT1H", "\"message\":\"msg\"") "]}", "h b : completed" },
	{ "terminate in a handler beside ends the handler alone", MODEL(
	    S("s") U("u") EVENT_SUB("o", START_BESIDE("os", MESSAGE)
	    GATE("parallel", "f") U("v") T("h") END("oe", TERMINATE)
	    F("os", "f") F("f", "v") F("f", "h") F("h", "oe"))
	    F("s", "u")), NULL, "{\"tasks\":{\"u\":{\"after\":\"PT5H\"},"
	    "\"v\":{\"wait\":true}},\"events\":["
	    AT("PT1H", "\"message\":\"msg\"") "]}", "h u : completed" },
};

static const struct semantic links[] = {
	{ "two ends lead to one beginning", MODEL(S("s")
	    GATE("parallel", "f") THROW("t1", LINK("L"))
	    THROW("t2", LINK("L")) CATCH("k", LINK("L")) T("a") F("s", "f")
	    F("f", "t1") F("f", "t2") F("k", "a")), NULL, NULL,
	    "a a : completed" },
	{ "a link of the sub-process is not that of the process", MODEL(
	    S("s") SUB("o", S("os") T("a") THROW("t", LINK("L"))
	    CATCH("k", LINK("L")) T("b") F("os", "a") F("a", "t")
	    F("k", "b")) THROW("pt", LINK("L")) CATCH("pk", LINK("L"))
	    T("c") F("s", "o") F("o", "pt") F("pk", "c")), NULL, NULL,
	    "a b c : completed" },
	{ "a link back is a loop", MODEL(S("s") GATE("exclusive", "x")
	    SET("a", "{n: n + 1}") "<exclusiveGateway id='y' "
	    "default='y-e'/>" E("e") THROW("t", LINK("L"))
	    CATCH("k", LINK("L")) F("s", "x") F("x", "a") F("a", "y")
	    C("y", "t", "n &lt; 3") F("y", "e") F("k", "x")),
	    "{\"n\":0}", NULL, "a a a : completed" },
	{ "terminate in one of several sub-processes ends that one", MODEL(
	    S("s") "<subProcess id='o'>" TIMES("2") S("os")
	    GATE("parallel", "f") U("u") U("v") END("oe", TERMINATE)
	    F("os", "f") F("f", "u") F("f", "v") F("v", "oe")
	    "</subProcess>" T("n") F("s", "o") F("o", "n")), NULL,
	    "{\"tasks\":{\"u\":{\"after\":\"PT5H\"},"
	    "\"v\":[{\"after\":\"PT1H\"},{\"after\":\"PT9H\"}]}}",
	    "v u v n : completed" },
};

int
main(void)
{
	test_semantics(boundaries, ARRAY_LEN(boundaries));
	test_semantics(calls, ARRAY_LEN(calls));
	test_semantics(messages, ARRAY_LEN(messages));
	test_semantics(signals, ARRAY_LEN(signals));
	test_semantics(conditions, ARRAY_LEN(conditions));
	test_semantics(event_subs, ARRAY_LEN(event_subs));
	test_semantics(links, ARRAY_LEN(links));
	return done_testing();
}
