/*
 * list.h - growing lists of numbers, small because there are many.
 */
#ifndef SERVER_SEARCH_LIST_H
#define SERVER_SEARCH_LIST_H

#include <stdint.h>

#include "base/mem.h"

struct list {
	uint32_t	*v;
	uint32_t	 n, cap;
};

static inline void
list_add(struct list *l, uint32_t x)
{
	if (l->n == l->cap) {
		l->cap = l->cap == 0 ? 2 : l->cap + l->cap / 2;
		l->v = xreallocarray(l->v, l->cap, sizeof(*l->v));
	}
	l->v[l->n++] = x;
}

static inline void
list_done(struct list *l)
{
	free(l->v);
	*l = (struct list){ 0 };
}

#endif
