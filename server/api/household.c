/*
 * household.c - who lives together, who is kin of whom, from when to when.
 */
#include "server/api/api.h"
#include "server/api/person_access.h"
#include "server/api/record_reply.h"
#include "server/api/routes.h"
#include "server/api/shape.h"
#include "server/security/permission.h"

static int fiber_fn
check_kinship_code(struct request *req, const char *code, struct error *err)
{
	int at;

	if (code == NULL || strcmp(code, "holder") == 0)
		return 0;
	at = db_push(req->db, CODE_IS_VALID, "kinship", code);
	if (db_run(req->db, err) < 0)
		return -1;
	if (db_bool(req->db, at, 0, 0))
		return 0;
	return error_set_field(err, "kinship.unknown", STR("/relation"),
	    "not a code of the list kinship");
}

/* Begin, lock the record, check that the caller may change it. */
static int fiber_fn
begin_change(struct request *req, struct api_record *r, struct error *err)
{
	if (api_begin(req, err) < 0)
		return -1;
	return api_record_for_write(req, path_arg(req, "id"), r, err);
}

static int fiber_fn
reply_changed(struct request *req, struct api_record *r, int status,
    const struct audit_event *event)
{
	db_push(req->db, RECORD_TOUCH, api_uuid(req, r->id));
	api_audit(req, event);
	return record_reply(req, status, r);
}

/* --------------------------------------------------------------- members */

static const struct shape member_shape[] = {
	{ "personId", SHAPE_ID, SHAPE_REQUIRED },
	{ "relation", SHAPE_TEXT, SHAPE_REQUIRED, .min = 1, .max = 40 },
	{ "from", SHAPE_DAY, SHAPE_REQUIRED },
	{ 0 }
};

/* POST /records/{id}/members */
static int fiber_fn
member_create(struct request *req)
{
	struct error err = { 0 };
	struct api_record r;
	const struct json *body;
	const char *person, *from;
	struct uuid id;
	int status;

	body = shape_body(req, member_shape, &status);
	if (body == NULL)
		return status;
	person = shape_text(req, body, "personId");
	from = shape_text(req, body, "from");
	(void)uuid_parse(str_of(person), &id);
	if (begin_change(req, &r, &err) < 0 || check_kinship_code(req,
	    shape_text(req, body, "relation"), &err) < 0 ||
	    person_may_move(req, person, &err) < 0)
		return reply_error(req, &err);
	db_push(req->db, MEMBER_END_CURRENT, person, from);
	db_push(req->db, MEMBER_INSERT, path_arg(req, "id"), person,
	    shape_text(req, body, "relation"), from);
	return reply_changed(req, &r, 201, &(struct audit_event){
	    .action = "member.create", .object_type = "person", .object = id,
	    .record = r.id });
}

static const struct shape member_patch_shape[] = {
	{ "relation", SHAPE_TEXT, .min = 1, .max = 40 },
	{ "to", SHAPE_DAY, SHAPE_NULLABLE },
	{ 0 }
};

/* PATCH /records/{id}/members/{member} */
static int fiber_fn
member_patch(struct request *req)
{
	struct error err = { 0 };
	struct api_record r;
	const struct json *body;
	const char *version;
	struct uuid member;
	int status;

	body = shape_body(req, member_patch_shape, &status);
	if (body == NULL)
		return status;
	version = req_if_match(req, &err);
	if (version == NULL ||
	    api_path_id(req, "member", &member, &err) < 0 ||
	    begin_change(req, &r, &err) < 0 ||
	    api_check_version(r.version, version, &err) < 0 ||
	    check_kinship_code(req, shape_text(req, body, "relation"),
	    &err) < 0)
		return reply_error(req, &err);
	db_push(req->db, MEMBER_UPDATE, path_arg(req, "id"),
	    path_arg(req, "member"), shape_text(req, body, "relation"),
	    shape_text(req, body, "to"), shape_has(body, "to") ? "t" : "f");
	return reply_changed(req, &r, 200, &(struct audit_event){
	    .action = "member.write", .object_type = "member",
	    .object = member, .record = r.id });
}

/* --------------------------------------------------------------- kinship */

static const struct shape kinship_shape[] = {
	{ "personId", SHAPE_ID, SHAPE_REQUIRED },
	{ "relativeId", SHAPE_ID, SHAPE_REQUIRED },
	{ "kind", SHAPE_TEXT, SHAPE_REQUIRED, .min = 1, .max = 40 },
	{ "from", SHAPE_DAY },
	{ "to", SHAPE_DAY },
	{ 0 }
};

static struct audit_event
kinship_event(const struct api_record *r)
{
	return (struct audit_event){ .action = "kinship.write",
		.object_type = "record", .object = r->id, .record = r->id };
}

/* PUT /records/{id}/kinships */
static int fiber_fn
kinship_put(struct request *req)
{
	struct error err = { 0 };
	struct audit_event event;
	struct api_record r;
	const struct json *body;
	int status, at;

	body = shape_body(req, kinship_shape, &status);
	if (body == NULL)
		return status;
	if (begin_change(req, &r, &err) < 0 || check_kinship_code(req,
	    shape_text(req, body, "kind"), &err) < 0)
		return reply_error(req, &err);
	at = db_push(req->db, KINSHIP_PUT, shape_text(req, body, "personId"),
	    shape_text(req, body, "relativeId"), shape_text(req, body, "kind"),
	    shape_text(req, body, "from"), shape_text(req, body, "to"),
	    path_arg(req, "id"));
	if (db_run(req->db, &err) < 0)
		return reply_error(req, &err);
	if (db_rows(req->db, at) == 0)
		return reply_fail(req, ERR_NOT_FOUND,
		    "kinship.not_of_household",
		    "this person does not live in the household");
	event = kinship_event(&r);
	return reply_changed(req, &r, 200, &event);
}

/* DELETE /records/{id}/kinships?person=&relative=&kind= */
static int fiber_fn
kinship_delete(struct request *req)
{
	const char *person = query_arg(req, "person");
	const char *relative = query_arg(req, "relative");
	const char *kind = query_arg(req, "kind");
	struct error err = { 0 };
	struct audit_event event;
	struct api_record r;
	struct uuid id;

	if (person == NULL || relative == NULL || kind == NULL ||
	    uuid_parse(str_of(person), &id) < 0 ||
	    uuid_parse(str_of(relative), &id) < 0)
		return reply_fail(req, ERR_INVALID, "kinship.arguments",
		    "person, relative (ids) and kind are needed");
	if (begin_change(req, &r, &err) < 0)
		return reply_error(req, &err);
	db_push(req->db, KINSHIP_DELETE, person, relative, kind,
	    path_arg(req, "id"));
	event = kinship_event(&r);
	return reply_changed(req, &r, 200, &event);
}

const struct route household_routes[] = {
	ROUTE(POST, "/api/v1/records/{id}/members", MAY_WRITE_RECORDS,
	    member_create),
	ROUTE(PATCH, "/api/v1/records/{id}/members/{member}",
	    MAY_WRITE_RECORDS, member_patch),
	ROUTE(PUT, "/api/v1/records/{id}/kinships", MAY_WRITE_RECORDS,
	    kinship_put),
	ROUTE(DELETE, "/api/v1/records/{id}/kinships", MAY_WRITE_RECORDS,
	    kinship_delete),
	{ 0 }
};
