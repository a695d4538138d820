/*
 * serve.c - the life of a connection: read a request, answer it, again.
 *
 * Answers go out in the order of the requests because the next request is not
 * parsed before the last answer is written.  A connection that was idle for a
 * while gives its buffers and the pages of its stack back.
 */
#include <errno.h>

#include <sodium.h>

#include "base/clock.h"
#include "base/log.h"
#include "server/http/metrics.h"
#include "server/http/serve.h"

#define REQUESTS_MAX	1000	/* of one connection */
#define TRIM_AFTER_MS	2000
#define FRESH_MS	1000	/* for a first request while draining */

static void
give_back(struct http_conn *c)
{
	arena_free(c->arena);
	free(c->parser);
	if (c->in != NULL)
		sodium_memzero(c->in, c->in_len);
	free(c->in);
	c->arena = NULL;
	c->parser = NULL;
	c->in = NULL;
}

static int fiber_fn
wait_idle(struct http_conn *c)
{
	int r;

	c->io.is_idle = true;
	conn_set_deadline(&c->io, c->s->config.idle_ms);
	r = conn_wait_read(&c->io, TRIM_AFTER_MS);
	if (r == -ETIMEDOUT && c->s->config.idle_ms > TRIM_AFTER_MS) {
		give_back(c);
		fiber_trim();
		r = conn_wait_read(&c->io, -1);
	}
	c->io.is_idle = false;
	return r;
}

/* 0 when bytes are there, or -errno.  While draining, only a connection that
 * was accepted and has not been served yet is listened to, for a moment. */
static int fiber_fn
wait_request(struct http_conn *c)
{
	int r = c->s->is_draining ? -ECANCELED : 0;

	if (c->in_len > 0)
		return 0;
	if (r == 0)
		r = wait_idle(c);
	if (r != -ECANCELED || c->requests > 0)
		return r;
	fiber_uncancel();
	conn_set_deadline(&c->io, FRESH_MS);
	return conn_wait_read(&c->io, -1);
}

static void
prepare(struct http_conn *c)
{
	if (c->in == NULL)
		c->in = xmalloc(HTTP_IN_SIZE);
	if (c->parser == NULL)
		c->parser = xmalloc(sizeof(*c->parser));
	if (c->arena == NULL)
		c->arena = arena_new();
	http_parser_init(c->parser);
}

/* The length of the head, minus a status, or -errno with *ret_gone set. */
static int fiber_fn
read_head(struct http_conn *c, bool *ret_gone)
{
	int n;

	conn_set_deadline(&c->io, c->s->config.head_ms);
	while ((n = http_parse(c->parser, c->in, c->in_len)) == 0) {
		ssize_t got = conn_read(&c->io, c->in + c->in_len,
		    HTTP_IN_SIZE - c->in_len);

		if (got == -ETIMEDOUT && c->in_len > 0)
			return -408;
		if (got <= 0) {
			*ret_gone = true;
			return (int)got;
		}
		c->in_len += (size_t)got;
	}
	return n;
}

static const char *
code_of(int status)
{
	switch (status) {
	case 408: return "http.timeout";
	case 413: return "http.body_size";
	case 414: return "http.target_size";
	case 417: return "http.expectation";
	case 431: return "http.head_size";
	case 501: return "http.unknown_method";
	case 505: return "http.version";
	default: return "http.malformed";
	}
}

int
http_refuse(struct turn *t, int status, const char *why)
{
	t->p.must_close = true;
	metrics_count(METRIC_REFUSED);
	log_event(LOG_INFO, "http.refused", "peer=%s status=%d why=\"%s\"",
	    t->req.peer, status, why);
	return reply_fail(&t->req, ERR_INVALID, code_of(status), "%s", why);
}

/* Is the Host, without its port, one of ours? */
static bool
is_our_host(const struct http_server *s, struct str host)
{
	struct str rest = str_of(s->config.hosts);

	for (size_t i = host.len; i > 0; i--) {
		char ch = host.p[i - 1];

		if (ch == ':') {
			host.len = i - 1;
			break;
		}
		if (ch < '0' || ch > '9')
			break;
	}
	while (rest.len > 0) {
		ptrdiff_t end = str_chr(rest, ' ');
		size_t len = end < 0 ? rest.len : (size_t)end;

		if (len == host.len && len > 0 &&
		    strncasecmp(rest.p, host.p, len) == 0)
			return true;
		rest = str_sub(rest, len + 1, rest.len);
	}
	return false;
}

static int fiber_fn
deny(struct turn *t, const struct error *err)
{
	log_event(LOG_INFO, "http.denied", "code=%s", err->code);
	if (http_hooks.denied != NULL)
		http_hooks.denied(&t->req, err);
	return reply_error(&t->req, err);
}

static int fiber_fn
authorise(struct request *req, struct error *err)
{
	if (http_hooks.authorise != NULL)
		return http_hooks.authorise(req, err);
	if (req->route->permission == PERMIT_PUBLIC)
		return 0;
	return error_set(err, ERR_FORBIDDEN, "http.no_authoriser",
	    "this server cannot decide who may do this");
}

static bool
needs_token(const struct request *req)
{
	return req->session != NULL && req->method != GET &&
	    req->method != HEAD && req->method != OPTIONS &&
	    (req->route->flags & ROUTE_NO_TOKEN) == 0 &&
	    http_hooks.check_token != NULL;
}

