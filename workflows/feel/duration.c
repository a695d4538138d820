/*
 * duration.c - durations and numbers.
 */
#include "workflows/feel/temporal.h"

#define NS_MAX	((temporal_ns)INT64_MAX * TEMPORAL_NS)

static bool
ns_of(struct dec128 x, temporal_ns *ret)
{
	temporal_ns v;

	x = dec128_round(x, 0, DEC128_HALF_EVEN);
	if (dec128_to_int128(x, &v) < 0 || v > NS_MAX || v < -NS_MAX)
		return false;
	*ret = v;
	return true;
}

bool
temporal_ns_mul(temporal_ns ns, struct dec128 by, temporal_ns *ret)
{
	return ns_of(dec128_mul(dec128_make(ns, 0), by), ret);
}

bool
temporal_ns_div(temporal_ns ns, struct dec128 by, temporal_ns *ret)
{
	return ns_of(dec128_div(dec128_make(ns, 0), by), ret);
}

static bool
months_of(struct dec128 x, int64_t *ret)
{
	return dec128_to_int(dec128_round(x, 0, DEC128_DOWN), ret) == 0;
}

bool
temporal_months_mul(int64_t months, struct dec128 by, int64_t *ret)
{
	return months_of(dec128_mul(dec128_int(months), by), ret);
}

bool
temporal_months_div(int64_t months, struct dec128 by, int64_t *ret)
{
	return months_of(dec128_div(dec128_int(months), by), ret);
}

bool
temporal_ns_ratio(temporal_ns a, temporal_ns b, struct dec128 *ret)
{
	struct dec128 r = dec128_div(dec128_make(a, 0), dec128_make(b, 0));

	if (dec128_ok(r))
		*ret = r;
	return dec128_ok(r);
}

bool
temporal_ns_add(temporal_ns a, temporal_ns b, temporal_ns *ret)
{
	temporal_ns sum;

	if (__builtin_add_overflow(a, b, &sum) || sum > NS_MAX ||
	    sum < -NS_MAX)
		return false;
	*ret = sum;
	return true;
}

bool
temporal_months_add(int64_t a, int64_t b, int64_t *ret)
{
	int64_t sum;

	if (__builtin_add_overflow(a, b, &sum))
		return false;
	*ret = sum;
	return true;
}

struct dec128
temporal_ns_part(temporal_ns ns, enum temporal_part part)
{
	switch (part) {
	case PART_DAYS:
		return dec128_make(ns / TEMPORAL_DAY_NS, 0);
	case PART_HOURS:
		return dec128_make(ns / (3600 * TEMPORAL_NS) % 24, 0);
	case PART_MINUTES:
		return dec128_make(ns / (60 * TEMPORAL_NS) % 60, 0);
	case PART_SECONDS:
		return dec128_make(ns % (60 * TEMPORAL_NS), -9);
	}
	return DEC128_NONE;
}
