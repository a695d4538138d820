/*
 * head.c - the request line and the header fields.
 *
 * The rules, each of which answers an attack: line ends are CRLF and nothing
 * else; names are tokens directly followed by the colon; no folded lines, no
 * control characters; one Host, one length, one coding; a body only where the
 * method has one.
 */
#include "server/http/parse.h"

static const char *const method_names[] = {
	[GET] = "GET", [HEAD] = "HEAD", [POST] = "POST", [PUT] = "PUT",
	[PATCH] = "PATCH", [DELETE] = "DELETE", [OPTIONS] = "OPTIONS",
};

/* Fields that may appear once only. */
static const char *const singletons[] = {
	"authorization", "content-encoding", "content-length", "content-type",
	"cookie", "expect", "host", "idempotency-key", "if-match",
	"if-none-match", "last-event-id", "origin", "range", "referer",
	"sec-fetch-site", "transfer-encoding",
};

/* tchar of RFC 9110: letters, digits and these. */
static bool
is_tchar(unsigned char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z') ||
	    (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

bool
http_is_token(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (!is_tchar((unsigned char)s.p[i]))
			return false;
	}
	return s.len > 0;
}

bool
http_is_field_value(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if ((c < 0x20 && c != '\t') || c == 0x7f)
			return false;
	}
	return true;
}

enum http_method
http_method_of(struct str name)
{
	for (size_t i = GET; i < ARRAY_LEN(method_names); i++) {
		if (str_is(name, method_names[i]))
			return (enum http_method)i;
	}
	return HTTP_NO_METHOD;
}

const char *
http_method_name(enum http_method method)
{
	return method == HTTP_NO_METHOD ? "-" : method_names[method];
}

static int
refuse(struct http_parser *p, int status, const char *why)
{
	p->why = why;
	return -status;
}

/* Origin form only: "/" and visible ASCII; a fragment is never sent. */
static bool
is_origin_form(struct str target)
{
	for (size_t i = 0; i < target.len; i++) {
		unsigned char c = (unsigned char)target.p[i];

		if (c < 0x21 || c > 0x7e || c == '#')
			return false;
	}
	return target.len > 0 && target.p[0] == '/';
}

static int
request_line(struct http_parser *p, struct str line)
{
	ptrdiff_t sp1 = str_chr(line, ' ');
	struct str method = str_sub(line, 0, sp1 < 0 ? 0 : (size_t)sp1);
	struct str rest = str_sub(line, method.len + 1, line.len);
	ptrdiff_t sp2 = str_chr(rest, ' ');
	struct str version;

	if (!http_is_token(method) || sp2 <= 0)
		return refuse(p, 400, "malformed request line");
	p->head.target = str_sub(rest, 0, (size_t)sp2);
	version = str_sub(rest, (size_t)sp2 + 1, rest.len);
	if (version.len != 8 || !str_starts(version, "HTTP/"))
		return refuse(p, 400, "malformed request line");
	p->is_old = str_is(version, "HTTP/1.0");
	if (!p->is_old && !str_is(version, "HTTP/1.1"))
		return refuse(p, 505, "HTTP version not supported");
	p->head.is_persistent = !p->is_old;
	if (!is_origin_form(p->head.target))
		return refuse(p, 400, "malformed request target");
	p->head.method = http_method_of(method);
	if (p->head.method == HTTP_NO_METHOD)
		return refuse(p, 501, "unknown method");
	p->has_request_line = true;
	return 0;
}

static bool
is_singleton(struct str name)
{
	for (size_t i = 0; i < ARRAY_LEN(singletons); i++) {
		if (str_is(name, singletons[i]))
			return true;
	}
	return false;
}

static bool
was_seen(const struct http_head *h, struct str name)
{
	for (size_t i = 0; i < h->n_headers; i++) {
		if (str_eq(h->headers[i].name, name))
			return true;
	}
	return false;
}

static bool
equals_nocase(struct str s, const char *lower)
{
	return s.len == strlen(lower) && strncasecmp(s.p, lower, s.len) == 0;
}

static int
content_length(struct http_parser *p, struct str v)
{
	int64_t n;

	if (v.len < 1 || v.len > 10 || v.p[0] == '-' || v.p[0] == '+' ||
	    parse_int(v, 0, INT64_MAX, &n) < 0)
		return refuse(p, 400, "malformed Content-Length");
	p->head.has_length = true;
	p->head.length = (uint64_t)n;
	return 0;
}

static void
connection(struct http_parser *p, struct str v)
{
	while (v.len > 0) {
		ptrdiff_t comma = str_chr(v, ',');
		size_t len = comma < 0 ? v.len : (size_t)comma;
		struct str option = str_trim(str_sub(v, 0, len));

		if (equals_nocase(option, "close"))
			p->head.is_persistent = false;
		v = str_sub(v, len + 1, v.len);
	}
}

