/*
 * hooks.h - where the security layer and others plug into the HTTP layer.
 *
 * Set once at start, before the first request.  A hook that is not set denies
 * (authorise) or does nothing (the others).
 */
#ifndef SERVER_HTTP_HOOKS_H
#define SERVER_HTTP_HOOKS_H

#include "server/http/http.h"

struct http_hooks {
	/* Who asks (fill req->session), and may they use req->route?  Called
	 * before the body is read, for every route, also public ones.  0 and
	 * the handler runs, -1 and err: ERR_UNAUTHENTICATED, ERR_FORBIDDEN,
	 * or ERR_NOT_FOUND where existence itself is secret.  Without this
	 * hook only PERMIT_PUBLIC routes work. */
	int fiber_fn	(*authorise)(struct request *req, struct error *err);
	/* The CSRF token of an unsafe request that has a session (its Origin
	 * was checked already). */
	int fiber_fn	(*check_token)(struct request *req, struct error *err);
	/* A request was refused by one of the above: for the audit. */
	void fiber_fn	(*denied)(struct request *req, const struct error *err);
	/* Last look at a JSON body: opens sealed values.  The result lives in
	 * the request's arena. */
	int fiber_fn	(*filter)(struct request *req, struct str body,
			    struct str *ret, struct error *err);
	/* May new requests be served?  Shown by /health; NULL when all is well,
	 * or the name of what is missing ("database"). */
	const char	*(*unready)(void);
	/* More lines for /metrics. */
	void		(*metrics)(struct buf *out);
};

/* Copies what is set in hooks over what was set before. */
void	http_set_hooks(const struct http_hooks *hooks);

#endif