static void fiber_fn
call_handler(struct turn *t)
{
	struct error err = { 0 };

	if (authorise(&t->req, &err) < 0 ||
	    req_check_origin(&t->req, &err) < 0 ||
	    (needs_token(&t->req) &&
	    http_hooks.check_token(&t->req, &err) < 0)) {
		(void)deny(t, &err);
		return;
	}
	if (!(t->req.route->flags & ROUTE_STREAMS) && http_read_body(t) < 0)
		return;
	(void)t->req.route->handler(&t->req);
	if (t->p.status == 0) {
		log_event(LOG_ERROR, "http.no_reply", "path=%s",
		    t->req.route->path);
		(void)reply_fail(&t->req, ERR_INTERNAL, "http.no_reply",
		    "no reply");
	}
	if (reply_end(&t->req) < 0)
		t->p.must_close = true;
}

static int
method_not_allowed(struct turn *t)
{
	_cleanup_(buf_done) struct buf allow = BUF_INIT;

	for (int m = GET; m <= OPTIONS; m++) {
		if ((t->p.match.allowed & 1u << m) == 0)
			continue;
		buf_printf(&allow, "%s%s%s", allow.len > 0 ? ", " : "",
		    http_method_name((enum http_method)m),
		    m == GET ? ", HEAD" : "");
	}
	reply_header(&t->req, "Allow", req_strdup(&t->req, buf_cstr(&allow)));
	return reply_fail(&t->req, ERR_INVALID, "http.method",
	    "%s is not possible here", http_method_name(t->req.method));
}

static bool
is_api(struct str path)
{
	return str_starts(path, "/api/") || str_is(path, "/api");
}

static void fiber_fn
dispatch(struct turn *t)
{
	struct request *req = &t->req;

	router_find(t->c->s->router, req->method, req->path, &t->p.match);
	req->route = t->p.match.route;
	if (req->route != NULL) {
		call_handler(t);
		if (req->route->flags & ROUTE_STREAMS && req->session != NULL) {
			/* What the handler holds, others may need. */
			req_run_deferred(req);
			http_drop_body(t);
		}
	} else if (t->p.match.knows_path)
		(void)method_not_allowed(t);
	else if (!is_api(req->path) && t->c->s->config.web_dir != NULL)
		(void)static_serve(req);
	else
		(void)reply_fail(req, ERR_NOT_FOUND, "http.not_found",
		    "there is nothing at this address");
}

static void fiber_fn
answer(struct turn *t)
{
	struct str target = t->p.head->target;

	if (!is_our_host(t->c->s, t->p.head->host))
		(void)reply_fail(&t->req, ERR_INVALID, "http.host",
		    "this host is not served here");
	else if (http_parse_path(t->c->arena, target, &t->req.path) < 0 ||
	    http_parse_query(t->c->arena, target, &t->p.query) < 0)
		(void)http_refuse(t, 400, "malformed request target");
	else
		dispatch(t);
}

static void
begin(struct turn *t, struct http_conn *c)
{
	t->c = c;
	t->req.arena = c->arena;
	t->req.p = &t->p;
	t->p.turn = t;
	t->req.body = STR("");
	t->p.conn = &c->io;
	t->p.is_tls = c->io.ssl != NULL;
	t->p.match.index = -1;
	memcpy(t->req.peer, c->address, sizeof(c->address));
	uuid_format(uuid_new(), t->req.id);
	log_set_request(t->req.id);
}

/* How it may go on after this request, by what is known from its head. */
static void
know_head(struct turn *t, int head_len)
{
	struct http_conn *c = t->c;
	const struct http_head *h = &c->parser->head;
	int64_t age_ms = (clock_mono_us() - c->born_us) / 1000;

	t->head_len = t->used = (size_t)head_len;
	t->p.head = h;
	t->req.method = h->method;
	t->may_stay = h->is_persistent && ++c->requests < REQUESTS_MAX &&
	    age_ms < c->s->config.age_ms && !c->s->is_draining;
	/* A body that nobody reads would be taken for the next request. */
	t->p.must_close = !t->may_stay || http_has_body(h);
}

/* Wipe what was used and move what the client sent ahead to the front. */
static void
finish(struct turn *t)
{
	struct http_conn *c = t->c;
	size_t left = c->in_len - t->used;

	req_run_deferred(&t->req);
	log_set_request("");
	memmove(c->in, c->in + t->used, left);
	sodium_memzero(c->in + left, c->in_len - left);
	c->in_len = left;
	arena_wipe(c->arena);
}

/* May the connection stay open? */
static bool fiber_fn
serve_one(struct http_conn *c)
{
	struct turn t = { 0 };
	bool is_gone = false;
	int64_t start;
	int n;

	prepare(c);
	n = read_head(c, &is_gone);
	if (is_gone)
		return false;
	begin(&t, c);
	start = clock_mono_us();
	if (n < 0) {
		static const struct http_head none;

		t.p.head = &none;
		(void)http_refuse(&t, -n, n == -408 ?
		    "the head came too slowly" : c->parser->why);
	} else {
		know_head(&t, n);
		answer(&t);
	}
	metrics_request(t.p.match.index, t.p.status,
	    clock_mono_us() - start);
	finish(&t);
	return !t.p.must_close && !t.p.is_broken;
}

void fiber_fn
http_serve(struct http_conn *c)
{
	bool is_open = true, has_served = false;

	conn_set_deadline(&c->io, c->s->config.head_ms);
	if (conn_handshake(&c->io) < 0) {
		metrics_count(METRIC_HANDSHAKE_FAILED);
		is_open = false;
	}
	while (is_open && wait_request(c) == 0) {
		is_open = serve_one(c);
		has_served = true;
	}
	give_back(c);
	if (has_served && c->io.fd >= 0) {
		if (fiber_is_cancelled())
			fiber_uncancel();
		conn_linger(&c->io);
	}
}
