/*
 * persons.c - citizens: create, read, change a category.
 */
#include "server/api/api.h"
#include "server/api/corrections.h"
#include "server/api/person_access.h"
#include "server/api/routes.h"
#include "server/api/shape.h"
#include "server/record/identity.h"
#include "server/security/permission.h"
#include "server/security/vault.h"
#include "server/services.h"

/* ---------------------------------------------------------------- shapes */

static const char *const document_types[] = { "dni", "nie", "passport",
	"nif_pt", "codice_fiscale", "other", NULL };
static const char *const sexes[] = { "female", "male", "other", "unknown",
	NULL };
static const char *const preferences[] = { "phone", "email", "post", NULL };

static const struct shape document_shape[] = {
	{ "type", SHAPE_CHOICE, SHAPE_REQUIRED, .choices = document_types },
	{ "number", SHAPE_TEXT, SHAPE_REQUIRED, .min = 3, .max = 30 },
	{ "country", SHAPE_TEXT, .min = 2, .max = 2 },
	{ 0 }
};

static const struct shape one_document = { "", SHAPE_OBJECT,
	.of = document_shape };

static const struct shape identity_shape[] = {
	{ "given", SHAPE_TEXT, SHAPE_REQUIRED, .min = 1, .max = 80 },
	{ "surname1", SHAPE_TEXT, SHAPE_REQUIRED, .min = 1, .max = 80 },
	{ "surname2", SHAPE_TEXT, .max = 80 },
	{ "birthDate", SHAPE_DAY },
	{ "sex", SHAPE_CHOICE, .choices = sexes },
	{ "nationality", SHAPE_TEXT, .min = 2, .max = 2 },
	{ "documents", SHAPE_LIST, SHAPE_REQUIRED, .max = 5,
	    .element = &one_document },
	{ 0 }
};

static const struct shape one_phone = { "", SHAPE_TEXT, .max = 30 };

static const struct shape contact_shape[] = {
	{ "phones", SHAPE_LIST, .max = 5, .element = &one_phone },
	{ "email", SHAPE_TEXT, .max = 120 },
	{ "address", SHAPE_OBJECT, .of = shape_address },
	{ "preferred", SHAPE_CHOICE, .choices = preferences },
	{ 0 }
};

static const struct shape create_shape[] = {
	{ "identity", SHAPE_OBJECT, SHAPE_REQUIRED, .of = identity_shape },
	{ "contact", SHAPE_OBJECT, .of = contact_shape },
	{ "sensitivity", SHAPE_INT, .min = 0, .max = 3 },
	{ 0 }
};

/* --------------------------------------------------------------- writing */

/* Seal a category and queue it. */
static int
put_data(struct request *req, struct uuid person, const char *category,
    struct str json, struct error *err)
{
	struct sealed_at at = { (enum sealed_place)sealed_place_of("person",
	    str_of(category)), person, person };
	const char *param;

	if (vault_seal(services()->vault, req->db, &at, json, &param, err) < 0)
		return -1;
	db_push(req->db, PERSON_DATA_PUT, api_uuid(req, person), category,
	    param, req->session->staff_id);
	return 0;
}

/* Tags of the documents, unless somebody else has one of them already.  In the
 * transaction that will push them. */
static int fiber_fn
make_tags(struct request *req, const struct identity *who, struct uuid self,
    struct tags *tags, struct error *err)
{
	struct str numbers[IDENTITY_DOCUMENTS_MAX];
	struct uuid holders[IDENTITY_DOCUMENTS_MAX];

	for (size_t i = 0; i < who->n_documents; i++)
		numbers[i] = national_id_value(req->arena,
		    &who->documents[i]);
	if (vault_find(services()->vault, req->db, INDEX_WRITE, numbers,
	    who->n_documents, tags, holders, err) < 0)
		return -1;
	for (size_t i = 0; i < who->n_documents; i++) {
		if (uuid_is_zero(holders[i]) ||
		    memcmp(holders[i].b, self.b, sizeof(self.b)) == 0)
			continue;
		(void)error_set(err, ERR_CONFLICT,
		    "person.duplicate_identifier",
		    "a person with this document exists: %s",
		    api_uuid(req, holders[i]));
		(void)snprintf(err->field, sizeof(err->field), "%s",
		    "/identity/documents");
		return -1;
	}
	return 0;
}

static int fiber_fn
create(struct request *req, const struct json *body, struct uuid id,
    struct error *err)
{
	const char *person = api_uuid(req, id), *contact;
	struct identity who;
	struct tags tags;

	if (identity_read(req->arena, json_get(body, "identity"),
	    str_of(api_today(req)), &who, err) < 0 || api_begin(req, err) < 0 ||
	    make_tags(req, &who, id, &tags, err) < 0 ||
	    vault_create(services()->vault, req->db, SUBJECT_PERSON, id,
	    err) < 0)
		return -1;
	db_push(req->db, PERSON_INSERT, person, db_int(req->db,
	    shape_int(body, "sensitivity", 1)), req->session->staff_id);
	contact = shape_json(req, body, "contact");
	if (put_data(req, id, "identity", who.json, err) < 0 ||
	    (contact != NULL &&
	    put_data(req, id, "contact", str_of(contact), err) < 0))
		return -1;
	vault_push_tags(req->db, &tags, id);
	db_push_after(req->db, Q_PERSON_NOTIFY, NULL);
	return 0;
}

/* Commit with everything pushed and reply with the person as it is now. */
static int fiber_fn
reply_person(struct request *req, int status, const struct person_access *p,
    const struct audit_event *event)
{
	struct error err = { 0 };
	int at, version;

	at = db_push(req->db, PERSON_GET, api_uuid(req, p->id));
	version = db_push(req->db, PERSON_ACCESS, api_uuid(req, p->id));
	api_audit(req, event);
	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	session_reveal(req->session, req->arena, p->id, p->access.categories);
	reply_version(req, req_printf(req, "%lld",
	    (long long)db_int64(req->db, version, 0, 2)));
	return reply_str(req, status, db_text(req->db, at, 0, 0));
}

