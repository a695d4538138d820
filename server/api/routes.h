/*
 * routes.h - the route tables of every resource.
 */
#ifndef SERVER_API_ROUTES_H
#define SERVER_API_ROUTES_H

#include "server/http/http.h"

/* Ends with NULL. */
extern const struct route *const api_tables[];

#endif
