/*
 * parse_loop.c - standard loops and multi-instance activities.
 */
#include <ctype.h>

#include "workflows/bpmn/parse.h"

#define BEHAVIORS_MAX	32

static int
parse_standard_loop(struct parser *p, const xmlNode *node,
    struct bpmn_loop *loop)
{
	const xmlNode *c = xml_child(node, "loopCondition");
	struct str maximum = str_trim(xml_attr(node, "loopMaximum"));

	loop->tests_before = model_flag(node, "testBefore", false);
	loop->maximum = NONE;
	if (maximum.len > 0 &&
	    parse_int(maximum, INT32_MIN, 1000000, &loop->maximum) < 0)
		return model_fail(p, node, "bpmn.loop",
		    "loopMaximum '%.*s' is no number up to 1000000",
		    STR_ARG(maximum));
	loop->is_impossible = maximum.len > 0 && loop->maximum < 0;
	if (c != NULL)
		return model_expression_node(p, c, &loop->condition);
	return 0;
}

static int
parse_behavior_event(struct parser *p, const xmlNode *owner,
    const xmlNode *def, struct bpmn_behavior_event *ret)
{
	struct bpmn_event_def *d = arena_new_of(p->a, struct bpmn_event_def);

	if (model_event_def(p, owner, def, d) < 0)
		return -1;
	ret->event = d;
	return 0;
}

/* One event for all instances, or for the first: an attribute refers to it. */
static int
parse_simple_behavior(struct parser *p, const xmlNode *node,
    struct bpmn_loop *loop)
{
	struct bpmn_behavior_event *ev;
	const xmlNode *def = model_other_ref(p, xml_attr(node,
	    loop->behavior == BEHAVIOR_ONE ? "oneBehaviorEventRef" :
	    "noneBehaviorEventRef"));

	if (def == NULL)
		return 0;
	ev = arena_new_of(p->a, struct bpmn_behavior_event);
	loop->events = ev;
	loop->n_events = 1;
	return parse_behavior_event(p, node, def, ev);
}

static int
parse_complex_behavior(struct parser *p, const xmlNode *c,
    struct bpmn_behavior_event *ret)
{
	const xmlNode *condition = xml_child(c, "condition");
	const xmlNode *event = xml_child(c, "event");
	const xmlNode *def = event == NULL ? NULL : xml_first(event);

	while (def != NULL && !str_ends(xml_name(def), "EventDefinition") &&
	    !xml_is(def, NS_BPMN, "eventDefinitionRef"))
		def = xml_next(def);
	if (def != NULL && xml_is(def, NS_BPMN, "eventDefinitionRef"))
		def = model_other_ref(p, model_text(p, def));
	if (condition == NULL || def == NULL)
		return model_fail(p, c, "bpmn.loop",
		    "a complexBehaviorDefinition needs a condition and an "
		    "event with an event definition");
	if (model_expression_node(p, condition, &ret->condition) < 0)
		return -1;
	return parse_behavior_event(p, c, def, ret);
}

static int
parse_behavior(struct parser *p, const xmlNode *node, struct bpmn_loop *loop)
{
	struct str s = str_trim(xml_attr(node, "behavior"));
	struct bpmn_behavior_event *all;

	if (str_is(s, "None") || str_is(s, "One")) {
		loop->behavior = str_is(s, "One") ? BEHAVIOR_ONE :
		    BEHAVIOR_NONE;
		return parse_simple_behavior(p, node, loop);
	}
	if (!str_is(s, "Complex"))
		return 0;
	loop->behavior = BEHAVIOR_COMPLEX;
	all = arena_array(p->a, BEHAVIORS_MAX, sizeof(*all));
	memset(all, 0, BEHAVIORS_MAX * sizeof(*all));
	loop->events = all;
	for (const xmlNode *c = xml_first(node); c != NULL; c = xml_next(c)) {
		if (!xml_is(c, NS_BPMN, "complexBehaviorDefinition"))
			continue;
		if (loop->n_events == BEHAVIORS_MAX)
			return model_fail(p, node, "bpmn.size",
			    "more than %d behaviors", BEHAVIORS_MAX);
		if (parse_complex_behavior(p, c, &all[loop->n_events++]) < 0)
			return -1;
	}
	return 0;
}

