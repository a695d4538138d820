/*
 * simulate.c - the clock of a simulation, and one event after the other.
 *
 * Between two steps an instance is nothing but its bytes, as in the server.
 */
#include "workflows/bpmn/world.h"

struct bpmn_vars
world_keep(struct world *w, struct bpmn_vars vars)
{
	struct feel_entry *v = arena_array(w->a, vars.n, sizeof(*v));

	for (size_t i = 0; i < vars.n; i++) {
		v[i].key = arena_str(w->a, vars.v[i].key);
		v[i].value = feel_copy(w->a, vars.v[i].value);
	}
	return (struct bpmn_vars){ v, vars.n };
}

struct due *
world_schedule(struct world *w, struct instance *in, int64_t at_us,
    const struct bpmn_event *ev)
{
	struct due d = {
		.at_us = at_us < w->env.now_us ? w->env.now_us : at_us,
		.order = w->order++, .instance = in,
	};

	if (ev != NULL) {
		d.event = *ev;
		d.event.vars = world_keep(w, ev->vars);
		d.event.name = arena_str(w->a, ev->name);
		d.event.code = arena_str(w->a, ev->code);
		d.event.message = arena_str(w->a, ev->message);
		d.key = ev->wait != 0 ? ev->wait : ev->node;
	}
	vec_push(w->a, &w->dues, d);
	return &w->dues.v[w->dues.n - 1];
}

void
world_start(struct world *w, const struct bpmn_process *p, int64_t at_us,
    const struct bpmn_event *ev)
{
	struct bpmn_event start = { .type = BPMN_EV_START, .element = NONE };

	if (ev != NULL)
		start = *ev;
	world_schedule(w, NULL, at_us, &start)->starts = p;
}

/* ------------------------------------------------------------------- steps */

static struct instance *
new_instance(struct world *w, const struct bpmn_process *p)
{
	struct instance *in;
	struct bpmn_state *st;

	if (w->instances.n >= SIMULATE_INSTANCES_MAX)
		return NULL;
	in = arena_new_of(w->a, struct instance);
	in->number = (int)w->instances.n + 1;
	in->process = p;
	st = bpmn_state_new(w->step, w->s->model, p);
	(void)bpmn_state_encode(st, &in->state, NULL);
	vec_push(w->a, &w->instances, in);
	return in;
}

static int
step(struct world *w, struct instance *in, const struct bpmn_event *ev)
{
	struct error why = { 0 };
	struct bpmn_step s = {
		.arena = w->step, .model = w->s->model, .env = &w->env,
		.event = ev,
	};

	s.state = bpmn_state_decode(w->step, w->s->model,
	    buf_view(&in->state), w->err);
	if (s.state == NULL)
		return -1;
	if (bpmn_step(&s, &why) < 0) {
		world_print_failure(w, &why);
		return 0;
	}
	in->status = bpmn_state_status(s.state);
	buf_reset(&in->state);
	if (bpmn_state_encode(s.state, &in->state, w->err) < 0)
		return -1;
	for (size_t i = 0; i < s.n_effects; i++)
		world_print_effect(w, in, &s.effects[i]);
	for (size_t i = 0; i < s.n_effects; i++)
		world_effect(w, in, &s.effects[i]);
	return 0;
}

/* -------------------------------------------------------- actions of a script
 */

/* Of the nodes of one element, an action is about those it can be about. */
static bool
is_meant(enum bpmn_event_type type, const struct bpmn_open *open)
{
	if (type == BPMN_EV_RETRY || type == BPMN_EV_SKIP)
		return open->has_incident;
	return type == BPMN_EV_ACTIVATE || !open->is_scope;
}

