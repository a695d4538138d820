/*
 * temporal_parse.c - dates, times and durations from text.
 *
 * The forms of XML Schema part 2 and of FEEL's "@zone", exactly: no white
 * space, no missing digits, no plus before a year.
 */
#include <ctype.h>

#include "workflows/feel/temporal.h"

#define YEAR_DIGITS_MAX		9
#define NUMBER_DIGITS_MAX	18
/* Far above the distance of any two dates, far below an overflow. */
#define NS_MAX			((temporal_ns)INT64_MAX * TEMPORAL_NS)

struct scan {
	struct str	 s;
	size_t		 i;
};

static char
peek(const struct scan *sc)
{
	return sc->i < sc->s.len ? sc->s.p[sc->i] : '\0';
}

static bool
accept(struct scan *sc, char c)
{
	if (sc->i == sc->s.len || sc->s.p[sc->i] != c)
		return false;
	sc->i++;
	return true;
}

static bool
at_end(const struct scan *sc)
{
	return sc->i == sc->s.len;
}

static bool
is_digit(const struct scan *sc)
{
	return isdigit((unsigned char)peek(sc)) != 0;
}

/* Exactly two digits, at most max. */
static bool
two_digits(struct scan *sc, int max, uint8_t *ret)
{
	int v;

	if (sc->s.len - sc->i < 2 || !is_digit(sc) ||
	    !isdigit((unsigned char)sc->s.p[sc->i + 1]))
		return false;
	v = (sc->s.p[sc->i] - '0') * 10 + (sc->s.p[sc->i + 1] - '0');
	sc->i += 2;
	*ret = (uint8_t)v;
	return v <= max;
}

static bool
scan_date(struct scan *sc, struct civil *ret)
{
	bool negative = accept(sc, '-');
	size_t from = sc->i;
	int64_t year = 0;
	uint8_t month, day;

	for (; is_digit(sc) && sc->i - from < YEAR_DIGITS_MAX; sc->i++)
		year = year * 10 + (peek(sc) - '0');
	if (sc->i - from < 4 || (sc->i - from > 4 && sc->s.p[from] == '0') ||
	    (negative && year == 0))
		return false;
	if (negative)
		year = -year;
	if (!accept(sc, '-') || !two_digits(sc, 12, &month) ||
	    !accept(sc, '-') || !two_digits(sc, 31, &day) ||
	    !civil_valid(year, month, day))
		return false;
	*ret = (struct civil){ (int32_t)year, month, day };
	return true;
}

/* "." and one to nine digits, or nothing. */
static bool
scan_fraction(struct scan *sc, uint32_t *ret)
{
	uint32_t ns = 0, unit = TEMPORAL_NS;

	*ret = 0;
	if (!accept(sc, '.'))
		return true;
	if (!is_digit(sc))
		return false;
	for (; is_digit(sc); sc->i++) {
		if (unit == 1)
			return false;
		unit /= 10;
		ns += (uint32_t)(peek(sc) - '0') * unit;
	}
	*ret = ns;
	return true;
}

static bool
scan_offset(struct scan *sc, struct temporal_zone *ret)
{
	bool negative = peek(sc) == '-';
	uint8_t hours, minutes, seconds = 0;
	int32_t offset;

	sc->i++;
	if (!two_digits(sc, 18, &hours) || !accept(sc, ':') ||
	    !two_digits(sc, 59, &minutes))
		return false;
	if (accept(sc, ':') && !two_digits(sc, 59, &seconds))
		return false;
	offset = hours * 3600 + minutes * 60 + seconds;
	if (offset > TEMPORAL_OFFSET_MAX)
		return false;
	ret->kind = ZONE_OFFSET;
	ret->offset = negative ? -offset : offset;
	return true;
}

/* The rest of the text: nothing, "Z" (the examples of the standard have "z"
 * too), an offset or a zone. */
static bool
scan_zone(struct scan *sc, struct temporal_zone *ret)
{
	*ret = (struct temporal_zone){ .kind = ZONE_NONE };
	if (at_end(sc))
		return true;
	if (accept(sc, 'Z') || accept(sc, 'z')) {
		ret->kind = ZONE_OFFSET;
		return at_end(sc);
	}
	if (peek(sc) == '+' || peek(sc) == '-')
		return scan_offset(sc, ret) && at_end(sc);
	if (!accept(sc, '@'))
		return false;
	ret->kind = ZONE_NAMED;
	ret->tz = tz_find(str_sub(sc->s, sc->i, sc->s.len));
	return ret->tz != NULL;
}

