/*
 * parse_work.c - what an activity asks of others: people, workers, decisions,
 * called processes.
 */
#include "workflows/bpmn/parse.h"

#define LIST_MAX	500

static enum bpmn_binding
binding_of(struct str s)
{
	if (str_is(s, "deployment"))
		return BPMN_DEPLOYMENT;
	if (str_is(s, "versionTag"))
		return BPMN_VERSION_TAG;
	if (str_is(s, "version"))
		return BPMN_VERSION;
	return BPMN_LATEST;
}

/* ------------------------------------------------------------------ people */

/* One property of a user task: Zeebe's element and attribute, or Camunda's
 * attribute of the same name. */
static int
task_value(struct parser *p, const xmlNode *node, const char *extension,
    const char *name, const struct bpmn_value **ret)
{
	const xmlNode *z = model_extension(node, NS_ZEEBE, extension);

	if (z != NULL && xml_attr(z, name).len > 0)
		return model_value(p, z, xml_attr(z, name), ret);
	return model_value(p, node, xml_attr_ns(node, NS_CAMUNDA, name), ret);
}

static int
parse_form(struct parser *p, const xmlNode *node, struct bpmn_user_task *t)
{
	const xmlNode *z = model_extension(node, NS_ZEEBE, "formDefinition");
	static const char *const names[] = { "formId", "formKey",
		"externalReference" };

	if (z == NULL) {
		struct str form = model_camunda(p, node, "formRef");

		t->form_binding = binding_of(model_camunda(p, node,
		    "formRefBinding"));
		if (form.len == 0)
			form = model_camunda(p, node, "formKey");
		return model_value(p, node, form, &t->form);
	}
	t->form_binding = binding_of(model_attr(p, z, "bindingType"));
	t->form_version_tag = model_attr(p, z, "versionTag");
	for (size_t i = 0; i < ARRAY_LEN(names) && t->form == NULL; i++) {
		if (model_value(p, z, xml_attr(z, names[i]), &t->form) < 0)
			return -1;
	}
	return 0;
}

/* <potentialOwner>, <humanPerformer> of the standard: an expression that names
 * groups, or the person. */
static int
parse_performer(struct parser *p, const xmlNode *c, struct bpmn_user_task *t)
{
	const xmlNode *assignment = xml_child(c,
	    "resourceAssignmentExpression");
	const xmlNode *e = assignment == NULL ? NULL :
	    xml_child(assignment, "formalExpression");

	if (e == NULL)
		return 0;
	if (xml_is(c, NS_BPMN, "potentialOwner"))
		return t->candidate_groups != NULL ? 0 :
		    model_value(p, e, model_text(p, e), &t->candidate_groups);
	if (xml_is(c, NS_BPMN, "humanPerformer"))
		return t->assignee != NULL ? 0 :
		    model_value(p, e, model_text(p, e), &t->assignee);
	return 0;
}

int
model_headers(struct parser *p, const xmlNode *node, size_t *n,
    const struct bpmn_property **ret)
{
	const xmlNode *all = model_extension(node, NS_ZEEBE, "taskHeaders");
	VEC(struct bpmn_property) list = { 0 };

	for (const xmlNode *c = all == NULL ? NULL : xml_first(all); c != NULL;
	    c = xml_next(c)) {
		struct bpmn_property h = { .name = model_attr(p, c, "key") };

		if (list.n == LIST_MAX)
			return model_fail(p, node, "bpmn.size",
			    "more than %d headers", LIST_MAX);
		if (model_value(p, c, xml_attr(c, "value"), &h.value) < 0)
			return -1;
		vec_push(p->a, &list, h);
	}
	*n = list.n;
	*ret = list.v;
	return 0;
}

int
model_user_task(struct parser *p, int element)
{
	const xmlNode *node = p->nodes.v[element];
	struct bpmn_user_task *t = arena_new_of(p->a, struct bpmn_user_task);

	p->elements.v[element].user_task = t;
	if (task_value(p, node, "assignmentDefinition", "assignee",
	    &t->assignee) < 0 ||
	    task_value(p, node, "assignmentDefinition", "candidateGroups",
	    &t->candidate_groups) < 0 ||
	    task_value(p, node, "assignmentDefinition", "candidateUsers",
	    &t->candidate_users) < 0 ||
	    task_value(p, node, "priorityDefinition", "priority",
	    &t->priority) < 0 ||
	    task_value(p, node, "taskSchedule", "dueDate", &t->due) < 0 ||
	    task_value(p, node, "taskSchedule", "followUpDate",
	    &t->follow_up) < 0 || parse_form(p, node, t) < 0 ||
	    model_headers(p, node, &t->n_headers, &t->headers) < 0)
		return -1;
	for (const xmlNode *c = xml_first(node); c != NULL; c = xml_next(c)) {
		if (parse_performer(p, c, t) < 0)
			return -1;
	}
	return 0;
}

