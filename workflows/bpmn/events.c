/*
 * events.c - events: thrown, caught, on the boundary, starting event
 * sub-processes.
 */
#include "workflows/bpmn/run.h"

/* -------------------------------------------------------------- throwing */

/* The data a message takes along: the input mappings of the event. */
static int
payload(struct run *r, struct node *scope, const struct bpmn_element *e,
    struct bpmn_vars *ret, struct str *why)
{
	struct feel_entry *entries = arena_array(r->a, e->n_inputs,
	    sizeof(*entries));
	struct view v = { r, scope, entries, 0 };

	for (size_t i = 0; i < e->n_inputs; i++) {
		v.n_extra = i;
		entries[i].key = e->inputs[i].target;
		if (run_evaluate(&v, e->inputs[i].source, &entries[i].value,
		    why) < 0)
			return -1;
	}
	*ret = (struct bpmn_vars){ entries, e->n_inputs };
	return 0;
}

static int
throw_named(struct run *r, struct node *scope, int element,
    const struct bpmn_event_def *def, struct str *why)
{
	const struct bpmn_element *e = element_of(r, element);
	struct view v = { r, scope, NULL, 0 };
	struct bpmn_effect *fx;
	struct bpmn_vars vars;
	struct str name = def->name, key = STR("");

	if (def->name_value != NULL &&
	    run_evaluate_text(&v, def->name_value, &name, why) < 0)
		return -1;
	if (def->key != NULL && run_evaluate_text(&v, def->key, &key, why) < 0)
		return -1;
	if (payload(r, scope, e, &vars, why) < 0)
		return -1;
	if (def->trigger == BPMN_MESSAGE &&
	    run_message_inside(r, element, name, key, &vars))
		return 0;
	fx = run_effect(r, def->trigger == BPMN_SIGNAL ? BPMN_FX_SIGNAL_THROW :
	    BPMN_FX_MESSAGE_THROW, NULL, element);
	fx->name = name;
	fx->key = key;
	fx->vars = vars;
	if (def->trigger == BPMN_SIGNAL)
		run_signal_all(r, name, &vars);
	return 0;
}

/* Everything inside this scope stops, and it counts as completed. */
static void
terminate(struct run *r, struct node *scope)
{
	uint32_t id = scope->id;

	if (scope->parent == 0) {
		run_instance_end(r, BPMN_TERMINATED, STR(""), STR(""));
		return;
	}
	run_scope_clear(r, scope);
	run_waits_end_of(r, id, NONE);
	run_scope_done(r, scope);
}

/* Whoever throws is a node of its own meanwhile, the carrier of the token:
 * what is thrown may end it.  WENT_ON: the token goes on. */
enum went { WENT_ON, WENT_AWAY };

static enum went
throw_fault(struct run *r, struct node *n, const struct bpmn_event_def *def)
{
	uint32_t id = n->id, parent = n->parent;

	if (!run_throw_error(r, n, def->code, def->name, NULL)) {
		n->flags |= NODE_UNCAUGHT;
		n->phase = PHASE_START;
		run_uncaught(r, n, def->code, def->name);
		return WENT_AWAY;
	}
	if (state_node(r->st, id) != NULL) {
		run_node_end(r, n, false);
		run_check_scope(r, parent);
	}
	return WENT_AWAY;
}

static enum went
throw_one(struct run *r, struct node *n, const struct bpmn_event_def *def)
{
	struct node *scope = run_parent_of(r, n);
	int element = n->element;
	struct str why = STR("");

	switch (def->trigger) {
	case BPMN_MESSAGE:
	case BPMN_SIGNAL:
		if (throw_named(r, scope, element, def, &why) == 0)
			return WENT_ON;
		n->phase = PHASE_START;
		run_incident(r, n, "bpmn.expression", "%.*s", STR_ARG(why));
		return WENT_AWAY;
	case BPMN_ERROR:
		return throw_fault(r, n, def);
	case BPMN_ESCALATION:
		run_throw_escalation(r, n, def->code, NULL);
		return WENT_ON;
	case BPMN_COMPENSATION:
		run_node_end(r, n, true);
		run_compensate(r, scope, element, def);
		return WENT_AWAY;
	case BPMN_CANCEL:
		run_node_end(r, n, true);
		run_cancel_transaction(r, scope, element);
		return WENT_AWAY;
	case BPMN_TERMINATE:
		terminate(r, scope);
		return WENT_AWAY;
	default:
		return WENT_ON;
	}
}

/* What ends or keeps the token is thrown after everything else. */
static bool
takes_token(enum bpmn_trigger trigger)
{
	return trigger == BPMN_ERROR || trigger == BPMN_COMPENSATION ||
	    trigger == BPMN_CANCEL || trigger == BPMN_TERMINATE;
}

static const struct bpmn_job *
job_of(const struct bpmn_element *e)
{
	return e->n_defs > 0 ? e->defs[0].job : NULL;
}

