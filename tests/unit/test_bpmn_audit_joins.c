/*
 * test_bpmn_audit_joins.c - gateways, as the standard and the trouble of others
 * have it: joins in loops, races of events, tokens that are lost elsewhere.
 */
#include "tests/unit/bpmn_parts.h"

#define FORK(id, a, b) GATE("parallel", id) F(id, a) F(id, b)

static const struct semantic inclusive[] = {
	{ "a join in a loop joins each time round", MODEL(S("s")
	    GATE("exclusive", "x") GATE("inclusive", "f") T("a") T("b")
	    GATE("inclusive", "j") SET("n1", "{n: n + 1}")
	    "<exclusiveGateway id='y' default='y-e'/>" E("e") F("s", "x")
	    F("x", "f") C("f", "a", "true") C("f", "b", "n = 0")
	    F("a", "j") F("b", "j") F("j", "n1") F("n1", "y")
	    C("y", "x", "n &lt; 2") F("y", "e")), "{\"n\":0}", NULL,
	    "a b n1 a n1 : completed" },
	{ "an error that leads elsewhere sets the join free", MODEL(S("s")
	    FORK("f", "u", "b") U("u") BOUNDARY("x", "u", ERROR) T("h")
	    T("b") GATE("inclusive", "j") T("c") F("s", "f") F("u", "j")
	    F("x", "h") F("b", "j") F("j", "c")), NULL,
	    "{\"tasks\":{\"u\":{\"after\":\"PT1H\",\"error\":\"E1\"}}}",
	    "b h c : completed" },
	{ "an outer join waits for an inner one", MODEL(S("s")
	    FORK("f", "a", "g") T("a") FORK("g", "u", "v") U("u") U("v")
	    GATE("inclusive", "i") GATE("inclusive", "j") T("c")
	    F("s", "f") F("u", "i") F("v", "i") F("i", "j") F("a", "j")
	    F("j", "c")), NULL,
	    "{\"tasks\":{\"v\":{\"after\":\"PT1H\"}}}",
	    "a u v c : completed" },
	{ "a join waits for what comes by a link", MODEL(S("s")
	    FORK("f", "a", "u") T("a") U("u") THROW("t", LINK("L"))
	    CATCH("k", LINK("L")) GATE("inclusive", "j") T("c") F("s", "f")
	    F("u", "t") F("k", "j") F("a", "j") F("j", "c")), NULL, NULL,
	    "a u c : completed" },
	{ "two joins that wait for each other are an incident", MODEL(S("s")
	    FORK("f", "j1", "j2") GATE("inclusive", "j1")
	    GATE("inclusive", "j2") "<exclusiveGateway id='x' default='x-e'/>"
	    E("e") F("s", "f") F("j1", "j2") F("j2", "x")
	    C("x", "j1", "false") F("x", "e")), NULL, NULL,
	    "!bpmn.deadlock !bpmn.deadlock : incident" },
	{ "a token with an incident may still come", MODEL(S("s")
	    FORK("f", "a", "x") T("a") GATE("exclusive", "x") T("b")
	    GATE("inclusive", "j") T("c") F("s", "f") C("x", "b", "n = 1")
	    F("a", "j") F("b", "j") F("j", "c")), "{\"n\":0}",
	    "{\"events\":[{\"after\":\"PT1H\",\"set\":{\"n\":1}},"
	    "{\"after\":\"PT2H\",\"retry\":\"x\"}]}",
	    "a !bpmn.no_flow b c : completed" },
	{ "a join waits for a sub-process beside it", MODEL(S("s")
	    FORK("f", "a", "o") T("a") SUB("o", S("os") U("u") F("os", "u"))
	    GATE("inclusive", "j") T("c") F("s", "f") F("a", "j")
	    F("o", "j") F("j", "c")), NULL, NULL, "a u c : completed" },
	{ "but not for what is outside its own", MODEL(S("s")
	    FORK("f", "o", "u") SUB("o", S("os") FORK("g", "a", "b") T("a")
	    T("b") GATE("inclusive", "j") T("c") F("os", "g") F("a", "j")
	    F("b", "j") F("j", "c")) U("u") F("s", "f")), NULL,
	    "{\"tasks\":{\"u\":{\"after\":\"PT1H\"}}}",
	    "a b c u : completed" },
	{ "a reminder beside a task may come before it", MODEL(S("s")
	    FORK("f", "a", "u") T("a") U("u") BESIDE("t", "u", TIMER("PT1H"))
	    T("late") GATE("inclusive", "j") T("c") F("s", "f") F("a", "j")
	    F("u", "j") F("t", "late") F("late", "j") F("j", "c")), NULL,
	    "{\"tasks\":{\"u\":{\"after\":\"PT2H\"}}}",
	    "a late u c : completed" },
	{ "or never", MODEL(S("s")
	    FORK("f", "a", "u") T("a") U("u") BESIDE("t", "u", TIMER("PT1H"))
	    T("late") GATE("inclusive", "j") T("c") F("s", "f") F("a", "j")
	    F("u", "j") F("t", "late") F("late", "j") F("j", "c")), NULL,
	    "{\"tasks\":{\"u\":{\"after\":\"PT30M\"}}}",
	    "a u c : completed" },
	{ "the default when no condition is true", MODEL(S("s")
	    "<inclusiveGateway id='f' default='f-c'/>" T("a") T("b") T("c")
	    F("s", "f") C("f", "a", "n &gt; 1") C("f", "b", "n &gt; 2")
	    F("f", "c")), "{\"n\":0}", NULL, "c : completed" },
	{ "and only then", MODEL(S("s")
	    "<inclusiveGateway id='f' default='f-c'/>" T("a") T("b") T("c")
	    F("s", "f") C("f", "a", "n &gt; 1") C("f", "b", "n &gt; 2")
	    F("f", "c")), "{\"n\":3}", NULL, "a b : completed" },
	{ "no condition is true, and there is no default", MODEL(S("s")
	    GATE("inclusive", "f") T("a") T("b") F("s", "f")
	    C("f", "a", "false") C("f", "b", "false")), NULL, NULL,
	    "!bpmn.no_flow : incident" },
	{ "a token is cancelled by a terminate in its sub-process", MODEL(
	    S("s") FORK("f", "a", "o") T("a") SUB("o", S("os")
	    FORK("g", "u", "b") U("u") T("b") END("oe", TERMINATE)
	    F("os", "g") F("b", "oe")) GATE("inclusive", "j") T("c")
	    F("s", "f") F("a", "j") F("o", "j") F("j", "c")), NULL, NULL,
	    "a b c : completed" },
	{ "two tokens on one flow join one after the other", MODEL(S("s")
	    "<scriptTask id='a' completionQuantity='2'/>"
	    GATE("inclusive", "j") T("c") T("b") F("s", "a") F("a", "j")
	    F("b", "j") F("j", "c")), NULL, NULL, "a c c : completed" },
};

