/*
 * passkeys.c - one's own passkeys: make, name, remove.
 *
 * Making and removing want a proof within the last minutes that it is their
 * owner who asks.  A new passkey gives the session another token.
 */
#include "server/api/api.h"
#include "server/api/passkey.h"
#include "server/api/routes.h"
#include "server/api/session_begin.h"
#include "server/security/cose.h"
#include "server/security/vault.h"
#include "server/services.h"

#define PASSKEYS_MAX	10	/* of one person */

static struct passkey_ask
ask_of(const struct request *req)
{
	struct passkey_ask ask = { .purpose = "enrol" };

	memcpy(ask.holder, req->session->token_hash, sizeof(ask.holder));
	return ask;
}

static const char *
token_param(struct request *req)
{
	return db_bytea(req->db, (struct str){
	    (const char *)req->session->token_hash, 32 });
}

static int
check_recent(struct request *req, struct error *err)
{
	if (session_is_recent(req->session))
		return 0;
	return error_set(err, ERR_FORBIDDEN, "step_up.required",
	    "confirm with a fresh code or a passkey first");
}

/* GET /passkeys */
static int fiber_fn
passkey_list(struct request *req)
{
	struct error err = { 0 };
	struct str body;

	if (api_open(req, &err) < 0 || db_json(req->db, &body, &err,
	    PASSKEY_LIST, req->session->staff_id) < 0)
		return reply_error(req, &err);
	return reply_str(req, 200, body);
}

/* ------------------------------------------------------------------- making */

static void
write_user(struct request *req, struct jsonw *w)
{
	const struct session *s = req->session;

	jsonw_key(w, "user");
	jsonw_object(w);
	jsonw_key(w, "id");
	jsonw_cstr(w, passkey_text(req, (struct str){
	    (const char *)s->staff.b, sizeof(s->staff.b) }));
	jsonw_key(w, "name");
	jsonw_cstr(w, s->login);
	jsonw_key(w, "displayName");
	jsonw_cstr(w, s->name);
	jsonw_object_end(w);
}

static void
write_kinds(struct jsonw *w)
{
	static const int kinds[] = { COSE_EDDSA, COSE_ES256, COSE_RS256 };

	jsonw_key(w, "pubKeyCredParams");
	jsonw_array(w);
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		jsonw_object(w);
		jsonw_key(w, "type");
		jsonw_cstr(w, "public-key");
		jsonw_key(w, "alg");
		jsonw_int(w, kinds[i]);
		jsonw_object_end(w);
	}
	jsonw_array_end(w);
}

/* PublicKeyCredentialCreationOptions. */
static int
reply_options(struct request *req, const char *challenge, struct str mine)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct jsonw w = JSONW(&out);
	struct webauthn_party party;

	passkey_party(req, &party);
	jsonw_object(&w);
	jsonw_key(&w, "challenge");
	jsonw_cstr(&w, challenge);
	jsonw_key(&w, "rp");
	jsonw_object(&w);
	jsonw_key(&w, "id");
	jsonw_str(&w, party.rp_id);
	jsonw_key(&w, "name");
	jsonw_cstr(&w, "V\u00ednculo");
	jsonw_object_end(&w);
	write_user(req, &w);
	write_kinds(&w);
	jsonw_key(&w, "timeout");
	jsonw_int(&w, PASSKEY_TIMEOUT_MS);
	jsonw_key(&w, "excludeCredentials");
	jsonw_raw(&w, mine);
	jsonw_key(&w, "authenticatorSelection");
	jsonw_raw(&w, STR("{\"residentKey\":\"required\","
	    "\"requireResidentKey\":true,"
	    "\"userVerification\":\"required\"}"));
	jsonw_key(&w, "attestation");
	jsonw_cstr(&w, "none");
	jsonw_object_end(&w);
	return reply_str(req, 200, arena_str(req->arena, buf_view(&out)));
}

static const struct shape no_shape[] = { { 0 } };

/* POST /passkeys/options */
static int fiber_fn
passkey_options(struct request *req)
{
	struct passkey_ask ask = ask_of(req);
	struct error err = { 0 };
	const char *challenge;
	struct str mine;
	int status;

	if (shape_body(req, no_shape, &status) == NULL)
		return status;
	if (check_recent(req, &err) < 0 || api_open(req, &err) < 0)
		return reply_error(req, &err);
	challenge = passkey_challenge_own(req, &ask, &mine, &err);
	if (challenge == NULL)
		return reply_error(req, &err);
	return reply_options(req, challenge, mine);
}

