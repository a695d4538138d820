/*
 * stream.c - seal and open files, chunk by chunk.
 */
#include <assert.h>
#include <errno.h>

#include "server/security/stream.h"

#define FORMAT_FILE	0xf1
#define LABEL		"vinculo/file/v1"
#define PREFIX		19		/* random bytes of a nonce */
#define AT_GEN		2
#define AT_FILE		4
#define AT_NONCE	20

static_assert(STREAM_MORE == crypto_secretstream_xchacha20poly1305_ABYTES,
    "the longer of the two");
static_assert(AEAD_NONCE == crypto_secretstream_xchacha20poly1305_HEADERBYTES,
    "the header of secretstream is our nonce");

static size_t
more_of(enum aead_alg alg)
{
	return alg == AEAD_XAES256 ? AEAD_TAG : STREAM_MORE;
}

int
stream_parse(struct str head, struct stream_head *ret)
{
	static const unsigned char first[AEAD_NONCE - PREFIX];
	const unsigned char *p = (const unsigned char *)head.p;

	if (head.len != STREAM_HEAD || p[0] != FORMAT_FILE ||
	    (p[1] != AEAD_XCHACHA20 && p[1] != AEAD_XAES256))
		return -EBADMSG;
	if (p[1] == AEAD_XAES256 &&
	    memcmp(p + AT_NONCE + PREFIX, first, sizeof(first)) != 0)
		return -EBADMSG;
	ret->alg = p[1];
	ret->gen = (uint16_t)ad_get_uint(head.p + AT_GEN, 2);
	memcpy(ret->file.b, p + AT_FILE, sizeof(ret->file.b));
	ret->nonce = p + AT_NONCE;
	return 0;
}

/* What both sides begin with. */
static void
begin(struct stream *s, const unsigned char *key,
    const struct field_place *place, const unsigned char head[STREAM_HEAD])
{
	hkdf_sha256(key, AEAD_KEY, STR(LABEL), s->key);
	ad_add(&s->ad, LABEL, sizeof(LABEL) - 1);
	ad_add(&s->ad, head, STREAM_HEAD);
	ad_uuid(&s->ad, &place->tenant);
	ad_uint(&s->ad, 2, place->table);
	ad_uint(&s->ad, 2, place->column);
	ad_uuid(&s->ad, &place->row);
	ad_uuid(&s->ad, &place->dek);
	memcpy(s->nonce, head + AT_NONCE, AEAD_NONCE);
}

void
stream_seal_begin(struct stream *s, enum aead_alg alg,
    const unsigned char *key, uint16_t gen, const struct field_place *place,
    unsigned char head[STREAM_HEAD])
{
	*s = (struct stream){ .alg = alg };
	memset(head, 0, STREAM_HEAD);
	head[0] = FORMAT_FILE;
	head[1] = (unsigned char)alg;
	ad_put_uint(head + AT_GEN, 2, gen);
	memcpy(head + AT_FILE, place->row.b, sizeof(place->row.b));
	if (alg == AEAD_XAES256) {
		randombytes_buf(head + AT_NONCE, PREFIX);
		begin(s, key, place, head);
		return;
	}
	/* It chooses its nonce with the key at hand. */
	hkdf_sha256(key, AEAD_KEY, STR(LABEL), s->key);
	(void)crypto_secretstream_xchacha20poly1305_init_push(&s->state,
	    head + AT_NONCE, s->key);
	begin(s, key, place, head);
}

/* Number and flag of the next chunk, in the nonce. */
static struct aead
next_aead(struct stream *s, bool is_last)
{
	ad_put_uint(s->nonce + PREFIX, 4, s->chunk);
	s->nonce[AEAD_NONCE - 1] = is_last;
	return (struct aead){ .alg = s->alg, .key = s->key,
		.nonce = s->nonce, .ad = ad_view(&s->ad) };
}

void
stream_seal(struct stream *s, struct str plain, bool is_last, struct buf *out)
{
	unsigned char *to;
	int r;

	assert(!s->is_over && s->chunk < UINT32_MAX);
	assert(is_last ? plain.len <= STREAM_CHUNK && (plain.len > 0 ||
	    s->chunk == 0) : plain.len == STREAM_CHUNK);
	buf_reserve(out, plain.len + STREAM_MORE);
	to = (unsigned char *)out->p + out->len;
	if (s->alg == AEAD_XAES256) {
		struct aead a = next_aead(s, is_last);

		aead_seal(&a, plain, to);
	} else {
		r = crypto_secretstream_xchacha20poly1305_push(&s->state, to,
		    NULL, (const unsigned char *)plain.p, plain.len, s->ad.b,
		    s->ad.len, is_last ?
		    crypto_secretstream_xchacha20poly1305_TAG_FINAL :
		    crypto_secretstream_xchacha20poly1305_TAG_MESSAGE);
		assert(r == 0);
	}
	out->len += plain.len + more_of(s->alg);
	out->p[out->len] = '\0';
	s->chunk++;
	s->is_over = is_last;
}

int
stream_open_begin(struct stream *s, const unsigned char *key,
    const struct field_place *place, struct str head)
{
	struct stream_head h;

	if (stream_parse(head, &h) < 0 ||
	    memcmp(h.file.b, place->row.b, sizeof(h.file.b)) != 0)
		return -EBADMSG;
	*s = (struct stream){ .alg = h.alg };
	begin(s, key, place, (const unsigned char *)head.p);
	if (h.alg == AEAD_XCHACHA20)
		(void)crypto_secretstream_xchacha20poly1305_init_pull(
		    &s->state, h.nonce, s->key);
	return 0;
}

static int
pull(struct stream *s, struct str sealed, bool is_last, unsigned char *to)
{
	unsigned char tag;

	if (crypto_secretstream_xchacha20poly1305_pull(&s->state, to, NULL,
	    &tag, (const unsigned char *)sealed.p, sealed.len, s->ad.b,
	    s->ad.len) < 0)
		return -EBADMSG;
	return tag == (is_last ?
	    crypto_secretstream_xchacha20poly1305_TAG_FINAL :
	    crypto_secretstream_xchacha20poly1305_TAG_MESSAGE) ? 0 : -EBADMSG;
}

/* May a chunk of this length be here? */
static bool
fits(const struct stream *s, size_t len, bool is_last)
{
	if (!is_last)
		return len == STREAM_CHUNK;
	return len <= STREAM_CHUNK && (len > 0 || s->chunk == 0);
}

int
stream_open(struct stream *s, struct str sealed, bool is_last,
    struct buf *out)
{
	size_t more = more_of(s->alg), len = sealed.len - more;
	unsigned char *to;
	int r;

	if (s->is_over || sealed.len < more || !fits(s, len, is_last))
		return -EBADMSG;
	buf_reserve(out, len);
	to = (unsigned char *)out->p + out->len;
	if (s->alg == AEAD_XAES256) {
		struct aead a = next_aead(s, is_last);

		r = aead_open(&a, sealed, to);
	} else {
		r = pull(s, sealed, is_last, to);
	}
	if (r == 0)
		out->len += len;
	else
		sodium_memzero(to, len);
	out->p[out->len] = '\0';
	s->chunk++;
	s->is_over = is_last || r < 0;
	return r;
}

void
stream_done(struct stream *s)
{
	sodium_memzero(s, sizeof(*s));
}
