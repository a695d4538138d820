/*
 * activities.c - tasks, sub-processes and calls.
 */
#include "workflows/bpmn/lint/internal.h"

static bool
int_attr(const struct lint_elem *e, const char *name, int64_t *ret)
{
	struct str v = lint_attr(e, name);

	return v.len > 0 && parse_int(v, INT32_MIN, INT32_MAX, ret) == 0;
}

static void
check_quantity(struct lint *l, struct lint_elem *e)
{
	int64_t n;

	if (int_attr(e, "startQuantity", &n) && n < 0)
		lint_report(l, e, "startQuantity must be 1 or more");
	if (int_attr(e, "completionQuantity", &n) && n < 0)
		lint_report(l, e, "completionQuantity must be 1 or more");
}

static void
check_quantity_zero(struct lint *l, struct lint_elem *e)
{
	int64_t n;

	if (int_attr(e, "startQuantity", &n) && n == 0)
		lint_report(l, e, "startQuantity must be 1 or more; with 0 "
		    "the process is an incident");
	if (int_attr(e, "completionQuantity", &n) && n == 0)
		lint_report(l, e, "completionQuantity must be 1 or more; with "
		    "0 the process is an incident");
}

static void
check_public(struct lint *l, struct lint_elem *e)
{
	if (str_is(lint_attr(e, "processType"), "Public") &&
	    lint_is_true(e, "isExecutable", false))
		lint_report(l, e, "a public process is never executable");
}

static void
check_ad_hoc(struct lint *l, struct lint_elem *e)
{
	if (lint_first(e, "activity") == NULL)
		lint_report(l, e, "an ad-hoc sub-process has at least one "
		    "activity");
	if (lint_first(e, "startEvent") != NULL ||
	    lint_first(e, "endEvent") != NULL)
		lint_report(l, e, "an ad-hoc sub-process has no start and no "
		    "end events");
	if (lint_is_event_sub_process(e))
		lint_report(l, e, "an ad-hoc sub-process is not triggered by "
		    "an event");
}

static void
check_transaction(struct lint *l, struct lint_elem *e)
{
	if (lint_is_event_sub_process(e))
		lint_report(l, e, "a transaction is not triggered by an event");
}

static void
check_call(struct lint *l, struct lint_elem *e)
{
	struct lint_elem *to = lint_ref(l, e, "calledElement");

	if (to != NULL && !lint_is(to, "callableElement"))
		lint_report(l, e, "calls '%.*s', a <%s>; only processes and "
		    "global tasks can be called", STR_ARG(to->id),
		    (const char *)to->node->name);
}

static void
check_call_target(struct lint *l, struct lint_elem *e)
{
	const struct lint_catalogue *c = l->options == NULL ? NULL :
	    l->options->catalogue;
	struct str id = lint_attr(e, "calledElement");
	const xmlNode *x = lint_extension(e, "calledElement");

	if (x != NULL && id.len == 0)
		id = xml_attr(x, "processId");
	if (id.len == 0)
		lint_report(l, e, "says no process to call (calledElement)");
	else if (c != NULL && c->has_process != NULL && id.p[0] != '=' &&
	    map_get(l->ids, id) == NULL && !c->has_process(c->ctx, id))
		lint_report(l, e, "no process '%.*s' is deployed",
		    STR_ARG(id));
}

/* The message of a send or receive task is the one its operation takes. */
static void
check_task_operation(struct lint *l, struct lint_elem *e)
{
	struct lint_elem *op = lint_ref(l, e, "operationRef");
	struct lint_elem *message = lint_ref(l, e, "messageRef");

	if (!lint_is(op, "operation") || message == NULL ||
	    lint_is(e, "serviceTask"))
		return;
	if (lint_child_ref(l, op, "inMessageRef") != message)
		lint_report(l, e, "the operation '%.*s' takes another message "
		    "than '%.*s'", STR_ARG(lint_label(op)),
		    STR_ARG(lint_label(message)));
}

static bool
has_worker(const struct lint_elem *e)
{
	return lint_extension(e, "taskDefinition") != NULL ||
	    lint_camunda(e, "topic").len > 0 ||
	    lint_camunda(e, "class").len > 0 ||
	    lint_camunda(e, "expression").len > 0 ||
	    lint_camunda(e, "delegateExpression").len > 0 ||
	    lint_camunda(e, "type").len > 0 ||
	    lint_attr(e, "operationRef").len > 0;
}

static void
check_task_message(struct lint *l, struct lint_elem *e)
{
	if (lint_attr(e, "messageRef").len == 0 &&
	    lint_attr(e, "operationRef").len == 0)
		lint_report(l, e, "names no message to wait for (messageRef)");
}

static void
check_task_worker(struct lint *l, struct lint_elem *e)
{
	if (!has_worker(e) && lint_attr(e, "messageRef").len == 0)
		lint_report(l, e, "says nothing about who does it "
		    "(zeebe:taskDefinition type=\"...\")");
}

static void
check_instantiate(struct lint *l, struct lint_elem *e)
{
	if (!lint_is_true(e, "instantiate", false))
		return;
	if (e->in.n > 0)
		lint_report(l, e, "it starts the process (instantiate), so it "
		    "has no incoming flow");
	if (!lint_is(e->scope, "process"))
		lint_report(l, e, "only a task of the process itself, not of "
		    "a sub-process, can start it (instantiate)");
}

static void
check_role(struct lint *l, struct lint_elem *e)
{
	bool has_ref = false;

	for (struct lint_elem *c = e->first; c != NULL; c = c->next) {
		if (xml_is(c->node, NULL, "resourceRef"))
			has_ref = true;
	}
	if (has_ref && lint_first(e, "resourceAssignmentExpression") != NULL)
		lint_report(l, e, "either resourceRef or "
		    "resourceAssignmentExpression, not both");
	if (!has_ref && lint_first(e, "resourceParameterBinding") != NULL)
		lint_report(l, e, "parameters are bound, but no resource is "
		    "named (resourceRef)");
}

