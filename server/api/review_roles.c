/*
 * review_roles.c - does everybody still need the roles they have?
 *
 * Each role is confirmed, or taken away, every reviews.roles_days days by a
 * security officer; their own by another one, or by the operator
 * (`vinculo user confirm`).  A role that ended is gone from sessions within a
 * second.
 */
#include "server/api/reviews.h"
#include "server/api/routes.h"
#include "server/security/permission.h"

#define DORMANT_DAYS "90"	/* without a sign-in */

/* Columns of ROLE_LOCK. */
enum { COL_STAFF, COL_ROLE, COL_UNIT };

/* GET /reviews/roles */
static int fiber_fn
role_list(struct request *req)
{
	static const char *const states[] = { "due", "all", NULL };
	struct error err = { 0 };
	const char *state, *key, *id;
	struct str body;
	int limit;

	if (api_query_choice(req, "state", states, &state, &err) < 0 ||
	    api_cursor(req, &key, &id, &err) < 0 ||
	    api_limit(req, &limit, &err) < 0 || api_open(req, &err) < 0 ||
	    db_json(req->db, &body, &err, ROLE_LIST, review_roles_days(req),
	    state != NULL && strcmp(state, "all") == 0 ? "f" : "t", key, id,
	    db_int(req->db, limit), DORMANT_DAYS) < 0)
		return reply_error(req, &err);
	return reply_str(req, 200, body);
}

/* Lock the role of the {id} of somebody else, and queue the event of what is
 * done with it. */
static int fiber_fn
take(struct request *req, const char *action, struct error *err)
{
	struct uuid id, staff;
	int at;

	if (api_path_id(req, "id", &id, err) < 0 || api_begin(req, err) < 0)
		return -1;
	at = db_push(req->db, ROLE_LOCK, path_arg(req, "id"));
	if (db_run(req->db, err) < 0)
		return -1;
	if (db_rows(req->db, at) == 0)
		return error_set(err, ERR_NOT_FOUND, "review.unknown",
		    "there is nothing of this id to review");
	staff = db_uuid_at(req->db, at, 0, COL_STAFF);
	if (review_of_other(req, staff, err) < 0)
		return -1;
	req->session->acting_unit = db_uuid_at(req->db, at, 0, COL_UNIT);
	api_audit(req, &(struct audit_event){ .action = action,
	    .object_type = "staff", .object = staff,
	    .purpose = arena_str(req->arena,
	        db_text(req->db, at, 0, COL_ROLE)).p,
	    .detail = str_of(req_printf(req, "{\"unit\":\"%s\"}",
	        api_uuid(req, req->session->acting_unit))) });
	return 0;
}

/* POST /reviews/roles/{id}/confirm */
static int fiber_fn
role_confirm(struct request *req)
{
	struct error err = { 0 };

	if (take(req, "role.confirm", &err) < 0)
		return reply_error(req, &err);
	db_push(req->db, ROLE_CONFIRM, path_arg(req, "id"),
	    req->session->staff_id);
	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	return reply(req, 204, NULL);
}

/* DELETE /reviews/roles/{id} */
static int fiber_fn
role_end(struct request *req)
{
	struct error err = { 0 };

	if (take(req, "role.end", &err) < 0)
		return reply_error(req, &err);
	db_push(req->db, ROLE_END, path_arg(req, "id"));
	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	return reply(req, 204, NULL);
}

const struct route review_role_routes[] = {
	ROUTE(GET, "/api/v1/reviews/roles", MAY_REVIEW_ROLES, role_list),
	ROUTE(POST, "/api/v1/reviews/roles/{id}/confirm", MAY_REVIEW_ROLES,
	    role_confirm),
	ROUTE(DELETE, "/api/v1/reviews/roles/{id}", MAY_REVIEW_ROLES,
	    role_end),
	{ 0 }
};
