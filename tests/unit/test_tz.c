/*
 * test_tz.c - the calendar and the time zones.
 */
#include "base/civil.h"
#include "base/tz.h"
#include "base/tz_rule.h"
#include "tests/unit/tap.h"

static int64_t
at(int32_t year, int month, int day, int hour)
{
	struct civil c = { year, (uint8_t)month, (uint8_t)day };

	return civil_to_days(c) * 86400 + hour * 3600;
}

/* Half past eleven at night in UTC is tomorrow in Madrid, here next year. */
static void
test_day(void)
{
	const struct tz *madrid = tz_find(STR("Europe/Madrid"));
	const struct tz *lima = tz_find(STR("America/Lima"));
	int64_t late = at(2026, 12, 31, 23) + 1800;
	int64_t first = at(2027, 1, 1, 0) / 86400;

	ok(tz_day(madrid, late) == first, "next year in Madrid");
	ok(tz_day(lima, late) == first - 1 && tz_day(NULL, late) == first - 1,
	    "not yet in Lima and in UTC");
	ok(tz_day(lima, at(2027, 1, 1, 4)) == first - 1 &&
	    tz_day(lima, at(2027, 1, 1, 5)) == first, "five hours later");
	/* Summer time began and ended. */
	ok(tz_day(madrid, at(2026, 3, 29, 21) + 3599) ==
	    at(2026, 3, 29, 0) / 86400 && tz_day(madrid,
	    at(2026, 3, 29, 22)) == at(2026, 3, 30, 0) / 86400, "23 hours");
	ok(tz_day(madrid, at(2026, 10, 25, 22) + 3599) ==
	    at(2026, 10, 25, 0) / 86400 && tz_day(madrid,
	    at(2026, 10, 25, 23)) == at(2026, 10, 26, 0) / 86400, "25 hours");
	ok(tz_day(NULL, -1) == -1 && tz_day(NULL, -86400) == -1 &&
	    tz_day(NULL, -86401) == -2, "before 1970");
}

static void
test_days(void)
{
	struct civil c;
	bool round_trip = true;
	int64_t year;

	ok(civil_to_days((struct civil){ 1970, 1, 1 }) == 0, "1970-01-01 is 0");
	ok(civil_to_days((struct civil){ 2000, 3, 1 }) == 11017, "2000-03-01");
	ok(civil_to_days((struct civil){ 1, 1, 1 }) == -719162, "0001-01-01");
	for (int64_t d = -1000000; d < 1000000; d++)
		round_trip &= civil_from_days(d, &c) && civil_to_days(c) == d &&
		    civil_valid(c.year, c.month, c.day);
	ok(round_trip, "days there and back");
	ok(civil_from_days(civil_to_days((struct civil){ 999999999, 12, 31 }),
	    &c) && c.year == 999999999 && c.day == 31, "the last day");
	ok(!civil_from_days(civil_to_days((struct civil){ 999999999, 12, 31 })
	    + 1, &c), "none after it");
	ok(!civil_from_days(INT64_MIN, &c), "nor far away");
	ok(civil_add_months((struct civil){ 2024, 1, 31 }, 1, &c) &&
	    c.month == 2 && c.day == 29, "31 January + 1 month");
	ok(civil_add_months((struct civil){ 2024, 1, 31 }, -14, &c) &&
	    c.year == 2022 && c.month == 11 && c.day == 30, "- 14 months");
	ok(!civil_add_months((struct civil){ 1, 1, 1 }, INT64_MIN, &c),
	    "too many months");
	ok(civil_weekday((struct civil){ 2026, 11, 23 }) == 1, "a Monday");
	ok(civil_weekday((struct civil){ -4, 2, 29 }) >= 1, "before year 0");
	ok(civil_year_day((struct civil){ 2024, 12, 31 }) == 366, "day 366");
	ok(civil_iso_week((struct civil){ 2021, 1, 3 }, &year) == 53 &&
	    year == 2020, "2021-01-03 is in week 53 of 2020");
	ok(civil_iso_week((struct civil){ 2024, 12, 30 }, &year) == 1 &&
	    year == 2025, "2024-12-30 is in week 1 of 2025");
	ok(!civil_valid(1900, 2, 29) && civil_valid(2000, 2, 29), "leap years");
}

