/*
 * span.c - durations as calendars have them, and cycles of them.
 */
#include <inttypes.h>

#include "workflows/bpmn/span.h"

#define US_PER_S	INT64_C(1000000)
#define DAY_US		(INT64_C(86400) * US_PER_S)
#define YEARS_US_MAX	(INT64_C(9000) * 366 * DAY_US)
#define MONTHS_MAX	120000
#define DAYS_MAX	3650000
#define TIME_US_MAX	(DAYS_MAX * DAY_US)
#define PERIOD_US_MIN	1000

/* ----------------------------------------------------------------- parsing */

struct part {
	char	 unit;
	int64_t	 max, us;	/* us: of one; 0: counted in calendars */
};

static const struct part date_parts[] = { { 'Y', MONTHS_MAX / 12, 0 },
	{ 'M', MONTHS_MAX, 0 }, { 'W', DAYS_MAX / 7, 0 },
	{ 'D', DAYS_MAX, 0 }, { 0 } };
static const struct part time_parts[] = {
	{ 'H', INT64_C(24) * DAYS_MAX, 3600 * US_PER_S },
	{ 'M', INT64_C(1440) * DAYS_MAX, 60 * US_PER_S },
	{ 'S', INT64_C(86400) * DAYS_MAX, US_PER_S }, { 0 } };

/* Tenths and less of a second, to the microsecond. */
static bool
parse_fraction(struct str s, int64_t *ret)
{
	int64_t scale = US_PER_S / 10;

	*ret = 0;
	for (size_t i = 0; i < s.len; i++, scale /= 10) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		*ret += (s.p[i] - '0') * scale;
	}
	return s.len > 0;
}

static void
add_part(const struct part *p, int64_t n, struct span *d)
{
	if (p->us > 0)
		d->us += n * p->us;
	else if (p->unit == 'Y')
		d->months += 12 * n;
	else if (p->unit == 'M')
		d->months += n;
	else
		d->days += p->unit == 'W' ? 7 * n : n;
}

