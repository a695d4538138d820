/*
 * person_access.c - access to a person follows from the record.
 */
#include "server/api/person_access.h"

static int
unknown(struct error *err)
{
	return error_set(err, ERR_NOT_FOUND, "person.unknown",
	    "there is no such person");
}

static int fiber_fn
of_record(struct request *req, const char *record, struct person_access *p,
    struct error *err)
{
	struct api_record r;

	if (api_record(req, record, &r, err) < 0)
		return err->kind == ERR_NOT_FOUND ? unknown(err) : -1;
	p->record = r.id;
	p->access = r.access;
	return 0;
}

/* Nobody works with this person yet: whoever has a role in the municipality
 * may begin. */
static int
of_none(struct request *req, int sensitivity, struct person_access *p,
    struct error *err)
{
	p->access = authz_record(&(struct authz_record){
	    .roles = req->session->roles, .unit_roles = req->session->roles,
	    .sensitivity = sensitivity });
	return p->access.may_read ? 0 : unknown(err);
}

int fiber_fn
person_access(struct request *req, const char *id, struct person_access *ret,
    struct error *err)
{
	struct person_access p = { 0 };
	int at, r, sensitivity;

	if (uuid_parse(str_of(id), &p.id) < 0)
		return unknown(err);
	at = db_push(req->db, PERSON_ACCESS, id);
	if (db_run(req->db, err) < 0)
		return -1;
	if (db_rows(req->db, at) == 0)
		return unknown(err);
	sensitivity = (int)db_int64(req->db, at, 0, 1);
	p.version = db_int64(req->db, at, 0, 2);
	if (db_is_null(req->db, at, 0, 3))
		r = of_none(req, sensitivity, &p, err);
	else
		r = of_record(req, arena_str(req->arena,
		    db_text(req->db, at, 0, 3)).p, &p, err);
	if (r < 0)
		return -1;
	*ret = p;
	return 0;
}

int fiber_fn
person_access_for_write(struct request *req, const char *id,
    unsigned category, struct person_access *ret, struct error *err)
{
	struct uuid u;

	if (uuid_parse(str_of(id), &u) < 0)
		return unknown(err);
	db_push(req->db, PERSON_LOCK, id);
	if (person_access(req, id, ret, err) < 0)
		return -1;
	if (!ret->access.may_write)
		return error_set(err, ERR_FORBIDDEN, "person.read_only",
		    "another unit works with this person: you can read, not "
		    "change it");
	if (!(ret->access.categories & category))
		return error_set(err, ERR_FORBIDDEN, "category.not_yours",
		    "your role does not work with this category");
	return 0;
}

/* Whoever could take a person away from a household would come to see the
 * person's sealed data by it. */
int fiber_fn
person_may_move(struct request *req, const char *id, struct error *err)
{
	struct person_access p = { 0 };
	int at;

	db_push(req->db, PERSON_LOCK, id);
	at = db_push(req->db, PERSON_ACCESS, id);
	if (db_run(req->db, err) < 0)
		return -1;
	if (db_rows(req->db, at) == 0)
		return unknown(err);
	if (db_is_null(req->db, at, 0, 3))
		return 0;
	if (of_record(req, arena_str(req->arena, db_text(req->db, at, 0, 3)).p,
	    &p, err) < 0)
		return -1;
	if (p.access.may_write)
		return 0;
	return error_set(err, ERR_FORBIDDEN, "person.elsewhere",
	    "another unit works with this person's household: it has to let "
	    "the person go first");
}
