/*
 * deliveries.c - the outbox: every message reaches its connector, at least
 * once, with the same id each time.
 *
 * The row is leased for as long as the connector may take and the attempt
 * noted before anything is sent; what became of it is written together with
 * its consequences.  A process that dies in between leaves an attempt without
 * an end, and the next one asks the receiver before it sends again.
 */
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "base/config.h"
#include "base/log.h"
#include "server/connect/connect.h"
#include "server/jobs/jobs.h"
#include "server/jobs/services.h"

extern const struct job job_deliveries;

struct delivery {
	const char	*id, *attempt, *export_id, *job_id;
	struct connection *to;
	struct message	 message;
	struct buf	 payload;
	int64_t		 tries;
	void		*map;		/* of the file */
};

static const char *
text_at(const struct job_turn *t, int at, int col)
{
	return db_is_null(t->db, at, 0, col) ? NULL :
	    arena_str(t->arena, db_text(t->db, at, 0, col)).p;
}

static const char *
base64(struct arena *a, struct str hash)
{
	char *out = arena_alloc(a, 64);

	(void)sodium_bin2base64(out, 64, (const unsigned char *)hash.p,
	    hash.len, sodium_base64_VARIANT_ORIGINAL);
	return out;
}

static void
take(const struct job_turn *t, int at, struct delivery *d)
{
	_cleanup_(buf_done) struct buf hash = BUF_INIT;
	struct message *m = &d->message;

	*d = (struct delivery){ .id = text_at(t, at, 0),
	    .attempt = text_at(t, at, 1), .export_id = text_at(t, at, 4),
	    .job_id = text_at(t, at, 5), .tries = db_int64(t->db, at, 0, 9) };
	d->to = connect_find(db_text(t->db, at, 0, 2));
	m->id = d->id;
	m->kind = text_at(t, at, 3);
	m->attempt = (int)db_int64(t->db, at, 0, 1);
	m->may_have_arrived = db_bool(t->db, at, 0, 10);
	db_bytes(t->db, at, 0, 8, &hash);
	m->digest = base64(t->arena, buf_view(&hash));
	if (!db_is_null(t->db, at, 0, 6))
		db_bytes(t->db, at, 0, 6, &d->payload);
	m->content_type = "application/json";
	m->body = buf_cstr(&d->payload);
	m->size = d->payload.len;
	if (!db_is_null(t->db, at, 0, 7)) {
		m->file = arena_printf(t->arena, "%s/%s",
		    config_text("server.state_dir"),
		    text_at(t, at, 7)).p;
		m->content_type = "application/xml";
	}
}

/* A document may be larger than memory: the kernel brings its pages as they
 * are sent. */
static int
map_file(struct delivery *d)
{
	int fd = open(d->message.file, O_RDONLY | O_CLOEXEC);
	struct stat st;

	if (fd < 0)
		return -1;
	if (fstat(fd, &st) == 0 && st.st_size > 0)
		d->map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE,
		    fd, 0);
	(void)close(fd);
	if (d->map == NULL || d->map == MAP_FAILED) {
		d->map = NULL;
		return -1;
	}
	d->message.body = d->map;
	d->message.size = (size_t)st.st_size;
	return 0;
}

static void
release(struct delivery *d)
{
	if (d->map != NULL)
		(void)munmap(d->map, d->message.size);
	buf_done(&d->payload);
}

/* ------------------------------------------------------------ the outcome */

static const char *
outcome_name(enum delivered outcome)
{
	static const char *const outcome_names[] = { [DELIVERED] = "delivered",
	    [RETRY_LATER] = "retry", [UNKNOWN] = "unknown",
	    [GIVE_UP] = "given_up" };

	return outcome_names[outcome];
}

static bool
is_over(const struct delivery *d, const struct connect_result *r)
{
	return r->outcome == GIVE_UP || (r->outcome != DELIVERED &&
	    d->tries >= config_int("jobs.tries_max"));
}

static void
push_outcome(struct job_turn *t, const struct delivery *d,
    const struct connect_result *r)
{
	struct db *db = t->db;

	db_push(db, DELIVERY_END, d->id, d->attempt,
	    outcome_name(r->outcome), r->detail);
	if (r->outcome == DELIVERED)
		db_push(db, OUTBOX_DELIVERED, d->id, db_str(db, r->number),
		    db_bytea(db, r->receipt));
	else if (is_over(d, r))
		db_push(db, OUTBOX_GIVEN_UP, d->id, r->detail);
	else
		db_push(db, OUTBOX_LATER, d->id,
		    db_int(db, config_int("jobs.retry_s")));
	if (d->export_id != NULL)
		db_push(db, NOTIFY_EVENT, "export", d->export_id, "", "");
}

