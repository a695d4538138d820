/*
 * activation.c - the first sign-in, by a one-time link.
 *
 * The link carries a token in its fragment, which browsers do not send; the
 * page posts it here.  Only its hash is in the database.  Nobody but the person
 * ever knows the password (ASVS 6.4.3).
 */
#include <sodium.h>

#include "base/clock.h"
#include "server/api/api.h"
#include "server/api/routes.h"
#include "server/api/session_begin.h"
#include "server/api/shape.h"
#include "server/security/password.h"
#include "server/security/vault.h"
#include "server/services.h"

struct link {
	struct login	 login;
	unsigned char	 hash[32];
	const char	*name;		/* of the person */
	const char	*login_name;
	const char	*tenant_name;
	bool		 is_enrolled;	/* has a code generator in use */
};

static const char *
hash_param(struct request *req, const struct link *l)
{
	return db_bytea(req->db, (struct str){ (const char *)l->hash, 32 });
}

static int
dead(struct error *err)
{
	return error_set(err, ERR_NOT_FOUND, "link.dead",
	    "this link was used or is too old: ask for a new one");
}

static const char *
column(struct request *req, int at, int col)
{
	return arena_str(req->arena, db_text(req->db, at, 0, col)).p;
}

/* Find a live link and scope req->db to its municipality. */
static int fiber_fn
link_find(struct request *req, const char *token, struct link *ret,
    struct error *err)
{
	struct link l = { .login.is_known = true };
	int at;

	if (session_open_unscoped(req, err) < 0)
		return -1;
	session_hash(str_of(token), l.hash);
	at = db_push(req->db, LINK_TENANT, hash_param(req, &l));
	if (db_run(req->db, err) < 0)
		return -1;
	if (db_is_null(req->db, at, 0, 0))
		return dead(err);
	l.login.tenant_id = column(req, at, 0);
	(void)uuid_parse(str_of(l.login.tenant_id), &l.login.tenant);
	db_scope(req->db, l.login.tenant_id, NULL);
	db_begin(req->db);
	at = db_push(req->db, LINK_GET, hash_param(req, &l));
	if (db_run(req->db, err) < 0)
		return -1;
	if (db_rows(req->db, at) == 0)
		return dead(err);
	l.login.staff_id = column(req, at, 0);
	(void)uuid_parse(str_of(l.login.staff_id), &l.login.staff);
	l.login_name = column(req, at, 1);
	l.name = column(req, at, 2);
	l.login.totp = api_bytes_at(req, at, 3);
	l.is_enrolled = db_bool(req->db, at, 0, 4);
	l.tenant_name = column(req, at, 5);
	*ret = l;
	return 0;
}

/* The secret of the person's code generator; made now if there is none. */
static int fiber_fn
secret_of(struct request *req, struct link *l,
    unsigned char secret[TOTP_SECRET_SIZE], struct error *err)
{
	struct sealed_at at = { SEALED_STAFF_TOTP, l->login.staff,
		l->login.tenant };
	struct vault *v = services()->vault;
	const char *param;

	if (l->login.totp.len > 0)
		return login_secret(req, &l->login, secret, err);
	randombytes_buf(secret, TOTP_SECRET_SIZE);
	if (audit_prepare(v, req->db, l->login.tenant, err) < 0 ||
	    vault_load(v, req->db, &l->login.tenant, 1, err) < 0 ||
	    vault_seal(v, req->db, &at, (struct str){ (const char *)secret,
	    TOTP_SECRET_SIZE }, &param, err) < 0)
		return -1;
	db_push(req->db, STAFF_SET_TOTP, l->login.staff_id, param);
	session_event(req, &l->login, "staff.totp", AUDIT_OK);
	return 0;
}

/* A secret that is in use already is NULL here: a new password must not give a
 * second factor away (ASVS 6.4.3). */
static int
reply_link(struct request *req, const struct link *l, const char *secret)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct jsonw w = JSONW(&out);

	jsonw_object(&w);
	jsonw_key(&w, "login");
	jsonw_cstr(&w, l->login_name);
	jsonw_key(&w, "name");
	jsonw_cstr(&w, l->name);
	jsonw_key(&w, "totpSecret");
	jsonw_cstr(&w, secret);
	jsonw_key(&w, "totpUri");
	jsonw_cstr(&w, secret == NULL ? NULL : req_printf(req,
	    "otpauth://totp/V%%C3%%ADnculo:%s?secret=%s&issuer=V%%C3%%ADnculo",
	    l->login_name, secret));
	jsonw_object_end(&w);
	return reply_str(req, 200, arena_str(req->arena, buf_view(&out)));
}

