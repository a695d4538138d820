/*
 * person_access.h - may this caller see or change that person?
 */
#ifndef SERVER_API_PERSON_ACCESS_H
#define SERVER_API_PERSON_ACCESS_H

#include "server/api/api.h"

struct person_access {
	struct uuid		 id;
	struct uuid		 record;	/* all zero: of no household */
	int64_t			 version;
	struct authz_access	 access;
};

/* In the open transaction.  A person of a household follows its record; one of
 * none is everybody's who works with citizens, below S3.  -1 and err (404
 * "person.unknown"). */
int fiber_fn	person_access(struct request *req, const char *id,
		    struct person_access *ret, struct error *err);
/* With the person locked; 403 "person.read_only" or "category.not_yours". */
int fiber_fn	person_access_for_write(struct request *req, const char *id,
		    unsigned category, struct person_access *ret,
		    struct error *err);
/* May this person join another household?  Not when an own household is one
 * that the caller cannot change: 403 "person.elsewhere".  Locks the person. */
int fiber_fn	person_may_move(struct request *req, const char *id,
		    struct error *err);

#endif
