/*
 * tasks.c - claim, hand over, bulk: who does a task.
 *
 * Listeners of the process are asked first; what they correct comes last.
 */
#include <sodium.h>

#include "server/api/api.h"
#include "server/api/notes.h"
#include "server/api/routes.h"
#include "server/api/shape.h"
#include "server/api/task_listen.h"
#include "server/security/permission.h"
#include "server/security/vault.h"

/* Where a task goes: NULL assignee is the pool, NULL unit stays. */
struct handover {
	const char	*assignee, *unit, *owner;
	const char	*event;		/* of the audit: "task.claim" */
	const char	*reason;	/* NULL: none was given */
};

static void
push_handover(struct request *req, const struct api_task *t,
    const struct handover *h)
{
	db_push(req->db, TASK_ASSIGN, t->id, h->assignee, h->unit, h->owner);
	db_push_after(req->db, Q_TASK_NOTIFY, t->id);
	api_audit(req, &(struct audit_event){ .action = h->event,
	    .object_type = "task", .object = t->uuid, .record = t->record });
}

/* The history keeps why somebody else is to do it. */
static int fiber_fn
push_reason(struct request *req, const struct api_task *t, const char *reason,
    struct error *err)
{
	struct sealed_at at = { SEALED_HISTORY_NOTE, uuid_new(), t->subject };
	const char *note;

	if (reason == NULL || *reason == '\0')
		return 0;
	if (api_seal_note(req, &at, reason, &note, err) < 0)
		return -1;
	db_push(req->db, TASK_HANDED, t->id, api_uuid(req, at.row),
	    req->session->staff_id, note);
	return 0;
}

/* A task to be handed over, and the version of its process. */
struct held {
	struct api_task	 task;
	struct uuid	 definition;
};

static int fiber_fn
ask_listeners(struct request *req, const struct held *held,
    const struct handover *h, struct workflow_run **run, struct error *err)
{
	return task_listen(req, held->definition, &held->task,
	    &(struct task_change){ .event = BPMN_EV_TASK_ASSIGN,
	    .action = h->event + strlen("task."), .assignee = h->assignee },
	    run, err);
}

static int fiber_fn
hand_over(struct request *req, const struct held *held,
    const struct handover *h)
{
	const struct api_task *t = &held->task;
	struct workflow_run *run = NULL;
	struct error err = { 0 };
	int at;

	if (ask_listeners(req, held, h, &run, &err) < 0 ||
	    push_reason(req, t, h->reason, &err) < 0)
		return reply_error(req, &err);
	push_handover(req, t, h);
	if (run != NULL && workflow_finish(run, &err) < 0)
		return reply_error(req, &err);
	at = db_push(req->db, TASK_SHOW, t->id);
	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	req->session->grants.listed = CATEGORY_IDENTITY;
	return reply_str(req, 200, db_text(req->db, at, 0, 0));
}

static int fiber_fn
begin(struct request *req, enum task_action wanted, struct held *ret,
    struct error *err)
{
	int at;

	if (api_begin(req, err) < 0)
		return -1;
	at = task_listen_push(req, path_arg(req, "id"));
	if (api_task(req, wanted, &ret->task, err) < 0)
		return -1;
	ret->definition = task_listen_definition(req, at);
	return 0;
}

/* POST /tasks/{id}/claim */
static int fiber_fn
task_claim(struct request *req)
{
	struct error err = { 0 };
	struct held t;

	if (begin(req, TASK_MAY_CLAIM, &t, &err) < 0)
		return reply_error(req, &err);
	return hand_over(req, &t, &(struct handover){
	    .assignee = req->session->staff_id, .event = "task.claim" });
}

/* POST /tasks/{id}/release */
static int fiber_fn
task_release(struct request *req)
{
	struct error err = { 0 };
	struct held t;

	if (begin(req, TASK_MAY_RELEASE, &t, &err) < 0)
		return reply_error(req, &err);
	return hand_over(req, &t, &(struct handover){
	    .event = "task.release" });
}

/* Is this somebody who works in the unit? */
static int fiber_fn
check_staff(struct request *req, const char *staff, struct uuid unit,
    struct error *err)
{
	int at = db_push(req->db, STAFF_IN_UNIT, staff, api_uuid(req, unit));

	if (db_run(req->db, err) < 0)
		return -1;
	if (db_bool(req->db, at, 0, 0))
		return 0;
	return error_set_field(err, "task.staff_elsewhere", STR("/staffId"),
	    "this colleague does not work in the unit of the task");
}

