/*
 * request.c - what was asked: arguments, fields, cookies, JSON.
 */
#include <assert.h>
#include <openssl/crypto.h>

#include "server/http/private.h"

#define DEFAULT_LANGUAGE "es"

struct http_hooks http_hooks;

void
http_set_hooks(const struct http_hooks *hooks)
{
	if (hooks->authorise != NULL)
		http_hooks.authorise = hooks->authorise;
	if (hooks->check_token != NULL)
		http_hooks.check_token = hooks->check_token;
	if (hooks->denied != NULL)
		http_hooks.denied = hooks->denied;
	if (hooks->filter != NULL)
		http_hooks.filter = hooks->filter;
	if (hooks->unready != NULL)
		http_hooks.unready = hooks->unready;
	if (hooks->metrics != NULL)
		http_hooks.metrics = hooks->metrics;
}

void *
req_alloc(struct request *req, size_t n)
{
	return arena_zalloc(req->arena, n);
}

char *
req_strdup(struct request *req, const char *s)
{
	return arena_strdup(req->arena, s);
}

const char *
req_printf(struct request *req, const char *fmt, ...)
{
	va_list ap;
	struct str s;

	va_start(ap, fmt);
	s = arena_vprintf(req->arena, fmt, ap);
	va_end(ap);
	return s.p;
}

void
req_defer(struct request *req, void (*fn)(void *), void *ptr)
{
	struct deferred *d = req_alloc(req, sizeof(*d));

	d->fn = fn;
	d->ptr = ptr;
	d->next = req->p->deferred;
	req->p->deferred = d;
}

void
req_run_deferred(struct request *req)
{
	while (req->p->deferred != NULL) {
		struct deferred *d = req->p->deferred;

		req->p->deferred = d->next;
		d->fn(d->ptr);
	}
}

const char *
path_arg(struct request *req, const char *name)
{
	const struct router_match *m = &req->p->match;

	for (size_t i = 0; i < m->n_args; i++) {
		if (str_is(m->args[i].name, name))
			return arena_str(req->arena, m->args[i].value).p;
	}
	assert(!"the path of the route has this argument");
	return NULL;
}

const char *
query_arg_at(struct request *req, const char *name, size_t n)
{
	for (const struct http_arg *a = req->p->query; a->name != NULL; a++) {
		if (strcmp(a->name, name) == 0 && n-- == 0)
			return a->value;
	}
	return NULL;
}

const char *
query_arg(struct request *req, const char *name)
{
	return query_arg_at(req, name, 0);
}

int
query_int(struct request *req, const char *name, int64_t range[2],
    int64_t *ret, struct error *err)
{
	const char *v = query_arg(req, name);

	if (v == NULL)
		return 0;
	if (parse_int(str_of(v), range[0], range[1], ret) < 0)
		return error_set_field(err, "http.query", str_of(name),
		    "%s is a whole number from %lld to %lld", name,
		    (long long)range[0], (long long)range[1]);
	return 0;
}

static struct str
field(const struct request *req, const char *name)
{
	const struct http_head *h = req->p->head;

	for (size_t i = 0; i < h->n_headers; i++) {
		if (str_is(h->headers[i].name, name))
			return h->headers[i].value;
	}
	return STR_NULL;
}

const char *
req_header(struct request *req, const char *name)
{
	struct str v = field(req, name);

	return v.p == NULL ? NULL : arena_str(req->arena, v).p;
}

/* The part before the next separator, trimmed, moving rest behind it. */
static struct str
next_part(struct str *rest, char separator)
{
	ptrdiff_t end = str_chr(*rest, separator);
	size_t len = end < 0 ? rest->len : (size_t)end;
	struct str part = str_sub(*rest, 0, len);

	*rest = str_sub(*rest, len + 1, rest->len);
	return str_trim(part);
}

const char *
req_cookie(struct request *req, const char *name)
{
	struct str rest = field(req, "cookie");
	size_t len = strlen(name);

	while (rest.len > 0) {
		struct str c = next_part(&rest, ';');

		if (c.len > len && c.p[len] == '=' &&
		    memcmp(c.p, name, len) == 0 && utf8_valid(c))
			return arena_str(req->arena,
			    str_sub(c, len + 1, c.len)).p;
	}
	return NULL;
}

/* How deep brackets nest, strings aside. */
static int
json_depth(struct str s)
{
	int depth = 0, deepest = 0;
	bool is_quoted = false;

	for (size_t i = 0; i < s.len; i++) {
		if (is_quoted && s.p[i] == '\\')
			i++;
		else if (s.p[i] == '"')
			is_quoted = !is_quoted;
		else if (!is_quoted && (s.p[i] == '[' || s.p[i] == '{'))
			deepest = ++depth > deepest ? depth : deepest;
		else if (!is_quoted && (s.p[i] == ']' || s.p[i] == '}'))
			depth--;
	}
	return deepest;
}

