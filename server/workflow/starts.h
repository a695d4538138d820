/*
 * starts.h - what starts a process by itself: messages, signals and times.
 *
 * One version of a process has them: the newest in service.  The timers of its
 * start events outlive it.  A version whose event has the same id and says the
 * same time goes on where the one before was, so nothing that fired fires once
 * more; and a date that had passed when it was deployed starts nothing.
 */
#ifndef SERVER_WORKFLOW_STARTS_H
#define SERVER_WORKFLOW_STARTS_H

#include "base/arena.h"
#include "server/db/db.h"
#include "server/workflow/definitions.h"

#define STARTS_MAX	24	/* of one process */

struct starts {
	struct arena		*arena;
	struct db		*db;	/* scoped; a transaction is open */
	struct str		 key;	/* of the process */
	/* The version that they start; process NULL: none any more. */
	struct uuid		 definition;
	const struct bpmn_model	*model;
	const struct bpmn_process *process;
};

/* From now on they start this version, and no other; nothing may be pushed.
 * -1 and err ("deploy.many", "bpmn.timer"; of the database). */
int fiber_fn	starts_renew(const struct starts *s, struct error *err);

#endif
