/*
 * api.c - connections, events and arguments of handlers.
 */
#include <assert.h>

#include <sodium.h>

#include "base/civil.h"
#include "base/clock.h"
#include "base/tz.h"
#include "server/api/api.h"
#include "server/services.h"

#define CURSOR_MAX 200

void
api_release(struct request *req)
{
	db_release(req->db);
	req->db = NULL;
}

static void
release_db(void *ptr)
{
	api_release(ptr);
}

int fiber_fn
api_open(struct request *req, struct error *err)
{
	const struct services *s = services();

	if (req->db != NULL)
		return 0;
	req->db = db_acquire(s->pool, err);
	if (req->db == NULL)
		return -1;
	req_defer(req, release_db, req);
	db_scope(req->db, req->session->tenant_id, req->session->staff_id);
	return audit_prepare(s->vault, req->db, req->session->tenant, err);
}

int fiber_fn
api_begin(struct request *req, struct error *err)
{
	if (api_open(req, err) < 0)
		return -1;
	db_begin(req->db);
	return 0;
}

/* How well a role fits what the request is about: held over its very unit, over
 * one above it, or elsewhere. */
static int
fit(const struct session *s, const struct session_role *r)
{
	if (memcmp(r->unit.b, s->acting_unit.b, sizeof(r->unit.b)) == 0)
		return 2;
	return session_unit_roles(s, s->acting_unit) & r->role ? 1 : 0;
}

/* The detail of an event with the roles that somebody acts in: those that fit
 * best (docs/decisions/0020-roles-in-the-detail.md). */
static struct str
with_roles(struct request *req, struct str detail)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	const struct session *s = req->session;
	struct jsonw w = JSONW(&out);
	int best = 0;

	for (size_t i = 0; i < s->n_roles; i++)
		best = fit(s, &s->role_list[i]) > best ?
		    fit(s, &s->role_list[i]) : best;
	jsonw_array(&w);
	for (size_t i = 0; i < s->n_roles; i++) {
		const struct session_role *r = &s->role_list[i];

		if (fit(s, r) < best)
			continue;
		jsonw_object(&w);
		jsonw_key(&w, "role");
		jsonw_cstr(&w, role_name(r->role));
		jsonw_key(&w, "unit");
		jsonw_cstr(&w, api_uuid(req, r->unit));
		jsonw_object_end(&w);
	}
	jsonw_array_end(&w);
	assert(detail.len == 0 || *detail.p == '{');
	return arena_printf(req->arena, "{\"as\":%.*s%s%.*s", (int)out.len,
	    out.p, detail.len > 2 ? "," : "", detail.len == 0 ? 1 :
	    (int)detail.len - 1, detail.len == 0 ? "}" : detail.p + 1);
}

void
api_audit(struct request *req, const struct audit_event *event)
{
	const struct session *s = req->session;
	struct audit_event e = *event;

	e.detail = with_roles(req, event->detail);
	audit_push(req->db, &(struct audit_actor){ s->tenant, s->staff }, &e);
}

/* What was done once with this key is not done again: the key is unique in the
 * transaction of the deed. */
static int
push_idempotency(struct request *req, struct error *err)
{
	const char *key = req_header(req, "idempotency-key");
	unsigned char hash[crypto_hash_sha256_BYTES];
	size_t len = key == NULL ? 0 : strlen(key);

	if (key == NULL || req->method != POST)
		return 0;
	if (len < 8 || len > 128)
		return error_set_field(err, "idempotency.key",
		    STR("Idempotency-Key"), "8 to 128 characters");
	(void)crypto_hash_sha256(hash, (const unsigned char *)req->body.p,
	    req->body.len);
	db_push(req->db, IDEMPOTENCY_INSERT, req->session->staff_id, key,
	    db_bytea(req->db, (struct str){ (const char *)hash,
	    sizeof(hash) }));
	return 0;
}

int fiber_fn
api_commit(struct request *req, struct error *err)
{
	if (push_idempotency(req, err) < 0)
		return -1;
	return audit_commit(req->db, err);
}

int
api_stepped_up(const struct request *req, struct error *err)
{
	return session_is_stepped_up(req->session) ? 0 : error_set(err,
	    ERR_FORBIDDEN, "step_up.required",
	    "confirm with a fresh code first");
}

void fiber_fn
api_refusal(struct request *req, const struct audit_event *event)
{
	struct audit_event e = *event;
	struct error ignored = { 0 };

	e.outcome = AUDIT_DENIED;
	api_audit(req, &e);
	(void)audit_commit(req->db, &ignored);
}

int
api_path_id(struct request *req, const char *name, struct uuid *ret,
    struct error *err)
{
	if (uuid_parse(str_of(path_arg(req, name)), ret) == 0)
		return 0;
	return error_set(err, ERR_NOT_FOUND, "id.unknown",
	    "there is nothing with this id");
}

int
api_check_version(int64_t now, const char *seen, struct error *err)
{
	int64_t v;

	if (parse_int(str_of(seen), 0, INT64_MAX, &v) == 0 && v == now)
		return 0;
	return error_set(err, ERR_STALE, "version.stale",
	    "somebody changed this meanwhile: look at it again");
}

const char *
api_today(struct request *req)
{
	struct civil c;

	(void)civil_from_days(tz_day(tz_find(str_of(req->session->zone)),
	    clock_now_us() / 1000000), &c);
	return req_printf(req, "%04d-%02d-%02d", c.year, c.month, c.day);
}

const char *
api_uuid(struct request *req, struct uuid u)
{
	char *text = req_alloc(req, UUID_TEXT_LEN + 1);

	uuid_format(u, text);
	return text;
}

struct str
api_bytes_at(struct request *req, int at, int col)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;

	if (db_is_null(req->db, at, 0, col))
		return STR_NULL;
	db_bytes(req->db, at, 0, col, &out);
	return arena_str(req->arena, buf_view(&out));
}

int
api_limit(struct request *req, int *ret, struct error *err)
{
	int64_t limit = 50;

	if (query_int(req, "limit", (int64_t[2]){ 1, 100 }, &limit, err) < 0)
		return -1;
	*ret = (int)limit;
	return 0;
}

int
api_cursor(struct request *req, const char **ret_key, const char **ret_id,
    struct error *err)
{
	const char *cursor = query_arg(req, "cursor");
	char *key, *tilde;
	struct uuid id;

	*ret_key = *ret_id = NULL;
	if (cursor == NULL)
		return 0;
	key = req_strdup(req, cursor);
	tilde = strchr(key, '~');
	if (tilde == NULL || strlen(key) > CURSOR_MAX ||
	    uuid_parse(str_of(tilde + 1), &id) < 0)
		return error_set_field(err, "cursor.invalid", STR("cursor"),
		    "not a cursor that a list gave");
	*tilde = '\0';
	*ret_key = key;
	*ret_id = tilde + 1;
	return 0;
}
