/*
 * envelope.h - the three sealed formats: fields, data keys, tenant keys.
 *
 * E1, a field:     E1 | alg | gen u16 | nonce 24 | ciphertext | tag 16
 * D1, a data key:  D1 | alg | kek id u32 | nonce 24 | key 32 | tag 16
 * C1, a tenant's:  C1 | provider | root id u32 | nonce 24 | key 32 | tag 16
 *
 * Numbers are big-endian.  The plaintext of a field is type u8 | length u32 |
 * value | zeros, padded to steps of 16 bytes up to 64 and by Padme (Nikitin et
 * al., 2019) above, so that sizes tell little.  All are bound to where they
 * belong by additional data; nothing is ever opened by trying.
 */
#ifndef SERVER_SECURITY_ENVELOPE_H
#define SERVER_SECURITY_ENVELOPE_H

#include "base/str.h"
#include "base/uuid.h"
#include "server/security/aead.h"

#define ENVELOPE_HEAD	28
#define ENVELOPE_MIN	(ENVELOPE_HEAD + 16 + AEAD_TAG)
#define ENVELOPE_PLAIN_MAX (16 * 1024 * 1024)
#define WRAPPED_SIZE	78

/* What a field is bound to, besides its own header. */
struct field_place {
	struct uuid	 tenant, row, dek;
	uint16_t	 table, column;
};

/* The header of a field; ciphertext with its tag. */
struct envelope {
	enum aead_alg	 alg;
	uint16_t	 gen;
	const unsigned char *nonce;
	struct str	 ciphertext;
};

/* Add an envelope to out. */
void	envelope_seal(enum aead_alg alg, const unsigned char *key, uint16_t gen,
	    const struct field_place *place, struct str plain, struct buf *out)
	    __attribute__((nonnull));
/* Read the header; -EBADMSG when it is not a field. */
int	envelope_parse(struct str bytes, struct envelope *ret);
/* Add the value to out; -EBADMSG when it does not belong here. */
int	envelope_open(const unsigned char *key, const struct field_place *place,
	    struct str bytes, struct buf *out);

/* What a data key is bound to. */
struct dek_place {
	struct uuid	 tenant, subject, dek;
	uint8_t		 kind;
	uint16_t	 gen;
	uint32_t	 kek_id;
};

void	dek_wrap(enum aead_alg alg, const unsigned char *kek,
	    const struct dek_place *place, const unsigned char *dek,
	    unsigned char out[WRAPPED_SIZE]);
int	dek_unwrap(const unsigned char *kek, const struct dek_place *place,
	    struct str wrapped, unsigned char *ret_dek);

/* What a tenant's key is bound to. */
struct kek_place {
	struct uuid	 tenant;
	uint32_t	 key_id;
	uint8_t		 purpose;
};

/* Where a root key comes from; the numbers are in the database. */
enum root_provider { ROOT_FILE, ROOT_TOKEN };

/* It has an id, so that it can be changed. */
struct root_key {
	uint32_t	 id;
	enum root_provider provider;
	unsigned char	 key[AEAD_KEY];
};

/* Always by XAES-256-GCM. */
void	kek_wrap(const struct root_key *root, const struct kek_place *place,
	    const unsigned char *kek, unsigned char out[WRAPPED_SIZE]);
int	kek_unwrap(const struct root_key *root, const struct kek_place *place,
	    struct str wrapped, unsigned char *ret_kek);
/* Which root key wrapped it, as it says itself; wrapped has WRAPPED_SIZE. */
uint32_t kek_root_id(struct str wrapped);

/* The size a value of n bytes is padded to. */
size_t	envelope_padded(size_t n);

#endif