/* The token of a carrier goes on; what it brings is set first. */
static void
pass_on(struct run *r, struct node *n, const struct bpmn_vars *vars)
{
	struct node *scope = run_parent_of(r, n);
	int element = n->element;
	struct str why = STR("");

	if (run_map_outputs(r, n, element_of(r, element), vars, &why) < 0) {
		run_incident(r, n, "bpmn.mapping", "output %.*s", STR_ARG(why));
		return;
	}
	run_node_end(r, n, true);
	run_leave(r, scope, element);
}

void
run_go_on(struct run *r, struct node *scope, int element,
    const struct bpmn_vars *vars)
{
	pass_on(r, run_stuck(r, scope, element, PHASE_LEAVE), vars);
}

void
run_throw_event(struct run *r, struct node *scope, int element)
{
	const struct bpmn_element *e = element_of(r, element);
	struct str why = STR("");
	struct node *n;
	uint32_t id;

	if (job_of(e) != NULL) {
		run_work(r, run_begin_instance(r, scope, element, 0));
		return;
	}
	run_effect(r, BPMN_FX_ENTER, NULL, element);
	run_effect(r, BPMN_FX_LEAVE, NULL, element)->is_done = true;
	if (e->link_target != NONE) {
		run_push(r, (struct op){ OP_ARRIVE, scope->id,
		    e->link_target, NONE });
		return;
	}
	n = run_stuck(r, scope, element, PHASE_LEAVE);
	id = n->id;
	/* Those of a message are what it takes along. */
	if (e->n_defs == 0 && run_map_inputs(r, n, e, &why) < 0) {
		run_incident(r, n, "bpmn.mapping", "input %.*s", STR_ARG(why));
		return;
	}
	for (size_t i = 0; i < 2 * e->n_defs; i++) {
		const struct bpmn_event_def *def = &e->defs[i % e->n_defs];

		if (takes_token(def->trigger) != (i >= e->n_defs))
			continue;
		if (throw_one(r, n, def) == WENT_AWAY ||
		    state_node(r->st, id) == NULL)
			return;
	}
	pass_on(r, n, NULL);
}

/* --------------------------------------------------------------- catching */

/* An event or event gateway waits, as a node of its own. */
void
run_event_wait(struct run *r, struct node *scope, int element)
{
	struct node *n = run_node_new(r, scope->id, element, NODE_EVENT);

	run_effect(r, BPMN_FX_ENTER, n, element);
	run_work(r, n);
}

/* For the history: an event that was no node. */
static void
passed(struct run *r, int element)
{
	run_effect(r, BPMN_FX_ENTER, NULL, element);
	run_effect(r, BPMN_FX_LEAVE, NULL, element)->is_done = true;
}

void
run_catch_event(struct run *r, struct node *scope, int element)
{
	const struct bpmn_element *e = element_of(r, element);

	if (e->n_defs == 0 || e->defs[0].trigger == BPMN_LINK) {
		run_effect(r, BPMN_FX_ENTER, NULL, element);
		run_effect(r, BPMN_FX_LEAVE, NULL, element)->is_done = true;
		run_leave(r, scope, element);
		return;
	}
	run_event_wait(r, scope, element);
}

void
run_boundary_fires(struct run *r, struct node *n, int boundary,
    const struct bpmn_vars *vars, bool is_interrupting)
{
	struct node *parent;

	n = run_outer_of(r, n);
	parent = run_parent_of(r, n);
	if (is_interrupting)
		run_node_end(r, n, false);
	passed(r, boundary);
	run_go_on(r, run_scope_of(r, parent), boundary, vars);
	/* A handler of compensation that was interrupted is through. */
	if (is_interrupting && parent->kind == NODE_COMPENSATE)
		run_push(r, (struct op){ OP_SPAWN, parent->id, NONE, NONE });
}

void
run_event_sub_fires(struct run *r, struct node *scope, int start,
    const struct bpmn_vars *vars)
{
	const struct bpmn_element *s = element_of(r, start);
	struct str why = STR("");
	struct node *n;

	if (s->is_interrupting && s->defs[0].trigger != BPMN_COMPENSATION) {
		run_scope_clear(r, scope);
		run_waits_end_inside(r, scope->id);
		scope->flags |= NODE_INTERRUPTED;
		run_incident_end(r, scope);
	}
	n = run_node_new(r, scope->id, s->parent, NODE_SCOPE);
	n->begun_at = start;
	run_effect(r, BPMN_FX_ENTER, n, s->parent);
	if (run_map_inputs(r, n, element_of(r, s->parent), &why) < 0) {
		n->phase = PHASE_START;
		run_incident(r, n, "bpmn.expression", "%.*s", STR_ARG(why));
		return;
	}
	if (s->n_outputs == 0) {
		run_assign_all(r, n, vars);
		run_scope_begin(r, n, start);
	} else if (run_scope_open(r, n, start)) {
		passed(r, start);
		run_go_on(r, n, start, vars);
	}
}

/* --------------------------------------------------------------- happening */

