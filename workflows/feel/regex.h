/*
 * regex.h - regular expressions of XPath (F&O 3.1, 5.6), run by PCRE2.
 *
 * Patterns come from rule authors: they are translated, so that nothing but
 * the XPath language works, and matching has limits on steps and memory.
 */
#ifndef FEEL_REGEX_H
#define FEEL_REGEX_H

#include "base/arena.h"
#include "base/error.h"

struct regex;

/* Compile.  flags: any of "s m i x" ("" for none).  Lives until regex_free();
 * may be used by one thread at a time.  NULL and err ("feel.regex_flags",
 * "feel.regex_pattern"). */
struct regex	*regex_new(struct str pattern, struct str flags,
		    struct error *err);
void		 regex_free(struct regex *re);

/* As regex_new(), from a cache of this thread; never free it.  Valid until the
 * thread asks for 64 other patterns. */
struct regex	*regex_cached(struct str pattern, struct str flags,
		    struct error *err);

/* Does it match anywhere in s?  1, 0, or -1 and err ("feel.regex_limit",
 * "feel.regex_text" when s is not UTF-8). */
int		 regex_matches(struct regex *re, struct str s,
		    struct error *err);
/* Replace every match; $0 to $9... in the replacement are groups, \$ and \\ the
 * characters.  -1 and err ("feel.regex_replacement", "feel.regex_empty" when
 * the pattern matches the empty string, "feel.regex_limit"). */
int		 regex_replace(struct regex *re, struct str s,
		    struct str replacement, struct buf *out,
		    struct error *err);

struct regex_parts {
	struct str	*v;
	size_t		 n;
};
/* The pieces between the matches, in the arena, pointing into s. */
int		 regex_split(struct regex *re, struct str s, struct arena *a,
		    struct regex_parts *ret, struct error *err);

#endif
