/*
 * keyd.c - unwrap, wrap and derive, for callers that are counted.
 */
#include <assert.h>

#include <sodium.h>

#include "base/clock.h"
#include "base/log.h"
#include "server/security/keyd_impl.h"

struct keyd *
keyd_new(const char *state_dir, int keys_per_s, struct error *err)
{
	struct root_keys *root = rootkey_read(state_dir, err);
	struct keyd *k;

	if (root == NULL)
		return NULL;
	k = xcalloc(1, sizeof(*k));
	k->state_dir = state_dir;
	k->root = root;
	k->read_us = clock_mono_us();
	k->scratch = sodium_malloc(sizeof(*k->scratch));
	assert(k->scratch != NULL);
	k->keys_per_s = keys_per_s;
	return k;
}

void
keyd_free(struct keyd *k)
{
	if (k == NULL)
		return;
	sodium_free(k->root);
	sodium_free(k->scratch);
	sodium_free(k->pass);
	free(k);
}

void
keyd_set_pass(struct keyd *k, const unsigned char pass[KEYD_PASS])
{
	k->pass = sodium_malloc(KEYD_PASS);
	assert(k->pass != NULL);
	memcpy(k->pass, pass, KEYD_PASS);
}

void
keyd_confine(struct keyd *k, void (*leave)(void))
{
	k->leave = leave;
}

uint32_t
keyd_root_id(const struct keyd *k)
{
	return k->root->key[0].id;
}

/* ------------------------------------------------------------- reading */

const char *
keyd_take(struct str *rest, size_t n)
{
	const char *p = rest->p;

	if (rest->len < n)
		return NULL;
	*rest = str_sub(*rest, n, rest->len);
	return p;
}

int
keyd_take_head(struct keyd *k, struct str *rest, enum key_purpose purpose,
    unsigned char *ret_key, struct keyd_head *ret)
{
	const char *p = keyd_take(rest, KEYD_HEAD);
	struct kek_place place = { .purpose = (uint8_t)purpose };
	const struct root_key *root;

	if (p == NULL)
		return KEYD_MALFORMED;
	memcpy(ret->tenant.b, p, 16);
	ret->key_id = ad_get_uint(p + 16, 4);
	ret->wrapped = (struct str){ p + 20, WRAPPED_SIZE };
	place.tenant = ret->tenant;
	place.key_id = ret->key_id;
	root = keyd_root(k, kek_root_id(ret->wrapped));
	if (root == NULL && k->is_leaving)
		return KEYD_RESTARTS;
	return root != NULL && kek_unwrap(root, &place, ret->wrapped,
	    ret_key) == 0 ? 0 : KEYD_WRONG_KEY;
}

enum aead_alg
keyd_read_dek(const char *p, const struct keyd_head *head,
    struct dek_place *ret)
{
	ret->tenant = head->tenant;
	ret->kek_id = head->key_id;
	ret->kind = (uint8_t)p[1];
	ret->gen = (uint16_t)ad_get_uint(p + 2, 2);
	memcpy(ret->subject.b, p + 4, 16);
	memcpy(ret->dek.b, p + 20, 16);
	return p[0] == AEAD_XCHACHA20 ? AEAD_XCHACHA20 : AEAD_XAES256;
}

/* How many items of this size the rest is, or -1. */
static int
count_items(struct str rest, size_t size)
{
	if (rest.len % size != 0 || rest.len / size > KEYD_ITEMS_MAX)
		return -1;
	return (int)(rest.len / size);
}

/* ------------------------------------------------------------ the limit */

static struct keyd_peer *
find_peer(struct keyd *k, pid_t pid)
{
	struct keyd_peer *oldest = &k->peers[0];

	for (int i = 0; i < KEYD_PEERS_MAX; i++) {
		if (k->peers[i].pid == pid)
			return &k->peers[i];
		if (k->peers[i].filled_us < oldest->filled_us)
			oldest = &k->peers[i];
	}
	*oldest = (struct keyd_peer){ .pid = pid, .tokens = 2 * k->keys_per_s,
		.filled_us = clock_mono_us() };
	return oldest;
}

/* May this peer have n more keys?  A bucket that holds two seconds' worth. */
static bool
within_limit(struct keyd *k, pid_t pid, int n)
{
	struct keyd_peer *p;
	int64_t now = clock_mono_us(), more;

	if (k->keys_per_s == 0 || pid == 0)
		return true;
	p = find_peer(k, pid);
	more = (now - p->filled_us) * k->keys_per_s / 1000000;
	if (more > 0) {
		p->filled_us = now;
		p->tokens += more;
	}
	if (p->tokens > 2 * (int64_t)k->keys_per_s)
		p->tokens = 2 * (int64_t)k->keys_per_s;
	if (p->tokens < n) {
		log_event(LOG_WARNING, "keyd.limit", "peer=%d keys=%d",
		    (int)pid, n);
		return false;
	}
	p->tokens -= n;
	return true;
}

