/*
 * vault_tenant.c - a tenant's own keys: made, rotated, and used for passwords
 * and the audit trail.
 */
#include <assert.h>

#include <sodium.h>

#include "server/db/array.h"
#include "server/security/vault_impl.h"

#define ROTATE_BATCH	500

/* ------------------------------------------------------------- making */

int fiber_fn
vault_make_tenant_key(struct vault *v, struct db *db,
    enum key_purpose purpose, struct tenant_key *ret, struct error *err)
{
	_cleanup_(buf_done) struct buf request = BUF_INIT;
	struct arena *a;
	struct uuid tenant;
	struct str reply;
	int r;

	if (vault_tenant(db, &tenant, err) < 0)
		return -1;
	buf_add(&request, tenant.b, sizeof(tenant.b));
	for (int shift = 24; shift >= 0; shift -= 8)
		buf_putc(&request, (char)(ret->id >> shift));
	buf_putc(&request, (char)purpose);
	a = arena_new();
	r = keyclient_call(v->client, KEYD_TENANT_KEY, &request, WRAPPED_SIZE,
	    a, &reply, err);
	if (r == 0) {
		memcpy(ret->wrapped, reply.p, WRAPPED_SIZE);
		db_push(db, TENANT_KEY_INSERT, db_int(db, purpose),
		    db_int(db, ret->id), db_bytea(db, reply));
	}
	arena_free(a);
	return r;
}

/* The tenant's own data key, wrapped by a key that is not stored yet. */
static int fiber_fn
make_own_data_key(struct vault *v, struct db *db, const struct tenant_key *kek,
    struct error *err)
{
	struct dek_place place = { .dek = uuid_new(), .kind = SUBJECT_TENANT,
		.gen = 1 };
	_cleanup_(buf_done) struct buf request = BUF_INIT;
	struct arena *a = arena_new();
	struct str reply;
	int r;

	(void)vault_tenant(db, &place.tenant, NULL);
	place.subject = place.tenant;
	keyclient_head(&request, place.tenant, kek);
	keyclient_dek(&request, v->alg, &place);
	r = keyclient_call(v->client, KEYD_MAKE, &request,
	    WRAPPED_SIZE + AEAD_KEY, a, &reply, err);
	if (r == 0)
		db_push(db, DATA_KEY_INSERT, db_uuid(db, place.dek),
		    db_int(db, place.kind), db_uuid(db, place.subject), "1",
		    db_int(db, kek->id),
		    db_bytea(db, str_sub(reply, 0, WRAPPED_SIZE)));
	arena_wipe(a);
	arena_free(a);
	return r;
}

int fiber_fn
vault_create_tenant(struct vault *v, struct db *db, struct error *err)
{
	struct tenant_key key, kek = { .id = 1 };

	if (vault_make_tenant_key(v, db, KEY_WRAPS, &kek, err) < 0)
		return -1;
	for (enum key_purpose p = KEY_INDEX; p <= KEY_PEPPER; p++) {
		key = (struct tenant_key){ .id = 1 };
		if (vault_make_tenant_key(v, db, p, &key, err) < 0)
			return -1;
	}
	return make_own_data_key(v, db, &kek, err);
}

/* ------------------------------------------------------------ rotation */

/* A new key becomes the one in use, unless the last rotation was not finished:
 * then that one goes on. */
static int fiber_fn
begin_rotation(struct vault *v, struct db *db, struct tenant_key *ret,
    struct error *err)
{
	struct uuid tenant;
	int at;

	db_begin(db);
	db_push(db, TENANT_KEY_LOCK);
	at = db_push(db, TENANT_KEY_NEWEST, "1");
	(void)db_push(db, DATA_KEYS_TO_REWRAP, "1");
	if (vault_tenant(db, &tenant, err) < 0 || db_run(db, err) < 0)
		return -1;
	vault_forget_tenant(v, tenant);
	if (db_rows(db, at + 1) > 0) {
		db_rollback(db);
		return vault_tenant_key(v, db, KEY_WRAPS, ret, err);
	}
	ret->id = (uint32_t)db_int64(db, at, 0, 0) + 1;
	db_push(db, TENANT_KEY_RETIRE, "1");
	if (vault_make_tenant_key(v, db, KEY_WRAPS, ret, err) < 0)
		return -1;
	db_push(db, KEYS_NOTIFY, NULL);
	return db_commit(db, err);
}

/* Queue the update of the rows at hand that the reply rewrapped, all wrapped so
 * far by the key id. */
static int
push_rewrapped(struct db *db, struct str id, struct str reply,
    const struct tenant_key *to)
{
	struct db_array ids = DB_ARRAY_INIT, keys = DB_ARRAY_INIT;
	int n = db_rows(db, 0), pushed = 0;

	for (int i = 0; i < n; i++) {
		if (!str_eq(db_text(db, 0, i, 6), id))
			continue;
		if (reply.p[0]) {
			db_array_bare(&ids, db_text(db, 0, i, 1));
			db_array_bytes(&keys, str_sub(reply, 1, WRAPPED_SIZE));
			pushed++;
		}
		reply = str_sub(reply, 1 + WRAPPED_SIZE, reply.len);
	}
	if (pushed > 0)
		db_push(db, DATA_KEYS_REWRAP, id.p, db_int(db, to->id),
		    db_array_end(db_arena(db), &ids),
		    db_array_end(db_arena(db), &keys));
	return pushed;
}

