/*
 * test_temporal.c - dates, times and durations of FEEL.
 */
#include "tests/unit/tap.h"
#include "workflows/feel/temporal.h"

/* Parse and print again; "-" when it is refused. */
static struct str
again(const char *kind, const char *text, struct buf *b)
{
	struct str s = str_of(text);
	struct civil d;
	struct temporal_time t;
	struct temporal_datetime dt;
	struct temporal_duration u;

	buf_reset(b);
	if (*kind == 'd' && temporal_parse_date(s, &d))
		temporal_format_date(d, b);
	else if (*kind == 't' && temporal_parse_time(s, &t))
		temporal_format_time(&t, b);
	else if (*kind == 'T' && temporal_parse_datetime(s, &dt))
		temporal_format_datetime(&dt, b);
	else if (*kind == 'P' && temporal_parse_duration(s, &u) && u.is_months)
		temporal_format_months(u.months, b);
	else if (*kind == 'P' && temporal_parse_duration(s, &u))
		temporal_format_ns(u.ns, b);
	else
		buf_puts(b, "-");
	return buf_view(b);
}

static void
test_accepted(void)
{
	/* kind, text, printed again (NULL: the same) */
	static const char *const c[][3] = {
		{ "d", "2012-12-25" }, { "d", "-2012-02-29" },
		{ "d", "999999999-12-31" }, { "d", "-999999999-01-01" },
		{ "d", "0000-01-01" }, { "d", "12345-01-01" },
		{ "t", "00:00:00" }, { "t", "24:00:00", "00:00:00" },
		{ "t", "10:20:30.5" }, { "t", "10:20:30.120", "10:20:30.12" },
		{ "t", "10:20:30.000000001Z" }, { "t", "10:20:30+01:00" },
		{ "t", "10:20:30-18:00" }, { "t", "10:20:30-00:00",
		    "10:20:30Z" }, { "t", "23:59:00z", "23:59:00Z" },
		{ "t", "10:20:30+05:30:15" }, { "t", "10:20:30@Europe/Paris" },
		{ "T", "2012-12-24", "2012-12-24T00:00:00" },
		{ "T", "2017-12-31T24:00:00", "2018-01-01T00:00:00" },
		{ "T", "-2017-12-31T11:22:33.456+01:35" },
		{ "T", "999999999-12-31T23:59:59.999999999@Europe/Paris" },
		{ "T", "2011-12-31T10:15:30@Etc/UTC" },
		{ "P", "P1DT2H3M4.5S" }, { "P", "-P1D" }, { "P", "PT0S" },
		{ "P", "P0D", "PT0S" }, { "P", "PT36H", "P1DT12H" },
		{ "P", "PT0.000000001S" }, { "P", "P1Y2M" },
		{ "P", "P26M", "P2Y2M" }, { "P", "-P13M", "-P1Y1M" },
		{ "P", "P0Y", "P0M" }, { "P", "PT1000M", "PT16H40M" },
		{ "P", "P999999999M", "P83333333Y3M" },
	};
	_cleanup_(buf_done) struct buf b = BUF_INIT;

	for (size_t i = 0; i < ARRAY_LEN(c); i++)
		is_str(again(c[i][0], c[i][1], &b),
		    c[i][2] == NULL ? c[i][1] : c[i][2], c[i][1]);
}

static void
test_refused(void)
{
	static const char *const c[][2] = {
		{ "d", "" }, { "d", "2012-12-25T00:00:00" },
		{ "d", "998-12-31" },
		{ "d", "01211-12-31" }, { "d", "+99999-12-01" },
		{ "d", "9999999999-12-27" }, { "d", "2017-13-10" },
		{ "d", "2017-02-29" }, { "d", "2017-00-10" },
		{ "d", "2017-12-1" }, { "d", "2017-12-01Z" },
		{ "d", " 2017-12-01" }, { "d", "-0000-01-01" },
		{ "t", "24:00:01" }, { "t", "25:00:00" }, { "t", "00:60:00" },
		{ "t", "00:00:60" }, { "t", "7:00:00" }, { "t", "07:1:00" },
		{ "t", "07:01:2" }, { "t", "07:01" }, { "t", "10:20:30." },
		{ "t", "10:20:30.1234567891" }, { "t", "13:20:00@xyz/abc" },
		{ "t", "13:20:00+19:00" }, { "t", "13:20:00-18:00:01" },
		{ "t", "13:20:00+5:00" }, { "t", "13:20:00+05:0" },
		{ "t", "13:20:00+02:00@Europe/Paris" }, { "t", "13:20:00y" },
		{ "t", "T13:20:00" }, { "t", "13:20:00Z " },
		{ "T", "11:00:00" }, { "T", "2011-12-0310:15:30" },
		{ "T", "2017-12-31T" }, { "T", "2017-12-31t10:00:00" },
		{ "T", "2017-12-31T7:20" }, { "T", "2017-12-31Z" },
		{ "T", "999999999-12-31T24:00:00" },
		{ "P", "P" }, { "P", "PT" }, { "P", "P1DT" }, { "P", "1D" },
		{ "P", "P1Y2M3D" }, { "P", "P1YT1H" }, { "P", "P1H" },
		{ "P", "PT1S1M" }, { "P", "P1.5D" }, { "P", "PT1.0M" },
		{ "P", "P-1D" }, { "P", "PT1.S" }, { "P", "P1M1Y" },
		{ "P", "P99999999999999999999D" }, { "P", "+P1D" },
		{ "P", "P1D " }, { "P", "PT1H1H" },
	};
	_cleanup_(buf_done) struct buf b = BUF_INIT;

	for (size_t i = 0; i < ARRAY_LEN(c); i++)
		is_str(again(c[i][0], c[i][1], &b), "-", c[i][1]);
}

