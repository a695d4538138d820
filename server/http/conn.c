/*
 * conn.c - try, and wait when the socket or TLS says so.
 */
#include <errno.h>
#include <openssl/err.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/clock.h"
#include "server/http/conn.h"

#define LINGER_BYTES	(64 * 1024)
#define LINGER_MS	1000
#define JOINED_MAX	(64 * 1024)	/* head and body copied together */
#define TLS_RECORD	16384

void
conn_set_deadline(struct conn *c, int64_t ms)
{
	c->deadline_us = clock_mono_us() + ms * 1000;
}

static int fiber_fn
wait_for(struct conn *c, short what, int64_t wait_ms)
{
	int64_t left = (c->deadline_us - clock_mono_us()) / 1000;
	int r;

	if (left <= 0)
		return -ETIMEDOUT;
	if (wait_ms >= 0 && wait_ms < left)
		left = wait_ms;
	r = fiber_wait_fd(c->fd, what, left > 86400000 ? 86400000 : (int)left);
	return r;
}

/* What the result of an SSL_ call means: 0 to try again after a wait. */
static int fiber_fn
tls_wait(struct conn *c, int result)
{
	int r;

	switch (SSL_get_error(c->ssl, result)) {
	case SSL_ERROR_WANT_READ:
		r = wait_for(c, EV_READ, -1);
		break;
	case SSL_ERROR_WANT_WRITE:
		r = wait_for(c, EV_WRITE, -1);
		break;
	case SSL_ERROR_ZERO_RETURN:
		return -ECONNRESET;
	default:
		ERR_clear_error();
		return -EPROTO;
	}
	return r < 0 ? r : 0;
}

int fiber_fn
conn_handshake(struct conn *c)
{
	int n, r;

	if (c->ssl == NULL)
		return 0;
	for (;;) {
		ERR_clear_error();
		n = SSL_accept(c->ssl);
		if (n == 1)
			return 0;
		r = tls_wait(c, n);
		if (r < 0)
			return r;
	}
}

int fiber_fn
conn_wait_read(struct conn *c, int wait_ms)
{
	int r;

	if (c->ssl != NULL && SSL_has_pending(c->ssl))
		return 0;
	r = wait_for(c, EV_READ, wait_ms);
	return r == EV_READ ? 0 : r;
}

static ssize_t
tls_read_now(struct conn *c, void *p, size_t n)
{
	size_t got;
	int r;

	ERR_clear_error();
	r = SSL_read_ex(c->ssl, p, n, &got);
	if (r == 1)
		return (ssize_t)got;
	switch (SSL_get_error(c->ssl, r)) {
	case SSL_ERROR_WANT_READ:
		return -EAGAIN;
	case SSL_ERROR_ZERO_RETURN:
		return 0;
	default:
		ERR_clear_error();
		return -ECONNRESET;
	}
}

ssize_t
conn_read_now(struct conn *c, void *p, size_t n)
{
	ssize_t got;

	if (c->ssl != NULL)
		return tls_read_now(c, p, n);
	got = recv(c->fd, p, n, MSG_DONTWAIT);
	if (got < 0)
		return errno == EWOULDBLOCK || errno == EINTR ? -EAGAIN :
		    -errno;
	return got;
}

ssize_t fiber_fn
conn_read(struct conn *c, void *p, size_t n)
{
	for (;;) {
		ssize_t got = conn_read_now(c, p, n);
		int r;

		if (got != -EAGAIN)
			return got;
		r = wait_for(c, EV_READ, -1);
		if (r < 0)
			return r;
	}
}

static int fiber_fn
tls_write(struct conn *c, struct str s)
{
	while (s.len > 0) {
		size_t sent = 0;
		int r;

		ERR_clear_error();
		r = SSL_write_ex(c->ssl, s.p, s.len, &sent);
		if (r != 1) {
			r = tls_wait(c, r);
			if (r < 0)
				return r;
		}
		s = str_sub(s, sent, s.len);
	}
	return 0;
}

/* One record for a small reply: head and body are copied together. */
static int fiber_fn
tls_write_both(struct conn *c, struct str head, struct str body)
{
	_cleanup_(buf_done) struct buf joined = BUF_INIT;
	size_t room = head.len + body.len <= JOINED_MAX ? body.len :
	    TLS_RECORD - head.len % TLS_RECORD;
	struct str first = str_sub(body, 0, room);
	int r;

	buf_reserve(&joined, head.len + first.len);
	buf_str(&joined, head);
	buf_str(&joined, first);
	r = tls_write(c, buf_view(&joined));
	OPENSSL_cleanse(joined.p, joined.len);
	return r < 0 ? r : tls_write(c, str_sub(body, room, body.len));
}

static int fiber_fn
plain_write_both(struct conn *c, struct str head, struct str body)
{
	while (head.len + body.len > 0) {
		struct iovec iov[2] = {
			{ (void *)(uintptr_t)head.p, head.len },
			{ (void *)(uintptr_t)body.p, body.len },
		};
		struct msghdr msg = { .msg_iov = iov, .msg_iovlen = 2 };
		ssize_t n = sendmsg(c->fd, &msg, MSG_NOSIGNAL | MSG_DONTWAIT);
		size_t sent = n > 0 ? (size_t)n : 0;
		size_t of_head = sent < head.len ? sent : head.len;

		head = str_sub(head, of_head, head.len);
		body = str_sub(body, sent - of_head, body.len);
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return -errno;
		if (n < 0) {
			int r = wait_for(c, EV_WRITE, -1);

			if (r < 0)
				return r;
		}
	}
	return 0;
}

int fiber_fn
conn_write(struct conn *c, struct str head, struct str body)
{
	return c->ssl != NULL ? tls_write_both(c, head, body) :
	    plain_write_both(c, head, body);
}

void fiber_fn
conn_linger(struct conn *c)
{
	char scrap[4096];
	size_t total = 0;
	ssize_t n;

	conn_set_deadline(c, LINGER_MS);
	if (c->ssl != NULL) {
		ERR_clear_error();
		(void)SSL_shutdown(c->ssl);
		ERR_clear_error();
	}
	(void)shutdown(c->fd, SHUT_WR);
	do {
		n = recv(c->fd, scrap, sizeof(scrap), MSG_DONTWAIT);
		if (n < 0 && errno == EAGAIN)
			n = wait_for(c, EV_READ, -1) < 0 ? -1 : 1;
		else if (n > 0)
			total += (size_t)n;
	} while (n > 0 && total < LINGER_BYTES);
	conn_close(c);
}

void
conn_close(struct conn *c)
{
	SSL_free(c->ssl);
	c->ssl = NULL;
	if (c->fd >= 0)
		(void)close(c->fd);
	c->fd = -1;
}
