/*
 * test_bpmn_time.c - working days, cron, cycles, due dates.
 */
#include "base/civil.h"
#include "tests/unit/tap.h"
#include "workflows/bpmn/cron.h"
#include "workflows/bpmn/timers.h"

#define S	INT64_C(1000000)

static int32_t
day(int year, int month, int d)
{
	return (int32_t)civil_to_days((struct civil){ year, (uint8_t)month,
	    (uint8_t)d });
}

static void
test_calendar(void)
{
	const int32_t holidays[] = { day(2026, 1, 1), day(2026, 1, 6) };
	const struct bpmn_calendar c = { CALENDAR_MONDAY_TO_FRIDAY, holidays,
		2 };
	const struct bpmn_calendar none = { 0, NULL, 0 };
	struct error err = { 0 };
	int32_t d;

	ok(!calendar_is_working(&c, day(2026, 1, 6)), "Epiphany is free");
	ok(calendar_is_working(&c, day(2026, 1, 7)), "the day after is not");
	ok(!calendar_is_working(&c, day(2026, 1, 10)), "nor is Saturday");
	ok(calendar_is_working(NULL, day(2026, 1, 6)), "without a calendar "
	    "there are no holidays");
	ok(calendar_add(&c, day(2025, 12, 31), 3, &d, NULL) == 0 &&
	    d == day(2026, 1, 7), "three working days over two holidays and "
	    "a week-end");
	ok(calendar_add(&c, day(2026, 1, 3), 0, &d, NULL) == 0 &&
	    d == day(2026, 1, 3), "none is today");
	ok(calendar_add(&none, day(2026, 1, 3), 1, &d, &err) < 0,
	    "a calendar without working days: %s", err.message);
}

static void
term_is(int32_t from, const char *term, int32_t want)
{
	const int32_t holidays[] = { day(2026, 1, 1), day(2026, 1, 6) };
	const struct bpmn_calendar c = { CALENDAR_MONDAY_TO_FRIDAY, holidays,
		2 };
	struct error err = { 0 };
	int32_t end = 0;

	if (want == 0)
		ok(calendar_term(&c, from, str_of(term), &end, &err) < 0,
		    "%s: %s", term, err.message);
	else
		ok(calendar_term(&c, from, str_of(term), &end, NULL) == 0 &&
		    end == want, "a term of %s", term);
}

static void
test_terms(void)
{
	term_is(day(2026, 1, 15), "P3M", day(2026, 4, 15));
	term_is(day(2025, 11, 30), "P3M", day(2026, 2, 28));
	term_is(day(2026, 1, 15), "P1Y", day(2027, 1, 15));
	term_is(day(2025, 12, 31), "P10D", day(2026, 1, 10));
	term_is(day(2025, 12, 31), "P3WD", day(2026, 1, 7));
	term_is(day(2026, 1, 15), "P0D", 0);
	term_is(day(2026, 1, 15), "PT36H", 0);
	term_is(day(2026, 1, 15), "-P1M", 0);
	term_is(day(2026, 1, 15), "P200Y", 0);
	term_is(day(2026, 1, 15), "P0WD", 0);
	term_is(day(2026, 1, 15), "three months", 0);
}

static int64_t
wall(int month, int d, int hour, int minute)
{
	return (int64_t)day(2026, month, d) * 86400 + hour * 3600 +
	    minute * 60;
}

static void
cron_is(const char *text, int64_t from, int64_t want)
{
	struct cron c;
	int64_t at = 0;

	ok(cron_parse(str_of(text), &c) && cron_next(&c, from, &at) &&
	    at == want, "%s", text);
	if (at != want)
		printf("# got %lld, not %lld\n", (long long)at,
		    (long long)want);
}

static void
test_cron(void)
{
	static const char *const bad[] = { "", "* * * *", "60 * * * *",
		"* 24 * * *", "* * 0 * *", "* * * 13 *", "a * * * *",
		"5-1 * * * *", "*/0 * * * *", "* * * * * * *" };
	int64_t from = wall(1, 1, 9, 30);	/* a Thursday */
	struct cron c;
	int64_t at;

	cron_is("0 8 * * *", from, wall(1, 2, 8, 0));
	cron_is("*/20 9-17 * * *", from, wall(1, 1, 9, 40));
	cron_is("0 8 * * MON", from, wall(1, 5, 8, 0));
	cron_is("0 8 * * 7", from, wall(1, 4, 8, 0));
	cron_is("0 0 1 feb *", from, wall(2, 1, 0, 0));
	cron_is("0 0 31 * *", wall(1, 31, 0, 0), wall(3, 31, 0, 0));
	cron_is("30 15 10 * * ?", from, wall(1, 1, 10, 15) + 30);
	cron_is("0 0 13 * fri", from, wall(1, 2, 0, 0));
	ok(cron_parse(STR("0 0 30 2 *"), &c) && !cron_next(&c, from, &at),
	    "the 30th of February never comes");
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		ok(!cron_parse(str_of(bad[i]), &c), "'%s' is no cron",
		    bad[i]);
}

