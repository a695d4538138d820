/*
 * test_bpmn_property.c - random processes, random schedules.
 *
 * Well-formed models are made of nested blocks: sequences, exclusive, parallel,
 * inclusive and complex gateways, loops and multi-instance activities,
 * sub-processes, ad-hoc ones, transactions, boundary events and event
 * sub-processes of timers, messages, signals, errors and escalations, calls,
 * compensation.  Whatever order the world answers in:
 *
 * - the process completes, without an incident;
 * - every task, job, call and wait that opens closes once;
 * - every element is left as often as it was entered;
 * - no token is lost or doubled: what goes out of an element is what came in,
 *   by its kind, in every run in which nothing was interrupted;
 * - a multi-instance activity gives one result for each instance, in order, and
 *   leaves instances out only when its condition came true, and then at once;
 * - a loop goes round as long as its condition says, and no further;
 * - what an event interrupts is gone, and what it is beside stays;
 * - what was done and is compensated is undone, each time it was done; of an
 *   ad-hoc sub-process everything begins, one after the other where it says so;
 * - after each step the bytes are the same for a state that was kept in
 *   memory, one that went through its bytes, and one that was lost in a crash
 *   and worked out again; and in the end for one to which all events happen
 *   once more.
 */
#include "tests/unit/random_model.h"
#include "tests/unit/random_world.h"
#include "tests/unit/tap.h"

#define MODELS		2000
#define STEPS_MAX	2000

static int n_whole;		/* runs in which nothing was interrupted */
static int64_t n_collected;	/* multi-instance activities that ended */
static int64_t n_rounds;	/* of loops, looked at */

/* ------------------------------------------------------------------- steps */

static void
encode(struct bpmn_state *st, struct buf *out)
{
	buf_reset(out);
	if (bpmn_state_encode(st, out, NULL) < 0)
		buf_puts(out, "cannot encode");
}

/* From the stored bytes; the new ones go to out. */
static size_t
step_stored(struct world *w, const struct bpmn_event *ev, struct buf *out,
    bool carries_out)
{
	_cleanup_(arena_freep) struct arena *a = arena_new();
	struct bpmn_step s = {
		.arena = a, .model = w->m, .env = &w->env, .event = ev,
		.state = bpmn_state_decode(a, w->m, buf_view(&w->bytes),
		    NULL),
	};

	if (s.state == NULL || bpmn_step(&s, NULL) < 0) {
		w->wrong = "an event was refused";
		return 0;
	}
	for (size_t i = 0; carries_out && i < s.n_effects; i++)
		carry_out(w, &s.effects[i]);
	encode(s.state, out);
	return s.n_effects;
}

static void
step(struct world *w, const struct bpmn_event *ev)
{
	_cleanup_(buf_done) struct buf crashed = BUF_INIT, next = BUF_INIT;
	_cleanup_(buf_done) struct buf kept = BUF_INIT;
	struct bpmn_step s = {
		.arena = w->a, .model = w->m, .env = &w->env, .event = ev,
		.state = w->kept,
	};
	size_t before = step_stored(w, ev, &crashed, false);
	size_t after = step_stored(w, ev, &next, true);

	if (bpmn_step(&s, NULL) < 0)
		w->wrong = "an event was refused";
	encode(w->kept, &kept);
	if (before != after || s.n_effects != after ||
	    !str_eq(buf_view(&crashed), buf_view(&next)) ||
	    !str_eq(buf_view(&kept), buf_view(&next)))
		w->wrong = "the same event gave another state";
	buf_reset(&w->bytes);
	buf_str(&w->bytes, buf_view(&next));
}

/* A task may fail where somebody catches it. */
static bool
may_fail(const struct world *w, const struct open *o)
{
	const struct bpmn_element *e = &w->m->elements[o->element];

	for (size_t i = 0; i < e->boundary.n && !o->is_wait; i++) {
		if (w->m->elements[e->boundary.v[i]].defs[0].trigger ==
		    BPMN_ERROR)
			return pick(3) == 0;
	}
	return false;
}

static void
remember(struct world *w, struct bpmn_event ev, struct feel_entry n)
{
	struct past p = { ev, n, w->env.now_us };

	vec_push(w->open_arena, &w->past, p);
}

/* The run of a loop or multi-instance activity that a task is of. */
struct round {
	const struct bpmn_loop	*loop;		/* NULL: of none */
	uint32_t		 parent;
	int64_t			 number;
};