static const struct semantic parallel[] = {
	{ "two tokens each are joined twice", MODEL(S("s")
	    "<scriptTask id='a' completionQuantity='2'/>" FORK("f", "b", "c")
	    T("b") T("c") GATE("parallel", "j") T("d") F("s", "a")
	    F("a", "f") F("b", "j") F("c", "j") F("j", "d")), NULL, NULL,
	    "a b c b c d d : completed" },
	{ "a fork without a gateway, and no merge", MODEL(S("s") T("a")
	    T("b") T("c") T("d") F("s", "a") F("a", "b") F("a", "c")
	    F("b", "d") F("c", "d")), NULL, NULL,
	    "a b c d d : completed" },
	{ "an event that ends a branch starves the join", MODEL(S("s")
	    FORK("f", "u", "b") U("u") BOUNDARY("x", "u", TIMER("PT1H"))
	    T("b") GATE("parallel", "j") T("c") F("s", "f") F("u", "j")
	    F("b", "j") F("j", "c")), NULL,
	    "{\"tasks\":{\"u\":{\"wait\":true}}}",
	    "b !bpmn.deadlock : incident" },
	{ "an exclusive gateway that merges and splits", MODEL(S("s")
	    FORK("f", "a", "b") SET("a", "{n: 1}") SET("b", "{n: 2}")
	    GATE("exclusive", "x") T("c") T("d") F("s", "f") F("a", "x")
	    F("b", "x") C("x", "c", "n = 1") C("x", "d", "n = 2")), NULL,
	    NULL, "a b d d : completed" },
};

#define RACE MODEL(S("s") GATE("eventBased", "g") CATCH("k", MESSAGE)	\
	CATCH("l", SIGNAL) "<receiveTask id='r' messageRef='m2'/>"	\
	CATCH("t", TIMER("P1D")) T("a") T("b") T("c") T("d") F("s", "g") \
	F("g", "k") F("g", "l") F("g", "r") F("g", "t") F("k", "a")	\
	F("l", "b") F("r", "c") F("t", "d"))

#define BOTH DEFINITIONS(ROOTS "<process id='p' isExecutable='true'>"	\
	"<eventBasedGateway id='g' instantiate='true' "			\
	"eventGatewayType='Parallel'/>" CATCH("k", MESSAGE)		\
	CATCH("l", MESSAGE_OF("m2")) T("a") T("b") F("g", "k")		\
	F("g", "l") F("k", "a") F("l", "b") "</process>")

