/*
 * test_http_server.c - handlers, hooks, replies and streams, over a socket.
 */
#include <errno.h>
#include <unistd.h>

#include "base/loop.h"
#include "server/http/hooks.h"
#include "server/http/router.h"
#include "server/http/server.h"
#include "server/http/sse.h"
#include "tests/unit/http.h"

#define MAY	PERMIT_FIRST

static int denials, deferred;
static struct sse *listener;

static int fiber_fn
thing_get(struct request *req)
{
	const char *name = query_arg(req, "name");

	reply_version(req, "v1");
	if (req_has_version(req, "v1"))
		return reply(req, 304, NULL);
	return reply(req, 200, req_printf(req, "\"%s/%s/%s/%s\"",
	    path_arg(req, "id"), name == NULL ? "-" : name,
	    req_language(req), req_cookie(req, "sid")));
}

static int fiber_fn
thing_put(struct request *req)
{
	struct error err;
	const char *version = req_if_match(req, &err);

	if (version == NULL)
		return reply_error(req, &err);
	return reply(req, 200, req_printf(req, "\"%s\"", version));
}

static void
count_deferred(void *ptr)
{
	deferred += *(int *)ptr;
}

static int fiber_fn
echo_post(struct request *req)
{
	int *one = req_alloc(req, sizeof(*one));
	const struct json *body;
	struct error err;

	*one = 1;
	req_defer(req, count_deferred, one);
	body = req_json(req, &err);
	if (body == NULL)
		return reply_error(req, &err);
	if (json_get(body, "name") == NULL) {
		struct error errs[2];

		(void)error_set_field(&errs[0], "a.b", STR("name"), "missing");
		(void)error_set_field(&errs[1], "c.d", STR("/x/0"), "wrong");
		return reply_errors(req, errs, 2);
	}
	return reply_data(req, 201, "text/plain",
	    json_string(body, "name", STR("")));
}

static int fiber_fn
upload_post(struct request *req)
{
	return reply_data(req, 200, "text/plain", req->body);
}

static int fiber_fn
stream_get(struct request *req)
{
	int status = reply_begin(req, 200, "text/csv");

	for (int i = 0; i < 3; i++) {
		(void)fiber_sleep(2);
		if (reply_write(req, STR("a;b\n")) < 0)
			break;
	}
	return status;
}

static int fiber_fn
events_get(struct request *req)
{
	listener = sse_begin(req);
	return sse_run(listener);
}

static int fiber_fn
silent_get(struct request *req)
{
	(void)req;
	return 200;
}

static const struct route routes[] = {
	ROUTE(GET, "/api/v1/things/{id}", PERMIT_PUBLIC, thing_get),
	ROUTE(PUT, "/api/v1/things/{id}", PERMIT_PUBLIC, thing_put),
	ROUTE(POST, "/api/v1/echo", PERMIT_PUBLIC, echo_post),
	ROUTE(POST, "/api/v1/upload", PERMIT_PUBLIC, upload_post, 0, 100),
	ROUTE(GET, "/api/v1/secret", MAY, thing_get),
	ROUTE(GET, "/api/v1/stream", PERMIT_PUBLIC, stream_get),
	ROUTE(GET, "/api/v1/events", PERMIT_PUBLIC, events_get),
	ROUTE(GET, "/api/v1/silent", PERMIT_PUBLIC, silent_get),
	{ 0 }
};
static const struct route *const tables[] = { routes, NULL };

#define JSON(body_len)	"POST /api/v1/echo HTTP/1.1\r\n" HOST		\
	"Content-Type: application/json\r\nContent-Length: " body_len "\r\n\r\n"

static void fiber_fn
test_arguments(void)
{
	asks("path, query, cookie, language",
	    GET_("/api/v1/things/a%20b?name=%C3%B1&x=1")
	    "Cookie: a=b; sid=s3\r\nAccept-Language: de, en;q=0.3, pt-BR;q=0.9"
	    "\r\n\r\n", "\"a b/\xc3\xb1/pt/s3\"");
	asks("version", GET_("/api/v1/things/1") "\r\n", "ETag: \"v1\"");
	asks("304", GET_("/api/v1/things/1") "If-None-Match: W/\"v1\"\r\n\r\n",
	    "304 Not Modified");
	asks("control characters in the query", GET_("/api/v1/things/1?a=%01")
	    "\r\n", "400 Bad");
	asks("invalid UTF-8 in the path", GET_("/api/v1/things/%ff") "\r\n",
	    "400 Bad");
	asks("empty argument", GET_("/api/v1/things/") "\r\n", "404 Not");
	asks("If-Match", "PUT /api/v1/things/1 HTTP/1.1\r\n" HOST
	    "If-Match: \"7\"\r\n\r\n", "\"7\"");
	asks("no If-Match", "PUT /api/v1/things/1 HTTP/1.1\r\n" HOST "\r\n",
	    "428 Precondition Required");
	asks("weak If-Match", "PUT /api/v1/things/1 HTTP/1.1\r\n" HOST
	    "If-Match: W/\"7\"\r\n\r\n", "400 Bad");
}

