/*
 * joins.c - gateways that look at where all other tokens are.
 *
 * BPMN 2.0.2, 13.4.3: an inclusive gateway waits while a token elsewhere in
 * its scope can reach one of its empty incoming flows - unless that token can
 * reach a flow that has one already.  Paths through the gateway itself do not
 * count.  The question is asked whenever nothing else moves, that is after
 * every change of tokens, not only when one arrives here: a token that dies
 * elsewhere (a boundary event, a terminate event) sets the join free.
 * A complex gateway that has fired asks the same for its reset.
 */
#include "workflows/bpmn/run.h"

/* Which elements can reach a flow; one byte per element. */
struct reach {
	unsigned char	*seen;
	int		*stack;
	size_t		 n;
	int		 gateway;	/* not through it */
	bool		 is_full;	/* to flows that have tokens */
};

static void
mark(struct reach *reach, int element)
{
	if (element == reach->gateway || reach->seen[element])
		return;
	reach->seen[element] = 1;
	reach->stack[reach->n++] = element;
}

/* Whatever can put a token on this element: flows, the activity a boundary
 * event sits on, links, the gateway before an event. */
static void
mark_sources(const struct run *r, struct reach *reach, int element)
{
	const struct bpmn_element *e = element_of(r, element);
	const struct bpmn_element *scope;

	for (size_t i = 0; i < e->incoming.n; i++)
		mark(reach, r->m->flows[e->incoming.v[i]].source);
	/* What a boundary event makes beside its activity is a token more: the
	 * activity's own is still to come. */
	if (e->kind == BPMN_BOUNDARY &&
	    (e->is_interrupting || !reach->is_full))
		mark(reach, e->attached_to);
	if (e->kind != BPMN_CATCH || e->n_defs != 1 ||
	    e->defs[0].trigger != BPMN_LINK)
		return;
	scope = element_of(r, e->parent);
	for (size_t i = 0; i < scope->children.n; i++) {
		int c = scope->children.v[i];

		if (element_of(r, c)->link_target == element)
			mark(reach, c);
	}
}

/* Elements from which the flows with (or without) tokens can be reached. */
static unsigned char *
reach_flows(struct run *r, const struct node *scope, int gateway,
    bool with_tokens)
{
	const struct bpmn_element *g = element_of(r, gateway);
	struct reach reach = {
		.seen = r->reach[with_tokens], .stack = r->stack,
		.gateway = gateway, .is_full = with_tokens,
	};

	memset(reach.seen, 0, r->m->n_elements);
	for (size_t i = 0; i < g->incoming.n; i++) {
		int f = g->incoming.v[i];

		if ((run_tokens_at(r, scope->id, f) > 0) == with_tokens)
			mark(&reach, r->m->flows[f].source);
	}
	while (reach.n > 0)
		mark_sources(r, &reach, reach.stack[--reach.n]);
	return reach.seen;
}

struct question {
	const struct node	*scope;
	int			 gateway;
	unsigned char		*to_empty, *to_full;
};

static bool
is_coming(const struct question *q, int element)
{
	return element != q->gateway && q->to_empty[element] &&
	    !q->to_full[element];
}

/* Tokens that wait in front of another element. */
static bool
is_coming_from_held(const struct run *r, const struct question *q)
{
	for (size_t i = 0; i < r->st->tokens.n; i++) {
		const struct token *t = &r->st->tokens.v[i];

		if (t->scope == q->scope->id &&
		    is_coming(q, r->m->flows[t->flow].target))
			return true;
	}
	return false;
}

static bool
is_coming_from_nodes(const struct run *r, const struct question *q)
{
	for (size_t i = 0; i < r->st->nodes.n; i++) {
		const struct node *n = r->st->nodes.v[i];

		if (n->parent == q->scope->id &&
		    (n->flags & NODE_UNCAUGHT) == 0 &&
		    is_coming(q, n->element))
			return true;
	}
	return false;
}

