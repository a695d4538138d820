/*
 * civil.c - days of the proleptic Gregorian calendar.
 *
 * Days are counted in eras of 400 years that begin on 1 March, so that the day
 * added in leap years comes last.
 */
#include <assert.h>
#include <stddef.h>

#include "base/civil.h"

#define ERA_YEARS	400
#define ERA_DAYS	146097
#define EPOCH_SHIFT	719468	/* days from 0000-03-01 to 1970-01-01 */

bool
civil_is_leap(int64_t year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int
civil_month_days(int64_t year, int month)
{
	static const uint8_t days[12] = {
		31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31,
	};

	assert(month >= 1 && month <= 12);
	return days[month - 1] + (month == 2 && civil_is_leap(year));
}

bool
civil_valid(int64_t year, int64_t month, int64_t day)
{
	return year >= -CIVIL_YEAR_MAX && year <= CIVIL_YEAR_MAX &&
	    month >= 1 && month <= 12 &&
	    day >= 1 && day <= civil_month_days(year, (int)month);
}

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

int64_t
civil_to_days(struct civil c)
{
	int64_t year = (int64_t)c.year - (c.month <= 2);
	int64_t era = floor_div(year, ERA_YEARS), y = year - era * ERA_YEARS;
	int64_t day = (153 * ((c.month + 9) % 12) + 2) / 5 + c.day - 1;

	return era * ERA_DAYS + y * 365 + y / 4 - y / 100 + day - EPOCH_SHIFT;
}

bool
civil_from_days(int64_t days, struct civil *ret)
{
	const int64_t limit = INT64_C(366) * (CIVIL_YEAR_MAX + 1);
	int64_t era, day, y, m, year;

	if (days < -limit || days > limit)
		return false;
	days += EPOCH_SHIFT;
	era = floor_div(days, ERA_DAYS);
	day = days - era * ERA_DAYS;
	y = (day - day / 1460 + day / 36524 - day / 146096) / 365;
	day -= 365 * y + y / 4 - y / 100;
	m = (5 * day + 2) / 153;
	day -= (153 * m + 2) / 5;
	year = y + era * ERA_YEARS + (m >= 10);
	if (year < -CIVIL_YEAR_MAX || year > CIVIL_YEAR_MAX)
		return false;
	*ret = (struct civil){
		.year = (int32_t)year,
		.month = (uint8_t)(m < 10 ? m + 3 : m - 9),
		.day = (uint8_t)(day + 1),
	};
	return true;
}

bool
civil_add_months(struct civil c, int64_t months, struct civil *ret)
{
	const int64_t limit = INT64_C(24) * (CIVIL_YEAR_MAX + 1);
	int64_t total, year;
	int month, last;

	if (months < -limit || months > limit)
		return false;
	total = (int64_t)c.year * 12 + c.month - 1 + months;
	year = floor_div(total, 12);
	month = (int)(total - year * 12) + 1;
	if (year < -CIVIL_YEAR_MAX || year > CIVIL_YEAR_MAX)
		return false;
	last = civil_month_days(year, month);
	*ret = (struct civil){
		.year = (int32_t)year,
		.month = (uint8_t)month,
		.day = (uint8_t)(c.day < last ? c.day : last),
	};
	return true;
}

bool
civil_add_days(struct civil c, int64_t days, struct civil *ret)
{
	int64_t sum;

	return !__builtin_add_overflow(civil_to_days(c), days, &sum) &&
	    civil_from_days(sum, ret);
}

int
civil_cmp(struct civil a, struct civil b)
{
	if (a.year != b.year)
		return a.year < b.year ? -1 : 1;
	if (a.month != b.month)
		return a.month < b.month ? -1 : 1;
	return a.day < b.day ? -1 : a.day > b.day;
}

int
civil_weekday(struct civil c)
{
	int64_t days = civil_to_days(c) + 3;	/* 1970-01-01: a Thursday */

	return (int)(days - floor_div(days, 7) * 7) + 1;
}

int
civil_year_day(struct civil c)
{
	struct civil first = { c.year, 1, 1 };

	return (int)(civil_to_days(c) - civil_to_days(first)) + 1;
}

int
civil_iso_week(struct civil c, int64_t *ret_year)
{
	/* The week belongs to the year that holds its Thursday. */
	int64_t year = c.year;
	int day = civil_year_day(c) + 4 - civil_weekday(c);

	if (day < 1) {
		year--;
		day += civil_is_leap(year) ? 366 : 365;
	} else if (day > (civil_is_leap(year) ? 366 : 365)) {
		day -= civil_is_leap(year) ? 366 : 365;
		year++;
	}
	if (ret_year != NULL)
		*ret_year = year;
	return (day - 1) / 7 + 1;
}

/* The first Sunday after the full moon of the lunar calendar that falls on or
 * after 21 March (Meeus, Jones and Butcher's form of Gauss's rule): golden is
 * the year's place in the moon's cycle, moon the days from 21 March to its full
 * moon, sunday the days from there to the Sunday. */
struct civil
civil_easter(int32_t year)
{
	int32_t golden = year % 19, century = year / 100, rest = year % 100;
	int32_t drift = (century - (century + 8) / 25 + 1) / 3;
	int32_t moon = (19 * golden + century - century / 4 - drift + 15) % 30;
	int32_t sunday = (32 + 2 * (century % 4) + 2 * (rest / 4) - moon -
	    rest % 4) % 7;
	int32_t late = (golden + 11 * moon + 22 * sunday) / 451;
	int32_t days = moon + sunday - 7 * late + 114;

	return (struct civil){ year, (uint8_t)(days / 31),
	    (uint8_t)(days % 31 + 1) };
}
