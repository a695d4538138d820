/*
 * password.c - argon2id by libsodium, 64 MiB and two passes.
 */
#include <ctype.h>
#include <errno.h>

#include <sodium.h>

#include "server/security/password.h"

#define MEMORY_BYTES	(64ULL * 1024 * 1024)
#define PASSES		2
#define DISTINCT_MIN	6

_Static_assert(PASSWORD_HASH_SIZE == crypto_pwhash_STRBYTES,
    "libsodium's size of a hash");

/* What unknown users are compared with, so that they take as long: a hash of
 * random bytes with the parameters above. */
static const char decoy[] = "$argon2id$v=19$m=65536,t=2,p=1$"
    "c29tZXNhbHRzb21lc2FsdA$"
    "Y2VydGFpbmx5IG5vdCB0aGUgaGFzaCBvZiBhbnl0aGk";

static bool
contains_word(struct str text, struct str word)
{
	if (word.len < 4 || word.len > text.len)
		return false;
	for (size_t i = 0; i + word.len <= text.len; i++) {
		if (strncasecmp(text.p + i, word.p, word.len) == 0)
			return true;
	}
	return false;
}

static int
count_distinct(struct str s)
{
	bool seen[256] = { false };
	int n = 0;

	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)tolower((unsigned char)s.p[i]);

		n += !seen[c];
		seen[c] = true;
	}
	return n;
}

int
password_check_strength(struct str password, struct str login,
    struct str name, struct error *err)
{
	/* Parts of those that lists of stolen passwords begin with; who builds
	 * fourteen characters around one has not thought of much else. */
	static const char *const common[] = { "password", "passwort",
		"passw0rd", "contraseña", "contrasena", "contrasenya",
		"palavra-passe", "123456", "654321", "987654", "111111",
		"000000", "qwerty", "asdfgh", "zxcvbn", "1q2w3e", "abcdef",
		"iloveyou", "letmein", "administrador", "administrator",
		"ayuntamiento", "vinculo", "vínculo" };
	const struct str field = STR("/password");
	size_t chars = utf8_count(password);

	if (chars < PASSWORD_LEN_MIN || password.len > PASSWORD_LEN_MAX)
		return error_set_field(err, "password.length", field,
		    "use at least %d characters: four words are easy to keep "
		    "in mind", PASSWORD_LEN_MIN);
	if (count_distinct(password) < DISTINCT_MIN)
		return error_set_field(err, "password.repetitive", field,
		    "use at least %d different characters", DISTINCT_MIN);
	for (size_t i = 0; i < ARRAY_LEN(common); i++) {
		if (contains_word(password, str_of(common[i])))
			return error_set_field(err, "password.common", field,
			    "this is among the first that people try");
	}
	if (contains_word(password, login) || contains_word(password, name))
		return error_set_field(err, "password.context", field,
		    "do not use your own name");
	return 0;
}

int
password_hash(const unsigned char peppered[PASSWORD_PEPPERED_SIZE],
    char out[PASSWORD_HASH_SIZE])
{
	return crypto_pwhash_str_alg(out, (const char *)peppered,
	    PASSWORD_PEPPERED_SIZE, PASSES, MEMORY_BYTES,
	    crypto_pwhash_ALG_ARGON2ID13) == 0 ? 0 : -ENOMEM;
}

bool
password_matches(const unsigned char peppered[PASSWORD_PEPPERED_SIZE],
    const char *hash)
{
	bool same = crypto_pwhash_str_verify(hash == NULL ? decoy : hash,
	    (const char *)peppered, PASSWORD_PEPPERED_SIZE) == 0;

	return same && hash != NULL;
}

bool
password_is_outdated(const char *hash)
{
	return crypto_pwhash_str_needs_rehash(hash, PASSES, MEMORY_BYTES) != 0;
}
