/*
 * reindex.c - one step after the other, each a transaction.
 *
 * The identifiers themselves are sealed in the people's identities, so tags are
 * made again from there.  Everybody whose tags are made is locked with the data
 * key: a new document, or an erasure, comes before or after, never in between.
 */
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "server/db/array.h"
#include "server/record/identity.h"
#include "server/record/reindex.h"

#define EPOCH_LAST	255	/* keyd is told it in a byte */
#define PEOPLE		100	/* in each transaction */
#define DROP		"10000"	/* tags in each transaction */
#define TRIES		100	/* over others' locks, 0.3 s each */
#define PASSES		3	/* over everybody */

/* Columns of index_rotation. */
enum { EPOCH, STATE, DONE, TOTAL };

struct work {
	struct vault	*vault;
	struct db	*db;
	const struct audit_actor *actor;
	const char	*tenant;
	void		(*report)(int64_t done, int64_t total);
	int		 epoch;		/* the new one */
	int64_t		 done, total;
	/* The batch. */
	struct db_array	 epochs, tags, owners;
};

/* Run one step until nobody is in the way any more.  What is known of the keys
 * may be why. */
static int
patiently(struct work *w, int (*step)(struct work *, struct error *),
    struct error *err)
{
	int r = -1;

	for (int i = 0; r < 0 && i < TRIES; i++) {
		*err = (struct error){ 0 };
		vault_notified(w->vault, w->tenant);
		r = step(w, err);
		if (r >= 0)
			break;
		db_rollback(w->db);
		if (strcmp(err->code, "db.locked") != 0 &&
		    strcmp(err->code, "db.conflict") != 0)
			break;
	}
	return r;
}

static void
push_event(struct work *w, const char *state)
{
	char detail[64];

	(void)snprintf(detail, sizeof(detail),
	    "{\"epoch\":%d,\"state\":\"%s\"}", w->epoch, state);
	audit_push(w->db, w->actor, &(struct audit_event){
	    .action = "key.rotate_index", .object_type = "tenant",
	    .object = w->actor->tenant, .detail = str_of(detail) });
}

/* Read the state into w: 1 when there is nothing to go on with. */
static int
read_state(struct work *w, int at, char ret_state[16])
{
	bool is_over = db_rows(w->db, at) == 0;

	if (!is_over) {
		w->epoch = (int)db_int64(w->db, at, 0, EPOCH);
		w->done = db_int64(w->db, at, 0, DONE);
		w->total = db_int64(w->db, at, 0, TOTAL);
		(void)snprintf(ret_state, 16, "%s",
		    db_text(w->db, at, 0, STATE).p);
		is_over = strcmp(ret_state, "done") == 0;
	}
	return is_over;
}

/* --------------------------------------------------------------- beginning */

/* A new epoch, unless there is one that was not finished. */
static int
begin(struct work *w, struct error *err)
{
	int at, newest;
	char state[16];

	db_begin(w->db);
	db_push(w->db, INDEX_CLOSE);
	at = db_push(w->db, INDEX_ROTATION);
	newest = db_push(w->db, TENANT_KEY_NEWEST, db_int(w->db, 2));
	if (db_run(w->db, err) < 0)
		return -1;
	if (!read_state(w, at, state)) {
		db_rollback(w->db);
		return 0;
	}
	w->epoch = (int)db_int64(w->db, newest, 0, 0) + 1;
	w->done = 0;
	if (w->epoch > EPOCH_LAST)
		return error_set(err, ERR_LIMIT, "key.epoch_last",
		    "the key of this index was changed %d times, and cannot "
		    "be changed again", EPOCH_LAST - 1);
	if (vault_next_epoch(w->vault, w->db, w->epoch, err) < 0)
		return -1;
	db_push(w->db, INDEX_ROTATION_BEGIN, db_int(w->db, w->epoch),
	    db_int(w->db, w->total));
	db_push(w->db, KEYS_NOTIFY, NULL);
	push_event(w, "filling");
	return audit_commit(w->db, err);
}

/* ----------------------------------------------------------------- filling */

