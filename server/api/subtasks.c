/*
 * subtasks.c - make, complete and cancel parts of a task that others do.
 *
 * A sub-task is a task of its own, below the one it is part of: it is claimed,
 * handed over and listed as any other.  One that is mandatory has to be done
 * before the task can be; whatever ends the task cancels those left open.
 */
#include "server/api/routes.h"
#include "server/api/shape.h"
#include "server/api/subtasks.h"
#include "server/security/permission.h"
#include "server/services.h"

#define SUBTASKS_MAX	50	/* of one task */
#define RESULT_MAX	4000

static const char *const roles[] = { "social_worker", "supervisor", "clerk",
	"psychologist", "legal", NULL };

static const struct shape subtask_shape[] = {
	{ "title", SHAPE_TEXT, SHAPE_REQUIRED, .min = 1, .max = 200 },
	{ "instructions", SHAPE_TEXT, .min = 1, .max = 4000 },
	{ "unitId", SHAPE_ID },
	{ "role", SHAPE_CHOICE, .choices = roles },
	{ "staffId", SHAPE_ID },
	{ "dueOn", SHAPE_DAY },
	{ "priority", SHAPE_INT, .max = 100 },
	{ "isMandatory", SHAPE_BOOL },
	{ 0 }
};

/* The task, its instance locked before it, so that it cannot be completed
 * while a sub-task is being made. */
static int fiber_fn
open_parent(struct request *req, struct api_task *t, struct error *err)
{
	int count, at;

	t->id = path_arg(req, "id");
	if (api_path_id(req, "id", &t->uuid, err) < 0 ||
	    api_begin(req, err) < 0)
		return -1;
	(void)workflow_push_task(api_workflow(req), t->id);
	at = api_task_push(req, t->id);
	count = db_push(req->db, SUBTASK_COUNT, t->id);
	if (db_run(req->db, err) < 0 ||
	    api_task_take(req, at, TASK_MAY_SPLIT, t, err) < 0)
		return -1;
	if (db_int64(req->db, count, 0, 0) >= SUBTASKS_MAX)
		return error_set(err, ERR_CONFLICT, "subtask.too_many",
		    "a task has %d sub-tasks at most", SUBTASKS_MAX);
	return 0;
}

/* Is there somebody to do it? */
static int fiber_fn
check_receiver(struct request *req, const struct api_task *t,
    const struct json *body, struct error *err)
{
	const char *staff = shape_text(req, body, "staffId");
	const char *unit = shape_text(req, body, "unitId");
	int at;

	if (staff == NULL && t->sensitivity >= 3)
		return error_set_field(err, "subtask.person_needed",
		    STR("/staffId"), "what is protected goes to a person, not "
		    "to a pool");
	if (staff == NULL)
		return 0;
	at = db_push(req->db, STAFF_IN_UNIT, staff,
	    unit == NULL ? api_uuid(req, t->unit) : unit);
	if (db_run(req->db, err) < 0)
		return -1;
	return db_bool(req->db, at, 0, 0) ? 0 : error_set_field(err,
	    "task.staff_elsewhere", STR("/staffId"),
	    "this colleague does not work in the unit of the task");
}

/* The task, then what is sealed of it: a parameter lives until it is sent. */
static int fiber_fn
insert(struct request *req, const struct api_task *t, const struct json *body,
    struct uuid id, struct error *err)
{
	struct sealed_at at = { SEALED_SUBTASK_INSTRUCTIONS, id, t->subject };
	const char *text = api_uuid(req, id);
	const char *instructions = shape_text(req, body, "instructions");
	const struct json *mandatory = json_get(body, "isMandatory");
	int row;

	row = db_push(req->db, SUBTASK_INSERT, text, t->id,
	    req->session->staff_id, shape_text(req, body, "title"),
	    shape_text(req, body, "unitId"), shape_text(req, body, "role"),
	    shape_text(req, body, "staffId"), shape_text(req, body, "dueOn"),
	    req->session->zone, !shape_has(body, "priority") ? NULL :
	    db_int(req->db, shape_int(body, "priority", 50)));
	if (db_run(req->db, err) < 0)
		return -1;
	if (db_rows(req->db, row) == 0)
		return error_set_field(err, "unit.unknown", STR("/unitId"),
		    "there is no such unit");
	if (instructions != NULL) {
		instructions = api_task_seal(req, &at, instructions, err);
		if (instructions == NULL)
			return -1;
	}
	db_push(req->db, SUBTASK_NOTE, text,
	    mandatory == NULL || mandatory->boolean ? "t" : "f",
	    req->session->staff_id, instructions);
	return 0;
}

