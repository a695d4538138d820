/*
 * export_schedules.c - when exports go to the state by themselves.
 *
 * Nobody knows today how many interventions a month to come will have, so to
 * set a schedule needs a second person, always; its runs do not.  To stop one
 * needs nobody else.
 */
#include <string.h>

#include "server/api/approve.h"
#include "server/api/routes.h"
#include "server/api/shape.h"
#include "server/export/schedule.h"
#include "server/security/permission.h"

/* GET /export-schedules */
static int fiber_fn
schedule_list(struct request *req)
{
	struct error err = { 0 };
	struct str body;

	if (api_open(req, &err) < 0 ||
	    db_json(req->db, &body, &err, SCHEDULE_LIST) < 0)
		return reply_error(req, &err);
	return reply_str(req, 200, body);
}

static const struct shape put_shape[] = {
	{ "cron", SHAPE_TEXT, SHAPE_REQUIRED, .min = 1, .max = 100 },
	{ "isActive", SHAPE_BOOL, SHAPE_REQUIRED },
	{ "connector", SHAPE_TEXT, .min = 1, .max = 64 },
	{ "approval", SHAPE_ID },
	{ 0 }
};

static int
check(struct request *req, int64_t next, struct error *err)
{
	if (strcmp(path_arg(req, "kind"), "siuss") != 0)
		return error_set(err, ERR_NOT_FOUND, "export.kind_unknown",
		    "there is no such kind of export");
	if (next < 0)
		return error_set_field(err, "export.cron", STR("/cron"),
		    "five fields that some day fits: minute, hour, day, "
		    "month, weekday");
	return api_stepped_up(req, err);
}

/* What is set, as checked: the body itself might be as long as it likes. */
static struct str
detail_of(struct request *req, const char *cron, const char *is_active)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct jsonw w = JSONW(&out);

	jsonw_object(&w);
	jsonw_key(&w, "cron");
	jsonw_cstr(&w, cron);
	jsonw_key(&w, "isActive");
	jsonw_raw(&w, str_of(is_active));
	jsonw_object_end(&w);
	return arena_str(req->arena, buf_view(&out));
}

static int fiber_fn
use_approval(struct request *req, const struct json *body, struct error *err)
{
	const struct approve_part parts[] = {
		{ "kind", path_arg(req, "kind") },
		{ "cron", shape_text(req, body, "cron") },
		{ "connector", shape_text(req, body, "connector") },
	};
	const struct approval_deed deed = { "export.schedule",
		approve_subject(req, parts, ARRAY_LEN(parts)) };

	return approve_use(req, &deed, strcmp(shape_json(req, body,
	    "isActive"), "true") == 0, shape_text(req, body, "approval"), err);
}

/* PUT /export-schedules/{kind} */
static int fiber_fn
schedule_put(struct request *req)
{
	struct error err = { 0 };
	const struct json *body;
	const char *cron;
	int64_t next;
	int status, at;

	body = shape_body(req, put_shape, &status);
	if (body == NULL)
		return status;
	cron = shape_text(req, body, "cron");
	next = schedule_next(str_of(cron), req->session->zone);
	if (check(req, next, &err) < 0 || api_begin(req, &err) < 0 ||
	    use_approval(req, body, &err) < 0)
		return reply_error(req, &err);
	at = db_push(req->db, SCHEDULE_PUT, path_arg(req, "kind"),
	    shape_text(req, body, "connector"), cron,
	    shape_json(req, body, "isActive"), db_int(req->db, next));
	db_push(req->db, JOBS_NOTIFY, "schedules");
	api_audit(req, &(struct audit_event){ .action = "export.schedule",
	    .object_type = "tenant", .object = req->session->tenant,
	    .detail = detail_of(req, cron, shape_json(req, body,
	    "isActive")) });
	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	return reply_str(req, 200, db_text(req->db, at, 0, 0));
}

const struct route export_schedule_routes[] = {
	ROUTE(GET, "/api/v1/export-schedules", MAY_READ_EXPORTS,
	    schedule_list),
	ROUTE(PUT, "/api/v1/export-schedules/{kind}", MAY_EXPORT,
	    schedule_put),
	{ 0 }
};
