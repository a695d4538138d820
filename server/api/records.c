/*
 * records.c - the single social record: open it, read it, change its head.
 */
#include "server/api/api.h"
#include "server/api/person_access.h"
#include "server/api/record_reply.h"
#include "server/api/routes.h"
#include "server/api/shape.h"
#include "server/security/permission.h"
#include "server/security/vault.h"
#include "server/services.h"

/* GET /records/{id}: facts and data in one round trip each, the second with
 * the event of the reading. */
static int fiber_fn
record_get(struct request *req)
{
	struct error err = { 0 };
	struct api_record r;

	if (api_begin(req, &err) < 0 ||
	    api_record(req, path_arg(req, "id"), &r, &err) < 0)
		return reply_error(req, &err);
	api_audit(req, &(struct audit_event){ .action = "record.read",
	    .object_type = "record", .object = r.id, .record = r.id,
	    .purpose = query_arg(req, "purpose"), .detail = str_of(req_printf(
	    req, "{\"categories\":%s}", api_categories(req,
	    r.access.categories))) });
	return record_reply(req, 200, &r);
}

/* ------------------------------------------------------------------ open */

static const struct shape create_shape[] = {
	{ "holderId", SHAPE_ID, SHAPE_REQUIRED },
	{ "territoryId", SHAPE_ID, SHAPE_REQUIRED },
	{ "address", SHAPE_OBJECT, .of = shape_address },
	{ 0 }
};

static int fiber_fn
seal_address(struct request *req, const struct json *body, struct uuid record,
    struct error *err)
{
	const char *address = shape_json(req, body, "address"), *param;
	struct sealed_at at = { SEALED_RECORD_CONTACT, record, record };
	struct vault *v = services()->vault;

	if (vault_create(v, req->db, SUBJECT_RECORD, record, err) < 0)
		return -1;
	if (address == NULL)
		return 0;
	if (vault_seal(v, req->db, &at, str_of(req_printf(req,
	    "{\"address\":%s}", address)), &param, err) < 0)
		return -1;
	db_push(req->db, RECORD_DATA_PUT, api_uuid(req, record), "contact",
	    param, req->session->staff_id);
	return 0;
}

static int fiber_fn
record_open(struct request *req, const struct json *body, struct uuid id,
    struct error *err)
{
	const char *record = api_uuid(req, id);
	const char *holder = shape_text(req, body, "holderId");
	const char *staff = req->session->staff_id;
	int at;

	if (person_may_move(req, holder, err) < 0)
		return -1;
	at = db_push(req->db, RECORD_INSERT, record, holder,
	    shape_text(req, body, "territoryId"), staff);
	db_push(req->db, MEMBER_END_CURRENT, holder, api_today(req));
	db_push(req->db, MEMBER_INSERT, record, holder, "holder",
	    api_today(req));
	db_push(req->db, RECORD_REFERENT_INSERT, record, staff);
	if (db_run(req->db, err) < 0)
		return -1;
	if (db_rows(req->db, at) == 0)
		return error_set(err, ERR_NOT_FOUND, "territory.unknown",
		    "there is no such territory");
	return seal_address(req, body, id, err);
}

/* POST /records */
static int fiber_fn
record_create(struct request *req)
{
	struct error err = { 0 };
	struct uuid id = uuid_new();
	struct api_record r;
	const struct json *body;
	int status;

	body = shape_body(req, create_shape, &status);
	if (body == NULL)
		return status;
	if (api_begin(req, &err) < 0 || record_open(req, body, id, &err) < 0 ||
	    api_record(req, api_uuid(req, id), &r, &err) < 0)
		return reply_error(req, &err);
	api_audit(req, &(struct audit_event){ .action = "record.create",
	    .object_type = "record", .object = id, .record = id });
	return record_reply(req, 201, &r);
}

/* ---------------------------------------------------------------- change */

static const char *const states[] = { "open", "monitoring", "closed", NULL };

