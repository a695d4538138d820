/*
 * vault_index.c - tags of exact identifiers, in every epoch there is.
 *
 * Which epochs there are is known to the database alone.  What is known here
 * may be old, so each question brings the answer's epochs with it: when they
 * are others, the keys are read again and the question is asked once more.
 * Epochs only go forward, so an answer for the epochs there are is whole.
 */
#include <assert.h>

#include <sodium.h>

#include "server/db/array.h"
#include "server/security/vault_impl.h"

#define VALUE_MAX	1024
#define TRIES		5	/* while somebody changes the key again */

/* Columns of tag_find. */
enum { EPOCHS, N, SUBJECT };

/* National identifiers are unique, so their tags can be; what several people
 * share is cut to 16 bits, a handful of candidates in a large city. */
static uint8_t
tag_size(enum tag_kind kind)
{
	return kind == TAG_NID ? 16 : 2;
}

static int
add_values(struct buf *out, const struct str *values, size_t n,
    struct error *err)
{
	for (size_t i = 0; i < n; i++) {
		if (values[i].len > VALUE_MAX)
			return error_set(err, ERR_INVALID, "tag.size",
			    "an identifier is too long");
		buf_putc(out, (char)(values[i].len >> 8));
		buf_putc(out, (char)values[i].len);
		buf_str(out, values[i]);
	}
	return 0;
}

/* The tags by one key, behind those that there are. */
static int fiber_fn
add_epoch(struct vault *v, struct uuid tenant, const struct tenant_key *key,
    struct str values, struct tags *ret, struct error *err)
{
	_cleanup_(buf_done) struct buf request = BUF_INIT;
	struct arena *a = arena_new();
	struct str reply;
	int r;

	keyclient_head(&request, tenant, key);
	buf_putc(&request, (char)ret->kind);
	buf_putc(&request, (char)key->id);
	buf_str(&request, values);
	r = keyclient_call(v->client, KEYD_TAGS, &request,
	    ret->n_values * KEYD_TAG, a, &reply, err);
	for (size_t i = 0; r == 0 && i < ret->n_values; i++) {
		struct tag *t = &ret->tag[ret->n++];

		t->epoch = (uint8_t)key->id;
		t->len = tag_size(ret->kind);
		memcpy(t->b, reply.p + i * KEYD_TAG, t->len);
	}
	sodium_memzero(request.p, request.len);
	arena_free(a);
	return r;
}

int fiber_fn
vault_tags(struct vault *v, struct db *db, enum tag_kind kind,
    const struct str *values, size_t n, struct tags *ret, struct error *err)
{
	struct tenant_key keys[INDEX_EPOCHS_MAX];
	_cleanup_(buf_done) struct buf text = BUF_INIT;
	struct uuid tenant;
	int n_keys, r;

	assert(n <= TAG_VALUES_MAX);
	n_keys = vault_index_keys(v, db, keys, err);
	r = n_keys < 0 ? -1 : add_values(&text, values, n, err);
	if (r == 0)
		r = vault_tenant(db, &tenant, err);
	ret->kind = kind;
	ret->n_values = n;
	ret->n = 0;
	for (int i = 0; r == 0 && i < n_keys; i++)
		r = add_epoch(v, tenant, &keys[i], buf_view(&text), ret, err);
	if (text.len > 0)
		sodium_memzero(text.p, text.len);
	return r;
}

/* ------------------------------------------------------------- the tables */

void
vault_put_tags(const struct tags *tags, struct db_array *epochs,
    struct db_array *bytes)
{
	for (size_t i = 0; i < tags->n; i++) {
		db_array_int(epochs, tags->tag[i].epoch);
		db_array_bytes(bytes, (struct str){
		    (const char *)tags->tag[i].b, tags->tag[i].len });
	}
}

void
vault_push_tags(struct db *db, const struct tags *tags, struct uuid subject)
{
	struct db_array epochs = DB_ARRAY_INIT, bytes = DB_ARRAY_INIT;

	if (tags->n == 0)
		return;
	vault_put_tags(tags, &epochs, &bytes);
	db_push(db, TAG_INSERT, db_int(db, tags->kind),
	    db_array_end(db_arena(db), &epochs),
	    db_array_end(db_arena(db), &bytes),
	    db_uuid(db, subject));
}

/* Are the epochs in the reply those of the tags? */
static bool
is_of_today(struct db *db, int at, const struct tags *tags)
{
	struct db_array epochs = DB_ARRAY_INIT;

	for (size_t i = 0; i < tags->n; i += tags->n_values)
		db_array_int(&epochs, tags->tag[i].epoch);
	return str_is(db_text(db, at, 0, EPOCHS),
	    db_array_end(db_arena(db), &epochs));
}

/* Ask once: 1 when the epochs are others, 0, or -1 and err. */
static int fiber_fn
ask_once(struct db *db, enum index_use use, const struct tags *tags,
    struct uuid *ret_subjects, struct error *err)
{
	struct db_array epochs = DB_ARRAY_INIT, bytes = DB_ARRAY_INIT;
	int at;

	vault_put_tags(tags, &epochs, &bytes);
	if (use == INDEX_WRITE)
		db_push(db, INDEX_HOLD);
	at = db_push(db, TAG_FIND, db_int(db, tags->kind),
	    db_array_end(db_arena(db), &epochs),
	    db_array_end(db_arena(db), &bytes));
	if (db_run(db, err) < 0)
		return -1;
	if (!is_of_today(db, at, tags))
		return 1;
	memset(ret_subjects, 0, tags->n_values * sizeof(*ret_subjects));
	for (int i = 0; i < db_rows(db, at); i++) {
		if (!db_is_null(db, at, i, N))
			ret_subjects[(size_t)(db_int64(db, at, i, N) - 1) %
			    tags->n_values] = db_uuid_at(db, at, i, SUBJECT);
	}
	return 0;
}

int fiber_fn
vault_find(struct vault *v, struct db *db, enum index_use use,
    const struct str *values, size_t n, struct tags *ret,
    struct uuid *ret_subjects, struct error *err)
{
	struct uuid tenant;
	int r = 1;

	*ret = (struct tags){ .kind = TAG_NID };
	if (n == 0)
		return 0;
	if (vault_tenant(db, &tenant, err) < 0)
		return -1;
	for (int i = 0; r == 1 && i < TRIES; i++) {
		if (i > 0)
			vault_forget_tenant(v, tenant);
		if (vault_tags(v, db, TAG_NID, values, n, ret, err) < 0)
			return -1;
		db_aside(db);
		r = ask_once(db, use, ret, ret_subjects, err);
		db_aside_end(db);
	}
	return r <= 0 ? r : error_set(err, ERR_UNAVAILABLE, "key.epoch",
	    "the key of the index is being changed; try again");
}

/* ----------------------------------------------------------------- rotation */

int fiber_fn
vault_next_epoch(struct vault *v, struct db *db, int epoch, struct error *err)
{
	struct tenant_key key = { .id = (uint32_t)epoch };

	db_push(db, TENANT_KEY_RETIRE, db_int(db, KEY_INDEX));
	return vault_make_tenant_key(v, db, KEY_INDEX, &key, err);
}
