/*
 * dec128.c - decimals: encoding, order, rounding, and the choice of back end.
 */
#include <assert.h>
#include <errno.h>
#include <math.h>

#include "base/dec128_impl.h"

#ifdef DEC128_INTEL
#define BACKEND(op) dec128_intel_##op
#else
#define BACKEND(op) dec128_portable_##op
#endif

#define SIGN_BIT	UINT64_C(0x8000000000000000)
#define SPECIAL_BITS	UINT64_C(0x7800000000000000)
#define LARGE_BITS	UINT64_C(0x6000000000000000)
#define COEFFICIENT_HI	UINT64_C(0x0001ffffffffffff)
#define EXP_BIAS	6176

u128
dec128_pow10(int n)
{
	static const uint64_t small[20] = {
		1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000,
		1000000000, 10000000000, 100000000000, 1000000000000,
		10000000000000, 100000000000000, 1000000000000000,
		10000000000000000, 100000000000000000, 1000000000000000000,
		UINT64_C(10000000000000000000),
	};

	assert(n >= 0 && n <= 38);
	return n < 20 ? small[n] : (u128)small[19] * small[n - 19];
}

int
dec128_digits(u128 c)
{
	int bits, n;

	if (c == 0)
		return 0;
	bits = (uint64_t)(c >> 64) != 0 ?
	    128 - __builtin_clzll((uint64_t)(c >> 64)) :
	    64 - __builtin_clzll((uint64_t)c);
	n = bits * 1233 >> 12;		/* log10(2), never too large */
	return n > 38 || c < dec128_pow10(n) ? n : n + 1;
}

bool
dec128_ok(struct dec128 x)
{
	return (x.hi & SPECIAL_BITS) != SPECIAL_BITS;
}

struct dec128_parts
dec128_unpack(struct dec128 x)
{
	struct dec128_parts p;

	p.negative = (x.hi & SIGN_BIT) != 0;
	if ((x.hi & LARGE_BITS) == LARGE_BITS) {
		/* A coefficient above the limit: zero, says the standard. */
		p.exponent = (int)(x.hi >> 47 & 0x3fff) - EXP_BIAS;
		p.c = 0;
		return p;
	}
	p.exponent = (int)(x.hi >> 49 & 0x3fff) - EXP_BIAS;
	p.c = (u128)(x.hi & COEFFICIENT_HI) << 64 | x.lo;
	if (p.c >= dec128_pow10(DEC128_DIGITS))
		p.c = 0;
	return p;
}

static bool
rounds_up(const struct dec128_parts *p, int half, enum dec128_rounding mode)
{
	switch (mode) {
	case DEC128_HALF_EVEN:
		return half > 0 || (half == 0 && (p->c & 1) != 0);
	case DEC128_HALF_UP:
		return half >= 0;
	case DEC128_HALF_DOWN:
		return half > 0;
	case DEC128_UP:
		return true;
	case DEC128_DOWN:
		return false;
	case DEC128_CEILING:
		return !p->negative;
	case DEC128_FLOOR:
		return p->negative;
	}
	return false;
}

/* Cut so many digits off. */
static void
drop_digits(struct dec128_parts *p, int drop, enum dec128_rounding mode,
    bool sticky)
{
	u128 unit, rest, q;
	int half;

	if (drop > 38) {	/* far below one half of the last place */
		rest = p->c;
		q = 0;
		half = -1;
	} else {
		unit = dec128_pow10(drop);
		q = p->c / unit;
		rest = p->c - q * unit;
		half = rest < unit - rest ? -1 : rest > unit - rest;
		if (sticky && half == 0)
			half = 1;
	}
	p->c = q;
	p->exponent += drop;
	if ((rest != 0 || sticky) && rounds_up(p, half, mode))
		p->c++;
}

struct dec128
dec128_pack(struct dec128_parts p, bool sticky)
{
	const u128 limit = dec128_pow10(DEC128_DIGITS);
	int drop;

	if (sticky) {		/* any digit after the last but 0 and 5 */
		p.c = p.c * 10 + 1;
		p.exponent--;
	}
	drop = dec128_digits(p.c) - DEC128_DIGITS;
	if (p.exponent + (drop > 0 ? drop : 0) < DEC128_EXP_MIN)
		drop = DEC128_EXP_MIN - p.exponent;
	if (drop > 0)
		drop_digits(&p, drop, DEC128_HALF_EVEN, false);
	if (p.c == limit) {
		p.c /= 10;
		p.exponent++;
	}
	if (p.c == 0 && p.exponent > DEC128_EXP_MAX)
		p.exponent = DEC128_EXP_MAX;
	while (p.exponent > DEC128_EXP_MAX && p.c < limit / 10) {
		p.c *= 10;
		p.exponent--;
	}
	if (p.exponent > DEC128_EXP_MAX)
		return DEC128_NONE;
	return (struct dec128){
		.lo = (uint64_t)p.c,
		.hi = (uint64_t)(p.c >> 64) |
		    (uint64_t)(p.exponent + EXP_BIAS) << 49 |
		    (p.negative ? SIGN_BIT : 0),
	};
}

