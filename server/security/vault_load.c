/*
 * vault_load.c - fetch wrapped keys from the database and have them opened.
 */
#include <errno.h>

#include <sodium.h>

#include "base/clock.h"
#include "server/db/array.h"
#include "server/security/vault_impl.h"

#define SUBJECTS_MAX	KEYD_ITEMS_MAX
#define TENANT_KEEP_US	(60 * 1000000LL)

/* Columns of data_keys. */
enum { SUBJECT, DEK, KIND, GEN, STATE, WRAPPED, KEY_ID, KEY_WRAPPED };

int
vault_read_wrapped(const struct db *db, int at, int row, int col,
    unsigned char out[WRAPPED_SIZE])
{
	_cleanup_(buf_done) struct buf bytes = BUF_INIT;

	db_bytes(db, at, row, col, &bytes);
	if (bytes.len != WRAPPED_SIZE)
		return -1;
	memcpy(out, bytes.p, WRAPPED_SIZE);
	return 0;
}

void
vault_read_dek(const struct db *db, int at, int row, struct dek_place *ret)
{
	(void)uuid_parse(db_text(db, at, row, SUBJECT), &ret->subject);
	(void)uuid_parse(db_text(db, at, row, DEK), &ret->dek);
	ret->kind = (uint8_t)db_int64(db, at, row, KIND);
	ret->gen = (uint16_t)db_int64(db, at, row, GEN);
}

/* --------------------------------------------------------- tenant keys */

static struct tenant_entry *
find_tenant(struct vault *v, struct uuid tenant)
{
	struct tenant_entry *oldest = &v->tenants[0];

	for (int i = 0; i < TENANTS_MAX; i++) {
		struct tenant_entry *t = &v->tenants[i];

		if (memcmp(t->tenant.b, tenant.b, 16) == 0)
			return t;
		if (t->loaded_us < oldest->loaded_us)
			oldest = t;
	}
	*oldest = (struct tenant_entry){ .tenant = tenant };
	return oldest;
}

void
vault_forget_tenant(struct vault *v, struct uuid tenant)
{
	find_tenant(v, tenant)->loaded_us = 0;
}

static int fiber_fn
load_tenant(struct vault *v, struct db *db, struct uuid tenant,
    struct error *err)
{
	struct tenant_entry fresh = { .tenant = tenant,
		.loaded_us = clock_mono_us() };
	int r;

	db_aside(db);
	r = db_query(db, err, TENANT_KEYS);
	for (int i = 0; r == 0 && i < db_rows(db, 0); i++) {
		int64_t purpose = db_int64(db, 0, i, 0);

		if (purpose == KEY_INDEX)
			fresh.old_index = fresh.keys[purpose];
		if (purpose >= PURPOSES || vault_read_wrapped(db, 0, i, 2,
		    fresh.keys[purpose].wrapped) < 0)
			continue;
		fresh.keys[purpose].id = (uint32_t)db_int64(db, 0, i, 1);
	}
	db_aside_end(db);
	if (r == 0)
		*find_tenant(v, tenant) = fresh;
	return r;
}

int fiber_fn
vault_tenant_key(struct vault *v, struct db *db, enum key_purpose purpose,
    struct tenant_key *ret, struct error *err)
{
	struct tenant_entry *t;
	struct uuid tenant;

	if (vault_tenant(db, &tenant, err) < 0)
		return -1;
	t = find_tenant(v, tenant);
	if (t->loaded_us == 0 || t->keys[purpose].id == 0 ||
	    t->loaded_us + TENANT_KEEP_US < clock_mono_us()) {
		if (load_tenant(v, db, tenant, err) < 0)
			return -1;
		t = find_tenant(v, tenant);
	}
	if (t->keys[purpose].id == 0)
		return error_set(err, ERR_INTERNAL, "key.none",
		    "the tenant has no keys yet");
	*ret = t->keys[purpose];
	return 0;
}

int fiber_fn
vault_index_keys(struct vault *v, struct db *db,
    struct tenant_key ret[INDEX_EPOCHS_MAX], struct error *err)
{
	struct tenant_key newest;
	struct uuid tenant;
	int n = 0;

	if (vault_tenant(db, &tenant, err) < 0 ||
	    vault_tenant_key(v, db, KEY_INDEX, &newest, err) < 0)
		return -1;
	ret[n] = find_tenant(v, tenant)->old_index;
	if (ret[n].id != 0)
		n++;
	ret[n++] = newest;
	return n;
}

/* ----------------------------------------------------------- data keys */

static void
keep(struct vault *v, const struct db *db, int row,
    const struct dek_place *place, const unsigned char *key)
{
	struct cached_key k = {
		.tenant = place->tenant, .subject = place->subject,
		.dek = place->dek, .gen = place->gen, .key = key,
		.is_active = str_is(db_text(db, 0, row, STATE), "active"),
		.is_destroyed = key == NULL,
	};

	(void)keycache_put(v->cache, &k);
}