static void
audit(struct job_turn *t, const struct delivery *d,
    const struct connect_result *r)
{
	struct audit_event e = { .action = "export.deliver",
	    .object_type = "export",
	    .outcome = r->outcome == DELIVERED ? AUDIT_OK : AUDIT_FAILED };

	if (d->export_id == NULL)
		return;
	(void)uuid_parse(str_of(d->export_id), &e.object);
	audit_push(t->db, &t->actor, &e);
}

static int fiber_fn
write_down(struct job_turn *t, const struct delivery *d,
    const struct connect_result *r, struct error *err)
{
	int at;

	if (job_turn_resume(t, err) < 0)
		return -1;
	db_begin(t->db);
	at = db_push(t->db, OUTBOX_HOLD, d->id, d->attempt);
	if (db_run(t->db, err) < 0)
		return -1;
	if (db_rows(t->db, at) == 0) {
		db_rollback(t->db);
		log_event(LOG_WARNING, "delivery.overtaken", "id=%s "
		    "attempt=%s", d->id, d->attempt);
		return 0;
	}
	if (d->job_id != NULL && (r->outcome == DELIVERED || is_over(d, r)) &&
	    services_answer(t, d->job_id, r, err) < 0)
		return -1;
	push_outcome(t, d, r);
	audit(t, d, r);
	return audit_commit(t->db, err);
}

/* ---------------------------------------------------------------- the job */

static int fiber_fn
service_body(struct job_turn *t, struct delivery *d, struct error *err)
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	struct message *m = &d->message;

	if (services_body(t, d->job_id, &d->payload, err) < 0)
		return -1;
	m->body = buf_cstr(&d->payload);
	m->size = d->payload.len;
	(void)crypto_hash_sha256(hash, m->body, m->size);
	m->digest = base64(t->arena, (struct str){ (const char *)hash,
	    sizeof(hash) });
	return 0;
}

static void fiber_fn
send_message(struct job_turn *t, struct delivery *d, struct connect_result *r)
{
	struct error err = { 0 };

	*r = (struct connect_result){ .outcome = RETRY_LATER, .detail = "" };
	if (d->message.file != NULL && map_file(d) < 0) {
		r->outcome = GIVE_UP;
		r->detail = "the file of the message is gone";
		return;
	}
	if (d->job_id != NULL && service_body(t, d, &err) < 0) {
		r->detail = arena_strdup(t->arena, err.message);
		return;
	}
	job_turn_pause(t);
	connect_deliver(d->to, t->arena, &d->message, r);
}

static int fiber_fn
deliver(struct job_turn *t, struct delivery *d, struct error *err)
{
	struct connect_result r;
	int done;

	send_message(t, d, &r);
	connect_leave(d->to);
	log_event(LOG_INFO, "delivery", "id=%s attempt=%s outcome=%s", d->id,
	    d->attempt, outcome_name(r.outcome));
	done = write_down(t, d, &r, err);
	if (done == 0 && r.outcome == DELIVERED && d->message.file != NULL)
		(void)unlink(d->message.file);
	return done;
}

/* Another fiber was faster to a connector that does one thing at a time: the
 * message is as if nobody had taken it. */
static int fiber_fn
put_back(struct job_turn *t, const struct delivery *d, struct error *err)
{
	db_push(t->db, DELIVERY_END, d->id, d->attempt,
	    outcome_name(RETRY_LATER), "the connector was busy");
	db_push(t->db, OUTBOX_PUT_BACK, d->id, d->attempt);
	return db_run(t->db, err);
}

static int fiber_fn
deliveries_turn(struct job_turn *t, struct error *err)
{
	const char *names = connect_names_free(t->arena);
	struct delivery d;
	int at, wait, r;

	if (strcmp(names, "{}") == 0)
		return 0;
	at = db_push(t->db, DELIVERY_CLAIM, names,
	    db_int(t->db, connect_longest_ms() / 1000));
	wait = db_push(t->db, DELIVERY_WAIT, names);
	if (db_run(t->db, err) < 0)
		return -1;
	job_turn_wait(t, wait);
	if (db_rows(t->db, at) == 0)
		return 0;
	take(t, at, &d);
	r = connect_enter(d.to) ? deliver(t, &d, err) : put_back(t, &d, err);
	release(&d);
	return r < 0 ? -1 : 1;
}

const struct job job_deliveries = {
	.name = "deliveries",
	.fibers = 4,
	.turn = deliveries_turn,
};
