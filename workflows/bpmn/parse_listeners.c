/*
 * parse_listeners.c - what is to be done at the moments of an activity's life.
 */
#include "workflows/bpmn/parse.h"

#define LISTENERS_MAX	500	/* of one element */

static const char *const tags[] = { "executionListener", "taskListener" };
static const char *const groups[] = { "executionListeners", "taskListeners" };

static int
find_moment(bool is_task, struct str event)
{
	for (int m = 0; m < BPMN_MOMENTS; m++) {
		if (bpmn_is_task_moment((enum bpmn_moment)m) == is_task &&
		    str_is(event, bpmn_moment_name((enum bpmn_moment)m)))
			return m;
	}
	return NONE;
}

/* The headers of the activity, and which moment it is. */
static int
job_headers(struct parser *p, const xmlNode *c, enum bpmn_moment moment,
    struct bpmn_job *job)
{
	const xmlNode *activity = c->parent->parent->parent;
	const struct bpmn_property *own;
	struct bpmn_property *all;
	size_t n;

	if (model_headers(p, activity, &n, &own) < 0)
		return -1;
	all = arena_array(p->a, n + 1, sizeof(*all));
	if (n > 0)
		memcpy(all, own, n * sizeof(*all));
	all[n] = (struct bpmn_property){ .name = STR("listener") };
	job->headers = all;
	job->n_headers = n + 1;
	return model_value(p, c, str_of(bpmn_moment_name(moment)),
	    &all[n].value);
}

static int
parse_job(struct parser *p, const xmlNode *c, struct bpmn_listener *l)
{
	struct bpmn_job *job = arena_new_of(p->a, struct bpmn_job);

	if (!bpmn_may_be_job(l->moment))
		return model_fail(p, c, "bpmn.listener",
		    "a listener of '%s' cannot be a job, as nobody waits for "
		    "it: write FEEL, type=\"= {reviewed: true}\"",
		    bpmn_moment_name(l->moment));
	l->job = job;
	if (job_headers(p, c, l->moment, job) < 0 ||
	    model_value(p, c, xml_attr(c, "type"), &job->type) < 0 ||
	    model_value(p, c, xml_attr(c, "retries"), &job->retries) < 0)
		return -1;
	if (job->type == NULL)
		return model_fail(p, c, "bpmn.listener",
		    "a listener needs a type: FEEL, \"= {...}\", or that of a "
		    "job");
	return 0;
}

static int
parse_listener(struct parser *p, const xmlNode *c, struct bpmn_listener *ret)
{
	bool is_task = xml_is(c, NS_ZEEBE, "taskListener");
	struct str event = model_attr(p, c, "eventType");
	struct str type = model_attr(p, c, "type");
	int moment = find_moment(is_task, event);

	if (moment == NONE)
		return model_fail(p, c, "bpmn.listener",
		    "there is no moment '%.*s': %s", STR_ARG(event), is_task ?
		    "a task listener is for creating, assigning, updating, "
		    "completing or canceling" : "an execution listener is for "
		    "start or end");
	ret->moment = (enum bpmn_moment)moment;
	if (!str_starts(type, "="))
		return parse_job(p, c, ret);
	return model_expression(p, c, type, &ret->script);
}

static int
refuse_camunda(struct parser *p, const xmlNode *node)
{
	for (size_t i = 0; i < ARRAY_LEN(tags); i++) {
		const xmlNode *c = model_extension(node, NS_CAMUNDA, tags[i]);

		if (c != NULL)
			return model_fail(p, c, "bpmn.java",
			    "Java and script listeners are not run here; "
			    "write a FEEL effect with zeebe:%s", tags[i]);
	}
	return 0;
}

/* Does this kind of element have such moments? */
static int
check_place(struct parser *p, const xmlNode *c, enum bpmn_kind kind)
{
	if (xml_is(c, NS_ZEEBE, tags[1]) && kind != BPMN_USER_TASK)
		return model_fail(p, c, "bpmn.listener",
		    "a task listener is for a user task");
	if (!bpmn_is_activity(kind) || kind == BPMN_EVENT_SUB_PROCESS)
		return model_fail(p, c, "bpmn.listener",
		    "an execution listener is for an activity: draw a script "
		    "task or a service task beside this %s",
		    bpmn_kind_name(kind));
	return 0;
}

int
model_listeners(struct parser *p, int element)
{
	const xmlNode *node = p->nodes.v[element];
	struct bpmn_element *e = &p->elements.v[element];
	VEC(struct bpmn_listener) list = { 0 };

	if (bpmn_is_activity(e->kind) && refuse_camunda(p, node) < 0)
		return -1;
	for (size_t g = 0; g < ARRAY_LEN(groups); g++) {
		const xmlNode *all = model_extension(node, NS_ZEEBE,
		    groups[g]);

		for (const xmlNode *c = all == NULL ? NULL : xml_first(all);
		    c != NULL; c = xml_next(c)) {
			struct bpmn_listener l = { .moment = BPMN_AT_START };

			if (!xml_is(c, NS_ZEEBE, tags[g]))
				continue;
			if (list.n == LISTENERS_MAX)
				return model_fail(p, node, "bpmn.size",
				    "more than %d listeners", LISTENERS_MAX);
			if (check_place(p, c, e->kind) < 0 ||
			    parse_listener(p, c, &l) < 0)
				return -1;
			vec_push(p->a, &list, l);
		}
	}
	e->listeners = list.v;
	e->n_listeners = list.n;
	return 0;
}
