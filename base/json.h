/*
 * json.h - JSON (RFC 8259) in an arena, strict.
 *
 * Numbers keep their text, so that decimals are never rounded through binary;
 * duplicate keys, invalid UTF-8, unpaired surrogates and control characters are
 * refused; depth and size are limited.  The writer takes care of commas and
 * escapes.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"

#define JSON_DEPTH_MAX	64

enum json_type {
	JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT,
};

struct json_member;

struct json {
	enum json_type	 type;
	bool		 boolean;
	struct str	 text;		/* of a string (decoded), of a number */
	size_t		 n;		/* elements or members */
	union {
		struct json		*items;
		struct json_member	*members;
	};
};

struct json_member {
	struct str	 key;
	struct json	 value;
};

/* Parse one whole text.  The result lives in the arena and may point into
 * text.  NULL and err (kind ERR_INVALID, code "json.*", line, column). */
struct json	*json_parse(struct arena *a, struct str text,
		    struct error *err);

/* The member of an object, or NULL (also when j is NULL or no object). */
const struct json *json_get(const struct json *j, const char *key);
const struct json *json_get_str(const struct json *j, struct str key);
/* The text of a string member, or fallback. */
struct str	 json_string(const struct json *j, const char *key,
		    struct str fallback);
/* An integral number member within a range; fallback when absent; -1 with err
 * (field key) when it is something else. */
int		 json_int(const struct json *j, const char *key, int64_t min,
		    int64_t max, int64_t *ret, struct error *err);
bool		 json_is_true(const struct json *j, const char *key);

/* Writing.  Everything goes to the end of out. */
struct jsonw {
	struct buf	*out;
	bool		 need_comma;
};

#define JSONW(buf) { (buf), false }

void	jsonw_object(struct jsonw *w);		/* { */
void	jsonw_object_end(struct jsonw *w);	/* } */
void	jsonw_array(struct jsonw *w);
void	jsonw_array_end(struct jsonw *w);
void	jsonw_key(struct jsonw *w, const char *key);
void	jsonw_key_str(struct jsonw *w, struct str key);
void	jsonw_str(struct jsonw *w, struct str s);
void	jsonw_cstr(struct jsonw *w, const char *s);	/* NULL gives null */
void	jsonw_int(struct jsonw *w, int64_t v);
void	jsonw_bool(struct jsonw *w, bool v);
void	jsonw_null(struct jsonw *w);
/* Text that already is JSON (a number's text, a value from PostgreSQL). */
void	jsonw_raw(struct jsonw *w, struct str json);
void	jsonw_value(struct jsonw *w, const struct json *v);

/* Only the escapes, with the quotes. */
void	json_quote(struct buf *out, struct str s);

#endif
