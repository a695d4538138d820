/*
 * start.c - the beginning of an instance.
 */
#include "workflows/bpmn/run.h"

/* The gateway before an event by which the process begins, or NONE. */
static int
instantiating_gateway(const struct run *r, int element)
{
	const struct bpmn_element *e = element_of(r, element);

	for (size_t i = 0; i < e->incoming.n; i++) {
		int source = r->m->flows[e->incoming.v[i]].source;

		if (element_of(r, source)->kind == BPMN_EVENT_GATEWAY &&
		    element_of(r, source)->is_instantiating)
			return source;
	}
	return NONE;
}

/* A start that needs several events waits for the others. */
static bool
wait_for_others(struct run *r, struct node *root, int element)
{
	const struct bpmn_element *e = element_of(r, element);
	struct str why = STR("");
	struct node *n;

	if (e->kind != BPMN_START || !e->is_parallel_multiple ||
	    e->n_defs < 2 || r->ev->def == NONE)
		return false;
	n = run_node_new(r, root->id, element, NODE_EVENT);
	run_effect(r, BPMN_FX_ENTER, n, element);
	n->phase = PHASE_WAIT;
	if (run_listen(r, n, element, &why) < 0) {
		n->phase = PHASE_START;
		run_incident(r, n, "bpmn.expression", "%.*s", STR_ARG(why));
		return true;
	}
	for (size_t i = 0; i < r->st->waits.n; i++) {
		struct wait *w = &r->st->waits.v[i];

		if (w->node == n->id && w->def == r->ev->def)
			run_wait_met(r, w);
	}
	return true;
}

/* Begun by an event behind a parallel instantiating gateway: the instance is
 * there, and the other events are still to come. */
static void
wait_for_rest(struct run *r, struct node *root, int gateway, int happened)
{
	const struct bpmn_element *g = element_of(r, gateway);

	for (size_t i = 0; i < g->outgoing.n; i++) {
		int target = r->m->flows[g->outgoing.v[i]].target;

		if (target != happened)
			run_push(r, (struct op){ OP_FIRE, root->id, target,
			    NONE });
	}
}

/* With output mappings these say what becomes of what the event brings. */
static bool
is_mapped(const struct run *r, int element)
{
	return element != NONE && element_of(r, element)->n_defs > 0 &&
	    element_of(r, element)->n_outputs > 0;
}

static void
start_by_event(struct run *r, struct node *root, int element)
{
	int gateway = instantiating_gateway(r, element);

	run_effect(r, BPMN_FX_ENTER, NULL, element);
	run_effect(r, BPMN_FX_LEAVE, NULL, element)->is_done = true;
	if (gateway != NONE && element_of(r, gateway)->is_parallel_start)
		wait_for_rest(r, root, gateway, element);
	run_go_on(r, root, element,
	    is_mapped(r, element) ? &r->ev->vars : NULL);
}

void
run_instance_begin(struct run *r)
{
	int process = r->m->processes[r->st->process].element;
	int element = r->ev->element;
	struct node *root;

	r->st->is_started = true;
	r->st->is_called = r->ev->is_called;
	root = run_node_new(r, 0, process, NODE_SCOPE);
	run_effect(r, BPMN_FX_ENTER, root, process);
	for (size_t i = 0; !is_mapped(r, element) && i < r->ev->vars.n; i++)
		run_assign_here(r, root, r->ev->vars.v[i].key,
		    r->ev->vars.v[i].value);
	if (r->st->is_called)
		variables_set(r->a, &root->vars, VAR_WRITTEN,
		    feel_list(NULL, 0));
	if (element == NONE || element_of(r, element)->n_defs == 0) {
		run_scope_begin(r, root, element);
		return;
	}
	if (run_scope_open(r, root, element) &&
	    !wait_for_others(r, root, element))
		start_by_event(r, root, element);
}
