/*
 * dec128_impl.h - what the files of dec128 share, and its two back ends.
 *
 * dec128.c handles text, order, rounding and every special case; a back end
 * calculates with finite numbers within the domain of the function.  The
 * portable one is always there; Intel's library, which is faster, replaces it
 * where Debian has it (DEC128_INTEL, set by the Makefile).
 */
#ifndef BASE_DEC128_IMPL_H
#define BASE_DEC128_IMPL_H

#include "base/dec128.h"

#define DEC128_EXP_MIN	(-6176)
#define DEC128_EXP_MAX	6111

typedef unsigned __int128 u128;

/* (-1)^negative * c * 10^exponent, c below 10^34. */
struct dec128_parts {
	u128	 c;
	int	 exponent;
	bool	 negative;
};

/* 10^n, n from 0 to 38. */
u128	dec128_pow10(int n);
/* Decimal digits of c; 0 has none. */
int	dec128_digits(u128 c);
/* x is a number. */
struct dec128_parts dec128_unpack(struct dec128 x);
/* Round parts of any size to 34 digits, half to even.  sticky: something below
 * the last digit was cut off (then c has at most 37 digits). */
struct dec128 dec128_pack(struct dec128_parts x, bool sticky);

struct dec128 dec128_portable_add(struct dec128 a, struct dec128 b);
struct dec128 dec128_portable_mul(struct dec128 a, struct dec128 b);
struct dec128 dec128_portable_div(struct dec128 a, struct dec128 b);
struct dec128 dec128_portable_sqrt(struct dec128 x);

struct dec128 dec128_intel_add(struct dec128 a, struct dec128 b);
struct dec128 dec128_intel_mul(struct dec128 a, struct dec128 b);
struct dec128 dec128_intel_div(struct dec128 a, struct dec128 b);
struct dec128 dec128_intel_sqrt(struct dec128 x);

/* For both: correctly rounded but for rare last digits, which Intel's are not
 * (its powers lose up to 26 units). */
struct dec128 dec128_log_exp(struct dec128 x);
struct dec128 dec128_log_ln(struct dec128 x);		/* x > 0 */
struct dec128 dec128_log_pow(struct dec128 x, struct dec128 y);	/* x > 0 */

#endif