/* *ret_next_day: it was 24:00:00, the end of the day. */
static bool
scan_time(struct scan *sc, struct temporal_time *ret, bool *ret_next_day)
{
	struct temporal_time t;

	if (!two_digits(sc, 24, &t.hour) || !accept(sc, ':') ||
	    !two_digits(sc, 59, &t.minute) || !accept(sc, ':') ||
	    !two_digits(sc, 59, &t.second) || !scan_fraction(sc, &t.ns) ||
	    !scan_zone(sc, &t.zone))
		return false;
	*ret_next_day = t.hour == 24;
	if (t.hour == 24) {
		if (t.minute != 0 || t.second != 0 || t.ns != 0)
			return false;
		t.hour = 0;
	}
	*ret = t;
	return true;
}

bool
temporal_parse_date(struct str s, struct civil *ret)
{
	struct scan sc = { .s = s };
	struct civil c;

	if (!scan_date(&sc, &c) || !at_end(&sc))
		return false;
	*ret = c;
	return true;
}

bool
temporal_parse_time(struct str s, struct temporal_time *ret)
{
	struct scan sc = { .s = s };
	bool next_day;

	return scan_time(&sc, ret, &next_day);
}

bool
temporal_parse_datetime(struct str s, struct temporal_datetime *ret)
{
	struct scan sc = { .s = s };
	struct temporal_datetime t = { 0 };
	bool next_day = false;

	if (!scan_date(&sc, &t.date))
		return false;
	if (!at_end(&sc) &&
	    (!accept(&sc, 'T') || !scan_time(&sc, &t.time, &next_day)))
		return false;
	if (next_day && !civil_add_days(t.date, 1, &t.date))
		return false;
	*ret = t;
	return true;
}

static bool
scan_number(struct scan *sc, int64_t *ret)
{
	int64_t v = 0;
	size_t from = sc->i;

	for (; is_digit(sc) && sc->i - from < NUMBER_DIGITS_MAX; sc->i++)
		v = v * 10 + (peek(sc) - '0');
	*ret = v;
	return sc->i > from && !is_digit(sc);
}

/* Numbers with units, in the order of the units, each at most once. */
static bool
scan_units(struct scan *sc, const char *units, const int64_t *sizes,
    temporal_ns *sum)
{
	bool any = false;

	while (is_digit(sc)) {
		uint32_t ns = 0;
		int64_t v;
		bool has_fraction;
		if (!scan_number(sc, &v))
			return false;
		has_fraction = peek(sc) == '.';
		if (!scan_fraction(sc, &ns))
			return false;
		while (*units != '\0' && *units != peek(sc)) {
			units++;
			sizes++;
		}
		if (*units == '\0' || (has_fraction && *units != 'S'))
			return false;
		*sum += (temporal_ns)v * *sizes + ns;
		any = true;
		units++;
		sizes++;
		sc->i++;
	}
	return any;
}

static bool
scan_duration(struct scan *sc, struct temporal_duration *ret)
{
	static const int64_t months[] = { 12, 1 }, days[] = { TEMPORAL_DAY_NS },
	    times[] = { 3600 * TEMPORAL_NS, 60 * TEMPORAL_NS, TEMPORAL_NS };
	bool negative = accept(sc, '-');
	temporal_ns sum = 0;
	size_t from;

	if (!accept(sc, 'P'))
		return false;
	from = sc->i;
	if (scan_units(sc, "YM", months, &sum) && at_end(sc)) {
		ret->is_months = true;
		if (sum > INT64_MAX)
			return false;
		ret->months = (int64_t)(negative ? -sum : sum);
		return true;
	}
	sc->i = from;
	sum = 0;
	if (is_digit(sc) && !scan_units(sc, "D", days, &sum))
		return false;
	if (accept(sc, 'T') && !scan_units(sc, "HMS", times, &sum))
		return false;
	ret->is_months = false;
	ret->ns = negative ? -sum : sum;
	return sc->i > from && at_end(sc) && sum <= NS_MAX;
}

bool
temporal_parse_duration(struct str s, struct temporal_duration *ret)
{
	struct scan sc = { .s = s };
	struct temporal_duration d = { 0 };

	if (!scan_duration(&sc, &d))
		return false;
	*ret = d;
	return true;
}