static const struct shape delegate_shape[] = {
	{ "staffId", SHAPE_ID, SHAPE_REQUIRED },
	{ "reason", SHAPE_TEXT, .max = 500 },
	{ 0 }
};

/* POST /tasks/{id}/delegate */
static int fiber_fn
task_delegate(struct request *req)
{
	struct error err = { 0 };
	const struct json *body;
	struct held t;
	int status;

	body = shape_body(req, delegate_shape, &status);
	if (body == NULL)
		return status;
	if (begin(req, TASK_MAY_DELEGATE, &t, &err) < 0 || check_staff(req,
	    shape_text(req, body, "staffId"), t.task.unit, &err) < 0)
		return reply_error(req, &err);
	return hand_over(req, &t, &(struct handover){
	    .assignee = shape_text(req, body, "staffId"),
	    .owner = req->session->staff_id, .event = "task.delegate",
	    .reason = shape_text(req, body, "reason") });
}

/* POST /tasks/{id}/return */
static int fiber_fn
task_return(struct request *req)
{
	struct error err = { 0 };
	struct held t;

	if (begin(req, TASK_MAY_RETURN, &t, &err) < 0)
		return reply_error(req, &err);
	return hand_over(req, &t, &(struct handover){
	    .assignee = api_uuid(req, t.task.owner), .event = "task.return" });
}

static const struct shape assign_shape[] = {
	{ "staffId", SHAPE_ID, SHAPE_NULLABLE },
	{ "unitId", SHAPE_ID },
	{ "reason", SHAPE_TEXT, .max = 500 },
	{ 0 }
};

/* POST /tasks/{id}/assign */
static int fiber_fn
task_assign(struct request *req)
{
	struct error err = { 0 };
	const struct json *body;
	const char *staff, *unit;
	struct held t;
	int status;

	body = shape_body(req, assign_shape, &status);
	if (body == NULL)
		return status;
	staff = shape_text(req, body, "staffId");
	unit = shape_text(req, body, "unitId");
	if (begin(req, TASK_MAY_ASSIGN, &t, &err) < 0)
		return reply_error(req, &err);
	if (unit != NULL)
		(void)uuid_parse(str_of(unit), &t.task.unit);
	if (staff != NULL && check_staff(req, staff, t.task.unit, &err) < 0)
		return reply_error(req, &err);
	return hand_over(req, &t, &(struct handover){ .assignee = staff,
	    .unit = unit, .event = "task.assign",
	    .reason = shape_text(req, body, "reason") });
}

/* -------------------------------------------------------------------- bulk */

#define BULK_MAX 200
#define BULK_BATCH 8	/* tasks locked, then changed, in one round trip each */

static const char *const bulk_actions[] = { "assign", "release", "transfer",
	NULL };
static const struct shape one_id = { "", SHAPE_ID };

static const struct shape bulk_shape[] = {
	{ "action", SHAPE_CHOICE, SHAPE_REQUIRED, .choices = bulk_actions },
	{ "ids", SHAPE_LIST, SHAPE_REQUIRED, .min = 1, .max = BULK_MAX,
	    .element = &one_id },
	{ "staffId", SHAPE_ID },
	{ "unitId", SHAPE_ID },
	{ 0 }
};

struct bulk {
	struct request	*req;
	struct handover	 h;
	enum task_action wanted;
	struct buf	 out;
	struct jsonw	 w;
};

static void
bulk_row(struct bulk *b, const struct api_task *t, const char *code)
{
	jsonw_object(&b->w);
	jsonw_key(&b->w, "id");
	jsonw_cstr(&b->w, t->id);
	jsonw_key(&b->w, "ok");
	jsonw_bool(&b->w, code == NULL);
	if (code != NULL) {
		jsonw_key(&b->w, "code");
		jsonw_cstr(&b->w, code);
	} else {
		jsonw_key(&b->w, "previousAssigneeId");
		jsonw_cstr(&b->w, sodium_is_zero(t->assignee.b, 16) ? NULL :
		    api_uuid(b->req, t->assignee));
	}
	jsonw_object_end(&b->w);
}

/* A few of them: whether each may be changed, and why not. */
struct few {
	struct held	 held[BULK_BATCH];
	struct error	 why[BULK_BATCH];
	int		 at[BULK_BATCH], version_at[BULK_BATCH];
	size_t		 n;
};

