/*
 * test_bpmn_positions.c - every trigger in every position, by symmetry.
 *
 * Something causes an event; what catches it does b, the normal flow a and z.
 * Parallel branches may take turns either way, so only which activities
 * complete is compared, not their order.
 */
#include "tests/unit/bpmn.h"

#define ROOTS "<signal id='sig' name='sig'/><message id='msg' name='msg'/>" \
	"<error id='err' errorCode='E1'/>"				\
	"<escalation id='esc' escalationCode='X1'/>"

/* How an event is defined, and what causes it: "c". */
struct trigger {
	const char	*name, *def, *cause;
	bool		 is_error;
};

#define THROWN(def) "<intermediateThrowEvent id='c'>" def		\
	"</intermediateThrowEvent>"
#define SIGNAL "<signalEventDefinition signalRef='sig'/>"
#define MESSAGE "<messageEventDefinition messageRef='msg'/>"
#define ERROR "<errorEventDefinition errorRef='err'/>"
#define ESCALATION "<escalationEventDefinition escalationRef='esc'/>"
#define CONDITION "<conditionalEventDefinition><condition>urgent</condition>" \
	"</conditionalEventDefinition>"
#define CYCLE "<timerEventDefinition><timeCycle>R1/PT1S</timeCycle>"	\
	"</timerEventDefinition>"
#define DATE "<timerEventDefinition><timeDate>2026-01-01T09:00:01Z"	\
	"</timeDate></timerEventDefinition>"

static const struct trigger triggers[] = {
	{ "message", MESSAGE, THROWN(MESSAGE) },
	{ "signal", SIGNAL, THROWN(SIGNAL) },
	{ "escalation", ESCALATION, THROWN(ESCALATION) },
	{ "any escalation", "<escalationEventDefinition/>",
	    THROWN(ESCALATION) },
	{ "condition", CONDITION, "<scriptTask id='c'><script>{urgent: true}"
	    "</script></scriptTask>" },
	{ "duration", TIMER("PT1S"), U("c") },
	{ "date", DATE, U("c") },
	{ "cycle", CYCLE, U("c") },
	{ "error", ERROR, "<endEvent id='c'>" ERROR "</endEvent>", true },
	{ "any error", "<errorEventDefinition/>", "<endEvent id='c'>" ERROR
	    "</endEvent>", true },
};

/* The event sub-process that catches it; %s: whether it interrupts, and how it
 * is defined. */
#define HANDLER "<subProcess id='h' triggeredByEvent='true'>"		\
	"<startEvent id='hs' isInterrupting='%s'>%s</startEvent>"	\
	T("b") E("he") F("hs", "b") F("b", "he") "</subProcess>"

static void
add_normal(struct buf *out, const struct trigger *t, bool ends)
{
	buf_printf(out, "<startEvent id='is'/>%s" F("is", "c"), t->cause);
	if (!t->is_error)
		buf_puts(out, T("a") F("c", "a"));
	if (!t->is_error && ends)
		buf_puts(out, E("ie") F("a", "ie"));
}

static void
add_boundary(struct buf *out, const struct trigger *t, const char *interrupts,
    const char *def)
{
	buf_puts(out, S("s") "<subProcess id='o'>");
	add_normal(out, t, true);
	buf_printf(out, "</subProcess><boundaryEvent id='x' "
	    "attachedToRef='o' cancelActivity='%s'>%s</boundaryEvent>"
	    T("b") T("z") F("s", "o") F("o", "z") F("x", "b"), interrupts,
	    def);
}

static void
add_inside(struct buf *out, const struct trigger *t, const char *interrupts,
    const char *def)
{
	buf_puts(out, S("s") "<subProcess id='o'>");
	add_normal(out, t, true);
	buf_printf(out, HANDLER "</subProcess>" T("z") F("s", "o")
	    F("o", "z"), interrupts, def);
}

static void
add_beside(struct buf *out, const struct trigger *t, const char *interrupts,
    const char *def)
{
	add_normal(out, t, false);
	buf_printf(out, HANDLER, interrupts, def);
}

static const struct {
	const char	*name;
	void		(*add)(struct buf *out, const struct trigger *t,
			    const char *interrupts, const char *def);
	bool		 goes_on;	/* z comes after it was interrupted */
} positions[] = {
	{ "boundary", add_boundary, false },
	{ "event sub-process of a sub-process", add_inside, true },
	{ "event sub-process of a process", add_beside, false },
};

