/*
 * entries.c - the timeline of a record, and extraordinary access to it.
 */
#include "server/api/api.h"
#include "server/api/authn.h"
#include "server/api/notes.h"
#include "server/api/routes.h"
#include "server/api/shape.h"
#include "server/security/permission.h"
#include "server/security/vault.h"

static const char *const kinds[] = { "note", "interview", "visit", "call",
	"coordination", "alert", "report", NULL };

struct filter {
	const char	*kind, *author, *from, *to, *cursor;
	int		 limit;
};

static int
read_filter(struct request *req, struct filter *f, struct error *err)
{
	if (api_limit(req, &f->limit, err) < 0 ||
	    api_query_choice(req, "kind", kinds, &f->kind, err) < 0 ||
	    api_query_id(req, "author", &f->author, err) < 0 ||
	    api_query_instant(req, "from", &f->from, err) < 0 ||
	    api_query_instant(req, "to", &f->to, err) < 0)
		return -1;
	if (api_query_id(req, "cursor", &f->cursor, err) < 0)
		return error_set_field(err, "cursor.invalid", STR("cursor"),
		    "not a cursor that a list gave");
	return 0;
}

/* GET /records/{id}/entries */
static int fiber_fn
entry_list(struct request *req)
{
	struct error err = { 0 };
	struct api_record r;
	struct filter f;
	int at;

	if (read_filter(req, &f, &err) < 0 || api_begin(req, &err) < 0 ||
	    api_record(req, path_arg(req, "id"), &r, &err) < 0)
		return reply_error(req, &err);
	at = db_push(req->db, ENTRY_LIST, path_arg(req, "id"), f.kind,
	    f.author, f.from, f.to, f.cursor, db_int(req->db, f.limit));
	api_audit(req, &(struct audit_event){ .action = "entry.read",
	    .object_type = "record", .object = r.id, .record = r.id });
	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	api_record_reveal(req, &r);
	return reply_str(req, 200, db_text(req->db, at, 0, 0));
}

static const char *const categories[] = { "social", "economic", "health",
	"violence", "minors", "notes", NULL };

static const struct shape entry_shape[] = {
	{ "kind", SHAPE_CHOICE, SHAPE_REQUIRED, .choices = kinds },
	{ "category", SHAPE_CHOICE, .choices = categories },
	{ "text", SHAPE_TEXT, SHAPE_REQUIRED, .min = 1, .max = 20000 },
	{ "personId", SHAPE_ID },
	{ "interventionId", SHAPE_ID },
	{ "correctsId", SHAPE_ID },
	{ "reviewOn", SHAPE_DAY },
	{ 0 }
};

/* POST /records/{id}/entries */
static int fiber_fn
entry_create(struct request *req)
{
	struct uuid id = uuid_new();
	const char *category, *envelope, *entry = api_uuid(req, id);
	struct error err = { 0 };
	const struct json *body;
	struct api_record r;
	struct sealed_at where;
	int status, at;

	body = shape_body(req, entry_shape, &status);
	if (body == NULL)
		return status;
	category = shape_text(req, body, "category");
	if (category == NULL)
		category = "notes";
	if (api_begin(req, &err) < 0 ||
	    api_record_for_write(req, path_arg(req, "id"), &r, &err) < 0)
		return reply_error(req, &err);
	where = (struct sealed_at){ (enum sealed_place)sealed_place_of("entry",
	    str_of(category)), id, r.id };
	if (api_seal_note(req, &where, shape_text(req, body, "text"),
	    &envelope, &err) < 0)
		return reply_error(req, &err);
	at = db_push(req->db, ENTRY_INSERT, entry, path_arg(req, "id"),
	    shape_text(req, body, "personId"),
	    shape_text(req, body, "interventionId"),
	    shape_text(req, body, "kind"), category, envelope,
	    shape_text(req, body, "correctsId"),
	    shape_text(req, body, "reviewOn"), req->session->staff_id);
	if (db_run(req->db, &err) < 0)
		return reply_error(req, &err);
	if (db_rows(req->db, at) == 0)
		return reply_fail(req, ERR_NOT_FOUND, "entry.not_of_record",
		    "the person, intervention or entry it names is not of this "
		    "record");
	at = db_push(req->db, ENTRY_GET, entry);
	api_audit(req, &(struct audit_event){ .action = "entry.create",
	    .object_type = "entry", .object = id, .record = r.id });
	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	/* The author sees what was just written, whatever its category. */
	session_reveal(req->session, req->arena, r.id,
	    r.access.categories | category_of(str_of(category)));
	return reply_str(req, 201, db_text(req->db, at, 0, 0));
}

static const struct shape glass_shape[] = {
	{ "reasonCode", SHAPE_TEXT, SHAPE_REQUIRED, .min = 1, .max = 40 },
	{ "reason", SHAPE_TEXT, SHAPE_REQUIRED, .min = 20, .max = 2000 },
	{ "totp", SHAPE_TEXT, SHAPE_REQUIRED, .min = 6, .max = 6 },
	{ 0 }
};

/* POST /records/{id}/break-glass */
static int fiber_fn
break_glass_create(struct request *req)
{
	struct error err = { 0 };
	const struct json *body;
	struct api_record r;
	int status, at;

	body = shape_body(req, glass_shape, &status);
	if (body == NULL)
		return status;
	if (api_begin(req, &err) < 0 ||
	    api_record(req, path_arg(req, "id"), &r, &err) < 0)
		return reply_error(req, &err);
	if (!r.access.may_break_glass)
		return reply_fail(req, ERR_FORBIDDEN, "break_glass.needless",
		    "extraordinary access would not show you more");
	if (authn_use_code(req, shape_text(req, body, "totp"), &err) < 0)
		return reply_error(req, &err);
	at = db_push(req->db, BREAK_GLASS_INSERT, path_arg(req, "id"),
	    req->session->staff_id, shape_text(req, body, "reasonCode"),
	    shape_text(req, body, "reason"));
	db_push(req->db, NOTIFY_EVENT, "break_glass", path_arg(req, "id"),
	    api_uuid(req, r.unit), "");
	api_audit(req, &(struct audit_event){ .action = "record.break_glass",
	    .object_type = "record", .object = r.id, .record = r.id,
	    .purpose = shape_text(req, body, "reasonCode") });
	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	return reply_str(req, 201, db_text(req->db, at, 0, 0));
}

const struct route entry_routes[] = {
	ROUTE(GET, "/api/v1/records/{id}/entries", MAY_READ_RECORDS,
	    entry_list),
	ROUTE(POST, "/api/v1/records/{id}/entries", MAY_WRITE_RECORDS,
	    entry_create),
	ROUTE(POST, "/api/v1/records/{id}/break-glass", MAY_BREAK_GLASS,
	    break_glass_create),
	{ 0 }
};
