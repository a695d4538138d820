/*
 * flow.c - sequence flows, and what has to come in and go out where.
 */
#include "workflows/bpmn/lint/internal.h"

static void
check_scope(struct lint *l, struct lint_elem *e)
{
	if (e->source != NULL && e->target != NULL &&
	    e->source->scope != e->target->scope)
		lint_report(l, e, "a sequence flow cannot cross the boundary "
		    "of a pool or sub-process: it leads from '%.*s' to '%.*s'",
		    STR_ARG(lint_label(e->source)),
		    STR_ARG(lint_label(e->target)));
}

static void
check_immediate(struct lint *l, struct lint_elem *e)
{
	if (lint_attr(e, "isImmediate").len > 0 &&
	    !lint_is_true(e, "isImmediate", true))
		lint_report(l, e, "isImmediate must not be false in an "
		    "executable process");
}

static bool
has_condition(const struct lint_elem *flow)
{
	return lint_first(flow, "expression") != NULL;
}

static void
check_condition_source(struct lint *l, struct lint_elem *e)
{
	if (!has_condition(e) || e->source == NULL)
		return;
	if (lint_is(e->source, "event") ||
	    lint_is(e->source, "parallelGateway") ||
	    lint_is(e->source, "eventBasedGateway"))
		lint_report(l, e, "a flow that leaves a <%s> has no condition",
		    (const char *)e->source->node->name);
}

/* A flow that one end lists is listed by the other end as well. */
static void
check_listed(struct lint *l, struct lint_elem *e)
{
	bool from = e->is_listed_out, to = e->is_listed_in;

	if (e->source == NULL || e->target == NULL)
		return;
	if (from != to)
		lint_report(l, e, "'%.*s' lists it as %s, '%.*s' does not "
		    "list it as %s",
		    STR_ARG(lint_label(from ? e->source : e->target)),
		    from ? "outgoing" : "incoming",
		    STR_ARG(lint_label(from ? e->target : e->source)),
		    from ? "incoming" : "outgoing");
}

/* Flows of one node that are listed are those that lead there. */
static void
check_lists(struct lint *l, struct lint_elem *e)
{
	for (struct lint_elem *c = e->first; c != NULL; c = c->next) {
		bool is_in = xml_is(c->node, NULL, "incoming");
		struct lint_elem *flow;

		if (!is_in && !xml_is(c->node, NULL, "outgoing"))
			continue;
		flow = lint_text_ref(l, c);
		if (lint_is(flow, "sequenceFlow") &&
		    (is_in ? flow->target : flow->source) != e)
			lint_report(l, e, "'%.*s' is listed as %s, but its %s "
			    "is another element", STR_ARG(flow->id),
			    (const char *)c->node->name,
			    is_in ? "targetRef" : "sourceRef");
	}
}

static void
check_start(struct lint *l, struct lint_elem *e)
{
	if (e->in.n > 0)
		lint_report(l, e, "a start event has no incoming flow");
}

static void
check_start_out(struct lint *l, struct lint_elem *e)
{
	if (e->out.n == 0)
		lint_report(l, e, "a start event needs an outgoing flow");
}

static void
check_end(struct lint *l, struct lint_elem *e)
{
	if (e->out.n > 0)
		lint_report(l, e, "an end event has no outgoing flow");
}

static void
check_end_in(struct lint *l, struct lint_elem *e)
{
	if (e->in.n == 0)
		lint_report(l, e, "an end event needs an incoming flow");
}

static bool
is_link(const struct lint *l, const struct lint_elem *e)
{
	return lint_definition(l, e, "linkEventDefinition") != NULL;
}

static bool
is_in_ad_hoc(const struct lint_elem *e)
{
	return lint_is(e->scope, "adHocSubProcess");
}

