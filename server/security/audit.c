/*
 * audit.c - writing audit events.
 *
 * One writer for each tenant and pool of connections, named by a random id.
 * Events of a batch are "in flight" until it is known what became of it: done,
 * rolled back (announced as void, so that the missing numbers are explained),
 * or unknown (announced as void with outcome failed: the event may or may not
 * be there).
 */
#include <assert.h>

#include <sodium.h>

#include "base/clock.h"
#include "base/log.h"
#include "server/security/audit.h"
#include "server/security/audit_leaf.h"
#include "server/security/record_digest.h"
#include "server/security/vault.h"

#define WRITERS_MAX	1024
#define IN_FLIGHT_MAX	16384
#define VOIDS_PER_BATCH	8

struct writer {
	struct uuid	tenant, id;
	uint64_t	number;
	unsigned char	key[32];
};

enum fate { FATE_PENDING, FATE_VOID, FATE_UNKNOWN };

struct in_flight {
	struct db	*db;		/* NULL: free, or fate is known */
	struct writer	*writer;
	uint64_t	 number;
	enum fate	 fate;
	bool		 is_announced;	/* in the batch that is pending */
};

/* Kept with the pool. */
struct audit {
	struct writer	*writers[WRITERS_MAX];
	size_t		 n_writers;
	struct in_flight in_flight[IN_FLIGHT_MAX];
	size_t		 n_in_flight;
};

static void
audit_free(void *ptr)
{
	struct audit *a = ptr;

	for (size_t i = 0; i < a->n_writers; i++) {
		sodium_memzero(a->writers[i], sizeof(*a->writers[i]));
		free(a->writers[i]);
	}
	free(a);
}

static struct audit *
audit_of(struct db *db)
{
	struct audit *a = db_kept(db);

	if (a == NULL) {
		a = xcalloc(1, sizeof(*a));
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

	if (a->n_in_flight == IN_FLIGHT_MAX) {
		log_event(LOG_ERROR, "audit.in_flight", "max=%d",
		    IN_FLIGHT_MAX);
		return;
	}
	a->in_flight[a->n_in_flight++] = (struct in_flight){ .db = db,
		.writer = w, .number = w->number };
}

static void
push_leaf(struct db *db, const struct audit_leaf *l,
    const struct audit_event *e, const struct writer *w)
{
	static const char *const outcomes[] = { "ok", "denied", "failed" };
	_cleanup_(buf_done) struct buf bytes = BUF_INIT;
	unsigned char hash[AUDIT_HASH_SIZE], mac[crypto_auth_hmacsha256_BYTES];

	audit_leaf_encode(l, &bytes);
	audit_leaf_hash(buf_view(&bytes), hash);
	(void)crypto_auth_hmacsha256(mac, hash, sizeof(hash), w->key);
	db_push(db, AUDIT_INSERT, db_uuid(db, l->event), db_uuid(db, w->id),
	    db_int(db, (int64_t)l->number), db_uuid(db, l->actor), e->action,
	    e->object_type, db_uuid(db, e->object),
	    uuid_is_zero(e->record) ? NULL : db_uuid(db, e->record),
	    outcomes[e->outcome], db_str(db, l->purpose),
	    db_bytea(db, buf_view(&bytes)),
	    db_bytea(db, (struct str){ (const char *)mac, sizeof(mac) }),
	    db_notes(db)->len == 0 ? NULL :
	    db_bytea(db, buf_view(db_notes(db))));
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

void
audit_push(struct db *db, const struct audit_actor *actor,
    const struct audit_event *e)
{
	struct writer *w = find_writer(audit_of(db), actor->tenant);
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

	assert(w != NULL && l.action != 0 && l.object_type != 0);
	assert(e->detail.len <= AUDIT_DETAIL_MAX);
	record_digest_sort(db_notes(db));
	record_digest_of(buf_view(db_notes(db)), l.record_digest);
	(void)uuid_parse(str_of(log_request()), &l.request);
	l.writer = w->id;
	l.number = ++w->number;
	push_leaf(db, &l, e, w);
	buf_reset(db_notes(db));	/* this event has them */
	remember(db, w);
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

/* Say with this batch what became of earlier ones of its tenant. */
static void
announce_voids(struct db *db)
{
	struct audit *a = audit_of(db);
	struct writer *w = NULL;
	int said = 0;

	for (size_t i = 0; i < a->n_in_flight && w == NULL; i++) {
		if (a->in_flight[i].db == db)
			w = a->in_flight[i].writer;
	}
	for (size_t i = 0; i < a->n_in_flight && said < VOIDS_PER_BATCH; i++) {
		struct in_flight *f = &a->in_flight[i];
		char detail[64];

		if (w == NULL || f->fate == FATE_PENDING || f->writer != w ||
		    f->is_announced)
			continue;
		(void)snprintf(detail, sizeof(detail), "{\"number\":%llu}",
		    (unsigned long long)f->number);
		f->db = db;
		f->is_announced = true;
		said++;
		audit_push(db, &(struct audit_actor){ .tenant = w->tenant },
		    &(struct audit_event){ .action = "audit.void",
		    .object_type = "tenant", .object = w->tenant,
		    .outcome = f->fate == FATE_VOID ? AUDIT_OK : AUDIT_FAILED,
		    .detail = str_of(detail) });
	}
}

/* The batch of this connection ended: forget what is settled, keep what has
 * to be announced. */
static void
settle(struct db *db, enum fate fate)
{
	struct audit *a = audit_of(db);
	size_t kept = 0;

	for (size_t i = 0; i < a->n_in_flight; i++) {
		struct in_flight *f = &a->in_flight[i];

		if (f->db == db) {
			if (fate == FATE_PENDING)
				continue;	/* done */
			if (f->fate == FATE_PENDING)
				f->fate = fate;
			f->db = NULL;
			f->is_announced = false;
		}
		a->in_flight[kept++] = *f;
	}
	a->n_in_flight = kept;
}

static int
end(struct db *db, int r, const struct error *err)
{
	if (r == 0)
		settle(db, FATE_PENDING);
	else
		settle(db, err->kind == ERR_UNCERTAIN ? FATE_UNKNOWN :
		    FATE_VOID);
	return r;
}

int fiber_fn
audit_run(struct db *db, struct error *err)
{
	push_rest(db);
	announce_voids(db);
	return end(db, db_run(db, err), err);
}

int fiber_fn
audit_commit(struct db *db, struct error *err)
{
	push_rest(db);
	announce_voids(db);
	return end(db, db_commit(db, err), err);
}
