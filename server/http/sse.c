/*
 * sse.c - event streams: a queue between whoever sends and the fiber of the
 * connection.
 */
#include <errno.h>

#include "base/clock.h"
#include "server/http/private.h"
#include "server/http/sse.h"

struct queued {
	struct queued	*next;
	struct str	 text;
	char		 data[];
};

struct sse {
	struct request	*req;
	struct fiber	*fiber;
	struct queued	*first, **last;
	int		 count, status;
	bool		 is_closed, is_overrun;
};

static void
drop_queue(void *arg)
{
	struct sse *c = arg;

	while (c->first != NULL) {
		struct queued *q = c->first;

		c->first = q->next;
		free(q);
	}
	c->is_closed = true;
}

struct sse *fiber_fn
sse_begin(struct request *req)
{
	struct sse *c = req_alloc(req, sizeof(*c));

	c->req = req;
	c->fiber = fiber_self();
	c->last = &c->first;
	req_defer(req, drop_queue, c);
	req->p->must_close = true;	/* nothing can follow a stream */
	reply_header(req, "X-Accel-Buffering", "no");
	c->status = reply_begin(req, 200, "text/event-stream");
	(void)reply_write(req, STR("retry: 2000\n\n"));
	return c;
}

bool
sse_send(struct sse *c, const struct sse_event *e)
{
	_cleanup_(buf_done) struct buf text = BUF_INIT;
	struct queued *q;

	if (c->is_closed || c->is_overrun)
		return false;
	if (c->count == SSE_QUEUE_MAX) {
		c->is_overrun = true;
		fiber_wake(c->fiber, 0);
		return false;
	}
	if (e->id != NULL)
		buf_printf(&text, "id: %s\n", e->id);
	if (e->name != NULL)
		buf_printf(&text, "event: %s\n", e->name);
	buf_printf(&text, "data: %.*s\n\n", STR_ARG(e->data));
	q = xmalloc(sizeof(*q) + text.len);
	memcpy(q->data, text.p, text.len);
	q->text = (struct str){ q->data, text.len };
	q->next = NULL;
	*c->last = q;
	c->last = &q->next;
	c->count++;
	fiber_wake(c->fiber, 0);
	return true;
}

void
sse_close(struct sse *c)
{
	c->is_closed = true;
	fiber_wake(c->fiber, 0);
}

/* Everything queued, in one write. */
static int fiber_fn
write_queue(struct sse *c)
{
	_cleanup_(buf_done) struct buf text = BUF_INIT;

	while (c->first != NULL) {
		struct queued *q = c->first;

		c->first = q->next;
		if (c->first == NULL)
			c->last = &c->first;
		c->count--;
		buf_str(&text, q->text);
		free(q);
	}
	return text.len == 0 ? 0 : reply_write(c->req, buf_view(&text));
}

/* 0 to go on, also after a heartbeat; -errno when the client is gone. */
static int fiber_fn
wait_more(struct sse *c)
{
	struct conn *io = c->req->p->conn;
	char scrap[256];
	ssize_t got;
	int r;

	conn_set_deadline(io, 2 * SSE_HEARTBEAT_MS);
	fiber_trim();
	io->is_idle = true;
	r = conn_wait_read(io, SSE_HEARTBEAT_MS);
	io->is_idle = false;
	if (c->first != NULL || c->is_closed || c->is_overrun)
		return 0;
	if (r == -ETIMEDOUT)
		return reply_write(c->req, STR(":\n\n"));
	if (r < 0)
		return r;
	/* The client has nothing to say but goodbye. */
	got = conn_read_now(io, scrap, sizeof(scrap));
	return got == -EAGAIN ? 0 : -ECONNRESET;
}

int fiber_fn
sse_run(struct sse *c)
{
	int r = 0;

	while (r == 0 && !c->is_closed && !c->is_overrun) {
		r = write_queue(c);
		if (r == 0 && c->first == NULL)
			r = wait_more(c);
	}
	return c->status;
}
