/*
 * sweeping.c - each night, sealed values against the audit trail.
 *
 * First the events since the last sweep are gathered: which values they wrote.
 * Then every value is compared with its last event (schema/queries/sweep.sql).
 * Both in small steps with pauses, which hold no connection, so that nobody
 * notices.  Of several servers on one database one sweeps.
 */
#include "base/clock.h"
#include "base/config.h"
#include "base/fiber.h"
#include "base/log.h"
#include "server/db/db.h"
#include "server/jobs/sweeping.h"
#include "server/security/audit.h"
#include "server/security/vault.h"
#include "server/services.h"

#define LOOK_MS		30000	/* is it time? */
#define STEP		200	/* events or values at once */
#define FINDINGS_MAX	100	/* said in one night */
#define HOUR_US		(3600 * 1000000LL)

/* Columns of sweep_compare. */
enum { COL_TENANT, COL_TABLE, COL_ROW, COL_COLUMN, COL_EVENT, COL_WRONG,
	COL_SEEN };

struct finding {
	struct uuid	tenant, row, event;
	const char	*place;		/* of crypto_registry.def */
	bool		is_gone;
};

struct sweep {
	struct db_pool	*pool;
	char		 tenant[UUID_TEXT_LEN + 1], row[UUID_TEXT_LEN + 1];
	int64_t		 table, column;		/* where we are, all four */
	int64_t		 n_values, n_findings;
	struct finding	 found[STEP];		/* of this step */
	int		 n_found;
};

/* ------------------------------------------------------------- one finding */

static int fiber_fn
audit_finding(struct db *db, const struct finding *f, struct error *err)
{
	char tenant[UUID_TEXT_LEN + 1], event[UUID_TEXT_LEN + 1], detail[200];

	uuid_format(f->tenant, tenant);
	uuid_format(f->event, event);
	(void)snprintf(detail, sizeof(detail), "{\"place\":\"%s\","
	    "\"event\":\"%s\",\"isMissing\":%s}", f->place, event,
	    f->is_gone ? "true" : "false");
	db_scope(db, tenant, NULL);
	if (audit_prepare(services()->vault, db, f->tenant, err) < 0)
		return -1;
	audit_push(db, &(struct audit_actor){ .tenant = f->tenant },
	    &(struct audit_event){ .action = "sealed.altered",
	    .object_type = "sealed_value", .object = f->row,
	    .outcome = AUDIT_FAILED, .detail = str_of(detail) });
	return audit_run(db, err);
}

/* An alarm, and an event for those who read the trail. */
static int fiber_fn
say(struct db *db, const struct finding *f, struct error *err)
{
	char row[UUID_TEXT_LEN + 1], event[UUID_TEXT_LEN + 1];

	uuid_format(f->row, row);
	uuid_format(f->event, event);
	log_event(LOG_ERROR, "sealed.altered", "place=%s row=%s event=%s "
	    "missing=%s", f->place, row, event, f->is_gone ? "yes" : "no");
	return audit_finding(db, f, err);
}

/* ------------------------------------------------------------------- steps */

/* Copy what differs out of the result, and the place to go on behind. */
static void
take(struct sweep *s, struct db *db)
{
	int rows = db_rows(db, 0), last = rows - 1;

	s->n_found = 0;
	for (int i = 0; i < rows; i++) {
		struct str wrong = db_text(db, 0, i, COL_WRONG);

		if (wrong.p == NULL || s->n_findings++ >= FINDINGS_MAX)
			continue;
		s->found[s->n_found++] = (struct finding){
			db_uuid_at(db, 0, i, COL_TENANT),
			db_uuid_at(db, 0, i, COL_ROW),
			db_uuid_at(db, 0, i, COL_EVENT), sealed_place_name(
			(int)db_int64(db, 0, i, COL_TABLE),
			(int)db_int64(db, 0, i, COL_COLUMN)),
			str_is(wrong, "is missing") };
	}
	uuid_format(db_uuid_at(db, 0, last, COL_TENANT), s->tenant);
	uuid_format(db_uuid_at(db, 0, last, COL_ROW), s->row);
	s->table = db_int64(db, 0, last, COL_TABLE);
	s->column = db_int64(db, 0, last, COL_COLUMN);
	s->n_values += db_int64(db, 0, last, COL_SEEN);
}

