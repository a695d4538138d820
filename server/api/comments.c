/*
 * comments.c - what colleagues say to each other about a task.
 *
 * Who may see the record of the task sees that there is a comment, and its text
 * with the category "notes"; so does whoever has the task in hand, who fills in
 * its form.  A task without a record is for those who work on it.  A sub-task
 * and a ballot share the comments of what they are part of.
 */
#include "server/api/routes.h"
#include "server/api/shape.h"
#include "server/api/task_open.h"
#include "server/db/array.h"
#include "server/security/permission.h"

#define MENTIONS_MAX 20

/* Where comments are, and what the caller may do there. */
struct thread {
	const char	*task;		/* the one that is commented on */
	struct uuid	 task_uuid, subject, record;
	unsigned	 categories;
	bool		 may_write;
};

static bool
has_record(const struct uuid *record)
{
	static const struct uuid none;

	return memcmp(record->b, none.b, sizeof(none.b)) != 0;
}

/* By the record when there is one, else by the task. */
static int fiber_fn
decide(struct request *req, const struct api_task *t, struct thread *th,
    struct error *err)
{
	struct api_record r = { 0 };

	if (!has_record(&t->record) && !(t->actions & TASK_MAY_READ))
		return error_set(err, ERR_NOT_FOUND, "task.unknown",
		    "there is no such task");
	if (has_record(&t->record) &&
	    api_record(req, api_uuid(req, t->record), &r, err) < 0)
		return -1;
	th->record = t->record;
	th->subject = t->subject;
	th->categories = r.access.categories;
	if (!has_record(&t->record) ||
	    t->actions & (TASK_MAY_COMPLETE | TASK_MAY_VOTE))
		th->categories |= CATEGORY_NOTES;
	th->may_write = r.access.may_write || t->actions & TASK_MAY_READ;
	return 0;
}

static int fiber_fn
find_thread(struct request *req, struct thread *th, struct error *err)
{
	struct api_task t = { .id = path_arg(req, "id") };
	int about, at;

	*th = (struct thread){ 0 };
	if (api_path_id(req, "id", &t.uuid, err) < 0 ||
	    api_begin(req, err) < 0)
		return -1;
	about = db_push(req->db, COMMENT_TASK, t.id);
	at = api_task_push(req, t.id);
	if (db_run(req->db, err) < 0 || api_task_read(req, at, &t, err) < 0)
		return -1;
	th->task = arena_str(req->arena, db_text(req->db, about, 0, 0)).p;
	(void)uuid_parse(str_of(th->task), &th->task_uuid);
	return decide(req, &t, th, err);
}

static void
reveal(struct request *req, const struct thread *th)
{
	session_reveal(req->session, req->arena, th->subject, th->categories);
}

static void
audit(struct request *req, const struct thread *th, const char *action,
    const char *what)
{
	api_audit(req, &(struct audit_event){ .action = action,
	    .object_type = "task", .object = th->task_uuid,
	    .record = th->record, .detail = str_of(req_printf(req,
	    "{\"comment\":\"%s\"}", what)) });
}

/* ----------------------------------------------------------------- reading */

static int
read_page(struct request *req, const char **ret_cursor, const char **ret_limit,
    struct error *err)
{
	const char *cursor = query_arg(req, "cursor");
	struct uuid id;
	int limit;

	if (cursor != NULL && uuid_parse(str_of(cursor), &id) < 0)
		return error_set(err, ERR_INVALID, "cursor.invalid",
		    "not a cursor that a list gave");
	if (api_limit(req, &limit, err) < 0)
		return -1;
	*ret_cursor = cursor;
	*ret_limit = req_printf(req, "%d", limit);
	return 0;
}

/* GET /tasks/{id}/comments */
static int fiber_fn
task_comment_list(struct request *req)
{
	const char *cursor, *limit, *me = req->session->staff_id;
	struct error err = { 0 };
	struct thread th;
	int at;

	if (read_page(req, &cursor, &limit, &err) < 0 ||
	    find_thread(req, &th, &err) < 0)
		return reply_error(req, &err);
	at = db_push(req->db, COMMENT_OF_TASK, th.task, cursor, limit, me);
	db_push(req->db, COMMENT_SEEN, me, th.task);
	audit(req, &th, "task.read", "list");
	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	reveal(req, &th);
	return reply_str(req, 200, db_text(req->db, at, 0, 0));
}