/* The activities that completed, sorted, and the state. */
static void
sort_trace(struct buf *trace)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	const char *text = buf_cstr(trace), *end = strrchr(text, ':');

	for (const char *c = "abcz"; *c != '\0'; c++) {
		for (const char *p = text; p < end; p += 2) {
			if (*p == *c)
				buf_putc(&out, *c);
		}
	}
	buf_printf(&out, " %s", end);
	buf_reset(trace);
	buf_puts(trace, buf_cstr(&out));
}

static bool
is_task(const struct trigger *t)
{
	return strstr(t->cause, "Task") != NULL;
}

/* What ought to complete. */
static void
expect(struct buf *want, const struct trigger *t, size_t position,
    bool interrupts)
{
	bool cause = is_task(t) && (!interrupts ||
	    strstr(t->cause, "script") != NULL);

	if (!interrupts)
		buf_putc(want, 'a');
	buf_putc(want, 'b');
	if (cause)
		buf_putc(want, 'c');
	if (position < 2 && (!interrupts || positions[position].goes_on))
		buf_putc(want, 'z');
	buf_puts(want, " : completed");
}

static void
check_position(const struct trigger *t, size_t position, bool interrupts,
    bool by_reference)
{
	_cleanup_(buf_done) struct buf xml = BUF_INIT, trace = BUF_INIT;
	_cleanup_(buf_done) struct buf want = BUF_INIT, left = BUF_INIT;
	_cleanup_(buf_done) struct buf root = BUF_INIT;
	const char *space = strpbrk(t->def, " />");
	char name[120];

	if (by_reference)
		buf_printf(&root, "%.*s id='def'%s", (int)(space - t->def),
		    t->def, space);
	buf_printf(&xml, DEFINITIONS(ROOTS "%s<process id='p' "
	    "isExecutable='true'>"), buf_cstr(&root));
	xml.len -= strlen("</definitions>");
	positions[position].add(&xml, t, interrupts ? "true" : "false",
	    by_reference ? "<eventDefinitionRef>def</eventDefinitionRef>" :
	    t->def);
	buf_puts(&xml, "</process></definitions>");
	trace_of(buf_cstr(&xml), "{\"urgent\":false}",
	    "{\"tasks\":{\"c\":{\"after\":\"PT10S\"}}}", &trace, &left);
	sort_trace(&trace);
	expect(&want, t, position, interrupts);
	(void)snprintf(name, sizeof(name), "%s, %s%s%s",
	    positions[position].name, t->name, interrupts ? "" : ", beside",
	    by_reference ? ", by reference" : "");
	is_str(buf_view(&trace), buf_cstr(&want), name);
}

static void
test_positions(void)
{
	for (size_t p = 0; p < ARRAY_LEN(positions); p++) {
		for (size_t t = 0; t < ARRAY_LEN(triggers); t++) {
			for (int ref = 0; ref < 2; ref++) {
				check_position(&triggers[t], p, true, ref);
				if (!triggers[t].is_error)
					check_position(&triggers[t], p,
					    false, ref);
			}
		}
	}
}

/* An activity of each kind that hangs, and a timer that ends it. */
static void
test_activities(void)
{
	static const char *const kinds[] = {
		"userTask", "serviceTask", "businessRuleTask", "sendTask",
		"receiveTask", "subProcess", "transaction", "adHocSubProcess",
	};
	static const char wait[] = "{\"jobs\":{\"n\":{\"wait\":true}},"
	    "\"tasks\":{\"n\":{\"wait\":true},\"u\":{\"wait\":true}}}";

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		_cleanup_(buf_done) struct buf xml = BUF_INIT;
		bool is_scope = i >= 5;

		buf_printf(&xml, DEFINITIONS(ROOTS "<process id='p'>" S("s")
		    "<%s id='n'%s>%s</%s>" BOUNDARY("x", "n", TIMER("PT1H"))
		    T("b") T("z") F("s", "n") F("n", "z") F("x", "b")
		    "</process>"), kinds[i], strcmp(kinds[i],
		    "receiveTask") == 0 ? " messageRef='msg'" : "",
		    is_scope ? U("u") : "", kinds[i]);
		runs_with(kinds[i], buf_cstr(&xml), "{}", wait,
		    "b : completed");
	}
}

