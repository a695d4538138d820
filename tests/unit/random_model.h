/*
 * random_model.h - well-formed random processes, made of nested blocks.
 *
 * random_seed() and then random_model() write the same model each time.  What
 * completes gives a number 0 to 4 to the variable n, which conditions look at.
 * A multi-instance activity n7 collects in o7 what each of its instances was:
 * {i: its number, n: n when it completed}.
 */
#ifndef TESTS_UNIT_RANDOM_MODEL_H
#define TESTS_UNIT_RANDOM_MODEL_H

#include "base/str.h"

#define RANDOM_DEPTH	5	/* of blocks in each other */

static uint32_t seed;

static void
random_seed(uint32_t number)
{
	seed = number * 2654435761u;
}

static uint32_t
pick(uint32_t n)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % n;
}

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

/* What may happen at the edge of an activity. */
enum edge { EDGE_TIMER, EDGE_MESSAGE, EDGE_SIGNAL, EDGE_ERROR,
	EDGE_ESCALATION, EDGES };

static void
event_definition(struct maker *m, enum edge edge)
{
	if (edge == EDGE_TIMER)
		buf_printf(m->out, "<timerEventDefinition><timeDuration>PT%dM"
		    "</timeDuration></timerEventDefinition>",
		    (int)pick(100) + 1);
	else
		buf_puts(m->out, edge == EDGE_MESSAGE ?
		    "<messageEventDefinition messageRef='m'/>" :
		    edge == EDGE_SIGNAL ?
		    "<signalEventDefinition signalRef='s'/>" :
		    edge == EDGE_ERROR ?
		    "<errorEventDefinition errorRef='e'/>" :
		    "<escalationEventDefinition escalationRef='x'/>");
}

/* A boundary event whose way joins that of the activity again. */
static struct block
with_edge(struct maker *m, int activity, enum edge edge)
{
	int event = m->next++, join = m->next++;
	bool is_beside = edge != EDGE_ERROR && pick(2) == 0;

	buf_printf(m->out, "<boundaryEvent id='n%d' attachedToRef='n%d' "
	    "cancelActivity='%s'>", event, activity,
	    is_beside ? "false" : "true");
	event_definition(m, edge);
	buf_printf(m->out, "</boundaryEvent><%sGateway id='n%d'/>",
	    is_beside ? "inclusive" : "exclusive", join);
	flow(m, activity, join);
	flow(m, event, join);
	return (struct block){ activity, join };
}

static bool
maybe_loop(struct maker *m, int id)
{
	static const char *const lists[] = { "[]", "[1]", "[1,2]", "[1,2,3]" };
	uint32_t kind = pick(8);

	if (kind == 0)
		buf_printf(m->out, "<standardLoopCharacteristics "
		    "testBefore='%s' loopMaximum='%d'><loopCondition>n &lt; 4"
		    "</loopCondition></standardLoopCharacteristics>",
		    pick(2) ? "true" : "false", (int)pick(3) + 1);
	else if (kind < 3)
		buf_printf(m->out, "<multiInstanceLoopCharacteristics "
		    "isSequential='%s'><extensionElements>"
		    "<zeebe:loopCharacteristics inputCollection='= %s' "
		    "inputElement='i' outputCollection='o%d' "
		    "outputElement='= {i: i, n: n}'/></extensionElements>%s"
		    "</multiInstanceLoopCharacteristics>",
		    pick(2) ? "true" : "false", lists[pick(4)], id,
		    pick(3) ? "" :
		    "<completionCondition>n = 4</completionCondition>");
	return kind < 3;
}

