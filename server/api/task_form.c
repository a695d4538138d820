/*
 * task_form.c - the form of a task: show it, keep a draft, compute what it
 * computes, complete it.
 */
#include <sodium.h>

#include "server/api/api.h"
#include "server/api/routes.h"
#include "server/api/shape.h"
#include "server/api/subtasks.h"
#include "server/api/task_open.h"
#include "server/security/permission.h"
#include "server/security/rate.h"
#include "server/security/vault.h"
#include "server/services.h"

/* The browser asks when somebody stops typing, not more than twice a second. */
#define COMPUTED_PER_MINUTE	120

/* ------------------------------------------------------------------- show */

/* A value of the task that is sealed as a whole. */
static int fiber_fn
unseal(struct request *req, const struct opened *o, enum sealed_place place,
    struct str envelope, struct buf *out, struct error *err)
{
	struct sealed_at at = { place, o->task.uuid, o->task.subject };

	return vault_open(services()->vault, req->db, &at, envelope, out, err);
}

/* The vote that was cast if there is one, else the draft, else what is known
 * already.  Somebody else's ballot is nobody's business. */
static int fiber_fn
form_data(struct request *req, const struct opened *o, struct buf *out,
    struct error *err)
{
	const struct api_task *t = &o->task;
	bool is_closed_to = t->kind == TASK_BALLOT && memcmp(t->assignee.b,
	    req->session->staff.b, sizeof(t->assignee.b)) != 0;
	struct jsonw w = JSONW(out);
	const struct json *known;

	if (t->ballot.len > 0 && !is_closed_to)
		return unseal(req, o, SEALED_BALLOT_NOTES, t->ballot, out,
		    err);
	if (t->draft.len > 0 && !is_closed_to)
		return unseal(req, o, SEALED_TASK_DRAFT, t->draft, out, err);
	if (o->form == NULL) {
		buf_puts(out, "{}");
		return 0;
	}
	if (open_task_known(req, o, &known, err) < 0)
		return -1;
	jsonw_value(&w, form_initial(o->form, req->arena, known));
	return 0;
}

/* Put members behind those of a JSON object. */
static void
extend(struct buf *out, struct str object, const char *name,
    struct str value)
{
	if (out->len == 0)
		buf_str(out, object);
	out->len--;		/* its "}" */
	buf_printf(out, ",\"%s\":%.*s}", name, STR_ARG(value));
}

/* GET /tasks/{id} */
static int fiber_fn
task_get(struct request *req)
{
	static const char *const below[] = { "subtasks", "subtask", "vote" };
	_cleanup_(buf_done) struct buf data = BUF_INIT, out = BUF_INIT;
	struct error err = { 0 };
	struct opened o;
	struct str card;
	int at;

	if (open_task(req, TASK_MAY_READ, &o, &err) < 0 ||
	    form_data(req, &o, &data, &err) < 0)
		return reply_error(req, &err);
	at = db_push(req->db, TASK_SHOW, o.task.id);
	api_audit(req, &(struct audit_event){ .action = "task.read",
	    .object_type = "task", .object = o.task.uuid,
	    .record = o.task.record });
	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	card = db_text(req->db, at, 0, 0);
	extend(&out, card, "why", db_text(req->db, at, 0, 1));
	extend(&out, card, "form", o.schema.len == 0 ? STR("null") : o.schema);
	extend(&out, card, "data", buf_view(&data));
	extend(&out, card, "actions", str_of(api_task_actions(req, &o.task)));
	for (int i = 0; i < 3; i++)
		extend(&out, card, below[i], db_is_null(req->db, at, 0, i + 2) ?
		    STR("null") : db_text(req->db, at, 0, i + 2));
	req->session->grants.listed = CATEGORY_IDENTITY;
	reply_version(req, req_printf(req, "%lld", (long long)o.task.version));
	/* Who reads the task reads what was asked and answered below it. */
	session_reveal(req->session, req->arena, o.task.subject,
	    CATEGORY_NOTES);
	at = reply_str(req, 200, arena_str(req->arena, buf_view(&out)));
	sodium_memzero(data.p, data.len);
	return at;
}

