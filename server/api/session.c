/*
 * session.c - signing in and out.
 *
 * An unknown login, a wrong password and a wrong code or passkey give the same
 * answer after the same work.
 */
#include <sodium.h>

#include "base/log.h"
#include "server/api/api.h"
#include "server/api/authn.h"
#include "server/api/login.h"
#include "server/api/passkey.h"
#include "server/api/routes.h"
#include "server/api/session_begin.h"
#include "server/api/session_reply.h"
#include "server/api/shape.h"
#include "server/security/password.h"
#include "server/services.h"

struct factor {
	struct session_proof	 proof;
	struct passkey_use	 use;
};

/* A password that was hashed with weaker parameters than today's is hashed
 * again now that it is at hand; next time will do as well. */
static void fiber_fn
strengthen(struct request *req, const struct login *l, const char *password)
{
	char hash[PASSWORD_HASH_SIZE];
	struct error err = { 0 };

	if (password_is_outdated(l->hash) &&
	    (login_hash(req, password, hash, &err) < 0 || db_query(req->db,
	    &err, STAFF_SET_PASSWORD, l->staff_id, hash) < 0))
		log_event(LOG_WARNING, "password.outdated", "code=%s",
		    err.code);
}

/* The second factor of this body, which goes with a password: 1, 0 when it is
 * wrong, -1 and err. */
static int fiber_fn
second_factor(struct request *req, const struct login *l,
    const struct json *body, struct factor *ret, struct error *err)
{
	struct passkey_ask ask = { .purpose = "sign_in", .staff = &l->staff };

	if (!shape_has(body, "passkey")) {
		ret->proof.step = login_code(req, l, shape_text(req, body,
		    "totp"), err);
		return ret->proof.step == -2 ? -1 : ret->proof.step >= 0;
	}
	ret->proof.passkey = &ret->use;
	session_attempt(req, ask.holder);
	if (passkey_prove(req, &ask, json_get(body, "passkey"), &ret->use,
	    err) == 0)
		return 1;
	return passkey_is_refused(err) ? 0 : -1;
}

static const struct shape create_shape[] = {
	{ "login", SHAPE_TEXT, SHAPE_REQUIRED, .min = 1, .max = 64 },
	{ "password", SHAPE_TEXT, SHAPE_REQUIRED, .min = 1, .max = 256 },
	{ "totp", SHAPE_TEXT, .min = 6, .max = 6 },
	{ "passkey", SHAPE_OBJECT, .of = passkey_shape },
	{ 0 }
};

/* POST /session */
static int fiber_fn
session_create(struct request *req)
{
	struct factor f = { 0 };
	struct error err = { 0 };
	const struct json *body;
	struct login l;
	int status, match, second;

	body = shape_body(req, create_shape, &status);
	if (body == NULL)
		return status;
	if (authn_check_factor(body, &err) < 0 ||
	    session_open_unscoped(req, &err) < 0 ||
	    login_find(req, shape_text(req, body, "login"), &l, &err) < 0 ||
	    login_wait_check(req, &l, shape_text(req, body, "login"),
	    &err) < 0)
		return reply_error(req, &err);
	match = login_password(req, &l, shape_text(req, body, "password"),
	    &err);
	second = match < 0 ? -1 : second_factor(req, &l, body, &f, &err);
	if (second < 0)
		return reply_error(req, &err);
	if (match == 0 || second == 0) {
		session_refuse(req, &l, f.proof.passkey);
		return reply_fail(req, ERR_UNAUTHENTICATED, "session.wrong",
		    "the name, the password or the code is wrong");
	}
	strengthen(req, &l, shape_text(req, body, "password"));
	return session_begin(req, &l, &f.proof);
}

/* GET /session */
static int fiber_fn
session_get(struct request *req)
{
	return session_reply(req, 200, req->session, STR(""));
}

static const char *
hash_param(struct request *req)
{
	return db_bytea(req->db, (struct str){
	    (const char *)req->session->token_hash, 32 });
}

/* DELETE /session */
static int fiber_fn
session_delete(struct request *req)
{
	struct error err = { 0 };

	if (api_open(req, &err) < 0)
		return reply_error(req, &err);
	db_push(req->db, SESSION_DELETE, hash_param(req));
	db_push(req->db, NOTIFY_EVENT, "session", "", "",
	    req->session->staff_id);
	api_audit(req, &(struct audit_event){ .action = "session.delete",
	    .object_type = "staff", .object = req->session->staff });
	if (audit_run(req->db, &err) < 0)
		return reply_error(req, &err);
	session_forget(services()->sessions, req->session->token_hash);
	reply_cookie(req, SESSION_COOKIE "=; Secure; HttpOnly; "
	    "SameSite=Strict; Path=/; Max-Age=0");
	reply_header(req, "Clear-Site-Data", "\"cache\", \"storage\"");
	return reply(req, 204, NULL);
}

/* GET /sessions */
static int fiber_fn
session_list(struct request *req)
{
	struct error err = { 0 };
	struct str body;

	if (api_open(req, &err) < 0 || db_json(req->db, &body, &err,
	    SESSION_LIST, req->session->staff_id, hash_param(req)) < 0)
		return reply_error(req, &err);
	return reply_str(req, 200, body);
}

/* DELETE /sessions: everywhere else */
static int fiber_fn
session_delete_others(struct request *req)
{
	struct error err = { 0 };

	if (api_open(req, &err) < 0)
		return reply_error(req, &err);
	db_push(req->db, SESSION_DELETE_OTHERS, req->session->staff_id,
	    hash_param(req));
	api_audit(req, &(struct audit_event){ .action = "session.delete",
	    .object_type = "staff", .object = req->session->staff });
	if (audit_run(req->db, &err) < 0)
		return reply_error(req, &err);
	return reply(req, 204, NULL);
}

const struct route session_routes[] = {
	ROUTE(POST, "/api/v1/session", PERMIT_PUBLIC, session_create,
	    ROUTE_NO_TOKEN),
	ROUTE(GET, "/api/v1/session", PERMIT_SIGNED_IN, session_get,
	    ROUTE_ENROLLING),
	ROUTE(DELETE, "/api/v1/session", PERMIT_SIGNED_IN, session_delete,
	    ROUTE_ENROLLING),
	ROUTE(GET, "/api/v1/sessions", PERMIT_SIGNED_IN, session_list),
	ROUTE(DELETE, "/api/v1/sessions", PERMIT_SIGNED_IN,
	    session_delete_others),
	{ 0 }
};