static void fiber_fn
test_bodies(void)
{
	struct buf deep = BUF_INIT;

	asks("JSON", JSON("14") "{\"name\":\"ana\"}", "\r\n\r\nana");
	asks("broken JSON", JSON("3") "{,}", "\"line\":1");
	asks("duplicate keys", JSON("13") "{\"a\":1,\"a\":2}", "400 Bad");
	asks("several errors", JSON("2") "{}",
	    "\"errors\":[{\"pointer\":\"/name\",\"code\":\"a.b\","
	    "\"detail\":\"missing\"},{\"pointer\":\"/x/0\"");
	asks("422", JSON("2") "{}", "422 Unprocessable");
	asks("no content type", "POST /api/v1/echo HTTP/1.1\r\n" HOST
	    "Content-Length: 2\r\n\r\n{}", "415 Unsupported");
	asks("form content type", "POST /api/v1/echo HTTP/1.1\r\n" HOST
	    "Content-Type: application/x-www-form-urlencoded\r\n"
	    "Content-Length: 2\r\n\r\n{}", "415 Unsupported");
	buf_puts(&deep, JSON("66"));
	for (int i = 0; i < 33; i++)
		buf_putc(&deep, '[');
	for (int i = 0; i < 33; i++)
		buf_putc(&deep, ']');
	asks("deep JSON", buf_cstr(&deep), "json.depth");
	buf_done(&deep);
	ok(deferred == 8, "what was deferred ran each time: %d", deferred);
	asks("chunks", "POST /api/v1/upload HTTP/1.1\r\n" HOST
	    "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
	    GET_("/health") "\r\n", "\r\n\r\nabcdeHTTP/1.1 200 OK");
	asks("chunks over the limit of the route",
	    "POST /api/v1/upload HTTP/1.1\r\n" HOST
	    "Transfer-Encoding: chunked\r\n\r\n65\r\n", "413 Content");
	asks("length over the limit of the route",
	    "POST /api/v1/upload HTTP/1.1\r\n" HOST
	    "Content-Length: 101\r\n\r\n", "413 Content");
	asks("100-continue", "POST /api/v1/upload HTTP/1.1\r\n" HOST
	    "Expect: 100-continue\r\nContent-Length: 1\r\n\r\n",
	    "HTTP/1.1 100 Continue\r\n\r\n");
}

static int fiber_fn
authorise(struct request *req, struct error *err)
{
	if (req->route->permission == PERMIT_PUBLIC)
		return 0;
	if (req_header(req, "x-key") == NULL)
		return error_set(err, ERR_UNAUTHENTICATED, "auth.none",
		    "sign in");
	return 0;
}

static void fiber_fn
denied(struct request *req, const struct error *err)
{
	(void)req;
	denials += strcmp(err->code, "auth.none") == 0 ||
	    strcmp(err->code, "http.cross_site") == 0;
}

static int fiber_fn
open_sealed(struct request *req, struct str body, struct str *ret,
    struct error *err)
{
	(void)err;
	*ret = arena_printf(req->arena, "{\"opened\":%.*s}", STR_ARG(body));
	return 0;
}

static void fiber_fn
test_hooks(void)
{
	static const struct http_hooks hooks = { .authorise = authorise,
	    .denied = denied, .filter = open_sealed };

	asks("denied while nobody can decide", GET_("/api/v1/secret") "\r\n",
	    "403 Forbidden");
	http_set_hooks(&hooks);
	asks("denied", GET_("/api/v1/secret") "\r\n", "401 Unauthorized");
	ok(denials == 1, "the audit hears of it");
	asks("replies go through the filter", GET_("/api/v1/things/1") "\r\n",
	    "{\"opened\":\"1/-/es/(null)\"}");
	asks("another origin", "PUT /api/v1/things/1 HTTP/1.1\r\n" HOST
	    "Origin: https://evil.example\r\nIf-Match: \"1\"\r\n\r\n",
	    "http.cross_site");
	asks("another site", "PUT /api/v1/things/1 HTTP/1.1\r\n" HOST
	    "Sec-Fetch-Site: cross-site\r\nIf-Match: \"1\"\r\n\r\n",
	    "http.cross_site");
	asks("null origin", "PUT /api/v1/things/1 HTTP/1.1\r\n" HOST
	    "Origin: null\r\nIf-Match: \"1\"\r\n\r\n", "http.cross_site");
	asks("own origin", "PUT /api/v1/things/1 HTTP/1.1\r\n" HOST
	    "Origin: http://localhost\r\nSec-Fetch-Site: same-origin\r\n"
	    "If-Match: \"1\"\r\n\r\n", "200 OK");
	ok(denials == 4, "all denials: %d", denials);
	asks("a handler that forgets to answer", GET_("/api/v1/silent")
	    "\r\n", "500 Internal");
}