/* Check what the browser made of the options, and use their challenge up. */
static int fiber_fn
read_new(struct request *req, const struct json *j, struct webauthn_data *ret,
    struct error *err)
{
	unsigned char challenge[WEBAUTHN_CHALLENGE];
	struct passkey_ask ask = ask_of(req);
	struct webauthn_party party;
	struct str id, client, attestation, data;

	passkey_party(req, &party);
	if (passkey_bytes(req, j, "id", &id, err) < 0 ||
	    passkey_bytes(req, j, "clientDataJSON", &client, err) < 0 ||
	    passkey_bytes(req, j, "attestationObject", &attestation, err) < 0 ||
	    webauthn_client_data(req->arena, client, WEBAUTHN_CREATE, &party,
	    challenge, err) < 0 ||
	    webauthn_attestation(attestation, &data, err) < 0 ||
	    webauthn_data(data, WEBAUTHN_CREATE, &party, ret, err) < 0)
		return -1;
	if (!str_eq(id, ret->credential_id))
		return error_set_field(err, "passkey.malformed",
		    STR("/passkey/id"), "this is not what an authenticator "
		    "sends: the id of another passkey");
	return passkey_answered(req, &ask, challenge, err);
}

/* How the account stands, which nobody else changes until the commit. */
struct standing {
	bool		 has_code, needs_passkey;
	int64_t		 n;		/* passkeys */
};

static int fiber_fn
lock(struct request *req, struct standing *ret, struct error *err)
{
	int at;

	db_push(req->db, PASSKEY_LOCK, req->session->staff_id);
	at = db_push(req->db, PASSKEY_STANDING, req->session->staff_id);
	if (db_run(req->db, err) < 0)
		return -1;
	*ret = (struct standing){ db_bool(req->db, at, 0, 0),
		db_bool(req->db, at, 0, 1), db_int64(req->db, at, 0, 2) };
	return 0;
}

static int fiber_fn
check_room(struct request *req, struct error *err)
{
	struct standing s;

	if (lock(req, &s, err) < 0)
		return -1;
	if (s.n < PASSKEYS_MAX)
		return 0;
	return error_set(err, ERR_CONFLICT, "passkey.limit",
	    "you have %d passkeys: remove one first", PASSKEYS_MAX);
}

/* Queue the row; the position in the batch, or -1 and err. */
static int fiber_fn
push_new(struct request *req, struct uuid id, const char *name,
    const struct webauthn_data *d, struct error *err)
{
	const struct session *s = req->session;
	struct sealed_at at = { SEALED_PASSKEY_KEY, s->staff, s->tenant };
	struct vault *v = services()->vault;
	const char *key;

	if (vault_load(v, req->db, &s->tenant, 1, err) < 0 ||
	    vault_seal(v, req->db, &at, d->key, &key, err) < 0)
		return -1;
	return db_push(req->db, PASSKEY_INSERT, db_uuid(req->db, id),
	    s->staff_id, name, db_bytea(req->db, d->credential_id), key,
	    db_int(req->db, d->counter), d->is_backup_eligible ? "t" : "f",
	    d->is_backed_up ? "t" : "f");
}

static const struct shape new_shape[] = {
	{ "id", SHAPE_TEXT, SHAPE_REQUIRED, .min = 1, .max = 1364 },
	{ "clientDataJSON", SHAPE_TEXT, SHAPE_REQUIRED, .min = 1,
	  .max = 4096 },
	{ "attestationObject", SHAPE_TEXT, SHAPE_REQUIRED, .min = 1,
	  .max = 22000 },
	{ 0 }
};

static const struct shape create_shape[] = {
	{ "name", SHAPE_TEXT, SHAPE_REQUIRED, .min = 1, .max = 60 },
	{ "passkey", SHAPE_OBJECT, SHAPE_REQUIRED, .of = new_shape },
	{ 0 }
};

/* POST /passkeys */
static int fiber_fn
passkey_create(struct request *req)
{
	struct uuid id = uuid_new();
	struct webauthn_data made = { 0 };
	struct error err = { 0 };
	const struct json *body;
	char token[44];
	int status, at;

	body = shape_body(req, create_shape, &status);
	if (body == NULL)
		return status;
	if (check_recent(req, &err) < 0 || api_open(req, &err) < 0 ||
	    read_new(req, json_get(body, "passkey"), &made, &err) < 0)
		return reply_error(req, &err);
	db_begin(req->db);
	if (check_room(req, &err) < 0)
		return reply_error(req, &err);
	at = push_new(req, id, shape_text(req, body, "name"), &made, &err);
	if (at < 0)
		return reply_error(req, &err);
	db_push(req->db, SESSION_ENROLLED, token_param(req));
	session_renew(req, token);
	api_audit(req, &(struct audit_event){ .action = "passkey.create",
	    .object_type = "passkey", .object = id });
	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	session_cookie(req, token);
	return reply_str(req, 201, db_text(req->db, at, 0, 0));
}

