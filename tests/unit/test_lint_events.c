/*
 * test_lint_events.c - which event may stand where, by symmetry: every kind of
 * definition in every position, inside the event, by reference, and as one of
 * several; then what definitions must say, wherever they stand, and how
 * expressions may be written.
 */
#include "tests/unit/lint.h"

#define ROOTS "<message id='msg' name='m'/><signal id='sig' name='s'/>"	\
	"<error id='err' errorCode='E'/><error id='mute'/>"		\
	"<escalation id='esc' escalationCode='X'/><escalation id='low'/>"
#define SIGNAL "<signalEventDefinition signalRef='sig'/>"
#define CATCH(id, def) "<intermediateCatchEvent id='" id "'>" def	\
	"</intermediateCatchEvent>"
#define THROW(id, def) "<intermediateThrowEvent id='" id "'>" def	\
	"</intermediateThrowEvent>"
#define REF(id) "<eventDefinitionRef>" id "</eventDefinitionRef>"
#define COMPENSATED "<task id='h' isForCompensation='true'/>"		\
	"<association id='as' sourceRef='b' targetRef='h'/>"
#define BRANCH(text) AROUND("<exclusiveGateway id='n' default='f2'/>")	\
	"<endEvent id='e2'/><sequenceFlow id='f3' sourceRef='n' "	\
	"targetRef='e2'>" text "</sequenceFlow>"

static const struct {
	char		 letter;
	const char	*definition;
} kinds[] = {
	{ 'n', "" },
	{ 'm', "<messageEventDefinition messageRef='msg'/>" },
	{ 't', "<timerEventDefinition><timeDuration>PT1S</timeDuration>"
	    "</timerEventDefinition>" },
	{ 's', SIGNAL },
	{ 'c', "<conditionalEventDefinition><condition>a = 1</condition>"
	    "</conditionalEventDefinition>" },
	{ 'e', "<errorEventDefinition errorRef='err'/>" },
	{ 'x', "<escalationEventDefinition escalationRef='esc'/>" },
	{ 'u', "<compensateEventDefinition/>" },
	{ 'k', "<cancelEventDefinition/>" },
	{ 'z', "<terminateEventDefinition/>" },
};

/* before, the definition, after; the letters of what may be there (tables
 * 10.84 to 10.91 of the standard; links are apart). */
static const struct {
	const char	*name, *before, *after, *allowed;
} positions[] = {
	{ "start", "<startEvent id='s'>", "</startEvent>" END
	    FLOW("f", "s", "e"), "nmtsc" },
	{ "start of a sub-process", START "<subProcess id='n'>"
	    "<startEvent id='is'>", "</startEvent><endEvent id='ie'/>"
	    FLOW("if", "is", "ie") "</subProcess>" END FLOW("f", "s", "n")
	    FLOW("g", "n", "e"), "n" },
	{ "start of a transaction", START "<transaction id='n'>"
	    "<startEvent id='is'>", "</startEvent><endEvent id='ie'/>"
	    FLOW("if", "is", "ie") "</transaction>" END FLOW("f", "s", "n")
	    FLOW("g", "n", "e"), "n" },
	{ "event sub-process", TASK "<subProcess id='x' "
	    "triggeredByEvent='true'><startEvent id='is'>",
	    "</startEvent><endEvent id='ie'/>" FLOW("if", "is", "ie")
	    "</subProcess>", "mtscexu" },
	{ "event sub-process beside", TASK "<subProcess id='x' "
	    "triggeredByEvent='true'><startEvent id='is' "
	    "isInterrupting='false'>", "</startEvent><endEvent id='ie'/>"
	    FLOW("if", "is", "ie") "</subProcess>", "mtscx" },
	{ "intermediate catch", START "<intermediateCatchEvent id='n'>",
	    "</intermediateCatchEvent>" END FLOW("f", "s", "n")
	    FLOW("g", "n", "e"), "mtsc" },
	{ "intermediate throw", START "<intermediateThrowEvent id='n'>",
	    "</intermediateThrowEvent>" END FLOW("f", "s", "n")
	    FLOW("g", "n", "e"), "nmsxu" },
	{ "boundary", TASK "<boundaryEvent id='b' attachedToRef='n'>",
	    "</boundaryEvent><endEvent id='be'/>" FLOW("h", "b", "be"),
	    "mtscex" },
	{ "boundary beside", TASK "<boundaryEvent id='b' attachedToRef='n' "
	    "cancelActivity='false'>", "</boundaryEvent><endEvent id='be'/>"
	    FLOW("h", "b", "be"), "mtscx" },
	{ "compensation boundary", TASK "<boundaryEvent id='b' "
	    "attachedToRef='n'>", "</boundaryEvent>" COMPENSATED, "u" },
	{ "end", START "<endEvent id='e'>", "</endEvent>"
	    FLOW("f", "s", "e"), "nmsexuz" },
};

