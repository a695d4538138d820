/*
 * test_envelope.c - algorithms against published vectors and another
 * implementation; formats against every swap and every flipped bit.
 */
#include <errno.h>

#include <openssl/aes.h>
#include <openssl/evp.h>
#include <sodium.h>

#include "base/map.h"
#include "server/security/envelope.h"
#include "server/security/vault.h"
#include "tests/unit/tap.h"

static struct str
bytes(const void *p, size_t n)
{
	return (struct str){ p, n };
}

static bool
is_hex(const unsigned char *p, size_t n, const char *hex)
{
	char got[256];

	sodium_bin2hex(got, sizeof(got), p, n);
	return strcmp(got, hex) == 0;
}

/* c2sp.org/XAES-256-GCM, "Test Vectors". */
static void
test_xaes_vectors(void)
{
	static const unsigned char nonce[] = "ABCDEFGHIJKLMNOPQRSTUVWX";
	unsigned char key[AEAD_KEY], out[64], back[64];
	struct aead a = { .alg = AEAD_XAES256, .key = key, .nonce = nonce };

	memset(key, 1, sizeof(key));
	a.ad = STR("");
	aead_seal(&a, STR("XAES-256-GCM"), out);
	ok(is_hex(out, 28, "ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7"
	    "075e2271"), "XAES-256-GCM, first vector");
	memset(key, 3, sizeof(key));
	a.ad = STR("c2sp.org/XAES-256-GCM");
	aead_seal(&a, STR("XAES-256-GCM"), out);
	ok(is_hex(out, 28, "986ec1832593df5443a179437fd083bf3fdb41abd740a21f"
	    "71eb769d"), "XAES-256-GCM, second vector");
	ok(aead_open(&a, bytes(out, 28), back) == 0 &&
	    memcmp(back, "XAES-256-GCM", 12) == 0, "and back");
	out[3] ^= 1;
	ok(aead_open(&a, bytes(out, 28), back) == -EBADMSG, "not when changed");
	ok(aead_open(&a, bytes(out, 15), back) == -EBADMSG, "not when cut");
}

/* The same by OpenSSL's CMAC: the specification calls the derivation KBKDF with
 * CMAC-AES256 in counter mode. */
static void
test_xaes_cross_check(void)
{
	unsigned char key[32], nonce[24], out[80], want[80], derived[32];
	struct aead a = { .alg = AEAD_XAES256, .key = key, .nonce = nonce };
	EVP_MAC *cmac = EVP_MAC_fetch(NULL, "CMAC", NULL);
	char name[] = "AES-256-CBC";
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string("cipher", name, 0),
		OSSL_PARAM_construct_end()
	};
	bool same = true;

	for (int round = 0; round < 200; round++) {
		EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
		int n;

		randombytes_buf(key, sizeof(key));
		randombytes_buf(nonce, sizeof(nonce));
		a.ad = bytes(nonce, 5);
		for (unsigned char i = 1; i <= 2; i++) {
			EVP_MAC_CTX *m = EVP_MAC_CTX_new(cmac);
			unsigned char block[16] = { 0, i, 'X', 0 };
			size_t len;

			memcpy(block + 4, nonce, 12);
			(void)EVP_MAC_init(m, key, sizeof(key), params);
			(void)EVP_MAC_update(m, block, sizeof(block));
			(void)EVP_MAC_final(m, derived + 16 * (i - 1), &len,
			    16);
			EVP_MAC_CTX_free(m);
		}
		(void)EVP_EncryptInit_ex(c, EVP_aes_256_gcm(), NULL, derived,
		    nonce + 12);
		(void)EVP_EncryptUpdate(c, NULL, &n, nonce, 5);
		(void)EVP_EncryptUpdate(c, want, &n, key, 32);
		(void)EVP_EncryptFinal_ex(c, want + 32, &n);
		(void)EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_GET_TAG, 16,
		    want + 32);
		EVP_CIPHER_CTX_free(c);
		aead_seal(&a, bytes(key, 32), out);
		same = same && memcmp(out, want, 48) == 0;
	}
	EVP_MAC_free(cmac);
	ok(same, "XAES-256-GCM equals AES-GCM under a CMAC-derived key");
}

