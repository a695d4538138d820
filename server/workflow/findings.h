/*
 * findings.h - what is wrong with a model here: the standard's rules, and what
 * the municipality has - roles, units, forms, decisions, processes.
 */
#ifndef SERVER_WORKFLOW_FINDINGS_H
#define SERVER_WORKFLOW_FINDINGS_H

#include "base/arena.h"
#include "base/work.h"
#include "server/db/db.h"
#include "workflows/bpmn/lint/lint.h"

struct findings_ask {
	struct arena	*arena;		/* the report lives in it */
	struct db	*db;		/* scoped; nothing pushed */
	struct work_pool *work;		/* where to look at it; NULL: here */
	struct str	 text;
};

/* 0 and the report, of deployment; -1 and err: no XML ("xml.*"), "work.busy",
 * or of the database. */
int fiber_fn	findings_of(const struct findings_ask *ask,
		    const struct lint_report **ret, struct error *err);

#endif