static void fiber_fn
test_streams(void)
{
	static const char events[] = GET_("/api/v1/events") "\r\n";
	struct buf out = BUF_INIT;
	int fd;

	asks("pieces", GET_("/api/v1/stream") "\r\n",
	    "\r\n4\r\na;b\n\r\n4\r\na;b\n\r\n4\r\na;b\n\r\n0\r\n\r\n");
	asks("a stream and the next request", GET_("/api/v1/stream") "\r\n"
	    GET_("/health") "\r\n", "0\r\n\r\nHTTP/1.1 200");
	fd = dial();
	ok(write(fd, events, strlen(events)) > 0, "events");
	ok(hears(fd, &out, "retry: 2000"), "head of the stream");
	ok(sse_send(listener, &(struct sse_event){ .id = "5", .name = "task",
	    .data = STR("{\"a\":1}") }), "sent");
	ok(hears(fd, &out, "id: 5\nevent: task\ndata: {\"a\":1}\n\n"),
	    "event");
	for (int i = 0; i < SSE_QUEUE_MAX; i++)
		(void)sse_send(listener, &(struct sse_event){ .data =
		    STR("x") });
	ok(!sse_send(listener, &(struct sse_event){ .data = STR("x") }),
	    "a client that does not keep up is dropped");
	ok(!hears(fd, &out, "no such text"), "and hears the end");
	(void)close(fd);
	buf_done(&out);
}

static void
main_fiber(void *arg)
{
	struct http_server *s = serves(tables);
	int idle;

	(void)arg;
	test_arguments();
	test_bodies();
	test_hooks();
	test_streams();
	idle = dial();
	(void)fiber_sleep(20);
	ok(http_server_connections(s) == 1, "one connection is left");
	drains(s);
	(void)close(idle);
}

static void
refuses(const char *what, const struct route *table, const char *code)
{
	struct router *r = router_new();
	struct error err = { 0 };

	ok(router_add(r, table, &err) < 0, "%s", what);
	is_str(str_of(err.code), code, "code");
	router_free(r);
}

static void
test_router(void)
{
	static const struct route none[] = {
		{ GET, "/a", 0, thing_get }, { 0 } };
	static const struct route no_handler[] = {
		{ GET, "/a", MAY, NULL }, { 0 } };
	static const struct route twice[] = {
		{ GET, "/a/{x}", MAY, thing_get },
		{ GET, "/a/{y}", MAY, thing_get }, { 0 } };
	static const struct route malformed[] = {
		{ GET, "/a/{x", MAY, thing_get }, { 0 } };
	static const struct route good[] = {
		{ GET, "/a/{x}/c", MAY, thing_get },
		{ GET, "/a/b/d", MAY, thing_get },
		{ POST, "/a/b/d", MAY, thing_get }, { 0 } };
	struct router *r = router_new();
	struct router_match m;

	refuses("no permission", none, "route.incomplete");
	refuses("no handler", no_handler, "route.incomplete");
	refuses("twice", twice, "route.duplicate");
	refuses("malformed", malformed, "route.path");
	ok(router_add(r, good, NULL) == 0, "good");
	router_find(r, GET, STR("/a/b/c"), &m);
	ok(m.route == &good[0] && str_is(m.args[0].value, "b"),
	    "an argument where no literal leads on");
	router_find(r, HEAD, STR("/a/b/d"), &m);
	ok(m.route == &good[1] && m.n_args == 0, "literal; HEAD is GET");
	router_find(r, DELETE, STR("/a/b/d"), &m);
	ok(m.route == NULL && m.allowed == (1u << GET | 1u << POST), "allowed");
	router_find(r, GET, STR("/a/b"), &m);
	ok(m.route == NULL && !m.knows_path, "half a path");
	router_free(r);
}

int
main(void)
{
	test_router();
	loop_init(200);
	(void)fiber_spawn(main_fiber, NULL);
	loop_run();
	loop_done();
	return done_testing();
}
