/*
 * bpmn.h - tiny models for tests of the engine, and what they do.
 *
 * A model is written with the macros below.  runs_as() simulates it and
 * compares "ids of the activities in the order in which they complete: state",
 * in which an incident is followed by its code.
 */
#ifndef TESTS_UNIT_BPMN_H
#define TESTS_UNIT_BPMN_H

#include "tests/unit/tap.h"
#include "workflows/bpmn/simulate.h"

#define DEFINITIONS(body)						\
	"<definitions id='d' "						\
	"xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' "		\
	"xmlns:zeebe='http://camunda.org/schema/zeebe/1.0' "		\
	"xmlns:camunda='http://camunda.org/schema/1.0/bpmn'>"		\
	body "</definitions>"
#define PROCESS(body) DEFINITIONS("<process id='p' isExecutable='true'>" \
	body "</process>")
#define F(from, to)							\
	"<sequenceFlow id='" from "-" to "' sourceRef='" from		\
	"' targetRef='" to "'/>"
#define C(from, to, condition)						\
	"<sequenceFlow id='" from "-" to "' sourceRef='" from		\
	"' targetRef='" to "'><conditionExpression>" condition		\
	"</conditionExpression></sequenceFlow>"
#define S(id) "<startEvent id='" id "'/>"
#define E(id) "<endEvent id='" id "'/>"
#define T(id) "<scriptTask id='" id "'/>"
#define U(id) "<userTask id='" id "'/>"
/* A script that sets variables. */
#define SET(id, feel) "<scriptTask id='" id "'><script>" feel		\
	"</script></scriptTask>"
#define GATE(kind, id) "<" kind "Gateway id='" id "'/>"
#define BOUNDARY(id, on, def) "<boundaryEvent id='" id "' attachedToRef='" on \
	"'>" def "</boundaryEvent>"
#define BESIDE(id, on, def) "<boundaryEvent id='" id "' attachedToRef='" on \
	"' cancelActivity='false'>" def "</boundaryEvent>"
#define TIMER(duration) "<timerEventDefinition><timeDuration>" duration	\
	"</timeDuration></timerEventDefinition>"
#define SUB(id, body) "<subProcess id='" id "'>" body "</subProcess>"
#define EVENT_SUB(id, body) "<subProcess id='" id "' triggeredByEvent='true'>" \
	body "</subProcess>"

static void
trace_line(const struct json *j, struct buf *trace)
{
	struct str event = json_string(j, "event", STR(""));
	struct str type = json_string(j, "type", STR(""));
	struct str state = json_string(j, "state", STR_NULL);

	if (str_is(event, "completed") && (str_ends(type, "Task") ||
	    str_is(type, "task") || str_is(type, "callActivity")))
		buf_printf(trace, "%.*s ", STR_ARG(json_string(j, "element",
		    STR(""))));
	if (str_is(event, "incident") || str_is(event, "refused"))
		buf_printf(trace, "!%.*s ", STR_ARG(json_string(j, "code",
		    STR(""))));
	if (state.p != NULL)
		buf_printf(trace, ": %.*s", STR_ARG(state));
}

/* What a simulation does, as text; vars is left in *ret_vars (JSON). */
static void
trace_of(const char *xml, const char *vars, const char *script,
    struct buf *trace, struct buf *ret_vars)
{
	_cleanup_(arena_freep) struct arena *a = arena_new();
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct simulation s = { 0 };
	enum simulation_state state;
	struct error err = { 0 };
	size_t at = 0;

	s.model = bpmn_parse(a, str_of(xml), &err);
	s.vars = json_parse(a, str_of(vars), NULL);
	s.script = json_parse(a, str_of(script), NULL);
	if (s.model == NULL || simulate(&s, &out, &state, &err) < 0)
		buf_printf(trace, "error %s", err.code);
	while (at < out.len) {
		ptrdiff_t end = str_find(buf_view(&out), STR("\n"), at);
		const struct json *j = json_parse(a, str_sub(buf_view(&out),
		    at, (size_t)end - at), NULL);
		struct jsonw w = JSONW(ret_vars);

		trace_line(j, trace);
		if (json_get(j, "state") != NULL)
			jsonw_value(&w, json_get(j, "variables"));
		at = (size_t)end + 1;
	}
}

static void __attribute__((unused))
runs_with(const char *what, const char *xml, const char *vars,
    const char *script, const char *want)
{
	_cleanup_(buf_done) struct buf trace = BUF_INIT, left = BUF_INIT;

	trace_of(xml, vars, script, &trace, &left);
	is_str(buf_view(&trace), want, what);
}

static void __attribute__((unused))
runs_as(const char *what, const char *xml, const char *want)
{
	runs_with(what, xml, "{}", "{}", want);
}

static void __attribute__((unused))
leaves(const char *what, const char *xml, const char *vars,
    const char *script, const char *want)
{
	_cleanup_(buf_done) struct buf trace = BUF_INIT, left = BUF_INIT;

	trace_of(xml, vars, script, &trace, &left);
	is_str(buf_view(&left), want, what);
}

#endif
