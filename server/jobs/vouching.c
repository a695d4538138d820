/*
 * vouching.c - one fiber that shows the newest checkpoint to others, and keeps
 * what they say.
 *
 * Neither is waited for by anybody: when a witness is away the trail goes on,
 * and the log says so.  A witness that refuses has seen another history, which
 * is an alarm.
 */
#include "base/clock.h"
#include "base/config.h"
#include "base/fetch.h"
#include "base/log.h"
#include "server/db/db.h"
#include "server/jobs/vouching.h"
#include "server/security/audit_log.h"
#include "server/security/timestamp.h"
#include "server/security/witness.h"

#define TIMEOUT_MS	20000
#define STAMP_HOURS	24

struct vouching {
	struct db_pool	*pool;
	struct note_key	 witness;
	bool		 has_witness, has_tsa;
};

static const char *
tls_ca(void)
{
	const char *file = config_text("audit.tls_ca");

	return file[0] == '\0' ? NULL : file;
}

static int fiber_fn
post(const char *url, const char *type, struct str body, struct arena *a,
    struct fetch_reply *ret, struct error *err)
{
	const char *const headers[] = { type, NULL };

	return fetch_run(&(struct fetch){ .url = url, .headers = headers,
	    .body = body, .ca_file = tls_ca(), .timeout_ms = TIMEOUT_MS,
	    .size_max = TIMESTAMP_SIZE_MAX }, a, ret, err);
}

/* ---------------------------------------------------------------- witness */

struct checkpoint {
	uint64_t	size;
	struct str	note;
};

/* Ask with what it saw last; the status, or -1 and err. */
static int fiber_fn
ask_witness(struct db *db, const struct checkpoint *c, uint64_t old,
    struct arena *a, struct str *ret_body, struct error *err)
{
	struct merkle_source source = { audit_node, db };
	_cleanup_(buf_done) struct buf body = BUF_INIT;
	struct merkle_proof proof = { .n = 0 };
	struct fetch_reply reply;
	const char *url = arena_printf(a, "%s/add-checkpoint",
	    config_text("audit.witness_url")).p;

	if (old > 0 && old < c->size &&
	    merkle_consistency(&source, old, c->size, &proof) < 0)
		return error_set(err, ERR_INTERNAL, "audit.tree",
		    "the tiles of the audit trail are not complete");
	witness_request(old, &proof, c->note, &body);
	if (post(url, "Content-Type: text/plain", buf_view(&body), a, &reply,
	    err) < 0)
		return -1;
	*ret_body = str_trim(reply.body);
	return reply.status;
}

static int fiber_fn
keep_line(struct vouching *v, struct db *db, const struct checkpoint *c,
    struct str line, struct error *err)
{
	int64_t time_s;

	if (note_cosigned(&v->witness, c->note, line, &time_s) < 0)
		return error_set(err, ERR_INVALID, "audit.witness",
		    "the witness's line is not by its key");
	return db_query(db, err, COSIGNATURE_INSERT, db_int(db,
	    (int64_t)c->size), v->witness.origin, db_str(db, line));
}

static int fiber_fn
be_witnessed(struct vouching *v, struct db *db, struct arena *a,
    struct error *err)
{
	struct checkpoint c;
	struct str body;
	int64_t old;
	int at, last, status;

	at = db_push(db, COSIGNATURE_NEXT, v->witness.origin);
	last = db_push(db, COSIGNATURE_LAST, v->witness.origin);
	if (db_run(db, err) < 0)
		return -1;
	if (db_rows(db, at) == 0)
		return 0;
	c.size = (uint64_t)db_int64(db, at, 0, 0);
	c.note = arena_str(a, db_text(db, at, 0, 1));
	old = db_int64(db, last, 0, 0);
	status = ask_witness(db, &c, (uint64_t)old, a, &body, err);
	/* It may know more than we do: a reply of it was lost. */
	if (status == 409 && parse_int(body, 0, (int64_t)c.size, &old) == 0)
		status = ask_witness(db, &c, (uint64_t)old, a, &body, err);
	if (status < 0)
		return -1;
	if (status == 200)
		return keep_line(v, db, &c, body, err);
	log_event(LOG_ERROR, "audit.witness_refused", "size=%llu status=%d",
	    (unsigned long long)c.size, status);
	return 0;
}

/* ------------------------------------------------------------ time stamps */

static int fiber_fn
be_stamped(struct db *db, struct arena *a, struct error *err)
{
	_cleanup_(buf_done) struct buf query = BUF_INIT;
	struct fetch_reply reply;
	struct str note;
	int64_t size, time_s;

	if (db_query(db, err, TIMESTAMP_NEXT, db_int(db, STAMP_HOURS)) < 0)
		return -1;
	if (db_rows(db, 0) == 0)
		return 0;
	size = db_int64(db, 0, 0, 0);
	note = arena_str(a, db_text(db, 0, 0, 1));
	timestamp_query(note, &query);
	if (post(config_text("audit.tsa_url"),
	    "Content-Type: application/timestamp-query", buf_view(&query), a,
	    &reply, err) < 0 || timestamp_check(reply.body, note,
	    config_text("audit.tsa_ca"), &time_s, err) < 0)
		return -1;
	log_event(LOG_INFO, "audit.stamped", "size=%lld time=%lld",
	    (long long)size, (long long)time_s);
	return db_query(db, err, TIMESTAMP_INSERT, db_int(db, size),
	    db_bytea(db, reply.body));
}

/* ------------------------------------------------------------------- fiber */

static void
say(const char *event, int r, const struct error *err)
{
	if (r < 0)
		log_event(LOG_WARNING, event, "code=%s message=\"%s\"",
		    err->code, err->message);
}

static void fiber_fn
vouch(void *arg)
{
	struct vouching *v = arg;
	int every_ms = (int)config_int("audit.every_s") * 1000;

	log_set_request("vouching");
	do {
		struct error err = { 0 };
		struct arena *a = arena_new();
		struct db *db = db_acquire(v->pool, &err);

		if (db == NULL)
			say("audit.vouching", -1, &err);
		if (db != NULL && v->has_witness)
			say("audit.witness", be_witnessed(v, db, a, &err),
			    &err);
		err = (struct error){ 0 };
		if (db != NULL && v->has_tsa)
			say("audit.stamp", be_stamped(db, a, &err), &err);
		db_release(db);
		arena_free(a);
	} while (fiber_sleep(every_ms) == 0);
	free(v);
}

int
vouching_start(struct db_pool *pool, struct error *err)
{
	struct vouching *v = xcalloc(1, sizeof(*v));

	v->pool = pool;
	v->has_witness = config_text("audit.witness_url")[0] != '\0';
	v->has_tsa = config_text("audit.tsa_url")[0] != '\0';
	if (v->has_witness && note_key_public(config_text("audit.witness_key"),
	    &v->witness, err) < 0) {
		free(v);
		return -1;
	}
	if (!v->has_witness && !v->has_tsa) {
		free(v);
		return 0;
	}
	return fiber_spawn(vouch, v) == 0 ? 0 : error_set(err, ERR_LIMIT,
	    "jobs.fibers", "too many fibers");
}
