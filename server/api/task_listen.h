/*
 * task_listen.h - the listeners of a process are asked before a task goes to
 * somebody or changes.
 */
#ifndef SERVER_API_TASK_LISTEN_H
#define SERVER_API_TASK_LISTEN_H

#include "server/api/task_access.h"
#include "server/api/workflows.h"

/* What is to happen to a task. */
struct task_change {
	enum bpmn_event_type	 event;		/* TASK_ASSIGN, TASK_UPDATE */
	const char		*action;	/* "claim", "update" ... */
	const char		*assignee;	/* the new one; NULL: nobody */
	const struct json	*plan;		/* dueAt, priority, followUpAt;
						 * or NULL */
};

/* Queue what tells whether anybody listens, beside the read of the task; its
 * place in the batch. */
int	task_listen_push(struct request *req, const char *id);
/* After db_run(). */
struct uuid task_listen_definition(struct request *req, int at);
/*
 * Ask them: 409 "bpmn.denied" or "bpmn.listener", and then nothing may be
 * changed.  *run is made when there is any, and workflow_finish() has to follow
 * the change (what they correct comes after it); it may be given from another
 * task.
 */
int fiber_fn	task_listen(struct request *req, struct uuid definition,
		    const struct api_task *t, const struct task_change *change,
		    struct workflow_run **run, struct error *err);

#endif
