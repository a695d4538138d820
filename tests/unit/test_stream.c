/*
 * test_stream.c - sealed files: both algorithms, every length around a chunk,
 * and everything that may be done to one.
 */
#include <errno.h>

#include <sodium.h>

#include "server/security/stream.h"
#include "tests/unit/tap.h"

#define CHUNKS_MAX 8

static const unsigned char key[AEAD_KEY] = { 1, 2, 3 };
static const struct field_place place = { .table = 25, .column = 1,
	.tenant.b = { 4 }, .row.b = { 5 }, .dek.b = { 6 } };

/* A sealed file, as it lies in the database. */
struct sealed {
	unsigned char	 head[STREAM_HEAD];
	struct buf	 chunks[CHUNKS_MAX];
	size_t		 n;
};

static struct str
view(const unsigned char *p, size_t n)
{
	return (struct str){ (const char *)p, n };
}

static void
done(struct sealed *f)
{
	for (size_t i = 0; i < CHUNKS_MAX; i++)
		buf_done(&f->chunks[i]);
	*f = (struct sealed){ 0 };
}

static void
seal(struct sealed *f, enum aead_alg alg, const struct field_place *where,
    struct str plain)
{
	struct stream s;

	*f = (struct sealed){ 0 };
	stream_seal_begin(&s, alg, key, 1, where, f->head);
	do {
		struct str chunk = str_sub(plain, 0, STREAM_CHUNK);

		plain = str_sub(plain, chunk.len, plain.len);
		stream_seal(&s, chunk, plain.len == 0, &f->chunks[f->n++]);
	} while (plain.len > 0);
	stream_done(&s);
}

static int
open_with(const struct sealed *f, const unsigned char *k,
    const struct field_place *where, struct buf *out)
{
	struct stream s = { 0 };
	int r = stream_open_begin(&s, k, where, view(f->head, STREAM_HEAD));

	for (size_t i = 0; r == 0 && i < f->n; i++)
		r = stream_open(&s, buf_view(&f->chunks[i]), i + 1 == f->n,
		    out);
	stream_done(&s);
	return r;
}

static bool
opens(const struct sealed *f)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;

	return open_with(f, key, &place, &out) == 0;
}

static void
test_lengths(enum aead_alg alg, struct str plain)
{
	static const size_t lengths[] = { 0, 1, STREAM_CHUNK - 1, STREAM_CHUNK,
		STREAM_CHUNK + 1, 2 * STREAM_CHUNK, 3 * STREAM_CHUNK - 7 };

	for (size_t i = 0; i < ARRAY_LEN(lengths); i++) {
		struct str want = str_sub(plain, 0, lengths[i]);
		struct buf out = BUF_INIT;
		struct sealed f;
		size_t n;

		seal(&f, alg, &place, want);
		n = lengths[i] == 0 ? 1 :
		    (lengths[i] + STREAM_CHUNK - 1) / STREAM_CHUNK;
		ok(open_with(&f, key, &place, &out) == 0 && f.n == n &&
		    str_eq(buf_view(&out), want), "algorithm %d, %zu bytes",
		    alg, lengths[i]);
		buf_done(&out);
		done(&f);
	}
}

static void
swap(struct sealed *f, size_t a, size_t b)
{
	struct buf t = f->chunks[a];

	f->chunks[a] = f->chunks[b];
	f->chunks[b] = t;
}

/* Cut, turned round, continued, repeated. */
static void
test_order(enum aead_alg alg, struct str plain)
{
	struct sealed f, empty;

	seal(&f, alg, &place, str_sub(plain, 0, 3 * STREAM_CHUNK));
	f.n = 2;
	ok(!opens(&f), "algorithm %d: without its last chunk", alg);
	f.n = 1;
	ok(!opens(&f), "only its first chunk");
	f.n = 3;
	swap(&f, 0, 1);
	ok(!opens(&f), "the first two swapped");
	swap(&f, 0, 1);
	swap(&f, 1, 2);
	ok(!opens(&f), "the last two swapped");
	swap(&f, 1, 2);
	ok(opens(&f), "as it was");
	buf_str(&f.chunks[3], buf_view(&f.chunks[2]));
	f.n = 4;
	ok(!opens(&f), "the last one twice");
	buf_reset(&f.chunks[3]);
	seal(&empty, alg, &place, STR(""));
	buf_str(&f.chunks[3], buf_view(&empty.chunks[0]));
	ok(!opens(&f), "continued by an empty one");
	f.n = 3;
	f.chunks[2].len--;
	ok(!opens(&f), "a byte of the last cut off");
	f.chunks[2].len = 0;
	ok(!opens(&f), "an empty last chunk");
	done(&f);
	done(&empty);
}

/* Every bit of header and chunk counts. */
static void
test_bits(enum aead_alg alg)
{
	struct sealed f;
	bool is_open = false;

	seal(&f, alg, &place, STR("a certificate"));
	for (size_t i = 0; i < STREAM_HEAD * 8; i++) {
		f.head[i / 8] ^= (unsigned char)(1 << i % 8);
		is_open |= opens(&f);
		f.head[i / 8] ^= (unsigned char)(1 << i % 8);
	}
	ok(!is_open, "algorithm %d: no bit of the header may change", alg);
	for (size_t i = 0; i < f.chunks[0].len * 8; i++) {
		f.chunks[0].p[i / 8] ^= (char)(1 << i % 8);
		is_open |= opens(&f);
		f.chunks[0].p[i / 8] ^= (char)(1 << i % 8);
	}
	ok(!is_open, "nor of a chunk");
	ok(opens(&f), "as it was");
	done(&f);
}

