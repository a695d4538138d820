/*
 * record_reply.c - answering with a record.
 */
#include "base/json.h"
#include "server/api/record_reply.h"

int fiber_fn
record_reply(struct request *req, int status, struct api_record *r)
{
	const struct authz_access *a = &r->access;
	const char *id = api_uuid(req, r->id);
	struct error err = { 0 };
	int facts, at;

	/* Again, because what was pushed may have changed who lives there. */
	facts = api_record_push(req, id);
	at = db_push(req->db, RECORD_GET, id,
	    api_categories(req, a->categories), a->may_write ? "t" : "f",
	    a->may_break_glass ? "t" : "f", req->session->staff_id);
	if (api_commit(req, &err) < 0 ||
	    api_record_decide(req, facts, r, &err) < 0)
		return reply_error(req, &err);
	api_record_reveal(req, r);
	reply_version(req, req_printf(req, "%lld", (long long)r->version));
	return reply_str(req, status, db_text(req->db, at, 0, 0));
}
