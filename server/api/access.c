/*
 * access.c - may this caller see or change that record?
 *
 * The facts come from one query, the decision from authz.h, both inside the
 * handler's transaction.
 */
#include "server/api/api.h"
#include "server/db/array.h"
#include "server/security/vault.h"

enum {	/* columns of RECORD_ACCESS */
	COL_ID, COL_UNIT, COL_SENSITIVITY, COL_VERSION, COL_TEAM, COL_KIN,
	COL_GLASS, COL_PERSONS,
};

int
api_record_push(struct request *req, const char *record_id)
{
	return db_push(req->db, RECORD_ACCESS, record_id,
	    req->session->staff_id);
}

const struct uuid *
api_uuids(struct request *req, struct str array, size_t *ret_n)
{
	VEC(struct uuid) ids = { 0 };

	for (size_t i = 1; i + UUID_TEXT_LEN < array.len;
	    i += UUID_TEXT_LEN + 1) {
		struct uuid u;

		if (uuid_parse(str_sub(array, i, UUID_TEXT_LEN), &u) == 0)
			vec_push(req->arena, &ids, u);
	}
	*ret_n = ids.n;
	return ids.v;
}

static int fiber_fn
deny(struct request *req, struct uuid record, struct error *err)
{
	api_refusal(req, &(struct audit_event){ .action = "record.read",
	    .object_type = "record", .object = record, .record = record });
	return error_set(err, ERR_NOT_FOUND, "record.unknown",
	    "there is no such record");
}

int fiber_fn
api_record_decide(struct request *req, int at, struct api_record *ret,
    struct error *err)
{
	const struct db *db = req->db;
	struct authz_record facts = { .roles = req->session->roles };
	struct api_record r = { 0 };

	if (db_rows(db, at) == 0)
		return error_set(err, ERR_NOT_FOUND, "record.unknown",
		    "there is no such record");
	r.id = db_uuid_at(db, at, 0, COL_ID);
	r.unit = db_uuid_at(db, at, 0, COL_UNIT);
	r.sensitivity = (int)db_int64(db, at, 0, COL_SENSITIVITY);
	r.version = db_int64(db, at, 0, COL_VERSION);
	req->session->acting_unit = r.unit;
	r.persons = api_uuids(req, db_text(db, at, 0, COL_PERSONS),
	    &r.n_persons);
	facts.unit_roles = session_unit_roles(req->session, r.unit);
	facts.sensitivity = r.sensitivity;
	facts.is_team = db_bool(db, at, 0, COL_TEAM);
	facts.is_kin = db_bool(db, at, 0, COL_KIN);
	facts.has_glass = db_bool(db, at, 0, COL_GLASS);
	r.facts = facts;
	r.access = authz_record(&facts);
	if (!r.access.may_read)
		return deny(req, r.id, err);
	*ret = r;
	return 0;
}

struct authz_access
api_record_part(const struct api_record *r, int sensitivity)
{
	struct authz_record facts = r->facts;

	if (sensitivity > facts.sensitivity)
		facts.sensitivity = sensitivity;
	return authz_record(&facts);
}

int fiber_fn
api_record(struct request *req, const char *record_id,
    struct api_record *ret, struct error *err)
{
	int at = api_record_push(req, record_id);

	if (db_run(req->db, err) < 0)
		return -1;
	return api_record_decide(req, at, ret, err);
}

int fiber_fn
api_record_for_write(struct request *req, const char *record_id,
    struct api_record *ret, struct error *err)
{
	db_push(req->db, RECORD_LOCK, record_id);
	if (api_record(req, record_id, ret, err) < 0)
		return -1;
	if (!ret->access.may_write)
		return error_set(err, ERR_FORBIDDEN, "record.read_only",
		    "another unit works with this record: you can read, not "
		    "change it");
	return 0;
}

void
api_record_reveal(struct request *req, const struct api_record *r)
{
	struct session *s = req->session;

	session_reveal(s, req->arena, r->id, r->access.categories);
	for (size_t i = 0; i < r->n_persons; i++)
		session_reveal(s, req->arena, r->persons[i],
		    r->access.categories);
}

const char *
api_supervised(struct request *req)
{
	const struct session *s = req->session;
	struct db_array units = DB_ARRAY_INIT;

	if (s->roles & ROLE_AUDITOR)
		return NULL;
	for (size_t i = 0; i < s->n_units; i++) {
		if (s->units[i].roles & ROLE_SUPERVISOR)
			db_array_uuid(&units, s->units[i].id);
	}
	return db_array_end(req->arena, &units);
}

const char *
api_categories(struct request *req, unsigned categories)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct jsonw w = JSONW(&out);

	jsonw_array(&w);
	for (unsigned bit = 1; bit < CATEGORY_INTERNAL; bit <<= 1) {
		if (categories & bit)
			jsonw_cstr(&w, category_name((enum category)bit));
	}
	jsonw_array_end(&w);
	return arena_str(req->arena, buf_view(&out)).p;
}