/* The first open node of this element, in any instance. */
static int
for_element(struct world *w, struct bpmn_event *ev, struct str id)
{
	int element = bpmn_find(w->s->model, id);
	size_t n_instances = w->instances.n;

	for (size_t i = 0; i < n_instances; i++) {
		struct instance *in = w->instances.v[i];
		struct bpmn_state *st = bpmn_state_decode(w->step,
		    w->s->model, buf_view(&in->state), w->err);
		const struct bpmn_open *open;
		size_t n;

		if (st == NULL)
			return -1;
		n = bpmn_state_open(w->step, st, &open);
		for (size_t k = 0; k < n; k++) {
			if (open[k].element != element ||
			    !is_meant(ev->type, &open[k]))
				continue;
			ev->node = open[k].node;
			return step(w, in, ev);
		}
	}
	world_print_failure(w, &(struct error){ .message =
	    "the script names an element that is not open" });
	return 0;
}

static const struct {
	const char		*key;
	enum bpmn_event_type	 type;
} element_actions[] = {
	{ "retry", BPMN_EV_RETRY },
	{ "skip", BPMN_EV_SKIP },
	{ "move", BPMN_EV_MOVE },
	{ "complete", BPMN_EV_COMPLETE },
	{ "open", BPMN_EV_ACTIVATE },
	{ "close", BPMN_EV_ACTIVATE },
	{ "assign", BPMN_EV_TASK_ASSIGN },
	{ "update", BPMN_EV_TASK_UPDATE },
};

/* The task as it is to be, for its listeners. */
static struct bpmn_vars
changed_task(struct world *w, const struct json *action)
{
	struct str to = json_string(action, "to", STR(""));
	struct feel_entry *e;

	if (json_get(action, "assign") == NULL)
		return script_vars(w, json_get(action, "task"));
	e = arena_new_of(w->step, struct feel_entry);
	*e = (struct feel_entry){ STR("assignee"), to.len == 0 ?
	    FEEL_NULL_VALUE : feel_string(to) };
	return (struct bpmn_vars){ e, 1 };
}

/* What concerns one element: {"move": "a", "to": "b"}, {"open": "ad-hoc",
 * "element": "x"} ... */
static int
element_action(struct world *w, const struct json *action)
{
	struct bpmn_event ev = {
		.vars = script_vars(w, json_get(action, "vars")),
		.name = STR(""), .code = STR(""), .message = STR(""),
	};
	struct str to = json_string(action, "to",
	    json_string(action, "element", STR("")));

	ev.element = to.len > 0 ? bpmn_find(w->s->model, to) : NONE;
	for (size_t i = 0; i < ARRAY_LEN(element_actions); i++) {
		struct str id = json_string(action, element_actions[i].key,
		    STR_NULL);

		if (id.p == NULL)
			continue;
		ev.type = element_actions[i].type;
		if (ev.type == BPMN_EV_TASK_ASSIGN ||
		    ev.type == BPMN_EV_TASK_UPDATE)
			ev.vars = changed_task(w, action);
		return for_element(w, &ev, id);
	}
	return 0;
}

static int
act(struct world *w, const struct json *action)
{
	struct bpmn_vars vars = script_vars(w, json_get(action, "vars"));
	struct str message = json_string(action, "message", STR_NULL);
	struct str signal = json_string(action, "signal", STR_NULL);
	struct bpmn_event ev = { .element = NONE, .name = STR(""),
		.code = STR(""), .message = STR("cancelled by the script") };

	if (message.p != NULL) {
		world_message(w, message,
		    json_string(action, "key", STR("")), vars);
		return 0;
	}
	if (signal.p != NULL) {
		world_signal(w, signal, vars);
		return 0;
	}
	if (w->main == NULL)
		return 0;
	if (json_get(action, "set") != NULL) {
		ev.type = BPMN_EV_SET_VARS;
		ev.vars = script_vars(w, json_get(action, "set"));
		return step(w, w->main, &ev);
	}
	if (json_is_true(action, "cancel")) {
		ev.type = BPMN_EV_CANCEL;
		return step(w, w->main, &ev);
	}
	return element_action(w, action);
}

