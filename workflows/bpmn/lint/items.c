/*
 * items.c - what messages, signals and errors carry, and who takes it in.
 */
#include "workflows/bpmn/lint/internal.h"

/* The same type, or the same structure under two names. */
static bool
are_equal(const struct lint_elem *a, const struct lint_elem *b)
{
	struct str x, y;

	if (a == b)
		return true;
	if (a == NULL || b == NULL)
		return false;
	x = lint_attr(a, "structureRef");
	y = lint_attr(b, "structureRef");
	return x.len > 0 && str_eq(x, y);
}

static struct lint_elem *
item_of(struct lint *l, struct lint_elem *data)
{
	return data == NULL ? NULL : lint_ref(l, data, "itemSubjectRef");
}

/* The one input or output of an activity, and the type of its message. */
struct side {
	const char		*set, *data;
	struct lint_elem	*message;
	bool			 is_required;
};

static void
check_side(struct lint *l, struct lint_elem *e, const struct side *side)
{
	struct lint_elem *io = lint_first(e, "ioSpecification"), *data;
	struct lint_elem *item = side->message == NULL ? NULL :
	    lint_ref(l, side->message, "itemRef");

	if (io == NULL)
		return;
	if (lint_count(io, side->set) > 1)
		lint_report(l, e, "has at most one %s", side->set);
	if (lint_count(io, side->data) > 1)
		lint_report(l, e, "has at most one %s", side->data);
	data = lint_first(io, side->data);
	if (data == NULL && side->is_required && item != NULL)
		lint_report(l, e, "needs a %s for the message '%.*s'",
		    side->data, STR_ARG(lint_label(side->message)));
	if (data != NULL && item != NULL && !are_equal(item, item_of(l, data)))
		lint_report(l, e, "'%.*s' has another type than the message "
		    "'%.*s'", STR_ARG(data->id),
		    STR_ARG(lint_label(side->message)));
}

static void
check_service(struct lint *l, struct lint_elem *e)
{
	struct lint_elem *op = lint_ref(l, e, "operationRef");
	struct side in = { "inputSet", "dataInput", NULL, true };
	struct side out = { "outputSet", "dataOutput", NULL, true };

	if (!lint_is(op, "operation"))
		return;
	in.message = lint_child_ref(l, op, "inMessageRef");
	out.message = lint_child_ref(l, op, "outMessageRef");
	if (in.message != NULL && lint_attr(in.message, "itemRef").len > 0 &&
	    lint_first(e, "ioSpecification") == NULL)
		lint_report(l, e, "calls the operation '%.*s' without an "
		    "ioSpecification", STR_ARG(lint_label(op)));
	check_side(l, e, &in);
	check_side(l, e, &out);
}

static struct lint_elem *
message_of(struct lint *l, struct lint_elem *e)
{
	struct lint_elem *m = lint_ref(l, e, "messageRef");
	struct lint_elem *op = lint_ref(l, e, "operationRef");

	return m != NULL || !lint_is(op, "operation") ? m :
	    lint_child_ref(l, op, "inMessageRef");
}

static void
check_send(struct lint *l, struct lint_elem *e)
{
	struct side in = { "inputSet", "dataInput", message_of(l, e), false };

	if (in.message != NULL)
		check_side(l, e, &in);
}

static void
check_receive(struct lint *l, struct lint_elem *e)
{
	struct side out = { "outputSet", "dataOutput", message_of(l, e),
	    false };

	if (out.message != NULL)
		check_side(l, e, &out);
}

/* What the event of this definition carries; NULL for nothing known. */
static struct lint_elem *
payload_of(struct lint *l, struct lint_elem *definition)
{
	static const struct {
		const char	*ref, *item;
	} ways[] = {
		{ "messageRef", "itemRef" }, { "signalRef", "structureRef" },
		{ "errorRef", "structureRef" },
		{ "escalationRef", "structureRef" },
	};

	for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
		struct lint_elem *what = lint_ref(l, definition, ways[i].ref);
		struct lint_elem *item = what == NULL ? NULL :
		    lint_ref(l, what, ways[i].item);

		if (lint_is(item, "itemDefinition"))
			return item;
	}
	return NULL;
}

struct taken {
	const struct lint_elem	*v[EVENT_DEFINITIONS_MAX];
	size_t			 n;
};

static bool
is_taken(const struct taken *t, const struct lint_elem *data)
{
	for (size_t i = 0; i < t->n; i++) {
		if (t->v[i] == data)
			return true;
	}
	return false;
}

/* An input or output of this event that can hold an item, not taken yet. */
static struct lint_elem *
data_for(struct lint *l, const struct lint_elem *event,
    const struct lint_elem *item, const struct taken *taken)
{
	const char *kind = lint_is(event, "catchEvent") ? "dataOutput" :
	    "dataInput";

	for (struct lint_elem *d = lint_first(event, kind); d != NULL;
	    d = lint_next(d, kind)) {
		if (!is_taken(taken, d) && are_equal(item, item_of(l, d)))
			return d;
	}
	return NULL;
}

/* An event that declares data declares it for each of its definitions. */
static void
check_event(struct lint *l, struct lint_elem *e)
{
	const char *kind = lint_is(e, "catchEvent") ? "dataOutput" :
	    "dataInput";
	struct lint_elem *defs[EVENT_DEFINITIONS_MAX];
	size_t n = lint_definitions(l, e, defs);
	struct taken taken = { .n = 0 };

	if (lint_first(e, kind) == NULL)
		return;
	for (size_t i = 0; i < n; i++) {
		struct lint_elem *item = payload_of(l, defs[i]), *d;

		if (item == NULL)
			continue;
		d = data_for(l, e, item, &taken);
		if (d == NULL)
			lint_report(l, e, "has no %s of the type '%.*s' for "
			    "its <%s>", kind, STR_ARG(item->id),
			    (const char *)defs[i]->node->name);
		else
			taken.v[taken.n++] = d;
	}
}

const struct lint_rule lint_item_rules[] = {
	{ "service-data", "10.3.3", LINT_ERROR, IF_EXECUTABLE, "serviceTask",
	    check_service },
	{ "send-data", "10.3.3", LINT_ERROR, IF_EXECUTABLE, "sendTask",
	    check_send },
	{ "receive-data", "10.3.3", LINT_ERROR, IF_EXECUTABLE, "receiveTask",
	    check_receive },
	{ "event-data", "10.5.1", LINT_ERROR, ALWAYS, "event", check_event },
	{ NULL }
};