static int fiber_fn
bulk_lock(struct bulk *b, const struct json *ids, size_t from,
    struct few *few, struct error *err)
{
	for (size_t i = 0; i < few->n; i++) {
		struct api_task *t = &few->held[i].task;

		t->id = arena_str(b->req->arena,
		    ids->items[from + i].text).p;
		(void)uuid_parse(str_of(t->id), &t->uuid);
		few->at[i] = api_task_push(b->req, t->id);
		few->version_at[i] = task_listen_push(b->req, t->id);
	}
	if (db_run(b->req->db, err) < 0)
		return -1;
	for (size_t i = 0; i < few->n; i++) {
		(void)api_task_take(b->req, few->at[i], b->wanted,
		    &few->held[i].task, &few->why[i]);
		few->held[i].definition = task_listen_definition(b->req,
		    few->version_at[i]);
	}
	return 0;
}

static bool
is_fine(const struct few *few, size_t i)
{
	return few->why[i].code[0] == '\0';
}

/* Lock a few, ask their listeners, change those that may be changed. */
static int fiber_fn
bulk_some(struct bulk *b, const struct json *ids, size_t from, size_t n,
    struct error *err)
{
	struct few *few = req_alloc(b->req, sizeof(*few));
	struct workflow_run *run = NULL;

	*few = (struct few){ .n = n };
	if (bulk_lock(b, ids, from, few, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (is_fine(few, i))
			(void)ask_listeners(b->req, &few->held[i], &b->h, &run,
			    &few->why[i]);
	}
	for (size_t i = 0; i < n; i++) {
		if (is_fine(few, i))
			push_handover(b->req, &few->held[i].task, &b->h);
		bulk_row(b, &few->held[i].task, is_fine(few, i) ? NULL :
		    arena_strdup(b->req->arena, few->why[i].code));
	}
	if (run != NULL && workflow_finish(run, err) < 0)
		return -1;
	return db_run(b->req->db, err);
}

static int fiber_fn
bulk_all(struct bulk *b, const struct json *ids, struct error *err)
{
	if (api_begin(b->req, err) < 0)
		return -1;
	for (size_t i = 0; i < ids->n; i += BULK_BATCH) {
		size_t n = ids->n - i < BULK_BATCH ? ids->n - i : BULK_BATCH;

		if (bulk_some(b, ids, i, n, err) < 0)
			return -1;
	}
	return api_commit(b->req, err);
}

static int
bulk_prepare(struct bulk *b, const struct json *body, struct error *err)
{
	const char *action = shape_text(b->req, body, "action");

	b->h.assignee = shape_text(b->req, body, "staffId");
	b->h.unit = shape_text(b->req, body, "unitId");
	b->h.event = "task.assign";
	b->wanted = TASK_MAY_ASSIGN;
	if (strcmp(action, "release") == 0) {
		b->h = (struct handover){ .event = "task.release" };
		b->wanted = TASK_MAY_RELEASE;
	} else if (strcmp(action, "assign") == 0 && b->h.assignee == NULL) {
		return error_set_field(err, "shape.required", STR("/staffId"),
		    "to whom?");
	} else if (strcmp(action, "transfer") == 0 && b->h.unit == NULL) {
		return error_set_field(err, "shape.required", STR("/unitId"),
		    "to which unit?");
	}
	return 0;
}

/* POST /tasks/bulk */
static int fiber_fn
task_bulk(struct request *req)
{
	struct bulk *b = req_alloc(req, sizeof(*b));
	struct error err = { 0 };
	const struct json *body;
	int status;

	body = shape_body(req, bulk_shape, &status);
	if (body == NULL)
		return status;
	b->req = req;
	b->w.out = &b->out;
	jsonw_object(&b->w);
	jsonw_key(&b->w, "items");
	jsonw_array(&b->w);
	if (bulk_prepare(b, body, &err) < 0 ||
	    bulk_all(b, json_get(body, "ids"), &err) < 0) {
		buf_done(&b->out);
		return reply_error(req, &err);
	}
	jsonw_array_end(&b->w);
	jsonw_object_end(&b->w);
	status = reply_str(req, 200, arena_str(req->arena, buf_view(&b->out)));
	buf_done(&b->out);
	return status;
}

const struct route task_routes[] = {
	ROUTE(POST, "/api/v1/tasks/bulk", MAY_SUPERVISE, task_bulk),
	ROUTE(POST, "/api/v1/tasks/{id}/claim", MAY_WORK, task_claim),
	ROUTE(POST, "/api/v1/tasks/{id}/release", MAY_WORK, task_release),
	ROUTE(POST, "/api/v1/tasks/{id}/assign", MAY_SUPERVISE, task_assign),
	ROUTE(POST, "/api/v1/tasks/{id}/delegate", MAY_WORK, task_delegate),
	ROUTE(POST, "/api/v1/tasks/{id}/return", MAY_WORK, task_return),
	{ 0 }
};
