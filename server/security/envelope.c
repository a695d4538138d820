/*
 * envelope.c - build and take apart the sealed formats.
 */
#include <assert.h>
#include <errno.h>

#include <sodium.h>

#include "server/security/ad.h"
#include "server/security/envelope.h"

#define FORMAT_FIELD	0xe1
#define FORMAT_DEK	0xd1
#define FORMAT_KEK	0xc1
#define VALUE_TYPE	1		/* bytes; other types may come */
#define VALUE_HEAD	5
#define WRAPPED_HEAD	6

/* --------------------------------------------------------------- fields */

static void
field_ad(struct ad *ad, const char *head, const struct field_place *place)
{
	static const char label[] = "vinculo/field/v1";

	ad_add(ad, label, sizeof(label) - 1);
	ad_add(ad, head, 4);
	ad_uuid(ad, &place->tenant);
	ad_uint(ad, 2, place->table);
	ad_uint(ad, 2, place->column);
	ad_uuid(ad, &place->row);
	ad_uuid(ad, &place->dek);
}

static unsigned
floor_log2(size_t n)
{
	unsigned e = 0;

	while (n >>= 1)
		e++;
	return e;
}

size_t
envelope_padded(size_t n)
{
	size_t total = n + VALUE_HEAD, mask;
	unsigned e;

	if (total <= 64)
		return (total + 15) / 16 * 16;
	e = floor_log2(total);
	assert(e >= 6);
	mask = ((size_t)1 << (e - (floor_log2(e) + 1))) - 1;
	return (total + mask) & ~mask;
}

void
envelope_seal(enum aead_alg alg, const unsigned char *key, uint16_t gen,
    const struct field_place *place, struct str plain, struct buf *out)
{
	size_t padded = envelope_padded(plain.len);
	unsigned char *value = xcalloc(1, padded);
	unsigned char *head;
	struct ad ad = { .len = 0 };
	struct aead a = { .alg = alg, .key = key };

	assert(plain.len <= ENVELOPE_PLAIN_MAX);
	value[0] = VALUE_TYPE;
	ad_put_uint(value + 1, 4, (uint32_t)plain.len);
	if (plain.len > 0)
		memcpy(value + VALUE_HEAD, plain.p, plain.len);
	buf_reserve(out, ENVELOPE_HEAD + padded + AEAD_TAG);
	head = (unsigned char *)out->p + out->len;
	head[0] = FORMAT_FIELD;
	head[1] = (unsigned char)alg;
	ad_put_uint(head + 2, 2, gen);
	randombytes_buf(head + 4, AEAD_NONCE);
	field_ad(&ad, (const char *)head, place);
	a.nonce = head + 4;
	a.ad = ad_view(&ad);
	aead_seal(&a, (struct str){ (const char *)value, padded },
	    head + ENVELOPE_HEAD);
	out->len += ENVELOPE_HEAD + padded + AEAD_TAG;
	out->p[out->len] = '\0';
	sodium_memzero(value, padded);
	free(value);
}

static bool
is_algorithm(unsigned char alg)
{
	return alg == AEAD_XCHACHA20 || alg == AEAD_XAES256;
}

int
envelope_parse(struct str bytes, struct envelope *ret)
{
	const unsigned char *p = (const unsigned char *)bytes.p;

	if (bytes.len < ENVELOPE_MIN || p[0] != FORMAT_FIELD ||
	    !is_algorithm(p[1]) ||
	    bytes.len > 2 * (size_t)ENVELOPE_PLAIN_MAX)
		return -EBADMSG;
	ret->alg = p[1];
	ret->gen = (uint16_t)ad_get_uint(bytes.p + 2, 2);
	ret->nonce = p + 4;
	ret->ciphertext = str_sub(bytes, ENVELOPE_HEAD, bytes.len);
	return 0;
}

/* The value inside its padding. */
static int
take_value(const unsigned char *value, size_t padded, struct buf *out)
{
	size_t len = ad_get_uint((const char *)value + 1, 4);

	if (value[0] != VALUE_TYPE || len > padded - VALUE_HEAD ||
	    envelope_padded(len) != padded)
		return -EBADMSG;
	buf_add(out, value + VALUE_HEAD, len);
	return 0;
}

int
envelope_open(const unsigned char *key, const struct field_place *place,
    struct str bytes, struct buf *out)
{
	struct ad ad = { .len = 0 };
	struct envelope e;
	struct aead a = { .key = key };
	unsigned char *value;
	size_t padded;
	int r;

