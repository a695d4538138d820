/*
 * workflows.c - events on processes from outside: messages, signals,
 * incidents.
 */
#include <inttypes.h>

#include "server/api/api.h"
#include "server/api/routes.h"
#include "server/api/shape.h"
#include "server/api/workflows.h"
#include "server/security/permission.h"
#include "server/services.h"

static void
run_done(void *ptr)
{
	workflow_run_done(ptr);
}

struct workflow_run *
api_workflow(struct request *req)
{
	struct workflow_run *r = workflow_run_new(&(struct workflow_where){
	    .arena = req->arena, .db = req->db, .vault = services()->vault,
	    .tenant = req->session->tenant, .actor = req->session->staff,
	    .zone = req->session->zone });

	req_defer(req, run_done, r);
	return r;
}

/* ---------------------------------------------------------------- messages */

#define DAY_S		86400
#define YEAR_S		31536000

static const struct shape message_shape[] = {
	{ "id", SHAPE_TEXT, SHAPE_REQUIRED, .min = 1, .max = 128 },
	{ "name", SHAPE_TEXT, SHAPE_REQUIRED, .min = 1, .max = 256 },
	{ "correlationKey", SHAPE_TEXT, .max = 256 },
	{ "variables", SHAPE_OBJECT },
	{ "ttlSeconds", SHAPE_INT, .max = YEAR_S },
	{ 0 }
};

/* First its id, so that a repeated message changes nothing; then whoever
 * waits; else it is kept. */
static int fiber_fn
correlate(struct workflow_run *run, struct workflow_message *m,
    int *ret_receivers, struct uuid *ret_instance, struct error *err)
{
	int fresh;

	if (workflow_message(run, m->name, m->key, m->vars, ret_receivers,
	    ret_instance, err) < 0)
		return -1;
	m->is_consumed = *ret_receivers > 0;
	fresh = workflow_message_keep(run, m, err);
	if (fresh < 0)
		return -1;
	if (fresh == 0)
		return error_set(err, ERR_CONFLICT, "message.repeated",
		    "a message with this id was here before");
	return workflow_finish(run, err);
}

/* POST /messages */
static int fiber_fn
message_create(struct request *req)
{
	struct uuid instance = { { 0 } };
	struct workflow_message m = { 0 };
	struct error err = { 0 };
	const struct json *body;
	const char *key;
	int status, receivers = 0;

	body = shape_body(req, message_shape, &status);
	if (body == NULL)
		return status;
	key = shape_text(req, body, "correlationKey");
	m.id = shape_text(req, body, "id");
	m.name = str_of(shape_text(req, body, "name"));
	m.key = key == NULL ? STR("") : str_of(key);
	m.vars = workflow_vars_of(req->arena, json_get(body, "variables"));
	if (api_begin(req, &err) < 0)
		return reply_error(req, &err);
	m.ttl_s = req_printf(req, "%" PRId64,
	    shape_int(body, "ttlSeconds", DAY_S));
	if (correlate(api_workflow(req), &m, &receivers, &instance,
	    &err) < 0)
		return reply_error(req, &err);
	api_audit(req, &(struct audit_event){ .action = "message.create",
	    .object_type = "process_instance", .object = instance });
	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	return reply(req, 202, receivers == 0 ?
	    "{\"correlated\":false,\"instanceId\":null}" : req_printf(req,
	    "{\"correlated\":true,\"instanceId\":\"%s\"}",
	    api_uuid(req, instance)));
}

static const struct shape signal_shape[] = {
	{ "name", SHAPE_TEXT, SHAPE_REQUIRED, .min = 1, .max = 256 },
	{ "variables", SHAPE_OBJECT },
	{ 0 }
};

/* POST /signals */
static int fiber_fn
signal_create(struct request *req)
{
	struct error err = { 0 };
	const struct json *body;
	struct workflow_run *run;
	int status, receivers;

	body = shape_body(req, signal_shape, &status);
	if (body == NULL)
		return status;
	if (api_begin(req, &err) < 0)
		return reply_error(req, &err);
	run = api_workflow(req);
	if (workflow_signal(run, str_of(shape_text(req, body, "name")),
	    workflow_vars_of(req->arena, json_get(body, "variables")),
	    &receivers, &err) < 0 || workflow_finish(run, &err) < 0)
		return reply_error(req, &err);
	api_audit(req, &(struct audit_event){ .action = "signal.create",
	    .object_type = "tenant", .object = req->session->tenant });
	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	return reply(req, 202, req_printf(req, "{\"receivers\":%d}",
	    receivers));
}

/* --------------------------------------------------------------- incidents */

/* GET /incidents */
static int fiber_fn
incident_list(struct request *req)
{
	struct error err = { 0 };
	const char *key, *id;
	struct str body;
	int limit;

	if (api_limit(req, &limit, &err) < 0 ||
	    api_cursor(req, &key, &id, &err) < 0 || api_open(req, &err) < 0 ||
	    db_json(req->db, &body, &err, INCIDENT_LIST, key, id,
	    db_int(req->db, limit)) < 0)
		return reply_error(req, &err);
	return reply_str(req, 200, body);
}

static const char *const resolutions[] = { "retry", "skip", "move", NULL };

static const struct shape resolve_shape[] = {
	{ "action", SHAPE_CHOICE, SHAPE_REQUIRED, .choices = resolutions },
	{ "elementId", SHAPE_TEXT, .min = 1, .max = 256 },
	{ "variables", SHAPE_OBJECT },
	{ "note", SHAPE_TEXT, .max = 1000 },
	{ 0 }
};

