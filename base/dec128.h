/*
 * dec128.h - decimal numbers of 34 digits (IEEE 754-2008 decimal128).
 *
 * The numbers of FEEL and of money.  A value holds the bits of the binary
 * integer encoding (BID).  Results are rounded half to even.  What has no
 * finite result - 1/0, ln(-1), overflow - gives DEC128_NONE, which every
 * function hands on: calculate first, ask dec128_ok() once at the end.
 */
#ifndef BASE_DEC128_H
#define BASE_DEC128_H

#include "base/str.h"

struct dec128 {
	uint64_t	 lo, hi;
} __attribute__((aligned(16)));

#define DEC128_DIGITS	34
#define DEC128_NONE	((struct dec128){ 0, UINT64_C(0x7c00000000000000) })
#define DEC128_ZERO	((struct dec128){ 0, UINT64_C(0x3040000000000000) })
#define DEC128_ONE	((struct dec128){ 1, UINT64_C(0x3040000000000000) })

/* Longest text that dec128_text() writes, with its NUL. */
#define DEC128_TEXT_SIZE 96

enum dec128_rounding {
	DEC128_HALF_EVEN,
	DEC128_HALF_UP,		/* a tie goes away from zero */
	DEC128_HALF_DOWN,	/* a tie goes towards zero */
	DEC128_UP,		/* away from zero */
	DEC128_DOWN,		/* towards zero */
	DEC128_CEILING,
	DEC128_FLOOR,
};

/* Is this a number (and not DEC128_NONE)? */
bool	dec128_ok(struct dec128 x);

/* [-] digits [. digits] [e [sign] digits], or [-] . digits; nothing else.  More
 * than 34 digits are rounded.  0, or -EINVAL, or -ERANGE. */
int	dec128_parse(struct str s, struct dec128 *ret);
/* The shortest text that is equal: no zeros at the end of a fraction, "-0" is
 * "0", so equal numbers have equal texts.  Exponents ("1e+90") only when 80
 * characters do not suffice.  The result is JSON and FEEL.  x is a number. */
void	dec128_format(struct dec128 x, struct buf *out);
/* The same into DEC128_TEXT_SIZE bytes; returns a view of them. */
struct str dec128_text(struct dec128 x, char *out);

struct dec128 dec128_int(int64_t v);
/* coefficient * 10^exponent; rounded, if it is longer than 34 digits. */
struct dec128 dec128_make(__int128 coefficient, int exponent);
/* The value if it is integral and fits (1.0 is), else -ERANGE. */
int	dec128_to_int(struct dec128 x, int64_t *ret);
int	dec128_to_int128(struct dec128 x, __int128 *ret);
double	dec128_to_double(struct dec128 x);

/* -1, 0, 1; both are numbers. */
int	dec128_cmp(struct dec128 a, struct dec128 b);
bool	dec128_eq(struct dec128 a, struct dec128 b);
bool	dec128_is_zero(struct dec128 x);
bool	dec128_is_negative(struct dec128 x);	/* below zero */
bool	dec128_is_integer(struct dec128 x);

struct dec128 dec128_neg(struct dec128 x);
struct dec128 dec128_abs(struct dec128 x);
struct dec128 dec128_add(struct dec128 a, struct dec128 b);
struct dec128 dec128_sub(struct dec128 a, struct dec128 b);
struct dec128 dec128_mul(struct dec128 a, struct dec128 b);
struct dec128 dec128_div(struct dec128 a, struct dec128 b);
/* a - b * floor(a / b), exactly: the sign is b's, as FEEL's modulo(). */
struct dec128 dec128_modulo(struct dec128 a, struct dec128 b);
/* To so many decimals; a negative scale rounds to tens, hundreds ...  Scales
 * outside [-6111, 6176] have no result. */
struct dec128 dec128_round(struct dec128 x, int64_t scale,
		    enum dec128_rounding mode);
struct dec128 dec128_floor(struct dec128 x);
struct dec128 dec128_ceiling(struct dec128 x);

/* Within one unit of the last digit. */
struct dec128 dec128_sqrt(struct dec128 x);
struct dec128 dec128_exp(struct dec128 x);
struct dec128 dec128_ln(struct dec128 x);	/* x > 0 */
/* 0^0 is 1; 0 to a negative power, and a negative number to a power that is no
 * integer, have no result. */
struct dec128 dec128_pow(struct dec128 x, struct dec128 y);

#endif