/* ------------------------------------------------------------ the calls */

static int
tenant_key(struct keyd *k, struct ipc_request *req, struct str *ret)
{
	struct str rest = req->payload;
	const char *p = keyd_take(&rest, 21);
	struct kek_place place;
	char *out = arena_alloc(req->arena, WRAPPED_SIZE);

	if (p == NULL || rest.len != 0)
		return KEYD_MALFORMED;
	memcpy(place.tenant.b, p, 16);
	place.key_id = ad_get_uint(p + 16, 4);
	place.purpose = (uint8_t)p[20];
	randombytes_buf(k->scratch->tenant, AEAD_KEY);
	kek_wrap(&k->root->key[0], &place, k->scratch->tenant,
	    (unsigned char *)out);
	*ret = (struct str){ out, WRAPPED_SIZE };
	return 0;
}

static int
make_keys(struct keyd *k, struct ipc_request *req, struct str *ret)
{
	struct str rest = req->payload;
	unsigned char *out;
	struct keyd_head head;
	int n, r = keyd_take_head(k, &rest, KEY_WRAPS, k->scratch->tenant,
	    &head);

	if (r != 0)
		return r;
	n = count_items(rest, KEYD_DEK);
	if (n < 0)
		return KEYD_MALFORMED;
	ret->len = (size_t)n * (WRAPPED_SIZE + AEAD_KEY);
	out = arena_alloc(req->arena, ret->len);
	ret->p = (char *)out;
	for (int i = 0; i < n; i++, out += WRAPPED_SIZE + AEAD_KEY) {
		struct dek_place place;
		enum aead_alg alg = keyd_read_dek(keyd_take(&rest, KEYD_DEK),
		    &head, &place);

		randombytes_buf(out + WRAPPED_SIZE, AEAD_KEY);
		dek_wrap(alg, k->scratch->tenant, &place, out + WRAPPED_SIZE,
		    out);
	}
	return 0;
}

static int
unwrap_keys(struct keyd *k, struct ipc_request *req, struct str *ret)
{
	struct str rest = req->payload;
	unsigned char *out;
	struct keyd_head head;
	int n, r = keyd_take_head(k, &rest, KEY_WRAPS, k->scratch->tenant,
	    &head);

	if (r != 0)
		return r;
	n = count_items(rest, KEYD_DEK + WRAPPED_SIZE);
	if (n < 0)
		return KEYD_MALFORMED;
	if (!within_limit(k, req->peer_pid, n))
		return KEYD_LIMIT;
	ret->len = (size_t)n * (1 + AEAD_KEY);
	out = arena_alloc(req->arena, ret->len);
	ret->p = (char *)out;
	for (int i = 0; i < n; i++, out += 1 + AEAD_KEY) {
		const char *p = keyd_take(&rest, KEYD_DEK + WRAPPED_SIZE);
		struct str wrapped = { p + KEYD_DEK, WRAPPED_SIZE };
		struct dek_place place;

		(void)keyd_read_dek(p, &head, &place);
		out[0] = dek_unwrap(k->scratch->tenant, &place, wrapped,
		    out + 1) == 0;
	}
	return 0;
}

/* Data keys from one tenant key to the next, without showing them. */
static int
rewrap_keys(struct keyd *k, struct ipc_request *req, struct str *ret)
{
	struct str rest = req->payload;
	struct keyd_head from, to;
	unsigned char *out;
	int n, r = keyd_take_head(k, &rest, KEY_WRAPS, k->scratch->tenant,
	    &from);

	if (r == 0)
		r = keyd_take_head(k, &rest, KEY_WRAPS, k->scratch->next, &to);
	if (r != 0)
		return r;
	n = count_items(rest, KEYD_DEK + WRAPPED_SIZE);
	if (n < 0)
		return KEYD_MALFORMED;
	ret->len = (size_t)n * (1 + WRAPPED_SIZE);
	out = arena_zalloc(req->arena, ret->len);
	ret->p = (char *)out;
	for (int i = 0; i < n; i++, out += 1 + WRAPPED_SIZE) {
		const char *p = keyd_take(&rest, KEYD_DEK + WRAPPED_SIZE);
		struct str wrapped = { p + KEYD_DEK, WRAPPED_SIZE };
		struct dek_place place;
		enum aead_alg alg = keyd_read_dek(p, &from, &place);

		out[0] = dek_unwrap(k->scratch->tenant, &place, wrapped,
		    k->scratch->dek) == 0;
		if (!out[0])
			continue;
		place.kek_id = to.key_id;
		dek_wrap(alg, k->scratch->next, &place, k->scratch->dek,
		    out + 1);
	}
	return 0;
}

