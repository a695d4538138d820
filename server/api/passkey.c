/*
 * passkey.c - challenges and answers of passkeys.
 */
#include <sodium.h>

#include "base/config.h"
#include "base/log.h"
#include "server/api/passkey.h"
#include "server/api/api.h"
#include "server/api/session_begin.h"
#include "server/security/vault.h"
#include "server/services.h"

#define SCHEME	"https://"

const struct shape passkey_shape[] = {
	{ "id", SHAPE_TEXT, SHAPE_REQUIRED, .min = 1, .max = 1364 },
	{ "clientDataJSON", SHAPE_TEXT, SHAPE_REQUIRED, .min = 1,
	  .max = 4096 },
	{ "authenticatorData", SHAPE_TEXT, SHAPE_REQUIRED, .min = 1,
	  .max = 4096 },
	{ "signature", SHAPE_TEXT, SHAPE_REQUIRED, .min = 1, .max = 1024 },
	{ "userHandle", SHAPE_TEXT, SHAPE_NULLABLE, .max = 88 },
	{ 0 }
};

/* Up to the first such character. */
static struct str
up_to(struct str s, char end)
{
	ptrdiff_t i = str_chr(s, end);

	return i < 0 ? s : str_sub(s, 0, (size_t)i);
}

int
passkey_check_origin(struct error *err)
{
	struct str origin = str_of(config_text("http.origin"));
	struct str rest = str_sub(origin, strlen(SCHEME), origin.len);

	if (origin.len == 0 || (str_starts(origin, SCHEME) && rest.len > 0 &&
	    str_chr(rest, '/') < 0))
		return 0;
	return error_set(err, ERR_INVALID, "config.value",
	    "http.origin: https://HOST or https://HOST:PORT is wanted, "
	    "without a slash at the end");
}

/* The Host of a request is one of http.hosts, or it had not come so far. */
void
passkey_party(struct request *req, struct webauthn_party *ret)
{
	struct str origin = str_of(config_text("http.origin"));
	const char *host = req_header(req, "host");

	if (origin.len > 0) {
		ret->origin = origin;
		ret->rp_id = up_to(str_sub(origin, strlen(SCHEME),
		    origin.len), ':');
		return;
	}
	ret->origin = str_of(req_printf(req, SCHEME "%s",
	    host == NULL ? "" : host));
	ret->rp_id = up_to(str_of(config_text("http.hosts")), ' ');
}

int
passkey_bytes(struct request *req, const struct json *j, const char *key,
    struct str *ret, struct error *err)
{
	struct str text = json_string(j, key, STR(""));
	struct str field = str_of(req_printf(req, "/passkey/%s", key));
	unsigned char *raw = req_alloc(req, text.len + 1);
	size_t n = 0;

