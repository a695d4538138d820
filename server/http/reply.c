/*
 * reply.c - the answer: head, security headers, body, in one write.
 */
#include <assert.h>
#include <errno.h>
#include <time.h>

#include "base/clock.h"
#include "server/http/private.h"

#define WRITE_MS	30000
#define WRITE_RATE	(16 * 1024)	/* bytes a second, at least */

static const char *
reason_of(int status)
{
	switch (status) {
	case 200: return "OK";
	case 201: return "Created";
	case 202: return "Accepted";
	case 204: return "No Content";
	case 206: return "Partial Content";
	case 303: return "See Other";
	case 304: return "Not Modified";
	case 400: return "Bad Request";
	case 401: return "Unauthorized";
	case 403: return "Forbidden";
	case 404: return "Not Found";
	case 405: return "Method Not Allowed";
	case 408: return "Request Timeout";
	case 409: return "Conflict";
	case 410: return "Gone";
	case 412: return "Precondition Failed";
	case 413: return "Content Too Large";
	case 414: return "URI Too Long";
	case 415: return "Unsupported Media Type";
	case 417: return "Expectation Failed";
	case 421: return "Misdirected Request";
	case 422: return "Unprocessable Content";
	case 428: return "Precondition Required";
	case 429: return "Too Many Requests";
	case 431: return "Request Header Fields Too Large";
	case 500: return "Internal Server Error";
	case 501: return "Not Implemented";
	case 503: return "Service Unavailable";
	case 505: return "HTTP Version Not Supported";
	default: return "Status";
	}
}

void
reply_header(struct request *req, const char *name, const char *value)
{
	assert(http_is_token(str_of(name)) &&
	    http_is_field_value(str_of(value)));
	vec_push(req->arena, &req->p->fields,
	    ((struct http_arg){ name, value }));
}

void
reply_version(struct request *req, const char *version)
{
	reply_header(req, "ETag", req_printf(req, "\"%s\"", version));
}

void
reply_cookie(struct request *req, const char *cookie)
{
	reply_header(req, "Set-Cookie", cookie);
}