/* Tags of one person's documents, behind those of the batch. */
static int
add_tags(struct work *w, struct uuid person, const struct str *values,
    size_t n, struct error *err)
{
	struct tags tags;

	if (n == 0)
		return 0;
	if (vault_tags(w->vault, w->db, TAG_NID, values, n, &tags, err) < 0)
		return -1;
	vault_put_tags(&tags, &w->epochs, &w->tags);
	for (size_t i = 0; i < tags.n; i++)
		db_array_uuid(&w->owners, person);
	return 0;
}

/* Open one identity of the result at hand. */
static int
add_person(struct work *w, int row, struct arena *a, struct error *err)
{
	_cleanup_(buf_done) struct buf sealed = BUF_INIT, plain = BUF_INIT;
	struct str values[IDENTITY_DOCUMENTS_MAX];
	struct uuid id = db_uuid_at(w->db, 0, row, 0);
	struct sealed_at at = { SEALED_PERSON_IDENTITY, id, id };
	char text[UUID_TEXT_LEN + 1];
	int n;

	db_bytes(w->db, 0, row, 1, &sealed);
	if (vault_open(w->vault, w->db, &at, buf_view(&sealed), &plain,
	    err) < 0)
		return -1;
	n = identity_values(a, buf_view(&plain), values);
	sodium_memzero(plain.p, plain.len);
	if (n >= 0)
		return add_tags(w, id, values, (size_t)n, err);
	uuid_format(id, text);
	return error_set(err, ERR_INTERNAL, "identity.unreadable",
	    "the identity of person %s cannot be read", text);
}

static const char *
people_param(struct work *w, const struct uuid *ids, size_t n)
{
	struct db_array people = DB_ARRAY_INIT;

	for (size_t i = 0; i < n; i++)
		db_array_uuid(&people, ids[i]);
	return db_array_end(db_arena(w->db), &people);
}

/* Load the keys of those at hand, read their identities and make their tags. */
static int
make_tags(struct work *w, const struct uuid *ids, size_t n,
    struct error *err)
{
	struct arena *a = arena_new();
	int r = vault_load(w->vault, w->db, ids, n, err);

	if (r == 0)
		r = db_query(w->db, err, INDEX_IDENTITIES,
		    people_param(w, ids, n));
	if (r == 0 && (size_t)db_rows(w->db, 0) != n)
		r = error_set(err, ERR_INTERNAL, "identity.missing",
		    "somebody in the index has no identity");
	for (int i = 0; r == 0 && i < db_rows(w->db, 0); i++)
		r = add_person(w, i, a, err);
	arena_wipe(a);
	arena_free(a);
	return r;
}

/* The ids of the result at hand, each once. */
static size_t
take_people(struct work *w, int at, struct uuid ids[PEOPLE])
{
	size_t n = 0;

	for (int i = 0; i < db_rows(w->db, at); i++) {
		struct uuid id = db_uuid_at(w->db, at, i, 0);

		if (n == 0 || memcmp(ids[n - 1].b, id.b, sizeof(id.b)) != 0)
			ids[n++] = id;
	}
	return n;
}

/* Lock the batch and replace the tags of those who lack the new ones; how many,
 * or -1. */
static int
replace_tags(struct work *w, const struct uuid *wanted, size_t n,
    struct error *err)
{
	struct uuid ids[PEOPLE];

	if (db_query(w->db, err, INDEX_PEOPLE_LOCK, people_param(w, wanted, n),
	    db_int(w->db, w->epoch)) < 0)
		return -1;
	n = take_people(w, 0, ids);
	if (n > 0 && make_tags(w, ids, n, err) < 0)
		return -1;
	db_push(w->db, INDEX_CLEAR, db_int(w->db, TAG_NID),
	    people_param(w, ids, n));
	if (!db_array_is_empty(&w->owners))
		db_push(w->db, INDEX_FILL, db_int(w->db, TAG_NID),
		    db_array_end(db_arena(w->db), &w->epochs),
		    db_array_end(db_arena(w->db), &w->tags),
		    db_array_end(db_arena(w->db), &w->owners));
	return (int)n;
}

