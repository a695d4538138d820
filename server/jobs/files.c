/*
 * files.c - documents that must go: uploads that died with their process,
 * documents of tasks that were never completed with them, bytes whose key was
 * destroyed.
 */
#include "base/config.h"
#include "server/jobs/jobs.h"

#define BATCH	20	/* each may have many chunks */

extern const struct job job_files;

/* Their rows went and their keys were destroyed: say so. */
static void
push_events(struct job_turn *t, int at)
{
	int rows = db_rows(t->db, at);
	struct audit_event events[BATCH];

	for (int i = 0; i < rows; i++)
		events[i] = (struct audit_event){ .action = "file.erase",
			.object_type = "file", .purpose = "unused",
			.object = db_uuid_at(t->db, at, i, 0),
			.record = db_uuid_at(t->db, at, i, 1) };
	for (int i = 0; i < rows; i++) {
		db_push(t->db, KEYS_NOTIFY, db_uuid(t->db, events[i].object));
		audit_push(t->db, &t->actor, &events[i]);
	}
}

static int fiber_fn
files_turn(struct job_turn *t, struct error *err)
{
	const char *batch = arena_printf(t->arena, "%d", BATCH).p;
	int abandoned, unused, erased;
	bool is_full;

	db_begin(t->db);
	abandoned = db_push(t->db, FILE_ABANDONED, batch);
	unused = db_push(t->db, FILE_UNUSED, db_int(t->db,
	    config_int("files.unused_days")), batch);
	erased = db_push(t->db, FILE_ERASED, batch);
	if (db_run(t->db, err) < 0)
		return -1;
	is_full = db_affected(t->db, abandoned) == BATCH ||
	    db_rows(t->db, unused) == BATCH ||
	    db_affected(t->db, erased) == BATCH;
	push_events(t, unused);
	if (audit_commit(t->db, err) < 0)
		return -1;
	return is_full;
}

const struct job job_files = {
	.name = "files",
	.turn = files_turn,
};
