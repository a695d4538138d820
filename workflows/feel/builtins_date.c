/*
 * builtins_date.c - the calendar, and the present.
 */
#include "base/clock.h"
#include "workflows/feel/builtin.h"

static struct civil
day_of(struct feel_value v)
{
	return v.kind == FEEL_DATE ? v.date : v.date_time->date;
}

static struct feel_value
fn_day_of_year(struct feel_run *run, const struct feel_value *args, size_t n)
{
	(void)run;
	(void)n;
	return feel_int(civil_year_day(day_of(args[0])));
}

static struct feel_value
fn_week_of_year(struct feel_run *run, const struct feel_value *args, size_t n)
{
	(void)run;
	(void)n;
	return feel_int(civil_iso_week(day_of(args[0]), NULL));
}

static struct feel_value
fn_day_of_week(struct feel_run *run, const struct feel_value *args, size_t n)
{
	static const char *const names[] = { "Monday", "Tuesday", "Wednesday",
	    "Thursday", "Friday", "Saturday", "Sunday" };

	(void)run;
	(void)n;
	return feel_string(str_of(names[civil_weekday(day_of(args[0])) - 1]));
}

static struct feel_value
fn_month_of_year(struct feel_run *run, const struct feel_value *args, size_t n)
{
	static const char *const names[] = { "January", "February", "March",
	    "April", "May", "June", "July", "August", "September", "October",
	    "November", "December" };

	(void)run;
	(void)n;
	return feel_string(str_of(names[day_of(args[0]).month - 1]));
}

/* The same moment throughout one run. */
static struct temporal_datetime
present(struct feel_run *run)
{
	struct temporal_zone zone = { .kind = ZONE_OFFSET };
	struct temporal_datetime t = { .date = { 1970, 1, 1 } };

	if (run->now_us == 0)
		run->now_us = clock_now_us();
	if (run->zone.len > 0) {
		zone.tz = tz_find(run->zone);
		if (zone.tz != NULL)
			zone.kind = ZONE_NAMED;
	}
	(void)temporal_at((temporal_ns)run->now_us * 1000, &zone, &t);
	return t;
}

static struct feel_value
fn_now(struct feel_run *run, const struct feel_value *args, size_t n)
{
	struct temporal_datetime t = present(run);

	(void)args;
	(void)n;
	return feel_date_time(run->arena, &t);
}

static struct feel_value
fn_today(struct feel_run *run, const struct feel_value *args, size_t n)
{
	(void)args;
	(void)n;
	return feel_date(present(run).date);
}

const struct feel_builtin feel_builtins_date[] = {
	{ "day of week", fn_day_of_week, 1, 1, 0,
	    { { "date", K_DATE | K_DT } } },
	{ "day of year", fn_day_of_year, 1, 1, 0,
	    { { "date", K_DATE | K_DT } } },
	{ "month of year", fn_month_of_year, 1, 1, 0,
	    { { "date", K_DATE | K_DT } } },
	{ "now", fn_now, 0, 0, 0, { { NULL } } },
	{ "today", fn_today, 0, 0, 0, { { NULL } } },
	{ "week of year", fn_week_of_year, 1, 1, 0,
	    { { "date", K_DATE | K_DT } } },
	{ NULL }
};
