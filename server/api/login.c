/*
 * login.c - checking a password and a code.
 *
 * Hashing runs on few threads with a short queue: 64 MiB each would otherwise
 * let a flood of sign-ins exhaust the machine.
 */
#include <sodium.h>

#include "base/clock.h"
#include "base/work.h"
#include "server/api/login.h"
#include "server/db/db.h"
#include "server/security/password.h"
#include "server/security/vault.h"
#include "server/services.h"

static const char *
text(struct request *req, const struct json *j, const char *key)
{
	struct str s = json_string(j, key, STR_NULL);

	return s.p == NULL ? NULL : arena_str(req->arena, s).p;
}

struct str
login_base64(struct request *req, struct str s)
{
	unsigned char *raw = req_alloc(req, s.len);
	size_t n = 0;

	if (s.len == 0 || sodium_base642bin(raw, s.len, s.p, s.len, NULL, &n,
	    NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
		return STR_NULL;
	return (struct str){ (const char *)raw, n };
}

int fiber_fn
login_find(struct request *req, const char *name, struct login *ret,
    struct error *err)
{
	struct login l = { 0 };
	const struct json *j;
	struct str found;

	if (db_json(req->db, &found, err, LOGIN_FIND, name) < 0)
		return -1;
	*ret = l;
	j = json_parse(req->arena, arena_str(req->arena, found), err);
	if (j == NULL)
		return -1;
	l.tenant_id = text(req, j, "tenantId");
	if (uuid_parse(str_of(l.tenant_id), &l.tenant) < 0)
		return error_set(err, ERR_UNAVAILABLE, "session.nowhere",
		    "there is no municipality yet");
	l.staff_id = text(req, j, "staffId");
	l.is_known = l.staff_id != NULL &&
	    uuid_parse(str_of(l.staff_id), &l.staff) == 0;
	l.hash = text(req, j, "passwordHash");
	l.totp = login_base64(req, json_string(j, "totp", STR("")));
	(void)json_int(j, "totpLastStep", 0, INT64_MAX, &l.totp_last_step,
	    NULL);
	db_scope(req->db, l.tenant_id, l.staff_id);
	*ret = l;
	return 0;
}

struct hash_work {
	unsigned char	 peppered[PASSWORD_PEPPERED_SIZE];
	const char	*hash;
	char		*out;
	bool		 is_match;
	int		 r;
};

static void
compare(void *arg)
{
	struct hash_work *w = arg;

	w->is_match = password_matches(w->peppered, w->hash);
}

static void
make_hash(void *arg)
{
	struct hash_work *w = arg;

	w->r = password_hash(w->peppered, w->out);
}

static int fiber_fn
run(struct hash_work *w, void (*fn)(void *), struct error *err)
{
	int r = work_run(services()->hashing, fn, w);

	sodium_memzero(w->peppered, sizeof(w->peppered));
	if (r < 0)
		return error_set(err, ERR_LIMIT, "session.busy",
		    "many people sign in just now: try again in a moment");
	return 0;
}

int fiber_fn
login_password(struct request *req, const struct login *l,
    const char *password, struct error *err)
{
	struct hash_work w = { .hash = l->hash };

	if (vault_pepper(services()->vault, req->db, str_of(password),
	    w.peppered, err) < 0 || run(&w, compare, err) < 0)
		return -1;
	return w.is_match;
}

int fiber_fn
login_hash(struct request *req, const char *password, char *out,
    struct error *err)
{
	struct hash_work w = { .out = out };

	if (vault_pepper(services()->vault, req->db, str_of(password),
	    w.peppered, err) < 0 || run(&w, make_hash, err) < 0)
		return -1;
	if (w.r < 0)
		return error_set(err, ERR_UNAVAILABLE, "session.memory",
		    "not enough memory to hash a password");
	return 0;
}

int fiber_fn
login_secret(struct request *req, const struct login *l,
    unsigned char secret[TOTP_SECRET_SIZE], struct error *err)
{
	_cleanup_(buf_done) struct buf plain = BUF_INIT;
	struct sealed_at at = { SEALED_STAFF_TOTP, l->staff, l->tenant };

	if (l->totp.len == 0)
		return error_set(err, ERR_UNAUTHENTICATED, "totp.none",
		    "no code generator is enrolled");
	if (vault_open(services()->vault, req->db, &at, l->totp, &plain,
	    err) < 0)
		return -1;
	if (plain.len != TOTP_SECRET_SIZE)
		return error_set(err, ERR_INTERNAL, "totp.size",
		    "the secret of the code generator is broken");
	memcpy(secret, plain.p, TOTP_SECRET_SIZE);
	sodium_memzero(plain.p, plain.len);
	return 0;
}

int64_t fiber_fn
login_code(struct request *req, const struct login *l, const char *code,
    struct error *err)
{
	unsigned char secret[TOTP_SECRET_SIZE];
	int64_t step;

	if (!l->is_known || l->totp.len == 0)
		return -1;
	if (login_secret(req, l, secret, err) < 0)
		return -2;
	step = totp_check(secret, str_of(code), clock_now_us(),
	    l->totp_last_step);
	sodium_memzero(secret, sizeof(secret));
	return step;
}
