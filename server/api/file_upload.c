/*
 * file_upload.c - a document on its way in, a piece at a time.
 *
 * The body is the document; what is said of it is JSON in the header
 * X-Document, because names do not belong into addresses.  Each 64 KiB are
 * sealed (about 0.1 ms) and written by a transaction of their own, under a key
 * that only this request has; nobody sees them until the last transaction
 * decides again whether the caller may, counts the pieces, and writes the key.
 * So neither memory nor a connection to the database is held while the client
 * is slow, and what breaks off leaves bytes that nobody could open for the
 * moment until they are deleted.
 */
#include <sodium.h>

#include "base/config.h"
#include "server/api/file_access.h"
#include "server/api/routes.h"
#include "server/api/shape.h"
#include "server/files/media.h"
#include "server/files/name.h"
#include "server/files/sealer.h"
#include "server/security/permission.h"
#include "server/services.h"

#define UPLOADS_MAX	64		/* of this process at once */
#define BODY_MAX	104857600	/* what files.size_max may allow */

static const char *const kinds[] = { "identity", "residence", "income",
	"housing", "medical", "disability", "school", "legal", "report",
	"consent", "other", NULL };
static const char *const categories[] = { "social", "economic", "health",
	"violence", "minors", "notes", NULL };

static const struct shape document_shape[] = {
	{ "name", SHAPE_TEXT, SHAPE_REQUIRED, .min = 1, .max = 255 },
	{ "description", SHAPE_TEXT, .max = 500 },
	{ "kind", SHAPE_CHOICE, SHAPE_REQUIRED, .choices = kinds },
	{ "category", SHAPE_CHOICE, .choices = categories },
	{ "sensitivity", SHAPE_INT, .min = 0, .max = 3 },
	{ "personId", SHAPE_ID },
	{ "interventionId", SHAPE_ID },
	{ 0 }
};

struct upload {
	struct request	*req;
	const struct json *said;	/* X-Document */
	struct uuid	 uuid;
	const char	*id;
	const char	*name;		/* clean */
	const struct media *media;
	enum sealed_place place;
	int64_t		 size_max;
	/* Where it goes: a record, a task, or both. */
	const char	*record, *task;
	struct api_record r;
	struct file_sealer sealer;
	struct buf	 chunk;
	bool		 is_counted;
};

static int uploads;

/* --------------------------------------------------------------- beginning */

static const char *
category_by_kind(const char *kind)
{
	static const struct { const char *kind, *category; } usual[] = {
		{ "income", "economic" }, { "housing", "economic" },
		{ "medical", "health" }, { "disability", "health" },
		{ "school", "minors" },
	};

	for (size_t i = 0; i < ARRAY_LEN(usual); i++) {
		if (strcmp(usual[i].kind, kind) == 0)
			return usual[i].category;
	}
	return "social";
}

static int
check_name(struct upload *u, struct error *err)
{
	_cleanup_(buf_done) struct buf clean = BUF_INIT;
	struct request *req = u->req;
	const char *type = req_header(req, "content-type");

	if (file_name_clean(str_of(shape_text(req, u->said, "name")),
	    &clean) < 0)
		return error_set_field(err, "file.name", STR("/name"),
		    "a name of 1 to %d characters", FILE_NAME_MAX);
	u->name = req_strdup(req, buf_cstr(&clean));
	u->media = media_of_name(buf_view(&clean));
	if (u->media == NULL)
		return error_set_field(err, "file.type", STR("/name"),
		    "PDF, pictures (JPEG, PNG, TIFF, WebP, HEIC), documents "
		    "(docx, xlsx, odt, ods) and plain text are taken");
	if (!media_has_type(u->media, type))
		return error_set_field(err, "file.content_type", STR("/name"),
		    "the content type must be %s, as the name says",
		    u->media->type);
	return 0;
}

static int
too_large(const struct upload *u, struct error *err)
{
	return error_set(err, ERR_INVALID, "http.body_size",
	    "a document has %lld bytes at most", (long long)u->size_max);
}

static int
check_said(struct upload *u, struct error *err)
{
	const char *length = req_header(u->req, "content-length");
	const char *category = shape_text(u->req, u->said, "category");
	int64_t n = 0;

	if (category == NULL)
		category = category_by_kind(shape_text(u->req, u->said,
		    "kind"));
	u->place = (enum sealed_place)sealed_place_of("file",
	    str_of(category));
	u->size_max = config_int("files.size_max");
	if (check_name(u, err) < 0)
		return -1;
	if (length != NULL && parse_int(str_of(length), 0, INT64_MAX,
	    &n) == 0 && n > u->size_max)
		return too_large(u, err);
	if (uploads >= UPLOADS_MAX)
		return error_set(err, ERR_LIMIT, "file.uploads",
		    "many documents are arriving: try again in a moment");
	uploads++;
	u->is_counted = true;
	return 0;
}

