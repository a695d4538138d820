/*
 * choreography.c - what choreographies may hold, and what holds none.
 */
#include "workflows/bpmn/lint/internal.h"

static bool
has_name(const struct lint_elem *e, const char *name)
{
	return xml_is(e->node, NULL, name);
}

static void
check_choreography_ref(struct lint *l, struct lint_elem *e)
{
	if ((lint_is(e, "choreography") || lint_is(e, "globalConversation")) &&
	    lint_child(e, "choreographyRef") != NULL)
		lint_report(l, e, "a <%s> does not refer to choreographies",
		    (const char *)e->node->name);
}

/* Whether messages that are not drawn may be sent is said in both. */
static void
check_closed(struct lint *l, struct lint_elem *e)
{
	for (struct lint_elem *c = lint_child(e, "choreographyRef"); c != NULL;
	    c = lint_same(c)) {
		struct lint_elem *to = lint_text_ref(l, c);

		if (lint_is(to, "choreography") &&
		    lint_is_true(e, "isClosed", false) !=
		    lint_is_true(to, "isClosed", false))
			lint_report(l, e, "isClosed differs from that of the "
			    "choreography '%.*s'", STR_ARG(to->id));
	}
}

/* Global conversations and choreography tasks are empty collaborations. */
static void
check_global(struct lint *l, struct lint_elem *e)
{
	if (!lint_is(e, "globalConversation") &&
	    !lint_is(e, "globalChoreographyTask"))
		return;
	for (struct lint_elem *c = e->first; c != NULL; c = c->next) {
		if (lint_is(c, "conversationNode") || lint_is(c, "artifact") ||
		    lint_is(c, "flowElement") ||
		    lint_is(c, "participantAssociation") ||
		    lint_is(c, "messageFlowAssociation") ||
		    lint_is(c, "conversationAssociation"))
			lint_report(l, e, "a <%s> has no <%s>",
			    (const char *)e->node->name,
			    (const char *)c->node->name);
	}
}

static void
check_in_process(struct lint *l, struct lint_elem *e)
{
	if (e->process != NULL)
		lint_report(l, e, "a <%s> belongs in a choreography, not in a "
		    "process", (const char *)e->node->name);
}

static void
check_in_choreography(struct lint *l, struct lint_elem *e)
{
	if (!lint_is(e->parent, "choreography") &&
	    !lint_is(e->parent, "subChoreography"))
		return;
	if (!lint_is(e, "choreographyActivity") && !lint_is(e, "event") &&
	    !lint_is(e, "gateway") && !lint_is(e, "sequenceFlow"))
		lint_report(l, e, "a choreography has no <%s>",
		    (const char *)e->node->name);
}

static bool
takes_part(struct lint *l, const struct lint_elem *e,
    const struct lint_elem *who)
{
	struct lint_elem *c = lint_child(e, "participantRef");

	while (c != NULL && lint_text_ref(l, c) != who)
		c = lint_same(c);
	return c != NULL;
}

static void
check_participants(struct lint *l, struct lint_elem *e)
{
	struct lint_elem *first = lint_ref(l, e, "initiatingParticipantRef");
	struct lint_elem *c = lint_child(e, "participantRef");
	size_t n = 0;

	for (; c != NULL; c = lint_same(c))
		n++;
	if (n < 2)
		lint_report(l, e, "a <%s> has two or more participants",
		    (const char *)e->node->name);
	if (has_name(e, "choreographyTask") && n > 2)
		lint_report(l, e, "a choreography task has two participants, "
		    "not %zu", n);
	if (first != NULL && !takes_part(l, e, first))
		lint_report(l, e, "'%.*s', who begins, does not take part",
		    STR_ARG(lint_label(first)));
}

/* Messages of a choreography task go between its two participants. */
static void
check_messages(struct lint *l, struct lint_elem *e)
{
	for (struct lint_elem *c = lint_child(e, "messageFlowRef"); c != NULL;
	    c = lint_same(c)) {
		struct lint_elem *flow = lint_text_ref(l, c);
		struct lint_elem *a, *b;

		if (!lint_is(flow, "messageFlow"))
			continue;
		a = lint_ref(l, flow, "sourceRef");
		b = lint_ref(l, flow, "targetRef");
		if ((lint_is(a, "participant") && !takes_part(l, e, a)) ||
		    (lint_is(b, "participant") && !takes_part(l, e, b)))
			lint_report(l, e, "the message flow '%.*s' has an end "
			    "that does not take part", STR_ARG(flow->id));
	}
}

/* Nobody sees data in a choreography, so only some events make sense. */
static void
check_events(struct lint *l, struct lint_elem *e)
{
	struct lint_elem *defs[EVENT_DEFINITIONS_MAX];
	size_t n;

	if (!lint_is(e->scope, "choreography") &&
	    !lint_is(e->scope, "subChoreography"))
		return;
	n = lint_definitions(l, e, defs);
	for (size_t i = 0; i < n; i++) {
		if (lint_is(defs[i], "messageEventDefinition") ||
		    lint_is(defs[i], "escalationEventDefinition") ||
		    lint_is(defs[i], "errorEventDefinition"))
			lint_report(l, e, "a choreography has no <%s>",
			    (const char *)defs[i]->node->name);
	}
}

const struct lint_rule lint_choreography_rules[] = {
	{ "choreography-ref", "9.2", LINT_ERROR, ALWAYS, "collaboration",
	    check_choreography_ref },
	{ "choreography-closed", "9.2", LINT_ERROR, ALWAYS, "collaboration",
	    check_closed },
	{ "global-empty", "9.5", LINT_ERROR, ALWAYS, "collaboration",
	    check_global },
	{ "choreography-in-process", "11.5", LINT_ERROR, ALWAYS,
	    "choreographyActivity", check_in_process },
	{ "choreography-content", "11.4", LINT_ERROR, ALWAYS, "flowElement",
	    check_in_choreography },
	{ "choreography-participants", "11.5", LINT_ERROR, ALWAYS,
	    "choreographyActivity", check_participants },
	{ "choreography-messages", "11.5", LINT_ERROR, ALWAYS,
	    "choreographyTask", check_messages },
	{ "choreography-events", "11.6", LINT_ERROR, ALWAYS, "event",
	    check_events },
	{ NULL }
};
