/*
 * scopes.c - processes and sub-processes: how they begin and end; ad-hoc
 * sub-processes.
 */
#include "workflows/bpmn/run.h"

static int
start_of(const struct run *r, const struct bpmn_element *scope)
{
	for (size_t i = 0; i < scope->children.n; i++) {
		const struct bpmn_element *c =
		    element_of(r, scope->children.v[i]);

		if (c->kind == BPMN_START && c->n_defs == 0)
			return scope->children.v[i];
	}
	return NONE;
}

/* An event sub-process listens while its scope lives. */
static int
attach_event_subs(struct run *r, struct node *n, struct str *why)
{
	const struct bpmn_element *e = element_of(r, n->element);

	for (size_t i = 0; i < e->event_subs.n; i++) {
		const struct bpmn_element *sub =
		    element_of(r, e->event_subs.v[i]);

		for (size_t k = 0; k < sub->children.n; k++) {
			int c = sub->children.v[k];

			if (element_of(r, c)->kind == BPMN_START &&
			    run_listen(r, n, c, why) < 0)
				return -1;
		}
	}
	if (r->is_dirty)
		run_check_conditions(r);
	return 0;
}

/* Without a start event, everything that nothing leads to begins. */
static void
begin_all(struct run *r, struct node *n)
{
	const struct bpmn_element *e = element_of(r, n->element);

	for (size_t i = 0; i < e->children.n; i++) {
		const struct bpmn_element *c = element_of(r, e->children.v[i]);

		if (c->incoming.n == 0 && !c->is_for_compensation &&
		    c->kind != BPMN_BOUNDARY && c->kind != BPMN_START &&
		    !(c->kind == BPMN_CATCH && c->n_defs == 1 &&
		    c->defs[0].trigger == BPMN_LINK))
			run_push(r, (struct op){ OP_FIRE, n->id,
			    e->children.v[i], NONE });
	}
}

static void
begin_inside(struct run *r, struct node *n, int start)
{
	const struct bpmn_element *e = element_of(r, n->element);

	if (e->kind == BPMN_AD_HOC) {
		run_ad_hoc_begin(r, n);
		return;
	}
	if (start == NONE)
		start = start_of(r, e);
	if (start == NONE) {
		begin_all(r, n);
		run_check_scope(r, n->id);
		return;
	}
	run_push(r, (struct op){ OP_FIRE, n->id, start, NONE });
}

/* An activity inside that takes or gives no token: nothing begins then. */
static bool
has_impossible(struct run *r, struct node *n)
{
	const struct bpmn_element *e = element_of(r, n->element);

	for (size_t i = 0; i < e->children.n; i++) {
		const struct bpmn_element *c = element_of(r, e->children.v[i]);

		if (c->start_quantity > 0 && c->completion_quantity > 0)
			continue;
		n->phase = PHASE_START;
		run_incident(r, n, "bpmn.quantity", "startQuantity and "
		    "completionQuantity of '%.*s' must be 1 or more",
		    STR_ARG(c->id));
		return true;
	}
	return false;
}

bool
run_scope_open(struct run *r, struct node *n, int start)
{
	const struct bpmn_element *e = element_of(r, n->element);
	uint32_t id = n->id;
	struct str why = STR("");

	n->begun_at = start;
	if (has_impossible(r, n))
		return false;
	n->phase = PHASE_WAIT;
	for (size_t i = 0; i < e->n_data; i++) {
		if (variables_get(&n->vars, e->data[i]) == NULL)
			variables_set(r->a, &n->vars, e->data[i],
			    FEEL_NULL_VALUE);
	}
	if (attach_event_subs(r, n, &why) < 0) {
		n->phase = PHASE_START;
		run_incident(r, n, "bpmn.expression", "%.*s", STR_ARG(why));
		return false;
	}
	/* A condition that was true at once may have taken over already. */
	return state_node(r->st, id) != NULL &&
	    (n->flags & NODE_INTERRUPTED) == 0;
}

void
run_scope_begin(struct run *r, struct node *n, int start)
{
	if (run_scope_open(r, n, start))
		begin_inside(r, n, start);
}

/* The list of an ad-hoc sub-process goes outside, unless output mappings say
 * what does. */
