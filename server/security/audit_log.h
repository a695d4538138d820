/*
 * audit_log.h - the sealed trail in the database: batches, tiles, checkpoints.
 *
 * The sealer takes events in the order (transaction, id) once every transaction
 * up to there has ended, so no event can ever come in between.  It adds their
 * hashes to the tree, keeps full tiles of 256, signs the new root, and appends
 * the checkpoint to <state_dir>/audit/checkpoints, which is meant to be copied
 * to another machine.
 */
#ifndef SERVER_SECURITY_AUDIT_LOG_H
#define SERVER_SECURITY_AUDIT_LOG_H

#include "server/db/db.h"
#include "server/security/note.h"

#define AUDIT_BATCH_MAX	4096	/* events; in leaf_hashes_get too */

/* Hashes of complete subtrees, from tiles and batches.  ctx is a struct db. */
int fiber_fn	audit_node(void *db, unsigned level, uint64_t index,
		    struct merkle_hash *ret);

struct sealer;

/* state_dir is kept. */
struct sealer	*sealer_new(struct db_pool *pool, const char *state_dir,
		    struct error *err);
void		 sealer_free(struct sealer *s);
/* Seal one batch: how many events, 0 when there is nothing to do now or
 * another process seals, -1 and err. */
int fiber_fn	sealer_turn(struct sealer *s, struct error *err);

#endif