static bool
is_json_type(struct str type)
{
	struct str media = next_part(&type, ';');

	return (media.len == 16 &&
	    strncasecmp(media.p, "application/json", 16) == 0) ||
	    (media.len > 5 &&
	    strncasecmp(media.p + media.len - 5, "+json", 5) == 0);
}

const struct json *
req_json(struct request *req, struct error *err)
{
	struct request_private *p = req->p;

	if (p->json != NULL)
		return p->json;
	if (!is_json_type(field(req, "content-type"))) {
		(void)error_set(err, ERR_INVALID, "http.content_type",
		    "the body must be application/json");
		return NULL;
	}
	if (json_depth(req->body) > HTTP_JSON_DEPTH_MAX) {
		(void)error_set(err, ERR_INVALID, "json.depth",
		    "nested more than %d deep", HTTP_JSON_DEPTH_MAX);
		return NULL;
	}
	p->json = json_parse(req->arena, req->body, err);
	return p->json;
}

/* The weight of "en;q=0.5" in thousandths. */
static int
language_weight(struct str params)
{
	struct str q = str_trim(params);
	int weight = 0, unit = 100;

	if (!str_starts(q, "q="))
		return 1000;
	if (q.len > 2 && q.p[2] == '1')
		return 1000;
	for (size_t i = 4; i < q.len && unit > 0; i++, unit /= 10) {
		if (q.p[i] < '0' || q.p[i] > '9')
			return 0;
		weight += (q.p[i] - '0') * unit;
	}
	return weight;
}

const char *
req_language(struct request *req)
{
	static const char *const known[] = { "es", "ca", "pt", "it", "en" };
	struct str rest = field(req, "accept-language");
	const char *best = DEFAULT_LANGUAGE;
	int best_weight = 0;

	while (rest.len > 0) {
		struct str params = next_part(&rest, ',');
		struct str tag = next_part(&params, ';');
		int weight = language_weight(params);

		for (size_t i = 0; i < ARRAY_LEN(known); i++) {
			if (tag.len < 2 || weight <= best_weight ||
			    strncasecmp(tag.p, known[i], 2) != 0 ||
			    (tag.len > 2 && tag.p[2] != '-'))
				continue;
			best = known[i];
			best_weight = weight;
		}
	}
	return best;
}

const char *
req_if_match(struct request *req, struct error *err)
{
	struct str v = field(req, "if-match");

	if (v.p == NULL) {
		(void)error_set(err, ERR_STALE, "http.if_match_missing",
		    "send If-Match with the version you have read");
		return NULL;
	}
	if (v.len < 3 || v.p[0] != '"' || v.p[v.len - 1] != '"' ||
	    str_chr(str_sub(v, 1, v.len - 2), '"') >= 0 || !utf8_valid(v)) {
		(void)error_set(err, ERR_INVALID, "http.if_match",
		    "If-Match must be one strong entity tag");
		return NULL;
	}
	return arena_str(req->arena, str_sub(v, 1, v.len - 2)).p;
}

bool
req_has_version(struct request *req, const char *version)
{
	struct str rest = field(req, "if-none-match");

	while (rest.len > 0) {
		struct str tag = next_part(&rest, ',');

		if (str_starts(tag, "W/"))
			tag = str_sub(tag, 2, tag.len);
		if (str_is(tag, "*") || (tag.len >= 2 && tag.p[0] == '"' &&
		    str_is(str_sub(tag, 1, tag.len - 2), version)))
			return true;
	}
	return false;
}

/* "https://" and the Host that was asked for; behind a proxy that speaks TLS
 * for us we cannot tell the scheme. */
static bool
is_own_origin(const struct request *req, struct str origin)
{
	struct str host = req->p->head->host;

	if (str_starts(origin, "https://"))
		origin = str_sub(origin, 8, origin.len);
	else if (!req->p->is_tls && str_starts(origin, "http://"))
		origin = str_sub(origin, 7, origin.len);
	else
		return false;
	return origin.len == host.len &&
	    strncasecmp(origin.p, host.p, host.len) == 0;
}

int
req_check_origin(struct request *req, struct error *err)
{
	struct str site = field(req, "sec-fetch-site");
	struct str origin = field(req, "origin");

	if (req->method == GET || req->method == HEAD ||
	    req->method == OPTIONS)
		return 0;
	if ((site.p == NULL || str_is(site, "same-origin") ||
	    str_is(site, "none")) &&
	    (origin.p == NULL || is_own_origin(req, origin)))
		return 0;
	return error_set(err, ERR_FORBIDDEN, "http.cross_site",
	    "this request comes from another site");
}
