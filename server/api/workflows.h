/*
 * workflows.h - a run over process instances for a request.
 */
#ifndef SERVER_API_WORKFLOWS_H
#define SERVER_API_WORKFLOWS_H

#include "server/http/http.h"
#include "server/workflow/workflow.h"

/* For the request's caller, in its open transaction; ends with the request. */
struct workflow_run *api_workflow(struct request *req);

#endif
