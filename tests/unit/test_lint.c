/*
 * test_lint.c - each rule of the linter finds the mistake it is for.
 */
#include "tests/unit/lint.h"

#define TERM(value) "<extensionElements><zeebe:properties><zeebe:property " \
	"name='vinculo:legalTerm' value='" value "'/></zeebe:properties>" \
	"</extensionElements>"

/* A process offered as a service that takes a message of the type i. */
#define SERVICE	"<itemDefinition id='i' structureRef='x'/>" \
	"<itemDefinition id='j' structureRef='y'/>" \
	"<message id='m' itemRef='i'/><interface id='I' name='x'>" \
	"<operation id='o' name='x'><inMessageRef>m</inMessageRef>" \
	"<outMessageRef>m</outMessageRef></operation></interface>"
#define BOUND(type) "<supportedInterfaceRef>I</supportedInterfaceRef>" \
	"<ioSpecification><dataInput id='a' itemSubjectRef='" type "'/>" \
	"<dataOutput id='b' itemSubjectRef='i'/><inputSet id='is'>" \
	"<dataInputRefs>a</dataInputRefs></inputSet><outputSet id='os'>" \
	"<dataOutputRefs>b</dataOutputRefs></outputSet></ioSpecification>" \
	"<ioBinding operationRef='o' inputDataRef='is' outputDataRef='os'/>" \
	TASK

