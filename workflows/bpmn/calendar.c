/*
 * calendar.c - which days are working days.
 */
#include "workflows/bpmn/calendar.h"
#include "workflows/feel/temporal.h"

#define WORKING_DAYS_MAX	100000
#define TERM_DAYS_MAX		36525		/* a hundred years */
#define TERM_MONTHS_MAX		1200
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

bool
calendar_working_days(struct str s, int64_t *ret)
{
	return str_starts(s, "P") && str_ends(s, "WD") &&
	    parse_int(str_sub(s, 1, s.len - 3), 0, WORKING_DAYS_MAX, ret) == 0;
}

static int
no_term(struct error *err, struct str term)
{
	return error_set(err, ERR_INVALID, "bpmn.term",
	    "'%.*s' is no term: write P3M, P20D or P10WD", STR_ARG(term));
}

/* Months or days as everybody counts them. */
static bool
add_term(int32_t day, struct temporal_duration d, int32_t *ret)
{
	struct civil at;
	int64_t n = d.is_months ? d.months : (int64_t)(d.ns / TEMPORAL_DAY_NS);

	if (n <= 0 || n > (d.is_months ? TERM_MONTHS_MAX : TERM_DAYS_MAX) ||
	    (!d.is_months && d.ns % TEMPORAL_DAY_NS != 0) ||
	    !civil_from_days(day, &at) ||
	    !(d.is_months ? civil_add_months(at, n, &at) :
	    civil_add_days(at, n, &at)))
		return false;
	*ret = (int32_t)civil_to_days(at);
	return true;
}

int
calendar_term(const struct bpmn_calendar *c, int32_t day, struct str term,
    int32_t *ret, struct error *err)
{
	struct temporal_duration d;
	int64_t n;

	term = str_trim(term);
	if (calendar_working_days(term, &n))
		return n == 0 ? no_term(err, term) :
		    calendar_add(c, day, n, ret, err);
	if (!temporal_parse_duration(term, &d) || !add_term(day, d, ret))
		return no_term(err, term);
	return 0;
}
