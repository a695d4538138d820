/*
 * person_search.c - find people by a document or by a name.
 *
 * What was typed is not kept: the event of a search says how it was searched
 * and whom it showed, by number, never for whom.
 */
#include "server/api/api.h"
#include "server/api/routes.h"
#include "server/api/shape.h"
#include "server/db/array.h"
#include "server/record/national_id.h"
#include "server/search/searchd.h"
#include "server/security/permission.h"
#include "server/security/rate.h"
#include "server/security/vault.h"
#include "server/services.h"

#define SEARCHES_PER_MINUTE	30
#define LIMIT_DEFAULT		20

struct found {
	struct search_hit	hits[SEARCH_RESULTS_MAX];
	int			n;
};

static const struct shape search_shape[] = {
	{ "identifier", SHAPE_TEXT, .max = 40 },
	{ "name", SHAPE_TEXT, .max = 120 },
	{ "birthYear", SHAPE_INT, .min = 1880, .max = 2100 },
	{ "limit", SHAPE_INT, .min = 1, .max = SEARCH_RESULTS_MAX },
	{ 0 }
};

static int
check_rate(struct request *req, struct error *err)
{
	static struct rate *per_person;

	if (per_person == NULL)
		per_person = rate_new(SEARCHES_PER_MINUTE,
		    SEARCHES_PER_MINUTE);
	if (rate_take(per_person, str_of(req->session->staff_id)))
		return 0;
	return error_set(err, ERR_LIMIT, "search.rate",
	    "more than %d searches in a minute: wait a little",
	    SEARCHES_PER_MINUTE);
}

/* Every document this text may be, as it was tagged when it was entered. */
static size_t
readings(struct request *req, const char *text,
    struct str ret[DOCUMENT_OTHER])
{
	struct national_id id;
	size_t n = 0;

	for (enum document_type t = DOCUMENT_DNI; t <= DOCUMENT_OTHER; t++) {
		if (national_id_parse(t, str_of(text), &id, NULL) == 0)
			ret[n++] = national_id_value(req->arena, &id);
	}
	return n;
}

static int fiber_fn
find_document(struct request *req, const char *text, struct found *f,
    struct error *err)
{
	struct str values[DOCUMENT_OTHER];
	struct uuid holders[DOCUMENT_OTHER];
	size_t n = readings(req, text, values);
	struct tags tags;

	if (n == 0)
		return error_set_field(err, "search.identifier",
		    STR("/identifier"), "this is no complete document number, "
		    "or its check letter is wrong");
	if (vault_find(services()->vault, req->db, INDEX_READ, values, n,
	    &tags, holders, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (uuid_is_zero(holders[i]))
			continue;
		f->hits[f->n].score = 1;
		f->hits[f->n++].id = holders[i];
	}
	return 0;
}

static int fiber_fn
find_name(struct request *req, const struct json *body, struct found *f,
    struct error *err)
{
	struct searchd_ask ask = { .tenant = req->session->tenant,
		.name = str_of(shape_text(req, body, "name")),
		.birth_year = (int)shape_int(body, "birthYear", 0),
		.limit = (int)shape_int(body, "limit", LIMIT_DEFAULT) };

	f->n = searchd_find(services()->searchd, &ask, req->arena, f->hits,
	    err);
	return f->n < 0 ? -1 : 0;
}

/* The cards of those the caller may know of, with the event. */
static int fiber_fn
reply_cards(struct request *req, const struct found *f, bool is_by_name)
{
	struct db_array ids = DB_ARRAY_INIT, scores = DB_ARRAY_INIT;
	struct error err = { 0 };
	struct str body;
	int at;

	for (int i = 0; i < f->n; i++) {
		db_array_uuid(&ids, f->hits[i].id);
		db_array_bare(&scores, arena_printf(req->arena, "%.4f",
		    (double)f->hits[i].score));
	}
	at = db_push(req->db, PERSON_CARDS,
	    db_array_end(req->arena, &ids), db_array_end(req->arena, &scores),
	    req->session->staff_id);
	if (db_run(req->db, &err) < 0)
		return reply_error(req, &err);
	body = arena_str(req->arena, db_text(req->db, at, 0, 0));
	api_audit(req, &(struct audit_event){ .action = "person.search",
	    .object_type = "tenant", .object = req->session->tenant,
	    .detail = str_of(req_printf(req, "{\"by\":\"%s\",\"found\":%d,"
	    "\"persons\":%s}", is_by_name ? "name" : "identifier", f->n,
	    arena_str(req->arena, db_text(req->db, at, 0, 1)).p)) });
	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	req->session->grants.listed = CATEGORY_IDENTITY;
	return reply_str(req, 200, body);
}

/* POST /person-searches */
static int fiber_fn
person_search(struct request *req)
{
	struct error err = { 0 };
	struct found f = { .n = 0 };
	const struct json *body;
	const char *identifier, *name;
	int status, r;

	body = shape_body(req, search_shape, &status);
	if (body == NULL)
		return status;
	identifier = shape_text(req, body, "identifier");
	name = shape_text(req, body, "name");
	if ((identifier == NULL) == (name == NULL))
		return reply_fail(req, ERR_INVALID, "search.what",
		    "give either an identifier or a name");
	if (check_rate(req, &err) < 0 || api_begin(req, &err) < 0)
		return reply_error(req, &err);
	r = identifier != NULL ? find_document(req, identifier, &f, &err) :
	    find_name(req, body, &f, &err);
	if (r < 0)
		return reply_error(req, &err);
	return reply_cards(req, &f, name != NULL);
}

const struct route person_search_routes[] = {
	ROUTE(POST, "/api/v1/person-searches", MAY_SEARCH_PERSONS,
	    person_search),
	{ 0 }
};
