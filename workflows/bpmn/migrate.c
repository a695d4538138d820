/*
 * migrate.c - take a running instance over to another version of its model.
 *
 * What is active keeps running: tasks and jobs are not created anew, timers
 * keep their time.  Events that only the new version has are listened for from
 * now on; those that only the old one had are not any more.  Everything is
 * looked at first, and one thing without a place stops it all.
 */
#include "workflows/bpmn/codec_check.h"
#include "workflows/bpmn/run.h"

struct migration {
	const struct bpmn_migration	*plan;
	struct arena			*a;
	const struct bpmn_state		*old;
	struct bpmn_state		*new;
	int				*elements;	/* to new, or NONE */
	VEC(struct bpmn_migration_issue) issues;
};

static void
issue(struct migration *g, int element, const char *message)
{
	struct bpmn_migration_issue i = {
		.element = g->plan->from->elements[element].id,
		.message = str_of(message),
	};

	vec_push(g->a, &g->issues, i);
}

/* ----------------------------------------------------------------- mapping */

static struct str
planned(const struct bpmn_migration *plan, struct str id)
{
	for (size_t i = 0; i < plan->n_map; i++) {
		if (str_eq(plan->map[i].from, id))
			return plan->map[i].to;
	}
	return id;
}

static void
map_elements(struct migration *g)
{
	const struct bpmn_model *from = g->plan->from;

	g->elements = arena_array(g->a, from->n_elements, sizeof(int));
	for (size_t i = 0; i < from->n_elements; i++)
		g->elements[i] = bpmn_find(g->plan->to,
		    planned(g->plan, from->elements[i].id));
	/* The process itself may be called otherwise. */
	for (size_t i = 0; i < from->n_processes; i++) {
		int e = from->processes[i].element;

		if (g->elements[e] == NONE && from->n_processes == 1 &&
		    g->plan->to->n_processes == 1)
			g->elements[e] = g->plan->to->processes[0].element;
	}
}

/* A flow by its id, else the only one between the mapped ends. */
static int
map_flow(const struct migration *g, int flow)
{
	const struct bpmn_model *to = g->plan->to;
	const struct bpmn_flow *f = &g->plan->from->flows[flow];
	int source = g->elements[f->source], target = g->elements[f->target];
	int found = NONE;

	for (size_t i = 0; i < to->n_flows; i++) {
		if (to->flows[i].target != target)
			continue;
		if (str_eq(to->flows[i].id, f->id))
			return (int)i;
		if (to->flows[i].source == source)
			found = (int)i;
	}
	return found;
}

/* Is the new element one that can take the old one's place? */
static const char *
why_not(const struct migration *g, int element)
{
	const struct bpmn_element *e = &g->plan->from->elements[element];
	const struct bpmn_element *n;
	int to = g->elements[element];

	if (to == NONE)
		return "it is active, and the new version has no element "
		    "for it";
	n = &g->plan->to->elements[to];
	if (n->kind != e->kind)
		return "it is mapped to an element of another kind";
	if (e->parent != NONE && g->elements[e->parent] != n->parent)
		return "it is mapped into another process or sub-process";
	if ((n->loop == NULL) != (e->loop == NULL) || (e->loop != NULL &&
	    n->loop->is_multi != e->loop->is_multi))
		return "only one of the versions repeats it";
	return NULL;
}

static void
check_active(struct migration *g, int element)
{
	const char *why = why_not(g, element);

	for (size_t i = 0; why != NULL && i < g->issues.n; i++) {
		if (str_eq(g->issues.v[i].element,
		    g->plan->from->elements[element].id))
			return;		/* said already */
	}
	if (why != NULL)
		issue(g, element, why);
}

