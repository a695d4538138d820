/*
 * world_effect.c - the world carries out what a step asks for.
 */
#include "workflows/bpmn/state.h"
#include "workflows/bpmn/world.h"

static struct bpmn_event
event_for(const struct bpmn_effect *fx)
{
	return (struct bpmn_event){
		.type = BPMN_EV_COMPLETE, .node = fx->node, .element = NONE,
		.name = STR(""), .code = STR(""), .message = STR(""),
	};
}

static void
answer(struct world *w, struct instance *in, const struct bpmn_effect *fx,
    const struct json *how)
{
	struct bpmn_event ev = event_for(fx);
	int64_t delay = 0;

	if (script_event(w, how, &ev, &delay))
		world_schedule(w, in, w->env.now_us + delay, &ev);
}

static void
forget_due(struct world *w, const struct instance *in, uint32_t key)
{
	for (size_t i = 0; i < w->dues.n; i++) {
		struct due *d = &w->dues.v[i];

		if (d->instance == in && d->key == key && d->starts == NULL)
			d->is_gone = true;
	}
}

/* ------------------------------------------------------- messages, signals */

static void
give(struct world *w, struct listener *l, struct bpmn_vars vars)
{
	struct bpmn_event ev = {
		.type = BPMN_EV_TRIGGER, .wait = l->wait, .element = NONE,
		.vars = vars, .name = STR(""), .code = STR(""),
		.message = STR(""),
	};

	l->is_taken = !l->is_repeated;
	world_schedule(w, l->instance, w->env.now_us, &ev);
}

/* One of those that a start event needs came; true when it was the last. */
static bool
is_last_part(struct world *w, int element, size_t def)
{
	const struct bpmn_element *e = &w->s->model->elements[element];
	uint32_t all = (uint32_t)((UINT64_C(1) << e->n_defs) - 1);
	struct partial fresh = { element, 0 }, *p = NULL;

	for (size_t i = 0; i < w->partials.n; i++) {
		if (w->partials.v[i].element == element)
			p = &w->partials.v[i];
	}
	if (p == NULL) {
		vec_push(w->a, &w->partials, fresh);
		p = &w->partials.v[w->partials.n - 1];
	}
	p->met |= UINT32_C(1) << def;
	if (p->met != all)
		return false;
	p->met = 0;
	return true;
}

enum begins { BEGINS_NOT, BEGINS, BEGINS_LATER };

/* Does this element begin its process by this message or signal? */
static enum begins
begins_by(struct world *w, int element, enum bpmn_trigger trigger,
    struct str name, struct bpmn_event *ev)
{
	const struct bpmn_element *e = &w->s->model->elements[element];

	for (size_t k = 0; k < e->n_defs; k++) {
		if (e->defs[k].trigger != trigger ||
		    !str_eq(e->defs[k].name, name))
			continue;
		ev->element = element;
		ev->def = (int)k;
		if (!e->is_parallel_multiple || e->n_defs < 2)
			return BEGINS;
		ev->def = NONE;
		return is_last_part(w, element, k) ? BEGINS : BEGINS_LATER;
	}
	return BEGINS_NOT;
}

/* Does an instance of this process wait for it already? */
static bool
is_awaited(const struct world *w, const struct bpmn_process *p,
    enum bpmn_trigger trigger, struct str name)
{
	for (size_t i = 0; i < w->listeners.n; i++) {
		const struct listener *l = &w->listeners.v[i];

		if (!l->is_gone && l->instance->process == p &&
		    l->is_signal == (trigger == BPMN_SIGNAL) &&
		    str_eq(l->name, name))
			return true;
	}
	return false;
}

/* The same for a process: its start events and event gateways.  Where a
 * gateway needs all events, the first begins and the others go there. */
static enum begins
process_begins_by(struct world *w, enum bpmn_trigger trigger, struct str name,
    const struct bpmn_process *p, struct bpmn_event *ev)
{
	const struct bpmn_model *m = w->s->model;
	enum begins how = BEGINS_NOT;

	for (size_t i = 0; i < p->starts.n && how == BEGINS_NOT; i++) {
		const struct bpmn_element *e = &m->elements[p->starts.v[i]];

		if (e->is_parallel_start && is_awaited(w, p, trigger, name))
			continue;
		how = begins_by(w, p->starts.v[i], trigger, name, ev);
		for (size_t k = 0; e->kind == BPMN_EVENT_GATEWAY &&
		    k < e->outgoing.n && how == BEGINS_NOT; k++)
			how = begins_by(w, m->flows[e->outgoing.v[k]].target,
			    trigger, name, ev);
	}
	return how;
}

