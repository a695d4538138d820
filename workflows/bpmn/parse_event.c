/*
 * parse_event.c - event definitions and what they refer to: messages, signals,
 * errors, escalations, timers, links.
 */
#include "workflows/bpmn/parse.h"

#define DEFS_MAX	32	/* of one event */

static enum bpmn_trigger
trigger_of(const xmlNode *node)
{
	static const struct { const char *name; enum bpmn_trigger t; } all[] = {
		{ "messageEventDefinition", BPMN_MESSAGE },
		{ "timerEventDefinition", BPMN_TIMER },
		{ "signalEventDefinition", BPMN_SIGNAL },
		{ "conditionalEventDefinition", BPMN_CONDITION },
		{ "errorEventDefinition", BPMN_ERROR },
		{ "escalationEventDefinition", BPMN_ESCALATION },
		{ "compensateEventDefinition", BPMN_COMPENSATION },
		{ "cancelEventDefinition", BPMN_CANCEL },
		{ "linkEventDefinition", BPMN_LINK },
		{ "terminateEventDefinition", BPMN_TERMINATE },
	};

	if (!xml_is(node, NS_BPMN, NULL))
		return BPMN_NO_TRIGGER;
	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		if (str_is(xml_name(node), all[i].name))
			return all[i].t;
	}
	return BPMN_NO_TRIGGER;
}

/* The thing named by an attribute; NULL when the attribute is absent, -1 when
 * there is no such thing. */
static int
referred(struct parser *p, const xmlNode *node, const char *attr,
    const xmlNode **ret)
{
	struct str ref = str_trim(xml_attr(node, attr));

	*ret = NULL;
	if (ref.len == 0)
		return 0;
	*ret = model_other_ref(p, ref);
	if (*ret == NULL)
		return model_fail(p, node, "bpmn.reference",
		    "its %s '%.*s' is nowhere in this file", attr,
		    STR_ARG(ref));
	return 0;
}

/* By the operation: <operationRef> child or attribute. */
static const xmlNode *
message_of_operation(struct parser *p, const xmlNode *node)
{
	const xmlNode *child = xml_child(node, "operationRef");
	const xmlNode *operation;

	if (child != NULL)
		operation = model_other_ref(p, model_text(p, child));
	else
		operation = model_other_ref(p, xml_attr(node, "operationRef"));
	if (operation == NULL)
		return NULL;
	child = xml_child(operation, "inMessageRef");
	if (child == NULL)
		return NULL;
	return model_other_ref(p, model_text(p, child));
}

/* An event without a message belongs to the message flow drawn to it. */
static struct str
name_of_message_flow(struct parser *p, const xmlNode *owner)
{
	const xmlNode *all = xml_child(p->root, "collaboration");
	struct str id = xml_attr(owner, "id");

	if (all == NULL || id.len == 0)
		return STR("");
	for (const xmlNode *c = xml_first(all); c != NULL; c = xml_next(c)) {
		const xmlNode *m;

		if (!xml_is(c, NS_BPMN, "messageFlow") ||
		    (!str_eq(xml_attr(c, "sourceRef"), id) &&
		    !str_eq(xml_attr(c, "targetRef"), id)))
			continue;
		m = model_other_ref(p, xml_attr(c, "messageRef"));
		return model_attr(p, m != NULL ? m : c,
		    m != NULL ? "name" : "id");
	}
	return STR("");
}

static int
set_name(struct parser *p, const xmlNode *node, struct bpmn_event_def *def)
{
	const struct bpmn_value *v = NULL;

	def->name = model_attr(p, node, "name");
	if (def->name.len == 0)
		def->name = model_attr(p, node, "id");
	if (model_value(p, node, def->name, &v) < 0)
		return -1;
	if (v != NULL && v->feel != NULL)
		def->name_value = v;
	return 0;
}

static int
set_key(struct parser *p, const xmlNode *message, struct bpmn_event_def *def)
{
	const xmlNode *s = model_extension(message, NS_ZEEBE, "subscription");

	if (s == NULL)
		return 0;
	return model_expression(p, s, xml_attr(s, "correlationKey"),
	    &def->key);
}

int
model_message(struct parser *p, const xmlNode *owner, const xmlNode *node,
    struct bpmn_event_def *def)
{
	const xmlNode *message;

	def->trigger = BPMN_MESSAGE;
	if (referred(p, node, "messageRef", &message) < 0)
		return -1;
	if (message == NULL)
		message = message_of_operation(p, node);
	if (message == NULL) {
		def->name = name_of_message_flow(p, owner);
		return 0;
	}
	if (set_name(p, message, def) < 0)
		return -1;
	return set_key(p, message, def);
}

static int
parse_signal(struct parser *p, const xmlNode *node, struct bpmn_event_def *def)
{
	const xmlNode *signal;

	if (referred(p, node, "signalRef", &signal) < 0)
		return -1;
	return signal == NULL ? 0 : set_name(p, signal, def);
}

