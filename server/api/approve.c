/*
 * approve.c - see approve.h.
 */
#include "server/api/approve.h"

const char *
approve_subject(struct request *req, const struct approve_part *parts,
    size_t n)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct jsonw w = JSONW(&out);

	jsonw_object(&w);
	for (size_t i = 0; i < n; i++) {
		if (parts[i].value == NULL)
			continue;
		jsonw_key(&w, parts[i].name);
		jsonw_cstr(&w, parts[i].value);
	}
	jsonw_object_end(&w);
	return arena_str(req->arena, buf_view(&out)).p;
}

int fiber_fn
approve_use(struct request *req, const struct approval_deed *deed,
    bool is_needed, const char *id, struct error *err)
{
	struct audit_event e;
	struct uuid u;

	if (!is_needed && id == NULL)
		return 0;
	if (approval_use(req->db, id, deed, req->session->staff_id, err) < 0)
		return -1;
	(void)uuid_parse(str_of(id), &u);
	e = approval_event("approval.use", u, deed, req->arena);
	api_audit(req, &e);
	db_push(req->db, NOTIFY_EVENT, "approval", id, "", "");
	return 0;
}
