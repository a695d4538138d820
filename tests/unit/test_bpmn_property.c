/*
 * test_bpmn_property.c - random processes, random schedules.
 *
 * Well-formed models are made of nested blocks: sequences, exclusive, parallel
 * and inclusive gateways, loops and multi-instance activities, sub-processes,
 * boundary events and event sub-processes of timers, messages, signals, errors
 * and escalations, calls, compensation.  Whatever order the world answers in:
 *
 * - the process completes, without an incident;
 * - every task, job, call and wait that opens closes once;
 * - every element is left as often as it was entered;
 * - no token is lost or doubled: what goes out of an element is what came in,
 *   by its kind, in every run in which nothing was interrupted;
 * - after each step the bytes are the same for a state that was kept in
 *   memory, one that went through its bytes, and one that was lost in a crash
 *   and worked out again; and in the end for one to which all events happen
 *   once more.
 */
#include "base/map.h"
#include "tests/unit/random_model.h"
#include "tests/unit/tap.h"
#include "workflows/bpmn/engine.h"
#include "workflows/feel/value.h"

#define MODELS		2000
#define STEPS_MAX	2000

static int n_whole;		/* runs in which nothing was interrupted */

/* --------------------------------------------------------------- the world */

struct open {
	bool		 is_wait;
	uint32_t	 id;
	int64_t		 due_us;	/* of a timer; 0 else */
	int		 element;
};

/* What happened, to let it happen once more. */
struct past {
	struct bpmn_event ev;
	struct feel_entry n;
	int64_t		 now_us;
};

/* Of an element, and of a flow. */
struct count {
	int64_t		 entered, left, taken;
};

struct world {
	const struct bpmn_model	*m;
	struct arena		*a;	/* of the state kept in memory */
	struct bpmn_state	*kept;
	struct buf		 bytes;	/* of the one that is stored */
	struct bpmn_env		 env;
	VEC(struct open)	 open;
	VEC(struct past)	 past;
	struct arena		*open_arena;
	struct count		*elements, *flows;
	int64_t			 opened;
	bool			 is_interrupted;	/* anything, ever */
	const char		*wrong;
};

static void
forget(struct world *w, bool is_wait, uint32_t id, const char *wrong)
{
	for (size_t i = 0; i < w->open.n; i++) {
		if (w->open.v[i].is_wait == is_wait &&
		    w->open.v[i].id == id) {
			w->open.v[i] = w->open.v[--w->open.n];
			return;
		}
	}
	if (wrong != NULL)
		w->wrong = wrong;
}

static void
opened(struct world *w, const struct bpmn_effect *fx, bool is_wait)
{
	struct open o = { is_wait, is_wait ? fx->wait : fx->node,
		fx->due_us, fx->element };

	for (size_t i = 0; i < w->open.n; i++) {
		if (w->open.v[i].is_wait == is_wait &&
		    w->open.v[i].id == o.id)
			w->wrong = "opened twice";
	}
	vec_push(w->open_arena, &w->open, o);
	w->opened++;
}

/* A loop as a whole counts, and not its instances: these are no tokens. */
static void
tally(struct world *w, const struct bpmn_effect *fx)
{
	if (fx->type == BPMN_FX_LEAVE && !fx->is_done)
		w->is_interrupted = true;
	if (fx->type == BPMN_FX_FLOW)
		w->flows[fx->flow].taken++;
	else if (fx->loop > 0)
		return;
	else if (fx->type == BPMN_FX_ENTER)
		w->elements[fx->element].entered++;
	else
		w->elements[fx->element].left++;
}

static void
carry_out(struct world *w, const struct bpmn_effect *fx)
{
	switch (fx->type) {
	case BPMN_FX_TASK_OPEN:
	case BPMN_FX_JOB_OPEN:
	case BPMN_FX_CALL:
		opened(w, fx, false);
		return;
	case BPMN_FX_TIMER_ARM:
	case BPMN_FX_MESSAGE_WAIT:
	case BPMN_FX_SIGNAL_WAIT:
		opened(w, fx, true);
		return;
	case BPMN_FX_TASK_CLOSE:
		if (!fx->is_done)
			forget(w, false, fx->node, "closed what was not open");
		return;
	case BPMN_FX_JOB_CLOSE:
	case BPMN_FX_CALL_CANCEL:
		forget(w, false, fx->node, "closed what was not open");
		return;
	case BPMN_FX_TIMER_DISARM:
		forget(w, true, fx->wait, "disarmed what was not armed");
		return;
	case BPMN_FX_WAIT_END:
		forget(w, true, fx->wait, NULL);
		return;
	case BPMN_FX_ENTER:
	case BPMN_FX_LEAVE:
	case BPMN_FX_FLOW:
		tally(w, fx);
		return;
	case BPMN_FX_INCIDENT:
		w->wrong = "an incident";
		return;
	default:
		return;
	}
}

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

/* Something open happens: a task, message, signal or timer. */
static void
happen(struct world *w)
{
	struct open o = w->open.v[pick((uint32_t)w->open.n)];
	struct feel_entry n = { STR("n"), feel_int((int64_t)pick(5)) };
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
	step(w, &ev);
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

/* What came in went out, as its kind has it. */
static bool
is_conserved(const struct world *w, int element)
{
	const struct bpmn_element *e = &w->m->elements[element];
	const struct count *c = &w->elements[element];
	int64_t in = taken(w, &e->incoming), out = taken(w, &e->outgoing);

	if (e->kind == BPMN_PARALLEL)
		return each_taken(w, &e->incoming, c->entered) &&
		    each_taken(w, &e->outgoing, c->left);
	if (e->kind == BPMN_INCLUSIVE)
		return in >= c->entered && (e->outgoing.n == 0 ||
		    (e->outgoing.n == 1 ? out == c->left : out >= c->left));
	if (e->incoming.n > 0 && in != c->entered &&
	    !is_behind_event_gateway(w, e))
		return false;
	return e->outgoing.n == 0 || out == (e->kind == BPMN_EVENT_GATEWAY ?
	    0 : c->left);
}

static bool
check_counts(struct world *w)
{
	for (size_t i = 0; i < w->m->n_elements; i++) {
		if (w->elements[i].entered != w->elements[i].left)
			w->wrong = "entered and left differ";
		else if (!w->is_interrupted && !is_conserved(w, (int)i))
			w->wrong = "a token was lost or doubled";
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
	return done_testing();
}
