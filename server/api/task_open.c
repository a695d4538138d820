/*
 * task_open.c - reading a task together with its instance and form.
 */
#include "base/clock.h"
#include "server/api/task_files.h"
#include "server/api/task_open.h"
#include "server/services.h"
#include "server/workflow/form_decisions.h"

int fiber_fn
open_task_push(struct request *req, struct opened *o, struct error *err)
{
	*o = (struct opened){ .task.id = path_arg(req, "id") };
	if (uuid_parse(str_of(o->task.id), &o->task.uuid) < 0)
		return error_set(err, ERR_NOT_FOUND, "task.unknown",
		    "there is no such task");
	if (api_begin(req, err) < 0)
		return -1;
	o->run = api_workflow(req);
	o->at_instance = workflow_push_task(o->run, o->task.id);
	o->at_task = api_task_push(req, o->task.id);
	o->at_form = db_push(req->db, TASK_FORM, o->task.id);
	return 0;
}

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

int fiber_fn
open_task_take(struct request *req, unsigned wanted, struct opened *o,
    struct error *err)
{
	if (api_task_take(req, o->at_task, wanted, &o->task, err) < 0)
		return -1;
	if (db_rows(req->db, o->at_form) > 0) {
		o->schema = arena_str(req->arena, db_text(req->db, o->at_form,
		    0, 1));
		o->decisions = arena_str(req->arena, db_text(req->db,
		    o->at_form, 0, 2));
	}
	o->instance = o->task.instance;
	if (workflow_adopt(o->run, o->at_instance, err) < 0)
		return -1;
	return compile(req, o, err);
}

int fiber_fn
open_task(struct request *req, unsigned wanted, struct opened *o,
    struct error *err)
{
	if (open_task_push(req, o, err) < 0 || db_run(req->db, err) < 0)
		return -1;
	return open_task_take(req, wanted, o, err);
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

int fiber_fn
open_task_known(struct request *req, const struct opened *o,
    const struct json **ret, struct error *err)
{
	const struct api_task *t = &o->task;
	bool is_alive = t->is_open || t->is_parent_open;
	struct bpmn_vars vars;

	if (workflow_vars(o->run, o->instance, is_alive ? t->node : 0, &vars,
	    err) < 0)
		return -1;
	*ret = vars_as_json(req, vars);
	return 0;
}

int fiber_fn
open_task_context(struct request *req, const struct opened *o, bool explain,
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
	return open_task_known(req, o, &ret->initial, err);
}

int fiber_fn
open_task_four_eyes(struct request *req, const struct opened *o,
    struct error *err)
{
	struct str others = workflow_header(o->run, o->instance,
	    o->task.element, "fourEyes");
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

int fiber_fn
open_task_submit(struct request *req, const struct opened *o,
    const struct json **data, int *ret_status, struct error *err)
{
	struct form_result *result;
	struct form_context ctx;

	if (o->form == NULL)
		return 1;
	if (open_task_context(req, o, false, &ctx, err) < 0)
		return -1;
	result = req_alloc(req, sizeof(*result));
	if (form_submit(o->form, req->arena, &ctx, *data, result) < 0) {
		*ret_status = reply_faults(req, result);
		return 0;
	}
	*data = result->data;
	return task_files_take(req, o->form, *data, ret_status, err);
}

const char *fiber_fn
api_task_seal(struct request *req, const struct sealed_at *at,
    const char *text, struct error *err)
{
	_cleanup_(buf_done) struct buf plain = BUF_INIT;
	struct jsonw w = JSONW(&plain);
	const char *param;

	jsonw_object(&w);
	jsonw_key(&w, "text");
	jsonw_cstr(&w, text);
	jsonw_object_end(&w);
	if (vault_load(services()->vault, req->db, &at->subject, 1, err) < 0 ||
	    vault_seal(services()->vault, req->db, at, buf_view(&plain),
	    &param, err) < 0)
		return NULL;
	return param;
}
