/*
 * rootkey_check.h - is the root key the one that the database was sealed with?
 */
#ifndef SERVER_SECURITY_ROOTKEY_CHECK_H
#define SERVER_SECURITY_ROOTKEY_CHECK_H

#include "server/db/db.h"

/* Before anything uses the root key of this state folder: make the first one of
 * a new database; refuse when the file is missing, or has none of the keys that
 * the database knows, because a new key opens nothing.  -1 and err
 * ("key.root_missing", "key.root_other", "key.root", "db.*"). */
int fiber_fn	rootkey_check(const char *state_dir, struct db *db,
		    struct error *err);

#endif
