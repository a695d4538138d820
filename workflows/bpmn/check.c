/*
 * check.c - does an event fit the state?  Asked before anything changes.
 */
#include "workflows/bpmn/run.h"

/* A step needs far fewer than a million. */
#define IDS_MAX		(UINT32_MAX - 1000 * 1000)
#define DUE_US_MAX	INT64_C(253402300799000000)

static int
refuse(struct error *err, enum error_kind kind, const char *code,
    const char *message)
{
	return error_set(err, kind, code, "%s", message);
}

static bool
is_start(const struct run *r, int element)
{
	const struct bpmn_process *p = &r->m->processes[r->st->process];
	const struct bpmn_element *e;

	if (element < 0 || element >= (int)r->m->n_elements)
		return false;
	for (size_t i = 0; i < p->starts.n; i++) {
		int s = p->starts.v[i];

		e = element_of(r, s);
		if (s == element)
			return e->kind != BPMN_EVENT_GATEWAY;
		for (size_t k = 0; k < e->outgoing.n &&
		    e->kind == BPMN_EVENT_GATEWAY; k++) {
			if (r->m->flows[e->outgoing.v[k]].target == element)
				return true;
		}
	}
	return false;
}

static int
check_start(const struct run *r, struct error *err)
{
	const struct bpmn_process *p = &r->m->processes[r->st->process];
	const struct bpmn_element *e;

	if (r->st->is_started)
		return refuse(err, ERR_CONFLICT, "bpmn.started",
		    "the process has begun already");
	if (r->ev->element == NONE) {
		if (!bpmn_is_callable(r->m, p))
			return refuse(err, ERR_CONFLICT, "bpmn.no_start",
			    "the process begins only by an event");
		return 0;
	}
	if (!is_start(r, r->ev->element))
		return refuse(err, ERR_CONFLICT, "bpmn.no_start",
		    "the process does not begin there");
	e = element_of(r, r->ev->element);
	if (r->ev->def < NONE || (e->n_defs > 0 &&
	    r->ev->def >= (int)e->n_defs))
		return refuse(err, ERR_INVALID, "bpmn.no_start",
		    "the start event has no such definition");
	return 0;
}

static struct node *
node_of(const struct run *r, struct error *err)
{
	struct node *n = state_node(r->st, r->ev->node);

	if (n == NULL)
		(void)refuse(err, ERR_NOT_FOUND, "bpmn.no_such_node",
		    "what it is about is over, or never was");
	return n;
}

static bool
is_for_node(enum bpmn_event_type type)
{
	return type != BPMN_EV_START && type != BPMN_EV_TRIGGER &&
	    type != BPMN_EV_TIMER_MOVE && type != BPMN_EV_SIGNAL &&
	    type != BPMN_EV_CANCEL;
}

/* Is this node in a condition to get this event? */
static int
check_node(const struct run *r, const struct node *n, struct error *err)
{
	switch (r->ev->type) {
	case BPMN_EV_COMPLETE:
	case BPMN_EV_JOB_FAILED:
	case BPMN_EV_ERROR:
	case BPMN_EV_ESCALATION:
		if ((n->flags & NODE_OPEN) == 0)
			return refuse(err, ERR_CONFLICT, "bpmn.not_waiting",
			    "nothing is asked of anybody here");
		return 0;
	case BPMN_EV_TASK_ASSIGN:
	case BPMN_EV_TASK_UPDATE:
		if ((n->flags & (NODE_OPEN | NODE_LISTENING)) != NODE_OPEN ||
		    element_of(r, n->element)->kind != BPMN_USER_TASK)
			return refuse(err, ERR_CONFLICT, "bpmn.not_waiting",
			    "nothing is asked of anybody here");
		return 0;
	case BPMN_EV_RETRY:
	case BPMN_EV_SKIP:
		if (n->code.len == 0)
			return refuse(err, ERR_CONFLICT, "bpmn.no_incident",
			    "there is no incident here");
		if (r->ev->type == BPMN_EV_SKIP && (n->parent == 0 ||
		    (n->flags & NODE_CANCELLING) != 0))
			return refuse(err, ERR_CONFLICT, "bpmn.cannot_skip",
			    "a whole process, or the cancelling of a "
			    "transaction, cannot be skipped");
		return 0;
	default:
		return 0;
	}
}

