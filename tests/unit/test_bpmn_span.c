/*
 * test_bpmn_span.c - durations as calendars have them, and when cycles occur:
 * ends of months, changes of the clocks, working days, repetitions.
 */
#include "tests/unit/tap.h"
#include "workflows/bpmn/cron.h"
#include "workflows/bpmn/span.h"
#include "workflows/bpmn/timers.h"

static const int32_t holidays[] = { 20454 };	/* 2026-01-01 */
static const struct bpmn_calendar calendar = { CALENDAR_MONDAY_TO_FRIDAY,
	holidays, 1 };

static int64_t
at(const char *text)
{
	const struct bpmn_env env = { .zone = STR("Europe/Madrid") };
	int64_t us = -1;

	(void)bpmn_due(&env, feel_string(str_of(text)), &us);
	return us;
}

static void
test_parsing(void)
{
	static const struct {
		const char	*text;
		struct span	 want;
	} good[] = {
		{ "P1Y2M", { .months = 14 } },
		{ "P1W", { .days = 7 } },
		{ "P2W3D", { .days = 17 } },
		{ "P1M15DT2H", { .months = 1, .days = 15,
		    .us = INT64_C(7200000000) } },
		{ "PT1M30.25S", { .us = INT64_C(90250000) } },
		{ "P10WD", { .working_days = 10 } },
		{ "P0D", { 0 } },
		{ "P10000Y", { .months = 120000 } },
		{ "P3650000DT87600000H", { .days = 3650000,
		    .us = INT64_C(315360000000000000) } },
	};
	static const char *const bad[] = { "", "P", "PT", "1D", "P1", "PD",
		"P1D2M", "P1DT", "PT1D", "P1S", "P-1D", "-P1D", "P1.5D",
		"PT1.H", "PT.S", "P1WDT1H", "P1M10WD", "P99999999999D",
		"PT1S1M", "P1M1M", "P10000Y2M", "P521428W5D",
		"PT87600000H1S" };

	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		struct span d;

		ok(span_parse(str_of(good[i].text), &d) &&
		    memcmp(&d, &good[i].want, sizeof(d)) == 0, "%s",
		    good[i].text);
	}
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct span d;

		ok(!span_parse(str_of(bad[i]), &d), "no duration: '%s'",
		    bad[i]);
	}
}

static void
test_cycle_parsing(void)
{
	static const char *const bad[] = {
		"", "R", "R/", "5/PT1H", "R-1/PT1H", "R+1/PT1H", "R5/PT0S",
		"R5/-PT1H", "R5/PT1H/", "R1/2026-01-01T00:00:00Z",
		"R/PT1H/PT2H", "R99999999999/PT1H", "R/P0WD", "PT0S",
		"R/2026-01-02T00:00:00/2026-01-01T00:00:00",
	};
	struct cycle c;

	ok(cycle_parse(STR("R5/PT10M"), &c) && c.count == 5 && !c.has_start &&
	    c.period.us == INT64_C(600000000), "R5/PT10M");
	ok(cycle_parse(STR("R/2026-01-01T00:00:00Z/P1M"), &c) &&
	    c.count == -1 && c.has_start && c.period.months == 1,
	    "R/start/P1M");
	ok(cycle_parse(STR("R3/P1D/2026-02-01T00:00:00Z"), &c) && c.has_end &&
	    !c.has_start, "R3/P1D/end");
	ok(cycle_parse(STR("R/2026-01-01T00:00:00/2026-01-02T00:00:00"), &c) &&
	    c.period.us == INT64_C(86400000000), "R/start/end");
	ok(cycle_parse(STR("P1W"), &c) && c.count == -1 && c.period.days == 7,
	    "a duration alone");
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		ok(!cycle_parse(str_of(bad[i]), &c), "no cycle: '%s'", bad[i]);
}

/* Occurrences of a cycle that begins at a time; the last of them NULL. */
struct occurring {
	const char	*what, *cycle, *from, *want[5];
};

