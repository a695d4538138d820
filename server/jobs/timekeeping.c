/*
 * timekeeping.c - an alarm when the clocks do not agree.
 *
 * Each minute this machine's clock is compared with the database's, and the
 * kernel asked whether anything keeps it right.  What is wrong is said when it
 * begins and each hour until it ends.
 */
#include <stdlib.h>

#include "base/clock.h"
#include "base/fiber.h"
#include "base/log.h"
#include "server/db/clock.h"
#include "server/jobs/timekeeping.h"

#define LOOK_MS		60000
#define AGAIN_US	(3600 * 1000000LL)

struct alarm {
	bool		 is_on;
	int64_t		 said_us;
};

struct watch {
	struct db_pool	*pool;
	struct alarm	 differs, adrift;
};

/* Set the alarm; is there something to be said? */
static bool
is_news(struct alarm *a, bool is_on)
{
	int64_t now_us = clock_mono_us();
	bool is_new = a->is_on != is_on ||
	    (is_on && now_us - a->said_us >= AGAIN_US);

	a->is_on = is_on;
	if (is_new)
		a->said_us = now_us;
	return is_new;
}

static int fiber_fn
compare(struct watch *w, struct error *err)
{
	struct db *db = db_acquire(w->pool, err);
	int64_t ahead_us = 0;
	int r = db == NULL ? -1 : db_clock_ahead(db, &ahead_us, err);

	db_release(db);
	if (r < 0 || !is_news(&w->differs, llabs(ahead_us) > DB_CLOCK_MAX_US))
		return r;
	if (w->differs.is_on)
		log_event(LOG_WARNING, "clock.differs",
		    "database_ahead_ms=%lld", (long long)ahead_us / 1000);
	else
		log_event(LOG_INFO, "clock.agrees", "with=database");
	return 0;
}

/* Where the kernel does not say, the comparison has to do. */
static void
ask_kernel(struct watch *w)
{
	if (!is_news(&w->adrift, clock_is_synchronised() == 0))
		return;
	if (w->adrift.is_on)
		log_event(LOG_WARNING, "clock.unsynchronised",
		    "with=kernel");
	else
		log_event(LOG_INFO, "clock.synchronised", "with=kernel");
}

static void fiber_fn
run(void *arg)
{
	struct watch *w = arg;

	log_set_request("timekeeping");
	do {
		struct error err = { 0 };

		ask_kernel(w);
		if (compare(w, &err) < 0)
			log_event(LOG_WARNING, "clock.unknown",
			    "code=%s message=\"%s\"", err.code, err.message);
	} while (fiber_sleep(LOOK_MS) == 0);
	free(w);
}

int
timekeeping_start(struct db_pool *pool, struct error *err)
{
	struct watch *w = xcalloc(1, sizeof(*w));

	w->pool = pool;
	if (fiber_spawn(run, w) == 0)
		return 0;
	free(w);
	return error_set(err, ERR_LIMIT, "jobs.fibers", "too many fibers");
}