/* RFC 5869, test case 3 (no salt, no info); RFC 4231, test case 2. */
static void
test_derivation(void)
{
	unsigned char ikm[22], out[32];

	memset(ikm, 0x0b, sizeof(ikm));
	hkdf_sha256(ikm, sizeof(ikm), STR(""), out);
	ok(is_hex(out, 32, "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec34"
	    "54e5f3c738d2d"), "HKDF-SHA-256");
	hmac_sha256((const unsigned char *)"Jefe", 4,
	    STR("what do ya want for nothing?"), out);
	ok(is_hex(out, 32, "5bdcc146bf60754e6a042426089575c75a003f089d2739839de"
	    "c58b964ec3843"), "HMAC-SHA-256");
}

static void
test_padding(void)
{
	size_t worst = 0;
	bool is_monotonous = true;

	ok(envelope_padded(0) == 16 && envelope_padded(11) == 16 &&
	    envelope_padded(12) == 32 && envelope_padded(59) == 64,
	    "steps of 16 up to 64");
	ok(envelope_padded(4) == envelope_padded(5),
	    "true and false have one size");
	for (size_t n = 60; n < 100000; n++) {
		size_t waste = (envelope_padded(n) - n - 5) * 100 / (n + 5);

		worst = waste > worst ? waste : worst;
		is_monotonous = is_monotonous &&
		    envelope_padded(n + 1) >= envelope_padded(n);
	}
	ok(worst <= 12 && is_monotonous, "above it, at most 12 %% more");
}

static struct field_place
some_place(void)
{
	return (struct field_place){ .tenant = uuid_new(), .row = uuid_new(),
		.dek = uuid_new(), .table = 1, .column = 5 };
}

static bool
opens(const unsigned char *key, struct field_place place, struct str envelope)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;

	return envelope_open(key, &place, envelope, &out) == 0;
}

static void
test_field(enum aead_alg alg)
{
	static const size_t sizes[] = { 0, 1, 11, 12, 59, 60, 1000, 70000 };
	struct field_place place = some_place(), p;
	_cleanup_(buf_done) struct buf sealed = BUF_INIT;
	unsigned char key[32], other[32];
	bool is_same = true, is_tight = true;

	randombytes_buf(key, sizeof(key));
	randombytes_buf(other, sizeof(other));
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		_cleanup_(buf_done) struct buf plain = BUF_INIT, out = BUF_INIT;

		buf_reset(&sealed);
		for (size_t n = 0; n < sizes[i]; n++)
			buf_putc(&plain, (char)('a' + n % 26));
		envelope_seal(alg, key, 7, &place, buf_view(&plain), &sealed);
		is_same = is_same && envelope_open(key, &place,
		    buf_view(&sealed), &out) == 0 &&
		    str_eq(buf_view(&out), buf_view(&plain)) &&
		    sealed.len == envelope_padded(sizes[i]) + 44;
	}
	ok(is_same, "algorithm %d: fields of many sizes come back", alg);
	buf_reset(&sealed);
	envelope_seal(alg, key, 7, &place, STR("{\"diagnosis\":\"none\"}"),
	    &sealed);
	p = place, p.tenant.b[3] ^= 1;
	ok(!opens(key, p, buf_view(&sealed)), "not for another tenant");
	p = place, p.row.b[15] ^= 1;
	ok(!opens(key, p, buf_view(&sealed)), "not in another row");
	p = place, p.column++;
	ok(!opens(key, p, buf_view(&sealed)), "not in another column");
	p = place, p.table++;
	ok(!opens(key, p, buf_view(&sealed)), "not in another table");
	p = place, p.dek.b[0] ^= 1;
	ok(!opens(key, p, buf_view(&sealed)), "not under another key's name");
	ok(!opens(other, place, buf_view(&sealed)), "not with another key");
	for (size_t i = 0; i < sealed.len * 8; i++) {
		sealed.p[i / 8] ^= (char)(1 << i % 8);
		is_tight = is_tight && !opens(key, place, buf_view(&sealed));
		sealed.p[i / 8] ^= (char)(1 << i % 8);
	}
	ok(is_tight, "not with any bit changed");
	for (size_t n = 0; n < sealed.len; n++)
		is_tight = is_tight &&
		    !opens(key, place, str_sub(buf_view(&sealed), 0, n));
	ok(is_tight && opens(key, place, buf_view(&sealed)), "not cut short");
}

