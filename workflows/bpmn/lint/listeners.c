/*
 * listeners.c - listeners (zeebe:executionListener, taskListener) that a
 * deployment would refuse.
 */
#include "workflows/bpmn/lint/internal.h"
#include "workflows/bpmn/model.h"

/* The moment of this name, or BPMN_MOMENTS. */
static enum bpmn_moment
find_moment(bool is_task, struct str event)
{
	int m = 0;

	while (m < BPMN_MOMENTS && (bpmn_is_task_moment((enum bpmn_moment)m) !=
	    is_task || !str_is(event, bpmn_moment_name((enum bpmn_moment)m))))
		m++;
	return (enum bpmn_moment)m;
}

static void
check_listener(struct lint *l, struct lint_elem *e, const xmlNode *listener)
{
	bool is_task = xml_is(listener, NULL, "taskListener");
	struct str event = xml_attr(listener, "eventType");
	struct str type = str_trim(xml_attr(listener, "type"));
	enum bpmn_moment moment = find_moment(is_task, event);

	if (moment == BPMN_MOMENTS)
		lint_report(l, e, "%s has no moment '%.*s'", is_task ?
		    "a task listener" : "an execution listener",
		    STR_ARG(event));
	else if (type.len == 0)
		lint_report(l, e, "its listener of '%.*s' has no type",
		    STR_ARG(event));
	else if (type.p[0] != '=' && !bpmn_may_be_job(moment))
		lint_report(l, e, "its listener of '%.*s' cannot be a job, as "
		    "nobody waits for it: write FEEL", STR_ARG(event));
}

static void
check_group(struct lint *l, struct lint_elem *e, const char *group)
{
	const xmlNode *all = lint_extension(e, group);

	for (const xmlNode *n = all == NULL ? NULL : xml_first(all); n != NULL;
	    n = xml_next(n))
		check_listener(l, e, n);
}

static void
check_listeners(struct lint *l, struct lint_elem *e)
{
	bool is_activity = lint_is(e, "activity") &&
	    !(lint_is(e, "subProcess") &&
	    lint_is_true(e, "triggeredByEvent", false));

	if (lint_extension(e, "executionListeners") != NULL && !is_activity)
		lint_report(l, e, "has an execution listener, which only an "
		    "activity has here: draw a task beside it");
	else
		check_group(l, e, "executionListeners");
	if (lint_extension(e, "taskListeners") != NULL &&
	    !lint_is(e, "userTask"))
		lint_report(l, e, "has a task listener, and is no user task");
	else
		check_group(l, e, "taskListeners");
}

const struct lint_rule lint_listener_rules[] = {
	{ "listener", NULL, LINT_ERROR, IF_EXECUTABLE, "flowElement",
	    check_listeners },
	{ "listener", NULL, LINT_ERROR, IF_EXECUTABLE, "process",
	    check_listeners },
	{ NULL }
};
