/*
 * test_fetch.c - good and bad peers, over TLS with a certificate of our own.
 *
 * The peer is our own server where it behaves, and a few bytes where not.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fetch.h"
#include "base/loop.h"
#include "server/http/server.h"
#include "server/http/tls.h"
#include "tests/unit/tap.h"

static char dir[64], cert[96], key[96], url[128];
static int port;
static struct arena *a;

static int fiber_fn
echo_post(struct request *req)
{
	const char *x = req_header(req, "x-test");

	return reply_data(req, 201, "text/plain; charset=utf-8",
	    arena_printf(req->arena, "%s %.*s", x == NULL ? "-" : x,
	    STR_ARG(req->body)));
}

static int fiber_fn
slow_get(struct request *req)
{
	(void)fiber_sleep(300);
	return reply(req, 200, "1");
}

static int fiber_fn
big_get(struct request *req)
{
	char *p = req_alloc(req, 100000);

	memset(p, ' ', 100000);
	return reply_str(req, 200, (struct str){ p, 100000 });
}

static const struct route routes[] = {
	ROUTE(POST, "/echo", PERMIT_PUBLIC, echo_post),
	ROUTE(GET, "/slow", PERMIT_PUBLIC, slow_get),
	ROUTE(GET, "/big", PERMIT_PUBLIC, big_get),
	{ 0 }
};
static const struct route *const tables[] = { routes, NULL };

static const char *
at(const char *path)
{
	(void)snprintf(url, sizeof(url), "https://localhost:%d%s", port, path);
	return url;
}

static void fiber_fn
fails(const char *what, const struct fetch *f, const char *code)
{
	struct fetch_reply reply;
	struct error err = { 0 };

	ok(fetch_run(f, a, &reply, &err) < 0, "%s: %s", what, err.message);
	is_str(str_of(err.code), code, "code");
}

static void fiber_fn
test_good(void)
{
	const char *const headers[] = { "X-Test: yes", NULL };
	struct fetch f = { .url = at("/echo"), .ca_file = cert,
	    .timeout_ms = 5000, .body = STR("hello"), .headers = headers };
	struct fetch_reply reply = { 0 };
	struct error err = { 0 };

	ok(fetch_run(&f, a, &reply, &err) == 0, "POST %s", err.message);
	ok(reply.status == 201, "status");
	is_str(reply.body, "yes hello", "body");
	is_str(reply.content_type, "text/plain; charset=utf-8", "type");
	f = (struct fetch){ .url = at("/none"), .ca_file = cert,
	    .timeout_ms = 5000 };
	ok(fetch_run(&f, a, &reply, &err) == 0 && reply.status == 404,
	    "a 404 is a reply");
}

static int
silent_listener(int *ret_port)
{
	struct error err;
	int fd = http_listen("127.0.0.1", ret_port, &err);

	return fd;
}

static void fiber_fn
test_bad(void)
{
	int other = 0, fd = silent_listener(&other);

	fails("unknown certificate", &(struct fetch){ .url = at("/big"),
	    .timeout_ms = 5000 }, "fetch.certificate");
	fails("too large", &(struct fetch){ .url = at("/big"), .ca_file = cert,
	    .timeout_ms = 5000, .size_max = 1000 }, "fetch.size");
	fails("slow", &(struct fetch){ .url = at("/slow"), .ca_file = cert,
	    .timeout_ms = 100 }, "fetch.timeout");
	fails("a file", &(struct fetch){ .url = "file:///etc/passwd",
	    .timeout_ms = 100 }, "fetch.url");
	(void)snprintf(url, sizeof(url), "https://127.0.0.1:%d/", other);
	fails("a peer that does not shake hands", &(struct fetch){ .url = url,
	    .timeout_ms = 100 }, "fetch.connect");
	(void)snprintf(url, sizeof(url), "http://127.0.0.1:%d/", other);
	fails("a peer that does not answer", &(struct fetch){ .url = url,
	    .timeout_ms = 100 }, "fetch.timeout");
	(void)close(fd);
	fails("nobody there", &(struct fetch){ .url = url, .timeout_ms = 1000 },
	    "fetch.connect");
}

static struct fiber *victim;
static int cancelled;

static void
cancelled_fetch(void *arg)
{
	struct fetch f = { .url = at("/slow"), .ca_file = cert,
	    .timeout_ms = 5000 };
	struct fetch_reply reply;

	(void)arg;
	victim = fiber_self();
	cancelled = fetch_run(&f, a, &reply, NULL);
}

static void
on_drained(void *arg)
{
	(void)arg;
	loop_stop();
}

static void
main_fiber(void *arg)
{
	struct http_server *s = arg;

	test_good();
	test_bad();
	(void)fiber_spawn(cancelled_fetch, NULL);
	(void)fiber_sleep(30);
	fiber_cancel(victim);
	for (int i = 0; i < 100 && cancelled == 0; i++)
		(void)fiber_sleep(20);
	ok(cancelled == -1, "cancelled");
	fetch_done();
	http_server_drain(s, on_drained, NULL);
}

int
main(void)
{
	struct http_config config = { .tables = tables, .hosts = "localhost",
	    .connections_max = 100, .connections_per_ip = 50, .idle_ms = 5000,
	    .head_ms = 1000, .body_ms = 1000, .age_ms = 60000 };
	struct error err = { 0 };
	struct http_server *s;

	(void)snprintf(dir, sizeof(dir), "/tmp/test_fetch.%d", getpid());
	(void)snprintf(cert, sizeof(cert), "%s/c.pem", dir);
	(void)snprintf(key, sizeof(key), "%s/k.pem", dir);
	(void)mkdir(dir, 0700);
	ok(tls_self_signed(cert, key, &err) == 0, "certificate");
	config.tls = tls_context(cert, key, &err);
	loop_init(100);
	s = http_server_new(&config, &err);
	http_server_accept(s, http_listen("127.0.0.1", &port, &err));
	a = arena_new();
	(void)fiber_spawn(main_fiber, s);
	loop_run();
	http_server_free(s);
	loop_done();
	SSL_CTX_free(config.tls);
	arena_free(a);
	(void)unlink(cert);
	(void)unlink(key);
	(void)rmdir(dir);
	return done_testing();
}