/* ----------------------------------------------------------------- workers */

static int
parse_camunda_job(struct parser *p, const xmlNode *node,
    const struct bpmn_job **ret)
{
	struct str topic = model_camunda(p, node, "topic");
	const xmlNode *cycle = model_extension(node, NS_CAMUNDA,
	    "failedJobRetryTimeCycle");
	struct bpmn_job *job;

	if (topic.len == 0)
		return 0;
	job = arena_new_of(p->a, struct bpmn_job);
	if (model_value(p, node, topic, &job->type) < 0)
		return -1;
	if (cycle != NULL)
		job->backoff = model_text(p, cycle);
	*ret = job;
	return 0;
}

int
model_job(struct parser *p, const xmlNode *node, const struct bpmn_job **ret)
{
	const xmlNode *z = model_extension(node, NS_ZEEBE, "taskDefinition");
	struct bpmn_job *job;

	if (z == NULL)
		return parse_camunda_job(p, node, ret);
	job = arena_new_of(p->a, struct bpmn_job);
	if (model_value(p, z, xml_attr(z, "type"), &job->type) < 0 ||
	    model_value(p, z, xml_attr(z, "retries"), &job->retries) < 0 ||
	    model_headers(p, node, &job->n_headers, &job->headers) < 0)
		return -1;
	if (job->type == NULL)
		return model_fail(p, z, "bpmn.job",
		    "a task definition needs a type");
	*ret = job;
	return 0;
}

/* --------------------------------------------------------------- decisions */

static int
parse_camunda_decision(struct parser *p, const xmlNode *node, struct str ref,
    struct bpmn_decision *d)
{
	static const char *const answers[] = { "", "singleEntry",
		"singleResult", "collectEntries", "resultList" };
	struct str answer = model_camunda(p, node, "mapDecisionResult");
	size_t i = 0;

	while (i < ARRAY_LEN(answers) && !str_is(answer, answers[i]))
		i++;
	if (i == ARRAY_LEN(answers))
		return model_fail(p, node, "bpmn.decision",
		    "mapDecisionResult is singleEntry, singleResult, "
		    "collectEntries or resultList");
	d->answer = (enum bpmn_answer)i;
	d->result_variable = model_camunda(p, node, "resultVariable");
	d->binding = binding_of(model_camunda(p, node, "decisionRefBinding"));
	d->version_tag = model_camunda(p, node, d->binding == BPMN_VERSION ?
	    "decisionRefVersion" : "decisionRefVersionTag");
	return model_value(p, node, ref, &d->decision);
}

int
model_decision(struct parser *p, int element)
{
	const xmlNode *node = p->nodes.v[element];
	const xmlNode *z = model_extension(node, NS_ZEEBE, "calledDecision");
	struct str ref = model_camunda(p, node, "decisionRef");
	struct bpmn_decision *d;

	if (z == NULL && ref.len == 0)
		return model_job(p, node, &p->elements.v[element].job);
	d = arena_new_of(p->a, struct bpmn_decision);
	p->elements.v[element].decision = d;
	if (z == NULL)
		return parse_camunda_decision(p, node, ref, d);
	d->result_variable = model_attr(p, z, "resultVariable");
	d->binding = binding_of(model_attr(p, z, "bindingType"));
	d->version_tag = model_attr(p, z, "versionTag");
	if (model_value(p, z, xml_attr(z, "decisionId"), &d->decision) < 0)
		return -1;
	if (d->decision == NULL)
		return model_fail(p, z, "bpmn.decision",
		    "a called decision needs a decisionId");
	return 0;
}

/* -------------------------------------------------------- called processes */

/* camunda:in and camunda:out, one of them. */
static int
parse_binding(struct parser *p, const xmlNode *c, struct bpmn_mapping *m)
{
	struct str source = model_attr(p, c, "source");

	m->target = model_attr(p, c, "target");
	if (source.len == 0)
		source = model_attr(p, c, "sourceExpression");
	if (source.len == 0 || m->target.len == 0)
		return model_fail(p, c, "bpmn.mapping",
		    "it needs a source and a target");
	return model_expression(p, c, source, &m->source);
}

