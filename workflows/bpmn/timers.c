/*
 * timers.c - when a timer is due.
 *
 * Cycles: occurrences before now do not happen any more - neither those before
 * the start of the instance nor those missed while nothing ran - but they
 * count, so R5 from a date means these five and no later ones.
 */
#include "workflows/bpmn/cron.h"
#include "workflows/bpmn/run.h"

#define US_PER_S	INT64_C(1000000)
#define YEARS_US_MAX	(INT64_C(9000) * 366 * 86400 * US_PER_S)
#define SKIP_MAX	1000000		/* occurrences of months */

static void
zone_of(const struct bpmn_env *env, struct temporal_zone *ret)
{
	const struct tz *tz = env->zone.len > 0 ? tz_find(env->zone) : NULL;

	*ret = (struct temporal_zone){ .kind = ZONE_OFFSET };
	if (tz != NULL)
		*ret = (struct temporal_zone){ .kind = ZONE_NAMED, .tz = tz };
}

static bool
instant_of(const struct bpmn_env *env, struct temporal_datetime t,
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

static bool
local_of(const struct bpmn_env *env, int64_t us, struct temporal_datetime *ret)
{
	struct temporal_zone zone;

	zone_of(env, &zone);
	return temporal_at((temporal_ns)us * 1000, &zone, ret);
}

static bool
add(const struct bpmn_env *env, int64_t from, struct temporal_duration d,
    int64_t *ret)
{
	struct temporal_datetime t;
	temporal_ns at = (temporal_ns)from * 1000 + d.ns;

	if (d.is_months)
		return local_of(env, from, &t) &&
		    temporal_datetime_add_months(&t, d.months, &t) &&
		    instant_of(env, t, ret);
	at /= 1000;
	if (at <= 0 || at > YEARS_US_MAX)
		return false;
	*ret = (int64_t)at;
	return true;
}

/* "P10WD": the same time of day, so many working days on. */
static bool
add_working_days(const struct bpmn_env *env, struct str s, int64_t *ret)
{
	struct temporal_datetime t;
	int64_t n;
	int32_t day;

	if (!calendar_working_days(s, &n) ||
	    !local_of(env, env->now_us, &t) ||
	    calendar_add(env->calendar, (int32_t)civil_to_days(t.date), n,
	    &day, NULL) < 0 || !civil_from_days(day, &t.date))
		return false;
	return instant_of(env, t, ret);
}

static bool
due_from_text(const struct bpmn_env *env, struct str s, int64_t *ret)
{
	struct temporal_datetime t;
	struct temporal_duration d;

	s = str_trim(s);
	if (temporal_parse_datetime(s, &t))
		return instant_of(env, t, ret);
	if (temporal_parse_duration(s, &d))
		return add(env, env->now_us, d, ret);
	return add_working_days(env, s, ret);
}

int
bpmn_due(const struct bpmn_env *env, struct feel_value v, int64_t *ret)
{
	struct temporal_datetime t = { .date = { 0, 0, 0 } };
	struct temporal_duration d = { 0 };
	bool is_ok = false;

	*ret = 0;
	switch (v.kind) {
	case FEEL_NULL:
		return 0;
	case FEEL_STRING:
		is_ok = v.string.len == 0 ||
		    due_from_text(env, v.string, ret);
		break;
	case FEEL_DATE:
		t.date = v.date;
		is_ok = instant_of(env, t, ret);
		break;
	case FEEL_DATE_TIME:
		is_ok = instant_of(env, *v.date_time, ret);
		break;
	case FEEL_DAYS_TIME:
		d.ns = v.ns;
		is_ok = add(env, env->now_us, d, ret);
		break;
	case FEEL_YEARS_MONTHS:
		d.is_months = true;
		d.months = v.months;
		is_ok = add(env, env->now_us, d, ret);
		break;
	default:
		break;
	}
	return is_ok ? 0 : -1;
}

/* ------------------------------------------------------------------- cycles */

/* The first time after another. */
static bool
cron_due(const struct bpmn_env *env, const struct cron *c, int64_t after,
    int64_t *ret)
{
	struct temporal_datetime t;
	struct temporal_zone utc = { .kind = ZONE_OFFSET };
	int64_t wall;

	if (!local_of(env, after, &t))
		return false;
	t.time.zone = utc;		/* the reading of the wall clock */
	wall = (int64_t)(temporal_instant(&t) / TEMPORAL_NS);
	if (!cron_next(c, wall, &wall) ||
	    !temporal_at((temporal_ns)wall * TEMPORAL_NS, &utc, &t))
		return false;
	zone_of(env, &t.time.zone);
	return instant_of(env, t, ret);
}

/* From at, the first occurrence that is not past; *left counts down. */
static bool
skip_past(const struct bpmn_env *env, struct temporal_duration period,
    int64_t *at, int64_t *left)
{
	int64_t k;

	if (!period.is_months) {
		int64_t us = (int64_t)(period.ns / 1000);

		if (*at >= env->now_us)
			return true;
		k = (env->now_us - *at + us - 1) / us;
		*at += k * us;
		if (*left != NONE)
			*left -= k;
		return *left == NONE || *left > 0;
	}
	for (int i = 0; i < SKIP_MAX && *at < env->now_us; i++) {
		if (!add(env, *at, period, at))
			return false;
		if (*left != NONE && --*left <= 0)
			return false;
	}
	return *at >= env->now_us;
}

static bool
is_period(struct temporal_duration d)
{
	if (d.is_months)
		return d.months > 0 && d.months < 120000;
	return d.ns >= TEMPORAL_NS / 1000 &&
	    d.ns < 100000 * (temporal_ns)TEMPORAL_DAY_NS;
}

/* Without a start it begins now, and comes first after one period. */
static bool
first_of_cycle(const struct bpmn_env *env, const struct temporal_cycle *c,
    struct wait *w)
{
	int64_t end;

	w->left = c->count < 0 ? NONE : c->count;
	if (w->left == 0 || !is_period(c->period))
		return false;
	if (c->has_start)
		return instant_of(env, c->start, &w->due_us) &&
		    skip_past(env, c->period, &w->due_us, &w->left);
	if (!add(env, env->now_us, c->period, &w->due_us))
		return false;
	return !c->has_end || (instant_of(env, c->end, &end) &&
	    w->due_us <= end);
}

static int
cycle_due(struct run *r, struct str text, struct wait *w, struct str *why)
{
	struct temporal_cycle cycle;
	struct temporal_duration period;
	struct cron cron;
	bool is_due;

	text = str_trim(text);
	w->cycle = arena_str(r->a, text);
	w->left = NONE;
	if (temporal_parse_cycle(text, &cycle)) {
		is_due = first_of_cycle(r->env, &cycle, w);
	} else if (temporal_parse_duration(text, &period) &&
	    is_period(period)) {
		is_due = add(r->env, r->env->now_us, period, &w->due_us);
	} else if (cron_parse(text, &cron)) {
		is_due = cron_due(r->env, &cron, r->env->now_us,
		    &w->due_us);
	} else {
		*why = arena_printf(r->a, "'%.*s' is no cycle: write "
		    "R3/PT10M, PT10M or cron fields", STR_ARG(text));
		return -1;
	}
	if (!is_due)
		w->due_us = 0;
	return 0;
}

bool
run_timer_next(const struct bpmn_env *env, struct wait *w)
{
	struct temporal_cycle cycle = { .count = -1 };
	struct cron cron;
	int64_t at = w->due_us, end;

	if (w->cycle.len == 0 || (w->left != NONE && --w->left <= 0))
		return false;
	if (!temporal_parse_cycle(w->cycle, &cycle) &&
	    !temporal_parse_duration(w->cycle, &cycle.period))
		/* Who says that it is due may have another clock. */
		return cron_parse(w->cycle, &cron) && cron_due(env, &cron,
		    at > env->now_us ? at : env->now_us, &w->due_us);
	if (!is_period(cycle.period) || !add(env, at, cycle.period, &at) ||
	    !skip_past(env, cycle.period, &at, &w->left))
		return false;
	if (cycle.has_end && (!instant_of(env, cycle.end, &end) || at > end))
		return false;
	w->due_us = at;
	return true;
}

int
run_timer_due(const struct view *v, const struct bpmn_event_def *def,
    struct wait *ret, struct str *why)
{
	struct feel_value value;
	struct str text;

	if (def->timer == BPMN_CYCLE) {
		if (run_evaluate_text(v, def->when, &text, why) < 0)
			return -1;
		return cycle_due(v->r, text, ret, why);
	}
	if (run_evaluate(v, def->when, &value, why) < 0)
		return -1;
	if (bpmn_due(v->r->env, value, &ret->due_us) == 0 &&
	    ret->due_us != 0)
		return 0;
	*why = arena_printf(v->r->a, "the timer '%.*s' gave no date and no "
	    "duration", STR_ARG(def->when->text));
	return -1;
}
