/*
 * activities.c - an activity's life: subscriptions and input, the work,
 * output, and on.
 */
#include "workflows/bpmn/listeners.h"

static enum node_kind
node_kind_of(const struct bpmn_element *e)
{
	if (bpmn_is_scope(e->kind))
		return NODE_SCOPE;
	return NODE_TASK;
}

struct node *
run_begin_instance(struct run *r, struct node *parent, int element,
    int64_t loop)
{
	struct node *n = run_node_new(r, parent->id, element,
	    node_kind_of(element_of(r, element)));

	n->loop = loop;
	run_effect(r, BPMN_FX_ENTER, n, element);
	return n;
}

void
run_begin_activity(struct run *r, struct node *scope, int element)
{
	const struct bpmn_element *e = element_of(r, element);
	struct node *n;

	if (r->st->nodes.n >= BPMN_NODES_MAX) {
		run_incident(r, run_stuck(r, scope, element, PHASE_START),
		    "bpmn.budget", "more than %d activities at once",
		    BPMN_NODES_MAX);
		return;
	}
	if (e->loop == NULL) {
		run_work(r, run_begin_instance(r, scope, element, 0));
		return;
	}
	n = run_node_new(r, scope->id, element, NODE_MULTI);
	run_effect(r, BPMN_FX_ENTER, n, element);
	run_work(r, n);
}

/* ---------------------------------------------------------------- the work */

/* The variables a script sets: its result by name, or each entry of it. */
static int
script_result(struct run *r, struct node *n, struct bpmn_vars *ret,
    struct str *why)
{
	const struct bpmn_element *e = element_of(r, n->element);
	struct view v = { r, n, NULL, 0 };
	struct feel_entry *result;
	struct feel_value value;

	if (run_evaluate(&v, e->script, &value, why) < 0)
		return -1;
	if (e->result_variable.len > 0) {
		result = arena_new_of(r->a, struct feel_entry);
		*result = (struct feel_entry){ e->result_variable, value };
		*ret = (struct bpmn_vars){ result, 1 };
	} else if (value.kind == FEEL_CONTEXT) {
		*ret = (struct bpmn_vars){ value.context->entries,
		    value.context->n };
	}
	return 0;
}

static int
run_script(struct run *r, struct node *n, struct str *why)
{
	const struct bpmn_element *e = element_of(r, n->element);
	struct bpmn_vars vars = { NULL, 0 };

	if (e->script != NULL && script_result(r, n, &vars, why) < 0)
		return -1;
	/* Once more, when it undoes something and set what it remembers. */
	if (run_forget_names(r, n, &vars) &&
	    script_result(r, n, &vars, why) < 0)
		return -1;
	run_complete(r, n, &vars);
	return 0;
}

/* Work that waits for somebody outside. */
static bool
is_outside(const struct bpmn_element *e)
{
	switch (e->kind) {
	case BPMN_USER_TASK:
	case BPMN_CALL:
		return true;
	case BPMN_SERVICE_TASK:
		return e->script == NULL;
	case BPMN_SEND_TASK:
		return e->n_defs == 0 || e->job != NULL;
	case BPMN_RULE_TASK:
	case BPMN_THROW:
	case BPMN_END:
		return true;
	case BPMN_SCRIPT_TASK:
		return e->job != NULL;
	default:
		return false;
	}
}

static int
send_message(struct run *r, struct node *n, struct str *why)
{
	const struct bpmn_element *e = element_of(r, n->element);
	const struct bpmn_event_def *def = &e->defs[0];
	struct view v = { r, n, NULL, 0 };
	struct str name = def->name, key = STR("");
	struct bpmn_effect *fx;
	struct bpmn_vars vars;
	uint32_t id = n->id;

	if (def->name_value != NULL &&
	    run_evaluate_text(&v, def->name_value, &name, why) < 0)
		return -1;
	if (def->key != NULL && run_evaluate_text(&v, def->key, &key, why) < 0)
		return -1;
	vars = bpmn_state_vars(r->a, r->st, id, false);
	if (!run_message_inside(r, n->element, name, key, &vars)) {
		fx = run_effect(r, BPMN_FX_MESSAGE_THROW, n, n->element);
		fx->name = name;
		fx->key = key;
		fx->vars = vars;
	}
	/* Who receives it may have ended the sender. */
	if (state_node(r->st, id) != NULL)
		run_complete(r, n, NULL);
	return 0;
}

/* The body; it may complete at once, and then n is gone. */
static int
do_work(struct run *r, struct node *n, struct str *why)
{
	const struct bpmn_element *e = element_of(r, n->element);

	n->phase = PHASE_WAIT;
	if (n->kind == NODE_MULTI) {
		run_multi_begin(r, n);
	} else if (n->kind == NODE_SCOPE) {
		run_scope_begin(r, n, n->begun_at);
	} else if (is_outside(e)) {
		run_open_outside(r, n);
	} else if (e->kind == BPMN_RECEIVE_TASK) {
		return run_listen(r, n, n->element, why);
	} else if (e->kind == BPMN_SEND_TASK) {
		return send_message(r, n, why);
	} else if (e->kind == BPMN_SCRIPT_TASK ||
	    e->kind == BPMN_SERVICE_TASK) {
		return run_script(r, n, why);
	} else {
		run_complete(r, n, NULL);
	}
	return 0;
}