static const struct row rows[] = {
	{ NULL, TASK },
	{ NULL, "<task id='a'/>" },
	{ NULL, AROUND("<userTask id='n' name='Visit'><extensionElements>"
	    "<zeebe:assignmentDefinition candidateGroups='=unit'/>"
	    "</extensionElements></userTask>") },
	{ NULL, AROUND("<subProcess id='n'><startEvent id='is'/>"
	    "<endEvent id='ie'/>" FLOW("if", "is", "ie") "</subProcess>")
	    "<boundaryEvent id='b' attachedToRef='n'><timerEventDefinition>"
	    "<timeDuration" FORMAL ">P3D</timeDuration>"
	    "</timerEventDefinition></boundaryEvent><endEvent id='be'/>"
	    FLOW("f3", "b", "be") },

	{ NULL, TERM("P3M") TASK },
	{ "legal-term", TERM("soon") TASK },
	{ "legal-term", TERM("=term") TASK },

	/* Structure. */
	{ "schema-element", TASK "<fork id='x'/>" },
	{ "schema-element", TASK "<incoming>f1</incoming>" },
	{ "schema-attribute", AROUND("<task id='n' colour='red'/>") },
	{ "schema-required", TASK "<boundaryEvent id='b'>"
	    "<signalEventDefinition/></boundaryEvent>" },
	{ "schema-value", AROUND("<task id='n' isForCompensation='maybe'/>") },
	{ "schema-value", AROUND("<adHocSubProcess id='n' ordering='Random'>"
	    "<task id='t'/></adHocSubProcess>") },
	{ "schema-value", AROUND("<scriptTask id='n' startQuantity='many'/>") },
	{ "schema-count", AROUND("<task id='n'>"
	    "<standardLoopCharacteristics loopMaximum='1'/>"
	    "<standardLoopCharacteristics loopMaximum='1'/></task>") },
	{ "id-duplicate", TASK "<dataObject id='n'/>" },
	{ "reference-unresolved", TASK FLOW("f3", "n", "nowhere") },
	{ "reference-unresolved", AROUND("<task id='n' default='none'/>") },
	{ "reference-kind", TASK "<boundaryEvent id='b' attachedToRef='s'>"
	    "<signalEventDefinition/></boundaryEvent>" },
	{ "extension-unknown", TASK,
	    "<extension mustUnderstand='true' definition='x:y'/>" },
	{ "id-missing", TASK, "<message name='x'/>" },
	{ "text-format", AROUND("<task id='n'><documentation "
	    "textFormat='text/a plain'>x</documentation></task>") },

	/* Flow. */
	{ "flow-boundary", AROUND("<subProcess id='n'><task id='t'/>"
	    "</subProcess>") FLOW("f3", "n", "t") },
	{ "flow-immediate", TASK "<endEvent id='e2'/><sequenceFlow id='f3' "
	    "sourceRef='n' targetRef='e2' isImmediate='false'/>" },
	{ "flow-condition-source", START END "<sequenceFlow id='f' "
	    "sourceRef='s' targetRef='e'><conditionExpression" FORMAL
	    ">= a</conditionExpression></sequenceFlow>" },
	{ "flow-lists", AROUND("<task id='n'><incoming>f2</incoming></task>") },
	{ "flow-listed", AROUND("<task id='n'><incoming>f1</incoming>"
	    "</task>") },
	{ "start-event-incoming", TASK FLOW("f3", "n", "s") },
	{ "start-event-outgoing", START "<task id='t'/>" },
	{ "end-event-outgoing", TASK FLOW("f3", "e", "n") },
	{ "end-event-incoming", TASK "<endEvent id='e2'/>" },
	{ "node-incoming", TASK "<task id='t'/>" FLOW("f3", "t", "e") },
	{ "node-outgoing", TASK "<task id='t'/>" FLOW("f3", "n", "t") },
	{ "intermediate-event-flow", "<intermediateThrowEvent id='i'/>"
	    "<task id='t'/>" FLOW("f", "i", "t") },
	{ "start-and-end", START "<task id='t'/>" FLOW("f", "s", "t") },
	{ "start-and-end", "<task id='t'/>" END FLOW("f", "t", "e") },
	{ NULL, "<receiveTask id='n' instantiate='true' messageRef='m'/>" END
	    FLOW("f", "n", "e"), "<message id='m' name='x'/>" },
	{ "flow-condition-alone", START "<task id='n'/>" END
	    FLOW("f1", "s", "n") "<sequenceFlow id='f2' sourceRef='n' "
	    "targetRef='e'><conditionExpression" FORMAL
	    ">= a</conditionExpression></sequenceFlow>" },
	{ "flow-default", AROUND("<task id='n' default='f1'/>") },
	{ "compensation-flow", AROUND("<task id='n' "
	    "isForCompensation='true'/>") },
	{ "event-sub-process-flow", AROUND("<subProcess id='n' "
	    "triggeredByEvent='true'><startEvent id='is'>"
	    "<signalEventDefinition signalRef='sig'/></startEvent>"
	    "<endEvent id='ie'/>" FLOW("if", "is", "ie") "</subProcess>"),
	    "<signal id='sig' name='x'/>" },

	/* Gateways. */
	{ "gateway-direction", AROUND("<parallelGateway id='n' "
	    "gatewayDirection='Converging'/>") "<endEvent id='e2'/>"
	    FLOW("f3", "n", "e2") },
	{ "gateway-purpose", AROUND("<exclusiveGateway id='n'/>") },
	{ "gateway-condition", AROUND("<exclusiveGateway id='n'/>")
	    "<endEvent id='e2'/>" FLOW("f3", "n", "e2") },
	{ "event-gateway-target", AROUND("<eventBasedGateway id='n'/>")
	    "<endEvent id='e2'/>" FLOW("f3", "n", "e2") },
	{ "event-gateway-outgoing", AROUND("<eventBasedGateway id='n'/>") },
	{ "event-gateway-start", AROUND("<eventBasedGateway id='n' "
	    "instantiate='true'/>") },

	/* Events. */
	{ "event-definition", "<startEvent id='s'><errorEventDefinition/>"
	    "</startEvent>" END FLOW("f", "s", "e") },
	{ "event-definition", AROUND("<subProcess id='n'><startEvent id='is'>"
	    "<signalEventDefinition signalRef='sig'/></startEvent>"
	    "<endEvent id='ie'/>" FLOW("if", "is", "ie") "</subProcess>"),
	    "<signal id='sig' name='x'/>" },
	{ "event-definition", AROUND("<intermediateCatchEvent id='n'/>") },
	{ "event-definition", START "<endEvent id='e'><timerEventDefinition>"
	    "<timeDate>2026-01-01T00:00:00Z</timeDate></timerEventDefinition>"
	    "</endEvent>" FLOW("f", "s", "e") },
	{ "event-definition", TASK "<boundaryEvent id='b' attachedToRef='n' "
	    "cancelActivity='false'><errorEventDefinition/></boundaryEvent>"
	    "<endEvent id='be'/>" FLOW("f3", "b", "be") },
	{ "event-definition-ref", AROUND("<intermediateThrowEvent id='n'>"
	    "<signalEventDefinition id='d' signalRef='sig'/>"
	    "</intermediateThrowEvent>") "<task id='t'/><boundaryEvent id='b' "
	    "attachedToRef='t'><eventDefinitionRef>d</eventDefinitionRef>"
	    "</boundaryEvent>", "<signal id='sig' name='x'/>" },
	{ "boundary-attached", TASK "<boundaryEvent id='b' attachedToRef='n'>"
	    "<cancelEventDefinition/></boundaryEvent><endEvent id='be'/>"
	    FLOW("f3", "b", "be") },
	{ "boundary-flow", TASK "<boundaryEvent id='b' attachedToRef='n'>"
	    "<timerEventDefinition><timeDuration>P1D</timeDuration>"
	    "</timerEventDefinition></boundaryEvent>" },
	{ "boundary-compensation", TASK "<boundaryEvent id='b' "
	    "attachedToRef='n'><compensateEventDefinition/></boundaryEvent>" },
	{ "cancel-end-event", START "<endEvent id='e'><cancelEventDefinition/>"
	    "</endEvent>" FLOW("f", "s", "e") },
	{ "event-sub-process-start", TASK "<subProcess id='x' "
	    "triggeredByEvent='true'><task id='t'/></subProcess>" },
	{ "message-missing", AROUND("<intermediateCatchEvent id='n'>"
	    "<messageEventDefinition/></intermediateCatchEvent>") },
	{ "signal-missing", AROUND("<intermediateThrowEvent id='n'>"
	    "<signalEventDefinition/></intermediateThrowEvent>") },
	{ "error-code", START "<endEvent id='e'><errorEventDefinition "
	    "errorRef='er'/></endEvent>" FLOW("f", "s", "e"),
	    "<error id='er' name='x'/>" },
	{ "escalation-code", START "<endEvent id='e'>"
	    "<escalationEventDefinition/></endEvent>" FLOW("f", "s", "e") },
	{ "timer-exclusive", AROUND("<intermediateCatchEvent id='n'>"
	    "<timerEventDefinition><timeDate>2026-01-01</timeDate>"
	    "<timeDuration>P1D</timeDuration></timerEventDefinition>"
	    "</intermediateCatchEvent>") },
	{ "timer-missing", AROUND("<intermediateCatchEvent id='n'>"
	    "<timerEventDefinition/></intermediateCatchEvent>") },
	{ "timer-text", AROUND("<intermediateCatchEvent id='n'>"
	    "<timerEventDefinition><timeDuration>3 days</timeDuration>"
	    "</timerEventDefinition></intermediateCatchEvent>") },
	{ "link-pair", START "<intermediateThrowEvent id='t'>"
	    "<linkEventDefinition name='L'/></intermediateThrowEvent>"
	    "<task id='x'/>" END FLOW("f1", "s", "t") FLOW("f2", "s", "x")
	    FLOW("f3", "x", "e") },
	{ NULL, START "<intermediateThrowEvent id='t'>"
	    "<linkEventDefinition name='L'/></intermediateThrowEvent>"
	    "<intermediateCatchEvent id='c'><linkEventDefinition name='L'/>"
	    "</intermediateCatchEvent>" END FLOW("f1", "s", "t")
	    FLOW("f2", "c", "e") },
	{ "link-ends", START "<intermediateThrowEvent id='t'>"
	    "<linkEventDefinition id='d' name='L'><target>g</target>"
	    "</linkEventDefinition></intermediateThrowEvent>"
	    "<intermediateCatchEvent id='c'><linkEventDefinition id='g' "
	    "name='L'/></intermediateCatchEvent>" END FLOW("f1", "s", "t")
	    FLOW("f2", "c", "e") },
	{ "link-ends", START "<intermediateThrowEvent id='t'>"
	    "<linkEventDefinition id='d' name='L'/></intermediateThrowEvent>"
	    "<intermediateCatchEvent id='c'><linkEventDefinition id='g' "
	    "name='L'><source>d</source></linkEventDefinition>"
	    "</intermediateCatchEvent>" END FLOW("f1", "s", "t")
	    FLOW("f2", "c", "e") },

	/* Activities and loops. */
	{ "quantity", AROUND("<task id='n' startQuantity='-1'/>") },
	{ "ad-hoc-content", AROUND("<adHocSubProcess id='n'/>") },
	{ "call-kind", AROUND("<callActivity id='n' calledElement='s'/>") },
	{ "call-target", AROUND("<callActivity id='n'/>") },
	{ "receive-instantiate", AROUND("<receiveTask id='n' "
	    "instantiate='true'/>") },
	{ "call-start", AROUND("<callActivity id='n' calledElement='q'/>"),
	    "<process id='q'><startEvent id='qs'><signalEventDefinition "
	    "signalRef='sig'/></startEvent><endEvent id='qe'/>"
	    FLOW("qf", "qs", "qe") "</process><signal id='sig' name='x'/>" },
	{ "role-required", AROUND("<userTask id='n'><potentialOwner>"
	    "<resourceRef>r</resourceRef></potentialOwner></userTask>"),
	    "<resource id='r' name='x'><resourceParameter id='rp' "
	    "isRequired='true'/></resource>" },
	{ "lane-partition", "<laneSet><lane partitionElementRef='x'>"
	    "<partitionElement/></lane></laneSet>" TASK },
	{ "text-format", AROUND("<task id='n'><documentation "
	    "textFormat='plain'>x</documentation></task>") },
	{ "instances-event", AROUND("<task id='n'>"
	    "<multiInstanceLoopCharacteristics behavior='One' "
	    "oneBehaviorEventRef='d'><loopCardinality>3</loopCardinality>"
	    "</multiInstanceLoopCharacteristics></task>"),
	    "<timerEventDefinition id='d'><timeDuration>P1D</timeDuration>"
	    "</timerEventDefinition>" },
	{ NULL, AROUND("<intermediateCatchEvent id='n'>"
	    "<timerEventDefinition><timeDuration" FORMAL ">P${days}D"
	    "</timeDuration></timerEventDefinition>"
	    "</intermediateCatchEvent>") },
	{ "loop-end", AROUND("<task id='n'><standardLoopCharacteristics/>"
	    "</task>") },
	{ "instances-number", AROUND("<task id='n'>"
	    "<multiInstanceLoopCharacteristics/></task>") },
	{ "instances-integer", AROUND("<task id='n'>"
	    "<multiInstanceLoopCharacteristics><loopCardinality" FORMAL
	    ">1.5</loopCardinality></multiInstanceLoopCharacteristics>"
	    "</task>") },
	{ NULL, AROUND("<task id='n'><multiInstanceLoopCharacteristics>"
	    "<loopCardinality" FORMAL ">2 * n</loopCardinality>"
	    "</multiInstanceLoopCharacteristics></task>") },
	{ "instances-behavior", AROUND("<task id='n'>"
	    "<multiInstanceLoopCharacteristics behavior='One'>"
	    "<loopCardinality>3</loopCardinality>"
	    "</multiInstanceLoopCharacteristics></task>") },
	{ "condition-boolean", AROUND("<task id='n'>"
	    "<multiInstanceLoopCharacteristics><loopCardinality>3"
	    "</loopCardinality><completionCondition>7</completionCondition>"
	    "</multiInstanceLoopCharacteristics></task>") },

	/* Data. */
	{ "data-collection", TASK "<dataObject id='d' isCollection='true' "
	    "itemSubjectRef='i'/>", "<itemDefinition id='i'/>" },
	{ "input-set", "<ioSpecification><dataInput id='a'/><dataInput id='b'/>"
	    "<inputSet><dataInputRefs>a</dataInputRefs>"
	    "<optionalInputRefs>b</optionalInputRefs></inputSet>"
	    "<inputSet><dataInputRefs>b</dataInputRefs></inputSet><outputSet/>"
	    "</ioSpecification>" TASK },
	{ "sub-process-data", AROUND("<subProcess id='n'><ioSpecification>"
	    "<inputSet/><outputSet/></ioSpecification><task id='t'/>"
	    "</subProcess>") },
	{ "data-object-state", TASK "<dataObject id='d'>"
	    "<dataState name='signed'/></dataObject>" },
	{ "call-data", AROUND("<callActivity id='n' calledElement='q'/>"),
	    "<process id='q'><ioSpecification><inputSet/><outputSet/>"
	    "</ioSpecification><task id='qt'/></process>" },
	{ "call-data", AROUND("<callActivity id='n' calledElement='q'>"
	    "<ioSpecification><dataInput id='a' itemSubjectRef='i'/><inputSet>"
	    "<dataInputRefs>a</dataInputRefs></inputSet><outputSet/>"
	    "</ioSpecification></callActivity>"),
	    "<itemDefinition id='i' structureRef='x'/>"
	    "<itemDefinition id='j' structureRef='y'/>"
	    "<process id='q'><ioSpecification>"
	    "<dataInput id='b' itemSubjectRef='j'/><inputSet>"
	    "<dataInputRefs>b</dataInputRefs></inputSet><outputSet/>"
	    "</ioSpecification><task id='qt'/></process>" },
	{ "interface-binding", "<supportedInterfaceRef>I"
	    "</supportedInterfaceRef>" TASK, SERVICE },
	{ "binding-data", BOUND("j"), SERVICE },
	{ NULL, BOUND("i"), SERVICE },
	{ "data-in-set", "<ioSpecification><dataInput id='a'/><inputSet/>"
	    "<outputSet/></ioSpecification>" TASK },
	{ "data-in-set", START "<endEvent id='e'><dataInput id='a'/>"
	    "</endEvent>" FLOW("f", "s", "e") },
	{ "data-object-type", TASK "<dataObject id='d' itemSubjectRef='i'/>"
	    "<dataObjectReference id='r' dataObjectRef='d' "
	    "itemSubjectRef='i'/>", "<itemDefinition id='i'/>" },
	{ "data-object-name", TASK "<dataObject id='d' name='Report'/>"
	    "<dataObjectReference id='r' dataObjectRef='d' name='Paper'>"
	    "<dataState name='signed'/></dataObjectReference>" },

	{ "data-object-scope", AROUND("<subProcess id='n'><task id='t'/>"
	    "<dataObject id='d'/></subProcess>")
	    "<dataObjectReference id='r' dataObjectRef='d'/>" },
	{ "instances-data", AROUND("<task id='n'><ioSpecification>"
	    "<dataInput id='d'/><inputSet><dataInputRefs>d</dataInputRefs>"
	    "</inputSet><outputSet/></ioSpecification>"
	    "<multiInstanceLoopCharacteristics><loopDataInputRef>d"
	    "</loopDataInputRef></multiInstanceLoopCharacteristics></task>") },
	{ "compensate-handler", AROUND("<task id='n'/>")
	    "<intermediateThrowEvent id='i'><compensateEventDefinition "
	    "activityRef='n'/></intermediateThrowEvent>"
	    FLOW("f3", "n", "i") FLOW("f4", "i", "e") },

	/* Languages. */
	{ "feel-syntax", AROUND("<exclusiveGateway id='n' default='f2'/>")
	    "<endEvent id='e2'/><sequenceFlow id='f3' sourceRef='n' "
	    "targetRef='e2'><conditionExpression" FORMAL ">= income &lt;"
	    "</conditionExpression></sequenceFlow>" },
	{ "feel-syntax", AROUND("<userTask id='n'><extensionElements>"
	    "<zeebe:taskSchedule dueDate='= now( + 1'/></extensionElements>"
	    "</userTask>") },
	{ "script-format", AROUND("<scriptTask id='n'><script>a dummy script"
	    "</script></scriptTask>") },
	{ "script-language", AROUND("<scriptTask id='n' "
	    "scriptFormat='javascript'><script>1</script></scriptTask>") },
	{ "java-class", AROUND("<serviceTask id='n' "
	    "camunda:class='org.example.Work'/>") },
	{ "expression-empty", AROUND("<exclusiveGateway id='n' default='f2'/>")
	    "<endEvent id='e2'/><sequenceFlow id='f3' sourceRef='n' "
	    "targetRef='e2'><conditionExpression" FORMAL "/></sequenceFlow>" },
	{ "expression-formal", AROUND("<exclusiveGateway id='n' "
	    "default='f2'/>") "<endEvent id='e2'/><sequenceFlow id='f3' "
	    "sourceRef='n' targetRef='e2'><conditionExpression>when all agree"
	    "</conditionExpression></sequenceFlow>" },
	{ NULL, AROUND("<exclusiveGateway id='n' default='f2'/>")
	    "<endEvent id='e2'/><sequenceFlow id='f3' sourceRef='n' "
	    "targetRef='e2'><conditionExpression>= agreed"
	    "</conditionExpression></sequenceFlow>" },

	/* Pools. */
	{ "message-flow-event", TASK, "<collaboration id='c'>"
	    "<participant id='p1' processRef='p'/><participant id='p2'/>"
	    "<messageFlow id='m' sourceRef='s' targetRef='p2'/>"
	    "</collaboration>" },
	{ "message-flow-pools", TASK, "<collaboration id='c'>"
	    "<participant id='p1' processRef='p'/>"
	    "<messageFlow id='m' sourceRef='n' targetRef='p1'/>"
	    "</collaboration>" },
	{ "participant-multiplicity", TASK, "<collaboration id='c'>"
	    "<participant id='p1'><participantMultiplicity minimum='3' "
	    "maximum='2'/></participant></collaboration>" },
	{ "choreography-ref", TASK, "<choreography id='a'>"
	    "<choreographyRef>b</choreographyRef></choreography>"
	    "<choreography id='b'/>" },
	{ "choreography-closed", TASK, "<collaboration id='a' "
	    "isClosed='true'><choreographyRef>b</choreographyRef>"
	    "</collaboration><choreography id='b'/>" },

	/* Advice. */
	{ "unreachable", "<task id='a'/><task id='b'/><task id='c'/>"
	    FLOW("f1", "b", "c") FLOW("f2", "c", "b") },
	{ "name-missing", TASK },
	{ "assignment-missing", AROUND("<userTask id='n' name='Visit'/>") },
	{ "gateway-default", AROUND("<inclusiveGateway id='n'/>")
	    "<endEvent id='e2'/>" FLOW("f3", "n", "e2") },
	{ "diagram-missing", TASK },
	{ "caught-twice", AROUND("<task id='n'/><boundaryEvent id='b1' "
	    "attachedToRef='n'><errorEventDefinition/></boundaryEvent>"
	    "<boundaryEvent id='b2' attachedToRef='n'>"
	    "<errorEventDefinition/></boundaryEvent>")
	    FLOW("f3", "b1", "e") FLOW("f4", "b2", "e") },
	{ "condition-filter", AROUND("<intermediateCatchEvent id='n'>"
	    "<conditionalEventDefinition camunda:variableName='x'>"
	    "<condition>= x = 1</condition></conditionalEventDefinition>"
	    "</intermediateCatchEvent>") },
	{ "quantity-zero", AROUND("<task id='n' completionQuantity='0'/>") },
	{ "join-starves", START "<exclusiveGateway id='x' default='b'/>"
	    "<parallelGateway id='j'/>" END "<task id='t'/>"
	    FLOW("a", "s", "x") "<sequenceFlow id='c' sourceRef='x' "
	    "targetRef='t'><conditionExpression>= ok</conditionExpression>"
	    "</sequenceFlow>" FLOW("b", "x", "j") FLOW("d", "t", "j")
	    FLOW("g", "j", "e") },
};

