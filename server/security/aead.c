/*
 * aead.c - XAES-256-GCM by OpenSSL, XChaCha20-Poly1305 by libsodium.
 */
#include <assert.h>
#include <errno.h>
#include <limits.h>

#include <openssl/evp.h>
#include <sodium.h>

#include "server/security/aead.h"

#define GCM_NONCE	12
#define BLOCK		16

/* Looked up once: asking OpenSSL by name costs more than a short message. */
static const EVP_CIPHER *
cipher(const EVP_CIPHER **kept, const char *name)
{
	if (*kept == NULL)
		*kept = EVP_CIPHER_fetch(NULL, name, NULL);
	assert(*kept != NULL);
	return *kept;
}

static const EVP_CIPHER	*aes_256_ecb, *aes_256_gcm;

/* One key for one message (c2sp.org/XAES-256-GCM, "Overview"): CMAC of two
 * counter blocks that hold the first half of the nonce. */
static void
derive_key(const struct aead *a, unsigned char out[AEAD_KEY])
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	unsigned char k1[BLOCK] = { 0 }, m[2 * BLOCK];
	unsigned char carry;
	int n, r;

	r = EVP_EncryptInit_ex2(ctx, cipher(&aes_256_ecb, "AES-256-ECB"),
	    a->key, NULL, NULL);
	assert(r == 1);
	(void)EVP_CIPHER_CTX_set_padding(ctx, 0);
	r = EVP_EncryptUpdate(ctx, k1, &n, k1, BLOCK);
	assert(r == 1 && n == BLOCK);
	carry = k1[0] >> 7;
	for (int i = 0; i < BLOCK - 1; i++)
		k1[i] = (unsigned char)(k1[i] << 1 | k1[i + 1] >> 7);
	k1[BLOCK - 1] = (unsigned char)(k1[BLOCK - 1] << 1) ^
	    (unsigned char)(0x87 & -carry);
	for (int i = 0; i < 2; i++) {
		unsigned char *b = m + i * BLOCK;

		b[0] = 0;
		b[1] = (unsigned char)(i + 1);
		b[2] = 'X';
		b[3] = 0;
		memcpy(b + 4, a->nonce, 12);
		for (int j = 0; j < BLOCK; j++)
			b[j] ^= k1[j];
	}
	r = EVP_EncryptUpdate(ctx, out, &n, m, sizeof(m));
	assert(r == 1 && n == AEAD_KEY);
	EVP_CIPHER_CTX_free(ctx);
	sodium_memzero(k1, sizeof(k1));
}

static EVP_CIPHER_CTX *
gcm_begin(const struct aead *a, bool is_seal)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	unsigned char key[AEAD_KEY];
	int n, r;

	derive_key(a, key);
	r = EVP_CipherInit_ex2(ctx, cipher(&aes_256_gcm, "AES-256-GCM"), key,
	    a->nonce + AEAD_NONCE - GCM_NONCE, is_seal, NULL);
	sodium_memzero(key, sizeof(key));
	assert(r == 1 && a->ad.len <= INT_MAX);
	r = EVP_CipherUpdate(ctx, NULL, &n, (const unsigned char *)a->ad.p,
	    (int)a->ad.len);
	assert(r == 1);
	return ctx;
}

static void
gcm_seal(const struct aead *a, struct str plain, unsigned char *out)
{
	EVP_CIPHER_CTX *ctx = gcm_begin(a, true);
	int n = 0, r;

	r = EVP_CipherUpdate(ctx, out, &n, (const unsigned char *)plain.p,
	    (int)plain.len);
	assert(r == 1 && (size_t)n == plain.len);
	r = EVP_CipherFinal_ex(ctx, out + n, &n);
	assert(r == 1);
	r = EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, AEAD_TAG,
	    out + plain.len);
	assert(r == 1);
	EVP_CIPHER_CTX_free(ctx);
}

static int
gcm_open(const struct aead *a, struct str sealed, unsigned char *out)
{
	EVP_CIPHER_CTX *ctx = gcm_begin(a, false);
	int len = (int)(sealed.len - AEAD_TAG), n = 0, r;
	unsigned char tag[AEAD_TAG];

	memcpy(tag, sealed.p + len, AEAD_TAG);
	r = EVP_CipherUpdate(ctx, out, &n, (const unsigned char *)sealed.p,
	    len);
	if (r == 1)
		r = EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, AEAD_TAG,
		    tag);
	if (r == 1)
		r = EVP_CipherFinal_ex(ctx, out + n, &n);
	EVP_CIPHER_CTX_free(ctx);
	return r == 1 ? 0 : -EBADMSG;
}

void
aead_seal(const struct aead *a, struct str plain, unsigned char *out)
{
	int r;

	assert(plain.len <= INT_MAX - AEAD_TAG);
	if (a->alg == AEAD_XAES256) {
		gcm_seal(a, plain, out);
		return;
	}
	r = crypto_aead_xchacha20poly1305_ietf_encrypt(out, NULL,
	    (const unsigned char *)plain.p, plain.len,
	    (const unsigned char *)a->ad.p, a->ad.len, NULL, a->nonce, a->key);
	assert(r == 0);
}

int
aead_open(const struct aead *a, struct str sealed, unsigned char *out)
{
	int r;

	if (sealed.len < AEAD_TAG || sealed.len > INT_MAX)
		return -EBADMSG;
	if (a->alg == AEAD_XAES256)
		r = gcm_open(a, sealed, out);
	else
		r = crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL,
		    (const unsigned char *)sealed.p, sealed.len,
		    (const unsigned char *)a->ad.p, a->ad.len, a->nonce,
		    a->key) == 0 ? 0 : -EBADMSG;
	if (r < 0)
		sodium_memzero(out, sealed.len - AEAD_TAG);
	return r;
}

void
hmac_sha256(const unsigned char *key, size_t key_len, struct str data,
    unsigned char *out)
{
	crypto_auth_hmacsha256_state state;

	crypto_auth_hmacsha256_init(&state, key, key_len);
	crypto_auth_hmacsha256_update(&state, (const unsigned char *)data.p,
	    data.len);
	crypto_auth_hmacsha256_final(&state, out);
	sodium_memzero(&state, sizeof(state));
}

void
hkdf_sha256(const unsigned char *key, size_t key_len, struct str info,
    unsigned char *out)
{
	static const unsigned char no_salt[32];
	unsigned char prk[32];
	_cleanup_(buf_done) struct buf t = BUF_INIT;

	hmac_sha256(no_salt, sizeof(no_salt),
	    (struct str){ (const char *)key, key_len }, prk);
	buf_str(&t, info);
	buf_putc(&t, 1);
	hmac_sha256(prk, sizeof(prk), buf_view(&t), out);
	sodium_memzero(prk, sizeof(prk));
}
