/*
 * cose.c - COSE keys, by OpenSSL.
 */
#include <errno.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include "server/security/cbor.h"
#include "server/security/cose.h"

#define LABEL_KTY	1
#define LABEL_ALG	3
#define KTY_OKP		1
#define KTY_EC2		2
#define KTY_RSA		3
#define CURVE_P256	1
#define CURVE_ED25519	6

#define POINT_PART	32	/* bytes of x, of y, of an Ed25519 key */
#define RSA_LEAST	2048	/* bits of the modulus */
#define RSA_MOST	4096

/* The members -1, -2 and -3, which mean something else in each kind. */
struct members {
	struct cbor_item kty, alg, m[3];
	bool		 has[3];
};

static int
read_member(struct cbor *c, struct members *ret)
{
	struct cbor_item label, value;

	if (cbor_next(c, &label) < 0 || cbor_next(c, &value) < 0)
		return -EINVAL;
	if (cbor_is(&label, LABEL_KTY)) {
		ret->kty = value;
	} else if (cbor_is(&label, LABEL_ALG)) {
		ret->alg = value;
	} else if (label.type == CBOR_NEGATIVE && label.n < 3) {
		ret->m[label.n] = value;
		ret->has[label.n] = true;
	} else {
		return -EINVAL;
	}
	return 0;
}

static int
read_members(struct str key, struct members *ret)
{
	struct cbor c = { key, 0 };
	struct cbor_item map;
	size_t len;

	memset(ret, 0, sizeof(*ret));	/* 0: neither kind nor algorithm */
	if (key.len > COSE_KEY_MAX || cbor_check(key, &len) < 0 ||
	    len != key.len || cbor_next(&c, &map) < 0 || map.type != CBOR_MAP)
		return -EINVAL;
	for (uint64_t i = 0; i < map.n; i++) {
		if (read_member(&c, ret) < 0)
			return -EINVAL;
	}
	return 0;
}

static bool
is_bytes(const struct cbor_item *item, size_t least, size_t most)
{
	return item->type == CBOR_BYTES && item->bytes.len >= least &&
	    item->bytes.len <= most;
}

static EVP_PKEY *
from_params(const char *kind, OSSL_PARAM_BLD *build)
{
	OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(build);
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, kind, NULL);
	EVP_PKEY *key = NULL;

	if (params != NULL && ctx != NULL && EVP_PKEY_fromdata_init(ctx) > 0)
		(void)EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_PUBLIC_KEY,
		    params);
	EVP_PKEY_CTX_free(ctx);
	OSSL_PARAM_free(params);
	return key;
}

/* The point uncompressed (4); OpenSSL refuses one that is not on the curve. */
static EVP_PKEY *
key_es256(const struct members *k)
{
	unsigned char point[1 + 2 * POINT_PART] = { 4 };
	OSSL_PARAM_BLD *build;
	EVP_PKEY *key = NULL;

	if (!cbor_is(&k->kty, KTY_EC2) || !cbor_is(&k->m[0], CURVE_P256) ||
	    !is_bytes(&k->m[1], POINT_PART, POINT_PART) ||
	    !is_bytes(&k->m[2], POINT_PART, POINT_PART))
		return NULL;
	memcpy(point + 1, k->m[1].bytes.p, POINT_PART);
	memcpy(point + 1 + POINT_PART, k->m[2].bytes.p, POINT_PART);
	build = OSSL_PARAM_BLD_new();
	if (build != NULL && OSSL_PARAM_BLD_push_utf8_string(build,
	    OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) &&
	    OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY,
	    point, sizeof(point)))
		key = from_params("EC", build);
	OSSL_PARAM_BLD_free(build);
	return key;
}

static EVP_PKEY *
key_eddsa(const struct members *k)
{
	if (!cbor_is(&k->kty, KTY_OKP) || !cbor_is(&k->m[0], CURVE_ED25519) ||
	    !is_bytes(&k->m[1], POINT_PART, POINT_PART) || k->has[2])
		return NULL;
	return EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL,
	    (const unsigned char *)k->m[1].bytes.p, POINT_PART);
}

static EVP_PKEY *
key_rs256(const struct members *k)
{
	const struct cbor_item *n = &k->m[0], *e = &k->m[1];
	OSSL_PARAM_BLD *build;
	BIGNUM *modulus, *exponent;
	EVP_PKEY *key = NULL;

	if (!cbor_is(&k->kty, KTY_RSA) || k->has[2] ||
	    !is_bytes(n, RSA_LEAST / 8, RSA_MOST / 8) ||
	    n->bytes.p[0] == 0 || !is_bytes(e, 3, 3) ||
	    memcmp(e->bytes.p, "\x01\x00\x01", 3) != 0)
		return NULL;
	modulus = BN_bin2bn((const unsigned char *)n->bytes.p,
	    (int)n->bytes.len, NULL);
	exponent = BN_bin2bn((const unsigned char *)e->bytes.p, 3, NULL);
	build = OSSL_PARAM_BLD_new();
	if (modulus != NULL && BN_num_bits(modulus) >= RSA_LEAST &&
	    exponent != NULL && build != NULL &&
	    OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, modulus) &&
	    OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, exponent))
		key = from_params("RSA", build);
	OSSL_PARAM_BLD_free(build);
	BN_free(modulus);
	BN_free(exponent);
	return key;
}

/* The key, to be freed, and what it hashes with; or NULL. */
static EVP_PKEY *
key_of(struct str bytes, const EVP_MD **ret_hash)
{
	struct members k;

	if (read_members(bytes, &k) < 0)
		return NULL;
	*ret_hash = EVP_sha256();
	if (cbor_is(&k.alg, COSE_ES256))
		return key_es256(&k);
	if (cbor_is(&k.alg, COSE_RS256))
		return key_rs256(&k);
	*ret_hash = NULL;	/* Ed25519 hashes by itself */
	return cbor_is(&k.alg, COSE_EDDSA) ? key_eddsa(&k) : NULL;
}

int
cose_check(struct str key, struct error *err)
{
	const EVP_MD *hash;
	EVP_PKEY *k = key_of(key, &hash);

	EVP_PKEY_free(k);
	if (k != NULL)
		return 0;
	return error_set(err, ERR_INVALID, "passkey.key",
	    "the key is none of ES256, EdDSA (Ed25519) and RS256 (2048 to "
	    "4096 bits)");
}

bool
cose_verifies(struct str key, struct str bytes, struct str signature)
{
	const EVP_MD *hash;
	EVP_PKEY *k = key_of(key, &hash);
	EVP_MD_CTX *ctx = k == NULL ? NULL : EVP_MD_CTX_new();
	bool is_good = ctx != NULL &&
	    EVP_DigestVerifyInit(ctx, NULL, hash, NULL, k) > 0 &&
	    EVP_DigestVerify(ctx, (const unsigned char *)signature.p,
	    signature.len, (const unsigned char *)bytes.p, bytes.len) == 1;

	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(k);
	return is_good;
}
