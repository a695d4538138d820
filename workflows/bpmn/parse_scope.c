/*
 * parse_scope.c - first pass: the elements of processes and sub-processes,
 * their lanes and sequence flows.
 */
#include "workflows/bpmn/parse.h"

struct tag {
	const char	*name;
	enum bpmn_kind	 kind;
};

static const struct tag tags[] = {
	{ "startEvent", BPMN_START },
	{ "endEvent", BPMN_END },
	{ "intermediateCatchEvent", BPMN_CATCH },
	{ "intermediateThrowEvent", BPMN_THROW },
	{ "boundaryEvent", BPMN_BOUNDARY },
	{ "task", BPMN_TASK },
	{ "manualTask", BPMN_MANUAL_TASK },
	{ "userTask", BPMN_USER_TASK },
	{ "serviceTask", BPMN_SERVICE_TASK },
	{ "sendTask", BPMN_SEND_TASK },
	{ "receiveTask", BPMN_RECEIVE_TASK },
	{ "scriptTask", BPMN_SCRIPT_TASK },
	{ "businessRuleTask", BPMN_RULE_TASK },
	{ "callActivity", BPMN_CALL },
	{ "subProcess", BPMN_SUB_PROCESS },
	{ "transaction", BPMN_TRANSACTION },
	{ "adHocSubProcess", BPMN_AD_HOC },
	{ "exclusiveGateway", BPMN_EXCLUSIVE },
	{ "parallelGateway", BPMN_PARALLEL },
	{ "inclusiveGateway", BPMN_INCLUSIVE },
	{ "complexGateway", BPMN_COMPLEX },
	{ "eventBasedGateway", BPMN_EVENT_GATEWAY },
	{ "globalTask", BPMN_TASK },
	{ "globalManualTask", BPMN_MANUAL_TASK },
	{ "globalUserTask", BPMN_USER_TASK },
	{ "globalScriptTask", BPMN_SCRIPT_TASK },
	{ "globalBusinessRuleTask", BPMN_RULE_TASK },
};

static const struct tag *
find_tag(const xmlNode *node)
{
	if (!xml_is(node, NS_BPMN, NULL))
		return NULL;
	for (size_t i = 0; i < ARRAY_LEN(tags); i++) {
		if (str_is(xml_name(node), tags[i].name))
			return &tags[i];
	}
	return NULL;
}

static struct str
id_of(struct parser *p, const xmlNode *node)
{
	struct str id = model_attr(p, node, "id");

	if (id.len > 0)
		return id;
	return arena_printf(p->a, "%.*s_%d_%zu", STR_ARG(xml_name(node)),
	    xml_line(node), p->elements.n);
}

static int
check_id(struct parser *p, const xmlNode *node, struct str id)
{
	if (p->elements.n + p->flows.n >= BPMN_ELEMENTS_MAX)
		return model_fail(p, node, "bpmn.size",
		    "more than %d elements", BPMN_ELEMENTS_MAX);
	if (id.len > 255)
		return model_fail(p, node, "bpmn.id", "the id is too long");
	if (map_get(p->ids, id) != NULL || map_get(p->flow_ids, id) != NULL)
		return model_fail(p, node, "bpmn.duplicate_id",
		    "another element has this id");
	return 0;
}

/* The number of the new element, or -1. */
static int
add_element(struct parser *p, const xmlNode *node,
    const struct bpmn_element *like, struct str id)
{
	struct bpmn_element e = *like;
	int index = (int)p->elements.n;

	if (check_id(p, node, id) < 0)
		return -1;
	e.id = id;
	e.name = model_attr(p, node, "name");
	e.line = xml_line(node);
	e.lane = e.default_flow = e.attached_to = NONE;
	e.link_target = e.handler = NONE;
	e.start_quantity = e.completion_quantity = 1;
	e.is_interrupting = true;
	vec_push(p->a, &p->elements, e);
	vec_push(p->a, &p->nodes, node);
	map_put(p->ids, id, (void *)(intptr_t)(index + 1));
	return index;
}

static int
add_flow(struct parser *p, const xmlNode *node)
{
	struct bpmn_flow f = {
		.id = id_of(p, node),
		.name = model_attr(p, node, "name"),
		.line = xml_line(node),
	};

	if (check_id(p, node, f.id) < 0)
		return -1;
	vec_push(p->a, &p->flows, f);
	vec_push(p->a, &p->flow_nodes, node);
	map_put(p->flow_ids, f.id, (void *)(intptr_t)p->flows.n);
	return 0;
}

static void
add_to_parent(struct parser *p, int element)
{
	struct bpmn_element *e = &p->elements.v[element];
	struct bpmn_element *scope = &p->elements.v[e->parent];

	if (e->kind == BPMN_EVENT_SUB_PROCESS)
		model_ids_add(p, &scope->event_subs, element);
	else
		model_ids_add(p, &scope->children, element);
}

static int parse_children(struct parser *p, const xmlNode *node, int scope,
    int depth);

