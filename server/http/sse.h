/*
 * sse.h - server-sent events: a reply that stays open (HTML, 9.2).
 *
 * The handler calls sse_begin(), registers the client wherever events come
 * from, and sse_run()s; other fibers sse_send() to it.  Each client has a queue
 * of SSE_QUEUE_MAX events; one that does not keep up is dropped and asks again
 * with Last-Event-ID.
 *
 *	client = sse_begin(req);
 *	queue_watch(client, req->session);
 *	req_defer(req, queue_unwatch, client);
 *	return sse_run(client);
 */
#ifndef SERVER_HTTP_SSE_H
#define SERVER_HTTP_SSE_H

#include "server/http/http.h"

#define SSE_QUEUE_MAX		256
#define SSE_HEARTBEAT_MS	15000

struct sse;

struct sse_event {
	const char	*id;		/* for Last-Event-ID; NULL for none */
	const char	*name;		/* NULL is "message" */
	struct str	 data;		/* one line; JSON */
};

/* Sends the head of the reply.  The client lives in the request's arena. */
struct sse *fiber_fn	sse_begin(struct request *req);
/* Queue an event (copied) from any fiber or callback; false when the client is
 * being dropped because its queue is full. */
bool			 sse_send(struct sse *client,
			    const struct sse_event *event);
/* Until the client is gone or the server drains; the status to return. */
int fiber_fn		 sse_run(struct sse *client);
/* End sse_run() of this client: signed out, rights changed. */
void			 sse_close(struct sse *client);

#endif
