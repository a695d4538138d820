/*
 * server.h - accept connections and serve them, one fiber each.
 */
#ifndef SERVER_HTTP_SERVER_H
#define SERVER_HTTP_SERVER_H

#include <openssl/ssl.h>

#include "server/http/http.h"

struct http_server;

struct http_config {
	const struct route *const *tables;	/* ends with NULL */
	SSL_CTX		*tls;		/* NULL: plain; borrowed */
	const char	*hosts;		/* names of the Host allow-list */
	const char	*web_dir;	/* NULL: no web application */
	int		 connections_max, connections_per_ip;
	int		 idle_ms, head_ms, body_ms, age_ms;
};

/* A listening socket: TCP, not blocking, with SO_REUSEPORT so that each web
 * process has its own.  The descriptor, or -1 and err ("http.listen").  A port
 * of 0 is replaced by the one that was taken. */
int	http_listen(const char *address, int *port, struct error *err);

/* After loop_init().  NULL and err when a route is wrong. */
struct http_server *http_server_new(const struct http_config *config,
	    struct error *err);
/* Accept from this socket, which the server closes in the end. */
void	http_server_accept(struct http_server *s, int listen_fd);
/* Accept no more, end idle connections and event streams, let requests
 * finish; then call fn(arg) once. */
void	http_server_drain(struct http_server *s, void (*fn)(void *),
	    void *arg);
/* No connection may be left. */
void	http_server_free(struct http_server *s);
int	http_server_connections(const struct http_server *s);

#endif