/* --------------------------------------------------------------- the clock */

static bool
next_due(struct world *w, struct due *ret)
{
	struct due *best = NULL;

	for (size_t i = 0; i < w->dues.n; i++) {
		struct due *d = &w->dues.v[i];

		if (!d->is_gone && (best == NULL || d->at_us < best->at_us ||
		    (d->at_us == best->at_us && d->order < best->order)))
			best = d;
	}
	if (best == NULL || best->at_us > w->until_us)
		return false;
	best->is_gone = true;
	*ret = *best;
	return true;
}

/* Drop what is gone, so that a long run stays quick. */
static void
sweep(struct world *w)
{
	size_t kept = 0;

	for (size_t i = 0; i < w->dues.n; i++) {
		if (!w->dues.v[i].is_gone)
			w->dues.v[kept++] = w->dues.v[i];
	}
	w->dues.n = kept;
	kept = 0;
	for (size_t i = 0; i < w->listeners.n; i++) {
		if (!w->listeners.v[i].is_gone)
			w->listeners.v[kept++] = w->listeners.v[i];
	}
	w->listeners.n = kept;
}

const struct bpmn_process *
world_main_process(const struct world *w)
{
	return bpmn_process_find(w->s->model, w->s->process);
}

/* A cycle with an end starts further instances. */
static void
start_again(struct world *w, const struct due *d)
{
	struct bpmn_start_timer t = d->timer;
	struct due *next;

	if (t.cycle.len == 0 || t.left == NONE ||
	    !bpmn_start_due_next(&w->env, &t))
		return;
	next = world_schedule(w, NULL, t.due_us, &d->event);
	next->starts = d->starts;
	next->timer = t;
}

static int
happen(struct world *w, const struct due *d)
{
	struct instance *in = d->instance;

	if (d->action != NULL)
		return act(w, d->action);
	if (d->starts != NULL) {
		in = new_instance(w, d->starts);
		if (in == NULL)
			return error_set(w->err, ERR_LIMIT,
			    "simulate.instances", "more than %d instances",
			    SIMULATE_INSTANCES_MAX);
		in->caller = d->instance;
		in->caller_node = d->key;
		if (w->main == NULL && d->instance == NULL &&
		    d->starts == world_main_process(w))
			w->main = in;
	}
	if (in->is_over)
		return 0;
	if (d->starts != NULL)
		start_again(w, d);
	return step(w, in, &d->event);
}

static int
run_clock(struct world *w)
{
	struct due d;

	for (int i = 0; i < SIMULATE_EVENTS_MAX; i++) {
		sweep(w);
		if (!next_due(w, &d))
			return 0;
		w->env.now_us = d.at_us;
		arena_reset(w->step);
		if (happen(w, &d) < 0)
			return -1;
		/* A loop that adds to a variable each time. */
		if (w->out->len > SIMULATE_OUTPUT_MAX)
			return error_set(w->err, ERR_LIMIT, "simulate.output",
			    "more than %zu bytes of events",
			    SIMULATE_OUTPUT_MAX);
	}
	return error_set(w->err, ERR_LIMIT, "simulate.events",
	    "more than %d events", SIMULATE_EVENTS_MAX);
}

/* --------------------------------------------------------------- the start */

static bool
has_brought(struct world *w, const struct bpmn_element *e)
{
	for (size_t k = 0; k < e->n_defs; k++) {
		if (script_mentions(w, e->defs[k].name))
			return true;
	}
	return false;
}

/* Does the script bring what one of its start events waits for, or an event
 * behind a gateway by which it starts? */
