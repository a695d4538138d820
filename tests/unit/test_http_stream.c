/*
 * test_http_stream.c - bodies that their handler reads, replies of a promised
 * length, over a socket.
 */
#include "base/loop.h"
#include "server/http/router.h"
#include "server/http/server.h"
#include "tests/unit/http.h"

/* Read in pieces of seven, answered in pieces of a length promised. */
static int fiber_fn
pieces_post(struct request *req)
{
	_cleanup_(buf_done) struct buf body = BUF_INIT;
	int n, status;

	while ((n = req_read_body(req, &body, 7)) > 0 && n <= 7)
		(void)fiber_sleep(1);
	if (n < 0)
		return reply_body_error(req, n);
	status = reply_begin_sized(req, 200, "text/plain", body.len);
	for (size_t i = 0; i < body.len; i += 2)
		if (reply_write(req, str_sub(buf_view(&body), i, 2)) < 0)
			break;
	return status;
}

static int fiber_fn
refusing_post(struct request *req)
{
	return reply_fail(req, ERR_FORBIDDEN, "test.refused", "not read");
}

/* Promise more than there is. */
static int fiber_fn
short_get(struct request *req)
{
	int status = reply_begin_sized(req, 200, "text/plain", 9);

	(void)reply_write(req, STR("four"));
	return status;
}

static const struct route routes[] = {
	ROUTE(POST, "/api/v1/pieces", PERMIT_PUBLIC, pieces_post,
	    ROUTE_STREAMS, 100),
	ROUTE(POST, "/api/v1/refusing", PERMIT_PUBLIC, refusing_post,
	    ROUTE_STREAMS, 100),
	ROUTE(GET, "/api/v1/short", PERMIT_PUBLIC, short_get),
	{ 0 }
};
static const struct route *const tables[] = { routes, NULL };

static void fiber_fn
test_pieces(void)
{
	static const char slow[] = "POST /api/v1/pieces HTTP/1.1\r\n" HOST
	    "Content-Length: 10\r\n\r\n";
	struct buf out = BUF_INIT;
	int fd = dial();

	asks("a body by length, and the next request",
	    "POST /api/v1/pieces HTTP/1.1\r\n" HOST
	    "Content-Length: 20\r\n\r\n01234567890123456789"
	    GET_("/health") "\r\n", "Content-Length: 20\r\n\r\n"
	    "01234567890123456789HTTP/1.1 200 OK");
	asks("no body", "POST /api/v1/pieces HTTP/1.1\r\n" HOST
	    "Content-Length: 0\r\n\r\n" GET_("/health") "\r\n",
	    "Content-Length: 0\r\n\r\nHTTP/1.1 200 OK");
	asks("a body in chunks, and the next request",
	    "POST /api/v1/pieces HTTP/1.1\r\n" HOST
	    "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n9\r\n"
	    "defghijkl\r\n0\r\n\r\n" GET_("/health") "\r\n",
	    "\r\n\r\nabcdefghijklHTTP/1.1 200 OK");
	asks("a length over the limit", "POST /api/v1/pieces HTTP/1.1\r\n"
	    HOST "Content-Length: 101\r\n\r\n", "413 Content");
	asks("chunks over the limit", "POST /api/v1/pieces HTTP/1.1\r\n"
	    HOST "Transfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n61\r\n",
	    "413 Content");
	asks("malformed chunks", "POST /api/v1/pieces HTTP/1.1\r\n"
	    HOST "Transfer-Encoding: chunked\r\n\r\n0x4\r\n", "400 Bad");
	asks("100-continue", "POST /api/v1/pieces HTTP/1.1\r\n" HOST
	    "Expect: 100-continue\r\nContent-Length: 1\r\n\r\n",
	    "HTTP/1.1 100 Continue\r\n\r\n");
	asks("a body that was not read is not the next request",
	    "POST /api/v1/refusing HTTP/1.1\r\n" HOST
	    "Content-Length: 25\r\n\r\n" "GET /health HTTP/1.1\r\n\r\n"
	    "x", "Connection: close");
	ok(write(fd, slow, strlen(slow)) > 0 && write(fd, "01234", 5) == 5,
	    "half a body");
	ok(!hears(fd, &out, "HTTP/1.1 200"), "is waited for, for a while");
	ok(strstr(buf_cstr(&out), "408") != NULL, "and then given up");
	(void)close(fd);
	buf_reset(&out);
	fd = dial();
	ok(write(fd, GET_("/api/v1/short") "\r\n",
	    sizeof(GET_("/api/v1/short") "\r\n") - 1) > 0, "sent");
	ok(!hears(fd, &out, "no such text") &&
	    str_ends(buf_view(&out), "\r\n\r\nfour"),
	    "less than was promised ends the connection");
	(void)close(fd);
	buf_done(&out);
}

static void
main_fiber(void *arg)
{
	struct http_server *s = serves(tables);

	(void)arg;
	test_pieces();
	drains(s);
}

int
main(void)
{
	loop_init(200);
	(void)fiber_spawn(main_fiber, NULL);
	loop_run();
	loop_done();
	return done_testing();
}
