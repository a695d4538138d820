/*
 * listen.c - one fiber that waits for notifications and reconnects for ever.
 *
 * It has a connection outside the pool, so that it never takes one from a
 * request, but shares the pool's settings and its patience with a server that
 * is away.  A silent connection is asked something every half a minute.
 */
#include <errno.h>
#include <event2/event.h>

#include "base/clock.h"
#include "base/fiber.h"
#include "base/log.h"
#include "server/db/bulk.h"
#include "server/db/conn.h"
#include "server/db/listen.h"

#define PROBE_MS	30000
#define CONNECT_WAIT_MS	10000

struct db_listener {
	struct db	 db;
	const char	*const *channels;
	void		(*fn)(void *arg, const char *channel,
			    const char *payload);
	void		*arg;
	struct fiber	*fiber;
	bool		 is_stopped;
};

static int fiber_fn
subscribe(struct db_listener *l)
{
	int64_t deadline = clock_mono_us() + CONNECT_WAIT_MS * 1000LL;
	_cleanup_(buf_done) struct buf sql = BUF_INIT;

	if (db_connect(&l->db, deadline, NULL) < 0)
		return -1;
	for (const char *const *c = l->channels; *c != NULL; c++)
		buf_printf(&sql, "listen \"%s\";", *c);
	return db_script(&l->db, buf_cstr(&sql), NULL);
}

static void fiber_fn
deliver(struct db_listener *l)
{
	PGnotify *n;

	while (!l->is_stopped && (n = PQnotifies(l->db.pg)) != NULL) {
		l->fn(l->arg, n->relname, n->extra);
		PQfreemem(n);
	}
}

/* Until the connection breaks or the listener is stopped. */
static void fiber_fn
serve(struct db_listener *l)
{
	while (!l->is_stopped && !l->db.is_broken) {
		int r = fiber_wait_fd(PQsocket(l->db.pg), EV_READ, PROBE_MS);

		if (r == -ETIMEDOUT)
			r = db_script(&l->db, "", NULL);
		else if (r >= 0 && !PQconsumeInput(l->db.pg))
			r = -EIO;
		if (r < 0 || PQstatus(l->db.pg) == CONNECTION_BAD)
			return;
		deliver(l);
	}
}

static void fiber_fn
listener_main(void *arg)
{
	struct db_listener *l = arg;
	bool was_connected = false;

	l->fiber = fiber_self();
	while (!l->is_stopped && !fiber_is_cancelled()) {
		if (subscribe(l) < 0)
			continue;	/* db_connect() has waited */
		for (const char *const *c = l->channels;
		    was_connected && *c != NULL && !l->is_stopped; c++)
			l->fn(l->arg, *c, NULL);
		was_connected = true;
		serve(l);
		log_event(LOG_DEBUG, "db.listener", "state=disconnected");
	}
	db_clear_results(&l->db);
	db_disconnect(&l->db);
	arena_free(l->db.batch.scratch);
	free(l);
}

struct db_listener *
db_listen(struct db_pool *pool, const char *const *channels,
    void (*fn)(void *arg, const char *channel, const char *payload), void *arg)
{
	struct db_listener *l = xcalloc(1, sizeof(*l));

	l->db.pool = pool;
	l->db.is_broken = true;
	l->db.batch.scratch = arena_new();
	l->channels = channels;
	l->fn = fn;
	l->arg = arg;
	if (fiber_spawn(listener_main, l) < 0) {
		arena_free(l->db.batch.scratch);
		free(l);
		return NULL;
	}
	return l;
}

void
db_unlisten(struct db_listener *l)
{
	if (l == NULL)
		return;
	l->is_stopped = true;
	if (l->fiber != NULL)
		fiber_cancel(l->fiber);
}