/* A key for one use, derived from the tenant's. */
static void
derive(struct keyd *k, const char *label, const struct uuid *tenant,
    struct str context)
{
	_cleanup_(buf_done) struct buf info = BUF_INIT;

	buf_puts(&info, label);
	buf_add(&info, tenant->b, sizeof(tenant->b));
	buf_str(&info, context);
	hkdf_sha256(k->scratch->tenant, AEAD_KEY, buf_view(&info),
	    k->scratch->dek);
}

static int
make_tags(struct keyd *k, struct ipc_request *req, struct str *ret)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct str rest = req->payload;
	struct keyd_head head;
	const char *p;
	int n, r = keyd_take_head(k, &rest, KEY_INDEX, k->scratch->tenant,
	    &head);

	if (r != 0)
		return r;
	p = keyd_take(&rest, 2);
	if (p == NULL)
		return KEYD_MALFORMED;
	derive(k, "vinculo/bidx/v1", &head.tenant, (struct str){ p, 2 });
	for (n = 0; rest.len > 0; n++) {
		const char *len = keyd_take(&rest, 2), *value;
		unsigned char mac[32];

		value = len == NULL ? NULL : keyd_take(&rest,
		    ad_get_uint(len, 2));
		if (value == NULL || n == KEYD_ITEMS_MAX)
			return KEYD_MALFORMED;
		hmac_sha256(k->scratch->dek, AEAD_KEY,
		    (struct str){ value, ad_get_uint(len, 2) }, mac);
		buf_add(&out, mac, KEYD_TAG);
	}
	if (!within_limit(k, req->peer_pid, n))
		return KEYD_LIMIT;
	*ret = arena_str(req->arena, buf_view(&out));
	return 0;
}

static int
pepper(struct keyd *k, struct ipc_request *req, struct str *ret)
{
	struct str rest = req->payload;
	char *out = arena_alloc(req->arena, 32);
	struct keyd_head head;
	int r = keyd_take_head(k, &rest, KEY_PEPPER, k->scratch->tenant, &head);

	if (r != 0)
		return r;
	if (!within_limit(k, req->peer_pid, 1))
		return KEYD_LIMIT;
	derive(k, "vinculo/pepper/v1", &head.tenant, STR(""));
	hmac_sha256(k->scratch->dek, AEAD_KEY, rest, (unsigned char *)out);
	*ret = (struct str){ out, 32 };
	return 0;
}

static int
audit_key(struct keyd *k, struct ipc_request *req, struct str *ret)
{
	struct str rest = req->payload;
	char *out = arena_alloc(req->arena, 32);
	struct keyd_head head;
	int r = keyd_take_head(k, &rest, KEY_AUDIT, k->scratch->tenant, &head);

	if (r != 0)
		return r;
	if (rest.len != 16)
		return KEYD_MALFORMED;
	derive(k, "vinculo/audit/v1", &head.tenant, rest);
	memcpy(out, k->scratch->dek, 32);
	*ret = (struct str){ out, 32 };
	return 0;
}

int
keyd_handle(void *keyd, struct ipc_request *req, struct str *ret_payload)
{
	static int (*const calls[])(struct keyd *, struct ipc_request *,
	    struct str *) = {
		[KEYD_TENANT_KEY] = tenant_key,
		[KEYD_MAKE] = make_keys,
		[KEYD_UNWRAP] = unwrap_keys,
		[KEYD_REWRAP] = rewrap_keys,
		[KEYD_TAGS] = make_tags,
		[KEYD_PEPPER] = pepper,
		[KEYD_AUDIT] = audit_key,
		[KEYD_NAMES] = keyd_names,
		[KEYD_REROOT] = keyd_reroot,
		[KEYD_RELOAD] = keyd_reload,
	};
	struct keyd *k = keyd;
	int r;

	if (req->code >= ARRAY_LEN(calls) || calls[req->code] == NULL)
		return KEYD_MALFORMED;
	r = calls[req->code](k, req, ret_payload);
	sodium_memzero(k->scratch, sizeof(*k->scratch));
	return r;
}
