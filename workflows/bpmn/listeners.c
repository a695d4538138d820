/*
 * listeners.c - what a model does at the moments of an activity's life
 * (zeebe:executionListener, zeebe:taskListener).
 *
 * Before the work come the listeners of start and creating; after it those of
 * completing, then the output, then those of end: each list in the order of
 * the file.  A listener is FEEL and runs at once, or a job, and then everything
 * waits for it; the node counts in "total" how far it has come.
 *
 * A person who takes, changes or completes a task is answered before anything
 * changes: their listeners run first, and may refuse.
 */
#include "workflows/bpmn/listeners.h"


/* ------------------------------------------------------- what FEEL answers */

/* Of a task listener these are no variables. */
static bool
is_reserved(struct str key)
{
	return str_is(key, "denied") || str_is(key, "deniedReason") ||
	    str_is(key, "corrections");
}

static int
read_answer(struct run *r, const struct bpmn_listener *l,
    struct feel_value value, struct listened *ret, struct str *why)
{
	const struct feel_context *c = value.kind == FEEL_CONTEXT ?
	    value.context : NULL;
	const struct feel_value *v;

	for (size_t i = 0; c != NULL && i < c->n; i++) {
		if (!bpmn_is_task_moment(l->moment) ||
		    !is_reserved(c->entries[i].key))
			variables_set(r->a, &ret->vars, c->entries[i].key,
			    c->entries[i].value);
	}
	if (c == NULL || !bpmn_is_task_moment(l->moment))
		return 0;
	v = feel_get(c, STR("corrections"));
	if (v != NULL && v->kind != FEEL_NULL && task_correct(r, *v,
	    &ret->task, &ret->changed, why) < 0)
		return -1;
	v = feel_get(c, STR("denied"));
	ret->is_denied = v != NULL && feel_is_true(*v);
	v = feel_get(c, STR("deniedReason"));
	ret->reason = v != NULL && v->kind == FEEL_STRING ? v->string :
	    STR("the process does not allow it");
	return 0;
}

/* What earlier listeners of the same moment set is seen by the later ones. */
static int
ask(struct run *r, struct node *n, const struct bpmn_listener *l,
    struct listened *ret, struct str *why)
{
	struct view v = { r, n, NULL, 0 };
	struct feel_value value;
	struct variables seen = { 0 };

	for (size_t i = 0; i < ret->vars.n; i++)
		vec_push(r->a, &seen, ret->vars.v[i]);
	if (ret->about.n > 0)
		variables_set(r->a, &seen, STR("userTask"),
		    feel_context(r->a, ret->about.v, ret->about.n));
	v.extra = seen.v;
	v.n_extra = seen.n;
	if (run_evaluate(&v, l->script, &value, why) < 0)
		return -1;
	return read_answer(r, l, value, ret, why);
}

int
run_ask_listeners(struct run *r, struct node *n, enum bpmn_moment moment,
    struct listened *ret, struct str *why)
{
	const struct bpmn_element *e = element_of(r, n->element);

	for (size_t i = 0; i < e->n_listeners && !ret->is_denied; i++) {
		const struct bpmn_listener *l = &e->listeners[i];

		if (l->moment != moment)
			continue;
		if (l->job != NULL)
			return 0;	/* from here on it is too late */
		ret->n_asked++;
		if (ask(r, n, l, ret, why) < 0)
			return -1;
	}
	return 0;
}

/* --------------------------------------------------------------- its steps */

/* The i-th listener of two moments, one list after the other; NULL when there
 * are fewer.  *ret_n: how many the first moment has. */
static const struct bpmn_listener *
nth(const struct bpmn_element *e, enum bpmn_moment first,
    enum bpmn_moment second, int64_t i)
{
	for (int pass = 0; pass < 2; pass++) {
		for (size_t k = 0; k < e->n_listeners; k++) {
			if (e->listeners[k].moment == (pass == 0 ? first :
			    second) && i-- == 0)
				return &e->listeners[k];
		}
	}
	return NULL;
}

static int64_t
count(const struct bpmn_element *e, enum bpmn_moment moment)
{
	int64_t n = 0;

	for (size_t i = 0; i < e->n_listeners; i++)
		n += e->listeners[i].moment == moment;
	return n;
}

/* What completing sets counts as filled in. */
static void
add_result(struct run *r, struct node *n, struct feel_entry entry)
{
	const struct feel_value *old = variables_get(&n->vars, VAR_RESULTS);
	struct variables all = { 0 };

	for (size_t i = 0; old != NULL && old->kind == FEEL_CONTEXT &&
	    i < old->context->n; i++)
		vec_push(r->a, &all, old->context->entries[i]);
	variables_set(r->a, &all, entry.key, entry.value);
	variables_set(r->a, &n->vars, VAR_RESULTS,
	    feel_context(r->a, all.v, all.n));
}

/* The variables of an answer go where those of its moment do; at the end that
 * is around the activity, of which nothing is left. */
static void
set_answer(struct run *r, struct node *n, enum bpmn_moment moment,
    const struct variables *vars)
{
	struct node *at = moment == BPMN_AT_END ?
	    run_parent_of(r, run_outer_of(r, n)) : n;

	for (size_t i = 0; i < vars->n; i++) {
		struct feel_entry e = vars->v[i];

		if (is_private_name(e.key))
			continue;
		if (moment == BPMN_AT_COMPLETING)
			add_result(r, n, e);
		if (bpmn_is_task_moment(moment))
			run_assign_here(r, n, e.key, e.value);
		else
			run_assign(r, at, e.key, e.value);
	}
}

