/*
 * exports.c - what goes to the state: runs, their deliveries and receipts.
 *
 * A run of more interventions than approval.interventions_max needs a second
 * person.  To try again what failed does not: it was approved when it was asked
 * for.
 */
#include "base/config.h"
#include "server/api/approve.h"
#include "server/api/routes.h"
#include "server/api/shape.h"
#include "server/security/permission.h"

/* ?cursor= is the id of the last one seen. */
static int
cursor_id(struct request *req, const char **ret, struct error *err)
{
	const char *cursor = query_arg(req, "cursor");
	struct uuid id;

	*ret = cursor;
	if (cursor == NULL || uuid_parse(str_of(cursor), &id) == 0)
		return 0;
	return error_set(err, ERR_INVALID, "cursor.invalid",
	    "this cursor is not one of ours");
}

/* GET /exports */
static int fiber_fn
export_list(struct request *req)
{
	struct error err = { 0 };
	const char *cursor;
	struct str body;
	int limit;

	if (api_limit(req, &limit, &err) < 0 ||
	    cursor_id(req, &cursor, &err) < 0 || api_open(req, &err) < 0 ||
	    db_json(req->db, &body, &err, EXPORT_LIST, cursor,
	    db_int(req->db, limit)) < 0)
		return reply_error(req, &err);
	return reply_str(req, 200, body);
}

static const char *const kinds[] = { "siuss", NULL };

static const struct shape create_shape[] = {
	{ "kind", SHAPE_CHOICE, SHAPE_REQUIRED, .choices = kinds },
	{ "from", SHAPE_DAY, SHAPE_REQUIRED },
	{ "to", SHAPE_DAY, SHAPE_REQUIRED },
	{ "approval", SHAPE_ID },
	{ 0 }
};

static void
push_change(struct request *req, const char *action, struct uuid id)
{
	db_push(req->db, NOTIFY_EVENT, "export", api_uuid(req, id), "", "");
	api_audit(req, &(struct audit_event){ .action = action,
	    .object_type = "export", .object = id });
}

static int
check_create(struct request *req, const char *from, const char *to,
    struct error *err)
{
	if (strcmp(from, to) > 0)
		return error_set_field(err, "export.period", STR("/to"),
		    "the period ends before it begins");
	return api_stepped_up(req, err);
}

static int fiber_fn
use_approval(struct request *req, const struct json *body, const char *from,
    const char *to, struct error *err)
{
	const struct approve_part parts[] = {
		{ "kind", shape_text(req, body, "kind") },
		{ "from", from }, { "to", to },
	};
	const struct approval_deed deed = { "export.run",
		approve_subject(req, parts, ARRAY_LEN(parts)) };
	int at = db_push(req->db, EXPORT_COUNT, from, to);

	if (db_run(req->db, err) < 0)
		return -1;
	return approve_use(req, &deed, db_int64(req->db, at, 0, 0) >
	    config_int("approval.interventions_max"),
	    shape_text(req, body, "approval"), err);
}

/* POST /exports */
static int fiber_fn
export_create(struct request *req)
{
	struct uuid id = uuid_new();
	struct error err = { 0 };
	const struct json *body;
	const char *from, *to;
	int status, at;

	body = shape_body(req, create_shape, &status);
	if (body == NULL)
		return status;
	from = shape_text(req, body, "from");
	to = shape_text(req, body, "to");
	if (check_create(req, from, to, &err) < 0 ||
	    api_begin(req, &err) < 0 ||
	    use_approval(req, body, from, to, &err) < 0)
		return reply_error(req, &err);
	db_push(req->db, EXPORT_INSERT, api_uuid(req, id),
	    shape_text(req, body, "kind"), from, to, req->session->staff_id);
	at = db_push(req->db, EXPORT_GET, api_uuid(req, id));
	push_change(req, "export.request", id);
	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	return reply_str(req, 202, db_text(req->db, at, 0, 0));
}

static int
unknown(struct error *err)
{
	return error_set(err, ERR_NOT_FOUND, "export.unknown",
	    "there is no such export");
}

/* GET /exports/{id} */
static int fiber_fn
export_get(struct request *req)
{
	struct error err = { 0 };
	struct str body = STR_NULL;
	struct uuid id;

	if (api_path_id(req, "id", &id, &err) < 0 || api_open(req, &err) < 0 ||
	    db_json(req->db, &body, &err, EXPORT_DETAIL,
	    path_arg(req, "id")) < 0 ||
	    (body.p == NULL && unknown(&err) < 0))
		return reply_error(req, &err);
	return reply_str(req, 200, body);
}

/* What failed is tried again where it failed: making or delivering it. */
static int fiber_fn
again(struct request *req, struct error *err)
{
	const char *id = path_arg(req, "id");
	int at = db_push(req->db, EXPORT_STATE, id);
	struct str state;

	if (db_run(req->db, err) < 0)
		return -1;
	if (db_rows(req->db, at) == 0)
		return unknown(err);
	state = db_text(req->db, at, 0, 0);
	if (!str_is(state, "failed") && !str_is(state, "invalid"))
		return error_set(err, ERR_CONFLICT, "export.not_failed",
		    "only an export that failed can be tried again");
	if (db_bool(req->db, at, 0, 1))
		db_push(req->db, OUTBOX_AGAIN, id, req->session->staff_id);
	else
		db_push(req->db, EXPORT_AGAIN, id, req->session->staff_id);
	db_push(req->db, JOBS_NOTIFY, "exports");
	return 0;
}

/* POST /exports/{id}/retry */
static int fiber_fn
export_retry(struct request *req)
{
	struct error err = { 0 };
	struct uuid id;
	int at;

	if (api_path_id(req, "id", &id, &err) < 0 ||
	    api_begin(req, &err) < 0 || again(req, &err) < 0)
		return reply_error(req, &err);
	at = db_push(req->db, EXPORT_DETAIL, path_arg(req, "id"));
	push_change(req, "export.retry", id);
	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	return reply_str(req, 200, db_text(req->db, at, 0, 0));
}

const struct route export_routes[] = {
	ROUTE(GET, "/api/v1/exports", MAY_READ_EXPORTS, export_list),
	ROUTE(POST, "/api/v1/exports", MAY_EXPORT, export_create),
	ROUTE(GET, "/api/v1/exports/{id}", MAY_READ_EXPORTS, export_get),
	ROUTE(POST, "/api/v1/exports/{id}/retry", MAY_EXPORT, export_retry),
	{ 0 }
};