static void
check_all(struct migration *g)
{
	for (size_t i = 0; i < g->old->nodes.n; i++)
		check_active(g, g->old->nodes.v[i]->element);
	for (size_t i = 0; i < g->old->records.n; i++)
		check_active(g, g->old->records.v[i].element);
	for (size_t i = 0; i < g->old->gates.n; i++)
		check_active(g, g->old->gates.v[i].element);
	for (size_t i = 0; i < g->old->tokens.n; i++) {
		int flow = g->old->tokens.v[i].flow;
		int target = g->plan->from->flows[flow].target;

		check_active(g, target);
		if (g->issues.n == 0 && map_flow(g, flow) == NONE)
			issue(g, target, "a token waits in front of it on a "
			    "flow that the new version does not have");
	}
}

/* ----------------------------------------------------------------- copying */

static void
copy_nodes(struct migration *g)
{
	for (size_t i = 0; i < g->old->nodes.n; i++) {
		struct node *n = arena_new_of(g->a, struct node);

		*n = *g->old->nodes.v[i];
		n->n_children = n->n_pending = 0;
		if (n->begun_at != NONE)
			n->begun_at = n->kind == NODE_STUCK ?
			    map_flow(g, n->begun_at) :
			    g->elements[n->begun_at];
		n->element = g->elements[n->element];
		vec_push(g->a, &g->new->nodes, n);
	}
}

static void
copy_rest(struct migration *g)
{
	for (size_t i = 0; i < g->old->tokens.n; i++) {
		struct token t = g->old->tokens.v[i];

		t.flow = map_flow(g, t.flow);
		vec_push(g->a, &g->new->tokens, t);
	}
	for (size_t i = 0; i < g->old->gates.n; i++) {
		struct gate gate = g->old->gates.v[i];

		gate.element = g->elements[gate.element];
		vec_push(g->a, &g->new->gates, gate);
	}
	for (size_t i = 0; i < g->old->records.n; i++) {
		struct record rec = g->old->records.v[i];

		rec.element = g->elements[rec.element];
		vec_push(g->a, &g->new->records, rec);
	}
}

/* Does a subscription live on?  The same trigger, at a place that the node
 * listens to in the new version as well. */
static bool
is_kept(const struct migration *g, const struct wait *w)
{
	const struct bpmn_element *e = &g->plan->from->elements[w->element];
	int to = g->elements[w->element];
	const struct bpmn_element *n;

	if (to == NONE)
		return false;
	n = &g->plan->to->elements[to];
	if (n->kind != e->kind || (size_t)w->def >= n->n_defs ||
	    n->defs[w->def].trigger != e->defs[w->def].trigger)
		return false;
	return e->kind != BPMN_BOUNDARY ||
	    g->elements[e->attached_to] == n->attached_to;
}

static void
close_wait(struct run *r, const struct migration *g, const struct wait *w)
{
	const struct bpmn_event_def *def =
	    &g->plan->from->elements[w->element].defs[w->def];
	struct bpmn_effect *fx;

	if (def->trigger == BPMN_CONDITION || w->is_met)
		return;
	fx = run_effect(r, def->trigger == BPMN_TIMER ?
	    BPMN_FX_TIMER_DISARM : BPMN_FX_WAIT_END, NULL, NONE);
	fx->wait = w->id;
	fx->node = w->node;
}

static void
copy_waits(struct run *r, struct migration *g)
{
	for (size_t i = 0; i < g->old->waits.n; i++) {
		struct wait w = g->old->waits.v[i];

		if (!is_kept(g, &w)) {
			close_wait(r, g, &w);
			continue;
		}
		w.element = g->elements[w.element];
		vec_push(g->a, &g->new->waits, w);
	}
}

/* ----------------------------------------------------------- what is new */

static bool
is_listening(const struct run *r, uint32_t node, int element)
{
	for (size_t i = 0; i < r->st->waits.n; i++) {
		if (r->st->waits.v[i].node == node &&
		    r->st->waits.v[i].element == element)
			return true;
	}
	return false;
}

