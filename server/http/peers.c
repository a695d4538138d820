/*
 * peers.c - connections by address, so that one client cannot take them all.
 */
#include "base/mem.h"
#include "server/http/serve.h"

#define BUCKETS 1024

struct peer {
	unsigned char	 key[PEER_KEY_LEN];
	int		 count;
	struct peer	*next;
};

struct peers {
	struct peer	*bucket[BUCKETS];
};

struct peers *
peers_new(void)
{
	return xcalloc(1, sizeof(struct peers));
}

void
peers_free(struct peers *p)
{
	free(p);
}

/* Addresses that collide share a short list: there are few connections. */
static struct peer **
bucket_of(struct peers *p, const unsigned char *key)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < PEER_KEY_LEN; i++)
		h = (h ^ key[i]) * 16777619u;
	return &p->bucket[(h ^ h >> 16) % BUCKETS];
}

struct peer *
peers_enter(struct peers *p, const unsigned char *key, int max)
{
	struct peer **bucket = bucket_of(p, key);
	struct peer *peer = *bucket;

	while (peer != NULL && memcmp(peer->key, key, PEER_KEY_LEN) != 0)
		peer = peer->next;
	if (peer == NULL) {
		peer = xcalloc(1, sizeof(*peer));
		memcpy(peer->key, key, PEER_KEY_LEN);
		peer->next = *bucket;
		*bucket = peer;
	}
	if (peer->count >= max)
		return NULL;
	peer->count++;
	return peer;
}

void
peers_leave(struct peers *p, struct peer *peer)
{
	struct peer **link = bucket_of(p, peer->key);

	if (--peer->count > 0)
		return;
	while (*link != peer)
		link = &(*link)->next;
	*link = peer->next;
	free(peer);
}
