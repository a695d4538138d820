/*
 * password.c - argon2id by libsodium, 64 MiB and two passes.
 *
 * How soon a password would be guessed is libzxcvbn's estimate: it takes a
 * password apart into words, names, dates, rows of keys and repetitions, also
 * with digits for letters, and so sees through fourteen characters built around
 * one known word, which no list of whole passwords does.
 */
#include <ctype.h>
#include <errno.h>

#include <sodium.h>
#include <zxcvbn.h>

#include "server/security/password.h"

#define MEMORY_BYTES	(64ULL * 1024 * 1024)
#define PASSES		2
#define GUESS_BITS_MIN	40	/* a million million tries */
#define WORDS_MAX	32
#define CONTEXT_MAX	512

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

/* What people here try first, beside the library's English words and the ten
 * thousand most frequent of stolen passwords. */
static const char *const usual[] = { "contraseña", "contrasena",
	"contrasenya", "clave", "palavra", "passe", "senha", "parola",
	"passwort", "ayuntamiento", "ajuntament", "municipio", "camara",
	"comune", "servicios", "serveis", "servizi", "sociales", "socials",
	"sociali", "administrador", "vinculo", "vínculo" };

/* The usual words and those of the context, in small letters as the library
 * wants them. */
struct words {
	const char	*v[ARRAY_LEN(usual) + WORDS_MAX + 1];
	size_t		 n;
	char		 text[CONTEXT_MAX];
	size_t		 used;
};

static bool
is_letter(char c)
{
	return isalnum((unsigned char)c) || (c & 0x80);
}

static void
add_words(struct words *w, struct str s)
{
	bool is_inside = false;

	for (size_t i = 0; i < s.len && w->used < CONTEXT_MAX - 1; i++) {
		bool was_inside = is_inside;
		char *at = w->text + w->used++;

		is_inside = is_letter(s.p[i]);
		*at = is_inside ? (char)tolower((unsigned char)s.p[i]) : '\0';
		if (is_inside && !was_inside &&
		    w->n < ARRAY_LEN(w->v) - 1)
			w->v[w->n++] = at;
	}
	w->text[w->used] = '\0';
	w->used += w->used < CONTEXT_MAX - 1;
}

static bool
is_guessed_soon(struct str password, const struct password_context *c)
{
	char text[PASSWORD_LEN_MAX + 1] = { 0 };
	struct words w = { .n = ARRAY_LEN(usual) };
	double bits;

	memcpy(w.v, usual, sizeof(usual));
	add_words(&w, c->login);
	add_words(&w, c->name);
	add_words(&w, c->tenant);
	memcpy(text, password.p, password.len);
	bits = ZxcvbnMatch(text, w.v, NULL);
	sodium_memzero(text, sizeof(text));
	return bits < GUESS_BITS_MIN;
}

int
password_check_strength(struct str password,
    const struct password_context *c, struct error *err)
{
	const struct str field = STR("/password");

	if (utf8_count(password) < PASSWORD_LEN_MIN ||
	    password.len > PASSWORD_LEN_MAX)
		return error_set_field(err, "password.length", field,
		    "use at least %d characters: four words are easy to keep "
		    "in mind", PASSWORD_LEN_MIN);
	if (contains_word(password, c->login) ||
	    contains_word(password, c->name) ||
	    contains_word(password, c->tenant))
		return error_set_field(err, "password.context", field,
		    "do not use your own name or the municipality's");
	if (is_guessed_soon(password, c))
		return error_set_field(err, "password.common", field,
		    "this is guessed too soon: four words are easy to keep "
		    "in mind, and hard to guess");
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
