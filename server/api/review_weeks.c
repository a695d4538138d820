/*
 * review_weeks.c - an auditor attests that the trail of a week was looked at.
 *
 * Once for each week that is over.  How many refusals, extraordinary accesses
 * and failed sign-ins there were says what to look at (GET /audit/events).
 */
#include "server/api/reviews.h"
#include "server/api/routes.h"
#include "server/security/permission.h"

/* GET /reviews/weeks */
static int fiber_fn
week_list(struct request *req)
{
	struct error err = { 0 };
	struct str body;

	if (api_open(req, &err) < 0 ||
	    db_json(req->db, &body, &err, WEEK_LIST) < 0)
		return reply_error(req, &err);
	return reply_str(req, 200, body);
}

static const struct shape week_shape[] = {
	{ "week", SHAPE_DAY, SHAPE_REQUIRED },
	REVIEW_REMARK,
	{ 0 }
};

/* POST /reviews/weeks */
static int fiber_fn
week_review(struct request *req)
{
	struct error err = { 0 };
	const struct json *body;
	const char *week;
	int status, at;

	body = shape_body(req, week_shape, &status);
	if (body == NULL)
		return status;
	week = shape_text(req, body, "week");
	if (api_begin(req, &err) < 0)
		return reply_error(req, &err);
	at = db_push(req->db, WEEK_REVIEW, week, req->session->staff_id,
	    shape_text(req, body, "remark"));
	if (db_run(req->db, &err) < 0)
		return reply_error(req, &err);
	if (db_rows(req->db, at) == 0) {
		error_set_field(&err, "review.week", STR("/week"),
		    "the Monday of a week that is over");
		return reply_error(req, &err);
	}
	api_audit(req, &(struct audit_event){ .action = "audit.review",
	    .object_type = "tenant", .object = req->session->tenant,
	    .detail = str_of(req_printf(req, "{\"week\":\"%s\"}", week)) });
	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	return reply(req, 204, NULL);
}

const struct route review_week_routes[] = {
	ROUTE(GET, "/api/v1/reviews/weeks", MAY_REVIEW_TRAIL, week_list),
	ROUTE(POST, "/api/v1/reviews/weeks", MAY_REVIEW_TRAIL, week_review),
	{ 0 }
};
