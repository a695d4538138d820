/*
 * record_reply.h - answering with a record as it is now.
 */
#ifndef SERVER_API_RECORD_REPLY_H
#define SERVER_API_RECORD_REPLY_H

#include "server/api/api.h"

/* Read the record in the open transaction, commit with everything pushed
 * before, let the reply show what r->access allows, and reply. */
int fiber_fn	record_reply(struct request *req, int status,
		    struct api_record *r);

#endif
