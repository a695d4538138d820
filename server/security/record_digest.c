/*
 * record_digest.c - lists of sealed values that were written, and their digest.
 *
 * OpenSSL hashes here, which uses the processor's instructions for it: this is
 * done for each value that is written.
 */
#include <assert.h>
#include <stdlib.h>

#include <openssl/evp.h>

#include "server/security/record_digest.h"

#define KEY_SIZE	(RECORD_DIGEST_ENTRY - RECORD_DIGEST_SIZE)

static void
hash(struct str bytes, unsigned char out[RECORD_DIGEST_SIZE])
{
	static EVP_MD *sha256;	/* looked up once, as in aead.c */

	if (sha256 == NULL)
		sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
	if (sha256 == NULL ||
	    EVP_Digest(bytes.p, bytes.len, out, NULL, sha256, NULL) != 1)
		abort();	/* out of memory */
}

void
record_digest_add(struct buf *list, const struct record_digest_place *place,
    struct str envelope)
{
	unsigned char e[RECORD_DIGEST_ENTRY] = {
		(unsigned char)(place->table >> 8),
		(unsigned char)place->table,
		(unsigned char)(place->column >> 8),
		(unsigned char)place->column,
	};

	memcpy(e + 4, place->row.b, sizeof(place->row.b));
	if (envelope.p != NULL)
		hash(envelope, e + KEY_SIZE);
	buf_add(list, e, sizeof(e));
}

/* By place; what was added last first. */
static int
compare(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;
	int r = memcmp(*x, *y, KEY_SIZE);

	return r != 0 ? r : *x > *y ? -1 : 1;
}

void
record_digest_sort(struct buf *list)
{
	size_t n = list->len / RECORD_DIGEST_ENTRY;
	_cleanup_(buf_done) struct buf sorted = BUF_INIT;
	const char **at;

	assert(list->len % RECORD_DIGEST_ENTRY == 0);
	if (n < 2)
		return;
	at = xmalloc(n * sizeof(*at));
	for (size_t i = 0; i < n; i++)
		at[i] = list->p + i * RECORD_DIGEST_ENTRY;
	qsort(at, n, sizeof(*at), compare);
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || memcmp(at[i - 1], at[i], KEY_SIZE) != 0)
			buf_add(&sorted, at[i], RECORD_DIGEST_ENTRY);
	}
	free(at);
	memcpy(list->p, sorted.p, sorted.len);
	list->len = sorted.len;
}

void
record_digest_of(struct str list, unsigned char out[RECORD_DIGEST_SIZE])
{
	memset(out, 0, RECORD_DIGEST_SIZE);
	if (list.len > 0)
		hash(list, out);
}
