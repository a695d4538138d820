/*
 * person_list.c - see person_list.h.
 */
#include "server/api/person_list.h"

struct page {
	const char	*cursor;
	int		 limit;
};

static int
read_page(struct request *req, struct page *ret, struct error *err)
{
	return api_limit(req, &ret->limit, err) < 0 ? -1 :
	    api_query_id(req, "cursor", &ret->cursor, err);
}

int fiber_fn
person_list_reply(struct request *req, int status,
    const struct person_list *list, const struct person_access *p,
    const struct audit_event *event)
{
	const char *argv[] = { api_uuid(req, p->id), NULL, NULL };
	struct error err = { 0 };
	struct page page;
	int at;

	if (read_page(req, &page, &err) < 0)
		return reply_error(req, &err);
	argv[1] = page.cursor;
	argv[2] = db_int(req->db, page.limit);
	at = db_push_args(req->db, list->query, argv, ARRAY_LEN(argv));
	api_audit(req, event);
	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	session_reveal(req->session, req->arena, p->id,
	    p->access.categories & list->categories);
	return reply_str(req, status, db_text(req->db, at, 0, 0));
}

int fiber_fn
person_list_get(struct request *req, const struct person_list *list)
{
	struct error err = { 0 };
	struct person_access p;
	struct page page;

	/* A wrong question finds nobody out. */
	if (read_page(req, &page, &err) < 0 || api_begin(req, &err) < 0 ||
	    person_access(req, path_arg(req, "id"), &p, &err) < 0)
		return reply_error(req, &err);
	return person_list_reply(req, 200, list, &p, &(struct audit_event){
	    .action = "person.read", .object_type = "person", .object = p.id,
	    .record = p.record });
}
