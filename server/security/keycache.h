/*
 * keycache.h - opened data keys in locked memory, for a minute at most.
 *
 * Keys are forgotten in the order they came.  When there is no room the oldest
 * goes, but never one younger than a second: somebody may be about to use it.
 * There is room for more than can come in a second.
 */
#ifndef SERVER_SECURITY_KEYCACHE_H
#define SERVER_SECURITY_KEYCACHE_H

#include "base/uuid.h"

#define KEYCACHE_MIN	16384

struct keycache;

struct cached_key {
	struct uuid	 tenant, subject, dek;
	uint16_t	 gen;
	bool		 is_active;	/* new values are sealed with it */
	bool		 is_destroyed;	/* there is no key any more */
	const unsigned char *key;	/* AEAD_KEY bytes */
};

/* For at most so many keys a second, and twice as many in the first one. */
struct keycache	*keycache_new(int keep_ms, int keys_per_s);
void		 keycache_free(struct keycache *c);
/* Copy a key in, replacing what was known of this generation; -EAGAIN when
 * everything is too young to be forgotten. */
int	keycache_put(struct keycache *c, const struct cached_key *key);
/* gen 0 is the active one.  NULL when not known; valid until the next wait. */
const struct cached_key *keycache_get(struct keycache *c, struct uuid tenant,
	    struct uuid subject, uint16_t gen);
/* Forget all generations of a subject. */
void	keycache_forget(struct keycache *c, struct uuid tenant,
	    struct uuid subject);
/* Forget everything. */
void	keycache_clear(struct keycache *c);
/* Wipe what is too old. */
void	keycache_sweep(struct keycache *c);

#endif
