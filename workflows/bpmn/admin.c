/*
 * admin.c - people mend what is stuck: try again, skip, move a token; and
 * choose what to do next in an ad-hoc sub-process.
 */
#include "workflows/bpmn/listeners.h"

static void
retry_stuck(struct run *r, struct node *n)
{
	struct node *scope = run_parent_of(r, n);
	struct op op = { OP_ARRIVE, scope->id, n->element, n->begun_at };
	enum node_phase phase = n->phase;

	run_node_end(r, n, true);
	if (phase == PHASE_LEAVE)
		run_leave(r, scope, op.element);
	else if (phase == PHASE_START)
		run_push(r, op);
	/* PHASE_JOIN: the join is looked at anyhow. */
}

/* Its job anew; a version without that listener goes on. */
static void
retry_listener(struct run *r, struct node *n)
{
	const struct bpmn_listener *l = run_listener_of(r, n);
	const struct bpmn_vars nothing = { NULL, 0 };
	struct str why = STR("");

	if (l == NULL || l->job == NULL)
		run_listener_done(r, n, &nothing);
	else if (run_open_listener(r, n, l, &why) < 0)
		run_incident(r, n, "bpmn.expression", "%.*s", STR_ARG(why));
}

void
run_admin_retry(struct run *r, struct node *n)
{
	run_incident_end(r, n);
	if (n->flags & NODE_LISTENING) {
		retry_listener(r, n);
	} else if (n->kind == NODE_STUCK) {
		retry_stuck(r, n);
	} else if (n->phase == PHASE_START) {
		run_scope_clear(r, n);
		run_waits_end(r, n->id);
		if (n->parent == 0)
			run_scope_begin(r, n, n->begun_at);
		else
			run_work(r, n);
	} else if (n->phase == PHASE_COMPLETE) {
		run_complete(r, n, NULL);
	} else if (n->kind == NODE_MULTI) {
		run_multi_resume(r, n);
	} else if (n->kind == NODE_COMPENSATE) {
		run_push(r, (struct op){ OP_SPAWN, n->id, NONE, NONE });
	} else if (n->kind == NODE_SCOPE) {
		run_check_scope(r, n->id);
	} else if (n->flags & NODE_OPEN) {
		if (element_of(r, n->element)->kind != BPMN_USER_TASK)
			run_open_outside(r, n);
	}
}

/* The join fires with what it has. */
static void
skip_join(struct run *r, struct node *scope, int element)
{
	const struct bpmn_element *e = element_of(r, element);

	for (size_t i = 0; i < e->incoming.n; i++)
		run_tokens_take(r, scope, e->incoming.v[i], 1);
	run_fire(r, scope, element);
}

void
run_admin_skip(struct run *r, struct node *n)
{
	struct node *scope = run_parent_of(r, n);
	enum node_phase phase = n->phase;
	int element = n->element;
	bool is_one_of_many;
	int64_t loop;

	if (n->kind == NODE_STUCK) {
		run_node_end(r, n, true);
		if (phase == PHASE_JOIN)
			skip_join(r, scope, element);
		else
			run_leave_anyway(r, scope, element);
		return;
	}
	is_one_of_many = n != run_outer_of(r, n);
	loop = n->loop;
	run_node_end(r, n, true);
	if (is_one_of_many)
		run_multi_child_done(r, scope, &(struct multi_done){
		    .number = loop, .output = FEEL_NULL_VALUE });
	else if (element_of(r, element)->kind == BPMN_EVENT_GATEWAY)
		run_leave_anyway(r, scope, element);
	else
		run_after_node(r, scope, element);
}

void
run_admin_move(struct run *r, struct node *n)
{
	const struct bpmn_ids *in = &element_of(r, n->element)->incoming;
	struct node *scope;
	bool is_join = n->kind == NODE_STUCK && n->phase == PHASE_JOIN;

	n = run_outer_of(r, n);
	scope = run_scope_of(r, run_parent_of(r, n));
	run_node_end(r, n, false);
	for (size_t i = 0; is_join && i < in->n; i++)
		run_tokens_take(r, scope, in->v[i], 1);
	run_push(r, (struct op){ OP_FIRE, scope->id, r->ev->element, NONE });
}

void
run_admin_activate(struct run *r, struct node *n)
{
	if (r->ev->element == NONE) {
		run_scope_clear(r, n);
		n->flags |= NODE_INTERRUPTED;
		run_scope_done(r, n);
		return;
	}
	n->done++;
	run_push(r, (struct op){ OP_FIRE, n->id, r->ev->element, NONE });
}
