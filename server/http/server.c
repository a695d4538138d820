/*
 * server.c - the listening socket, the connections and their limits.
 *
 * A connection above the limits is closed at once, before it costs a
 * handshake.  Draining closes the socket, cancels idle connections and lets
 * the others notice.
 */
#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/loop.h"
#include "server/http/builtin.h"
#include "server/http/metrics.h"
#include "server/http/serve.h"
#include "server/http/static.h"

#define BACKLOG		1024
#define ACCEPTS_PER_TURN 64
#define FDS_RESERVED	64	/* for the database, files, sockets of roles */

union address {
	struct sockaddr		any;
	struct sockaddr_in	v4;
	struct sockaddr_in6	v6;
};

static int
parse_address(const char *text, int port, union address *ret)
{
	memset(ret, 0, sizeof(*ret));
	if (inet_pton(AF_INET, text, &ret->v4.sin_addr) == 1) {
		ret->v4.sin_family = AF_INET;
		ret->v4.sin_port = htons((uint16_t)port);
		return (int)sizeof(ret->v4);
	}
	if (inet_pton(AF_INET6, text, &ret->v6.sin6_addr) == 1) {
		ret->v6.sin6_family = AF_INET6;
		ret->v6.sin6_port = htons((uint16_t)port);
		return (int)sizeof(ret->v6);
	}
	return -EINVAL;
}

static int
bind_and_listen(int fd, union address *a, socklen_t len, int *port)
{
	int on = 1;

	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on)) < 0 ||
	    bind(fd, &a->any, len) < 0 || listen(fd, BACKLOG) < 0 ||
	    getsockname(fd, &a->any, &len) < 0)
		return -errno;
	*port = ntohs(a->any.sa_family == AF_INET ? a->v4.sin_port :
	    a->v6.sin6_port);
	return 0;
}

