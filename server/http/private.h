/*
 * private.h - what the files of server/http know of each other.
 */
#ifndef SERVER_HTTP_PRIVATE_H
#define SERVER_HTTP_PRIVATE_H

#include "server/http/conn.h"
#include "server/http/hooks.h"
#include "server/http/router.h"

struct deferred {
	void		(*fn)(void *);
	void		*ptr;
	struct deferred	*next;
};

struct request_private {
	struct conn		*conn;
	struct turn		*turn;		/* of serve.h */
	const struct http_head	*head;
	struct router_match	 match;
	struct http_arg		*query;		/* ends with a NULL name */
	struct json		*json;
	struct deferred		*deferred;
	VEC(struct http_arg)	 fields;	/* of the reply */
	int			 status;	/* 0 until there is a reply */
	bool			 must_close;	/* after this reply */
	bool			 is_open;	/* reply_begin() was called */
	bool			 is_sized;	/* has a length, of which */
	uint64_t		 left;		/* so much is to come */
	bool			 is_broken;	/* the reply did not get out */
	bool			 is_page;	/* not of the API */
	bool			 is_tls;
};

extern struct http_hooks http_hooks;

/* The rest of a reply made with reply_begin(); 0 or -errno. */
int fiber_fn	 reply_end(struct request *req);
void		 req_run_deferred(struct request *req);
/* Is the origin of an unsafe request this site? */
int		 req_check_origin(struct request *req, struct error *err);

/* Answer from the files of the web application: GET or HEAD of anything that
 * is not of the API. */
int fiber_fn	 static_serve(struct request *req);

#endif
