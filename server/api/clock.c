/*
 * clock.c - the legal clock of an intervention stands still, goes on, is
 * extended (Ley 39/2015, 21 to 23 and 32).
 *
 * What the clock says is part of the intervention (case_clock() in the schema).
 */
#include "server/api/api.h"
#include "server/api/intervention_access.h"
#include "server/api/notes.h"
#include "server/api/routes.h"
#include "server/api/shape.h"
#include "server/api/workflows.h"
#include "server/security/permission.h"

#define DAYS_MAX 3660

enum { COL_STATE, COL_DAYS, COL_EXTENDED, COL_LEFT, COL_SUSPENSION, COL_FROM,
	COL_TODAY };

struct clock {
	struct uuid		 id;
	struct api_record	 record;
	const char		*intervention;	/* its id */
	const char		*suspension;	/* the id; NULL: it goes */
	const char		*from, *today;	/* a change may have: days */
	bool			 is_open, is_extended, is_expired;
	int64_t			 legal_days;	/* 0: no term */
	/* What the history will say. */
	const char		*event;
	struct str		 detail;
};

static const char *
text_at(struct request *req, int at, int col)
{
	return db_is_null(req->db, at, 0, col) ? NULL : arena_str(req->arena,
	    db_text(req->db, at, 0, col)).p;
}

/* Its instances are locked before it, as whatever happens to them does. */
static int fiber_fn
open_clock(struct request *req, struct clock *c, struct error *err)
{
	struct db *db;
	int at;

	if (api_intervention(req, true, &c->id, &c->record, err) < 0)
		return -1;
	db = req->db;
	c->intervention = api_uuid(req, c->id);
	db_push(db, CLOCK_INSTANCES, c->intervention);
	at = db_push(db, CLOCK_LOCK, c->intervention);
	if (db_run(db, err) < 0)
		return -1;
	c->is_open = str_is(db_text(db, at, 0, COL_STATE), "open");
	c->legal_days = db_is_null(db, at, 0, COL_DAYS) ? 0 :
	    db_int64(db, at, 0, COL_DAYS);
	c->is_extended = !db_is_null(db, at, 0, COL_EXTENDED);
	c->is_expired = !db_is_null(db, at, 0, COL_LEFT) &&
	    db_int64(db, at, 0, COL_LEFT) < 0;
	c->suspension = text_at(req, at, COL_SUSPENSION);
	c->from = text_at(req, at, COL_FROM);
	c->today = text_at(req, at, COL_TODAY);
	return 0;
}

static int
check_open(const struct clock *c, struct error *err)
{
	if (c->is_open)
		return 0;
	return error_set(err, ERR_CONFLICT, "clock.decided",
	    "this case is decided: its clock does not run any more");
}

/* A day that the caller names must be possible; NULL is now. */
static int
check_day(const struct clock *c, const char *pointer, const char *day,
    struct error *err)
{
	if (day == NULL || (strcmp(day, c->from) >= 0 &&
	    strcmp(day, c->today) <= 0))
		return 0;
	return error_set_field(err, "clock.day", str_of(pointer),
	    "a day from %s to %s", c->from, c->today);
}

/* The line of the history, with the reason sealed by the key of the case. */
static int fiber_fn
push_history(struct request *req, const struct clock *c, const char *text,
    struct error *err)
{
	struct sealed_at at = { SEALED_HISTORY_NOTE, uuid_new(), c->id };
	const char *note = NULL;

	if (text != NULL && api_seal_note(req, &at, text, &note, err) < 0)
		return -1;
	db_push(req->db, CLOCK_HISTORY, api_uuid(req, at.row),
	    c->intervention, req->session->staff_id, c->event,
	    db_str(req->db, c->detail), note);
	return 0;
}

static int fiber_fn
reply_clock(struct request *req, struct clock *c, const char *action)
{
	db_push_after(req->db, Q_CLOCK_NOTIFY, c->intervention);
	api_audit(req, &(struct audit_event){ .action = action,
	    .object_type = "intervention", .object = c->id,
	    .record = c->record.id, .detail = c->detail });
	return reply_intervention(req, 200, c->id, &c->record);
}

/* ----------------------------------------------------------------- suspend */

static const char *const reasons[] = { "citizen_requirement", "expert_report",
	"other_administration", "appeal", NULL };

static const struct shape suspend_shape[] = {
	{ "reason", SHAPE_CHOICE, SHAPE_REQUIRED, .choices = reasons },
	{ "text", SHAPE_TEXT, SHAPE_REQUIRED, .min = 3, .max = 2000 },
	{ "since", SHAPE_DAY },
	{ 0 }
};

static int fiber_fn
suspend(struct request *req, const struct json *body, struct clock *c,
    struct error *err)
{
	const char *since = shape_text(req, body, "since"), *id;
	const char *reason = shape_text(req, body, "reason");

