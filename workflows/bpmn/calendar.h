/*
 * calendar.h - working days and the times a model may ask for.
 *
 * Besides ISO 8601 durations a due date or timer may say working days:
 * "P10WD" is the same time of day ten working days later (counting begins the
 * day after, as administrative terms do; Saturdays, Sundays and holidays are
 * left out).  A cycle is ISO 8601 (R3/PT10M, R/2026-01-01T08:00:00Z/P1D) or
 * cron with five or six fields.
 */
#ifndef WORKFLOWS_BPMN_CALENDAR_H
#define WORKFLOWS_BPMN_CALENDAR_H

#include "base/error.h"
#include "base/str.h"

#define CALENDAR_MONDAY_TO_FRIDAY 0x1f	/* bit 0 is Monday */

struct bpmn_calendar {
	uint8_t			 weekdays;	/* bits of working days */
	const int32_t		*holidays;	/* days since 1970, ascending */
	size_t			 n_holidays;
};

/* Days since 1970 in, working or not out.  c NULL: Monday to Friday. */
bool	calendar_is_working(const struct bpmn_calendar *c, int32_t day);
/* n working days after that day; n <= 100,000.  -1 and err when the calendar
 * has none ("bpmn.calendar"). */
int	calendar_add(const struct bpmn_calendar *c, int32_t day, int64_t n,
	    int32_t *ret, struct error *err);
/* The number in "P10WD"; false when it is none of these. */
bool	calendar_working_days(struct str s, int64_t *ret);
/* The last day of a term that is counted from the day after: "P3M" (the same
 * day of a later month, or its last), "P20D" or "P10WD".  Where that is a free
 * day the term ends on the next working one: the caller's matter.  -1 and err
 * ("bpmn.term"). */
int	calendar_term(const struct bpmn_calendar *c, int32_t day,
	    struct str term, int32_t *ret, struct error *err);

#endif
