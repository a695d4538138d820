/*
 * search.h - rows of the variables that a process declares to search by.
 *
 * They are written with the state of an instance, when they differ from what is
 * there.
 */
#ifndef SERVER_WORKFLOW_SEARCH_H
#define SERVER_WORKFLOW_SEARCH_H

#include "server/workflow/private.h"

/* What a version declares, when it is deployed; nothing may be pushed.  -1 and
 * err ("search.type", "search.sensitive"; of the database). */
int fiber_fn	search_declare(struct db *db, const struct bpmn_process *p,
		    struct error *err);
/* The rows of an instance with these variables, as a parameter; NULL when its
 * version declares none. */
const char *search_rows(struct workflow_run *r, const struct instance *in,
		    struct bpmn_vars vars);
/* Queue them, if they changed since it was loaded. */
void	search_push(struct workflow_run *r, struct instance *in);

#endif
