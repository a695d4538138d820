/*
 * starve.c - joins that wait for a token that never comes.
 *
 * A parallel join needs a token on every incoming flow.  Where an exclusive
 * decision, a race or an interrupting boundary event sends the one token past
 * one of these flows, while another flow can still get one, the join waits for
 * ever.  Reachability is a bit set for each node; large levels are left alone.
 */
#include "workflows/bpmn/lint/internal.h"

#define NODES_MAX 400

struct level {
	struct lint		*l;
	struct lint_elem	*nodes[NODES_MAX];
	size_t			 n;
	uint64_t		 reach[NODES_MAX][(NODES_MAX + 63) / 64];
};

static ptrdiff_t
number_of(const struct level *v, const struct lint_elem *e)
{
	for (size_t i = 0; i < v->n; i++) {
		if (v->nodes[i] == e)
			return (ptrdiff_t)i;
	}
	return -1;
}

static bool
reaches(const struct level *v, const struct lint_elem *from,
    const struct lint_elem *to)
{
	ptrdiff_t a = number_of(v, from), b = number_of(v, to);

	return a >= 0 && b >= 0 && (v->reach[a][b / 64] >> (b % 64) & 1) != 0;
}

static void
collect(struct level *v, struct lint_elem *scope)
{
	for (struct lint_elem *n = lint_first(scope, "flowNode"); n != NULL;
	    n = lint_next(n, "flowNode")) {
		if (v->n == NODES_MAX) {
			v->n = 0;
			return;
		}
		v->nodes[v->n++] = n;
	}
}

static void
set(struct level *v, size_t from, const struct lint_elem *to)
{
	ptrdiff_t b = number_of(v, to);

	if (b >= 0)
		v->reach[from][b / 64] |= (uint64_t)1 << (b % 64);
}

/* One step from each node, itself included; then the closure. */
static void
compute(struct level *v)
{
	const size_t words = (NODES_MAX + 63) / 64;

	for (size_t i = 0; i < v->n; i++) {
		struct lint_elem *e = v->nodes[i];

		set(v, i, e);
		for (size_t j = 0; j < e->out.n; j++)
			set(v, i, e->out.v[j]->target);
		if (lint_is(e, "boundaryEvent") &&
		    number_of(v, lint_ref(v->l, e, "attachedToRef")) >= 0)
			set(v, (size_t)number_of(v, lint_ref(v->l, e,
			    "attachedToRef")), e);
	}
	for (size_t k = 0; k < v->n; k++) {
		for (size_t i = 0; i < v->n; i++) {
			if ((v->reach[i][k / 64] >> (k % 64) & 1) == 0)
				continue;
			for (size_t w = 0; w < words; w++)
				v->reach[i][w] |= v->reach[k][w];
		}
	}
}

/* Can a token on this flow arrive by that flow? */
static bool
leads_to(const struct level *v, const struct lint_elem *flow,
    const struct lint_elem *arrival)
{
	return flow == arrival || (flow->target != arrival->target &&
	    reaches(v, flow->target, arrival->source)) ||
	    (flow->target == arrival->target &&
	    reaches(v, arrival->target, arrival->source));
}

static bool
is_choice(const struct lint_elem *e)
{
	return (lint_is(e, "exclusiveGateway") ||
	    lint_is(e, "inclusiveGateway") ||
	    lint_is(e, "eventBasedGateway")) && e->out.n > 1;
}

/* Is there a split before the choice whose other branch feeds the join? */
static bool
is_fed_beside(const struct level *v, const struct lint_elem *choice,
    const struct lint_elem *join, const struct lint_elem *missed)
{
	for (size_t i = 0; i < v->n; i++) {
		const struct lint_elem *split = v->nodes[i];
		bool to_choice = false, to_other = false;

		if (split->out.n < 2 || is_choice(split))
			continue;
		for (size_t j = 0; j < split->out.n; j++) {
			const struct lint_elem *o = split->out.v[j];

			if (reaches(v, o->target, choice)) {
				to_choice = true;
				continue;
			}
			for (size_t k = 0; k < join->in.n; k++)
				to_other = to_other ||
				    (join->in.v[k] != missed &&
				    leads_to(v, o, join->in.v[k]));
		}
		if (to_choice && to_other)
			return true;
	}
	return false;
}

/* Does this way out of the choice miss one flow while another is fed? */
static bool
starves(const struct level *v, const struct lint_elem *choice,
    const struct lint_elem *join, const struct lint_elem *way)
{
	for (size_t i = 0; i < join->in.n; i++) {
		const struct lint_elem *missed = join->in.v[i];
		bool any = false;

		for (size_t k = 0; k < choice->out.n; k++)
			any = any || leads_to(v, choice->out.v[k], missed);
		if (!any || leads_to(v, way, missed))
			continue;
		for (size_t k = 0; k < join->in.n; k++) {
			if (k != i && leads_to(v, way, join->in.v[k]))
				return true;
		}
		if (is_fed_beside(v, choice, join, missed))
			return true;
	}
	return false;
}

static void
check_join(struct level *v, struct lint_elem *join)
{
	for (size_t i = 0; i < v->n; i++) {
		const struct lint_elem *choice = v->nodes[i];

		if (!is_choice(choice) || choice == join)
			continue;
		for (size_t j = 0; j < choice->out.n; j++) {
			if (!starves(v, choice, join, choice->out.v[j]))
				continue;
			lint_report(v->l, join, "may wait for ever: '%.*s' "
			    "decides whether a token comes on each of its "
			    "flows; join with an inclusive gateway",
			    STR_ARG(lint_label(choice)));
			return;
		}
	}
}

static void
check_level(struct lint *l, struct lint_elem *scope)
{
	struct level *v;
	bool has_join = false;

	if (!lint_is(scope, "process") && !lint_is(scope, "subProcess"))
		return;
	for (struct lint_elem *n = lint_first(scope, "parallelGateway");
	    n != NULL; n = lint_next(n, "parallelGateway"))
		has_join = has_join || n->in.n > 1;
	if (!has_join)
		return;
	v = arena_new_of(l->a, struct level);
	v->l = l;
	collect(v, scope);
	compute(v);
	for (size_t i = 0; i < v->n; i++) {
		if (lint_is(v->nodes[i], "parallelGateway") &&
		    v->nodes[i]->in.n > 1)
			check_join(v, v->nodes[i]);
	}
}

const struct lint_rule lint_starve_rules[] = {
	{ "join-starves", NULL, LINT_WARNING, ALWAYS, "baseElement",
	    check_level },
	{ NULL }
};
