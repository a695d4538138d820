/*
 * waits.c - subscriptions: timers, messages, signals, conditions.
 */
#include "workflows/bpmn/run.h"

static void
arm(struct run *r, const struct wait *w, const struct bpmn_event_def *def)
{
	static const enum bpmn_effect_type types[BPMN_TRIGGERS] = {
		[BPMN_TIMER] = BPMN_FX_TIMER_ARM,
		[BPMN_MESSAGE] = BPMN_FX_MESSAGE_WAIT,
		[BPMN_SIGNAL] = BPMN_FX_SIGNAL_WAIT,
	};
	struct bpmn_effect *fx;

	if (def->trigger != BPMN_TIMER && def->trigger != BPMN_MESSAGE &&
	    def->trigger != BPMN_SIGNAL)
		return;
	fx = run_effect(r, types[def->trigger], NULL, w->element);
	fx->wait = w->id;
	fx->node = w->node;
	fx->def = w->def;
	fx->due_us = w->due_us;
	fx->name = w->name;
	fx->key = w->key;
}

static void
disarm(struct run *r, const struct wait *w)
{
	const struct bpmn_event_def *def =
	    &element_of(r, w->element)->defs[w->def];
	struct bpmn_effect *fx;

	if (def->trigger == BPMN_CONDITION || w->is_met)
		return;
	fx = run_effect(r, def->trigger == BPMN_TIMER ? BPMN_FX_TIMER_DISARM :
	    BPMN_FX_WAIT_END, NULL, w->element);
	fx->wait = w->id;
	fx->node = w->node;
}

/* Name and key of a message or signal, as they are now. */
static int
name_wait(const struct view *v, const struct bpmn_event_def *def,
    struct wait *w, struct str *why)
{
	w->name = def->name;
	if (def->name_value != NULL &&
	    run_evaluate_text(v, def->name_value, &w->name, why) < 0)
		return -1;
	if (def->trigger != BPMN_MESSAGE || def->key == NULL)
		return 0;
	if (run_evaluate_text(v, def->key, &w->key, why) < 0)
		return -1;
	if (w->key.len == 0) {
		*why = arena_printf(v->r->a,
		    "the correlation key '%.*s' gave nothing",
		    STR_ARG(def->key->text));
		return -1;
	}
	return 0;
}

static int
listen_for(struct run *r, struct node *n, int element, int def,
    struct str *why)
{
	const struct bpmn_event_def *d = &element_of(r, element)->defs[def];
	struct view v = { r, n, NULL, 0 };
	struct wait w = {
		.node = n->id, .element = element, .def = def,
		.cycle = STR(""), .name = STR(""), .key = STR(""),
	};

	if (d->trigger != BPMN_TIMER && d->trigger != BPMN_MESSAGE &&
	    d->trigger != BPMN_SIGNAL && d->trigger != BPMN_CONDITION)
		return 0;
	if (d->trigger == BPMN_TIMER && run_timer_due(&v, d, &w, why) < 0)
		return -1;
	if ((d->trigger == BPMN_MESSAGE || d->trigger == BPMN_SIGNAL) &&
	    name_wait(&v, d, &w, why) < 0)
		return -1;
	/* A cycle that is over before it began. */
	if (d->trigger == BPMN_TIMER && w.due_us == 0)
		return 0;
	if (d->trigger == BPMN_CONDITION)
		r->is_dirty = true;
	w.id = r->st->next_id++;
	vec_push(r->a, &r->st->waits, w);
	arm(r, &w, d);
	return 0;
}

int
run_listen(struct run *r, struct node *n, int element, struct str *why)
{
	const struct bpmn_element *e = element_of(r, element);

	for (size_t i = 0; i < e->n_defs; i++) {
		if (listen_for(r, n, element, (int)i, why) < 0)
			return -1;
	}
	return 0;
}

void
run_wait_met(struct run *r, struct wait *w)
{
	disarm(r, w);
	w->is_met = true;
}

void
run_wait_again(struct run *r, struct wait *w)
{
	w->is_met = false;
	arm(r, w, &element_of(r, w->element)->defs[w->def]);
}

void
run_wait_move(struct run *r, struct wait *w, int64_t due_us)
{
	struct bpmn_effect *fx = run_effect(r, BPMN_FX_TIMER_MOVE, NULL,
	    w->element);

	w->due_us = due_us;
	run_timer_moved(r, w);
	fx->wait = w->id;
	fx->node = w->node;
	fx->def = w->def;
	fx->due_us = due_us;
}

static void
remove_at(struct run *r, size_t i)
{
	struct wait *w = &r->st->waits.v[i];

	memmove(w, w + 1, (r->st->waits.n - i - 1) * sizeof(*w));
	r->st->waits.n--;
}

void
run_wait_end(struct run *r, uint32_t id)
{
	for (size_t i = 0; i < r->st->waits.n; i++) {
		if (r->st->waits.v[i].id != id)
			continue;
		disarm(r, &r->st->waits.v[i]);
		remove_at(r, i);
		return;
	}
}

void
run_waits_end_of(struct run *r, uint32_t node, int element)
{
	for (size_t i = r->st->waits.n; i > 0; i--) {
		const struct wait *w = &r->st->waits.v[i - 1];

		if (w->node != node ||
		    (element != NONE && w->element != element))
			continue;
		disarm(r, w);
		remove_at(r, i - 1);
	}
}

void
run_waits_end_inside(struct run *r, uint32_t scope)
{
	for (size_t i = r->st->waits.n; i > 0; i--) {
		const struct wait *w = &r->st->waits.v[i - 1];

		if (w->node != scope ||
		    element_of(r, w->element)->kind != BPMN_START)
			continue;
		disarm(r, w);
		remove_at(r, i - 1);
	}
}

void
run_waits_end(struct run *r, uint32_t node)
{
	run_waits_end_of(r, node, NONE);
}