static void
add_id(struct buf *out, const char *definition)
{
	const char *space = strpbrk(definition, " />");

	buf_printf(out, "%.*s id='D'%s", (int)(space - definition), definition,
	    space);
}

/* How: 0 inside, 1 by reference, 2 with a signal beside it. */
static void
check_position(size_t p, size_t k, int how)
{
	static const char *const hows[] = { "", " by reference",
		" and a signal" };
	_cleanup_(buf_done) struct buf process = BUF_INIT, root = BUF_INIT;
	char what[100];
	bool may = strchr(positions[p].allowed, kinds[k].letter) != NULL;
	struct row row = { 0 };

	buf_puts(&root, ROOTS);
	if (how == 1)
		add_id(&root, kinds[k].definition);
	buf_printf(&process, "%s%s%s%s", positions[p].before,
	    how == 1 ? REF("D") : kinds[k].definition, how == 2 ? SIGNAL : "",
	    positions[p].after);
	row.process = buf_cstr(&process);
	row.root = buf_cstr(&root);
	row.rule = may ? NULL : "";
	(void)snprintf(what, sizeof(what), "%s, %c%s", positions[p].name,
	    kinds[k].letter, hows[how]);
	check_row(what, &row);
}

static void
test_positions(void)
{
	for (size_t p = 0; p < ARRAY_LEN(positions); p++) {
		bool takes_signal = strchr(positions[p].allowed, 's') != NULL;

		for (size_t k = 0; k < ARRAY_LEN(kinds); k++) {
			check_position(p, k, 0);
			if (kinds[k].letter == 'n')
				continue;
			check_position(p, k, 1);
			if (takes_signal)
				check_position(p, k, 2);
		}
	}
}

/* What is said by a definition that several events may share. */
static const struct row by_reference[] = {
	{ "error-code", START "<endEvent id='e'>" REF("D") "</endEvent>"
	    FLOW("f", "s", "e"), ROOTS "<errorEventDefinition id='D'/>" },
	{ "error-code", START "<endEvent id='e'>" REF("D") "</endEvent>"
	    FLOW("f", "s", "e"), ROOTS
	    "<errorEventDefinition id='D' errorRef='mute'/>" },
	{ "escalation-code", AROUND(THROW("n", REF("D"))), ROOTS
	    "<escalationEventDefinition id='D'/>" },
	{ "escalation-code", AROUND(THROW("n", REF("D"))), ROOTS
	    "<escalationEventDefinition id='D' escalationRef='low'/>" },
	{ "message-missing", AROUND(THROW("n", REF("D"))), ROOTS
	    "<messageEventDefinition id='D'/>" },
	{ "link-pair", START "<task id='n'/>" THROW("t", REF("D")) END
	    FLOW("f", "s", "t") FLOW("g", "s", "n") FLOW("h", "n", "e"),
	    "<linkEventDefinition id='D' name='L'/>" },
	{ NULL, START THROW("t", REF("D")) CATCH("c", REF("D")) END
	    FLOW("f", "s", "t") FLOW("g", "c", "e"),
	    "<linkEventDefinition id='D' name='L'/>" },
	{ "link-source", TASK CATCH("c", REF("D")) FLOW("g", "c", "e"),
	    "<linkEventDefinition id='D' name='L'/>" },
	{ "compensate-activity", AROUND("<subProcess id='n'><task id='k'/>"
	    "</subProcess>") THROW("t", REF("D")) FLOW("g", "n", "t")
	    FLOW("h", "t", "e"),
	    "<compensateEventDefinition id='D' activityRef='k'/>" },
	{ "cancel-end-event", START "<endEvent id='e'>" REF("D") "</endEvent>"
	    FLOW("f", "s", "e"), "<cancelEventDefinition id='D'/>" },

	/* Catching, neither code nor reference is needed. */
	{ NULL, TASK "<boundaryEvent id='b' attachedToRef='n'>" REF("D")
	    "</boundaryEvent><endEvent id='be'/>" FLOW("h", "b", "be"), ROOTS
	    "<errorEventDefinition id='D' errorRef='mute'/>" },
	{ NULL, TASK "<boundaryEvent id='b' attachedToRef='n'>"
	    "<escalationEventDefinition/></boundaryEvent><endEvent id='be'/>"
	    FLOW("h", "b", "be") },
};