static int
parse_child(struct parser *p, const xmlNode *node, int scope, int depth)
{
	const struct tag *tag = find_tag(node);
	struct str id = model_attr(p, node, "id");
	struct bpmn_element e = { .parent = scope };
	int index;

	if (tag == NULL) {
		if (xml_is(node, NS_BPMN, "sequenceFlow"))
			return add_flow(p, node);
		if (id.len > 0)
			map_put(p->others, id, (void *)node);
		return 0;
	}
	e.kind = tag->kind;
	e.process = p->elements.v[scope].process;
	if (e.kind == BPMN_SUB_PROCESS &&
	    model_flag(node, "triggeredByEvent", false))
		e.kind = BPMN_EVENT_SUB_PROCESS;
	index = add_element(p, node, &e, id_of(p, node));
	if (index < 0)
		return -1;
	add_to_parent(p, index);
	if (bpmn_is_scope(e.kind))
		return parse_children(p, node, index, depth + 1);
	return 0;
}

/* Event definitions inside events may be referred to as well. */
static void
remember_definitions(struct parser *p, const xmlNode *node)
{
	for (const xmlNode *c = xml_first(node); c != NULL; c = xml_next(c)) {
		struct str id = model_attr(p, c, "id");

		if (id.len > 0 && str_ends(xml_name(c), "EventDefinition"))
			map_put(p->others, id, (void *)c);
	}
}

static int
parse_children(struct parser *p, const xmlNode *node, int scope, int depth)
{
	if (depth > BPMN_DEPTH_MAX)
		return model_fail(p, node, "bpmn.depth",
		    "sub-processes are nested deeper than %d", BPMN_DEPTH_MAX);
	for (const xmlNode *c = xml_first(node); c != NULL; c = xml_next(c)) {
		remember_definitions(p, c);
		if (parse_child(p, c, scope, depth) < 0)
			return -1;
	}
	return 0;
}

/* Lanes have depth as they nest; elements get the innermost one. */
static int
parse_lane_set(struct parser *p, const xmlNode *set, int parent, int depth)
{
	if (depth > BPMN_DEPTH_MAX)
		return model_fail(p, set, "bpmn.depth",
		    "lanes are nested deeper than %d", BPMN_DEPTH_MAX);
	for (const xmlNode *c = xml_first(set); c != NULL; c = xml_next(c)) {
		struct bpmn_lane lane = { .parent = parent };
		int index = (int)p->lanes.n;
		const xmlNode *inner;

		if (!xml_is(c, NS_BPMN, "lane"))
			continue;
		lane.id = model_attr(p, c, "id");
		lane.name = model_attr(p, c, "name");
		vec_push(p->a, &p->lanes, lane);
		for (const xmlNode *r = xml_first(c); r != NULL;
		    r = xml_next(r)) {
			int e = NONE;

			if (xml_is(r, NS_BPMN, "flowNodeRef"))
				e = model_element_ref(p, model_text(p, r));
			if (e >= 0)
				p->elements.v[e].lane = index;
		}
		inner = xml_child(c, "childLaneSet");
		if (inner != NULL &&
		    parse_lane_set(p, inner, index, depth + 1) < 0)
			return -1;
	}
	return 0;
}

static void
find_starts(struct parser *p, struct bpmn_process *process)
{
	const struct bpmn_element *e = &p->elements.v[process->element];

	for (size_t i = 0; i < e->children.n; i++) {
		int c = e->children.v[i];

		if (p->elements.v[c].kind == BPMN_START ||
		    model_flag(p->nodes.v[c], "instantiate", false))
			model_ids_add(p, &process->starts, c);
	}
}

static struct str
version_tag(struct parser *p, const xmlNode *node)
{
	const xmlNode *tag = model_extension(node, NS_ZEEBE, "versionTag");

	if (tag != NULL)
		return model_attr(p, tag, "value");
	return model_camunda(p, node, "versionTag");
}

static int
new_process(struct parser *p, const xmlNode *node, struct bpmn_process *ret)
{
	struct bpmn_element e = {
		.kind = BPMN_PROCESS, .parent = NONE,
		.process = (int)p->processes.n,
	};

	ret->id = id_of(p, node);
	ret->name = model_attr(p, node, "name");
	ret->is_executable = model_flag(node, "isExecutable", false);
	ret->version_tag = version_tag(p, node);
	ret->element = add_element(p, node, &e, ret->id);
	return ret->element < 0 ? -1 : 0;
}

int
model_process(struct parser *p, const xmlNode *node)
{
	struct bpmn_process process = { 0 };

	if (new_process(p, node, &process) < 0 ||
	    parse_children(p, node, process.element, 0) < 0)
		return -1;
	for (const xmlNode *c = xml_first(node); c != NULL; c = xml_next(c)) {
		if (xml_is(c, NS_BPMN, "laneSet") &&
		    parse_lane_set(p, c, NONE, 0) < 0)
			return -1;
	}
	find_starts(p, &process);
	vec_push(p->a, &p->processes, process);
	return 0;
}

/* A global task is a process of one task, for call activities. */
int
model_global_task(struct parser *p, const xmlNode *node)
{
	const struct tag *tag = find_tag(node);
	struct bpmn_process process = { 0 };
	struct bpmn_element e = { 0 };
	int task;

	if (tag == NULL)
		return 0;
	if (new_process(p, node, &process) < 0)
		return -1;
	e.kind = tag->kind;
	e.parent = process.element;
	e.process = (int)p->processes.n;
	task = add_element(p, node, &e, arena_printf(p->a, "%.*s:task",
	    STR_ARG(process.id)));
	if (task < 0)
		return -1;
	add_to_parent(p, task);
	vec_push(p->a, &p->processes, process);
	return 0;
}
