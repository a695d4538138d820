/*
 * vault.c - data keys in and out, values sealed and opened.
 */
#include <assert.h>
#include <errno.h>

#include <sodium.h>

#include "base/log.h"
#include "server/security/record_digest.h"
#include "server/security/vault_impl.h"

#define KEEP_MS_DEFAULT	60000

const struct sealed_info sealed_infos[SEALED_COUNT] = {
#define SEALED(name, table, column, place, category)			\
	[SEALED_##name] = { table, column, place, CATEGORY_##category },
#include "server/security/crypto_registry.def"
#undef SEALED
};

static const char *const category_names[] = {
	"identity", "contact", "social", "economic", "health", "violence",
	"minors", "notes", "internal",
};

const char *
category_name(enum category category)
{
	for (size_t i = 0; i < ARRAY_LEN(category_names); i++) {
		if ((unsigned)category == 1U << i)
			return category_names[i];
	}
	return "unknown";
}

enum category
category_of(struct str name)
{
	for (size_t i = 0; i < ARRAY_LEN(category_names); i++) {
		if (str_is(name, category_names[i]))
			return (enum category)(1 << i);
	}
	return (enum category)0;
}

int
sealed_place_of(const char *table, struct str category)
{
	char place[64];

	(void)snprintf(place, sizeof(place), "%s.%.*s", table,
	    STR_ARG(category));
	return sealed_place(str_of(place));
}

int
sealed_place(struct str name)
{
	for (int i = 0; i < SEALED_COUNT; i++) {
		if (str_is(name, sealed_infos[i].place))
			return i;
	}
	return -1;
}

const char *
sealed_place_name(int table, int column)
{
	for (int i = 0; i < SEALED_COUNT; i++) {
		if (sealed_infos[i].table == table &&
		    sealed_infos[i].column == column)
			return sealed_infos[i].place;
	}
	return "?";
}

enum category
sealed_category(enum sealed_place place)
{
	assert(place < SEALED_COUNT);
	return sealed_infos[place].category;
}

struct vault *
vault_new(const struct vault_config *config, struct error *err)
{
	struct keyclient *client = keyclient_new(config->keyd,
	    config->state_dir, err);
	struct vault *v;

	if (client == NULL)
		return NULL;
	v = xcalloc(1, sizeof(*v));
	v->client = client;
	v->cache = keycache_new(config->keep_ms > 0 ? config->keep_ms :
	    KEEP_MS_DEFAULT, config->keys_per_s);
	v->alg = config->use_xchacha ? AEAD_XCHACHA20 : AEAD_XAES256;
	return v;
}

void
vault_free(struct vault *v)
{
	if (v == NULL)
		return;
	keyclient_free(v->client);
	keycache_free(v->cache);
	free(v);
}

void
vault_sweep(struct vault *v)
{
	keycache_sweep(v->cache);
}

int
vault_tenant(const struct db *db, struct uuid *ret, struct error *err)
{
	if (uuid_parse(str_of(db_tenant(db)), ret) < 0)
		return error_set(err, ERR_INTERNAL, "key.tenant",
		    "no tenant was set before sealed data was used");
	return 0;
}

/* ---------------------------------------------------------- data keys */

int fiber_fn
vault_make_next(struct vault *v, struct db *db, struct dek_place place,
    struct fresh_key *ret, struct error *err)
{
	_cleanup_(buf_done) struct buf request = BUF_INIT;
	struct tenant_key kek;
	struct arena *a;
	struct str reply;
	int r;

	if (vault_tenant(db, &place.tenant, err) < 0 ||
	    vault_tenant_key(v, db, KEY_WRAPS, &kek, err) < 0)
		return -1;
	keyclient_head(&request, place.tenant, &kek);
	keyclient_dek(&request, v->alg, &place);
	a = arena_new();
	r = keyclient_call(v->client, KEYD_MAKE, &request,
	    WRAPPED_SIZE + AEAD_KEY, a, &reply, err);
	if (r == 0) {
		*ret = (struct fresh_key){ .tenant = place.tenant,
			.subject = place.subject, .dek = place.dek,
			.kind = (enum subject_kind)place.kind,
			.kek_id = kek.id };
		memcpy(ret->wrapped, reply.p, WRAPPED_SIZE);
		memcpy(ret->key, reply.p + WRAPPED_SIZE, AEAD_KEY);
	}
	arena_wipe(a);
	arena_free(a);
	return r;
}

int fiber_fn
vault_make(struct vault *v, struct db *db, enum subject_kind kind,
    struct uuid subject, struct fresh_key *ret, struct error *err)
{
	return vault_make_next(v, db, (struct dek_place){ .subject = subject,
	    .dek = uuid_new(), .kind = (uint8_t)kind, .gen = 1 }, ret, err);
}

int
vault_adopt(struct vault *v, struct db *db, const struct fresh_key *fresh,
    struct error *err)
{
	struct cached_key key = { .tenant = fresh->tenant,
		.subject = fresh->subject, .dek = fresh->dek, .gen = 1,
		.is_active = true, .key = fresh->key };

	db_push(db, DATA_KEY_INSERT, db_uuid(db, fresh->dek),
	    db_int(db, fresh->kind), db_uuid(db, fresh->subject), "1",
	    db_int(db, fresh->kek_id), db_bytea(db, (struct str){
	    (const char *)fresh->wrapped, WRAPPED_SIZE }));
	if (keycache_put(v->cache, &key) < 0)
		return error_set(err, ERR_LIMIT, "key.many",
		    "too many keys are in use at once");
	return 0;
}

int fiber_fn
vault_create(struct vault *v, struct db *db, enum subject_kind kind,
    struct uuid subject, struct error *err)
{
	struct fresh_key fresh = { .kind = kind };
	int r;

	if (vault_make(v, db, kind, subject, &fresh, err) < 0)
		return -1;
	r = vault_adopt(v, db, &fresh, err);
	sodium_memzero(&fresh, sizeof(fresh));
	return r;
}

void
vault_destroy(struct vault *v, struct db *db, struct uuid subject)
{
	const char *id = db_uuid(db, subject);

	db_push(db, SUBJECT_DESTROY, id);
	db_push(db, SUBJECT_TAGS_DELETE, id);
	db_push(db, KEYS_NOTIFY, id);
	db_push(db, FILE_KEYS_NOTIFY, id);
	vault_forget_subject(v, db, subject);
}

void
vault_forget_subject(struct vault *v, const struct db *db,
    struct uuid subject)
{
	struct uuid tenant;

	if (vault_tenant(db, &tenant, NULL) == 0)
		keycache_forget(v->cache, tenant, subject);
}

void
vault_notified(struct vault *v, const char *payload)
{
	struct str s = str_of(payload);
	struct uuid tenant, subject;

	if (uuid_parse(str_sub(s, 0, UUID_TEXT_LEN), &tenant) < 0) {
		/* Something may have been missed: forget everything. */
		memset(v->tenants, 0, sizeof(v->tenants));
		keycache_clear(v->cache);
		return;
	}
	if (uuid_parse(str_sub(s, UUID_TEXT_LEN + 1, UUID_TEXT_LEN),
	    &subject) == 0)
		keycache_forget(v->cache, tenant, subject);
	else
		vault_forget_tenant(v, tenant);
}

/* ------------------------------------------------------------- values */

struct field_place
vault_place(struct uuid tenant, const struct sealed_at *at, struct uuid dek)
{
	const struct sealed_info *info = &sealed_infos[at->place];

	return (struct field_place){ .tenant = tenant, .row = at->row,
		.dek = dek, .table = info->table, .column = info->column };
}

void
vault_seal_fresh(struct vault *v, const struct fresh_key *key,
    const struct sealed_at *at, struct str plain, struct buf *out)
{
	struct field_place place = vault_place(key->tenant, at, key->dek);

	assert(at->place < SEALED_COUNT);
	assert(memcmp(at->subject.b, key->subject.b, 16) == 0);
	assert(plain.len <= ENVELOPE_PLAIN_MAX);
	envelope_seal(v->alg, key->key, 1, &place, plain, out);
}

int
vault_seal_bytes(struct vault *v, struct db *db, const struct sealed_at *at,
    struct str plain, struct buf *out, struct error *err)
{
	const struct cached_key *key;
	struct field_place place;
	struct uuid tenant;

	assert(at->place < SEALED_COUNT);
	if (vault_tenant(db, &tenant, err) < 0)
		return -1;
	if (plain.len > ENVELOPE_PLAIN_MAX)
		return error_set(err, ERR_LIMIT, "sealed.size",
		    "this is too long to be kept");
	key = keycache_get(v->cache, tenant, at->subject, 0);
	if (key == NULL)
		return error_set(err, ERR_UNAVAILABLE, "key.absent",
		    "the subject's key is not at hand; try again");
	place = vault_place(tenant, at, key->dek);
	envelope_seal(v->alg, key->key, key->gen, &place, plain, out);
	return 0;
}

void
sealed_note(struct buf *notes, const struct sealed_at *at, struct str envelope)
{
	const struct sealed_info *info = &sealed_infos[at->place];

	assert(at->place < SEALED_COUNT);
	record_digest_add(notes, &(struct record_digest_place){ info->table,
	    info->column, at->row }, envelope);
}

int
vault_seal(struct vault *v, struct db *db, const struct sealed_at *at,
    struct str plain, const char **ret_param, struct error *err)
{
	_cleanup_(buf_done) struct buf envelope = BUF_INIT;

	if (vault_seal_bytes(v, db, at, plain, &envelope, err) < 0)
		return -1;
	sealed_note(db_notes(db), at, buf_view(&envelope));
	*ret_param = db_bytea(db, buf_view(&envelope));
	return 0;
}

int
vault_open_cached(struct vault *v, struct uuid tenant,
    const struct sealed_at *at, struct str envelope, struct buf *out)
{
	const struct cached_key *key;
	struct field_place place;
	struct envelope e;

	if (envelope_parse(envelope, &e) < 0 || e.gen == 0)
		return -EBADMSG;
	key = keycache_get(v->cache, tenant, at->subject, e.gen);
	if (key == NULL)
		return -ENOENT;
	if (key->is_destroyed)
		return -ENOKEY;
	place = vault_place(tenant, at, key->dek);
	return envelope_open(key->key, &place, envelope, out);
}

int fiber_fn
vault_open(struct vault *v, struct db *db, const struct sealed_at *at,
    struct str envelope, struct buf *out, struct error *err)
{
	struct uuid tenant;
	int r;

	assert(at->place < SEALED_COUNT);
	if (vault_tenant(db, &tenant, err) < 0)
		return -1;
	r = vault_open_cached(v, tenant, at, envelope, out);
	if (r == -ENOENT) {
		/* Perhaps a generation newer than the one that is known. */
		if (vault_fetch(v, db, &at->subject, 1, err) < 0)
			return -1;
		r = vault_open_cached(v, tenant, at, envelope, out);
	}
	if (r == -ENOENT && keycache_get(v->cache, tenant, at->subject,
	    0) == NULL)
		return error_set(err, ERR_INTERNAL, "key.absent",
		    "the subject has no key");
	if (r == -ENOKEY)
		return error_set(err, ERR_NOT_FOUND, "key.destroyed",
		    "this data was erased");
	if (r == 0)
		return 0;
	log_event(LOG_ERROR, "crypto.auth_fail", "place=%s",
	    sealed_infos[at->place].place);
	return error_set(err, ERR_INTERNAL, "sealed.broken",
	    "sealed data is not what was put there");
}