static struct round
round_of(struct world *w, const struct open *o)
{
	const struct bpmn_open *open;
	size_t n = bpmn_state_open(w->open_arena, w->kept, &open);
	struct round r = { .loop = w->m->elements[o->element].loop };

	for (size_t i = 0; i < n && !o->is_wait; i++) {
		if (open[i].node == o->id)
			r.parent = open[i].parent;
	}
	r.number = o->loop;
	if (o->is_wait || r.parent == 0)
		r.loop = NULL;
	return r;
}

static bool
is_open(struct world *w, uint32_t node)
{
	const struct bpmn_open *open;
	size_t n = bpmn_state_open(w->open_arena, w->kept, &open);

	for (size_t i = 0; i < n; i++) {
		if (open[i].node == node)
			return true;
	}
	return false;
}

/* After a round with n: does the loop go on as it should?  An interruption may
 * have ended it. */
static void
check_round(struct world *w, const struct round *r, int64_t n)
{
	bool goes_on = is_open(w, r->parent);

	if (r->loop->is_multi) {
		if (goes_on && r->loop->condition != NULL && n == 4)
			w->wrong = "enough have completed, and it goes on";
		return;
	}
	n_rounds++;
	if (goes_on && (n >= 4 || r->number >= r->loop->maximum))
		w->wrong = "a loop goes on that is over";
	if (!goes_on && n < 4 && r->number < r->loop->maximum &&
	    !w->has_ended)
		w->wrong = "a loop is over that goes on";
}

/* A subscription came true: is what it interrupts gone, and the rest not?  An
 * ad-hoc sub-process may have enough by what follows. */
static void
check_event(struct world *w, const struct open *o)
{
	const struct bpmn_element *e = &w->m->elements[o->element];
	const struct bpmn_open *open;
	size_t n = bpmn_state_open(w->open_arena, w->kept, &open);

	if (e->kind == BPMN_BOUNDARY && e->is_interrupting &&
	    is_open(w, o->node))
		w->wrong = "what is interrupted goes on";
	if (e->kind == BPMN_BOUNDARY && !e->is_interrupting &&
	    !is_open(w, o->node) &&
	    w->m->elements[e->parent].kind != BPMN_AD_HOC && w->has_ended)
		w->wrong = "an event beside an activity ended it";
	for (size_t i = 0; e->kind == BPMN_START && e->is_interrupting &&
	    i < n; i++) {
		if (open[i].parent == o->node && w->m->elements[
		    open[i].element].kind != BPMN_EVENT_SUB_PROCESS)
			w->wrong = "what is interrupted goes on";
	}
}

/* Ad-hoc sub-processes that say so have one activity at a time. */
static void
check_in_turn(struct world *w)
{
	const struct bpmn_open *open;
	size_t n = bpmn_state_open(w->open_arena, w->kept, &open);

	for (size_t i = 0; i < n; i++) {
		const struct bpmn_ad_hoc *h =
		    w->m->elements[open[i].element].ad_hoc;
		int inside = 0;

		for (size_t k = 0; h != NULL && k < n; k++)
			inside += open[k].parent == open[i].node &&
			    open[k].element != open[i].element;
		if (h != NULL && h->is_sequential && inside > 1)
			w->wrong = "two at once where it is one at a time";
	}
}

/* Something open happens: a task, message, signal or timer. */
static void
happen(struct world *w)
{
	struct open o = w->open.v[pick((uint32_t)w->open.n)];
	int64_t given = (int64_t)pick(5);
	struct feel_entry n = { STR("n"), feel_int(given) };
	struct round round = round_of(w, &o);
	struct bpmn_event ev = {
		.type = o.is_wait ? BPMN_EV_TRIGGER : BPMN_EV_COMPLETE,
		.node = o.is_wait ? 0 : o.id, .wait = o.is_wait ? o.id : 0,
		.element = NONE, .name = STR(""), .code = STR(""),
		.message = STR(""),
	};

	if (may_fail(w, &o)) {
		ev.type = BPMN_EV_ERROR;	/* it is closed by the engine */
		ev.code = STR("E");
	} else {
		ev.vars = (struct bpmn_vars){ &n, !o.is_wait };
		forget(w, o.is_wait, o.id, NULL);
	}
	if (o.due_us > w->env.now_us)
		w->env.now_us = o.due_us;
	remember(w, ev, n);
	w->has_ended = false;
	step(w, &ev);
	if (round.loop != NULL && ev.type == BPMN_EV_COMPLETE)
		check_round(w, &round, given);
	if (o.is_wait)
		check_event(w, &o);
	check_in_turn(w);
}