	if (sodium_base642bin(raw, text.len, text.p, text.len, NULL, &n, NULL,
	    sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
		return error_set_field(err, "passkey.base64", field,
		    "base64url without padding is wanted");
	*ret = (struct str){ (const char *)raw, n };
	return 0;
}

const char *
passkey_text(struct request *req, struct str bytes)
{
	size_t size = sodium_base64_encoded_len(bytes.len,
	    sodium_base64_VARIANT_URLSAFE_NO_PADDING);

	return sodium_bin2base64(req_alloc(req, size), size,
	    (const unsigned char *)bytes.p, bytes.len,
	    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static const char *
hash_param(struct request *req, const unsigned char hash[32])
{
	return db_bytea(req->db, (struct str){ (const char *)hash, 32 });
}

const char *fiber_fn
passkey_challenge(struct request *req, const struct passkey_ask *ask,
    struct error *err)
{
	unsigned char raw[WEBAUTHN_CHALLENGE], hash[32];

	randombytes_buf(raw, sizeof(raw));
	(void)crypto_hash_sha256(hash, raw, sizeof(raw));
	db_push(req->db, CHALLENGE_BEGIN, hash_param(req, hash),
	    hash_param(req, ask->holder), ask->purpose);
	if (db_run(req->db, err) < 0)
		return NULL;
	return passkey_text(req, (struct str){ (const char *)raw,
	    sizeof(raw) });
}

const char *fiber_fn
passkey_challenge_own(struct request *req, const struct passkey_ask *ask,
    struct str *ret_ids, struct error *err)
{
	const char *challenge = passkey_challenge(req, ask, err);

	return challenge == NULL || db_json(req->db, ret_ids, err, PASSKEY_IDS,
	    req->session->staff_id) < 0 ? NULL : challenge;
}

static int
push_answered(struct request *req, const struct passkey_ask *ask,
    const unsigned char challenge[WEBAUTHN_CHALLENGE])
{
	unsigned char hash[32];

	(void)crypto_hash_sha256(hash, challenge, WEBAUTHN_CHALLENGE);
	return db_push(req->db, CHALLENGE_USE, hash_param(req, hash),
	    hash_param(req, ask->holder), ask->purpose);
}

static int
expired(struct error *err)
{
	return error_set(err, ERR_FORBIDDEN, "passkey.expired",
	    "this took longer than five minutes or was sent already: try "
	    "again");
}

int fiber_fn
passkey_answered(struct request *req, const struct passkey_ask *ask,
    const unsigned char challenge[WEBAUTHN_CHALLENGE], struct error *err)
{
	int at = push_answered(req, ask, challenge);

	if (db_run(req->db, err) < 0)
		return -1;
	return db_bool(req->db, at, 0, 0) ? 0 : expired(err);
}

/* ------------------------------------------------------------------ answers */

struct answer {
	struct str		 id, client, data, signature, handle;
	struct webauthn_data	 said;
	unsigned char		 challenge[WEBAUTHN_CHALLENGE];
};

static int
read_answer(struct request *req, const struct json *j, struct answer *a,
    struct error *err)
{
	struct webauthn_party party;

	passkey_party(req, &party);
	if (passkey_bytes(req, j, "id", &a->id, err) < 0 ||
	    passkey_bytes(req, j, "clientDataJSON", &a->client, err) < 0 ||
	    passkey_bytes(req, j, "authenticatorData", &a->data, err) < 0 ||
	    passkey_bytes(req, j, "signature", &a->signature, err) < 0 ||
	    passkey_bytes(req, j, "userHandle", &a->handle, err) < 0)
		return -1;
	if (webauthn_client_data(req->arena, a->client, WEBAUTHN_GET, &party,
	    a->challenge, err) < 0)
		return -1;
	return webauthn_data(a->data, WEBAUTHN_GET, &party, &a->said, err);
}

/* What the database has of a credential. */
struct known {
	struct str	 sealed;
	int64_t		 counter;
	bool		 is_synced;
};

static const char *
text(struct request *req, const struct json *j, const char *key)
{
	return arena_str(req->arena, json_string(j, key, STR(""))).p;
}

static int
read_known(struct request *req, struct str found, struct known *k,
    struct passkey_use *use, struct error *err)
{
	const struct json *j = json_parse(req->arena,
	    arena_str(req->arena, found), err);
	struct login *l = &use->login;

	if (j == NULL)
		return -1;
	l->is_known = true;
	l->tenant_id = text(req, j, "tenantId");
	l->staff_id = text(req, j, "staffId");
	(void)uuid_parse(str_of(l->tenant_id), &l->tenant);
	(void)uuid_parse(str_of(l->staff_id), &l->staff);
	(void)uuid_parse(json_string(j, "id", STR("")), &use->id);
	k->sealed = login_base64(req, json_string(j, "publicKey", STR("")));
	(void)json_int(j, "signCount", 0, INT64_MAX, &k->counter, NULL);
	k->is_synced = json_is_true(j, "isSynced");
	return 0;
}

static bool
is_same(struct uuid a, struct uuid b)
{
	return memcmp(a.b, b.b, sizeof(a.b)) == 0;
}

/* The handle was given to the passkey when it was made: its owner's id.  Who
 * signs in by nothing else must show it. */
static bool
is_owner(const struct passkey_ask *ask, const struct answer *a,
    const struct login *l)
{
	if (!l->is_known ||
	    (ask->staff != NULL && !is_same(*ask->staff, l->staff)))
		return false;
	if (a->handle.len == 0)
		return ask->staff != NULL;
	return a->handle.len == sizeof(l->staff.b) &&
	    memcmp(a->handle.p, l->staff.b, a->handle.len) == 0;
}

/* 1 signed by it, 0 not, -1 and err. */
static int fiber_fn
check_signature(struct request *req, const struct answer *a,
    const struct known *k, const struct login *l, struct error *err)
{
	_cleanup_(buf_done) struct buf key = BUF_INIT;
	struct sealed_at at = { SEALED_PASSKEY_KEY, l->staff, l->tenant };

	db_scope(req->db, l->tenant_id, l->staff_id);
	if (vault_open(services()->vault, req->db, &at, k->sealed, &key,
	    err) < 0)
		return -1;
	return webauthn_verifies(buf_view(&key), a->data, a->client,
	    a->signature);
}

static int
refused(struct error *err)
{
	return error_set(err, ERR_FORBIDDEN, "passkey.refused",
	    "this passkey is not accepted here");
}

bool
passkey_is_refused(const struct error *err)
{
	return strcmp(err->code, "passkey.refused") == 0;
}

static int fiber_fn
decide(struct request *req, const struct passkey_ask *ask,
    const struct answer *a, const struct known *k, struct passkey_use *use,
    struct error *err)
{
	int is_signed;

	if (!is_owner(ask, a, &use->login)) {
		(void)webauthn_verifies_nothing(a->data, a->client,
		    a->signature);
		return refused(err);
	}
	is_signed = check_signature(req, a, k, &use->login, err);
	if (is_signed < 0)
		return -1;
	if (is_signed == 0 || a->said.is_backup_eligible != k->is_synced)
		return refused(err);
	use->went_back = !webauthn_counts_on(k->counter, a->said.counter);
	return use->went_back ? refused(err) : 0;
}

int fiber_fn
passkey_prove(struct request *req, const struct passkey_ask *ask,
    const struct json *answer, struct passkey_use *ret, struct error *err)
{
	struct passkey_use use = { 0 };
	struct known known = { 0 };
	struct answer a = { 0 };
	int used, found;

	*ret = use;
	if (read_answer(req, answer, &a, err) < 0)
		return -1;
	used = push_answered(req, ask, a.challenge);
	found = db_push(req->db, PASSKEY_FIND, db_bytea(req->db, a.id));
	if (db_run(req->db, err) < 0)
		return -1;
	if (!db_bool(req->db, used, 0, 0))
		return expired(err);
	use.counter = a.said.counter;
	use.is_backed_up = a.said.is_backed_up;
	if (!db_is_null(req->db, found, 0, 0) && read_known(req,
	    db_text(req->db, found, 0, 0), &known, &use, err) < 0)
		return -1;
	if (decide(req, ask, &a, &known, &use, err) < 0) {
		*ret = use;
		return -1;
	}
	*ret = use;
	return 0;
}

void
passkey_push_alarm(struct request *req, const struct passkey_use *use)
{
	log_event(LOG_ERROR, "passkey.counter", "tenant=%s staff=%s",
	    use->login.tenant_id, use->login.staff_id);
	audit_push(req->db, &(struct audit_actor){ use->login.tenant,
	    use->login.staff }, &(struct audit_event){
	    .action = "passkey.counter", .object_type = "passkey",
	    .object = use->id, .outcome = AUDIT_DENIED });
}

const char *
passkey_request(struct request *req, const char *challenge,
    struct str allowed)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct jsonw w = JSONW(&out);
	struct webauthn_party party;

	passkey_party(req, &party);
	jsonw_object(&w);
	jsonw_key(&w, "challenge");
	jsonw_cstr(&w, challenge);
	jsonw_key(&w, "rpId");
	jsonw_str(&w, party.rp_id);
	jsonw_key(&w, "timeout");
	jsonw_int(&w, PASSKEY_TIMEOUT_MS);
	jsonw_key(&w, "userVerification");
	jsonw_cstr(&w, "required");
	jsonw_key(&w, "allowCredentials");
	jsonw_raw(&w, allowed.len == 0 ? STR("[]") : allowed);
	jsonw_object_end(&w);
	return arena_str(req->arena, buf_view(&out)).p;
}