/* May the caller put it there, and is there room?  At the beginning, so as not
 * to take bytes for nothing, and again at the end, when it counts. */
static int fiber_fn
decide(struct upload *u, struct error *err)
{
	struct request *req = u->req;
	int64_t max = config_int("files.per_record_max");
	struct api_task t;
	int at;

	if (api_begin(req, err) < 0)
		return -1;
	if (u->task != NULL) {
		if (api_task(req, TASK_MAY_COMPLETE | TASK_MAY_VOTE, &t,
		    err) < 0)
			return -1;
		u->record = uuid_is_zero(t.record) ? NULL :
		    api_uuid(req, t.record);
		if (u->record != NULL &&
		    api_record(req, u->record, &u->r, err) < 0)
			return -1;
	} else if (api_record_for_write(req, u->record, &u->r, err) < 0) {
		return -1;
	}
	at = db_push(req->db, FILE_COUNT, u->record, u->task);
	if (db_run(req->db, err) < 0)
		return -1;
	/* At the end it is among them itself. */
	if (db_int64(req->db, at, 0, 0) >= max + (u->sealer.chunks > 0))
		return error_set(err, ERR_CONFLICT, "file.many",
		    "there are %lld documents already, which is the limit",
		    (long long)max);
	return 0;
}

static int fiber_fn
begin(struct upload *u, struct error *err)
{
	struct request *req = u->req;
	const struct json *said = u->said;
	int at;

	if (decide(u, err) < 0 || file_sealer_init(&u->sealer,
	    services()->vault, req->db, u->uuid, err) < 0)
		return -1;
	at = db_push(req->db, FILE_INSERT, u->id, u->record,
	    shape_text(req, said, "interventionId"),
	    shape_text(req, said, "personId"), shape_text(req, said, "kind"),
	    category_name(sealed_category(u->place)), db_int(req->db,
	    shape_int(said, "sensitivity", 1)), u->task, u->media->extension,
	    req->session->staff_id);
	if (db_run(req->db, err) < 0)
		return -1;
	if (db_rows(req->db, at) == 0)
		return error_set(err, ERR_NOT_FOUND, "file.not_of_record",
		    "the person or intervention it names is not of this "
		    "record");
	return db_commit(req->db, err);
}

/* ------------------------------------------------------------------- bytes */

static int fiber_fn
write_chunk(struct upload *u, struct error *err)
{
	struct request *req = u->req;
	int r;

	if (api_open(req, err) < 0)
		return -1;
	db_push(req->db, FILE_UNSYNCED);
	db_push(req->db, FILE_CHUNK_INSERT, u->id, db_int(req->db,
	    u->sealer.chunks - 1), db_bytea(req->db, buf_view(&u->chunk)));
	r = db_run(req->db, err);
	api_release(req);
	return r;
}

/* The bytes that just came, the first of them when n is all there are. */
static int
check_bytes(struct upload *u, size_t n, bool is_end, struct error *err)
{
	struct str all = buf_view(&u->sealer.plain);
	struct str fresh = str_sub(all, all.len - n, n);
	size_t seen = u->sealer.size + all.len;
	bool is_first = u->sealer.chunks == 0 && seen - n < MEDIA_HEAD &&
	    (seen >= MEDIA_HEAD || is_end);

	if (seen > (size_t)u->size_max)
		return too_large(u, err);
	if ((is_first && !media_has_magic(u->media, all)) ||
	    !media_has_bytes(u->media, fresh))
		return error_set_field(err, "file.magic", STR("/name"),
		    "this is not what its name says: %s",
		    u->media->extension);
	return 0;
}

/* 0; -1 and err; or what req_read_body() failed with. */
static int fiber_fn
receive(struct upload *u, struct error *err)
{
	int n;

	do {
		n = req_read_body(u->req, &u->sealer.plain, STREAM_CHUNK);
		if (n < 0)
			return n;
		if (check_bytes(u, (size_t)n, n == 0, err) < 0)
			return -1;
		while (file_sealer_next(&u->sealer, n == 0, &u->chunk)) {
			if (write_chunk(u, err) < 0)
				return -1;
		}
	} while (n > 0);
	return 0;
}

/* ------------------------------------------------------------------ ending */

