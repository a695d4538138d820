/*
 * test_cose.c - keys of passkeys and what they verify, made and signed by
 * OpenSSL.
 */
#include "server/security/cose.h"
#include "server/security/webauthn.h"
#include "tests/unit/tap.h"
#include "tests/unit/webauthn.h"

static void
sign(EVP_PKEY *key, const EVP_MD *hash, struct str data_, struct str client_,
    struct buf *out)
{
	_cleanup_(buf_done) struct buf b = BUF_INIT;
	unsigned char sum[32], signature[1024];
	size_t n = sizeof(signature);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();

	(void)crypto_hash_sha256(sum, (const unsigned char *)client_.p,
	    client_.len);
	buf_str(&b, data_);
	buf_add(&b, sum, sizeof(sum));
	if (EVP_DigestSignInit(ctx, NULL, hash, NULL, key) <= 0 ||
	    EVP_DigestSign(ctx, signature, &n, (unsigned char *)b.p,
	    b.len) <= 0)
		abort();
	buf_reset(out);
	buf_add(out, signature, n);
	EVP_MD_CTX_free(ctx);
}

static void
put_rs256(struct buf *out, EVP_PKEY *key)
{
	BIGNUM *n = NULL, *e = NULL;
	unsigned char bytes[1024];
	int len;

	if (EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_N, &n) <= 0 ||
	    EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_E, &e) <= 0)
		abort();
	len = BN_bn2bin(n, bytes);
	buf_add(out, "\xa4\x01\x03\x03\x39\x01\x00\x20\x59", 9);
	buf_putc(out, (char)(len >> 8));
	buf_putc(out, (char)len);
	buf_add(out, bytes, (size_t)len);
	buf_putc(out, 0x21);
	len = BN_bn2bin(e, bytes);
	buf_putc(out, (char)(0x40 | len));
	buf_add(out, bytes, (size_t)len);
	BN_free(n);
	BN_free(e);
}

static void
put_public(struct buf *out, EVP_PKEY *key)
{
	unsigned char raw[65];
	size_t n = sizeof(raw);

	if (EVP_PKEY_is_a(key, "RSA")) {
		put_rs256(out, key);
	} else if (EVP_PKEY_is_a(key, "ED25519")) {
		(void)EVP_PKEY_get_raw_public_key(key, raw, &n);
		put_eddsa(out, raw);
	} else {
		(void)EVP_PKEY_get_octet_string_param(key,
		    OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY, raw, n, &n);
		put_es256(out, raw + 1);
	}
}

static void
check_kind(EVP_PKEY *key, const EVP_MD *hash, const char *name)
{
	_cleanup_(buf_done) struct buf cose = BUF_INIT, sig = BUF_INIT;
	size_t good = 0;

	put_public(&cose, key);
	ok(cose_check(buf_view(&cose), NULL) == 0, "%s: a key", name);
	sign(key, hash, STR("data"), STR("client"), &sig);
	ok(webauthn_verifies(buf_view(&cose), STR("data"), STR("client"),
	    buf_view(&sig)), "%s: signed", name);
	ok(!webauthn_verifies(buf_view(&cose), STR("dat4"), STR("client"),
	    buf_view(&sig)) && !webauthn_verifies(buf_view(&cose),
	    STR("data"), STR("cl1ent"), buf_view(&sig)), "%s: else", name);
	for (size_t i = 0; i < sig.len; i++) {
		sig.p[i] ^= 1;
		good += webauthn_verifies(buf_view(&cose), STR("data"),
		    STR("client"), buf_view(&sig));
		sig.p[i] ^= 1;
		good += webauthn_verifies(buf_view(&cose), STR("data"),
		    STR("client"), str_sub(buf_view(&sig), 0, i));
	}
	buf_putc(&sig, 0);
	good += webauthn_verifies(buf_view(&cose), STR("data"), STR("client"),
	    buf_view(&sig));
	ok(good == 0, "%s: no altered, shorter or longer signature", name);
	good = 0;
	for (size_t n = 0; n < cose.len; n++)
		good += cose_check(str_sub(buf_view(&cose), 0, n), NULL) == 0;
	buf_putc(&cose, 0);
	good += cose_check(buf_view(&cose), NULL) == 0;
	ok(good == 0, "%s: no shorter or longer key", name);
	EVP_PKEY_free(key);
}

static void
refused_key(struct buf *cose, size_t at, unsigned char change,
    const char *what)
{
	cose->p[at] ^= (char)change;
	ok(cose_check(buf_view(cose), NULL) < 0, "%s", what);
	cose->p[at] ^= (char)change;
}

static EVP_PKEY *
rsa(unsigned bits, unsigned exponent)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	BIGNUM *e = BN_new();
	EVP_PKEY *key = NULL;

	(void)BN_set_word(e, exponent);
	if (EVP_PKEY_keygen_init(ctx) <= 0 ||
	    EVP_PKEY_CTX_set_rsa_keygen_bits(ctx, (int)bits) <= 0 ||
	    EVP_PKEY_CTX_set1_rsa_keygen_pubexp(ctx, e) <= 0 ||
	    EVP_PKEY_generate(ctx, &key) <= 0)
		abort();
	BN_free(e);
	EVP_PKEY_CTX_free(ctx);
	return key;
}

static void
weak(unsigned bits, unsigned exponent)
{
	_cleanup_(buf_done) struct buf cose = BUF_INIT;
	EVP_PKEY *key = rsa(bits, exponent);

	put_rs256(&cose, key);
	ok(cose_check(buf_view(&cose), NULL) < 0, "no RSA of %u bits with %u",
	    bits, exponent);
	EVP_PKEY_free(key);
}

static void
test_keys(void)
{
	_cleanup_(buf_done) struct buf cose = BUF_INIT;
	EVP_PKEY *p256 = EVP_EC_gen("P-256");

	put_public(&cose, p256);
	check_kind(p256, EVP_sha256(), "ES256");
	check_kind(EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"), NULL, "EdDSA");
	check_kind(rsa(2048, 65537), EVP_sha256(), "RS256");
	weak(1024, 65537);
	weak(2040, 65537);
	weak(2048, 3);
	refused_key(&cose, 2, 3, "another kty");
	refused_key(&cose, 4, 1, "another alg");
	refused_key(&cose, 6, 3, "another curve");
	refused_key(&cose, 20, 1, "a point that is not on the curve");
	refused_key(&cose, 1, 4, "a member of another name");
	refused_key(&cose, 0, 1, "a member fewer");
	buf_reset(&cose);
	buf_add(&cose, "\xa4\x01\x01\x03\x27\x20\x06\x21\x40", 9);
	ok(cose_check(buf_view(&cose), NULL) < 0, "an Ed25519 key of nothing");
	ok(cose_check(STR("\xa0"), NULL) < 0, "an empty map");
	ok(!webauthn_verifies_nothing(STR("d"), STR("c"), STR("s")),
	    "nobody's key verifies nothing");
}

int
main(void)
{
	if (sodium_init() < 0)
		return 1;
	test_keys();
	return done_testing();
}
