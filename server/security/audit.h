/*
 * audit.h - every read of sealed data and every write leaves an event, in the
 * transaction it is about.
 *
 *	audit_push(req->db, session, &(struct audit_event){
 *	    .action = "record.read", .object_type = "record", .object = id,
 *	    .record = id, .purpose = purpose });
 *
 * An event becomes a leaf (audit_leaf.h) with a number of its writer that has
 * no gaps and a MAC under the writer's key, so that a row that is missing shows
 * before the tree is sealed.  When a batch is rolled back its numbers are
 * announced as void with the next event.
 *
 * An event also says which values were sealed before it in its transaction, so
 * that one that is put back later shows (record_digest.h).  What is sealed
 * after the last event gets one of its own, "sealed.write".
 */
#ifndef SERVER_SECURITY_AUDIT_H
#define SERVER_SECURITY_AUDIT_H

#include "base/error.h"
#include "base/fiber.h"
#include "base/uuid.h"
#include "server/db/db.h"

struct session;
struct vault;

enum audit_outcome { AUDIT_OK, AUDIT_DENIED, AUDIT_FAILED };

struct audit_event {
	const char	*action;	/* of audit_registry.def */
	const char	*object_type;	/* of audit_registry.def */
	struct uuid	 object;
	struct uuid	 record;	/* all zero: none */
	enum audit_outcome outcome;
	const char	*purpose;	/* a code, NULL for none */
	struct str	 detail;	/* JSON without personal data: which
					 * categories, which fields; or null */
};

/* Who writes: a tenant's staff, or the server itself (staff all zero). */
struct audit_actor {
	struct uuid	 tenant, staff;
};

/* Make sure this process has its writer's key for the tenant of db_scope();
 * call before the first audit_push() of a request, with nothing pushed. */
int fiber_fn	audit_prepare(struct vault *v, struct db *db,
		    struct uuid tenant, struct error *err);
/* Queue the event with the batch. */
void	audit_push(struct db *db, const struct audit_actor *actor,
	    const struct audit_event *event);
/* The same event for each of n > 0 objects, in one statement. */
void	audit_push_each(struct db *db, const struct audit_actor *actor,
	    const struct audit_event *event, const struct uuid *objects,
	    size_t n);
/* db_run() for a batch with events; with them goes what has to be said about
 * earlier batches. */
int fiber_fn	audit_run(struct db *db, struct error *err);
/* db_commit() for a transaction with events. */
int fiber_fn	audit_commit(struct db *db, struct error *err);

#endif
