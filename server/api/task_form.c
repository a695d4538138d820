/*
 * task_form.c - the form of a task: show it, keep a draft, compute what it
 * computes, complete it.
 */
#include <sodium.h>

#include "base/clock.h"
#include "forms/form.h"
#include "server/api/api.h"
#include "server/api/routes.h"
#include "server/api/shape.h"
#include "server/api/task_access.h"
#include "server/api/workflows.h"
#include "server/security/permission.h"
#include "server/security/rate.h"
#include "server/security/vault.h"
#include "server/services.h"
#include "server/workflow/form_decisions.h"

/* The browser asks when somebody stops typing, not more than twice a second. */
#define COMPUTED_PER_MINUTE	120

/* The locked task, its instance loaded, and its form. */
struct opened {
	struct api_task		 task;
	struct workflow_run	*run;
	struct uuid		 instance;
	struct str		 schema;	/* JSON text; empty: no form */
	struct str		 decisions;	/* {key: id} of those it asks */
	const struct form	*form;
};

static int
compile(struct request *req, struct opened *o, struct error *err)
{
	const struct json *schema;

	if (o->schema.len == 0)
		return 0;
	schema = json_parse(req->arena, o->schema, err);
	if (schema == NULL)
		return -1;
	o->form = form_compile(req->arena, schema, err);
	return o->form == NULL ? -1 : 0;
}

static int fiber_fn
open_task(struct request *req, enum task_action wanted, struct opened *o,
    struct error *err)
{
	int task, form, instance;

	*o = (struct opened){ .task.id = path_arg(req, "id") };
	if (uuid_parse(str_of(o->task.id), &o->task.uuid) < 0)
		return error_set(err, ERR_NOT_FOUND, "task.unknown",
		    "there is no such task");
	if (api_begin(req, err) < 0)
		return -1;
	o->run = api_workflow(req);
	/* The instance before its task, as timers and messages lock them. */
	instance = workflow_push_task(o->run, o->task.id);
	task = api_task_push(req, o->task.id);
	form = db_push(req->db, TASK_FORM, o->task.id);
	if (db_run(req->db, err) < 0 ||
	    api_task_take(req, task, wanted, &o->task, err) < 0)
		return -1;
	if (db_rows(req->db, form) > 0) {
		o->schema = arena_str(req->arena, db_text(req->db, form, 0, 1));
		o->decisions = arena_str(req->arena,
		    db_text(req->db, form, 0, 2));
	}
	if (workflow_adopt(o->run, instance, &o->instance, err) < 0)
		return -1;
	return compile(req, o, err);
}

static const struct json *
vars_as_json(struct request *req, struct bpmn_vars vars)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct jsonw w = JSONW(&out);

	workflow_vars_json(&w, vars);
	return json_parse(req->arena, arena_str(req->arena, buf_view(&out)),
	    NULL);
}

static int fiber_fn
known_values(struct request *req, const struct opened *o,
    const struct json **ret, struct error *err)
{
	struct bpmn_vars vars;

	if (workflow_vars(o->run, o->instance, o->task.is_open ? o->task.node :
	    0, &vars, err) < 0)
		return -1;
	*ret = vars_as_json(req, vars);
	return 0;
}

/* What the form is checked and computed with: the values known, the decisions
 * it asks. */
static int fiber_fn
context_of(struct request *req, const struct opened *o, bool explain,
    struct form_context *ret, struct error *err)
{
	struct form_decisions *decisions;

	*ret = (struct form_context){ .today = str_of(api_today(req)),
		.now_us = clock_now_us(), .zone = str_of(req->session->zone) };
	if (form_decisions_load(req->db, req->arena, o->decisions, &decisions,
	    err) < 0)
		return -1;
	req_defer(req, form_decisions_done, decisions);
	ret->decider = form_decisions_ask(decisions, ret, explain);
	return known_values(req, o, &ret->initial, err);
}

/* ------------------------------------------------------------------- show */

/* The draft if there is one, else what is known already. */
static int fiber_fn
form_data(struct request *req, const struct opened *o, struct buf *out,
    struct error *err)
{
	struct sealed_at at = { SEALED_TASK_DRAFT, o->task.uuid,
		o->task.subject };
	struct jsonw w = JSONW(out);
	const struct json *known;

	if (o->task.draft.len > 0)
		return vault_open(services()->vault, req->db, &at,
		    o->task.draft, out, err);
	if (o->form == NULL) {
		buf_puts(out, "{}");
		return 0;
	}
	if (known_values(req, o, &known, err) < 0)
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
	req->session->grants.listed = CATEGORY_IDENTITY;
	reply_version(req, req_printf(req, "%lld", (long long)o.task.version));
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
	    api_task(req, TASK_MAY_COMPLETE, &t, &err) < 0 ||
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
	    context_of(req, &o, true, &ctx, err) < 0)
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

/* 422 with each wrong field, as pointers into the body. */
static int
reply_faults(struct request *req, struct form_result *result)
{
	for (size_t i = 0; i < result->n_errors; i++) {
		struct error *e = &result->errors[i];
		char pointer[sizeof(e->field)];

		(void)snprintf(pointer, sizeof(pointer), "/data%.*s",
		    (int)sizeof(pointer) - 6, e->field);
		memcpy(e->field, pointer, sizeof(e->field));
	}
	return reply_errors(req, result->errors, result->n_errors);
}

/* Elements whose doers must not do this one, from the task's header
 * "fourEyes"; empty when there are none. */
static struct str
four_eyes_of(const struct opened *o)
{
	return workflow_header(o->run, o->instance, o->task.element,
	    "fourEyes");
}

static int fiber_fn
check_four_eyes(struct request *req, const struct opened *o,
    struct error *err)
{
	struct str others = four_eyes_of(o);
	int at;

	if (others.len == 0)
		return 0;
	at = db_push(req->db, TASK_IS_DOER, api_uuid(req, o->instance),
	    db_str(req->db, others), req->session->staff_id);
	if (db_run(req->db, err) < 0)
		return -1;
	if (!db_bool(req->db, at, 0, 0))
		return 0;
	return error_set(err, ERR_FORBIDDEN, "task.four_eyes",
	    "you did an earlier step that somebody else has to check");
}

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

/* POST /tasks/{id}/complete */
static int fiber_fn
task_complete(struct request *req)
{
	struct form_result *result = req_alloc(req, sizeof(*result));
	const struct json *body, *data;
	struct error err = { 0 };
	struct form_context ctx;
	struct opened o;
	int status;

	body = shape_body(req, data_shape, &status);
	if (body == NULL)
		return status;
	data = json_get(body, "data");
	if (open_task(req, TASK_MAY_COMPLETE, &o, &err) < 0 ||
	    check_four_eyes(req, &o, &err) < 0)
		return reply_error(req, &err);
	if (o.form == NULL)
		return finish(req, &o, data);
	if (context_of(req, &o, false, &ctx, &err) < 0)
		return reply_error(req, &err);
	if (form_submit(o.form, req->arena, &ctx, data, result) < 0)
		return reply_faults(req, result);
	return finish(req, &o, result->data);
}

const struct route task_form_routes[] = {
	ROUTE(GET, "/api/v1/tasks/{id}", MAY_WORK, task_get),
	ROUTE(PUT, "/api/v1/tasks/{id}/draft", MAY_WORK, task_draft),
	ROUTE(POST, "/api/v1/tasks/{id}/compute", MAY_WORK, task_compute),
	ROUTE(POST, "/api/v1/tasks/{id}/complete", MAY_WORK, task_complete),
	{ 0 }
};
