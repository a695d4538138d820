/*
 * cron.h - times by cron expressions.
 *
 * Five fields (minute hour day month weekday) or six with seconds first.  Each
 * is *, ?, numbers, ranges, steps and lists of these; months and weekdays have
 * English names too; weekdays are 0 to 7, Sunday twice.  When day and weekday
 * are both restricted, either suffices, as in cron.
 */
#ifndef WORKFLOWS_BPMN_CRON_H
#define WORKFLOWS_BPMN_CRON_H

#include "base/str.h"

struct cron {
	uint64_t	 seconds, minutes;	/* bits */
	uint32_t	 hours, days, months, weekdays;
	bool		 is_any_day, is_any_weekday;
};

/* False when it is no cron expression. */
bool	cron_parse(struct str s, struct cron *ret);
/* The first reading of the wall clock after this one that fits (seconds since
 * 1970 as if it were UTC); false when there is none within nine years. */
bool	cron_next(const struct cron *c, int64_t after, int64_t *ret);

#endif
