/*
 * test_bpmn_calendar.c - which models may ask for the calendar of working days:
 * for no other is it read.
 */
#include "tests/unit/bpmn.h"

static bool
asks(const char *xml)
{
	_cleanup_(arena_freep) struct arena *a = arena_new();
	struct error err = { 0 };
	const struct bpmn_model *m = bpmn_parse(a, str_of(xml), &err);

	if (m == NULL)
		printf("# %s\n", err.message);
	return m != NULL && bpmn_asks_calendar(m);
}

#define TASK(extension)							\
	PROCESS(S("s") "<userTask id='t'><extensionElements>" extension	\
	"</extensionElements></userTask>" E("e") F("s", "t") F("t", "e"))
#define WAIT(duration)							\
	PROCESS(S("s") U("t") BOUNDARY("b", "t", TIMER(duration))	\
	E("e") E("f") F("s", "t") F("t", "e") F("b", "f"))

int
main(void)
{
	ok(!asks(WAIT("PT1H")) && !asks(WAIT("P3D")), "hours and days do not");
	ok(asks(WAIT("P3WD")), "working days do");
	ok(asks(WAIT("= d")), "what is computed may");
	ok(!asks(TASK("<zeebe:taskSchedule dueDate='2026-01-01T08:00:00Z'/>")),
	    "a date does not");
	ok(asks(TASK("<zeebe:taskSchedule dueDate='P10WD'/>")) &&
	    asks(TASK("<zeebe:taskSchedule followUpDate='= d'/>")),
	    "tasks are due, and looked at again, as timers are");
	ok(asks(TASK("<zeebe:taskListeners><zeebe:taskListener "
	    "eventType='creating' type='= {dueDate: d}'/>"
	    "</zeebe:taskListeners>")), "a listener may say when it is due");
	ok(asks(DEFINITIONS("<process id='p' isExecutable='true'>"
	    "<extensionElements><zeebe:properties><zeebe:property "
	    "name='vinculo:legalTerm' value='P3M'/></zeebe:properties>"
	    "</extensionElements>" S("s") E("e") F("s", "e") "</process>")),
	    "a legal term ends on a working day");
	return done_testing();
}
