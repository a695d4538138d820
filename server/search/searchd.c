/*
 * searchd.c - load names, follow changes, answer.
 *
 * One fiber does all reading, a municipality after another.  Changes are found
 * by the number of the transaction that made them: before names are read, the
 * horizon is noted below which every transaction has ended; the next time,
 * everything from that horizon on is read again, which is harmless.
 * Notifications only say when to look; it looks every minute anyhow.
 */
#include <errno.h>

#include <sodium.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "server/db/listen.h"
#include "server/search/searchd.h"

#define TENANTS_MAX	1024
#define PAGE		1000		/* of the queries */
#define LOOK_EVERY_MS	60000
#define RETRY_MS	1000		/* the database is away */
#define REQUEST_HEAD	20
#define HIT_SIZE	18
#define XID_SIZE	24

struct town {
	struct uuid		 tenant;
	char			 text[UUID_TEXT_LEN + 1];
	struct search_index	*index;
	char			 horizon[XID_SIZE];
	bool			 is_loaded, is_dirty, has_erased;
};

struct searchd {
	struct db_pool	*pool;
	struct names	*names;
	struct fiber	*fiber;
	bool		 is_idle, is_stale;	/* stale: read the tenants */
	struct town	*tenants[TENANTS_MAX];
	size_t		 n_tenants;
};

static struct town *
find(const struct searchd *s, struct uuid tenant)
{
	for (size_t i = 0; i < s->n_tenants; i++) {
		if (memcmp(s->tenants[i]->tenant.b, tenant.b, 16) == 0)
			return s->tenants[i];
	}
	return NULL;
}

/* ------------------------------------------------------------------ names */

static int
year_of(struct str day)
{
	int64_t year;

	return parse_int(str_sub(day, 0, 4), 1, 9999, &year) < 0 ? 0 :
	    (int)year;
}

/* Take an identity that keyd opened; none: the person was erased. */
static void
put_name(void *arg, struct uuid id, struct str identity)
{
	static const char *const parts[] = { "given", "surname1", "surname2" };
	_cleanup_(buf_done) struct buf name = BUF_INIT;
	struct town *n = arg;
	struct arena *a;
	struct json *j;

	if (identity.p == NULL) {
		search_index_remove(n->index, id);
		return;
	}
	a = arena_new();
	j = json_parse(a, identity, NULL);
	for (size_t i = 0; j != NULL && i < ARRAY_LEN(parts); i++) {
		buf_str(&name, json_string(j, parts[i], STR("")));
		buf_putc(&name, ' ');
	}
	if (j != NULL) {
		search_index_put(n->index, id, buf_view(&name),
		    year_of(json_string(j, "birthDate", STR(""))));
		sodium_memzero(name.p, name.len);
	}
	arena_wipe(a);
	arena_free(a);
}

static int fiber_fn
read_horizon(struct db *db, char out[XID_SIZE], struct error *err)
{
	if (db_query(db, err, SEARCH_HORIZON) < 0)
		return -1;
	(void)snprintf(out, XID_SIZE, "%s", db_text(db, 0, 0, 0).p);
	return 0;
}

static int fiber_fn
load_tenant(struct searchd *s, struct town *n, struct db *db,
    struct error *err)
{
	char last[UUID_TEXT_LEN + 1] = "00000000-0000-0000-0000-000000000000";
	int64_t began_us = clock_mono_us();
	int rows;

	if (read_horizon(db, n->horizon, err) < 0)
		return -1;
	do {
		if (db_query(db, err, SEARCH_NAMES, last) < 0)
			return -1;
		rows = db_rows(db, 0);
		if (rows > 0)
			(void)snprintf(last, sizeof(last), "%s",
			    db_text(db, 0, rows - 1, 0).p);
		if (names_open(s->names, db, put_name, n, err) < 0)
			return -1;
	} while (rows == PAGE);
	n->is_loaded = n->is_dirty = true;
	log_event(LOG_INFO, "search.loaded", "tenant=%s names=%zu ms=%lld",
	    n->text, search_index_count(n->index),
	    (long long)(clock_mono_us() - began_us) / 1000);
	return 0;
}

static int fiber_fn
catch_up(struct searchd *s, struct town *n, struct db *db, struct error *err)
{
	char id[UUID_TEXT_LEN + 1] = "00000000-0000-0000-0000-000000000000";
	char xid[XID_SIZE], horizon[XID_SIZE];
	int rows;

	n->is_dirty = false;
	(void)snprintf(xid, sizeof(xid), "%s", n->horizon);
	if (read_horizon(db, horizon, err) < 0)
		return -1;
	do {
		if (db_query(db, err, SEARCH_CHANGED, xid, id) < 0)
			return -1;
		rows = db_rows(db, 0);
		if (rows > 0) {
			(void)snprintf(id, sizeof(id), "%s",
			    db_text(db, 0, rows - 1, 0).p);
			(void)snprintf(xid, sizeof(xid), "%s",
			    db_text(db, 0, rows - 1, 2).p);
		}
		if (names_open(s->names, db, put_name, n, err) < 0)
			return -1;
	} while (rows == PAGE);
	memcpy(n->horizon, horizon, sizeof(horizon));
	return 0;
}

static int fiber_fn
remove_erased(struct town *n, struct db *db, struct error *err)
{
	struct uuid id;

	n->has_erased = false;
	if (db_query(db, err, SEARCH_ERASED) < 0)
		return -1;
	for (int i = 0; i < db_rows(db, 0); i++) {
		(void)uuid_parse(db_text(db, 0, i, 0), &id);
		search_index_remove(n->index, id);
	}
	return 0;
}