static void
put_date(struct buf *out)
{
	static char text[64];
	static time_t at;
	time_t now = (time_t)(clock_now_us() / 1000000);
	struct tm tm;

	if (now != at) {
		(void)gmtime_r(&now, &tm);
		(void)strftime(text, sizeof(text),
		    "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &tm);
		at = now;
	}
	buf_puts(out, text);
}

/* On every reply.  A page sets its own policy for what it may load. */
static void
put_security(struct buf *out, const struct request *req)
{
	if (req->p->is_tls)
		buf_puts(out, "Strict-Transport-Security: "
		    "max-age=63072000; includeSubDomains\r\n");
	buf_puts(out, "X-Content-Type-Options: nosniff\r\n"
	    "Referrer-Policy: no-referrer\r\n"
	    "Cross-Origin-Opener-Policy: same-origin\r\n"
	    "Cross-Origin-Resource-Policy: same-origin\r\n");
	if (!req->p->is_page)
		buf_puts(out, "Cache-Control: no-store\r\n"
		    "Content-Security-Policy: default-src 'none'; "
		    "frame-ancestors 'none'; base-uri 'none'\r\n");
}

/* 204 and 304 have no body and say nothing of it. */
static bool
has_body(int status)
{
	return status != 204 && status != 304 && status >= 200;
}

static void
put_head(struct buf *out, struct request *req, const char *type,
    const uint64_t *length)
{
	const struct request_private *p = req->p;

	buf_printf(out, "HTTP/1.1 %d %s\r\n", p->status, reason_of(p->status));
	put_date(out);
	put_security(out, req);
	for (size_t i = 0; i < p->fields.n; i++) {
		buf_puts(out, p->fields.v[i].name);
		buf_puts(out, ": ");
		buf_puts(out, p->fields.v[i].value);
		buf_puts(out, "\r\n");
	}
	if (!p->is_page)
		buf_printf(out, "X-Request-Id: %s\r\n", req->id);
	if (has_body(p->status)) {
		buf_printf(out, "Content-Type: %s\r\n", type);
		if (length != NULL)
			buf_printf(out, "Content-Length: %llu\r\n",
			    (unsigned long long)*length);
		else
			buf_puts(out, "Transfer-Encoding: chunked\r\n");
	}
	if (p->must_close)
		buf_puts(out, "Connection: close\r\n");
	buf_puts(out, "\r\n");
}

static void fiber_fn
write_out(struct request *req, struct str head, struct str body)
{
	struct request_private *p = req->p;

	conn_set_deadline(p->conn,
	    WRITE_MS + (int64_t)(body.len / WRITE_RATE) * 1000);
	if (conn_write(p->conn, head, body) < 0) {
		p->is_broken = true;
		p->must_close = true;
	}
}

int
reply_data(struct request *req, int status, const char *content_type,
    struct str data)
{
	_cleanup_(buf_done) struct buf head = BUF_INIT;
	uint64_t length = data.len;

	assert(req->p->status == 0);
	req->p->status = status;
	buf_reserve(&head, 1024);
	put_head(&head, req, content_type, &length);
	if (req->method == HEAD || !has_body(status))
		data = STR("");
	write_out(req, buf_view(&head), data);
	return status;
}

int
reply_str(struct request *req, int status, struct str json)
{
	struct error err;
	struct str body = json;

	if (http_hooks.filter != NULL && json.len > 0 &&
	    http_hooks.filter(req, json, &body, &err) < 0)
		return reply_error(req, &err);
	return reply_data(req, status, "application/json", body);
}

int
reply(struct request *req, int status, const char *json)
{
	return reply_str(req, status, json == NULL ? STR("") : str_of(json));
}

static int fiber_fn
begin(struct request *req, int status, const char *content_type,
    const uint64_t *length)
{
	_cleanup_(buf_done) struct buf head = BUF_INIT;

	assert(req->p->status == 0 && has_body(status));
	req->p->status = status;
	req->p->is_open = true;
	put_head(&head, req, content_type, length);
	write_out(req, buf_view(&head), STR(""));
	return status;
}

int fiber_fn
reply_begin(struct request *req, int status, const char *content_type)
{
	return begin(req, status, content_type, NULL);
}

int fiber_fn
reply_begin_sized(struct request *req, int status, const char *content_type,
    uint64_t length)
{
	req->p->is_sized = true;
	req->p->left = length;
	return begin(req, status, content_type, &length);
}

static int fiber_fn
write_sized(struct request *req, struct str data)
{
	assert(data.len <= req->p->left);
	req->p->left -= data.len;
	write_out(req, data, STR(""));
	return req->p->is_broken ? -EPIPE : 0;
}

int fiber_fn
reply_write(struct request *req, struct str data)
{
	_cleanup_(buf_done) struct buf chunk = BUF_INIT;

	assert(req->p->is_open);
	if (req->p->is_broken)
		return -EPIPE;
	if (data.len == 0 || req->method == HEAD)
		return 0;
	if (req->p->is_sized)
		return write_sized(req, data);
	buf_printf(&chunk, "%zx\r\n", data.len);
	buf_str(&chunk, data);
	buf_puts(&chunk, "\r\n");
	write_out(req, buf_view(&chunk), STR(""));
	return req->p->is_broken ? -EPIPE : 0;
}

void
reply_break_off(struct request *req)
{
	assert(req->p->is_open);
	req->p->is_broken = true;
}

int fiber_fn
reply_end(struct request *req)
{
	if (!req->p->is_open || req->p->is_broken)
		return req->p->is_broken ? -EPIPE : 0;
	if (req->method == HEAD)
		return 0;
	if (req->p->is_sized)
		req->p->is_broken = req->p->left > 0;
	else
		write_out(req, STR("0\r\n\r\n"), STR(""));
	return req->p->is_broken ? -EPIPE : 0;
}
