/*
 * scan.h - characters of FEEL text: spaces, comments, names, literals.
 */
#ifndef WORKFLOWS_FEEL_SCAN_H
#define WORKFLOWS_FEEL_SCAN_H

#include "base/arena.h"
#include "base/dec128.h"
#include "base/str.h"

/* Positions are bytes in the text; all functions give the position behind
 * what they read. */
size_t	scan_space(struct str text, size_t pos);	/* and comments */
bool	scan_is_name_start(struct str text, size_t pos);
bool	scan_is_name_part(struct str text, size_t pos);
/* One word of a name; pos itself if there is none. */
size_t	scan_word(struct str text, size_t pos);
/* Does the text have this known name here?  0 if not.  White space may differ
 * around symbols and in amount. */
size_t	scan_known(struct str text, size_t pos, struct str name);
/* A name up to one of the characters in stop, or the word `in` when asked, with
 * single spaces; 0 if there is none. */
size_t	scan_free_name(struct arena *a, struct str text, size_t pos,
	    bool stops_at_in, struct str *ret);
/* A number at a digit or ".digit"; 0 if it has no value. */
size_t	scan_number(struct str text, size_t pos, struct dec128 *ret);
/* A string at its opening quote, escapes resolved; 0 if it does not end. */
size_t	scan_string(struct arena *a, struct str text, size_t pos,
	    struct str *ret);

#endif
