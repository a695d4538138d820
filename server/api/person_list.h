/*
 * person_list.h - lists of what belongs to one person: corrections,
 * restrictions, requests.  The newest first, a page at a time (?cursor,
 * ?limit).
 */
#ifndef SERVER_API_PERSON_LIST_H
#define SERVER_API_PERSON_LIST_H

#include "server/api/person_access.h"

struct person_list {
	enum db_query	 query;		/* of person, cursor, rows */
	unsigned	 categories;	/* that it has, of what is sealed */
};

/* Commit what was done with the person, with its event, and reply the list as
 * it is then. */
int fiber_fn	person_list_reply(struct request *req, int status,
		    const struct person_list *list,
		    const struct person_access *p,
		    const struct audit_event *event);
/* The whole of GET /persons/{id}/..., which is to read the person. */
int fiber_fn	person_list_get(struct request *req,
		    const struct person_list *list);

#endif
