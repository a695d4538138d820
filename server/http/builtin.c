/*
 * builtin.c - is the server well, and what has it done.
 */
#include "server/http/builtin.h"
#include "server/http/metrics.h"
#include "server/http/private.h"

/* GET /health: 200, or 503 and what is missing. */
static int fiber_fn
health_get(struct request *req)
{
	const char *missing = http_hooks.unready == NULL ? NULL :
	    http_hooks.unready();

	if (missing == NULL)
		return reply_data(req, 200, "application/json",
		    STR("{\"status\":\"pass\"}"));
	return reply_fail(req, ERR_UNAVAILABLE, "health.unready",
	    "waiting for: %s", missing);
}

/* Figures are for this machine: a collector that sits elsewhere asks through
 * an agent or a proxy here. */
static bool
is_local(const struct request *req)
{
	return strncmp(req->peer, "127.", 4) == 0 ||
	    strcmp(req->peer, "::1") == 0;
}

/* GET /metrics */
static int fiber_fn
metrics_get(struct request *req)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;

	if (!is_local(req))
		return reply_fail(req, ERR_NOT_FOUND, "http.not_found",
		    "there is nothing at this address");
	metrics_write(&out);
	if (http_hooks.metrics != NULL)
		http_hooks.metrics(&out);
	return reply_data(req, 200, "text/plain; version=0.0.4; charset=utf-8",
	    buf_view(&out));
}

const struct route builtin_routes[] = {
	ROUTE(GET, "/health", PERMIT_PUBLIC, health_get),
	ROUTE(GET, "/metrics", PERMIT_PUBLIC, metrics_get),
	{ 0 }
};
