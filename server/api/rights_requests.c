/*
 * rights_requests.c - the register of what persons ask for of what is held
 * about them, and erasing one of them (GDPR 12 and 17).
 *
 * A request is registered by one and, to erase, carried out by another.  It is
 * refused with a ground; or granted, which erases the person by destroying
 * their key, unless something binding stands in the way (erasure_bound()).
 * What stays is the row of the register and what other keys seal: the cases,
 * for as long as the law has them kept.
 */
#include "base/config.h"
#include "server/api/notes.h"
#include "server/api/person_list.h"
#include "server/api/routes.h"
#include "server/api/shape.h"
#include "server/security/permission.h"
#include "server/services.h"

/* ------------------------------------------------------------------ looking */

static const struct person_list requests = { Q_RIGHTS_REQUEST_OF_PERSON,
	CATEGORY_NOTES };

/* GET /persons/{id}/requests */
static int fiber_fn
person_request_list(struct request *req)
{
	return person_list_get(req, &requests);
}

static const char *const states[] = { "open", "decided", NULL };

/* GET /rights-requests */
static int fiber_fn
request_list(struct request *req)
{
	const char *state, *due, *id;
	struct error err = { 0 };
	int limit, at;

	if (api_limit(req, &limit, &err) < 0 ||
	    api_cursor(req, &due, &id, &err) < 0 ||
	    api_query_choice(req, "state", states, &state, &err) < 0 ||
	    api_begin(req, &err) < 0)
		return reply_error(req, &err);
	if (due != NULL && !shape_is_day(str_of(due)))
		return reply_fail(req, ERR_INVALID, "cursor.invalid",
		    "not a cursor that a list gave");
	at = db_push(req->db, RIGHTS_REQUEST_LIST, req->session->unit_array,
	    due, id, db_int(req->db, limit),
	    state != NULL && strcmp(state, "decided") == 0 ? "f" : "t",
	    req->session->staff_id);
	api_audit(req, &(struct audit_event){ .action = "request.list",
	    .object_type = "rights_request",
	    .object = req->session->staff });
	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	return reply_str(req, 200, db_text(req->db, at, 0, 0));
}

/* -------------------------------------------------------------- registering */

static const char *const kinds[] = { "access", "rectification", "erasure",
	"restriction", "objection", NULL };

static const struct shape register_shape[] = {
	{ "kind", SHAPE_CHOICE, SHAPE_REQUIRED, .choices = kinds },
	{ "receivedOn", SHAPE_DAY, SHAPE_REQUIRED },
	{ "words", SHAPE_TEXT, SHAPE_REQUIRED, .min = 3, .max = 2000 },
	{ 0 }
};

/* POST /persons/{id}/requests */
static int fiber_fn
request_register(struct request *req)
{
	struct uuid id = uuid_new();
	struct error err = { 0 };
	const struct json *body;
	struct person_access p;
	const char *day, *words;
	int status;

	body = shape_body(req, register_shape, &status);
	if (body == NULL)
		return status;
	day = shape_text(req, body, "receivedOn");
	if (strcmp(day, api_today(req)) > 0 &&
	    error_set_field(&err, "request.future", STR("/receivedOn"),
	    "a day that has not come yet") < 0)
		return reply_error(req, &err);
	if (api_begin(req, &err) < 0 || person_access_for_write(req,
	    path_arg(req, "id"), CATEGORY_IDENTITY, &p, &err) < 0 ||
	    api_seal_note(req, &(struct sealed_at){ SEALED_REQUEST_WORDS, id,
	    p.id }, shape_text(req, body, "words"), &words, &err) < 0)
		return reply_error(req, &err);
	db_push(req->db, RIGHTS_REQUEST_INSERT, api_uuid(req, id),
	    path_arg(req, "id"), shape_text(req, body, "kind"), day, words,
	    req->session->staff_id);
	return person_list_reply(req, 201, &requests, &p,
	    &(struct audit_event){
	    .action = "request.register", .object_type = "rights_request",
	    .object = id, .record = p.record,
	    .purpose = shape_text(req, body, "kind") });
}

/* ----------------------------------------------------------------- deciding */

static const char *const outcomes[] = { "granted", "refused", NULL };
static const char *const grounds[] = { "legal_duty", "claims", "unfounded",
	"identity", NULL };

static const struct shape decide_shape[] = {
	{ "outcome", SHAPE_CHOICE, SHAPE_REQUIRED, .choices = outcomes },
	{ "ground", SHAPE_CHOICE, .choices = grounds },
	{ "answer", SHAPE_TEXT, SHAPE_REQUIRED, .min = 3, .max = 2000 },
	{ 0 }
};

struct decision {
	struct uuid	 id;
	struct person_access person;
	const char	*outcome, *ground, *answer;
	bool		 is_erasure;	/* that is carried out */
};