static struct block
make_task(struct maker *m)
{
	static const char *const kinds[] = { "userTask", "serviceTask",
		"manualTask", "scriptTask", "callActivity" };
	uint32_t kind = pick(ARRAY_LEN(kinds));
	int id = m->next++;

	buf_printf(m->out, "<%s id='n%d'%s>", kinds[kind], id,
	    kind == 4 ? " calledElement='other'" : "");
	(void)maybe_loop(m, id);
	buf_printf(m->out, "</%s>", kinds[kind]);
	if (pick(4) > 0)
		return (struct block){ id, id };
	return with_edge(m, id, pick(EDGE_ESCALATION));
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
	    "<startEvent id='n%d' isInterrupting='%s'>", sub, start,
	    pick(2) ? "true" : "false");
	event_definition(m, pick(EDGE_ERROR));
	buf_printf(m->out, "</startEvent><userTask id='n%d'/>", task);
	flow(m, start, task);
	buf_puts(m->out, "</subProcess>");
}

/* The end of a sub-process around which somebody may hear of it: an error
 * sometimes, an escalation always. */
static void
make_ending(struct maker *m, int from, enum edge edge)
{
	int gate = m->next++, end = m->next++, error = m->next++;
	int other = m->next++;

	if (edge == EDGE_ESCALATION) {
		buf_printf(m->out, "<intermediateThrowEvent id='n%d'>", end);
		event_definition(m, edge);
		buf_puts(m->out, "</intermediateThrowEvent>");
		flow(m, from, end);
		return;
	}
	buf_printf(m->out, "<exclusiveGateway id='n%d' default='f%d'/>"
	    "<endEvent id='n%d'/><endEvent id='n%d'>", gate, other, end,
	    error);
	event_definition(m, edge);
	buf_printf(m->out, "</endEvent><sequenceFlow id='f%d' sourceRef='n%d' "
	    "targetRef='n%d'/><sequenceFlow id='f%d' sourceRef='n%d' "
	    "targetRef='n%d'><conditionExpression>n &gt; 2"
	    "</conditionExpression></sequenceFlow>", other, gate, end,
	    m->next++, gate, error);
	flow(m, from, gate);
}

static struct block
make_sub(struct maker *m, int depth)
{
	int sub = m->next++, start = m->next++;
	enum edge edge = pick(2 * EDGES);
	struct block b;

	buf_printf(m->out, "<subProcess id='n%d'>", sub);
	/* Once only: a join does not wait for a second escalation. */
	if (maybe_loop(m, sub) && edge == EDGE_ESCALATION)
		edge = EDGE_ERROR;
	buf_printf(m->out, "<startEvent id='n%d'/>", start);
	b = make_block(m, depth - 1);
	flow(m, start, b.first);
	if (edge == EDGE_ERROR || edge == EDGE_ESCALATION)
		make_ending(m, b.last, edge);
	if (pick(3) == 0)
		make_event_sub(m);
	buf_puts(m->out, "</subProcess>");
	if (edge < EDGES)
		return with_edge(m, sub, edge);
	return (struct block){ sub, sub };
}

/* Two tasks, perhaps of several instances, that know how to be undone. */
static struct block
make_undoable(struct maker *m)
{
	static const char *const kinds[] = { "userTask", "scriptTask" };
	struct block b = { m->next, 0 };

	for (int i = 0; i < 2; i++) {
		int task = m->next++, event = m->next++, undo = m->next++;
		const char *kind = kinds[pick(2)];

		buf_printf(m->out, "<%s id='n%d'>", kind, task);
		(void)maybe_loop(m, task);
		buf_printf(m->out, "</%s><boundaryEvent id='n%d' "
		    "attachedToRef='n%d'><compensateEventDefinition/>"
		    "</boundaryEvent><%s id='n%d' isForCompensation='true'/>"
		    "<association id='a%d' sourceRef='n%d' targetRef='n%d'/>",
		    kind, event, task, kinds[pick(2)], undo, undo, event,
		    undo);
		b.last = task;
		if (i == 1)
			flow(m, b.first, task);
	}
	return b;
}

/* Undone right after. */
static struct block
make_undone(struct maker *m)
{
	int throw = m->next++;
	struct block b = make_undoable(m);

	buf_printf(m->out, "<intermediateThrowEvent id='n%d'>"
	    "<compensateEventDefinition/></intermediateThrowEvent>", throw);
	flow(m, b.last, throw);
	b.last = throw;
	return b;
}

