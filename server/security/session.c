/*
 * session.c - loading a session and keeping it for a moment.
 *
 * The cache holds the JSON that PostgreSQL answered, by token hash, in a table
 * of fixed size.  Half way through its time one fiber asks again and the others
 * go on with what there is, so that a busy session is not loaded by all its
 * requests together.
 */
#include <sodium.h>

#include "base/clock.h"
#include "base/json.h"
#include "server/db/array.h"
#include "server/security/permission.h"
#include "server/security/session.h"

#define CACHE_SLOTS	2048
#define FRESH_MS	(SESSION_KEEP_MS / 2)

struct cached {
	unsigned char	 hash[32];
	int64_t		 at_us;
	bool		 is_asked_for;	/* again, by some fiber */
	char		*json;		/* NULL: free */
};

struct sessions {
	struct db_pool	*pool;
	struct cached	 slots[CACHE_SLOTS];
};

struct sessions *
sessions_new(struct db_pool *pool)
{
	struct sessions *s = xcalloc(1, sizeof(*s));

	s->pool = pool;
	return s;
}

void
session_hash(struct str token, unsigned char out[32])
{
	(void)crypto_hash_sha256(out, (const unsigned char *)token.p,
	    token.len);
}

void
session_token(char out[44])
{
	unsigned char raw[SESSION_TOKEN_SIZE];

	randombytes_buf(raw, sizeof(raw));
	(void)sodium_bin2base64(out, 44, raw, sizeof(raw),
	    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	sodium_memzero(raw, sizeof(raw));
}

static struct cached *
slot_of(struct sessions *s, const unsigned char hash[32])
{
	return &s->slots[(hash[0] | hash[1] << 8) % CACHE_SLOTS];
}

static void
slot_clear(struct cached *c)
{
	free(c->json);
	*c = (struct cached){ 0 };
}

void
session_forget(struct sessions *s, const unsigned char hash[32])
{
	struct cached *c = slot_of(s, hash);

	if (c->json != NULL && sodium_memcmp(c->hash, hash, 32) == 0)
		slot_clear(c);
}

static const char *
cache_get(struct sessions *s, const unsigned char hash[32])
{
	struct cached *c = slot_of(s, hash);
	int64_t age_us = clock_mono_us() - c->at_us;

	if (c->json == NULL || sodium_memcmp(c->hash, hash, 32) != 0)
		return NULL;
	if (age_us > SESSION_KEEP_MS * 1000LL) {
		slot_clear(c);
		return NULL;
	}
	if (age_us <= FRESH_MS * 1000LL || c->is_asked_for)
		return c->json;
	c->is_asked_for = true;
	return NULL;
}

static void
cache_put(struct sessions *s, const unsigned char hash[32], const char *json)
{
	struct cached *c = slot_of(s, hash);

	slot_clear(c);
	memcpy(c->hash, hash, 32);
	c->at_us = clock_mono_us();
	c->json = xstrdup(json);
}

/* The JSON of the session, or NULL and err. */
static const char *fiber_fn
fetch(struct sessions *s, struct arena *a, const unsigned char hash[32],
    struct error *err)
{
	_cleanup_(db_releasep) struct db *db = NULL;
	const char *json = cache_get(s, hash);
	struct str found;

	if (json != NULL)
		return arena_strdup(a, json);
	db = db_acquire(s->pool, err);
	if (db == NULL)
		return NULL;
	if (db_json(db, &found, err, SESSION_LOAD,
	    db_bytea(db, (struct str){ (const char *)hash, 32 }),
	    db_int(db, SESSION_IDLE_MINUTES),
	    db_int(db, SESSION_AGE_HOURS)) < 0)
		return NULL;
	if (found.p == NULL) {
		session_forget(s, hash);
		(void)error_set(err, ERR_UNAUTHENTICATED, "session.none",
		    "sign in first");
		return NULL;
	}
	cache_put(s, hash, found.p);
	return arena_str(a, found).p;
}

static const char *
text(struct arena *a, const struct json *j, const char *key)
{
	return arena_str(a, json_string(j, key, STR(""))).p;
}

static struct uuid
id(const struct json *j, const char *key)
{
	struct uuid u = { { 0 } };

	(void)uuid_parse(json_string(j, key, STR("")), &u);
	return u;
}

static void
read_roles(struct session *s, struct arena *a, const struct json *roles)
{
	struct session_role *list = arena_array(a, roles->n, sizeof(*list));

	for (size_t i = 0; i < roles->n; i++) {
		const struct json *r = &roles->items[i];

		list[i].role = role_of(json_string(r, "role", STR("")));
		list[i].unit = id(r, "unitId");
		list[i].unit_name = text(a, r, "unitName");
		s->roles |= list[i].role;
	}
	s->role_list = list;
	s->n_roles = roles->n;
}

static void
read_units(struct session *s, struct arena *a, const struct json *units)
{
	struct session_unit *list = arena_array(a, units->n, sizeof(*list));
	struct db_array all = DB_ARRAY_INIT, pair_units = DB_ARRAY_INIT,
	    pair_roles = DB_ARRAY_INIT;

	for (size_t i = 0; i < units->n; i++) {
		const struct json *roles = json_get(&units->items[i], "roles");
		struct str unit = json_string(&units->items[i], "id", STR(""));

		list[i].id = id(&units->items[i], "id");
		list[i].roles = 0;
		db_array_bare(&all, unit);
		for (size_t k = 0; roles != NULL && k < roles->n; k++) {
			list[i].roles |= role_of(roles->items[k].text);
			db_array_bare(&pair_units, unit);
			db_array_bare(&pair_roles, roles->items[k].text);
		}
	}
	s->units = list;
	s->n_units = units->n;
	s->unit_array = db_array_end(a, &all);
	s->pair_units = db_array_end(a, &pair_units);
	s->pair_roles = db_array_end(a, &pair_roles);
}

/* Since 1970; 0 for null. */
static int64_t
seconds(const struct json *j, const char *key)
{
	const struct json *v = json_get(j, key);
	int64_t s = 0;

	if (v != NULL && v->type == JSON_NUMBER)
		(void)parse_int(v->text, 0, INT64_MAX, &s);
	return s;
}

static struct session *
decode(struct arena *a, const char *json, struct error *err)
{
	struct session *s = arena_new_of(a, struct session);
	const struct json *j = json_parse(a, str_of(json), err);
	const struct json *tenant = json_get(j, "tenant");
	const struct json *staff = json_get(j, "staff");

	if (j == NULL)
		return NULL;
	s->tenant = id(tenant, "id");
	s->tenant_id = text(a, tenant, "id");
	s->tenant_name = text(a, tenant, "name");
	s->country = text(a, tenant, "country");
	s->tenant_language = text(a, tenant, "language");
	s->zone = text(a, tenant, "zone");
	s->staff = id(staff, "id");
	s->staff_id = text(a, staff, "id");
	s->name = text(a, staff, "name");
	s->login = text(a, staff, "login");
	s->language = text(a, staff, "language");
	s->csrf = text(a, j, "csrf");
	s->began_s = seconds(j, "createdAt");
	s->step_up_s = seconds(j, "stepUpAt");
	s->must_enrol = json_is_true(j, "mustEnrol");
	read_roles(s, a, json_get(j, "roles"));
	read_units(s, a, json_get(j, "units"));
	return s;
}

struct session *fiber_fn
session_load(struct sessions *all, struct arena *a, struct str token,
    struct error *err)
{
	unsigned char hash[32];
	struct session *s;
	const char *json;

	session_hash(token, hash);
	json = fetch(all, a, hash, err);
	if (json == NULL)
		return NULL;
	s = decode(a, json, err);
	if (s != NULL)
		memcpy(s->token_hash, hash, sizeof(hash));
	return s;
}

unsigned
session_unit_roles(const struct session *s, struct uuid unit)
{
	for (size_t i = 0; i < s->n_units; i++) {
		if (memcmp(s->units[i].id.b, unit.b, sizeof(unit.b)) == 0)
			return s->units[i].roles;
	}
	return 0;
}

bool
session_has_permission(const struct session *s, int permission)
{
	return (permission_roles(permission) & s->roles) != 0;
}

static bool
is_lately(int64_t at_s)
{
	return at_s + SESSION_STEP_UP_S > clock_now_us() / 1000000;
}

bool
session_is_stepped_up(const struct session *s)
{
	return is_lately(s->step_up_s);
}

bool
session_is_recent(const struct session *s)
{
	return is_lately(s->step_up_s) || is_lately(s->began_s);
}

void
session_reveal(struct session *s, struct arena *a, struct uuid subject,
    unsigned categories)
{
	vec_push(a, &s->grants.list, (struct grant){ subject, categories });
}
