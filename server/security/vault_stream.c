/*
 * vault_stream.c - keys for files.
 */
#include <assert.h>
#include <errno.h>

#include "base/log.h"
#include "server/security/vault_impl.h"

void
vault_stream_seal(struct vault *v, const struct fresh_key *key,
    const struct sealed_at *at, struct stream *ret,
    unsigned char head[STREAM_HEAD])
{
	struct field_place place = vault_place(key->tenant, at, key->dek);

	assert(at->place < SEALED_COUNT);
	assert(memcmp(at->subject.b, key->subject.b, 16) == 0);
	stream_seal_begin(ret, v->alg, key->key, 1, &place, head);
}

/* As vault_open_cached(), for a file. */
static int
open_cached(struct vault *v, struct uuid tenant, const struct sealed_at *at,
    struct str head, struct stream *ret)
{
	const struct cached_key *key;
	struct field_place place;
	struct stream_head h;

	if (stream_parse(head, &h) < 0 || h.gen == 0)
		return -EBADMSG;
	key = keycache_get(v->cache, tenant, at->subject, h.gen);
	if (key == NULL)
		return -ENOENT;
	if (key->is_destroyed)
		return -ENOKEY;
	place = vault_place(tenant, at, key->dek);
	return stream_open_begin(ret, key->key, &place, head);
}

int fiber_fn
vault_stream_open(struct vault *v, struct db *db, const struct sealed_at *at,
    struct str head, struct stream *ret, struct error *err)
{
	struct uuid tenant;
	int r;

	if (vault_tenant(db, &tenant, err) < 0)
		return -1;
	r = open_cached(v, tenant, at, head, ret);
	if (r == -ENOENT) {
		if (vault_fetch(v, db, &at->subject, 1, err) < 0)
			return -1;
		r = open_cached(v, tenant, at, head, ret);
	}
	if (r == 0)
		return 0;
	if (r == -ENOKEY)
		return error_set(err, ERR_NOT_FOUND, "key.destroyed",
		    "this data was erased");
	if (r == -ENOENT)
		return error_set(err, ERR_INTERNAL, "key.absent",
		    "the subject has no key");
	log_event(LOG_ERROR, "crypto.auth_fail", "place=file.content");
	return error_set(err, ERR_INTERNAL, "sealed.broken",
	    "sealed data is not what was put there");
}
