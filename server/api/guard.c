/*
 * guard.c - what stands before every handler and behind every reply.
 */
#include <sodium.h>

#include "base/log.h"
#include "server/api/api.h"
#include "server/api/authn.h"
#include "server/http/hooks.h"
#include "server/security/permission.h"
#include "server/security/vault.h"
#include "server/services.h"

static int fiber_fn
authorise(struct request *req, struct error *err)
{
	const char *token;

	if (req->route->permission == PERMIT_PUBLIC)
		return 0;
	token = req_cookie(req, SESSION_COOKIE);
	if (token == NULL)
		return error_set(err, ERR_UNAUTHENTICATED, "session.none",
		    "sign in first");
	req->session = session_load(services()->sessions, req->arena,
	    str_of(token), err);
	if (req->session == NULL)
		return -1;
	if (req->session->must_enrol &&
	    !(req->route->flags & ROUTE_ENROLLING))
		return error_set(err, ERR_FORBIDDEN, "passkey.enrol",
		    "your role needs a passkey: make one first");
	if (req->route->permission == PERMIT_SIGNED_IN ||
	    session_has_permission(req->session, req->route->permission))
		return 0;
	return error_set(err, ERR_FORBIDDEN, "permission.missing",
	    "your roles do not include %s", permission_name(
	    (enum permission)req->route->permission));
}

static int fiber_fn
check_token(struct request *req, struct error *err)
{
	const char *given = req_header(req, "x-csrf-token");
	const char *wanted = req->session->csrf;

	if (given != NULL && strlen(given) == strlen(wanted) &&
	    sodium_memcmp(given, wanted, strlen(wanted)) == 0)
		return 0;
	return error_set(err, ERR_FORBIDDEN, "csrf.token",
	    "this request did not come from the application");
}

static void fiber_fn
denied(struct request *req, const struct error *err)
{
	struct error e = { 0 };

	if (req->session == NULL || api_open(req, &e) < 0)
		return;
	api_audit(req, &(struct audit_event){ .action = "request.denied",
	    .object_type = "route", .outcome = AUDIT_DENIED,
	    .purpose = err->code });
	if (audit_run(req->db, &e) < 0)
		log_event(LOG_WARNING, "audit.denied", "code=%s", e.code);
}

static int fiber_fn
filter(struct request *req, struct str body, struct str *ret,
    struct error *err)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	static const struct grants none;

	/* PostgreSQL writes the marker as an escape. */
	if (str_find(body, STR("\\u0001"), 0) < 0) {
		*ret = body;
		return 0;
	}
	if (req->session == NULL || api_open(req, err) < 0 ||
	    vault_reveal(services()->vault, req->db, req->session == NULL ?
	    &none : &req->session->grants, body, &out, err) < 0)
		return -1;
	*ret = arena_str(req->arena, buf_view(&out));
	sodium_memzero(out.p, out.len);
	return 0;
}

void
authn_install(void)
{
	http_set_hooks(&(struct http_hooks){ .authorise = authorise,
	    .check_token = check_token, .denied = denied, .filter = filter });
}
