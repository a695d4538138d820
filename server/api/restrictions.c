/*
 * restrictions.c - data of a person that may be kept and not used (GDPR
 * Art. 18): set, lifted, looked up.
 *
 * What a restriction refuses is in the schema (refuse_restricted), so that no
 * way around it is left: "person.restricted", 409.
 */
#include "server/api/notes.h"
#include "server/api/person_list.h"
#include "server/api/routes.h"
#include "server/api/shape.h"
#include "server/security/permission.h"

static const struct person_list restrictions = { Q_RESTRICTION_LIST,
	CATEGORY_NOTES };

/* GET /persons/{id}/restrictions */
static int fiber_fn
restriction_list(struct request *req)
{
	return person_list_get(req, &restrictions);
}

static const char *const grounds[] = { "accuracy", "unlawful", "claims",
	"objection", NULL };

static const struct shape restrict_shape[] = {
	{ "ground", SHAPE_CHOICE, SHAPE_REQUIRED, .choices = grounds },
	{ "reason", SHAPE_TEXT, SHAPE_REQUIRED, .min = 3, .max = 500 },
	{ 0 }
};

/* POST /persons/{id}/restrictions */
static int fiber_fn
person_restrict(struct request *req)
{
	struct uuid id = uuid_new();
	struct error err = { 0 };
	const struct json *body;
	struct person_access p;
	const char *reason;
	int status;

	body = shape_body(req, restrict_shape, &status);
	if (body == NULL)
		return status;
	if (api_begin(req, &err) < 0 || person_access_for_write(req,
	    path_arg(req, "id"), CATEGORY_IDENTITY, &p, &err) < 0 ||
	    api_seal_note(req, &(struct sealed_at){ SEALED_RESTRICTION_REASON,
	    id, p.id }, shape_text(req, body, "reason"), &reason, &err) < 0)
		return reply_error(req, &err);
	db_push(req->db, RESTRICTION_INSERT, api_uuid(req, id),
	    path_arg(req, "id"), shape_text(req, body, "ground"), reason,
	    req->session->staff_id);
	return person_list_reply(req, 201, &restrictions, &p,
	    &(struct audit_event){
	    .action = "person.restrict", .object_type = "person",
	    .object = p.id, .record = p.record,
	    .purpose = shape_text(req, body, "ground") });
}

/* The restriction in force. */
static int fiber_fn
find_now(struct request *req, struct uuid *ret, struct error *err)
{
	int at = db_push(req->db, RESTRICTION_NOW, path_arg(req, "id"));

	if (db_run(req->db, err) < 0)
		return -1;
	if (db_rows(req->db, at) == 0)
		return error_set(err, ERR_CONFLICT, "restriction.none",
		    "nothing is restricted here");
	*ret = db_uuid_at(req->db, at, 0, 0);
	return 0;
}

static const struct shape lift_shape[] = {
	{ "reason", SHAPE_TEXT, SHAPE_REQUIRED, .min = 3, .max = 500 },
	{ 0 }
};

/* POST /persons/{id}/restrictions/lift */
static int fiber_fn
restriction_lift(struct request *req)
{
	struct error err = { 0 };
	const struct json *body;
	struct person_access p;
	const char *reason;
	struct uuid id;
	int status;

	body = shape_body(req, lift_shape, &status);
	if (body == NULL)
		return status;
	if (api_begin(req, &err) < 0 || person_access_for_write(req,
	    path_arg(req, "id"), CATEGORY_IDENTITY, &p, &err) < 0 ||
	    find_now(req, &id, &err) < 0 ||
	    api_seal_note(req, &(struct sealed_at){ SEALED_RESTRICTION_LIFTED,
	    id, p.id }, shape_text(req, body, "reason"), &reason, &err) < 0)
		return reply_error(req, &err);
	db_push(req->db, RESTRICTION_LIFT, api_uuid(req, id),
	    req->session->staff_id, reason);
	return person_list_reply(req, 200, &restrictions, &p,
	    &(struct audit_event){
	    .action = "person.unrestrict", .object_type = "person",
	    .object = p.id, .record = p.record });
}

const struct route restriction_routes[] = {
	ROUTE(GET, "/api/v1/persons/{id}/restrictions", MAY_READ_RECORDS,
	    restriction_list),
	ROUTE(POST, "/api/v1/persons/{id}/restrictions", MAY_RESTRICT_PERSONS,
	    person_restrict),
	ROUTE(POST, "/api/v1/persons/{id}/restrictions/lift",
	    MAY_RESTRICT_PERSONS, restriction_lift),
	{ 0 }
};
