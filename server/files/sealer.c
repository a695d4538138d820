/*
 * sealer.c - collect plain bytes, give sealed chunks.
 */
#include <assert.h>

#include <sodium.h>

#include "server/files/sealer.h"

int fiber_fn
file_sealer_init(struct file_sealer *s, struct vault *v, struct db *db,
    struct uuid file, struct error *err)
{
	struct sealed_at at = { SEALED_FILE_CONTENT, file, file };

	*s = (struct file_sealer){ .chunks = 0 };
	if (vault_make(v, db, SUBJECT_DOCUMENT, file, &s->key, err) < 0)
		return -1;
	vault_stream_seal(v, &s->key, &at, &s->stream, s->head);
	/* Grown later it would leave plain bytes behind. */
	buf_reserve(&s->plain, 2 * STREAM_CHUNK);
	return 0;
}

/* Put zeros behind what is there, as far as a chunk reaches: how many. */
static size_t
pad(struct file_sealer *s)
{
	size_t room = s->plain.len < STREAM_CHUNK ?
	    STREAM_CHUNK - s->plain.len : 0;
	size_t n = s->zeros < room ? s->zeros : room;

	memset(s->plain.p + s->plain.len, 0, n);
	s->plain.len += n;
	s->zeros -= n;
	return n;
}

bool
file_sealer_next(struct file_sealer *s, bool is_end, struct buf *out)
{
	size_t n, padding, rest;

	assert(s->plain.len <= 2 * STREAM_CHUNK);
	if (s->is_over || (!is_end && s->plain.len <= STREAM_CHUNK))
		return false;
	if (is_end && !s->is_ended) {
		s->is_ended = true;
		s->zeros = envelope_padded(s->size + s->plain.len) -
		    (s->size + s->plain.len);
	}
	padding = pad(s);
	n = s->plain.len < STREAM_CHUNK ? s->plain.len : STREAM_CHUNK;
	rest = s->plain.len - n;
	s->is_over = s->is_ended && rest == 0 && s->zeros == 0;
	buf_reset(out);
	stream_seal(&s->stream, str_sub(buf_view(&s->plain), 0, n),
	    s->is_over, out);
	memmove(s->plain.p, s->plain.p + n, rest);
	sodium_memzero(s->plain.p + rest, n);
	s->plain.len = rest;
	s->size += n - padding;
	s->chunks++;
	return true;
}

void
file_sealer_done(struct file_sealer *s)
{
	stream_done(&s->stream);
	sodium_memzero(&s->key, sizeof(s->key));
	if (s->plain.p != NULL)
		sodium_memzero(s->plain.p, s->plain.cap);
	buf_done(&s->plain);
}
