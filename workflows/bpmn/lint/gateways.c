/*
 * gateways.c - splits, joins and races.
 */
#include "workflows/bpmn/lint/internal.h"

static void
check_direction(struct lint *l, struct lint_elem *e)
{
	struct str d = lint_attr(e, "gatewayDirection");

	if (str_is(d, "Converging") && e->out.n > 1)
		lint_report(l, e, "it is Converging, so it has one outgoing "
		    "flow, not %zu", e->out.n);
	if (str_is(d, "Diverging") && e->in.n > 1)
		lint_report(l, e, "it is Diverging, so it has one incoming "
		    "flow, not %zu", e->in.n);
	if (str_is(d, "Mixed") && (e->in.n < 2 || e->out.n < 2))
		lint_report(l, e, "it is Mixed, so it has several incoming "
		    "and several outgoing flows");
}

static void
check_purpose(struct lint *l, struct lint_elem *e)
{
	if (e->in.n < 2 && e->out.n < 2 && !lint_is(e, "eventBasedGateway"))
		lint_report(l, e, "a gateway has several incoming or several "
		    "outgoing flows; this one neither splits nor joins");
}

/* Every way out of a decision but the default one says when it is taken. */
static void
check_conditions(struct lint *l, struct lint_elem *e)
{
	struct str fallback = lint_attr(e, "default");

	if (e->out.n < 2)
		return;
	for (size_t i = 0; i < e->out.n; i++) {
		struct lint_elem *f = e->out.v[i];

		if (lint_first(f, "expression") == NULL &&
		    (f->id.len == 0 || !str_eq(f->id, fallback)))
			lint_report(l, f, "leaves the %s '%.*s' and is not its "
			    "default flow, so it needs a condition",
			    (const char *)e->node->name,
			    STR_ARG(lint_label(e)));
	}
}

static void
check_missing_default(struct lint *l, struct lint_elem *e)
{
	if (e->out.n > 1 && lint_attr(e, "default").len == 0)
		lint_report(l, e, "no default flow: when every condition is "
		    "false, the process stops with an incident");
}

static bool
is_race_target(struct lint *l, struct lint_elem *t)
{
	struct lint_elem *defs[EVENT_DEFINITIONS_MAX];
	size_t n;

	if (lint_is(t, "receiveTask"))
		return true;
	if (!lint_is(t, "intermediateCatchEvent"))
		return false;
	n = lint_definitions(l, t, defs);
	for (size_t i = 0; i < n; i++) {
		if (!lint_is(defs[i], "messageEventDefinition") &&
		    !lint_is(defs[i], "signalEventDefinition") &&
		    !lint_is(defs[i], "timerEventDefinition") &&
		    !lint_is(defs[i], "conditionalEventDefinition"))
			return false;
	}
	return true;
}

static void
check_race_targets(struct lint *l, struct lint_elem *e)
{
	bool has_receive = false, has_message = false;

	for (size_t i = 0; i < e->out.n; i++) {
		struct lint_elem *t = e->out.v[i]->target;

		if (t == NULL)
			continue;
		if (!is_race_target(l, t))
			lint_report(l, e, "leads to '%.*s': only receive tasks "
			    "and message, signal, timer and conditional catch "
			    "events may follow", STR_ARG(lint_label(t)));
		if (t->in.n > 1)
			lint_report(l, e, "'%.*s' after it has another "
			    "incoming flow", STR_ARG(lint_label(t)));
		has_receive = has_receive || lint_is(t, "receiveTask");
		has_message = has_message || (lint_is(t, "event") &&
		    lint_definition(l, t, "messageEventDefinition") != NULL);
	}
	if (has_receive && has_message)
		lint_report(l, e, "either receive tasks or message events "
		    "follow, not both");
}

static void
check_race_size(struct lint *l, struct lint_elem *e)
{
	if (e->out.n < 2)
		lint_report(l, e, "needs two or more outgoing flows");
}

/* A receive task that races has no boundary events. */
static void
check_race_boundary(struct lint *l, struct lint_elem *e)
{
	struct lint_elem *task = lint_ref(l, e, "attachedToRef");

	if (!lint_is(task, "receiveTask"))
		return;
	for (size_t i = 0; i < task->in.n; i++) {
		if (lint_is(task->in.v[i]->source, "eventBasedGateway"))
			lint_report(l, e, "the receive task '%.*s' follows an "
			    "event-based gateway, so it has no boundary event",
			    STR_ARG(lint_label(task)));
	}
}

static void
check_race_start(struct lint *l, struct lint_elem *e)
{
	bool starts = lint_is_true(e, "instantiate", false);

	if (starts && e->in.n > 0)
		lint_report(l, e, "it starts the process (instantiate), so it "
		    "has no incoming flow");
	if (!starts && e->in.n == 0 && e->scope != NULL &&
	    !lint_is(e->scope, "adHocSubProcess"))
		lint_report(l, e, "it has no incoming flow and does not start "
		    "the process (instantiate)");
	if (!starts && str_is(lint_attr(e, "eventGatewayType"), "Parallel"))
		lint_report(l, e, "only one that starts the process "
		    "(instantiate) may be Parallel");
}

static void
check_complex(struct lint *l, struct lint_elem *e)
{
	if (e->in.n > 1 && lint_first(e, "expression") == NULL)
		lint_report(l, e, "joins without an activationCondition: "
		    "nothing says how many must arrive");
}

const struct lint_rule lint_gateway_rules[] = {
	{ "gateway-direction", "8.4.9", LINT_ERROR, ALWAYS, "gateway",
	    check_direction },
	{ "gateway-purpose", "10.6.1", LINT_ERROR, IF_EXECUTABLE, "gateway",
	    check_purpose },
	{ "gateway-condition", "10.6.2", LINT_ERROR, IF_EXECUTABLE,
	    "exclusiveGateway", check_conditions },
	{ "gateway-condition-missing", "10.6.3", LINT_WARNING, IF_EXECUTABLE,
	    "inclusiveGateway", check_conditions },
	{ "gateway-condition-missing", "10.6.5", LINT_WARNING, IF_EXECUTABLE,
	    "complexGateway", check_conditions },
	{ "gateway-default", NULL, LINT_WARNING, IF_EXECUTABLE,
	    "exclusiveGateway", check_missing_default },
	{ "gateway-default", NULL, LINT_WARNING, IF_EXECUTABLE,
	    "inclusiveGateway", check_missing_default },
	{ "event-gateway-target", "10.6.6", LINT_ERROR, ALWAYS,
	    "eventBasedGateway", check_race_targets },
	{ "event-gateway-outgoing", "10.6.6", LINT_ERROR, ALWAYS,
	    "eventBasedGateway", check_race_size },
	{ "event-gateway-boundary", "10.6.6", LINT_ERROR, ALWAYS,
	    "boundaryEvent", check_race_boundary },
	{ "event-gateway-start", "10.6.6", LINT_ERROR, ALWAYS,
	    "eventBasedGateway", check_race_start },
	{ "complex-gateway-activation", "10.6.5", LINT_WARNING, IF_EXECUTABLE,
	    "complexGateway", check_complex },
	{ NULL }
};
