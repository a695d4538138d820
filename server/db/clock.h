/*
 * clock.h - is it the same time in the database as here?
 *
 * Leases, sessions and the audit trail are dated by the database, codes and
 * time stamps by this machine: both should agree (ENS op.exp.8.r2).
 */
#ifndef SERVER_DB_CLOCK_H
#define SERVER_DB_CLOCK_H

#include "server/db/db.h"

#define DB_CLOCK_MAX_US	1000000	/* more is wrong */

/* How far the database's clock is ahead of ours for certain, in microseconds.
 * 0, or -1 and err. */
int fiber_fn	db_clock_ahead(struct db *db, int64_t *ret_us,
		    struct error *err);

#endif
