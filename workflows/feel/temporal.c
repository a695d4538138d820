/*
 * temporal.c - order and arithmetic of dates and times.
 *
 * Time with a named zone moves along the line of instants, everything else on
 * the clock it was written for.
 */
#include <assert.h>

#include "workflows/feel/temporal.h"

static temporal_ns
floor_div(temporal_ns a, temporal_ns b)
{
	return a / b - (a % b < 0);
}

/* Nanoseconds since midnight. */
static int64_t
time_of_day(const struct temporal_time *t)
{
	return (t->hour * INT64_C(3600) + t->minute * 60 + t->second) *
	    TEMPORAL_NS + t->ns;
}

static struct temporal_time
time_from(int64_t ns, struct temporal_zone zone)
{
	int32_t s = (int32_t)(ns / TEMPORAL_NS);

	assert(ns >= 0 && ns < TEMPORAL_DAY_NS);
	return (struct temporal_time){
		.hour = (uint8_t)(s / 3600),
		.minute = (uint8_t)(s / 60 % 60),
		.second = (uint8_t)(s % 60),
		.ns = (uint32_t)(ns % TEMPORAL_NS),
		.zone = zone,
	};
}

/* Nanoseconds since 1970 on its own clock. */
static temporal_ns
local_ns(const struct temporal_datetime *t)
{
	return (temporal_ns)civil_to_days(t->date) * TEMPORAL_DAY_NS +
	    time_of_day(&t->time);
}

static bool
from_local(temporal_ns ns, struct temporal_zone zone,
    struct temporal_datetime *ret)
{
	temporal_ns days = floor_div(ns, TEMPORAL_DAY_NS);
	struct civil date;

	if (days < INT64_MIN || days > INT64_MAX ||
	    !civil_from_days((int64_t)days, &date))
		return false;
	ret->date = date;
	ret->time = time_from((int64_t)(ns - days * TEMPORAL_DAY_NS), zone);
	return true;
}

bool
temporal_make_time(int64_t hour, int64_t minute, struct dec128 second,
    struct temporal_time *ret)
{
	struct dec128 ns = dec128_floor(dec128_mul(second, dec128_make(1, 9)));
	int64_t v;

	if (hour < 0 || hour > 23 || minute < 0 || minute > 59 ||
	    dec128_to_int(ns, &v) < 0 || v < 0 || v >= 60 * TEMPORAL_NS)
		return false;
	*ret = time_from((hour * 3600 + minute * 60) * TEMPORAL_NS + v,
	    ret->zone);
	return true;
}

bool
temporal_time_offset(const struct temporal_time *t, int32_t *ret)
{
	bool varies = false;
	int32_t offset = t->zone.offset;

	if (t->zone.kind == ZONE_NONE)
		return false;
	if (t->zone.kind == ZONE_NAMED)
		offset = tz_standard(t->zone.tz, &varies);
	if (!varies)
		*ret = offset;
	return !varies;
}

bool
temporal_datetime_offset(const struct temporal_datetime *t, int32_t *ret)
{
	const struct temporal_zone *z = &t->time.zone;

	if (z->kind == ZONE_NONE)
		return false;
	*ret = z->kind == ZONE_OFFSET ? z->offset : tz_offset_local(z->tz,
	    (int64_t)floor_div(local_ns(t), TEMPORAL_NS));
	return true;
}

struct str
temporal_zone_name(const struct temporal_zone *z)
{
	return z->kind == ZONE_NAMED ? tz_name(z->tz) : STR_NULL;
}

bool
temporal_zone_eq(const struct temporal_zone *a, const struct temporal_zone *b)
{
	if (a->kind != b->kind)
		return false;
	if (a->kind == ZONE_NAMED)
		return a->tz == b->tz;
	return a->kind == ZONE_NONE || a->offset == b->offset;
}

temporal_ns
temporal_instant(const struct temporal_datetime *t)
{
	int32_t offset = 0;

	(void)temporal_datetime_offset(t, &offset);
	return local_ns(t) - offset * TEMPORAL_NS;
}

bool
temporal_at(temporal_ns instant, const struct temporal_zone *zone,
    struct temporal_datetime *ret)
{
	temporal_ns seconds = floor_div(instant, TEMPORAL_NS);
	int32_t offset = 0;