/* The main process has the variables it was asked to begin with, and what the
 * message or signal brings. */
static struct bpmn_vars
vars_to_begin(struct world *w, const struct bpmn_process *p,
    struct bpmn_vars brought)
{
	struct variables all = { 0 };
	struct bpmn_vars own;

	if (p != world_main_process(w) || w->main != NULL)
		return brought;
	own = script_vars(w, w->s->vars);
	for (size_t i = 0; i < own.n; i++)
		variables_set(w->a, &all, own.v[i].key, own.v[i].value);
	for (size_t i = 0; i < brought.n; i++)
		variables_set(w->a, &all, brought.v[i].key,
		    brought.v[i].value);
	return (struct bpmn_vars){ all.v, all.n };
}

static bool
start_all_named(struct world *w, enum bpmn_trigger trigger, struct str name,
    struct bpmn_vars vars)
{
	bool is_any = false;

	for (size_t i = 0; i < w->s->model->n_processes; i++) {
		const struct bpmn_process *p = &w->s->model->processes[i];
		struct bpmn_event ev = {
			.type = BPMN_EV_START, .element = NONE,
			.vars = vars_to_begin(w, p, vars),
			.name = STR(""), .code = STR(""), .message = STR(""),
		};
		enum begins how = process_begins_by(w, trigger, name, p, &ev);

		if (how == BEGINS)
			world_start(w, p, w->env.now_us, &ev);
		is_any |= how != BEGINS_NOT;
		if (trigger == BPMN_MESSAGE && is_any)
			break;		/* one receiver only */
	}
	return is_any;
}

/* Whoever wants none takes any. */
static bool
keys_fit(struct str thrown, struct str wanted)
{
	return wanted.len == 0 || str_eq(thrown, wanted);
}

void
world_message(struct world *w, struct str name, struct str key,
    struct bpmn_vars vars)
{
	struct letter letter;

	for (size_t i = 0; i < w->listeners.n; i++) {
		struct listener *l = &w->listeners.v[i];

		if (l->is_gone || l->is_taken || l->is_signal ||
		    !str_eq(l->name, name) || !keys_fit(key, l->key))
			continue;
		give(w, l, vars);
		return;
	}
	if (start_all_named(w, BPMN_MESSAGE, name, vars))
		return;
	letter = (struct letter){
		.name = arena_str(w->a, name), .key = arena_str(w->a, key),
		.vars = world_keep(w, vars),
	};
	vec_push(w->a, &w->letters, letter);
}

static void
signal_others(struct world *w, const struct instance *except, struct str name,
    struct bpmn_vars vars)
{
	for (size_t i = 0; i < w->listeners.n; i++) {
		struct listener *l = &w->listeners.v[i];

		if (!l->is_gone && l->is_signal && l->instance != except &&
		    str_eq(l->name, name))
			give(w, l, vars);
	}
	(void)start_all_named(w, BPMN_SIGNAL, name, vars);
}

void
world_signal(struct world *w, struct str name, struct bpmn_vars vars)
{
	signal_others(w, NULL, name, vars);
}

/* Of an event beside what it belongs to: it may happen again. */
static bool
is_repeated(const struct bpmn_element *e)
{
	return (e->kind == BPMN_BOUNDARY || e->kind == BPMN_START) &&
	    !e->is_interrupting;
}

/* A message that came early is waiting already; perhaps several are. */
static void
subscribe(struct world *w, struct instance *in, const struct bpmn_effect *fx)
{
	struct listener l = {
		.instance = in, .wait = fx->wait,
		.is_signal = fx->type == BPMN_FX_SIGNAL_WAIT,
		.is_repeated = is_repeated(
		    &w->s->model->elements[fx->element]),
		.name = arena_str(w->a, fx->name),
		.key = arena_str(w->a, fx->key),
	};

	for (size_t i = 0; i < w->letters.n && !l.is_signal && !l.is_taken;
	    i++) {
		struct letter *letter = &w->letters.v[i];

		if (letter->is_gone || !str_eq(letter->name, l.name) ||
		    !keys_fit(letter->key, l.key))
			continue;
		letter->is_gone = true;
		give(w, &l, letter->vars);
	}
	vec_push(w->a, &w->listeners, l);
}

static void
unsubscribe(struct world *w, const struct instance *in, uint32_t wait)
{
	for (size_t i = 0; i < w->listeners.n; i++) {
		struct listener *l = &w->listeners.v[i];

		if (l->instance == in && l->wait == wait)
			l->is_gone = true;
	}
	forget_due(w, in, wait);
}

