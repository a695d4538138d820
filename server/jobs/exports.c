/*
 * exports.c - export runs: made, checked against their schema, put into the
 * outbox.
 *
 * The document is a file in the spool.  What the run says of it and the row of
 * the outbox are one transaction, so a run is queued exactly when there is
 * something to deliver.
 */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/config.h"
#include "base/log.h"
#include "base/work.h"
#include "server/export/export.h"
#include "server/jobs/jobs.h"
#include "server/services.h"

#define RENEW_MS	20000

extern const struct job job_exports;

struct run {
	struct job_turn	*turn;
	const char	*id, *kind, *attempt;
	const char	*file;		/* below the state folder */
	struct export	 x;
	int64_t		 renewed_us;
	struct error	 err;		/* of the check */
	int		 result;
};

/* A connection of its own: the run's transaction reads for as long as the
 * document takes. */
static int fiber_fn
renew(void *arg, struct error *err)
{
	struct run *r = arg;
	struct db *db;
	int done = -1;

	if (clock_mono_us() - r->renewed_us < RENEW_MS * 1000LL)
		return 0;
	r->renewed_us = clock_mono_us();
	db = db_acquire(services()->pool, err);
	if (db == NULL)
		return -1;
	db_scope(db, r->turn->tenant_id, NULL);
	if (db_query(db, err, EXPORT_RENEW, r->id, r->attempt) == 0)
		done = db_rows(db, 0) == 1 ? 0 : error_set(err, ERR_CONFLICT,
		    "export.overtaken", "another process has this run now");
	db_release(db);
	return done;
}

static void
check(void *arg)
{
	struct run *r = arg;

	r->result = export_validate(&r->x, &r->err);
}

static int fiber_fn
make(struct run *r, struct error *err)
{
	if (export_siuss(&r->x, err) < 0)
		return -1;
	if (work_run(services()->work, check, r) < 0)
		return error_set(err, ERR_UNAVAILABLE, "work.busy",
		    "too much else is being calculated");
	if (r->result < 0)
		*err = r->err;
	return r->result;
}

static void
audit(struct run *r)
{
	struct audit_event e = { .action = "export.produce",
	    .object_type = "export",
	    .outcome = r->x.is_valid ? AUDIT_OK : AUDIT_FAILED };

	(void)uuid_parse(str_of(r->id), &e.object);
	audit_push(r->turn->db, &r->turn->actor, &e);
	db_push(r->turn->db, NOTIFY_EVENT, "export", r->id, "", "");
}

static const char *
hash_param(struct run *r)
{
	return db_bytea(r->turn->db, (struct str){
	    (const char *)r->x.sha256, sizeof(r->x.sha256) });
}

static void
push_left_out(struct run *r)
{
	db_push(r->turn->db, EXPORT_LEFT_OUT, r->id, r->attempt,
	    db_int(r->turn->db, r->x.restricted));
}

static int fiber_fn
queue(struct run *r, struct error *err)
{
	struct db *db = r->turn->db;
	struct str connector;
	int at;

	if (db_json(db, &connector, err, EXPORT_CONNECTOR, r->kind) < 0)
		return -1;
	connector = arena_str(r->turn->arena, connector);
	db_begin(db);
	at = db_push(db, EXPORT_QUEUED, r->id, r->attempt,
	    db_int(db, r->x.files), db_int(db, r->x.interventions),
	    db_int(db, r->x.size), hash_param(r));
	if (db_run(db, err) < 0)
		return -1;
	if (db_rows(db, at) == 0)
		return error_set(err, ERR_CONFLICT, "export.overtaken",
		    "another process has this run now");
	db_push(db, OUTBOX_INSERT, db_uuid(db, uuid_new()), connector.p,
	    r->kind, r->id, NULL, NULL, r->file, hash_param(r));
	push_left_out(r);
	audit(r);
	return audit_commit(db, err);
}

static int fiber_fn
refuse(struct run *r, struct error *err)
{
	struct db *db = r->turn->db;

	db_push(db, EXPORT_INVALID, r->id, r->attempt, db_int(db, r->x.files),
	    db_int(db, r->x.interventions), db_int(db, r->x.size),
	    buf_cstr(&r->x.findings));
	push_left_out(r);
	audit(r);
	return audit_run(db, err);
}

static int fiber_fn
produce(struct run *r, struct error *err)
{
	struct error why = { 0 };
	int done = make(r, &why);

	if (done == 0)
		done = r->x.is_valid ? queue(r, &why) : refuse(r, &why);
	log_event(done < 0 ? LOG_WARNING : LOG_INFO, "export", "run=%s "
	    "interventions=%lld bytes=%lld valid=%d code=%s", r->id,
	    (long long)r->x.interventions, (long long)r->x.size,
	    r->x.is_valid, why.code);
	if (done == 0 && r->x.is_valid)
		return 0;
	/* Nobody knows whether it is queued: then its file must stay. */
	if (why.kind != ERR_UNCERTAIN)
		(void)unlink(r->x.path);
	db_rollback(r->turn->db);
	return done == 0 ? 0 : db_query(r->turn->db, err, EXPORT_LATER, r->id,
	    r->attempt, why.message);
}

static const char *
text_at(const struct job_turn *t, int at, int col)
{
	return arena_str(t->arena, db_text(t->db, at, 0, col)).p;
}

static int
make_spool(const char *state_dir, struct arena *a, struct error *err)
{
	const char *dir = arena_printf(a, "%s/spool", state_dir).p;

	if (mkdir(dir, 0700) == 0 || errno == EEXIST)
		return 0;
	return error_set(err, ERR_INTERNAL, "export.file", "%s: %s", dir,
	    strerror(errno));
}

static int fiber_fn
exports_turn(struct job_turn *t, struct error *err)
{
	const char *state_dir = config_text("server.state_dir");
	struct run r = { .turn = t, .renewed_us = clock_mono_us() };
	int at = db_push(t->db, EXPORT_CLAIM), wait, done;

	wait = db_push(t->db, EXPORT_WAIT);
	if (db_run(t->db, err) < 0)
		return -1;
	job_turn_wait(t, wait);
	if (db_rows(t->db, at) == 0)
		return 0;
	r.id = text_at(t, at, 0);
	r.kind = text_at(t, at, 1);
	r.attempt = text_at(t, at, 4);
	r.file = arena_printf(t->arena, "spool/%s-%s.xml", r.id,
	    r.attempt).p;
	r.x = (struct export){ .db = t->db, .vault = services()->vault,
	    .from = text_at(t, at, 2), .to = text_at(t, at, 3),
	    .path = arena_printf(t->arena, "%s/%s", state_dir, r.file).p,
	    .progress = renew, .arg = &r };
	if (make_spool(state_dir, t->arena, err) < 0)
		return -1;
	done = produce(&r, err);
	buf_done(&r.x.findings);
	return done < 0 ? -1 : 1;
}

const struct job job_exports = {
	.name = "exports",
	.turn = exports_turn,
};
