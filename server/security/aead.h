/*
 * aead.h - authenticated encryption with a random 24-byte nonce.
 *
 * Two algorithms of the same shape: XAES-256-GCM (c2sp.org/XAES-256-GCM), made
 * of approved primitives only and the default, and XChaCha20-Poly1305
 * (draft-irtf-cfrg-xchacha).  Neither commits to its key: callers look up
 * exactly the key that a ciphertext names and never try several.
 */
#ifndef SERVER_SECURITY_AEAD_H
#define SERVER_SECURITY_AEAD_H

#include "base/str.h"

#define AEAD_KEY	32
#define AEAD_NONCE	24
#define AEAD_TAG	16

/* The numbers are in every envelope. */
enum aead_alg {
	AEAD_XCHACHA20 = 1,
	AEAD_XAES256 = 2,
};

struct aead {
	enum aead_alg		 alg;
	const unsigned char	*key;		/* AEAD_KEY bytes */
	const unsigned char	*nonce;		/* AEAD_NONCE bytes */
	struct str		 ad;
};

/* Write plain.len + AEAD_TAG bytes to out. */
void	aead_seal(const struct aead *a, struct str plain, unsigned char *out);
/* Write sealed.len - AEAD_TAG bytes to out; -EBADMSG, and out is cleared, when
 * it is not what was sealed with this key, nonce and ad. */
int	aead_open(const struct aead *a, struct str sealed, unsigned char *out);

/* HMAC-SHA-256; out holds 32 bytes. */
void	hmac_sha256(const unsigned char *key, size_t key_len, struct str data,
	    unsigned char *out);
/* HKDF-SHA-256 (RFC 5869) without salt; out holds 32 bytes. */
void	hkdf_sha256(const unsigned char *key, size_t key_len, struct str info,
	    unsigned char *out);

#endif