/* Sometimes it is cancelled, and undone by that. */
static struct block
make_transaction(struct maker *m)
{
	int id = m->next++, start = m->next++, gate = m->next++;
	int end = m->next++, cancel = m->next++, edge = m->next++;
	int join = m->next++, other = m->next++;
	struct block b;

	buf_printf(m->out, "<transaction id='n%d'><startEvent id='n%d'/>", id,
	    start);
	b = make_undoable(m);
	flow(m, start, b.first);
	flow(m, b.last, gate);
	buf_printf(m->out, "<exclusiveGateway id='n%d' default='f%d'/>"
	    "<endEvent id='n%d'/><endEvent id='n%d'><cancelEventDefinition/>"
	    "</endEvent><sequenceFlow id='f%d' sourceRef='n%d' "
	    "targetRef='n%d'/><sequenceFlow id='f%d' sourceRef='n%d' "
	    "targetRef='n%d'><conditionExpression>n &gt; 2"
	    "</conditionExpression></sequenceFlow></transaction>"
	    "<boundaryEvent id='n%d' attachedToRef='n%d'>"
	    "<cancelEventDefinition/></boundaryEvent>"
	    "<exclusiveGateway id='n%d'/>", gate, other, end, cancel, other,
	    gate, end, m->next++, gate, cancel, edge, id, join);
	flow(m, id, join);
	flow(m, edge, join);
	return (struct block){ id, join };
}

/* Several, in any order; enough are all, or the first one. */
static struct block
make_ad_hoc(struct maker *m)
{
	int id = m->next++;
	uint32_t n = 1 + pick(3);
	bool is_short = pick(3) == 0;

	buf_printf(m->out, "<adHocSubProcess id='n%d' ordering='%s' "
	    "cancelRemainingInstances='%s'>", id,
	    pick(2) ? "Sequential" : "Parallel", pick(2) ? "true" : "false");
	for (uint32_t i = 0; i < n; i++)
		(void)make_task(m);
	if (is_short)
		buf_puts(m->out, "<completionCondition>true"
		    "</completionCondition>");
	(void)maybe_loop(m, id);
	buf_puts(m->out, "</adHocSubProcess>");
	return (struct block){ id, id };
}

/* Some of several branches are enough; the others are waited for by nobody. */
static struct block
make_complex(struct maker *m, int depth)
{
	int split = m->next++, join = m->next++;
	uint32_t n = 2 + pick(2);

	buf_printf(m->out, "<parallelGateway id='n%d'/>"
	    "<complexGateway id='n%d'><activationCondition>activationCount = "
	    "%d</activationCondition></complexGateway>", split, join,
	    (int)pick(n) + 1);
	for (uint32_t i = 0; i < n; i++) {
		struct block b = make_block(m, depth - 1);

		flow(m, split, b.first);
		flow(m, b.last, join);
	}
	return (struct block){ split, join };
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
	switch (pick(11)) {
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
	case 7:
		return make_transaction(m);
	case 8:
		return make_ad_hoc(m);
	case 9:
		return make_complex(m, depth);
	default:
		return make_task(m);
	}
}

static void
random_model(struct buf *out)
{
	struct maker m = { out, 2 };
	struct block b;

	buf_puts(out, "<definitions xmlns='http://www.omg.org/spec/BPMN/"
	    "20100524/MODEL' xmlns:zeebe='http://camunda.org/schema/zeebe/1.0'>"
	    "<message id='m' name='m'/>"
	    "<signal id='s' name='s'/><error id='e' errorCode='E'/>"
	    "<escalation id='x' escalationCode='X'/><process id='p'>"
	    "<startEvent id='n0'/><endEvent id='n1'/>");
	b = make_block(&m, RANDOM_DEPTH);
	flow(&m, 0, b.first);
	flow(&m, b.last, 1);
	buf_puts(out, "</process></definitions>");
}

#endif