static void
test_rules(void)
{
	static const char *const bad[] = {
		"", "CE-1", "CET", "CET-1CEST", "CET-1CEST,M3.5.0",
		"CET-1CEST,M13.5.0,M10.5.0/3", "CET-999", "<+01-1", "CET-1x",
	};
	struct tz_rule r;

	ok(tz_rule_parse(STR("CET-1CEST,M3.5.0,M10.5.0/3"), &r) == 0 &&
	    r.standard == 3600 && r.summer == 7200, "Madrid's rule");
	ok(tz_rule_offset(&r, at(2026, 3, 29, 0)) == 3600 &&
	    tz_rule_offset(&r, at(2026, 3, 29, 1)) == 7200, "to summer");
	ok(tz_rule_offset(&r, at(2026, 10, 25, 0)) == 7200 &&
	    tz_rule_offset(&r, at(2026, 10, 25, 1)) == 3600, "to winter");
	ok(tz_rule_parse(STR("AEST-10AEDT,M10.1.0,M4.1.0/3"), &r) == 0 &&
	    tz_rule_offset(&r, at(2040, 1, 1, 0)) == 39600 &&
	    tz_rule_offset(&r, at(2040, 7, 1, 0)) == 36000, "the south");
	ok(tz_rule_parse(STR("IST-1GMT0,M10.5.0,M3.5.0/1"), &r) == 0 &&
	    tz_rule_offset(&r, at(2040, 1, 1, 0)) == 0 &&
	    tz_rule_offset(&r, at(2040, 7, 1, 0)) == 3600, "Ireland's winter");
	ok(tz_rule_parse(STR("<-02>2<-01>,M3.5.0/-1,M10.5.0/0"), &r) == 0,
	    "hours below zero");
	ok(tz_rule_parse(STR("A00-1B00"), &r) < 0, "digits in a name");
	ok(tz_rule_parse(STR("XXX3YYY,J60,299/1"), &r) == 0 &&
	    tz_rule_offset(&r, at(2024, 3, 1, 4)) == -10800 &&
	    tz_rule_offset(&r, at(2024, 3, 1, 5)) == -7200, "day of the year");
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		ok(tz_rule_parse(str_of(bad[i]), &r) < 0, "no rule: '%s'",
		    bad[i]);
}

static void
test_zones(void)
{
	static const char *const bad[] = {
		"", "xyz/abc", "../../../etc/passwd", "/etc/localtime",
		"Europe", "right/Europe/Madrid", "zone.tab", "europe/madrid",
		"Europe/Madrid ",
	};
	const struct tz *madrid = tz_find(STR("Europe/Madrid"));
	bool varies;

	ok(madrid != NULL && madrid == tz_find(STR("Europe/Madrid")),
	    "a zone is loaded once");
	if (madrid == NULL)
		return;
	is_str(tz_name(madrid), "Europe/Madrid", "its name");
	ok(tz_offset_at(madrid, at(2015, 7, 1, 0)) == 7200, "summer of 2015");
	ok(tz_offset_at(madrid, at(1890, 1, 1, 0)) == -884, "local mean time");
	ok(tz_offset_at(madrid, at(2500, 7, 1, 0)) == 7200, "summer of 2500");
	ok(tz_offset_at(madrid, at(1960, 7, 1, 0)) == 3600, "1960");
	ok(tz_offset_local(madrid, at(2026, 3, 29, 2)) == 3600,
	    "an hour that is skipped");
	ok(tz_offset_local(madrid, at(2026, 10, 25, 2)) == 7200,
	    "an hour that occurs twice");
	ok(tz_offset_local(madrid, at(2026, 10, 25, 3)) == 3600, "after it");
	ok(tz_standard(madrid, &varies) == 3600 && varies, "standard time");
	ok(tz_standard(tz_find(STR("Etc/UTC")), &varies) == 0 && !varies,
	    "UTC never varies");
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		ok(tz_find(str_of(bad[i])) == NULL, "no zone: '%s'", bad[i]);
}

int
main(void)
{
	test_days();
	test_day();
	test_rules();
	test_zones();
	return done_testing();
}
