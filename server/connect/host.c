/*
 * host.c - what connectors may ask of the server.
 */
#include <errno.h>

#include <event2/event.h>

#include "base/fetch.h"
#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "server/connect/private.h"

#define SECRET_MAX	4096

static const struct session_host *
session(const struct host *host)
{
	return (const struct session_host *)host;
}

static void __attribute__((format(printf, 2, 3)))
host_log(const struct host *host, const char *fmt, ...)
{
	const struct session_host *s = session(host);
	va_list ap;

	va_start(ap, fmt);
	s->result->detail = arena_vprintf(s->arena, fmt, ap).p;
	va_end(ap);
	log_event(LOG_INFO, "connector", "name=%s message=\"%s\"",
	    s->connection->name, s->result->detail);
}

static int
shorter(int a, int b)
{
	return a > 0 && a < b ? a : b;
}

static enum http_end fiber_fn
host_http(const struct host *host, struct http *x)
{
	const struct session_host *s = session(host);
	struct fetch f = { .method = x->method, .url = x->url,
	    .headers = x->headers, .body = { x->body, x->size },
	    .ca_file = x->ca_file, .client_certificate = x->certificate,
	    .client_key = x->key,
	    .timeout_ms = shorter(x->timeout_ms, s->connection->timeout_ms) };
	struct fetch_reply reply;
	struct error err = { 0 };

	if (fetch_run(&f, s->arena, &reply, &err) == 0) {
		x->status = reply.status;
		x->reply = reply.body.p;
		x->reply_size = reply.body.len;
		return HTTP_ANSWERED;
	}
	host_log(host, "%s %s: %s", x->method, x->url, err.message);
	return err.kind == ERR_UNAVAILABLE || err.kind == ERR_INVALID ?
	    HTTP_NOT_SENT : HTTP_UNCERTAIN;
}

static int fiber_fn
host_wait(const struct host *host, int fd, int to_write, int timeout_ms)
{
	int r = fiber_wait_fd(fd, to_write ? EV_WRITE : EV_READ,
	    shorter(timeout_ms, session(host)->connection->timeout_ms));

	return r > 0 ? 1 : r == -ETIMEDOUT ? 0 : -1;
}

static int
copy_out(struct str s, char *out, size_t size)
{
	if (s.len >= size || memchr(s.p, '\0', s.len) != NULL)
		return -1;
	memcpy(out, s.p, s.len);
	out[s.len] = '\0';
	return (int)s.len;
}

static int
host_secret(const struct host *host, const char *file, char *out, size_t size)
{
	_cleanup_(buf_done) struct buf text = BUF_INIT;
	struct error err = { 0 };
	int r;

	if (file_read(file, SECRET_MAX, &text, &err) < 0) {
		host_log(host, "%s", err.message);
		return -1;
	}
	if (text.len > 0 && text.p[text.len - 1] == '\n')
		text.len--;
	r = copy_out(buf_view(&text), out, size);
	explicit_bzero(text.p, text.cap);
	return r;
}

static int
host_json(const struct host *host, const char *text, size_t len,
    const char *member, char *out, size_t size)
{
	const struct json *j = json_parse(session(host)->arena,
	    (struct str){ text, len }, NULL);
	struct str value = json_string(j, member, STR_NULL);

	return value.p == NULL ? -1 : copy_out(value, out, size);
}

static void
host_receipt(const struct host *host, const char *number, const void *body,
    size_t size)
{
	const struct session_host *s = session(host);

	s->result->number = arena_str(s->arena, str_of(number));
	s->result->receipt = arena_str(s->arena, (struct str){ body, size });
}

struct session_host
host_of(const struct connection *c, struct arena *a,
    struct connect_result *result)
{
	return (struct session_host){
		.host = {
			.log = host_log,
			.http = host_http,
			.wait = host_wait,
			.secret = host_secret,
			.json = host_json,
			.receipt = host_receipt,
		},
		.connection = c, .arena = a, .result = result,
	};
}
