/*
 * cleaning.c - what grows and must go: expired messages, and history that was
 * kept as long as its model says; and partitions for the months to come.
 */
#include "server/jobs/jobs.h"

#define BATCH	1000

extern const struct job job_cleaning;

static int fiber_fn
cleaning_turn(struct job_turn *t, struct error *err)
{
	int messages = db_push(t->db, MESSAGE_EXPIRE, db_int(t->db, BATCH));
	int history = db_push(t->db, HISTORY_EXPIRE, db_int(t->db, BATCH));

	db_push(t->db, PARTITIONS_ENSURE);
	if (db_run(t->db, err) < 0)
		return -1;
	return db_affected(t->db, messages) == BATCH ||
	    db_int64(t->db, history, 0, 0) == BATCH;
}

const struct job job_cleaning = {
	.name = "cleaning",
	.turn = cleaning_turn,
};