static struct temporal_datetime
dt(const char *text)
{
	struct temporal_datetime t = { 0 };

	ok(temporal_parse_datetime(str_of(text), &t), "parse %s", text);
	return t;
}

static int
cmp(const char *a, const char *b)
{
	struct temporal_datetime x = dt(a), y = dt(b);
	int order;

	return temporal_cmp_datetime(&x, &y, &order) ? order : 9;
}

static void
test_order(void)
{
	struct temporal_time a, b;
	int order;

	ok(cmp("2020-01-01T12:00:00Z", "2020-01-01T13:00:00+01:00") == 0,
	    "the same instant");
	ok(cmp("2020-07-01T14:00:00@Europe/Madrid", "2020-07-01T12:00:00Z")
	    == 0, "in a zone in summer");
	ok(cmp("2020-01-01T12:00:00", "2020-01-01T12:00:00Z") == 9,
	    "with and without a zone");
	ok(cmp("-0001-01-01T00:00:00", "0001-01-01T00:00:00") < 0, "years");
	(void)temporal_parse_time(STR("10:00:00@Etc/UTC"), &a);
	(void)temporal_parse_time(STR("11:00:00+01:00"), &b);
	ok(temporal_cmp_time(&a, &b, &order) && order == 0 &&
	    !temporal_same_time(&a, &b), "equal times, not the same");
}

static void
is_moved(const char *from, temporal_ns ns, const char *expected)
{
	_cleanup_(buf_done) struct buf b = BUF_INIT;
	struct temporal_datetime t = dt(from);

	if (temporal_datetime_add_ns(&t, ns, &t))
		temporal_format_datetime(&t, &b);
	is_str(buf_view(&b), expected, expected);
}

static void
test_moves(void)
{
	const temporal_ns hour = 3600 * TEMPORAL_NS;
	struct temporal_time t = { .hour = 1 };
	struct civil d = { 2020, 1, 1 };
	temporal_ns ns;

	is_moved("2020-02-28T23:00:00", 2 * hour, "2020-02-29T01:00:00");
	is_moved("2020-01-01T00:00:00+01:00", -1,
	    "2019-12-31T23:59:59.999999999+01:00");
	is_moved("2026-03-29T01:30:00@Europe/Madrid", hour,
	    "2026-03-29T03:30:00@Europe/Madrid");
	is_moved("2026-10-25T02:30:00@Europe/Madrid", 25 * hour,
	    "2026-10-26T02:30:00@Europe/Madrid");
	is_moved("999999999-12-31T23:00:00", hour, "");
	is_moved("2020-01-01T00:00:00", (temporal_ns)1 << 120, "");
	t = temporal_time_add_ns(&t, -50 * hour);
	ok(t.hour == 23, "times go around midnight");
	ok(temporal_date_add_ns(d, -1, &d) && d.year == 2019 && d.day == 31,
	    "a date moves by whole days, downwards");
	ok(temporal_months_between((struct civil){ 2014, 12, 31 },
	    (struct civil){ 2019, 10, 1 }) == 57, "P4Y9M");
	ok(temporal_months_between((struct civil){ 2020, 3, 15 },
	    (struct civil){ 2020, 1, 16 }) == -1, "towards zero");
	ok(temporal_ns_mul(hour, dec128_make(15, -1), &ns) &&
	    ns == hour * 3 / 2, "PT1H * 1.5");
	ok(!temporal_ns_mul(hour, dec128_make(1, 30), &ns), "too long");
	ok(!temporal_ns_div(hour, DEC128_ZERO, &ns), "PT1H / 0");
}

static void
test_parts(void)
{
	_cleanup_(buf_done) struct buf b = BUF_INIT;
	struct temporal_datetime t = dt("2020-07-01T10:20:30.25@Europe/Madrid");
	temporal_ns ns = -(TEMPORAL_DAY_NS * 3 + 3661 * TEMPORAL_NS + 5);
	int32_t offset = 0;

	dec128_format(temporal_second(&t.time), &b);
	is_str(buf_view(&b), "30.25", "seconds with their fraction");
	ok(temporal_datetime_offset(&t, &offset) && offset == 7200, "offset");
	ok(!temporal_time_offset(&t.time, &offset), "a time of day has none");
	is_str(temporal_zone_name(&t.time.zone), "Europe/Madrid", "zone");
	buf_reset(&b);
	for (int i = PART_DAYS; i <= PART_SECONDS; i++) {
		dec128_format(temporal_ns_part(ns, (enum temporal_part)i), &b);
		buf_putc(&b, ' ');
	}
	is_str(buf_view(&b), "-3 -1 -1 -1.000000005 ", "parts of a duration");
	t.time.zone.kind = ZONE_NONE;
	ok(temporal_make_time(23, 59, dec128_make(59999, -3), &t.time) &&
	    t.time.ns == 999000000, "23:59:59.999");
	ok(!temporal_make_time(23, 59, dec128_int(60), &t.time), "23:59:60");
	ok(!temporal_make_time(24, 0, DEC128_ZERO, &t.time), "24:00:00");
}

int
main(void)
{
	test_accepted();
	test_refused();
	test_order();
	test_moves();
	test_parts();
	return done_testing();
}
