/*
 * rootkey.h - the key that wraps the tenants' keys: where it lies.
 *
 * <state_dir>/keys/root, mode 0600, has a line
 *
 *	vinculo-root ID HEX			provider 0, a file
 *	vinculo-root-pkcs11 ID URI HEX		provider 1, wrapped in a token
 *
 * where a credential of systemd named "root", if there is one, stands for this
 * file and is not written.  The key is never in the database, and without it
 * nothing sealed can be opened again: keep a copy elsewhere
 * (docs/operations.md).  While the root key is being changed there are two
 * lines, the new key first.  They may be of both kinds.
 */
#ifndef SERVER_SECURITY_ROOTKEY_H
#define SERVER_SECURITY_ROOTKEY_H

#include "base/error.h"
#include "server/security/envelope.h"
#include "server/security/roottoken.h"

#define ROOT_KEYS_MAX	2

struct root_keys {
	size_t		 n;
	struct root_key	 key[ROOT_KEYS_MAX];	/* the first one wraps */
	struct root_place {			/* of those in a token */
		char		 uri[ROOTTOKEN_URI_MAX];
		unsigned char	 blob[ROOTTOKEN_BLOB];
	} place[ROOT_KEYS_MAX];
};

/* Make the first key of this state folder, when it has none.  -1 and err
 * ("key.root"). */
int	rootkey_make(const char *state_dir, struct error *err);
/* Is there a file at all? */
bool	rootkey_exists(const char *state_dir);
/* Read the keys of this state folder.  They lie in locked memory: free them
 * with sodium_free().  NULL and err ("key.root", "key.file", "key.file_open",
 * "key.token"). */
struct root_keys *rootkey_read(const char *state_dir, struct error *err);
/* The same for a process that cannot reach a token any more: keys in one are
 * taken from those it knows.  NULL and err ("key.root_token") when one of them
 * is not known. */
struct root_keys *rootkey_reread(const char *state_dir,
	    const struct root_keys *known, struct error *err);
/* Put a new key before the one there is, wrapped by a key of the token that uri
 * names, if it is not empty; nothing when there are two already, because a
 * change was interrupted.  -1 and err ("key.root_credential" when the file is
 * not ours to change). */
int	rootkey_add(const char *state_dir, const char *uri,
	    struct error *err);
/* Leave only the first key.  The bytes of the old one are overwritten, which on
 * some disks is all that can be done. */
int	rootkey_drop_old(const char *state_dir, struct error *err);

/* The key with this id, or NULL. */
const struct root_key *rootkey_find(const struct root_keys *keys, uint32_t id);

#endif
