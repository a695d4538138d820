/*
 * session_passkey.c - signing in with a passkey.
 *
 * The device finds the passkey and asks for a PIN, a finger or a face, so it is
 * two factors at once.  Nobody says a name before: what is asked is the same
 * for everybody, and so is every refusal.  Failures of a password do not delay
 * it, so nobody can lock out who has one.
 */
#include "server/api/api.h"
#include "server/api/passkey.h"
#include "server/api/routes.h"
#include "server/api/session_begin.h"

static const struct shape no_shape[] = { { 0 } };

/* POST /session/passkey/options */
static int fiber_fn
options(struct request *req)
{
	struct passkey_ask ask = { .purpose = "sign_in" };
	struct error err = { 0 };
	const char *challenge;
	int status;

	if (shape_body(req, no_shape, &status) == NULL)
		return status;
	if (session_open_page(req, &err) < 0)
		return reply_error(req, &err);
	session_attempt_begin(req, ask.holder);
	challenge = passkey_challenge(req, &ask, &err);
	if (challenge == NULL)
		return reply_error(req, &err);
	return reply(req, 200, passkey_request(req, challenge, STR("")));
}

static const struct shape sign_in_shape[] = {
	{ "passkey", SHAPE_OBJECT, SHAPE_REQUIRED, .of = passkey_shape },
	{ 0 }
};

/* POST /session/passkey */
static int fiber_fn
sign_in(struct request *req)
{
	struct passkey_ask ask = { .purpose = "sign_in" };
	struct error err = { 0 };
	const struct json *body;
	struct passkey_use use;
	int status;

	body = shape_body(req, sign_in_shape, &status);
	if (body == NULL)
		return status;
	if (session_open_unscoped(req, &err) < 0)
		return reply_error(req, &err);
	session_attempt(req, ask.holder);
	if (passkey_prove(req, &ask, json_get(body, "passkey"), &use,
	    &err) < 0) {
		if (!passkey_is_refused(&err))
			return reply_error(req, &err);
		session_refuse(req, &use.login, &use);
		return reply_fail(req, ERR_UNAUTHENTICATED, "passkey.refused",
		    "this passkey is not accepted here");
	}
	return session_begin(req, &use.login,
	    &(struct session_proof){ .passkey = &use });
}

const struct route session_passkey_routes[] = {
	ROUTE(POST, "/api/v1/session/passkey/options", PERMIT_PUBLIC, options,
	    ROUTE_NO_TOKEN),
	ROUTE(POST, "/api/v1/session/passkey", PERMIT_PUBLIC, sign_in,
	    ROUTE_NO_TOKEN),
	{ 0 }
};
