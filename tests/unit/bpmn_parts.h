/*
 * bpmn_parts.h - events of tiny models (bpmn.h), and tables of models with what
 * they do.
 */
#ifndef TESTS_UNIT_BPMN_PARTS_H
#define TESTS_UNIT_BPMN_PARTS_H

#include "tests/unit/bpmn.h"

#define SIGNAL "<signalEventDefinition signalRef='sig'/>"
#define MESSAGE "<messageEventDefinition messageRef='msg'/>"
#define ERROR "<errorEventDefinition errorRef='err'/>"
#define ESCALATION "<escalationEventDefinition escalationRef='esc'/>"
#define ROOTS "<signal id='sig' name='sig'/><message id='msg' name='msg'/>" \
	"<message id='m2' name='m2'/>"					\
	"<error id='err' errorCode='E1'/><error id='err2' errorCode='E2'/>" \
	"<escalation id='esc' escalationCode='X1'/>"
#define MODEL(body) DEFINITIONS(ROOTS "<process id='p' isExecutable='true'>" \
	body "</process>")
#define CATCH(id, def) "<intermediateCatchEvent id='" id "'>" def \
	"</intermediateCatchEvent>"
#define THROW(id, def) "<intermediateThrowEvent id='" id "'>" def \
	"</intermediateThrowEvent>"
#define END(id, def) "<endEvent id='" id "'>" def "</endEvent>"
#define START(id, def) "<startEvent id='" id "'>" def "</startEvent>"
#define START_BESIDE(id, def) "<startEvent id='" id \
	"' isInterrupting='false'>" def "</startEvent>"
#define CONDITION(c) "<conditionalEventDefinition><condition>" c	\
	"</condition></conditionalEventDefinition>"
#define TERMINATE "<terminateEventDefinition/>"
#define CANCEL "<cancelEventDefinition/>"
#define COMPENSATE "<compensateEventDefinition/>"
#define CYCLE(c) "<timerEventDefinition><timeCycle>" c			\
	"</timeCycle></timerEventDefinition>"
#define MESSAGE_OF(id) "<messageEventDefinition messageRef='" id "'/>"
#define ERROR_OF(id) "<errorEventDefinition errorRef='" id "'/>"
#define LINK(name) "<linkEventDefinition name='" name "'/>"
#define CALL(id, process) "<callActivity id='" id "' calledElement='"	\
	process "'/>"
#define TRANSACTION(id, body) "<transaction id='" id "'>" body		\
	"</transaction>"
#define AD_HOC(id, attrs, body) "<adHocSubProcess id='" id "' " attrs ">" \
	body "</adHocSubProcess>"
#define DONE_WHEN(c) "<completionCondition>" c "</completionCondition>"
#define EXTENSIONS(body) "<extensionElements>" body "</extensionElements>"
#define TIMES(n) "<multiInstanceLoopCharacteristics><loopCardinality>" n \
	"</loopCardinality></multiInstanceLoopCharacteristics>"
#define IN_TURN(n) "<multiInstanceLoopCharacteristics isSequential='true'>" \
	"<loopCardinality>" n "</loopCardinality>"			\
	"</multiInstanceLoopCharacteristics>"
/* One for each item of a FEEL list, and what they give in a list out. */
#define EACH(attrs, list, item, out, result)				\
	"<multiInstanceLoopCharacteristics " attrs ">" EXTENSIONS(	\
	"<zeebe:loopCharacteristics inputCollection='= " list "' "	\
	"inputElement='" item "' outputCollection='" out "' "		\
	"outputElement='= " result "'/>")				\
	"</multiInstanceLoopCharacteristics>"
/* A task with a handler that undoes it. */
#define UNDOABLE(id) T(id) UNDONE_BY(id, "un" id)			\
	"<scriptTask id='un" id "' isForCompensation='true'/>"
#define UNDONE_BY(id, handler) BOUNDARY("c" id, id, COMPENSATE)		\
	"<association id='as" id "' sourceRef='c" id "' targetRef='"	\
	handler "'/>"

/* A model and what it does: its trace (runs_with()), or the variables that it
 * leaves, which begin with "{". */
struct semantic {
	const char	*what, *xml, *vars, *script, *want;
};

static void __attribute__((unused))
test_semantics(const struct semantic *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct semantic *c = &cases[i];

		(c->want[0] == '{' ? leaves : runs_with)(c->what, c->xml,
		    c->vars == NULL ? "{}" : c->vars,
		    c->script == NULL ? "{}" : c->script, c->want);
	}
}

#endif
