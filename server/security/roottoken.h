/*
 * roottoken.h - a root key that lies in a file, wrapped by a key of a token
 * (PKCS#11 2.40: a hardware security module, a smart card).
 *
 * Which key is said by a URI (RFC 7512) of these four attributes:
 *
 *	pkcs11:token=LABEL;object=LABEL?module-path=FILE&pin-source=NAME
 *
 * NAME is a credential of systemd ($CREDENTIALS_DIRECTORY) or a file in
 * <state_dir>/keys, and never a path: other processes may read other places.
 *
 * The module is foreign code.  It is loaded by a child that asks the token one
 * thing and ends, so nothing of it stays where keys are used.
 */
#ifndef SERVER_SECURITY_ROOTTOKEN_H
#define SERVER_SECURITY_ROOTTOKEN_H

#include "base/error.h"
#include "server/security/aead.h"

#define ROOTTOKEN_URI_MAX 512
/* iv 12 | key 32 | tag 16: AES-256-GCM in the token, bound to the number. */
#define ROOTTOKEN_BLOB	60

struct roottoken {
	const char	*uri;
	const char	*state_dir;
	uint32_t	 root_id;
};

/* Wrap a root key; a wrapping key that cannot leave the token is made when it
 * has none of this label.  -1 and err ("key.token", "key.token_uri"). */
int	roottoken_wrap(const struct roottoken *t,
	    const unsigned char key[AEAD_KEY],
	    unsigned char ret[ROOTTOKEN_BLOB], struct error *err);
/* And back. */
int	roottoken_unwrap(const struct roottoken *t,
	    const unsigned char blob[ROOTTOKEN_BLOB],
	    unsigned char ret_key[AEAD_KEY], struct error *err);

#endif
