/*
 * http.h - what tests of the HTTP server share: a server, and a client made of
 * bytes.
 */
#ifndef TEST_HTTP_H
#define TEST_HTTP_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/fiber.h"
#include "server/http/http.h"
#include "server/http/server.h"
#include "tests/unit/tap.h"

#define HOST	"Host: localhost\r\n"

static int port;

static inline int
dial(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
	    .sin_port = htons((uint16_t)port),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (connect(fd, (struct sockaddr *)&a, sizeof(a)) < 0)
		return -1;
	return fd;
}

/* Until that has come, the server closes, or is silent for long. */
static inline bool fiber_fn
hears(int fd, struct buf *out, const char *want)
{
	ssize_t n = 1;

	while (n > 0 && strstr(buf_cstr(out), want) == NULL &&
	    fiber_wait_fd(fd, EV_READ, 3000) > 0) {
		buf_reserve(out, 4096);
		n = recv(fd, out->p + out->len, 4096, MSG_DONTWAIT);
		if (n > 0)
			out->len += (size_t)n;
		out->p[out->len] = '\0';
	}
	return strstr(buf_cstr(out), want) != NULL;
}

/* Does the reply to these bytes contain that? */
static inline void fiber_fn
asks(const char *what, const char *bytes, const char *want)
{
	struct buf reply = BUF_INIT;
	int fd = dial();
	bool is_there;

	ok(write(fd, bytes, strlen(bytes)) == (ssize_t)strlen(bytes), "sent");
	is_there = hears(fd, &reply, want);
	(void)close(fd);
	ok(is_there, "%s", what);
	if (!is_there) {
		for (size_t i = 0; i < reply.len; i++) {
			if (reply.p[i] == '\r' || reply.p[i] == '\n')
				reply.p[i] = ' ';
		}
		printf("# %s\n", buf_cstr(&reply));
	}
	buf_done(&reply);
}

#define GET_(path)	"GET " path " HTTP/1.1\r\n" HOST

static inline void
on_drained(void *arg)
{
	*(bool *)arg = true;
}

/* Serve these routes on a port of their own, which is port from now on. */
static inline struct http_server *
serves(const struct route *const *tables)
{
	struct http_config config = { .tables = tables, .hosts = "localhost",
	    .connections_max = 100, .connections_per_ip = 50, .idle_ms = 5000,
	    .head_ms = 1000, .body_ms = 1000, .age_ms = 60000 };
	struct error err = { 0 };
	struct http_server *s = http_server_new(&config, &err);

	ok(s != NULL, "server %s", err.message);
	http_server_accept(s, http_listen("127.0.0.1", &port, &err));
	return s;
}

/* A connection that was never served gets a moment to ask. */
static inline void fiber_fn
drains(struct http_server *s)
{
	bool is_drained = false;

	http_server_drain(s, on_drained, &is_drained);
	for (int i = 0; i < 40 && !is_drained; i++)
		(void)fiber_sleep(50);
	ok(is_drained && http_server_connections(s) == 0, "drained");
	http_server_free(s);
}

#endif