/* Of a parallel multiple event all must have come. */
static bool
is_all_met(struct run *r, struct wait *w)
{
	bool is_all = true;

	run_wait_met(r, w);
	for (size_t i = 0; i < r->st->waits.n; i++) {
		const struct wait *o = &r->st->waits.v[i];

		if (o->node == w->node && o->element == w->element)
			is_all &= o->is_met;
	}
	return is_all;
}

/* The subscription of an event that may happen again. */
static void
renew(struct run *r, struct node *n, int element, uint32_t id)
{
	const struct bpmn_element *e = element_of(r, element);
	struct wait *w = state_wait(r->st, id);
	struct str why = STR("");

	if (w == NULL)
		return;
	if (e->is_parallel_multiple && e->n_defs > 1) {
		run_waits_end_of(r, n->id, element);
		(void)run_listen(r, n, element, &why);
		return;
	}
	if (e->defs[w->def].trigger != BPMN_TIMER)
		return;
	if (!run_timer_next(r->env, w)) {
		w->is_met = true;	/* fired: there is nothing to disarm */
		run_wait_end(r, id);
		return;
	}
	run_wait_again(r, w);
}

static void
happen(struct run *r, struct node *n, struct wait w,
    const struct bpmn_vars *vars)
{
	const struct bpmn_element *e = element_of(r, w.element);
	struct node *scope;
	bool is_own;

	if (e->kind == BPMN_BOUNDARY) {
		if (!e->is_interrupting)
			renew(r, n, w.element, w.id);
		run_boundary_fires(r, n, w.element, vars, e->is_interrupting);
		return;
	}
	if (e->kind == BPMN_START && n->kind == NODE_SCOPE) {
		if (!e->is_interrupting)
			renew(r, n, w.element, w.id);
		run_event_sub_fires(r, n, w.element, vars);
		return;
	}
	if (e->kind == BPMN_RECEIVE_TASK && n->element == w.element) {
		run_complete(r, n, vars);
		return;
	}
	scope = run_parent_of(r, n);
	is_own = n->element == w.element;
	run_node_end(r, n, true);
	if (!is_own)
		passed(r, w.element);
	run_go_on(r, scope, w.element, vars);
}

void
run_trigger(struct run *r, uint32_t id, const struct bpmn_vars *vars)
{
	struct wait *w = state_wait(r->st, id);
	const struct bpmn_element *e;
	struct node *n;

	if (w == NULL)
		return;
	n = state_node(r->st, w->node);
	e = element_of(r, w->element);
	if (e->is_parallel_multiple && e->n_defs > 1) {
		if (!is_all_met(r, w)) {
			run_assign_all(r, run_scope_of(r, n), vars);
			return;
		}
	} else if (e->defs[w->def].trigger == BPMN_TIMER &&
	    (e->is_interrupting || w->cycle.len == 0)) {
		w->is_met = true;	/* its row has done its work */
	}
	happen(r, n, *w, vars);
}

void
run_signal_all(struct run *r, struct str name, const struct bpmn_vars *vars)
{
	VEC(uint32_t) ids = { 0 };

	for (size_t i = 0; i < r->st->waits.n; i++) {
		const struct wait *w = &r->st->waits.v[i];

		if (!w->is_met && str_eq(w->name, name) &&
		    element_of(r, w->element)->defs[w->def].trigger ==
		    BPMN_SIGNAL)
			vec_push(r->a, &ids, w->id);
	}
	for (size_t i = 0; i < ids.n; i++)
		run_trigger(r, ids.v[i], vars);
}

bool
run_message_inside(struct run *r, int element, struct str name,
    struct str key, const struct bpmn_vars *vars)
{
	if (element_of(r, element)->has_message_flow)
		return false;
	for (size_t i = 0; i < r->st->waits.n; i++) {
		const struct wait *w = &r->st->waits.v[i];

		if (w->is_met || !str_eq(w->name, name) ||
		    element_of(r, w->element)->defs[w->def].trigger !=
		    BPMN_MESSAGE || (key.len > 0 && w->key.len > 0 &&
		    !str_eq(w->key, key)))
			continue;
		run_trigger(r, w->id, vars);
		return true;
	}
	return false;
}

/* True when the condition of this wait came true just now. */
static bool
came_true(struct run *r, struct wait *w)
{
	const struct bpmn_event_def *def =
	    &element_of(r, w->element)->defs[w->def];
	struct view v = { r, state_node(r->st, w->node), NULL, 0 };
	struct feel_value value;
	struct str why;
	bool was = w->is_met;

	if (def->trigger != BPMN_CONDITION)
		return false;
	/* Null, and what cannot be evaluated yet, is not true. */
	if (run_evaluate(&v, def->condition, &value, &why) < 0)
		return false;
	w->is_met = feel_is_true(value);
	return w->is_met && !was;
}

void
run_check_conditions(struct run *r)
{
	VEC(uint32_t) ids = { 0 };

	r->is_dirty = false;
	for (size_t i = 0; i < r->st->waits.n; i++) {
		if (came_true(r, &r->st->waits.v[i]))
			vec_push(r->a, &ids, r->st->waits.v[i].id);
	}
	for (size_t i = 0; i < ids.n; i++)
		run_trigger(r, ids.v[i], NULL);
}
