/*
 * rootkey.h - the key that wraps the tenants' keys: provider 0, a file.
 *
 * <state_dir>/keys/root has a line "vinculo-root ID HEX", mode 0600.  It is
 * never in the database, and without it nothing sealed can be opened again:
 * keep a copy elsewhere (docs/operations.md).  While the root key is being
 * changed there are two lines, the new key first.
 */
#ifndef SERVER_SECURITY_ROOTKEY_H
#define SERVER_SECURITY_ROOTKEY_H

#include "base/error.h"
#include "server/security/envelope.h"

#define ROOT_KEYS_MAX	2

struct root_keys {
	size_t		 n;
	struct root_key	 key[ROOT_KEYS_MAX];	/* the first one wraps */
};

/* Make the first key of this state folder, when it has none.  -1 and err
 * ("key.root"). */
int	rootkey_make(const char *state_dir, struct error *err);
/* Is there a file at all? */
bool	rootkey_exists(const char *state_dir);
/* Read the keys of this state folder.  They lie in locked memory: free them
 * with sodium_free().  NULL and err ("key.root"). */
struct root_keys *rootkey_read(const char *state_dir, struct error *err);
/* Put a new key before the one there is; nothing when there are two already,
 * because a change was interrupted. */
int	rootkey_add(const char *state_dir, struct error *err);
/* Leave only the first key.  The bytes of the old one are overwritten, which on
 * some disks is all that can be done. */
int	rootkey_drop_old(const char *state_dir, struct error *err);

/* The key with this id, or NULL. */
const struct root_key *rootkey_find(const struct root_keys *keys, uint32_t id);

#endif