static bool
is_brought(struct world *w, const struct bpmn_process *p)
{
	const struct bpmn_model *m = w->s->model;

	for (size_t i = 0; i < p->starts.n; i++) {
		const struct bpmn_element *e = &m->elements[p->starts.v[i]];

		if (has_brought(w, e))
			return true;
		for (size_t k = 0; e->kind == BPMN_EVENT_GATEWAY &&
		    k < e->outgoing.n; k++) {
			int target = m->flows[e->outgoing.v[k]].target;

			if (has_brought(w, &m->elements[target]))
				return true;
		}
	}
	return false;
}

/* The first start event, or the first event behind an event gateway. */
static const struct bpmn_element *
first_start(struct world *w, const struct bpmn_process *p,
    struct bpmn_event *ev)
{
	const struct bpmn_model *m = w->s->model;
	const struct bpmn_element *e;

	ev->element = p->starts.v[0];
	e = &m->elements[ev->element];
	if (e->kind == BPMN_EVENT_GATEWAY && e->outgoing.n > 0)
		ev->element = m->flows[e->outgoing.v[0]].target;
	return &m->elements[ev->element];
}

static int
start_by_timer(struct world *w, const struct bpmn_process *p,
    struct bpmn_event *ev, const struct bpmn_event_def *d)
{
	struct bpmn_start_timer timer;
	struct due *next;

	if (bpmn_start_due(w->a, d, &w->env, &timer, w->err) < 0)
		return -1;
	next = world_schedule(w, NULL, timer.due_us, ev);
	next->starts = p;
	next->timer = timer;
	return 0;
}

/* A process without a plain start begins by its timers; else at once by its
 * first start event, unless the script brings the message or signal, or its
 * condition is not true.  Where all of several have to come, they all do. */
static int
start_by_event(struct world *w, const struct bpmn_process *p,
    struct bpmn_event *ev)
{
	const struct bpmn_element *e;

	if (p->starts.n == 0) {
		world_start(w, p, w->env.now_us, ev);
		return 0;
	}
	if (is_brought(w, p))
		return 0;
	e = first_start(w, p, ev);
	if (e->is_parallel_multiple)
		ev->def = NONE;
	for (size_t i = 0; i < e->n_defs; i++) {
		const struct bpmn_event_def *d = &e->defs[i];

		if (d->trigger == BPMN_TIMER) {
			if (!e->is_parallel_multiple)
				ev->def = (int)i;
			return start_by_timer(w, p, ev, d);
		}
		if (script_mentions(w, d->name) ||
		    (d->trigger == BPMN_CONDITION &&
		    !bpmn_start_condition(w->step, d, &w->env, ev->vars)))
			return 0;
	}
	world_start(w, p, w->env.now_us, ev);
	return 0;
}

static int
begin(struct world *w)
{
	const struct bpmn_process *p = world_main_process(w);
	struct bpmn_event ev = {
		.type = BPMN_EV_START, .element = NONE, .name = STR(""),
		.code = STR(""), .message = STR(""),
	};

	if (p == NULL)
		return error_set(w->err, ERR_NOT_FOUND, "simulate.process",
		    "the file has no process '%.*s'",
		    STR_ARG(w->s->process));
	ev.vars = script_vars(w, w->s->vars);
	if (bpmn_none_start(w->s->model, p) == NONE)
		return start_by_event(w, p, &ev);
	world_start(w, p, w->env.now_us, &ev);
	return 0;
}

int
simulate(const struct simulation *s, struct buf *out,
    enum simulation_state *ret, struct error *err)
{
	_cleanup_(arena_freep) struct arena *a = arena_new();
	_cleanup_(arena_freep) struct arena *one = arena_new();
	struct simulation mine = *s;
	struct world w = { .s = &mine, .a = a, .step = one, .err = err,
		.out = out };
	int r;

	mine.model = script_model(a, s);

	r = script_read(&w);
	if (r == 0)
		r = begin(&w);
	if (r == 0)
		r = run_clock(&w);
	if (r == 0)
		world_print_end(&w, ret);
	for (size_t i = 0; i < w.instances.n; i++)
		buf_done(&w.instances.v[i]->state);
	return r;
}
