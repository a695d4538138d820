/*
 * review_glass.c - looking at extraordinary accesses afterwards.
 *
 * Within three days somebody else says whether one was justified: whoever
 * supervises the record's unit, or an auditor, who sees those to records that
 * are closed to every supervisor as well.  What was done meanwhile is in the
 * audit trail (GET /audit/events).
 */
#include "server/api/reviews.h"
#include "server/api/routes.h"
#include "server/security/permission.h"

/* Columns of GLASS_LOCK. */
enum { COL_STAFF, COL_RECORD, COL_UNIT, COL_IS_DONE };

/* GET /reviews/break-glass */
static int fiber_fn
glass_list(struct request *req)
{
	static const char *const states[] = { "waiting", "closed", NULL };
	struct error err = { 0 };
	const char *state, *key, *id;
	struct str body;
	int limit;

	if (api_query_choice(req, "state", states, &state, &err) < 0 ||
	    api_cursor(req, &key, &id, &err) < 0 ||
	    api_limit(req, &limit, &err) < 0 || api_open(req, &err) < 0 ||
	    db_json(req->db, &body, &err, GLASS_LIST, api_supervised(req),
	    req->session->staff_id,
	    state != NULL && strcmp(state, "closed") == 0 ? "f" : "t",
	    key, id, db_int(req->db, limit)) < 0)
		return reply_error(req, &err);
	return reply_str(req, 200, body);
}

/* Lock what is reviewed, and see that it may be. */
static int fiber_fn
lock(struct request *req, struct uuid *ret_record, struct error *err)
{
	int at = db_push(req->db, GLASS_LOCK, api_supervised(req),
	    req->session->staff_id, path_arg(req, "id"));

	if (db_run(req->db, err) < 0)
		return -1;
	if (db_rows(req->db, at) == 0)
		return error_set(err, ERR_NOT_FOUND, "review.unknown",
		    "there is nothing of this id to review");
	if (review_of_other(req, db_uuid_at(req->db, at, 0, COL_STAFF),
	    err) < 0)
		return -1;
	if (db_bool(req->db, at, 0, COL_IS_DONE))
		return error_set(err, ERR_CONFLICT, "review.done",
		    "somebody reviewed this already");
	*ret_record = db_uuid_at(req->db, at, 0, COL_RECORD);
	req->session->acting_unit = db_uuid_at(req->db, at, 0, COL_UNIT);
	return 0;
}

static const char *const outcomes[] = { "justified", "not_justified",
	"to_investigate", NULL };

static const struct shape glass_shape[] = {
	{ "outcome", SHAPE_CHOICE, SHAPE_REQUIRED, .choices = outcomes },
	REVIEW_REMARK,
	{ 0 }
};

/* POST /reviews/break-glass/{id} */
static int fiber_fn
glass_review(struct request *req)
{
	struct error err = { 0 };
	const struct json *body;
	struct uuid id, record;
	const char *outcome;
	int status;

	body = shape_body(req, glass_shape, &status);
	if (body == NULL)
		return status;
	if (api_path_id(req, "id", &id, &err) < 0 ||
	    api_begin(req, &err) < 0 || lock(req, &record, &err) < 0)
		return reply_error(req, &err);
	outcome = shape_text(req, body, "outcome");
	db_push(req->db, GLASS_REVIEW, path_arg(req, "id"),
	    req->session->staff_id, outcome,
	    shape_text(req, body, "remark"));
	db_push(req->db, NOTIFY_EVENT, "break_glass", api_uuid(req, record),
	    api_uuid(req, req->session->acting_unit), "");
	api_audit(req, &(struct audit_event){ .action = "break_glass.review",
	    .object_type = "break_glass", .object = id, .record = record,
	    .purpose = outcome });
	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	return reply(req, 204, NULL);
}

const struct route review_glass_routes[] = {
	ROUTE(GET, "/api/v1/reviews/break-glass", MAY_REVIEW_GLASS,
	    glass_list),
	ROUTE(POST, "/api/v1/reviews/break-glass/{id}", MAY_REVIEW_GLASS,
	    glass_review),
	{ 0 }
};
