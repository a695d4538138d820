/*
 * intervention_access.h - an intervention that the caller may see, and the
 * reply that shows it.
 */
#ifndef SERVER_API_INTERVENTION_ACCESS_H
#define SERVER_API_INTERVENTION_ACCESS_H

#include "server/api/api.h"

/* Begin a transaction and find the record that the {id} of the path belongs to,
 * locked when it is to be written.  -1 and err (404 "intervention.unknown",
 * what api_record() says). */
int fiber_fn	api_intervention(struct request *req, bool is_to_write,
		    struct uuid *ret_id, struct api_record *ret_record,
		    struct error *err);
/* Commit, and show the intervention as it is then. */
int fiber_fn	reply_intervention(struct request *req, int status,
		    struct uuid id, struct api_record *r);

#endif