/* ------------------------------------------------------------ called processes
 */

static void
call(struct world *w, struct instance *in, const struct bpmn_effect *fx)
{
	const struct json *how = script_answer(w, "calls", fx->element,
	    fx->call->process);
	const struct bpmn_process *p = bpmn_process_find(w->s->model,
	    fx->call->process);
	struct bpmn_event ev = event_for(fx);
	struct due *d;

	if (how != NULL || p == NULL) {
		answer(w, in, fx, how);
		return;
	}
	if (!bpmn_is_callable(w->s->model, p)) {
		ev.type = BPMN_EV_JOB_FAILED;
		ev.message = STR(BPMN_NOT_CALLABLE);
		world_schedule(w, in, w->env.now_us, &ev);
		return;
	}
	ev.type = BPMN_EV_START;
	ev.is_called = true;
	ev.vars = fx->vars;
	d = world_schedule(w, in, w->env.now_us, &ev);
	d->starts = p;
	d->key = fx->node;
}

static void
tell_caller(struct world *w, const struct instance *in,
    const struct bpmn_effect *fx)
{
	struct bpmn_event ev = event_for(fx);

	if (in->caller == NULL || in->caller->is_over)
		return;
	ev.node = in->caller_node;
	ev.vars = fx->vars;
	ev.n_given = fx->n_given;
	ev.code = fx->code;
	ev.message = fx->message;
	if (fx->type == BPMN_FX_ESCALATE)
		ev.type = BPMN_EV_ESCALATION;
	else if (fx->status == BPMN_FAILED)
		ev.type = BPMN_EV_ERROR;
	else if (fx->status == BPMN_CANCELLED)
		return;		/* by the caller, which is gone */
	world_schedule(w, in->caller, w->env.now_us, &ev);
}

static void
cancel_called(struct world *w, const struct instance *in, uint32_t node)
{
	struct bpmn_event ev = {
		.type = BPMN_EV_CANCEL, .element = NONE, .name = STR(""),
		.code = STR(""), .message = STR("its caller ended"),
	};

	for (size_t i = 0; i < w->instances.n; i++) {
		struct instance *c = w->instances.v[i];

		if (c->caller == in && c->caller_node == node && !c->is_over)
			world_schedule(w, c, w->env.now_us, &ev);
	}
}

static void
timer(struct world *w, struct instance *in, const struct bpmn_effect *fx)
{
	struct bpmn_event ev = event_for(fx);

	ev.type = BPMN_EV_TRIGGER;
	ev.node = 0;
	ev.wait = fx->wait;
	world_schedule(w, in, fx->due_us, &ev);
}

void
world_effect(struct world *w, struct instance *in,
    const struct bpmn_effect *fx)
{
	switch (fx->type) {
	case BPMN_FX_TASK_OPEN:
		answer(w, in, fx, script_answer(w, "tasks", fx->element,
		    STR("")));
		return;
	case BPMN_FX_JOB_OPEN:
		answer(w, in, fx, script_answer(w, "jobs", fx->element,
		    fx->job->type));
		return;
	case BPMN_FX_DECIDE:
		answer(w, in, fx, script_answer(w, "decisions", fx->element,
		    fx->decision.process));
		return;
	case BPMN_FX_CALL:
		call(w, in, fx);
		return;
	case BPMN_FX_TASK_CLOSE:
	case BPMN_FX_JOB_CLOSE:
	case BPMN_FX_DECIDE_CANCEL:
		forget_due(w, in, fx->node);
		return;
	case BPMN_FX_CALL_CANCEL:
		forget_due(w, in, fx->node);
		cancel_called(w, in, fx->node);
		return;
	case BPMN_FX_TIMER_ARM:
		timer(w, in, fx);
		return;
	case BPMN_FX_TIMER_DISARM:
		forget_due(w, in, fx->wait);
		return;
	case BPMN_FX_MESSAGE_WAIT:
	case BPMN_FX_SIGNAL_WAIT:
		subscribe(w, in, fx);
		return;
	case BPMN_FX_WAIT_END:
		unsubscribe(w, in, fx->wait);
		return;
	case BPMN_FX_MESSAGE_THROW:
		world_message(w, fx->name, fx->key, fx->vars);
		return;
	case BPMN_FX_SIGNAL_THROW:
		signal_others(w, in, fx->name, fx->vars);
		return;
	case BPMN_FX_ESCALATE:
		tell_caller(w, in, fx);
		return;
	case BPMN_FX_END:
		in->is_over = true;
		in->vars = world_keep(w, fx->vars);
		tell_caller(w, in, fx);
		return;
	default:
		return;
	}
}
