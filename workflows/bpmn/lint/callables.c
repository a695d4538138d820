/*
 * callables.c - what is called: its data, and the services it offers.
 */
#include "workflows/bpmn/lint/internal.h"

static struct str
structure_of(const struct lint_elem *item)
{
	return lint_is(item, "itemDefinition") ?
	    lint_attr(item, "structureRef") : STR("");
}

/* Is there data of this kind in io whose type has this structure? */
static bool
has_structure(struct lint *l, struct lint_elem *io, const char *kind,
    struct str structure)
{
	for (struct lint_elem *d = lint_first(io, kind); d != NULL;
	    d = lint_next(d, kind)) {
		if (str_eq(structure_of(lint_ref(l, d, "itemSubjectRef")),
		    structure))
			return true;
	}
	return false;
}

/* How many references of this name the sets of this kind hold. */
static size_t
count_refs(struct lint_elem *io, const char *set, const char *refs)
{
	size_t n = 0;

	for (struct lint_elem *s = lint_first(io, set); s != NULL;
	    s = lint_next(s, set)) {
		for (struct lint_elem *c = lint_child(s, refs); c != NULL;
		    c = lint_same(c))
			n++;
	}
	return n;
}

/* Inputs or outputs of a call, against those of what it calls. */
static void
check_side(struct lint *l, struct lint_elem *e, struct lint_elem *to,
    bool is_input)
{
	const char *kind = is_input ? "dataInput" : "dataOutput";
	const char *set = is_input ? "inputSet" : "outputSet";
	const char *refs = is_input ? "dataInputRefs" : "dataOutputRefs";
	struct lint_elem *a = lint_first(e, "ioSpecification");
	struct lint_elem *b = lint_first(to, "ioSpecification");

	if (lint_count(a, kind) != lint_count(b, kind) ||
	    lint_count(a, set) != lint_count(b, set) ||
	    count_refs(a, set, refs) != count_refs(b, set, refs))
		lint_report(l, e, "its %ss and %ss are not as many as those of "
		    "'%.*s', which it calls", kind, set,
		    STR_ARG(lint_label(to)));
	for (struct lint_elem *d = lint_first(a, kind); d != NULL;
	    d = lint_next(d, kind)) {
		struct lint_elem *item = lint_ref(l, d, "itemSubjectRef");

		if (item != NULL && !has_structure(l, b, kind,
		    structure_of(item)))
			lint_report(l, e, "'%.*s' has no %s of the type "
			    "'%.*s'", STR_ARG(lint_label(to)), kind,
			    STR_ARG(item->id));
	}
}

/* A call that declares data passes what the called element takes. */
static void
check_call_data(struct lint *l, struct lint_elem *e)
{
	struct lint_elem *to = lint_ref(l, e, "calledElement");
	struct lint_elem *a = lint_first(e, "ioSpecification"), *b;

	if (!lint_is(to, "callableElement"))
		return;
	b = lint_first(to, "ioSpecification");
	if ((a == NULL) != (b == NULL) && e->is_executable)
		lint_report(l, e, "'%.*s' and the call of it do not both "
		    "declare their data (ioSpecification)",
		    STR_ARG(lint_label(to)));
	if (a == NULL || b == NULL)
		return;
	check_side(l, e, to, true);
	check_side(l, e, to, false);
}

/* What is offered as a service is bound to its operations. */
static void
check_interface(struct lint *l, struct lint_elem *e)
{
	if (lint_child(e, "supportedInterfaceRef") != NULL &&
	    lint_first(e, "ioBinding") == NULL)
		lint_report(l, e, "is offered as a service "
		    "(supportedInterfaceRef) without an ioBinding");
}

static bool
offers(struct lint *l, const struct lint_elem *callable,
    const struct lint_elem *interface)
{
	struct lint_elem *c = lint_child(callable, "supportedInterfaceRef");

	while (c != NULL && lint_text_ref(l, c) != interface)
		c = lint_same(c);
	return c != NULL;
}

/* Data by its reference: itself, or the one that a set names. */
static struct lint_elem *
bound_data(struct lint *l, struct lint_elem *binding, const char *attr)
{
	struct lint_elem *to = lint_ref(l, binding, attr);

	if (lint_is(to, "inputSet"))
		return lint_child_ref(l, to, "dataInputRefs");
	if (lint_is(to, "outputSet"))
		return lint_child_ref(l, to, "dataOutputRefs");
	return to;
}

static void
check_bound(struct lint *l, struct lint_elem *e, const char *attr,
    struct lint_elem *message)
{
	struct lint_elem *data = bound_data(l, e, attr), *item;

	if (data == NULL)
		return;
	if (data->parent == NULL || data->parent->parent != e->parent) {
		lint_report(l, e, "%s names '%.*s', which is not in the "
		    "ioSpecification here", attr, STR_ARG(data->id));
		return;
	}
	if (message == NULL) {
		lint_report(l, e, "%s names '%.*s', but the operation has no "
		    "such message", attr, STR_ARG(data->id));
		return;
	}
	item = lint_ref(l, message, "itemRef");
	if (!str_eq(structure_of(item),
	    structure_of(lint_ref(l, data, "itemSubjectRef"))))
		lint_report(l, e, "'%.*s' has another type than the message "
		    "'%.*s'", STR_ARG(data->id),
		    STR_ARG(lint_label(message)));
}

static void
check_binding(struct lint *l, struct lint_elem *e)
{
	struct lint_elem *op = lint_ref(l, e, "operationRef");

	if (!lint_is(op, "operation"))
		return;
	if (!offers(l, e->parent, op->parent))
		lint_report(l, e, "the operation '%.*s' is of an interface "
		    "that is not offered (supportedInterfaceRef)",
		    STR_ARG(lint_label(op)));
	check_bound(l, e, "inputDataRef",
	    lint_child_ref(l, op, "inMessageRef"));
	check_bound(l, e, "outputDataRef",
	    lint_child_ref(l, op, "outMessageRef"));
}

const struct lint_rule lint_callable_rules[] = {
	{ "call-data", "10.3.6", LINT_ERROR, ALWAYS, "callActivity",
	    check_call_data },
	{ "interface-binding", "10.4.1", LINT_ERROR, ALWAYS,
	    "callableElement", check_interface },
	{ "binding-data", "10.4.1", LINT_ERROR, ALWAYS, "ioBinding",
	    check_binding },
	{ NULL }
};
