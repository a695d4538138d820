/*
 * temporal_format.c - dates, times and durations as text.
 */
#include "workflows/feel/temporal.h"

void
temporal_format_date(struct civil d, struct buf *out)
{
	int64_t year = d.year < 0 ? -(int64_t)d.year : d.year;

	buf_printf(out, "%s%04lld-%02d-%02d", d.year < 0 ? "-" : "",
	    (long long)year, d.month, d.day);
}

/* "." and the digits that count, or nothing. */
static void
format_fraction(uint32_t ns, struct buf *out)
{
	int digits = 9;

	if (ns == 0)
		return;
	for (; ns % 10 == 0; ns /= 10)
		digits--;
	buf_printf(out, ".%0*u", digits, ns);
}

static void
format_zone(const struct temporal_zone *z, struct buf *out)
{
	int32_t s = z->offset < 0 ? -z->offset : z->offset;

	if (z->kind == ZONE_NAMED) {
		buf_putc(out, '@');
		buf_str(out, tz_name(z->tz));
		return;
	}
	if (z->kind == ZONE_NONE)
		return;
	if (s == 0) {
		buf_putc(out, 'Z');
		return;
	}
	buf_printf(out, "%c%02d:%02d", z->offset < 0 ? '-' : '+', s / 3600,
	    s / 60 % 60);
	if (s % 60 != 0)
		buf_printf(out, ":%02d", s % 60);
}

void
temporal_format_time(const struct temporal_time *t, struct buf *out)
{
	buf_printf(out, "%02d:%02d:%02d", t->hour, t->minute, t->second);
	format_fraction(t->ns, out);
	format_zone(&t->zone, out);
}

void
temporal_format_datetime(const struct temporal_datetime *t, struct buf *out)
{
	temporal_format_date(t->date, out);
	buf_putc(out, 'T');
	temporal_format_time(&t->time, out);
}

void
temporal_format_months(int64_t months, struct buf *out)
{
	uint64_t m = months < 0 ? -(uint64_t)months : (uint64_t)months;

	buf_puts(out, months < 0 ? "-P" : "P");
	if (m >= 12)
		buf_printf(out, "%lluY", (unsigned long long)(m / 12));
	if (m % 12 != 0 || m == 0)
		buf_printf(out, "%lluM", (unsigned long long)(m % 12));
}

void
temporal_format_ns(temporal_ns ns, struct buf *out)
{
	unsigned __int128 v = ns < 0 ? -(unsigned __int128)ns :
	    (unsigned __int128)ns;
	uint32_t fraction = (uint32_t)(v % TEMPORAL_NS);
	unsigned long long days = (unsigned long long)(v / TEMPORAL_DAY_NS);
	unsigned s = (unsigned)(v / TEMPORAL_NS % 86400);

	if (ns == 0) {
		buf_puts(out, "PT0S");
		return;
	}
	buf_puts(out, ns < 0 ? "-P" : "P");
	if (days != 0)
		buf_printf(out, "%lluD", days);
	if (s == 0 && fraction == 0)
		return;
	buf_putc(out, 'T');
	if (s >= 3600)
		buf_printf(out, "%uH", s / 3600);
	if (s / 60 % 60 != 0)
		buf_printf(out, "%uM", s / 60 % 60);
	if (s % 60 == 0 && fraction == 0)
		return;
	buf_printf(out, "%u", s % 60);
	format_fraction(fraction, out);
	buf_putc(out, 'S');
}