static const struct shape patch_shape[] = {
	{ "state", SHAPE_CHOICE, .choices = states },
	{ "risk", SHAPE_INT, .min = 0, .max = 3 },
	{ "sensitivity", SHAPE_INT, .min = 0, .max = 3 },
	{ "referentId", SHAPE_ID, SHAPE_NULLABLE },
	{ "territoryId", SHAPE_ID },
	{ 0 }
};

static const char *
int_param(struct request *req, const struct json *body, const char *name)
{
	if (!shape_has(body, name))
		return NULL;
	return db_int(req->db, shape_int(body, name, 0));
}

static void
push_referent(struct request *req, const struct json *body)
{
	const char *record = path_arg(req, "id");
	const char *staff = shape_text(req, body, "referentId");

	if (!shape_has(body, "referentId"))
		return;
	db_push(req->db, RECORD_REFERENT_END, record);
	if (staff != NULL)
		db_push(req->db, RECORD_REFERENT_INSERT, record, staff);
}

/* PATCH /records/{id} */
static int fiber_fn
record_patch(struct request *req)
{
	struct error err = { 0 };
	struct api_record r;
	const struct json *body;
	const char *version;
	int status;

	body = shape_body(req, patch_shape, &status);
	if (body == NULL)
		return status;
	version = req_if_match(req, &err);
	if (version == NULL || api_begin(req, &err) < 0 ||
	    api_record_for_write(req, path_arg(req, "id"), &r, &err) < 0 ||
	    api_check_version(r.version, version, &err) < 0)
		return reply_error(req, &err);
	db_push(req->db, RECORD_UPDATE, path_arg(req, "id"),
	    shape_text(req, body, "state"), int_param(req, body, "risk"),
	    int_param(req, body, "sensitivity"),
	    shape_text(req, body, "territoryId"),
	    shape_text(req, body, "referentId"),
	    shape_has(body, "referentId") ? "t" : "f");
	push_referent(req, body);
	api_audit(req, &(struct audit_event){ .action = "record.write",
	    .object_type = "record", .object = r.id, .record = r.id });
	return record_reply(req, 200, &r);
}

/* PUT /records/{id}/data/{category} */
static int fiber_fn
record_data_put(struct request *req)
{
	struct error err = { 0 };
	struct api_record r;
	const char *category = path_arg(req, "category"), *version, *param;
	enum category c = category_of(str_of(category));
	int place = sealed_place_of("record", str_of(category));
	const struct json *body = req_json(req, &err);

	if (place < 0)
		return reply_fail(req, ERR_NOT_FOUND, "category.unknown",
		    "a record has no data of category %s", category);
	if (body == NULL || (version = req_if_match(req, &err)) == NULL ||
	    api_begin(req, &err) < 0 ||
	    api_record_for_write(req, path_arg(req, "id"), &r, &err) < 0 ||
	    api_check_version(r.version, version, &err) < 0)
		return reply_error(req, &err);
	if (!(r.access.categories & c))
		return reply_fail(req, ERR_FORBIDDEN, "category.not_yours",
		    "your role does not work with this category");
	if (vault_load(services()->vault, req->db, &r.id, 1, &err) < 0 ||
	    vault_seal(services()->vault, req->db, &(struct sealed_at){
	    (enum sealed_place)place, r.id, r.id }, req->body, &param,
	    &err) < 0)
		return reply_error(req, &err);
	db_push(req->db, RECORD_TOUCH, path_arg(req, "id"));
	db_push(req->db, RECORD_DATA_PUT, path_arg(req, "id"), category, param,
	    req->session->staff_id);
	api_audit(req, &(struct audit_event){ .action = "record.write",
	    .object_type = "record", .object = r.id, .record = r.id,
	    .detail = str_of(req_printf(req, "{\"categories\":[\"%s\"]}",
	    category_name(c))) });
	return record_reply(req, 200, &r);
}

