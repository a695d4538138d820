/*
 * reviews.c - how much waits to be reviewed, and what all reviews share.
 */
#include "base/config.h"
#include "server/api/reviews.h"
#include "server/api/routes.h"
#include "server/security/permission.h"

int
review_of_other(const struct request *req, struct uuid whose,
    struct error *err)
{
	if (memcmp(whose.b, req->session->staff.b, sizeof(whose.b)) != 0)
		return 0;
	return error_set(err, ERR_FORBIDDEN, "review.own",
	    "nobody reviews themselves: somebody else has to");
}

const char *
review_roles_days(struct request *req)
{
	return db_int(req->db, config_int("reviews.roles_days"));
}

static const char *
has(const struct request *req, int permission)
{
	return session_has_permission(req->session, permission) ? "t" : "f";
}

/* GET /reviews */
static int fiber_fn
review_counts(struct request *req)
{
	struct error err = { 0 };
	struct str body;

	if (api_open(req, &err) < 0 || db_json(req->db, &body, &err,
	    REVIEW_COUNTS, api_supervised(req), req->session->staff_id,
	    has(req, MAY_REVIEW_GLASS), has(req, MAY_REVIEW_ROLES),
	    has(req, MAY_REVIEW_TRAIL), review_roles_days(req)) < 0)
		return reply_error(req, &err);
	return reply_str(req, 200, body);
}

const struct route review_routes[] = {
	ROUTE(GET, "/api/v1/reviews", MAY_REVIEW, review_counts),
	{ 0 }
};