struct incident {
	struct uuid	id, instance;
	uint32_t	node;
	bool		is_timer;	/* that could not be fired */
	bool		is_start;	/* a timer that could start nothing */
	struct workflow_run *run;
	struct bpmn_event event;	/* what is to be done about it */
};

static int fiber_fn
find_incident(struct request *req, struct incident *n, struct error *err)
{
	int at;

	if (api_path_id(req, "id", &n->id, err) < 0 ||
	    api_begin(req, err) < 0)
		return -1;
	at = db_push(req->db, INCIDENT_GET, path_arg(req, "id"));
	if (db_run(req->db, err) < 0)
		return -1;
	if (db_rows(req->db, at) == 0)
		return error_set(err, ERR_NOT_FOUND, "incident.unknown",
		    "there is no such incident");
	if (db_bool(req->db, at, 0, 4))
		return error_set(err, ERR_CONFLICT, "incident.resolved",
		    "somebody resolved this incident already");
	n->is_start = db_bool(req->db, at, 0, 6);
	if (n->is_start)
		return 0;
	if (db_is_null(req->db, at, 0, 1))
		return error_set(err, ERR_CONFLICT, "incident.delivery",
		    "this is about a delivery: retry the export");
	(void)uuid_parse(db_text(req->db, at, 0, 1), &n->instance);
	n->node = (uint32_t)db_int64(req->db, at, 0, 2);
	n->is_timer = db_bool(req->db, at, 0, 5);
	return 0;
}

/* What the wanted action is to the engine. */
static int fiber_fn
read_action(struct request *req, struct incident *n, const struct json *body,
    struct error *err)
{
	const char *action = shape_text(req, body, "action");
	const char *element = shape_text(req, body, "elementId");

	n->event = (struct bpmn_event){ .node = n->node, .element = NONE,
	    .type = *action == 'r' ? BPMN_EV_RETRY : *action == 's' ?
	    BPMN_EV_SKIP : BPMN_EV_MOVE };
	if (n->event.type != BPMN_EV_MOVE)
		return 0;
	if (element == NULL)
		return error_set_field(err, "shape.required",
		    STR("/elementId"), "where to?");
	return workflow_element(n->run, n->instance, str_of(element),
	    &n->event.element, err);
}

/* The timer of a start event: try once more, or not this time. */
static int
resolve_start(struct request *req, const struct incident *n,
    const struct json *body, struct error *err)
{
	const char *action = shape_text(req, body, "action");

	if (strcmp(action, "move") == 0)
		return error_set_field(err, "incident.action", STR("/action"),
		    "nothing has begun that could be moved");
	db_push(req->db, START_TIMER_RETRY, api_uuid(req, n->id),
	    strcmp(action, "retry") == 0 ? "t" : "f");
	db_push(req->db, JOBS_NOTIFY, "starts");
	return 0;
}

static int fiber_fn
resolve(struct request *req, struct incident *n, const struct json *body,
    struct error *err)
{
	struct bpmn_vars vars = workflow_vars_of(req->arena,
	    json_get(body, "variables"));

	if (n->is_start)
		return resolve_start(req, n, body, err);
	n->run = api_workflow(req);
	if (read_action(req, n, body, err) < 0)
		return -1;
	if (vars.n > 0 && workflow_event(n->run, n->instance,
	    &(struct bpmn_event){ .type = BPMN_EV_SET_VARS, .node = n->node,
	    .vars = vars }, err) < 0)
		return -1;
	if (n->is_timer) {
		db_push(req->db, TIMER_RETRY, api_uuid(req, n->id),
		    n->event.type == BPMN_EV_RETRY ? "t" : "f");
		db_push(req->db, JOBS_NOTIFY, "timers");
		return workflow_finish(n->run, err);
	}
	if (workflow_event(n->run, n->instance, &n->event, err) < 0)
		return -1;
	return workflow_finish(n->run, err);
}

/* POST /incidents/{id}/resolve */
static int fiber_fn
incident_resolve(struct request *req)
{
	struct error err = { 0 };
	const struct json *body;
	struct incident n;
	int status, at;

	body = shape_body(req, resolve_shape, &status);
	if (body == NULL)
		return status;
	if (find_incident(req, &n, &err) < 0)
		return reply_error(req, &err);
	db_push(req->db, INCIDENT_RESOLVE, path_arg(req, "id"),
	    req->session->staff_id, shape_text(req, body, "note"));
	if (resolve(req, &n, body, &err) < 0)
		return reply_error(req, &err);
	at = db_push(req->db, INCIDENT_CARD, path_arg(req, "id"));
	api_audit(req, &(struct audit_event){ .action = "incident.resolve",
	    .object_type = "incident", .object = n.id });
	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	return reply_str(req, 200, db_text(req->db, at, 0, 0));
}

const struct route workflow_routes[] = {
	ROUTE(POST, "/api/v1/messages", MAY_CORRELATE, message_create),
	ROUTE(POST, "/api/v1/signals", MAY_CORRELATE, signal_create),
	ROUTE(GET, "/api/v1/incidents", MAY_READ_INCIDENTS, incident_list),
	ROUTE(POST, "/api/v1/incidents/{id}/resolve", MAY_RESOLVE_INCIDENTS,
	    incident_resolve),
	{ 0 }
};