	if (open_clock(req, c, err) < 0 || check_open(c, err) < 0)
		return -1;
	if (c->suspension != NULL)
		return error_set(err, ERR_CONFLICT, "clock.suspended",
		    "the clock of this case stands still already");
	if (check_day(c, "/since", since, err) < 0)
		return -1;
	id = db_uuid(req->db, uuid_new());
	db_push(req->db, SUSPENSION_INSERT, id, c->intervention, reason,
	    since, req->session->staff_id);
	db_push(req->db, SUSPENSION_HOLD, id);
	c->event = "suspended";
	c->detail = str_of(req_printf(req, "{\"reason\":\"%s\"}", reason));
	return push_history(req, c, shape_text(req, body, "text"), err);
}

/* POST /interventions/{id}/suspend */
static int fiber_fn
clock_suspend(struct request *req)
{
	struct error err = { 0 };
	const struct json *body;
	struct clock c = { 0 };
	int status;

	body = shape_body(req, suspend_shape, &status);
	if (body == NULL)
		return status;
	if (suspend(req, body, &c, &err) < 0)
		return reply_error(req, &err);
	return reply_clock(req, &c, "intervention.suspend");
}

/* ------------------------------------------------------------------ resume */

static const struct shape resume_shape[] = {
	{ "text", SHAPE_TEXT, .min = 3, .max = 2000 },
	{ "until", SHAPE_DAY },
	{ 0 }
};

/* Also of a case that was decided before a decision let the clock go on. */
static int fiber_fn
resume(struct request *req, const struct json *body, struct clock *c,
    struct error *err)
{
	const char *until = shape_text(req, body, "until");
	int at;

	if (open_clock(req, c, err) < 0)
		return -1;
	if (c->suspension == NULL)
		return error_set(err, ERR_CONFLICT, "clock.running",
		    "the clock of this case does not stand still");
	if (check_day(c, "/until", until, err) < 0)
		return -1;
	at = db_push(req->db, SUSPENSION_END, c->suspension, until,
	    req->session->staff_id);
	if (db_run(req->db, err) < 0)
		return -1;
	c->event = "resumed";
	c->detail = str_of(req_printf(req, "{\"days\":%lld}",
	    (long long)db_int64(req->db, at, 0, 0)));
	if (workflow_resume(api_workflow(req), c->suspension, err) < 0)
		return -1;
	return push_history(req, c, shape_text(req, body, "text"), err);
}

/* POST /interventions/{id}/resume */
static int fiber_fn
clock_resume(struct request *req)
{
	struct error err = { 0 };
	const struct json *body;
	struct clock c = { 0 };
	int status;

	body = shape_body(req, resume_shape, &status);
	if (body == NULL)
		return status;
	if (resume(req, body, &c, &err) < 0)
		return reply_error(req, &err);
	return reply_clock(req, &c, "intervention.resume");
}

/* ------------------------------------------------------------------ extend */

static const struct shape extend_shape[] = {
	{ "days", SHAPE_INT, SHAPE_REQUIRED, .min = 1, .max = DAYS_MAX },
	{ "text", SHAPE_TEXT, SHAPE_REQUIRED, .min = 3, .max = 2000 },
	{ 0 }
};

static int fiber_fn
extend(struct request *req, const struct json *body, struct clock *c,
    struct error *err)
{
	int64_t days = shape_int(body, "days", 0);

	if (open_clock(req, c, err) < 0 || check_open(c, err) < 0)
		return -1;
	if (c->legal_days == 0)
		return error_set(err, ERR_CONFLICT, "clock.no_term",
		    "the process of this case declares no legal term");
	if (c->is_extended)
		return error_set(err, ERR_CONFLICT, "clock.extended",
		    "a term is extended once, and this one was");
	if (c->is_expired)
		return error_set(err, ERR_CONFLICT, "clock.expired",
		    "a term that is over cannot be extended");
	if (days > c->legal_days / 2)
		return error_set_field(err, "clock.too_long", STR("/days"),
		    "at most half of the term: %lld days",
		    (long long)(c->legal_days / 2));
	db_push(req->db, CLOCK_EXTEND, c->intervention, db_int(req->db, days));
	c->event = "extended";
	c->detail = str_of(req_printf(req, "{\"days\":%lld}",
	    (long long)days));
	return push_history(req, c, shape_text(req, body, "text"), err);
}

/* POST /interventions/{id}/extend */
static int fiber_fn
clock_extend(struct request *req)
{
	struct error err = { 0 };
	const struct json *body;
	struct clock c = { 0 };
	int status;

	body = shape_body(req, extend_shape, &status);
	if (body == NULL)
		return status;
	if (extend(req, body, &c, &err) < 0)
		return reply_error(req, &err);
	return reply_clock(req, &c, "intervention.extend");
}

const struct route clock_routes[] = {
	ROUTE(POST, "/api/v1/interventions/{id}/suspend", MAY_WRITE_CASES,
	    clock_suspend),
	ROUTE(POST, "/api/v1/interventions/{id}/resume", MAY_WRITE_CASES,
	    clock_resume),
	ROUTE(POST, "/api/v1/interventions/{id}/extend", MAY_SUPERVISE,
	    clock_extend),
	{ 0 }
};
