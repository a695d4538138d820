/*
 * error.h - what went wrong, in words for the person who can mend it.
 *
 * The last parameter of a function that can fail because of its user.  The
 * same object becomes a problem+json reply (RFC 9457), a line on stderr or in
 * the log.  `code` is stable and documented; `message` is for people.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdarg.h>

#include "base/str.h"

enum error_kind {
	ERR_NONE,
	ERR_INVALID,		/* the input is wrong: 400, with a field 422 */
	ERR_UNAUTHENTICATED,	/* 401 */
	ERR_FORBIDDEN,		/* 403 */
	ERR_NOT_FOUND,		/* 404 */
	ERR_CONFLICT,		/* 409: the state does not allow it */
	ERR_STALE,		/* 412: changed by somebody else meanwhile */
	ERR_LIMIT,		/* 413 or 429: a limit was reached */
	ERR_UNAVAILABLE,	/* 503: try again later */
	ERR_UNCERTAIN,		/* 503: nobody knows whether it was written */
	ERR_INTERNAL,		/* 500 */
};

struct error {
	enum error_kind	 kind;
	char		 code[48];	/* "person.nid_check_letter" */
	char		 field[128];	/* JSON pointer or name; "" if none */
	char		 message[512];
	int		 line, column;	/* of a parsed text; 0 if none */
};

/* Fill err (which may be NULL) and return -1. */
int	error_set(struct error *err, enum error_kind kind, const char *code,
	    const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* The same with the field it is about. */
int	error_set_field(struct error *err, const char *code, struct str field,
	    const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* Where in a text; returns -1. */
int	error_at(struct error *err, int line, int column);

/* The analyser cannot see across files that these are -1. */
#ifdef __clang_analyzer__
#define error_set(...)		({ (void)(error_set)(__VA_ARGS__); -1; })
#define error_set_field(...)	({ (void)(error_set_field)(__VA_ARGS__); -1; })
#define error_at(...)		({ (void)(error_at)(__VA_ARGS__); -1; })
#endif

#endif
