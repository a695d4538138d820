/*
 * tap.h - just enough of the Test Anything Protocol.
 *
 * ok(condition, "what is shown"), is_str(got, expected, "what"), and at the end
 * of main() `return done_testing();`.
 */
#ifndef TAP_H
#define TAP_H

#include <stdio.h>

#include "base/str.h"

static int tap_count, tap_failed;

#define ok(cond, ...)							\
	do {								\
		int ok_ = !!(cond);					\
		tap_failed += !ok_;					\
		printf("%sok %d - ", ok_ ? "" : "not ", ++tap_count);	\
		printf(__VA_ARGS__);					\
		if (!ok_)						\
			printf("\n# %s:%d: %s", __FILE__, __LINE__, #cond); \
		printf("\n");						\
	} while (0)

#define is_str(got, expected, what)					\
	do {								\
		struct str got_ = (got), want_ = str_of(expected);	\
		ok(str_eq(got_, want_), "%s", what);			\
		if (!str_eq(got_, want_))				\
			printf("#      got: %.*s\n# expected: %.*s\n",	\
			    STR_ARG(got_), STR_ARG(want_));		\
	} while (0)

#define skip(what, why)							\
	printf("ok %d - %s # SKIP %s\n", ++tap_count, what, why)

#define done_testing()							\
	(printf("1..%d\n", tap_count), fflush(stdout), tap_failed != 0)

#endif
