/*
 * task_plan.c - when a task is to be done: due date, priority, follow-up.
 *
 * The due date and the priority are its supervisor's; when to look at it again
 * is the matter of whoever has it.
 */
#include "server/api/api.h"
#include "server/api/notes.h"
#include "server/api/routes.h"
#include "server/api/shape.h"
#include "server/api/task_listen.h"
#include "server/security/permission.h"

static const struct shape plan_shape[] = {
	{ "dueAt", SHAPE_INSTANT, SHAPE_NULLABLE },
	{ "priority", SHAPE_INT, .max = 100 },
	{ "followUpAt", SHAPE_INSTANT, SHAPE_NULLABLE },
	{ "reason", SHAPE_TEXT, .min = 3, .max = 2000 },
	{ 0 }
};

/* What the caller must be allowed to do for all of this; 0 and err when there
 * is nothing to do or no reason for it. */
static unsigned
wanted_of(const struct json *body, struct error *err)
{
	unsigned wanted = 0;

	if (shape_has(body, "dueAt") && !shape_has(body, "reason")) {
		(void)error_set_field(err, "task.due_reason", STR("/reason"),
		    "say why the due date moves");
		return 0;
	}
	if (shape_has(body, "dueAt") || shape_has(body, "priority"))
		wanted |= TASK_MAY_PLAN;
	if (shape_has(body, "followUpAt"))
		wanted |= TASK_MAY_FOLLOW_UP;
	if (wanted == 0)
		(void)error_set(err, ERR_INVALID, "task.plan_empty",
		    "nothing to change: dueAt, priority or followUpAt");
	return wanted;
}

/* The history keeps where the date was and why it moved. */
static int fiber_fn
push_due(struct request *req, const struct api_task *t,
    const struct json *body, struct error *err)
{
	struct sealed_at at = { SEALED_HISTORY_NOTE, uuid_new(), t->subject };
	const char *note;

	if (api_seal_note(req, &at, shape_text(req, body, "reason"), &note,
	    err) < 0)
		return -1;
	db_push(req->db, TASK_DUE_MOVED, t->id, api_uuid(req, at.row),
	    req->session->staff_id, shape_text(req, body, "dueAt"), note);
	return 0;
}

/* Which of them changed: {"changed":["dueAt"]}. */
static struct str
changed(struct request *req, const struct json *body)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct jsonw w = JSONW(&out);

	jsonw_object(&w);
	jsonw_key(&w, "changed");
	jsonw_array(&w);
	for (const struct shape *s = plan_shape; s->name != NULL; s++) {
		if (s->type != SHAPE_TEXT && shape_has(body, s->name))
			jsonw_cstr(&w, s->name);
	}
	jsonw_array_end(&w);
	jsonw_object_end(&w);
	return arena_str(req->arena, buf_view(&out));
}

/* Every change of the body has to be allowed. */
static int
check_all(const struct api_task *t, unsigned wanted, struct error *err)
{
	if ((t->actions & wanted) == wanted)
		return 0;
	return error_set(err, ERR_FORBIDDEN, "task.not_yours",
	    "this task is not yours to do that with");
}

/* Read and lock it, ask the listeners of its process.  -1 and err. */
static int fiber_fn
begin_plan(struct request *req, const struct json *body, const char *seen,
    struct api_task *t, struct workflow_run **run, struct error *err)
{
	unsigned wanted = wanted_of(body, err);
	struct uuid definition;
	int at;

	if (api_begin(req, err) < 0)
		return -1;
	at = task_listen_push(req, path_arg(req, "id"));
	if (api_task(req, wanted, t, err) < 0)
		return -1;
	definition = task_listen_definition(req, at);
	if (check_all(t, wanted, err) < 0 ||
	    api_check_version(t->version, seen, err) < 0)
		return -1;
	return task_listen(req, definition, t, &(struct task_change){
	    .event = BPMN_EV_TASK_UPDATE, .action = "update", .plan = body },
	    run, err);
}

/* PATCH /tasks/{id} */
static int fiber_fn
task_patch(struct request *req)
{
	struct error err = { 0 };
	const struct json *body;
	struct workflow_run *run = NULL;
	const char *seen;
	struct api_task t;
	int status, at;

	body = shape_body(req, plan_shape, &status);
	if (body == NULL)
		return status;
	if (wanted_of(body, &err) == 0 ||
	    (seen = req_if_match(req, &err)) == NULL ||
	    begin_plan(req, body, seen, &t, &run, &err) < 0 ||
	    (shape_has(body, "dueAt") && push_due(req, &t, body, &err) < 0))
		return reply_error(req, &err);
	db_push(req->db, TASK_PLAN, t.id,
	    shape_has(body, "dueAt") ? "t" : "f",
	    shape_text(req, body, "dueAt"), shape_json(req, body, "priority"),
	    shape_has(body, "followUpAt") ? "t" : "f",
	    shape_text(req, body, "followUpAt"));
	if (run != NULL && workflow_finish(run, &err) < 0)
		return reply_error(req, &err);
	db_push_after(req->db, Q_TASK_NOTIFY, t.id);
	api_audit(req, &(struct audit_event){ .action = "task.write",
	    .object_type = "task", .object = t.uuid, .record = t.record,
	    .detail = changed(req, body) });
	at = db_push(req->db, TASK_SHOW, t.id);
	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	req->session->grants.listed = CATEGORY_IDENTITY;
	reply_version(req, req_printf(req, "%lld", (long long)t.version + 1));
	return reply_str(req, 200, db_text(req->db, at, 0, 0));
}

const struct route task_plan_routes[] = {
	ROUTE(PATCH, "/api/v1/tasks/{id}", MAY_WORK, task_patch),
	{ 0 }
};
