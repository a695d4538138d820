/*
 * fuzz_webauthn.c - what a browser says of a passkey does no more than be
 * refused: client data, attestation object, authenticator data, key, signature.
 */
#include <stdlib.h>

#include "server/security/cose.h"
#include "server/security/webauthn.h"
#include "tests/fuzz/fuzz.h"

static bool
is_within(struct str part, struct str whole)
{
	return part.p >= whole.p && part.len <= whole.len &&
	    (size_t)(part.p - whole.p) <= whole.len - part.len;
}

/* The RP id is not what is looked for here: put its hash in. */
static void
read_data(struct str bytes, enum webauthn_ceremony ceremony)
{
	static const struct webauthn_party party = {
		.rp_id = { "", 0 }, .origin = { "https://a", 9 },
	};
	static const unsigned char empty[] =
	    "\xe3\xb0\xc4\x42\x98\xfc\x1c\x14\x9a\xfb\xf4\xc8\x99\x6f\xb9\x24"
	    "\x27\xae\x41\xe4\x64\x9b\x93\x4c\xa4\x95\x99\x1b\x78\x52\xb8\x55";
	_cleanup_(buf_done) struct buf b = BUF_INIT;
	struct webauthn_data d = { 0 };

	buf_add(&b, empty, 32);
	buf_str(&b, bytes);
	if (webauthn_data(buf_view(&b), ceremony, &party, &d, NULL) < 0)
		return;
	must(!d.is_backed_up || d.is_backup_eligible);
	if (ceremony == WEBAUTHN_GET)
		return;
	must(is_within(d.credential_id, buf_view(&b)));
	must(is_within(d.key, buf_view(&b)));
	must(d.credential_id.len >= WEBAUTHN_ID_MIN &&
	    d.credential_id.len <= WEBAUTHN_ID_MAX);
	must(cose_check(d.key, NULL) == 0);
	(void)webauthn_verifies(d.key, bytes, bytes, bytes);
}

static void
read_client(struct str json)
{
	static const struct webauthn_party party = {
		.rp_id = { "a", 1 }, .origin = { "https://a", 9 },
	};
	unsigned char challenge[WEBAUTHN_CHALLENGE];
	struct arena *a = arena_new();

	(void)webauthn_client_data(a, json, WEBAUTHN_GET, &party, challenge,
	    NULL);
	arena_free(a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str in = { (const char *)data, size }, found;

	read_client(in);
	read_data(in, WEBAUTHN_GET);
	read_data(in, WEBAUTHN_CREATE);
	(void)cose_verifies(in, in, in);
	if (webauthn_attestation(in, &found, NULL) == 0) {
		must(is_within(found, in));
		read_data(found, WEBAUTHN_CREATE);
	}
	return 0;
}