static const struct occurring cycles[] = {
	{ "a week", "R/P1W", "2026-01-02T09:00:00+01:00",
	    { "2026-01-09T09:00:00+01:00", "2026-01-16T09:00:00+01:00" } },
	{ "the 31st comes back after a shorter month",
	    "R4/2026-01-31T09:00:00+01:00/P1M", "2026-01-31T09:00:00+01:00",
	    { "2026-01-31T09:00:00+01:00", "2026-02-28T09:00:00+01:00",
	    "2026-03-31T09:00:00+02:00", "2026-04-30T09:00:00+02:00" } },
	{ "also without a start", "R3/P1M", "2026-01-31T09:00:00+01:00",
	    { "2026-02-28T09:00:00+01:00", "2026-03-31T09:00:00+02:00",
	    "2026-04-30T09:00:00+02:00" } },
	{ "29 February", "R3/2024-02-29T00:00:00+01:00/P1Y",
	    "2024-02-29T00:00:00+01:00", { "2024-02-29T00:00:00+01:00",
	    "2025-02-28T00:00:00+01:00", "2026-02-28T00:00:00+01:00" } },
	{ "days keep the hour in spring", "R3/2026-03-28T08:00:00+01:00/P1D",
	    "2026-03-28T08:00:00+01:00", { "2026-03-28T08:00:00+01:00",
	    "2026-03-29T08:00:00+02:00", "2026-03-30T08:00:00+02:00" } },
	{ "and in autumn", "R3/2026-10-24T08:00:00+02:00/P1D",
	    "2026-10-24T08:00:00+02:00", { "2026-10-24T08:00:00+02:00",
	    "2026-10-25T08:00:00+01:00", "2026-10-26T08:00:00+01:00" } },
	{ "hours are hours", "R3/2026-03-28T08:00:00+01:00/PT24H",
	    "2026-03-28T08:00:00+01:00", { "2026-03-28T08:00:00+01:00",
	    "2026-03-29T09:00:00+02:00", "2026-03-30T09:00:00+02:00" } },
	{ "an hour that does not exist is one later, that day",
	    "R3/2026-03-28T02:30:00+01:00/P1D", "2026-03-28T02:30:00+01:00",
	    { "2026-03-28T02:30:00+01:00", "2026-03-29T03:30:00+02:00",
	    "2026-03-30T02:30:00+02:00" } },
	{ "an hour that comes twice is the first", "R2/P1D",
	    "2026-10-24T02:30:00+02:00", { "2026-10-25T02:30:00+02:00",
	    "2026-10-26T02:30:00+01:00" } },
	{ "working days, over a holiday and a week-end", "R4/P1WD",
	    "2025-12-31T09:00:00+01:00", { "2026-01-02T09:00:00+01:00",
	    "2026-01-05T09:00:00+01:00", "2026-01-06T09:00:00+01:00",
	    "2026-01-07T09:00:00+01:00" } },
	{ "every third working day", "R/2026-01-02T09:00:00+01:00/P3WD",
	    "2026-01-02T09:00:00+01:00", { "2026-01-02T09:00:00+01:00",
	    "2026-01-07T09:00:00+01:00", "2026-01-12T09:00:00+01:00" } },
	{ "months, days and hours", "R2/P1M15DT2H",
	    "2026-01-31T09:00:00+01:00", { "2026-03-15T11:00:00+01:00",
	    "2026-04-30T13:00:00+02:00" } },
	{ "none", "R0/PT1H", "2026-01-01T00:00:00Z", { NULL } },
	{ "once", "R1/PT1H", "2026-01-01T00:00:00Z",
	    { "2026-01-01T01:00:00Z" } },
	{ "what is past counts", "R3/2025-12-30T08:00:00Z/P1D",
	    "2026-01-01T07:00:00Z", { "2026-01-01T08:00:00Z" } },
	{ "all are past", "R3/2020-01-31T08:00:00Z/P1M",
	    "2026-01-01T07:00:00Z", { NULL } },
	{ "up to an end", "R/P1D/2026-01-03T10:00:00Z",
	    "2026-01-01T09:00:00Z", { "2026-01-02T09:00:00Z",
	    "2026-01-03T09:00:00Z" } },
	{ "from a start to an end is a period", "R2/2026-01-01T00:00:00Z/"
	    "2026-01-01T06:00:00Z", "2026-01-01T00:00:00Z",
	    { "2026-01-01T00:00:00Z", "2026-01-01T06:00:00Z" } },
	{ "cron: the last day that a month has", "0 8 29,30,31 * *",
	    "2026-01-30T08:00:00+01:00", { "2026-01-31T08:00:00+01:00",
	    "2026-03-29T08:00:00+02:00" } },
	{ "cron: 29 February", "0 8 29 2 *", "2026-01-01T00:00:00Z",
	    { "2028-02-29T08:00:00+01:00", "2032-02-29T08:00:00+01:00" } },
	{ "cron: an hour that does not exist", "30 2 * * *",
	    "2026-03-28T12:00:00+01:00", { "2026-03-29T03:30:00+02:00",
	    "2026-03-30T02:30:00+02:00" } },
	{ "cron: an hour that comes twice", "30 2 * * *",
	    "2026-10-24T12:00:00+02:00", { "2026-10-25T02:30:00+02:00",
	    "2026-10-26T02:30:00+01:00" } },
	{ "cron: working hours", "0 9-17/4 * * MON-FRI",
	    "2026-01-02T13:00:00+01:00", { "2026-01-02T17:00:00+01:00",
	    "2026-01-05T09:00:00+01:00" } },
};

