/*
 * loops.c - standard loops and multiple instances.
 */
#include "workflows/bpmn/lint/internal.h"

static void
check_maximum(struct lint *l, struct lint_elem *e)
{
	struct str v = lint_attr(e, "loopMaximum");
	int64_t n;

	if (v.len > 0 && parse_int(v, INT32_MIN, INT32_MAX, &n) == 0 && n < 1)
		lint_report(l, e, "loopMaximum must be 1 or more; with 0 the "
		    "activity never runs, with less it is an incident");
}

static void
check_end(struct lint *l, struct lint_elem *e)
{
	if (lint_child(e, "loopCondition") == NULL &&
	    lint_attr(e, "loopMaximum").len == 0)
		lint_report(l, e, "neither loopCondition nor loopMaximum says "
		    "when the loop ends");
}

/* How many: a number, a collection, or one of the known extensions. */
static void
check_how_many(struct lint *l, struct lint_elem *e)
{
	bool number = lint_child(e, "loopCardinality") != NULL;
	bool data = lint_child(e, "loopDataInputRef") != NULL;

	if (number && data)
		lint_report(l, e, "either loopCardinality or loopDataInputRef "
		    "says how many, not both");
	if (!number && !data && e->is_executable &&
	    lint_extension(e, "loopCharacteristics") == NULL &&
	    lint_camunda(e, "collection").len == 0)
		lint_report(l, e, "nothing says how many instances there are "
		    "(loopCardinality, loopDataInputRef or "
		    "zeebe:loopCharacteristics inputCollection)");
}

/* A literal that is no whole number; what is computed is seen when it runs. */
static bool
is_wrong_number(struct str s)
{
	int64_t n;

	if (str_is(s, "true") || str_is(s, "false") || str_starts(s, "\""))
		return true;
	for (size_t i = 0; i < s.len; i++) {
		if (strchr("0123456789.+-", s.p[i]) == NULL)
			return false;
	}
	return s.len > 0 && parse_int(s, INT32_MIN, INT32_MAX, &n) < 0;
}

static void
check_cardinality(struct lint *l, struct lint_elem *e)
{
	struct str s = lint_text(l, lint_child(e, "loopCardinality"));

	if (str_starts(s, "="))
		s = str_trim(str_sub(s, 1, s.len));
	if (is_wrong_number(s))
		lint_report(l, e, "loopCardinality is '%.*s', which is not a "
		    "whole number", STR_ARG(s));
}

/* Is there more than one of it, by its own word or its type's? */
static bool
is_many(struct lint *l, struct lint_elem *data)
{
	struct lint_elem *object = lint_ref(l, data, "dataObjectRef");
	struct lint_elem *type;

	if (object != NULL)
		data = object;
	type = lint_ref(l, data, "itemSubjectRef");
	return lint_is_true(data, "isCollection", false) ||
	    (type != NULL && lint_is_true(type, "isCollection", false));
}

/* A task takes its collection from its own inputs, a sub-process from data
 * it can see. */
static void
check_collection(struct lint *l, struct lint_elem *e, struct lint_elem *data,
    const char *own)
{
	if (data == NULL)
		return;
	if (!schema_is(data->type, STR("itemAware"))) {
		lint_report(l, e, "'%.*s' is a <%s>, not data",
		    STR_ARG(data->id), (const char *)data->node->name);
		return;
	}
	if (!lint_is(data, "property") && !is_many(l, data))
		lint_report(l, e, "'%.*s' is not a collection",
		    STR_ARG(data->id));
	if (lint_is(e->parent, "subProcess"))
		return;
	if (!lint_is(data, own) || data->parent->parent != e->parent)
		lint_report(l, e, "'%.*s' is not a %s of this task",
		    STR_ARG(data->id), own);
}

static void
check_data_refs(struct lint *l, struct lint_elem *e)
{
	check_collection(l, e, lint_child_ref(l, e, "loopDataInputRef"),
	    "dataInput");
	check_collection(l, e, lint_child_ref(l, e, "loopDataOutputRef"),
	    "dataOutput");
}

/* One item of a collection has the collection's type and is no collection. */
static void
check_item(struct lint *l, struct lint_elem *e, struct lint_elem *collection,
    struct lint_elem *item)
{
	struct lint_elem *many, *one;

