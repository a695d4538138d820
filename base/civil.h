/*
 * civil.h - days of the proleptic Gregorian calendar.
 *
 * A day number counts from 1970-01-01.  Years run from -999,999,999 to
 * 999,999,999; year 0 exists (ISO 8601).
 */
#ifndef BASE_CIVIL_H
#define BASE_CIVIL_H

#include <stdbool.h>
#include <stdint.h>

#define CIVIL_YEAR_MAX	999999999

struct civil {
	int32_t	 year;
	uint8_t	 month;		/* 1 to 12 */
	uint8_t	 day;		/* 1 to 31 */
};

bool	civil_is_leap(int64_t year);
int	civil_month_days(int64_t year, int month);
/* Is this a day that exists, in the range of years? */
bool	civil_valid(int64_t year, int64_t month, int64_t day);
int64_t	civil_to_days(struct civil c);
/* False when the year is out of range. */
bool	civil_from_days(int64_t days, struct civil *ret);
/* The day that many months later (or earlier), at most the last of its month:
 * 31 January + 1 is 28 or 29 February. */
bool	civil_add_months(struct civil c, int64_t months, struct civil *ret);
bool	civil_add_days(struct civil c, int64_t days, struct civil *ret);
int	civil_cmp(struct civil a, struct civil b);
int	civil_weekday(struct civil c);		/* ISO: 1 Monday, 7 Sunday */
int	civil_year_day(struct civil c);		/* 1 to 366 */
/* Easter Sunday of the Gregorian calendar. */
struct civil civil_easter(int32_t year);
/* Week of ISO 8601, and the year that it belongs to (ret_year may be NULL). */
int	civil_iso_week(struct civil c, int64_t *ret_year);

#endif
