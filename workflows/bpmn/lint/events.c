/*
 * events.c - which event may stand where.
 */
#include "workflows/bpmn/lint/internal.h"

/* Tables 10.84 to 10.91 of the standard: kinds of event definition without
 * "EventDefinition"; "none" when there may be no definition at all. */
struct position {
	const char	*name, *allowed;
};

static const struct position
	start_top = { "a start event of a process",
	    "none|message|timer|conditional|signal" },
	start_inner = { "a start event of a sub-process", "none" },
	start_event = { "an interrupting start event of an event sub-process",
	    "message|timer|conditional|signal|error|escalation|compensate" },
	start_event_going = { "a non-interrupting start event of an event "
	    "sub-process", "message|timer|conditional|signal|escalation" },
	catching = { "an intermediate catch event",
	    "message|timer|conditional|signal|link" },
	throwing = { "an intermediate throw event",
	    "none|message|signal|escalation|compensate|link" },
	boundary = { "an interrupting boundary event", "message|timer|"
	    "conditional|signal|error|escalation|cancel|compensate" },
	boundary_going = { "a non-interrupting boundary event",
	    "message|timer|conditional|signal|escalation" },
	end = { "an end event", "none|message|signal|error|escalation|cancel|"
	    "compensate|terminate" };

static const struct position *
position_of(const struct lint_elem *e)
{
	bool goes_on;

	if (lint_is(e, "startEvent")) {
		goes_on = !lint_is_true(e, "isInterrupting", true);
		if (lint_is_event_sub_process(e->scope))
			return goes_on ? &start_event_going : &start_event;
		return lint_is(e->scope, "subProcess") ? &start_inner :
		    &start_top;
	}
	if (lint_is(e, "boundaryEvent"))
		return lint_is_true(e, "cancelActivity", true) ? &boundary :
		    &boundary_going;
	if (lint_is(e, "endEvent"))
		return &end;
	return lint_is(e, "catchEvent") ? &catching : &throwing;
}

static struct str
kind_of(const struct lint_elem *definition)
{
	struct str s = str_of(definition->type->name);

	return str_sub(s, 0, s.len - strlen("EventDefinition"));
}

static void
check_definitions(struct lint *l, struct lint_elem *e)
{
	const struct position *p = position_of(e);
	struct str allowed = str_of(p->allowed);
	struct lint_elem *defs[EVENT_DEFINITIONS_MAX];
	size_t n = lint_definitions(l, e, defs);

	if (n == 0 && !schema_has_word(allowed, STR("none")) &&
	    lint_first(e, "eventDefinitionRef") == NULL)
		lint_report(l, e, "%s needs an event definition", p->name);
	for (size_t i = 0; i < n; i++) {
		if (!schema_has_word(allowed, kind_of(defs[i])))
			lint_report(l, e, "%s cannot be a %.*s event", p->name,
			    STR_ARG(kind_of(defs[i])));
	}
}

/* Only definitions at the top can be shared. */
static void
check_definition_ref(struct lint *l, struct lint_elem *e)
{
	for (struct lint_elem *c = e->first; c != NULL; c = c->next) {
		struct lint_elem *d;

		if (!xml_is(c->node, NULL, "eventDefinitionRef"))
			continue;
		d = lint_text_ref(l, c);
		if (lint_is(d, "eventDefinition") && d->parent != l->root)
			lint_report(l, e, "eventDefinitionRef names '%.*s', "
			    "which belongs to another event", STR_ARG(d->id));
	}
}

static void
check_attached(struct lint *l, struct lint_elem *e)
{
	struct lint_elem *to = lint_ref(l, e, "attachedToRef");

	if (!lint_is(to, "activity"))
		return;
	if (to->scope != e->scope)
		lint_report(l, e, "it is attached to '%.*s', which is in "
		    "another process or sub-process", STR_ARG(lint_label(to)));
	if (lint_is_event_sub_process(to))
		lint_report(l, e, "an event sub-process has no boundary");
	if (lint_definition(l, e, "cancelEventDefinition") != NULL &&
	    !lint_is(to, "transaction"))
		lint_report(l, e, "a cancel event is attached to a "
		    "transaction, not to a <%s>",
		    (const char *)to->node->name);
}

