/*
 * test_bpmn_listeners.c - what a model does at the moments of an activity's
 * life: FEEL effects and jobs; tasks that are corrected or refused.
 */
#include "tests/unit/bpmn_parts.h"

#define TASK_LISTENER(event, type) "<zeebe:taskListener eventType='" event \
	"' type='" type "'/>"
#define LISTENER(event, type) "<zeebe:executionListener eventType='" event \
	"' type='" type "'/>"
#define LISTENERS(body) "<zeebe:executionListeners>" body		\
	"</zeebe:executionListeners>"
#define TASK_LISTENERS(body) "<zeebe:taskListeners>" body		\
	"</zeebe:taskListeners>"
#define LISTENED(id, body) "<userTask id='" id "'>" EXTENSIONS(		\
	TASK_LISTENERS(body)) "</userTask>"
#define NOTE_OUT "<zeebe:ioMapping><zeebe:output source='= note' "	\
	"target='note'/></zeebe:ioMapping>"
#define GIVES(body) MODEL(S("s") "<userTask id='u'>" EXTENSIONS(	\
	TASK_LISTENERS(body) NOTE_OUT) "</userTask>" F("s", "u"))
#define AT(time, what) "{\"after\":\"" time "\"," what "}"
#define EVENTS(body) "{\"tasks\":{\"u\":{\"after\":\"PT9H\"}},"	\
	"\"events\":[" body "]}"

static const struct semantic effects[] = {
	{ "creating sets what is the task's own", MODEL(S("s") LISTENED("u",
	    TASK_LISTENER("creating", "= {a: 1}")) F("s", "u")), NULL, NULL,
	    "{}" },
	{ "which its mappings see", GIVES(
	    TASK_LISTENER("creating", "= {note: 1}")), NULL, NULL,
	    "{\"note\":1}" },
	{ "one sees what the one before it set", GIVES(
	    TASK_LISTENER("creating", "= {note: 1}")
	    TASK_LISTENER("creating", "= {note: note + 1}")), NULL, NULL,
	    "{\"note\":2}" },
	{ "completing sees what was filled in, and adds to it", MODEL(S("s")
	    LISTENED("u", TASK_LISTENER("completing", "= {b: a + 1}"))
	    F("s", "u")), NULL, "{\"tasks\":{\"u\":{\"vars\":{\"a\":1}}}}",
	    "{\"a\":1,\"b\":2}" },
	{ "or changes it", MODEL(S("s") LISTENED("u",
	    TASK_LISTENER("completing", "= {a: upper case(a)}"))
	    F("s", "u")), NULL,
	    "{\"tasks\":{\"u\":{\"vars\":{\"a\":\"x\"}}}}",
	    "{\"a\":\"X\"}" },
	{ "assigning sees who it is", GIVES(TASK_LISTENER("assigning",
	    "= {note: userTask.assignee}")), NULL,
	    EVENTS(AT("PT1H", "\"assign\":\"u\",\"to\":\"ana\"")),
	    "{\"note\":\"ana\"}" },
	{ "updating sees the task as it is to be", GIVES(
	    TASK_LISTENER("updating", "= {note: userTask.priority}")), NULL,
	    EVENTS(AT("PT1H", "\"update\":\"u\",\"task\":{\"priority\":7}")),
	    "{\"note\":7}" },
	{ "canceling sets what is around the task", MODEL(S("s") LISTENED("u",
	    TASK_LISTENER("canceling", "= {gone: true}"))
	    BOUNDARY("t", "u", TIMER("PT1H")) T("a") F("s", "u")
	    F("t", "a")), NULL, "{\"tasks\":{\"u\":{\"wait\":true}}}",
	    "{\"gone\":true}" },
	{ "but not when the task is done", MODEL(S("s") LISTENED("u",
	    TASK_LISTENER("canceling", "= {gone: true}")) F("s", "u")), NULL,
	    NULL, "{}" },
	{ "each instance has its own", MODEL(S("s") "<userTask id='u'>"
	    EXTENSIONS(TASK_LISTENERS(TASK_LISTENER("creating",
	    "= {mine: x * 2}"))) EACH("", "[1,2]", "x", "out", "mine")
	    "</userTask>" F("s", "u")), NULL, NULL, "{\"out\":[2,4]}" },
	{ "start, then creating; completing, then end", MODEL(S("s")
	    "<userTask id='u'>" EXTENSIONS(TASK_LISTENERS(
	    TASK_LISTENER("completing", "= {log: append(log, 3)}")
	    TASK_LISTENER("creating", "= {log: append(log, 2)}"))
	    LISTENERS(LISTENER("end", "= {log: append(log, 4)}")
	    LISTENER("start", "= {log: append(log, 1)}"))) "</userTask>"
	    F("s", "u")), "{\"log\":[]}", NULL, "{\"log\":[1,2,3,4]}" },
	{ "a sub-process has them too", MODEL(S("s") "<subProcess id='o'>"
	    EXTENSIONS(LISTENERS(LISTENER("start", "= {a: 1}")
	    LISTENER("end", "= {c: b + 1}"))) S("os")
	    SET("x", "{b: a + 1}") F("os", "x") "</subProcess>"
	    F("s", "o")), NULL, NULL, "{\"a\":1,\"b\":2,\"c\":3}" },
};

