/*
 * file_download.c - a document on its way out, a piece at a time.
 *
 * It is saved and never shown in the page: attachment, its own type, nosniff,
 * and a policy that lets it do nothing.  The client may be slow: between two
 * pieces no connection to the database is held, and each piece is fetched only
 * when the last one was taken, if it may still be read.
 */
#include <sodium.h>

#include "base/log.h"
#include "server/api/file_access.h"
#include "server/api/routes.h"
#include "server/files/media.h"
#include "server/files/name.h"
#include "server/security/permission.h"
#include "server/services.h"

struct download {
	struct request	*req;
	struct api_file	 file;
	struct stream	 stream;
	struct str	 name;
	int64_t		 size;		/* without what it was padded with */
	struct buf	 sealed, plain;
};

static void
download_done(void *ptr)
{
	struct download *d = ptr;

	stream_done(&d->stream);
	if (d->plain.p != NULL)
		sodium_memzero(d->plain.p, d->plain.cap);
	buf_done(&d->plain);
	buf_done(&d->sealed);
}

static int
check(const struct api_file *f, struct error *err)
{
	if (!(f->categories & sealed_category(f->place)))
		return error_set(err, ERR_FORBIDDEN, "category.not_yours",
		    "your role does not work with this category");
	if (f->is_withdrawn)
		return error_set(err, ERR_CONFLICT, "file.withdrawn",
		    "this document was withdrawn");
	return 0;
}

/* Its name and size, from what is sealed about it. */
static int fiber_fn
open_facts(struct download *d, struct error *err)
{
	struct sealed_at at = { d->file.place, d->file.uuid, d->file.uuid };
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct request *req = d->req;
	const struct json *facts;

	if (vault_open(services()->vault, req->db, &at, d->file.envelope, &out,
	    err) < 0)
		return -1;
	facts = json_parse(req->arena, arena_str(req->arena, buf_view(&out)),
	    err);
	sodium_memzero(out.p, out.len);
	if (facts == NULL)
		return -1;
	d->name = json_string(facts, "name", STR(""));
	return json_int(facts, "size", 0, INT64_MAX, &d->size, err);
}

static int fiber_fn
begin(struct download *d, struct error *err)
{
	struct request *req = d->req;
	struct api_file *f = &d->file;

	if (api_file(req, false, f, err) < 0)
		return -1;
	if (check(f, err) < 0) {
		api_refusal(req, &(struct audit_event){
		    .action = "file.download", .object_type = "file",
		    .object = f->uuid, .record = f->record });
		return -1;
	}
	if (open_facts(d, err) < 0 || vault_stream_open(services()->vault,
	    req->db, &(struct sealed_at){ SEALED_FILE_CONTENT, f->uuid,
	    f->uuid }, f->head, &d->stream, err) < 0)
		return -1;
	api_audit(req, &(struct audit_event){ .action = "file.download",
	    .object_type = "file", .object = f->uuid, .record = f->record,
	    .purpose = query_arg(req, "purpose") });
	return api_commit(req, err);
}

/* Piece n, opened, in d->plain. */
static int fiber_fn
fetch(struct download *d, int n, struct error *err)
{
	struct request *req = d->req;
	int at;

	if (api_open(req, err) < 0)
		return -1;
	at = db_push(req->db, FILE_CHUNK_GET, d->file.id, db_int(req->db, n));
	if (db_run(req->db, err) < 0)
		return -1;
	if (db_rows(req->db, at) == 0)
		return error_set(err, ERR_CONFLICT, "file.withdrawn",
		    "withdrawn or erased while it was read");
	buf_reset(&d->sealed);
	buf_reset(&d->plain);
	db_bytes(req->db, at, 0, 0, &d->sealed);
	api_release(req);
	if (stream_open(&d->stream, buf_view(&d->sealed),
	    n + 1 == d->file.chunks, &d->plain) < 0) {
		log_event(LOG_ERROR, "crypto.auth_fail", "place=file.content");
		return error_set(err, ERR_INTERNAL, "sealed.broken",
		    "sealed data is not what was put there");
	}
	return 0;
}

static void fiber_fn
send_pieces(struct download *d)
{
	struct request *req = d->req;
	size_t left = (size_t)d->size;
	struct error err = { 0 };

	buf_reserve(&d->plain, STREAM_CHUNK);
	for (int n = 0; left > 0 && n < d->file.chunks; n++) {
		struct str piece;

		if (fetch(d, n, &err) < 0) {
			log_event(LOG_WARNING, "file.broken_off", "code=%s",
			    err.code);
			return;
		}
		piece = str_sub(buf_view(&d->plain), 0, left);
		if (reply_write(req, piece) < 0)
			return;
		left -= piece.len;
	}
}

/* GET /files/{id}/content */
static int fiber_fn
file_content(struct request *req)
{
	_cleanup_(buf_done) struct buf disposition = BUF_INIT;
	struct download *d = req_alloc(req, sizeof(*d));
	const struct media *media;
	struct error err = { 0 };
	int status;

	d->req = req;
	req_defer(req, download_done, d);
	if (begin(d, &err) < 0)
		return reply_error(req, &err);
	api_release(req);
	media = media_of_extension(str_of(d->file.extension));
	file_name_disposition(d->name, &disposition);
	reply_header(req, "Content-Disposition", req_strdup(req,
	    buf_cstr(&disposition)));
	reply_header(req, "Content-Security-Policy", "sandbox");
	status = reply_begin_sized(req, 200, media == NULL ?
	    "application/octet-stream" : media->type, (uint64_t)d->size);
	if (req->method != HEAD)
		send_pieces(d);
	return status;
}

const struct route file_download_routes[] = {
	ROUTE(GET, "/api/v1/files/{id}/content", MAY_READ_RECORDS,
	    file_content),
	{ 0 }
};