/* ------------------------------------------------------------ the one fiber */

static int fiber_fn
read_tenants(struct searchd *s, struct db *db, struct error *err)
{
	if (db_query(db, err, SEARCH_TENANTS) < 0)
		return -1;
	for (int i = 0; i < db_rows(db, 0); i++) {
		struct town *n;
		struct uuid id;

		(void)uuid_parse(db_text(db, 0, i, 0), &id);
		if (find(s, id) != NULL || s->n_tenants == TENANTS_MAX)
			continue;
		n = xcalloc(1, sizeof(*n));
		n->tenant = id;
		uuid_format(id, n->text);
		n->index = search_index_new();
		s->tenants[s->n_tenants++] = n;
	}
	s->is_stale = false;
	return 0;
}

static int fiber_fn
work(struct searchd *s, struct db *db, struct error *err)
{
	db_scope(db, NULL, NULL);
	if (s->is_stale && read_tenants(s, db, err) < 0)
		return -1;
	for (size_t i = 0; i < s->n_tenants; i++) {
		struct town *n = s->tenants[i];

		db_scope(db, n->text, NULL);
		if ((!n->is_loaded && load_tenant(s, n, db, err) < 0) ||
		    (n->is_dirty && catch_up(s, n, db, err) < 0) ||
		    (n->has_erased && remove_erased(n, db, err) < 0)) {
			n->is_dirty = n->has_erased = true;
			return -1;
		}
	}
	return 0;
}

static bool
has_work(const struct searchd *s)
{
	bool has = s->is_stale;

	for (size_t i = 0; i < s->n_tenants; i++)
		has = has || s->tenants[i]->is_dirty ||
		    s->tenants[i]->has_erased;
	return has;
}

static void
look_everywhere(struct searchd *s)
{
	s->is_stale = true;
	for (size_t i = 0; i < s->n_tenants; i++)
		s->tenants[i]->is_dirty = s->tenants[i]->has_erased = true;
}

static void fiber_fn
follow(void *arg)
{
	struct searchd *s = arg;
	int r = 0;

	s->fiber = fiber_self();
	while (r != -ECANCELED) {
		struct error err = { 0 };
		struct db *db = db_acquire(s->pool, &err);
		bool is_done = db != NULL && work(s, db, &err) == 0;

		db_release(db);
		if (!is_done)
			log_event(LOG_WARNING, "search.wait", "code=%s",
			    err.code);
		if (is_done && has_work(s))
			continue;
		s->is_idle = true;
		r = fiber_park(is_done ? LOOK_EVERY_MS : RETRY_MS);
		s->is_idle = false;
		if (r == -ETIMEDOUT && is_done)
			look_everywhere(s);
	}
}

/* "person": tenant; "keys": tenant:subject of somebody whose keys were
 * destroyed or changed, or a tenant. */
static void fiber_fn
notified(void *arg, const char *channel, const char *payload)
{
	struct str text = str_of(payload);
	struct searchd *s = arg;
	struct uuid tenant;
	struct town *n;

	if (uuid_parse(str_sub(text, 0, UUID_TEXT_LEN), &tenant) < 0)
		look_everywhere(s);
	else if ((n = find(s, tenant)) == NULL)
		s->is_stale = true;
	else if (strcmp(channel, "person") == 0)
		n->is_dirty = true;
	else if (text.len > UUID_TEXT_LEN)
		n->has_erased = true;
	if (s->is_idle)
		fiber_wake(s->fiber, 0);
}

struct searchd *
searchd_new(struct db_pool *pool, struct names *names)
{
	static const char *const channels[] = { "person", "keys", NULL };
	struct searchd *s = xcalloc(1, sizeof(*s));

	s->pool = pool;
	s->names = names;
	s->is_stale = true;
	if (fiber_spawn(follow, s) < 0 ||
	    db_listen(pool, channels, notified, s) == NULL) {
		free(s);
		return NULL;
	}
	return s;
}

/* --------------------------------------------------------------- answering */

static void
add_hit(unsigned char *p, const struct search_hit *hit)
{
	unsigned score = (unsigned)(hit->score * 65535.0F);

	memcpy(p, hit->id.b, 16);
	p[16] = (unsigned char)(score >> 8);
	p[17] = (unsigned char)score;
}

int fiber_fn
searchd_handle(void *arg, struct ipc_request *req, struct str *ret_payload)
{
	const unsigned char *p = (const unsigned char *)req->payload.p;
	struct search_hit hits[SEARCH_RESULTS_MAX];
	struct searchd *s = arg;
	struct uuid tenant;
	struct town *n;
	unsigned char *out;
	size_t limit, found;
	int year;

	if (req->code != SEARCHD_FIND || req->payload.len < REQUEST_HEAD ||
	    req->payload.len > REQUEST_HEAD + SEARCHD_NAME_MAX)
		return SEARCHD_MALFORMED;
	memcpy(tenant.b, p, 16);
	year = p[16] << 8 | p[17];
	limit = (size_t)(p[18] << 8 | p[19]);
	if (limit > SEARCH_RESULTS_MAX)
		return SEARCHD_MALFORMED;
	n = find(s, tenant);
	if (n == NULL || !n->is_loaded)
		return SEARCHD_LOADING;
	found = search_index_find(n->index, str_sub(req->payload, REQUEST_HEAD,
	    SEARCHD_NAME_MAX), year, hits, limit);
	out = arena_alloc(req->arena, found * HIT_SIZE + 1);
	for (size_t i = 0; i < found; i++)
		add_hit(out + i * HIT_SIZE, &hits[i]);
	*ret_payload = (struct str){ (const char *)out, found * HIT_SIZE };
	return 0;
}