/* ------------------------------------------------------------------ draft */

static const struct shape data_shape[] = {
	{ "data", SHAPE_OBJECT, SHAPE_REQUIRED },
	{ 0 }
};

/* PUT /tasks/{id}/draft */
static int fiber_fn
task_draft(struct request *req)
{
	struct error err = { 0 };
	const struct json *body;
	const char *param;
	struct api_task t;
	struct sealed_at at;
	int status;

	body = shape_body(req, data_shape, &status);
	if (body == NULL)
		return status;
	if (api_begin(req, &err) < 0 ||
	    api_task(req, TASK_MAY_COMPLETE | TASK_MAY_VOTE, &t, &err) < 0 ||
	    vault_load(services()->vault, req->db, &t.subject, 1, &err) < 0)
		return reply_error(req, &err);
	at = (struct sealed_at){ SEALED_TASK_DRAFT, t.uuid, t.subject };
	if (vault_seal(services()->vault, req->db, &at,
	    str_of(shape_json(req, body, "data")), &param, &err) < 0)
		return reply_error(req, &err);
	db_push(req->db, TASK_DRAFT, t.id, param);
	api_audit(req, &(struct audit_event){ .action = "task.draft",
	    .object_type = "task", .object = t.uuid, .record = t.record });
	status = db_push(req->db, NOW);
	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	return reply_str(req, 200, db_text(req->db, status, 0, 0));
}

/* ---------------------------------------------------------------- compute */

static void
missing_json(struct jsonw *w, const struct form_missing *m)
{
	jsonw_object(w);
	jsonw_key(w, "input");
	jsonw_str(w, m->input);
	jsonw_key(w, "keys");
	jsonw_array(w);
	for (size_t i = 0; i < m->n_keys; i++)
		jsonw_str(w, m->keys[i]);
	jsonw_array_end(w);
	jsonw_object_end(w);
}

static void
computed_json(struct jsonw *w, const struct form_computed *c)
{
	jsonw_object(w);
	jsonw_key(w, "key");
	jsonw_str(w, c->key);
	jsonw_key(w, "value");
	if (c->value == NULL)
		jsonw_null(w);
	else
		jsonw_value(w, c->value);
	jsonw_key(w, "missing");
	jsonw_array(w);
	for (size_t i = 0; i < c->n_missing; i++)
		missing_json(w, &c->missing[i]);
	jsonw_array_end(w);
	jsonw_key(w, "failed");
	jsonw_cstr(w, c->failed);
	jsonw_key(w, "why");
	jsonw_raw(w, c->why.len == 0 ? STR("null") : c->why);
	jsonw_object_end(w);
}

static int
check_rate(struct request *req, struct error *err)
{
	static struct rate *per_person;

	if (per_person == NULL)
		per_person = rate_new(COMPUTED_PER_MINUTE,
		    COMPUTED_PER_MINUTE);
	if (rate_take(per_person, str_of(req->session->staff_id)))
		return 0;
	return error_set(err, ERR_LIMIT, "task.compute_rate",
	    "more than %d computations in a minute: wait a little",
	    COMPUTED_PER_MINUTE);
}

static int fiber_fn
compute(struct request *req, const struct json *data, struct buf *out,
    struct error *err)
{
	struct jsonw w = JSONW(out);
	const struct form_computed *list;
	struct form_context ctx;
	struct opened o;
	size_t n = 0;

