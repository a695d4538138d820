/*
 * instances.c - process instances: find them, see where they stand, begin what
 * an ad-hoc sub-process offers, end them.
 */
#include "server/api/api.h"
#include "server/api/instance_search.h"
#include "server/api/routes.h"
#include "server/api/shape.h"
#include "server/api/workflows.h"
#include "server/security/permission.h"

static const char *const states[] = { "running", "completed", "terminated",
	"incident", NULL };

/* ?state= as a list that the query takes, or NULL for all. */
static int
read_state(struct request *req, const char **ret, struct error *err)
{
	const char *v = query_arg(req, "state");

	*ret = NULL;
	if (v == NULL)
		return 0;
	for (size_t i = 0; states[i] != NULL; i++) {
		if (strcmp(v, states[i]) != 0)
			continue;
		*ret = req_printf(req, "{%s}", v);
		return 0;
	}
	return error_set_field(err, "process.state", STR("state"),
	    "running, completed, terminated or incident");
}

/* GET /process-instances */
static int fiber_fn
instance_list(struct request *req)
{
	const char *key, *id, *state, *definition = query_arg(req,
	    "definition");
	struct error err = { 0 };
	struct uuid ignored;
	struct str body;
	int limit;

	if (definition != NULL &&
	    uuid_parse(str_of(definition), &ignored) < 0)
		return reply_fail(req, ERR_INVALID, "id.invalid",
		    "definition is not an id");
	if (read_state(req, &state, &err) < 0)
		return reply_error(req, &err);
	if (query_arg(req, "var") != NULL)
		return instance_search(req, definition, state);
	if (api_limit(req, &limit, &err) < 0 ||
	    api_cursor(req, &key, &id, &err) < 0 || api_open(req, &err) < 0 ||
	    db_json(req->db, &body, &err, INSTANCE_LIST, definition, state,
	    id, db_int(req->db, limit)) < 0)
		return reply_error(req, &err);
	return reply_str(req, 200, body);
}

/* The card of an instance, its open incidents and variables, and the tokens of
 * its state. */
static int fiber_fn
reply_instance(struct request *req, struct uuid id, int at)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct jsonw w = JSONW(&out);
	struct error err = { 0 };
	struct str card = db_text(req->db, at, 0, 0);

	buf_add(&out, card.p, card.len - 1);	/* without its "}" */
	buf_puts(&out, ",\"incidents\":");
	buf_str(&out, db_text(req->db, at, 0, 2));
	buf_puts(&out, ",\"variables\":");
	buf_str(&out, db_text(req->db, at, 0, 3));
	buf_puts(&out, ",\"tokens\":");
	if (workflow_tokens(api_workflow(req), id, &w, &err) < 0)
		return reply_error(req, &err);
	buf_putc(&out, '}');
	return reply_str(req, 200, arena_str(req->arena, buf_view(&out)));
}

/* GET /process-instances/{id} */
static int fiber_fn
instance_get(struct request *req)
{
	struct error err = { 0 };
	struct uuid id;
	int at;

	if (api_path_id(req, "id", &id, &err) < 0 || api_begin(req, &err) < 0)
		return reply_error(req, &err);
	at = db_push(req->db, INSTANCE_GET, path_arg(req, "id"));
	if (db_run(req->db, &err) < 0)
		return reply_error(req, &err);
	if (db_rows(req->db, at) == 0)
		return reply_fail(req, ERR_NOT_FOUND, "process.unknown",
		    "there is no such process instance");
	return reply_instance(req, id, at);
}

/* Give the instance an event; the audit trail keeps why. */
static int fiber_fn
change(struct request *req, const struct bpmn_event *event,
    struct audit_event *audit)
{
	struct workflow_run *run = api_workflow(req);
	struct error err = { 0 };
	int at;

	if (workflow_event(run, audit->object, event, &err) < 0 ||
	    workflow_finish(run, &err) < 0)
		return reply_error(req, &err);
	audit->object_type = "process_instance";
	api_audit(req, audit);
	at = db_push(req->db, INSTANCE_GET, path_arg(req, "id"));
	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	return reply_str(req, 200, db_text(req->db, at, 0, 0));
}

static const struct shape cancel_shape[] = {
	{ "reason", SHAPE_TEXT, SHAPE_REQUIRED, .min = 3, .max = 500 },
	{ 0 }
};

/* POST /process-instances/{id}/cancel */
static int fiber_fn
instance_cancel(struct request *req)
{
	struct audit_event audit = { .action = "process.cancel" };
	struct error err = { 0 };
	const struct json *body;
	int status;

	body = shape_body(req, cancel_shape, &status);
	if (body == NULL)
		return status;
	if (api_path_id(req, "id", &audit.object, &err) < 0 ||
	    api_begin(req, &err) < 0)
		return reply_error(req, &err);
	audit.detail = str_of(req_printf(req, "{\"reason\":%s}",
	    shape_json(req, body, "reason")));
	return change(req, &(struct bpmn_event){ .type = BPMN_EV_CANCEL,
	    .message = str_of(shape_text(req, body, "reason")) }, &audit);
}

/* ------------------------------------------------------------------ ad hoc */

static const struct shape activate_shape[] = {
	{ "node", SHAPE_INT, SHAPE_REQUIRED, .min = 1, .max = UINT32_MAX },
	{ "elementId", SHAPE_TEXT, SHAPE_REQUIRED | SHAPE_NULLABLE, .min = 1,
	    .max = 256 },
	{ 0 }
};

/* Whoever may write in the record of the case may choose what comes next. */
static int fiber_fn
check_access(struct request *req, struct error *err)
{
	struct api_record r;
	const char *record;
	int at = db_push(req->db, INSTANCE_RECORD, path_arg(req, "id"));

	if (db_run(req->db, err) < 0)
		return -1;
	if (db_rows(req->db, at) == 0)
		return error_set(err, ERR_NOT_FOUND, "process.unknown",
		    "there is no such process instance");
	if (db_is_null(req->db, at, 0, 0))
		return 0;	/* not about anybody */
	record = arena_str(req->arena, db_text(req->db, at, 0, 0)).p;
	return api_record_for_write(req, record, &r, err);
}

/* POST /process-instances/{id}/activate */
static int fiber_fn
instance_activate(struct request *req)
{
	struct bpmn_event event = { .type = BPMN_EV_ACTIVATE,
		.element = NONE };
	struct audit_event audit = { .action = "process.event" };
	struct error err = { 0 };
	const struct json *body;
	const char *element;
	int status;

	body = shape_body(req, activate_shape, &status);
	if (body == NULL)
		return status;
	event.node = (uint32_t)shape_int(body, "node", 0);
	element = shape_text(req, body, "elementId");
	if (api_path_id(req, "id", &audit.object, &err) < 0 ||
	    api_begin(req, &err) < 0 || check_access(req, &err) < 0 ||
	    (element != NULL && workflow_element(api_workflow(req),
	    audit.object, str_of(element), &event.element, &err) < 0))
		return reply_error(req, &err);
	return change(req, &event, &audit);
}

const struct route instance_routes[] = {
	ROUTE(GET, "/api/v1/process-instances", MAY_READ_INCIDENTS,
	    instance_list),
	ROUTE(GET, "/api/v1/process-instances/{id}", MAY_READ_PROCESSES,
	    instance_get),
	ROUTE(POST, "/api/v1/process-instances/{id}/cancel",
	    MAY_RESOLVE_INCIDENTS, instance_cancel),
	ROUTE(POST, "/api/v1/process-instances/{id}/activate",
	    MAY_ACTIVATE, instance_activate),
	{ 0 }
};
