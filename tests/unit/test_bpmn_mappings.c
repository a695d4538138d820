/*
 * test_bpmn_mappings.c - where what goes into elements and comes out of them
 * can be seen: Zeebe's input and output mappings.
 */
#include "tests/unit/bpmn_parts.h"

#define IN(source, target) "<zeebe:input source='= " source		\
	"' target='" target "'/>"
#define OUT(source, target) "<zeebe:output source='= " source		\
	"' target='" target "'/>"
#define MAPPED(body) EXTENSIONS("<zeebe:ioMapping>" body "</zeebe:ioMapping>")
#define RESULT_X(n) "{\"tasks\":{\"u\":{\"vars\":{\"x\":" n "}}}}"
#define MESSAGE_WITH(vars) "{\"tasks\":{\"u\":{\"wait\":true}},"	\
	"\"events\":[{\"after\":\"PT1H\",\"message\":\"msg\",\"vars\":"	\
	vars "}]}"

static const struct semantic activities[] = {
	{ "a result is the activity's where an input has its name",
	    MODEL(S("s") "<userTask id='u'>" MAPPED(IN("x + 1", "x"))
	    "</userTask>" F("s", "u")), "{\"x\":1}", RESULT_X("5"),
	    "{\"x\":1}" },
	{ "and goes out where an output says so", MODEL(S("s")
	    "<userTask id='u'>" MAPPED(IN("x + 1", "x") OUT("x", "x"))
	    "</userTask>" F("s", "u")), "{\"x\":1}", RESULT_X("5"),
	    "{\"x\":5}" },
	{ "or where the input has another name", MODEL(S("s")
	    "<userTask id='u'>" MAPPED(IN("x + 1", "y.z")) "</userTask>"
	    F("s", "u")), "{\"x\":1}", RESULT_X("5"), "{\"x\":5}" },
	{ "a script's too", MODEL(S("s") "<scriptTask id='a'>" EXTENSIONS(
	    "<zeebe:script expression='= x * 10' resultVariable='x'/>"
	    "<zeebe:ioMapping>" IN("x + 1", "x") "</zeebe:ioMapping>")
	    "</scriptTask>" F("s", "a")), "{\"x\":1}", NULL, "{\"x\":1}" },
};

static const struct semantic boundaries[] = {
	{ "a timer on the boundary sees what goes in", MODEL(S("s")
	    "<userTask id='u'>" MAPPED(IN("\"PT3H\"", "d")) "</userTask>"
	    BOUNDARY("t", "u", "<timerEventDefinition><timeDuration>= d"
	    "</timeDuration></timerEventDefinition>") T("h") F("s", "u")
	    F("t", "h")), NULL, "{\"tasks\":{\"u\":{\"wait\":true}}}",
	    "h : completed" },
};

static const struct semantic events[] = {
	{ "a start sets variables", MODEL("<startEvent id='s'>"
	    MAPPED(OUT("a + 1", "b")) "</startEvent>"), "{\"a\":9}", NULL,
	    "{\"a\":9,\"b\":10}" },
	{ "that of a sub-process as well", MODEL(S("s") "<subProcess id='o'>"
	    "<startEvent id='os'>" MAPPED(OUT("a + 1", "b")) "</startEvent>"
	    "</subProcess>" F("s", "o")), "{\"a\":9}", NULL,
	    "{\"a\":9,\"b\":10}" },
	{ "a mapping that fails is an incident, and goes on after it",
	    MODEL("<startEvent id='s'>" MAPPED(OUT("1",
	    "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r")) "</startEvent>" T("a")
	    F("s", "a")), NULL, "{\"events\":[{\"after\":\"PT1H\","
	    "\"retry\":\"s\"}]}", "!bpmn.mapping a : completed" },
	{ "an event that throws nothing maps", MODEL(S("s")
	    "<intermediateThrowEvent id='t'>" MAPPED(IN("1", "c")
	    OUT("c + 1", "b")) "</intermediateThrowEvent>" F("s", "t")),
	    NULL, NULL, "{\"b\":2}" },
	{ "so does an end", MODEL(S("s") "<endEvent id='e'>"
	    MAPPED(OUT("3", "b")) "</endEvent>" F("s", "e")), NULL, NULL,
	    "{\"b\":3}" },
	{ "of a message that starts a sub-process by event only that is kept",
	    MODEL(S("s") U("u") F("s", "u") EVENT_SUB("o",
	    "<startEvent id='os'>" MAPPED(OUT("a", "b")) MESSAGE
	    "</startEvent>" SET("z", "{w: b + 1}") F("os", "z"))),
	    NULL, MESSAGE_WITH("{\"a\":9}"), "{\"b\":9,\"w\":10}" },
	{ "all of it, where its names are defined, when nothing is mapped",
	    MODEL(S("s") U("u") F("s", "u") EVENT_SUB("o",
	    START("os", MESSAGE) SET("z", "{a: a + 1}") F("os", "z"))),
	    "{\"a\":0}", MESSAGE_WITH("{\"a\":9}"), "{\"a\":10}" },
	{ "what goes into a sub-process by event", MODEL(S("s") U("u")
	    F("s", "u") "<subProcess id='o' triggeredByEvent='true'>"
	    MAPPED(IN("k + 1", "l")) START("os", MESSAGE)
	    SET("z", "{w: l + 1}") F("os", "z") "</subProcess>"),
	    "{\"k\":1}", MESSAGE_WITH("{}"), "{\"k\":1,\"w\":3}" },
};

static const struct semantic calls[] = {
	{ "what begins only by an event cannot be called", DEFINITIONS(ROOTS
	    "<process id='p' isExecutable='true'>" S("s") CALL("c", "q")
	    F("s", "c") "</process><process id='q'>" START("qs", MESSAGE)
	    T("a") F("qs", "a") "</process>"), NULL, NULL,
	    "!bpmn.job_failed : incident" },
};

int
main(void)
{
	test_semantics(activities, ARRAY_LEN(activities));
	test_semantics(boundaries, ARRAY_LEN(boundaries));
	test_semantics(events, ARRAY_LEN(events));
	test_semantics(calls, ARRAY_LEN(calls));
	return done_testing();
}
