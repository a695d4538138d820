/*
 * fuzz_bpmn_events.c - any events in any order, and states whose bytes were
 * tampered with.
 *
 * Input: how many events (a byte), how many changed bytes (a byte), the
 * changes (three bytes each: where, what), then events (three bytes each: type,
 * what it is about, an element) for before and after the change.
 */
#include "workflows/bpmn/engine.h"
#include "workflows/feel/value.h"

#include "tests/fuzz/fuzz.h"

/* One of each thing the engine knows. */
static const char model[] =
"<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' "
"xmlns:zeebe='http://camunda.org/schema/zeebe/1.0'>"
"<message id='m' name='m'/><signal id='g' name='g'/>"
"<error id='e' errorCode='E'/><escalation id='x' escalationCode='X'/>"
"<process id='p'><dataObject id='d'/><startEvent id='s'/>"
"<parallelGateway id='f'/><userTask id='u'/><serviceTask id='j'>"
"<multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality>"
"</multiInstanceLoopCharacteristics></serviceTask>"
"<scriptTask id='l' completionQuantity='2'><standardLoopCharacteristics "
"loopMaximum='2'/><script>{n: 2}</script></scriptTask>"
"<boundaryEvent id='bu' attachedToRef='u' cancelActivity='false'>"
"<timerEventDefinition><timeCycle>R3/PT1H</timeCycle></timerEventDefinition>"
"</boundaryEvent><boundaryEvent id='bj' attachedToRef='j'>"
"<errorEventDefinition errorRef='e'/></boundaryEvent>"
"<boundaryEvent id='bc' attachedToRef='j' cancelActivity='false'>"
"<conditionalEventDefinition><condition>n = 1</condition>"
"</conditionalEventDefinition></boundaryEvent>"
"<transaction id='t'><startEvent id='ts'/><userTask id='ta'/>"
"<boundaryEvent id='tb' attachedToRef='ta'><compensateEventDefinition/>"
"</boundaryEvent><association id='as' sourceRef='tb' targetRef='tc'/>"
"<userTask id='tc' isForCompensation='true'/>"
"<exclusiveGateway id='tx' default='tx1'/><endEvent id='te'>"
"<cancelEventDefinition/></endEvent><endEvent id='th'>"
"<errorEventDefinition errorRef='e'/></endEvent>"
"<intermediateThrowEvent id='tk'><compensateEventDefinition/>"
"</intermediateThrowEvent>"
"<sequenceFlow id='t1' sourceRef='ts' targetRef='ta'/>"
"<sequenceFlow id='t2' sourceRef='ta' targetRef='tx'/>"
"<sequenceFlow id='tx1' sourceRef='tx' targetRef='tk'/>"
"<sequenceFlow id='tx2' sourceRef='tx' targetRef='te'>"
"<conditionExpression>n = 1</conditionExpression></sequenceFlow>"
"<sequenceFlow id='tx3' sourceRef='tx' targetRef='th'>"
"<conditionExpression>n = 2</conditionExpression></sequenceFlow>"
"<subProcess id='tv' triggeredByEvent='true'><startEvent id='tvs' "
"isInterrupting='false'><signalEventDefinition signalRef='g'/></startEvent>"
"<callActivity id='tvc' calledElement='q'/>"
"<sequenceFlow id='tv1' sourceRef='tvs' targetRef='tvc'/></subProcess>"
"</transaction><boundaryEvent id='ct' attachedToRef='t'>"
"<cancelEventDefinition/></boundaryEvent>"
"<adHocSubProcess id='h' ordering='Sequential'><userTask id='h1'/>"
"<businessRuleTask id='h2'/><completionCondition>n = 2"
"</completionCondition></adHocSubProcess>"
"<eventBasedGateway id='v'/><intermediateCatchEvent id='v1'>"
"<messageEventDefinition messageRef='m'/></intermediateCatchEvent>"
"<receiveTask id='v2' messageRef='m'/><intermediateCatchEvent id='v3' "
"parallelMultiple='true'><messageEventDefinition messageRef='m'/>"
"<signalEventDefinition signalRef='g'/></intermediateCatchEvent>"
"<complexGateway id='c'><activationCondition>activationCount = 2"
"</activationCondition></complexGateway><inclusiveGateway id='i'/>"
"<endEvent id='z'><escalationEventDefinition escalationRef='x'/>"
"<signalEventDefinition signalRef='g'/></endEvent>"
"<endEvent id='zz'><compensateEventDefinition/></endEvent>"
"<subProcess id='w' triggeredByEvent='true'><startEvent id='ws'>"
"<escalationEventDefinition escalationRef='x'/></startEvent>"
"<userTask id='wu'/><sequenceFlow id='w1' sourceRef='ws' targetRef='wu'/>"
"</subProcess>"
"<userTask id='k'><extensionElements><zeebe:taskListeners>"
"<zeebe:taskListener eventType='creating' type='a'/>"
"<zeebe:taskListener eventType='assigning' type='= {denied: n = 1, "
"corrections: {priority: n}}'/>"
"<zeebe:taskListener eventType='completing' type='= {denied: n = 3}'/>"
"<zeebe:taskListener eventType='completing' type='b'/>"
"<zeebe:taskListener eventType='canceling' type='= {n: 1}'/>"
"</zeebe:taskListeners><zeebe:executionListeners>"
"<zeebe:executionListener eventType='end' type='c'/>"
"</zeebe:executionListeners></extensionElements>"
"<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality>"
"</multiInstanceLoopCharacteristics></userTask>"
"<sequenceFlow id='25' sourceRef='f' targetRef='k'/>"
"<sequenceFlow id='26' sourceRef='k' targetRef='i'/>"
"<sequenceFlow id='1' sourceRef='s' targetRef='f'/>"
"<sequenceFlow id='2' sourceRef='f' targetRef='u'/>"
"<sequenceFlow id='3' sourceRef='f' targetRef='j'/>"
"<sequenceFlow id='4' sourceRef='f' targetRef='l'/>"
"<sequenceFlow id='5' sourceRef='f' targetRef='t'/>"
"<sequenceFlow id='6' sourceRef='f' targetRef='h'/>"
"<sequenceFlow id='7' sourceRef='f' targetRef='v'/>"
"<sequenceFlow id='8' sourceRef='v' targetRef='v1'/>"
"<sequenceFlow id='9' sourceRef='v' targetRef='v2'/>"
"<sequenceFlow id='10' sourceRef='v' targetRef='v3'/>"
"<sequenceFlow id='11' sourceRef='u' targetRef='c'/>"
"<sequenceFlow id='12' sourceRef='j' targetRef='c'/>"
"<sequenceFlow id='13' sourceRef='l' targetRef='c'/>"
"<sequenceFlow id='14' sourceRef='c' targetRef='i'/>"
"<sequenceFlow id='15' sourceRef='bu' targetRef='i'/>"
"<sequenceFlow id='16' sourceRef='bj' targetRef='i'/>"
"<sequenceFlow id='17' sourceRef='bc' targetRef='i'/>"
"<sequenceFlow id='18' sourceRef='t' targetRef='i'/>"
"<sequenceFlow id='19' sourceRef='ct' targetRef='i'/>"
"<sequenceFlow id='20' sourceRef='i' targetRef='z'/>"
"<sequenceFlow id='21' sourceRef='h' targetRef='zz'/>"
"<sequenceFlow id='22' sourceRef='v1' targetRef='i'/>"
"<sequenceFlow id='23' sourceRef='v2' targetRef='v'/>"
"<sequenceFlow id='24' sourceRef='v3' targetRef='i'/>"
"</process></definitions>";

