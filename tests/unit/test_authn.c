/*
 * test_authn.c - one-time codes, passwords, rate limits.
 */
#include <sodium.h>

#include "server/security/password.h"
#include "server/security/rate.h"
#include "server/security/totp.h"
#include "tests/unit/tap.h"

/* RFC 6238, appendix B (SHA-1), last six digits. */
static void
test_totp(void)
{
	const unsigned char *secret =
	    (const unsigned char *)"12345678901234567890";
	struct buf b = BUF_INIT;

	ok(totp_code(secret, 59 / 30) == 287082, "RFC 6238: 59 s");
	ok(totp_code(secret, 1111111109 / 30) == 81804, "1111111109 s");
	ok(totp_code(secret, 20000000000 / 30) == 353130, "20000000000 s");
	ok(totp_check(secret, STR("287082"), 59000000, 0) == 1, "accepted");
	ok(totp_check(secret, STR("287082"), 89000000, 0) == 1, "a step late");
	ok(totp_check(secret, STR("287082"), 119000000, 0) == -1, "two late");
	ok(totp_check(secret, STR("287082"), 59000000, 1) == -1, "only once");
	ok(totp_check(secret, STR("28708"), 59000000, 0) == -1, "five digits");
	ok(totp_check(secret, STR("-87082"), 59000000, 0) == -1, "a sign");
	totp_base32(secret, &b);
	is_str(buf_view(&b), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "base 32");
	buf_done(&b);
}

static void
strength(const char *password, const char *code)
{
	struct error err = { 0 };
	int r = password_check_strength(str_of(password),
	    &(struct password_context){ STR("ana.ruiz"), STR("Ana Ruiz"),
	    STR("Villafranca del Río") }, &err);

	ok(code == NULL ? r == 0 : r < 0 && strcmp(err.code, code) == 0,
	    "strength of %s", password);
}

static void
test_password(void)
{
	unsigned char a[32] = { 1 }, b[32] = { 2 };
	char hash[PASSWORD_HASH_SIZE];

	strength("una mesa verde y grande", NULL);
	strength("ñañañáéíóúüçàè", NULL);
	strength("short1!Aa", "password.length");
	strength("tres tristes tigres 1984", NULL);
	strength("aaaaaaaaaaaaaaaaaa", "password.common");
	strength("Password-password-1", "password.common");
	strength("P@ssw0rdP@ssw0rd", "password.common");
	strength("monkeydragon12", "password.common");
	strength("manchesterunited", "password.common");
	strength("qazwsxedcrfvtgb", "password.common");
	strength("24.12.199925.12.1999", "password.common");
	strength("Vínculo vinculo 1", "password.common");
	strength("Contrasenya-2026!", "password.common");
	strength("VillafrancaRuiz1", "password.common");
	strength("soy Ana.Ruiz de aquí", "password.context");
	strength("en Villafranca del Río vivo", "password.context");
	ok(password_hash(a, hash) == 0, "hashed");
	ok(password_matches(a, hash), "matches");
	ok(!password_matches(b, hash), "another does not");
	ok(!password_matches(a, NULL), "nor an unknown user's");
	ok(!password_is_outdated(hash), "new enough");
	ok(password_is_outdated("$argon2id$v=19$m=19456,t=2,p=1$"
	    "c29tZXNhbHRzb21lc2FsdA$Y2VydGFpbmx5IG5vdCB0aGUgaGFzaA"),
	    "weaker parameters are noticed");
}

static void
test_rate(void)
{
	struct rate *r = rate_new(3, 60);
	int taken = 0;

	for (int i = 0; i < 10; i++)
		taken += rate_take(r, STR("10.0.0.1"));
	ok(taken == 3, "the burst and no more");
	ok(rate_take(r, STR("10.0.0.2")), "another key has its own");
	for (int i = 0; i < 20000; i++) {
		char key[16];

		(void)snprintf(key, sizeof(key), "k%d", i);
		(void)rate_take(r, str_of(key));
	}
	ok(rate_take(r, STR("k0")), "long after, the oldest are forgotten");
	rate_free(r);
}

int
main(void)
{
	if (sodium_init() < 0)
		return 1;
	test_totp();
	test_password();
	test_rate();
	return done_testing();
}
