/*
 * interventions.c - open an intervention, look at it, add to it.
 */
#include "server/api/api.h"
#include "server/api/intervention_access.h"
#include "server/api/routes.h"
#include "server/api/shape.h"
#include "server/api/workflows.h"
#include "server/security/permission.h"
#include "server/security/vault.h"
#include "server/services.h"

int fiber_fn
reply_intervention(struct request *req, int status, struct uuid id,
    struct api_record *r)
{
	const char *text = api_uuid(req, id);
	struct error err = { 0 };
	struct str body, process;
	int card, instance;

	card = db_push(req->db, INTERVENTION_GET, text);
	instance = db_push(req->db, INSTANCE_OF_INTERVENTION, text);
	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	body = db_text(req->db, card, 0, 0);
	process = db_rows(req->db, instance) == 0 ? STR("null") :
	    db_text(req->db, instance, 0, 0);
	body.len--;		/* its "}" */
	api_record_reveal(req, r);
	return reply_str(req, status, arena_printf(req->arena,
	    "%.*s,\"process\":%.*s}", STR_ARG(body), STR_ARG(process)));
}

int fiber_fn
api_intervention(struct request *req, bool is_to_write, struct uuid *ret_id,
    struct api_record *ret_record, struct error *err)
{
	const char *record;
	int at;

	if (api_path_id(req, "id", ret_id, err) < 0 || api_begin(req, err) < 0)
		return -1;
	at = db_push(req->db, INTERVENTION_RECORD, path_arg(req, "id"));
	if (db_run(req->db, err) < 0)
		return -1;
	if (db_rows(req->db, at) == 0)
		return error_set(err, ERR_NOT_FOUND, "intervention.unknown",
		    "there is no such intervention");
	record = arena_str(req->arena, db_text(req->db, at, 0, 0)).p;
	return is_to_write ?
	    api_record_for_write(req, record, ret_record, err) :
	    api_record(req, record, ret_record, err);
}

/* GET /interventions/{id} */
static int fiber_fn
intervention_get(struct request *req)
{
	struct error err = { 0 };
	struct api_record r;
	struct uuid id;

	if (api_intervention(req, false, &id, &r, &err) < 0)
		return reply_error(req, &err);
	api_audit(req, &(struct audit_event){ .action = "intervention.read",
	    .object_type = "intervention", .object = id, .record = r.id });
	return reply_intervention(req, 200, id, &r);
}

/* GET /interventions/{id}/history */
static int fiber_fn
intervention_history(struct request *req)
{
	struct error err = { 0 };
	const char *key, *last;
	struct api_record r;
	struct uuid id;
	int limit, at;

	if (api_limit(req, &limit, &err) < 0 ||
	    api_cursor(req, &key, &last, &err) < 0 ||
	    api_intervention(req, false, &id, &r, &err) < 0)
		return reply_error(req, &err);
	at = db_push(req->db, INTERVENTION_HISTORY, api_uuid(req, id), key,
	    last, db_int(req->db, limit));
	api_audit(req, &(struct audit_event){ .action = "intervention.read",
	    .object_type = "intervention", .object = id, .record = r.id });
	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	session_reveal(req->session, req->arena, id,
	    r.access.categories & CATEGORY_NOTES);
	return reply_str(req, 200, db_text(req->db, at, 0, 0));
}

/* ------------------------------------------------------------------- items */

static const char *const item_kinds[] = { "need", "demand", "resource_ideal",
	"resource_applied", "activity", NULL };

static const struct shape item_shape[] = {
	{ "kind", SHAPE_CHOICE, SHAPE_REQUIRED, .choices = item_kinds },
	{ "code", SHAPE_TEXT, SHAPE_REQUIRED, .min = 1, .max = 40 },
	{ "amountCents", SHAPE_INT, .max = 100000000000 },
	{ "from", SHAPE_DAY },
	{ "to", SHAPE_DAY },
	{ 0 }
};

/* The code list of a kind of item. */
static const char *
scheme_of(const char *kind)
{
	return strncmp(kind, "resource", 8) == 0 ? "resource" : kind;
}

static int fiber_fn
check_code(struct request *req, const char *scheme, const char *code,
    const char *pointer, struct error *err)
{
	int at = db_push(req->db, CODE_IS_VALID, scheme, code);

	if (db_run(req->db, err) < 0)
		return -1;
	if (db_bool(req->db, at, 0, 0))
		return 0;
	return error_set_field(err, "code.unknown", str_of(pointer),
	    "not a code of the list %s", scheme);
}

static void
push_item(struct request *req, const char *intervention, const char *kind,
    const struct json *body)
{
	db_push(req->db, INTERVENTION_ITEM_INSERT, intervention, kind,
	    scheme_of(kind), shape_text(req, body, "code"),
	    shape_has(body, "amountCents") ? db_int(req->db,
	    shape_int(body, "amountCents", 0)) : NULL,
	    shape_text(req, body, "from"), shape_text(req, body, "to"),
	    req->session->staff_id);
}

/* POST /interventions/{id}/items */
static int fiber_fn
item_create(struct request *req)
{
	struct error err = { 0 };
	const struct json *body;
	struct api_record r;
	const char *kind;
	struct uuid id;
	int status;

	body = shape_body(req, item_shape, &status);
	if (body == NULL)
		return status;
	kind = shape_text(req, body, "kind");
	if (api_intervention(req, true, &id, &r, &err) < 0 ||
	    check_code(req, scheme_of(kind), shape_text(req, body, "code"),
	    "/code", &err) < 0)
		return reply_error(req, &err);
	push_item(req, api_uuid(req, id), kind, body);
	api_audit(req, &(struct audit_event){ .action = "intervention.write",
	    .object_type = "intervention", .object = id, .record = r.id });
	return reply_intervention(req, 201, id, &r);
}

