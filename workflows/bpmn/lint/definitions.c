/*
 * definitions.c - what an event definition has to say: which message, when.
 */
#include "workflows/bpmn/cron.h"
#include "workflows/bpmn/lint/internal.h"
#include "workflows/bpmn/span.h"

/* The event a definition stands in; NULL for one at the top. */
static const struct lint_elem *
event_of(const struct lint_elem *definition)
{
	return lint_is(definition->parent, "event") ? definition->parent :
	    NULL;
}

static void
check_message(struct lint *l, struct lint_elem *e)
{
	const struct lint_elem *event = event_of(e);

	if (lint_attr(e, "messageRef").len > 0)
		return;
	/* Thrown by a worker, who knows what to send. */
	if (!lint_is(event, "throwEvent") ||
	    lint_extension(event, "taskDefinition") == NULL)
		lint_report(l, e, "names no message (messageRef)");
}

static struct lint_elem *
operation_for(struct lint *l, const struct lint_elem *message)
{
	struct lint_elem *i, *op;

	for (i = lint_first(l->root, "interface"); i != NULL;
	    i = lint_next(i, "interface")) {
		for (op = lint_first(i, "operation"); op != NULL;
		    op = lint_next(op, "operation")) {
			if (lint_child_ref(l, op, "inMessageRef") == message)
				return op;
		}
	}
	return NULL;
}

/* In a model that has interfaces, an event says which operation it uses. */
static void
check_operation(struct lint *l, struct lint_elem *e)
{
	struct lint_elem *message = lint_ref(l, e, "messageRef");
	struct lint_elem *op = lint_child_ref(l, e, "operationRef");

	if (message == NULL)
		return;
	if (lint_is(op, "operation")) {
		if (lint_child_ref(l, op, "inMessageRef") != message)
			lint_report(l, e, "the operation '%.*s' takes another "
			    "message than '%.*s'", STR_ARG(lint_label(op)),
			    STR_ARG(lint_label(message)));
		return;
	}
	op = operation_for(l, message);
	if (op != NULL && lint_child(e, "operationRef") == NULL)
		lint_report(l, e, "the message '%.*s' belongs to the operation "
		    "'%.*s', which is not named (operationRef)",
		    STR_ARG(lint_label(message)), STR_ARG(lint_label(op)));
}

static void
check_signal(struct lint *l, struct lint_elem *e)
{
	if (lint_attr(e, "signalRef").len == 0)
		lint_report(l, e, "names no signal (signalRef)");
}

/* A check of an event and one of its definitions, which may be shared. */
typedef void check_fn(struct lint *l, struct lint_elem *event,
    struct lint_elem *definition);

static void
for_each(struct lint *l, struct lint_elem *event, const char *kind,
    check_fn *check)
{
	struct lint_elem *defs[EVENT_DEFINITIONS_MAX];
	size_t n = lint_definitions(l, event, defs);

	for (size_t i = 0; i < n; i++) {
		if (lint_is(defs[i], kind))
			check(l, event, defs[i]);
	}
}

/* What to blame: the definition, or the event that shares it with others. */
static struct lint_elem *
culprit(struct lint_elem *event, struct lint_elem *definition)
{
	return definition->parent == event ? definition : event;
}

static void
check_thrown_error(struct lint *l, struct lint_elem *e, struct lint_elem *d)
{
	struct lint_elem *error = lint_ref(l, d, "errorRef");

	if (lint_attr(d, "errorRef").len == 0)
		lint_report(l, culprit(e, d), "an error end event names the "
		    "error it throws (errorRef)");
	else if (error != NULL && lint_attr(error, "errorCode").len == 0)
		lint_report(l, culprit(e, d), "the error '%.*s' that is thrown "
		    "needs an errorCode", STR_ARG(lint_label(error)));
}

static void
check_error(struct lint *l, struct lint_elem *e)
{
	for_each(l, e, "errorEventDefinition", check_thrown_error);
}

static void
check_thrown_escalation(struct lint *l, struct lint_elem *e,
    struct lint_elem *d)
{
	struct lint_elem *esc = lint_ref(l, d, "escalationRef");

	if (lint_attr(d, "escalationRef").len == 0)
		lint_report(l, culprit(e, d), "names no escalation to throw "
		    "(escalationRef)");
	else if (esc != NULL && lint_attr(esc, "escalationCode").len == 0)
		lint_report(l, culprit(e, d), "the escalation '%.*s' that is "
		    "thrown needs an escalationCode",
		    STR_ARG(lint_label(esc)));
}

static void
check_escalation(struct lint *l, struct lint_elem *e)
{
	for_each(l, e, "escalationEventDefinition", check_thrown_escalation);
}