struct dec128
dec128_int(int64_t v)
{
	return dec128_make(v, 0);
}

struct dec128
dec128_make(__int128 coefficient, int exponent)
{
	struct dec128_parts p = {
		.c = coefficient < 0 ? -(u128)coefficient : (u128)coefficient,
		.exponent = exponent,
		.negative = coefficient < 0,
	};

	return dec128_pack(p, false);
}

bool
dec128_is_zero(struct dec128 x)
{
	return dec128_ok(x) && dec128_unpack(x).c == 0;
}

bool
dec128_is_negative(struct dec128 x)
{
	return (x.hi & SIGN_BIT) != 0 && dec128_ok(x) && !dec128_is_zero(x);
}

bool
dec128_is_integer(struct dec128 x)
{
	struct dec128_parts p;

	if (!dec128_ok(x))
		return false;
	p = dec128_unpack(x);
	if (p.exponent >= 0 || p.c == 0)
		return true;
	return p.exponent >= -38 && p.c % dec128_pow10(-p.exponent) == 0;
}

int
dec128_to_int128(struct dec128 x, __int128 *ret)
{
	struct dec128_parts p;

	if (!dec128_is_integer(x))
		return -ERANGE;
	p = dec128_unpack(x);
	if (p.c == 0)
		p.exponent = 0;
	if (p.exponent < 0)
		p.c /= dec128_pow10(-p.exponent);
	else if (dec128_digits(p.c) + p.exponent > 38)
		return -ERANGE;
	else
		p.c *= dec128_pow10(p.exponent);
	*ret = p.negative ? -(__int128)p.c : (__int128)p.c;
	return 0;
}

int
dec128_to_int(struct dec128 x, int64_t *ret)
{
	__int128 v;

	if (dec128_to_int128(x, &v) < 0 || v < INT64_MIN || v > INT64_MAX)
		return -ERANGE;
	*ret = (int64_t)v;
	return 0;
}

double
dec128_to_double(struct dec128 x)
{
	char text[DEC128_TEXT_SIZE];

	if (!dec128_ok(x))
		return (double)NAN;
	(void)dec128_text(x, text);
	return strtod(text, NULL);
}

static int
cmp_magnitude(const struct dec128_parts *a, const struct dec128_parts *b)
{
	int ta = dec128_digits(a->c) + a->exponent;
	int tb = dec128_digits(b->c) + b->exponent;
	u128 x = a->c, y = b->c;

	if (ta != tb)
		return ta < tb ? -1 : 1;
	if (a->exponent > b->exponent)
		x *= dec128_pow10(a->exponent - b->exponent);
	else
		y *= dec128_pow10(b->exponent - a->exponent);
	return x < y ? -1 : x > y;
}

int
dec128_cmp(struct dec128 a, struct dec128 b)
{
	struct dec128_parts x, y;

	assert(dec128_ok(a) && dec128_ok(b));
	x = dec128_unpack(a);
	y = dec128_unpack(b);
	if (x.c == 0 || y.c == 0) {
		int sx = x.c == 0 ? 0 : x.negative ? -1 : 1;
		int sy = y.c == 0 ? 0 : y.negative ? -1 : 1;
		return sx < sy ? -1 : sx > sy;
	}
	if (x.negative != y.negative)
		return x.negative ? -1 : 1;
	return x.negative ? cmp_magnitude(&y, &x) : cmp_magnitude(&x, &y);
}

bool
dec128_eq(struct dec128 a, struct dec128 b)
{
	return dec128_cmp(a, b) == 0;
}

struct dec128
dec128_neg(struct dec128 x)
{
	if (dec128_ok(x))
		x.hi ^= SIGN_BIT;
	return x;
}

struct dec128
dec128_abs(struct dec128 x)
{
	if (dec128_ok(x))
		x.hi &= ~SIGN_BIT;
	return x;
}

struct dec128
dec128_add(struct dec128 a, struct dec128 b)
{
	if (!dec128_ok(a) || !dec128_ok(b))
		return DEC128_NONE;
	return BACKEND(add)(a, b);
}

