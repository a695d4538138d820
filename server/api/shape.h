/*
 * shape.h - what the JSON of a request must look like, as a table.
 *
 *	static const struct shape entry_shape[] = {
 *		{ "kind", SHAPE_CHOICE, SHAPE_REQUIRED, .choices = kinds },
 *		{ "text", SHAPE_TEXT, SHAPE_REQUIRED, .min = 1, .max = 20000 },
 *		{ "reviewOn", SHAPE_DAY },
 *		{ 0 }
 *	};
 *
 * Members that the table does not name are refused, so nothing is assigned by
 * accident.  Every wrong member is reported, each with its JSON pointer.
 */
#ifndef SERVER_API_SHAPE_H
#define SERVER_API_SHAPE_H

#include "base/json.h"
#include "server/http/http.h"

#define SHAPE_ERRORS_MAX 20

enum shape_type {
	SHAPE_TEXT = 1,		/* min to max code points, no control
				 * characters but line breaks and tabs */
	SHAPE_INT,		/* within [min, max] */
	SHAPE_BOOL,
	SHAPE_DAY,		/* YYYY-MM-DD, a day that exists */
	SHAPE_INSTANT,		/* date and time with an offset (RFC 3339) */
	SHAPE_ID,		/* a UUID */
	SHAPE_CHOICE,		/* one of choices */
	SHAPE_OBJECT,		/* of the shape `of`; any object when NULL */
	SHAPE_LIST,		/* min to max elements, each like element */
};

enum shape_flags {
	SHAPE_REQUIRED = 1,
	SHAPE_NULLABLE = 2,
};

struct shape {
	const char		*name;
	enum shape_type		 type;
	unsigned		 flags;
	int64_t			 min, max;
	const char *const	*choices;	/* ends with NULL */
	const struct shape	*of;		/* ends with a NULL name */
	const struct shape	*element;	/* one, its name unused */
};

/* An address, wherever one is asked for. */
extern const struct shape shape_address[];

/* The body of the request in this shape.  NULL when it is not: then the reply
 * (422, all errors) was given and *ret_status is what the handler returns. */
const struct json *shape_body(struct request *req, const struct shape *shape,
    int *ret_status);

/* The same for JSON in a header field, its name in lower case. */
const struct json *shape_header(struct request *req, const char *name,
    const struct shape *shape, int *ret_status);

/* Members of a checked body; NULL or the fallback when absent or null.  The
 * text lives in the request's arena and ends with NUL. */
const char	*shape_text(struct request *req, const struct json *body,
		    const char *name);
int64_t		 shape_int(const struct json *body, const char *name,
		    int64_t fallback);
/* Was the member given, be it null? */
bool		 shape_has(const struct json *body, const char *name);
/* A member written as JSON again, or NULL. */
const char	*shape_json(struct request *req, const struct json *body,
		    const char *name);

/* Is this a day of the proleptic Gregorian calendar, YYYY-MM-DD? */
bool		 shape_is_day(struct str s);
/* Is this a date and time with an offset (RFC 3339)? */
bool		 shape_is_instant(struct str s);

#endif
