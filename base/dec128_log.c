/*
 * dec128_log.c - exp, ln and powers of decimals.
 *
 * Inside, numbers are fractions of 192 bits (57 digits) with an integer part of
 * 64 bits: `fix`.  exp takes the powers of ten apart, halves the rest eight
 * times, sums the series and squares back.  ln takes binary floating point as
 * its first guess y and adds ln(x / e^y), whose series needs four terms.
 */
#include <assert.h>
#include <math.h>

#include "base/dec128_impl.h"
#include "base/u256.h"

#define HALVINGS	8
#define WIDE_DIGITS	42	/* times 34 digits still fits in 256 bits */
#define ARGUMENT_MAX	15000	/* |x|: exp(x) is 0 or too large beyond */

/* (-1)^negative * c * 10^exponent, c up to WIDE_DIGITS digits or so. */
struct wide {
	struct u256	 c;
	int		 exponent;
	bool		 negative;
};

static const struct u256 fix_one = { { 0, 0, 0, 1 } };
static const struct u256 fix_ln10 = { {
	UINT64_C(0x8a3fb3e76977e43a), UINT64_C(0xa95b58ae0b4c28a3),
	UINT64_C(0x4d763776aaa2b05b), 2,
} };

static struct u256
fix_of_double(double d)
{
	double whole = floor(d);

	return (struct u256){ { 0, 0,
	    (uint64_t)((d - whole) * 18446744073709551616.0),
	    (uint64_t)whole } };
}

/* x * 10^n as an integer; n up to 57. */
static struct u256
fix_scaled(struct u256 x, int n)
{
	int first = n < 38 ? n : 38;
	struct u256 ten = u256_of(dec128_pow10(first));

	ten = u256_mul64(ten, (uint64_t)dec128_pow10(n - first));
	return u256_mul_fraction(x, ten);
}

static struct wide
wide_trim(struct wide x)
{
	int drop = ((u256_bits(x.c) - 1) * 1233 >> 12) + 1 - WIDE_DIGITS;

	for (int step; drop > 0; drop -= step) {
		step = drop < 19 ? drop : 19;
		x.c = u256_div64(x.c, (uint64_t)dec128_pow10(step), NULL);
		x.exponent += step;
	}
	return x;
}

static struct dec128
wide_pack(struct wide x)
{
	struct dec128_parts p;
	int drop;

	x = wide_trim(x);
	drop = ((u256_bits(x.c) - 1) * 1233 >> 12) + 1 - 36;
	if (drop > 0)
		x.c = u256_div64(x.c, (uint64_t)dec128_pow10(drop), NULL);
	p.c = (u128)x.c.w[1] << 64 | x.c.w[0];
	p.exponent = x.exponent + (drop > 0 ? drop : 0);
	p.negative = x.negative;
	return dec128_pack(p, true);
}

/* |x| as a fraction; false if it is ARGUMENT_MAX or more. */
static bool
fix_of_wide(struct wide x, struct u256 *ret)
{
	int digits = (u256_bits(x.c) * 1233 >> 12) + 1;
	uint64_t whole[3] = { 0 };
	struct u256 v = x.c;

	*ret = (struct u256){ 0 };
	if (u256_is_zero(v) || digits + x.exponent < -60)
		return true;
	if (digits + x.exponent > 7)
		return false;
	for (; x.exponent > 0; x.exponent--)
		v = u256_mul64(v, 10);
	/* Long division of v * 2^192: three limbs of fraction below v. */
	for (int step; x.exponent < 0; x.exponent += step) {
		uint64_t unit, rest;
		step = x.exponent < -19 ? 19 : -x.exponent;
		unit = (uint64_t)dec128_pow10(step);
		v = u256_div64(v, unit, &rest);
		for (int i = 2; i >= 0; i--) {
			u128 part = (u128)rest << 64 | whole[i];
			whole[i] = (uint64_t)(part / unit);
			rest = (uint64_t)(part % unit);
		}
	}
	*ret = (struct u256){ { whole[0], whole[1], whole[2], v.w[0] } };
	return v.w[0] < ARGUMENT_MAX;
}

/* e^r for r from 0 to 3. */
static struct u256
fix_exp(struct u256 r)
{
	struct u256 sum = fix_one, term = fix_one;

	assert(r.w[3] < 3);
	r = u256_shr(r, HALVINGS);
	for (uint64_t n = 1; !u256_is_zero(term); n++) {
		term = u256_mul_fraction(term, r);
		term = u256_div64(term, n, NULL);
		sum = u256_add(sum, term);
	}
	for (int i = 0; i < HALVINGS; i++)
		sum = u256_mul_fraction(sum, sum);
	return sum;
}

