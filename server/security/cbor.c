/*
 * cbor.c - reading canonical CBOR.
 *
 * Containers that are open are kept in a small stack, so that no input makes
 * this recurse.
 */
#include <errno.h>
#include <string.h>

#include "server/security/cbor.h"

#define SIMPLE_FALSE	20
#define SIMPLE_NULL	22

/* The number of a head: in it, or in the 1, 2, 4 or 8 bytes behind, but never
 * in more than it needs. */
static int
read_number(struct cbor *c, unsigned info, uint64_t *ret)
{
	static const uint64_t least[] = { 24, 0x100, 0x10000, 0x100000000 };
	uint64_t n = 0;
	size_t size;

	if (info < 24) {
		*ret = info;
		return 0;
	}
	if (info > 27)		/* 31 is an indefinite length */
		return -EINVAL;
	size = (size_t)1 << (info - 24);
	if (c->in.len - c->at < size)
		return -EINVAL;
	for (size_t i = 0; i < size; i++)
		n = n << 8 | (unsigned char)c->in.p[c->at++];
	*ret = n;
	return n < least[info - 24] ? -EINVAL : 0;
}

static int
read_string(struct cbor *c, struct cbor_item *item)
{
	if (item->n > c->in.len - c->at)
		return -EINVAL;
	item->bytes = str_sub(c->in, c->at, (size_t)item->n);
	c->at += (size_t)item->n;
	return item->type == CBOR_TEXT && !utf8_valid(item->bytes) ?
	    -EINVAL : 0;
}

/* A container that claims more than there are bytes is not waited for. */
static int
check_count(const struct cbor *c, const struct cbor_item *item)
{
	uint64_t room = c->in.len - c->at;

	if (item->type == CBOR_MAP)
		room /= 2;
	return item->n > room ? -EINVAL : 0;
}

int
cbor_next(struct cbor *c, struct cbor_item *ret)
{
	struct cbor_item item = { 0 };
	unsigned head;

	if (c->at >= c->in.len)
		return -EINVAL;
	head = (unsigned char)c->in.p[c->at++];
	item.type = (enum cbor_type)(head >> 5);
	if (read_number(c, head & 31, &item.n) < 0)
		return -EINVAL;
	*ret = item;
	switch (item.type) {
	case CBOR_UNSIGNED:
	case CBOR_NEGATIVE:
		return 0;
	case CBOR_BYTES:
	case CBOR_TEXT:
		return read_string(c, ret);
	case CBOR_ARRAY:
	case CBOR_MAP:
		return check_count(c, &item);
	case CBOR_SIMPLE:
		return (head & 31) < 24 && item.n >= SIMPLE_FALSE &&
		    item.n <= SIMPLE_NULL ? 0 : -EINVAL;
	case CBOR_TAG:
		break;
	}
	return -EINVAL;
}

struct frame {
	bool		 is_map;
	bool		 is_value;	/* a value is next, not a key */
	uint64_t	 left;		/* items, keys counted too */
	struct str	 key;		/* the last one as it is written */
};

/* Keys of the same map as they are written are never the beginning of each
 * other, so the order of their bytes is that of CTAP2. */
static bool
is_key_in_order(const struct frame *f, struct str key)
{
	return f->key.p == NULL || str_cmp(f->key, key) < 0;
}

/* An element of the innermost container begins. */
static int
frame_take(struct frame *f, const struct cbor_item *item, struct str written)
{
	f->left--;
	if (!f->is_map)
		return 0;
	f->is_value = !f->is_value;
	if (!f->is_value)
		return 0;
	if (item->type != CBOR_UNSIGNED && item->type != CBOR_NEGATIVE &&
	    item->type != CBOR_TEXT)
		return -EINVAL;
	if (!is_key_in_order(f, written))
		return -EINVAL;
	f->key = written;
	return 0;
}

static struct frame
frame_of(const struct cbor_item *item)
{
	bool is_map = item->type == CBOR_MAP;

	return (struct frame){ .is_map = is_map,
		.left = is_map ? item->n * 2 : item->n };
}

int
cbor_check(struct str in, size_t *ret_len)
{
	struct frame open[CBOR_DEPTH_MAX];
	struct cbor c = { in, 0 };
	size_t depth = 0;

	do {
		struct cbor_item item;
		size_t start = c.at;

		if (cbor_next(&c, &item) < 0)
			return -EINVAL;
		if (c.at > CBOR_SIZE_MAX)
			return -E2BIG;
		if (depth > 0 && frame_take(&open[depth - 1], &item,
		    str_sub(in, start, c.at - start)) < 0)
			return -EINVAL;
		if (item.type == CBOR_ARRAY || item.type == CBOR_MAP) {
			if (depth == CBOR_DEPTH_MAX)
				return -E2BIG;
			open[depth++] = frame_of(&item);
		}
		while (depth > 0 && open[depth - 1].left == 0)
			depth--;
	} while (depth > 0);
	*ret_len = c.at;
	return 0;
}

int
cbor_skip(struct cbor *c, struct str *ret_whole)
{
	struct str rest = str_sub(c->in, c->at, c->in.len);
	size_t len;
	int r = cbor_check(rest, &len);

	if (r < 0)
		return r;
	*ret_whole = str_sub(rest, 0, len);
	c->at += len;
	return 0;
}

bool
cbor_is(const struct cbor_item *item, int64_t v)
{
	return v >= 0 ? item->type == CBOR_UNSIGNED && item->n == (uint64_t)v :
	    item->type == CBOR_NEGATIVE && item->n == (uint64_t)(-1 - v);
}
