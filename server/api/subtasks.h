/*
 * subtasks.h - parts of a task that others do.
 */
#ifndef SERVER_API_SUBTASKS_H
#define SERVER_API_SUBTASKS_H

#include "server/api/task_open.h"

/* Complete a sub-task with its result: {"result": "..."}; the status. */
int fiber_fn	subtask_complete(struct request *req, const struct opened *o,
		    const struct json *data);

#endif