static void
check_timer(struct lint *l, struct lint_elem *e)
{
	if (lint_count(e, "expression") > 1)
		lint_report(l, e, "timeDate, timeDuration and timeCycle "
		    "exclude each other");
}

static void
check_timer_empty(struct lint *l, struct lint_elem *e)
{
	struct lint_elem *when = lint_first(e, "expression");

	if (when == NULL)
		lint_report(l, e, "says no timeDate, timeDuration or "
		    "timeCycle");
	else if (lint_text(l, when).len == 0)
		lint_report(l, e, "<%s> is empty",
		    (const char *)when->node->name);
}

/* FEEL and templates are left alone. */
static bool
is_cycle(struct str s)
{
	struct cycle cycle;
	struct cron cron;

	return cycle_parse(s, &cycle) || cron_parse(s, &cron);
}

static void
check_timer_text(struct lint *l, struct lint_elem *e)
{
	struct lint_elem *when = lint_first(e, "expression");
	struct str s = lint_text(l, when);
	struct span span;

	if (s.len == 0 || s.p[0] == '=' || str_chr(s, '{') >= 0)
		return;
	if (xml_is(when->node, NULL, "timeDuration") && !span_parse(s, &span))
		lint_report(l, e, "'%.*s' is not a duration such as P3D or "
		    "PT8H", STR_ARG(s));
	if (xml_is(when->node, NULL, "timeCycle") && !is_cycle(s))
		lint_report(l, e, "'%.*s' is not a cycle such as R3/PT10M, "
		    "PT10M or cron fields", STR_ARG(s));
	if (xml_is(when->node, NULL, "timeDate") &&
	    (s.p[0] < '0' || s.p[0] > '9'))
		lint_report(l, e, "'%.*s' is not a date such as "
		    "2026-03-31T09:00:00Z", STR_ARG(s));
}

/* The first event of this position that has the link of this name. */
static struct lint_elem *
find_link(struct lint *l, const struct lint_elem *scope, struct str name,
    const char *position)
{
	struct lint_elem *n, *d;

	for (n = lint_first(scope, position); n != NULL;
	    n = lint_next(n, position)) {
		d = lint_definition(l, n, "linkEventDefinition");
		if (d != NULL && str_eq(lint_attr(d, "name"), name))
			return n;
	}
	return NULL;
}

/* The links that <source> or <target> name are in the same process level. */
static void
check_link_refs(struct lint *l, struct lint_elem *e,
    const struct lint_elem *event)
{
	for (struct lint_elem *c = e->first; c != NULL; c = c->next) {
		struct lint_elem *other;

		if (!xml_is(c->node, NULL, "source") &&
		    !xml_is(c->node, NULL, "target"))
			continue;
		other = lint_text_ref(l, c);
		if (lint_is(other, "linkEventDefinition") &&
		    event_of(other) != NULL &&
		    event_of(other)->scope != event->scope)
			lint_report(l, e, "the linked event '%.*s' is in "
			    "another process or sub-process",
			    STR_ARG(event_of(other)->id));
	}
}

static bool
has_target(struct lint *l, const struct lint_elem *e)
{
	for (struct lint_elem *c = e->first; c != NULL; c = c->next) {
		if (xml_is(c->node, NULL, "target") &&
		    lint_is(lint_text_ref(l, c), "linkEventDefinition"))
			return true;
	}
	return false;
}

static bool
names_link(struct lint *l, const struct lint_elem *e, const char *name,
    const struct lint_elem *other)
{
	struct lint_elem *c = lint_child(e, name);

	while (c != NULL && lint_text_ref(l, c) != other)
		c = lint_same(c);
	return c != NULL;
}

/* Links are paired by name, or each names the other: not by one of them. */
static void
check_link_ends(struct lint *l, struct lint_elem *e)
{
	for (struct lint_elem *c = e->first; c != NULL; c = c->next) {
		bool is_source = xml_is(c->node, NULL, "source");
		struct lint_elem *other;

		if (!is_source && !xml_is(c->node, NULL, "target"))
			continue;
		other = lint_text_ref(l, c);
		if (lint_is(other, "linkEventDefinition") &&
		    !names_link(l, other, is_source ? "target" : "source", e))
			lint_report(l, e, "names '%.*s' as its %s, which does "
			    "not name it as its %s", STR_ARG(other->id),
			    (const char *)c->node->name,
			    is_source ? "target" : "source");
	}
}

