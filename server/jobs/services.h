/*
 * services.h - service tasks that connectors do.
 */
#ifndef SERVER_JOBS_SERVICES_H
#define SERVER_JOBS_SERVICES_H

#include "server/connect/connect.h"
#include "server/jobs/jobs.h"

/* What a connector gets for a job: its element, its headers and the variables
 * that its header `send` names, read now.  -1 and err. */
int fiber_fn	services_body(struct job_turn *t, const char *job,
		    struct buf *out, struct error *err);
/* In the open transaction: the job's process goes on (DELIVERED; the members
 * of "variables" of a JSON receipt become variables) or has an incident. */
int fiber_fn	services_answer(struct job_turn *t, const char *job,
		    const struct connect_result *r, struct error *err);

#endif
