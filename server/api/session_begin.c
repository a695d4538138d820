/*
 * session_begin.c - from an unknown caller to a session.
 */
#include <sodium.h>

#include "server/api/api.h"
#include "server/api/session_begin.h"
#include "server/api/session_reply.h"
#include "server/security/rate.h"
#include "server/services.h"

#define PER_ADDRESS_BURST	20
#define PER_ADDRESS_MINUTE	20

static struct rate *per_address;

static void
release(void *ptr)
{
	db_release(ptr);
}

/* A connection before it is known for whom. */
int fiber_fn
session_open_unscoped(struct request *req, struct error *err)
{
	if (per_address == NULL)
		per_address = rate_new(PER_ADDRESS_BURST, PER_ADDRESS_MINUTE);
	if (!rate_take(per_address, str_of(req->peer)))
		return error_set(err, ERR_LIMIT, "session.rate",
		    "too many attempts from your address: wait a minute");
	req->db = db_acquire(services()->pool, err);
	if (req->db == NULL)
		return -1;
	req_defer(req, release, req->db);
	return 0;
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

int fiber_fn
session_begin(struct request *req, const struct login *l, int64_t step)
{
	char token[44], csrf[44];
	const char *agent = req_header(req, "user-agent");
	unsigned char hash[32];
	struct error err = { 0 };
	struct str last;
	int at;

	session_token(token);
	session_token(csrf);
	session_hash(str_of(token), hash);
	if (audit_prepare(services()->vault, req->db, l->tenant, &err) < 0)
		return reply_error(req, &err);
	at = db_push(req->db, LOGIN_DONE, l->staff_id, db_int(req->db, step));
	db_push(req->db, SESSION_INSERT, db_bytea(req->db,
	    (struct str){ (const char *)hash, sizeof(hash) }), l->staff_id,
	    csrf, agent == NULL ? "" : agent);
	session_event(req, l, "session.create", AUDIT_OK);
	if (audit_run(req->db, &err) < 0)
		return reply_error(req, &err);
	if (db_rows(req->db, at) == 0)
		return reply_fail(req, ERR_UNAUTHENTICATED, "session.wrong",
		    "this code was used already: wait for the next");
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
