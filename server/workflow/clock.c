/*
 * clock.c - the legal clock of a case: its term, and what was due while it
 * stood still.
 *
 * Rows say what stands (held_since); the state of an instance says when its
 * timers are due, so that cycles go on from there.  Both move by an event.
 */
#include "base/tz.h"
#include "server/workflow/private.h"
#include "workflows/feel/temporal.h"

#define TIMERS_MAX 1000		/* of one case, at a time */

static struct str
legal_term(const struct definition *def)
{
	const struct bpmn_element *e =
	    &def->model->elements[def->process->element];

	for (size_t i = 0; i < e->n_properties; i++) {
		if (str_is(e->properties[i].name, BPMN_LEGAL_TERM))
			return e->properties[i].value->text;
	}
	return STR("");
}

static const char *
day_text(struct workflow_run *r, int32_t day)
{
	struct civil c;

	(void)civil_from_days(day, &c);
	return arena_printf(r->w.arena, "%04d-%02d-%02d", c.year, c.month,
	    c.day).p;
}

void
clock_begin(struct workflow_run *r, const struct instance *in)
{
	struct str term = legal_term(in->def);
	int32_t today = (int32_t)tz_day(tz_find(r->env.zone),
	    r->env.now_us / 1000000), last;

	if (term.len == 0 || in->intervention_text == NULL)
		return;
	/* A model is not deployed with anything else. */
	if (calendar_term(r->env.calendar, today, term, &last, NULL) < 0)
		return;
	db_push(r->w.db, CLOCK_BEGIN, in->intervention_text,
	    db_str(r->w.db, term), day_text(r, today), day_text(r, last));
}

struct move {
	struct uuid	instance;
	uint32_t	wait;
	int64_t		due_us;
};

static int fiber_fn
read_moves(struct workflow_run *r, const char *suspension, struct move **ret,
    struct error *err)
{
	struct db *db = r->w.db;
	int at = db_push(db, SUSPENSION_TIMERS, suspension,
	    db_int(db, TIMERS_MAX + 1)), n;

	if (workflow_flush(r, err) < 0)
		return -1;
	n = db_rows(db, at);
	if (n > TIMERS_MAX)
		return error_set(err, ERR_LIMIT, "clock.timers",
		    "a case with more than %d timers cannot go on at once",
		    TIMERS_MAX);
	*ret = arena_array(r->w.arena, (size_t)n, sizeof(**ret));
	for (int i = 0; i < n; i++) {
		(void)uuid_parse(db_text(db, at, i, 0), &(*ret)[i].instance);
		(*ret)[i].wait = (uint32_t)db_int64(db, at, i, 1);
		(*ret)[i].due_us = db_int64(db, at, i, 2);
	}
	return n;
}

/* Timers of the case are due later by what they stood. */
static int fiber_fn
move_timers(struct workflow_run *r, const char *suspension, struct error *err)
{
	struct move *moves = NULL;
	int n = read_moves(r, suspension, &moves, err);

	for (int i = 0; i < n; i++) {
		struct error e = { 0 };

		if (workflow_event(r, moves[i].instance, &(struct bpmn_event){
		    .type = BPMN_EV_TIMER_MOVE, .wait = moves[i].wait,
		    .due_us = moves[i].due_us }, &e) == 0)
			continue;
		/* The row is older than the instance: it is let go. */
		if (e.kind != ERR_NOT_FOUND && e.kind != ERR_CONFLICT) {
			*err = e;
			return -1;
		}
	}
	return n < 0 ? -1 : 0;
}

int fiber_fn
workflow_resume(struct workflow_run *r, const char *suspension,
    struct error *err)
{
	if (move_timers(r, suspension, err) < 0 || workflow_finish(r, err) < 0)
		return -1;
	db_push(r->w.db, SUSPENSION_RELEASE, suspension);
	return 0;
}

void
clock_decided(struct workflow_run *r, struct instance *in)
{
	if (in->is_decided)
		return;
	in->is_decided = true;
	workflow_push_work(r, (struct work){ .type = WORK_DECIDED,
	    .instance = in });
}

int fiber_fn
clock_go_on(struct workflow_run *r, const struct instance *in,
    struct error *err)
{
	struct db *db = r->w.db;
	const char *suspension, *days;
	int at = db_push(db, SUSPENSION_DECIDED, in->intervention_text,
	    r->actor_text);

	if (workflow_flush(r, err) < 0)
		return -1;
	if (db_rows(db, at) == 0)
		return 0;
	suspension = arena_str(r->w.arena, db_text(db, at, 0, 0)).p;
	days = arena_str(r->w.arena, db_text(db, at, 0, 1)).p;
	if (move_timers(r, suspension, err) < 0)
		return -1;
	db_push(db, SUSPENSION_RELEASE, suspension);
	db_push(db, CLOCK_HISTORY, db_uuid(db, uuid_new()),
	    in->intervention_text, r->actor_text, "resumed",
	    arena_printf(r->w.arena, "{\"days\":%s,\"by\":\"decision\"}",
	    days).p, NULL);
	return 0;
}
