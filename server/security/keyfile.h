/*
 * keyfile.h - files with a secret: who may read them, and systemd's.
 *
 * systemd unseals a credential (LoadCredentialEncrypted=, by the TPM or the key
 * of the host) into a file system in memory that nobody else can enter, and
 * names its folder in $CREDENTIALS_DIRECTORY.  The file belongs to root and is
 * shown to the service's user by an access control list, whose mask looks like
 * the right of a group.
 */
#ifndef SERVER_SECURITY_KEYFILE_H
#define SERVER_SECURITY_KEYFILE_H

#include <stdbool.h>

#include "base/error.h"

/* The folder of credentials, or NULL when there is none. */
const char *keyfile_credentials(void);
/* The path of this credential: 0, or -ENOENT. */
int	keyfile_credential(const char *name, char *ret_path, size_t size);
/* Is it a credential?  Then nobody here can change it. */
bool	keyfile_is_credential(const char *path);
/* Can others read it?  -1 and err ("key.file", "key.file_open"); 0 too when it
 * is not there. */
int	keyfile_check(const char *path, struct error *err);

#endif
