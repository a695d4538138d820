/*
 * rate.c - token buckets in a set-associative table.
 */
#include <sodium.h>

#include "base/clock.h"
#include "server/security/rate.h"

#define SETS	1024
#define WAYS	4

struct bucket {
	uint64_t	hash;		/* 0: free */
	double		tokens;
	int64_t		at_us;
};

struct rate {
	double		burst, per_us;
	unsigned char	secret[crypto_shorthash_KEYBYTES];
	struct bucket	buckets[SETS][WAYS];
};

struct rate *
rate_new(int burst, int per_minute)
{
	struct rate *r = xcalloc(1, sizeof(*r));

	r->burst = burst;
	r->per_us = per_minute / 60e6;
	randombytes_buf(r->secret, sizeof(r->secret));
	return r;
}

void
rate_free(struct rate *r)
{
	free(r);
}

/* The bucket of this hash, or the one that was idle longest, made new. */
static struct bucket *
find_bucket(struct rate *r, uint64_t hash, int64_t now)
{
	struct bucket *set = r->buckets[hash % SETS], *oldest = &set[0];

	for (int i = 0; i < WAYS; i++) {
		if (set[i].hash == hash)
			return &set[i];
		if (set[i].at_us < oldest->at_us)
			oldest = &set[i];
	}
	*oldest = (struct bucket){ hash, r->burst, now };
	return oldest;
}

bool
rate_take(struct rate *r, struct str key)
{
	int64_t now = clock_mono_us();
	struct bucket *b;
	uint64_t hash;

	(void)crypto_shorthash((unsigned char *)&hash,
	    (const unsigned char *)key.p, key.len, r->secret);
	b = find_bucket(r, hash | 1, now);
	b->tokens += (double)(now - b->at_us) * r->per_us;
	if (b->tokens > r->burst)
		b->tokens = r->burst;
	b->at_us = now;
	if (b->tokens < 1)
		return false;
	b->tokens -= 1;
	return true;
}
