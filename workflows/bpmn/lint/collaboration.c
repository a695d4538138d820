/*
 * collaboration.c - pools, messages between them, conversations, correlation.
 */
#include "workflows/bpmn/lint/internal.h"

/* The participant at one end of a message flow; NULL when not known. */
static const struct lint_elem *
participant_of(struct lint *l, const struct lint_elem *flow,
    const struct lint_elem *end)
{
	if (lint_is(end, "participant"))
		return end;
	if (end == NULL || end->process == NULL)
		return NULL;
	for (struct lint_elem *p = lint_first(flow->parent, "participant");
	    p != NULL; p = lint_next(p, "participant")) {
		if (lint_ref(l, p, "processRef") == end->process)
			return p;
	}
	return NULL;
}

static void
check_pools(struct lint *l, struct lint_elem *e)
{
	struct lint_elem *from = lint_ref(l, e, "sourceRef");
	struct lint_elem *to = lint_ref(l, e, "targetRef");
	const struct lint_elem *a = participant_of(l, e, from);
	const struct lint_elem *b = participant_of(l, e, to);

	if ((a != NULL && a == b) || (from != NULL && from == to) ||
	    (from != NULL && to != NULL && from->process != NULL &&
	    from->process == to->process))
		lint_report(l, e, "a message flow connects two pools; both "
		    "ends are in '%.*s'",
		    STR_ARG(lint_label(a != NULL ? a : from)));
}

/* May an event be at this end?  Start events receive, end events send. */
static void
check_event_end(struct lint *l, struct lint_elem *e, const char *attr,
    const char *wrong)
{
	struct lint_elem *event = lint_ref(l, e, attr);
	bool sends = strcmp(attr, "sourceRef") == 0;
	struct lint_elem *defs[EVENT_DEFINITIONS_MAX];
	size_t n;

	if (!lint_is(event, "event"))
		return;
	if (lint_is(event, wrong)) {
		lint_report(l, e, "a <%s> does not %s messages",
		    (const char *)event->node->name,
		    sends ? "send" : "receive");
		return;
	}
	n = lint_definitions(l, event, defs);
	if (n > 0 && lint_definition(l, event,
	    "messageEventDefinition") == NULL)
		lint_report(l, e, "the event '%.*s' at its %s is not a "
		    "message event", STR_ARG(lint_label(event)),
		    sends ? "source" : "target");
	if (n == 0 && event->is_executable)
		lint_report(l, e, "the event '%.*s' at its %s has no message "
		    "definition", STR_ARG(lint_label(event)),
		    sends ? "source" : "target");
}

static void
check_message_events(struct lint *l, struct lint_elem *e)
{
	check_event_end(l, e, "sourceRef", "catchEvent");
	check_event_end(l, e, "targetRef", "throwEvent");
}

/* Tasks that only send cannot be told, and those that receive cannot tell. */
static void
check_message_tasks(struct lint *l, struct lint_elem *e)
{
	if (lint_is(lint_ref(l, e, "sourceRef"), "receiveTask"))
		lint_report(l, e, "a receive task does not send messages");
	if (lint_is(lint_ref(l, e, "targetRef"), "sendTask"))
		lint_report(l, e, "a send task does not receive messages");
}

static void
check_multiplicity(struct lint *l, struct lint_elem *e)
{
	int64_t min = 0, max = 1;
	struct str lo = lint_attr(e, "minimum"), hi = lint_attr(e, "maximum");

	if ((lo.len > 0 && parse_int(lo, INT32_MIN, INT32_MAX, &min) < 0) ||
	    (hi.len > 0 && parse_int(hi, INT32_MIN, INT32_MAX, &max) < 0))
		return;
	if (min < 0)
		lint_report(l, e, "minimum must be 0 or more");
	if (max < 1 || max < min)
		lint_report(l, e, "maximum must be 1 or more and not less than "
		    "minimum");
}

static void
check_link(struct lint *l, struct lint_elem *e)
{
	struct lint_elem *a = lint_ref(l, e, "sourceRef");
	struct lint_elem *b = lint_ref(l, e, "targetRef");

	if (a == NULL || b == NULL)
		return;
	if (lint_is(a, "conversationNode") == lint_is(b, "conversationNode"))
		lint_report(l, e, "a conversation link connects a "
		    "conversation with a participant");
}

static void
check_process_flow(struct lint *l, struct lint_elem *e)
{
	if (lint_attr(e, "processRef").len > 0 &&
	    lint_is(e->parent, "choreography"))
		lint_report(l, e, "a participant of a choreography has no "
		    "process");
}

static bool
binds(struct lint *l, const struct lint_elem *subscription,
    const struct lint_elem *property)
{
	for (struct lint_elem *b = lint_first(subscription,
	    "correlationPropertyBinding"); b != NULL;
	    b = lint_next(b, "correlationPropertyBinding")) {
		if (lint_ref(l, b, "correlationPropertyRef") == property)
			return true;
	}
	return false;
}

/* A subscription binds every property of its key, and no other. */
static void
check_subscription(struct lint *l, struct lint_elem *e)
{
	struct lint_elem *key = lint_ref(l, e, "correlationKeyRef"), *c, *p;
	size_t n = 0;

	if (!lint_is(key, "correlationKey"))
		return;
	for (c = lint_child(key, "correlationPropertyRef"); c != NULL;
	    c = lint_same(c)) {
		p = lint_text_ref(l, c);
		n++;
		if (p != NULL && !binds(l, e, p))
			lint_report(l, e, "does not bind the property '%.*s' "
			    "of its key", STR_ARG(lint_label(p)));
	}
	if (lint_count(e, "correlationPropertyBinding") > n)
		lint_report(l, e, "binds a property that is not part of its "
		    "key");
}

const struct lint_rule lint_collaboration_rules[] = {
	{ "message-flow-pools", "9.4", LINT_ERROR, ALWAYS, "messageFlow",
	    check_pools },
	{ "message-flow-event", "7.6.2", LINT_ERROR, ALWAYS, "messageFlow",
	    check_message_events },
	{ "message-flow-task", "10.3.3", LINT_ERROR, ALWAYS, "messageFlow",
	    check_message_tasks },
	{ "participant-multiplicity", "9.3", LINT_ERROR, ALWAYS,
	    "participantMultiplicity", check_multiplicity },
	{ "participant-process", "11.4", LINT_ERROR, ALWAYS, "participant",
	    check_process_flow },
	{ "conversation-link", "9.5", LINT_ERROR, ALWAYS, "conversationLink",
	    check_link },
	{ "correlation-binding", "8.4.2", LINT_ERROR, ALWAYS,
	    "correlationSubscription", check_subscription },
	{ NULL }
};
