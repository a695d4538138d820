/*
 * task_files.h - documents that a form names.
 */
#ifndef SERVER_API_TASK_FILES_H
#define SERVER_API_TASK_FILES_H

#include "server/api/task_open.h"

/* The documents of checked data were uploaded for the task of the path and are
 * of a type that their field accepts: 1, and from the commit on they are part
 * of the record.  0 when the reply (422) was given and *ret_status is what the
 * handler returns; -1 and err. */
int fiber_fn	task_files_take(struct request *req, const struct form *form,
		    const struct json *data, int *ret_status,
		    struct error *err);

#endif
