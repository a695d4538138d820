/*
 * holidays.h - days that are free in all of Spain.
 */
#ifndef SERVER_DEMO_HOLIDAYS_H
#define SERVER_DEMO_HOLIDAYS_H

#include <stddef.h>

#include "base/civil.h"

#define HOLIDAYS_OF_SPAIN 10	/* a year */

struct holiday {
	struct civil	 day;
	const char	*name;
};

/* Those of a year, in no order; how many. */
size_t	holidays_of_spain(int32_t year, struct holiday ret[HOLIDAYS_OF_SPAIN]);

#endif
