/*
 * names.c - pages of sealed names to keyd and back.
 *
 * A request has one tenant's key, so a page is cut where the key changes, which
 * is while keys are rotated, and where it becomes large.
 */
#include <sodium.h>

#include "base/log.h"
#include "server/search/names.h"
#include "server/security/keyclient.h"
#include "server/security/vault.h"

#define REQUEST_MAX	(1024 * 1024)

/* Columns of search_names and search_changed. */
enum { PERSON, ENVELOPE, CHANGED, DEK, GEN, WRAPPED, KEY_ID, KEY_WRAPPED };

struct names {
	struct keyclient *keyd;
	unsigned char	*pass;
};

struct names *
names_new(const char *keyd, unsigned char pass[KEYD_PASS])
{
	struct names *n = xcalloc(1, sizeof(*n));

	n->keyd = keyclient_new(keyd, NULL, NULL);
	n->pass = sodium_malloc(KEYD_PASS);
	if (n->pass == NULL)
		abort();
	memcpy(n->pass, pass, KEYD_PASS);
	sodium_memzero(pass, KEYD_PASS);
	return n;
}

void
names_free(struct names *n)
{
	keyclient_free(n->keyd);
	sodium_free(n->pass);
	free(n);
}

/* The rows of one request: from first up to end. */
struct run {
	struct tenant_key kek;
	struct uuid	 tenant;
	int		 first, end, sealed;
	struct buf	 request, scratch;
};

static void
add_length(struct buf *out, size_t n)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		buf_putc(out, (char)(n >> shift));
}

/* Has the row a key that opens it? */
static bool
is_sealed(const struct db *db, int row)
{
	return !db_is_null(db, 0, row, WRAPPED);
}

/* Was there a key, which was destroyed? */
static bool
is_erased(const struct db *db, int row)
{
	return !db_is_null(db, 0, row, DEK) && db_is_null(db, 0, row, WRAPPED);
}

static void
add_row(struct run *r, const struct db *db, int row)
{
	struct dek_place place = { .kind = SUBJECT_PERSON, .gen = (uint16_t)
	    db_int64(db, 0, row, GEN) };

	(void)uuid_parse(db_text(db, 0, row, PERSON), &place.subject);
	(void)uuid_parse(db_text(db, 0, row, DEK), &place.dek);
	keyclient_dek(&r->request, AEAD_XAES256, &place);
	db_bytes(db, 0, row, WRAPPED, &r->request);
	buf_reset(&r->scratch);
	db_bytes(db, 0, row, ENVELOPE, &r->scratch);
	add_length(&r->request, r->scratch.len);
	buf_str(&r->request, buf_view(&r->scratch));
}

/* A row brings the tenant's key where it is another than before. */
static bool
begins_key(const struct db *db, int row)
{
	return !db_is_null(db, 0, row, KEY_WRAPPED);
}

static void
take_key(struct run *r, const struct db *db, int row)
{
	buf_reset(&r->scratch);
	db_bytes(db, 0, row, KEY_WRAPPED, &r->scratch);
	r->kek.id = (uint32_t)db_int64(db, 0, row, KEY_ID);
	if (r->scratch.len == WRAPPED_SIZE)
		memcpy(r->kek.wrapped, r->scratch.p, WRAPPED_SIZE);
}

/* Build the request for the rows from r->first on. */
static void
build(struct run *r, const struct names *n, const struct db *db)
{
	if (begins_key(db, r->first))
		take_key(r, db, r->first);
	buf_reset(&r->request);
	buf_add(&r->request, n->pass, KEYD_PASS);
	keyclient_head(&r->request, r->tenant, &r->kek);
	r->sealed = 0;
	for (r->end = r->first; r->end < db_rows(db, 0); r->end++) {
		if (r->request.len > REQUEST_MAX ||
		    (r->end > r->first && begins_key(db, r->end)))
			return;
		if (is_sealed(db, r->end)) {
			add_row(r, db, r->end);
			r->sealed++;
		}
	}
}

/* The next value of the reply; STR_NULL when there is none. */
static struct str
take_value(struct str *reply)
{
	const unsigned char *p = (const unsigned char *)reply->p;
	size_t len;
	struct str value;

	if (reply->len < 4)
		return STR_NULL;
	len = (size_t)p[0] << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 |
	    p[3];
	value = str_sub(*reply, 4, len);
	*reply = str_sub(*reply, 4 + len, reply->len);
	return value.len == 0 ? STR_NULL : value;
}

static void
give(const struct run *r, const struct db *db, struct str reply,
    names_fn *fn, void *arg)
{
	struct uuid person;

	for (int row = r->first; row < r->end; row++) {
		struct str value;

		(void)uuid_parse(db_text(db, 0, row, PERSON), &person);
		value = is_sealed(db, row) ? take_value(&reply) : STR_NULL;
		if (value.p != NULL || is_erased(db, row))
			fn(arg, person, value);
		else
			log_event(LOG_ERROR, "crypto.auth_fail",
			    "place=person.identity");
	}
}

static int fiber_fn
open_run(struct names *n, struct run *r, struct db *db, names_fn *fn,
    void *arg, struct error *err)
{
	struct arena *a = arena_new();
	struct str reply = STR("");
	int result = 0;

	if (r->sealed > 0)
		result = keyclient_call(n->keyd, KEYD_NAMES, &r->request,
		    KEYCLIENT_ANY, a, &reply, err);
	if (result == 0)
		give(r, db, reply, fn, arg);
	arena_wipe(a);
	arena_free(a);
	return result;
}

int fiber_fn
names_open(struct names *n, struct db *db, names_fn *fn, void *arg,
    struct error *err)
{
	struct run r = { .first = 0 };
	int result = 0;

	if (uuid_parse(str_of(db_tenant(db)), &r.tenant) < 0)
		abort();
	while (result == 0 && r.first < db_rows(db, 0)) {
		build(&r, n, db);
		result = open_run(n, &r, db, fn, arg, err);
		r.first = r.end;
	}
	if (r.request.p != NULL)
		sodium_memzero(r.request.p, r.request.cap);
	buf_done(&r.request);
	buf_done(&r.scratch);
	return result;
}
