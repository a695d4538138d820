/*
 * schema.c - the semantic model of BPMN 2.0 as one table.
 */
#include "workflows/bpmn/lint/schema.h"

#define DATA_ITEM "name itemSubjectRef:@itemDefinition isCollection:b"
#define ANYTHING "#"		/* content that is not looked at */

static const struct schema_type types[] = {
	{ "activity", "flowNode", "ioSpecification? property* "
	    "dataInputAssociation* dataOutputAssociation* resourceRole* "
	    "loopCharacteristics?", "isForCompensation:b startQuantity:i "
	    "completionQuantity:i default:@sequenceFlow", true },
	{ "adHocSubProcess", "subProcess", "completionCondition=expression?",
	    "cancelRemainingInstances:b ordering:{Parallel,Sequential}" },
	{ "artifact", "baseElement", "", "", true },
	{ "assignment", "baseElement", "from=expression to=expression", "" },
	{ "association", "artifact", "", "sourceRef!:@baseElement "
	    "targetRef!:@baseElement associationDirection:{None,One,Both}" },
	{ "auditing", "baseElement", "", "" },
	{ "baseElement", NULL, "documentation* extensionElements?", "id:d",
	    true },
	{ "boundaryEvent", "catchEvent", "", "cancelActivity:b "
	    "attachedToRef!:@activity" },
	{ "businessRuleTask", "task", "",
	    "implementation:%{##unspecified,##WebService}" },
	{ "callActivity", "activity", "", "calledElement" },
	{ "callChoreography", "choreographyActivity", "participantAssociation*",
	    "calledChoreographyRef:~choreography" },
	{ "callConversation", "conversationNode", "participantAssociation*",
	    "calledCollaborationRef:~collaboration" },
	{ "callableElement", "rootElement", "supportedInterfaceRef=@interface* "
	    "ioSpecification? ioBinding*", "name", true },
	{ "cancelEventDefinition", "eventDefinition", "", "" },
	{ "catchEvent", "event", "dataOutput* dataOutputAssociation* "
	    "outputSet? eventDefinition* eventDefinitionRef=@eventDefinition*",
	    "parallelMultiple:b", true },
	{ "category", "rootElement", "categoryValue*", "name" },
	{ "categoryValue", "baseElement", "", "value" },
	{ "choreography", "collaboration", "flowElement*", "" },
	{ "choreographyActivity", "flowNode", "participantRef=@participant* "
	    "correlationKey*", "initiatingParticipantRef!:@participant "
	    "loopType:{None,Standard,MultiInstanceSequential,"
	    "MultiInstanceParallel}", true },
	{ "choreographyTask", "choreographyActivity",
	    "messageFlowRef=@messageFlow+", "" },
	{ "collaboration", "rootElement", "participant* messageFlow* artifact* "
	    "conversationNode* conversationAssociation* "
	    "participantAssociation* messageFlowAssociation* correlationKey* "
	    "choreographyRef=@choreography* conversationLink*",
	    "name isClosed:b" },
	{ "compensateEventDefinition", "eventDefinition", "",
	    "waitForCompletion:b activityRef:@activity" },
	{ "complexBehaviorDefinition", "baseElement",
	    "condition=formalExpression event=implicitThrowEvent?", "" },
	{ "complexGateway", "gateway", "activationCondition=expression?",
	    "default:@sequenceFlow" },
	{ "conditionalEventDefinition", "eventDefinition",
	    "condition=expression", "" },
	{ "conversation", "conversationNode", "", "" },
	{ "conversationAssociation", "baseElement", "",
	    "innerConversationNodeRef!:~conversationNode "
	    "outerConversationNodeRef!:~conversationNode" },
	{ "conversationLink", "baseElement", "",
	    "name sourceRef!:@participant|conversationNode|flowNode "
	    "targetRef!:@participant|conversationNode|flowNode" },
	{ "conversationNode", "baseElement", "participantRef=@participant* "
	    "messageFlowRef=@messageFlow* correlationKey*", "name", true },
	{ "correlationKey", "baseElement",
	    "correlationPropertyRef=@correlationProperty*", "name" },
	{ "correlationProperty", "rootElement",
	    "correlationPropertyRetrievalExpression+",
	    "name type:q" },
	{ "correlationPropertyBinding", "baseElement",
	    "dataPath=formalExpression",
	    "correlationPropertyRef!:@correlationProperty" },
	{ "correlationPropertyRetrievalExpression", "baseElement",
	    "messagePath=formalExpression", "messageRef!:@message" },
	{ "correlationSubscription", "baseElement",
	    "correlationPropertyBinding*",
	    "correlationKeyRef!:@correlationKey" },
	{ "dataAssociation", "baseElement", "sourceRef=@itemAware* "
	    "targetRef=@itemAware transformation=formalExpression? "
	    "assignment*", "", true },
	{ "dataInput", "itemAware", "dataState?", DATA_ITEM },
	{ "dataInputAssociation", "dataAssociation", "", "" },
	{ "dataObject", "flowElement", "dataState?",
	    "itemSubjectRef:@itemDefinition isCollection:b" },
	{ "dataObjectReference", "flowElement", "dataState?",
	    "itemSubjectRef:@itemDefinition dataObjectRef:@dataObject" },
	{ "dataOutput", "itemAware", "dataState?", DATA_ITEM },
	{ "dataOutputAssociation", "dataAssociation", "", "" },
	{ "dataState", "baseElement", "", "name" },
	{ "dataStore", "rootElement", "dataState?", "name capacity:i "
	    "isUnlimited:b itemSubjectRef:@itemDefinition" },
	{ "dataStoreReference", "flowElement", "dataState?",
	    "itemSubjectRef:@itemDefinition dataStoreRef:~dataStore" },
	{ "definitions", NULL, "import* extension* rootElement* relationship*",
	    "id:d name targetNamespace!:u expressionLanguage:u typeLanguage:u "
	    "exporter exporterVersion" },
	{ "documentation", NULL, ANYTHING, "id:d textFormat" },
	{ "endEvent", "throwEvent", "", "" },
	{ "endPoint", "rootElement", "", "" },
	{ "error", "rootElement", "", "name errorCode "
	    "structureRef:~itemDefinition" },
	{ "errorEventDefinition", "eventDefinition", "", "errorRef:@error" },
	{ "escalation", "rootElement", "", "name escalationCode "
	    "structureRef:~itemDefinition" },
	{ "escalationEventDefinition", "eventDefinition", "",
	    "escalationRef:@escalation" },
	{ "event", "flowNode", "property*", "", true },
	{ "eventBasedGateway", "gateway", "", "instantiate:b "
	    "eventGatewayType:{Exclusive,Parallel}" },
	{ "eventDefinition", "rootElement", "", "", true },
	{ "exclusiveGateway", "gateway", "", "default:@sequenceFlow" },
	/* language belongs to formalExpression; many leave out xsi:type. */
	{ "expression", "baseElement", "", "language:u "
	    "evaluatesToTypeRef:@itemDefinition" },
	{ "extension", NULL, "documentation*",
	    "definition:q mustUnderstand:b" },
	{ "extensionElements", NULL, ANYTHING, "" },
	{ "flowElement", "baseElement", "auditing? monitoring? "
	    "categoryValueRef=@categoryValue*", "name", true },
	{ "flowNode", "flowElement", "incoming=@sequenceFlow* "
	    "outgoing=@sequenceFlow*", "", true },
	{ "formalExpression", "expression", "", "" },
	{ "gateway", "flowNode", "", "gatewayDirection:{Unspecified,"
	    "Converging,Diverging,Mixed}", true },
	{ "globalBusinessRuleTask", "globalTask", "",
	    "implementation:%{##unspecified,##WebService}" },
	{ "globalChoreographyTask", "choreography", "",
	    "initiatingParticipantRef:@participant" },
	{ "globalConversation", "collaboration", "", "" },
	{ "globalManualTask", "globalTask", "", "" },
	{ "globalScriptTask", "globalTask", "script?", "scriptLanguage:u" },
	{ "globalTask", "callableElement", "resourceRole*", "" },
	{ "globalUserTask", "globalTask", "rendering*",
	    "implementation:%{##unspecified,##WebService}" },
	{ "group", "artifact", "", "categoryValueRef:@categoryValue" },
	{ "humanPerformer", "performer", "", "" },
	{ "implicitThrowEvent", "throwEvent", "", "" },
	{ "import", NULL, "", "namespace!:u location! importType!:u" },
	{ "inclusiveGateway", "gateway", "", "default:@sequenceFlow" },
	{ "inputSet", "baseElement", "dataInputRefs=@dataInput* "
	    "optionalInputRefs=@dataInput* "
	    "whileExecutingInputRefs=@dataInput* outputSetRefs=@outputSet*",
	    "name" },
	{ "interface", "rootElement", "operation+",
	    "name! implementationRef:q" },
	{ "intermediateCatchEvent", "catchEvent", "", "" },
	{ "intermediateThrowEvent", "throwEvent", "", "" },
	{ "ioBinding", "baseElement", "", "operationRef!:@operation "
	    "inputDataRef!:@inputSet|dataInput "
	    "outputDataRef!:@outputSet|dataOutput" },
	{ "ioSpecification", "baseElement", "dataInput* dataOutput* inputSet+ "
	    "outputSet+", "" },
	/* Not an element: what may be at an end of a data association. */
	{ "itemAware", "baseElement", "", "", true },
	{ "itemDefinition", "rootElement", "", "structureRef:q isCollection:b "
	    "itemKind:{Information,Physical}" },
	{ "lane", "baseElement", "partitionElement=baseElement? "
	    "flowNodeRef=@flowNode* childLaneSet=laneSet?",
	    "name partitionElementRef:q" },
	{ "laneSet", "baseElement", "lane*", "name" },
	{ "linkEventDefinition", "eventDefinition",
	    "source=@linkEventDefinition* target=@linkEventDefinition?",
	    "name!" },
	{ "loopCharacteristics", "baseElement", "", "", true },
	{ "manualTask", "task", "", "" },
	{ "message", "rootElement", "", "name itemRef:@itemDefinition" },
	{ "messageEventDefinition", "eventDefinition",
	    "operationRef=@operation?", "messageRef:@message" },
	{ "messageFlow", "baseElement", "", "name "
	    "sourceRef!:@participant|activity|event|conversationNode "
	    "targetRef!:@participant|activity|event|conversationNode "
	    "messageRef:@message" },
	{ "messageFlowAssociation", "baseElement", "",
	    "innerMessageFlowRef!:~messageFlow "
	    "outerMessageFlowRef!:~messageFlow" },
	{ "monitoring", "baseElement", "", "" },
	{ "multiInstanceLoopCharacteristics", "loopCharacteristics",
	    "loopCardinality=expression? loopDataInputRef=@any? "
	    "loopDataOutputRef=@any? inputDataItem=dataInput? "
	    "outputDataItem=dataOutput? complexBehaviorDefinition* "
	    "completionCondition=expression?", "isSequential:b "
	    "behavior:{None,One,All,Complex} "
	    "oneBehaviorEventRef:@eventDefinition "
	    "noneBehaviorEventRef:@eventDefinition" },
	{ "operation", "baseElement", "inMessageRef=@message "
	    "outMessageRef=@message? errorRef=@error*",
	    "name! implementationRef:q" },
	{ "outputSet", "baseElement", "dataOutputRefs=@dataOutput* "
	    "optionalOutputRefs=@dataOutput* "
	    "whileExecutingOutputRefs=@dataOutput* inputSetRefs=@inputSet*",
	    "name" },
	{ "parallelGateway", "gateway", "", "" },
	{ "participant", "baseElement", "interfaceRef=@interface* "
	    "endPointRef=@endPoint* participantMultiplicity?",
	    "name processRef:@process" },
	{ "participantAssociation", "baseElement",
	    "innerParticipantRef=~participant "
	    "outerParticipantRef=~participant", "" },
	{ "participantMultiplicity", "baseElement", "", "minimum:i maximum:i" },
	{ "partnerEntity", "rootElement", "participantRef=@participant*",
	    "name" },
	{ "partnerRole", "rootElement", "participantRef=@participant*",
	    "name" },
	{ "performer", "resourceRole", "", "" },
	{ "potentialOwner", "humanPerformer", "", "" },
	{ "process", "callableElement", "auditing? monitoring? property* "
	    "laneSet* flowElement* artifact* resourceRole* "
	    "correlationSubscription* supports=~process*",
	    "processType:{None,Public,Private} isClosed:b isExecutable:b "
	    "definitionalCollaborationRef:~collaboration" },
	{ "property", "itemAware", "dataState?",
	    "name itemSubjectRef:@itemDefinition" },
	{ "receiveTask", "task", "", "implementation:%{##unspecified,"
	    "##WebService} instantiate:b messageRef:@message "
	    "operationRef:@operation" },
	{ "relationship", "baseElement", "source=~any+ target=~any+",
	    "type! direction:{None,Forward,Backward,Both}" },
	{ "rendering", "baseElement", "", "" },
	{ "resource", "rootElement", "resourceParameter*", "name!" },
	{ "resourceAssignmentExpression", "baseElement", "expression", "" },
	{ "resourceParameter", "baseElement", "", "name type:q isRequired:b" },
	{ "resourceParameterBinding", "baseElement", "expression",
	    "parameterRef!:@resourceParameter" },
	{ "resourceRole", "baseElement", "resourceRef=@resource? "
	    "resourceParameterBinding* resourceAssignmentExpression?", "name" },
	{ "rootElement", "baseElement", "", "", true },
	{ "script", NULL, ANYTHING, "" },
	{ "scriptTask", "task", "script?", "scriptFormat" },
	{ "sendTask", "task", "", "implementation:%{##unspecified,"
	    "##WebService} messageRef:@message operationRef:@operation" },
	{ "sequenceFlow", "flowElement", "conditionExpression=expression?",
	    "sourceRef!:@flowNode targetRef!:@flowNode isImmediate:b" },
	{ "serviceTask", "task", "", "implementation:%{##unspecified,"
	    "##WebService} operationRef:@operation" },
	{ "signal", "rootElement", "", "name structureRef:~itemDefinition" },
	{ "signalEventDefinition", "eventDefinition", "",
	    "signalRef:@signal" },
	{ "standardLoopCharacteristics", "loopCharacteristics",
	    "loopCondition=expression?", "testBefore:b loopMaximum:i" },
	{ "startEvent", "catchEvent", "", "isInterrupting:b" },
	{ "subChoreography", "choreographyActivity", "flowElement* artifact*",
	    "" },
	{ "subConversation", "conversationNode", "conversationNode*", "" },
	{ "subProcess", "activity", "laneSet* flowElement* artifact*",
	    "triggeredByEvent:b" },
	{ "task", "activity", "", "" },
	{ "terminateEventDefinition", "eventDefinition", "", "" },
	{ "text", NULL, ANYTHING, "" },
	{ "textAnnotation", "artifact", "text?", "textFormat" },
	{ "throwEvent", "event", "dataInput* dataInputAssociation* inputSet? "
	    "eventDefinition* eventDefinitionRef=@eventDefinition*", "", true },
	{ "timerEventDefinition", "eventDefinition", "timeDate=expression? "
	    "timeDuration=expression? timeCycle=expression?", "" },
	{ "transaction", "subProcess", "",
	    "method:%{##Compensate,##Image,##Store}" },
	{ "userTask", "task", "rendering*",
	    "implementation:%{##unspecified,##WebService}" },
};

