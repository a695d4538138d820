/*
 * audit_check_vouched.c - what others said about the checkpoints.
 */
#include <inttypes.h>

#include "server/security/audit_check_impl.h"
#include "server/security/timestamp.h"

/* The checkpoint of this size, in k->arena; STR_NULL when there is none. */
static int
find_note(struct check *k, int64_t size, struct str *ret, struct error *err)
{
	struct str note;

	if (db_json(k->c->db, &note, err, CHECKPOINT_GET,
	    db_int(k->c->db, size)) < 0)
		return -1;
	*ret = note.p == NULL ? STR_NULL : arena_str(k->arena, note);
	return 0;
}

static int
check_line(struct check *k, int64_t size, struct str line, struct error *err)
{
	struct str note;
	int64_t time_s;

	if (find_note(k, size, &note, err) < 0)
		return -1;
	if (note.p == NULL)
		audit_say(k, "the witness saw a checkpoint of size %" PRId64
		    ", which is not there any more", size);
	else if (note_cosigned(k->c->witness, note, line, &time_s) < 0)
		audit_say(k, "the checkpoint of size %" PRId64
		    " is not the one that the witness cosigned", size);
	else
		k->c->n_witnessed++;
	return 0;
}

static int
check_cosignatures(struct check *k, struct error *err)
{
	struct db *db = k->c->db;
	int64_t from = (int64_t)k->c->from;
	int n = 1;

	while (n > 0) {
		VEC(struct str) lines = { 0 };
		VEC(int64_t) sizes = { 0 };

		arena_reset(k->arena);
		if (db_query(db, err, COSIGNATURES_GET, k->c->witness->origin,
		    db_int(db, from), db_int(db, k->c->to == 0 ? INT64_MAX :
		    (int64_t)k->c->to)) < 0)
			return -1;
		n = db_rows(db, 0);
		for (int i = 0; i < n; i++) {
			from = db_int64(db, 0, i, 0);
			vec_push(k->arena, &sizes, from);
			vec_push(k->arena, &lines, arena_str(k->arena,
			    db_text(db, 0, i, 1)));
		}
		for (int i = 0; i < n; i++) {
			if (check_line(k, sizes.v[i], lines.v[i], err) < 0)
				return -1;
		}
	}
	return 0;
}

static void
check_stamp(struct check *k, int row)
{
	_cleanup_(buf_done) struct buf token = BUF_INIT;
	struct db *db = k->c->db;
	int64_t size = db_int64(db, 0, row, 0), time_s;
	struct error err;

	db_bytes(db, 0, row, 2, &token);
	if (db_is_null(db, 0, row, 1))
		audit_say(k, "a checkpoint of size %" PRId64 " was stamped, "
		    "which is not there any more", size);
	else if (timestamp_check(buf_view(&token), db_text(db, 0, row, 1),
	    k->c->tsa_ca, &time_s, &err) < 0)
		audit_say(k, "the time stamp of size %" PRId64 ": %s", size,
		    err.message);
	else
		k->c->n_stamped++;
}

static int
check_stamps(struct check *k, struct error *err)
{
	struct db *db = k->c->db;
	int64_t from = (int64_t)k->c->from;
	int n = 1;

	while (n > 0) {
		if (db_query(db, err, TIMESTAMPS_GET, db_int(db, from)) < 0)
			return -1;
		n = db_rows(db, 0);
		for (int i = 0; i < n; i++)
			check_stamp(k, i);
		if (n > 0)
			from = db_int64(db, 0, n - 1, 0);
	}
	return 0;
}

int
audit_check_vouched(struct check *k, struct error *err)
{
	if (k->c->witness != NULL && check_cosignatures(k, err) < 0)
		return -1;
	return k->c->tsa_ca == NULL ? 0 : check_stamps(k, err);
}
