/*
 * audit.c - writing audit events.
 *
 * One writer for each tenant and pool of connections, named by a random id.
 * Events of a batch are "in flight" (audit_flight.h) until it is known what
 * became of it: done, rolled back (announced as void by the next event, so that
 * the missing numbers are explained), or unknown (announced as void with
 * outcome failed: the event may or may not be there).
 */
#include <assert.h>
#include <event2/event.h>

#include <sodium.h>

#include "base/clock.h"
#include "base/fiber.h"
#include "base/log.h"
#include "base/loop.h"
#include "server/db/array.h"
#include "server/security/audit.h"
#include "server/security/audit_flight.h"
#include "server/security/audit_leaf.h"
#include "server/security/record_digest.h"
#include "server/security/vault.h"

#define WRITERS_MAX	1024
/* What no later event announces is announced by itself after this long. */
#define ANNOUNCE_S	2

struct writer {
	struct uuid	tenant, id;
	uint64_t	number;
	unsigned char	key[32];
};

/* Kept with the pool. */
struct audit {
	struct writer	*writers[WRITERS_MAX];
	size_t		 n_writers;
	struct flight	 flight;
	struct db_pool	*pool;
	struct event	*timer;		/* NULL in a command */
};

static void
audit_free(void *ptr)
{
	struct audit *a = ptr;

	for (size_t i = 0; i < a->n_writers; i++) {
		sodium_memzero(a->writers[i], sizeof(*a->writers[i]));
		free(a->writers[i]);
	}
	if (a->timer != NULL)
		event_free(a->timer);
	free(a->flight.v);
	free(a);
}

static struct audit *
audit_of(struct db *db)
{
	struct audit *a = db_kept(db);

	if (a == NULL) {
		a = xcalloc(1, sizeof(*a));
		a->pool = db_pool_of(db);
		db_keep(db, a, audit_free);
	}
	return a;
}

static struct writer *
find_writer(const struct audit *a, struct uuid tenant)
{
	for (size_t i = 0; i < a->n_writers; i++) {
		if (memcmp(a->writers[i]->tenant.b, tenant.b, 16) == 0)
			return a->writers[i];
	}
	return NULL;
}

int fiber_fn
audit_prepare(struct vault *v, struct db *db, struct uuid tenant,
    struct error *err)
{
	struct audit *a = audit_of(db);
	struct writer *w, fresh = { .tenant = tenant };

	if (find_writer(a, tenant) != NULL)
		return 0;
	fresh.id = uuid_new();
	if (vault_audit_key(v, db, fresh.id, fresh.key, err) < 0)
		return -1;
	if (find_writer(a, tenant) != NULL)	/* another fiber was faster */
		return 0;
	if (a->n_writers == WRITERS_MAX)
		return error_set(err, ERR_LIMIT, "audit.writers",
		    "too many municipalities for one process");
	w = xmalloc(sizeof(*w));
	*w = fresh;
	a->writers[a->n_writers++] = w;
	sodium_memzero(fresh.key, sizeof(fresh.key));
	return 0;
}

static void
remember(struct db *db, struct writer *w)
{
	struct audit *a = audit_of(db);

	if (flight_add(&a->flight, w, db, w->number) < 0)
		log_event(LOG_ERROR, "audit.in_flight", "max=%d", FLIGHT_MAX);
}

/* Whole characters of what a caller gave, so many as a leaf has room for. */
static struct str
purpose_of(const char *text)
{
	struct str s = text == NULL ? STR("") : str_of(text);
	size_t n = s.len < AUDIT_PURPOSE_MAX ? s.len : AUDIT_PURPOSE_MAX;

	while (n < s.len && n > 0 && ((unsigned char)s.p[n] & 0xc0) == 0x80)
		n--;
	return str_sub(s, 0, n);
}

/* The bytes and the MAC of an event with the next number; what it says of
 * sealed values is in the notes until it is pushed. */
struct encoded {
	struct uuid	 id;
	struct buf	 leaf;
	unsigned char	 mac[crypto_auth_hmacsha256_BYTES];
};

