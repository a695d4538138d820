/*
 * migrate.h - take running instances over to another version of their process.
 *
 * bpmn_migrate() decides what may go where; this keeps the rows in step: tasks,
 * timers, subscriptions, jobs and incidents are named after the elements of the
 * new version, and keep their dates, people and forms.
 */
#ifndef SERVER_WORKFLOW_MIGRATE_H
#define SERVER_WORKFLOW_MIGRATE_H

#include "server/workflow/workflow.h"

#define MIGRATE_INSTANCES_MAX	200	/* of one transaction */
#define MIGRATE_MAP_MAX		500

struct workflow_plan {
	struct uuid			 from, to;	/* definitions */
	const struct bpmn_migration_map	*map;
	size_t				 n_map;
	bool				 is_preview;	/* change nothing */
};

struct workflow_verdict {
	const struct bpmn_migration_issue *issues;	/* in the arena */
	size_t				 n_issues;	/* 0: it fits */
};

/* Lock an instance and take it over, or say why it cannot be; workflow_finish()
 * remains, unless it is a preview or has issues.  -1 and err ("process.moved"
 * when it runs another version than the plan says; of the database). */
int fiber_fn	workflow_migrate(struct workflow_run *r,
		    const struct workflow_plan *plan, struct uuid instance,
		    struct workflow_verdict *ret, struct error *err);

#endif
