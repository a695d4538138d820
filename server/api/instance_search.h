/*
 * instance_search.h - ?var= of a list of process instances.
 */
#ifndef SERVER_API_INSTANCE_SEARCH_H
#define SERVER_API_INSTANCE_SEARCH_H

#include "server/http/http.h"

#define INSTANCE_CONDITIONS_MAX	8

/* Reply the instances that fit every ?var=name:operator:value; states is the
 * list that the query takes, or NULL for all. */
int fiber_fn	instance_search(struct request *req, const char *definition,
		    const char *states);

#endif