/* Does this node begin without a flow that leads to it? */
static bool
begins_alone(const struct lint *l, const struct lint_elem *e)
{
	return lint_is(e, "startEvent") || lint_is(e, "boundaryEvent") ||
	    lint_is(e, "implicitThrowEvent") ||
	    lint_is_event_sub_process(e) || is_in_ad_hoc(e) ||
	    lint_is_true(e, "isForCompensation", false) ||
	    lint_is_true(e, "instantiate", false) ||
	    (lint_is(e, "catchEvent") && is_link(l, e));
}

static bool
ends_alone(const struct lint *l, const struct lint_elem *e)
{
	return lint_is(e, "endEvent") || lint_is(e, "implicitThrowEvent") ||
	    lint_is_event_sub_process(e) || is_in_ad_hoc(e) ||
	    lint_is_true(e, "isForCompensation", false) ||
	    (lint_is(e, "throwEvent") && is_link(l, e)) ||
	    (lint_is(e, "boundaryEvent") &&
	    lint_definition(l, e, "compensateEventDefinition") != NULL);
}

static void
check_incoming(struct lint *l, struct lint_elem *e)
{
	if (e->in.n > 0 || begins_alone(l, e) || e->scope == NULL ||
	    lint_is(e, "endEvent") || lint_is(e, "intermediateCatchEvent") ||
	    lint_is(e, "intermediateThrowEvent"))
		return;
	if (e->scope->has_start)
		lint_report(l, e, "needs an incoming flow, because '%.*s' has "
		    "a start event", STR_ARG(lint_label(e->scope)));
}

static void
check_outgoing(struct lint *l, struct lint_elem *e)
{
	if (e->out.n > 0 || ends_alone(l, e) || e->scope == NULL ||
	    lint_is(e, "startEvent") || lint_is(e, "boundaryEvent") ||
	    lint_is(e, "intermediateCatchEvent") ||
	    lint_is(e, "intermediateThrowEvent"))
		return;
	if (e->scope->has_end)
		lint_report(l, e, "needs an outgoing flow, because '%.*s' has "
		    "an end event", STR_ARG(lint_label(e->scope)));
}

static void
check_intermediate(struct lint *l, struct lint_elem *e)
{
	if (lint_is(e, "boundaryEvent") || is_in_ad_hoc(e) ||
	    (!lint_is(e, "intermediateCatchEvent") &&
	    !lint_is(e, "intermediateThrowEvent")))
		return;
	if (e->in.n == 0 && !begins_alone(l, e))
		lint_report(l, e, "an intermediate event needs an incoming "
		    "flow");
	if (e->out.n == 0 && !ends_alone(l, e))
		lint_report(l, e, "an intermediate event needs an outgoing "
		    "flow");
	if (e->in.n > 0 && is_link(l, e) && lint_is(e, "catchEvent"))
		lint_report(l, e, "a catching link has no incoming flow");
	if (e->out.n > 0 && is_link(l, e) && lint_is(e, "throwEvent"))
		lint_report(l, e, "a throwing link has no outgoing flow");
}

/* Does a receive task or event-based gateway start it? */
static bool
is_instantiated(const struct lint_elem *scope)
{
	for (struct lint_elem *n = lint_first(scope, "flowNode"); n != NULL;
	    n = lint_next(n, "flowNode")) {
		if (lint_is_true(n, "instantiate", false))
			return true;
	}
	return false;
}

/* A process with start events has end events, and the other way round. */
static void
check_start_and_end(struct lint *l, struct lint_elem *e)
{
	bool start = e->has_start, end = e->has_end;

	if (!lint_is(e, "process") && !lint_is(e, "subProcess") &&
	    !lint_is(e, "choreography") && !lint_is(e, "subChoreography"))
		return;
	if (start && !end)
		lint_report(l, e, "there is a start event and no end event");
	if (end && !start && !lint_is(e, "adHocSubProcess") &&
	    !is_instantiated(e))
		lint_report(l, e, "there is an end event and no start event");
}

