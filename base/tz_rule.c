/*
 * tz_rule.c - daylight saving time by the rules of POSIX.
 */
#include <ctype.h>
#include <errno.h>

#include "base/civil.h"
#include "base/tz_rule.h"

#define DAY	86400
#define HOURS_MAX 167

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
	if (peek(sc) != c)
		return false;
	sc->i++;
	return true;
}

static int
scan_number(struct scan *sc, int min, int max, int *ret)
{
	int v = 0, digits = 0;

	for (; isdigit((unsigned char)peek(sc)) && digits < 4; digits++)
		v = v * 10 + (sc->s.p[sc->i++] - '0');
	if (digits == 0 || v < min || v > max)
		return -EINVAL;
	*ret = v;
	return 0;
}

/* Letters, or anything in angle brackets. */
static int
skip_name(struct scan *sc)
{
	size_t from = sc->i;

	if (accept(sc, '<')) {
		while (peek(sc) != '\0' && peek(sc) != '>')
			sc->i++;
		return accept(sc, '>') ? 0 : -EINVAL;
	}
	while (isalpha((unsigned char)peek(sc)))
		sc->i++;
	return sc->i - from >= 3 ? 0 : -EINVAL;
}

static int
scan_time(struct scan *sc, int32_t *ret)
{
	bool negative = accept(sc, '-');
	int hour, minute = 0, second = 0;

	if (!negative)
		(void)accept(sc, '+');
	if (scan_number(sc, 0, HOURS_MAX, &hour) < 0)
		return -EINVAL;
	if (accept(sc, ':') && scan_number(sc, 0, 59, &minute) < 0)
		return -EINVAL;
	if (accept(sc, ':') && scan_number(sc, 0, 59, &second) < 0)
		return -EINVAL;
	*ret = hour * 3600 + minute * 60 + second;
	if (negative)
		*ret = -*ret;
	return 0;
}

static int
scan_day(struct scan *sc, struct tz_day *d)
{
	if (!accept(sc, ','))
		return -EINVAL;
	d->seconds = 2 * 3600;
	if (accept(sc, 'M')) {
		d->kind = 'M';
		if (scan_number(sc, 1, 12, &d->month) < 0 ||
		    !accept(sc, '.') || scan_number(sc, 1, 5, &d->week) < 0 ||
		    !accept(sc, '.') || scan_number(sc, 0, 6, &d->day) < 0)
			return -EINVAL;
	} else if (accept(sc, 'J')) {
		d->kind = 'J';
		if (scan_number(sc, 1, 365, &d->day) < 0)
			return -EINVAL;
	} else {
		d->kind = 'N';
		if (scan_number(sc, 0, 365, &d->day) < 0)
			return -EINVAL;
	}
	return accept(sc, '/') ? scan_time(sc, &d->seconds) : 0;
}

int
tz_rule_parse(struct str s, struct tz_rule *ret)
{
	struct scan sc = { .s = s };
	struct tz_rule r = { 0 };

	/* POSIX counts westwards. */
	if (skip_name(&sc) < 0 || scan_time(&sc, &r.standard) < 0)
		return -EINVAL;
	r.standard = -r.standard;
	if (sc.i < s.len) {
		r.has_summer = true;
		r.summer = -r.standard - 3600;
		if (skip_name(&sc) < 0 || (peek(&sc) != ',' &&
		    scan_time(&sc, &r.summer) < 0))
			return -EINVAL;
		r.summer = -r.summer;
		if (scan_day(&sc, &r.start) < 0 || scan_day(&sc, &r.end) < 0)
			return -EINVAL;
	}
	if (sc.i != s.len)
		return -EINVAL;
	*ret = r;
	return 0;
}

/* The change in that year, in seconds since 1970 of the local clock. */
static int64_t
change_in(const struct tz_day *d, int32_t year)
{
	struct civil c = { year, 1, 1 };
	int64_t days;

	if (d->kind == 'M') {
		int first, last;
		c.month = (uint8_t)d->month;
		last = civil_month_days(year, d->month);
		first = (d->day - civil_weekday(c) % 7 + 7) % 7 + 1;
		first += 7 * (d->week - 1);
		c.day = (uint8_t)(first > last ? first - 7 : first);
		days = civil_to_days(c);
	} else {
		days = civil_to_days(c) + d->day;
		/* J counts from 1 and never counts 29 February. */
		if (d->kind == 'J' && (d->day < 60 || !civil_is_leap(year)))
			days--;
	}
	return days * DAY + d->seconds;
}

int32_t
tz_rule_offset(const struct tz_rule *r, int64_t utc)
{
	struct civil c;
	int64_t local = utc + r->standard, start, end;
	bool is_summer;

	if (!r->has_summer ||
	    !civil_from_days(local / DAY - (local % DAY < 0), &c))
		return r->standard;
	start = change_in(&r->start, c.year) - r->standard;
	end = change_in(&r->end, c.year) - r->summer;
	is_summer = start < end ? utc >= start && utc < end :
	    utc >= start || utc < end;
	return is_summer ? r->summer : r->standard;
}