/* Numbers with their units, in the order of the table. */
static bool
parse_parts(struct str s, const struct part *p, struct span *d)
{
	size_t from = 0;

	for (size_t i = 0; i < s.len; i++) {
		struct str digits = str_sub(s, from, i - from);
		ptrdiff_t dot = str_chr(digits, '.');
		int64_t n, fraction = 0;

		if ((s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '.')
			continue;
		while (p->unit != 0 && p->unit != s.p[i])
			p++;
		if (p->unit == 0 || (dot >= 0 && (p->unit != 'S' ||
		    !parse_fraction(str_sub(digits, (size_t)dot + 1,
		    digits.len), &fraction))))
			return false;
		if (dot >= 0)
			digits = str_sub(digits, 0, (size_t)dot);
		if (parse_int(digits, 0, p->max, &n) < 0)
			return false;
		add_part(p++, n, d);
		d->us += fraction;
		from = i + 1;
	}
	return s.len > 0 && from == s.len;
}

bool
span_parse(struct str s, struct span *ret)
{
	struct span d = { 0 };
	ptrdiff_t t = str_chr(s, 'T');
	struct str day = str_sub(s, 1, t < 0 ? s.len : (size_t)t - 1);

	if (!str_starts(s, "P"))
		return false;
	if (calendar_working_days(s, &d.working_days)) {
		*ret = d;
		return true;
	}
	if (t < 0 ? !parse_parts(day, date_parts, &d) :
	    (day.len > 0 && !parse_parts(day, date_parts, &d)) ||
	    !parse_parts(str_sub(s, (size_t)t + 1, s.len), time_parts, &d))
		return false;
	/* The sums too, so that what write_span() says is read again. */
	if (d.months > MONTHS_MAX || d.days > DAYS_MAX || d.us > TIME_US_MAX)
		return false;
	*ret = d;
	return true;
}

/* ------------------------------------------------------------------ adding */

static void
zone_of(const struct bpmn_env *env, struct temporal_zone *ret)
{
	const struct tz *tz = env->zone.len > 0 ? tz_find(env->zone) : NULL;

	*ret = (struct temporal_zone){ .kind = ZONE_OFFSET };
	if (tz != NULL)
		*ret = (struct temporal_zone){ .kind = ZONE_NAMED, .tz = tz };
}

bool
span_instant(const struct bpmn_env *env, struct temporal_datetime t,
    int64_t *ret)
{
	temporal_ns ns;

	if (t.time.zone.kind == ZONE_NONE)
		zone_of(env, &t.time.zone);
	ns = temporal_instant(&t) / 1000;
	if (ns <= 0 || ns > YEARS_US_MAX)
		return false;
	*ret = (int64_t)ns;
	return true;
}

bool
span_local(const struct bpmn_env *env, int64_t us,
    struct temporal_datetime *ret)
{
	struct temporal_zone zone;

	zone_of(env, &zone);
	return temporal_at((temporal_ns)us * 1000, &zone, ret);
}

/* The day moves, the time of day stays. */
static bool
move_day(const struct bpmn_env *env, const struct span *d, int64_t times,
    struct civil *day)
{
	int64_t months, days, working;
	int32_t at;

	if (__builtin_mul_overflow(d->months, times, &months) ||
	    __builtin_mul_overflow(d->days, times, &days) ||
	    __builtin_mul_overflow(d->working_days, times, &working) ||
	    months > MONTHS_MAX || days > DAYS_MAX)
		return false;
	if ((months > 0 && !civil_add_months(*day, months, day)) ||
	    (days > 0 && !civil_add_days(*day, days, day)))
		return false;
	if (working == 0)
		return true;
	return calendar_add(env->calendar, (int32_t)civil_to_days(*day),
	    working, &at, NULL) == 0 && civil_from_days(at, day);
}

bool
span_add(const struct bpmn_env *env, int64_t from_us, const struct span *d,
    int64_t times, int64_t *ret)
{
	struct temporal_datetime t;
	int64_t at = from_us, us;

	if (__builtin_mul_overflow(d->us, times, &us))
		return false;
	if (times > 0 && (d->months | d->days | d->working_days) != 0 &&
	    (!span_local(env, from_us, &t) ||
	    !move_day(env, d, times, &t.date) || !span_instant(env, t, &at)))
		return false;
	if (__builtin_add_overflow(at, us, &at) || at <= 0 ||
	    at > YEARS_US_MAX)
		return false;
	*ret = at;
	return true;
}

/* ------------------------------------------------------------------ cycles */

/* Cut s at its first slash; the rest goes to *ret. */
static struct str
cut(struct str s, struct str *ret)
{
	ptrdiff_t i = str_chr(s, '/');

	*ret = i < 0 ? STR_NULL : str_sub(s, (size_t)i + 1, s.len);
	return i < 0 ? s : str_sub(s, 0, (size_t)i);
}

static bool
parse_period(struct str first, struct str second, struct cycle *c)
{
	temporal_ns ns;

	if (span_parse(first, &c->period)) {
		c->has_end = second.p != NULL;
		return !c->has_end || temporal_parse_datetime(second, &c->end);
	}
	c->has_start = true;
	if (second.p == NULL || !temporal_parse_datetime(first, &c->start))
		return false;
	if (span_parse(second, &c->period))
		return true;
	if (!temporal_parse_datetime(second, &c->end) ||
	    !temporal_datetime_diff(&c->end, &c->start, &ns) || ns < 0 ||
	    ns / 1000 > YEARS_US_MAX)
		return false;
	c->period = (struct span){ .us = (int64_t)(ns / 1000) };
	return true;
}

bool
cycle_parse(struct str s, struct cycle *ret)
{
	struct cycle c = { .count = -1 };
	struct str first, second, count;

	if (str_starts(s, "R")) {
		count = cut(str_sub(s, 1, s.len), &s);
		if (s.p == NULL || (count.len > 0 && (count.p[0] < '0' ||
		    parse_int(count, 0, INT32_MAX, &c.count) < 0)))
			return false;
		first = cut(s, &second);
	} else {
		first = s;
		second = STR_NULL;
	}
	if (!parse_period(first, second, &c) || (c.period.us < PERIOD_US_MIN &&
	    (c.period.months | c.period.days | c.period.working_days) == 0))
		return false;
	*ret = c;
	return true;
}

/* Is the k-th occurrence before then?  One beyond the calendar is not. */
static bool
is_before(const struct bpmn_env *env, const struct cycle *c, int64_t start_us,
    int64_t k, int64_t then_us)
{
	int64_t at;

	return span_add(env, start_us, &c->period, k, &at) && at < then_us;
}

bool
cycle_seek(const struct bpmn_env *env, const struct cycle *c, int64_t at_us,
    int64_t *ret_k, int64_t *ret_us)
{
	int64_t start, low = 0, high = 1;

	if (!span_instant(env, c->start, &start))
		return false;
	while (is_before(env, c, start, high, at_us))
		high *= 2;
	while (low < high) {
		int64_t mid = low + (high - low) / 2;

		if (is_before(env, c, start, mid, at_us))
			low = mid + 1;
		else
			high = mid;
	}
	*ret_k = low;
	return span_add(env, start, &c->period, low, ret_us);
}

static void
write_span(struct buf *out, const struct span *d)
{
	if (d->working_days > 0) {
		buf_printf(out, "P%" PRId64 "WD", d->working_days);
		return;
	}
	buf_puts(out, "P");
	if (d->months > 0)
		buf_printf(out, "%" PRId64 "M", d->months);
	if (d->days > 0)
		buf_printf(out, "%" PRId64 "D", d->days);
	if (d->us > 0)
		buf_printf(out, "T%" PRId64 ".%06" PRId64 "S",
		    d->us / US_PER_S, d->us % US_PER_S);
}

struct str
cycle_from(struct arena *a, const struct cycle *c, int64_t start_us)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct temporal_zone utc = { .kind = ZONE_OFFSET };
	struct temporal_datetime t;

	buf_puts(&out, "R");
	if (c->count >= 0)
		buf_printf(&out, "%" PRId64, c->count);
	buf_puts(&out, "/");
	if (temporal_at((temporal_ns)start_us * 1000, &utc, &t))
		temporal_format_datetime(&t, &out);
	buf_puts(&out, "/");
	write_span(&out, &c->period);
	return arena_str(a, buf_view(&out));
}