static void
encode(struct db *db, struct writer *w, const struct audit_actor *actor,
    const struct audit_event *e, struct encoded *ret)
{
	struct audit_leaf l = {
		.tenant = actor->tenant, .event = uuid_new(),
		.actor = actor->staff, .object = e->object,
		.record = e->record, .time_us = clock_now_us(),
		.actor_kind = uuid_is_zero(actor->staff) ? AUDIT_BY_SERVER :
		    AUDIT_BY_STAFF,
		.outcome = (uint8_t)e->outcome, .detail = e->detail,
		.purpose = purpose_of(e->purpose),
		.action = audit_action_of(e->action),
		.object_type = audit_object_of(e->object_type),
	};
	unsigned char hash[AUDIT_HASH_SIZE];

	assert(l.action != 0 && l.object_type != 0);
	assert(e->detail.len <= AUDIT_DETAIL_MAX);
	record_digest_sort(db_notes(db));
	record_digest_of(buf_view(db_notes(db)), l.record_digest);
	(void)uuid_parse(str_of(log_request()), &l.request);
	l.writer = w->id;
	l.number = ++w->number;
	*ret = (struct encoded){ .id = l.event };
	audit_leaf_encode(&l, &ret->leaf);
	audit_leaf_hash(buf_view(&ret->leaf), hash);
	(void)crypto_auth_hmacsha256(ret->mac, hash, sizeof(hash), w->key);
	remember(db, w);
}

static struct str
mac_of(const struct encoded *x)
{
	return (struct str){ (const char *)x->mac, sizeof(x->mac) };
}

/* The parameters that all events of a statement share. */
struct common {
	const char	*writer, *actor, *record, *outcome, *purpose, *sealed;
};

/* This event has the notes. */
static struct common
common_of(struct db *db, const struct writer *w,
    const struct audit_actor *actor, const struct audit_event *e)
{
	static const char *const outcomes[] = { "ok", "denied", "failed" };
	struct buf *notes = db_notes(db);
	struct common c = { .writer = db_uuid(db, w->id),
		.actor = db_uuid(db, actor->staff),
		.record = uuid_is_zero(e->record) ? NULL :
		    db_uuid(db, e->record),
		.outcome = outcomes[e->outcome],
		.purpose = db_str(db, purpose_of(e->purpose)),
		.sealed = notes->len == 0 ? NULL :
		    db_bytea(db, buf_view(notes)) };

	buf_reset(notes);
	return c;
}

void
audit_push(struct db *db, const struct audit_actor *actor,
    const struct audit_event *e)
{
	struct writer *w = find_writer(audit_of(db), actor->tenant);
	struct encoded x;
	struct common c;

	assert(w != NULL);
	encode(db, w, actor, e, &x);
	c = common_of(db, w, actor, e);
	db_push(db, AUDIT_INSERT, db_uuid(db, x.id), c.writer,
	    db_int(db, (int64_t)w->number), c.actor, e->action,
	    e->object_type, db_uuid(db, e->object), c.record, c.outcome,
	    c.purpose, db_bytea(db, buf_view(&x.leaf)),
	    db_bytea(db, mac_of(&x)), c.sealed);
	buf_done(&x.leaf);
}

void
audit_push_each(struct db *db, const struct audit_actor *actor,
    const struct audit_event *event, const struct uuid *objects, size_t n)
{
	struct writer *w = find_writer(audit_of(db), actor->tenant);
	struct db_array ids = DB_ARRAY_INIT, numbers = DB_ARRAY_INIT,
	    of = DB_ARRAY_INIT, leaves = DB_ARRAY_INIT, macs = DB_ARRAY_INIT;
	struct audit_event e = *event;
	struct arena *a = db_arena(db);
	struct common c = { 0 };

	assert(w != NULL && n > 0);
	for (size_t i = 0; i < n; i++) {
		struct encoded x;

		e.object = objects[i];
		encode(db, w, actor, &e, &x);
		if (i == 0)
			c = common_of(db, w, actor, &e);
		db_array_uuid(&ids, x.id);
		db_array_int(&numbers, (int64_t)w->number);
		db_array_uuid(&of, e.object);
		db_array_bytes(&leaves, buf_view(&x.leaf));
		db_array_bytes(&macs, mac_of(&x));
		buf_done(&x.leaf);
	}
	db_push(db, AUDIT_INSERT_EACH, c.writer, c.actor, e.action,
	    e.object_type, c.record, c.outcome, c.purpose, c.sealed,
	    db_array_end(a, &ids), db_array_end(a, &numbers),
	    db_array_end(a, &of), db_array_end(a, &leaves),
	    db_array_end(a, &macs));
}

