/*
 * clock.c - is it the same time in the database as here?
 */
#include "base/clock.h"
#include "server/db/clock.h"

int fiber_fn
db_clock_ahead(struct db *db, int64_t *ret_us, struct error *err)
{
	int64_t before_us = clock_now_us();

	if (db_query(db, err, DB_CLOCK) < 0)
		return -1;
	*ret_us = clock_ahead_us(before_us, db_int64(db, 0, 0, 0),
	    clock_now_us());
	return 0;
}
