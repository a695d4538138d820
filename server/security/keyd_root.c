/*
 * keyd_root.c - the root key is changed while keyd runs.
 *
 * The operator's command puts a new key into the file, tells keyd to read it
 * again, and then has the tenants' keys wrapped by it.  A keyd that was not
 * told reads the file when it meets a key of a root that it does not know.  A
 * new key in a token is read by the next keyd, before its sandbox.
 */
#include <sodium.h>

#include "base/clock.h"
#include "base/log.h"
#include "server/security/keyd_impl.h"

#define READ_EVERY_US	1000000

/* A process in its sandbox has no way to the token; the next one has. */
static int
not_read(struct keyd *k, const struct error *err)
{
	if (k->leave == NULL || strcmp(err->code, "key.root_token") != 0) {
		log_event(LOG_ERROR, "keyd.root", "code=%s", err->code);
		return KEYD_NO_ROOT;
	}
	if (!k->is_leaving) {
		log_event(LOG_INFO, "keyd.leave", "why=\"%s\"", err->message);
		k->is_leaving = true;
		k->leave();
	}
	return KEYD_RESTARTS;
}

static int
read_again(struct keyd *k)
{
	struct error err = { 0 };
	struct root_keys *fresh = k->leave == NULL ?
	    rootkey_read(k->state_dir, &err) :
	    rootkey_reread(k->state_dir, k->root, &err);

	k->read_us = clock_mono_us();
	if (fresh == NULL)
		return not_read(k, &err);
	if (keyd_root_id(k) != fresh->key[0].id)
		log_event(LOG_INFO, "keyd.root", "root_id=%u",
		    fresh->key[0].id);
	sodium_free(k->root);
	k->root = fresh;
	return 0;
}

const struct root_key *
keyd_root(struct keyd *k, uint32_t id)
{
	const struct root_key *root = rootkey_find(k->root, id);

	if (root != NULL || clock_mono_us() < k->read_us + READ_EVERY_US ||
	    read_again(k) != 0)
		return root;
	return rootkey_find(k->root, id);
}

int
keyd_reload(struct keyd *k, struct ipc_request *req, struct str *ret)
{
	unsigned char *out = arena_alloc(req->arena, 4);
	int r = req->payload.len != 0 ? KEYD_MALFORMED : read_again(k);

	if (r != 0)
		return r;
	for (int i = 0; i < 4; i++)
		out[i] = (unsigned char)(keyd_root_id(k) >> (24 - 8 * i));
	*ret = (struct str){ (const char *)out, 4 };
	return 0;
}

/* A tenant's key of any purpose, by the root key that wraps now. */
int
keyd_reroot(struct keyd *k, struct ipc_request *req, struct str *ret)
{
	struct str rest = req->payload;
	char *out = arena_alloc(req->arena, WRAPPED_SIZE);
	enum key_purpose purpose;
	struct kek_place place;
	struct keyd_head head;
	int r;

	if (rest.len != KEYD_HEAD + 1)
		return KEYD_MALFORMED;
	purpose = (enum key_purpose)rest.p[KEYD_HEAD];
	r = keyd_take_head(k, &rest, purpose, k->scratch->tenant, &head);
	if (r != 0)
		return r;
	place = (struct kek_place){ .tenant = head.tenant,
		.key_id = head.key_id, .purpose = (uint8_t)purpose };
	kek_wrap(&k->root->key[0], &place, k->scratch->tenant,
	    (unsigned char *)out);
	*ret = (struct str){ out, WRAPPED_SIZE };
	return 0;
}
