/*
 * forwarding.c - one fiber that takes sealed events to a collector, in the
 * order of the sealer.
 *
 * Where it is stands in the database and moves on when a batch was taken, so
 * every event arrives at least once, whoever is killed when.  It holds one
 * batch in memory, however far behind it is; a thread of its own does the
 * waiting for the collector.  Of several servers on one database one forwards,
 * by a lock of its connection, like the sealer.
 */
#include "base/arena.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/fiber.h"
#include "base/log.h"
#include "base/work.h"
#include "server/db/open.h"
#include "server/jobs/collector.h"
#include "server/jobs/forwarding.h"

#define EVERY_MS	1000
#define BACK_OFF_MS	30000	/* at most */
#define BATCH		500
#define XID_SIZE	24

struct forwarding {
	struct db_pool	*pool;
	struct db	*db;		/* while it holds the lock */
	struct work_pool *thread;
	struct collector *to;
	char		 xid[XID_SIZE], id[UUID_TEXT_LEN + 1];
	int		 wait_ms;
	int64_t		 looked_us;	/* how far behind it is */
};

struct batch {
	const struct collector *to;
	struct collector_event events[BATCH];
	size_t		 n;
	int		 result;
	struct error	 err;
};

static void
let_go(struct forwarding *f)
{
	db_release(f->db);
	f->db = NULL;
}

/* Become the forwarder: 1, 0 when another is, -1 and err. */
static int fiber_fn
take_over(struct forwarding *f, struct error *err)
{
	f->db = db_acquire(f->pool, err);
	if (f->db == NULL || db_query(f->db, err, FORWARD_LOCK) < 0)
		return -1;
	if (!db_bool(f->db, 0, 0, 0)) {
		let_go(f);
		return 0;
	}
	if (db_query(f->db, err, FORWARD_LAST) < 0)
		return -1;
	(void)snprintf(f->xid, sizeof(f->xid), "%s", db_rows(f->db, 0) > 0 ?
	    db_text(f->db, 0, 0, 0).p : "0");
	uuid_format(db_rows(f->db, 0) > 0 ? db_uuid_at(f->db, 0, 0, 1) :
	    (struct uuid){ { 0 } }, f->id);
	return 1;
}

/* The next events, and where they end. */
static int fiber_fn
read_batch(struct forwarding *f, struct arena *a, struct batch *b,
    struct error *err)
{
	int last;

	if (db_query(f->db, err, FORWARD_NEXT, f->xid, f->id,
	    db_int(f->db, BATCH)) < 0)
		return -1;
	b->n = (size_t)db_rows(f->db, 0);
	for (int i = 0; i < (int)b->n; i++)
		b->events[i] = (struct collector_event){
		    arena_str(a, db_text(f->db, 0, i, 2)),
		    arena_str(a, db_text(f->db, 0, i, 3)),
		    str_is(db_text(f->db, 0, i, 4), "ok"),
		    arena_str(a, db_text(f->db, 0, i, 5)) };
	if (b->n == 0)
		return 0;
	last = (int)b->n - 1;
	(void)snprintf(f->xid, sizeof(f->xid), "%s",
	    db_text(f->db, 0, last, 0).p);
	uuid_format(db_uuid_at(f->db, 0, last, 1), f->id);
	return 0;
}

static void
deliver(void *arg)
{
	struct batch *b = arg;

	b->result = collector_take(b->to, b->events, b->n, &b->err);
}

/* 1: there may be more; 0: that was all, or another's; -1 and err. */
static int fiber_fn
turn(struct forwarding *f, struct arena *a, struct error *err)
{
	struct batch *b = arena_zalloc(a, sizeof(*b));
	int r = f->db != NULL ? 1 : take_over(f, err);

	if (r <= 0)
		return r;
	b->to = f->to;
	if (read_batch(f, a, b, err) < 0)
		return -1;
	if (b->n == 0)
		return 0;
	if (work_run(f->thread, deliver, b) < 0)
		return error_set(err, ERR_UNAVAILABLE, "work.busy",
		    "the last delivery has not ended");
	if (b->result < 0) {
		*err = b->err;
		return -1;
	}
	if (db_query(f->db, err, FORWARD_TAKEN, f->xid, f->id) < 0)
		return -1;
	return b->n == BATCH;
}

static void fiber_fn
look_behind(struct forwarding *f)
{
	struct error err = { 0 };
	int64_t now_us = clock_mono_us();

	if (f->db == NULL || now_us - f->looked_us < FORWARD_LAG_S * 1000000LL)
		return;
	f->looked_us = now_us;
	if (db_query(f->db, &err, FORWARD_LAG) == 0 &&
	    db_int64(f->db, 0, 0, 0) > FORWARD_LAG_S)
		log_event(LOG_WARNING, "audit.forward_lag", "seconds=%lld",
		    (long long)db_int64(f->db, 0, 0, 0));
}

/* Twice as long after each failure; from the position in the database. */
static void
back_off(struct forwarding *f, const struct error *err)
{
	log_event(LOG_WARNING, "audit.forward", "code=%s message=\"%s\"",
	    err->code, err->message);
	let_go(f);
	f->wait_ms = f->wait_ms < EVERY_MS ? EVERY_MS :
	    f->wait_ms * 2 < BACK_OFF_MS ? f->wait_ms * 2 : BACK_OFF_MS;
}

static void fiber_fn
forward(void *arg)
{
	struct forwarding *f = arg;

	log_set_request("forwarding");
	f->wait_ms = EVERY_MS;
	do {
		_cleanup_(arena_freep) struct arena *a = arena_new();
		struct error err = { 0 };
		int r = turn(f, a, &err);

		look_behind(f);
		if (r < 0)
			back_off(f, &err);
		else
			f->wait_ms = r == 1 ? 1 : EVERY_MS;
	} while (fiber_sleep(f->wait_ms) == 0);
	let_go(f);
	collector_free(f->to);
	free(f);
}

int
forwarding_start(const char **ret_folder, struct error *err)
{
	struct forwarding *f;

	*ret_folder = NULL;
	if (config_text("audit.forward")[0] == '\0')
		return 0;
	f = xcalloc(1, sizeof(*f));
	f->looked_us = clock_mono_us();
	f->thread = work_pool_new(1, 1);
	f->pool = db_open(DB_SERVER, 1, err);
	f->to = f->pool == NULL ? NULL : collector_new(err);
	if (f->to == NULL) {
		free(f);
		return -1;
	}
	*ret_folder = collector_folder(f->to);
	return fiber_spawn(forward, f) == 0 ? 0 : error_set(err, ERR_LIMIT,
	    "jobs.fibers", "too many fibers");
}
