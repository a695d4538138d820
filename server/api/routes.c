/*
 * routes.c - the list; a new resource adds its two lines here.
 */
#include "server/api/routes.h"

const struct route *const api_tables[] = {
	NULL
};
