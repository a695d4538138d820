/*
 * http.h - what a handler sees: the request, its arguments, and the reply.
 *
 * A handler runs on the fiber of its connection and returns the status that a
 * reply function gave it, so no path can forget to answer:
 *
 *	static int fiber_fn
 *	case_get(struct request *req)
 *	{
 *		...
 *		return reply(req, 200, body);
 *	}
 *
 *	const struct route case_routes[] = {
 *		ROUTE(GET, "/api/v1/cases/{id}", MAY_READ_CASE, case_get),
 *		{ 0 }
 *	};
 *
 * Memory of a request comes from its arena, which is wiped afterwards; what is
 * not memory is handed to req_defer().  Handlers contain no free().
 *
 * Arguments (path, query, cookies) are decoded, valid UTF-8 and free of
 * control characters before a handler sees them: no NUL hides in them, and the
 * marker of sealed values cannot be forged.
 */
#ifndef SERVER_HTTP_HTTP_H
#define SERVER_HTTP_HTTP_H

#include "base/arena.h"
#include "base/error.h"
#include "base/fiber.h"
#include "base/json.h"
#include "base/str.h"
#include "base/uuid.h"

enum http_method {
	HTTP_NO_METHOD, GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS,
};

/* Permissions are numbers of the security layer from PERMIT_FIRST on; these two
 * are known here. */
enum {
	PERMIT_PUBLIC = 1,	/* anybody, signed in or not */
	PERMIT_SIGNED_IN = 2,	/* any session */
	PERMIT_FIRST = 16,
};

struct request;
struct session;			/* of server/security */
struct db;			/* of server/db */

enum route_flags {
	/* Not checked for a CSRF token: signing in, partners with client
	 * certificates.  The Origin is checked all the same. */
	ROUTE_NO_TOKEN = 1,
	/* Also for a session that must make a passkey before anything else. */
	ROUTE_ENROLLING = 2,
	/* The handler reads the body itself, with req_read_body(). */
	ROUTE_STREAMS = 4,
};

struct route {
	enum http_method method;
	const char	*path;		/* "/api/v1/persons/{id}/notes" */
	int		 permission;	/* never 0 */
	int fiber_fn	(*handler)(struct request *);
	unsigned	 flags;		/* enum route_flags */
	size_t		 body_max;	/* bytes; 0 is HTTP_BODY_MAX */
};

/* A row of a route table.  A permission of 0 does not compile. */
#define ROUTE(method_, path_, permission_, handler_, ...)		\
	{ method_, path_,						\
	  (permission_) + 0 * (int)sizeof(char[(permission_) > 0 ? 1 : -1]), \
	  handler_, __VA_ARGS__ }

#define HTTP_BODY_MAX	(1024 * 1024)
#define HTTP_JSON_DEPTH_MAX 32

struct request {
	struct arena	*arena;
	const struct route *route;
	enum http_method method;
	struct str	 path;		/* decoded, without the query */
	struct str	 body;
	char		 id[UUID_TEXT_LEN + 1];	/* in the log and in errors */
	char		 peer[48];	/* address of the client, as text */
	/* Filled by the layers that know them, NULL until then. */
	struct session	*session;
	struct db	*db;
	struct request_private *p;	/* of server/http */
};

/* -- memory and clean-up -------------------------------------------------- */

void	*req_alloc(struct request *req, size_t n);	/* cleared */
char	*req_strdup(struct request *req, const char *s);
const char *req_printf(struct request *req, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));
/* Call fn(ptr) when the reply was written; the last deferred goes first. */
void	 req_defer(struct request *req, void (*fn)(void *), void *ptr);

/* -- what was asked ------------------------------------------------------- */

/* The {name} of the route's path; asserts that the path has it. */
const char *path_arg(struct request *req, const char *name);
/* The first value of ?name=, or NULL. */
const char *query_arg(struct request *req, const char *name);
/* Of several: number n, from 0. */
const char *query_arg_at(struct request *req, const char *name, size_t n);
/* An integer within a range; fallback when absent; -1 and err (field name)
 * when it is something else. */
int	 query_int(struct request *req, const char *name, int64_t range[2],
	    int64_t *ret_or_fallback, struct error *err);
/* Value of a header field, name in lower case; NULL when absent. */
const char *req_header(struct request *req, const char *name);
const char *req_cookie(struct request *req, const char *name);
/* The body as JSON: content type application/json (or +json), at most
 * HTTP_JSON_DEPTH_MAX deep.  NULL and err. */
const struct json *req_json(struct request *req, struct error *err);
/* The next bytes of the body of a ROUTE_STREAMS request, at most room of them,
 * added to out: how many, 0 at its end.  Waits for the client, who must send
 * 16 KiB/s beyond http.body_ms.  Otherwise -413 (beyond the route's limit),
 * -400, -ETIMEDOUT, or the client is gone: then undo and give the value to
 * reply_body_error(). */
int fiber_fn req_read_body(struct request *req, struct buf *out, size_t room);
/* "es", "ca", "pt", "it" or "en", by Accept-Language; "es" when in doubt. */
const char *req_language(struct request *req);
/* The version in If-Match, without quotes.  NULL and err (412 or 428) when it
 * is missing or not one strong tag. */
const char *req_if_match(struct request *req, struct error *err);
/* Does If-None-Match name this version?  Then reply(req, 304, NULL). */
bool	 req_has_version(struct request *req, const char *version);

/* -- the answer; each returns the status ---------------------------------- */

/* A header field; before the reply.  Value is kept, not copied. */
void	 reply_header(struct request *req, const char *name,
	    const char *value);
/* ETag: "version".  For If-Match to work it must change with every change. */
void	 reply_version(struct request *req, const char *version);
/* Set-Cookie: the whole value, "__Host-sid=...; Secure; ...". */
void	 reply_cookie(struct request *req, const char *cookie);

/* json lives until the end of the request; NULL for none (204, 304).  It goes
 * through the reply filter, which opens sealed values. */
int	 reply(struct request *req, int status, const char *json);
int	 reply_str(struct request *req, int status, struct str json);
/* Anything else: text/csv, application/pdf.  Not filtered. */
int	 reply_data(struct request *req, int status, const char *content_type,
	    struct str data);
/* problem+json (RFC 9457).  The status follows from the kind; a field makes it
 * 422. */
int	 reply_error(struct request *req, const struct error *err);
/* Several at once, one for each wrong field: 422. */
int	 reply_errors(struct request *req, const struct error *errs, size_t n);
/* error_set() and reply_error() in one. */
int	 reply_fail(struct request *req, enum error_kind kind,
	    const char *code, const char *fmt, ...)
	    __attribute__((format(printf, 4, 5)));
/* The status reply_error() would give. */
int	 error_status(const struct error *err);

/* What req_read_body() failed with. */
int	 reply_body_error(struct request *req, int failure);

/* A reply in pieces, of unknown length or of length bytes.  reply_write() waits
 * until the client took the bytes: 0 or -errno, after which the handler gives
 * up.  Not filtered.  The end is written when the handler returns what
 * reply_begin() returned; fewer bytes than were promised break the connection,
 * so that nobody takes them for all. */
int fiber_fn	 reply_begin(struct request *req, int status,
	    const char *content_type);
int fiber_fn	 reply_begin_sized(struct request *req, int status,
	    const char *content_type, uint64_t length);
int fiber_fn	 reply_write(struct request *req, struct str data);
/* Nothing more can be written of a reply in pieces: break the connection, so
 * that nobody takes what is there for all. */
void		 reply_break_off(struct request *req);

#endif