/* Rewrap the rows at hand; the number, or -1. */
static int fiber_fn
rewrap_rows(struct vault *v, struct db *db, const struct tenant_key *to,
    struct error *err)
{
	struct str id = db_text(db, 0, 0, 6), reply;
	_cleanup_(buf_done) struct buf request = BUF_INIT;
	struct dek_place place = { .gen = 0 };
	struct tenant_key from = { .id = (uint32_t)db_int64(db, 0, 0, 6) };
	unsigned char wrapped[WRAPPED_SIZE];
	struct arena *a;
	int n = 0, r;

	if (vault_tenant(db, &place.tenant, err) < 0)
		return -1;
	if (vault_read_wrapped(db, 0, 0, 7, from.wrapped) < 0)
		return error_set(err, ERR_INTERNAL, "key.none",
		    "a data key is wrapped by a key that is gone");
	keyclient_head(&request, place.tenant, &from);
	keyclient_head(&request, place.tenant, to);
	for (int i = 0; i < db_rows(db, 0); i++) {
		if (!str_eq(db_text(db, 0, i, 6), id) ||
		    vault_read_wrapped(db, 0, i, 5, wrapped) < 0)
			continue;
		vault_read_dek(db, 0, i, &place);
		keyclient_dek(&request, v->alg, &place);
		buf_add(&request, wrapped, sizeof(wrapped));
		n++;
	}
	a = arena_new();
	r = keyclient_call(v->client, KEYD_REWRAP, &request,
	    (size_t)n * (1 + WRAPPED_SIZE), a, &reply, err);
	if (r == 0)
		n = push_rewrapped(db, id, reply, to);
	arena_free(a);
	if (r < 0)
		return -1;
	if (n == 0)
		return error_set(err, ERR_INTERNAL, "key.broken",
		    "data keys are not what was put there");
	return db_run(db, err) < 0 ? -1 : n;
}

int64_t fiber_fn
vault_rotate(struct vault *v, struct db *db, void (*report)(int64_t done),
    struct error *err)
{
	struct tenant_key to;
	int64_t done = 0;

	if (begin_rotation(v, db, &to, err) < 0 ||
	    db_query(db, err, DATA_KEYS_SETTLE) < 0)
		return -1;
	for (;;) {
		char most[16];
		int n;

		(void)snprintf(most, sizeof(most), "%d", ROTATE_BATCH);
		if (db_query(db, err, DATA_KEYS_TO_REWRAP, most) < 0)
			return -1;
		if (db_rows(db, 0) == 0)
			break;
		n = rewrap_rows(v, db, &to, err);
		if (n < 0)
			return -1;
		done += n;
		if (report != NULL)
			report(done);
	}
	db_push(db, TENANT_KEYS_UNUSED);
	db_push(db, KEYS_NOTIFY, NULL);
	return db_run(db, err) < 0 ? -1 : done;
}

/* ---------------------------------------------------- what keyd derives */

/* Ask something of one tenant key; the reply is copied to out. */
static int fiber_fn
ask(struct vault *v, struct db *db, enum keyd_call call, struct str payload,
    struct buf *out, struct error *err)
{
	static const enum key_purpose purposes[] = {
		[KEYD_PEPPER] = KEY_PEPPER, [KEYD_AUDIT] = KEY_AUDIT };
	_cleanup_(buf_done) struct buf request = BUF_INIT;
	size_t want = out->cap;
	struct tenant_key key;
	struct uuid tenant;
	struct arena *a;
	struct str reply;
	int r;

	if (vault_tenant(db, &tenant, err) < 0 ||
	    vault_tenant_key(v, db, purposes[call], &key, err) < 0)
		return -1;
	keyclient_head(&request, tenant, &key);
	buf_str(&request, payload);
	a = arena_new();
	r = keyclient_call(v->client, call, &request, want, a, &reply, err);
	if (r == 0)
		memcpy(out->p, reply.p, want);
	sodium_memzero(request.p, request.len);
	arena_wipe(a);
	arena_free(a);
	return r;
}

int fiber_fn
vault_pepper(struct vault *v, struct db *db, struct str password,
    unsigned char *out, struct error *err)
{
	struct buf reply = { .p = (char *)out, .cap = 32 };

	return ask(v, db, KEYD_PEPPER, password, &reply, err);
}

int fiber_fn
vault_audit_key(struct vault *v, struct db *db, struct uuid writer,
    unsigned char *out, struct error *err)
{
	struct buf reply = { .p = (char *)out, .cap = 32 };

	return ask(v, db, KEYD_AUDIT, (struct str){ (const char *)writer.b,
	    sizeof(writer.b) }, &reply, err);
}