/* What belongs to another file, row, tenant or key. */
static void
test_swaps(enum aead_alg alg, struct str plain)
{
	static const unsigned char other_key[AEAD_KEY] = { 1, 2, 4 };
	struct field_place at = place;
	struct buf out = BUF_INIT;
	struct sealed f, g;

	plain = str_sub(plain, 0, 2 * STREAM_CHUNK);
	seal(&f, alg, &place, plain);
	seal(&g, alg, &place, plain);
	ok(open_with(&f, other_key, &place, &out) == -EBADMSG && out.len == 0,
	    "algorithm %d: another key, and nothing comes out", alg);
	at.tenant.b[0] ^= 1;
	ok(open_with(&f, key, &at, &out) == -EBADMSG, "another tenant");
	at = place;
	at.row.b[0] ^= 1;
	ok(open_with(&f, key, &at, &out) == -EBADMSG, "another file");
	at = place;
	at.column++;
	ok(open_with(&f, key, &at, &out) == -EBADMSG, "another place");
	at = place;
	at.dek.b[15] ^= 1;
	ok(open_with(&f, key, &at, &out) == -EBADMSG, "another key's name");
	buf_done(&f.chunks[1]);
	buf_str(&f.chunks[1], buf_view(&g.chunks[1]));
	ok(!opens(&f), "a chunk of one with the same key, id and bytes");
	buf_done(&out);
	done(&f);
	done(&g);
}

/* The layout of a nonce, by another hand. */
static void
test_layout(struct str plain)
{
	unsigned char derived[32], nonce[AEAD_NONCE];
	unsigned char *back = xmalloc(STREAM_CHUNK);
	struct ad ad = { .len = 0 };
	struct aead a = { .alg = AEAD_XAES256, .key = derived,
		.nonce = nonce };
	struct sealed f;

	seal(&f, AEAD_XAES256, &place, str_sub(plain, 0, STREAM_CHUNK + 9));
	ok(f.head[0] == 0xf1 && f.head[1] == 2 && f.head[2] == 0 &&
	    f.head[3] == 1 && memcmp(f.head + 4, place.row.b, 16) == 0 &&
	    sodium_is_zero(f.head + 39, 5), "the header");
	hkdf_sha256(key, sizeof(key), STR("vinculo/file/v1"), derived);
	ad_add(&ad, "vinculo/file/v1", 15);
	ad_add(&ad, f.head, STREAM_HEAD);
	ad_uuid(&ad, &place.tenant);
	ad_uint(&ad, 2, 25);
	ad_uint(&ad, 2, 1);
	ad_uuid(&ad, &place.row);
	ad_uuid(&ad, &place.dek);
	a.ad = ad_view(&ad);
	memcpy(nonce, f.head + 20, 19);
	memcpy(nonce + 19, "\0\0\0\1\1", 5);
	ok(aead_open(&a, buf_view(&f.chunks[1]), back) == 0 &&
	    memcmp(back, plain.p + STREAM_CHUNK, 9) == 0,
	    "the second and last chunk: number 1, flag 1");
	memcpy(nonce + 19, "\0\0\0\0\0", 5);
	ok(aead_open(&a, buf_view(&f.chunks[0]), back) == 0 &&
	    memcmp(back, plain.p, STREAM_CHUNK) == 0,
	    "the first chunk: the nonce of the header");
	free(back);
	done(&f);
}

/* Sealed once, opened for ever. */
static void
test_vectors(void)
{
	static const struct {
		const char	*head, *chunk;
	} vectors[] = {
		{ "f1010001050000000000000000000000000000009d06fe89aafa05a4"
		    "766dd2b54b4367d019af75b30a83bb48",
		    "8429e6c72466ee7dc4e3410ff69421c7037373d18748a14cb2069f92"
		    "fea7" },
		{ "f102000105000000000000000000000000000000b44e2fb3ae1bdb80"
		    "89f50ac6f61363d80cc3180000000000",
		    "73d9598a056fdaabf326c8311cc4896288a96fe89561b984546ee06a"
		    "a2" },
	};

	for (size_t i = 0; i < ARRAY_LEN(vectors); i++) {
		_cleanup_(buf_done) struct buf out = BUF_INIT;
		struct sealed f = { .n = 1 };
		size_t n;

		(void)sodium_hex2bin(f.head, STREAM_HEAD, vectors[i].head,
		    strlen(vectors[i].head), NULL, &n, NULL);
		buf_reserve(&f.chunks[0], 100);
		(void)sodium_hex2bin((unsigned char *)f.chunks[0].p, 100,
		    vectors[i].chunk, strlen(vectors[i].chunk), NULL,
		    &f.chunks[0].len, NULL);
		ok(open_with(&f, key, &place, &out) == 0 &&
		    str_is(buf_view(&out), "a certificate"), "vector %zu", i);
		done(&f);
	}
}

int
main(void)
{
	static const enum aead_alg algs[] = { AEAD_XCHACHA20, AEAD_XAES256 };
	struct buf plain = BUF_INIT;

	if (sodium_init() < 0)
		return 1;
	buf_reserve(&plain, 4 * STREAM_CHUNK);
	plain.len = 4 * STREAM_CHUNK;
	randombytes_buf(plain.p, plain.len);
	for (size_t i = 0; i < ARRAY_LEN(algs); i++) {
		test_lengths(algs[i], buf_view(&plain));
		test_order(algs[i], buf_view(&plain));
		test_bits(algs[i]);
		test_swaps(algs[i], buf_view(&plain));
	}
	test_layout(buf_view(&plain));
	test_vectors();
	buf_done(&plain);
	return done_testing();
}
