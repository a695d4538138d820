/*
 * webauthn.h - for tests: what authenticators write, and the test vectors of
 * Web Authentication Level 3 (16), made by their rule.
 */
#ifndef TESTS_UNIT_WEBAUTHN_H
#define TESTS_UNIT_WEBAUTHN_H

#include <string.h>

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/rsa.h>
#include <sodium.h>

#include "base/str.h"

#define PARTY	"example.org"
#define ORIGIN	"https://example.org"

/* HKDF-SHA-256 of "WebAuthn test vectors", the number of the value as salt,
 * the name of the example as info. */
static inline void
vector(const char *example, unsigned char number, unsigned char *out,
    size_t n)
{
	static const char root[] = "WebAuthn test vectors";
	EVP_KDF *kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
	EVP_KDF_CTX *ctx = EVP_KDF_CTX_new(kdf);
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST,
		    (char *)(uintptr_t)"SHA256", 0),
		OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY,
		    (void *)(uintptr_t)root, sizeof(root) - 1),
		OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT,
		    &number, 1),
		OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO,
		    (void *)(uintptr_t)example, strlen(example)),
		OSSL_PARAM_construct_end()
	};

	if (EVP_KDF_derive(ctx, out, n, params) <= 0)
		abort();
	EVP_KDF_CTX_free(ctx);
	EVP_KDF_free(kdf);
}

static inline void
put_base64url(struct buf *out, const unsigned char *p, size_t n)
{
	char text[64];

	buf_puts(out, sodium_bin2base64(text, sizeof(text), p, n,
	    sodium_base64_VARIANT_URLSAFE_NO_PADDING));
}

/* The clientDataJSON of an example: challenge and, if extra is not 0, the
 * random part of extraData are its values of these numbers. */
static inline void
vector_client(struct buf *out, const char *example, const char *type,
    unsigned char challenge, unsigned char extra)
{
	unsigned char b[32];

	vector(example, challenge, b, sizeof(b));
	buf_printf(out, "{\"type\":\"%s\",\"challenge\":\"", type);
	put_base64url(out, b, sizeof(b));
	buf_puts(out, "\",\"origin\":\"" ORIGIN "\",\"crossOrigin\":false");
	if (extra != 0) {
		vector(example, extra, b, 16);
		buf_puts(out, ",\"extraData\":\"clientDataJSON may be extended "
		    "with additional fields in the future, such as this: ");
		put_base64url(out, b, 16);
		buf_putc(out, '"');
	}
	buf_putc(out, '}');
}

/* Authenticator data without a credential. */
static inline void
put_data(struct buf *out, unsigned char flags, uint32_t counter)
{
	unsigned char hash[32], rest[5] = { flags,
		(unsigned char)(counter >> 24), (unsigned char)(counter >> 16),
		(unsigned char)(counter >> 8), (unsigned char)counter };

	(void)crypto_hash_sha256(hash, (const unsigned char *)PARTY,
	    strlen(PARTY));
	buf_add(out, hash, sizeof(hash));
	buf_add(out, rest, sizeof(rest));
}

static inline void
put_credential(struct buf *out, const unsigned char aaguid[16],
    struct str id, struct str key)
{
	buf_add(out, aaguid, 16);
	buf_putc(out, (char)(id.len >> 8));
	buf_putc(out, (char)id.len);
	buf_str(out, id);
	buf_str(out, key);
}

/* COSE keys of a point of P-256, of an Ed25519 key. */
static inline void
put_es256(struct buf *out, const unsigned char xy[64])
{
	buf_add(out, "\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20", 10);
	buf_add(out, xy, 32);
	buf_add(out, "\x22\x58\x20", 3);
	buf_add(out, xy + 32, 32);
}

static inline void
put_eddsa(struct buf *out, const unsigned char x[32])
{
	buf_add(out, "\xa4\x01\x01\x03\x27\x20\x06\x21\x58\x20", 10);
	buf_add(out, x, 32);
}

/* The point of a private key of P-256. */
static inline void
p256_point(const unsigned char scalar[32], unsigned char xy[64])
{
	EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
	EC_POINT *point = EC_POINT_new(group);
	BIGNUM *k = BN_bin2bn(scalar, 32, NULL);
	unsigned char bytes[65];

	if (EC_POINT_mul(group, point, k, NULL, NULL, NULL) <= 0 ||
	    EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED,
	    bytes, sizeof(bytes), NULL) != sizeof(bytes))
		abort();
	memcpy(xy, bytes + 1, 64);
	BN_free(k);
	EC_POINT_free(point);
	EC_GROUP_free(group);
}

/* An attestation object of this format, whose statement is CBOR. */
static inline void
put_attestation(struct buf *out, const char *format, struct str statement,
    struct str data)
{
	buf_add(out, "\xa3\x63" "fmt", 5);
	buf_putc(out, (char)(0x60 | strlen(format)));
	buf_puts(out, format);
	buf_puts(out, "\x67" "attStmt");
	buf_str(out, statement);
	buf_add(out, "\x68" "authData\x58", 10);
	buf_putc(out, (char)data.len);
	buf_str(out, data);
}

#endif
