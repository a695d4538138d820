/*
 * timers.c - when a timer is due.
 *
 * Cycles: occurrences before now do not happen any more - neither those before
 * the start of the instance nor those missed while nothing ran - but they
 * count, so R5 from a date means these five and no later ones.
 */
#include "workflows/bpmn/cron.h"
#include "workflows/bpmn/run.h"
#include "workflows/bpmn/span.h"

/* FEEL's durations: exact, and months. */
static bool
add(const struct bpmn_env *env, struct temporal_duration d, int64_t *ret)
{
	struct temporal_datetime t;
	temporal_ns at = d.ns;

	if (d.is_months)
		return span_local(env, env->now_us, &t) &&
		    temporal_datetime_add_months(&t, d.months, &t) &&
		    span_instant(env, t, ret);
	at = at / 1000 + env->now_us;
	if (at <= 0 || at > INT64_MAX)
		return false;
	return span_add(env, (int64_t)at, &(struct span){ 0 }, 0, ret);
}

static bool
due_from_text(const struct bpmn_env *env, struct str s, int64_t *ret)
{
	struct temporal_datetime t;
	struct temporal_duration d;
	struct span span;

	s = str_trim(s);
	if (temporal_parse_datetime(s, &t))
		return span_instant(env, t, ret);
	if (span_parse(s, &span))
		return span_add(env, env->now_us, &span, 1, ret);
	return temporal_parse_duration(s, &d) && add(env, d, ret);
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
		is_ok = span_instant(env, t, ret);
		break;
	case FEEL_DATE_TIME:
		is_ok = span_instant(env, *v.date_time, ret);
		break;
	case FEEL_DAYS_TIME:
		d.ns = v.ns;
		is_ok = add(env, d, ret);
		break;
	case FEEL_YEARS_MONTHS:
		d.is_months = true;
		d.months = v.months;
		is_ok = add(env, d, ret);
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

	if (!span_local(env, after, &t))
		return false;
	t.time.zone = utc;		/* the reading of the wall clock */
	wall = (int64_t)(temporal_instant(&t) / TEMPORAL_NS);
	if (!cron_next(c, wall, &wall) ||
	    !temporal_at((temporal_ns)wall * TEMPORAL_NS, &utc, &t))
		return false;
	t.time.zone.kind = ZONE_NONE;
	return span_instant(env, t, ret);
}

/* Without a start it begins now, and comes first after one period.  A cycle of
 * days or months keeps where it began, so that the 31st comes back after a
 * shorter month. */
static bool
first_of_cycle(struct run *r, const struct cycle *c, struct wait *w)
{
	int64_t k, end, now = r->env->now_us;

	w->left = c->count < 0 ? NONE : c->count;
	if (w->left == 0)
		return false;
	if (c->has_start) {
		if (!cycle_seek(r->env, c, now, &k, &w->due_us))
			return false;
		if (w->left != NONE)
			w->left -= k;
		return w->left == NONE || w->left > 0;
	}
	if (!span_add(r->env, now, &c->period, 1, &w->due_us))
		return false;
	if (c->has_end)
		return span_instant(r->env, c->end, &end) && w->due_us <= end;
	if ((c->period.months | c->period.days) != 0)
		w->cycle = cycle_from(r->a, c, now);
	return true;
}

static int
cycle_due(struct run *r, struct str text, struct wait *w, struct str *why)
{
	struct cycle cycle;
	struct cron cron;
	bool is_due;

	text = str_trim(text);
	w->cycle = arena_str(r->a, text);
	w->left = NONE;
	if (cycle_parse(text, &cycle)) {
		is_due = first_of_cycle(r, &cycle, w);
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

/* The next that is neither past nor the one that fired; how many of the cycle
 * that makes in *steps.  Without a start it goes from the one that fired; so do
 * working days, as nobody remembers holidays that are past. */
static bool
next_of_cycle(const struct bpmn_env *env, struct cycle *c, int64_t *at,
    int64_t *steps)
{
	struct temporal_zone utc = { .kind = ZONE_OFFSET };
	int64_t after, next, us;

	if ((!c->has_start || c->period.working_days > 0) &&
	    !temporal_at((temporal_ns)*at * 1000, &utc, &c->start))
		return false;
	if (!cycle_seek(env, c, *at + 1, &after, &us) ||
	    !cycle_seek(env, c, us > env->now_us ? us : env->now_us, &next,
	    &us))
		return false;
	*steps = 1 + next - after;
	*at = us;
	return true;
}

bool
run_timer_next(const struct bpmn_env *env, struct wait *w)
{
	int64_t at = w->due_us, steps, end;
	struct cycle cycle;
	struct cron cron;

	if (w->cycle.len == 0)
		return false;
	if (!cycle_parse(w->cycle, &cycle))
		/* Who says that it is due may have another clock. */
		return cron_parse(w->cycle, &cron) && cron_due(env, &cron,
		    at > env->now_us ? at : env->now_us, &w->due_us);
	if (!next_of_cycle(env, &cycle, &at, &steps))
		return false;
	if (w->left != NONE && (w->left -= steps) <= 0)
		return false;
	if (cycle.has_end && (!span_instant(env, cycle.end, &end) || at > end))
		return false;
	w->due_us = at;
	return true;
}

void
run_timer_moved(struct run *r, struct wait *w)
{
	struct cycle cycle;

	if (w->cycle.len > 0 && cycle_parse(w->cycle, &cycle) &&
	    cycle.has_start)
		w->cycle = cycle_from(r->a, &cycle, w->due_us);
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