static void
check_boundary_flow(struct lint *l, struct lint_elem *e)
{
	bool compensates = lint_definition(l, e,
	    "compensateEventDefinition") != NULL;

	if (e->in.n > 0)
		lint_report(l, e, "a boundary event has no incoming flow");
	if (compensates && e->out.n > 0)
		lint_report(l, e, "a compensation boundary event has an "
		    "association to its activity, not an outgoing flow");
	if (!compensates && e->out.n == 0)
		lint_report(l, e, "a boundary event needs an outgoing flow");
}

/* The activity a compensation boundary event leads to. */
static size_t
compensations_of(struct lint *l, struct lint_elem *e, struct lint_elem **ret)
{
	size_t n = 0;

	for (struct lint_elem *a = e->scope == NULL ? NULL :
	    lint_first(e->scope, "association"); a != NULL;
	    a = lint_next(a, "association")) {
		struct lint_elem *to = lint_ref(l, a, "targetRef");

		if (lint_ref(l, a, "sourceRef") == e &&
		    lint_is(to, "activity")) {
			*ret = to;
			n++;
		}
	}
	return n;
}

static void
check_compensation(struct lint *l, struct lint_elem *e)
{
	struct lint_elem *to = NULL;
	size_t n;

	if (lint_definition(l, e, "compensateEventDefinition") == NULL)
		return;
	n = compensations_of(l, e, &to);
	if (n != 1)
		lint_report(l, e, "an association leads to exactly one "
		    "activity for compensation; here there are %zu", n);
	else if (!lint_is_true(to, "isForCompensation", false))
		lint_report(l, e, "'%.*s' undoes something, so it is marked "
		    "isForCompensation", STR_ARG(lint_label(to)));
}

static void
check_cancel_end(struct lint *l, struct lint_elem *e)
{
	const struct lint_elem *s = e->scope;

	if (lint_definition(l, e, "cancelEventDefinition") == NULL)
		return;
	while (s != NULL && lint_is(s, "subProcess") &&
	    !lint_is(s, "transaction"))
		s = s->scope;
	if (!lint_is(s, "transaction"))
		lint_report(l, e, "a cancel end event stands in a transaction");
}

static void
check_event_sub_process(struct lint *l, struct lint_elem *e)
{
	size_t n = lint_count(e, "startEvent");

	if (lint_is_event_sub_process(e) && n != 1)
		lint_report(l, e, "an event sub-process has one start event, "
		    "not %zu", n);
}

static void
check_compensation_place(struct lint *l, struct lint_elem *e)
{
	const struct lint_elem *outer = e->scope;

	if (lint_definition(l, e, "compensateEventDefinition") == NULL ||
	    !lint_is_event_sub_process(outer))
		return;
	if (!lint_is(outer->scope, "subProcess"))
		lint_report(l, e, "an event sub-process for compensation "
		    "stands in a sub-process, which is undone by it; here it "
		    "is never asked");
}

static void
check_parallel(struct lint *l, struct lint_elem *e)
{
	struct lint_elem *defs[EVENT_DEFINITIONS_MAX];

	if (lint_is_true(e, "parallelMultiple", false) &&
	    lint_definitions(l, e, defs) < 2)
		lint_report(l, e, "parallelMultiple is for an event with "
		    "several definitions");
}

const struct lint_rule lint_event_rules[] = {
	{ "event-definition", "10.5", LINT_ERROR, ALWAYS, "event",
	    check_definitions },
	{ "event-definition-ref", "10.5.1", LINT_ERROR, ALWAYS, "event",
	    check_definition_ref },
	{ "event-parallel", "10.5.1", LINT_WARNING, ALWAYS, "catchEvent",
	    check_parallel },
	{ "boundary-attached", "10.5.4", LINT_ERROR, ALWAYS, "boundaryEvent",
	    check_attached },
	{ "boundary-flow", "10.5.4", LINT_ERROR, ALWAYS, "boundaryEvent",
	    check_boundary_flow },
	{ "boundary-compensation", "10.7", LINT_ERROR, IF_EXECUTABLE,
	    "boundaryEvent", check_compensation },
	{ "cancel-end-event", "10.5.3", LINT_ERROR, ALWAYS, "endEvent",
	    check_cancel_end },
	{ "event-sub-process-start", "10.3.5", LINT_ERROR, ALWAYS,
	    "subProcess", check_event_sub_process },
	{ "compensation-start", "10.7", LINT_WARNING, ALWAYS, "startEvent",
	    check_compensation_place },
	{ NULL }
};