/* No token elsewhere can fill one of the empty flows. */
static bool
is_all_here(struct run *r, const struct node *scope, int gateway)
{
	struct question q = { scope, gateway, NULL, NULL };

	if (r->stack == NULL) {
		r->stack = arena_array(r->a, r->m->n_elements, sizeof(int));
		r->reach[0] = arena_alloc(r->a, r->m->n_elements);
		r->reach[1] = arena_alloc(r->a, r->m->n_elements);
	}
	q.to_empty = reach_flows(r, scope, gateway, false);
	q.to_full = reach_flows(r, scope, gateway, true);
	return !is_coming_from_held(r, &q) && !is_coming_from_nodes(r, &q);
}

static void
take_all(struct run *r, struct node *scope, const struct bpmn_element *g)
{
	for (size_t i = 0; i < g->incoming.n; i++)
		run_tokens_take(r, scope, g->incoming.v[i], 1);
}

/* ---------------------------------------------------------------- complex */

static struct gate *
find_gate(const struct run *r, const struct node *scope, int element)
{
	for (size_t i = 0; i < r->st->gates.n; i++) {
		struct gate *g = &r->st->gates.v[i];

		if (g->scope == scope->id && g->element == element)
			return g;
	}
	return NULL;
}

static uint64_t
flows_with_tokens(const struct run *r, const struct node *scope,
    const struct bpmn_element *g)
{
	uint64_t bits = 0;

	for (size_t i = 0; i < g->incoming.n && i < 64; i++) {
		if (run_tokens_at(r, scope->id, g->incoming.v[i]) > 0)
			bits |= UINT64_C(1) << i;
	}
	return bits;
}

/* Is the activation condition true?  activationCount counts the tokens. */
static int
is_activated(struct run *r, struct node *scope, const struct bpmn_element *g,
    bool *ret)
{
	struct feel_entry extra[2];
	struct view v = { r, scope, extra, 2 };
	struct str why = STR("");
	int64_t count = 0;
	struct node *n;

	for (size_t i = 0; i < g->incoming.n; i++)
		count += run_tokens_at(r, scope->id, g->incoming.v[i]);
	extra[0] = (struct feel_entry){ STR("activationCount"),
	    feel_int(count) };
	extra[1] = (struct feel_entry){ STR("waitingForStart"),
	    feel_bool(true) };
	if (g->activation == NULL) {
		*ret = count >= (int64_t)g->incoming.n;
		return 0;
	}
	if (run_evaluate_bool(&v, g->activation, ret, &why) == 0)
		return 0;
	n = run_stuck(r, scope, (int)(g - r->m->elements), PHASE_LEAVE);
	run_incident(r, n, "bpmn.condition", "the activation condition %.*s",
	    STR_ARG(why));
	return -1;
}

static bool
start_complex(struct run *r, struct node *scope, int element)
{
	const struct bpmn_element *g = element_of(r, element);
	struct gate gate = { scope->id, element, 0 };
	bool is_true = false;

	if (is_activated(r, scope, g, &is_true) < 0) {
		take_all(r, scope, g);
		return true;
	}
	if (!is_true)
		return false;
	gate.used = flows_with_tokens(r, scope, g);
	take_all(r, scope, g);
	vec_push(r->a, &r->st->gates, gate);
	run_fire(r, scope, element);
	return true;
}

/* After it fired, tokens of the other flows are swallowed; when all have come,
 * or no more can, it leaves by the conditions on its reset and starts anew. */
static void
reset_complex(struct run *r, struct node *scope, struct gate *gate)
{
	const struct bpmn_element *g = element_of(r, gate->element);
	uint64_t late = flows_with_tokens(r, scope, g) & ~gate->used;
	int element = gate->element;

	for (size_t i = 0; i < g->incoming.n && i < 64; i++) {
		if (late & (UINT64_C(1) << i))
			run_tokens_take(r, scope, g->incoming.v[i], 1);
	}
	*gate = r->st->gates.v[--r->st->gates.n];
	run_leave_reset(r, scope, element);
}

