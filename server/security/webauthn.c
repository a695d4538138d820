/*
 * webauthn.c - client data, authenticator data, attestation objects.
 */
#include <errno.h>
#include <string.h>

#include <sodium.h>

#include "base/json.h"
#include "server/security/cbor.h"
#include "server/security/cose.h"
#include "server/security/webauthn.h"

/* Authenticator data (6.1): hash of the RP id, flags, counter ... */
#define HASH_SIZE	32
#define AT_FLAGS	32
#define AT_COUNTER	33
#define DATA_SIZE	37
/* ... and of a new credential: AAGUID, length of the id, id, key. */
#define AAGUID_SIZE	16
#define ID_LENGTH_SIZE	2

#define FLAG_PRESENT	0x01
#define FLAG_VERIFIED	0x04
#define FLAG_BE		0x08
#define FLAG_BS		0x10
#define FLAG_CREDENTIAL	0x40
#define FLAG_EXTENSIONS	0x80

static int
malformed(struct error *err, const char *field, const char *why)
{
	return error_set_field(err, "passkey.malformed", str_of(field),
	    "this is not what an authenticator sends: %s", why);
}

/* ------------------------------------------------------------- client data */

static int
bad_client(struct error *err, const char *why)
{
	return malformed(err, "/passkey/clientDataJSON", why);
}

static int
read_challenge(struct str text, unsigned char out[WEBAUTHN_CHALLENGE],
    struct error *err)
{
	size_t n = 0;

	if (text.len == 0 || sodium_base642bin(out, WEBAUTHN_CHALLENGE,
	    text.p, text.len, NULL, &n, NULL,
	    sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
	    n != WEBAUTHN_CHALLENGE)
		return bad_client(err, "no challenge of ours");
	return 0;
}

/* A page of ours within another site's is not ours. */
static bool
is_framed(const struct json *j)
{
	const struct json *cross = json_get(j, "crossOrigin");

	return (cross != NULL && (cross->type != JSON_BOOL ||
	    cross->boolean)) || json_get(j, "topOrigin") != NULL;
}

int
webauthn_client_data(struct arena *a, struct str json,
    enum webauthn_ceremony ceremony, const struct webauthn_party *party,
    unsigned char out[WEBAUTHN_CHALLENGE], struct error *err)
{
	const struct json *j = json_parse(a, json, NULL);

	if (j == NULL || j->type != JSON_OBJECT)
		return bad_client(err, "no JSON object");
	if (!str_is(json_string(j, "type", STR("")), ceremony ==
	    WEBAUTHN_CREATE ? "webauthn.create" : "webauthn.get"))
		return error_set(err, ERR_FORBIDDEN, "passkey.type",
		    "the browser did something else with the passkey");
	if (is_framed(j) ||
	    !str_eq(json_string(j, "origin", STR("")), party->origin))
		return error_set(err, ERR_FORBIDDEN, "passkey.origin",
		    "passkeys work at %.*s only", STR_ARG(party->origin));
	return read_challenge(json_string(j, "challenge", STR("")), out, err);
}

/* ------------------------------------------------------ authenticator data */

static int
bad_data(struct error *err, enum webauthn_ceremony ceremony, const char *why)
{
	return malformed(err, ceremony == WEBAUTHN_CREATE ?
	    "/passkey/attestationObject" : "/passkey/authenticatorData", why);
}

static unsigned
byte_at(struct str s, size_t i)
{
	return (unsigned char)s.p[i];
}

static int
check_flags(unsigned flags, enum webauthn_ceremony ceremony,
    struct error *err)
{
	if (!(flags & FLAG_BE) && (flags & FLAG_BS))
		return bad_data(err, ceremony, "backed up, but never to be");
	if (!(flags & FLAG_CREDENTIAL) != (ceremony == WEBAUTHN_GET))
		return bad_data(err, ceremony, ceremony == WEBAUTHN_GET ?
		    "a new credential" : "no credential");
	if (!(flags & FLAG_PRESENT) || !(flags & FLAG_VERIFIED))
		return error_set(err, ERR_FORBIDDEN, "passkey.unverified",
		    "the device did not ask for a PIN, a finger or a face");
	return 0;
}

/* The credential that was made, at *at, which moves behind it. */
static int
read_credential(struct str bytes, size_t *at, struct webauthn_data *ret,
    struct error *err)
{
	size_t i = *at + AAGUID_SIZE, len;
	struct cbor c;

	if (bytes.len < i + ID_LENGTH_SIZE)
		return bad_data(err, WEBAUTHN_CREATE, "cut short");
	len = byte_at(bytes, i) << 8 | byte_at(bytes, i + 1);
	i += ID_LENGTH_SIZE;
	if (len < WEBAUTHN_ID_MIN || len > WEBAUTHN_ID_MAX ||
	    bytes.len - i < len)
		return bad_data(err, WEBAUTHN_CREATE,
		    "an id of 16 to 1023 bytes is wanted");
	ret->credential_id = str_sub(bytes, i, len);
	c = (struct cbor){ bytes, i + len };
	if (cbor_skip(&c, &ret->key) < 0)
		return bad_data(err, WEBAUTHN_CREATE, "no key");
	*at = c.at;
	return cose_check(ret->key, err);
}

/* Extensions are a map that we have no use for, and nothing is behind it. */
static int
check_rest(struct str rest, bool has_extensions,
    enum webauthn_ceremony ceremony, struct error *err)
{
	struct cbor c = { rest, 0 };
	struct cbor_item map;
	size_t len = 0;

