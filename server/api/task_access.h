/*
 * task_access.h - a task, locked, and what the caller may do with it.
 */
#ifndef SERVER_API_TASK_ACCESS_H
#define SERVER_API_TASK_ACCESS_H

#include "server/api/api.h"

enum task_action {
	TASK_MAY_READ = 1 << 0,
	TASK_MAY_CLAIM = 1 << 1,
	TASK_MAY_RELEASE = 1 << 2,
	TASK_MAY_COMPLETE = 1 << 3,
	TASK_MAY_DELEGATE = 1 << 4,
	TASK_MAY_RETURN = 1 << 5,
	TASK_MAY_ASSIGN = 1 << 6,
	TASK_MAY_PLAN = 1 << 7,		/* due date, priority */
	TASK_MAY_FOLLOW_UP = 1 << 8,
	TASK_MAY_SPLIT = 1 << 9,	/* make sub-tasks */
	TASK_MAY_CANCEL = 1 << 10,	/* a sub-task */
	TASK_MAY_VOTE = 1 << 11,	/* with this ballot */
	TASK_MAY_CLOSE_VOTE = 1 << 12,
};

enum task_kind { TASK_PLAIN, TASK_SUBTASK, TASK_VOTE, TASK_BALLOT };

struct api_task {
	const char	*id;		/* the {id} of the path */
	struct uuid	 uuid, unit, assignee, owner, instance, record;
	struct uuid	 subject;	/* whose key seals its data */
	enum role	 role;
	enum task_kind	 kind;
	bool		 is_open;
	int		 sensitivity;
	int64_t		 version;
	uint32_t	 node;		/* of the engine */
	struct str	 element;
	struct str	 draft;		/* sealed; empty when there is none */
	struct str	 ballot;	/* a vote that was cast, the same way */
	struct str	 candidates;	/* others it is offered to, by commas */
	struct str	 pending;	/* names of mandatory sub-tasks that are
					 * open */
	/* What a sub-task or ballot is below of. */
	struct uuid	 parent, parent_holder, parent_unit;
	bool		 is_parent_open;
	unsigned	 actions;	/* enum task_action */
};

/* Queue the locking read of a task; its place in the batch. */
int	api_task_push(struct request *req, const char *id);
/* After db_run(), whoever asks: for what something else than the task
 * authorises.  -1 and err: 404 "task.unknown". */
int	api_task_read(struct request *req, int at, struct api_task *ret,
	    struct error *err);
/* After db_run().  -1 and err: 404 "task.unknown" when it is not there or not
 * for this caller, 409 "task.closed", 403 "task.not_yours" when one of the
 * wanted actions is not allowed. */
int	api_task_take(struct request *req, int at, unsigned wanted,
	    struct api_task *ret, struct error *err);
/* Both, in the open transaction. */
int fiber_fn	api_task(struct request *req, unsigned wanted,
		    struct api_task *ret, struct error *err);

/* Names of the actions allowed, as JSON ["claim", ...], without read. */
const char *api_task_actions(struct request *req, const struct api_task *t);

#endif
