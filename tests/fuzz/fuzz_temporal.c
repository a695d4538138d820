/*
 * fuzz_temporal.c - dates, times, durations and cycles: what is accepted and
 * printed is accepted again, means the same, and can be moved there and back.
 */
#include "tests/fuzz/fuzz.h"
#include "workflows/bpmn/span.h"

static void
try_date(struct str s, struct buf *b)
{
	struct civil d, again;

	if (!temporal_parse_date(s, &d))
		return;
	temporal_format_date(d, b);
	must(str_eq(buf_view(b), s));
	must(civil_from_days(civil_to_days(d), &again));
	must(civil_cmp(d, again) == 0);
	must(civil_iso_week(d, NULL) >= 1 && civil_iso_week(d, NULL) <= 53);
}

static void
try_time(struct str s, struct buf *b)
{
	struct temporal_time t, again;

	if (!temporal_parse_time(s, &t))
		return;
	temporal_format_time(&t, b);
	must(temporal_parse_time(buf_view(b), &again));
	must(temporal_same_time(&t, &again));
	again = temporal_time_add_ns(&t, TEMPORAL_DAY_NS * 3);
	must(temporal_same_time(&t, &again));
}

static void
try_datetime(struct str s, struct buf *b)
{
	struct temporal_datetime t, again;
	temporal_ns distance;

	if (!temporal_parse_datetime(s, &t))
		return;
	temporal_format_datetime(&t, b);
	must(temporal_parse_datetime(buf_view(b), &again));
	must(temporal_same_datetime(&t, &again));
	if (!temporal_datetime_add_ns(&t, 12345678901234567, &again))
		return;
	must(temporal_datetime_diff(&again, &t, &distance));
	/* Less than a day off where a clock is put back. */
	must(distance <= 12345678901234567 &&
	    distance > 12345678901234567 - TEMPORAL_DAY_NS);
}

static void
try_duration(struct str s, struct buf *b)
{
	struct temporal_duration d, again;

	if (!temporal_parse_duration(s, &d))
		return;
	if (d.is_months)
		temporal_format_months(d.months, b);
	else
		temporal_format_ns(d.ns, b);
	must(temporal_parse_duration(buf_view(b), &again));
	must(again.is_months == d.is_months && again.months == d.months &&
	    again.ns == d.ns);
}

/* What a cycle writes of itself is the same cycle, and its occurrences come one
 * after the other. */
static void
try_cycle(struct str s)
{
	const struct bpmn_env env = { .zone = STR("Europe/Madrid") };
	_cleanup_(arena_freep) struct arena *a = arena_new();
	int64_t now = INT64_C(1767258000000000), k, at, next;
	struct cycle c, again;

	if (!cycle_parse(s, &c))
		return;
	must(cycle_parse(cycle_from(a, &c, now), &again));
	must(memcmp(&again.period, &c.period, sizeof(c.period)) == 0);
	must(again.has_start && again.count == c.count);
	if (!cycle_seek(&env, &again, now + 1, &k, &at))
		return;
	must(k == 1 && at > now);
	if (cycle_seek(&env, &again, at + 1, &k, &next))
		must(k == 2 && next > at);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(buf_done) struct buf b = BUF_INIT;
	struct str s = { (const char *)data, size };

	try_date(s, &b);
	buf_reset(&b);
	try_time(s, &b);
	buf_reset(&b);
	try_datetime(s, &b);
	buf_reset(&b);
	try_duration(s, &b);
	try_cycle(s);
	return 0;
}
