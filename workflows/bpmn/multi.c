/*
 * multi.c - standard loops and multi-instance activities (BPMN 2.0.2, 13.3.6
 * and 13.3.7).
 */
#include "workflows/bpmn/run.h"

static void
spawn_later(struct run *r, struct node *n)
{
	run_push(r, (struct op){ OP_SPAWN, n->id, NONE, NONE });
}

static void
fail(struct run *r, struct node *n, const char *what, struct str why)
{
	n->phase = PHASE_START;
	run_incident(r, n, "bpmn.loop", "the %s %.*s", what, STR_ARG(why));
}

/* --------------------------------------------------------------- beginning */

/* How many instances.  -1 and why. */
static int
cardinality(struct run *r, struct node *n, const struct bpmn_loop *loop,
    struct str *why)
{
	struct view v = { r, n, NULL, 0 };
	struct feel_value value;
	int64_t total;

	if (run_evaluate(&v, loop->cardinality, &value, why) < 0)
		return -1;
	if (value.kind != FEEL_NUMBER ||
	    dec128_to_int(value.number, &total) < 0 || total < 0 ||
	    total > BPMN_NODES_MAX) {
		*why = arena_printf(r->a, "'%.*s' is no whole number from 0 "
		    "to %d", STR_ARG(loop->cardinality->text),
		    BPMN_NODES_MAX);
		return -1;
	}
	n->total = total;
	return 0;
}

static int
collection(struct run *r, struct node *n, const struct bpmn_loop *loop,
    struct str *why)
{
	struct view v = { r, n, NULL, 0 };
	struct feel_value items;

	if (run_evaluate(&v, loop->collection, &items, why) < 0)
		return -1;
	if (items.kind != FEEL_LIST || items.list.n > BPMN_NODES_MAX) {
		*why = arena_printf(r->a, "'%.*s' gave %s, not a list of %d "
		    "items at most", STR_ARG(loop->collection->text),
		    feel_kind_name(items.kind), BPMN_NODES_MAX);
		return -1;
	}
	n->total = (int64_t)items.list.n;
	variables_set(r->a, &n->vars, VAR_ITEMS, items);
	return 0;
}

/* A list of nulls; results are put in as they come. */
static void
make_output(struct run *r, struct node *n)
{
	struct feel_value *list = arena_array(r->a, (size_t)n->total,
	    sizeof(*list));

	for (int64_t i = 0; i < n->total; i++)
		list[i] = FEEL_NULL_VALUE;
	variables_set(r->a, &n->vars, VAR_OUTPUT,
	    feel_list(list, (size_t)n->total));
}

/* Collected results go outside, and the loop is over. */
static void
multi_end(struct run *r, struct node *n)
{
	const struct bpmn_loop *loop = element_of(r, n->element)->loop;
	const struct feel_value *list = variables_get(&n->vars, VAR_OUTPUT);

	run_scope_clear(r, n);
	if (list != NULL)
		run_assign(r, run_parent_of(r, n), loop->output, *list);
	run_complete(r, n, NULL);
}

/* May a standard loop run once more?  -1: an incident. */
static int
goes_on(struct run *r, struct node *n, const struct bpmn_loop *loop)
{
	struct view v = { r, n, NULL, 0 };
	struct str why = STR("");
	bool is_true = true;

	if (loop->maximum != NONE && n->loop >= loop->maximum)
		return 0;
	if (n->loop == 0 && !loop->tests_before)
		return 1;
	if (loop->condition == NULL)
		return loop->maximum != NONE;
	if (run_evaluate_bool(&v, loop->condition, &is_true, &why) < 0) {
		fail(r, n, "loop condition", why);
		return -1;
	}
	return is_true;
}

static void
standard_next(struct run *r, struct node *n)
{
	int more = goes_on(r, n, element_of(r, n->element)->loop);

	if (more > 0)
		spawn_later(r, n);
	else if (more == 0)
		multi_end(r, n);
}

void
run_multi_begin(struct run *r, struct node *n)
{
	const struct bpmn_loop *loop = element_of(r, n->element)->loop;
	struct str why = STR("");
	int64_t now;

	if (loop->is_impossible) {
		fail(r, n, "maximum", STR("is negative"));
		return;
	}
	if (!loop->is_multi) {
		standard_next(r, n);
		return;
	}
	if (loop->collection != NULL) {
		if (collection(r, n, loop, &why) < 0) {
			fail(r, n, "collection", why);
			return;
		}
	} else if (cardinality(r, n, loop, &why) < 0) {
		fail(r, n, "cardinality", why);
		return;
	}
	if (loop->output.len > 0)
		make_output(r, n);
	if (n->total == 0) {
		multi_end(r, n);
		return;
	}
	now = loop->is_sequential ? 1 : n->total;
	for (int64_t i = 0; i < now; i++)
		spawn_later(r, n);
}

void
run_multi_spawn(struct run *r, struct node *n)
{
	const struct bpmn_loop *loop = element_of(r, n->element)->loop;
	const struct feel_value *items = variables_get(&n->vars, VAR_ITEMS);
	struct node *child;

	if (loop->is_multi && n->loop >= n->total)
		return;
	if (r->st->nodes.n >= BPMN_NODES_MAX) {
		run_incident(r, n, "bpmn.budget", "more than %d activities at "
		    "once", BPMN_NODES_MAX);
		return;
	}
	n->loop++;
	child = run_begin_instance(r, n, n->element, n->loop);
	if (loop->own.len > 0 && !str_is(loop->own, "loopCounter"))
		variables_set(r->a, &child->vars, loop->own, FEEL_NULL_VALUE);
	if (items != NULL && loop->element.len > 0 &&
	    (size_t)n->loop <= items->list.n)
		variables_set(r->a, &child->vars, loop->element,
		    items->list.v[n->loop - 1]);
	run_work(r, child);
}

