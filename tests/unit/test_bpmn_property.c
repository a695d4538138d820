/*
 * test_bpmn_property.c - random processes, random schedules.
 *
 * Well-formed models are made of nested blocks (sequences, gateways, loops,
 * sub-processes, multi-instance tasks, boundary events, event sub-processes,
 * compensation).  Whatever order the
 * world answers in, a process must complete; every task that opens closes
 * once, every activity entered is left once; after each step the bytes are the
 * same for a state that was kept in memory, one that went through its bytes,
 * and one that was lost in a crash and worked out again.
 */
#include "base/map.h"
#include "tests/unit/tap.h"
#include "workflows/bpmn/engine.h"
#include "workflows/feel/value.h"

#define MODELS		500
#define STEPS_MAX	2000
#define DEPTH		4

static uint32_t seed;

static uint32_t
pick(uint32_t n)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % n;
}

/* ------------------------------------------------------------------ models */

struct maker {
	struct buf	*out;
	int		 next;
};

/* A block: the ids of its first and last element. */
struct block {
	int	 first, last;
};

static struct block make_block(struct maker *m, int depth);

static void
flow(struct maker *m, int from, int to)
{
	buf_printf(m->out, "<sequenceFlow id='f%d' sourceRef='n%d' "
	    "targetRef='n%d'/>", m->next++, from, to);
}

static struct block
make_task(struct maker *m)
{
	static const char *const kinds[] = { "userTask", "serviceTask",
		"manualTask", "scriptTask" };
	const char *kind = kinds[pick(ARRAY_LEN(kinds))];
	int id = m->next++;

	buf_printf(m->out, "<%s id='n%d'>", kind, id);
	if (pick(5) == 0)
		buf_printf(m->out, "<multiInstanceLoopCharacteristics "
		    "isSequential='%s'><loopCardinality>%d</loopCardinality>"
		    "</multiInstanceLoopCharacteristics>",
		    pick(2) ? "true" : "false", (int)pick(4));
	buf_printf(m->out, "</%s>", kind);
	return (struct block){ id, id };
}

static struct block
make_sequence(struct maker *m, int depth)
{
	struct block a = make_block(m, depth - 1);
	struct block b = make_block(m, depth - 1);

	flow(m, a.last, b.first);
	return (struct block){ a.first, b.last };
}

static struct block
make_split(struct maker *m, int depth)
{
	static const char *const kinds[] = { "exclusive", "parallel",
		"inclusive" };
	uint32_t kind = pick(3);
	int split = m->next++, join = m->next++, other = m->next++;
	uint32_t n = 2 + pick(2);

	buf_printf(m->out, "<%sGateway id='n%d'", kinds[kind], split);
	if (kind != 1)
		buf_printf(m->out, " default='f%d'", other);
	buf_printf(m->out, "/><%sGateway id='n%d'/>", kinds[kind], join);
	for (uint32_t i = 0; i < n; i++) {
		struct block b = make_block(m, depth - 1);
		int f = i == 0 && kind != 1 ? other : m->next++;

		buf_printf(m->out, "<sequenceFlow id='f%d' sourceRef='n%d' "
		    "targetRef='n%d'>", f, split, b.first);
		if (kind != 1 && i > 0)
			buf_printf(m->out, "<conditionExpression>n &gt; %d"
			    "</conditionExpression>", (int)pick(4));
		buf_puts(m->out, "</sequenceFlow>");
		flow(m, b.last, join);
	}
	return (struct block){ split, join };
}

/* A sub-process beside which something else may begin. */
static void
make_event_sub(struct maker *m)
{
	int sub = m->next++, start = m->next++, task = m->next++;

	buf_printf(m->out, "<subProcess id='n%d' triggeredByEvent='true'>"
	    "<startEvent id='n%d' isInterrupting='%s'><timerEventDefinition>"
	    "<timeDuration>PT%dM</timeDuration></timerEventDefinition>"
	    "</startEvent><userTask id='n%d'/>", sub, start,
	    pick(2) ? "true" : "false", (int)pick(100) + 1, task);
	flow(m, start, task);
	buf_puts(m->out, "</subProcess>");
}

/* With a timer on its boundary that joins the way again. */
static struct block
make_sub(struct maker *m, int depth)
{
	int sub = m->next++, start = m->next++, timer = m->next++;
	int join = m->next++;
	bool is_timed = pick(2) == 0, is_beside = pick(2) == 0;
	struct block b;

	buf_printf(m->out, "<subProcess id='n%d'><startEvent id='n%d'/>", sub,
	    start);
	b = make_block(m, depth - 1);
	flow(m, start, b.first);
	if (pick(3) == 0)
		make_event_sub(m);
	buf_puts(m->out, "</subProcess>");
	if (!is_timed)
		return (struct block){ sub, sub };
	buf_printf(m->out, "<boundaryEvent id='n%d' attachedToRef='n%d' "
	    "cancelActivity='%s'><timerEventDefinition><timeDuration>PT%dM"
	    "</timeDuration></timerEventDefinition></boundaryEvent>"
	    "<%sGateway id='n%d'/>", timer, sub, is_beside ? "false" : "true",
	    (int)pick(100) + 1, is_beside ? "inclusive" : "exclusive", join);
	flow(m, sub, join);
	flow(m, timer, join);
	return (struct block){ sub, join };
}

