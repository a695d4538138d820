/*
 * mem.c - heap memory that never fails.
 */
#include <stdint.h>

#include "base/mem.h"

static void *
checked(void *p)
{
	if (p == NULL) {
		fputs("vinculo: out of memory\n", stderr);
		abort();
	}
	return p;
}

void *
xmalloc(size_t n)
{
	return checked(malloc(n == 0 ? 1 : n));
}

void *
xcalloc(size_t n, size_t size)
{
	return checked(calloc(n == 0 ? 1 : n, size == 0 ? 1 : size));
}

void *
xrealloc(void *p, size_t n)
{
	return checked(realloc(p, n == 0 ? 1 : n));
}

void *
xreallocarray(void *p, size_t n, size_t size)
{
	size_t total;

	if (__builtin_mul_overflow(n, size, &total))
		return checked(NULL);
	return xrealloc(p, total);
}

char *
xstrdup(const char *s)
{
	return checked(strdup(s));
}