static void
test_keys(enum aead_alg alg)
{
	struct dek_place d = { .tenant = uuid_new(), .subject = uuid_new(),
		.dek = uuid_new(), .kind = 1, .gen = 1, .kek_id = 3 }, e;
	struct kek_place k = { .tenant = uuid_new(), .key_id = 3,
		.purpose = 1 }, l;
	struct root_key root = { .id = 1 }, other = { .id = 1 };
	unsigned char key[32], out[32], wrapped[WRAPPED_SIZE];
	struct str w = { (const char *)wrapped, sizeof(wrapped) };

	randombytes_buf(key, sizeof(key));
	randombytes_buf(root.key, sizeof(root.key));
	dek_wrap(alg, root.key, &d, key, wrapped);
	ok(dek_unwrap(root.key, &d, w, out) == 0 && memcmp(key, out, 32) == 0,
	    "a data key comes back");
	e = d, e.subject.b[9] ^= 1;
	ok(dek_unwrap(root.key, &e, w, out) < 0, "not for another subject");
	e = d, e.gen++;
	ok(dek_unwrap(root.key, &e, w, out) < 0, "nor generation");
	e = d, e.kek_id++;
	ok(dek_unwrap(root.key, &e, w, out) < 0, "nor under another key's id");
	e = d, e.kind++;
	ok(dek_unwrap(root.key, &e, w, out) < 0, "nor kind");
	kek_wrap(&root, &k, key, wrapped);
	ok(kek_unwrap(&root, &k, w, out) == 0 && memcmp(key, out, 32) == 0,
	    "a tenant's key comes back");
	l = k, l.purpose++;
	ok(kek_unwrap(&root, &l, w, out) < 0, "not for another purpose");
	l = k, l.tenant.b[0] ^= 1;
	ok(kek_unwrap(&root, &l, w, out) < 0, "nor tenant");
	ok(kek_unwrap(&other, &k, w, out) < 0, "nor by another root");
	ok(dek_unwrap(root.key, &d, w, out) < 0, "nor as a data key");
}

/* The registry is append-only: this is what it held when it was released. */
static void
test_registry(void)
{
	static const struct { unsigned id; const char *place; } places[] = {
#define SEALED(name, table, column, place, category)			\
		{ (table) << 16 | (column), place },
#include "server/security/crypto_registry.def"
#undef SEALED
	}, released[] = {
		{ 1 << 16 | 1, "person.identity" },
		{ 1 << 16 | 2, "person.contact" },
		{ 1 << 16 | 3, "person.social" },
		{ 1 << 16 | 4, "person.economic" },
		{ 1 << 16 | 5, "person.health" },
		{ 1 << 16 | 6, "person.violence" },
		{ 1 << 16 | 7, "person.minors" },
		{ 1 << 16 | 8, "person.notes" },
		{ 2 << 16 | 2, "record.contact" },
		{ 2 << 16 | 3, "record.social" },
		{ 2 << 16 | 4, "record.economic" },
		{ 2 << 16 | 6, "record.violence" },
		{ 2 << 16 | 8, "record.notes" },
		{ 3 << 16 | 3, "entry.social" },
		{ 3 << 16 | 4, "entry.economic" },
		{ 3 << 16 | 5, "entry.health" },
		{ 3 << 16 | 6, "entry.violence" },
		{ 3 << 16 | 7, "entry.minors" },
		{ 3 << 16 | 8, "entry.notes" },
		{ 4 << 16 | 1, "instance.state" },
		{ 5 << 16 | 1, "task.draft" },
		{ 6 << 16 | 1, "message.variables" },
		{ 7 << 16 | 1, "staff.totp" },
		{ 8 << 16 | 1, "audit.detail" },
	};
	bool is_unique = true, is_kept = true;

	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		for (size_t j = 0; j < i; j++)
			is_unique = is_unique && places[i].id != places[j].id &&
			    strcmp(places[i].place, places[j].place) != 0;
	}
	ok(is_unique, "no two places share their number or name");
	for (size_t i = 0; i < ARRAY_LEN(released); i++) {
		bool found = false;

		for (size_t j = 0; j < ARRAY_LEN(places); j++)
			found = found || (places[j].id == released[i].id &&
			    strcmp(places[j].place, released[i].place) == 0);
		is_kept = is_kept && found;
	}
	ok(is_kept, "what was released keeps its number");
}

int
main(void)
{
	if (sodium_init() < 0)
		return 1;
	test_xaes_vectors();
	test_xaes_cross_check();
	test_derivation();
	test_padding();
	test_field(AEAD_XAES256);
	test_field(AEAD_XCHACHA20);
	test_keys(AEAD_XAES256);
	test_keys(AEAD_XCHACHA20);
	test_registry();
	return done_testing();
}