	if (check_rate(req, err) < 0 ||
	    open_task(req, TASK_MAY_COMPLETE, &o, err) < 0 ||
	    open_task_context(req, &o, true, &ctx, err) < 0)
		return -1;
	list = o.form == NULL ? NULL :
	    form_compute(o.form, req->arena, &ctx, data, &n);
	jsonw_object(&w);
	jsonw_key(&w, "items");
	jsonw_array(&w);
	for (size_t i = 0; i < n; i++)
		computed_json(&w, &list[i]);
	jsonw_array_end(&w);
	jsonw_object_end(&w);
	api_audit(req, &(struct audit_event){ .action = "task.compute",
	    .object_type = "task", .object = o.task.uuid,
	    .record = o.task.record });
	return api_commit(req, err);
}

/* POST /tasks/{id}/compute */
static int fiber_fn
task_compute(struct request *req)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct error err = { 0 };
	const struct json *body;
	int status;

	body = shape_body(req, data_shape, &status);
	if (body == NULL)
		return status;
	if (compute(req, json_get(body, "data"), &out, &err) < 0)
		return reply_error(req, &err);
	status = reply_str(req, 200, arena_str(req->arena, buf_view(&out)));
	sodium_memzero(out.p, out.len);
	return status;
}

/* --------------------------------------------------------------- complete */

static int fiber_fn
finish(struct request *req, struct opened *o, const struct json *data)
{
	const struct session *s = req->session;
	struct error err = { 0 };
	struct str body;
	int card, next;

	if (workflow_event(o->run, o->instance, &(struct bpmn_event){
	    .type = BPMN_EV_COMPLETE, .node = o->task.node,
	    .vars = workflow_vars_of(req->arena, data) }, &err) < 0 ||
	    workflow_finish(o->run, &err) < 0)
		return reply_error(req, &err);
	card = db_push(req->db, TASK_SHOW, o->task.id);
	next = db_push(req->db, TASK_NEXT, api_uuid(req, o->instance),
	    s->staff_id, s->pair_units, s->pair_roles);
	api_audit(req, &(struct audit_event){ .action = "task.complete",
	    .object_type = "task", .object = o->task.uuid,
	    .record = o->task.record });
	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	body = arena_printf(req->arena, "{\"task\":%.*s,\"next\":%.*s}",
	    STR_ARG(db_text(req->db, card, 0, 0)),
	    STR_ARG(db_text(req->db, next, 0, 0)));
	req->session->grants.listed = CATEGORY_IDENTITY;
	return reply_str(req, 200, body);
}

/* What stands in the way of completing it. */
static int fiber_fn
check_complete(struct request *req, const struct opened *o, struct error *err)
{
	if (o->task.pending.len > 0)
		return error_set(err, ERR_CONFLICT, "task.subtasks_open",
		    "these sub-tasks come first: %.*s",
		    STR_ARG(o->task.pending));
	return open_task_four_eyes(req, o, err);
}

/* POST /tasks/{id}/complete */
static int fiber_fn
task_complete(struct request *req)
{
	const struct json *body, *data;
	struct error err = { 0 };
	struct opened o;
	int status, is_good;

	body = shape_body(req, data_shape, &status);
	if (body == NULL)
		return status;
	data = json_get(body, "data");
	if (open_task(req, TASK_MAY_COMPLETE, &o, &err) < 0)
		return reply_error(req, &err);
	if (o.task.kind == TASK_SUBTASK)
		return subtask_complete(req, &o, data);
	if (check_complete(req, &o, &err) < 0)
		return reply_error(req, &err);
	is_good = open_task_submit(req, &o, &data, &status, &err);
	if (is_good < 0)
		return reply_error(req, &err);
	return is_good ? finish(req, &o, data) : status;
}

const struct route task_form_routes[] = {
	ROUTE(GET, "/api/v1/tasks/{id}", MAY_WORK, task_get),
	ROUTE(PUT, "/api/v1/tasks/{id}/draft", MAY_WORK, task_draft),
	ROUTE(POST, "/api/v1/tasks/{id}/compute", MAY_WORK, task_compute),
	ROUTE(POST, "/api/v1/tasks/{id}/complete", MAY_WORK, task_complete),
	{ 0 }
};
