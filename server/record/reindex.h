/*
 * reindex.h - another key for the index of exact identifiers.
 *
 * The state is in the database (index_rotation): a new key begins, and from
 * then on every identifier that is written has a tag by the old key and one by
 * the new; people who were there get theirs, a batch in each transaction; the
 * old key is destroyed; the tags it made are removed.  At each moment there is
 * an epoch in which everybody is found and identifiers are unique.
 */
#ifndef SERVER_RECORD_REINDEX_H
#define SERVER_RECORD_REINDEX_H

#include "server/security/audit.h"
#include "server/security/vault.h"

/* Change the key of the tenant of db_scope(), while others read and write, or
 * go on where an earlier call was interrupted.  For a vault with the root key
 * at hand.  report, if not NULL, is told how many people are done.  -1 and err
 * ("key.epoch_last", "key.index_incomplete", "db.locked", "sealed.broken",
 * "identity.unreadable", "identity.missing"): then start it again. */
int	reindex(struct vault *v, struct db *db,
	    const struct audit_actor *actor,
	    void (*report)(int64_t done, int64_t total), struct error *err);

#endif
