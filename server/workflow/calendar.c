/*
 * calendar.c - the working days of the municipality, for the engine.
 *
 * Read with whatever a run reads first, so that they cost no round trip and are
 * never out of date.  A run that reads nothing asks when a model needs them.
 */
#include "server/workflow/private.h"

void
calendar_push(struct workflow_run *r)
{
	if (r->env.calendar == NULL && r->calendar_at < 0)
		r->calendar_at = db_push(r->w.db, CALENDAR_READ);
}

/* The numbers of "{20820,20825}". */
static void
read_days(struct arena *a, struct str s, struct bpmn_calendar *c)
{
	VEC(int32_t) days = { 0 };
	int64_t day;

	s = str_sub(s, 1, s.len - 2);
	while (s.len > 0) {
		ptrdiff_t comma = str_chr(s, ',');
		size_t end = comma < 0 ? s.len : (size_t)comma;

		if (parse_int(str_sub(s, 0, end), INT32_MIN, INT32_MAX,
		    &day) == 0)
			vec_push(a, &days, (int32_t)day);
		s = str_sub(s, end + 1, s.len);
	}
	c->holidays = days.v;
	c->n_holidays = days.n;
}

const struct bpmn_calendar *
calendar_at(struct arena *a, struct db *db, int at)
{
	struct bpmn_calendar *c = arena_new_of(a, struct bpmn_calendar);

	c->weekdays = CALENDAR_MONDAY_TO_FRIDAY;
	if (!db_is_null(db, at, 0, 0))
		c->weekdays = (uint8_t)db_int64(db, at, 0, 0);
	read_days(a, db_text(db, at, 0, 1), c);
	return c;
}

void
calendar_take(struct workflow_run *r)
{
	if (r->calendar_at < 0)
		return;
	r->env.calendar = calendar_at(r->w.arena, r->w.db, r->calendar_at);
	r->calendar_at = -1;
}

int fiber_fn
calendar_for(struct workflow_run *r, const struct definition *def,
    struct error *err)
{
	if (!def->asks_calendar || r->env.calendar != NULL)
		return 0;
	calendar_push(r);
	if (db_run(r->w.db, err) < 0)
		return -1;
	calendar_take(r);
	return 0;
}
