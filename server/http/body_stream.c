/*
 * body_stream.c - a body that its handler reads piece by piece.
 *
 * For uploads, which must not lie in memory whole.  The handler may take its
 * time between pieces; only what is spent waiting for the client counts.
 */
#include <errno.h>

#include <sodium.h>

#include "base/clock.h"
#include "server/http/serve.h"

#define STREAM_RATE	(16 * 1024)	/* bytes a second, at least */
#define DROP_MS		30000
#define DROP_ROOM	(64 * 1024)

static size_t
body_max(const struct turn *t)
{
	return t->req.route->body_max > 0 ? t->req.route->body_max :
	    HTTP_BODY_MAX;
}

/* conn_read() within the time that the client has left. */
static ssize_t fiber_fn
read_more(struct turn *t, char *p, size_t n)
{
	struct body_stream *s = &t->stream;
	int64_t allowed = (int64_t)t->c->s->config.body_ms +
	    (int64_t)(s->got / STREAM_RATE) * 1000;
	int64_t start = clock_mono_us();
	ssize_t got;

	conn_set_deadline(&t->c->io, allowed - s->waited_us / 1000);
	got = conn_read(&t->c->io, p, n);
	s->waited_us += clock_mono_us() - start;
	return got == 0 ? -ECONNRESET : got;
}

/* First what came with the head, then straight from the connection. */
static int fiber_fn
next_by_length(struct turn *t, struct buf *out, size_t room)
{
	struct http_conn *c = t->c;
	size_t left = (size_t)t->p.head->length - t->stream.got;
	size_t have = c->in_len - t->used;
	ssize_t got;

	if (left == 0)
		return 0;
	if (room > left)
		room = left;
	if (have > 0) {
		have = have < room ? have : room;
		buf_add(out, c->in + t->used, have);
		t->used += have;
		return (int)have;
	}
	buf_reserve(out, room);
	got = read_more(t, out->p + out->len, room);
	if (got > 0)
		out->len += (size_t)got;
	return (int)got;
}

/* The next input of a chunked body, into the place of the last. */
static int fiber_fn
refill(struct turn *t)
{
	struct http_conn *c = t->c;
	ssize_t got = read_more(t, c->in + t->head_len,
	    HTTP_IN_SIZE - t->head_len);

	if (got < 0)
		return (int)got;
	t->used = t->head_len;
	c->in_len = t->head_len + (size_t)got;
	return 0;
}

static int fiber_fn
next_by_chunks(struct turn *t, struct buf *out, size_t room)
{
	struct http_conn *c = t->c;
	size_t before = out->len;

	for (;;) {
		struct str all = str_sub((struct str){ c->in, c->in_len },
		    t->used, room), in = all;
		int r = http_chunks_feed(&t->stream.chunks, &in, out,
		    before + body_max(t) - t->stream.got);

		t->used += all.len - in.len;
		if (r < 0)
			return r;
		if (r == HTTP_CHUNKS_END || out->len > before)
			return (int)(out->len - before);
		if (t->used == c->in_len && (r = refill(t)) < 0)
			return r;
	}
}

static int fiber_fn
begin(struct turn *t)
{
	const struct http_head *h = t->p.head;

	if (h->length > body_max(t))
		return -413;
	t->stream.is_begun = true;
	http_chunks_init(&t->stream.chunks);
	if (h->wants_continue && t->c->in_len == t->head_len)
		return conn_write(&t->c->io,
		    STR("HTTP/1.1 100 Continue\r\n\r\n"), STR(""));
	return 0;
}

int fiber_fn
req_read_body(struct request *req, struct buf *out, size_t room)
{
	struct turn *t = req->p->turn;
	int r = 0;

	if (t->stream.is_over)
		return 0;
	if (!t->stream.is_begun)
		r = begin(t);
	if (r == 0)
		r = t->p.head->is_chunked ? next_by_chunks(t, out, room) :
		    next_by_length(t, out, room);
	if (r > 0) {
		t->stream.got += (size_t)r;
	} else if (r == 0) {
		t->stream.is_over = true;
		t->p.must_close = !t->may_stay;
	}
	return r;
}

int
reply_body_error(struct request *req, int failure)
{
	struct turn *t = req->p->turn;

	if (failure == -413)
		return http_refuse(t, 413, "the body is too large");
	if (failure == -400)
		return http_refuse(t, 400, "malformed chunk");
	if (failure == -ETIMEDOUT)
		return http_refuse(t, 408, "the body came too slowly");
	t->p.is_broken = true;
	/* Nobody is there to read it; the status is for the figures. */
	return t->p.status = 400;
}

void fiber_fn
http_drop_body(struct turn *t)
{
	_cleanup_(buf_done) struct buf scrap = BUF_INIT;
	int64_t end = clock_mono_us() + DROP_MS * 1000LL;
	bool must_close = t->p.must_close;

	if (t->p.is_broken || !http_has_body(t->p.head) ||
	    (t->p.head->wants_continue && !t->stream.is_begun))
		return;
	while (clock_mono_us() < end &&
	    req_read_body(&t->req, &scrap, DROP_ROOM) > 0)
		buf_reset(&scrap);
	if (scrap.p != NULL)
		sodium_memzero(scrap.p, scrap.cap);
	/* The reply has said so. */
	t->p.must_close = must_close;
}
