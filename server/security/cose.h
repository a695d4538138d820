/*
 * cose.h - public keys of passkeys (COSE_Key, RFC 9052 and 9053) and what they
 * verify.
 *
 * Three kinds, which are what authenticators have: ES256 (P-256), EdDSA
 * (Ed25519) and RS256 (RSA of 2048 to 4096 bits with the exponent 65537).  A
 * key has the members of its kind and no others (WebAuthn, 6.5.1.1).
 */
#ifndef SERVER_SECURITY_COSE_H
#define SERVER_SECURITY_COSE_H

#include "base/error.h"

#define COSE_ES256	(-7)
#define COSE_EDDSA	(-8)
#define COSE_RS256	(-257)

#define COSE_KEY_MAX	640	/* bytes: an RSA key of 4096 bits and some */

/* Is this one whole key that we take?  0, or -1 and err ("passkey.key"). */
int	cose_check(struct str key, struct error *err);
/* Did the owner of key sign these bytes?  False as well when key is none. */
bool	cose_verifies(struct str key, struct str bytes, struct str signature);

#endif
