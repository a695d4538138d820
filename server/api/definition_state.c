/*
 * definition_state.c - what retiring a process and a decision have in common.
 */
#include "server/api/definition_state.h"
#include "server/api/shape.h"

static const char *const states[] = { "active", "retired", NULL };

static const struct shape state_shape[] = {
	{ "state", SHAPE_CHOICE, SHAPE_REQUIRED, .choices = states },
	{ 0 }
};

int fiber_fn
definition_state_set(struct request *req, struct definition_state *d)
{
	struct audit_event audit = { .action = d->action,
		.object_type = d->object_type };
	struct error err = { 0 };
	const struct json *body;
	int status, at;

	body = shape_body(req, state_shape, &status);
	if (body == NULL)
		return status;
	if (api_path_id(req, "id", &audit.object, &err) < 0 ||
	    api_begin(req, &err) < 0)
		return reply_error(req, &err);
	at = db_push_args(req->db, d->query, (const char *[]){
	    path_arg(req, "id"), shape_text(req, body, "state") }, 2);
	if (db_run(req->db, &err) < 0)
		return reply_error(req, &err);
	if (db_rows(req->db, at) == 0)
		return reply_fail(req, ERR_NOT_FOUND, "definition.unknown",
		    "there is no such definition");
	d->key = arena_str(req->arena, db_text(req->db, at, 0, 0));
	audit.detail = str_of(req_printf(req, "{\"state\":%s}",
	    shape_json(req, body, "state")));
	api_audit(req, &audit);
	return 0;
}
