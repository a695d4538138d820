/*
 * corrections.c - a history of who somebody is, field by field.
 *
 * The old and the new value of a field are one sealed value; the name of the
 * field is in the clear.
 */
#include <sodium.h>

#include "server/api/corrections.h"
#include "server/api/person_list.h"
#include "server/api/routes.h"
#include "server/security/permission.h"
#include "server/security/vault.h"
#include "server/services.h"

struct corrected {
	struct uuid	 person;
	const char	*category;
	enum sealed_place place;
};

/* A member as JSON, "null" when there is none. */
static struct str
member(struct request *req, const struct json *object, struct str key)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	const struct json *value = json_get_str(object, key);
	struct jsonw w = JSONW(&out);

	if (value == NULL)
		return STR("null");
	jsonw_value(&w, value);
	return arena_str(req->arena, buf_view(&out));
}

static int
push_field(struct request *req, const struct corrected *c, struct str key,
    const struct str values[2], struct error *err)
{
	struct uuid id = uuid_new();
	struct sealed_at at = { c->place, id, c->person };
	const char *param;

	if (vault_seal(services()->vault, req->db, &at,
	    arena_printf(req->arena, "{\"old\":%.*s,\"new\":%.*s}",
	    STR_ARG(values[0]), STR_ARG(values[1])), &param, err) < 0)
		return -1;
	db_push(req->db, CORRECTION_INSERT, api_uuid(req, id),
	    api_uuid(req, c->person), c->category,
	    arena_str(req->arena, key).p, param, req->session->staff_id);
	return 0;
}

/* The fields that there are now, then those that there were and are not any
 * more. */
static int
push_fields(struct request *req, const struct corrected *c,
    const struct json *old, const struct json *now, struct error *err)
{
	const struct json *both[] = { now, old };

	for (size_t side = 0; side < 2; side++) {
		for (size_t i = 0; i < both[side]->n; i++) {
			struct str key = both[side]->members[i].key;
			const struct str values[] = { member(req, old, key),
				member(req, now, key) };

			if (str_eq(values[0], values[1]) ||
			    (side == 1 && json_get_str(now, key) != NULL))
				continue;
			if (push_field(req, c, key, values, err) < 0)
				return -1;
		}
	}
	return 0;
}

/* What is there now, opened; NULL when there is nothing.  -1 and err. */
static int fiber_fn
before(struct request *req, const struct corrected *c,
    const struct json **ret, struct error *err)
{
	_cleanup_(buf_done) struct buf plain = BUF_INIT;
	struct sealed_at at = { (enum sealed_place)sealed_place_of("person",
	    str_of(c->category)), c->person, c->person };
	int found = db_push(req->db, CORRECTION_BEFORE,
	    api_uuid(req, c->person), c->category);

	*ret = NULL;
	if (db_run(req->db, err) < 0)
		return -1;
	if (db_rows(req->db, found) == 0)
		return 0;
	if (vault_open(services()->vault, req->db, &at, api_bytes_at(req,
	    found, 0), &plain, err) < 0)
		return -1;
	*ret = json_parse(req->arena, arena_str(req->arena,
	    buf_view(&plain)), err);
	sodium_memzero(plain.p, plain.len);
	return *ret == NULL ? -1 : 0;
}

int fiber_fn
corrections_push(struct request *req, struct uuid person,
    const char *category, struct str now, struct error *err)
{
	int place = sealed_place_of("correction", str_of(category));
	struct corrected c = { person, category, (enum sealed_place)place };
	const struct json *old, *new;

	if (place < 0)
		return 0;
	new = json_parse(req->arena, now, err);
	if (new == NULL || before(req, &c, &old, err) < 0)
		return -1;
	return old == NULL ? 0 : push_fields(req, &c, old, new, err);
}

static const struct person_list corrections = { Q_CORRECTION_LIST,
	CATEGORY_IDENTITY | CATEGORY_CONTACT };

/* GET /persons/{id}/corrections */
static int fiber_fn
correction_list(struct request *req)
{
	return person_list_get(req, &corrections);
}

const struct route correction_routes[] = {
	ROUTE(GET, "/api/v1/persons/{id}/corrections", MAY_READ_RECORDS,
	    correction_list),
	{ 0 }
};
