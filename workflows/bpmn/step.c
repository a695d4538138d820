/*
 * step.c - one event: is it fit for the state, and what it sets going.
 *
 * Whatever can be refused is refused before anything changes.
 */
#include "workflows/bpmn/listeners.h"

/* Of all expressions of one event. */
#define FEEL_STEPS_MAX	(5 * 1000 * 1000)
#define FEEL_BYTES_MAX	((size_t)64 * 1024 * 1024)

/* What the caller takes of a called process's variables.  All means all that
 * it set: what it was given may have changed here meanwhile. */
static struct bpmn_vars
call_output(struct run *r, struct node *n, const struct bpmn_call *c)
{
	struct view v = { r, n, r->ev->vars.v, r->ev->vars.n };
	struct variables out = { 0 };
	size_t n_set = r->ev->n_given > r->ev->vars.n ? 0 :
	    r->ev->vars.n - r->ev->n_given;

	for (size_t i = 0; i < c->n_out; i++) {
		struct feel_value value = FEEL_NULL_VALUE;
		struct str why = STR("");

		(void)run_evaluate(&v, c->out[i].source, &value, &why);
		variables_set(r->a, &out, c->out[i].target, value);
	}
	for (size_t i = 0; c->returns_all && i < n_set; i++)
		variables_set(r->a, &out, r->ev->vars.v[i].key,
		    r->ev->vars.v[i].value);
	return (struct bpmn_vars){ out.v, out.n };
}

/* The only item of a list, or the only entry of a context; what is neither is
 * itself.  False when there are several. */
static bool
only_item(struct feel_value v, struct feel_value *ret)
{
	*ret = v.kind != FEEL_LIST ? v : v.list.n == 0 ? FEEL_NULL_VALUE :
	    v.list.v[0];
	return v.kind != FEEL_LIST || v.list.n < 2;
}

static bool
only_entry(struct feel_value v, struct feel_value *ret)
{
	*ret = v.kind != FEEL_CONTEXT ? v : v.context->n == 0 ?
	    FEEL_NULL_VALUE : v.context->entries[0].value;
	return v.kind != FEEL_CONTEXT || v.context->n < 2;
}

/* As a list of results, perhaps of their only entries. */
static bool
as_list(struct run *r, struct feel_value v, bool entries,
    struct feel_value *ret)
{
	size_t n = v.kind == FEEL_LIST ? v.list.n : v.kind != FEEL_NULL;
	struct feel_value *items = arena_array(r->a, n, sizeof(*items));

	for (size_t i = 0; i < n; i++) {
		items[i] = v.kind == FEEL_LIST ? v.list.v[i] : v;
		if (entries && !only_entry(items[i], &items[i]))
			return false;
	}
	*ret = feel_list(items, n);
	return true;
}

/* A decision's answer as the model wants it; false when it is not so. */
static bool
map_answer(struct run *r, enum bpmn_answer how, struct feel_value *v)
{
	switch (how) {
	case BPMN_SINGLE_ENTRY:
		return only_item(*v, v) && only_entry(*v, v);
	case BPMN_SINGLE_RESULT:
		return only_item(*v, v);
	case BPMN_COLLECT_ENTRIES:
		return as_list(r, *v, true, v);
	case BPMN_RESULT_LIST:
		return as_list(r, *v, false, v);
	default:
		return true;
	}
}

/* It has the name the model gives it. */
static void
decided(struct run *r, struct node *n, const struct bpmn_decision *d)
{
	struct feel_entry answer = r->ev->vars.v[0];
	struct variables out = { 0 };
	struct bpmn_vars vars;

	if (!map_answer(r, d->answer, &answer.value)) {
		run_incident(r, n, "bpmn.decision_result",
		    "the decision gave several results where the model wants "
		    "one");
		return;
	}
	answer.key = d->result_variable;
	if (answer.key.len > 0)
		vec_push(r->a, &out, answer);
	vars = (struct bpmn_vars){ out.v, out.n };
	run_complete(r, n, &vars);
}

