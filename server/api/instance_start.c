/*
 * instance_start.c - a process that begins because somebody says so.
 *
 * Cases begin with their intervention (interventions.c); this is for processes
 * that are about no case, and for trying one that was just published.
 */
#include "server/api/api.h"
#include "server/api/routes.h"
#include "server/api/shape.h"
#include "server/api/workflows.h"
#include "server/security/permission.h"

static const struct shape start_shape[] = {
	{ "definitionId", SHAPE_ID },
	{ "key", SHAPE_TEXT, .min = 1, .max = 127 },
	{ "variables", SHAPE_OBJECT },
	{ 0 }
};

/* A certain version, which must be in service as the newest is. */
static int fiber_fn
start_version(struct request *req, struct workflow_run *run,
    struct workflow_begin *begin, const char *id, struct uuid *ret_instance,
    struct error *err)
{
	int at = db_push(req->db, DEFINITION_IS_ACTIVE, id);

	(void)uuid_parse(str_of(id), &begin->definition);
	if (db_run(req->db, err) < 0)
		return -1;
	if (db_rows(req->db, at) == 0)
		return error_set_field(err, "definition.unknown",
		    STR("/definitionId"), "there is no such process");
	if (!db_bool(req->db, at, 0, 0))
		return error_set(err, ERR_CONFLICT, "definition.retired",
		    "this version is not in service");
	return workflow_begin(run, begin, ret_instance, err);
}

static int fiber_fn
start(struct request *req, const struct json *body, struct uuid *ret_instance,
    struct error *err)
{
	struct workflow_run *run = api_workflow(req);
	struct workflow_begin begin = { .vars = workflow_vars_of(req->arena,
	    json_get(body, "variables")) };
	const char *id = shape_text(req, body, "definitionId");
	const char *key = shape_text(req, body, "key");
	int r;

	if ((id == NULL) == (key == NULL))
		return error_set_field(err, "process.which", STR("/key"),
		    "give either the key of a process, whose newest version is "
		    "started, or the definitionId of a version");
	r = id != NULL ?
	    start_version(req, run, &begin, id, ret_instance, err) :
	    workflow_start(run, str_of(key), (struct uuid){ { 0 } },
	    begin.vars, ret_instance, err);
	return r < 0 ? -1 : workflow_finish(run, err);
}

/* POST /process-instances */
static int fiber_fn
instance_start(struct request *req)
{
	struct audit_event audit = { .action = "process.start",
		.object_type = "process_instance" };
	struct error err = { 0 };
	const struct json *body;
	int status, at;

	body = shape_body(req, start_shape, &status);
	if (body == NULL)
		return status;
	if (api_begin(req, &err) < 0 ||
	    start(req, body, &audit.object, &err) < 0)
		return reply_error(req, &err);
	api_audit(req, &audit);
	at = db_push(req->db, INSTANCE_GET, api_uuid(req, audit.object));
	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	return reply_str(req, 201, db_text(req->db, at, 0, 0));
}

const struct route instance_start_routes[] = {
	ROUTE(POST, "/api/v1/process-instances", MAY_START_PROCESSES,
	    instance_start),
	{ 0 }
};