#define DENIES(event) LISTENED("u", TASK_LISTENER(event,		\
	"= if ok = true then null else {denied: true, deniedReason: "	\
	"&quot;not yet&quot;}"))

static const struct semantic refusals[] = {
	{ "an assignment is refused", MODEL(S("s") DENIES("assigning")
	    F("s", "u")), NULL,
	    EVENTS(AT("PT1H", "\"assign\":\"u\",\"to\":\"ana\"")),
	    "!bpmn.denied u : completed" },
	{ "an update is refused", MODEL(S("s") DENIES("updating")
	    F("s", "u")), NULL,
	    EVENTS(AT("PT1H", "\"update\":\"u\",\"task\":{}")),
	    "!bpmn.denied u : completed" },
	{ "a completion is refused, and nothing is lost", MODEL(S("s")
	    DENIES("completing") F("s", "u")), NULL,
	    "{\"tasks\":{\"u\":{\"wait\":true}},\"events\":["
	    AT("PT1H", "\"complete\":\"u\"") ","
	    AT("PT2H", "\"complete\":\"u\",\"vars\":{\"ok\":true}") "]}",
	    "!bpmn.denied u : completed" },
	{ "what it filled in is refused with it", MODEL(S("s")
	    DENIES("completing") F("s", "u")), NULL,
	    "{\"tasks\":{\"u\":{\"wait\":true}},\"events\":["
	    AT("PT1H", "\"complete\":\"u\",\"vars\":{\"a\":1}") "]}", "{}" },
	{ "too much work fails, and nothing is lost", MODEL(S("s")
	    LISTENED("u", TASK_LISTENER("assigning",
	    "= {a: count(for i in 1..100000000 return i)}")) F("s", "u")),
	    NULL, EVENTS(AT("PT1H", "\"assign\":\"u\",\"to\":\"ana\"")),
	    "!bpmn.listener u : completed" },
	{ "what is no attribute cannot be corrected", MODEL(S("s")
	    LISTENED("u", TASK_LISTENER("assigning",
	    "= {corrections: {owner: 1}}")) F("s", "u")),
	    NULL, EVENTS(AT("PT1H", "\"assign\":\"u\",\"to\":\"ana\"")),
	    "!bpmn.listener u : completed" },
	{ "nor candidates, once it is there", MODEL(S("s")
	    LISTENED("u", TASK_LISTENER("assigning",
	    "= {corrections: {candidateUsers: [&quot;eva&quot;]}}"))
	    F("s", "u")),
	    NULL, EVENTS(AT("PT1H", "\"assign\":\"u\",\"to\":\"ana\"")),
	    "!bpmn.listener u : completed" },
	{ "creating cannot deny: an incident", MODEL(S("s")
	    LISTENED("u", TASK_LISTENER("creating", "= {denied: true}"))
	    F("s", "u")), NULL, NULL, "!bpmn.expression : incident" },
	{ "canceling is not stopped by what fails", MODEL(S("s")
	    LISTENED("u", TASK_LISTENER("canceling",
	    "= {a: count(for i in 1..100000000 return i)}"))
	    BOUNDARY("t", "u", TIMER("PT1H")) T("a") F("s", "u")
	    F("t", "a")), NULL, "{\"tasks\":{\"u\":{\"wait\":true}}}",
	    "a : completed" },
};

