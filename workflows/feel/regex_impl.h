/*
 * regex_impl.h - from the regular expressions of XPath to those of PCRE2.
 */
#ifndef FEEL_REGEX_IMPL_H
#define FEEL_REGEX_IMPL_H

#include "base/error.h"
#include "base/str.h"

/* The pattern while it is read. */
struct regex_scan {
	struct str	 s;
	size_t		 i;
	bool		 dot_all;	/* flag s */
	bool		 multi_line;	/* flag m */
	struct error	*err;
};

/* "feel.regex_pattern", with the position; returns -1. */
int	regex_bad(const struct regex_scan *sc, const char *what);
/* Append one character so that PCRE2 takes it literally. */
void	regex_literal(struct buf *out, uint32_t c);
/* The single character of an escape after the backslash, or 0. */
uint32_t regex_escaped(char c);

/* After a backslash: a class such as \d or \p{Lu}.  1 and a whole atom in out,
 * 0 if it is none, -1 and err. */
int	regex_class_escape(struct regex_scan *sc, struct buf *out);
/* After "[": to the closing bracket.  0, or -1 and err. */
int	regex_class(struct regex_scan *sc, struct buf *out, int depth);

/* Flag x: white space outside classes means nothing. */
void	regex_strip_space(struct str s, struct buf *out);
/* A whole pattern.  0, or -1 and err. */
int	regex_translate(struct regex_scan *sc, struct buf *out);

#endif