static void
give_collection(struct run *r, struct node *n)
{
	const struct bpmn_element *e = element_of(r, n->element);
	const struct feel_value *list;

	if (e->ad_hoc == NULL || e->ad_hoc->output.len == 0 ||
	    e->n_outputs > 0)
		return;
	list = variables_get(&n->vars, e->ad_hoc->output);
	if (list != NULL)
		run_assign(r, run_parent_of(r, n), e->ad_hoc->output, *list);
}

void
run_scope_done(struct run *r, struct node *n)
{
	struct node *parent = run_parent_of(r, n);

	if (parent == NULL) {
		run_instance_end(r, BPMN_COMPLETED, STR(""), STR(""));
		return;
	}
	if (n->flags & NODE_REVIVED) {
		run_node_end(r, n, true);
		run_push(r, (struct op){ OP_SPAWN, parent->id, NONE, NONE });
		return;
	}
	give_collection(r, n);
	run_complete(r, n, NULL);
}

void
run_instance_end(struct run *r, enum bpmn_status status, struct str code,
    struct str message)
{
	struct node *root = state_root(r->st);
	size_t n_given;
	struct bpmn_vars vars = run_split_given(r, root, &n_given);
	struct bpmn_effect *fx;
	int element = root->element;

	r->is_ending = true;
	run_node_end(r, root, status == BPMN_COMPLETED);
	r->st->status = status;
	r->st->records.n = 0;
	fx = run_effect(r, BPMN_FX_END, NULL, element);
	fx->status = status;
	fx->code = code;
	fx->message = message;
	fx->vars = vars;
	fx->n_given = n_given;
}

/* ------------------------------------------------------------------ ad hoc */

/* Ids still to be begun, one after the other. */
static void
queue_up(struct run *r, struct node *n, const struct feel_value *ids,
    size_t n_ids)
{
	if (element_of(r, n->element)->ad_hoc->is_sequential)
		variables_set(r->a, &n->vars, VAR_QUEUE,
		    feel_list(ids, n_ids));
}

static void
begin_named(struct run *r, struct node *n, struct feel_value id)
{
	int element = id.kind == FEEL_STRING ?
	    bpmn_find(r->m, id.string) : NONE;

	if (element == NONE || element_of(r, element)->parent != n->element) {
		run_incident(r, n, "bpmn.ad_hoc", "there is no such activity "
		    "inside to begin");
		return;
	}
	n->done++;
	run_push(r, (struct op){ OP_FIRE, n->id, element, NONE });
}

/* The next of the queue; false when it is empty. */
static bool
begin_next(struct run *r, struct node *n)
{
	const struct feel_value *queue = variables_get(&n->vars, VAR_QUEUE);
	struct feel_value first;

	if (queue == NULL || queue->kind != FEEL_LIST || queue->list.n == 0)
		return false;
	first = queue->list.v[0];
	queue_up(r, n, queue->list.v + 1, queue->list.n - 1);
	begin_named(r, n, first);
	return true;
}

static void
begin_list(struct run *r, struct node *n, struct feel_list ids)
{
	if (element_of(r, n->element)->ad_hoc->is_sequential) {
		queue_up(r, n, ids.v, ids.n);
		(void)begin_next(r, n);
		return;
	}
	for (size_t i = 0; i < ids.n && n->code.len == 0; i++)
		begin_named(r, n, ids.v[i]);
}

/* Everything that nothing leads to, in the order of the file. */
static struct feel_list
initial_ids(struct run *r, const struct bpmn_element *e)
{
	VEC(struct feel_value) ids = { 0 };

	for (size_t i = 0; i < e->children.n; i++) {
		const struct bpmn_element *c = element_of(r, e->children.v[i]);

		if (c->incoming.n == 0 && !c->is_for_compensation &&
		    c->kind != BPMN_BOUNDARY && c->kind != BPMN_START)
			vec_push(r->a, &ids, feel_string(c->id));
	}
	return (struct feel_list){ ids.v, ids.n };
}