static const struct shape link_shape[] = {
	{ "token", SHAPE_TEXT, SHAPE_REQUIRED, .min = 1, .max = 128 },
	{ 0 }
};

/* POST /session/link */
static int fiber_fn
link_show(struct request *req)
{
	_cleanup_(buf_done) struct buf base32 = BUF_INIT;
	unsigned char secret[TOTP_SECRET_SIZE];
	struct error err = { 0 };
	const struct json *body;
	struct link l;
	int status;

	body = shape_body(req, link_shape, &status);
	if (body == NULL)
		return status;
	if (link_find(req, shape_text(req, body, "token"), &l, &err) < 0)
		return reply_error(req, &err);
	if (l.is_enrolled)
		return reply_link(req, &l, NULL);
	if (secret_of(req, &l, secret, &err) < 0 ||
	    audit_commit(req->db, &err) < 0)
		return reply_error(req, &err);
	totp_base32(secret, &base32);
	status = reply_link(req, &l, buf_cstr(&base32));
	sodium_memzero(base32.p, base32.len);
	sodium_memzero(secret, sizeof(secret));
	return status;
}

static const struct shape activate_shape[] = {
	{ "token", SHAPE_TEXT, SHAPE_REQUIRED, .min = 1, .max = 128 },
	{ "password", SHAPE_TEXT, SHAPE_REQUIRED, .min = 1, .max = 256 },
	{ "totp", SHAPE_TEXT, SHAPE_REQUIRED, .min = 6, .max = 6 },
	{ 0 }
};

/* Use the link up and set the password, in one transaction. */
static int fiber_fn
set_password(struct request *req, struct link *l, const char *password,
    struct error *err)
{
	char hash[PASSWORD_HASH_SIZE];
	int at;

	if (login_hash(req, password, hash, err) < 0 ||
	    audit_prepare(services()->vault, req->db, l->login.tenant, err) < 0)
		return -1;
	at = db_push(req->db, LINK_USE, hash_param(req, l));
	db_push(req->db, STAFF_SET_PASSWORD, l->login.staff_id, hash);
	db_push(req->db, SESSION_DELETE_STAFF, l->login.staff_id);
	session_event(req, &l->login, "session.activate", AUDIT_OK);
	if (audit_commit(req->db, err) < 0)
		return -1;
	return db_rows(req->db, at) == 1 ? 0 : dead(err);
}

/* POST /session/activate */
static int fiber_fn
activate(struct request *req)
{
	struct error err = { 0 };
	const struct json *body;
	const char *password;
	struct link l;
	int64_t step;
	int status;

	body = shape_body(req, activate_shape, &status);
	if (body == NULL)
		return status;
	password = shape_text(req, body, "password");
	if (link_find(req, shape_text(req, body, "token"), &l, &err) < 0 ||
	    password_check_strength(str_of(password),
	    &(struct password_context){ str_of(l.login_name), str_of(l.name),
	    str_of(l.tenant_name) }, &err) < 0)
		return reply_error(req, &err);
	step = login_code(req, &l.login, shape_text(req, body, "totp"), &err);
	if (step == -1)
		(void)error_set_field(&err, "totp.wrong", STR("/totp"),
		    "the code is wrong: is the clock of your phone right?");
	if (step < 0 || set_password(req, &l, password, &err) < 0 ||
	    login_wait_name(req, &l.login, l.login_name, &err) < 0)
		return reply_error(req, &err);
	return session_begin(req, &l.login,
	    &(struct session_proof){ .step = step });
}

const struct route activation_routes[] = {
	ROUTE(POST, "/api/v1/session/link", PERMIT_PUBLIC, link_show,
	    ROUTE_NO_TOKEN),
	ROUTE(POST, "/api/v1/session/activate", PERMIT_PUBLIC, activate,
	    ROUTE_NO_TOKEN),
	{ 0 }
};
