/*
 * test_webauthn.c - client data, authenticator data, attestation objects of
 * passkeys, and the vectors of the recommendation.
 */
#include "base/arena.h"
#include "server/security/webauthn.h"
#include "tests/unit/tap.h"
#include "tests/unit/webauthn.h"

#define PRESENT		0x01
#define VERIFIED	0x04
#define BE		0x08
#define BS		0x10
#define CREDENTIAL	0x40
#define EXTENSIONS	0x80
#define USUAL		(PRESENT | VERIFIED)

static const struct webauthn_party party = {
	.rp_id = { PARTY, sizeof(PARTY) - 1 },
	.origin = { ORIGIN, sizeof(ORIGIN) - 1 },
};

static struct str
str_at(const unsigned char *p, size_t n)
{
	return (struct str){ (const char *)p, n };
}

/* ------------------------------------------------------------- client data */

static void
client(const char *json, const char *code)
{
	unsigned char challenge[WEBAUTHN_CHALLENGE];
	struct arena *a = arena_new();
	struct error err = { 0 };
	int r = webauthn_client_data(a, str_of(json), WEBAUTHN_GET, &party,
	    challenge, &err);

	ok(code == NULL ? r == 0 : r < 0 && strcmp(err.code, code) == 0,
	    "%s: %s", code == NULL ? "taken" : code, json);
	arena_free(a);
}

#define CHALLENGE "\"challenge\":" \
	"\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\""
#define GET "\"type\":\"webauthn.get\""
#define HERE "\"origin\":\"" ORIGIN "\""

static void
test_client(void)
{
	client("{" GET "," CHALLENGE "," HERE "}", NULL);
	client("{" GET "," CHALLENGE "," HERE ",\"crossOrigin\":false}", NULL);
	client("{" GET "," CHALLENGE "," HERE ",\"other_keys_can_be_added_here"
	    "\":\"do not compare\",\"tokenBinding\":{}}", NULL);
	client("{\"type\":\"webauthn.create\"," CHALLENGE "," HERE "}",
	    "passkey.type");
	client("{\"type\":\"payment.get\"," CHALLENGE "," HERE "}",
	    "passkey.type");
	client("{" CHALLENGE "," HERE "}", "passkey.type");
	client("{" GET "," CHALLENGE "}", "passkey.origin");
	static const char *const origins[] = { "http://example.org",
		"https://example.org/", "https://example.org:443",
		"https://EXAMPLE.org", "https://evil.example",
		"https://example.org.evil.example", "https://a.example.org",
		"https://example.org@evil.example", "null", "" };
	for (size_t i = 0; i < ARRAY_LEN(origins); i++) {
		char json[256];

		(void)snprintf(json, sizeof(json), "{" GET "," CHALLENGE
		    ",\"origin\":\"%s\"}", origins[i]);
		client(json, "passkey.origin");
	}
	client("{" GET "," CHALLENGE ",\"origin\":[\"" ORIGIN "\"]}",
	    "passkey.origin");
	client("{" GET "," CHALLENGE "," HERE ",\"crossOrigin\":true}",
	    "passkey.origin");
	client("{" GET "," CHALLENGE "," HERE ",\"crossOrigin\":\"false\"}",
	    "passkey.origin");
	client("{" GET "," CHALLENGE "," HERE ",\"topOrigin\":\"" ORIGIN "\"}",
	    "passkey.origin");
	client("{" GET "," HERE "}", "passkey.malformed");
	client("{" GET "," HERE ",\"challenge\":\"AAAA\"}",
	    "passkey.malformed");
	client("{" GET "," HERE ",\"challenge\":"
	    "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB\"}",
	    "passkey.malformed");	/* bits that are not there */
	client("{" GET "," HERE ",\"challenge\":"
	    "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"}",
	    "passkey.malformed");
	client("{" GET "," CHALLENGE "," HERE "," HERE "}",
	    "passkey.malformed");
	client("{" GET "," CHALLENGE "," HERE "} ", NULL);
	client("{" GET "," CHALLENGE "," HERE "}x", "passkey.malformed");
	client("\xef\xbb\xbf{" GET "," CHALLENGE "," HERE "}",
	    "passkey.malformed");
	client("[]", "passkey.malformed");
	client("", "passkey.malformed");
}

/* ------------------------------------------------------ authenticator data */

