/*
 * serve.h - what the files that run the server share: server.c accepts,
 * serve.c answers one connection.
 */
#ifndef SERVER_HTTP_SERVE_H
#define SERVER_HTTP_SERVE_H

#include "server/http/parse.h"
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

/* A body that the handler reads. */
struct body_stream {
	bool			 is_begun, is_over;
	size_t			 got;
	int64_t			 waited_us;	/* for the client */
	struct http_chunks	 chunks;
};

/* One request in the making. */
struct turn {
	struct http_conn	*c;
	struct request		 req;
	struct request_private	 p;
	size_t			 head_len;
	size_t			 used;	/* of the input, head and body */
	bool			 may_stay;	/* once the body is read */
	struct body_stream	 stream;
};

#define HTTP_BODY_ROOM	4096
#define HTTP_IN_SIZE	(HTTP_HEAD_MAX + HTTP_BODY_ROOM)

bool		http_has_body(const struct http_head *h);
/* Read t->req.body.  0; otherwise the request is over: refused, or the client
 * is gone. */
int fiber_fn	http_read_body(struct turn *t);
/* Of a streamed body whose end the handler did not see: read on for a while, so
 * that the client, who is still sending, gets to read the reply. */
void fiber_fn	http_drop_body(struct turn *t);
/* Reply with a status of the protocol; the connection will close. */
int fiber_fn	http_refuse(struct turn *t, int status, const char *why);

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
