/*
 * load.c - requests over HTTPS as fast as the server answers them.
 *
 *	load PORT TOKEN CLIENTS SECONDS <REQUESTS
 *
 * Each line is a method, a path and perhaps a JSON body.  CLIENTS threads keep
 * one connection each and take the next line when they have their answer.  GETs
 * begin again at the end of the list until SECONDS are over; anything else is
 * sent once.  Prints requests per second, the median and the 99th percentile in
 * microseconds.
 */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"

#define CLIENTS_MAX	64
#define REPLY_MAX	(256 * 1024)
#define TIMES_MAX	1000000

struct load {
	char		**requests;	/* whole, as sent */
	size_t		 n;
	bool		 is_read;	/* begin again at the end */
	int		 port;
	int64_t		 end_us;
	atomic_size_t	 next;
	atomic_size_t	 done, failed;
	int32_t		*times;		/* microseconds, by order of ending */
	SSL_CTX		*tls;
};

static void
die(const char *what)
{
	(void)fprintf(stderr, "load: %s\n", what);
	exit(1);
}

static void
read_requests(struct load *l, const char *token)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t len;

	while ((len = getline(&line, &size, stdin)) > 0) {
		char method[8], path[256];
		int at = 0;
		char *body;

		line[len - 1] = '\0';
		if (sscanf(line, "%7s %255s %n", method, path, &at) < 2)
			die("bad request line");
		body = line + at;
		l->is_read = strcmp(method, "GET") == 0;
		l->requests = xreallocarray(l->requests, l->n + 1,
		    sizeof(*l->requests));
		if (asprintf(&l->requests[l->n++], "%s %s HTTP/1.1\r\n"
		    "Host: localhost:%d\r\nCookie: __Host-sid=%s\r\n"
		    "X-CSRF-Token: bench-csrf-bench-csrf-bench-csrf\r\n"
		    "Origin: https://localhost:%d\r\n%s"
		    "Content-Length: %zu\r\n\r\n%s", method, path,
		    l->port, token, l->port, *body == '\0' ? "" :
		    "Content-Type: application/json\r\n", strlen(body),
		    body) < 0)
			die("memory");
	}
	free(line);
}

static SSL *
connect_to(const struct load *l)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)l->port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;
	SSL *ssl = SSL_new(l->tls);

	if (connect(fd, (struct sockaddr *)&to, sizeof(to)) < 0)
		die("cannot connect");
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	if (SSL_set_fd(ssl, fd) != 1 || SSL_connect(ssl) != 1)
		die("no TLS");
	return ssl;
}

/* Read one reply; its status. */
static int
read_reply(SSL *ssl, char *buf)
{
	size_t have = 0, need = 0;

	while (need == 0 || have < need) {
		const char *end, *length;
		int n = SSL_read(ssl, buf + have, (int)(REPLY_MAX - 1 - have));

		if (n <= 0)
			return -1;
		have += (size_t)n;
		buf[have] = '\0';
		end = need > 0 ? NULL : strstr(buf, "\r\n\r\n");
		if (end == NULL)
			continue;
		length = strcasestr(buf, "\r\nContent-Length:");
		need = (size_t)(end + 4 - buf) + (length == NULL ||
		    length > end ? 0 : strtoul(length + 17, NULL, 10));
	}
	return (int)strtoul(buf + 9, NULL, 10);
}

/* The server ends a connection after some number of requests, and says so. */
static SSL *
reconnect(const struct load *l, SSL *ssl, const char *reply)
{
	const char *close = strcasestr(reply, "\r\nConnection: close\r\n");
	const char *body = strstr(reply, "\r\n\r\n");

	if (close == NULL || close >= body)
		return ssl;
	SSL_free(ssl);
	return connect_to(l);
}

static bool
next_request(struct load *l, const char **ret)
{
	size_t i = atomic_fetch_add(&l->next, 1);

	if (clock_mono_us() >= l->end_us || (!l->is_read && i >= l->n))
		return false;
	*ret = l->requests[i % l->n];
	return true;
}

static void *
client(void *arg)
{
	struct load *l = arg;
	char *reply = xmalloc(REPLY_MAX);
	SSL *ssl = connect_to(l);
	const char *request;

	while (next_request(l, &request)) {
		int64_t start = clock_mono_us();
		int status = -1;
		size_t i;

		if (SSL_write(ssl, request, (int)strlen(request)) > 0)
			status = read_reply(ssl, reply);
		if (status != 200) {
			if (atomic_fetch_add(&l->failed, 1) == 0)
				(void)fprintf(stderr, "%s\n%s\n", request,
				    reply);
			break;
		}
		i = atomic_fetch_add(&l->done, 1);
		l->times[i % TIMES_MAX] = (int32_t)(clock_mono_us() - start);
		ssl = reconnect(l, ssl, reply);
	}
	free(reply);
	SSL_free(ssl);
	return NULL;
}

static int
by_time(const void *a, const void *b)
{
	return *(const int32_t *)a - *(const int32_t *)b;
}

static void
report(struct load *l, int64_t took_us)
{
	size_t n = l->done < TIMES_MAX ? l->done : TIMES_MAX;

	if (l->failed > 0 || n == 0)
		die("requests failed");
	qsort(l->times, n, sizeof(*l->times), by_time);
	printf("%.1f %d %d\n", (double)l->done * 1e6 / (double)took_us,
	    l->times[n / 2], l->times[n * 99 / 100]);
}

int
main(int argc, char **argv)
{
	pthread_t threads[CLIENTS_MAX];
	static struct load l;
	int64_t clients, seconds, port, start;

	if (argc != 5 || parse_int(str_of(argv[1]), 1, 65535, &port) < 0 ||
	    parse_int(str_of(argv[3]), 1, CLIENTS_MAX, &clients) < 0 ||
	    parse_int(str_of(argv[4]), 1, 3600, &seconds) < 0)
		die("usage: load PORT TOKEN CLIENTS SECONDS");
	l.port = (int)port;
	read_requests(&l, argv[2]);
	if (l.n == 0)
		die("no requests");
	l.times = xcalloc(TIMES_MAX, sizeof(*l.times));
	l.tls = SSL_CTX_new(TLS_client_method());
	start = clock_mono_us();
	l.end_us = start + seconds * 1000000;
	for (int i = 0; i < clients; i++)
		(void)pthread_create(&threads[i], NULL, client, &l);
	for (int i = 0; i < clients; i++)
		(void)pthread_join(threads[i], NULL);
	report(&l, clock_mono_us() - start);
	return 0;
}
