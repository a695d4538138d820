/*
 * u256.c - unsigned integers of 256 bits.
 */
#include <assert.h>
#include <stddef.h>

#include "base/u256.h"

typedef unsigned __int128 u128;

struct u256
u256_of(u128 v)
{
	return (struct u256){ { (uint64_t)v, (uint64_t)(v >> 64), 0, 0 } };
}

static u128
high_of(struct u256 a)
{
	return (u128)a.w[3] << 64 | a.w[2];
}

static u128
low_of(struct u256 a)
{
	return (u128)a.w[1] << 64 | a.w[0];
}

struct u256
u256_mul128(struct u256 a, u128 b)
{
	struct u256 high = u256_mul64(a, (uint64_t)(b >> 64));

	return u256_add(u256_shl(high, 64), u256_mul64(a, (uint64_t)b));
}

struct u256
u256_product(u128 a, u128 b)
{
	return u256_mul128(u256_of(a), b);
}

struct u256
u256_add(struct u256 a, struct u256 b)
{
	u128 carry = 0;

	for (int i = 0; i < 4; i++) {
		carry += (u128)a.w[i] + b.w[i];
		a.w[i] = (uint64_t)carry;
		carry >>= 64;
	}
	return a;
}

struct u256
u256_sub(struct u256 a, struct u256 b)
{
	u128 borrow = 0;

	for (int i = 0; i < 4; i++) {
		u128 d = (u128)a.w[i] - b.w[i] - borrow;
		a.w[i] = (uint64_t)d;
		borrow = d >> 64 & 1;
	}
	return a;
}

struct u256
u256_mul64(struct u256 a, uint64_t b)
{
	u128 carry = 0;

	for (int i = 0; i < 4; i++) {
		carry += (u128)a.w[i] * b;
		a.w[i] = (uint64_t)carry;
		carry >>= 64;
	}
	return a;
}

struct u256
u256_mul_fraction(struct u256 a, struct u256 b)
{
	uint64_t r[8] = { 0 };

	for (int i = 0; i < 4; i++) {
		u128 carry = 0;
		for (int j = 0; j < 4; j++) {
			carry += (u128)a.w[i] * b.w[j] + r[i + j];
			r[i + j] = (uint64_t)carry;
			carry >>= 64;
		}
		r[i + 4] = (uint64_t)carry;
	}
	return (struct u256){ { r[3], r[4], r[5], r[6] } };
}

struct u256
u256_div64(struct u256 a, uint64_t b, uint64_t *ret_rest)
{
	u128 rest = 0;

	assert(b != 0);
	for (int i = 3; i >= 0; i--) {
		rest = rest << 64 | a.w[i];
		if (rest < b) {
			a.w[i] = 0;
			continue;
		}
		a.w[i] = (uint64_t)(rest / b);
		rest -= (u128)a.w[i] * b;
	}
	if (ret_rest != NULL)
		*ret_rest = (uint64_t)rest;
	return a;
}

struct u256
u256_shl(struct u256 a, unsigned n)
{
	struct u256 r = { 0 };
	unsigned limbs = n / 64, bits = n % 64;

	for (unsigned i = limbs; i < 4; i++) {
		r.w[i] = a.w[i - limbs] << bits;
		if (bits != 0 && i > limbs)
			r.w[i] |= a.w[i - limbs - 1] >> (64 - bits);
	}
	return r;
}

struct u256
u256_shr(struct u256 a, unsigned n)
{
	struct u256 r = { 0 };
	unsigned limbs = n / 64, bits = n % 64;

	for (unsigned i = 0; i + limbs < 4; i++) {
		r.w[i] = a.w[i + limbs] >> bits;
		if (bits != 0 && i + limbs < 3)
			r.w[i] |= a.w[i + limbs + 1] << (64 - bits);
	}
	return r;
}

int
u256_cmp(struct u256 a, struct u256 b)
{
	for (int i = 3; i >= 0; i--)
		if (a.w[i] != b.w[i])
			return a.w[i] < b.w[i] ? -1 : 1;
	return 0;
}

bool
u256_is_zero(struct u256 a)
{
	return (a.w[0] | a.w[1] | a.w[2] | a.w[3]) == 0;
}

int
u256_bits(struct u256 a)
{
	for (int i = 3; i >= 0; i--)
		if (a.w[i] != 0)
			return 64 * (i + 1) - __builtin_clzll(a.w[i]);
	return 0;
}

/* One step of long division: (high, next) / b, b with its top bit set and
 * high < b.  Knuth, The Art of Computer Programming, 4.3.1 D. */
static uint64_t
div_step(u128 high, uint64_t next, u128 b, u128 *rest)
{
	uint64_t b1 = (uint64_t)(b >> 64), b0 = (uint64_t)b;
	u128 q = high / b1, r = high - q * b1;

	while (q >> 64 != 0 || q * b0 > (r << 64 | next)) {
		q--;
		r += b1;
		if (r >> 64 != 0)
			break;
	}
	*rest = (high << 64 | next) - q * b;
	return (uint64_t)q;
}

u128
u256_div128(struct u256 a, u128 b, u128 *ret_rest)
{
	u128 rest, q;
	unsigned shift;

	assert(high_of(a) < b);
	shift = 256 - (unsigned)u256_bits(u256_shl(u256_of(b), 128));
	a = u256_shl(a, shift);
	b <<= shift;
	q = div_step(high_of(a), a.w[1], b, &rest);
	q = q << 64 | div_step(rest, a.w[0], b, &rest);
	*ret_rest = rest >> shift;
	return q;
}

u128
u256_sqrt(struct u256 a, bool *ret_exact)
{
	u128 x, q, rest;
	int bits = u256_bits(a);

	*ret_exact = true;
	if (bits == 0)
		return 0;
	assert(bits <= 254);	/* so that the first guess fits */
	/* Newton, from above: it falls until it arrives. */
	x = (u128)1 << ((bits + 1) / 2);
	for (;;) {
		q = u256_div128(a, x, &rest);
		if (q >= x)
			break;
		x = x / 2 + q / 2 + (x & q & 1);
	}
	a = u256_sub(a, u256_product(x, x));
	*ret_exact = low_of(a) == 0 && high_of(a) == 0;
	return x;
}