struct bindings {
	VEC(struct bpmn_mapping) in, out;
};

static int
parse_camunda_binding(struct parser *p, const xmlNode *c,
    struct bpmn_call *call, struct bindings *b)
{
	bool is_in = xml_is(c, NS_CAMUNDA, "in");
	struct bpmn_mapping m = { 0 };

	if (!is_in && !xml_is(c, NS_CAMUNDA, "out"))
		return 0;
	if (is_in && xml_attr(c, "businessKey").len > 0)
		return model_value(p, c, xml_attr(c, "businessKey"),
		    &call->business_key);
	if (str_is(xml_attr(c, "variables"), "all")) {
		*(is_in ? &call->passes_all : &call->returns_all) = true;
		return 0;
	}
	if (b->in.n + b->out.n >= LIST_MAX)
		return model_fail(p, c, "bpmn.size",
		    "more than %d mappings", LIST_MAX);
	if (parse_binding(p, c, &m) < 0)
		return -1;
	if (is_in)
		vec_push(p->a, &b->in, m);
	else
		vec_push(p->a, &b->out, m);
	return 0;
}

static int
parse_camunda_call(struct parser *p, const xmlNode *node,
    struct bpmn_call *call)
{
	const xmlNode *all = xml_child(node, "extensionElements");
	struct bindings b = { 0 };
	bool has_any = false;

	call->binding = binding_of(model_camunda(p, node,
	    "calledElementBinding"));
	call->version_tag = model_camunda(p, node, "calledElementVersionTag");
	for (const xmlNode *c = all == NULL ? NULL : xml_first(all); c != NULL;
	    c = xml_next(c)) {
		if (parse_camunda_binding(p, c, call, &b) < 0)
			return -1;
		has_any |= xml_is(c, NS_CAMUNDA, "in") ||
		    xml_is(c, NS_CAMUNDA, "out");
	}
	call->in = b.in.v;
	call->n_in = b.in.n;
	call->out = b.out.v;
	call->n_out = b.out.n;
	/* The standard has no mapping: then the data is common. */
	if (!has_any)
		call->passes_all = call->returns_all = true;
	return 0;
}

/* A process of another file is called by its id alone, so this one must not
 * have it as well. */
static int
foreign_process(struct parser *p, const xmlNode *node, struct str *id)
{
	ptrdiff_t colon = str_chr(*id, ':');
	struct str ref = *id;

	if (!model_is_foreign(p, ref))
		return 0;
	*id = str_sub(ref, (size_t)colon + 1, ref.len);
	if (model_element_ref(p, *id) < 0)
		return 0;
	return model_fail(p, node, "bpmn.call",
	    "'%.*s' is of another file, and this one has an element '%.*s' "
	    "too: processes are called by their ids, so give one of them "
	    "another", STR_ARG(ref), STR_ARG(*id));
}

int
model_call(struct parser *p, int element)
{
	const xmlNode *node = p->nodes.v[element];
	const xmlNode *z = model_extension(node, NS_ZEEBE, "calledElement");
	struct bpmn_call *call = arena_new_of(p->a, struct bpmn_call);
	struct str id = model_attr(p, node, "calledElement");
	int e;

	p->elements.v[element].call = call;
	if (z == NULL) {
		if (foreign_process(p, node, &id) < 0)
			return -1;
		e = model_element_ref(p, id);
		if (e >= 0)
			id = p->elements.v[e].id;
		if (parse_camunda_call(p, node, call) < 0)
			return -1;
		if (id.len == 0)
			return model_fail(p, node, "bpmn.call",
			    "it does not say which process it calls");
		return model_value(p, node, id, &call->process);
	}
	call->binding = binding_of(model_attr(p, z, "bindingType"));
	call->version_tag = model_attr(p, z, "versionTag");
	call->passes_all = model_flag(z, "propagateAllParentVariables", true);
	call->returns_all = model_flag(z, "propagateAllChildVariables", true);
	if (model_value(p, z, xml_attr(z, "businessId"),
	    &call->business_key) < 0 ||
	    model_value(p, z, xml_attr(z, "processId"), &call->process) < 0)
		return -1;
	if (call->process == NULL)
		return model_fail(p, z, "bpmn.call",
		    "it does not say which process it calls");
	return 0;
}
