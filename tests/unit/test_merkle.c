/*
 * test_merkle.c - the tree of RFC 9162: roots of known data, proofs of every
 * size, and that nothing else passes; signed checkpoints.
 */
#include <stdlib.h>

#include <sodium.h>

#include "server/security/audit_leaf.h"
#include "server/security/note.h"
#include "tests/unit/tap.h"

#define LEAVES 70

static struct merkle_hash leaves[LEAVES];

/* A source that has only leaves. */
static int
node(void *ctx, unsigned level, uint64_t index, struct merkle_hash *ret)
{
	struct merkle m = { 0 };

	(void)ctx;
	for (uint64_t i = index << level; i < (index + 1) << level; i++)
		merkle_add(&m, &leaves[i]);
	merkle_root(&m, ret);
	return 0;
}

static const struct merkle_source source = { node, NULL };

static struct merkle_hash
root_of(uint64_t n)
{
	struct merkle_hash r;
	struct merkle m = { 0 };

	for (uint64_t i = 0; i < n; i++)
		merkle_add(&m, &leaves[i]);
	merkle_root(&m, &r);
	return r;
}

/* MTH by its definition in 2.1.1. */
static struct merkle_hash
mth(uint64_t begin, uint64_t n)
{
	struct merkle_hash l, r;
	uint64_t k = 1;

	if (n == 1)
		return leaves[begin];
	while (2 * k < n)
		k *= 2;
	l = mth(begin, k);
	r = mth(begin + k, n - k);
	merkle_node(&l, &r, &l);
	return l;
}

static void
is_hash(struct merkle_hash h, const char *hex, const char *what)
{
	char got[65];

	(void)sodium_bin2hex(got, sizeof(got), h.b, sizeof(h.b));
	is_str(str_of(got), hex, what);
}

/* The data that Certificate Transparency's own tests use. */
static void
test_known(void)
{
	static const struct { const char *p; size_t n; } data[] = {
		{ "", 0 }, { "\x00", 1 }, { "\x10", 1 }, { "\x20\x21", 2 },
		{ "\x30\x31", 2 }, { "\x40\x41\x42\x43", 4 },
		{ "\x50\x51\x52\x53\x54\x55\x56\x57", 8 },
		{ "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d"
		  "\x6e\x6f", 16 } };

	for (size_t i = 0; i < ARRAY_LEN(data); i++)
		audit_leaf_hash((struct str){ data[i].p, data[i].n },
		    leaves[i].b);
	is_hash(root_of(0), "e3b0c44298fc1c149afbf4c8996fb924"
	    "27ae41e4649b934ca495991b7852b855", "no leaves");
	is_hash(root_of(1), "6e340b9cffb37a989ca544e6bb780a2c"
	    "78901d3fb33738768511a30617afa01d", "one leaf");
	is_hash(root_of(8), "5dc9da79a70659a9ad559cb701ded9a2"
	    "ab9d823aad2f4960cfe370eff4604328", "eight leaves");
}

static void
test_proofs(void)
{
	bool roots = true, inclusion = true, strict = true, opened = true;

	for (size_t i = 0; i < LEAVES; i++)
		(void)crypto_hash_sha256(leaves[i].b,
		    (const unsigned char *)&i, sizeof(i));
	for (uint64_t n = 1; n <= LEAVES; n++) {
		struct merkle_hash root = root_of(n), want = mth(0, n), again;
		struct merkle_proof p;
		struct merkle m;

		roots = roots && memcmp(root.b, want.b, 32) == 0;
		opened = opened && merkle_open(&source, n, &m) == 0;
		merkle_root(&m, &again);
		opened = opened && memcmp(root.b, again.b, 32) == 0;
		for (uint64_t i = 0; i < n; i++) {
			(void)merkle_inclusion(&source, n, i, &p);
			inclusion = inclusion && merkle_includes(&leaves[i], i,
			    n, &p, &root);
			strict = strict && !merkle_includes(
			    &leaves[(i + 1) % LEAVES], i, n, &p, &root) &&
			    (n == 1 || !merkle_includes(&leaves[i],
			    (i + 1) % n, n, &p, &root));
			p.path[p.n++] = root;
			strict = strict && !merkle_includes(&leaves[i], i, n,
			    &p, &root);
		}
	}
	ok(roots, "roots are those of the definition");
	ok(opened, "a frontier that was opened again has the same root");
	ok(inclusion, "every leaf of every size is proved");
	ok(strict, "no other leaf, place or longer proof passes");
}

static void
test_consistency(void)
{
	bool good = true, strict = true;

	for (uint64_t n = 1; n <= LEAVES; n++) {
		struct merkle_hash root = root_of(n);

		for (uint64_t m = 1; m <= n; m++) {
			struct merkle_hash older = root_of(m);
			struct merkle_proof p;

			(void)merkle_consistency(&source, m, n, &p);
			good = good && merkle_continues(m, &older, n, &root,
			    &p);
			older.b[5] ^= 1;
			strict = strict && !merkle_continues(m, &older, n,
			    &root, &p);
			older.b[5] ^= 1;
			root.b[0] ^= 1;
			strict = strict && !merkle_continues(m, &older, n,
			    &root, &p);
			root.b[0] ^= 1;
			if (p.n > 0) {
				p.path[p.n - 1].b[9] ^= 4;
				strict = strict && !merkle_continues(m, &older,
				    n, &root, &p);
			}
		}
	}
	ok(good, "every older tree is proved to be the beginning");
	ok(strict, "another root or proof does not pass");
}

static void
test_notes(void)
{
	static const char *const made[] = { "/keys/audit.key",
		"/keys/audit.pub", "/keys", "" };
	char dir[] = "/tmp/vinculo-note.XXXXXX", path[128];
	_cleanup_(buf_done) struct buf note = BUF_INIT, key = BUF_INIT;
	struct merkle_hash root = root_of(LEAVES), got;
	struct note_key k, again, public;
	bool strict = true;
	uint64_t size = 0;

	ok(mkdtemp(dir) != NULL &&
	    note_key_load(dir, NOTE_LOG, &k, NULL) == 0 &&
	    note_key_load(dir, NOTE_LOG, &again, NULL) == 0 &&
	    memcmp(&k, &again, sizeof(k)) == 0, "a key is made once");
	note_key_format(&k, &key);
	ok(note_key_parse(buf_view(&key), &public) == 0 &&
	    memcmp(public.public_key, k.public_key, 32) == 0,
	    "its public half can be handed on");
	note_sign(&k, LEAVES, &root, &note);
	ok(note_open(&public, buf_view(&note), &size, &got) == 0 &&
	    size == LEAVES && memcmp(got.b, root.b, 32) == 0,
	    "a checkpoint is opened with it");
	for (size_t i = 0; i < note.len; i++) {
		note.p[i] ^= 1;
		strict = strict && note_open(&public, buf_view(&note), &size,
		    &got) < 0;
		note.p[i] ^= 1;
		strict = strict && note_open(&public, str_sub(buf_view(&note),
		    0, i), &size, &got) < 0;
	}
	ok(strict, "no bit may differ, no byte be missing");
	for (size_t i = 0; i < ARRAY_LEN(made); i++) {
		(void)snprintf(path, sizeof(path), "%s%s", dir, made[i]);
		(void)remove(path);
	}
}

int
main(void)
{
	test_known();
	test_proofs();
	test_consistency();
	test_notes();
	return done_testing();
}