struct input {
	const uint8_t	*p;
	size_t		 n;
};

static int
next(struct input *in)
{
	if (in->n == 0)
		return 0;
	in->n--;
	return *in->p++;
}

static void
step(const struct bpmn_model *m, struct buf *bytes, struct input *in)
{
	_cleanup_(arena_freep) struct arena *a = arena_new();
	const struct bpmn_env env = {
		.now_us = INT64_C(1767258000000000), .zone = STR(""),
		.steps_max = 500,
	};
	int type = next(in), about = next(in), element = next(in);
	struct feel_entry n = { STR("n"), feel_int(element % 4) };
	const struct bpmn_event ev = {
		.type = (enum bpmn_event_type)(type % BPMN_EVENT_TYPES),
		.node = (uint32_t)about, .wait = (uint32_t)about,
		.element = element % ((int)m->n_elements + 1) - 1,
		.due_us = INT64_C(1767258000000000) * (element % 3),
		.retries = type / 64, .is_called = about % 2 == 1,
		.name = STR("g"), .code = STR("E"), .message = STR("m"),
		.vars = { &n, 1 },
	};
	struct bpmn_step s = { .arena = a, .model = m, .env = &env,
		.event = &ev };
	_cleanup_(buf_done) struct buf out = BUF_INIT;

	s.state = bpmn_state_decode(a, m, buf_view(bytes), NULL);
	must(s.state != NULL);
	if (bpmn_step(&s, NULL) < 0 ||
	    bpmn_state_encode(s.state, &out, NULL) < 0)
		return;
	buf_reset(bytes);
	buf_str(bytes, buf_view(&out));
}

/* Change bytes; keep the change only if it still is a state. */
static void
tamper(const struct bpmn_model *m, struct buf *bytes, struct input *in,
    int changes)
{
	_cleanup_(arena_freep) struct arena *a = arena_new();
	_cleanup_(buf_done) struct buf copy = BUF_INIT;

	buf_str(&copy, buf_view(bytes));
	for (int i = 0; i < changes; i++) {
		size_t at = (size_t)next(in) << 8;

		at |= (size_t)next(in);
		copy.p[at % copy.len] = (char)next(in);
	}
	if (bpmn_state_decode(a, m, buf_view(&copy), NULL) == NULL)
		return;
	buf_reset(bytes);
	buf_str(bytes, buf_view(&copy));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena *forever;
	static const struct bpmn_model *m;
	_cleanup_(buf_done) struct buf bytes = BUF_INIT;
	struct input in = { data, size };
	int before = next(&in) % 64, changes = next(&in) % 16;

	if (m == NULL) {
		forever = arena_new();
		m = bpmn_parse(forever, str_of(model), NULL);
		must(m != NULL);
	}
	{
		_cleanup_(arena_freep) struct arena *a = arena_new();

		must(bpmn_state_encode(bpmn_state_new(a, m,
		    &m->processes[0]), &bytes, NULL) == 0);
	}
	for (int i = 0; i < before; i++)
		step(m, &bytes, &in);
	tamper(m, &bytes, &in, changes);
	for (int i = 0; i < 64 && in.n > 0; i++)
		step(m, &bytes, &in);
	return 0;
}
