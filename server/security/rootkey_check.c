/*
 * rootkey_check.c - a root key is made once, and never instead of a lost one.
 *
 * The database knows the ids of its root keys (table root_key) and nothing else
 * of them.
 */
#include <sodium.h>

#include "server/security/rootkey.h"
#include "server/security/rootkey_check.h"

#define HINT							\
	"put the copy that was kept elsewhere at %s/keys/root, mode "	\
	"0600, owned by the server's user (docs/operations.md, Restore)"

static int
missing(const char *state_dir, struct str expected, struct error *err)
{
	return error_set(err, ERR_CONFLICT, "key.root_missing",
	    "there is no root key, and the database was sealed with number "
	    "%.*s: a new one would open nothing; " HINT, STR_ARG(expected),
	    state_dir);
}

/* Has the file one of those that the result at hand lists? */
static int
check_ids(const char *state_dir, const struct db *db, struct error *err)
{
	struct root_keys *keys = rootkey_read(state_dir, err);
	bool is_known = false;
	uint32_t first;

	if (keys == NULL)
		return -1;
	first = keys->key[0].id;
	for (int i = 0; i < db_rows(db, 0); i++)
		is_known = is_known || rootkey_find(keys,
		    (uint32_t)db_int64(db, 0, i, 0)) != NULL;
	sodium_free(keys);
	if (is_known)
		return 0;
	return error_set(err, ERR_CONFLICT, "key.root_other",
	    "the root key is number %u, and the database was sealed with "
	    "number %s; " HINT, first, db_text(db, 0, 0, 0).p, state_dir);
}

int fiber_fn
rootkey_check(const char *state_dir, struct db *db, struct error *err)
{
	if (db_query(db, err, ROOT_KEYS_LIVE) < 0)
		return -1;
	if (db_rows(db, 0) == 0)
		return rootkey_make(state_dir, err);
	if (!rootkey_exists(state_dir))
		return missing(state_dir, db_text(db, 0, 0, 0), err);
	return check_ids(state_dir, db, err);
}
