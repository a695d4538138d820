/*
 * bench_engine.c - steps of the process engine per second, without a database.
 *
 * engine_pure: a process as they are in real life (a form, a check by a
 * worker, a decision by condition, an approval, a timer beside it), run again
 * and again; each step decodes the state, takes one event, carries out nothing
 * and encodes the new state, as the server does.  One core.
 */
#include "base/clock.h"
#include "workflows/bpmn/engine.h"
#include "workflows/feel/value.h"

#define ROUNDS		20000
#define STEPS_RATE_MIN	100000.0	/* per second and core */

static const char model[] =
"<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' "
"xmlns:zeebe='http://camunda.org/schema/zeebe/1.0'>"
"<process id='aid' isExecutable='true'><startEvent id='asked'/>"
"<userTask id='assess'><extensionElements>"
"<zeebe:assignmentDefinition candidateGroups='= [unit, \"social-work\"]'/>"
"<zeebe:taskSchedule dueDate='P10WD'/></extensionElements></userTask>"
"<boundaryEvent id='late' attachedToRef='assess' cancelActivity='false'>"
"<timerEventDefinition><timeDuration>P12D</timeDuration>"
"</timerEventDefinition></boundaryEvent><serviceTask id='tell'/>"
"<serviceTask id='income'><extensionElements><zeebe:taskDefinition "
"type='income'/></extensionElements></serviceTask>"
"<exclusiveGateway id='enough' default='no'/><userTask id='approve'/>"
"<endEvent id='granted'/><endEvent id='denied'/><endEvent id='told'/>"
"<sequenceFlow id='1' sourceRef='asked' targetRef='assess'/>"
"<sequenceFlow id='2' sourceRef='assess' targetRef='income'/>"
"<sequenceFlow id='3' sourceRef='income' targetRef='enough'/>"
"<sequenceFlow id='yes' sourceRef='enough' targetRef='approve'>"
"<conditionExpression>income &lt; 800 and household.size > 2"
"</conditionExpression></sequenceFlow>"
"<sequenceFlow id='no' sourceRef='enough' targetRef='denied'/>"
"<sequenceFlow id='4' sourceRef='approve' targetRef='granted'/>"
"<sequenceFlow id='5' sourceRef='late' targetRef='tell'/>"
"<sequenceFlow id='6' sourceRef='tell' targetRef='told'/>"
"</process></definitions>";

struct bench {
	const struct bpmn_model	*m;
	struct arena		*a;
	struct buf		 state;
	struct bpmn_env		 env;
	size_t			 steps, effects, bytes;
	uint32_t		 open;	/* the task or job to answer next */
};

static bool
step(struct bench *b, const struct bpmn_event *ev)
{
	struct bpmn_step s = {
		.arena = b->a, .model = b->m, .env = &b->env, .event = ev,
	};

	s.state = bpmn_state_decode(b->a, b->m, buf_view(&b->state), NULL);
	if (s.state == NULL || bpmn_step(&s, NULL) < 0)
		return false;
	b->open = 0;
	for (size_t i = 0; i < s.n_effects; i++) {
		if (s.effects[i].type == BPMN_FX_TASK_OPEN ||
		    s.effects[i].type == BPMN_FX_JOB_OPEN)
			b->open = s.effects[i].node;
	}
	buf_reset(&b->state);
	if (bpmn_state_encode(s.state, &b->state, NULL) < 0)
		return false;
	b->steps++;
	b->effects += s.n_effects;
	if (b->state.len > b->bytes)
		b->bytes = b->state.len;
	arena_reset(b->a);
	return true;
}

/* One instance from its start to its end. */
static bool
run_one(struct bench *b)
{
	struct feel_entry size = { STR("size"), feel_int(4) };
	struct feel_entry first[] = {
		{ STR("unit"), feel_string(STR("centre")) },
		{ STR("household"), feel_context(b->a, &size, 1) },
	};
	struct feel_entry income = { STR("income"), feel_int(640) };
	struct bpmn_event ev = {
		.type = BPMN_EV_START, .element = NONE, .name = STR(""),
		.code = STR(""), .message = STR(""), .vars = { first, 2 },
	};

	buf_reset(&b->state);
	if (bpmn_state_encode(bpmn_state_new(b->a, b->m,
	    &b->m->processes[0]), &b->state, NULL) < 0)
		return false;
	for (int i = 0; i < 8; i++) {
		if (!step(b, &ev))
			return false;
		if (b->open == 0)
			return true;
		ev.type = BPMN_EV_COMPLETE;
		ev.node = b->open;
		ev.vars = (struct bpmn_vars){ &income, 1 };
	}
	return false;
}

int
main(void)
{
	_cleanup_(arena_freep) struct arena *forever = arena_new();
	struct bench b = { .a = arena_new() };
	struct error err = { 0 };
	int64_t begun;
	double rate;

	b.m = bpmn_parse(forever, str_of(model), &err);
	if (b.m == NULL) {
		(void)fprintf(stderr, "%s\n", err.message);
		return 1;
	}
	b.env.now_us = INT64_C(1767258000000000);
	b.env.zone = STR("Europe/Madrid");
	begun = clock_mono_us();
	for (int i = 0; i < ROUNDS; i++) {
		if (!run_one(&b))
			return 1;
	}
	rate = (double)b.steps * 1e6 / (double)(clock_mono_us() - begun);
	printf("# %zu instances of %zu steps, %zu effects, state up to %zu "
	    "bytes\n", (size_t)ROUNDS, b.steps / ROUNDS, b.effects / ROUNDS,
	    b.bytes);
	printf("BENCH engine_pure ours=%.6g limit=%.6g ratio=%.3g\n", rate,
	    STEPS_RATE_MIN, rate / STEPS_RATE_MIN);
	buf_done(&b.state);
	arena_free(b.a);
	return 0;
}