/* -------------------------------------------------------------------- open */

static const struct shape create_shape[] = {
	{ "recordId", SHAPE_ID, SHAPE_REQUIRED },
	{ "personId", SHAPE_ID, SHAPE_REQUIRED },
	{ "programme", SHAPE_TEXT, SHAPE_REQUIRED, .min = 1, .max = 40 },
	{ "need", SHAPE_TEXT, .min = 1, .max = 40 },
	{ "demand", SHAPE_TEXT, .min = 1, .max = 40 },
	{ 0 }
};

struct opening {
	struct uuid	 id;
	const char	*text;		/* the id */
	const char	*process;	/* key, or NULL */
	struct str	 number, sector;
};

static int fiber_fn
insert(struct request *req, const struct json *body, struct opening *o,
    struct error *err)
{
	int at = db_push(req->db, INTERVENTION_INSERT, o->text,
	    shape_text(req, body, "recordId"),
	    shape_text(req, body, "personId"),
	    shape_text(req, body, "programme"), req->session->staff_id);

	if (db_run(req->db, err) < 0)
		return -1;
	if (db_rows(req->db, at) == 0)
		return error_set(err, ERR_NOT_FOUND,
		    "intervention.person_or_programme",
		    "this person is not of the household, or there is no such "
		    "programme");
	o->number = arena_str(req->arena, db_text(req->db, at, 0, 0));
	if (!db_is_null(req->db, at, 0, 2))
		o->process = arena_str(req->arena,
		    db_text(req->db, at, 0, 2)).p;
	o->sector = arena_str(req->arena, db_text(req->db, at, 0, 3));
	return 0;
}

static int fiber_fn
push_first_items(struct request *req, const struct json *body,
    const struct opening *o, struct error *err)
{
	static const char *const kinds[] = { "need", "demand" };

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		const char *code = shape_text(req, body, kinds[i]);

		if (code == NULL)
			continue;
		if (check_code(req, kinds[i], code, arena_printf(req->arena,
		    "/%s", kinds[i]).p, err) < 0)
			return -1;
		db_push(req->db, INTERVENTION_ITEM_INSERT, o->text, kinds[i],
		    kinds[i], code, NULL, NULL, NULL, req->session->staff_id);
	}
	return 0;
}

/* What the process knows from the start: {"intervention": {...}}. */
static struct bpmn_vars
first_vars(struct request *req, const struct json *body,
    const struct opening *o)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct jsonw w = JSONW(&out);

	jsonw_object(&w);
	jsonw_key(&w, "intervention");
	jsonw_object(&w);
	jsonw_key(&w, "id");
	jsonw_cstr(&w, o->text);
	jsonw_key(&w, "number");
	jsonw_str(&w, o->number);
	jsonw_key(&w, "programme");
	jsonw_cstr(&w, shape_text(req, body, "programme"));
	jsonw_key(&w, "sector");
	jsonw_str(&w, o->sector);
	jsonw_object_end(&w);
	jsonw_object_end(&w);
	return workflow_vars_of(req->arena, json_parse(req->arena,
	    arena_str(req->arena, buf_view(&out)), NULL));
}

static int fiber_fn
start_process(struct request *req, const struct json *body,
    const struct opening *o, struct error *err)
{
	struct workflow_run *run = api_workflow(req);
	struct uuid instance;

	if (vault_create(services()->vault, req->db, SUBJECT_CASE, o->id,
	    err) < 0)
		return -1;
	if (o->process == NULL)
		return 0;
	if (workflow_start(run, str_of(o->process), o->id,
	    first_vars(req, body, o), &instance, err) < 0)
		return err->kind != ERR_NOT_FOUND ? -1 : error_set(err,
		    ERR_CONFLICT, "intervention.no_process",
		    "the process %s of this programme is not deployed",
		    o->process);
	db_push(req->db, INTERVENTION_INSTANCE, o->text,
	    api_uuid(req, instance));
	return workflow_finish(run, err);
}

/* POST /interventions */
static int fiber_fn
intervention_create(struct request *req)
{
	struct opening o = { .id = uuid_new() };
	struct error err = { 0 };
	const struct json *body;
	struct api_record r;
	int status;

	body = shape_body(req, create_shape, &status);
	if (body == NULL)
		return status;
	o.text = api_uuid(req, o.id);
	if (api_begin(req, &err) < 0 || api_record_for_write(req,
	    shape_text(req, body, "recordId"), &r, &err) < 0 ||
	    insert(req, body, &o, &err) < 0 ||
	    push_first_items(req, body, &o, &err) < 0 ||
	    start_process(req, body, &o, &err) < 0)
		return reply_error(req, &err);
	api_audit(req, &(struct audit_event){ .action = "intervention.create",
	    .object_type = "intervention", .object = o.id, .record = r.id });
	return reply_intervention(req, 201, o.id, &r);
}

const struct route intervention_routes[] = {
	ROUTE(POST, "/api/v1/interventions", MAY_OPEN_CASES,
	    intervention_create),
	ROUTE(GET, "/api/v1/interventions/{id}", MAY_READ_CASES,
	    intervention_get),
	ROUTE(POST, "/api/v1/interventions/{id}/items", MAY_WRITE_CASES,
	    item_create),
	ROUTE(GET, "/api/v1/interventions/{id}/history", MAY_READ_CASES,
	    intervention_history),
	{ 0 }
};
