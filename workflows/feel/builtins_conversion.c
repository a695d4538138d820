/*
 * builtins_conversion.c - number(), string(), and the constructors of dates,
 * times and durations.
 */
#include "workflows/feel/ast.h"

static struct feel_value
malformed(struct feel_run *run, const char *what)
{
	return feel_fail(run, "feel.value", "this is no %s", what);
}

static struct feel_value
fn_date_from(struct feel_run *run, const struct feel_value *args, size_t n)
{
	struct civil d;

	(void)n;
	if (args[0].kind == FEEL_DATE)
		return args[0];
	if (args[0].kind == FEEL_DATE_TIME)
		return feel_date(args[0].date_time->date);
	if (temporal_parse_date(args[0].string, &d))
		return feel_date(d);
	return malformed(run, "date");
}

static struct feel_value
fn_date(struct feel_run *run, const struct feel_value *args, size_t n)
{
	int64_t y, m, d;

	(void)n;
	if (dec128_to_int(args[0].number, &y) < 0 ||
	    dec128_to_int(args[1].number, &m) < 0 ||
	    dec128_to_int(args[2].number, &d) < 0 || !civil_valid(y, m, d))
		return malformed(run, "date");
	return feel_date((struct civil){ (int32_t)y, (uint8_t)m, (uint8_t)d });
}

static struct feel_value
fn_date_time_from(struct feel_run *run, const struct feel_value *args,
    size_t n)
{
	struct temporal_datetime t;

	(void)n;
	if (args[0].kind == FEEL_DATE_TIME)
		return args[0];
	if (args[0].kind == FEEL_DATE) {
		t = (struct temporal_datetime){ .date = args[0].date,
		    .time.zone.kind = ZONE_OFFSET };
		return feel_date_time(run->arena, &t);
	}
	if (temporal_parse_datetime(args[0].string, &t))
		return feel_date_time(run->arena, &t);
	return malformed(run, "date and time");
}

static struct feel_value
fn_date_time(struct feel_run *run, const struct feel_value *args, size_t n)
{
	struct temporal_datetime t = { .time = *args[1].time };

	(void)n;
	t.date = args[0].kind == FEEL_DATE ? args[0].date :
	    args[0].date_time->date;
	return feel_date_time(run->arena, &t);
}

static struct feel_value
fn_time_from(struct feel_run *run, const struct feel_value *args, size_t n)
{
	struct temporal_time t = { .zone.kind = ZONE_OFFSET };

	(void)n;
	if (args[0].kind == FEEL_TIME)
		return args[0];
	if (args[0].kind == FEEL_DATE_TIME)
		return feel_time(run->arena, &args[0].date_time->time);
	if (args[0].kind == FEEL_DATE)
		return feel_time(run->arena, &t);
	if (temporal_parse_time(args[0].string, &t))
		return feel_time(run->arena, &t);
	return malformed(run, "time");
}

static bool
set_offset(struct temporal_time *t, struct feel_value offset)
{
	temporal_ns max = (temporal_ns)TEMPORAL_OFFSET_MAX * TEMPORAL_NS;

	if (offset.kind == FEEL_NULL)
		return true;
	if (offset.ns > max || offset.ns < -max ||
	    offset.ns % TEMPORAL_NS != 0)
		return false;
	t->zone.kind = ZONE_OFFSET;
	t->zone.offset = (int32_t)(offset.ns / TEMPORAL_NS);
	return true;
}

static struct feel_value
fn_time(struct feel_run *run, const struct feel_value *args, size_t n)
{
	struct temporal_time t = { .zone.kind = ZONE_NONE };
	int64_t hour, minute;

	(void)n;
	if (dec128_to_int(args[0].number, &hour) < 0 ||
	    dec128_to_int(args[1].number, &minute) < 0 ||
	    !temporal_make_time(hour, minute, args[2].number, &t) ||
	    !set_offset(&t, args[3]))
		return malformed(run, "time");
	return feel_time(run->arena, &t);
}

static struct feel_value
fn_duration(struct feel_run *run, const struct feel_value *args, size_t n)
{
	struct temporal_duration d;

	(void)n;
	if (args[0].kind != FEEL_STRING)
		return args[0];
	if (!temporal_parse_duration(args[0].string, &d))
		return malformed(run, "duration");
	return d.is_months ? feel_years_months(d.months) :
	    feel_days_time(d.ns);
}

