/*
 * router.h - from method and path to the row of a route table.
 */
#ifndef SERVER_HTTP_ROUTER_H
#define SERVER_HTTP_ROUTER_H

#include "server/http/parse.h"

#define ROUTER_DEPTH_MAX	16	/* segments of a path */
#define ROUTER_ARGS_MAX		8
#define ROUTER_ARG_LEN_MAX	256

struct router;

struct router	*router_new(void);
/* Add a table, which ends with a NULL path and is kept.  -1 and err ("route.*")
 * when a row has no permission or handler, a path is malformed, or two rows are
 * for the same requests. */
int		 router_add(struct router *r, const struct route *table,
		    struct error *err);
void		 router_free(struct router *r);

struct router_match {
	const struct route	*route;		/* NULL: none */
	int			 index;		/* of the route, from 0 */
	bool			 knows_path;	/* with another method */
	unsigned		 allowed;	/* 1 << method, then */
	size_t			 n_args;
	struct { struct str name, value; } args[ROUTER_ARGS_MAX];
};

/* HEAD finds GET. */
void	router_find(const struct router *r, enum http_method method,
	    struct str path, struct router_match *ret);
/* All routes in order of their index. */
size_t	router_count(const struct router *r);
const struct route *router_route(const struct router *r, size_t index);

#endif
