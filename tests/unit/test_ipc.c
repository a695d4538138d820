/*
 * test_ipc.c - replies out of order, time-outs, a server that goes and comes
 * back, large payloads, garbage.
 */
#include <errno.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/ipc.h"
#include "base/loop.h"
#include "tests/unit/tap.h"

enum { ECHO = 1, SLEEP = 2, REVERSE = 3 };

static char path[64];
static struct ipc_server *server;
static struct ipc_client *client;
static int handled;

static int fiber_fn
handler(void *arg, struct ipc_request *req, struct str *ret)
{
	handled++;
	if (req->code == SLEEP)
		(void)fiber_sleep(60);
	if (req->code == REVERSE) {
		char *p = arena_alloc(req->arena, req->payload.len);

		for (size_t i = 0; i < req->payload.len; i++)
			p[i] = req->payload.p[req->payload.len - 1 - i];
		*ret = (struct str){ p, req->payload.len };
		return 7;
	}
	*ret = req->payload;
	return arg == NULL ? 99 : req->peer_uid != geteuid();
}

static void
start_server(void)
{
	struct error err = { 0 };

	server = ipc_server_new(path, handler, &handled, &err);
	ok(server != NULL, "server started %s", err.message);
}

static int fiber_fn
call(struct arena *a, uint16_t code, struct str payload,
    struct ipc_reply *ret, struct error *err)
{
	struct ipc_call c = { code, payload, code == SLEEP ? 20 : 5000 };

	return ipc_call(client, &c, a, ret, err);
}

static int order[2], n_order;

static void
slow_caller(void *arg)
{
	struct ipc_call c = { SLEEP, STR("slow"), 5000 };
	struct arena *a = arena_new();
	struct ipc_reply reply = { 0 };

	(void)arg;
	if (ipc_call(client, &c, a, &reply, NULL) == 0 &&
	    str_is(reply.payload, "slow"))
		order[n_order++] = 2;
	arena_free(a);
}

static void
fast_caller(void *arg)
{
	struct arena *a = arena_new();
	struct ipc_reply reply = { 0 };

	(void)arg;
	if (call(a, REVERSE, STR("abc"), &reply, NULL) == 0 &&
	    str_is(reply.payload, "cba") && reply.code == 7)
		order[n_order++] = 1;
	arena_free(a);
}

static int echoes;

static void
flood(void *arg)
{
	struct arena *a = arena_new();
	struct ipc_reply reply = { 0 };
	struct str s = arena_printf(a, "%p", arg);

	if (call(a, ECHO, s, &reply, NULL) == 0 && str_eq(reply.payload, s))
		echoes++;
	arena_free(a);
}

static void
test_large(struct arena *a)
{
	struct ipc_reply reply = { 0 };
	struct error err = { 0 };
	size_t n = IPC_PAYLOAD_MAX;
	char *big = arena_alloc(a, n + 1);

	memset(big, 'x', n + 1);
	ok(call(a, ECHO, (struct str){ big, n }, &reply, &err) == 0 &&
	    reply.payload.len == n && reply.payload.p[n - 1] == 'x',
	    "4 MiB there and back %s", err.message);
	ok(call(a, ECHO, (struct str){ big, n + 1 }, &reply, &err) < 0,
	    "not more");
	is_str(str_of(err.code), "ipc.pending", "refused before sending");
}

static void
test_garbage(void)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
	char c;

	(void)snprintf(addr.sun_path, sizeof(addr.sun_path), "%s", path);
	ok(connect(fd, (struct sockaddr *)&addr, sizeof(addr)) == 0,
	    "another client");
	ok(write(fd, "\xff\xff\xff\xff garbage", 12) == 12, "garbage");
	ok(fiber_wait_fd(fd, EV_READ, 1000) > 0 && read(fd, &c, 1) <= 0,
	    "is answered by hanging up");
	(void)close(fd);
}

static void
main_fiber(void *arg)
{
	struct arena *a = arena_new();
	struct ipc_reply reply = { 0 };
	struct error err = { 0 };

	(void)arg;
	client = ipc_client_new(path);
	ok(call(a, ECHO, STR("x"), &reply, &err) < 0, "nobody there");
	is_str(str_of(err.code), "ipc.unavailable", "code");
	start_server();
	ok(call(a, ECHO, STR("hello"), &reply, &err) == 0 && reply.code == 0,
	    "same user is welcome %s", err.message);
	is_str(reply.payload, "hello", "echo");
	ok(call(a, SLEEP, STR("x"), &reply, &err) < 0, "slow");
	is_str(str_of(err.code), "ipc.timeout", "times out");
	(void)fiber_sleep(60);
	(void)fiber_spawn(slow_caller, NULL);
	(void)fiber_spawn(fast_caller, NULL);
	for (int i = 0; i < 100 && n_order < 2; i++)
		(void)fiber_sleep(20);
	ok(order[0] == 1 && order[1] == 2, "replies in any order");
	for (intptr_t i = 0; i < 300; i++)
		(void)fiber_spawn(flood, (void *)i);
	for (int i = 0; i < 100 && echoes < 300; i++)
		(void)fiber_sleep(20);
	ok(echoes == 300, "300 at once: %d", echoes);
	test_large(a);
	test_garbage();
	ipc_server_free(server);
	(void)fiber_sleep(5);
	start_server();
	ok(call(a, ECHO, STR("again"), &reply, &err) == 0,
	    "connects again after a restart %s", err.message);
	ok(ipc_server_pending(server) == 0, "nothing pending");
	ipc_client_free(client);
	ipc_server_free(server);
	arena_free(a);
}

int
main(void)
{
	(void)snprintf(path, sizeof(path), "/tmp/test_ipc.%d", getpid());
	loop_init(1000);
	(void)fiber_spawn(main_fiber, NULL);
	loop_run();
	ok(fiber_count() == 0, "no fiber is left");
	loop_done();
	(void)unlink(path);
	return done_testing();
}