	if (seconds < INT64_MIN / 2 || seconds > INT64_MAX / 2)
		return false;
	if (zone->kind == ZONE_OFFSET)
		offset = zone->offset;
	else if (zone->kind == ZONE_NAMED)
		offset = tz_offset_at(zone->tz, (int64_t)seconds);
	return from_local(instant + offset * TEMPORAL_NS, *zone, ret);
}

bool
temporal_datetime_diff(const struct temporal_datetime *a,
    const struct temporal_datetime *b, temporal_ns *ret)
{
	if ((a->time.zone.kind == ZONE_NONE) !=
	    (b->time.zone.kind == ZONE_NONE))
		return false;
	*ret = temporal_instant(a) - temporal_instant(b);
	return true;
}

bool
temporal_time_diff(const struct temporal_time *a,
    const struct temporal_time *b, temporal_ns *ret)
{
	int32_t x = 0, y = 0;
	bool varies;

	if ((a->zone.kind == ZONE_NONE) != (b->zone.kind == ZONE_NONE))
		return false;
	/* Where summers differ a time of day means the standard one. */
	if (!temporal_time_offset(a, &x) && a->zone.kind == ZONE_NAMED)
		x = tz_standard(a->zone.tz, &varies);
	if (!temporal_time_offset(b, &y) && b->zone.kind == ZONE_NAMED)
		y = tz_standard(b->zone.tz, &varies);
	*ret = time_of_day(a) - time_of_day(b) - (x - y) * TEMPORAL_NS;
	return true;
}

bool
temporal_cmp_time(const struct temporal_time *a, const struct temporal_time *b,
    int *ret)
{
	temporal_ns d;

	if (!temporal_time_diff(a, b, &d))
		return false;
	*ret = d < 0 ? -1 : d > 0;
	return true;
}

bool
temporal_cmp_datetime(const struct temporal_datetime *a,
    const struct temporal_datetime *b, int *ret)
{
	temporal_ns d;

	if (!temporal_datetime_diff(a, b, &d))
		return false;
	*ret = d < 0 ? -1 : d > 0;
	return true;
}

bool
temporal_same_time(const struct temporal_time *a,
    const struct temporal_time *b)
{
	return time_of_day(a) == time_of_day(b) &&
	    temporal_zone_eq(&a->zone, &b->zone);
}

bool
temporal_same_datetime(const struct temporal_datetime *a,
    const struct temporal_datetime *b)
{
	return civil_cmp(a->date, b->date) == 0 &&
	    temporal_same_time(&a->time, &b->time);
}

bool
temporal_date_add_ns(struct civil d, temporal_ns ns, struct civil *ret)
{
	struct temporal_datetime t = { .date = d };

	if (!temporal_datetime_add_ns(&t, ns, &t))
		return false;
	*ret = t.date;
	return true;
}

bool
temporal_datetime_add_ns(const struct temporal_datetime *t, temporal_ns ns,
    struct temporal_datetime *ret)
{
	temporal_ns sum;

	if (__builtin_add_overflow(temporal_instant(t), ns, &sum))
		return false;
	return temporal_at(sum, &t->time.zone, ret);
}

bool
temporal_datetime_add_months(const struct temporal_datetime *t,
    int64_t months, struct temporal_datetime *ret)
{
	struct civil date;

	if (!civil_add_months(t->date, months, &date))
		return false;
	ret->time = t->time;
	ret->date = date;
	return true;
}

struct temporal_time
temporal_time_add_ns(const struct temporal_time *t, temporal_ns ns)
{
	temporal_ns sum = time_of_day(t) + ns % TEMPORAL_DAY_NS;

	sum -= floor_div(sum, TEMPORAL_DAY_NS) * TEMPORAL_DAY_NS;
	return time_from((int64_t)sum, t->zone);
}

temporal_ns
temporal_date_diff(struct civil a, struct civil b)
{
	return (temporal_ns)(civil_to_days(a) - civil_to_days(b)) *
	    TEMPORAL_DAY_NS;
}

int64_t
temporal_months_between(struct civil from, struct civil to)
{
	int64_t months = ((int64_t)to.year - from.year) * 12 + to.month -
	    from.month;

	if (months > 0 && to.day < from.day)
		months--;
	else if (months < 0 && to.day > from.day)
		months++;
	return months;
}

struct dec128
temporal_second(const struct temporal_time *t)
{
	return dec128_make(t->second * TEMPORAL_NS + t->ns, -9);
}
