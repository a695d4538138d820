/*
 * codec_check.c - relations between the parts of a state.
 */
#include "workflows/bpmn/codec_check.h"

static const struct bpmn_element *
element_of(const struct bpmn_state *st, int element)
{
	return &st->model->elements[element];
}

/* Does this kind of node run this kind of element? */
static bool
kind_fits(const struct bpmn_state *st, const struct node *n)
{
	const struct bpmn_element *e = element_of(st, n->element);

	switch (n->kind) {
	case NODE_SCOPE:
		return bpmn_is_scope(e->kind);
	case NODE_MULTI:
		return bpmn_is_activity(e->kind) && e->loop != NULL;
	case NODE_TASK:
		return (bpmn_is_activity(e->kind) &&
		    !bpmn_is_scope(e->kind)) || e->kind == BPMN_THROW ||
		    e->kind == BPMN_END;
	case NODE_EVENT:
		return e->kind == BPMN_CATCH || e->kind == BPMN_START ||
		    e->kind == BPMN_EVENT_GATEWAY;
	default:
		return e->kind != BPMN_PROCESS;
	}
}

static bool
begun_at_fits(const struct bpmn_state *st, const struct node *n)
{
	if (n->begun_at == NONE)
		return true;
	if (n->kind == NODE_STUCK)
		return n->begun_at < (int)st->model->n_flows &&
		    st->model->flows[n->begun_at].target == n->element;
	return n->begun_at < (int)st->model->n_elements;
}

static bool
parent_fits(const struct bpmn_state *st, const struct node *n)
{
	const struct bpmn_element *e = element_of(st, n->element);
	const struct node *p;

	if (n->parent == 0 || n->parent >= n->id)
		return false;
	p = state_node(st, n->parent);
	if (p == NULL || p->kind == NODE_TASK || p->kind == NODE_EVENT ||
	    p->kind == NODE_STUCK)
		return false;
	if (p->kind == NODE_MULTI)
		return p->element == n->element && n->kind != NODE_MULTI &&
		    (n->kind == NODE_SCOPE || n->kind == NODE_TASK);
	if (p->kind == NODE_COMPENSATE)
		return bpmn_is_activity(e->kind) && n->kind != NODE_EVENT &&
		    n->kind != NODE_COMPENSATE;
	if (n->kind == NODE_COMPENSATE)
		return true;
	return e->parent == p->element;
}

static bool
node_fits(const struct bpmn_state *st, const struct node *n)
{
	const struct node *p = state_node(st, n->parent);

	if (n->id == 0 || n->id >= st->next_id || !kind_fits(st, n) ||
	    !begun_at_fits(st, n))
		return false;
	if ((n->flags & NODE_REVIVED) != 0 && (n->kind != NODE_SCOPE ||
	    p == NULL || p->kind != NODE_COMPENSATE))
		return false;
	if ((n->flags & NODE_LISTENING) != 0 && (n->parent == 0 ||
	    (n->kind != NODE_SCOPE && n->kind != NODE_TASK) ||
	    !bpmn_is_activity(element_of(st, n->element)->kind)))
		return false;
	if (n != st->nodes.v[0])
		return parent_fits(st, n);
	return n->parent == 0 && n->kind == NODE_SCOPE && n->element ==
	    st->model->processes[st->process].element;
}

static bool
nodes_fit(struct bpmn_state *st)
{
	uint32_t last = 0;

	for (size_t i = 0; i < st->nodes.n; i++) {
		if (st->nodes.v[i]->id <= last)
			return false;
		last = st->nodes.v[i]->id;
	}
	for (size_t i = 0; i < st->nodes.n; i++) {
		struct node *n = st->nodes.v[i], *p;

		if (!node_fits(st, n))
			return false;
		p = state_node(st, n->parent);
		if (p != NULL)
			p->n_children++;
	}
	return st->nodes.n <= BPMN_NODES_MAX + 1000;
}

static bool
wait_fits(const struct bpmn_state *st, const struct wait *w)
{
	const struct bpmn_element *e = element_of(st, w->element);
	const struct node *n = state_node(st, w->node);
	enum bpmn_trigger t = e->defs[w->def].trigger;

	if (n == NULL || w->id >= st->next_id || (t != BPMN_TIMER &&
	    t != BPMN_MESSAGE && t != BPMN_SIGNAL && t != BPMN_CONDITION))
		return false;
	switch (e->kind) {
	case BPMN_BOUNDARY:
		return e->attached_to == n->element && n->parent != 0 &&
		    (n->kind == NODE_SCOPE || n->kind == NODE_TASK ||
		    n->kind == NODE_MULTI);
	case BPMN_START:
		if (n->kind == NODE_EVENT)
			return n->element == w->element;
		return n->kind == NODE_SCOPE && element_of(st,
		    e->parent)->kind == BPMN_EVENT_SUB_PROCESS &&
		    element_of(st, e->parent)->parent == n->element;
	case BPMN_CATCH:
		return n->kind == NODE_EVENT;
	case BPMN_RECEIVE_TASK:
		return n->kind == NODE_EVENT || n->element == w->element;
	default:
		return false;
	}
}

static bool
waits_fit(const struct bpmn_state *st)
{
	uint32_t last = 0;

	for (size_t i = 0; i < st->waits.n; i++) {
		if (st->waits.v[i].id <= last ||
		    !wait_fits(st, &st->waits.v[i]))
			return false;
		last = st->waits.v[i].id;
	}
	return true;
}

/* A scope whose element is this. */
static bool
is_scope(const struct bpmn_state *st, uint32_t id, int element)
{
	const struct node *n = state_node(st, id);

	return n != NULL && n->kind == NODE_SCOPE && n->element == element;
}

static bool
tokens_fit(const struct bpmn_state *st)
{
	for (size_t i = 0; i < st->tokens.n; i++) {
		const struct token *t = &st->tokens.v[i];
		int target = st->model->flows[t->flow].target;

		if (t->n == 0 || !is_scope(st, t->scope,
		    element_of(st, target)->parent))
			return false;
	}
	for (size_t i = 0; i < st->gates.n; i++) {
		const struct gate *g = &st->gates.v[i];

		if (element_of(st, g->element)->kind != BPMN_COMPLEX ||
		    !is_scope(st, g->scope,
		    element_of(st, g->element)->parent))
			return false;
	}
	return true;
}

static bool
records_fit(const struct bpmn_state *st)
{
	for (size_t i = 0; i < st->records.n; i++) {
		const struct record *rec = &st->records.v[i];
		const struct bpmn_element *e = element_of(st, rec->element);

		if (!bpmn_is_activity(e->kind) || rec->id >= st->next_id ||
		    rec->owner >= st->next_id ||
		    (e->handler == NONE && !bpmn_is_scope(e->kind)))
			return false;
	}
	return true;
}

bool
state_check(struct bpmn_state *st)
{
	bool is_alive = st->is_started && st->status == BPMN_ACTIVE;

	if (st->next_id == 0 || is_alive != (st->nodes.n > 0) ||
	    (!st->is_started && st->status != BPMN_ACTIVE))
		return false;
	return nodes_fit(st) && waits_fit(st) && tokens_fit(st) &&
	    records_fit(st);
}