static const unsigned char id_bytes[32] = { 1, 2, 3 };

static void
make_data(struct buf *out, unsigned char flags, size_t id_len)
{
	static const unsigned char scalar[32] = { [31] = 7 }, aaguid[16];
	_cleanup_(buf_done) struct buf key = BUF_INIT;
	unsigned char xy[64];

	p256_point(scalar, xy);
	put_es256(&key, xy);
	buf_reset(out);
	put_data(out, flags, 0x01020304);
	if (flags & CREDENTIAL)
		put_credential(out, aaguid, str_at(id_bytes, id_len),
		    buf_view(&key));
}

static void
data(struct str bytes, enum webauthn_ceremony ceremony, const char *code,
    const char *what)
{
	struct webauthn_data d;
	struct error err = { 0 };
	int r = webauthn_data(bytes, ceremony, &party, &d, &err);

	ok(code == NULL ? r == 0 : r < 0 && strcmp(err.code, code) == 0,
	    "%s (%s)", what, err.code);
}

static void
test_flags(void)
{
	static const struct {
		unsigned char	 flags;
		enum webauthn_ceremony ceremony;
		const char	*code, *what;
	} cases[] = {
		{ USUAL, WEBAUTHN_GET, NULL, "present and verified" },
		{ USUAL | BE, WEBAUTHN_GET, NULL, "may be copied" },
		{ USUAL | BE | BS, WEBAUTHN_GET, NULL, "is copied" },
		{ USUAL | 0x22, WEBAUTHN_GET, NULL, "reserved flags" },
		{ USUAL | BS, WEBAUTHN_GET, "passkey.malformed",
		  "copied, and may not be" },
		{ PRESENT, WEBAUTHN_GET, "passkey.unverified", "no UV" },
		{ VERIFIED, WEBAUTHN_GET, "passkey.unverified", "no UP" },
		{ 0, WEBAUTHN_GET, "passkey.unverified", "neither" },
		{ USUAL | CREDENTIAL, WEBAUTHN_GET, "passkey.malformed",
		  "a new credential in an assertion" },
		{ USUAL, WEBAUTHN_CREATE, "passkey.malformed",
		  "no credential when one is made" },
		{ USUAL | CREDENTIAL, WEBAUTHN_CREATE, NULL, "made" },
		{ PRESENT | CREDENTIAL, WEBAUTHN_CREATE, "passkey.unverified",
		  "made without UV" },
		{ USUAL | EXTENSIONS, WEBAUTHN_GET, "passkey.malformed",
		  "no extensions where there should be" },
	};
	_cleanup_(buf_done) struct buf b = BUF_INIT;

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		make_data(&b, cases[i].flags, sizeof(id_bytes));
		data(buf_view(&b), cases[i].ceremony, cases[i].code,
		    cases[i].what);
	}
}

static void
test_data(void)
{
	_cleanup_(buf_done) struct buf b = BUF_INIT;
	struct webauthn_data d = { 0 };
	struct error err = { 0 };
	size_t passed = 0;

	make_data(&b, USUAL | BE | BS | CREDENTIAL, sizeof(id_bytes));
	ok(webauthn_data(buf_view(&b), WEBAUTHN_CREATE, &party, &d, &err) == 0
	    && d.counter == 0x01020304 && d.is_backup_eligible &&
	    d.is_backed_up && str_eq(d.credential_id, str_at(id_bytes,
	    sizeof(id_bytes))) && d.key.len == 77, "all of it is read");
	for (size_t n = 0; n < b.len; n++)
		passed += webauthn_data(str_sub(buf_view(&b), 0, n),
		    WEBAUTHN_CREATE, &party, &d, NULL) == 0;
	ok(passed == 0, "no beginning of it passes");
	buf_putc(&b, 0);
	data(buf_view(&b), WEBAUTHN_CREATE, "passkey.malformed",
	    "one byte more");
	make_data(&b, USUAL | CREDENTIAL, 15);
	data(buf_view(&b), WEBAUTHN_CREATE, "passkey.malformed",
	    "an id of 15 bytes");
	make_data(&b, USUAL | CREDENTIAL, 16);
	data(buf_view(&b), WEBAUTHN_CREATE, NULL, "an id of 16 bytes");
	b.p[37 + 16 + 2 + 16 + 1 + 3]++;	/* EdDSA, but ES256 */
	data(buf_view(&b), WEBAUTHN_CREATE, "passkey.key", "a wrong key");
	make_data(&b, USUAL | EXTENSIONS, 0);
	buf_add(&b, "\xa1\x61x\xf5", 4);
	data(buf_view(&b), WEBAUTHN_GET, NULL, "extensions");
	b.p[37] = (char)0x81;
	data(buf_view(&b), WEBAUTHN_GET, "passkey.malformed",
	    "extensions that are no map");
	make_data(&b, USUAL, 0);
	buf_putc(&b, (char)0xa0);
	data(buf_view(&b), WEBAUTHN_GET, "passkey.malformed",
	    "extensions that are not announced");
	make_data(&b, USUAL, 0);
	b.p[31] ^= 1;
	data(buf_view(&b), WEBAUTHN_GET, "passkey.party", "another RP id");
}

