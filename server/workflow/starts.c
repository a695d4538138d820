/*
 * starts.c - subscriptions and timers of definitions.
 */
#include "base/clock.h"
#include "server/workflow/private.h"
#include "server/workflow/starts.h"
#include "workflows/bpmn/engine.h"

/* One event definition of a start event. */
struct start {
	const struct bpmn_element *event;
	const struct bpmn_event_def *def;
	int			 ordinal;
};

/* A timer as it is in the database. */
struct stored {
	struct str		 element, timer;
	int			 ordinal;
	bool			 is_in_service;
	struct bpmn_start_timer	 at;
};

struct renewal {
	const struct starts	*s;
	const char		*key, *definition;
	struct start		 starts[STARTS_MAX];
	size_t			 n_starts;
	struct stored		*stored;
	int			 n_stored;
	struct bpmn_env		 env;
};

static int
add(struct renewal *r, const struct bpmn_element *event, int ordinal,
    struct error *err)
{
	const struct bpmn_event_def *def = &event->defs[ordinal];

	if (def->trigger != BPMN_MESSAGE && def->trigger != BPMN_SIGNAL &&
	    def->trigger != BPMN_TIMER)
		return 0;
	if (r->n_starts == STARTS_MAX)
		return error_set(err, ERR_LIMIT, "deploy.many",
		    "at most %d messages, signals and timers may start a "
		    "process", STARTS_MAX);
	r->starts[r->n_starts++] = (struct start){ event, def, ordinal };
	return 0;
}

static int
add_all(struct renewal *r, const struct bpmn_element *event, struct error *err)
{
	for (size_t i = 0; i < event->n_defs; i++) {
		if (add(r, event, (int)i, err) < 0)
			return -1;
	}
	return 0;
}

/* Start events, and those after an instantiating gateway. */
static int
find_starts(struct renewal *r, struct error *err)
{
	const struct bpmn_process *p = r->s->process;
	const struct bpmn_model *m = r->s->model;

	for (size_t i = 0; p != NULL && i < p->starts.n; i++) {
		const struct bpmn_element *e = &m->elements[p->starts.v[i]];

		if (add_all(r, e, err) < 0)
			return -1;
		for (size_t k = 0; k < e->outgoing.n &&
		    e->kind == BPMN_EVENT_GATEWAY; k++) {
			int to = m->flows[e->outgoing.v[k]].target;

			if (add_all(r, &m->elements[to], err) < 0)
				return -1;
		}
	}
	return 0;
}

/* ------------------------------------------------------------------ timers */

static struct stored
stored_at(const struct renewal *r, int at, int row)
{
	struct db *db = r->s->db;
	struct arena *a = r->s->arena;

	return (struct stored){
		.element = arena_str(a, db_text(db, at, row, 0)),
		.ordinal = (int)db_int64(db, at, row, 1),
		.timer = arena_str(a, db_text(db, at, row, 2)),
		.at = {
			.cycle = arena_str(a, db_text(db, at, row, 3)),
			.left = db_is_null(db, at, row, 4) ? NONE :
			    db_int64(db, at, row, 4),
			.due_us = db_is_null(db, at, row, 5) ? 0 :
			    db_int64(db, at, row, 5),
		},
		.is_in_service = db_bool(db, at, row, 6),
	};
}

static int fiber_fn
read_stored(struct renewal *r, struct error *err)
{
	struct db *db = r->s->db;
	int at = db_push(db, START_TIMER_LIST, db_str(db, r->s->key));
	int zone = db_push(db, START_TIMER_ZONE);
	int calendar = db_push(db, CALENDAR_READ);

	if (db_run(db, err) < 0)
		return -1;
	r->n_stored = db_rows(db, at);
	r->stored = arena_array(r->s->arena, (size_t)r->n_stored,
	    sizeof(*r->stored));
	for (int i = 0; i < r->n_stored; i++)
		r->stored[i] = stored_at(r, at, i);
	r->env = (struct bpmn_env){ .now_us = clock_now_us(),
		.zone = arena_str(r->s->arena, db_text(db, zone, 0, 0)),
		.calendar = calendar_at(r->s->arena, db, calendar) };
	return 0;
}

/* "cycle R3/PT1H": the same text is the same timer. */
static struct str
timer_text(const struct renewal *r, const struct bpmn_event_def *def)
{
	static const char *const kinds[] = { [BPMN_DATE] = "date",
	    [BPMN_DURATION] = "duration", [BPMN_CYCLE] = "cycle" };

	return arena_printf(r->s->arena, "%s %.*s", kinds[def->timer],
	    STR_ARG(str_trim(def->when->text)));
}

static const struct stored *
find_stored(const struct renewal *r, const struct start *s, struct str timer)
{
	for (int i = 0; i < r->n_stored; i++) {
		const struct stored *t = &r->stored[i];

		if (t->ordinal == s->ordinal &&
		    str_eq(t->element, s->event->id) &&
		    str_eq(t->timer, timer))
			return t;
	}
	return NULL;
}

/* What was due while no version was in service is gone. */
static void
catch_up(const struct bpmn_env *env, struct bpmn_start_timer *t)
{
	if (t->due_us != 0 && t->due_us <= env->now_us &&
	    !bpmn_start_due_next(env, t))
		t->due_us = 0;
}

static int
next_due(const struct renewal *r, const struct start *s, struct str timer,
    struct bpmn_start_timer *ret, struct error *err)
{
	const struct stored *old = find_stored(r, s, timer);

	if (old != NULL) {
		*ret = old->at;
		if (!old->is_in_service)
			catch_up(&r->env, ret);
		return 0;
	}
	if (bpmn_start_due(r->s->arena, s->def, &r->env, ret, err) < 0)
		return -1;
	if (s->def->timer == BPMN_DATE && ret->due_us < r->env.now_us)
		ret->due_us = 0;
	return 0;
}

static int
push_timer(const struct renewal *r, const struct start *s, struct error *err)
{
	struct str timer = timer_text(r, s->def);
	struct bpmn_start_timer t;
	struct db *db = r->s->db;

	if (next_due(r, s, timer, &t, err) < 0)
		return -1;
	db_push(db, START_TIMER_PUT, r->key, db_str(db, s->event->id),
	    db_int(db, s->ordinal), r->definition, db_str(db, timer),
	    db_str(db, t.cycle), t.left == NONE || t.cycle.len == 0 ? NULL :
	    db_int(db, t.left), t.due_us == 0 ? NULL : db_int(db, t.due_us));
	return 0;
}

/* -------------------------------------------------------------------- all */

static int
push(const struct renewal *r, const struct start *s, struct error *err)
{
	struct db *db = r->s->db;

	if (s->def->trigger == BPMN_TIMER)
		return push_timer(r, s, err);
	db_push(db, SUBSCRIPTION_START_INSERT,
	    bpmn_trigger_name(s->def->trigger), db_str(db, s->def->name),
	    r->definition, db_str(db, s->event->id), db_int(db, s->ordinal));
	return 0;
}

int fiber_fn
starts_renew(const struct starts *s, struct error *err)
{
	struct renewal r = { .s = s };

	if (find_starts(&r, err) < 0 || read_stored(&r, err) < 0)
		return -1;
	r.key = db_str(s->db, s->key);
	r.definition = db_uuid(s->db, s->definition);
	db_push(s->db, SUBSCRIPTION_START_DELETE, r.key);
	db_push(s->db, START_TIMER_PARK, r.key);
	for (size_t i = 0; i < r.n_starts; i++) {
		if (push(&r, &r.starts[i], err) < 0)
			return -1;
	}
	return db_run(s->db, err);
}