/* Open all rows that are wrapped by the same key as row first. */
static int fiber_fn
open_rows(struct vault *v, struct db *db, struct uuid tenant, int first,
    struct error *err)
{
	struct dek_place place = { .tenant = tenant };
	struct tenant_key kek = {
		.id = (uint32_t)db_int64(db, 0, first, KEY_ID) };
	_cleanup_(buf_done) struct buf request = BUF_INIT;
	struct str id = db_text(db, 0, first, KEY_ID), reply;
	struct arena *a;
	int n = 0, r;

	if (vault_read_wrapped(db, 0, first, KEY_WRAPPED, kek.wrapped) < 0)
		return error_set(err, ERR_INTERNAL, "key.none",
		    "a data key is wrapped by a key that is gone");
	keyclient_head(&request, tenant, &kek);
	for (int i = first; i < db_rows(db, 0); i++) {
		unsigned char wrapped[WRAPPED_SIZE];

		if (!str_eq(db_text(db, 0, i, KEY_ID), id) ||
		    vault_read_wrapped(db, 0, i, WRAPPED, wrapped) < 0)
			continue;
		vault_read_dek(db, 0, i, &place);
		keyclient_dek(&request, v->alg, &place);
		buf_add(&request, wrapped, sizeof(wrapped));
		n++;
	}
	a = arena_new();
	r = keyclient_call(v->client, KEYD_UNWRAP, &request,
	    (size_t)n * (1 + AEAD_KEY), a, &reply, err);
	for (int i = first; r == 0 && i < db_rows(db, 0); i++) {
		if (!str_eq(db_text(db, 0, i, KEY_ID), id) ||
		    db_is_null(db, 0, i, WRAPPED))
			continue;
		vault_read_dek(db, 0, i, &place);
		if (reply.p[0])
			keep(v, db, i, &place,
			    (const unsigned char *)reply.p + 1);
		reply = str_sub(reply, 1 + AEAD_KEY, reply.len);
	}
	arena_wipe(a);
	arena_free(a);
	return r;
}

/* Is row the first one that its key wraps? */
static bool
is_first_of_key(const struct db *db, int row)
{
	for (int i = 0; i < row; i++) {
		if (!db_is_null(db, 0, i, WRAPPED) &&
		    str_eq(db_text(db, 0, i, KEY_ID),
		    db_text(db, 0, row, KEY_ID)))
			return false;
	}
	return true;
}

static int fiber_fn
take_rows(struct vault *v, struct db *db, struct error *err)
{
	struct dek_place place;
	int r = vault_tenant(db, &place.tenant, err);

	for (int i = 0; r == 0 && i < db_rows(db, 0); i++) {
		if (db_is_null(db, 0, i, WRAPPED)) {
			vault_read_dek(db, 0, i, &place);
			keep(v, db, i, &place, NULL);
		} else if (is_first_of_key(db, i)) {
			r = open_rows(v, db, place.tenant, i, err);
		}
	}
	return r;
}

/* Say which subject has no key to write with. */
static int
check_active(struct vault *v, struct uuid tenant, const struct uuid *subjects,
    size_t n, struct error *err)
{
	for (size_t i = 0; i < n; i++) {
		const struct cached_key *any;

		if (keycache_get(v->cache, tenant, subjects[i], 0) != NULL)
			continue;
		any = keycache_get(v->cache, tenant, subjects[i], 1);
		if (any != NULL && any->is_destroyed)
			return error_set(err, ERR_NOT_FOUND, "key.destroyed",
			    "this data was erased");
		return error_set(err, ERR_INTERNAL, "key.absent",
		    "the subject has no key");
	}
	return 0;
}

int fiber_fn
vault_fetch(struct vault *v, struct db *db, const struct uuid *subjects,
    size_t n, struct error *err)
{
	struct db_array list = DB_ARRAY_INIT;
	int r;

	if (n > SUBJECTS_MAX)
		return error_set(err, ERR_LIMIT, "key.many",
		    "this concerns too many people at once");
	for (size_t i = 0; i < n; i++)
		db_array_uuid(&list, subjects[i]);
	db_aside(db);
	r = db_query(db, err, DATA_KEYS, db_array_end(db_arena(db), &list));
	if (r == 0)
		r = take_rows(v, db, err);
	db_aside_end(db);
	return r;
}

int fiber_fn
vault_load(struct vault *v, struct db *db, const struct uuid *subjects,
    size_t n, struct error *err)
{
	struct arena *a = arena_new();
	VEC(struct uuid) missing = { 0 };
	struct uuid tenant;
	int r = vault_tenant(db, &tenant, err);

	for (size_t i = 0; r == 0 && i < n; i++) {
		if (keycache_get(v->cache, tenant, subjects[i], 0) == NULL)
			vec_push(a, &missing, subjects[i]);
	}
	if (r == 0 && missing.n > 0)
		r = vault_fetch(v, db, missing.v, missing.n, err);
	if (r == 0)
		r = check_active(v, tenant, missing.v, missing.n, err);
	arena_free(a);
	return r;
}