static void
completed(struct run *r, struct node *n)
{
	const struct bpmn_element *e = element_of(r, n->element);
	struct bpmn_vars vars = r->ev->vars;

	if (n->flags & NODE_LISTENING) {
		run_listener_done(r, n, &vars);
		return;
	}
	if (r->heard != NULL)
		vars = (struct bpmn_vars){ r->heard->vars.v,
			r->heard->vars.n };
	if (e->decision != NULL && vars.n == 1 && vars.v[0].key.len == 0) {
		decided(r, n, e->decision);
		return;
	}
	if (e->call != NULL && e->n_outputs == 0)
		vars = call_output(r, n, e->call);
	run_complete(r, n, &vars);
}

static void
job_failed(struct run *r, struct node *n)
{
	n->retries = r->ev->retries;
	if (n->retries > 0)
		return;
	run_incident_end(r, n);
	run_incident(r, n, "bpmn.job_failed", "%.*s", STR_ARG(r->ev->message));
}

static void
raised(struct run *r, struct node *n)
{
	const struct bpmn_event *ev = r->ev;

	if (ev->type == BPMN_EV_ESCALATION)
		run_throw_escalation(r, n, ev->code, &ev->vars);
	else if (!run_throw_error(r, n, ev->code, ev->message, &ev->vars))
		run_uncaught(r, n, ev->code, ev->message);
}

static void
set_vars(struct run *r)
{
	struct node *n = r->ev->node == 0 ? state_root(r->st) :
	    state_node(r->st, r->ev->node);

	for (size_t i = 0; i < r->ev->vars.n; i++) {
		if (!is_private_name(r->ev->vars.v[i].key))
			run_assign(r, n, r->ev->vars.v[i].key,
			    r->ev->vars.v[i].value);
	}
}

/* ---------------------------------------------------------- asking before */

static const struct {
	enum bpmn_event_type	 event;
	enum bpmn_moment	 moment;
	const char		*action;
} asked[] = {
	{ BPMN_EV_TASK_ASSIGN, BPMN_AT_ASSIGNING, "assign" },
	{ BPMN_EV_TASK_UPDATE, BPMN_AT_UPDATING, "update" },
	{ BPMN_EV_COMPLETE, BPMN_AT_COMPLETING, "complete" },
};

/* What the listeners of completing see is what was filled in; the others see
 * the task as it is to be. */
static void
begin_asking(struct run *r, enum bpmn_moment moment, const char *action,
    struct listened *heard)
{
	struct variables *into = moment == BPMN_AT_COMPLETING ?
	    &heard->vars : &heard->about;

	variables_set(r->a, &heard->about, STR("action"),
	    feel_string(str_of(action)));
	for (size_t i = 0; i < r->ev->vars.n; i++)
		variables_set(r->a, into, r->ev->vars.v[i].key,
		    r->ev->vars.v[i].value);
}

static int
ask_listeners(struct run *r, struct node *n, size_t what, struct error *err)
{
	struct listened *heard = arena_new_of(r->a, struct listened);
	const unsigned people = BPMN_TASK_GROUPS | BPMN_TASK_USERS;
	struct str why = STR("");

	begin_asking(r, asked[what].moment, asked[what].action, heard);
	if (run_ask_listeners(r, n, asked[what].moment, heard, &why) < 0)
		return error_set(err, ERR_CONFLICT, "bpmn.listener",
		    "a listener of the process failed, and nothing was "
		    "changed: %.*s", STR_ARG(why));
	if (heard->is_denied)
		return error_set(err, ERR_CONFLICT, "bpmn.denied", "%.*s",
		    STR_ARG(heard->reason));
	if ((heard->changed & people) != 0)
		return error_set(err, ERR_CONFLICT, "bpmn.listener",
		    "a listener may correct candidates only at creating, and "
		    "nothing was changed");
	r->heard = heard;
	return 0;
}

