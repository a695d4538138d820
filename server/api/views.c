/*
 * views.c - the filters of the queue that a worker keeps at hand.
 *
 * A view holds codes and the name its owner gave it, and nothing about anybody.
 * It is never changed: another one is kept, and this one dropped.
 */
#include <string.h>

#include "server/api/api.h"
#include "server/api/routes.h"
#include "server/api/shape.h"
#include "server/security/permission.h"

#define VIEWS_MAX	12
#define NAME_MAX_CHARS	60

static const char *const views[] = { "mine", "pool", "unit", "done",
	"mentions", NULL };

static const struct shape view_shape[] = {
	{ "name", SHAPE_TEXT, .max = NAME_MAX_CHARS },
	{ "view", SHAPE_CHOICE, SHAPE_REQUIRED, .choices = views },
	{ "programme", SHAPE_TEXT, .max = 64 },
	{ "overdue", SHAPE_BOOL },
	{ "unitId", SHAPE_ID, SHAPE_NULLABLE },
	{ 0 }
};

/* GET /views */
static int fiber_fn
view_list(struct request *req)
{
	struct error err = { 0 };
	struct str body;

	if (api_open(req, &err) < 0 || db_json(req->db, &body, &err, VIEW_LIST,
	    req->session->staff_id) < 0)
		return reply_error(req, &err);
	return reply_str(req, 200, body);
}

/* The name is one line and not blank at its ends; the unit one's own. */
static int
check(const struct request *req, const char *name, const char *unit,
    struct error *err)
{
	size_t n = strlen(name);
	struct uuid u;

	if (strpbrk(name, "\r\n\t") != NULL ||
	    (n > 0 && (name[0] == ' ' || name[n - 1] == ' ')))
		return error_set_field(err, "view.name", STR("/name"),
		    "one line, without blanks at its ends");
	if (unit == NULL || (uuid_parse(str_of(unit), &u) == 0 &&
	    session_unit_roles(req->session, u) != 0))
		return 0;
	return error_set_field(err, "view.unit", STR("/unitId"),
	    "a unit that you work in");
}

static int fiber_fn
check_room(struct request *req, const char *programme, struct error *err)
{
	int at;

	db_push(req->db, VIEW_LOCK, req->session->staff_id);
	at = db_push(req->db, VIEW_COUNT, req->session->staff_id, programme);
	if (db_run(req->db, err) < 0)
		return -1;
	if (!db_bool(req->db, at, 0, 1))
		return error_set_field(err, "view.programme",
		    STR("/programme"), "a programme that there is");
	if (db_int64(req->db, at, 0, 0) >= VIEWS_MAX)
		return error_set(err, ERR_CONFLICT, "view.too_many",
		    "there are %d views: drop one first", VIEWS_MAX);
	return 0;
}

static void
push_event(struct request *req, const char *action, const char *id)
{
	api_audit(req, &(struct audit_event){ .action = action,
	    .object_type = "staff", .object = req->session->staff,
	    .detail = str_of(req_printf(req, "{\"view\":\"%s\"}", id)) });
}

static const char *
or_empty(const char *text)
{
	return text == NULL ? "" : text;
}

/* POST /views */
static int fiber_fn
view_create(struct request *req)
{
	struct error err = { 0 };
	const char *name, *programme, *overdue, *unit, *id;
	const struct json *body;
	struct str made;
	int status, at;

	body = shape_body(req, view_shape, &status);
	if (body == NULL)
		return status;
	id = api_uuid(req, uuid_new());
	name = or_empty(shape_text(req, body, "name"));
	programme = or_empty(shape_text(req, body, "programme"));
	overdue = shape_json(req, body, "overdue");
	unit = shape_text(req, body, "unitId");
	if (check(req, name, unit, &err) < 0 || api_begin(req, &err) < 0 ||
	    check_room(req, programme, &err) < 0)
		return reply_error(req, &err);
	at = db_push(req->db, VIEW_INSERT, id, req->session->staff_id, name,
	    shape_text(req, body, "view"), programme,
	    overdue == NULL ? "false" : overdue, unit);
	if (db_run(req->db, &err) < 0)
		return reply_error(req, &err);
	if (db_rows(req->db, at) == 0)
		return reply_fail(req, ERR_CONFLICT, "view.exists",
		    "these filters are kept already");
	made = arena_str(req->arena, db_text(req->db, at, 0, 0));
	push_event(req, "view.write", id);
	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	return reply_str(req, 201, made);
}

/* DELETE /views/{id} */
static int fiber_fn
view_delete(struct request *req)
{
	struct error err = { 0 };
	struct uuid id;
	int at;

	if (api_path_id(req, "id", &id, &err) < 0 || api_begin(req, &err) < 0)
		return reply_error(req, &err);
	at = db_push(req->db, VIEW_DELETE, req->session->staff_id,
	    path_arg(req, "id"));
	if (db_run(req->db, &err) < 0)
		return reply_error(req, &err);
	if (db_rows(req->db, at) == 0)
		return reply_fail(req, ERR_NOT_FOUND, "view.unknown",
		    "you keep no such view");
	push_event(req, "view.delete", api_uuid(req, id));
	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	return reply(req, 204, NULL);
}

const struct route view_routes[] = {
	ROUTE(GET, "/api/v1/views", MAY_WORK, view_list),
	ROUTE(POST, "/api/v1/views", MAY_WORK, view_create),
	ROUTE(DELETE, "/api/v1/views/{id}", MAY_WORK, view_delete),
	{ 0 }
};