static void
check_conditional_alone(struct lint *l, struct lint_elem *e)
{
	if (e->out.n == 1 && has_condition(e->out.v[0]))
		lint_report(l, e, "its only outgoing flow has a condition; "
		    "another flow is needed for when it is false");
}

static void
check_default(struct lint *l, struct lint_elem *e)
{
	struct lint_elem *flow = lint_ref(l, e, "default");

	if (lint_is(flow, "sequenceFlow") && flow->source != e)
		lint_report(l, e, "the default flow '%.*s' does not leave "
		    "this element", STR_ARG(flow->id));
}

static void
check_default_condition(struct lint *l, struct lint_elem *e)
{
	struct lint_elem *flow = lint_ref(l, e, "default");

	if (lint_is(flow, "sequenceFlow") && has_condition(flow) &&
	    lint_text(l, lint_first(flow, "expression")).len > 0)
		lint_report(l, e, "the default flow '%.*s' has a condition, "
		    "which would never be asked", STR_ARG(flow->id));
}

static void
check_compensation_flow(struct lint *l, struct lint_elem *e)
{
	if (lint_is_true(e, "isForCompensation", false) &&
	    e->in.n + e->out.n > 0)
		lint_report(l, e, "an activity for compensation stands outside "
		    "of the normal flow");
}

static void
check_event_sub_process(struct lint *l, struct lint_elem *e)
{
	if (lint_is_event_sub_process(e) && e->in.n + e->out.n > 0)
		lint_report(l, e, "an event sub-process has no incoming or "
		    "outgoing flow");
}

const struct lint_rule lint_flow_rules[] = {
	{ "flow-boundary", "7.6.1", LINT_ERROR, ALWAYS, "sequenceFlow",
	    check_scope },
	{ "flow-immediate", "8.4.13", LINT_ERROR, IF_EXECUTABLE,
	    "sequenceFlow", check_immediate },
	{ "flow-condition-source", "8.4.13", LINT_ERROR, ALWAYS,
	    "sequenceFlow", check_condition_source },
	{ "flow-lists", "8.4.13", LINT_ERROR, ALWAYS, "flowNode",
	    check_lists },
	{ "flow-listed", "8.4.13", LINT_ERROR, ALWAYS, "sequenceFlow",
	    check_listed },
	{ "start-event-incoming", "10.5.2", LINT_ERROR, ALWAYS, "startEvent",
	    check_start },
	{ "start-event-outgoing", "10.5.2", LINT_ERROR, ALWAYS, "startEvent",
	    check_start_out },
	{ "end-event-outgoing", "10.5.3", LINT_ERROR, ALWAYS, "endEvent",
	    check_end },
	{ "end-event-incoming", "10.5.3", LINT_ERROR, ALWAYS, "endEvent",
	    check_end_in },
	{ "node-incoming", "10.5.2", LINT_ERROR, ALWAYS, "flowNode",
	    check_incoming },
	{ "node-outgoing", "10.5.3", LINT_ERROR, ALWAYS, "flowNode",
	    check_outgoing },
	{ "intermediate-event-flow", "10.5.4", LINT_ERROR, ALWAYS, "event",
	    check_intermediate },
	{ "start-and-end", "10.5.3", LINT_ERROR, ALWAYS, "baseElement",
	    check_start_and_end },
	{ "flow-condition-alone", "8.4.13", LINT_ERROR, ALWAYS, "activity",
	    check_conditional_alone },
	{ "flow-default", "8.4.13", LINT_ERROR, ALWAYS, "flowNode",
	    check_default },
	{ "flow-default-condition", "10.3", LINT_WARNING, IF_EXECUTABLE,
	    "flowNode", check_default_condition },
	{ "compensation-flow", "10.7", LINT_ERROR, ALWAYS, "activity",
	    check_compensation_flow },
	{ "event-sub-process-flow", "10.3.5", LINT_ERROR, ALWAYS,
	    "subProcess", check_event_sub_process },
	{ NULL }
};