/* Remembered until the task is opened. */
static void
keep_corrections(struct run *r, struct node *n, const struct bpmn_listener *l,
    const struct listened *heard)
{
	if (l->moment == BPMN_AT_CREATING && heard->changed != 0)
		variables_set(r->a, &n->vars, VAR_CORRECTIONS,
		    task_as_context(r, &heard->task, heard->changed));
}

static int
hear(struct run *r, struct node *n, const struct bpmn_listener *l,
    struct str *why)
{
	struct listened heard = { .changed = 0 };

	if (l->moment == BPMN_AT_CREATING &&
	    task_before_opening(r, n, &heard, why) < 0)
		return -1;
	if (ask(r, n, l, &heard, why) < 0)
		return -1;
	if (heard.is_denied) {
		*why = arena_printf(r->a, "'%.*s' denies what cannot be "
		    "denied any more: %.*s", STR_ARG(l->script->text),
		    STR_ARG(heard.reason));
		return -1;
	}
	keep_corrections(r, n, l, &heard);
	set_answer(r, n, l->moment, &heard.vars);
	return 0;
}

/* One of two moments' listeners; LISTEN_DONE when there is none left. */
static enum listening
step(struct run *r, struct node *n, const struct bpmn_listener *l,
    struct str *why)
{
	if (l == NULL)
		return LISTEN_DONE;
	if (l->job == NULL) {
		if (hear(r, n, l, why) < 0)
			return LISTEN_FAILED;
		n->total++;
		return LISTEN_ON;
	}
	if (run_open_listener(r, n, l, why) < 0)
		return LISTEN_FAILED;
	n->flags |= NODE_OPEN | NODE_LISTENING;
	return LISTEN_WAITS;
}

enum listening
run_listen_before(struct run *r, struct node *n, struct str *why)
{
	const struct bpmn_element *e = element_of(r, n->element);
	enum listening how;

	if (e->n_listeners == 0)
		return LISTEN_DONE;
	if (n->total == NONE)
		n->total = 0;
	do {
		how = step(r, n, nth(e, BPMN_AT_START, BPMN_AT_CREATING,
		    n->total), why);
	} while (how == LISTEN_ON);
	return how;
}

enum listening
run_listen_completing(struct run *r, struct node *n, struct str *why)
{
	const struct bpmn_element *e = element_of(r, n->element);
	int64_t all = count(e, BPMN_AT_COMPLETING);
	enum listening how = LISTEN_ON;

	while (how == LISTEN_ON && n->total < all)
		how = step(r, n, nth(e, BPMN_AT_COMPLETING,
		    BPMN_AT_COMPLETING, n->total), why);
	return how == LISTEN_ON ? LISTEN_DONE : how;
}

enum listening
run_listen_end(struct run *r, struct node *n, struct str *why)
{
	const struct bpmn_element *e = element_of(r, n->element);
	int64_t before = count(e, BPMN_AT_COMPLETING);
	enum listening how = LISTEN_ON;

	while (how == LISTEN_ON)
		how = step(r, n, nth(e, BPMN_AT_END, BPMN_AT_END,
		    n->total - before - 1), why);
	return how;
}

const struct bpmn_listener *
run_listener_of(const struct run *r, const struct node *n)
{
	const struct bpmn_element *e = element_of(r, n->element);
	int64_t all = count(e, BPMN_AT_COMPLETING);

	if (n->phase == PHASE_START)
		return nth(e, BPMN_AT_START, BPMN_AT_CREATING, n->total);
	if (n->total < all)
		return nth(e, BPMN_AT_COMPLETING, BPMN_AT_COMPLETING,
		    n->total);
	return nth(e, BPMN_AT_END, BPMN_AT_END, n->total - all - 1);
}

void
run_listener_done(struct run *r, struct node *n, const struct bpmn_vars *vars)
{
	const struct bpmn_listener *l = run_listener_of(r, n);
	struct variables set = { 0 };

	n->flags &= ~(uint32_t)(NODE_OPEN | NODE_LISTENING);
	run_incident_end(r, n);
	for (size_t i = 0; i < vars->n; i++)
		vec_push(r->a, &set, vars->v[i]);
	if (l != NULL)
		set_answer(r, n, l->moment, &set);
	n->total++;
	if (n->phase == PHASE_START)
		run_work_on(r, n);
	else
		run_complete(r, n, NULL);
}

/* Nothing is left of the task: what it sets is set around it. */
void
run_listen_canceling(struct run *r, struct node *n)
{
	const struct bpmn_element *e = element_of(r, n->element);
	struct listened heard = { .changed = 0 };
	struct node *around = run_parent_of(r, run_outer_of(r, n));
	struct str why = STR("");

	if (e->n_listeners == 0 || r->is_ending || around == NULL ||
	    run_ask_listeners(r, n, BPMN_AT_CANCELING, &heard, &why) < 0)
		return;
	for (size_t i = 0; i < heard.vars.n; i++) {
		if (!is_private_name(heard.vars.v[i].key))
			run_assign(r, around, heard.vars.v[i].key,
			    heard.vars.v[i].value);
	}
}

bool
run_has_output(const struct run *r, const struct node *n)
{
	return n->total > count(element_of(r, n->element),
	    BPMN_AT_COMPLETING);
}

int64_t
run_n_heard(const struct run *r, const struct node *n)
{
	return r->heard == NULL || r->ev->type != BPMN_EV_COMPLETE ||
	    r->ev->node != n->id ? 0 : r->heard->n_asked;
}
