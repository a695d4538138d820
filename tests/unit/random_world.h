/*
 * random_world.h - what surrounds a random process (random_model.h): what is
 * open in it, how often its elements were entered and left, and whether what it
 * collects is what it should.
 */
#ifndef TESTS_UNIT_RANDOM_WORLD_H
#define TESTS_UNIT_RANDOM_WORLD_H

#include "workflows/bpmn/engine.h"
#include "workflows/feel/value.h"

struct open {
	bool		 is_wait;
	uint32_t	 id;
	int64_t		 due_us;	/* of a timer; 0 else */
	int		 element;
	int64_t		 loop;
	uint32_t	 node;		/* that waits */
};

/* What happened, to let it happen once more. */
struct past {
	struct bpmn_event ev;
	struct feel_entry n;
	int64_t		 now_us;
};

/* Of an element: entered and left, a loop as a whole; its runs begun and done,
 * one by one.  Of a flow: taken. */
struct count {
	int64_t		 entered, left, begun, done, taken;
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
	int64_t			 opened, collected;
	bool			 is_interrupted;	/* anything, ever */
	bool			 has_ended;	/* anything, in this step */
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
		fx->due_us, fx->element, fx->loop, fx->node };

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
		w->is_interrupted = w->has_ended = true;
	if (fx->type == BPMN_FX_ENTER && fx->loop != NONE)
		w->elements[fx->element].begun++;
	if (fx->type == BPMN_FX_LEAVE && fx->loop != NONE && fx->is_done)
		w->elements[fx->element].done++;
	if (fx->type == BPMN_FX_FLOW)
		w->flows[fx->flow].taken++;
	else if (fx->loop > 0)
		return;
	else if (fx->type == BPMN_FX_ENTER)
		w->elements[fx->element].entered++;
	else
		w->elements[fx->element].left++;
}

static int64_t
number_in(struct feel_value context, const char *key)
{
	const struct feel_value *v = context.kind != FEEL_CONTEXT ? NULL :
	    feel_get(context.context, str_of(key));
	int64_t n = NONE;

	if (v != NULL && v->kind == FEEL_NUMBER)
		(void)dec128_to_int(v->number, &n);
	return n;
}

/* How many items its list has: "= [1,2]". */
static size_t
cardinality(const struct bpmn_loop *loop)
{
	size_t n = 0;

	for (size_t i = 0; i < loop->collection->text.len; i++) {
		char c = loop->collection->text.p[i];

		n += c >= '0' && c <= '9';
	}
	return n;
}

/* The results of a multi-instance activity: what did not run is null, and
 * something did not run only because one completed with n = 4. */
static void
check_collected(struct world *w, const struct bpmn_loop *loop,
    struct feel_value list)
{
	size_t n_ran = 0, n_true = 0;

	if (list.kind != FEEL_LIST || list.list.n != cardinality(loop)) {
		w->wrong = "a list of results has another length";
		return;
	}
	for (size_t i = 0; i < list.list.n; i++) {
		struct feel_value v = list.list.v[i];

		n_ran += v.kind != FEEL_NULL;
		n_true += number_in(v, "n") == 4;
		if (v.kind != FEEL_NULL && number_in(v, "i") != (int64_t)i + 1)
			w->wrong = "a result is in another's place";
	}
	if (loop->condition == NULL ? n_ran < list.list.n :
	    n_true > 1 || (n_true == 0 && n_ran < list.list.n))
		w->wrong = "a multi-instance activity did not run as often "
		    "as it says";
	w->collected++;
}

/* "o7" is of n7. */
static void
check_results(struct world *w, const struct bpmn_effect *fx)
{
	for (size_t i = 0; i < fx->vars.n; i++) {
		struct str name = fx->vars.v[i].key;
		struct str id = arena_printf(w->open_arena, "n%.*s",
		    (int)name.len - 1, name.p + 1);
		int e = name.p[0] == 'o' ? bpmn_find(w->m, id) : NONE;

		if (e != NONE)
			check_collected(w, w->m->elements[e].loop,
			    fx->vars.v[i].value);
	}
}

static void
carry_out(struct world *w, const struct bpmn_effect *fx)
{
	switch (fx->type) {
	case BPMN_FX_VARS:
		check_results(w, fx);
		return;
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

#endif