/* What an instance begins by. */
static void
test_starts(void)
{
	for (size_t t = 0; t < ARRAY_LEN(triggers); t++) {
		_cleanup_(buf_done) struct buf xml = BUF_INIT;

		if (t == 2 || t == 3 || triggers[t].is_error)
			continue;
		buf_printf(&xml, DEFINITIONS(ROOTS "<process id='p'>"
		    "<startEvent id='s'>%s</startEvent>" T("a") F("s", "a")
		    "</process>"), triggers[t].def);
		runs_with(triggers[t].name, buf_cstr(&xml),
		    "{\"urgent\":true}", "{}", "a : completed");
	}
	runs_as("all of several", DEFINITIONS(ROOTS "<process id='p'>"
	    "<startEvent id='s' parallelMultiple='true'>" MESSAGE SIGNAL
	    "</startEvent>" T("a") F("s", "a") "</process>"),
	    "a : completed");
	leaves("begun by a message, it has its own variables and the "
	    "message's", DEFINITIONS(ROOTS "<process id='p'>"
	    "<startEvent id='s'>" MESSAGE "</startEvent>" T("a") F("s", "a")
	    "</process>"), "{\"x\":1,\"y\":1}", "{\"events\":[{\"message\":"
	    "\"msg\",\"vars\":{\"y\":2}}]}", "{\"x\":1,\"y\":2}");
	runs_with("any of several start events", DEFINITIONS(ROOTS
	    "<process id='p'><startEvent id='s'>" SIGNAL "</startEvent>"
	    "<startEvent id='s2'>" MESSAGE "</startEvent>" T("a") T("b")
	    F("s", "a") F("s2", "b") "</process>"), "{}",
	    "{\"events\":[{\"message\":\"msg\"}]}", "b : completed");
	runs_with("all events behind a parallel gateway", DEFINITIONS(ROOTS
	    "<process id='p'><eventBasedGateway id='g' instantiate='true' "
	    "eventGatewayType='Parallel'/><intermediateCatchEvent id='c1'>"
	    MESSAGE "</intermediateCatchEvent><intermediateCatchEvent "
	    "id='c2'>" SIGNAL "</intermediateCatchEvent>" T("a") T("b")
	    F("g", "c1") F("g", "c2") F("c1", "a") F("c2", "b")
	    "</process>"), "{}", "{\"events\":[{\"message\":\"msg\"},"
	    "{\"after\":\"PT1H\",\"signal\":\"sig\"}]}",
	    "a b : completed");
}

/* Several results of one event: what ends the token comes last. */
static void
test_several(void)
{
	static const struct {
		const char *name, *def, *want;
	} ends[] = {
		{ "signal and error", ERROR SIGNAL, "w x y : completed" },
		{ "signal and terminate", "<terminateEventDefinition/>" SIGNAL,
		    "w z y : completed" },
		{ "signal and compensation", "<compensateEventDefinition/>"
		    SIGNAL, "w u y z : completed" },
	};

	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		_cleanup_(buf_done) struct buf xml = BUF_INIT;

		buf_printf(&xml, DEFINITIONS(ROOTS "<process id='p'>" S("s")
		    SUB("o", S("is") "<scriptTask id='w'/>"
		    BOUNDARY("cb", "w", "<compensateEventDefinition/>")
		    "<scriptTask id='u' isForCompensation='true'/>"
		    "<association id='as' sourceRef='cb' targetRef='u'/>"
		    "<endEvent id='e'>%s</endEvent>" F("is", "w")
		    F("w", "e")) BOUNDARY("eb", "o", ERROR) T("x") T("z")
		    F("s", "o") F("o", "z") F("eb", "x")
		    "<subProcess id='h' triggeredByEvent='true'>"
		    "<startEvent id='hs' isInterrupting='false'>" SIGNAL
		    "</startEvent>" T("y") F("hs", "y") "</subProcess>"
		    "</process>"), ends[i].def);
		runs_as(ends[i].name, buf_cstr(&xml), ends[i].want);
	}
}

int
main(void)
{
	test_positions();
	test_activities();
	test_starts();
	test_several();
	return done_testing();
}
