/*
 * step_up.c - proving once more who asks, by a code or a passkey.
 */
#include "server/api/api.h"
#include "server/api/authn.h"
#include "server/api/passkey.h"
#include "server/api/routes.h"
#include "server/api/session_begin.h"
#include "server/api/shape.h"

int
authn_check_factor(const struct json *body, struct error *err)
{
	if (shape_has(body, "totp") != shape_has(body, "passkey"))
		return 0;
	return error_set_field(err, "factor.one", STR("/totp"),
	    "one of totp and passkey is wanted");
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

static struct passkey_ask
ask_of(const struct request *req)
{
	struct passkey_ask ask = { .purpose = "confirm",
		.staff = &req->session->staff };

	memcpy(ask.holder, req->session->token_hash, sizeof(ask.holder));
	return ask;
}

/* Who found an open screen has no passkey: the refusal counts, as at the
 * door. */
static int fiber_fn
refuse(struct request *req, const struct passkey_use *use)
{
	const struct session *s = req->session;

	session_refuse(req, &(struct login){ .is_known = true,
	    .tenant = s->tenant, .staff = s->staff, .tenant_id = s->tenant_id,
	    .staff_id = s->staff_id }, use);
	return -1;
}

/* Spend an answer of one of the caller's passkeys in a transaction that this
 * opens: the challenge is gone whatever comes of it. */
static int fiber_fn
use_passkey(struct request *req, const struct json *answer, struct error *err)
{
	struct passkey_ask ask = ask_of(req);
	struct passkey_use use;
	int at;

	if (passkey_prove(req, &ask, answer, &use, err) < 0)
		return passkey_is_refused(err) ? refuse(req, &use) : -1;
	db_begin(req->db);
	at = db_push(req->db, PASSKEY_USE, db_uuid(req->db, use.id),
	    db_int(req->db, use.counter), use.is_backed_up ? "t" : "f");
	if (db_run(req->db, err) < 0)
		return -1;
	if (db_rows(req->db, at) == 1)
		return 0;
	db_rollback(req->db);
	use.went_back = true;
	(void)error_set(err, ERR_FORBIDDEN, "passkey.refused",
	    "this passkey is not accepted here");
	return refuse(req, &use);
}

static int fiber_fn
use_factor(struct request *req, const struct json *body, struct error *err)
{
	if (shape_has(body, "passkey"))
		return use_passkey(req, json_get(body, "passkey"), err);
	db_begin(req->db);
	return authn_use_code(req, shape_text(req, body, "totp"), err);
}

static const struct shape factor_shape[] = {
	{ "totp", SHAPE_TEXT, .min = 6, .max = 6 },
	{ "passkey", SHAPE_OBJECT, .of = passkey_shape },
	{ 0 }
};

/* POST /session/step-up */
static int fiber_fn
step_up(struct request *req)
{
	struct error err = { 0 };
	char token[44];
	const struct json *body;
	int status;

	body = shape_body(req, factor_shape, &status);
	if (body == NULL)
		return status;
	if (authn_check_factor(body, &err) < 0 || api_open(req, &err) < 0 ||
	    use_factor(req, body, &err) < 0)
		return reply_error(req, &err);
	db_push(req->db, SESSION_STEP_UP, db_bytea(req->db, (struct str){
	    (const char *)req->session->token_hash, 32 }));
	session_renew(req, token);
	api_audit(req, &(struct audit_event){ .action = "session.step_up",
	    .object_type = "staff", .object = req->session->staff });
	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	session_cookie(req, token);
	return reply(req, 204, NULL);
}

static const struct shape no_shape[] = { { 0 } };

/* POST /session/step-up/options */
static int fiber_fn
step_up_options(struct request *req)
{
	struct passkey_ask ask = ask_of(req);
	struct error err = { 0 };
	const char *challenge;
	struct str mine;
	int status;

	if (shape_body(req, no_shape, &status) == NULL)
		return status;
	if (api_open(req, &err) < 0)
		return reply_error(req, &err);
	challenge = passkey_challenge_own(req, &ask, &mine, &err);
	if (challenge == NULL)
		return reply_error(req, &err);
	if (str_is(mine, "[]"))
		return reply_fail(req, ERR_CONFLICT, "passkey.none",
		    "you have no passkey yet");
	return reply(req, 200, passkey_request(req, challenge, mine));
}

const struct route step_up_routes[] = {
	ROUTE(POST, "/api/v1/session/step-up", PERMIT_SIGNED_IN, step_up,
	    ROUTE_ENROLLING),
	ROUTE(POST, "/api/v1/session/step-up/options", PERMIT_SIGNED_IN,
	    step_up_options, ROUTE_ENROLLING),
	{ 0 }
};