static void
attestation(const char *bytes, size_t n, const char *what, bool is_good)
{
	struct str d;

	ok((webauthn_attestation((struct str){ bytes, n }, &d, NULL) == 0) ==
	    is_good, "%s", what);
}

#define OBJECT(bytes, what, is_good) \
	attestation(bytes, sizeof(bytes) - 1, what, is_good)

static void
test_attestation(void)
{
	OBJECT("\xa3\x63" "fmt\x64none\x67" "attStmt\xa0\x68" "authData\x41x",
	    "none", true);
	OBJECT("\xa3\x63" "fmt\x64" "abcd\x67" "attStmt\xa1\x61x\x01\x68"
	    "authData\x41x", "another, not looked at", true);
	OBJECT("\xa3\x63" "fmt\x64none\x67" "attStmt\xa1\x61x\x01\x68"
	    "authData\x41x", "none, with a statement", false);
	OBJECT("\xa3\x63" "fmt\x64" "abcd\x67" "attStmt\x80\x68"
	    "authData\x41x", "a statement that is no map", false);
	OBJECT("\xa3\x63" "fmt\x64none\x67" "attStmt\xa0\x68" "authData\x61x",
	    "data as text", false);
	OBJECT("\xa3\x63" "fmt\x44none\x67" "attStmt\xa0\x68" "authData\x41x",
	    "the format as bytes", false);
	OBJECT("\xa3\x63" "fmt\x64none\x68" "authData\x41x\x67" "attStmt\xa0",
	    "another order", false);
	OBJECT("\xa2\x63" "fmt\x64none\x67" "attStmt\xa0", "no data", false);
	OBJECT("\xa4\x61x\x01\x63" "fmt\x64none\x67" "attStmt\xa0\x68"
	    "authData\x41x", "one member more", false);
	OBJECT("\xa3\x63" "fmt\x64none\x67" "attStmt\xa0\x68" "authData\x41xx",
	    "more behind it", false);
	OBJECT("", "nothing", false);
}

/* ------------------------------------------ the vectors of Level 3, 16 */

static void
hex(struct buf *out, const char *digits)
{
	unsigned char b[128];
	size_t n;

	if (sodium_hex2bin(b, sizeof(b), digits, strlen(digits), NULL, &n,
	    NULL) != 0)
		abort();
	buf_reset(out);
	buf_add(out, b, n);
}

struct example {
	const char	*name;
	const char	*challenge;	/* as published, of the assertion */
	const char	*signature;	/* as published */
	unsigned char	 flags[2];	/* made, used */
	unsigned char	 numbers[2];	/* challenge and extraData of use */
	bool		 is_verified;	/* when made */
};

static const struct example examples[] = {
	{ "none.ES256",
	  "39c0e7521417ba54d43e8dc95174f423dee9bf3cd804ff6d65c857c9abf4d408",
	  "3046022100f50a4e2e4409249c4a853ba361282f09841df4dd4547a13a87780218"
	  "deffcd380221008480ac0f0b93538174f575bf11a1dd5d78c6e486013f937295ea"
	  "13653e331e87", { 0x59, 0x19 }, { 7, 0 }, false },
	{ "packed-self.ES256",
	  "4478a10b1352348dd160c1353b0d469b5db19eb91c27f7dfa6fed39fe26af20b",
	  "304402203310b9431903c401f1be2bdc8d23a4007682dbbddcf846994947b7f465"
	  "daf84002204e94dd00047b316061b3b99772b7efd95994a83ef584b3b6b825ea35"
	  "50251b66", { 0x5d, 0x09 }, { 7, 9 }, true },
	{ "packed.EdDSA",
	  "895957e01c633a698348a2d8a31a54b7db27e8c1c43b2080d79ae2190267bfd2",
	  "f5c59c7e46c34f6f8cc197101ddf9934fa2595f68eb1913a637e8419eb9ba4cfdf"
	  "c48f85393bc0d40b011f0d6fecb097d6607525713223a0dc0d453993dae00b",
	  { 0x41, 0x01 }, { 9, 0 }, false },
};