/* host[:port]; whether it is one of ours is for the server to know. */
static bool
is_authority(struct str v)
{
	for (size_t i = 0; i < v.len; i++) {
		unsigned char c = (unsigned char)v.p[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
		    !(c >= '0' && c <= '9') && strchr(".-_:[]", c) == NULL)
			return false;
	}
	return v.len > 0 && v.len <= 255;
}

/* The fields that matter for framing. */
static int
interpret(struct http_parser *p, struct str name, struct str v)
{
	if (str_is(name, "content-length"))
		return content_length(p, v);
	if (str_is(name, "transfer-encoding")) {
		if (!equals_nocase(v, "chunked"))
			return refuse(p, 400, "unknown Transfer-Encoding");
		p->head.is_chunked = true;
	} else if (str_is(name, "host")) {
		if (!is_authority(v))
			return refuse(p, 400, "malformed Host");
		p->head.host = v;
	} else if (str_is(name, "connection")) {
		connection(p, v);
	} else if (str_is(name, "expect")) {
		if (!equals_nocase(v, "100-continue"))
			return refuse(p, 417, "unknown expectation");
		p->head.wants_continue = !p->is_old;
	}
	return 0;
}

static int
header_line(struct http_parser *p, char *line, size_t len)
{
	struct str all = { line, len }, name, value;
	ptrdiff_t colon = str_chr(all, ':');

	if (colon <= 0)
		return refuse(p, 400, "malformed header field");
	name = str_sub(all, 0, (size_t)colon);
	value = str_sub(all, (size_t)colon + 1, len);
	if (!http_is_token(name))
		return refuse(p, 400, "malformed header name");
	if (!http_is_field_value(value))
		return refuse(p, 400, "malformed header value");
	if (p->head.n_headers == HTTP_HEADERS_MAX)
		return refuse(p, 431, "too many header fields");
	for (ptrdiff_t i = 0; i < colon; i++) {
		if (line[i] >= 'A' && line[i] <= 'Z')
			line[i] += 'a' - 'A';
	}
	while (value.len > 0 && (*value.p == ' ' || *value.p == '\t'))
		value = str_sub(value, 1, value.len);
	while (value.len > 0 && (value.p[value.len - 1] == ' ' ||
	    value.p[value.len - 1] == '\t'))
		value.len--;
	if (is_singleton(name) && was_seen(&p->head, name))
		return refuse(p, 400, "repeated header field");
	p->head.headers[p->head.n_headers++] =
	    (struct http_header){ name, value };
	return interpret(p, name, value);
}

/* What no single line can tell. */
static int
check_whole(struct http_parser *p)
{
	struct http_head *h = &p->head;
	bool may_have_body = h->method == POST || h->method == PUT ||
	    h->method == PATCH;

	if (h->host.p == NULL)
		return refuse(p, 400, "no Host");
	if (h->is_chunked && h->has_length)
		return refuse(p, 400, "two framings of the body");
	if (h->is_chunked && p->is_old)
		return refuse(p, 400, "Transfer-Encoding in HTTP/1.0");
	if (!may_have_body && (h->is_chunked || h->length > 0))
		return refuse(p, 400, "this method has no body");
	return 0;
}

void
http_parser_init(struct http_parser *p)
{
	p->line = p->scanned = 0;
	p->has_request_line = p->is_old = false;
	p->why = NULL;
	memset(&p->head, 0, offsetof(struct http_head, headers));
}

/* 1 at the end of the head, 0 to go on, or minus a status. */
static int
one_line(struct http_parser *p, char *line, size_t len)
{
	int r;

	if (len == 0 || line[len - 1] != '\r')
		return refuse(p, 400, "line feed without carriage return");
	len--;
	if (memchr(line, '\r', len) != NULL)
		return refuse(p, 400, "carriage return without line feed");
	if (!p->has_request_line)
		return request_line(p, (struct str){ line, len });
	if (len == 0) {
		r = check_whole(p);
		return r < 0 ? r : 1;
	}
	return header_line(p, line, len);
}

int
http_parse(struct http_parser *p, char *bytes, size_t len)
{
	size_t max = len < HTTP_HEAD_MAX ? len : HTTP_HEAD_MAX;
	int r = 0;

	while (r == 0) {
		char *line = bytes + p->line;
		char *lf = memchr(bytes + p->scanned, '\n', max - p->scanned);

		p->scanned = lf == NULL ? max : (size_t)(lf - bytes) + 1;
		if (p->scanned - p->line > HTTP_LINE_MAX)
			return p->has_request_line ?
			    refuse(p, 431, "header field too long") :
			    refuse(p, 414, "request target too long");
		if (lf == NULL)
			break;
		r = one_line(p, line, (size_t)(lf - line));
		p->line = p->scanned;
	}
	if (r != 0)
		return r < 0 ? r : (int)p->line;
	if (len >= HTTP_HEAD_MAX)
		return refuse(p, 431, "header too long");
	return 0;
}
