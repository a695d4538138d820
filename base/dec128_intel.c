/*
 * dec128_intel.c - arithmetic by Intel's decimal floating-point library
 * (libintelrdfpmath, variant 000: arguments by value, rounding and flags as
 * parameters).  Both sides hold the same bits.
 */
#ifdef DEC128_INTEL

#define DECIMAL_CALL_BY_REFERENCE 0
#define DECIMAL_GLOBAL_ROUNDING 0
#define DECIMAL_GLOBAL_EXCEPTION_FLAGS 0
#include <bid_conf.h>
#include <bid_functions.h>

#include "base/dec128_impl.h"

#define HALF_EVEN 0

static BID_UINT128
to_bid(struct dec128 x)
{
	return (BID_UINT128){ .w = { x.lo, x.hi } };
}

static struct dec128
from_bid(BID_UINT128 x)
{
	struct dec128 r = { x.w[0], x.w[1] };

	return dec128_ok(r) ? r : DEC128_NONE;
}

struct dec128
dec128_intel_add(struct dec128 a, struct dec128 b)
{
	_IDEC_flags flags = 0;

	return from_bid(bid128_add(to_bid(a), to_bid(b), HALF_EVEN, &flags));
}

struct dec128
dec128_intel_mul(struct dec128 a, struct dec128 b)
{
	_IDEC_flags flags = 0;

	return from_bid(bid128_mul(to_bid(a), to_bid(b), HALF_EVEN, &flags));
}

struct dec128
dec128_intel_div(struct dec128 a, struct dec128 b)
{
	_IDEC_flags flags = 0;

	return from_bid(bid128_div(to_bid(a), to_bid(b), HALF_EVEN, &flags));
}

struct dec128
dec128_intel_sqrt(struct dec128 x)
{
	_IDEC_flags flags = 0;

	return from_bid(bid128_sqrt(to_bid(x), HALF_EVEN, &flags));
}

#endif
