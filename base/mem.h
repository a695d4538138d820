/*
 * mem.h - heap memory that never fails, and clean-up at the end of a scope.
 *
 * Out of memory ends the process with a message: limits on every input keep it
 * from happening, and no caller has to write an error path nobody can test.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

#include "base/banned.h"

void	*xmalloc(size_t n) __attribute__((malloc, returns_nonnull));
void	*xcalloc(size_t n, size_t size)
	    __attribute__((malloc, returns_nonnull));
void	*xrealloc(void *p, size_t n) __attribute__((returns_nonnull));
/* Like xrealloc(p, n * size), and ends the process when that overflows. */
void	*xreallocarray(void *p, size_t n, size_t size)
	    __attribute__((returns_nonnull));
char	*xstrdup(const char *s) __attribute__((malloc, returns_nonnull));

/* _cleanup_(fn) T x: call fn(&x) when x goes out of scope. */
#define _cleanup_(fn) __attribute__((cleanup(fn)))

/* Move ownership out of p, which becomes NULL. */
#define take_ptr(p)							\
	({ __typeof__(*(p)) *take_pp_ = (p);				\
	   __typeof__(*(p)) take_v_ = *take_pp_;			\
	   *take_pp_ = NULL; take_v_; })

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

#endif