/* POST /persons */
static int fiber_fn
person_create(struct request *req)
{
	struct error err = { 0 };
	struct person_access p = { .id = uuid_new() };
	const struct json *body;
	int status;

	body = shape_body(req, create_shape, &status);
	if (body == NULL)
		return status;
	if (create(req, body, p.id, &err) < 0)
		return reply_error(req, &err);
	/* Whoever enters it sees what was entered. */
	p.access.categories = CATEGORY_IDENTITY | CATEGORY_CONTACT;
	return reply_person(req, 201, &p, &(struct audit_event){
	    .action = "person.create", .object_type = "person",
	    .object = p.id });
}

/* GET /persons/{id} */
static int fiber_fn
person_get(struct request *req)
{
	struct error err = { 0 };
	struct person_access p;

	if (api_begin(req, &err) < 0 ||
	    person_access(req, path_arg(req, "id"), &p, &err) < 0)
		return reply_error(req, &err);
	return reply_person(req, 200, &p, &(struct audit_event){
	    .action = "person.read", .object_type = "person", .object = p.id,
	    .record = p.record, .detail = str_of(req_printf(req,
	    "{\"categories\":%s}", api_categories(req,
	    p.access.categories))) });
}

/* Here the identity is the whole body. */
static int
read_identity(struct request *req, const struct json *body,
    struct identity *who, struct error *err)
{
	static const char prefix[] = "/identity";
	const size_t len = sizeof(prefix) - 1;

	if (identity_read(req->arena, body, str_of(api_today(req)), who,
	    err) == 0)
		return 0;
	if (str_starts(str_of(err->field), prefix))
		memmove(err->field, err->field + len,
		    strlen(err->field + len) + 1);
	return -1;
}

/* A new identity may bring new documents and a new name to search by. */
static int fiber_fn
put_identity(struct request *req, const struct json *body, struct uuid id,
    struct error *err)
{
	const char *person = api_uuid(req, id);
	struct identity who;
	struct tags tags;

	if (read_identity(req, body, &who, err) < 0 ||
	    make_tags(req, &who, id, &tags, err) < 0 ||
	    vault_load(services()->vault, req->db, &id, 1, err) < 0 ||
	    corrections_push(req, id, "identity", who.json, err) < 0 ||
	    put_data(req, id, "identity", who.json, err) < 0)
		return -1;
	db_push(req->db, TAG_DELETE, person, db_int(req->db, TAG_NID));
	vault_push_tags(req->db, &tags, id);
	db_push_after(req->db, Q_PERSON_NOTIFY, NULL);
	return 0;
}

static const struct json *
data_body(struct request *req, const char *category, int *ret_status)
{
	static const struct shape any[] = { { 0 } };
	struct error err = { 0 };
	const struct json *body;

	if (strcmp(category, "identity") == 0)
		return shape_body(req, identity_shape, ret_status);
	if (strcmp(category, "contact") == 0)
		return shape_body(req, contact_shape, ret_status);
	body = req_json(req, &err);
	if (body != NULL && body->type == JSON_OBJECT)
		return body;
	if (body != NULL)
		return shape_body(req, any, ret_status);
	*ret_status = reply_error(req, &err);
	return NULL;
}

static int fiber_fn
put_category(struct request *req, const struct person_access *p,
    const char *category, const struct json *body, struct error *err)
{
	bool is_identity = strcmp(category, "identity") == 0;
	struct error *e = err;

	if (is_identity) {
		if (put_identity(req, body, p->id, e) < 0)
			return -1;
	} else if (vault_load(services()->vault, req->db, &p->id, 1, e) < 0 ||
	    corrections_push(req, p->id, category, req->body, e) < 0 ||
	    put_data(req, p->id, category, req->body, e) < 0) {
		return -1;
	}
	db_push(req->db, PERSON_TOUCH, api_uuid(req, p->id),
	    is_identity ? "t" : "f");
	return 0;
}

/* PUT /persons/{id}/data/{category} */
static int fiber_fn
person_data_put(struct request *req)
{
	const char *category = path_arg(req, "category"), *version;
	struct error err = { 0 };
	const struct json *body;
	struct person_access p;
	int status;

	if (sealed_place_of("person", str_of(category)) < 0)
		return reply_fail(req, ERR_NOT_FOUND, "category.unknown",
		    "a person has no data of this category");
	body = data_body(req, category, &status);
	if (body == NULL)
		return status;
	version = req_if_match(req, &err);
	if (version == NULL || api_begin(req, &err) < 0 ||
	    person_access_for_write(req, path_arg(req, "id"),
	    category_of(str_of(category)), &p, &err) < 0 ||
	    api_check_version(p.version, version, &err) < 0 ||
	    put_category(req, &p, category, body, &err) < 0)
		return reply_error(req, &err);
	return reply_person(req, 200, &p, &(struct audit_event){
	    .action = "person.write", .object_type = "person", .object = p.id,
	    .record = p.record, .detail = str_of(req_printf(req,
	    "{\"categories\":[\"%s\"]}", category)) });
}

const struct route person_routes[] = {
	ROUTE(POST, "/api/v1/persons", MAY_WRITE_PERSONS, person_create),
	ROUTE(GET, "/api/v1/persons/{id}", MAY_READ_RECORDS, person_get),
	ROUTE(PUT, "/api/v1/persons/{id}/data/{category}", MAY_WRITE_PERSONS,
	    person_data_put),
	{ 0 }
};