/* GET /records */
static int fiber_fn
record_list(struct request *req)
{
	struct error err = { 0 };
	const char *id = query_arg(req, "cursor"), *unit, *referent;
	struct uuid u;
	struct str body;
	int limit, at;

	if (api_limit(req, &limit, &err) < 0 ||
	    api_query_id(req, "unit", &unit, &err) < 0 ||
	    api_query_id(req, "referent", &referent, &err) < 0 ||
	    api_begin(req, &err) < 0)
		return reply_error(req, &err);
	if (id != NULL && uuid_parse(str_of(id), &u) < 0)
		return reply_fail(req, ERR_INVALID, "cursor.invalid",
		    "not a cursor that a list gave");
	at = db_push(req->db, RECORD_LIST, unit == NULL ?
	    req->session->unit_array : req_printf(req, "{%s}", unit),
	    referent, id, db_int(req->db, limit), db_int(req->db, 2),
	    req->session->staff_id);
	if (db_run(req->db, &err) < 0)
		return reply_error(req, &err);
	body = arena_str(req->arena, db_text(req->db, at, 0, 0));
	api_audit(req, &(struct audit_event){ .action = "person.search",
	    .object_type = "record", .object = req->session->staff,
	    .detail = str_of(req_printf(req, "{\"persons\":%s}",
	    arena_str(req->arena, db_text(req->db, at, 0, 1)).p)) });
	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	req->session->grants.listed = CATEGORY_IDENTITY;
	return reply_str(req, 200, body);
}

/* Auditors look at every record, supervisors at those of their units. */
static int fiber_fn
may_audit(struct request *req, struct error *err)
{
	struct api_record r;

	if (req->session->roles & ROLE_AUDITOR)
		return 0;
	if (api_record(req, path_arg(req, "id"), &r, err) < 0)
		return -1;
	if (session_unit_roles(req->session, r.unit) & ROLE_SUPERVISOR)
		return 0;
	return error_set(err, ERR_FORBIDDEN, "record.audit_elsewhere",
	    "another unit works with this record");
}

/* GET /records/{id}/audit */
static int fiber_fn
record_audit(struct request *req)
{
	struct error err = { 0 };
	const char *key, *id, *actor, *from, *to;
	struct uuid record;
	int limit, at;

	if (api_path_id(req, "id", &record, &err) < 0 ||
	    api_limit(req, &limit, &err) < 0 ||
	    api_cursor(req, &key, &id, &err) < 0 ||
	    api_query_id(req, "actor", &actor, &err) < 0 ||
	    api_query_instant(req, "from", &from, &err) < 0 ||
	    api_query_instant(req, "to", &to, &err) < 0 ||
	    api_begin(req, &err) < 0 || may_audit(req, &err) < 0)
		return reply_error(req, &err);
	at = db_push(req->db, RECORD_AUDIT, path_arg(req, "id"), actor,
	    query_arg(req, "action"), key, id, db_int(req->db, limit), from,
	    to);
	api_audit(req, &(struct audit_event){ .action = "record.audit",
	    .object_type = "record", .object = record, .record = record });
	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	return reply_str(req, 200, db_text(req->db, at, 0, 0));
}

const struct route record_routes[] = {
	ROUTE(GET, "/api/v1/records", MAY_READ_RECORDS, record_list),
	ROUTE(POST, "/api/v1/records", MAY_WRITE_RECORDS, record_create),
	ROUTE(GET, "/api/v1/records/{id}", MAY_READ_RECORDS, record_get),
	ROUTE(PATCH, "/api/v1/records/{id}", MAY_WRITE_RECORDS, record_patch),
	ROUTE(PUT, "/api/v1/records/{id}/data/{category}", MAY_WRITE_RECORDS,
	    record_data_put),
	ROUTE(GET, "/api/v1/records/{id}/audit", MAY_AUDIT_RECORDS,
	    record_audit),
	{ 0 }
};