/* What was sealed after the last event, or without any. */
static void
push_rest(struct db *db)
{
	struct audit_actor server = { .staff = { { 0 } } };

	if (db_notes(db)->len == 0)
		return;
	(void)uuid_parse(str_of(db_tenant(db)), &server.tenant);
	audit_push(db, &server, &(struct audit_event){
	    .action = "sealed.write", .object_type = "tenant",
	    .object = server.tenant });
}

/* Say with this batch which numbers have this fate. */
static void
announce(struct db *db, struct writer *w, enum fate fate)
{
	_cleanup_(buf_done) struct buf detail = BUF_INIT;

	buf_puts(&detail, "{\"numbers\":[");
	if (flight_take(&audit_of(db)->flight, w, fate, db, &detail) == 0)
		return;
	buf_puts(&detail, "]}");
	audit_push(db, &(struct audit_actor){ .tenant = w->tenant },
	    &(struct audit_event){ .action = "audit.void",
	    .object_type = "tenant", .object = w->tenant,
	    .outcome = fate == FATE_VOID ? AUDIT_OK : AUDIT_FAILED,
	    .detail = buf_view(&detail) });
}

/* Say with a batch what became of earlier ones of its tenant. */
static void
announce_all(struct db *db)
{
	struct writer *w = (void *)(uintptr_t)flight_writer(
	    &audit_of(db)->flight, db);

	if (w == NULL)
		return;
	announce(db, w, FATE_VOID);
	announce(db, w, FATE_UNKNOWN);
}

static void announce_later(struct audit *a);

static int
end(struct db *db, uint64_t serial, int r, const struct error *err)
{
	struct audit *a = audit_of(db);

	flight_settle(&a->flight, db, serial, r == 0 ? FATE_DONE :
	    err->kind == ERR_UNCERTAIN ? FATE_UNKNOWN : FATE_VOID);
	if (r < 0 && fiber_self() != NULL)
		announce_later(a);
	return r;
}

int fiber_fn
audit_run(struct db *db, struct error *err)
{
	uint64_t serial = db_serial(db);

	push_rest(db);
	announce_all(db);
	return end(db, serial, db_run(db, err), err);
}

int fiber_fn
audit_commit(struct db *db, struct error *err)
{
	uint64_t serial = db_serial(db);

	push_rest(db);
	announce_all(db);
	return end(db, serial, db_commit(db, err), err);
}

/* ------------------------------------------------ when nothing comes after */

static void fiber_fn
announce_rest(void *arg)
{
	struct audit *a = arg;
	struct error err = { 0 };
	struct db *db = db_acquire(a->pool, &err);

	for (size_t i = 0; db != NULL && i < a->n_writers; i++) {
		char tenant[UUID_TEXT_LEN + 1];

		uuid_format(a->writers[i]->tenant, tenant);
		db_scope(db, tenant, NULL);
		announce(db, a->writers[i], FATE_VOID);
		announce(db, a->writers[i], FATE_UNKNOWN);
		if (flight_writer(&a->flight, db) != NULL)
			(void)audit_run(db, &err);
	}
	db_release(db);
}

/* Later numbers may be there already. */
static void
on_time(evutil_socket_t fd, short what, void *arg)
{
	struct audit *a = arg;

	(void)fd;
	(void)what;
	if (fiber_spawn(announce_rest, a) < 0)
		announce_later(a);
}

static void
announce_later(struct audit *a)
{
	struct timeval tv = { ANNOUNCE_S, 0 };

	if (a->timer == NULL)
		a->timer = evtimer_new(loop_base(), on_time, a);
	if (a->timer == NULL || (!evtimer_pending(a->timer, NULL) &&
	    evtimer_add(a->timer, &tv) < 0))
		abort();
}