/* An event that the old version had as well, and that is over by now. */
static bool
was_there(const struct migration *g, int element)
{
	const struct bpmn_model *from = g->plan->from;
	const struct bpmn_element *n = &g->plan->to->elements[element];

	for (size_t i = 0; i < from->n_elements; i++) {
		const struct bpmn_element *e = &from->elements[i];

		if (g->elements[i] == element && e->n_defs == n->n_defs &&
		    e->n_defs > 0 &&
		    e->defs[0].trigger == n->defs[0].trigger)
			return true;
	}
	return false;
}

static void
listen_anew(struct run *r, struct migration *g, struct node *n, int element)
{
	struct str why = STR("");

	if (is_listening(r, n->id, element) || was_there(g, element))
		return;
	if (run_listen(r, n, element, &why) < 0)
		issue(g, (int)(g->old->nodes.v[0]->element),
		    "an event of the new version cannot be listened for");
}

static void
listen_for_scope(struct run *r, struct migration *g, struct node *n)
{
	const struct bpmn_element *e = element_of(r, n->element);

	if (n->kind != NODE_SCOPE ||
	    (n->flags & (NODE_INTERRUPTED | NODE_REVIVED)) != 0)
		return;
	for (size_t i = 0; i < e->event_subs.n; i++) {
		const struct bpmn_element *sub =
		    element_of(r, e->event_subs.v[i]);

		for (size_t k = 0; k < sub->children.n; k++) {
			int c = sub->children.v[k];

			if (element_of(r, c)->kind == BPMN_START)
				listen_anew(r, g, n, c);
		}
	}
}

static void
listen_for_new(struct run *r, struct migration *g)
{
	for (size_t i = 0; i < g->new->nodes.n; i++) {
		struct node *n = g->new->nodes.v[i];
		const struct bpmn_element *e = element_of(r, n->element);

		if (n == run_outer_of(r, n) && n->kind != NODE_STUCK &&
		    n->kind != NODE_COMPENSATE && n->parent != 0) {
			for (size_t k = 0; k < e->boundary.n; k++)
				listen_anew(r, g, n, e->boundary.v[k]);
		}
		listen_for_scope(r, g, n);
		if (n->kind == NODE_EVENT && e->kind == BPMN_CATCH &&
		    !is_listening(r, n->id, n->element))
			issue(g, g->old->nodes.v[i]->element,
			    "it waits, and the new version waits for "
			    "something else");
	}
}

static void
copy_head(struct migration *g)
{
	const struct bpmn_process *old =
	    &g->plan->from->processes[g->old->process];
	int to = g->elements[old->element];

	*g->new = (struct bpmn_state){
		.arena = g->a, .model = g->plan->to,
		.status = g->old->status, .is_started = g->old->is_started,
		.is_called = g->old->is_called, .next_id = g->old->next_id,
	};
	g->new->process = g->plan->to->elements[to].process;
}

struct bpmn_state *
bpmn_migrate(struct bpmn_step *step, const struct bpmn_migration *plan,
    const struct bpmn_migration_issue **issues, size_t *n_issues)
{
	struct migration g = {
		.plan = plan, .a = step->arena, .old = step->state,
		.new = arena_new_of(step->arena, struct bpmn_state),
	};
	struct run r = {
		.a = step->arena, .m = plan->to, .st = g.new,
		.env = step->env,
	};

	map_elements(&g);
	if (g.old->status == BPMN_ACTIVE && g.old->is_started)
		check_all(&g);
	if (g.issues.n == 0) {
		feel_run_init(&r.feel, step->arena);
		r.feel.now_us = step->env->now_us;
		r.feel.zone = step->env->zone;
		copy_head(&g);
		copy_nodes(&g);
		copy_rest(&g);
		copy_waits(&r, &g);
		if (state_check(g.new))
			listen_for_new(&r, &g);
		else
			issue(&g, bpmn_state_process(g.old), "the instance "
			    "does not fit the new version");
	}
	*issues = g.issues.v;
	*n_issues = g.issues.n;
	step->effects = r.effects.v;
	step->n_effects = r.effects.n;
	return g.issues.n == 0 ? g.new : NULL;
}
