/*
 * tz_rule.h - the rule for all years to come: "CET-1CEST,M3.5.0,M10.5.0/3".
 *
 * The TZ string of POSIX (8.3) with RFC 8536's wider hours, as it ends a TZif
 * file.  All offsets are seconds east of Greenwich.
 */
#ifndef BASE_TZ_RULE_H
#define BASE_TZ_RULE_H

#include "base/str.h"

struct tz_day {
	char	 kind;		/* 'M' month.week.day, 'J' 1..365, 'N' 0..365 */
	int	 month, week, day;
	int32_t	 seconds;	/* after midnight, may be negative */
};

struct tz_rule {
	int32_t		 standard;
	bool		 has_summer;
	int32_t		 summer;
	struct tz_day	 start, end;
};

/* -EINVAL */
int	tz_rule_parse(struct str s, struct tz_rule *ret);
int32_t	tz_rule_offset(const struct tz_rule *r, int64_t utc);

#endif