/* Does it occur just then, and no more often than it can be asked for? */
static void
occurs(const struct occurring *o)
{
	_cleanup_(arena_freep) struct arena *a = arena_new();
	const struct bpmn_value when = { .text = str_of(o->cycle) };
	const struct bpmn_event_def def = {
		.trigger = BPMN_TIMER, .timer = BPMN_CYCLE, .when = &when,
	};
	struct bpmn_env env = { .now_us = at(o->from), .calendar = &calendar,
		.zone = STR("Europe/Madrid") };
	struct bpmn_start_timer t = { 0 };
	struct error err = { 0 };
	int i = 0;

	if (bpmn_start_due(a, &def, &env, &t, &err) < 0)
		t.due_us = 0;
	while (o->want[i] != NULL && t.due_us == at(o->want[i])) {
		i++;
		env.now_us = t.due_us;
		if (!bpmn_start_due_next(&env, &t))
			t.due_us = 0;
	}
	ok(o->want[i] == NULL && (t.due_us == 0 || t.left != 0), "%s: %s",
	    o->what, o->cycle);
	if (o->want[i] != NULL)
		printf("# number %d is %lld, not %lld\n", i,
		    (long long)t.due_us, (long long)at(o->want[i]));
}

static void
test_counts(void)
{
	static const struct { const char *cycle; int n; } cases[] = {
		{ "R3/P1WD", 3 }, { "R4/P1M", 4 }, { "R0/P1D", 0 },
		{ "R2/2025-12-31T23:00:00Z/P1D", 1 },
		{ "R5/2026-01-01T00:00:00Z/P1W", 5 },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		_cleanup_(arena_freep) struct arena *a = arena_new();
		const struct bpmn_value when = {
			.text = str_of(cases[i].cycle) };
		const struct bpmn_event_def def = { .trigger = BPMN_TIMER,
			.timer = BPMN_CYCLE, .when = &when };
		struct bpmn_env env = { .now_us = at("2026-01-01T00:00:00Z"),
			.calendar = &calendar, .zone = STR("Europe/Madrid") };
		struct bpmn_start_timer t = { 0 };
		int n = 0;

		(void)bpmn_start_due(a, &def, &env, &t, NULL);
		while (t.due_us != 0 && n < 10) {
			n++;
			env.now_us = t.due_us;
			if (!bpmn_start_due_next(&env, &t))
				break;
		}
		ok(n == cases[i].n, "%s occurs %d times", cases[i].cycle, n);
	}
}

/* What was missed for years is skipped, and quickly. */
static void
test_missed(void)
{
	struct bpmn_env env = { .now_us = at("2026-01-01T00:00:30Z"),
		.zone = STR("Europe/Madrid") };
	struct bpmn_start_timer t = { at("1990-01-01T00:00:00Z"), NONE,
		STR("R/1990-01-01T00:00:00Z/PT0.001S") };

	ok(bpmn_start_due_next(&env, &t) && t.due_us == env.now_us,
	    "a thousand a second, for 36 years");
	t = (struct bpmn_start_timer){ at("2024-01-31T08:00:00+01:00"), 40,
		STR("R40/2024-01-31T08:00:00+01:00/P1M") };
	ok(bpmn_start_due_next(&env, &t) && t.left == 16 &&
	    t.due_us == at("2026-01-31T08:00:00+01:00"),
	    "months that were missed count");
}

int
main(void)
{
	test_parsing();
	test_cycle_parsing();
	for (size_t i = 0; i < ARRAY_LEN(cycles); i++)
		occurs(&cycles[i]);
	test_counts();
	test_missed();
	return done_testing();
}