static struct dec128
exp_of_wide(struct wide x)
{
	struct dec128_parts p = { .negative = false };
	struct u256 t, whole, y;
	uint64_t k;

	if (!fix_of_wide(x, &t))
		return x.negative ? DEC128_ZERO : DEC128_NONE;
	/* |x| = k ln 10 + rest; the guess of k may be one too large. */
	k = (uint64_t)((double)t.w[3] / M_LN10) + 1;
	while (whole = u256_mul64(fix_ln10, k), u256_cmp(whole, t) > 0)
		k--;
	t = u256_sub(t, whole);
	p.exponent = (int)k;
	if (x.negative) {
		t = u256_sub(fix_ln10, t);
		p.exponent = -(int)k - 1;
	}
	y = fix_scaled(fix_exp(t), 35);	/* 36 or 37 digits */
	p.exponent -= 35;
	p.c = (u128)y.w[1] << 64 | y.w[0];
	return dec128_pack(p, true);
}

/* ln(1 + d) / d for a small d: 1 - d/2 + d^2/3 ... */
static struct u256
log_ratio(struct u256 d, bool negative)
{
	struct u256 sum = fix_one, power = fix_one, term;

	for (uint64_t n = 1;; n++) {
		power = u256_mul_fraction(power, d);
		term = u256_div64(power, n + 1, NULL);
		if (u256_is_zero(term))
			return sum;
		sum = !negative && n % 2 == 1 ? u256_sub(sum, term) :
		    u256_add(sum, term);
	}
}

/* ln(1 + d), d exact: no digits are lost however close to 1. */
static struct wide
log_near_one(struct dec128 d)
{
	struct dec128_parts p = dec128_unpack(d);
	struct wide x = { u256_of(p.c), p.exponent, p.negative };
	struct u256 fix, ratio;

	(void)fix_of_wide(x, &fix);
	ratio = fix_scaled(log_ratio(fix, p.negative), WIDE_DIGITS);
	x.c = u256_mul128(ratio, p.c);
	x.exponent = p.exponent - WIDE_DIGITS;
	return wide_trim(x);
}

/* ln m for m from 1 to 10. */
static struct u256
fix_log(struct u256 m)
{
	double guess = log((double)m.w[3] +
	    (double)m.w[2] / 18446744073709551616.0);
	struct u256 y = fix_of_double(guess > 0 ? guess : 0), z, d;
	bool negative;

	if (u256_cmp(y, fix_ln10) > 0)	/* m is 9.99999999999999999 */
		y = fix_ln10;
	/* m / e^y = m * e^(ln 10 - y) / 10 = 1 + d */
	z = u256_mul_fraction(m, fix_exp(u256_sub(fix_ln10, y)));
	z = u256_div64(z, 10, NULL);
	negative = u256_cmp(z, fix_one) < 0;
	d = negative ? u256_sub(fix_one, z) : u256_sub(z, fix_one);
	z = u256_mul_fraction(d, log_ratio(d, negative));
	if (!negative)
		return u256_add(y, z);
	return u256_cmp(y, z) < 0 ? u256_of(0) : u256_sub(y, z);
}

static struct wide
log_of(struct dec128 x)
{
	struct dec128_parts p = dec128_unpack(x);
	struct dec128 d = dec128_portable_add(x, dec128_neg(DEC128_ONE));
	struct wide m = { .c = u256_of(p.c) }, r = { .exponent = -50 };
	struct u256 fix, tens;
	int e;

	if (dec128_cmp(dec128_abs(d), dec128_make(1, -8)) < 0)
		return log_near_one(d);
	m.exponent = 1 - dec128_digits(p.c);
	e = p.exponent - m.exponent;
	(void)fix_of_wide(m, &fix);
	fix = fix_log(fix);
	tens = u256_mul64(fix_ln10, (uint64_t)(e < 0 ? -e : e));
	if (e >= 0)
		fix = u256_add(fix, tens);
	else if ((r.negative = u256_cmp(fix, tens) < 0))
		fix = u256_sub(tens, fix);
	else
		fix = u256_sub(fix, tens);
	r.c = fix_scaled(fix, 50);
	return wide_trim(r);
}

struct dec128
dec128_log_exp(struct dec128 x)
{
	struct dec128_parts p = dec128_unpack(x);

	return exp_of_wide(
	    (struct wide){ u256_of(p.c), p.exponent, p.negative });
}

struct dec128
dec128_log_ln(struct dec128 x)
{
	return wide_pack(log_of(x));
}

struct dec128
dec128_log_pow(struct dec128 x, struct dec128 y)
{
	struct dec128_parts p = dec128_unpack(y);
	struct wide log = log_of(x);

	log.c = u256_mul128(log.c, p.c);
	log.exponent += p.exponent;
	log.negative ^= p.negative;
	return exp_of_wide(log);
}
