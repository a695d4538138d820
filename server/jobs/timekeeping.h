/*
 * timekeeping.h - an alarm when the clocks do not agree.
 */
#ifndef SERVER_JOBS_TIMEKEEPING_H
#define SERVER_JOBS_TIMEKEEPING_H

#include "base/error.h"

struct db_pool;

/* Start the fiber that looks at the clocks.  -1 and err. */
int	timekeeping_start(struct db_pool *pool, struct error *err);

#endif