/* The request, locked and undecided, of a person who may be written. */
static int fiber_fn
find(struct request *req, struct decision *d, struct error *err)
{
	const char *person;
	bool is_decided;
	int at;

	if (api_path_id(req, "id", &d->id, err) < 0 || api_begin(req, err) < 0)
		return -1;
	at = db_push(req->db, RIGHTS_REQUEST_LOCK, path_arg(req, "id"));
	if (db_run(req->db, err) < 0)
		return -1;
	if (db_rows(req->db, at) == 0)
		return error_set(err, ERR_NOT_FOUND, "request.unknown",
		    "there is no such request");
	person = arena_str(req->arena, db_text(req->db, at, 0, 0)).p;
	d->is_erasure = str_is(db_text(req->db, at, 0, 1), "erasure") &&
	    strcmp(d->outcome, "granted") == 0;
	is_decided = db_bool(req->db, at, 0, 2);
	if (person_access_for_write(req, person, CATEGORY_IDENTITY,
	    &d->person, err) < 0)
		return -1;
	return !is_decided ? 0 : error_set(err, ERR_CONFLICT,
	    "request.decided", "this request was decided already");
}

static int
check_ground(const struct decision *d, struct error *err)
{
	if ((strcmp(d->outcome, "refused") == 0) == (d->ground != NULL))
		return 0;
	return error_set_field(err, "request.ground", STR("/ground"),
	    "a refusal, and nothing else, has a ground");
}

/* Whoever is erased cannot be read again by anybody: nothing binding may be
 * open, and it wants a fresh code. */
static int fiber_fn
erase(struct request *req, struct decision *d, struct error *err)
{
	const char *person = api_uuid(req, d->person.id);
	int at;

	if (api_stepped_up(req, err) < 0)
		return -1;
	at = db_push(req->db, ERASURE_BOUND, person, db_int(req->db,
	    config_int("rights.keep_years")));
	if (db_run(req->db, err) < 0)
		return -1;
	if (db_text(req->db, at, 0, 0).len > 0)
		return error_set(err, ERR_CONFLICT, "erasure.bound",
		    "something binding is in the way: %.*s",
		    STR_ARG(db_text(req->db, at, 0, 0)));
	vault_destroy(services()->vault, req->db, d->person.id);
	db_push(req->db, PERSON_ERASED, person);
	db_push_after(req->db, Q_PERSON_NOTIFY, NULL);
	api_audit(req, &(struct audit_event){ .action = "key.destroy",
	    .object_type = "key", .object = d->person.id });
	api_audit(req, &(struct audit_event){ .action = "person.erase",
	    .object_type = "person", .object = d->person.id,
	    .record = d->person.record });
	return 0;
}

/* An answer to somebody who is erased would be sealed by a key that is gone. */
static int fiber_fn
carry_out(struct request *req, struct decision *d, struct error *err)
{
	const char *answer = NULL;

	if (d->is_erasure ? erase(req, d, err) < 0 : api_seal_note(req,
	    &(struct sealed_at){ SEALED_REQUEST_ANSWER, d->id, d->person.id },
	    d->answer, &answer, err) < 0)
		return -1;
	db_push(req->db, RIGHTS_REQUEST_DECIDE, path_arg(req, "id"),
	    d->outcome, d->ground, answer, req->session->staff_id);
	return 0;
}

/* POST /rights-requests/{id}/decide */
static int fiber_fn
request_decide(struct request *req)
{
	struct error err = { 0 };
	const struct json *body;
	struct decision d = { 0 };
	int status, at;

	body = shape_body(req, decide_shape, &status);
	if (body == NULL)
		return status;
	d.outcome = shape_text(req, body, "outcome");
	d.ground = shape_text(req, body, "ground");
	d.answer = shape_text(req, body, "answer");
	if (check_ground(&d, &err) < 0 || find(req, &d, &err) < 0 ||
	    carry_out(req, &d, &err) < 0)
		return reply_error(req, &err);
	at = db_push(req->db, RIGHTS_REQUEST_GET, path_arg(req, "id"));
	api_audit(req, &(struct audit_event){ .action = "request.decide",
	    .object_type = "rights_request", .object = d.id,
	    .record = d.person.record, .purpose = d.ground != NULL ?
	    d.ground : d.outcome });
	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	return reply_str(req, 200, db_text(req->db, at, 0, 0));
}

const struct route rights_request_routes[] = {
	ROUTE(GET, "/api/v1/rights-requests", MAY_REGISTER_REQUESTS,
	    request_list),
	ROUTE(POST, "/api/v1/rights-requests/{id}/decide",
	    MAY_DECIDE_REQUESTS, request_decide),
	ROUTE(GET, "/api/v1/persons/{id}/requests", MAY_REGISTER_REQUESTS,
	    person_request_list),
	ROUTE(POST, "/api/v1/persons/{id}/requests", MAY_REGISTER_REQUESTS,
	    request_register),
	{ 0 }
};