/* ------------------------------------------------------ renaming, removing */

static int
unknown(struct error *err)
{
	return error_set(err, ERR_NOT_FOUND, "passkey.unknown",
	    "you have no such passkey");
}

static const struct shape rename_shape[] = {
	{ "name", SHAPE_TEXT, SHAPE_REQUIRED, .min = 1, .max = 60 },
	{ 0 }
};

/* Lock the passkey and hold its version against the one that was seen. */
static int fiber_fn
check_version(struct request *req, const char *id, const char *seen,
    struct error *err)
{
	int at = db_push(req->db, PASSKEY_VERSION, req->session->staff_id, id);

	if (db_run(req->db, err) < 0)
		return -1;
	if (db_rows(req->db, at) == 0)
		return unknown(err);
	return api_check_version(db_int64(req->db, at, 0, 0), seen, err);
}

/* PATCH /passkeys/{id} */
static int fiber_fn
passkey_rename(struct request *req)
{
	struct error err = { 0 };
	const struct json *body;
	const char *seen;
	struct uuid id;
	int status, at;

	body = shape_body(req, rename_shape, &status);
	if (body == NULL)
		return status;
	seen = req_if_match(req, &err);
	if (seen == NULL || api_path_id(req, "id", &id, &err) < 0 ||
	    api_begin(req, &err) < 0 ||
	    check_version(req, path_arg(req, "id"), seen, &err) < 0)
		return reply_error(req, &err);
	at = db_push(req->db, PASSKEY_RENAME, req->session->staff_id,
	    path_arg(req, "id"), shape_text(req, body, "name"));
	api_audit(req, &(struct audit_event){ .action = "passkey.rename",
	    .object_type = "passkey", .object = id });
	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	return reply_str(req, 200, db_text(req->db, at, 0, 0));
}

/* Who could not sign in any more without it keeps it. */
static int fiber_fn
check_last(struct request *req, struct error *err)
{
	struct standing s;

	if (lock(req, &s, err) < 0)
		return -1;
	if (s.n > 1 || (s.has_code && !s.needs_passkey))
		return 0;
	return error_set(err, ERR_CONFLICT, "passkey.last",
	    "you could not sign in without it: make another one first");
}

/* DELETE /passkeys/{id} */
static int fiber_fn
passkey_delete(struct request *req)
{
	struct error err = { 0 };
	struct uuid id;
	int at;

	if (check_recent(req, &err) < 0 ||
	    api_path_id(req, "id", &id, &err) < 0 ||
	    api_begin(req, &err) < 0)
		return reply_error(req, &err);
	at = db_push(req->db, PASSKEY_VERSION, req->session->staff_id,
	    path_arg(req, "id"));
	if (db_run(req->db, &err) < 0 ||
	    (db_rows(req->db, at) == 0 && unknown(&err) < 0) ||
	    check_last(req, &err) < 0)
		return reply_error(req, &err);
	db_push(req->db, PASSKEY_DELETE, req->session->staff_id,
	    path_arg(req, "id"));
	api_audit(req, &(struct audit_event){ .action = "passkey.delete",
	    .object_type = "passkey", .object = id });
	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	return reply(req, 204, NULL);
}

const struct route passkey_routes[] = {
	ROUTE(GET, "/api/v1/passkeys", PERMIT_SIGNED_IN, passkey_list,
	    ROUTE_ENROLLING),
	ROUTE(POST, "/api/v1/passkeys", PERMIT_SIGNED_IN, passkey_create,
	    ROUTE_ENROLLING),
	ROUTE(POST, "/api/v1/passkeys/options", PERMIT_SIGNED_IN,
	    passkey_options, ROUTE_ENROLLING),
	ROUTE(PATCH, "/api/v1/passkeys/{id}", PERMIT_SIGNED_IN,
	    passkey_rename),
	ROUTE(DELETE, "/api/v1/passkeys/{id}", PERMIT_SIGNED_IN,
	    passkey_delete),
	{ 0 }
};
