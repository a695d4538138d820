/*
 * map.c - open addressing over an array of entries.
 */
#include <assert.h>

#include <sodium.h>

#include "base/map.h"

struct map {
	struct arena	*arena;
	VEC(struct map_entry) entries;
	uint32_t	*slots;		/* index + 1 into entries, 0 if free */
	size_t		 nslots;	/* a power of two */
};

static uint64_t
hash(struct str key)
{
	static unsigned char secret[crypto_shorthash_KEYBYTES];
	static bool have_secret;
	uint64_t h;

	if (!have_secret) {
		randombytes_buf(secret, sizeof(secret));
		have_secret = true;
	}
	(void)crypto_shorthash((unsigned char *)&h,
	    (const unsigned char *)key.p, key.len, secret);
	return h;
}

/* The slot that holds key, or the free one where it belongs. */
static uint32_t *
find_slot(const struct map *m, struct str key)
{
	size_t i = hash(key) & (m->nslots - 1);

	while (m->slots[i] != 0 &&
	    !str_eq(m->entries.v[m->slots[i] - 1].key, key))
		i = (i + 1) & (m->nslots - 1);
	return &m->slots[i];
}

static void
grow(struct map *m)
{
	m->nslots = m->nslots == 0 ? 16 : m->nslots * 2;
	m->slots = arena_zalloc(m->arena, m->nslots * sizeof(*m->slots));
	for (size_t i = 0; i < m->entries.n; i++)
		*find_slot(m, m->entries.v[i].key) = (uint32_t)i + 1;
}

struct map *
map_new(struct arena *a)
{
	struct map *m = arena_new_of(a, struct map);

	m->arena = a;
	return m;
}

void
map_put(struct map *m, struct str key, void *value)
{
	uint32_t *slot;

	assert(value != NULL);
	if ((m->entries.n + 1) * 2 > m->nslots)
		grow(m);
	slot = find_slot(m, key);
	if (*slot != 0) {
		m->entries.v[*slot - 1].value = value;
		return;
	}
	vec_push(m->arena, &m->entries, (struct map_entry){ key, value });
	*slot = (uint32_t)m->entries.n;
}

void *
map_get(const struct map *m, struct str key)
{
	uint32_t slot;

	if (m->nslots == 0)
		return NULL;
	slot = *find_slot(m, key);
	return slot == 0 ? NULL : m->entries.v[slot - 1].value;
}

size_t
map_count(const struct map *m)
{
	return m->entries.n;
}

const struct map_entry *
map_entries(const struct map *m)
{
	return m->entries.v;
}