/* People are answered before anything changes. */
static int
ask_before(struct run *r, struct error *err)
{
	struct node *n = state_node(r->st, r->ev->node);

	if (n == NULL || (n->flags & NODE_LISTENING) != 0 ||
	    element_of(r, n->element)->kind != BPMN_USER_TASK ||
	    element_of(r, n->element)->n_listeners == 0)
		return 0;
	for (size_t i = 0; i < ARRAY_LEN(asked); i++) {
		if (asked[i].event == r->ev->type)
			return ask_listeners(r, n, i, err);
	}
	return 0;
}

static void
task_changes(struct run *r, struct node *n)
{
	struct bpmn_task_open *t;
	struct bpmn_effect *fx;

	if (r->heard == NULL)
		return;
	for (size_t i = 0; i < r->heard->vars.n; i++) {
		if (!is_private_name(r->heard->vars.v[i].key))
			run_assign_here(r, n, r->heard->vars.v[i].key,
			    r->heard->vars.v[i].value);
	}
	if (r->heard->changed == 0)
		return;
	t = arena_new_of(r->a, struct bpmn_task_open);
	*t = r->heard->task;
	fx = run_effect(r, BPMN_FX_TASK_CORRECT, n, n->element);
	fx->task = t;
	fx->changed = r->heard->changed;
}

static void
apply(struct run *r)
{
	struct node *n = state_node(r->st, r->ev->node);

	switch (r->ev->type) {
	case BPMN_EV_START:
		run_instance_begin(r);
		return;
	case BPMN_EV_COMPLETE:
		completed(r, n);
		return;
	case BPMN_EV_JOB_FAILED:
		job_failed(r, n);
		return;
	case BPMN_EV_ERROR:
	case BPMN_EV_ESCALATION:
		raised(r, n);
		return;
	case BPMN_EV_TRIGGER:
		run_trigger(r, r->ev->wait, &r->ev->vars);
		return;
	case BPMN_EV_TIMER_MOVE:
		run_wait_move(r, state_wait(r->st, r->ev->wait),
		    r->ev->due_us);
		return;
	case BPMN_EV_SIGNAL:
		run_signal_all(r, r->ev->name, &r->ev->vars);
		return;
	case BPMN_EV_SET_VARS:
		set_vars(r);
		return;
	case BPMN_EV_CANCEL:
		run_instance_end(r, BPMN_CANCELLED, STR(""), r->ev->message);
		return;
	case BPMN_EV_RETRY:
		run_admin_retry(r, n);
		return;
	case BPMN_EV_SKIP:
		run_admin_skip(r, n);
		return;
	case BPMN_EV_MOVE:
		run_admin_move(r, n);
		return;
	case BPMN_EV_ACTIVATE:
		run_admin_activate(r, n);
		return;
	case BPMN_EV_TASK_ASSIGN:
	case BPMN_EV_TASK_UPDATE:
		task_changes(r, n);
		return;
	default:
		return;
	}
}

int
bpmn_step(struct bpmn_step *step, struct error *err)
{
	struct run r = {
		.a = step->arena, .m = step->model, .st = step->state,
		.env = step->env, .ev = step->event,
	};

	if (step->event->type >= BPMN_EVENT_TYPES)
		return error_set(err, ERR_INVALID, "bpmn.event",
		    "there is no such event");
	if (run_check_event(&r, err) < 0)
		return -1;
	r.steps = step->env->steps_max > 0 ? step->env->steps_max :
	    BPMN_STEPS_MAX;
	feel_run_init(&r.feel, step->arena);
	r.feel.budget.steps = FEEL_STEPS_MAX;
	r.feel.budget.bytes = FEEL_BYTES_MAX;
	r.feel.now_us = step->env->now_us;
	r.feel.zone = step->env->zone;
	if (ask_before(&r, err) < 0)
		return -1;
	apply(&r);
	run_queue(&r);
	run_find_deadlock(&r);
	step->effects = r.effects.v;
	step->n_effects = r.effects.n;
	return 0;
}
