/*
 * flows.c - tokens: how they arrive at an element and leave it.
 */
#include "workflows/bpmn/run.h"

/* ------------------------------------------------------------ held tokens */

uint32_t
run_tokens_at(const struct run *r, uint32_t scope, int flow)
{
	for (size_t i = 0; i < r->st->tokens.n; i++) {
		const struct token *t = &r->st->tokens.v[i];

		if (t->scope == scope && t->flow == flow)
			return t->n;
	}
	return 0;
}

void
run_tokens_add(struct run *r, struct node *scope, int flow)
{
	struct token t = { scope->id, flow, 1 };

	for (size_t i = 0; i < r->st->tokens.n; i++) {
		struct token *old = &r->st->tokens.v[i];

		if (old->scope == scope->id && old->flow == flow) {
			old->n++;
			return;
		}
	}
	vec_push(r->a, &r->st->tokens, t);
}

void
run_tokens_take(struct run *r, struct node *scope, int flow, uint32_t n)
{
	for (size_t i = 0; i < r->st->tokens.n; i++) {
		struct token *t = &r->st->tokens.v[i];

		if (t->scope != scope->id || t->flow != flow)
			continue;
		t->n -= n < t->n ? n : t->n;
		if (t->n > 0)
			return;
		memmove(t, t + 1, (r->st->tokens.n - i - 1) * sizeof(*t));
		r->st->tokens.n--;
		return;
	}
}

/* --------------------------------------------------------------- arriving */

/* One token from each incoming flow, when all have one. */
static bool
is_parallel_ready(struct run *r, struct node *scope,
    const struct bpmn_element *e)
{
	for (size_t i = 0; i < e->incoming.n; i++) {
		if (run_tokens_at(r, scope->id, e->incoming.v[i]) == 0)
			return false;
	}
	for (size_t i = 0; i < e->incoming.n; i++)
		run_tokens_take(r, scope, e->incoming.v[i], 1);
	return true;
}

/* So many tokens, from whichever flows. */
static bool
is_quantity_ready(struct run *r, struct node *scope,
    const struct bpmn_element *e)
{
	uint32_t need = (uint32_t)e->start_quantity, have = 0;

	for (size_t i = 0; i < e->incoming.n; i++)
		have += run_tokens_at(r, scope->id, e->incoming.v[i]);
	if (have < need)
		return false;
	for (size_t i = 0; i < e->incoming.n && need > 0; i++) {
		int f = e->incoming.v[i];
		uint32_t n = run_tokens_at(r, scope->id, f);

		n = n < need ? n : need;
		run_tokens_take(r, scope, f, n);
		need -= n;
	}
	return true;
}

/* A join that fires is no longer stuck. */
static void
end_stuck_join(struct run *r, struct node *scope, int element)
{
	for (size_t i = r->st->nodes.n; i > 0; i--) {
		struct node *n = r->st->nodes.v[i - 1];

		if (n->kind == NODE_STUCK && n->phase == PHASE_JOIN &&
		    n->parent == scope->id && n->element == element) {
			run_node_end(r, n, true);
			return;
		}
	}
}

void
run_arrive(struct run *r, struct node *scope, int element, int flow)
{
	const struct bpmn_element *e = element_of(r, element);
	bool is_ready = true;

	if (flow != NONE && e->incoming.n > 1 &&
	    (e->kind == BPMN_INCLUSIVE || e->kind == BPMN_COMPLEX)) {
		run_tokens_add(r, scope, flow);
		if (e->kind == BPMN_COMPLEX)
			run_complex_arrived(r, scope, element);
		return;
	}
	if (flow != NONE && e->incoming.n > 1 && e->kind == BPMN_PARALLEL) {
		run_tokens_add(r, scope, flow);
		is_ready = is_parallel_ready(r, scope, e);
	} else if (flow != NONE && e->start_quantity > 1) {
		run_tokens_add(r, scope, flow);
		is_ready = is_quantity_ready(r, scope, e);
	}
	if (!is_ready)
		return;
	end_stuck_join(r, scope, element);
	run_fire(r, scope, element);
}

static void
history(struct run *r, enum bpmn_effect_type type, int element)
{
	run_effect(r, type, NULL, element)->is_done = true;
}

void
run_fire(struct run *r, struct node *scope, int element)
{
	const struct bpmn_element *e = element_of(r, element);

	if (bpmn_is_activity(e->kind)) {
		run_begin_activity(r, scope, element);
		return;
	}
	switch (e->kind) {
	case BPMN_CATCH:
		run_catch_event(r, scope, element);
		return;
	case BPMN_EVENT_GATEWAY:
		run_event_wait(r, scope, element);
		return;
	case BPMN_THROW:
	case BPMN_END:
		run_throw_event(r, scope, element);
		return;
	default:
		history(r, BPMN_FX_ENTER, element);
		history(r, BPMN_FX_LEAVE, element);
		if (e->n_outputs > 0)
			run_go_on(r, scope, element, NULL);
		else
			run_leave(r, scope, element);
	}
}

/* ---------------------------------------------------------------- leaving */

struct choice {
	struct node		*scope;
	const struct bpmn_element *e;
	struct feel_entry	 phase;		/* of a complex gateway */
	VEC(int)		 flows;
	struct str		 why;
};