static bool
is_complete(const struct run *r, const struct node *scope,
    const struct gate *gate)
{
	const struct bpmn_element *g = element_of(r, gate->element);
	uint64_t all = g->incoming.n >= 64 ? ~UINT64_C(0) :
	    (UINT64_C(1) << g->incoming.n) - 1;

	return ((gate->used | flows_with_tokens(r, scope, g)) & all) == all;
}

/* The last token resets it at once, so that one of the next round, on its way
 * already, is not taken for it. */
void
run_complex_arrived(struct run *r, struct node *scope, int element)
{
	struct gate *gate = find_gate(r, scope, element);

	if (gate == NULL)
		(void)start_complex(r, scope, element);
	else if (is_complete(r, scope, gate))
		reset_complex(r, scope, gate);
}

static bool
check_reset(struct run *r, struct node *scope, struct gate *gate)
{
	if (!is_complete(r, scope, gate) &&
	    !is_all_here(r, scope, gate->element))
		return false;
	reset_complex(r, scope, gate);
	return true;
}

/* --------------------------------------------------------------- checking */

static bool
check_join(struct run *r, struct node *scope, int element)
{
	const struct bpmn_element *g = element_of(r, element);
	struct gate *gate;

	if (g->kind == BPMN_COMPLEX) {
		gate = find_gate(r, scope, element);
		return gate != NULL ? check_reset(r, scope, gate) :
		    start_complex(r, scope, element);
	}
	if (g->kind != BPMN_INCLUSIVE || !is_all_here(r, scope, element))
		return false;
	take_all(r, scope, g);
	run_fire(r, scope, element);
	return true;
}

bool
run_check_joins(struct run *r)
{
	for (size_t i = 0; i < r->st->tokens.n; i++) {
		const struct token *t = &r->st->tokens.v[i];
		struct node *scope = state_node(r->st, t->scope);
		int element = r->m->flows[t->flow].target;

		if (r->steps == 0)
			return false;
		if (scope != NULL && check_join(r, scope, element)) {
			r->steps--;
			return true;
		}
	}
	for (size_t i = 0; i < r->st->gates.n; i++) {
		struct gate *g = &r->st->gates.v[i];
		struct node *scope = state_node(r->st, g->scope);

		if (scope != NULL && check_reset(r, scope, g))
			return true;
	}
	return false;
}

/* --------------------------------------------------------------- deadlock */

/* Can this node move on by itself or by what is awaited from outside? */
static bool
is_live(const struct node *n)
{
	return n->kind == NODE_TASK || n->kind == NODE_EVENT ||
	    n->code.len > 0;
}

static bool
has_stuck_join(const struct run *r, uint32_t scope, int element)
{
	for (size_t i = 0; i < r->st->nodes.n; i++) {
		const struct node *n = r->st->nodes.v[i];

		if (n->kind == NODE_STUCK && n->parent == scope &&
		    n->element == element)
			return true;
	}
	return false;
}

void
run_find_deadlock(struct run *r)
{
	if (r->st->status != BPMN_ACTIVE || r->st->waits.n > 0)
		return;
	for (size_t i = 0; i < r->st->nodes.n; i++) {
		if (is_live(r->st->nodes.v[i]))
			return;
	}
	for (size_t i = 0; i < r->st->tokens.n; i++) {
		struct token t = r->st->tokens.v[i];
		struct node *scope = state_node(r->st, t.scope);
		int element = r->m->flows[t.flow].target;

		if (scope == NULL || has_stuck_join(r, t.scope, element))
			continue;
		run_incident(r, run_stuck(r, scope, element, PHASE_JOIN),
		    "bpmn.deadlock", "it waits for tokens that cannot come "
		    "any more");
	}
}