static int
parse_code(struct parser *p, const xmlNode *node, struct bpmn_event_def *def)
{
	bool is_error = def->trigger == BPMN_ERROR;
	const xmlNode *thing;

	if (referred(p, node, is_error ? "errorRef" : "escalationRef",
	    &thing) < 0)
		return -1;
	def->code_variable = model_camunda(p, node, is_error ?
	    "errorCodeVariable" : "escalationCodeVariable");
	def->message_variable = model_camunda(p, node, "errorMessageVariable");
	if (thing == NULL)
		return 0;
	def->name = model_attr(p, thing, "name");
	def->code = model_attr(p, thing, is_error ? "errorCode" :
	    "escalationCode");
	if (def->code.len == 0)
		def->code = model_attr(p, thing, "id");
	return 0;
}

static int
parse_timer(struct parser *p, const xmlNode *node, struct bpmn_event_def *def)
{
	static const char *const names[] = {
		[BPMN_DATE] = "timeDate", [BPMN_DURATION] = "timeDuration",
		[BPMN_CYCLE] = "timeCycle",
	};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const xmlNode *c = xml_child(node, names[i]);

		if (c == NULL)
			continue;
		def->timer = (enum bpmn_timer)i;
		if (model_value(p, c, model_text(p, c), &def->when) < 0)
			return -1;
	}
	if (def->when == NULL)
		return model_fail(p, node, "bpmn.timer",
		    "a timer needs a timeDate, timeDuration or timeCycle");
	return 0;
}

static int
parse_condition(struct parser *p, const xmlNode *node,
    struct bpmn_event_def *def)
{
	const xmlNode *c = xml_child(node, "condition");

	if (c != NULL && model_expression_node(p, c, &def->condition) < 0)
		return -1;
	if (def->condition == NULL)
		return model_fail(p, node, "bpmn.condition",
		    "a conditional event needs a condition");
	return 0;
}

static int
parse_compensation(struct parser *p, const xmlNode *node,
    struct bpmn_event_def *def)
{
	struct str ref = str_trim(xml_attr(node, "activityRef"));

	def->is_waiting = model_flag(node, "waitForCompletion", true);
	if (ref.len == 0)
		return 0;
	def->activity = model_element_ref(p, ref);
	if (def->activity < 0)
		return model_fail(p, node, "bpmn.reference",
		    "its activityRef '%.*s' is no activity", STR_ARG(ref));
	return 0;
}

static void
parse_link(struct parser *p, const xmlNode *node, struct bpmn_event_def *def)
{
	const xmlNode *c = xml_child(node, "target");
	const xmlNode *target = c == NULL ? NULL :
	    model_other_ref(p, model_text(p, c));

	def->name = model_attr(p, node, "name");
	if (target != NULL)
		def->target = model_attr(p, target, "id");
}

int
model_event_def(struct parser *p, const xmlNode *owner, const xmlNode *node,
    struct bpmn_event_def *def)
{
	*def = (struct bpmn_event_def){
		.trigger = trigger_of(node),
		.id = model_attr(p, node, "id"),
		.activity = NONE,
	};
	switch (def->trigger) {
	case BPMN_MESSAGE:
		return model_message(p, owner, node, def);
	case BPMN_SIGNAL:
		return parse_signal(p, node, def);
	case BPMN_ERROR:
	case BPMN_ESCALATION:
		return parse_code(p, node, def);
	case BPMN_TIMER:
		return parse_timer(p, node, def);
	case BPMN_CONDITION:
		return parse_condition(p, node, def);
	case BPMN_COMPENSATION:
		return parse_compensation(p, node, def);
	case BPMN_LINK:
		parse_link(p, node, def);
		return 0;
	default:
		return 0;
	}
}

/* The definition itself, or the one referred to; NULL when c is neither. */
static int
definition_node(struct parser *p, const xmlNode *c, const xmlNode **ret)
{
	*ret = NULL;
	if (trigger_of(c) != BPMN_NO_TRIGGER) {
		*ret = c;
		return 0;
	}
	if (!xml_is(c, NS_BPMN, "eventDefinitionRef"))
		return 0;
	*ret = model_other_ref(p, model_text(p, c));
	if (*ret == NULL || trigger_of(*ret) == BPMN_NO_TRIGGER)
		return model_fail(p, c, "bpmn.reference",
		    "the event definition it refers to is nowhere in this "
		    "file");
	return 0;
}

int
model_events(struct parser *p, int element)
{
	struct bpmn_element *e = &p->elements.v[element];
	const xmlNode *node = p->nodes.v[element];
	struct bpmn_event_def defs[DEFS_MAX], *kept;
	size_t n = 0;

	if (e->kind < BPMN_START || e->kind > BPMN_BOUNDARY)
		return 0;
	for (const xmlNode *c = xml_first(node); c != NULL; c = xml_next(c)) {
		const xmlNode *d;

		if (definition_node(p, c, &d) < 0)
			return -1;
		if (d == NULL)
			continue;
		if (n == DEFS_MAX)
			return model_fail(p, node, "bpmn.size",
			    "more than %d event definitions", DEFS_MAX);
		if (model_event_def(p, node, d, &defs[n]) < 0)
			return -1;
		if (defs[n].trigger == BPMN_MESSAGE &&
		    model_job(p, node, &defs[n].job) < 0)
			return -1;
		n++;
	}
	kept = arena_array(p->a, n, sizeof(*kept));
	memcpy(kept, defs, n * sizeof(*kept));
	e->defs = kept;
	e->n_defs = n;
	return model_mappings(p, element);
}
