/*
 * u256.h - unsigned integers of 256 bits, for the portable decimals.
 *
 * Limbs of 64 bits, least significant first.  Results are modulo 2^256.
 */
#ifndef BASE_U256_H
#define BASE_U256_H

#include <stdbool.h>
#include <stdint.h>

struct u256 {
	uint64_t w[4];
};

struct u256 u256_of(unsigned __int128 v);
/* The full product. */
struct u256 u256_product(unsigned __int128 a, unsigned __int128 b);
struct u256 u256_add(struct u256 a, struct u256 b);
struct u256 u256_sub(struct u256 a, struct u256 b);
struct u256 u256_mul64(struct u256 a, uint64_t b);
struct u256 u256_mul128(struct u256 a, unsigned __int128 b);
/* a * b / 2^192: the product of two fractions of 192 bits. */
struct u256 u256_mul_fraction(struct u256 a, struct u256 b);
/* The quotient; the remainder, if asked for, in *ret_rest. */
struct u256 u256_div64(struct u256 a, uint64_t b, uint64_t *ret_rest);
struct u256 u256_shl(struct u256 a, unsigned n);	/* n < 256 */
struct u256 u256_shr(struct u256 a, unsigned n);
int	u256_cmp(struct u256 a, struct u256 b);
bool	u256_is_zero(struct u256 a);
int	u256_bits(struct u256 a);	/* 0 for 0 */
/* The quotient of a by b, which must fit: a < b * 2^128. */
unsigned __int128 u256_div128(struct u256 a, unsigned __int128 b,
	    unsigned __int128 *ret_rest);
/* The integer square root; *ret_exact: nothing is left. */
unsigned __int128 u256_sqrt(struct u256 a, bool *ret_exact);

#endif
