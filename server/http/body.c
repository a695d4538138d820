/*
 * body.c - reading the body of a request, by length or in chunks.
 *
 * A body that came with its head is used where it lies.
 */
#include <errno.h>

#include <sodium.h>

#include "base/clock.h"
#include "server/http/serve.h"

#define BODY_RATE	1024	/* bytes a second, at least */

/* The slower a body comes, the less time it has left. */
static void
extend_deadline(struct http_conn *c, int64_t start_us, size_t got)
{
	int64_t fixed = c->s->config.body_ms;
	int64_t earned = (int64_t)(got / BODY_RATE) * 1000;

	c->io.deadline_us = start_us + (earned > fixed ? earned : fixed) * 1000;
}

static int fiber_fn
read_length(struct turn *t)
{
	struct http_conn *c = t->c;
	size_t len = (size_t)t->p.head->length;
	size_t have = c->in_len - t->head_len;
	int64_t start = clock_mono_us();
	char *body;

	if (have >= len) {
		t->req.body = (struct str){ c->in + t->head_len, len };
		t->used = t->head_len + len;
		return 0;
	}
	body = arena_alloc(c->arena, len);
	memcpy(body, c->in + t->head_len, have);
	t->used = c->in_len;
	while (have < len) {
		ssize_t got;

		extend_deadline(c, start, have);
		got = conn_read(&c->io, body + have, len - have);
		if (got <= 0)
			return got == 0 ? -ECONNRESET : (int)got;
		have += (size_t)got;
	}
	t->req.body = (struct str){ body, len };
	return 0;
}

/* Feed what is behind the head, then read more into its place. */
static int fiber_fn
read_chunks(struct turn *t, struct buf *body, size_t body_max)
{
	struct http_conn *c = t->c;
	int64_t start = clock_mono_us();
	struct http_chunks chunks;
	ssize_t got;
	int r;

	http_chunks_init(&chunks);
	for (;;) {
		struct str in = { c->in + t->head_len,
		    c->in_len - t->head_len };

		r = http_chunks_feed(&chunks, &in, body, body_max);
		t->used = c->in_len - in.len;
		if (r != HTTP_CHUNKS_MORE)
			return r < 0 ? r : 0;
		extend_deadline(c, start, body->len);
		got = conn_read(&c->io, c->in + t->head_len,
		    HTTP_IN_SIZE - t->head_len);
		if (got <= 0)
			return got == 0 ? -ECONNRESET : (int)got;
		c->in_len = t->head_len + (size_t)got;
	}
}

static int fiber_fn
read_chunked(struct turn *t, size_t body_max)
{
	_cleanup_(buf_done) struct buf body = BUF_INIT;
	int r;

	buf_reserve(&body, HTTP_BODY_ROOM);
	r = read_chunks(t, &body, body_max);
	if (r == 0)
		t->req.body = arena_str(t->c->arena, buf_view(&body));
	sodium_memzero(body.p, body.len);
	return r;
}

bool
http_has_body(const struct http_head *h)
{
	return h->is_chunked || h->length > 0;
}

int fiber_fn
http_read_body(struct turn *t)
{
	const struct http_head *h = t->p.head;
	size_t max = t->req.route->body_max > 0 ? t->req.route->body_max :
	    HTTP_BODY_MAX;
	int r = 0;

	if (!http_has_body(h)) {
		t->p.must_close = !t->may_stay;
		return 0;
	}
	if (h->length > max)
		r = -413;
	else if (h->wants_continue && t->c->in_len == t->head_len)
		r = conn_write(&t->c->io,
		    STR("HTTP/1.1 100 Continue\r\n\r\n"), STR(""));
	if (r == 0)
		r = h->is_chunked ? read_chunked(t, max) : read_length(t);
	if (r == -400 || r == -413)
		(void)http_refuse(t, -r, r == -413 ? "the body is too large" :
		    "malformed chunk");
	else if (r == -ETIMEDOUT)
		(void)http_refuse(t, 408, "the body came too slowly");
	else if (r < 0)
		t->p.is_broken = true;
	else
		t->p.must_close = !t->may_stay;
	return r;
}
