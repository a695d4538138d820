/*
 * starts.h - messages and signals that start a process by themselves.
 */
#ifndef SERVER_WORKFLOW_STARTS_H
#define SERVER_WORKFLOW_STARTS_H

#include "server/db/db.h"
#include "server/workflow/definitions.h"

#define STARTS_MAX	24	/* of one process */

/* Queue the rows: from now on they start this version of the process, and no
 * other; NULL: none.  -1 and err ("deploy.many"). */
int	starts_push(struct db *db, struct str key,
	    const struct definition *d, struct error *err);
/* The same for one that is being deployed. */
int	starts_push_new(struct db *db, const struct bpmn_model *m,
	    const struct bpmn_process *p, struct uuid id, struct error *err);

#endif