/* 1: there is more; 0: that was all; -1 and err. */
static int fiber_fn
compare_some(struct sweep *s, struct db *db, struct error *err)
{
	if (db_query(db, err, SWEEP_COMPARE, s->tenant, db_int(db, s->table),
	    s->row, db_int(db, s->column), db_int(db, STEP)) < 0)
		return -1;
	if (db_rows(db, 0) == 0)
		return 0;
	take(s, db);
	for (int i = 0; i < s->n_found; i++) {
		if (say(db, &s->found[i], err) < 0)
			return -1;
	}
	return 1;
}

static int fiber_fn
gather_some(struct sweep *s, struct db *db, struct error *err)
{
	(void)s;
	if (db_query(db, err, SWEEP_GATHER, db_int(db, STEP)) < 0)
		return -1;
	return db_int64(db, 0, 0, 0) == STEP;
}

/* A step until there is no more, with a pause after each; -1 and err, also
 * when the server stops. */
static int fiber_fn
all(struct sweep *s, int fiber_fn (*step)(struct sweep *, struct db *,
    struct error *), struct error *err)
{
	int pause_ms = (int)(STEP * 1000 / config_int("audit.sweep_per_s")), r;

	do {
		struct db *db = db_acquire(s->pool, err);

		r = db == NULL ? -1 : step(s, db, err);
		db_release(db);
		if (r == 1 && fiber_sleep(pause_ms) < 0)
			return error_set(err, ERR_UNAVAILABLE, "server.stop",
			    "the server stops");
	} while (r == 1);
	return r;
}

/* -------------------------------------------------------------- each night */

static bool
is_time(void)
{
	return clock_now_us() / HOUR_US % 24 == config_int("audit.sweep_hour");
}

/* 1: it is ours to sweep; 0: it was done, or another server does it. */
static int fiber_fn
may_begin(struct sweep *s, struct error *err)
{
	struct db *db = db_acquire(s->pool, err);
	int r = db == NULL ? -1 : db_query(db, err, SWEEP_BEGIN);

	if (r == 0)
		r = db_bool(db, 0, 0, 0);
	db_release(db);
	return r;
}

static int fiber_fn
sweep(struct sweep *s, struct error *err)
{
	int64_t began_us = clock_mono_us();
	int r = may_begin(s, err);

	if (r <= 0)
		return r;
	uuid_format((struct uuid){ { 0 } }, s->tenant);
	uuid_format((struct uuid){ { 0 } }, s->row);
	s->table = s->column = s->n_values = s->n_findings = 0;
	if (all(s, gather_some, err) < 0 || all(s, compare_some, err) < 0)
		return -1;
	log_event(LOG_INFO, "sealed.swept", "values=%lld findings=%lld ms=%lld",
	    (long long)s->n_values, (long long)s->n_findings,
	    (long long)(clock_mono_us() - began_us) / 1000);
	return 0;
}

static void fiber_fn
run(void *arg)
{
	struct sweep *s = arg;

	log_set_request("sweeping");
	do {
		struct error err = { 0 };

		if (is_time() && sweep(s, &err) < 0)
			log_event(LOG_WARNING, "sealed.not_swept",
			    "code=%s message=\"%s\"", err.code, err.message);
	} while (fiber_sleep(LOOK_MS) == 0);
	free(s);
}

int
sweeping_start(struct db_pool *pool, struct error *err)
{
	struct sweep *s = xcalloc(1, sizeof(*s));

	s->pool = pool;
	if (fiber_spawn(run, s) == 0)
		return 0;
	free(s);
	return error_set(err, ERR_LIMIT, "jobs.fibers", "too many fibers");
}
