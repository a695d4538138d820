/*
 * test_wycheproof.c - our wrappers against the vectors of Project Wycheproof.
 *
 * AES-GCM's own are not among them: nothing here takes a nonce of 12 bytes, and
 * XAES-256-GCM has its published ones in test_envelope.  Of HKDF only those
 * without salt and up to 32 bytes fit, which is all that the wrapper does.
 */
#include <assert.h>

#include <sodium.h>

#include "server/security/aead.h"
#include "server/security/cose.h"
#include "tests/unit/vectors.h"

#define FILE_MAX	(1024 * 1024)

static struct arena *arena;
static const char *folder;

static struct str
hex(const struct json *j, const char *key)
{
	struct str text = json_string(j, key, STR(""));
	unsigned char *raw = arena_alloc(arena, text.len / 2 + 1);
	size_t n = 0;

	int r = sodium_hex2bin(raw, text.len / 2 + 1, text.p, text.len, NULL,
	    &n, NULL);

	assert(r == 0 && n == text.len / 2);
	return (struct str){ (const char *)raw, n };
}

/* A number of so many bytes, whatever zeros it begins with. */
static void
put_number(struct buf *out, struct str n, size_t bytes)
{
	for (; n.len > bytes && n.p[0] == '\0'; n.p++)
		n.len--;
	for (size_t i = n.len; i < bytes; i++)
		buf_putc(out, '\0');
	buf_str(out, n);
}

/* 1: accepted as it should be; 0: refused; -1: not for this wrapper. */
typedef int check_fn(const struct json *group, const struct json *test);

static int
check_aead(const struct json *group, const struct json *test)
{
	struct str key = hex(test, "key"), nonce = hex(test, "iv");
	struct str msg = hex(test, "msg"), ct = hex(test, "ct");
	struct str tag = hex(test, "tag");
	struct str sealed;
	struct buf both = BUF_INIT;
	struct aead a = { AEAD_XCHACHA20, (const unsigned char *)key.p,
	    (const unsigned char *)nonce.p, hex(test, "aad") };
	unsigned char *out = arena_alloc(arena, msg.len + AEAD_TAG + 1);
	int r;

	(void)group;
	if (key.len != AEAD_KEY || nonce.len != AEAD_NONCE)
		return -1;
	buf_str(&both, ct);
	buf_str(&both, tag);
	sealed = arena_str(arena, buf_view(&both));
	buf_done(&both);
	r = aead_open(&a, sealed, out);
	if (r < 0 || !str_eq((struct str){ (char *)out, msg.len }, msg))
		return 0;
	aead_seal(&a, msg, out);
	return str_eq((struct str){ (char *)out, sealed.len }, sealed);
}

static int
check_hmac(const struct json *group, const struct json *test)
{
	struct str key = hex(test, "key"), tag = hex(test, "tag");
	unsigned char out[32];

	(void)group;
	hmac_sha256((const unsigned char *)key.p, key.len, hex(test, "msg"),
	    out);
	return str_eq((struct str){ (char *)out, tag.len }, tag);
}

static int
check_hkdf(const struct json *group, const struct json *test)
{
	struct str ikm = hex(test, "ikm"), okm = hex(test, "okm");
	unsigned char out[32];

	(void)group;
	if (json_string(test, "salt", STR("")).len > 0 || okm.len == 0 ||
	    okm.len > sizeof(out))
		return -1;
	hkdf_sha256((const unsigned char *)ikm.p, ikm.len, hex(test, "info"),
	    out);
	return str_eq((struct str){ (char *)out, okm.len }, okm);
}

static bool
verifies(struct buf *key, const struct json *test)
{
	struct error err = { 0 };
	bool is = cose_check(buf_view(key), &err) == 0 && cose_verifies(
	    buf_view(key), hex(test, "msg"), hex(test, "sig"));

	buf_done(key);
	return is;
}

static int
check_ecdsa(const struct json *group, const struct json *test)
{
	const struct json *point = json_get(group, "publicKey");
	struct buf key = BUF_INIT;

	buf_str(&key, STR("\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20"));
	put_number(&key, hex(point, "wx"), 32);
	buf_str(&key, STR("\x22\x58\x20"));
	put_number(&key, hex(point, "wy"), 32);
	return verifies(&key, test);
}

static int
check_eddsa(const struct json *group, const struct json *test)
{
	struct buf key = BUF_INIT;

	buf_str(&key, STR("\xa4\x01\x01\x03\x27\x20\x06\x21\x58\x20"));
	put_number(&key, hex(json_get(group, "publicKey"), "pk"), 32);
	return verifies(&key, test);
}

static int
check_rsa(const struct json *group, const struct json *test)
{
	const struct json *public = json_get(group, "publicKey");
	struct buf key = BUF_INIT;

	if (!str_eq(json_string(public, "publicExponent", STR("")),
	    STR("010001")))
		return -1;
	buf_add(&key, "\xa4\x01\x03\x03\x39\x01\x00\x20\x59\x01\x00", 11);
	put_number(&key, hex(public, "modulus"), 256);
	buf_str(&key, STR("\x21\x43\x01"));
	buf_add(&key, "\0\x01", 2);
	return verifies(&key, test);
}

/* How many were looked at; a failure is named. */
static int
run_group(const char *file, const struct json *group, check_fn *check)
{
	const struct json *tests = json_get(group, "tests");
	int n = 0;

	for (size_t i = 0; i < tests->n; i++) {
		const struct json *t = &tests->items[i];
		struct str result = json_string(t, "result", STR(""));
		int got = check(group, t);
		int64_t id = 0;

		if (got < 0)
			continue;
		n++;
		(void)json_int(t, "tcId", 0, INT64_MAX, &id, NULL);
		if (!str_eq(result, STR("acceptable")))
			ok(got == str_eq(result, STR("valid")),
			    "%s %lld is %.*s", file, (long long)id,
			    STR_ARG(result));
	}
	return n;
}

static void
run(const char *file, int least, check_fn *check)
{
	struct str path = arena_printf(arena, "%s/%s_test.json", folder, file);
	struct buf text = BUF_INIT;
	struct error err = { 0 };
	const struct json *groups = NULL;
	int n = 0;

	if (file_read(path.p, FILE_MAX, &text, &err) == 0)
		groups = json_get(json_parse(arena, buf_view(&text), &err),
		    "testGroups");
	for (size_t i = 0; groups != NULL && i < groups->n; i++)
		n += run_group(file, &groups->items[i], check);
	ok(n >= least, "%s: %d vectors %s", file, n, err.message);
	buf_done(&text);
}

int
main(void)
{
	folder = vectors_folder("wycheproof");
	if (sodium_init() < 0 || folder == NULL) {
		skip("Wycheproof", "no vectors: cargo cannot get them");
		return done_testing();
	}
	arena = arena_new();
	run("xchacha20_poly1305", 300, check_aead);
	run("hmac_sha256", 170, check_hmac);
	run("hkdf_sha256", 7, check_hkdf);
	run("ecdsa_secp256r1_sha256", 400, check_ecdsa);
	run("ed25519", 150, check_eddsa);
	run("rsa_signature_2048_sha256", 200, check_rsa);
	arena_free(arena);
	return done_testing();
}
