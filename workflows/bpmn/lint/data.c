/*
 * data.c - data inputs, outputs and objects, and what connects them.
 */
#include "workflows/bpmn/lint/internal.h"

static void
check_collection(struct lint *l, struct lint_elem *e)
{
	struct lint_elem *item = lint_ref(l, e, "itemSubjectRef");

	if (!lint_is(item, "itemDefinition"))
		return;
	if (lint_is_true(e, "isCollection", false) !=
	    lint_is_true(item, "isCollection", false))
		lint_report(l, e, "isCollection differs from that of its type "
		    "'%.*s'", STR_ARG(item->id));
}

/* A reference to a data object may have a state of its own, but no type. */
static void
check_object_type(struct lint *l, struct lint_elem *e)
{
	struct lint_elem *object = lint_ref(l, e, "dataObjectRef");

	if (lint_attr(e, "itemSubjectRef").len > 0 &&
	    lint_is(object, "dataObject"))
		lint_report(l, e, "its type is that of the data object '%.*s', "
		    "so it has none of its own (itemSubjectRef)",
		    STR_ARG(lint_label(object)));
}

/* The state belongs to the references, which may differ in it. */
static void
check_object_state(struct lint *l, struct lint_elem *e)
{
	if (lint_child(e, "dataState") != NULL)
		lint_report(l, e, "a data object has no state; references to "
		    "it have");
}

/* Embedded sub-processes see the data around them. */
static void
check_sub_process(struct lint *l, struct lint_elem *e)
{
	if (lint_first(e, "ioSpecification") != NULL)
		lint_report(l, e, "a sub-process declares no inputs and "
		    "outputs (ioSpecification)");
}

/* A data object is seen in its process or sub-process, and inside. */
static void
check_object_scope(struct lint *l, struct lint_elem *e)
{
	struct lint_elem *object = lint_ref(l, e, "dataObjectRef");
	const struct lint_elem *s = e->scope;

	if (!lint_is(object, "dataObject"))
		return;
	while (s != NULL && s != object->scope)
		s = s->scope;
	if (s == NULL)
		lint_report(l, e, "the data object '%.*s' is in another "
		    "process or sub-process", STR_ARG(lint_label(object)));
}

/* "Name [State]", whatever the spaces. */
static bool
is_state_name(struct lint *l, struct str name, struct str object,
    struct str state)
{
	struct str rest, want = arena_printf(l->a, "[%.*s]", STR_ARG(state));

	if (name.len < object.len ||
	    !str_eq(str_sub(name, 0, object.len), object))
		return false;
	rest = str_trim(str_sub(name, object.len, name.len));
	if (str_eq(rest, want))
		return true;
	return rest.len > 1 && rest.p[0] == '[' && str_ends(rest, "]") &&
	    str_eq(str_trim(str_sub(rest, 1, rest.len - 2)), state);
}

static void
check_object_name(struct lint *l, struct lint_elem *e)
{
	struct lint_elem *object = lint_ref(l, e, "dataObjectRef");
	struct lint_elem *state = lint_child(e, "dataState");
	struct str name = lint_attr(e, "name"), object_name, state_name;

	if (state == NULL || !lint_is(object, "dataObject"))
		return;
	object_name = lint_attr(object, "name");
	state_name = lint_attr(state, "name");
	if (name.len == 0 || object_name.len == 0 || state_name.len == 0)
		return;
	if (!is_state_name(l, name, object_name, state_name))
		lint_report(l, e, "it is called '%.*s'; with its state it is "
		    "'%.*s [%.*s]'", STR_ARG(name), STR_ARG(object_name),
		    STR_ARG(state_name));
}

/* Does a set have this reference among its children of this name? */
static bool
has_ref(struct lint *l, const struct lint_elem *set, const char *name,
    const struct lint_elem *to)
{
	struct lint_elem *c = lint_child(set, name);

	while (c != NULL && lint_text_ref(l, c) != to)
		c = lint_same(c);
	return c != NULL;
}

static void
check_subset(struct lint *l, struct lint_elem *set, const char *part,
    const char *whole)
{
	for (struct lint_elem *c = lint_child(set, part); c != NULL;
	    c = lint_same(c)) {
		struct lint_elem *data = lint_text_ref(l, c);

		if (data != NULL && !has_ref(l, set, whole, data))
			lint_report(l, set, "'%.*s' is in %s, so it is in %s "
			    "too", STR_ARG(data->id), part, whole);
	}
}