struct dec128
dec128_sub(struct dec128 a, struct dec128 b)
{
	return dec128_add(a, dec128_neg(b));
}

struct dec128
dec128_mul(struct dec128 a, struct dec128 b)
{
	if (!dec128_ok(a) || !dec128_ok(b))
		return DEC128_NONE;
	return BACKEND(mul)(a, b);
}

struct dec128
dec128_div(struct dec128 a, struct dec128 b)
{
	if (!dec128_ok(a) || !dec128_ok(b) || dec128_is_zero(b))
		return DEC128_NONE;
	return BACKEND(div)(a, b);
}

/* |a| mod |b|, exactly; b is not 0. */
static struct dec128_parts
remainder_of(struct dec128_parts a, struct dec128_parts b)
{
	int shift = a.exponent - b.exponent, step;

	assert(b.c != 0);
	a.negative = false;
	if (shift < 0) {
		/* With b above any 34 digits, a is the remainder itself. */
		if (a.c == 0 || dec128_digits(b.c) - shift > 38)
			return a;
		a.c %= b.c * dec128_pow10(-shift);
		return a;
	}
	for (a.c %= b.c; shift > 0 && a.c != 0; shift -= step) {
		step = shift < 4 ? shift : 4;	/* 34 + 4 digits fit */
		a.c = a.c * dec128_pow10(step) % b.c;
	}
	a.exponent = b.exponent;
	return a;
}

struct dec128
dec128_modulo(struct dec128 a, struct dec128 b)
{
	struct dec128_parts x, y;
	struct dec128 r;

	if (!dec128_ok(a) || !dec128_ok(b) || dec128_is_zero(b))
		return DEC128_NONE;
	x = dec128_unpack(a);
	y = dec128_unpack(b);
	r = dec128_pack(remainder_of(x, y), false);
	if (!dec128_is_zero(r) && x.negative != y.negative)
		r = dec128_sub(dec128_abs(b), r);
	return y.negative ? dec128_neg(r) : r;
}

struct dec128
dec128_round(struct dec128 x, int64_t scale, enum dec128_rounding mode)
{
	struct dec128_parts p;

	if (!dec128_ok(x) || scale < -DEC128_EXP_MAX || scale > -DEC128_EXP_MIN)
		return DEC128_NONE;
	p = dec128_unpack(x);
	if (p.exponent >= -scale)
		return x;
	drop_digits(&p, (int)-scale - p.exponent, mode, false);
	return dec128_pack(p, false);
}

struct dec128
dec128_floor(struct dec128 x)
{
	return dec128_round(x, 0, DEC128_FLOOR);
}

struct dec128
dec128_ceiling(struct dec128 x)
{
	return dec128_round(x, 0, DEC128_CEILING);
}

struct dec128
dec128_sqrt(struct dec128 x)
{
	if (!dec128_ok(x) || dec128_is_negative(x))
		return DEC128_NONE;
	return dec128_is_zero(x) ? DEC128_ZERO : BACKEND(sqrt)(x);
}

struct dec128
dec128_exp(struct dec128 x)
{
	if (!dec128_ok(x))
		return DEC128_NONE;
	return dec128_is_zero(x) ? DEC128_ONE : dec128_log_exp(x);
}

struct dec128
dec128_ln(struct dec128 x)
{
	if (!dec128_ok(x) || dec128_is_negative(x) || dec128_is_zero(x))
		return DEC128_NONE;
	return dec128_eq(x, DEC128_ONE) ? DEC128_ZERO : dec128_log_ln(x);
}

static bool
is_odd(struct dec128 y)
{
	struct dec128 half = dec128_modulo(y, dec128_int(2));

	return dec128_ok(half) && dec128_eq(half, DEC128_ONE);
}

struct dec128
dec128_pow(struct dec128 x, struct dec128 y)
{
	struct dec128 r;

	if (!dec128_ok(x) || !dec128_ok(y))
		return DEC128_NONE;
	if (dec128_is_zero(y) || dec128_eq(x, DEC128_ONE))
		return DEC128_ONE;
	if (dec128_is_zero(x))
		return dec128_is_negative(y) ? DEC128_NONE : DEC128_ZERO;
	if (!dec128_is_negative(x))
		return dec128_log_pow(x, y);
	if (!dec128_is_integer(y))
		return DEC128_NONE;
	x = dec128_abs(x);
	r = dec128_eq(x, DEC128_ONE) ? x : dec128_log_pow(x, y);
	return is_odd(y) ? dec128_neg(r) : r;
}
