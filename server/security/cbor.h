/*
 * cbor.h - reading CBOR (RFC 8949) as authenticators must write it.
 *
 * Only CTAP2's canonical form is taken (CTAP 2.1, 8): definite lengths, the
 * shortest heads, keys of maps in order and each once, at most four containers
 * within each other, no tags.  Numbers that are no integers have no use here
 * and are refused too.  Nothing is copied: strings point into the input.
 */
#ifndef SERVER_SECURITY_CBOR_H
#define SERVER_SECURITY_CBOR_H

#include "base/str.h"

#define CBOR_DEPTH_MAX	4
#define CBOR_SIZE_MAX	16384	/* bytes of one item */

enum cbor_type {
	CBOR_UNSIGNED, CBOR_NEGATIVE, CBOR_BYTES, CBOR_TEXT, CBOR_ARRAY,
	CBOR_MAP, CBOR_TAG, CBOR_SIMPLE,
};

struct cbor_item {
	enum cbor_type	 type;
	/* The number (of a negative one -1 - n), how many elements or pairs
	 * follow, or 20 false, 21 true, 22 null. */
	uint64_t	 n;
	struct str	 bytes;		/* of a string */
};

struct cbor {
	struct str	 in;
	size_t		 at;
};

/* How many bytes the item at the beginning of in has, with all that is within
 * it; -EINVAL when it is not canonical or is cut short, -E2BIG beyond the
 * limits. */
int	cbor_check(struct str in, size_t *ret_len);
/* Read one head, and a string's bytes; the elements of a container come next.
 * 0, -EINVAL. */
int	cbor_next(struct cbor *c, struct cbor_item *ret);
/* Step over one item with all that is within it, which is *ret_whole. */
int	cbor_skip(struct cbor *c, struct str *ret_whole);
/* Is it this integer? */
bool	cbor_is(const struct cbor_item *item, int64_t v);

#endif