/* What a set names is declared beside it. */
static void
check_declared(struct lint *l, struct lint_elem *set, const char *name)
{
	for (struct lint_elem *c = lint_child(set, name); c != NULL;
	    c = lint_same(c)) {
		struct lint_elem *data = lint_text_ref(l, c);

		if (data != NULL && data->parent != set->parent)
			lint_report(l, set, "'%.*s' belongs to another "
			    "element", STR_ARG(data->id));
	}
}

static void
check_pairs(struct lint *l, struct lint_elem *set, const char *name,
    const char *back)
{
	for (struct lint_elem *c = lint_child(set, name); c != NULL;
	    c = lint_same(c)) {
		struct lint_elem *other = lint_text_ref(l, c);

		if (other != NULL && !has_ref(l, other, back, set))
			lint_report(l, set, "it names '%.*s' in %s, which does "
			    "not name it in %s", STR_ARG(other->id), name,
			    back);
	}
}

static void
check_input_set(struct lint *l, struct lint_elem *e)
{
	check_declared(l, e, "dataInputRefs");
	check_subset(l, e, "optionalInputRefs", "dataInputRefs");
	check_subset(l, e, "whileExecutingInputRefs", "dataInputRefs");
	check_pairs(l, e, "outputSetRefs", "inputSetRefs");
}

static void
check_output_set(struct lint *l, struct lint_elem *e)
{
	check_declared(l, e, "dataOutputRefs");
	check_subset(l, e, "optionalOutputRefs", "dataOutputRefs");
	check_subset(l, e, "whileExecutingOutputRefs", "dataOutputRefs");
	check_pairs(l, e, "inputSetRefs", "outputSetRefs");
}

/* Every input is in a set, so that somebody can provide it. */
static void
check_in_a_set(struct lint *l, struct lint_elem *e)
{
	bool is_input = lint_is(e, "dataInput");
	const char *set = is_input ? "inputSet" : "outputSet";
	const char *refs = is_input ? "dataInputRefs" : "dataOutputRefs";
	struct lint_elem *s;

	if (!lint_is(e->parent, "ioSpecification") &&
	    !lint_is(e->parent, "event"))
		return;
	for (s = lint_first(e->parent, set); s != NULL; s = lint_next(s, set)) {
		if (has_ref(l, s, refs, e))
			return;
	}
	lint_report(l, e, "it is in no %s of this <%s>", set,
	    (const char *)e->parent->node->name);
}

/* The activity or event that a data input or output belongs to. */
static const struct lint_elem *
owner_of(const struct lint_elem *data)
{
	return lint_is(data->parent, "ioSpecification") ?
	    data->parent->parent : data->parent;
}

static void
check_input_association(struct lint *l, struct lint_elem *e)
{
	struct lint_elem *to = lint_child_ref(l, e, "targetRef");
	struct lint_elem *c = lint_child(e, "sourceRef"), *from;

	if (to != NULL && !lint_is(to, "property") &&
	    (!lint_is(to, "dataInput") || owner_of(to) != e->parent))
		lint_report(l, e, "leads to '%.*s', which is not an input of "
		    "this element", STR_ARG(to->id));
	for (; c != NULL; c = lint_same(c)) {
		from = lint_text_ref(l, c);
		if (lint_is(from, "dataOutput"))
			lint_report(l, e, "the output '%.*s' is not there to "
			    "be read", STR_ARG(from->id));
	}
}

static void
check_output_association(struct lint *l, struct lint_elem *e)
{
	struct lint_elem *to = lint_child_ref(l, e, "targetRef");
	struct lint_elem *c = lint_child(e, "sourceRef"), *from;

	if (lint_is(to, "dataInput"))
		lint_report(l, e, "the input '%.*s' is not there to be "
		    "written", STR_ARG(to->id));
	for (; c != NULL; c = lint_same(c)) {
		from = lint_text_ref(l, c);
		if (from != NULL && !lint_is(from, "property") &&
		    (!lint_is(from, "dataOutput") ||
		    owner_of(from) != e->parent))
			lint_report(l, e, "comes from '%.*s', which is not an "
			    "output of this element", STR_ARG(from->id));
	}
}

/* Data of a process or sub-process is seen there and inside; a property of an
 * activity or event by itself too. */