/* Legal, whatever other tools write; and what is not. */
static const struct row language[] = {
	{ NULL, BRANCH("<conditionExpression>a &gt; 1"
	    "</conditionExpression>") },
	{ NULL, BRANCH("<conditionExpression>${a}</conditionExpression>") },
	{ "expression-formal", BRANCH("<conditionExpression>when everybody "
	    "agrees</conditionExpression>") },
	{ "expression-formal", BRANCH("<conditionExpression>a &gt; 1"
	    "</conditionExpression>") },	/* advice only */
	{ NULL, AROUND(CATCH("n", "<timerEventDefinition><timeDate>"
	    "2026-01-31T09:00:00Z</timeDate></timerEventDefinition>")) },
	{ NULL, AROUND(CATCH("n", "<timerEventDefinition><timeCycle>R3/PT1H"
	    "</timeCycle></timerEventDefinition>")) },
	{ NULL, AROUND(CATCH("n", "<timerEventDefinition><timeCycle>"
	    "0 9 * * 1-5</timeCycle></timerEventDefinition>")) },
	{ "timer-text", AROUND(CATCH("n", "<timerEventDefinition><timeCycle"
	    FORMAL ">daily</timeCycle></timerEventDefinition>")) },
	{ NULL, AROUND("<task id='n'><multiInstanceLoopCharacteristics>"
	    "<loopCardinality>3</loopCardinality><completionCondition>"
	    "numberOfCompletedInstances = 2</completionCondition>"
	    "</multiInstanceLoopCharacteristics></task>") },
	{ NULL, BRANCH("<conditionExpression>a = 1</conditionExpression>")
	    "<task id='k'/><sequenceFlow id='f4' sourceRef='n' targetRef='k'>"
	    "<conditionExpression>a = 2</conditionExpression></sequenceFlow>"
	    FLOW("f5", "k", "e") },
	{ NULL, START "<exclusiveGateway id='n' default='f2'/>" END
	    "<endEvent id='e2'/>" FLOW("f1", "s", "n") "<sequenceFlow id='f2' "
	    "sourceRef='n' targetRef='e'><conditionExpression>a = 1"
	    "</conditionExpression></sequenceFlow><sequenceFlow id='f3' "
	    "sourceRef='n' targetRef='e2'><conditionExpression>a = 2"
	    "</conditionExpression></sequenceFlow>" },
	{ NULL, AROUND("<scriptTask id='n' scriptFormat='text/x-feel'>"
	    "<script>1 + 1</script></scriptTask>") },
	{ "script-format", AROUND("<scriptTask id='n' scriptFormat='wish'>"
	    "<script>1 + 1</script></scriptTask>") },
	{ "feel-syntax", AROUND("<task id='n'><property id='q' name='q'/>"
	    "<dataInputAssociation><targetRef>q</targetRef><assignment>"
	    "<from" FORMAL ">= 1 +</from><to" FORMAL ">q</to></assignment>"
	    "</dataInputAssociation></task>") },

	{ NULL, TASK, "<import namespace='urn:x' location='x.xsd' "
	    "importType='http://www.w3.org/2001/XMLSchema'/>" },
	{ "import-type", TASK, "<import namespace='urn:x' location='x.xsd' "
	    "importType='XMLSchema'/>" },

	/* Data is seen where it is and inside. */
	{ NULL, AROUND("<subProcess id='n'><task id='k'><property id='q'/>"
	    "<dataInputAssociation><sourceRef>d</sourceRef><targetRef>q"
	    "</targetRef></dataInputAssociation></task></subProcess>")
	    "<dataObject id='d'/>" },
	{ "data-visible", AROUND("<task id='n'><property id='q'/>"
	    "<dataInputAssociation><sourceRef>d</sourceRef><targetRef>q"
	    "</targetRef></dataInputAssociation></task>") "<subProcess "
	    "id='x' triggeredByEvent='true'><dataObject id='d'/><startEvent "
	    "id='is'>" SIGNAL "</startEvent><endEvent id='ie'/>"
	    FLOW("if", "is", "ie") "</subProcess>", ROOTS },
	{ "binding-data", "<supportedInterfaceRef>I</supportedInterfaceRef>"
	    "<ioSpecification><dataInput id='a'/><inputSet id='is'>"
	    "<dataInputRefs>root</dataInputRefs></inputSet><outputSet/>"
	    "</ioSpecification><ioBinding operationRef='o' inputDataRef='is' "
	    "outputDataRef='a'/>" TASK, "<message id='m'/><interface id='I' "
	    "name='x'><operation id='o' name='x'><inMessageRef>m"
	    "</inMessageRef></operation></interface>" },
	{ "instances-data", AROUND("<task id='n'>"
	    "<multiInstanceLoopCharacteristics><loopDataInputRef>what"
	    "</loopDataInputRef></multiInstanceLoopCharacteristics></task>"),
	    "<nonsense id='what'/>" },
	{ "instances-event", AROUND("<task id='n'>"
	    "<multiInstanceLoopCharacteristics behavior='One' "
	    "oneBehaviorEventRef='D'><loopCardinality>3</loopCardinality>"
	    "</multiInstanceLoopCharacteristics></task>"),
	    "<cancelEventDefinition id='D'/>" },
};

static void
test_rows(const char *name, const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char what[60];

		(void)snprintf(what, sizeof(what), "%s %zu", name, i);
		check_row(what, &rows[i]);
	}
}

int
main(void)
{
	test_positions();
	test_rows("by reference", by_reference, ARRAY_LEN(by_reference));
	test_rows("language", language, ARRAY_LEN(language));
	return done_testing();
}
