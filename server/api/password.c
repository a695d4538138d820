/*
 * password.c - one's own password is changed, by who knows the old one and has
 * the code generator.
 */
#include "server/api/api.h"
#include "server/api/login.h"
#include "server/api/routes.h"
#include "server/api/session_begin.h"
#include "server/api/shape.h"
#include "server/security/password.h"
#include "server/services.h"

enum { HASH, TOTP, LAST_STEP };

static int fiber_fn
find(struct request *req, struct login *ret, struct error *err)
{
	const struct session *s = req->session;
	struct login l = { .is_known = true, .tenant = s->tenant,
		.staff = s->staff, .tenant_id = s->tenant_id,
		.staff_id = s->staff_id };
	struct db *db = req->db;

	if (db_query(db, err, PASSWORD_GET, s->staff_id) < 0)
		return -1;
	l.hash = arena_str(req->arena, db_text(db, 0, 0, HASH)).p;
	l.totp = api_bytes_at(req, 0, TOTP);
	l.totp_last_step = db_int64(db, 0, 0, LAST_STEP);
	*ret = l;
	return 0;
}

/* Counts like a failure to sign in: who found an open screen cannot guess. */
static int fiber_fn
refuse(struct request *req, const struct login *l, struct error *err)
{
	session_refuse(req, l, NULL);
	return error_set(err, ERR_FORBIDDEN, "password.wrong",
	    "the old password or the code is wrong");
}

/* The step of the code, or -1 and err. */
static int64_t fiber_fn
prove(struct request *req, struct login *l, const struct json *body,
    struct error *err)
{
	int64_t step;
	int match;

	if (login_wait_check(req, l, req->session->login, err) < 0)
		return -1;
	match = login_password(req, l, shape_text(req, body, "current"), err);
	step = match < 0 ? -2 : login_code(req, l,
	    shape_text(req, body, "totp"), err);
	if (match < 0 || step == -2)
		return -1;
	return match == 0 || step < 0 ? refuse(req, l, err) : step;
}

static int fiber_fn
change(struct request *req, const struct login *l, const char *hash,
    int64_t step, struct error *err)
{
	struct db *db = req->db;
	char token[44];
	int at;

	db_begin(db);
	at = db_push(db, TOTP_USE, l->staff_id, db_int(db, step));
	if (db_run(db, err) < 0)
		return -1;
	if (db_rows(db, at) == 0)
		return error_set(err, ERR_FORBIDDEN, "totp.wrong",
		    "the code is wrong or was used already");
	db_push(db, STAFF_SET_PASSWORD, l->staff_id, hash);
	db_push(db, SESSION_DELETE_OTHERS, l->staff_id, db_bytea(db,
	    (struct str){ (const char *)req->session->token_hash, 32 }));
	db_push(db, LINKS_REVOKE, l->staff_id);
	login_wait_push_done(req, l);
	session_renew(req, token);
	api_audit(req, &(struct audit_event){ .action = "staff.password",
	    .object_type = "staff", .object = l->staff });
	if (api_commit(req, err) < 0)
		return -1;
	session_cookie(req, token);
	return 0;
}

static const struct shape password_shape[] = {
	{ "current", SHAPE_TEXT, SHAPE_REQUIRED, .min = 1, .max = 256 },
	{ "password", SHAPE_TEXT, SHAPE_REQUIRED, .min = 1, .max = 256 },
	{ "totp", SHAPE_TEXT, SHAPE_REQUIRED, .min = 6, .max = 6 },
	{ 0 }
};

/* POST /session/password */
static int fiber_fn
password_change(struct request *req)
{
	char hash[PASSWORD_HASH_SIZE];
	struct error err = { 0 };
	const struct json *body;
	const char *password;
	struct login l;
	int64_t step;
	int status;

	body = shape_body(req, password_shape, &status);
	if (body == NULL)
		return status;
	password = shape_text(req, body, "password");
	if (password_check_strength(str_of(password),
	    &(struct password_context){ str_of(req->session->login),
	    str_of(req->session->name), str_of(req->session->tenant_name) },
	    &err) < 0 || api_open(req, &err) < 0 || find(req, &l, &err) < 0)
		return reply_error(req, &err);
	step = prove(req, &l, body, &err);
	if (step < 0 || login_hash(req, password, hash, &err) < 0 ||
	    change(req, &l, hash, step, &err) < 0)
		return reply_error(req, &err);
	return reply(req, 204, NULL);
}

const struct route password_routes[] = {
	ROUTE(POST, "/api/v1/session/password", PERMIT_SIGNED_IN,
	    password_change),
	{ 0 }
};