/* GET /interventions/{id}/comments: of all its tasks */
static int fiber_fn
intervention_comment_list(struct request *req)
{
	const char *cursor, *limit, *id = path_arg(req, "id");
	struct error err = { 0 };
	struct uuid intervention;
	struct api_record r;
	int at;

	if (read_page(req, &cursor, &limit, &err) < 0 ||
	    api_path_id(req, "id", &intervention, &err) < 0 ||
	    api_begin(req, &err) < 0)
		return reply_error(req, &err);
	at = db_push(req->db, INTERVENTION_RECORD, id);
	if (db_run(req->db, &err) < 0)
		return reply_error(req, &err);
	if (db_rows(req->db, at) == 0)
		return reply_fail(req, ERR_NOT_FOUND, "intervention.unknown",
		    "there is no such intervention");
	if (api_record(req, arena_str(req->arena, db_text(req->db, at, 0,
	    0)).p, &r, &err) < 0)
		return reply_error(req, &err);
	at = db_push(req->db, COMMENT_OF_INTERVENTION, id, cursor, limit,
	    req->session->staff_id);
	api_audit(req, &(struct audit_event){ .action = "intervention.read",
	    .object_type = "intervention", .object = intervention,
	    .record = r.id, .detail = STR("{\"comment\":\"list\"}") });
	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	session_reveal(req->session, req->arena, intervention,
	    r.access.categories);
	return reply_str(req, 200, db_text(req->db, at, 0, 0));
}

/* ----------------------------------------------------------------- writing */

static const struct shape one_id = { "", SHAPE_ID };

static const struct shape comment_shape[] = {
	{ "text", SHAPE_TEXT, SHAPE_REQUIRED, .min = 1, .max = 4000 },
	{ "mentions", SHAPE_LIST, .max = MENTIONS_MAX, .element = &one_id },
	{ 0 }
};

/* Whom it mentions, as an array of ids. */
static const char *
mentions_of(struct request *req, const struct json *body)
{
	const struct json *list = json_get(body, "mentions");
	struct db_array ids = DB_ARRAY_INIT;

	for (size_t i = 0; list != NULL && i < list->n; i++)
		db_array_bare(&ids, list->items[i].text);
	return db_array_end(req->arena, &ids);
}

/* The roles that read notes in their units, as an array. */
static const char *
roles_of_notes(struct request *req)
{
	struct db_array roles = DB_ARRAY_INIT;

	for (unsigned bit = 1; bit <= ROLE_MANAGER; bit <<= 1) {
		struct authz_access a = authz_record(&(struct authz_record){
		    .roles = bit, .unit_roles = bit, .sensitivity = 1 });

		if (a.categories & CATEGORY_NOTES)
			db_array_bare(&roles, str_of(role_name(
			    (enum role)bit)));
	}
	return db_array_end(req->arena, &roles);
}

/* Only somebody who works there, and will see the text, is asked to look. */
static int fiber_fn
check_mentions(struct request *req, const struct thread *th,
    const char *mentions, struct error *err)
{
	int at;

	if (mentions[1] == '}')
		return 0;
	at = db_push(req->db, MENTION_BLIND, th->task, mentions,
	    roles_of_notes(req));
	if (db_run(req->db, err) < 0)
		return -1;
	return !db_bool(req->db, at, 0, 0) ? 0 : error_set_field(err,
	    "comment.mention_elsewhere", STR("/mentions"),
	    "only colleagues who work there and may read its notes can be "
	    "mentioned");
}

/* Answer with a comment that was just written. */
static int fiber_fn
reply_comment(struct request *req, int status, const struct thread *th,
    const char *id)
{
	struct error err = { 0 };
	int at = db_push(req->db, COMMENT_GET, id, req->session->staff_id);

	db_push_after(req->db, Q_COMMENT_NOTIFY, id);
	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	/* The author sees what was just written. */
	session_reveal(req->session, req->arena, th->subject, CATEGORY_NOTES);
	return reply_str(req, status, db_text(req->db, at, 0, 0));
}

/* POST /tasks/{id}/comments */
static int fiber_fn
comment_create(struct request *req)
{
	struct uuid id = uuid_new();
	const char *envelope, *mentions, *text = api_uuid(req, id);
	struct error err = { 0 };
	const struct json *body;
	struct thread th;
	int status;

	body = shape_body(req, comment_shape, &status);
	if (body == NULL)
		return status;
	mentions = mentions_of(req, body);
	if (find_thread(req, &th, &err) < 0)
		return reply_error(req, &err);
	if (!th.may_write)
		return reply_fail(req, ERR_FORBIDDEN, "record.read_only",
		    "another unit works with this record: you can read, not "
		    "change it");
	if (check_mentions(req, &th, mentions, &err) < 0)
		return reply_error(req, &err);
	envelope = api_task_seal(req, &(struct sealed_at){
	    SEALED_COMMENT_NOTES, id, th.subject },
	    shape_text(req, body, "text"), &err);
	if (envelope == NULL)
		return reply_error(req, &err);
	db_push(req->db, COMMENT_INSERT, text, th.task,
	    req->session->staff_id, envelope);
	db_push(req->db, MENTION_PUT, text, th.task, mentions);
	audit(req, &th, "task.comment", "create");
	return reply_comment(req, 201, &th, text);
}

