/*
 * sweeping.h - each night, sealed values against the audit trail.
 */
#ifndef SERVER_JOBS_SWEEPING_H
#define SERVER_JOBS_SWEEPING_H

#include "base/error.h"

struct db_pool;

/* Start the fiber that sweeps.  -1 and err. */
int	sweeping_start(struct db_pool *pool, struct error *err);

#endif