static const struct semantic races[] = {
	{ "the first event wins, the second is too late", RACE, NULL,
	    "{\"events\":[{\"after\":\"PT1H\",\"message\":\"msg\"},"
	    "{\"after\":\"PT1H\",\"signal\":\"sig\"}]}", "a : completed" },
	{ "a signal wins", RACE, NULL,
	    "{\"events\":[{\"after\":\"PT1H\",\"signal\":\"sig\"},"
	    "{\"after\":\"PT1H\",\"message\":\"msg\"}]}", "b : completed" },
	{ "a receive task wins", RACE, NULL,
	    "{\"events\":[{\"after\":\"PT1H\",\"message\":\"m2\"}]}",
	    "r c : completed" },
	{ "the timer wins", RACE, NULL, NULL, "d : completed" },
	{ "a message that came before wins at once", RACE, NULL,
	    "{\"events\":[{\"message\":\"m2\"}]}", "r c : completed" },
	{ "a condition that is true from the start wins", MODEL(S("s")
	    GATE("eventBased", "g") CATCH("k", CONDITION("n = 1"))
	    CATCH("t", TIMER("P1D")) T("a") T("b") F("s", "g") F("g", "k")
	    F("g", "t") F("k", "a") F("t", "b")), "{\"n\":1}", NULL,
	    "a : completed" },
	{ "a start that needs two messages begins by the first", BOTH, NULL,
	    "{\"events\":[{\"after\":\"PT1H\",\"message\":\"m2\"}]}",
	    "b : waiting" },
	{ "and ends with the second", BOTH, NULL,
	    "{\"events\":[{\"after\":\"PT1H\",\"message\":\"m2\"},"
	    "{\"after\":\"PT2H\",\"message\":\"msg\"}]}",
	    "b a : completed" },
	{ "an interrupting event ends the gateway too", MODEL(S("s")
	    SUB("o", S("os") GATE("eventBased", "g") CATCH("k", MESSAGE)
	    CATCH("t", TIMER("P3D")) T("a") F("os", "g") F("g", "k")
	    F("g", "t") F("k", "a") F("t", "a")) BOUNDARY("x", "o",
	    TIMER("P1D")) T("b") F("s", "o") F("x", "b")), NULL,
	    "{\"events\":[{\"after\":\"P2D\",\"message\":\"msg\"}]}",
	    "b : completed" },
};

#define COMPLEX(id, when) "<complexGateway id='" id "'>"		\
	"<activationCondition>" when "</activationCondition>"		\
	"</complexGateway>"
#define THREE(when) MODEL(S("s") GATE("parallel", "f") T("a") U("u")	\
	U("v") COMPLEX("j", when) T("d") F("s", "f") F("f", "a")	\
	F("f", "u") F("f", "v") F("a", "j") F("u", "j") F("v", "j")	\
	F("j", "d"))

static const struct semantic complex_ones[] = {
	{ "the first of three, and two are swallowed",
	    THREE("activationCount = 1"), NULL,
	    "{\"tasks\":{\"v\":{\"after\":\"PT1H\"}}}",
	    "a d u v : completed" },
	{ "all of three", THREE("activationCount = 3"), NULL, NULL,
	    "a u v d : completed" },
	{ "as data says", THREE("activationCount &gt;= need"),
	    "{\"need\":2}", "{\"tasks\":{\"v\":{\"after\":\"PT1H\"}}}",
	    "a u d v : completed" },
	{ "more than can come is an incident", THREE("activationCount = 4"),
	    NULL, NULL, "a u v !bpmn.deadlock : incident" },
	{ "no answer is an incident", THREE("activationCount &gt;= need"),
	    NULL, NULL,
	    "a !bpmn.condition u !bpmn.condition v !bpmn.condition "
	    ": incident" },
	{ "it starts anew in a loop", MODEL(S("s") GATE("exclusive", "x")
	    FORK("f", "a", "b") T("a") T("b")
	    COMPLEX("j", "activationCount = 1") SET("n1", "{n: n + 1}")
	    "<exclusiveGateway id='y' default='y-e'/>" E("e") F("s", "x")
	    F("x", "f") F("a", "j") F("b", "j") F("j", "n1") F("n1", "y")
	    C("y", "x", "n &lt; 2") F("y", "e")), "{\"n\":0}", NULL,
	    "a b n1 a b n1 : completed" },
	{ "a token that never comes does not hold it", MODEL(S("s")
	    FORK("f", "a", "u") T("a") U("u") BOUNDARY("x", "u",
	    TIMER("PT1H")) T("h") COMPLEX("j", "activationCount = 1") T("d")
	    F("s", "f") F("a", "j") F("u", "j") F("x", "h") F("j", "d")),
	    NULL, "{\"tasks\":{\"u\":{\"wait\":true}}}",
	    "a d h : completed" },
};

int
main(void)
{
	test_semantics(inclusive, ARRAY_LEN(inclusive));
	test_semantics(parallel, ARRAY_LEN(parallel));
	test_semantics(races, ARRAY_LEN(races));
	test_semantics(complex_ones, ARRAY_LEN(complex_ones));
	return done_testing();
}
