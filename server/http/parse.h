/*
 * parse.h - HTTP/1.1 requests (RFC 9112), strict: whatever two parsers might
 * read in two ways is refused.
 *
 * Every function works on bytes alone and may be fed piece by piece.
 */
#ifndef SERVER_HTTP_PARSE_H
#define SERVER_HTTP_PARSE_H

#include "server/http/http.h"

#define HTTP_HEAD_MAX		(16 * 1024)
#define HTTP_LINE_MAX		(8 * 1024)
#define HTTP_HEADERS_MAX	100
#define HTTP_TRAILER_MAX	(4 * 1024)
#define HTTP_CHUNK_EXT_MAX	256	/* of one chunk */
#define HTTP_CHUNK_EXT_TOTAL	(4 * 1024)

struct http_header {
	struct str	 name;		/* in lower case */
	struct str	 value;		/* without white space around it */
};

/* A request head; strings point into the bytes that were parsed. */
struct http_head {
	enum http_method method;
	struct str	 target;	/* "/a/b?c", as sent */
	struct str	 host;		/* "localhost:8443", as sent */
	bool		 is_persistent;	/* the client will ask again */
	bool		 is_chunked;
	bool		 has_length;
	bool		 wants_continue;	/* Expect: 100-continue */
	uint64_t	 length;	/* of the body, when has_length */
	size_t		 n_headers;
	struct http_header headers[HTTP_HEADERS_MAX];
};

struct http_parser {
	size_t		 line;		/* where the next line begins */
	size_t		 scanned;	/* no line end before */
	bool		 has_request_line, is_old;	/* HTTP/1.0 */
	const char	*why;		/* what was wrong */
	struct http_head head;
};

void	http_parser_init(struct http_parser *p);
/* Parse what there is of a head.  bytes holds everything received since it
 * began and does not move between calls; names in it are put in lower case.
 * The length of the complete head; 0 when more is needed; minus the status of
 * the reply (400, 414, 417, 431, 501, 505) when it is refused. */
int	http_parse(struct http_parser *p, char *bytes, size_t len);

enum http_method http_method_of(struct str name);
const char *http_method_name(enum http_method method);

/* Decodes a chunked body (RFC 9112, 7.1). */
struct http_chunks {
	int		 state;
	uint64_t	 left;		/* of the chunk */
	int		 digits;
	size_t		 ext, ext_total, trailer, trailer_line;
	bool		 has_colon;
};

enum { HTTP_CHUNKS_MORE, HTTP_CHUNKS_END };

void	http_chunks_init(struct http_chunks *c);
/* Take bytes from *in, moving it on, and append data to out up to body_max.
 * HTTP_CHUNKS_MORE (all of in was taken), HTTP_CHUNKS_END (what follows the
 * body is left), or -400, -413. */
int	http_chunks_feed(struct http_chunks *c, struct str *in,
	    struct buf *out, size_t body_max);

struct http_arg {
	const char	*name, *value;	/* decoded */
};

/* The path of a target: percent-decoded, every segment valid UTF-8 without
 * control characters, no "." or ".." segments and no encoded slash.  In the
 * arena.  0 or -400. */
int	http_parse_path(struct arena *a, struct str target, struct str *ret);
/* The arguments after "?" (application/x-www-form-urlencoded), at most
 * HTTP_ARGS_MAX; the array ends with a NULL name.  0 or -400. */
int	http_parse_query(struct arena *a, struct str target,
	    struct http_arg **ret);

#define HTTP_ARGS_MAX 64

/* Percent-decode one part; plus_is_space for queries.  STR_NULL when it is
 * malformed, not UTF-8, or has control characters. */
struct str http_decode(struct arena *a, struct str s, bool plus_is_space);

/* Character classes of RFC 9110, 5.6.2 and 5.5. */
bool	http_is_token(struct str s);
bool	http_is_field_value(struct str s);

#endif
