/*
 * run.c - the queue of operations, and the effects that come of them.
 */
#include "workflows/bpmn/run.h"

#define PASSES_MAX	100000	/* of conditions and joins, in one event */

const char *
bpmn_effect_name(enum bpmn_effect_type type)
{
	static const char *const names[BPMN_EFFECT_TYPES] = {
		[BPMN_FX_TASK_OPEN] = "task.open",
		[BPMN_FX_TASK_CLOSE] = "task.close",
		[BPMN_FX_TASK_CORRECT] = "task.correct",
		[BPMN_FX_JOB_OPEN] = "job.open",
		[BPMN_FX_JOB_CLOSE] = "job.close",
		[BPMN_FX_TIMER_ARM] = "timer.arm",
		[BPMN_FX_TIMER_DISARM] = "timer.disarm",
		[BPMN_FX_TIMER_MOVE] = "timer.move",
		[BPMN_FX_MESSAGE_WAIT] = "message.wait",
		[BPMN_FX_SIGNAL_WAIT] = "signal.wait",
		[BPMN_FX_WAIT_END] = "wait.end",
		[BPMN_FX_MESSAGE_THROW] = "message.throw",
		[BPMN_FX_SIGNAL_THROW] = "signal.throw",
		[BPMN_FX_CALL] = "call",
		[BPMN_FX_CALL_CANCEL] = "call.cancel",
		[BPMN_FX_DECIDE] = "decide",
		[BPMN_FX_DECIDE_CANCEL] = "decide.cancel",
		[BPMN_FX_ESCALATE] = "escalate",
		[BPMN_FX_INCIDENT] = "incident",
		[BPMN_FX_INCIDENT_END] = "incident.end",
		[BPMN_FX_ENTER] = "enter",
		[BPMN_FX_LEAVE] = "leave",
		[BPMN_FX_FLOW] = "flow",
		[BPMN_FX_VARS] = "variables",
		[BPMN_FX_END] = "end",
	};

	return type < BPMN_EFFECT_TYPES ? names[type] : "?";
}

struct bpmn_effect *
run_effect(struct run *r, enum bpmn_effect_type type, const struct node *n,
    int element)
{
	struct bpmn_effect fx = {
		.type = type, .node = n == NULL ? 0 : n->id,
		.element = element, .flow = NONE, .def = NONE,
		.name = STR(""), .key = STR(""), .code = STR(""),
		.message = STR(""),
	};

	if (n != NULL)
		fx.loop = n->kind == NODE_MULTI ? NONE : n->loop;
	vec_push(r->a, &r->effects, fx);
	return &r->effects.v[r->effects.n - 1];
}

/* Events that others wait for come last: see run.h. */
static bool
is_thrown(const struct run *r, const struct op *op)
{
	const struct bpmn_element *e;

	if (op->type == OP_SPAWN)
		return false;
	e = element_of(r, op->element);
	if (e->kind != BPMN_THROW && e->kind != BPMN_END)
		return false;
	for (size_t i = 0; i < e->n_defs; i++) {
		if (e->defs[i].trigger == BPMN_SIGNAL ||
		    e->defs[i].trigger == BPMN_MESSAGE)
			return true;
	}
	return false;
}

void
run_push(struct run *r, struct op op)
{
	struct queue *q = is_thrown(r, &op) ? &r->throws : &r->queue;
	struct node *n = state_node(r->st, op.node);

	if (n == NULL)
		return;
	n->n_pending++;
	vec_push(r->a, &q->ops, op);
}

static void
purge_queue(struct queue *q, uint32_t scope)
{
	size_t kept = q->head;

	for (size_t i = q->head; i < q->ops.n; i++) {
		if (q->ops.v[i].node != scope)
			q->ops.v[kept++] = q->ops.v[i];
	}
	q->ops.n = kept;
}

void
run_purge(struct run *r, uint32_t scope)
{
	purge_queue(&r->queue, scope);
	purge_queue(&r->throws, scope);
}

static bool
pop(struct run *r, struct op *ret)
{
	struct queue *q = r->queue.head < r->queue.ops.n ? &r->queue :
	    &r->throws;

	if (q->head == q->ops.n) {
		r->queue.head = r->queue.ops.n = 0;
		r->throws.head = r->throws.ops.n = 0;
		return false;
	}
	*ret = q->ops.v[q->head++];
	return true;
}

/* The budget is spent: what is still queued stays where it is, for people. */
static void
give_up(struct run *r, const struct op *op, struct node *n)
{
	struct node *at = n;

	if (op->type != OP_SPAWN) {
		at = run_stuck(r, n, op->element, PHASE_START);
		at->begun_at = op->flow;
	}
	if (at->code.len == 0)
		run_incident(r, at, "bpmn.budget", "too many steps at once: is "
		    "this a loop without end?");
}

static void
run_op(struct run *r, const struct op *op)
{
	struct node *n = state_node(r->st, op->node);

	if (n == NULL)
		return;
	n->n_pending--;
	if (r->steps == 0) {
		give_up(r, op, n);
		return;
	}
	r->steps--;
	if (op->type == OP_ARRIVE)
		run_arrive(r, n, op->element, op->flow);
	else if (op->type == OP_FIRE)
		run_fire(r, n, op->element);
	else if (n->kind == NODE_MULTI)
		run_multi_spawn(r, n);
	else if (n->kind == NODE_COMPENSATE)
		run_compensate_next(r, n);
}

void
run_queue(struct run *r)
{
	struct op op;

	for (int pass = 0; pass < PASSES_MAX; pass++) {
		while (pop(r, &op)) {
			run_op(r, &op);
			if (r->is_dirty)
				run_check_conditions(r);
		}
		if (r->is_dirty)
			run_check_conditions(r);
		else if (r->has_changed)
			run_ad_hoc_recheck(r);
		else if (!run_check_joins(r))
			return;
	}
}