/* --------------------------------------------------------------- behaviors */

/* The event that an instance throws on its way out: to the boundary of the
 * activity, which goes on all the same - the instance is through - or to
 * whoever else catches it. */
static bool
boundary_hears(struct run *r, struct node *n, const struct bpmn_event_def *d)
{
	const struct bpmn_element *e = element_of(r, n->element);

	for (size_t i = 0; i < e->boundary.n; i++) {
		const struct bpmn_element *b = element_of(r,
		    e->boundary.v[i]);

		for (size_t k = 0; k < b->n_defs; k++) {
			const struct bpmn_event_def *h = &b->defs[k];

			if (h->trigger != d->trigger ||
			    !str_eq(h->name, d->name) ||
			    (h->code.len > 0 && !str_eq(h->code, d->code)))
				continue;
			run_boundary_fires(r, n, e->boundary.v[i], NULL, false);
			return true;
		}
	}
	return false;
}

static void
throw_behavior(struct run *r, struct node *n, const struct bpmn_event_def *d)
{
	struct bpmn_effect *fx;

	if (boundary_hears(r, n, d))
		return;
	if (d->trigger == BPMN_ESCALATION) {
		run_throw_escalation(r, n, d->code, NULL);
	} else if (d->trigger == BPMN_ERROR) {
		if (!run_throw_error(r, n, d->code, d->name, NULL))
			run_uncaught(r, n, d->code, d->name);
	} else if (d->trigger == BPMN_SIGNAL || d->trigger == BPMN_MESSAGE) {
		fx = run_effect(r, d->trigger == BPMN_SIGNAL ?
		    BPMN_FX_SIGNAL_THROW : BPMN_FX_MESSAGE_THROW, n,
		    n->element);
		fx->name = d->name;
		if (d->trigger == BPMN_SIGNAL)
			run_signal_all(r, d->name, NULL);
	}
}

static void
behave(struct run *r, struct node *n, const struct bpmn_loop *loop,
    const struct bpmn_vars *seen)
{
	uint32_t id = n->id;

	if (loop->behavior == BEHAVIOR_ONE && n->done != 1)
		return;
	for (size_t i = 0; i < loop->n_events; i++) {
		const struct bpmn_behavior_event *b = &loop->events[i];
		struct view v = { r, n, seen->v, seen->n };
		struct str why = STR("");
		bool is_true = true;

		if (b->condition != NULL && run_evaluate_bool(&v, b->condition,
		    &is_true, &why) < 0) {
			run_incident(r, n, "bpmn.condition",
			    "the behavior's condition %.*s", STR_ARG(why));
			return;
		}
		if (is_true)
			throw_behavior(r, n, b->event);
		if (state_node(r->st, id) == NULL)
			return;
	}
}

/* -------------------------------------------------------------- completing */

/* 1: enough instances have completed; -1: an incident.  The condition sees what
 * the last one had. */
static int
is_enough(struct run *r, struct node *n, const struct bpmn_loop *loop,
    const struct bpmn_vars *seen)
{
	struct view v = { r, n, seen->v, seen->n };
	struct str why = STR("");
	bool is_true = false;

	if (n->done >= n->total)
		return 1;
	if (loop->condition == NULL)
		return 0;
	if (run_evaluate_bool(&v, loop->condition, &is_true, &why) < 0) {
		run_incident(r, n, "bpmn.condition",
		    "the completion condition %.*s", STR_ARG(why));
		return -1;
	}
	return is_true;
}

void
run_multi_child_done(struct run *r, struct node *n,
    const struct multi_done *child)
{
	const struct bpmn_loop *loop = element_of(r, n->element)->loop;
	const struct feel_value *list = variables_get(&n->vars, VAR_OUTPUT);
	uint32_t id = n->id;
	int enough;

	n->done++;
	if (list != NULL && child->number >= 1 &&
	    (size_t)child->number <= list->list.n)
		((struct feel_value *)list->list.v)[child->number - 1] =
		    child->output;
	if (!loop->is_multi) {
		standard_next(r, n);
		return;
	}
	behave(r, n, loop, &child->seen);
	if (state_node(r->st, id) == NULL)
		return;
	enough = is_enough(r, n, loop, &child->seen);
	if (enough > 0)
		multi_end(r, n);
	else if (enough == 0 && loop->is_sequential)
		spawn_later(r, n);
}

void
run_multi_resume(struct run *r, struct node *n)
{
	const struct bpmn_loop *loop = element_of(r, n->element)->loop;
	int enough;

	if (!loop->is_multi) {
		if (n->n_children == 0)
			standard_next(r, n);
		return;
	}
	enough = is_enough(r, n, loop, &(struct bpmn_vars){ NULL, 0 });
	if (enough > 0) {
		multi_end(r, n);
	} else if (enough == 0 && loop->is_sequential) {
		if (n->n_children == 0)
			spawn_later(r, n);
	} else if (enough == 0) {
		for (int64_t i = n->loop; i < n->total; i++)
			spawn_later(r, n);
	}
}
