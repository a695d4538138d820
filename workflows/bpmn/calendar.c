/*
 * calendar.c - which days are working days.
 */
#include "workflows/bpmn/calendar.h"

#define WORKING_DAYS_MAX	100000
#define SEARCH_MAX 3700 /* days without a working one: ten years */

static bool
is_holiday(const struct bpmn_calendar *c, int32_t day)
{
	size_t low = 0, high = c->n_holidays;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (c->holidays[mid] < day)
			low = mid + 1;
		else
			high = mid;
	}
	return low < c->n_holidays && c->holidays[low] == day;
}

bool
calendar_is_working(const struct bpmn_calendar *c, int32_t day)
{
	/* 1970-01-01 was a Thursday. */
	int weekday = (int)(((int64_t)day % 7 + 7 + 3) % 7);

	if (c == NULL)
		return (CALENDAR_MONDAY_TO_FRIDAY >> weekday & 1) != 0;
	return (c->weekdays >> weekday & 1) != 0 && !is_holiday(c, day);
}

int
calendar_add(const struct bpmn_calendar *c, int32_t day, int64_t n,
    int32_t *ret, struct error *err)
{
	int64_t at = day;
	int free_days = 0;

	if (n < 0 || n > WORKING_DAYS_MAX)
		return error_set(err, ERR_INVALID, "bpmn.calendar",
		    "a term has 0 to %d working days", WORKING_DAYS_MAX);
	while (n > 0) {
		if (++at > INT32_MAX || free_days++ > SEARCH_MAX)
			return error_set(err, ERR_INVALID, "bpmn.calendar",
			    "the calendar has no working days");
		if (calendar_is_working(c, (int32_t)at)) {
			n--;
			free_days = 0;
		}
	}
	*ret = (int32_t)at;
	return 0;
}