static struct civil
day_of(struct feel_value v)
{
	return v.kind == FEEL_DATE ? v.date : v.date_time->date;
}

static struct feel_value
fn_years_months(struct feel_run *run, const struct feel_value *args, size_t n)
{
	(void)run;
	(void)n;
	return feel_years_months(temporal_months_between(day_of(args[0]),
	    day_of(args[1])));
}

static bool
is_separator(struct feel_value v, const char *allowed)
{
	return v.kind == FEEL_NULL || (v.string.len == 1 &&
	    strchr(allowed, v.string.p[0]) != NULL);
}

/* The plain text of a number: groups joined, a dot for decimals. */
static size_t
plain_number(char *out, struct str s, char group, char point)
{
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++) {
		if (group != 0 && s.p[i] == group)
			continue;
		if (s.p[i] == point)
			out[n++] = '.';
		else if (s.p[i] == '.')
			out[n++] = '?';
		else
			out[n++] = s.p[i];
	}
	return n;
}

static struct feel_value
fn_number(struct feel_run *run, const struct feel_value *args, size_t n)
{
	char group = args[1].kind == FEEL_STRING && args[1].string.len > 0 ?
	    args[1].string.p[0] : 0;
	char point = args[2].kind == FEEL_STRING && args[2].string.len > 0 ?
	    args[2].string.p[0] : '.';
	struct dec128 v;
	char *text;

	(void)n;
	if (!is_separator(args[1], " ,.") || !is_separator(args[2], ",.") ||
	    group == point)
		return feel_fail(run, "feel.argument",
		    "number(): these are no separators");
	text = feel_bytes(run, args[0].string.len);
	if (text == NULL)
		return FEEL_NULL_VALUE;
	if (dec128_parse((struct str){ text, plain_number(text,
	    args[0].string, group, point) }, &v) < 0)
		return malformed(run, "number");
	return feel_number(v);
}

static struct feel_value
fn_string(struct feel_run *run, const struct feel_value *args, size_t n)
{
	_cleanup_(buf_done) struct buf b = BUF_INIT;
	char *s;

	(void)n;
	if (args[0].kind == FEEL_NULL || args[0].kind == FEEL_STRING)
		return args[0];
	feel_format(&b, args[0]);
	s = feel_bytes(run, b.len);
	if (s == NULL)
		return FEEL_NULL_VALUE;
	memcpy(s, b.p, b.len);
	return feel_string((struct str){ s, b.len });
}

const struct feel_builtin feel_builtins_conversion[] = {
	{ "date", fn_date_from, 1, 1, B_LITERAL,
	    { { "from", K_STR | K_DATE | K_DT } } },
	{ "date", fn_date, 3, 3, B_LITERAL, { { "year", K_NUM },
	    { "month", K_NUM }, { "day", K_NUM } } },
	{ "date and time", fn_date_time_from, 1, 1, B_LITERAL,
	    { { "from", K_STR | K_DATE | K_DT } } },
	{ "date and time", fn_date_time, 2, 2, 0,
	    { { "date", K_DATE | K_DT }, { "time", K_TIME } } },
	{ "duration", fn_duration, 1, 1, B_LITERAL,
	    { { "from", K_STR | K_DAYS | K_MONTHS } } },
	{ "number", fn_number, 1, 3, 0, { { "from", K_STR },
	    { "grouping separator", K_STR | K_NULL },
	    { "decimal separator", K_STR | K_NULL } } },
	{ "string", fn_string, 1, 1, B_LAZY, { { "from", K_ANY } } },
	{ "time", fn_time_from, 1, 1, B_LITERAL,
	    { { "from", K_STR | K_TIME | K_DATE | K_DT } } },
	{ "time", fn_time, 3, 4, B_LITERAL, { { "hour", K_NUM },
	    { "minute", K_NUM }, { "second", K_NUM },
	    { "offset", K_DAYS | K_NULL } } },
	{ "years and months duration", fn_years_months, 2, 2, 0,
	    { { "from", K_DATE | K_DT }, { "to", K_DATE | K_DT } } },
	{ NULL }
};
