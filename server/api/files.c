/*
 * files.c - documents of a record and of a task: lists, and taking back.
 */
#include "base/config.h"
#include "server/api/file_access.h"
#include "server/api/notes.h"
#include "server/api/routes.h"
#include "server/api/shape.h"
#include "server/files/media.h"
#include "server/security/permission.h"
#include "server/services.h"

/* GET /file-limits */
static int fiber_fn
limits_get(struct request *req)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct jsonw w = JSONW(&out);

	jsonw_object(&w);
	jsonw_key(&w, "sizeMax");
	jsonw_int(&w, config_int("files.size_max"));
	jsonw_key(&w, "perRecordMax");
	jsonw_int(&w, config_int("files.per_record_max"));
	jsonw_key(&w, "types");
	jsonw_array(&w);
	for (const struct media *m = media_all; m->extension != NULL; m++) {
		jsonw_object(&w);
		jsonw_key(&w, "extension");
		jsonw_cstr(&w, m->extension);
		jsonw_key(&w, "mediaType");
		jsonw_cstr(&w, m->type);
		jsonw_object_end(&w);
	}
	jsonw_array_end(&w);
	jsonw_object_end(&w);
	return reply_str(req, 200, arena_str(req->arena, buf_view(&out)));
}

/* ------------------------------------------------------------------- lists */

static int
check_id(const char *text, const char *field, struct error *err)
{
	struct uuid id;

	if (text == NULL || uuid_parse(str_of(text), &id) == 0)
		return 0;
	return error_set_field(err, "id.invalid", str_of(field), "an id");
}

/* GET /records/{id}/files */
static int fiber_fn
record_file_list(struct request *req)
{
	const char *cursor = query_arg(req, "cursor");
	const char *intervention = query_arg(req, "intervention");
	struct error err = { 0 };
	struct api_record r;
	int limit, at;

	if (check_id(cursor, "cursor", &err) < 0 ||
	    check_id(intervention, "intervention", &err) < 0 ||
	    api_limit(req, &limit, &err) < 0 || api_begin(req, &err) < 0 ||
	    api_record(req, path_arg(req, "id"), &r, &err) < 0)
		return reply_error(req, &err);
	at = db_push(req->db, FILE_OF_RECORD, path_arg(req, "id"),
	    intervention, cursor, db_int(req->db, limit), db_int(req->db,
	    api_record_part(&r, 3).may_read ? 3 : 2), req->session->staff_id);
	api_audit(req, &(struct audit_event){ .action = "file.list",
	    .object_type = "record", .object = r.id, .record = r.id });
	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	api_files_reveal(req, at, &r, false);
	return reply_str(req, 200, db_text(req->db, at, 0, 0));
}

/* GET /tasks/{id}/files */
static int fiber_fn
task_file_list(struct request *req)
{
	struct api_record r = { 0 }, *of = NULL;
	struct error err = { 0 };
	bool is_in_hand;
	struct api_task t;
	int at;

	if (api_begin(req, &err) < 0 ||
	    api_task(req, TASK_MAY_READ, &t, &err) < 0)
		return reply_error(req, &err);
	is_in_hand = t.actions & (TASK_MAY_COMPLETE | TASK_MAY_VOTE);
	if (!uuid_is_zero(t.record)) {
		of = &r;
		if (api_record(req, api_uuid(req, t.record), &r, &err) < 0)
			return reply_error(req, &err);
	}
	at = db_push(req->db, FILE_OF_TASK, t.id, db_uuid(req->db,
	    t.instance), of == NULL || api_record_part(of, 3).may_read ?
	    "3" : "2", req->session->staff_id, is_in_hand ? "t" : "f");
	api_audit(req, &(struct audit_event){ .action = "file.list",
	    .object_type = "task", .object = t.uuid, .record = t.record });
	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	api_files_reveal(req, at, of, is_in_hand);
	return reply_str(req, 200, db_text(req->db, at, 0, 0));
}

/* --------------------------------------------------------------------- one */

/* Commit, and show it as it is then. */
static int fiber_fn
reply_file(struct request *req, const struct api_file *f)
{
	struct error err = { 0 };
	int at = db_push(req->db, FILE_GET, f->id, req->session->staff_id);

	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	api_file_reveal(req, f);
	return reply_str(req, 200, db_text(req->db, at, 0, 0));
}

/* GET /files/{id} */
static int fiber_fn
file_get(struct request *req)
{
	struct error err = { 0 };
	struct api_file f;

	if (api_file(req, false, &f, &err) < 0)
		return reply_error(req, &err);
	api_file_audit(req, &f, "file.read");
	return reply_file(req, &f);
}