static int
check_move(struct run *r, struct node *n, struct error *err)
{
	struct node *at = run_scope_of(r, run_parent_of(r, run_outer_of(r, n)));
	int to = r->ev->element;

	if (n->parent == 0 || at == NULL || to < 0 ||
	    to >= (int)r->m->n_elements ||
	    element_of(r, to)->parent != at->element ||
	    element_of(r, to)->kind == BPMN_BOUNDARY ||
	    element_of(r, to)->kind == BPMN_EVENT_SUB_PROCESS)
		return refuse(err, ERR_INVALID, "bpmn.cannot_move",
		    "a token moves to an element of the same process or "
		    "sub-process");
	return 0;
}

static int
check_activate(const struct run *r, const struct node *n, struct error *err)
{
	int e = r->ev->element;

	if (n->kind != NODE_SCOPE || (n->flags & NODE_INTERRUPTED) != 0 ||
	    (n->flags & NODE_REVIVED) != 0 ||
	    element_of(r, n->element)->kind != BPMN_AD_HOC)
		return refuse(err, ERR_CONFLICT, "bpmn.not_ad_hoc",
		    "this is no open ad-hoc sub-process");
	if (e == NONE)
		return 0;
	if (e < 0 || e >= (int)r->m->n_elements ||
	    element_of(r, e)->parent != n->element ||
	    !bpmn_is_activity(element_of(r, e)->kind) ||
	    element_of(r, e)->kind == BPMN_EVENT_SUB_PROCESS)
		return refuse(err, ERR_INVALID, "bpmn.not_ad_hoc",
		    "there is no such activity in this sub-process");
	return 0;
}

static int
check_wait(const struct run *r, struct error *err)
{
	const struct wait *w = state_wait(r->st, r->ev->wait);

	if (w == NULL || w->is_met || element_of(r,
	    w->element)->defs[w->def].trigger == BPMN_CONDITION)
		return refuse(err, ERR_NOT_FOUND, "bpmn.no_such_wait",
		    "nobody waits for this any more");
	if (r->ev->type == BPMN_EV_TIMER_MOVE && (element_of(r,
	    w->element)->defs[w->def].trigger != BPMN_TIMER ||
	    r->ev->due_us <= 0 || r->ev->due_us > DUE_US_MAX))
		return refuse(err, ERR_INVALID, "bpmn.timer",
		    "only a timer is due, and not after the year 9999");
	return 0;
}

int
run_check_event(struct run *r, struct error *err)
{
	struct node *n = NULL;

	if (r->st->next_id > IDS_MAX)
		return refuse(err, ERR_LIMIT, "bpmn.numbers",
		    "the instance has used up its numbers");
	if (r->ev->type == BPMN_EV_START)
		return check_start(r, err);
	if (!r->st->is_started)
		return refuse(err, ERR_CONFLICT, "bpmn.not_started",
		    "the process has not begun");
	if (r->st->status != BPMN_ACTIVE)
		return refuse(err, ERR_CONFLICT, "bpmn.ended",
		    "the process is over");
	if (r->ev->type == BPMN_EV_TRIGGER ||
	    r->ev->type == BPMN_EV_TIMER_MOVE)
		return check_wait(r, err);
	if (r->ev->type == BPMN_EV_SET_VARS && r->ev->node == 0)
		return 0;
	if (!is_for_node(r->ev->type))
		return 0;
	n = node_of(r, err);
	if (n == NULL || check_node(r, n, err) < 0)
		return -1;
	if (r->ev->type == BPMN_EV_MOVE)
		return check_move(r, n, err);
	if (r->ev->type == BPMN_EV_ACTIVATE)
		return check_activate(r, n, err);
	return 0;
}