/* What an event gateway waits for: the events behind it. */
static int
listen_behind(struct run *r, struct node *n, struct str *why)
{
	const struct bpmn_element *e = element_of(r, n->element);

	for (size_t i = 0; i < e->outgoing.n; i++) {
		int target = r->m->flows[e->outgoing.v[i]].target;

		if (target == n->begun_at)
			continue;	/* it happened: see step.c */
		if (run_listen(r, n, target, why) < 0)
			return -1;
	}
	return 0;
}

static int
begin_event(struct run *r, struct node *n, struct str *why)
{
	n->phase = PHASE_WAIT;
	if (element_of(r, n->element)->kind == BPMN_EVENT_GATEWAY)
		return listen_behind(r, n, why);
	return run_listen(r, n, n->element, why);
}

/* Boundary events listen while the activity lives, its loop included; a
 * condition among them may be true at once, and that may end n. */
static int
attach_events(struct run *r, struct node *n, struct str *why)
{
	const struct bpmn_element *e = element_of(r, n->element);

	if (n != run_outer_of(r, n))
		return 0;
	for (size_t i = 0; i < e->boundary.n; i++) {
		if (run_listen(r, n, e->boundary.v[i], why) < 0)
			return -1;
	}
	if (r->is_dirty)
		run_check_conditions(r);
	return 0;
}

static int
prepare(struct run *r, struct node *n, struct str *why)
{
	/* What it waits for on its boundary sees what goes in. */
	if (n->kind != NODE_MULTI &&
	    run_map_inputs(r, n, element_of(r, n->element), why) < 0)
		return -1;
	return attach_events(r, n, why);
}

static void
cannot_begin(struct run *r, struct node *n, struct str why)
{
	n->phase = PHASE_START;
	run_incident(r, n, "bpmn.expression", "%.*s", STR_ARG(why));
}

void
run_work_on(struct run *r, struct node *n)
{
	struct str why = STR("");
	uint32_t id = n->id;
	enum listening how = n->kind == NODE_MULTI ? LISTEN_DONE :
	    run_listen_before(r, n, &why);

	if (how == LISTEN_WAITS)
		return;
	if ((how == LISTEN_FAILED || do_work(r, n, &why) < 0) &&
	    state_node(r->st, id) != NULL)
		cannot_begin(r, n, why);
}

void
run_work(struct run *r, struct node *n)
{
	struct str why = STR("");
	uint32_t id = n->id;
	int failed = n->kind == NODE_EVENT ? begin_event(r, n, &why) :
	    prepare(r, n, &why);

	if (state_node(r->st, id) == NULL)
		return;		/* a boundary event took it */
	if (failed < 0)
		cannot_begin(r, n, why);
	else if (n->kind != NODE_EVENT)
		run_work_on(r, n);
}

/* -------------------------------------------------------------- completion */

static void
collect_output(struct run *r, struct node *n, const struct bpmn_element *e,
    struct feel_value *ret)
{
	struct view v = { r, n, NULL, 0 };
	struct str why = STR("");

	*ret = FEEL_NULL_VALUE;
	if (e->loop != NULL && e->loop->output_element != NULL)
		(void)run_evaluate(&v, e->loop->output_element, ret, &why);
}

static struct bpmn_vars
kept_results(const struct node *n)
{
	const struct feel_value *v = variables_get(&n->vars, VAR_RESULTS);

	return v == NULL || v->kind != FEEL_CONTEXT ?
	    (struct bpmn_vars){ NULL, 0 } :
	    (struct bpmn_vars){ v->context->entries, v->context->n };
}

/* Listeners and output; LISTEN_DONE when the node may go.  What the listeners
 * add to the results is kept with them. */
static enum listening
give_output(struct run *r, struct node *n, struct str *why)
{
	const struct bpmn_element *e = element_of(r, n->element);
	enum listening how = run_listen_completing(r, n, why);
	struct bpmn_vars results = kept_results(n);

	if (how != LISTEN_DONE)
		return how;
	if (!run_has_output(r, n)) {
		if (run_map_outputs(r, n, e, &results, why) < 0)
			return LISTEN_FAILED;
		n->total++;
	}
	return run_listen_end(r, n, why);
}

static enum listening
finish(struct run *r, struct node *n, const struct bpmn_vars *results,
    struct str *why)
{
	const struct bpmn_element *e = element_of(r, n->element);
	enum listening how = LISTEN_DONE;

	if (n->kind != NODE_MULTI && e->n_listeners > 0)
		how = give_output(r, n, why);
	else if (n->kind != NODE_MULTI &&
	    run_map_outputs(r, n, e, results, why) < 0)
		return LISTEN_FAILED;
	if (how == LISTEN_DONE && run_ad_hoc_collect(r, n, why) < 0)
		return LISTEN_FAILED;
	return how;
}

