/*
 * parse_activity.c - tasks and ad-hoc sub-processes.
 */
#include "workflows/bpmn/parse.h"

static int
parse_script(struct parser *p, int element)
{
	struct bpmn_element *e = &p->elements.v[element];
	const xmlNode *node = p->nodes.v[element];
	const xmlNode *z = model_extension(node, NS_ZEEBE, "script");
	const xmlNode *script = xml_child(node, "script");

	e->result_variable = model_camunda(p, node, "resultVariable");
	if (z != NULL) {
		e->result_variable = model_attr(p, z, "resultVariable");
		if (model_expression(p, z, xml_attr(z, "expression"),
		    &e->script) < 0)
			return -1;
	} else if (script != NULL) {
		struct str format = str_trim(xml_attr(node, "scriptFormat"));

		if (format.len > 0 &&
		    str_find(format, STR("feel"), 0) < 0 &&
		    str_find(format, STR("FEEL"), 0) < 0)
			return model_fail(p, node, "bpmn.language",
			    "scripts in '%.*s' are not run here; write FEEL "
			    "with scriptFormat=\"feel\"", STR_ARG(format));
		return model_expression_node(p, script, &e->script);
	}
	return 0;
}

/* A service task that is only an expression ("${...}", Camunda 7). */
static int
parse_service(struct parser *p, int element)
{
	struct bpmn_element *e = &p->elements.v[element];
	const xmlNode *node = p->nodes.v[element];
	struct str expression = model_camunda(p, node, "expression");

	if (model_camunda(p, node, "class").len > 0 ||
	    model_camunda(p, node, "delegateExpression").len > 0)
		return model_fail(p, node, "bpmn.java",
		    "Java classes and beans are not run here; give it a "
		    "<zeebe:taskDefinition type=\"...\"/> and let a connector "
		    "or worker do the job");
	if (expression.len > 0) {
		e->result_variable = model_camunda(p, node, "resultVariable");
		return model_expression(p, node, expression, &e->script);
	}
	return model_job(p, node, &e->job);
}

/* The message of a send or receive task is its only event definition. */
static int
parse_task_message(struct parser *p, int element)
{
	struct bpmn_element *e = &p->elements.v[element];
	const xmlNode *node = p->nodes.v[element];
	struct bpmn_event_def *def = arena_new_of(p->a, struct bpmn_event_def);

	def->activity = NONE;
	if (model_message(p, node, node, def) < 0)
		return -1;
	if (e->kind == BPMN_SEND_TASK && def->name.len == 0)
		return 0;
	e->defs = def;
	e->n_defs = 1;
	return 0;
}

static int
parse_ad_hoc(struct parser *p, int element)
{
	const xmlNode *node = p->nodes.v[element];
	const xmlNode *condition = xml_child(node, "completionCondition");
	const xmlNode *z = model_extension(node, NS_ZEEBE, "adHoc");
	struct bpmn_ad_hoc *h = arena_new_of(p->a, struct bpmn_ad_hoc);

	h->is_sequential = str_is(xml_attr(node, "ordering"), "Sequential");
	h->cancels_rest = model_flag(node, "cancelRemainingInstances", true);
	p->elements.v[element].ad_hoc = h;
	if (condition != NULL &&
	    model_expression_node(p, condition, &h->completion) < 0)
		return -1;
	if (z == NULL)
		return 0;
	h->output = model_attr(p, z, "outputCollection");
	if (model_expression(p, z, xml_attr(z, "outputElement"),
	    &h->output_element) < 0)
		return -1;
	return model_expression(p, z,
	    xml_attr(z, "activeElementsCollection"), &h->active);
}

static int
parse_kind(struct parser *p, int element)
{
	switch (p->elements.v[element].kind) {
	case BPMN_USER_TASK:
		return model_user_task(p, element);
	case BPMN_SERVICE_TASK:
		return parse_service(p, element);
	case BPMN_SEND_TASK:
		if (parse_service(p, element) < 0)
			return -1;
		return parse_task_message(p, element);
	case BPMN_RECEIVE_TASK:
		return parse_task_message(p, element);
	case BPMN_SCRIPT_TASK:
		if (parse_script(p, element) < 0)
			return -1;
		return model_job(p, p->nodes.v[element],
		    &p->elements.v[element].job);
	case BPMN_RULE_TASK:
		return model_decision(p, element);
	case BPMN_CALL:
		return model_call(p, element);
	case BPMN_AD_HOC:
		return parse_ad_hoc(p, element);
	default:
		return 0;
	}
}

int
model_activity(struct parser *p, int element)
{
	struct bpmn_element *e = &p->elements.v[element];
	const xmlNode *node = p->nodes.v[element];

	if (model_count(p, node, "startQuantity", &e->start_quantity) < 0 ||
	    model_count(p, node, "completionQuantity",
	    &e->completion_quantity) < 0)
		return -1;
	if (parse_kind(p, element) < 0 || model_loop(p, element) < 0)
		return -1;
	return model_mappings(p, element);
}
