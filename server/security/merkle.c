/*
 * merkle.c - growing trees, proofs and their verification.
 */
#include <assert.h>
#include <string.h>

#include <sodium.h>

#include "base/mem.h"
#include "server/security/merkle.h"

void
merkle_node(const struct merkle_hash *left, const struct merkle_hash *right,
    struct merkle_hash *ret)
{
	unsigned char both[1 + 2 * MERKLE_HASH] = { 1 };

	memcpy(both + 1, left->b, MERKLE_HASH);
	memcpy(both + 1 + MERKLE_HASH, right->b, MERKLE_HASH);
	(void)crypto_hash_sha256(ret->b, both, sizeof(both));
}

void
merkle_add(struct merkle *m, const struct merkle_hash *leaf)
{
	struct merkle_hash h = *leaf;
	unsigned level = 0;

	assert(m->size >> MERKLE_DEPTH == 0);
	/* As adding one in binary: every carry joins two subtrees. */
	for (; m->size >> level & 1; level++)
		merkle_node(&m->frontier[level], &h, &h);
	m->frontier[level] = h;
	m->size++;
}

void
merkle_root(const struct merkle *m, struct merkle_hash *ret)
{
	bool has = false;

	(void)crypto_hash_sha256(ret->b, NULL, 0);
	for (unsigned level = 0; level <= MERKLE_DEPTH; level++) {
		if ((m->size >> level & 1) == 0)
			continue;
		if (has)
			merkle_node(&m->frontier[level], ret, ret);
		else
			*ret = m->frontier[level];
		has = true;
	}
}

void
merkle_root_of(const struct merkle_hash *hashes, size_t n,
    struct merkle_hash *ret)
{
	struct merkle m = { 0 };

	assert(n > 0 && n <= MERKLE_TILE);
	for (size_t i = 0; i < n; i++)
		merkle_add(&m, &hashes[i]);
	merkle_root(&m, ret);
}

int
merkle_open(const struct merkle_source *s, uint64_t size, struct merkle *ret)
{
	*ret = (struct merkle){ .size = size };
	for (unsigned level = 0; level <= MERKLE_DEPTH; level++) {
		/* The subtree ends where the higher bits and this one say. */
		if ((size >> level & 1) && s->node(s->ctx, level,
		    (size >> level) - 1, &ret->frontier[level]) < 0)
			return -1;
	}
	return 0;
}

/* The largest power of two smaller than n > 1, as an exponent. */
static unsigned
split_level(uint64_t n)
{
	return 63 - (unsigned)__builtin_clzll(n - 1);
}

/* The root of leaves [begin, begin + n); begin is where such a tree may begin.
 * No deeper than there are levels. */
static int
range_root(const struct merkle_source *s, uint64_t begin, uint64_t n,
    struct merkle_hash *ret)
{
	struct merkle_hash left, right;
	unsigned level;

	if ((n & (n - 1)) == 0) {
		level = (unsigned)__builtin_ctzll(n);
		return s->node(s->ctx, level, begin >> level, ret);
	}
	level = split_level(n);
	if (range_root(s, begin, 1ULL << level, &left) < 0 ||
	    range_root(s, begin + (1ULL << level), n - (1ULL << level),
	    &right) < 0)
		return -1;
	merkle_node(&left, &right, ret);
	return 0;
}

/* What is beside the way down, from the top; reversed it is the path. */
struct way {
	uint64_t	begin, n;
};

static int
take_path(const struct merkle_source *s, const struct way *ways, size_t n,
    struct merkle_proof *ret)
{
	ret->n = 0;
	while (n-- > 0) {
		if (range_root(s, ways[n].begin, ways[n].n,
		    &ret->path[ret->n++]) < 0)
			return -1;
	}
	return 0;
}

int
merkle_inclusion(const struct merkle_source *s, uint64_t size, uint64_t index,
    struct merkle_proof *ret)
{
	struct way ways[MERKLE_DEPTH];
	uint64_t begin = 0, n = size;
	size_t depth = 0;

	assert(index < size);
	while (n > 1) {
		uint64_t k = 1ULL << split_level(n);

		if (index - begin < k) {
			ways[depth++] = (struct way){ begin + k, n - k };
			n = k;
		} else {
			ways[depth++] = (struct way){ begin, k };
			begin += k;
			n -= k;
		}
	}
	return take_path(s, ways, depth, ret);
}

int
merkle_consistency(const struct merkle_source *s, uint64_t older,
    uint64_t size, struct merkle_proof *ret)
{
	struct way ways[MERKLE_DEPTH + 1];
	uint64_t begin = 0, n = size, m = older;
	size_t depth = 0;

	assert(older > 0 && older <= size);
	while (m != n) {
		uint64_t k = 1ULL << split_level(n);

		if (m <= k) {
			ways[depth++] = (struct way){ begin + k, n - k };
			n = k;
		} else {
			ways[depth++] = (struct way){ begin, k };
			begin += k;
			n -= k;
			m -= k;
		}
	}
	/* The verifier knows the older root, if that is where the way ends. */
	if (begin != 0)
		ways[depth++] = (struct way){ begin, n };
	return take_path(s, ways, depth, ret);
}

bool
merkle_includes(const struct merkle_hash *leaf, uint64_t index, uint64_t size,
    const struct merkle_proof *proof, const struct merkle_hash *root)
{
	uint64_t fn = index, sn = size - 1;
	struct merkle_hash r = *leaf;

	if (index >= size)
		return false;
	for (size_t i = 0; i < proof->n; i++) {
		if (sn == 0)
			return false;
		if ((fn & 1) || fn == sn) {
			merkle_node(&proof->path[i], &r, &r);
			while (!(fn & 1) && fn != 0) {
				fn >>= 1;
				sn >>= 1;
			}
		} else {
			merkle_node(&r, &proof->path[i], &r);
		}
		fn >>= 1;
		sn >>= 1;
	}
	return sn == 0 && memcmp(r.b, root->b, MERKLE_HASH) == 0;
}

bool
merkle_continues(uint64_t older, const struct merkle_hash *older_root,
    uint64_t size, const struct merkle_hash *root,
    const struct merkle_proof *proof)
{
	uint64_t fn = older - 1, sn = size - 1;
	struct merkle_hash fr, sr;
	size_t i = 0;

	if (older == 0 || older > size)
		return false;
	if (older == size)
		return proof->n == 0 &&
		    memcmp(older_root->b, root->b, MERKLE_HASH) == 0;
	for (; fn & 1; fn >>= 1)
		sn >>= 1;
	if ((older & (older - 1)) == 0)
		fr = *older_root;
	else if (proof->n > 0)
		fr = proof->path[i++];
	else
		return false;
	sr = fr;
	for (; i < proof->n; i++) {
		if (sn == 0)
			return false;
		if ((fn & 1) || fn == sn) {
			merkle_node(&proof->path[i], &fr, &fr);
			merkle_node(&proof->path[i], &sr, &sr);
			for (; !(fn & 1) && fn != 0; fn >>= 1)
				sn >>= 1;
		} else {
			merkle_node(&sr, &proof->path[i], &sr);
		}
		fn >>= 1;
		sn >>= 1;
	}
	return sn == 0 && memcmp(fr.b, older_root->b, MERKLE_HASH) == 0 &&
	    memcmp(sr.b, root->b, MERKLE_HASH) == 0;
}
