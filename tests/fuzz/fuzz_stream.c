/*
 * fuzz_stream.c - no bytes that lie where a file should be may do more than be
 * refused; and what was sealed opens.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "server/security/stream.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const unsigned char key[AEAD_KEY] = { 42 };

/* A header, then chunks whose lengths the input chooses. */
static void
open_bytes(const struct field_place *place, struct str bytes)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct str head = str_sub(bytes, 0, STREAM_HEAD);
	struct stream s;

	bytes = str_sub(bytes, STREAM_HEAD, bytes.len);
	if (stream_open_begin(&s, key, place, head) < 0)
		return;
	while (bytes.len > 0) {
		size_t len = 1 + (unsigned char)bytes.p[0] * 4u;
		struct str chunk = str_sub(bytes, 1, len);

		bytes = str_sub(bytes, 1 + chunk.len, bytes.len);
		if (stream_open(&s, chunk, bytes.len == 0, &out) < 0)
			break;
	}
	stream_done(&s);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum aead_alg alg = size % 2 ? AEAD_XAES256 : AEAD_XCHACHA20;
	_cleanup_(buf_done) struct buf sealed = BUF_INIT, out = BUF_INIT;
	struct str bytes = { (const char *)data, size };
	struct field_place place = { .table = 25, .column = 1 };
	unsigned char head[STREAM_HEAD];
	struct stream s;

	/* The header decides which file it claims to be of. */
	if (size >= 20)
		memcpy(place.row.b, data + 4, sizeof(place.row.b));
	open_bytes(&place, bytes);

	bytes = str_sub(bytes, 0, STREAM_CHUNK);
	stream_seal_begin(&s, alg, key, 1, &place, head);
	stream_seal(&s, bytes, true, &sealed);
	assert(stream_open_begin(&s, key, &place,
	    (struct str){ (const char *)head, sizeof(head) }) == 0);
	assert(stream_open(&s, buf_view(&sealed), true, &out) == 0);
	assert(str_eq(buf_view(&out), bytes));
	stream_done(&s);
	return 0;
}
