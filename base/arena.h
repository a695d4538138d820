/*
 * arena.h - memory that is given back all at once.
 *
 * A request, a parsed model or one evaluation owns an arena; nothing allocated
 * in it is freed alone.  Allocation never returns NULL.  arena_used() lets an
 * interpreter hold its guest to a budget.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

#include "base/mem.h"
#include "base/str.h"

struct arena;

struct arena	*arena_new(void) __attribute__((returns_nonnull));
void		 arena_free(struct arena *a);
/* arena_free() for _cleanup_(). */
void		 arena_freep(struct arena **a);
/* Forget everything, keeping one block for the next use. */
void		 arena_reset(struct arena *a);
/* As arena_reset(), but wipe what was used first: for plaintext of sealed
 * data. */
void		 arena_wipe(struct arena *a);
/* Bytes handed out since the last reset. */
size_t		 arena_used(const struct arena *a);

/* 16-byte aligned, not cleared. */
void	*arena_alloc(struct arena *a, size_t n)
	    __attribute__((malloc, returns_nonnull));
/* Cleared. */
void	*arena_zalloc(struct arena *a, size_t n)
	    __attribute__((malloc, returns_nonnull));
/* Room for n objects of this size, not cleared; checks for overflow. */
void	*arena_array(struct arena *a, size_t n, size_t size)
	    __attribute__((returns_nonnull));
/* The same bytes in a larger piece; the old piece stays until the reset. */
void	*arena_grow(struct arena *a, void *p, size_t old, size_t n)
	    __attribute__((returns_nonnull));
char	*arena_strdup(struct arena *a, const char *s);
/* A copy of s, ended with NUL (not counted in its length). */
struct str arena_str(struct arena *a, struct str s);
struct str arena_printf(struct arena *a, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));
struct str arena_vprintf(struct arena *a, const char *fmt, va_list ap)
	    __attribute__((format(printf, 2, 0)));

#define arena_new_of(a, type) ((type *)arena_zalloc((a), sizeof(type)))

/* A growing array in an arena: VEC(int) v = { 0 }; vec_push(a, &v, 3). */
#define VEC(type) struct { type *v; size_t n, cap; }

#define vec_push(a, vec, ...)						\
	do {								\
		__typeof__(vec) vec_ = (vec);				\
		if (vec_->n == vec_->cap) {				\
			size_t cap_ = vec_->cap == 0 ? 8 : vec_->cap * 2; \
			vec_->v = arena_grow((a), vec_->v,		\
			    vec_->n * sizeof(*vec_->v),			\
			    cap_ * sizeof(*vec_->v));			\
			vec_->cap = cap_;				\
		}							\
		vec_->v[vec_->n++] = (__VA_ARGS__);			\
	} while (0)

#endif
