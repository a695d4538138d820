/*
 * cron.c - cron expressions as bit sets.
 */
#include "base/civil.h"
#include "workflows/bpmn/cron.h"

#define DAY		86400
#define DAYS_MAX	(9 * 366)	/* 29 February may skip eight years */

static const char *const months[] = { "JAN", "FEB", "MAR", "APR", "MAY",
	"JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC" };
static const char *const weekdays[] = { "SUN", "MON", "TUE", "WED", "THU",
	"FRI", "SAT" };

struct field {
	int			 min, max;
	const char *const	*names;
	int			 n_names, first;
};

static bool
is_name(struct str s, const char *name)
{
	if (s.len != 3)
		return false;
	for (size_t i = 0; i < 3; i++) {
		if ((s.p[i] & ~0x20) != name[i])
			return false;
	}
	return true;
}

static bool
read_number(struct str s, const struct field *f, int *ret)
{
	int64_t v;

	for (int i = 0; i < f->n_names; i++) {
		if (is_name(s, f->names[i])) {
			*ret = f->first + i;
			return true;
		}
	}
	if (parse_int(s, f->min, f->max, &v) < 0)
		return false;
	*ret = (int)v;
	return true;
}

/* "*", "5", "1-5", each with an optional "/2". */
static bool
read_part(struct str s, const struct field *f, uint64_t *bits)
{
	ptrdiff_t slash = str_chr(s, '/'), dash;
	int low, high;
	int64_t step = 1;

	if (slash >= 0) {
		if (parse_int(str_sub(s, (size_t)slash + 1, s.len), 1, 60,
		    &step) < 0)
			return false;
		s = str_sub(s, 0, (size_t)slash);
	}
	dash = str_chr(s, '-');
	if (str_is(s, "*") || str_is(s, "?")) {
		low = f->min;
		high = f->max;
	} else if (dash > 0) {
		if (!read_number(str_sub(s, 0, (size_t)dash), f, &low) ||
		    !read_number(str_sub(s, (size_t)dash + 1, s.len), f,
		    &high))
			return false;
	} else {
		if (!read_number(s, f, &low))
			return false;
		high = slash >= 0 ? f->max : low;
	}
	for (int64_t i = low; i <= high; i += step)
		*bits |= UINT64_C(1) << i;
	return low <= high;
}

static bool
read_field(struct str s, const struct field *f, uint64_t *ret)
{
	uint64_t bits = 0;

	while (s.len > 0) {
		ptrdiff_t comma = str_chr(s, ',');
		size_t n = comma < 0 ? s.len : (size_t)comma;

		if (!read_part(str_sub(s, 0, n), f, &bits))
			return false;
		s = str_sub(s, n + 1, s.len);
	}
	*ret = bits;
	return bits != 0;
}

static bool
is_any(struct str s)
{
	return str_is(s, "*") || str_is(s, "?");
}

/* Split at blanks; the number of fields, or 0 when there are too many. */
static size_t
split(struct str s, struct str *fields)
{
	size_t n = 0, i = 0;

	while (i < s.len) {
		size_t from = i;

		while (i < s.len && s.p[i] != ' ' && s.p[i] != '\t')
			i++;
		if (i > from) {
			if (n == 6)
				return 0;
			fields[n++] = str_sub(s, from, i - from);
		}
		i++;
	}
	return n;
}

bool
cron_parse(struct str s, struct cron *ret)
{
	static const struct field second = { 0, 59, NULL, 0, 0 },
	    hour = { 0, 23, NULL, 0, 0 }, day = { 1, 31, NULL, 0, 0 },
	    month = { 1, 12, months, 12, 1 },
	    weekday = { 0, 7, weekdays, 7, 0 };
	struct str all[6], *f = all;
	uint64_t h, d, m, w;
	size_t n = split(s, all);

	*ret = (struct cron){ .seconds = 1 };
	if (n != 5 && n != 6)
		return false;
	if (n == 6 && !read_field(*f++, &second, &ret->seconds))
		return false;
	if (!read_field(f[0], &second, &ret->minutes) ||
	    !read_field(f[1], &hour, &h) || !read_field(f[2], &day, &d) ||
	    !read_field(f[3], &month, &m) || !read_field(f[4], &weekday, &w))
		return false;
	ret->hours = (uint32_t)h;
	ret->days = (uint32_t)d;
	ret->months = (uint32_t)m;
	ret->weekdays = (uint32_t)(w | (w >> 7 & 1));	/* 7 is Sunday too */
	ret->is_any_day = is_any(f[2]);
	ret->is_any_weekday = is_any(f[4]);
	return true;
}

static bool
day_fits(const struct cron *c, struct civil d)
{
	bool is_day = (c->days >> d.day & 1) != 0;
	bool is_weekday = (c->weekdays >> (civil_weekday(d) % 7) & 1) != 0;

	if ((c->months >> d.month & 1) == 0)
		return false;
	if (!c->is_any_day && !c->is_any_weekday)
		return is_day || is_weekday;
	return is_day && is_weekday;
}

/* The first second of a day, from one on, that fits; -1 when none does. */
static int
second_of_day(const struct cron *c, int from)
{
	for (int h = from / 3600; h < 24; h++) {
		if ((c->hours >> h & 1) == 0)
			continue;
		for (int m = 0; m < 60; m++) {
			if ((c->minutes >> m & 1) == 0 ||
			    h * 3600 + m * 60 + 59 < from)
				continue;
			for (int s = 0; s < 60; s++) {
				int at = h * 3600 + m * 60 + s;

				if ((c->seconds >> s & 1) != 0 && at >= from)
					return at;
			}
		}
	}
	return -1;
}

bool
cron_next(const struct cron *c, int64_t after, int64_t *ret)
{
	int64_t from = after + 1;
	int64_t day = from / DAY - (from % DAY < 0);
	int second = (int)(from - day * DAY);

	for (int i = 0; i < DAYS_MAX; i++, day++, second = 0) {
		struct civil d;
		int at;

		if (!civil_from_days(day, &d))
			return false;
		if (!day_fits(c, d))
			continue;
		at = second_of_day(c, second);
		if (at >= 0) {
			*ret = day * DAY + at;
			return true;
		}
	}
	return false;
}
