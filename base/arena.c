/*
 * arena.c - bump allocation in blocks that double in size up to 1 MB.
 */
#include <stdbool.h>
#include <stdint.h>

#include <sodium.h>

#include "base/arena.h"

#define BLOCK_MIN	4096
#define BLOCK_MAX	(1024 * 1024)
#define ALIGNMENT	16

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#define POISON(p, n)	__asan_poison_memory_region((p), (n))
#define UNPOISON(p, n)	__asan_unpoison_memory_region((p), (n))
#else
#define POISON(p, n)	((void)(p), (void)(n))
#define UNPOISON(p, n)	((void)(p), (void)(n))
#endif

struct block {
	struct block	*older;
	size_t		 size, used;
	_Alignas(ALIGNMENT) char data[];
};

struct arena {
	struct block	*top;
	size_t		 used;
	size_t		 next_size;
};

static void
push_block(struct arena *a, size_t n)
{
	size_t size = a->next_size > n ? a->next_size : n;
	struct block *b = xmalloc(sizeof(*b) + size);

	b->older = a->top;
	b->size = size;
	b->used = 0;
	POISON(b->data, size);
	a->top = b;
	if (a->next_size < BLOCK_MAX)
		a->next_size *= 2;
}

static void
free_block(struct block *b)
{
	UNPOISON(b->data, b->size);
	free(b);
}

struct arena *
arena_new(void)
{
	struct arena *a = xcalloc(1, sizeof(*a));

	a->next_size = BLOCK_MIN;
	return a;
}

/* Keep the newest, which is the largest, when keep is set. */
static void
drop_blocks(struct arena *a, bool keep)
{
	struct block *b = a->top;

	if (keep && b != NULL) {
		struct block *top = b;

		b = top->older;
		top->older = NULL;
		top->used = 0;
		POISON(top->data, top->size);
	} else {
		a->top = NULL;
	}
	while (b != NULL) {
		struct block *older = b->older;

		free_block(b);
		b = older;
	}
	a->used = 0;
}

void
arena_free(struct arena *a)
{
	if (a == NULL)
		return;
	drop_blocks(a, false);
	free(a);
}

void
arena_freep(struct arena **a)
{
	arena_free(*a);
	*a = NULL;
}

void
arena_reset(struct arena *a)
{
	drop_blocks(a, true);
}

void
arena_wipe(struct arena *a)
{
	for (struct block *b = a->top; b != NULL; b = b->older) {
		UNPOISON(b->data, b->size);
		sodium_memzero(b->data, b->used);
	}
	drop_blocks(a, true);
}

size_t
arena_used(const struct arena *a)
{
	return a->used;
}

void *
arena_alloc(struct arena *a, size_t n)
{
	size_t room = (n + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
	struct block *b = a->top;
	char *p;

	if (room < n)
		abort();	/* a length nobody checked */
	if (b == NULL || b->size - b->used < room) {
		push_block(a, room);
		b = a->top;
	}
	p = b->data + b->used;
	b->used += room;
	a->used += room;
	UNPOISON(p, n);
	return p;
}

void *
arena_zalloc(struct arena *a, size_t n)
{
	return memset(arena_alloc(a, n), 0, n);
}

void *
arena_array(struct arena *a, size_t n, size_t size)
{
	size_t total;

	if (__builtin_mul_overflow(n, size, &total))
		abort();
	return arena_alloc(a, total);
}

void *
arena_grow(struct arena *a, void *p, size_t old, size_t n)
{
	void *q = arena_alloc(a, n);

	if (old > 0)
		memcpy(q, p, old);
	return q;
}

struct str
arena_str(struct arena *a, struct str s)
{
	char *p = arena_alloc(a, s.len + 1);

	if (s.len > 0)
		memcpy(p, s.p, s.len);
	p[s.len] = '\0';
	return (struct str){ p, s.len };
}

char *
arena_strdup(struct arena *a, const char *s)
{
	return memcpy(arena_alloc(a, strlen(s) + 1), s, strlen(s) + 1);
}

struct str
arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
	va_list again;
	int n;
	char *p;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0)
		abort();
	p = arena_alloc(a, (size_t)n + 1);
	(void)vsnprintf(p, (size_t)n + 1, fmt, ap);
	return (struct str){ p, (size_t)n };
}

struct str
arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	struct str s;

	va_start(ap, fmt);
	s = arena_vprintf(a, fmt, ap);
	va_end(ap);
	return s;
}