/* Tasks that are undone right after. */
static struct block
make_undone(struct maker *m)
{
	static const char *const kinds[] = { "userTask", "scriptTask" };
	struct block b;
	int throw = m->next++;

	b.first = m->next;
	for (int i = 0; i < 2; i++) {
		int task = m->next++, event = m->next++, undo = m->next++;

		buf_printf(m->out, "<%s id='n%d'/><boundaryEvent id='n%d' "
		    "attachedToRef='n%d'><compensateEventDefinition/>"
		    "</boundaryEvent><%s id='n%d' isForCompensation='true'/>"
		    "<association id='a%d' sourceRef='n%d' targetRef='n%d'/>",
		    kinds[pick(2)], task, event, task, kinds[pick(2)], undo,
		    undo, event, undo);
		b.last = task;
		if (i == 1)
			flow(m, b.first, task);
	}
	buf_printf(m->out, "<intermediateThrowEvent id='n%d'>"
	    "<compensateEventDefinition/></intermediateThrowEvent>", throw);
	flow(m, b.last, throw);
	b.last = throw;
	return b;
}

static struct block
make_wait(struct maker *m)
{
	int gate = m->next++, timer = m->next++, message = m->next++;
	int join = m->next++;

	buf_printf(m->out, "<eventBasedGateway id='n%d'/>"
	    "<intermediateCatchEvent id='n%d'><timerEventDefinition>"
	    "<timeDuration>PT%dM</timeDuration></timerEventDefinition>"
	    "</intermediateCatchEvent><intermediateCatchEvent id='n%d'>"
	    "<messageEventDefinition messageRef='m'/>"
	    "</intermediateCatchEvent><exclusiveGateway id='n%d'/>", gate,
	    timer, (int)pick(100) + 1, message, join);
	flow(m, gate, timer);
	flow(m, gate, message);
	flow(m, timer, join);
	flow(m, message, join);
	return (struct block){ gate, join };
}

static struct block
make_block(struct maker *m, int depth)
{
	if (depth == 0)
		return make_task(m);
	switch (pick(8)) {
	case 0:
	case 1:
		return make_sequence(m, depth);
	case 2:
	case 3:
		return make_split(m, depth);
	case 4:
		return make_sub(m, depth);
	case 5:
		return make_wait(m);
	case 6:
		return make_undone(m);
	default:
		return make_task(m);
	}
}

static void
make_model(struct buf *out)
{
	struct maker m = { out, 2 };
	struct block b;

	buf_puts(out, "<definitions xmlns='http://www.omg.org/spec/BPMN/"
	    "20100524/MODEL'><message id='m' name='m'/><process id='p'>"
	    "<startEvent id='n0'/><endEvent id='n1'/>");
	b = make_block(&m, DEPTH);
	flow(&m, 0, b.first);
	flow(&m, b.last, 1);
	buf_puts(out, "</process></definitions>");
}

/* --------------------------------------------------------------- the world */

struct open {
	bool		 is_wait;
	uint32_t	 id;
	int64_t		 due_us;	/* of a timer; 0 else */
};

struct world {
	const struct bpmn_model	*m;
	struct arena		*a;	/* of the state kept in memory */
	struct bpmn_state	*kept;
	struct buf		 bytes;	/* of the one that is stored */
	struct bpmn_env		 env;
	VEC(struct open)	 open;
	struct arena		*open_arena;
	int64_t			 entered, left, opened, closed;
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
		fx->due_us };

	for (size_t i = 0; i < w->open.n; i++) {
		if (w->open.v[i].is_wait == is_wait &&
		    w->open.v[i].id == o.id)
			w->wrong = "opened twice";
	}
	vec_push(w->open_arena, &w->open, o);
	w->opened++;
}

static void
carry_out(struct world *w, const struct bpmn_effect *fx)
{
	switch (fx->type) {
	case BPMN_FX_TASK_OPEN:
	case BPMN_FX_JOB_OPEN:
		opened(w, fx, false);
		return;
	case BPMN_FX_TIMER_ARM:
	case BPMN_FX_MESSAGE_WAIT:
		opened(w, fx, true);
		return;
	case BPMN_FX_TASK_CLOSE:
		if (!fx->is_done)
			forget(w, false, fx->node, "closed what was not open");
		return;
	case BPMN_FX_JOB_CLOSE:
		forget(w, false, fx->node, "closed what was not open");
		return;
	case BPMN_FX_TIMER_DISARM:
		forget(w, true, fx->wait, "disarmed what was not armed");
		return;
	case BPMN_FX_WAIT_END:
		forget(w, true, fx->wait, NULL);
		return;
	case BPMN_FX_ENTER:
		w->entered++;
		return;
	case BPMN_FX_LEAVE:
		w->left++;
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

/* Something open happens: any task or message, or the timer due first. */
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

	if (!o.is_wait)
		ev.vars = (struct bpmn_vars){ &n, 1 };
	if (o.due_us > w->env.now_us)
		w->env.now_us = o.due_us;
	forget(w, o.is_wait, o.id, NULL);
	step(w, &ev);
}

static bool
run_model(struct world *w)
{
	struct bpmn_event start = {
		.type = BPMN_EV_START, .element = NONE, .name = STR(""),
		.code = STR(""), .message = STR(""),
	};
	struct feel_entry n = { STR("n"), feel_int(2) };

	start.vars = (struct bpmn_vars){ &n, 1 };
	w->env.now_us = INT64_C(1767258000000000);
	w->kept = bpmn_state_new(w->a, w->m, &w->m->processes[0]);
	encode(w->kept, &w->bytes);
	step(w, &start);
	for (int i = 0; i < STEPS_MAX && w->wrong == NULL && w->open.n > 0;
	    i++)
		happen(w);
	if (w->wrong == NULL && w->open.n > 0)
		w->wrong = "it never ends";
	if (w->wrong == NULL &&
	    bpmn_state_status(w->kept) != BPMN_COMPLETED)
		w->wrong = "nothing is open, but it has not completed";
	if (w->wrong == NULL && w->entered != w->left)
		w->wrong = "entered and left differ";
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

	seed = number * 2654435761u;
	make_model(&xml);
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
	return done_testing();
}