/* {"name":...,"description":...,"size":...}, sealed. */
static void
seal_facts(struct upload *u, struct buf *out)
{
	struct sealed_at at = { u->place, u->uuid, u->uuid };
	_cleanup_(buf_done) struct buf plain = BUF_INIT;
	struct jsonw w = JSONW(&plain);

	jsonw_object(&w);
	jsonw_key(&w, "name");
	jsonw_cstr(&w, u->name);
	jsonw_key(&w, "description");
	jsonw_cstr(&w, shape_text(u->req, u->said, "description"));
	jsonw_key(&w, "size");
	jsonw_int(&w, (int64_t)u->sealer.size);
	jsonw_object_end(&w);
	vault_seal_fresh(services()->vault, &u->sealer.key, &at,
	    buf_view(&plain), out);
	sodium_memzero(plain.p, plain.len);
}

static int fiber_fn
store(struct upload *u, struct error *err)
{
	_cleanup_(buf_done) struct buf facts = BUF_INIT;
	struct db *db;
	int at;

	if (decide(u, err) < 0)
		return -1;
	db = u->req->db;
	seal_facts(u, &facts);
	if (vault_adopt(services()->vault, db, &u->sealer.key, err) < 0)
		return -1;
	at = db_push(db, FILE_STORE, u->id, db_bytea(db, (struct str){
	    (const char *)u->sealer.head, STREAM_HEAD }),
	    db_bytea(db, buf_view(&facts)), db_int(db, u->sealer.chunks));
	if (db_run(db, err) < 0)
		return -1;
	if (db_rows(db, at) == 0)
		return error_set(err, ERR_UNAVAILABLE, "file.lost",
		    "part of it was lost on the way: send it again");
	return 0;
}

static int fiber_fn
finish(struct upload *u, struct error *err)
{
	struct request *req = u->req;
	int at;

	if (store(u, err) < 0)
		return -1;
	at = db_push(req->db, FILE_GET, u->id, req->session->staff_id);
	api_audit(req, &(struct audit_event){ .action = "file.create",
	    .object_type = "file", .object = u->uuid, .record = u->r.id });
	if (api_commit(req, err) < 0)
		return -1;
	/* Who brought it sees what it is, whatever its category. */
	session_reveal(req->session, req->arena, u->uuid,
	    sealed_category(u->place));
	return reply_str(req, 201, db_text(req->db, at, 0, 0));
}

/* What came to nothing goes at once; if that fails too, jobs will see to it. */
static void fiber_fn
discard(struct upload *u)
{
	struct error ignored = { 0 };

	api_release(u->req);
	if (u->sealer.plain.p == NULL || api_open(u->req, &ignored) < 0)
		return;
	db_push(u->req->db, FILE_DISCARD, u->id);
	(void)db_run(u->req->db, &ignored);
}

static void
upload_done(void *ptr)
{
	struct upload *u = ptr;

	if (u->is_counted)
		uploads--;
	file_sealer_done(&u->sealer);
	buf_done(&u->chunk);
}

static int fiber_fn
run(struct upload *u)
{
	struct error err = { 0 };
	int r = -1;

	if (check_said(u, &err) == 0 && begin(u, &err) == 0) {
		api_release(u->req);
		r = receive(u, &err);
	}
	if (r == 0)
		r = finish(u, &err);
	if (r > 0)
		return r;
	discard(u);
	return err.kind == ERR_NONE ? reply_body_error(u->req, r) :
	    reply_error(u->req, &err);
}

static struct upload *
new_upload(struct request *req, int *ret_status)
{
	struct upload *u = req_alloc(req, sizeof(*u));

	u->req = req;
	u->uuid = uuid_new();
	u->id = api_uuid(req, u->uuid);
	u->said = shape_header(req, "x-document", document_shape, ret_status);
	req_defer(req, upload_done, u);
	return u->said == NULL ? NULL : u;
}

/* POST /records/{id}/files */
static int fiber_fn
record_file_create(struct request *req)
{
	int status;
	struct upload *u = new_upload(req, &status);

	if (u == NULL)
		return status;
	u->record = path_arg(req, "id");
	return run(u);
}

/* POST /tasks/{id}/files */
static int fiber_fn
task_file_create(struct request *req)
{
	int status;
	struct upload *u = new_upload(req, &status);

	if (u == NULL)
		return status;
	u->task = path_arg(req, "id");
	return run(u);
}

const struct route file_upload_routes[] = {
	ROUTE(POST, "/api/v1/records/{id}/files", MAY_WRITE_RECORDS,
	    record_file_create, ROUTE_STREAMS, BODY_MAX),
	ROUTE(POST, "/api/v1/tasks/{id}/files", MAY_WORK, task_file_create,
	    ROUTE_STREAMS, BODY_MAX),
	{ 0 }
};
