/*
 * file_access.c - who may know of, read, and take back a document.
 */
#include "server/api/file_access.h"

#define ALL_OF_A_FILE (CATEGORY_SOCIAL | CATEGORY_ECONOMIC | \
	CATEGORY_HEALTH | CATEGORY_VIOLENCE | CATEGORY_MINORS | \
	CATEGORY_NOTES)

/* Columns of file_facts. */
enum { COL_RECORD, COL_TASK, COL_SENSITIVITY, COL_CATEGORY, COL_EXTENSION,
	COL_LOOSE, COL_WITHDRAWN, COL_AUTHOR, COL_CHUNKS, COL_HEAD,
	COL_ENVELOPE };

/* Columns of file_of_record and file_of_task. */
enum { LIST_BODY, LIST_ORDINARY, LIST_SPECIAL, LIST_PROTECTED, LIST_OWN };

static int
unknown(struct error *err)
{
	return error_set(err, ERR_NOT_FOUND, "file.unknown",
	    "there is no such document");
}

static struct str
bytes_at(struct request *req, int at, int col)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;

	db_bytes(req->db, at, 0, col, &out);
	return arena_str(req->arena, buf_view(&out));
}

/* A text of the row, or NULL. */
static const char *
text_at(struct request *req, int at, int col)
{
	if (db_is_null(req->db, at, 0, col))
		return NULL;
	return arena_str(req->arena, db_text(req->db, at, 0, col)).p;
}

static void
read_facts(struct request *req, int at, struct api_file *f)
{
	const struct db *db = req->db;

	f->record = db_uuid_at(db, at, 0, COL_RECORD);
	f->author = db_uuid_at(db, at, 0, COL_AUTHOR);
	f->place = (enum sealed_place)sealed_place_of("file",
	    db_text(db, at, 0, COL_CATEGORY));
	f->sensitivity = (int)db_int64(db, at, 0, COL_SENSITIVITY);
	f->chunks = (int)db_int64(db, at, 0, COL_CHUNKS);
	f->is_loose = db_bool(db, at, 0, COL_LOOSE);
	f->is_withdrawn = db_bool(db, at, 0, COL_WITHDRAWN);
	f->extension = text_at(req, at, COL_EXTENSION);
	f->head = bytes_at(req, at, COL_HEAD);
	f->envelope = bytes_at(req, at, COL_ENVELOPE);
}

/* Whoever may complete its task has it before them. */
static int fiber_fn
decide_by_task(struct request *req, const char *task, struct api_file *f,
    struct error *err)
{
	struct api_task t = { .id = task };
	int at;

	if (task == NULL)
		return 0;
	(void)uuid_parse(str_of(task), &t.uuid);
	at = api_task_push(req, task);
	if (db_run(req->db, err) < 0 || api_task_read(req, at, &t, err) < 0)
		return -1;
	f->may_write = t.actions & (TASK_MAY_COMPLETE | TASK_MAY_VOTE);
	f->may_read = f->may_write || (uuid_is_zero(f->record) &&
	    t.actions & TASK_MAY_READ);
	if (f->may_read)
		f->categories = ALL_OF_A_FILE;
	return 0;
}

static int fiber_fn
decide_by_record(struct request *req, bool is_to_write, struct api_file *f,
    struct error *err)
{
	const char *record = api_uuid(req, f->record);
	struct authz_access a;
	struct api_record r;

	if (uuid_is_zero(f->record))
		return f->may_read ? 0 : unknown(err);
	if ((is_to_write && !f->may_write ?
	    api_record_for_write(req, record, &r, err) :
	    api_record(req, record, &r, err)) < 0)
		return err->kind == ERR_NOT_FOUND ? unknown(err) : -1;
	a = api_record_part(&r, f->sensitivity);
	f->may_read |= a.may_read;
	f->may_write |= a.may_write;
	f->categories |= a.categories;
	return 0;
}

static int fiber_fn
deny(struct request *req, const struct api_file *f, struct error *err)
{
	api_refusal(req, &(struct audit_event){ .action = "file.read",
	    .object_type = "file", .object = f->uuid, .record = f->record });
	return unknown(err);
}

int fiber_fn
api_file(struct request *req, bool is_to_write, struct api_file *ret,
    struct error *err)
{
	struct api_file f = { .id = path_arg(req, "id") };
	const char *task;
	int at;

	if (uuid_parse(str_of(f.id), &f.uuid) < 0)
		return unknown(err);
	if (api_begin(req, err) < 0)
		return -1;
	at = db_push(req->db, FILE_FACTS, f.id);
	if (db_run(req->db, err) < 0)
		return -1;
	if (db_rows(req->db, at) == 0)
		return unknown(err);
	read_facts(req, at, &f);
	task = text_at(req, at, COL_TASK);
	if (decide_by_task(req, task, &f, err) < 0 ||
	    decide_by_record(req, is_to_write, &f, err) < 0)
		return -1;
	if (!f.may_read)
		return deny(req, &f, err);
	*ret = f;
	return 0;
}

void
api_file_reveal(struct request *req, const struct api_file *f)
{
	session_reveal(req->session, req->arena, f->uuid, f->categories);
}

void
api_file_audit(struct request *req, const struct api_file *f,
    const char *action)
{
	api_audit(req, &(struct audit_event){ .action = action,
	    .object_type = "file", .object = f->uuid, .record = f->record });
}

static void
reveal_ids(struct request *req, int at, int col, unsigned categories)
{
	const struct uuid *ids;
	size_t n;

	ids = api_uuids(req, db_text(req->db, at, 0, col), &n);
	for (size_t i = 0; i < n; i++)
		session_reveal(req->session, req->arena, ids[i], categories);
}

void
api_files_reveal(struct request *req, int at, const struct api_record *r,
    bool is_in_hand)
{
	for (int level = 1; level <= 3; level++) {
		int col = LIST_ORDINARY + level - 1;

		reveal_ids(req, at, col, r == NULL ? ALL_OF_A_FILE :
		    api_record_part(r, level).categories);
	}
	if (is_in_hand)
		reveal_ids(req, at, LIST_OWN, ALL_OF_A_FILE);
}
