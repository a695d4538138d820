/*
 * dec128_portable.c - decimal arithmetic for any machine with 128-bit integers.
 *
 * Sums, products, quotients and roots are calculated exactly in 256 bits, with
 * a mark for what does not fit, and rounded once.
 */
#include <assert.h>

#include "base/dec128_impl.h"
#include "base/u256.h"

#define U256_DIGITS	76	/* any number of so many digits fits */

/* a * 10^n; the caller knows that it fits. */
static struct u256
scale_up(struct u256 a, int n)
{
	for (; n > 0; n -= 19)
		a = u256_mul64(a, (uint64_t)dec128_pow10(n < 19 ? n : 19));
	return a;
}

static struct dec128
pack256(struct u256 v, struct dec128_parts p, bool sticky)
{
	/* Digits at least, so that 36 or 37 are left. */
	int drop = ((u256_bits(v) - 1) * 1233 >> 12) + 1 - 36;
	uint64_t rest;

	for (int step; drop > 0; drop -= step) {
		step = drop < 19 ? drop : 19;
		v = u256_div64(v, (uint64_t)dec128_pow10(step), &rest);
		sticky |= rest != 0;
		p.exponent += step;
	}
	p.c = (u128)v.w[1] << 64 | v.w[0];
	return dec128_pack(p, sticky);
}

struct dec128
dec128_portable_add(struct dec128 x, struct dec128 y)
{
	struct dec128_parts a = dec128_unpack(x), b = dec128_unpack(y), t;
	struct u256 u, v;
	int shift;

	if (b.c == 0 || (a.c != 0 && a.exponent < b.exponent)) {
		t = a;
		a = b;
		b = t;
	}
	if (a.c == 0)		/* then both are, or a is all that counts */
		return dec128_pack(b, false);
	shift = a.exponent - b.exponent;
	v = u256_of(b.c);
	if (shift > U256_DIGITS - dec128_digits(a.c)) {
		/* b is below the last digit kept of a: any such b will do. */
		shift = U256_DIGITS - dec128_digits(a.c);
		v = u256_of(b.c != 0);
	}
	u = scale_up(u256_of(a.c), shift);
	a.exponent -= shift;
	if (a.negative == b.negative)
		return pack256(u256_add(u, v), a, false);
	if (u256_cmp(u, v) < 0) {
		a.negative = b.negative;
		return pack256(u256_sub(v, u), a, false);
	}
	u = u256_sub(u, v);
	if (u256_is_zero(u))
		a.negative = false;
	return pack256(u, a, false);
}

struct dec128
dec128_portable_mul(struct dec128 x, struct dec128 y)
{
	struct dec128_parts a = dec128_unpack(x), b = dec128_unpack(y);
	u128 c = a.c, d = b.c;

	a.exponent += b.exponent;
	a.negative ^= b.negative;
	if (c >> 64 == 0 && d >> 64 == 0) {
		a.c = c * d;
		return dec128_pack(a, false);
	}
	return pack256(u256_product(c, d), a, false);
}

struct dec128
dec128_portable_div(struct dec128 x, struct dec128 y)
{
	struct dec128_parts a = dec128_unpack(x), b = dec128_unpack(y);
	u128 rest;
	int shift;

	assert(b.c != 0);
	if (a.c == 0)
		return dec128_pack(a, false);
	/* So that the quotient has 35 or 36 digits. */
	shift = 35 + dec128_digits(b.c) - dec128_digits(a.c);
	a.c = u256_div128(scale_up(u256_of(a.c), shift), b.c, &rest);
	a.exponent -= b.exponent + shift;
	a.negative ^= b.negative;
	/* An exact quotient gets the exponent that suits its operands. */
	while (rest == 0 && shift-- > 0 && a.c % 10 == 0) {
		a.c /= 10;
		a.exponent++;
	}
	return dec128_pack(a, rest != 0);
}

struct dec128
dec128_portable_sqrt(struct dec128 x)
{
	struct dec128_parts p = dec128_unpack(x);
	int shift = 70 - dec128_digits(p.c);
	bool exact;

	assert(p.c != 0 && !p.negative);
	if ((p.exponent - shift) % 2 != 0)
		shift++;
	p.exponent = (p.exponent - shift) / 2;
	p.c = u256_sqrt(scale_up(u256_of(p.c), shift), &exact);
	while (exact && p.c % 10 == 0 && p.exponent < 0) {
		p.c /= 10;
		p.exponent++;
	}
	return dec128_pack(p, !exact);
}