/* Results are seen in the node. */
static void
show_results(struct run *r, struct node *n, const struct bpmn_vars *results)
{
	for (size_t i = 0; results != NULL && i < results->n; i++) {
		if (!is_private_name(results->v[i].key))
			variables_set(r->a, &n->vars, results->v[i].key,
			    results->v[i].value);
	}
}

/* The output waits: for a listener, or for somebody to try again. */
static void
keep_results(struct run *r, struct node *n, const struct bpmn_vars *results)
{
	struct variables all = { 0 };

	show_results(r, n, results);
	for (size_t i = 0; results != NULL && i < results->n; i++)
		vec_push(r->a, &all, results->v[i]);
	variables_set(r->a, &n->vars, VAR_RESULTS,
	    feel_context(r->a, all.v, all.n));
}

/* What a completing activity sets may make conditions around it true, and
 * they come first: its token, which counts as one on its way meanwhile, may be
 * gone then. */
static bool
is_interrupted_by_output(struct run *r, struct node *parent)
{
	uint32_t id = parent->id;

	if (!r->is_dirty)
		return false;
	parent->n_pending++;
	run_check_conditions(r);
	if (state_node(r->st, id) == NULL || parent->n_pending == 0)
		return true;
	parent->n_pending--;
	return false;
}

/* The node stays.  A scope listens for nothing inside any more. */
static void
wait_to_end(struct run *r, struct node *n, enum listening how, struct str why)
{
	if (n->kind == NODE_SCOPE) {
		run_waits_end_inside(r, n->id);
		n->flags |= NODE_INTERRUPTED;
	}
	if (how == LISTEN_FAILED)
		run_incident(r, n, "bpmn.mapping", "output %.*s",
		    STR_ARG(why));
}

/* The first time, when what it did outside is done; false: it waits for a
 * listener. */
static bool
begin_to_end(struct run *r, struct node *n, const struct bpmn_vars *results)
{
	if (n->flags & NODE_LISTENING)
		return false;
	run_incident_end(r, n);
	if (n->phase == PHASE_COMPLETE || n->kind == NODE_MULTI ||
	    element_of(r, n->element)->n_listeners == 0)
		return true;
	run_close_outside(r, n, true);
	n->phase = PHASE_COMPLETE;
	n->total = run_n_heard(r, n);
	keep_results(r, n, results);
	return true;
}

/* What a condition of the loop sees of it when it is gone. */
static struct bpmn_vars
own_variables(struct run *r, const struct node *n)
{
	struct bpmn_vars own = bpmn_state_vars(r->a, r->st, n->id, false);
	struct feel_entry *all = arena_array(r->a, own.n + 1, sizeof(*all));

	if (own.n > 0)
		memcpy(all, own.v, own.n * sizeof(*all));
	all[own.n] = (struct feel_entry){ STR("loopCounter"),
		feel_int(n->loop) };
	return (struct bpmn_vars){ all, own.n + 1 };
}

static void
leave_node(struct run *r, struct node *n, const struct feel_value *output)
{
	struct node *parent = run_parent_of(r, n);
	struct multi_done done = { .number = n->loop, .output = *output };
	int element = n->element;
	bool is_instance = parent->kind == NODE_MULTI &&
	    parent->element == element;

	if (is_instance)
		done.seen = own_variables(r, n);
	run_remember(r, n);
	run_node_end(r, n, true);
	if (is_interrupted_by_output(r, parent))
		return;
	if (is_instance)
		run_multi_child_done(r, parent, &done);
	else
		run_after_node(r, parent, element);
}

void
run_complete(struct run *r, struct node *n, const struct bpmn_vars *results)
{
	const struct bpmn_element *e = element_of(r, n->element);
	struct bpmn_vars kept;
	struct feel_value output;
	struct str why = STR("");
	enum listening how;

	if (!begin_to_end(r, n, results))
		return;
	if (results == NULL || n->phase == PHASE_COMPLETE) {
		kept = kept_results(n);
		results = &kept;
	}
	how = finish(r, n, results, &why);
	if (how != LISTEN_DONE) {
		if (n->phase != PHASE_COMPLETE)
			keep_results(r, n, results);
		if (how == LISTEN_FAILED)
			run_close_outside(r, n, true);
		n->phase = PHASE_COMPLETE;
		wait_to_end(r, n, how, why);
		return;
	}
	(void)variables_remove(&n->vars, VAR_RESULTS);
	if (e->loop != NULL && n->kind != NODE_MULTI && e->n_outputs == 0)
		show_results(r, n, results);
	collect_output(r, n, e, &output);
	leave_node(r, n, &output);
}

void
run_after_node(struct run *r, struct node *parent, int element)
{
	if (parent->kind == NODE_COMPENSATE) {
		run_push(r, (struct op){ OP_SPAWN, parent->id, NONE, NONE });
		return;
	}
	if (element_of(r, element)->kind == BPMN_EVENT_SUB_PROCESS)
		run_check_scope(r, parent->id);
	else
		run_leave(r, parent, element);
}
