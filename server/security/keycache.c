/*
 * keycache.c - a ring of keys with a hash table over it.
 *
 * All keys live equally long, so the ring is in order of expiry: the head goes
 * first.  A key that is replaced or forgotten stays in the ring, wiped, until
 * its turn.
 */
#include <assert.h>
#include <errno.h>

#include <sodium.h>

#include "base/clock.h"
#include "base/mem.h"
#include "server/security/aead.h"
#include "server/security/keycache.h"

#define YOUNG_US	1000000

struct entry {
	struct cached_key key;
	int64_t		 put_us;
	int		 next;		/* in its bucket, or -1 */
	bool		 is_live;
};

struct keycache {
	struct entry	*ring;
	unsigned	 size, head, count;
	int		*buckets;
	unsigned char	*keys;		/* locked; in step with ring */
	unsigned char	 hash_key[crypto_shorthash_KEYBYTES];
	int64_t		 keep_us;
};

struct keycache *
keycache_new(int keep_ms, int keys_per_s)
{
	struct keycache *c = xcalloc(1, sizeof(*c));
	unsigned burst = 3 * (unsigned)keys_per_s;

	c->size = burst > KEYCACHE_MIN ? burst : KEYCACHE_MIN;
	c->ring = xcalloc(c->size, sizeof(*c->ring));
	c->buckets = xcalloc(c->size, sizeof(*c->buckets));
	for (unsigned i = 0; i < c->size; i++)
		c->buckets[i] = -1;
	c->keys = sodium_allocarray(c->size, AEAD_KEY);
	assert(c->keys != NULL);
	crypto_shorthash_keygen(c->hash_key);
	c->keep_us = keep_ms * 1000LL;
	return c;
}

void
keycache_free(struct keycache *c)
{
	if (c == NULL)
		return;
	sodium_free(c->keys);		/* wipes */
	free(c->buckets);
	free(c->ring);
	free(c);
}

static int *
bucket_of(struct keycache *c, struct uuid tenant, struct uuid subject)
{
	unsigned char in[32], out[crypto_shorthash_BYTES];
	uint32_t n;

	memcpy(in, tenant.b, 16);
	memcpy(in + 16, subject.b, 16);
	crypto_shorthash(out, in, sizeof(in), c->hash_key);
	memcpy(&n, out, sizeof(n));
	return &c->buckets[n % c->size];
}

static bool
is_of(const struct entry *e, struct uuid tenant, struct uuid subject)
{
	return memcmp(e->key.tenant.b, tenant.b, 16) == 0 &&
	    memcmp(e->key.subject.b, subject.b, 16) == 0;
}

static void
drop(struct keycache *c, struct entry *e)
{
	int at = (int)(e - c->ring);
	int *p = bucket_of(c, e->key.tenant, e->key.subject);

	while (*p != at)
		p = &c->ring[*p].next;
	*p = e->next;
	e->is_live = false;
	sodium_memzero(c->keys + (size_t)at * AEAD_KEY, AEAD_KEY);
}

static void
drop_head(struct keycache *c)
{
	struct entry *e = &c->ring[c->head];

	if (e->is_live)
		drop(c, e);
	c->head = (c->head + 1) % c->size;
	c->count--;
}

void
keycache_clear(struct keycache *c)
{
	while (c->count > 0)
		drop_head(c);
}

void
keycache_sweep(struct keycache *c)
{
	int64_t now = clock_mono_us();

	while (c->count > 0 &&
	    c->ring[c->head].put_us + c->keep_us <= now)
		drop_head(c);
}

const struct cached_key *
keycache_get(struct keycache *c, struct uuid tenant, struct uuid subject,
    uint16_t gen)
{
	keycache_sweep(c);
	for (int i = *bucket_of(c, tenant, subject); i >= 0;
	    i = c->ring[i].next) {
		struct entry *e = &c->ring[i];

		if (is_of(e, tenant, subject) &&
		    (gen == 0 ? e->key.is_active : e->key.gen == gen))
			return &e->key;
	}
	return NULL;
}

/* Drop one entry of the subject, all generations when gen is 0. */
static bool
drop_one(struct keycache *c, struct uuid tenant, struct uuid subject,
    uint16_t gen)
{
	for (int i = *bucket_of(c, tenant, subject); i >= 0;
	    i = c->ring[i].next) {
		struct entry *e = &c->ring[i];

		if (is_of(e, tenant, subject) &&
		    (gen == 0 || e->key.gen == gen)) {
			drop(c, e);
			return true;
		}
	}
	return false;
}

void
keycache_forget(struct keycache *c, struct uuid tenant, struct uuid subject)
{
	while (drop_one(c, tenant, subject, 0))
		;
}

int
keycache_put(struct keycache *c, const struct cached_key *key)
{
	int64_t now = clock_mono_us();
	unsigned at;
	struct entry *e;
	int *bucket;

	keycache_sweep(c);
	(void)drop_one(c, key->tenant, key->subject, key->gen);
	if (c->count == c->size) {
		if (c->ring[c->head].is_live &&
		    c->ring[c->head].put_us + YOUNG_US > now)
			return -EAGAIN;
		drop_head(c);
	}
	at = (c->head + c->count++) % c->size;
	e = &c->ring[at];
	e->key = *key;
	e->key.key = c->keys + (size_t)at * AEAD_KEY;
	if (key->key != NULL)
		memcpy(c->keys + (size_t)at * AEAD_KEY, key->key, AEAD_KEY);
	e->put_us = now;
	e->is_live = true;
	bucket = bucket_of(c, key->tenant, key->subject);
	e->next = *bucket;
	*bucket = (int)at;
	return 0;
}