/* A parameter that is bound belongs to the resource that is named. */
static void
check_binding(struct lint *l, struct lint_elem *e)
{
	struct lint_elem *parameter = lint_ref(l, e, "parameterRef");
	struct lint_elem *resource = lint_child_ref(l, e->parent,
	    "resourceRef");

	if (parameter != NULL && lint_is(resource, "resource") &&
	    parameter->parent != resource)
		lint_report(l, e, "the resource '%.*s' has no parameter '%.*s'",
		    STR_ARG(lint_label(resource)),
		    STR_ARG(lint_label(parameter)));
}

static bool
is_bound(struct lint *l, const struct lint_elem *role,
    const struct lint_elem *parameter)
{
	const char *kind = "resourceParameterBinding";

	for (struct lint_elem *b = lint_first(role, kind); b != NULL;
	    b = lint_next(b, kind)) {
		if (lint_ref(l, b, "parameterRef") == parameter)
			return true;
	}
	return false;
}

/* What a resource has to know is bound. */
static void
check_parameters(struct lint *l, struct lint_elem *e)
{
	struct lint_elem *resource = lint_child_ref(l, e, "resourceRef");

	if (!lint_is(resource, "resource"))
		return;
	for (struct lint_elem *p = lint_first(resource, "resourceParameter");
	    p != NULL; p = lint_next(p, "resourceParameter")) {
		if (lint_is_true(p, "isRequired", false) && !is_bound(l, e, p))
			lint_report(l, e, "the resource '%.*s' requires the "
			    "parameter '%.*s'", STR_ARG(lint_label(resource)),
			    STR_ARG(lint_label(p)));
	}
}

/* A process that is called begins at a start event without a trigger. */
static void
check_call_start(struct lint *l, struct lint_elem *e)
{
	struct lint_elem *to = lint_ref(l, e, "calledElement"), *s;
	struct lint_elem *defs[EVENT_DEFINITIONS_MAX];

	if (!lint_is(to, "process") || lint_first(to, "startEvent") == NULL)
		return;
	for (s = lint_first(to, "startEvent"); s != NULL;
	    s = lint_next(s, "startEvent")) {
		if (lint_definitions(l, s, defs) == 0)
			return;
	}
	lint_report(l, e, "the process '%.*s' has no start event without a "
	    "trigger, so it cannot be called", STR_ARG(lint_label(to)));
}

static void
check_partition(struct lint *l, struct lint_elem *e)
{
	if (lint_attr(e, "partitionElementRef").len > 0 &&
	    lint_child(e, "partitionElement") != NULL)
		lint_report(l, e, "either partitionElement or "
		    "partitionElementRef, not both");
}

static void
check_lane(struct lint *l, struct lint_elem *e)
{
	for (struct lint_elem *c = e->first; c != NULL; c = c->next) {
		struct lint_elem *node;

		if (!xml_is(c->node, NULL, "flowNodeRef"))
			continue;
		node = lint_text_ref(l, c);
		if (lint_is(node, "flowNode") && node->process != e->process)
			lint_report(l, e, "'%.*s' is in another process",
			    STR_ARG(lint_label(node)));
	}
}

const struct lint_rule lint_activity_rules[] = {
	{ "quantity", "10.3", LINT_ERROR, ALWAYS, "activity", check_quantity },
	{ "quantity-zero", "10.3", LINT_WARNING, ALWAYS, "activity",
	    check_quantity_zero },
	{ "process-public", "10.2", LINT_ERROR, ALWAYS, "process",
	    check_public },
	{ "ad-hoc-content", "10.3.5", LINT_ERROR, ALWAYS, "adHocSubProcess",
	    check_ad_hoc },
	{ "transaction-event", "10.3.5", LINT_ERROR, ALWAYS, "transaction",
	    check_transaction },
	{ "call-kind", "10.3.6", LINT_ERROR, ALWAYS, "callActivity",
	    check_call },
	{ "call-target", "10.3.6", LINT_ERROR, IF_EXECUTABLE, "callActivity",
	    check_call_target },
	{ "task-operation", "10.3.3", LINT_ERROR, ALWAYS, "task",
	    check_task_operation },
	{ "receive-message", "10.3.3", LINT_WARNING, IF_EXECUTABLE,
	    "receiveTask", check_task_message },
	{ "task-worker", NULL, LINT_WARNING, IF_EXECUTABLE, "serviceTask",
	    check_task_worker },
	{ "task-worker", NULL, LINT_WARNING, IF_EXECUTABLE, "sendTask",
	    check_task_worker },
	{ "receive-instantiate", "10.3.3", LINT_ERROR, ALWAYS, "receiveTask",
	    check_instantiate },
	{ "role-exclusive", "10.3.1", LINT_ERROR, ALWAYS, "resourceRole",
	    check_role },
	{ "role-parameter", "10.3.1", LINT_ERROR, ALWAYS,
	    "resourceParameterBinding", check_binding },
	{ "role-required", "10.3.1", LINT_ERROR, ALWAYS, "resourceRole",
	    check_parameters },
	{ "call-start", "10.3.6", LINT_ERROR, IF_EXECUTABLE, "callActivity",
	    check_call_start },
	{ "lane-partition", "10.8", LINT_ERROR, ALWAYS, "lane",
	    check_partition },
	{ "lane-process", "10.8", LINT_ERROR, ALWAYS, "lane", check_lane },
	{ NULL }
};