	if (has_extensions && (cbor_check(rest, &len) < 0 ||
	    cbor_next(&c, &map) < 0 || map.type != CBOR_MAP))
		return bad_data(err, ceremony, "no extensions");
	return len == rest.len ? 0 : bad_data(err, ceremony,
	    "more than there should be");
}

int
webauthn_data(struct str bytes, enum webauthn_ceremony ceremony,
    const struct webauthn_party *party, struct webauthn_data *ret,
    struct error *err)
{
	unsigned char hash[HASH_SIZE];
	struct webauthn_data d = { 0 };
	size_t at = DATA_SIZE;
	unsigned flags;

	if (bytes.len < DATA_SIZE)
		return bad_data(err, ceremony, "cut short");
	(void)crypto_hash_sha256(hash, (const unsigned char *)party->rp_id.p,
	    party->rp_id.len);
	if (memcmp(hash, bytes.p, sizeof(hash)) != 0)
		return error_set(err, ERR_FORBIDDEN, "passkey.party",
		    "this passkey is for another place than %.*s",
		    STR_ARG(party->rp_id));
	flags = byte_at(bytes, AT_FLAGS);
	for (size_t i = 0; i < sizeof(d.counter); i++)
		d.counter = d.counter << 8 | byte_at(bytes, AT_COUNTER + i);
	d.is_backup_eligible = flags & FLAG_BE;
	d.is_backed_up = flags & FLAG_BS;
	if (check_flags(flags, ceremony, err) < 0 || ((flags &
	    FLAG_CREDENTIAL) && read_credential(bytes, &at, &d, err) < 0) ||
	    check_rest(str_sub(bytes, at, bytes.len), flags & FLAG_EXTENSIONS,
	    ceremony, err) < 0)
		return -1;
	*ret = d;
	return 0;
}

/* ------------------------------------------------------ attestation object */

static int
bad_attestation(struct error *err)
{
	return malformed(err, "/passkey/attestationObject",
	    "a map of fmt, attStmt and authData is wanted");
}

static bool
next_key(struct cbor *c, const char *name)
{
	struct cbor_item key;

	return cbor_next(c, &key) == 0 && key.type == CBOR_TEXT &&
	    str_is(key.bytes, name);
}

/* In canonical form there is one order for the three members. */
int
webauthn_attestation(struct str cbor, struct str *ret_data, struct error *err)
{
	struct cbor c = { cbor, 0 };
	struct cbor_item map, format, data;
	struct str statement;
	size_t len;

	if (cbor_check(cbor, &len) < 0 || len != cbor.len ||
	    cbor_next(&c, &map) < 0 || map.type != CBOR_MAP || map.n != 3 ||
	    !next_key(&c, "fmt") || cbor_next(&c, &format) < 0 ||
	    format.type != CBOR_TEXT || !next_key(&c, "attStmt") ||
	    cbor_skip(&c, &statement) < 0 || !next_key(&c, "authData") ||
	    cbor_next(&c, &data) < 0 || data.type != CBOR_BYTES)
		return bad_attestation(err);
	/* 0xa0 is the empty map. */
	if (byte_at(statement, 0) >> 5 != CBOR_MAP ||
	    (str_is(format.bytes, "none") && byte_at(statement, 0) != 0xa0))
		return bad_attestation(err);
	*ret_data = data.bytes;
	return 0;
}

/* --------------------------------------------------------------- assertion */

bool
webauthn_verifies(struct str key, struct str data, struct str client,
    struct str signature)
{
	_cleanup_(buf_done) struct buf bytes = BUF_INIT;
	unsigned char hash[HASH_SIZE];

	(void)crypto_hash_sha256(hash, (const unsigned char *)client.p,
	    client.len);
	buf_str(&bytes, data);
	buf_add(&bytes, hash, sizeof(hash));
	return cose_verifies(key, buf_view(&bytes), signature);
}

/* The generator of P-256, whose private key is 1: anybody could sign with it,
 * and it is nobody's. */
bool
webauthn_verifies_nothing(struct str data, struct str client,
    struct str signature)
{
	static const char key[] =
	    "\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20"
	    "\x6b\x17\xd1\xf2\xe1\x2c\x42\x47\xf8\xbc\xe6\xe5\x63\xa4\x40\xf2"
	    "\x77\x03\x7d\x81\x2d\xeb\x33\xa0\xf4\xa1\x39\x45\xd8\x98\xc2\x96"
	    "\x22\x58\x20"
	    "\x4f\xe3\x42\xe2\xfe\x1a\x7f\x9b\x8e\xe7\xeb\x4a\x7c\x0f\x9e\x16"
	    "\x2b\xce\x33\x57\x6b\x31\x5e\xce\xcb\xb6\x40\x68\x37\xbf\x51\xf5";

	(void)webauthn_verifies((struct str){ key, sizeof(key) - 1 }, data,
	    client, signature);
	return false;
}

bool
webauthn_counts_on(int64_t seen, uint32_t now)
{
	return (seen == 0 && now == 0) || (int64_t)now > seen;
}