/* The standard's own names for item and collection; data inputs and outputs
 * are variables by name. */
static struct str
data_name(struct parser *p, const xmlNode *node, const char *child)
{
	const xmlNode *c = xml_child(node, child);
	const xmlNode *item;
	struct str name;

	if (c == NULL)
		return STR("");
	name = model_attr(p, c, "name");
	if (name.len > 0)
		return name;
	name = model_text(p, c);
	item = model_other_ref(p, name);
	if (item != NULL && xml_attr(item, "name").len > 0)
		return model_attr(p, item, "name");
	return name.len > 0 ? name : model_attr(p, c, "id");
}

/* The variable of "= a" or "= a.b"; nothing of what is more than that. */
static struct str
variable_of(const struct bpmn_value *value)
{
	struct str s = value == NULL || value->feel == NULL ? STR("") :
	    str_trim(value->text);
	size_t n = 0, end;

	if (s.len > 0 && s.p[0] == '=')
		s = str_trim(str_sub(s, 1, s.len));
	for (end = 0; end < s.len; end++) {
		char c = s.p[end];

		if (c == '.' && n == 0)
			n = end;
		if (c != '.' && c != '_' && !isalnum((unsigned char)c) &&
		    (unsigned char)c < 0x80)
			return STR("");
	}
	s = str_sub(s, 0, n > 0 ? n : s.len);
	return s.len == 0 || isdigit((unsigned char)s.p[0]) ||
	    str_is(s, "null") || str_is(s, "true") || str_is(s, "false") ?
	    STR("") : s;
}

static int
parse_collection(struct parser *p, const xmlNode *node,
    struct bpmn_loop *loop)
{
	const xmlNode *z = model_extension(node, NS_ZEEBE,
	    "loopCharacteristics");
	struct str collection;

	if (z != NULL) {
		loop->element = model_attr(p, z, "inputElement");
		loop->output = model_attr(p, z, "outputCollection");
		if (model_expression(p, z, xml_attr(z, "inputCollection"),
		    &loop->collection) < 0)
			return -1;
		if (model_expression(p, z, xml_attr(z, "outputElement"),
		    &loop->output_element) < 0)
			return -1;
		loop->own = variable_of(loop->output_element);
		return 0;
	}
	loop->element = model_camunda(p, node, "elementVariable");
	collection = model_camunda(p, node, "collection");
	if (collection.len == 0)
		collection = data_name(p, node, "loopDataInputRef");
	if (loop->element.len == 0)
		loop->element = data_name(p, node, "inputDataItem");
	return model_expression(p, node, collection, &loop->collection);
}

static int
parse_multi(struct parser *p, const xmlNode *node, struct bpmn_loop *loop)
{
	const xmlNode *n = xml_child(node, "loopCardinality");
	const xmlNode *done = xml_child(node, "completionCondition");

	loop->is_multi = true;
	loop->is_sequential = model_flag(node, "isSequential", false);
	if (n != NULL && model_expression_node(p, n, &loop->cardinality) < 0)
		return -1;
	if (done != NULL &&
	    model_expression_node(p, done, &loop->condition) < 0)
		return -1;
	if (parse_collection(p, node, loop) < 0)
		return -1;
	if (loop->cardinality == NULL && loop->collection == NULL)
		return model_fail(p, node, "bpmn.loop",
		    "a multi-instance activity needs a collection or a "
		    "loopCardinality");
	return parse_behavior(p, node, loop);
}

int
model_loop(struct parser *p, int element)
{
	const xmlNode *node = p->nodes.v[element];
	const xmlNode *standard = xml_child(node,
	    "standardLoopCharacteristics");
	const xmlNode *multi = xml_child(node,
	    "multiInstanceLoopCharacteristics");
	struct bpmn_loop *loop;

	if (standard == NULL && multi == NULL)
		return 0;
	loop = arena_new_of(p->a, struct bpmn_loop);
	p->elements.v[element].loop = loop;
	if (multi != NULL)
		return parse_multi(p, multi, loop);
	return parse_standard_loop(p, standard, loop);
}
