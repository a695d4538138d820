/*
 * test_keycache.c - keys are found while they are young, and wiped afterwards.
 */
#include <errno.h>
#include <unistd.h>

#include <sodium.h>

#include "server/security/aead.h"
#include "server/security/keycache.h"
#include "tests/unit/tap.h"

static struct uuid
numbered(unsigned n)
{
	struct uuid u = { { 0 } };

	memcpy(u.b, &n, sizeof(n));
	return u;
}

static int
put(struct keycache *c, unsigned subject, uint16_t gen, bool is_active)
{
	unsigned char key[AEAD_KEY];
	struct cached_key k = { .tenant = numbered(1),
		.subject = numbered(subject), .gen = gen, .key = key,
		.is_active = is_active };

	memset(key, (int)(subject + gen), sizeof(key));
	return keycache_put(c, &k);
}

static const struct cached_key *
get(struct keycache *c, unsigned subject, uint16_t gen)
{
	return keycache_get(c, numbered(1), numbered(subject), gen);
}

static void
test_lookup(void)
{
	struct keycache *c = keycache_new(60000, 0);
	const unsigned char *kept;

	(void)put(c, 7, 1, false);
	(void)put(c, 7, 2, true);
	ok(get(c, 7, 1) != NULL && get(c, 7, 1)->key[0] == 8, "by generation");
	ok(get(c, 7, 0) != NULL && get(c, 7, 0)->gen == 2, "the active one");
	ok(get(c, 8, 0) == NULL && get(c, 7, 3) == NULL, "no other");
	ok(keycache_get(c, numbered(2), numbered(7), 0) == NULL,
	    "not for another tenant");
	(void)put(c, 7, 2, false);
	ok(get(c, 7, 0) == NULL, "what is known last counts");
	kept = get(c, 7, 1)->key;
	keycache_forget(c, numbered(1), numbered(7));
	ok(get(c, 7, 1) == NULL && sodium_is_zero(kept, AEAD_KEY),
	    "a forgotten subject is wiped");
	(void)put(c, 9, 1, true);
	kept = get(c, 9, 1)->key;
	keycache_clear(c);
	ok(get(c, 9, 1) == NULL && sodium_is_zero(kept, AEAD_KEY),
	    "and so is everything");
	keycache_free(c);
}

static void
test_age(void)
{
	struct keycache *c = keycache_new(30, 0);
	const unsigned char *kept;

	(void)put(c, 7, 1, true);
	kept = get(c, 7, 1)->key;
	(void)usleep(40000);
	keycache_sweep(c);
	ok(get(c, 7, 1) == NULL && sodium_is_zero(kept, AEAD_KEY),
	    "an old key is wiped");
	keycache_free(c);
}

static void
test_room(void)
{
	struct keycache *c = keycache_new(60000, 0);
	bool all = true;

	for (unsigned i = 0; i < KEYCACHE_MIN; i++)
		all = all && put(c, i, 1, true) == 0;
	for (unsigned i = 0; i < KEYCACHE_MIN; i++)
		all = all && get(c, i, 1) != NULL &&
		    get(c, i, 1)->key[0] == (unsigned char)(i + 1);
	ok(all, "%d keys fit and are found", KEYCACHE_MIN);
	ok(put(c, KEYCACHE_MIN, 1, true) == -EAGAIN,
	    "young keys are not pushed out");
	(void)usleep(1100000);
	ok(put(c, KEYCACHE_MIN, 1, true) == 0 &&
	    get(c, KEYCACHE_MIN, 1) != NULL && get(c, 0, 1) == NULL,
	    "the oldest goes when it is no longer young");
	keycache_free(c);
}

/* Who may have more a second has room for them. */
static void
test_burst(void)
{
	struct keycache *c = keycache_new(60000, KEYCACHE_MIN);
	bool all = true;

	for (unsigned i = 0; i < 2 * KEYCACHE_MIN; i++)
		all = all && put(c, i, 1, true) == 0;
	ok(all && get(c, 0, 1) != NULL, "%d keys at once", 2 * KEYCACHE_MIN);
	keycache_free(c);
}

int
main(void)
{
	if (sodium_init() < 0)
		return 1;
	test_lookup();
	test_age();
	test_room();
	test_burst();
	return done_testing();
}
