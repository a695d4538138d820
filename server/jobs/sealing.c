/*
 * sealing.c - the fiber of the sealer.
 *
 * It is none of the table's jobs: the trail is one for all municipalities, and
 * its connection is kept, because the lock of the sealer lives in it.
 */
#include "base/config.h"
#include "base/fiber.h"
#include "base/log.h"
#include "server/db/open.h"
#include "server/jobs/sealing.h"
#include "server/security/audit_log.h"

#define EVERY_MS	1000
#define RETRY_MS	5000

static void fiber_fn
seal(void *arg)
{
	struct sealer *s = arg;
	int r, wait_ms;

	log_set_request("sealing");
	do {
		struct error err = { 0 };

		r = sealer_turn(s, &err);
		wait_ms = r < 0 ? RETRY_MS : r == AUDIT_BATCH_MAX ? 1 :
		    EVERY_MS;
		if (r < 0)
			log_event(LOG_WARNING, "audit.unsealed",
			    "code=%s message=\"%s\"", err.code, err.message);
	} while (fiber_sleep(wait_ms) == 0);
	sealer_free(s);
}

int
sealing_start(struct error *err)
{
	struct db_pool *pool = db_open(DB_SERVER, 1, err);
	struct sealer *s;

	if (pool == NULL)
		return -1;
	s = sealer_new(pool, config_text("server.state_dir"), err);
	if (s == NULL)
		return -1;
	return fiber_spawn(seal, s) == 0 ? 0 : error_set(err, ERR_LIMIT,
	    "jobs.fibers", "too many fibers");
}
