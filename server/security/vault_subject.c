/*
 * vault_subject.c - a new generation of one subject's key.
 *
 * The new key is made and all that the subject's data is sealed with it, a
 * batch in each transaction, replacing exactly what was read: who writes
 * meanwhile wins, and is met again in the next round.  Both generations open
 * until the old one is destroyed, which is later than anybody can still be
 * writing with it.
 */
#include <assert.h>

#include <sodium.h>

#include "base/log.h"
#include "server/security/audit.h"
#include "server/security/vault_impl.h"

#define OUTLIVED_S	"300"	/* a key is kept a minute at most */
#define GEN_MAX		65535
#define ROUNDS_MAX	100	/* over somebody who writes all the time */

/* Columns of subject_key_lock and of sealed_of_subject. */
enum { DEK, KIND, GEN, STATE };
enum { PLACE, ROW, ENVELOPE, RELATION, ATTRIBUTE, AT };

struct rotation {
	struct uuid	 subject;
	const char	*id;		/* the same, as text */
	int64_t		 gen;		/* the new generation */
	int64_t		 done;
	/* Where we are. */
	char		 place[32], row[UUID_TEXT_LEN + 1];
};

static int
check_subject(struct db *db, struct error *err)
{
	if (db_rows(db, 0) == 0)
		return error_set(err, ERR_NOT_FOUND, "key.absent",
		    "this subject has no keys (any more)");
	if (db_int64(db, 0, 0, KIND) > SUBJECT_CASE)
		return error_set(err, ERR_INVALID, "key.kind",
		    "only keys of people, records and cases can be changed");
	if (db_int64(db, 0, 0, GEN) >= GEN_MAX)
		return error_set(err, ERR_LIMIT, "key.gen",
		    "this subject's key was changed too often");
	return 0;
}

/* In the open transaction: the next generation, unless an earlier rotation was
 * not finished. */
static int fiber_fn
begin(struct vault *v, struct db *db, struct rotation *r, struct error *err)
{
	struct dek_place place = { .subject = r->subject,
		.dek = uuid_new() };
	struct fresh_key fresh;

	if (check_subject(db, err) < 0)
		return -1;
	r->gen = db_int64(db, 0, 0, GEN);
	if (db_rows(db, 0) > 1)
		return 0;
	place.kind = (uint8_t)db_int64(db, 0, 0, KIND);
	place.gen = (uint16_t)++r->gen;
	if (vault_make_next(v, db, place, &fresh, err) < 0)
		return -1;
	db_push(db, DATA_KEY_RETIRE, r->id);
	db_push(db, DATA_KEY_INSERT, db_uuid(db, fresh.dek),
	    db_int(db, place.kind), r->id, db_int(db, r->gen),
	    db_int(db, fresh.kek_id), db_bytea(db, (struct str){
	    (const char *)fresh.wrapped, WRAPPED_SIZE }));
	db_push(db, KEYS_NOTIFY, r->id);
	sodium_memzero(&fresh, sizeof(fresh));
	return 0;
}

/* Queue one value of the batch at hand, sealed again. */
static int fiber_fn
reseal(struct vault *v, struct db *db, struct rotation *r, int row,
    struct error *err)
{
	_cleanup_(buf_done) struct buf old = BUF_INIT, plain = BUF_INIT;
	struct sealed_at at = { .subject = r->subject };
	const char *fresh;
	int place;

	(void)snprintf(r->place, sizeof(r->place), "%s",
	    db_text(db, 0, row, PLACE).p);
	(void)snprintf(r->row, sizeof(r->row), "%s",
	    db_text(db, 0, row, ROW).p);
	place = sealed_place(str_of(r->place));
	if (place < 0 || uuid_parse(str_of(r->row), &at.row) < 0)
		return error_set(err, ERR_INTERNAL, "sealed.place",
		    "nothing is sealed at %s", r->place);
	at.place = (enum sealed_place)place;
	db_bytes(db, 0, row, ENVELOPE, &old);
	if (vault_open(v, db, &at, buf_view(&old), &plain, err) < 0 ||
	    vault_seal(v, db, &at, buf_view(&plain), &fresh, err) < 0) {
		log_event(LOG_ERROR, "key.reseal", "place=%s row=%s",
		    r->place, r->row);
		return -1;
	}
	sodium_memzero(plain.p, plain.len);
	db_push(db, SEALED_REPLACE, db_text(db, 0, row, RELATION).p,
	    db_text(db, 0, row, ATTRIBUTE).p, db_text(db, 0, row, AT).p,
	    db_bytea(db, buf_view(&old)), fresh);
	r->done++;
	return 0;
}

/* Write the batch with the event that has its new values. */
static int fiber_fn
write_some(struct db *db, const struct rotation *r, struct error *err)
{
	struct audit_actor server = { .staff = { { 0 } } };

	if (vault_tenant(db, &server.tenant, err) < 0)
		return -1;
	audit_push(db, &server, &(struct audit_event){
	    .action = "key.rotate", .object_type = "key",
	    .object = r->subject });
	return audit_run(db, err);
}

/* A batch: how many, or -1. */
static int fiber_fn
reseal_some(struct vault *v, struct db *db, struct rotation *r,
    struct error *err)
{
	int rows;

	if (db_query(db, err, SEALED_OF_SUBJECT, r->id, db_int(db, r->gen),
	    r->place, r->row) < 0)
		return -1;
	rows = db_rows(db, 0);
	for (int i = 0; i < rows; i++) {
		if (reseal(v, db, r, i, err) < 0)
			return -1;
	}
	return rows > 0 && write_some(db, r, err) < 0 ? -1 : rows;
}

/* From the first place to the last: how many, or -1. */
static int64_t fiber_fn
reseal_all(struct vault *v, struct db *db, struct rotation *r,
    struct error *err)
{
	int64_t before = r->done;
	int n;

	r->place[0] = '\0';
	uuid_format((struct uuid){ { 0 } }, r->row);
	while ((n = reseal_some(v, db, r, err)) > 0)
		continue;
	return n < 0 ? -1 : r->done - before;
}

int64_t fiber_fn
vault_rotate_subject(struct vault *v, struct db *db, struct uuid subject,
    bool *ret_is_over, struct error *err)
{
	char id[UUID_TEXT_LEN + 1];
	struct rotation r = { .subject = subject, .id = id };
	int64_t n = 1;

	uuid_format(subject, id);
	db_begin(db);
	if (db_query(db, err, SUBJECT_KEY_LOCK, id) < 0 ||
	    begin(v, db, &r, err) < 0 || db_commit(db, err) < 0)
		return -1;
	vault_forget_subject(v, db, subject);
	for (int i = 0; n > 0 && i < ROUNDS_MAX; i++) {
		if (vault_load(v, db, &subject, 1, err) < 0)
			return -1;
		n = reseal_all(v, db, &r, err);
	}
	if (n != 0)
		return n < 0 ? -1 : error_set(err, ERR_CONFLICT, "key.busy",
		    "somebody writes all the time: try again later");
	if (db_query(db, err, DATA_KEYS_OUTLIVED, id, OUTLIVED_S) < 0)
		return -1;
	*ret_is_over = db_affected(db, 0) > 0;
	if (*ret_is_over && db_query(db, err, KEYS_NOTIFY, id) < 0)
		return -1;
	return r.done;
}