#define JOB_AT(event) MODEL(S("s") "<userTask id='u'>" EXTENSIONS(	\
	TASK_LISTENERS(TASK_LISTENER(event, "check"))) "</userTask>"	\
	T("b") F("s", "u") F("u", "b"))
#define WORK(event, more) "<serviceTask id='w'>" EXTENSIONS(		\
	"<zeebe:taskDefinition type='do'/>" LISTENERS(			\
	LISTENER(event, "check") more)) "</serviceTask>"

static const struct semantic jobs[] = {
	{ "a job before a task is opened", JOB_AT("creating"), NULL,
	    "{\"jobs\":{\"check\":{\"after\":\"PT1H\"}}}",
	    "u b : completed" },
	{ "fails: an incident, and again", JOB_AT("creating"), NULL,
	    "{\"jobs\":{\"check\":[{\"fail\":\"down\"},{}]},\"events\":["
	    AT("PT1H", "\"retry\":\"u\"") "]}",
	    "!bpmn.job_failed u b : completed" },
	{ "a job when a task is done", JOB_AT("completing"), NULL,
	    "{\"jobs\":{\"check\":{\"after\":\"PT1H\"}}}",
	    "u b : completed" },
	{ "which keeps what was filled in, and adds to it",
	    JOB_AT("completing"), NULL, "{\"jobs\":{\"check\":{\"after\":"
	    "\"PT1H\",\"vars\":{\"b\":2}}},\"tasks\":{\"u\":{\"vars\":"
	    "{\"a\":1}}}}", "{\"a\":1,\"b\":2}" },
	{ "what FEEL adds after the job is output too", MODEL(S("s")
	    "<userTask id='u'>" EXTENSIONS(TASK_LISTENERS(
	    TASK_LISTENER("completing", "= {a: a + 1}")
	    TASK_LISTENER("completing", "check")
	    TASK_LISTENER("completing", "= {c: a + b}"))) "</userTask>"
	    F("s", "u")), NULL, "{\"jobs\":{\"check\":{\"vars\":"
	    "{\"b\":10}}},\"tasks\":{\"u\":{\"vars\":{\"a\":1}}}}",
	    "{\"a\":2,\"b\":10,\"c\":12}" },
	{ "denied after it is an incident", MODEL(S("s")
	    "<userTask id='u'>" EXTENSIONS(TASK_LISTENERS(
	    TASK_LISTENER("completing", "check")
	    TASK_LISTENER("completing", "= {denied: b = 1}"))) "</userTask>"
	    F("s", "u")), NULL, "{\"jobs\":{\"check\":{\"vars\":"
	    "{\"b\":1}}}}", "!bpmn.mapping : incident" },
	{ "and fails with it kept", JOB_AT("completing"), NULL,
	    "{\"jobs\":{\"check\":[{\"fail\":\"down\"},{}]},\"tasks\":"
	    "{\"u\":{\"vars\":{\"a\":1}}},\"events\":["
	    AT("PT1H", "\"retry\":\"u\"") "]}", "{\"a\":1}" },
	{ "an error of it is the task's", MODEL(S("s") "<userTask id='u'>"
	    EXTENSIONS(TASK_LISTENERS(TASK_LISTENER("creating", "check")))
	    "</userTask>" BOUNDARY("x", "u", ERROR) T("h") F("s", "u")
	    F("x", "h")), NULL,
	    "{\"jobs\":{\"check\":{\"error\":\"E1\"}}}", "h : completed" },
	{ "an interrupting event ends it", MODEL(S("s") "<userTask id='u'>"
	    EXTENSIONS(TASK_LISTENERS(TASK_LISTENER("creating", "check")))
	    "</userTask>" BOUNDARY("x", "u", TIMER("PT1H")) T("h")
	    F("s", "u") F("x", "h")), NULL,
	    "{\"jobs\":{\"check\":{\"after\":\"PT5H\"}}}", "h : completed" },
	{ "before the work of a service", MODEL(S("s") WORK("start", "")
	    F("s", "w")), NULL, "{\"jobs\":{\"check\":{\"after\":\"PT1H\","
	    "\"vars\":{\"a\":1}},\"do\":{\"vars\":{\"b\":2}}}}",
	    "{\"a\":1,\"b\":2}" },
	{ "and after it, in order with FEEL", MODEL(S("s") WORK("end",
	    LISTENER("end", "= {c: a + b}")) F("s", "w")), NULL,
	    "{\"jobs\":{\"check\":{\"after\":\"PT1H\",\"vars\":{\"a\":1}},"
	    "\"do\":{\"vars\":{\"b\":2}}}}", "{\"b\":2,\"a\":1,\"c\":3}" },
	{ "after a sub-process, which is left only then", MODEL(S("s")
	    "<subProcess id='o'>" EXTENSIONS(LISTENERS(
	    LISTENER("end", "check"))) S("os") T("a") F("os", "a")
	    EVENT_SUB("i", START_BESIDE("is", MESSAGE) T("h") F("is", "h"))
	    "</subProcess>" T("b") F("s", "o") F("o", "b")), NULL,
	    "{\"jobs\":{\"check\":{\"after\":\"PT5H\"}},\"events\":["
	    AT("PT1H", "\"message\":\"msg\"") "]}", "a b : completed" },
	{ "of each instance", MODEL(S("s") "<userTask id='u'>" EXTENSIONS(
	    TASK_LISTENERS(TASK_LISTENER("completing", "check")))
	    EACH("", "[1,2,3]", "x", "out", "x + y") "</userTask>"
	    F("s", "u")), NULL, "{\"jobs\":{\"check\":["
	    "{\"after\":\"PT3H\",\"vars\":{\"y\":1}},"
	    "{\"after\":\"PT2H\",\"vars\":{\"y\":2}},"
	    "{\"after\":\"PT1H\",\"vars\":{\"y\":3}}]}}",
	    "{\"y\":1,\"out\":[2,4,6]}" },
	{ "output that fails keeps what was filled in", MODEL(S("s")
	    "<userTask id='u'>" EXTENSIONS("<zeebe:ioMapping><zeebe:output "
	    "source='= for i in 1..100000000 return i' target='x'/>"
	    "</zeebe:ioMapping>") "</userTask>" F("s", "u")), NULL, NULL,
	    "!bpmn.mapping : incident" },
};