/* Who may write and knows what it is takes it back; who brought it, too. */
static int
check_write(const struct request *req, const struct api_file *f,
    struct error *err)
{
	bool is_own = memcmp(f->author.b, req->session->staff.b,
	    sizeof(f->author.b)) == 0;

	if (f->may_write && (is_own ||
	    f->categories & sealed_category(f->place)))
		return 0;
	return error_set(err, ERR_FORBIDDEN, "category.not_yours",
	    "your role does not work with this category");
}

static const struct shape withdraw_shape[] = {
	{ "reason", SHAPE_TEXT, SHAPE_REQUIRED, .min = 3, .max = 500 },
	{ 0 }
};

/* POST /files/{id}/withdraw */
static int fiber_fn
file_withdraw(struct request *req)
{
	struct error err = { 0 };
	const struct json *body;
	const char *reason;
	struct api_file f;
	int status, at;

	body = shape_body(req, withdraw_shape, &status);
	if (body == NULL)
		return status;
	if (api_file(req, true, &f, &err) < 0 ||
	    check_write(req, &f, &err) < 0 ||
	    api_seal_note(req, &(struct sealed_at){ SEALED_FILE_REASON, f.uuid,
	    f.uuid }, shape_text(req, body, "reason"), &reason, &err) < 0)
		return reply_error(req, &err);
	at = db_push(req->db, FILE_WITHDRAW, f.id, req->session->staff_id,
	    reason);
	if (db_run(req->db, &err) < 0)
		return reply_error(req, &err);
	if (db_affected(req->db, at) == 0)
		return reply_fail(req, ERR_CONFLICT, "file.withdrawn",
		    "this document was withdrawn already");
	api_file_audit(req, &f, "file.withdraw");
	return reply_file(req, &f);
}

static const struct shape restore_shape[] = { { 0 } };

/* POST /files/{id}/restore */
static int fiber_fn
file_restore(struct request *req)
{
	struct error err = { 0 };
	struct api_file f;
	int status, at;

	if (shape_body(req, restore_shape, &status) == NULL)
		return status;
	if (api_file(req, true, &f, &err) < 0)
		return reply_error(req, &err);
	at = db_push(req->db, FILE_RESTORE, f.id, req->session->staff_id);
	if (db_run(req->db, &err) < 0)
		return reply_error(req, &err);
	if (db_affected(req->db, at) == 0)
		return reply_fail(req, ERR_CONFLICT, "file.too_late",
		    "who withdrew a document can bring it back for 15 "
		    "minutes");
	sealed_note(db_notes(req->db), &(struct sealed_at){ SEALED_FILE_REASON,
	    f.uuid, f.uuid }, STR_NULL);
	api_file_audit(req, &f, "file.restore");
	return reply_file(req, &f);
}

/* DELETE /files/{id}: one that never became part of a record */
static int fiber_fn
file_delete(struct request *req)
{
	struct error err = { 0 };
	struct api_file f;
	int at;

	if (api_file(req, true, &f, &err) < 0 ||
	    check_write(req, &f, &err) < 0)
		return reply_error(req, &err);
	at = db_push(req->db, FILE_DELETE, f.id);
	if (db_run(req->db, &err) < 0)
		return reply_error(req, &err);
	if (db_affected(req->db, at) == 0)
		return reply_fail(req, ERR_CONFLICT, "file.kept",
		    "this document is part of the record: withdraw it");
	vault_destroy(services()->vault, req->db, f.uuid);
	api_file_audit(req, &f, "file.erase");
	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	return reply(req, 204, NULL);
}

const struct route file_routes[] = {
	ROUTE(GET, "/api/v1/file-limits", PERMIT_SIGNED_IN, limits_get),
	ROUTE(GET, "/api/v1/records/{id}/files", MAY_READ_RECORDS,
	    record_file_list),
	ROUTE(GET, "/api/v1/tasks/{id}/files", MAY_WORK, task_file_list),
	ROUTE(GET, "/api/v1/files/{id}", MAY_READ_RECORDS, file_get),
	ROUTE(DELETE, "/api/v1/files/{id}", MAY_WORK, file_delete),
	ROUTE(POST, "/api/v1/files/{id}/withdraw", MAY_WRITE_RECORDS,
	    file_withdraw),
	ROUTE(POST, "/api/v1/files/{id}/restore", MAY_WRITE_RECORDS,
	    file_restore),
	{ 0 }
};
