/*
 * merkle.h - the hash tree of RFC 9162 (Certificate Transparency 2), pure.
 *
 * Leaves come in as hashes, SHA-256(00 | bytes); a node is SHA-256(01 | left |
 * right).  A growing tree needs only its frontier: one hash for each bit of its
 * size.  Proofs ask for hashes of complete subtrees, wherever those are kept.
 */
#ifndef SERVER_SECURITY_MERKLE_H
#define SERVER_SECURITY_MERKLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MERKLE_HASH	32
#define MERKLE_DEPTH	63	/* levels of the largest tree */
#define MERKLE_TILE	256	/* hashes of a tile (C2SP tlog-tiles) */
#define MERKLE_TILE_BITS 8

struct merkle_hash {
	unsigned char	b[MERKLE_HASH];
};

/* A growing tree: {0} is empty. */
struct merkle {
	uint64_t		size;
	struct merkle_hash	frontier[MERKLE_DEPTH + 1];	/* by level */
};

void	merkle_add(struct merkle *m, const struct merkle_hash *leaf);
/* SHA-256 of nothing for an empty tree. */
void	merkle_root(const struct merkle *m, struct merkle_hash *ret);
void	merkle_node(const struct merkle_hash *left,
	    const struct merkle_hash *right, struct merkle_hash *ret);
/* The root of up to MERKLE_TILE hashes, at least one. */
void	merkle_root_of(const struct merkle_hash *hashes, size_t n,
	    struct merkle_hash *ret);

/* Hashes of complete subtrees: the index-th of 2^level leaves.  0, or -1. */
struct merkle_source {
	int	(*node)(void *ctx, unsigned level, uint64_t index,
		    struct merkle_hash *ret);
	void	*ctx;
};

struct merkle_proof {
	struct merkle_hash	path[2 * MERKLE_DEPTH];
	size_t			n;
};

/* The frontier of the first size leaves: to go on with.  0, or -1. */
int	merkle_open(const struct merkle_source *s, uint64_t size,
	    struct merkle *ret);
/* RFC 9162, 2.1.3.1: index < size.  0, or -1 when the source failed. */
int	merkle_inclusion(const struct merkle_source *s, uint64_t size,
	    uint64_t index, struct merkle_proof *ret);
/* RFC 9162, 2.1.4.1: 0 < older <= size. */
int	merkle_consistency(const struct merkle_source *s, uint64_t older,
	    uint64_t size, struct merkle_proof *ret);

/* RFC 9162, 2.1.3.2: is the leaf at this index of the tree with this root? */
bool	merkle_includes(const struct merkle_hash *leaf, uint64_t index,
	    uint64_t size, const struct merkle_proof *proof,
	    const struct merkle_hash *root);
/* RFC 9162, 2.1.4.2: is the older tree the beginning of the newer one? */
bool	merkle_continues(uint64_t older, const struct merkle_hash *older_root,
	    uint64_t size, const struct merkle_hash *root,
	    const struct merkle_proof *proof);

#endif