int
http_listen(const char *address, int *port, struct error *err)
{
	union address a;
	int len = parse_address(address, *port, &a);
	int fd, r;

	if (len < 0)
		return error_set(err, ERR_INVALID, "http.listen",
		    "%s is not an IP address", address);
	fd = socket(a.any.sa_family,
	    SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	r = fd < 0 ? -errno : bind_and_listen(fd, &a, (socklen_t)len, port);
	if (r == 0)
		return fd;
	if (fd >= 0)
		(void)close(fd);
	return error_set(err, ERR_UNAVAILABLE, "http.listen",
	    "cannot listen on %s port %d: %s", address, *port, strerror(-r));
}

static void
link_conn(struct http_server *s, struct http_conn *c)
{
	c->next = s->conns;
	if (s->conns != NULL)
		s->conns->previous = c;
	s->conns = c;
	s->count++;
}

static void
unlink_conn(struct http_server *s, struct http_conn *c)
{
	if (c->previous != NULL)
		c->previous->next = c->next;
	else
		s->conns = c->next;
	if (c->next != NULL)
		c->next->previous = c->previous;
	s->count--;
}

static void
conn_free(struct http_conn *c)
{
	struct http_server *s = c->s;

	conn_close(&c->io);
	unlink_conn(s, c);
	peers_leave(s->peers, c->peer);
	free(c);
	if (s->is_draining && s->count == 0 && s->drained != NULL)
		loop_defer(take_ptr(&s->drained), s->drained_arg);
}

static void fiber_fn
conn_main(void *arg)
{
	struct http_conn *c = arg;

	c->fiber = fiber_self();
	http_serve(c);
	conn_free(c);
}

static void
describe_peer(const union address *a, unsigned char *key, char *text,
    size_t size)
{
	memset(key, 0, PEER_KEY_LEN);
	if (a->any.sa_family == AF_INET) {
		memcpy(key, &a->v4.sin_addr, 4);
		(void)inet_ntop(AF_INET, &a->v4.sin_addr, text,
		    (socklen_t)size);
	} else if (IN6_IS_ADDR_V4MAPPED(&a->v6.sin6_addr)) {
		memcpy(key, a->v6.sin6_addr.s6_addr + 12, 4);
		(void)inet_ntop(AF_INET, a->v6.sin6_addr.s6_addr + 12, text,
		    (socklen_t)size);
	} else {
		memcpy(key, &a->v6.sin6_addr, PEER_KEY_LEN);
		(void)inet_ntop(AF_INET6, &a->v6.sin6_addr, text,
		    (socklen_t)size);
	}
}

/* What came in over the limits is told so where that costs nothing. */
static void
turn_away(struct http_server *s, int fd)
{
	static const char busy[] = "HTTP/1.1 503 Service Unavailable\r\n"
	    "Retry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

	if (s->config.tls == NULL)
		(void)!send(fd, busy, sizeof(busy) - 1,
		    MSG_DONTWAIT | MSG_NOSIGNAL);
	(void)close(fd);
	metrics_count(METRIC_TURNED_AWAY);
}

static void
take_connection(struct http_server *s, int fd, const union address *a)
{
	unsigned char key[PEER_KEY_LEN];
	struct http_conn *c;
	struct peer *peer;
	char text[48];
	int on = 1;

	describe_peer(a, key, text, sizeof(text));
	peer = s->count >= s->config.connections_max ? NULL :
	    peers_enter(s->peers, key, s->config.connections_per_ip);
	if (peer == NULL) {
		turn_away(s, fd);
		return;
	}
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	c = xcalloc(1, sizeof(*c));
	c->io.fd = fd;
	c->s = s;
	c->peer = peer;
	c->born_us = clock_mono_us();
	memcpy(c->address, text, sizeof(text));
	link_conn(s, c);
	if (s->config.tls != NULL) {
		c->io.ssl = SSL_new(s->config.tls);
		if (c->io.ssl == NULL || SSL_set_fd(c->io.ssl, fd) != 1) {
			conn_free(c);
			return;
		}
	}
	if (fiber_spawn(conn_main, c) < 0)
		conn_free(c);
}

static void
on_accept(evutil_socket_t listen_fd, short what, void *arg)
{
	struct http_server *s = arg;

	(void)what;
	for (int i = 0; i < ACCEPTS_PER_TURN; i++) {
		union address a = { .any = { 0 } };
		socklen_t len = sizeof(a);
		int fd = accept4(listen_fd, &a.any, &len,
		    SOCK_NONBLOCK | SOCK_CLOEXEC);

		if (fd < 0) {
			if (errno != EAGAIN && errno != ECONNABORTED &&
			    errno != EINTR)
				log_event(LOG_WARNING, "http.accept",
				    "errno=%d", errno);
			return;
		}
		take_connection(s, fd, &a);
	}
}

/* More connections than descriptors would only fail later. */
static int
connection_limit(int wanted)
{
	struct rlimit rl;

	if (getrlimit(RLIMIT_NOFILE, &rl) < 0 ||
	    rl.rlim_cur > (rlim_t)wanted + FDS_RESERVED)
		return wanted;
	return (int)rl.rlim_cur > 2 * FDS_RESERVED ?
	    (int)rl.rlim_cur - FDS_RESERVED : FDS_RESERVED;
}

struct http_server *
http_server_new(const struct http_config *config, struct error *err)
{
	struct http_server *s = xcalloc(1, sizeof(*s));
	int r;

	s->config = *config;
	s->config.connections_max = connection_limit(config->connections_max);
	s->listen_fd = -1;
	s->peers = peers_new();
	s->router = router_new();
	r = router_add(s->router, builtin_routes, err);
	for (const struct route *const *t = config->tables;
	    r == 0 && *t != NULL; t++)
		r = router_add(s->router, *t, err);
	if (r == 0 && config->web_dir != NULL)
		r = static_load(config->web_dir, err);
	if (r < 0) {
		http_server_free(s);
		return NULL;
	}
	metrics_set_router(s->router);
	return s;
}

void
http_server_accept(struct http_server *s, int listen_fd)
{
	assert(s->listener == NULL);
	s->listen_fd = listen_fd;
	s->listener = event_new(loop_base(), listen_fd, EV_READ | EV_PERSIST,
	    on_accept, s);
	if (s->listener == NULL || event_add(s->listener, NULL) < 0)
		abort();
}

static void
stop_listening(struct http_server *s)
{
	if (s->listener != NULL)
		event_free(s->listener);
	s->listener = NULL;
	if (s->listen_fd >= 0)
		(void)close(s->listen_fd);
	s->listen_fd = -1;
}

void
http_server_drain(struct http_server *s, void (*fn)(void *), void *arg)
{
	if (s->is_draining)
		return;
	s->is_draining = true;
	s->drained = fn;
	s->drained_arg = arg;
	stop_listening(s);
	for (struct http_conn *c = s->conns; c != NULL; c = c->next) {
		if (c->io.is_idle)
			fiber_cancel(c->fiber);
	}
	if (s->count == 0)
		loop_defer(take_ptr(&s->drained), arg);
}

void
http_server_free(struct http_server *s)
{
	if (s == NULL)
		return;
	assert(s->count == 0);
	stop_listening(s);
	metrics_set_router(NULL);
	static_unload();
	router_free(s->router);
	peers_free(s->peers);
	free(s);
}

int
http_server_connections(const struct http_server *s)
{
	return s->count;
}
