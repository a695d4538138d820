/*
 * session.c - signing in and out.
 *
 * An unknown login, a wrong password and a wrong code give the same answer
 * after the same work.
 */
#include <sodium.h>

#include "base/log.h"
#include "server/api/api.h"
#include "server/api/authn.h"
#include "server/api/login.h"
#include "server/api/routes.h"
#include "server/api/session_begin.h"
#include "server/api/session_reply.h"
#include "server/api/shape.h"
#include "server/security/password.h"
#include "server/services.h"

static int fiber_fn
refuse(struct request *req, const struct login *l, struct error *err)
{
	struct error ignored = { 0 };

	if (l->is_known && audit_prepare(services()->vault, req->db, l->tenant,
	    &ignored) == 0) {
		db_push(req->db, LOGIN_FAILED, l->staff_id);
		session_event(req, l, "session.refused", AUDIT_DENIED);
		(void)audit_run(req->db, &ignored);
	}
	return error_set(err, ERR_UNAUTHENTICATED, "session.wrong",
	    "the name, the password or the code is wrong");
}

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

static const struct shape create_shape[] = {
	{ "login", SHAPE_TEXT, SHAPE_REQUIRED, .min = 1, .max = 64 },
	{ "password", SHAPE_TEXT, SHAPE_REQUIRED, .min = 1, .max = 256 },
	{ "totp", SHAPE_TEXT, SHAPE_REQUIRED, .min = 6, .max = 6 },
	{ 0 }
};

/* POST /session */
static int fiber_fn
session_create(struct request *req)
{
	struct error err = { 0 };
	const struct json *body;
	struct login l;
	int64_t step;
	int status, match;

	body = shape_body(req, create_shape, &status);
	if (body == NULL)
		return status;
	if (session_open_unscoped(req, &err) < 0 ||
	    login_find(req, shape_text(req, body, "login"), &l, &err) < 0 ||
	    login_check_delay(&l, &err) < 0)
		return reply_error(req, &err);
	match = login_password(req, &l, shape_text(req, body, "password"),
	    &err);
	step = match < 0 ? -2 : login_code(req, &l,
	    shape_text(req, body, "totp"), &err);
	if (match < 0 || step == -2)
		return reply_error(req, &err);
	if (match == 0 || step < 0) {
		(void)refuse(req, &l, &err);
		return reply_error(req, &err);
	}
	strengthen(req, &l, shape_text(req, body, "password"));
	return session_begin(req, &l, step);
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

int fiber_fn
authn_use_code(struct request *req, const char *code, struct error *err)
{
	_cleanup_(buf_done) struct buf sealed = BUF_INIT;
	const struct session *s = req->session;
	struct login l = { .is_known = true, .tenant = s->tenant,
		.staff = s->staff };
	int64_t step;
	int at = db_push(req->db, TOTP_GET, s->staff_id);

	if (db_run(req->db, err) < 0)
		return -1;
	db_bytes(req->db, at, 0, 0, &sealed);
	l.totp = buf_view(&sealed);
	l.totp_last_step = db_int64(req->db, at, 0, 1);
	step = login_code(req, &l, code, err);
	if (step == -2)
		return -1;
	if (step < 0)
		return error_set(err, ERR_FORBIDDEN, "totp.wrong",
		    "the code is wrong or was used already");
	db_push(req->db, TOTP_USE, s->staff_id, db_int(req->db, step));
	return 0;
}

static const struct shape code_shape[] = {
	{ "totp", SHAPE_TEXT, SHAPE_REQUIRED, .min = 6, .max = 6 },
	{ 0 }
};

/* POST /session/step-up */
static int fiber_fn
session_step_up(struct request *req)
{
	struct error err = { 0 };
	char token[44];
	const struct json *body;
	int status;

	body = shape_body(req, code_shape, &status);
	if (body == NULL)
		return status;
	if (api_begin(req, &err) < 0 ||
	    authn_use_code(req, shape_text(req, body, "totp"), &err) < 0)
		return reply_error(req, &err);
	db_push(req->db, SESSION_STEP_UP, hash_param(req));
	session_renew(req, token);
	api_audit(req, &(struct audit_event){ .action = "session.step_up",
	    .object_type = "staff", .object = req->session->staff });
	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	session_cookie(req, token);
	return reply(req, 204, NULL);
}

const struct route session_routes[] = {
	ROUTE(POST, "/api/v1/session", PERMIT_PUBLIC, session_create,
	    ROUTE_NO_TOKEN),
	ROUTE(GET, "/api/v1/session", PERMIT_SIGNED_IN, session_get),
	ROUTE(DELETE, "/api/v1/session", PERMIT_SIGNED_IN, session_delete),
	ROUTE(GET, "/api/v1/sessions", PERMIT_SIGNED_IN, session_list),
	ROUTE(DELETE, "/api/v1/sessions", PERMIT_SIGNED_IN,
	    session_delete_others),
	ROUTE(POST, "/api/v1/session/step-up", PERMIT_SIGNED_IN,
	    session_step_up),
	{ 0 }
};