static void
choice_init(struct choice *c, struct run *r, struct node *scope, int element)
{
	*c = (struct choice){ .scope = scope, .e = element_of(r, element) };
	c->phase = (struct feel_entry){ STR("waitingForStart"),
		feel_bool(true) };
}

static struct view
view_of(struct run *r, const struct choice *c)
{
	return (struct view){ r, c->scope, &c->phase,
		c->e->kind == BPMN_COMPLEX };
}

static void
send(struct run *r, struct choice *c)
{
	int times = c->e->completion_quantity;

	for (size_t i = 0; i < c->flows.n; i++) {
		const struct bpmn_flow *f = &r->m->flows[c->flows.v[i]];
		struct op op = { OP_ARRIVE, c->scope->id, f->target,
			c->flows.v[i] };

		run_effect(r, BPMN_FX_FLOW, NULL, f->target)->flow =
		    c->flows.v[i];
		for (int k = 0; k < times; k++)
			run_push(r, op);
	}
	run_check_scope(r, c->scope->id);
}

/* The flows whose condition is true; without a condition a flow is taken.  An
 * exclusive gateway takes the first only.  The default is for when nothing
 * else is taken - out of an activity, when no condition is true, whatever goes
 * out without one.  -1: a condition failed. */
static int
choose(struct run *r, struct choice *c)
{
	bool is_exclusive = c->e->kind == BPMN_EXCLUSIVE, is_any = false;

	for (size_t i = 0; i < c->e->outgoing.n; i++) {
		int flow = c->e->outgoing.v[i];
		const struct bpmn_flow *f = &r->m->flows[flow];
		struct view v = view_of(r, c);
		bool is_true = true;

		if (flow == c->e->default_flow)
			continue;
		if (f->condition != NULL && run_evaluate_bool(&v,
		    f->condition, &is_true, &c->why) < 0)
			return -1;
		if (!is_true)
			continue;
		is_any |= f->condition != NULL ||
		    !bpmn_is_activity(c->e->kind);
		vec_push(r->a, &c->flows, flow);
		if (is_exclusive)
			return 0;
	}
	if (!is_any && c->e->default_flow != NONE)
		vec_push(r->a, &c->flows, c->e->default_flow);
	return 0;
}

static bool
is_conditional(const struct bpmn_element *e)
{
	return e->kind == BPMN_EXCLUSIVE || e->kind == BPMN_INCLUSIVE ||
	    e->kind == BPMN_COMPLEX || bpmn_is_activity(e->kind);
}

void
run_leave(struct run *r, struct node *scope, int element)
{
	struct choice c;
	struct node *n;

	choice_init(&c, r, scope, element);
	if (c.e->outgoing.n == 0) {
		run_check_scope(r, scope->id);
		return;
	}
	if (!is_conditional(c.e)) {
		for (size_t i = 0; i < c.e->outgoing.n; i++)
			vec_push(r->a, &c.flows, c.e->outgoing.v[i]);
	} else if (choose(r, &c) < 0) {
		n = run_stuck(r, scope, element, PHASE_LEAVE);
		run_incident(r, n, "bpmn.condition", "the condition %.*s",
		    STR_ARG(c.why));
		return;
	}
	if (c.flows.n == 0) {
		n = run_stuck(r, scope, element, PHASE_LEAVE);
		run_incident(r, n, "bpmn.no_flow",
		    "no condition of its outgoing "
		    "flows is true, and it has no default flow");
		return;
	}
	send(r, &c);
}

/* Conditions that do not ask for the phase were decided at the start. */
void
run_leave_reset(struct run *r, struct node *scope, int element)
{
	struct choice c;

	choice_init(&c, r, scope, element);
	c.phase.value = feel_bool(false);
	for (size_t i = 0; i < c.e->outgoing.n; i++) {
		int flow = c.e->outgoing.v[i];
		const struct bpmn_value *condition =
		    r->m->flows[flow].condition;
		struct view v = view_of(r, &c);
		bool is_true;

		if (condition != NULL &&
		    str_find(condition->text, c.phase.key, 0) >= 0 &&
		    run_evaluate_bool(&v, condition, &is_true, &c.why) == 0 &&
		    is_true)
			vec_push(r->a, &c.flows, flow);
	}
	send(r, &c);
}

void
run_leave_anyway(struct run *r, struct node *scope, int element)
{
	struct choice c;

	choice_init(&c, r, scope, element);
	if (c.e->outgoing.n > 0) {
		int f = c.e->default_flow;

		vec_push(r->a, &c.flows,
		    f != NONE ? f : c.e->outgoing.v[0]);
	}
	send(r, &c);
}

/* Are tokens held anywhere in this scope? */
static bool
holds_tokens(const struct run *r, uint32_t scope)
{
	for (size_t i = 0; i < r->st->tokens.n; i++) {
		if (r->st->tokens.v[i].scope == scope)
			return true;
	}
	return false;
}

void
run_check_scope(struct run *r, uint32_t scope)
{
	struct node *n = state_node(r->st, scope);

	if (n == NULL || n->kind != NODE_SCOPE || n->code.len > 0)
		return;
	if (element_of(r, n->element)->kind == BPMN_AD_HOC &&
	    (n->flags & NODE_REVIVED) == 0) {
		run_ad_hoc_check(r, n);
		return;
	}
	if (n->n_children == 0 && n->n_pending == 0 &&
	    !holds_tokens(r, scope))
		run_scope_done(r, n);
}