enum { COL_TASK, COL_SUBJECT, COL_AUTHOR, COL_VERSION, COL_WITHDRAWN,
	COL_FRESH, COL_RECORD };

/* One's own comment that still stands, locked. */
static int fiber_fn
find_own(struct request *req, struct thread *th, bool *ret_is_fresh,
    struct error *err)
{
	const char *version;
	struct uuid id;
	int at;

	*th = (struct thread){ 0 };
	version = req_if_match(req, err);
	if (version == NULL || api_path_id(req, "id", &id, err) < 0 ||
	    api_begin(req, err) < 0)
		return -1;
	at = db_push(req->db, COMMENT_LOCK, path_arg(req, "id"));
	if (db_run(req->db, err) < 0)
		return -1;
	if (db_rows(req->db, at) == 0 || !str_is(db_text(req->db, at, 0,
	    COL_AUTHOR), req->session->staff_id))
		return error_set(err, ERR_NOT_FOUND, "comment.unknown",
		    "there is no such comment of yours");
	if (db_bool(req->db, at, 0, COL_WITHDRAWN))
		return error_set(err, ERR_CONFLICT, "comment.withdrawn",
		    "this comment was withdrawn");
	if (api_check_version(db_int64(req->db, at, 0, COL_VERSION), version,
	    err) < 0)
		return -1;
	th->task = arena_str(req->arena, db_text(req->db, at, 0, COL_TASK)).p;
	(void)uuid_parse(str_of(th->task), &th->task_uuid);
	(void)uuid_parse(db_text(req->db, at, 0, COL_SUBJECT), &th->subject);
	if (!db_is_null(req->db, at, 0, COL_RECORD))
		(void)uuid_parse(db_text(req->db, at, 0, COL_RECORD),
		    &th->record);
	*ret_is_fresh = db_bool(req->db, at, 0, COL_FRESH);
	return 0;
}

/* PATCH /comments/{id} */
static int fiber_fn
comment_edit(struct request *req)
{
	const char *envelope, *mentions, *id = path_arg(req, "id");
	struct error err = { 0 };
	const struct json *body;
	struct thread th;
	struct uuid row;
	bool is_fresh;
	int status;

	body = shape_body(req, comment_shape, &status);
	if (body == NULL)
		return status;
	mentions = mentions_of(req, body);
	if (find_own(req, &th, &is_fresh, &err) < 0)
		return reply_error(req, &err);
	if (!is_fresh)
		return reply_fail(req, ERR_CONFLICT, "comment.too_late",
		    "a comment can be changed for 15 minutes: write another "
		    "one, or withdraw it");
	(void)uuid_parse(str_of(id), &row);
	if (check_mentions(req, &th, mentions, &err) < 0)
		return reply_error(req, &err);
	envelope = api_task_seal(req, &(struct sealed_at){
	    SEALED_COMMENT_NOTES, row, th.subject },
	    shape_text(req, body, "text"), &err);
	if (envelope == NULL)
		return reply_error(req, &err);
	db_push(req->db, COMMENT_EDIT, id, envelope);
	db_push(req->db, MENTION_PUT, id, th.task, mentions);
	audit(req, &th, "task.comment", "edit");
	return reply_comment(req, 200, &th, id);
}

static const struct shape withdraw_shape[] = { { 0 } };

/* POST /comments/{id}/withdraw */
static int fiber_fn
comment_withdraw(struct request *req)
{
	const char *id = path_arg(req, "id");
	struct error err = { 0 };
	struct thread th;
	bool is_fresh;
	int status;

	if (shape_body(req, withdraw_shape, &status) == NULL)
		return status;
	if (find_own(req, &th, &is_fresh, &err) < 0)
		return reply_error(req, &err);
	db_push(req->db, COMMENT_WITHDRAW, id);
	db_push(req->db, MENTION_END, id);
	audit(req, &th, "task.comment", "withdraw");
	return reply_comment(req, 200, &th, id);
}

const struct route comment_routes[] = {
	ROUTE(GET, "/api/v1/tasks/{id}/comments", MAY_WORK,
	    task_comment_list),
	ROUTE(POST, "/api/v1/tasks/{id}/comments", MAY_WORK, comment_create),
	ROUTE(GET, "/api/v1/interventions/{id}/comments", MAY_READ_CASES,
	    intervention_comment_list),
	ROUTE(PATCH, "/api/v1/comments/{id}", MAY_WORK, comment_edit),
	ROUTE(POST, "/api/v1/comments/{id}/withdraw", MAY_WORK,
	    comment_withdraw),
	{ 0 }
};
