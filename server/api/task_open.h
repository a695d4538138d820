/*
 * task_open.h - a task with its instance and form, for showing and finishing
 * it.
 */
#ifndef SERVER_API_TASK_OPEN_H
#define SERVER_API_TASK_OPEN_H

#include "forms/form.h"
#include "server/api/task_access.h"
#include "server/api/workflows.h"

/* The locked task, its instance loaded, and its form. */
struct opened {
	struct api_task		 task;
	struct workflow_run	*run;
	struct uuid		 instance;
	struct str		 schema;	/* JSON text; empty: no form */
	struct str		 decisions;	/* {key: id} of those it asks */
	const struct form	*form;
	int			 at_instance, at_task, at_form;
};

/* Begin the transaction and queue the locking reads of the {id} of the path:
 * the instance before its task, as timers and messages lock them. */
int fiber_fn	open_task_push(struct request *req, struct opened *o,
		    struct error *err);
/* After db_run(): as api_task_take(), then instance and form. */
int fiber_fn	open_task_take(struct request *req, unsigned wanted,
		    struct opened *o, struct error *err);
/* Both. */
int fiber_fn	open_task(struct request *req, unsigned wanted,
		    struct opened *o, struct error *err);

/* The variables that the task sees, as a JSON object. */
int fiber_fn	open_task_known(struct request *req, const struct opened *o,
		    const struct json **ret, struct error *err);
/* What the form is checked and computed with: those variables, and the
 * decisions it asks. */
int fiber_fn	open_task_context(struct request *req, const struct opened *o,
		    bool explain, struct form_context *ret,
		    struct error *err);
/* Four eyes: 403 "task.four_eyes" when the caller did an earlier step that
 * somebody else has to check. */
int fiber_fn	open_task_four_eyes(struct request *req,
		    const struct opened *o, struct error *err);
/* Check what was filled in.  1 and what counts of it; 0 when the reply (422,
 * each wrong field a pointer into the body) was given and *ret_status is what
 * the handler returns; -1 and err. */
int fiber_fn	open_task_submit(struct request *req, const struct opened *o,
		    const struct json **data, int *ret_status,
		    struct error *err);

/* Text in an object {"text": ...}, sealed for the task at a place and row, as
 * a parameter for the next db_run().  NULL and err. */
const char *fiber_fn api_task_seal(struct request *req,
		    const struct sealed_at *at, const char *text,
		    struct error *err);

#endif