/* What a task is like when it is opened: a line of the trace. */
static void
opens_as(const char *what, const char *xml, const char *want)
{
	_cleanup_(arena_freep) struct arena *a = arena_new();
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct simulation s = { .is_trace = true };
	enum simulation_state state;
	struct error err = { 0 };

	s.model = bpmn_parse(a, str_of(xml), &err);
	s.script = json_parse(a, STR(EVENTS(AT("PT1H",
	    "\"assign\":\"u\",\"to\":\"ana\""))), NULL);
	ok(s.model != NULL && simulate(&s, &out, &state, &err) == 0 &&
	    str_find(buf_view(&out), str_of(want), 0) >= 0, "%s", what);
	if (str_find(buf_view(&out), str_of(want), 0) < 0)
		printf("# %s\n# %.*s\n", err.message,
		    STR_ARG(buf_view(&out)));
}

#define ASSIGNED(assignee, body) MODEL(S("s") "<userTask id='u'>"	\
	EXTENSIONS("<zeebe:assignmentDefinition assignee='" assignee "'/>" \
	TASK_LISTENERS(body)) "</userTask>" F("s", "u"))

static void
test_corrections(void)
{
	opens_as("creating corrects what is opened", MODEL(S("s")
	    LISTENED("u", TASK_LISTENER("creating", "= {corrections: "
	    "{priority: userTask.priority + 1, dueDate: &quot;PT2H&quot;, "
	    "candidateGroups: [&quot;clerk&quot;, &quot;legal&quot;]}}")
	    TASK_LISTENER("creating", "= {corrections: {priority: "
	    "userTask.priority + 1}}")) F("s", "u")),
	    "\"event\":\"task.open\",\"groups\":[\"clerk\",\"legal\"],"
	    "\"priority\":52,\"due\":\"2026-01-01T11:00:00Z\"");
	opens_as("assigning at the beginning corrects it", ASSIGNED("eva",
	    TASK_LISTENER("assigning", "= {corrections: {assignee: "
	    "userTask.assignee + &quot;2&quot;}}")),
	    "\"event\":\"task.open\",\"assignee\":\"eva2\"");
	opens_as("or denies it: the task is nobody's", ASSIGNED("eva",
	    TASK_LISTENER("assigning", "= {denied: userTask.action = "
	    "&quot;create&quot;}")),
	    "\"event\":\"task.open\",\"priority\":50");
	opens_as("assigning corrects who gets it", MODEL(S("s")
	    LISTENED("u", TASK_LISTENER("assigning", "= {corrections: "
	    "{assignee: &quot;eva&quot;, priority: 90}}")) F("s", "u")),
	    "\"event\":\"task.correct\",\"assignee\":\"eva\","
	    "\"priority\":90");
}

