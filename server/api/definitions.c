/*
 * definitions.c - versions of processes: retire one, take it back, compare.
 */
#include "base/work.h"
#include "server/api/api.h"
#include "server/api/definition_state.h"
#include "server/api/routes.h"
#include "server/api/shape.h"
#include "server/security/permission.h"
#include "server/services.h"
#include "server/workflow/definitions.h"
#include "server/workflow/deploy.h"
#include "server/workflow/starts.h"
#include "workflows/bpmn/interchange.h"

/* Messages, signals and timers start the newest version that is in service. */
static int fiber_fn
renew_starts(struct request *req, struct str key, struct error *err)
{
	struct starts s = { .arena = req->arena, .db = req->db, .key = key };
	const struct definition *d;
	struct error none = { 0 };
	int bad;

	d = definition_latest(req->db, key, STR(""), &none);
	if (d == NULL && none.kind != ERR_NOT_FOUND) {
		*err = none;
		return -1;
	}
	if (d != NULL) {
		s.definition = d->id;
		s.model = d->model;
		s.process = d->process;
	}
	bad = starts_renew(&s, err);
	definition_put(d);
	return bad;
}

/* PATCH /process-definitions/{id} */
static int fiber_fn
definition_patch(struct request *req)
{
	struct definition_state d = { .query = Q_DEFINITION_STATE,
		.action = "process.state",
		.object_type = "process_definition" };
	int status = definition_state_set(req, &d), at;
	struct error err = { 0 };

	if (status != 0)
		return status;
	if (renew_starts(req, d.key, &err) < 0)
		return reply_error(req, &err);
	db_push(req->db, NOTIFY_EVENT, "definition", path_arg(req, "id"), "",
	    "");
	at = db_push(req->db, DEFINITION_CARD_OF, path_arg(req, "id"));
	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	return reply_str(req, 200, db_text(req->db, at, 0, 0));
}

/* ------------------------------------------------------------------- diff */

static const struct shape diff_shape[] = {
	{ "oldId", SHAPE_ID, SHAPE_REQUIRED },
	{ "xml", SHAPE_TEXT, SHAPE_REQUIRED, .min = 1,
	    .max = DEPLOY_SIZE_MAX },
	{ 0 }
};

struct diff_work {
	struct str	 old, new;
	struct buf	 out;
	struct error	 err;
	int		 r;
};

static void
diff(void *arg)
{
	struct diff_work *d = arg;
	_cleanup_(xml_freep) xmlDoc *old = bpmn_import(d->old, &d->err);
	_cleanup_(xml_freep) xmlDoc *new = old == NULL ? NULL :
	    bpmn_import(d->new, &d->err);

	d->r = new == NULL ? -1 : 0;
	if (new != NULL)
		bpmn_diff(old, new, &d->out);
}

/* POST /process-definitions/diff */
static int fiber_fn
definition_diff(struct request *req)
{
	struct diff_work d = { .out = BUF_INIT };
	struct error err = { 0 };
	const struct json *body;
	int status, at;

	body = shape_body(req, diff_shape, &status);
	if (body == NULL)
		return status;
	if (api_open(req, &err) < 0)
		return reply_error(req, &err);
	at = db_push(req->db, DEFINITION_GET, shape_text(req, body, "oldId"));
	if (db_run(req->db, &err) < 0)
		return reply_error(req, &err);
	if (db_rows(req->db, at) == 0)
		return reply_fail(req, ERR_NOT_FOUND, "definition.unknown",
		    "there is no such definition");
	d.old = arena_str(req->arena, db_text(req->db, at, 0, 4));
	d.new = str_of(shape_text(req, body, "xml"));
	if (work_run(services()->work, diff, &d) < 0)
		return reply_fail(req, ERR_LIMIT, "work.busy",
		    "the server is busy with other models");
	status = d.r < 0 ? reply_error(req, &d.err) :
	    reply_str(req, 200, arena_str(req->arena, buf_view(&d.out)));
	buf_done(&d.out);
	return status;
}

const struct route definition_routes[] = {
	ROUTE(PATCH, "/api/v1/process-definitions/{id}", MAY_DEPLOY_MODELS,
	    definition_patch),
	ROUTE(POST, "/api/v1/process-definitions/diff", MAY_READ_MODELS,
	    definition_diff, .body_max = 2 * DEPLOY_SIZE_MAX),
	{ 0 }
};
