/*
 * serve.h - what the files that run the server share: server.c accepts,
 * serve.c answers one connection.
 */
#ifndef SERVER_HTTP_SERVE_H
#define SERVER_HTTP_SERVE_H

#include "server/http/private.h"
#include "server/http/server.h"

struct peer;

struct http_conn {
	struct conn		 io;
	struct http_server	*s;
	struct fiber		*fiber;
	struct peer		*peer;
	char			 address[48];
	/* Absent while the connection has been idle for a while. */
	struct http_parser	*parser;
	struct arena		*arena;
	char			*in;
	size_t			 in_len;
	int64_t			 born_us;
	int			 requests;
	struct http_conn	*next, *previous;
};

struct http_server {
	struct http_config	 config;
	struct router		*router;
	struct peers		*peers;
	struct event		*listener;
	int			 listen_fd;
	struct http_conn	*conns;
	int			 count;
	bool			 is_draining;
	void			(*drained)(void *);
	void			*drained_arg;
};

/* The life of a connection, from handshake to close.  Frees c's buffers. */
void fiber_fn	http_serve(struct http_conn *c);

/* How many connections each address has.  IPv6 counts by /64. */
struct peers	*peers_new(void);
void		 peers_free(struct peers *p);
/* NULL when the address has max already. */
struct peer	*peers_enter(struct peers *p, const unsigned char *key,
		    int max);
void		 peers_leave(struct peers *p, struct peer *peer);
#define PEER_KEY_LEN 8

#endif