/* The next ones: 1, 0 when there are none, or -1. */
static int
fill_some(struct work *w, struct error *err)
{
	struct uuid ids[PEOPLE];
	size_t n;
	int at, done;

	db_array_done(&w->epochs);
	db_array_done(&w->tags);
	db_array_done(&w->owners);
	db_begin(w->db);
	db_push(w->db, INDEX_ROTATION_LOCK, db_int(w->db, w->epoch));
	at = db_push(w->db, INDEX_NEXT, db_int(w->db, PEOPLE));
	if (db_run(w->db, err) < 0)
		return -1;
	n = take_people(w, at, ids);
	if (n == 0) {
		db_rollback(w->db);
		return 0;
	}
	done = replace_tags(w, ids, n, err);
	if (done < 0)
		return -1;
	db_push(w->db, INDEX_ROTATION_STEP, db_uuid(w->db, ids[n - 1]),
	    db_int(w->db, done));
	if (db_commit(w->db, err) < 0)
		return -1;
	w->done += done;
	return 1;
}

/* Everybody once; then who is still without, if anybody: 1, 0 or -1. */
static int
fill_all(struct work *w, struct error *err)
{
	int r;

	while ((r = patiently(w, fill_some, err)) > 0) {
		if (w->report != NULL)
			w->report(w->done, w->total);
	}
	if (r < 0 || db_query(w->db, err, INDEX_MISSING, db_int(w->db,
	    w->epoch)) < 0)
		return -1;
	if (db_rows(w->db, 0) == 0)
		return 0;
	(void)error_set(err, ERR_INTERNAL, "key.index_incomplete",
	    "the identifiers of subject %s cannot be found in its identity",
	    db_text(w->db, 0, 0, 0).p);
	return db_query(w->db, err, INDEX_ROTATION_AGAIN, db_int(w->db,
	    w->epoch)) < 0 ? -1 : 1;
}

static int
fill(struct work *w, struct error *err)
{
	int r = 1;

	for (int i = 0; r == 1 && i < PASSES; i++)
		r = fill_all(w, err);
	return r == 0 ? 0 : -1;
}

/* ---------------------------------------------------------------- dropping */

/* From now on there is the new epoch alone. */
static int
drop_key(struct work *w, struct error *err)
{
	db_begin(w->db);
	db_push(w->db, INDEX_CLOSE);
	db_push(w->db, INDEX_KEY_DESTROY, db_int(w->db, w->epoch));
	db_push(w->db, INDEX_ROTATION_DROP, db_int(w->db, w->epoch));
	db_push(w->db, KEYS_NOTIFY, NULL);
	push_event(w, "dropping");
	return audit_commit(w->db, err);
}

static int
drop_tags(struct work *w, struct error *err)
{
	int64_t n;

	do {
		if (db_query(w->db, err, INDEX_DROP, db_int(w->db, w->epoch),
		    DROP) < 0)
			return -1;
		n = db_affected(w->db, 0);
	} while (n > 0);
	db_push(w->db, INDEX_ROTATION_END, db_int(w->db, w->epoch));
	push_event(w, "done");
	return audit_run(w->db, err);
}

static int
go_on(struct work *w, struct error *err)
{
	char state[16] = "";

	if (db_query(w->db, err, INDEX_ROTATION) < 0)
		return -1;
	(void)read_state(w, 0, state);
	if (strcmp(state, "filling") == 0 && (fill(w, err) < 0 ||
	    patiently(w, drop_key, err) < 0))
		return -1;
	return drop_tags(w, err);
}

int
reindex(struct vault *v, struct db *db, const struct audit_actor *actor,
    void (*report)(int64_t done, int64_t total), struct error *err)
{
	struct work w = { .vault = v, .db = db, .actor = actor,
		.tenant = db_tenant(db), .report = report };
	int r = db_query(db, err, INDEX_PEOPLE);

	if (r == 0) {
		w.total = db_int64(db, 0, 0, 0);
		r = patiently(&w, begin, err);
	}
	if (r == 0)
		r = go_on(&w, err);
	db_array_done(&w.epochs);
	db_array_done(&w.tags);
	db_array_done(&w.owners);
	return r;
}