void
run_ad_hoc_begin(struct run *r, struct node *n)
{
	const struct bpmn_element *e = element_of(r, n->element);
	struct view v = { r, n, NULL, 0 };
	struct feel_value ids;
	struct str why = STR("");

	if (e->ad_hoc->output.len > 0)
		run_assign_here(r, n, e->ad_hoc->output, feel_list(NULL, 0));
	if (e->ad_hoc->active == NULL) {
		begin_list(r, n, initial_ids(r, e));
	} else if (run_evaluate(&v, e->ad_hoc->active, &ids, &why) < 0) {
		n->phase = PHASE_START;
		run_incident(r, n, "bpmn.expression", "%.*s", STR_ARG(why));
	} else if (ids.kind == FEEL_LIST) {
		begin_list(r, n, ids.list);
	}
}

/* 1: the completion condition is true; 0: not; -1: an incident. */
static int
is_ad_hoc_complete(struct run *r, struct node *n)
{
	const struct bpmn_ad_hoc *h = element_of(r, n->element)->ad_hoc;
	struct view v = { r, n, NULL, 0 };
	struct str why = STR("");
	bool is_true = false;

	if (h->completion == NULL)
		return 0;
	if (run_evaluate_bool(&v, h->completion, &is_true, &why) < 0) {
		run_incident(r, n, "bpmn.condition",
		    "the completion condition %.*s", STR_ARG(why));
		return -1;
	}
	return is_true;
}

int
run_ad_hoc_collect(struct run *r, struct node *n, struct str *why)
{
	const struct bpmn_element *e = element_of(r, n->element);
	struct node *around = run_parent_of(r, n);
	const struct bpmn_ad_hoc *h = around == NULL ||
	    around->kind != NODE_SCOPE ? NULL :
	    element_of(r, around->element)->ad_hoc;
	struct view v = { r, n, NULL, 0 };
	const struct feel_value *old;
	struct feel_value *list;
	size_t count;

	if (h == NULL || h->output.len == 0 || h->output_element == NULL ||
	    e->outgoing.n > 0 || e->kind == BPMN_EVENT_SUB_PROCESS)
		return 0;
	old = variables_get(&around->vars, h->output);
	count = old != NULL && old->kind == FEEL_LIST ? old->list.n : 0;
	list = arena_array(r->a, count + 1, sizeof(*list));
	if (count > 0)
		memcpy(list, old->list.v, count * sizeof(*list));
	if (run_evaluate(&v, h->output_element, &list[count], why) < 0)
		return -1;
	run_assign_here(r, around, h->output, feel_list(list, count + 1));
	return 0;
}

static bool
is_idle(const struct node *n)
{
	return n->n_children == 0 && n->n_pending == 0;
}

/* Called when something inside has ended.  With a completion condition the
 * sub-process is over when that is true; without one when all that was begun
 * is done.  One that has begun nothing stays open for people to choose. */
void
run_ad_hoc_check(struct run *r, struct node *n)
{
	const struct bpmn_ad_hoc *h = element_of(r, n->element)->ad_hoc;
	int is_complete;

	if (n->flags & NODE_INTERRUPTED) {
		if (is_idle(n))
			run_scope_done(r, n);
		return;
	}
	is_complete = is_ad_hoc_complete(r, n);
	if (is_complete < 0)
		return;
	if (is_complete > 0) {
		n->flags |= NODE_INTERRUPTED;	/* nothing more begins */
		if (h->cancels_rest)
			run_scope_clear(r, n);
		if (is_idle(n))
			run_scope_done(r, n);
		return;
	}
	if (!is_idle(n) || begin_next(r, n))
		return;
	if (h->completion == NULL && (n->done > 0 || h->active == NULL))
		run_scope_done(r, n);
}

/* In one that has begun nothing yet, people are still to choose. */
void
run_ad_hoc_recheck(struct run *r)
{
	VEC(uint32_t) ids = { 0 };

	r->has_changed = false;
	for (size_t i = 0; i < r->st->nodes.n; i++) {
		struct node *n = r->st->nodes.v[i];

		if (n->kind == NODE_SCOPE && n->phase == PHASE_WAIT &&
		    (n->flags & NODE_REVIVED) == 0 && n->code.len == 0 &&
		    n->done > 0 && is_idle(n) &&
		    element_of(r, n->element)->kind == BPMN_AD_HOC)
			vec_push(r->a, &ids, n->id);
	}
	for (size_t i = 0; i < ids.n; i++) {
		struct node *n = state_node(r->st, ids.v[i]);

		if (n != NULL)
			run_ad_hoc_check(r, n);
	}
}