	r = envelope_parse(bytes, &e);
	if (r < 0)
		return r;
	field_ad(&ad, bytes.p, place);
	a.alg = e.alg;
	a.nonce = e.nonce;
	a.ad = ad_view(&ad);
	padded = e.ciphertext.len - AEAD_TAG;
	value = xmalloc(padded);
	r = aead_open(&a, e.ciphertext, value);
	if (r == 0)
		r = take_value(value, padded, out);
	sodium_memzero(value, padded);
	free(value);
	return r;
}

/* ----------------------------------------------------------------- keys */

static void
dek_ad(struct ad *ad, const struct dek_place *place)
{
	static const char label[] = "vinculo/dek/v1";

	ad_add(ad, label, sizeof(label) - 1);
	ad_uuid(ad, &place->tenant);
	ad_uint(ad, 1, place->kind);
	ad_uuid(ad, &place->subject);
	ad_uuid(ad, &place->dek);
	ad_uint(ad, 2, place->gen);
	ad_uint(ad, 4, place->kek_id);
}

static void
kek_ad(struct ad *ad, const struct kek_place *place)
{
	static const char label[] = "vinculo/kek/v1";

	ad_add(ad, label, sizeof(label) - 1);
	ad_uuid(ad, &place->tenant);
	ad_uint(ad, 4, place->key_id);
	ad_uint(ad, 1, place->purpose);
}

static void
wrap(struct aead *a, const struct ad *ad, const unsigned char *plain,
    unsigned char out[WRAPPED_SIZE])
{
	randombytes_buf(out + WRAPPED_HEAD, AEAD_NONCE);
	a->nonce = out + WRAPPED_HEAD;
	a->ad = ad_view(ad);
	aead_seal(a, (struct str){ (const char *)plain, AEAD_KEY },
	    out + WRAPPED_HEAD + AEAD_NONCE);
}

static int
unwrap(struct aead *a, const struct ad *ad, struct str wrapped,
    unsigned char *ret)
{
	a->nonce = (const unsigned char *)wrapped.p + WRAPPED_HEAD;
	a->ad = ad_view(ad);
	return aead_open(a, str_sub(wrapped, WRAPPED_HEAD + AEAD_NONCE,
	    wrapped.len), ret);
}

void
dek_wrap(enum aead_alg alg, const unsigned char *kek,
    const struct dek_place *place, const unsigned char *dek,
    unsigned char out[WRAPPED_SIZE])
{
	struct aead a = { .alg = alg, .key = kek };
	struct ad ad = { .len = 0 };

	dek_ad(&ad, place);
	out[0] = FORMAT_DEK;
	out[1] = (unsigned char)alg;
	ad_put_uint(out + 2, 4, place->kek_id);
	wrap(&a, &ad, dek, out);
}

int
dek_unwrap(const unsigned char *kek, const struct dek_place *place,
    struct str wrapped, unsigned char *ret_dek)
{
	struct aead a = { .key = kek };
	struct ad ad = { .len = 0 };

	if (wrapped.len != WRAPPED_SIZE ||
	    (unsigned char)wrapped.p[0] != FORMAT_DEK ||
	    !is_algorithm((unsigned char)wrapped.p[1]) ||
	    ad_get_uint(wrapped.p + 2, 4) != place->kek_id)
		return -EBADMSG;
	a.alg = (unsigned char)wrapped.p[1];
	dek_ad(&ad, place);
	return unwrap(&a, &ad, wrapped, ret_dek);
}

void
kek_wrap(const struct root_key *root, const struct kek_place *place,
    const unsigned char *kek, unsigned char out[WRAPPED_SIZE])
{
	struct aead a = { .alg = AEAD_XAES256, .key = root->key };
	struct ad ad = { .len = 0 };

	kek_ad(&ad, place);
	out[0] = FORMAT_KEK;
	out[1] = (unsigned char)root->provider;
	ad_put_uint(out + 2, 4, root->id);
	wrap(&a, &ad, kek, out);
}

int
kek_unwrap(const struct root_key *root, const struct kek_place *place,
    struct str wrapped, unsigned char *ret_kek)
{
	struct aead a = { .alg = AEAD_XAES256, .key = root->key };
	struct ad ad = { .len = 0 };

	if (wrapped.len != WRAPPED_SIZE ||
	    (unsigned char)wrapped.p[0] != FORMAT_KEK ||
	    (unsigned char)wrapped.p[1] != (unsigned char)root->provider ||
	    ad_get_uint(wrapped.p + 2, 4) != root->id)
		return -EBADMSG;
	kek_ad(&ad, place);
	return unwrap(&a, &ad, wrapped, ret_kek);
}

uint32_t
kek_root_id(struct str wrapped)
{
	assert(wrapped.len == WRAPPED_SIZE);
	return ad_get_uint(wrapped.p + 2, 4);
}