const struct schema_type *
schema_find(struct str name)
{
	size_t lo = 0, hi = ARRAY_LEN(types);

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		int order = str_cmp(name, str_of(types[mid].name));

		if (order == 0)
			return &types[mid];
		if (order < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return NULL;
}

/* Data objects are flow elements and items both; the table has one base. */
static bool
is_item(const struct schema_type *type)
{
	return strcmp(type->name, "dataObject") == 0 ||
	    strcmp(type->name, "dataObjectReference") == 0 ||
	    strcmp(type->name, "dataStoreReference") == 0 ||
	    strcmp(type->name, "dataStore") == 0;
}

bool
schema_is(const struct schema_type *type, struct str kind)
{
	if (str_is(kind, "any"))
		return true;
	if (str_is(kind, "itemAware") && type != NULL && is_item(type))
		return true;
	for (int i = 0; type != NULL && i < SCHEMA_DEPTH_MAX; i++) {
		if (str_is(kind, type->name))
			return true;
		type = type->base == NULL ? NULL :
		    schema_find(str_of(type->base));
	}
	return false;
}

/* The next piece up to a space. */
static bool
next_piece(const char **list, struct str *ret)
{
	const char *p = *list;

	while (*p == ' ')
		p++;
	if (*p == '\0')
		return false;
	ret->p = p;
	ret->len = strcspn(p, " ");
	*list = p + ret->len;
	return true;
}

bool
schema_next_particle(const char **list, struct schema_particle *ret)
{
	struct str s;
	char last;
	ptrdiff_t eq;

	if (!next_piece(list, &s))
		return false;
	last = s.p[s.len - 1];
	*ret = (struct schema_particle){ 0 };
	ret->is_required = last != '?' && last != '*';
	ret->is_many = last == '*' || last == '+';
	if (last == '?' || last == '*' || last == '+')
		s.len--;
	eq = str_chr(s, '=');
	ret->name = eq < 0 ? s : str_sub(s, 0, (size_t)eq);
	ret->kind = eq < 0 ? s : str_sub(s, (size_t)eq + 1, s.len);
	ret->is_ref = ret->kind.p[0] == '@' || ret->kind.p[0] == '~';
	return true;
}

bool
schema_next_attr(const char **list, struct schema_attr *ret)
{
	struct str s, kind;
	ptrdiff_t colon;

	if (!next_piece(list, &s))
		return false;
	*ret = (struct schema_attr){ .kind = 's' };
	colon = str_chr(s, ':');
	ret->name = colon < 0 ? s : str_sub(s, 0, (size_t)colon);
	ret->is_required = str_ends(ret->name, "!");
	if (ret->is_required)
		ret->name.len--;
	if (colon < 0)
		return true;
	kind = str_sub(s, (size_t)colon + 1, s.len);
	ret->kind = kind.p[0];
	ret->arg = str_sub(kind, 1, kind.len);
	if (ret->kind == '%')
		ret->arg = str_sub(ret->arg, 1, ret->arg.len);
	if (str_ends(ret->arg, "}"))
		ret->arg.len--;
	return true;
}

bool
schema_has_word(struct str list, struct str word)
{
	size_t from = 0;

	for (size_t i = 0; i <= list.len; i++) {
		if (i < list.len && list.p[i] != '|' && list.p[i] != ',')
			continue;
		if (str_eq(str_sub(list, from, i - from), word))
			return true;
		from = i + 1;
	}
	return false;
}