/* ------------------------------------------------------------ in the end */

static int64_t
taken(const struct world *w, const struct bpmn_ids *flows)
{
	int64_t n = 0;

	for (size_t i = 0; i < flows->n; i++)
		n += w->flows[flows->v[i]].taken;
	return n;
}

static bool
each_taken(const struct world *w, const struct bpmn_ids *flows, int64_t times)
{
	for (size_t i = 0; i < flows->n; i++) {
		if (w->flows[flows->v[i]].taken != times)
			return false;
	}
	return true;
}

/* Behind an event gateway no flow is taken: the event itself goes on. */
static bool
is_behind_event_gateway(const struct world *w, const struct bpmn_element *e)
{
	return e->incoming.n > 0 && w->m->elements[w->m->flows[
	    e->incoming.v[0]].source].kind == BPMN_EVENT_GATEWAY;
}

/* An ad-hoc sub-process that has enough takes tokens away. */
static bool
may_be_taken(const struct world *w, const struct bpmn_element *e)
{
	const struct bpmn_ad_hoc *h = e->parent == NONE ? NULL :
	    w->m->elements[e->parent].ad_hoc;

	return h != NULL && h->completion != NULL && h->cancels_rest;
}

/* What came in went out, as its kind has it. */
static bool
is_conserved(const struct world *w, int element)
{
	const struct bpmn_element *e = &w->m->elements[element];
	const struct count *c = &w->elements[element];
	int64_t in = taken(w, &e->incoming), out = taken(w, &e->outgoing);

	if (may_be_taken(w, e))
		return true;
	if (e->kind == BPMN_PARALLEL)
		return each_taken(w, &e->incoming, c->entered) &&
		    each_taken(w, &e->outgoing, c->left);
	if (e->kind == BPMN_COMPLEX)
		return each_taken(w, &e->incoming, c->entered) &&
		    (e->outgoing.n == 0 || out == c->left);
	/* To be undone, a completed one is entered once more. */
	if (e->kind == BPMN_TRANSACTION || e->kind == BPMN_SUB_PROCESS)
		return in <= c->entered &&
		    (e->outgoing.n == 0 || out == in);
	if (e->kind == BPMN_INCLUSIVE)
		return in >= c->entered && (e->outgoing.n == 0 ||
		    (e->outgoing.n == 1 ? out == c->left : out >= c->left));
	if (e->incoming.n > 0 && in != c->entered &&
	    !is_behind_event_gateway(w, e))
		return false;
	return e->outgoing.n == 0 || out == (e->kind == BPMN_EVENT_GATEWAY ?
	    0 : c->left);
}

/* The runs of a handler: as many as those it undoes.  In a transaction that
 * was not cancelled each of its tasks may stay done, three times at most. */
static bool
is_undone(const struct world *w, int element)
{
	const struct bpmn_element *e = &w->m->elements[element];
	const struct bpmn_element *scope;
	int64_t done = w->elements[element].done, undone, kept;

	if (e->handler == NONE)
		return true;
	scope = &w->m->elements[e->parent];
	undone = w->elements[e->handler].done;
	if (scope->kind != BPMN_TRANSACTION)
		return w->is_interrupted || done == undone;
	kept = w->elements[e->parent].begun -
	    w->elements[scope->boundary.v[0]].entered;
	return undone <= done && done - undone <= 3 * kept;
}

/* Without a condition everything in it begins. */
static bool
is_all_begun(const struct world *w, int element)
{
	const struct bpmn_element *e = &w->m->elements[element];

	for (size_t i = 0; e->ad_hoc != NULL && !w->is_interrupted &&
	    e->ad_hoc->completion == NULL && i < e->children.n; i++) {
		int c = e->children.v[i];

		if (bpmn_is_activity(w->m->elements[c].kind) &&
		    w->elements[c].entered != w->elements[element].begun)
			return false;
	}
	return true;
}