	if (collection == NULL || item == NULL)
		return;
	many = lint_ref(l, collection, "itemSubjectRef");
	one = lint_ref(l, item, "itemSubjectRef");
	if (many == NULL || one == NULL)
		return;
	if (!lint_is_true(many, "isCollection", false))
		lint_report(l, e, "the type '%.*s' of '%.*s' is not a "
		    "collection", STR_ARG(many->id), STR_ARG(collection->id));
	if (lint_is_true(one, "isCollection", false))
		lint_report(l, e, "the type '%.*s' of one item is a "
		    "collection", STR_ARG(one->id));
	if (!str_eq(lint_attr(many, "structureRef"),
	    lint_attr(one, "structureRef")))
		lint_report(l, e, "one item has another type (%.*s) than the "
		    "collection (%.*s)",
		    STR_ARG(lint_attr(one, "structureRef")),
		    STR_ARG(lint_attr(many, "structureRef")));
}

static void
check_items(struct lint *l, struct lint_elem *e)
{
	check_item(l, e, lint_child_ref(l, e, "loopDataInputRef"),
	    lint_child(e, "inputDataItem"));
	check_item(l, e, lint_child_ref(l, e, "loopDataOutputRef"),
	    lint_child(e, "outputDataItem"));
}

static void
check_behavior(struct lint *l, struct lint_elem *e)
{
	struct str b = lint_attr(e, "behavior");

	if (str_is(b, "One") && lint_attr(e, "oneBehaviorEventRef").len == 0)
		lint_report(l, e, "behavior One needs oneBehaviorEventRef");
	if (str_is(b, "None") && lint_attr(e, "noneBehaviorEventRef").len == 0)
		lint_report(l, e, "behavior None needs noneBehaviorEventRef");
	if (str_is(b, "Complex") &&
	    lint_first(e, "complexBehaviorDefinition") == NULL)
		lint_report(l, e, "behavior Complex needs a "
		    "complexBehaviorDefinition");
	if (!str_is(b, "Complex") &&
	    lint_first(e, "complexBehaviorDefinition") != NULL)
		lint_report(l, e, "complexBehaviorDefinition is for behavior "
		    "Complex");
}

/* What is thrown when instances end can be caught at the boundary. */
static void
check_behavior_event(struct lint *l, struct lint_elem *e)
{
	static const char *const refs[] = { "oneBehaviorEventRef",
		"noneBehaviorEventRef" };

	for (size_t i = 0; i < ARRAY_LEN(refs); i++) {
		struct lint_elem *d = lint_ref(l, e, refs[i]);

		if (lint_is(d, "timerEventDefinition") ||
		    lint_is(d, "conditionalEventDefinition") ||
		    lint_is(d, "linkEventDefinition") ||
		    lint_is(d, "cancelEventDefinition") ||
		    lint_is(d, "terminateEventDefinition"))
			lint_report(l, e, "a <%s> cannot be thrown (%s)",
			    (const char *)d->node->name, refs[i]);
	}
}

const struct lint_rule lint_loop_rules[] = {
	{ "loop-maximum", "10.3.8", LINT_WARNING, ALWAYS,
	    "standardLoopCharacteristics", check_maximum },
	{ "loop-end", "10.3.8", LINT_ERROR, IF_EXECUTABLE,
	    "standardLoopCharacteristics", check_end },
	{ "instances-number", "10.3.8", LINT_ERROR, ALWAYS,
	    "multiInstanceLoopCharacteristics", check_how_many },
	{ "instances-integer", "10.3.8", LINT_ERROR, ALWAYS,
	    "multiInstanceLoopCharacteristics", check_cardinality },
	{ "instances-data", "10.3.8", LINT_ERROR, ALWAYS,
	    "multiInstanceLoopCharacteristics", check_data_refs },
	{ "instances-item", "10.3.8", LINT_ERROR, ALWAYS,
	    "multiInstanceLoopCharacteristics", check_items },
	{ "instances-behavior", "10.3.8", LINT_ERROR, IF_EXECUTABLE,
	    "multiInstanceLoopCharacteristics", check_behavior },
	{ "instances-event", "10.3.8", LINT_ERROR, ALWAYS,
	    "multiInstanceLoopCharacteristics", check_behavior_event },
	{ NULL }
};
