/*
 * session_begin.c - from an unknown caller to a session.
 */
#include <sodium.h>

#include "server/api/api.h"
#include "server/api/passkey.h"
#include "server/api/session_begin.h"
#include "server/api/session_reply.h"
#include "server/security/rate.h"
#include "server/services.h"

#define PER_ADDRESS_MINUTE	20	/* at once, too */

/* Of each address. */
static struct rate *attempts, *pages;

static void
release(void *ptr)
{
	db_release(ptr);
}

static int fiber_fn
open_limited(struct request *req, struct rate **rate, int per_minute,
    struct error *err)
{
	if (*rate == NULL)
		*rate = rate_new(per_minute, per_minute);
	if (!rate_take(*rate, str_of(req->peer)))
		return error_set(err, ERR_LIMIT, "session.rate",
		    "too many attempts from your address: wait a minute");
	req->db = db_acquire(services()->pool, err);
	if (req->db == NULL)
		return -1;
	req_defer(req, release, req->db);
	return 0;
}

int fiber_fn
session_open_unscoped(struct request *req, struct error *err)
{
	return open_limited(req, &attempts, PER_ADDRESS_MINUTE, err);
}

int fiber_fn
session_open_page(struct request *req, struct error *err)
{
	return open_limited(req, &pages, 3 * PER_ADDRESS_MINUTE, err);
}

void
session_attempt(struct request *req, unsigned char out[32])
{
	const char *token = req_cookie(req, ATTEMPT_COOKIE);

	session_hash(token == NULL ? STR("") : str_of(token), out);
}

void
session_attempt_begin(struct request *req, unsigned char out[32])
{
	const char *token = req_cookie(req, ATTEMPT_COOKIE);
	char fresh[44];

	if (token != NULL && strlen(token) == sizeof(fresh) - 1) {
		session_attempt(req, out);
		return;
	}
	session_token(fresh);
	session_hash(str_of(fresh), out);
	reply_cookie(req, req_printf(req, ATTEMPT_COOKIE "=%s; Secure; "
	    "HttpOnly; SameSite=Strict; Path=/", fresh));
}

void
session_event(struct request *req, const struct login *l, const char *action,
    enum audit_outcome outcome)
{
	audit_push(req->db, &(struct audit_actor){ l->tenant, l->staff },
	    &(struct audit_event){ .action = action, .object_type = "staff",
	    .object = l->staff, .outcome = outcome });
}

void
session_cookie(struct request *req, char token[44])
{
	reply_cookie(req, req_printf(req, SESSION_COOKIE "=%s; Secure; "
	    "HttpOnly; SameSite=Strict; Path=/", token));
	sodium_memzero(token, 44);
}

void fiber_fn
session_refuse(struct request *req, const struct login *l,
    const struct passkey_use *passkey)
{
	struct error ignored = { 0 };

	if (uuid_is_zero(l->tenant))
		return;
	db_scope(req->db, l->tenant_id, l->staff_id);
	if (audit_prepare(services()->vault, req->db, l->tenant,
	    &ignored) < 0)
		return;
	login_wait_push_failed(req, l);
	db_push(req->db, LOGIN_FAILED, l->staff_id);
	session_event(req, l, "session.refused", AUDIT_DENIED);
	if (passkey != NULL && passkey->went_back)
		passkey_push_alarm(req, passkey);
	(void)audit_run(req->db, &ignored);
}

/* A code where a passkey is wanted: refused, or for who has none yet. */
static int fiber_fn
check_rule(struct request *req, const struct login *l,
    const struct session_proof *proof, bool *ret_must_enrol,
    struct error *err)
{
	int at;

	*ret_must_enrol = false;
	if (proof->passkey != NULL)
		return 0;
	at = db_push(req->db, PASSKEY_RULE_OF, l->staff_id);
	if (db_run(req->db, err) < 0)
		return -1;
	if (!db_bool(req->db, at, 0, 0))
		return 0;
	*ret_must_enrol = !db_bool(req->db, at, 0, 1);
	if (*ret_must_enrol)
		return 0;
	session_event(req, l, "session.refused", AUDIT_DENIED);
	if (audit_run(req->db, err) < 0)
		return -1;
	return error_set(err, ERR_FORBIDDEN, "passkey.required",
	    "your role signs in with a passkey");
}

static int
push_done(struct request *req, const struct login *l,
    const struct session_proof *proof)
{
	const struct passkey_use *use = proof->passkey;

	if (use == NULL)
		return db_push(req->db, LOGIN_DONE, l->staff_id,
		    db_int(req->db, proof->step));
	return db_push(req->db, PASSKEY_LOGIN_DONE, l->staff_id,
	    db_uuid(req->db, use->id), db_int(req->db, use->counter),
	    use->is_backed_up ? "t" : "f");
}

/* Somebody was faster with the same code or signature. */
static int fiber_fn
refuse_used(struct request *req, const struct login *l,
    const struct session_proof *proof)
{
	struct passkey_use use;

	if (proof->passkey == NULL)
		return reply_fail(req, ERR_UNAUTHENTICATED, "session.wrong",
		    "this code was used already: wait for the next");
	use = *proof->passkey;
	use.went_back = true;
	session_refuse(req, l, &use);
	return reply_fail(req, ERR_UNAUTHENTICATED, "passkey.refused",
	    "this passkey is not accepted here");
}

int fiber_fn
session_begin(struct request *req, const struct login *l,
    const struct session_proof *proof)
{
	char token[44], csrf[44];
	const char *agent = req_header(req, "user-agent");
	unsigned char hash[32];
	struct error err = { 0 };
	bool must_enrol;
	struct str last;
	int at;

	if (audit_prepare(services()->vault, req->db, l->tenant, &err) < 0 ||
	    check_rule(req, l, proof, &must_enrol, &err) < 0)
		return reply_error(req, &err);
	session_token(token);
	session_token(csrf);
	session_hash(str_of(token), hash);
	at = push_done(req, l, proof);
	login_wait_push_done(req, l);
	db_push(req->db, SESSION_INSERT, db_bytea(req->db,
	    (struct str){ (const char *)hash, sizeof(hash) }), l->staff_id,
	    csrf, agent == NULL ? "" : agent, must_enrol ? "t" : "f");
	session_event(req, l, "session.create", AUDIT_OK);
	if (audit_run(req->db, &err) < 0)
		return reply_error(req, &err);
	if (db_rows(req->db, at) == 0)
		return refuse_used(req, l, proof);
	last = arena_str(req->arena, db_text(req->db, at, 0, 0));
	req->session = session_load(services()->sessions, req->arena,
	    str_of(token), &err);
	if (req->session == NULL)
		return reply_error(req, &err);
	session_cookie(req, token);
	return session_reply(req, 201, req->session, last);
}

/* The old token stays in this process's cache for a second: requests that are
 * under way still pass. */
void
session_renew(struct request *req, char token[44])
{
	unsigned char hash[32];

	session_token(token);
	session_hash(str_of(token), hash);
	db_push(req->db, SESSION_RENEW, db_bytea(req->db, (struct str){
	    (const char *)req->session->token_hash, 32 }),
	    db_bytea(req->db, (struct str){ (const char *)hash, 32 }));
}