static bool
check_counts(struct world *w)
{
	for (size_t i = 0; i < w->m->n_elements; i++) {
		if (w->elements[i].entered != w->elements[i].left)
			w->wrong = "entered and left differ";
		else if (!w->is_interrupted && !is_conserved(w, (int)i))
			w->wrong = "a token was lost or doubled";
		else if (!is_undone(w, (int)i))
			w->wrong = "something was not undone";
		else if (!is_all_begun(w, (int)i))
			w->wrong = "something was not begun";
		else
			continue;
		printf("# %s %.*s: %lld in, entered %lld, left %lld, %lld "
		    "out\n", bpmn_kind_name(w->m->elements[i].kind),
		    STR_ARG(w->m->elements[i].id),
		    (long long)taken(w, &w->m->elements[i].incoming),
		    (long long)w->elements[i].entered,
		    (long long)w->elements[i].left,
		    (long long)taken(w, &w->m->elements[i].outgoing));
		return false;
	}
	return true;
}

/* All of it once more, from nothing. */
static void
check_replay(struct world *w)
{
	_cleanup_(arena_freep) struct arena *a = arena_new();
	_cleanup_(buf_done) struct buf again = BUF_INIT;
	struct bpmn_env env = w->env;
	struct bpmn_step s = { .arena = a, .model = w->m, .env = &env,
		.state = bpmn_state_new(a, w->m, &w->m->processes[0]) };

	for (size_t i = 0; i < w->past.n; i++) {
		struct past *p = &w->past.v[i];

		env.now_us = p->now_us;
		if (p->ev.vars.n > 0)
			p->ev.vars.v = &p->n;
		s.event = &p->ev;
		if (bpmn_step(&s, NULL) < 0)
			w->wrong = "replayed, an event was refused";
	}
	encode(s.state, &again);
	if (!str_eq(buf_view(&again), buf_view(&w->bytes)))
		w->wrong = "replayed, it is another state";
}

static void
begin(struct world *w)
{
	struct bpmn_event start = {
		.type = BPMN_EV_START, .element = NONE, .name = STR(""),
		.code = STR(""), .message = STR(""),
	};
	struct feel_entry n = { STR("n"), feel_int(2) };

	start.vars = (struct bpmn_vars){ &n, 1 };
	w->elements = arena_array(w->open_arena, w->m->n_elements,
	    sizeof(*w->elements));
	w->flows = arena_array(w->open_arena, w->m->n_flows,
	    sizeof(*w->flows));
	memset(w->elements, 0, w->m->n_elements * sizeof(*w->elements));
	memset(w->flows, 0, w->m->n_flows * sizeof(*w->flows));
	w->env.now_us = INT64_C(1767258000000000);
	w->kept = bpmn_state_new(w->a, w->m, &w->m->processes[0]);
	encode(w->kept, &w->bytes);
	remember(w, start, n);
	step(w, &start);
}

static bool
run_model(struct world *w)
{
	begin(w);
	for (int i = 0; i < STEPS_MAX && w->wrong == NULL && w->open.n > 0;
	    i++)
		happen(w);
	if (w->wrong == NULL && w->open.n > 0)
		w->wrong = "it never ends";
	if (w->wrong == NULL &&
	    bpmn_state_status(w->kept) != BPMN_COMPLETED)
		w->wrong = "nothing is open, but it has not completed";
	if (w->wrong == NULL && check_counts(w))
		check_replay(w);
	n_whole += !w->is_interrupted;
	n_collected += w->collected;
	return w->wrong == NULL;
}

static void
test_model(uint32_t number)
{
	_cleanup_(buf_done) struct buf xml = BUF_INIT;
	_cleanup_(arena_freep) struct arena *a = arena_new();
	struct world w = { .a = a, .open_arena = a };
	struct error err = { 0 };
	bool is_good;

	random_seed(number);
	random_model(&xml);
	w.m = bpmn_parse(a, buf_view(&xml), &err);
	is_good = w.m != NULL && run_model(&w);
	if (!is_good)
		printf("# %s %s\n# %.*s\n", err.message,
		    w.wrong != NULL ? w.wrong : "", STR_ARG(buf_view(&xml)));
	ok(is_good, "model %u: %zu elements, %lld things opened", number,
	    w.m == NULL ? 0 : w.m->n_elements, (long long)w.opened);
	buf_done(&w.bytes);
}

int
main(void)
{
	for (uint32_t i = 1; i <= MODELS; i++)
		test_model(i);
	ok(n_whole > MODELS / 4, "tokens were counted in %d runs", n_whole);
	ok(n_collected > MODELS, "results of %lld multi-instance activities",
	    (long long)n_collected);
	ok(n_rounds > MODELS / 4, "%lld rounds of loops", (long long)n_rounds);
	return done_testing();
}