static void
example_key(const struct example *e, struct buf *out)
{
	unsigned char secret[32], xy[64];
	EVP_PKEY *key;
	size_t n = 32;

	vector(e->name, 1, secret, sizeof(secret));
	if (str_ends(str_of(e->name), "ES256")) {
		p256_point(secret, xy);
		put_es256(out, xy);
		return;
	}
	key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, secret, 32);
	(void)EVP_PKEY_get_raw_public_key(key, xy, &n);
	put_eddsa(out, xy);
	EVP_PKEY_free(key);
}

/* Making the credential: what it is, and whether we take it. */
static void
example_made(const struct example *e, struct str key)
{
	_cleanup_(buf_done) struct buf d = BUF_INIT, object = BUF_INIT,
	    json = BUF_INIT;
	unsigned char aaguid[16], id[32], challenge[WEBAUTHN_CHALLENGE];
	struct arena *a = arena_new();
	struct error err = { 0 };
	struct webauthn_data made;
	struct str found;

	vector(e->name, 4, aaguid, sizeof(aaguid));
	vector(e->name, 5, id, sizeof(id));
	put_data(&d, e->flags[0], 0);
	put_credential(&d, aaguid, str_at(id, sizeof(id)), key);
	put_attestation(&object, "none", STR("\xa0"), buf_view(&d));
	vector_client(&json, e->name, "webauthn.create", 0, 3);
	ok(webauthn_client_data(a, buf_view(&json), WEBAUTHN_CREATE, &party,
	    challenge, NULL) == 0, "%s: client data", e->name);
	ok(webauthn_attestation(buf_view(&object), &found, NULL) == 0 &&
	    str_eq(found, buf_view(&d)), "%s: attestation", e->name);
	if (webauthn_data(found, WEBAUTHN_CREATE, &party, &made, &err) == 0)
		ok(e->is_verified && str_eq(made.key, key), "%s: taken",
		    e->name);
	else
		ok(!e->is_verified && strcmp(err.code, "passkey.unverified") ==
		    0, "%s: refused, as the person was not verified", e->name);
	arena_free(a);
}

static void
test_vectors(void)
{
	for (size_t i = 0; i < ARRAY_LEN(examples); i++) {
		const struct example *e = &examples[i];
		_cleanup_(buf_done) struct buf key = BUF_INIT, d = BUF_INIT,
		    json = BUF_INIT, published = BUF_INIT;
		unsigned char challenge[32];

		example_key(e, &key);
		example_made(e, buf_view(&key));
		vector(e->name, e->numbers[0], challenge, sizeof(challenge));
		hex(&published, e->challenge);
		ok(str_eq(buf_view(&published), str_at(challenge, 32)),
		    "%s: the challenge that is published", e->name);
		vector_client(&json, e->name, "webauthn.get", e->numbers[0],
		    e->numbers[1]);
		put_data(&d, e->flags[1], 0);
		hex(&published, e->signature);
		ok(webauthn_verifies(buf_view(&key), buf_view(&d),
		    buf_view(&json), buf_view(&published)),
		    "%s: the signature that is published", e->name);
	}
}

static void
test_counter(void)
{
	ok(webauthn_counts_on(0, 0) && webauthn_counts_on(0, 1) &&
	    webauthn_counts_on(1, 2) && webauthn_counts_on(1, UINT32_MAX),
	    "up, or none at all");
	ok(!webauthn_counts_on(1, 1) && !webauthn_counts_on(1, 0) &&
	    !webauthn_counts_on(UINT32_MAX, 5), "not back, not still");
}

int
main(void)
{
	if (sodium_init() < 0)
		return 1;
	test_client();
	test_flags();
	test_data();
	test_attestation();
	test_vectors();
	test_counter();
	return done_testing();
}