static void
check_link_pair(struct lint *l, struct lint_elem *e, struct lint_elem *d)
{
	struct str name = lint_attr(d, "name");
	struct lint_elem *same;

	if (e->scope == NULL)
		return;
	check_link_refs(l, d, e);
	if (lint_is(e, "throwEvent") && !has_target(l, d) &&
	    find_link(l, e->scope, name, "catchEvent") == NULL)
		lint_report(l, culprit(e, d), "no catching link is called "
		    "'%.*s' here", STR_ARG(name));
	if (!lint_is(e, "catchEvent"))
		return;
	same = find_link(l, e->scope, name, "catchEvent");
	if (same != NULL && same != e && name.len > 0)
		lint_report(l, culprit(e, d), "'%.*s' catches the same link "
		    "'%.*s'", STR_ARG(same->id), STR_ARG(name));
}

static void
check_link(struct lint *l, struct lint_elem *e)
{
	for_each(l, e, "linkEventDefinition", check_link_pair);
}

static void
check_link_start(struct lint *l, struct lint_elem *e, struct lint_elem *d)
{
	if (e->scope != NULL && lint_child(d, "source") == NULL &&
	    find_link(l, e->scope, lint_attr(d, "name"), "throwEvent") == NULL)
		lint_report(l, culprit(e, d), "no throwing link is called "
		    "'%.*s' here, so nothing leads to it",
		    STR_ARG(lint_attr(d, "name")));
}

static void
check_link_source(struct lint *l, struct lint_elem *e)
{
	for_each(l, e, "linkEventDefinition", check_link_start);
}

/* Compensation of one activity: it is in reach and there is something to do. */
static void
check_undone(struct lint *l, struct lint_elem *e, struct lint_elem *d)
{
	struct lint_elem *activity = lint_ref(l, d, "activityRef");
	const struct lint_elem *scope = e->scope;

	if (!lint_is(activity, "activity"))
		return;
	if (!lint_is(e, "throwEvent")) {
		lint_report(l, culprit(e, d), "only a throwing event names the "
		    "activity to compensate");
		return;
	}
	if (scope != activity->scope && lint_is_event_sub_process(scope))
		scope = scope->scope;
	if (scope != activity->scope)
		lint_report(l, culprit(e, d), "the activity '%.*s' to "
		    "compensate is in another process or sub-process",
		    STR_ARG(lint_label(activity)));
}

static void
check_compensate(struct lint *l, struct lint_elem *e)
{
	for_each(l, e, "compensateEventDefinition", check_undone);
}

static void
check_compensable(struct lint *l, struct lint_elem *e)
{
	struct lint_elem *activity = lint_ref(l, e, "activityRef");

	if (!lint_is(activity, "activity") ||
	    lint_is(activity, "subProcess") ||
	    lint_is(activity, "callActivity"))
		return;
	for (size_t i = 0; i < activity->boundary.n; i++) {
		if (lint_definition(l, activity->boundary.v[i],
		    "compensateEventDefinition") != NULL)
			return;
	}
	lint_report(l, e, "nothing is attached to '%.*s' that compensates it",
	    STR_ARG(lint_label(activity)));
}

const struct lint_rule lint_definition_rules[] = {
	{ "message-missing", "10.5.5", LINT_ERROR, IF_EXECUTABLE,
	    "messageEventDefinition", check_message },
	{ "message-operation", "10.5.5", LINT_ERROR, IF_EXECUTABLE,
	    "messageEventDefinition", check_operation },
	{ "signal-missing", "10.5.5", LINT_ERROR, IF_EXECUTABLE,
	    "signalEventDefinition", check_signal },
	{ "error-code", "10.5.5", LINT_ERROR, IF_EXECUTABLE, "endEvent",
	    check_error },
	{ "escalation-code", "10.5.5", LINT_ERROR, IF_EXECUTABLE,
	    "throwEvent", check_escalation },
	{ "timer-exclusive", "10.5.5", LINT_ERROR, ALWAYS,
	    "timerEventDefinition", check_timer },
	{ "timer-missing", "10.5.5", LINT_ERROR, IF_EXECUTABLE,
	    "timerEventDefinition", check_timer_empty },
	{ "timer-text", "10.5.5", LINT_ERROR, IF_EXECUTABLE,
	    "timerEventDefinition", check_timer_text },
	{ "link-pair", "10.5.5", LINT_ERROR, ALWAYS, "event", check_link },
	{ "link-ends", "10.5.5", LINT_ERROR, ALWAYS, "linkEventDefinition",
	    check_link_ends },
	{ "link-source", "10.5.5", LINT_ERROR, IF_EXECUTABLE, "catchEvent",
	    check_link_source },
	{ "compensate-activity", "10.5.5", LINT_ERROR, ALWAYS, "event",
	    check_compensate },
	{ "compensate-handler", "10.7", LINT_ERROR, IF_EXECUTABLE,
	    "compensateEventDefinition", check_compensable },
	{ NULL }
};