/* What would never run is refused, and the message says what to do. */
static void
test_refused(void)
{
	static const struct {
		const char	*xml, *says;
	} cases[] = {
		{ MODEL(S("s") LISTENED("u", TASK_LISTENER("assigning",
		    "notify")) F("s", "u")), "cannot be a job" },
		{ MODEL(S("s") LISTENED("u", TASK_LISTENER("canceling",
		    "notify")) F("s", "u")), "cannot be a job" },
		{ MODEL(S("s") LISTENED("u", TASK_LISTENER("start",
		    "= {a: 1}")) F("s", "u")), "no moment 'start'" },
		{ MODEL(S("s") LISTENED("u", TASK_LISTENER("creating", ""))
		    F("s", "u")), "needs a type" },
		{ MODEL(S("s") "<serviceTask id='u'>" EXTENSIONS(
		    TASK_LISTENERS(TASK_LISTENER("creating", "= {a: 1}")))
		    "</serviceTask>" F("s", "u")), "for a user task" },
		{ MODEL("<startEvent id='s'>" EXTENSIONS(LISTENERS(
		    LISTENER("end", "= {a: 1}"))) "</startEvent>" T("a")
		    F("s", "a")), "beside this startEvent" },
		{ MODEL(EXTENSIONS(LISTENERS(LISTENER("start", "= {a: 1}")))
		    S("s") T("a") F("s", "a")), "for an activity" },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		_cleanup_(arena_freep) struct arena *a = arena_new();
		struct error err = { 0 };

		ok(bpmn_parse(a, str_of(cases[i].xml), &err) == NULL &&
		    str_is(str_of(err.code), "bpmn.listener") &&
		    strstr(err.message, cases[i].says) != NULL, "%s",
		    err.message);
	}
}

int
main(void)
{
	test_semantics(effects, ARRAY_LEN(effects));
	test_semantics(refusals, ARRAY_LEN(refusals));
	test_semantics(jobs, ARRAY_LEN(jobs));
	test_corrections();
	test_refused();
	return done_testing();
}
