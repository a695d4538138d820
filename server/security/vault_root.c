/*
 * vault_root.c - every tenant's keys wrapped by the newest root key.
 *
 * Only an operator's vault can do this, which has the root keys itself, and
 * only the owner's connection, which sees every tenant.
 */
#include <assert.h>

#include "server/security/vault_impl.h"

#define BATCH	20	/* keys in each transaction */

/* Columns of tenant_keys_to_reroot. */
enum { TENANT, PURPOSE, KEY_ID, WRAPPED };

int fiber_fn
vault_root_use(struct vault *v, struct db *db, struct error *err)
{
	const char *id = db_int(db, keyclient_root_id(v->client));

	db_begin(db);
	db_push(db, ROOT_KEY_USE, id);
	db_push(db, ROOT_KEY_ACTIVATE, id);
	return db_commit(db, err);
}

/* Queue the update of one row of the batch at hand. */
static int fiber_fn
reroot_row(struct vault *v, struct db *db, int row, struct arena *a,
    struct error *err)
{
	_cleanup_(buf_done) struct buf request = BUF_INIT;
	struct tenant_key key = { .id = (uint32_t)db_int64(db, 0, row,
	    KEY_ID) };
	struct uuid tenant;
	struct str reply;

	(void)uuid_parse(db_text(db, 0, row, TENANT), &tenant);
	if (vault_read_wrapped(db, 0, row, WRAPPED, key.wrapped) < 0)
		return error_set(err, ERR_INTERNAL, "key.broken",
		    "a tenant's key is not what was put there");
	keyclient_head(&request, tenant, &key);
	buf_putc(&request, (char)db_int64(db, 0, row, PURPOSE));
	if (keyclient_call(v->client, KEYD_REROOT, &request, WRAPPED_SIZE, a,
	    &reply, err) < 0)
		return -1;
	db_push(db, TENANT_KEY_REROOT, db_uuid(db, tenant),
	    db_int(db, db_int64(db, 0, row, PURPOSE)), db_int(db, key.id),
	    db_bytea(db, (struct str){ (const char *)key.wrapped,
	    WRAPPED_SIZE }), db_bytea(db, reply));
	return 0;
}

/* A batch: how many, or -1. */
static int fiber_fn
reroot_some(struct vault *v, struct db *db, struct error *err)
{
	struct arena *a;
	int rows, r = 0;

	if (db_query(db, err, TENANT_KEYS_TO_REROOT, db_int(db,
	    keyclient_root_id(v->client)), db_int(db, BATCH)) < 0)
		return -1;
	rows = db_rows(db, 0);
	a = arena_new();
	for (int i = 0; r == 0 && i < rows; i++)
		r = reroot_row(v, db, i, a, err);
	if (r == 0 && rows > 0)
		r = db_run(db, err);
	arena_free(a);
	return r < 0 ? -1 : rows;
}

int64_t fiber_fn
vault_reroot(struct vault *v, struct db *db, void (*report)(int64_t done),
    struct error *err)
{
	int64_t done = 0;
	int n;

	while ((n = reroot_some(v, db, err)) > 0) {
		done += n;
		if (report != NULL)
			report(done);
	}
	return n < 0 || db_query(db, err, KEYS_NOTIFY_ALL) < 0 ? -1 : done;
}

int fiber_fn
vault_root_finish(struct vault *v, struct db *db, struct error *err)
{
	int at;

	db_push(db, ROOT_KEY_DESTROYED);
	at = db_push(db, ROOT_KEYS_OLD, db_int(db,
	    keyclient_root_id(v->client)));
	if (db_run(db, err) < 0)
		return -1;
	if (db_int64(db, at, 0, 0) == 0)
		return 0;
	return error_set(err, ERR_CONFLICT, "key.root_in_use",
	    "the old root key still wraps keys: start the rotation again");
}