/* Commit, tell those above and below, and answer with the sub-task. */
static int fiber_fn
reply_subtask(struct request *req, int status, const struct api_task *above,
    struct uuid id)
{
	const char *text = api_uuid(req, id);
	struct error err = { 0 };
	int at = db_push(req->db, SUBTASK_GET, text);

	db_push_after(req->db, Q_TASK_NOTIFY, text);
	db_push_after(req->db, Q_TASK_NOTIFY, api_uuid(req,
	    above->kind == TASK_SUBTASK ? above->parent : above->uuid));
	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	req->session->grants.listed = CATEGORY_IDENTITY;
	session_reveal(req->session, req->arena, above->subject,
	    CATEGORY_NOTES);
	return reply_str(req, status, db_text(req->db, at, 0, 0));
}

/* POST /tasks/{id}/subtasks */
static int fiber_fn
subtask_create(struct request *req)
{
	struct uuid id = uuid_new();
	struct error err = { 0 };
	const struct json *body;
	struct api_task t = { 0 };
	int status;

	body = shape_body(req, subtask_shape, &status);
	if (body == NULL)
		return status;
	if (open_parent(req, &t, &err) < 0 ||
	    check_receiver(req, &t, body, &err) < 0 ||
	    insert(req, &t, body, id, &err) < 0)
		return reply_error(req, &err);
	api_audit(req, &(struct audit_event){ .action = "task.split",
	    .object_type = "task", .object = id, .record = t.record });
	return reply_subtask(req, 201, &t, id);
}

static int fiber_fn
close_subtask(struct request *req, const struct api_task *t,
    const char *state, const char *outcome, struct error *err)
{
	struct sealed_at at = { SEALED_SUBTASK_OUTCOME, t->uuid, t->subject };
	const char *param = api_task_seal(req, &at, outcome, err);

	if (param == NULL)
		return -1;
	db_push(req->db, SUBTASK_CLOSE, t->id, state, req->session->staff_id,
	    param);
	return 0;
}

/* The only member of data, a text; NULL and err. */
static const char *
result_of(struct request *req, const struct json *data, struct error *err)
{
	const struct json *result = json_get(data, "result");

	if (data->n != 1 || result == NULL || result->type != JSON_STRING ||
	    str_trim(result->text).len == 0 ||
	    utf8_count(result->text) > RESULT_MAX) {
		(void)error_set_field(err, "subtask.result",
		    STR("/data/result"), "a sub-task is completed with a "
		    "result, in words");
		return NULL;
	}
	return arena_str(req->arena, result->text).p;
}

int fiber_fn
subtask_complete(struct request *req, const struct opened *o,
    const struct json *data)
{
	struct error err = { 0 };
	const char *result = result_of(req, data, &err);
	int card;

	if (result == NULL ||
	    close_subtask(req, &o->task, "done", result, &err) < 0)
		return reply_error(req, &err);
	card = db_push(req->db, TASK_SHOW, o->task.id);
	db_push_after(req->db, Q_TASK_NOTIFY, o->task.id);
	db_push_after(req->db, Q_TASK_NOTIFY, api_uuid(req, o->task.parent));
	api_audit(req, &(struct audit_event){ .action = "task.complete",
	    .object_type = "task", .object = o->task.uuid,
	    .record = o->task.record });
	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	req->session->grants.listed = CATEGORY_IDENTITY;
	return reply_str(req, 200, arena_printf(req->arena,
	    "{\"task\":%.*s,\"next\":[]}",
	    STR_ARG(db_text(req->db, card, 0, 0))));
}

static const struct shape cancel_shape[] = {
	{ "reason", SHAPE_TEXT, SHAPE_REQUIRED, .min = 1, .max = 500 },
	{ 0 }
};

/* POST /tasks/{id}/cancel */
static int fiber_fn
subtask_cancel(struct request *req)
{
	struct error err = { 0 };
	const struct json *body;
	struct api_task t;
	int status;

	body = shape_body(req, cancel_shape, &status);
	if (body == NULL)
		return status;
	if (api_begin(req, &err) < 0 ||
	    api_task(req, TASK_MAY_CANCEL, &t, &err) < 0 ||
	    close_subtask(req, &t, "cancelled", shape_text(req, body,
	    "reason"), &err) < 0)
		return reply_error(req, &err);
	api_audit(req, &(struct audit_event){ .action = "task.cancel",
	    .object_type = "task", .object = t.uuid, .record = t.record });
	return reply_subtask(req, 200, &t, t.uuid);
}

const struct route subtask_routes[] = {
	ROUTE(POST, "/api/v1/tasks/{id}/subtasks", MAY_WORK, subtask_create),
	ROUTE(POST, "/api/v1/tasks/{id}/cancel", MAY_WORK, subtask_cancel),
	{ 0 }
};
