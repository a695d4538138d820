/*
 * rootkey.h - the key that wraps the tenants' keys: provider 0, a file.
 *
 * <state_dir>/keys/root is one line, "vinculo-root ID HEX", mode 0600.  It is
 * never in the database, and without it nothing sealed can be opened again:
 * keep a copy elsewhere (docs/operations.md).
 */
#ifndef SERVER_SECURITY_ROOTKEY_H
#define SERVER_SECURITY_ROOTKEY_H

#include "base/error.h"
#include "server/security/envelope.h"

/* Read the key of this state folder; made when there is none.  It lies in
 * locked memory: free it with sodium_free().  NULL and err ("key.root"). */
struct root_key *rootkey_load(const char *state_dir, struct error *err);

#endif