static bool
knows_it(void *ctx, struct str name)
{
	return str_is(name, ctx);
}

/* Names a municipality does not have are reported, and only those. */
static void
test_catalogue(void)
{
	static const struct row row = { NULL, AROUND("<userTask id='n' "
	    "name='Visit'><extensionElements><zeebe:assignmentDefinition "
	    "candidateGroups='worker, ghost'/><zeebe:formDefinition "
	    "formId='visit'/></extensionElements></userTask>") };
	struct lint_catalogue catalogue = {
		.ctx = (char[]){ "worker" }, .has_role = knows_it,
		.has_form = knows_it,
	};
	struct lint_options options = { .catalogue = &catalogue };
	_cleanup_(buf_done) struct buf text = BUF_INIT;
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	_cleanup_(arena_freep) struct arena *a = arena_new();
	_cleanup_(xml_freep) xmlDoc *doc = NULL;
	const struct lint_report *r;

	build(&text, &row);
	doc = xml_parse(buf_view(&text), NULL);
	r = lint_run(a, doc, &options);
	ok(has_rule(r, "role-unknown"), "an unknown role is reported");
	ok(has_rule(r, "form-unknown"), "an unknown form is reported");
	lint_json(&out, r);
	ok(str_find(buf_view(&out), STR("there is no role 'ghost'"), 0) > 0,
	    "the JSON names it");
	ok(str_find(buf_view(&out), STR("role 'worker'"), 0) < 0,
	    "a known role is not reported");
}

/* A drawing, and a bean, are refused only when they are to be deployed. */
static void
test_deployment(void)
{
	static const struct row row = { NULL, AROUND("<serviceTask id='n' "
	    "name='Send' camunda:delegateExpression='#{bean}'/>") };
	const struct lint_options strict = { .is_deployment = true };
	_cleanup_(buf_done) struct buf text = BUF_INIT;
	_cleanup_(arena_freep) struct arena *a = arena_new();
	_cleanup_(xml_freep) xmlDoc *doc = NULL;

	build(&text, &row);
	doc = xml_parse(buf_view(&text), NULL);
	ok(lint_run(a, doc, NULL)->n_errors == 0, "a bean is a warning");
	ok(lint_run(a, doc, &strict)->n_errors == 1, "until it is deployed");
}

int
main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char what[32];

		(void)snprintf(what, sizeof(what), "row %zu", i);
		check_row(what, &rows[i]);
	}
	test_catalogue();
	test_deployment();
	return done_testing();
}