static bool
is_visible(const struct lint_elem *association, const struct lint_elem *data)
{
	const struct lint_elem *owner = lint_is(data, "property") ?
	    data->parent : data->scope;
	const struct lint_elem *s = association->scope;

	while (s != NULL && s != owner)
		s = s->scope;
	return s != NULL || owner == association->parent;
}

static void
check_visible(struct lint *l, struct lint_elem *e)
{
	for (struct lint_elem *c = e->first; c != NULL; c = c->next) {
		struct lint_elem *data;

		if (!xml_is(c->node, NULL, "sourceRef") &&
		    !xml_is(c->node, NULL, "targetRef"))
			continue;
		data = lint_text_ref(l, c);
		if ((lint_is(data, "property") ||
		    lint_is(data, "dataObject") ||
		    lint_is(data, "dataObjectReference")) &&
		    !is_visible(e, data))
			lint_report(l, e, "'%.*s' is data of another process "
			    "or sub-process", STR_ARG(lint_label(data)));
	}
}

static struct lint_elem *
type_of(struct lint *l, struct lint_elem *data)
{
	struct lint_elem *object;

	if (data == NULL)
		return NULL;
	object = lint_ref(l, data, "dataObjectRef");
	return lint_ref(l, object != NULL ? object : data, "itemSubjectRef");
}

/* Data that is only copied keeps its type. */
static void
check_copy(struct lint *l, struct lint_elem *e)
{
	struct lint_elem *from = lint_child(e, "sourceRef"), *a, *b;

	if (from == NULL || lint_child(e, "transformation") != NULL)
		return;
	if (lint_same(from) != NULL) {
		lint_report(l, e, "several sources need a transformation");
		return;
	}
	a = type_of(l, lint_text_ref(l, from));
	b = type_of(l, lint_child_ref(l, e, "targetRef"));
	if (a == NULL || b == NULL || a == b ||
	    lint_child(e, "assignment") != NULL)
		return;
	if (!str_eq(lint_attr(a, "structureRef"), lint_attr(b, "structureRef")))
		lint_report(l, e, "copies '%.*s' to '%.*s' without a "
		    "transformation or assignment", STR_ARG(a->id),
		    STR_ARG(b->id));
}

const struct lint_rule lint_data_rules[] = {
	{ "data-collection", "10.4.1", LINT_ERROR, IF_EXECUTABLE,
	    "dataInput",
	    check_collection },
	{ "data-collection", "10.4.1", LINT_ERROR, IF_EXECUTABLE,
	    "dataOutput",
	    check_collection },
	{ "data-collection", "10.4.1", LINT_ERROR, IF_EXECUTABLE,
	    "dataObject",
	    check_collection },
	{ "data-object-type", "10.4.1", LINT_ERROR, ALWAYS,
	    "dataObjectReference", check_object_type },
	{ "data-object-state", "10.4.1", LINT_ERROR, ALWAYS, "dataObject",
	    check_object_state },
	{ "sub-process-data", "10.4.2", LINT_ERROR, ALWAYS, "subProcess",
	    check_sub_process },
	{ "data-object-scope", "10.4.1", LINT_ERROR, ALWAYS,
	    "dataObjectReference", check_object_scope },
	{ "data-object-name", "10.4.1", LINT_ERROR, IF_EXECUTABLE,
	    "dataObjectReference", check_object_name },
	{ "input-set", "10.4.2", LINT_ERROR, ALWAYS, "inputSet",
	    check_input_set },
	{ "output-set", "10.4.2", LINT_ERROR, ALWAYS, "outputSet",
	    check_output_set },
	{ "data-in-set", "10.4.2", LINT_ERROR, IF_EXECUTABLE, "dataInput",
	    check_in_a_set },
	{ "data-in-set", "10.4.2", LINT_ERROR, IF_EXECUTABLE, "dataOutput",
	    check_in_a_set },
	{ "data-input-association", "10.4.1", LINT_ERROR, ALWAYS,
	    "dataInputAssociation", check_input_association },
	{ "data-output-association", "10.4.1", LINT_ERROR, ALWAYS,
	    "dataOutputAssociation", check_output_association },
	{ "data-visible", "10.4.1", LINT_ERROR, ALWAYS, "dataAssociation",
	    check_visible },
	{ "data-copy", "10.4.1", LINT_ERROR, IF_EXECUTABLE,
	    "dataAssociation",
	    check_copy },
	{ NULL }
};
