/*
 * problem.c - errors as application/problem+json (RFC 9457).
 */
#include "base/log.h"
#include "server/http/private.h"

#define PROBLEM_TYPE "application/problem+json"

static const struct {
	int		 status;
	const char	*title;
} kinds[] = {
	[ERR_NONE] = { 500, "Internal error" },
	[ERR_INVALID] = { 400, "Invalid request" },
	[ERR_UNAUTHENTICATED] = { 401, "Sign in first" },
	[ERR_FORBIDDEN] = { 403, "Not allowed" },
	[ERR_NOT_FOUND] = { 404, "Not found" },
	[ERR_CONFLICT] = { 409, "Conflict" },
	[ERR_STALE] = { 412, "Changed meanwhile" },
	[ERR_LIMIT] = { 429, "Limit reached" },
	[ERR_UNAVAILABLE] = { 503, "Try again later" },
	[ERR_UNCERTAIN] = { 503, "Outcome unknown" },
	[ERR_INTERNAL] = { 500, "Internal error" },
};

/* Errors of the protocol, whose status says more than their kind. */
static const struct {
	const char	*code;
	int		 status;
} by_code[] = {
	{ "http.content_type", 415 },
	{ "http.host", 421 },
	{ "http.if_match_missing", 428 },
	{ "http.method", 405 },
	{ "http.body_size", 413 },
	{ "http.target_size", 414 },
	{ "http.head_size", 431 },
	{ "http.expectation", 417 },
	{ "http.unknown_method", 501 },
	{ "http.version", 505 },
	{ "http.timeout", 408 },
};

int
error_status(const struct error *err)
{
	for (size_t i = 0; i < ARRAY_LEN(by_code); i++) {
		if (strcmp(err->code, by_code[i].code) == 0)
			return by_code[i].status;
	}
	if (err->kind == ERR_INVALID && err->field[0] != '\0')
		return 422;
	return kinds[err->kind].status;
}

/* The inside of an internal error is for the log only. */
static const char *
detail_of(const struct error *err)
{
	return kinds[err->kind].status == 500 ?
	    "The server made a mistake; the request id finds it in the log." :
	    err->message;
}

static void
put_common(struct jsonw *w, const struct request *req,
    const struct error *err, int status)
{
	jsonw_key(w, "type");
	jsonw_cstr(w, "about:blank");
	jsonw_key(w, "title");
	jsonw_cstr(w, kinds[err->kind].title);
	jsonw_key(w, "status");
	jsonw_int(w, status);
	jsonw_key(w, "code");
	jsonw_cstr(w, err->code);
	jsonw_key(w, "detail");
	jsonw_cstr(w, detail_of(err));
	jsonw_key(w, "requestId");
	jsonw_cstr(w, req->id);
}

static void
put_place(struct jsonw *w, const struct error *err)
{
	if (err->line <= 0)
		return;
	jsonw_key(w, "line");
	jsonw_int(w, err->line);
	jsonw_key(w, "column");
	jsonw_int(w, err->column);
}

/* A field is named by a JSON pointer (RFC 6901) into the body. */
static void
put_pointer(struct jsonw *w, const char *field)
{
	char pointer[sizeof(((struct error *)0)->field) + 1];

	(void)snprintf(pointer, sizeof(pointer), "%s%s",
	    field[0] == '/' || field[0] == '\0' ? "" : "/", field);
	jsonw_key(w, "pointer");
	jsonw_cstr(w, pointer);
}

static void
put_list(struct jsonw *w, const struct error *errs, size_t n)
{
	jsonw_key(w, "errors");
	jsonw_array(w);
	for (size_t i = 0; i < n; i++) {
		jsonw_object(w);
		put_pointer(w, errs[i].field);
		jsonw_key(w, "code");
		jsonw_cstr(w, errs[i].code);
		jsonw_key(w, "detail");
		jsonw_cstr(w, errs[i].message);
		jsonw_object_end(w);
	}
	jsonw_array_end(w);
}

static int
reply_problem(struct request *req, const struct error *errs, size_t n)
{
	_cleanup_(buf_done) struct buf body = BUF_INIT;
	struct jsonw w = JSONW(&body);
	int status = error_status(errs);

	if (errs->kind == ERR_INTERNAL)
		log_event(LOG_ERROR, "http.error", "code=%s message=\"%s\"",
		    errs->code, errs->message);
	if (status == 503)
		reply_header(req, "Retry-After", "1");
	jsonw_object(&w);
	put_common(&w, req, errs, status);
	put_place(&w, errs);
	if (n > 1 || errs->field[0] != '\0')
		put_list(&w, errs, n);
	jsonw_object_end(&w);
	return reply_data(req, status, PROBLEM_TYPE, buf_view(&body));
}

int
reply_error(struct request *req, const struct error *err)
{
	return reply_problem(req, err, 1);
}

int
reply_errors(struct request *req, const struct error *errs, size_t n)
{
	return reply_problem(req, errs, n);
}

int
reply_fail(struct request *req, enum error_kind kind, const char *code,
    const char *fmt, ...)
{
	struct error err;
	char message[sizeof(err.message)];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(message, sizeof(message), fmt, ap);
	va_end(ap);
	(void)error_set(&err, kind, code, "%s", message);
	return reply_error(req, &err);
}