static void
due_is(const char *text, const char *want)
{
	const int32_t holidays[] = { day(2026, 1, 6) };
	const struct bpmn_calendar c = { CALENDAR_MONDAY_TO_FRIDAY, holidays,
		1 };
	const struct bpmn_env env = {
		/* 2026-01-02, a Friday, 10:00 in Madrid */
		.now_us = (wall(1, 2, 9, 0)) * S,
		.zone = STR("Europe/Madrid"), .calendar = &c,
	};
	int64_t due = -1, wanted = 0;

	if (want != NULL)
		(void)bpmn_due(&env, feel_string(str_of(want)), &wanted);
	ok((bpmn_due(&env, feel_string(str_of(text)), &due) == 0) ==
	    (want != NULL) && (want == NULL || due == wanted), "%s",
	    text);
}

static void
test_due(void)
{
	due_is("P1D", "2026-01-03T09:00:00Z");
	due_is("P2WD", "2026-01-07T09:00:00Z");
	due_is("P1M", "2026-02-02T10:00:00+01:00");
	due_is("P6M", "2026-07-02T10:00:00+02:00");
	due_is("2026-03-01", "2026-03-01T00:00:00+01:00");
	due_is("2026-08-01T12:00:00", "2026-08-01T12:00:00+02:00");
	due_is("next week", NULL);
	due_is("P1XD", NULL);
}

/* Times a start timer fires from 2026-01-01T00:00Z on, as day numbers. */
static void
cycle_is(const char *cycle, size_t n_want, const int64_t *want)
{
	_cleanup_(arena_freep) struct arena *a = arena_new();
	const struct bpmn_value when = { .text = str_of(cycle) };
	const struct bpmn_event_def def = {
		.trigger = BPMN_TIMER, .timer = BPMN_CYCLE, .when = &when,
	};
	struct bpmn_env env = { .now_us = wall(1, 1, 0, 0) * S,
		.zone = STR("") };
	struct bpmn_start_timer t = { 0 };
	size_t n = 0;
	bool is_same = true;

	if (bpmn_start_due(a, &def, &env, &t, NULL) < 0)
		t.due_us = 0;
	while (t.due_us != 0 && n < 10) {
		is_same &= n < n_want && t.due_us == want[n] * S;
		n++;
		env.now_us = t.due_us;
		if (!bpmn_start_due_next(&env, &t))
			break;
	}
	ok(is_same && n == n_want, "%s (%zu times)", cycle, n);
}

static void
test_cycles(void)
{
	const int64_t hours[] = { wall(1, 1, 1, 0), wall(1, 1, 2, 0),
		wall(1, 1, 3, 0) };
	const int64_t days[] = { wall(1, 1, 8, 0), wall(1, 2, 8, 0) };
	const int64_t late[] = { wall(2, 1, 0, 0) };

	cycle_is("R3/PT1H", 3, hours);
	cycle_is("R2/2026-01-01T08:00:00Z/P1D", 2, days);
	cycle_is("R4/2025-12-30T08:00:00Z/P1D", 2, days);
	cycle_is("R3/2025-12-01T00:00:00Z/P1M", 2,
	    (int64_t[]){ wall(1, 1, 0, 0), late[0] });
	cycle_is("R2/2020-01-01T00:00:00Z/P1D", 0, NULL);
	cycle_is("R0/PT1H", 0, NULL);
	cycle_is("R3/PT0S", 0, NULL);
	cycle_is("sometimes", 0, NULL);
}

/* Two computers' clocks differ: whoever fires what another one calls due must
 * not see the same occurrence once more. */
static void
test_early_clock(void)
{
	struct bpmn_env env = { .now_us = wall(1, 1, 8, 0) * S - 1500000 };
	struct bpmn_start_timer daily = { wall(1, 1, 8, 0) * S, NONE,
		STR("0 8 * * *") };

	ok(bpmn_start_due_next(&env, &daily) &&
	    daily.due_us == wall(1, 2, 8, 0) * S, "cron goes on after what "
	    "fired, also by a clock that is late");
}

int
main(void)
{
	test_calendar();
	test_terms();
	test_cron();
	test_due();
	test_cycles();
	test_early_clock();
	return done_testing();
}
