/*
 * searchd.h - the process that knows names, and how it is asked.
 *
 * At its start it reads the names of every municipality, opens them and keeps
 * them in memory only (index.h); after that it follows what changes.  Nobody
 * else ever holds names in bulk, and no index of names is on any disk.
 *
 *	request: tenant 16 | birth year u16 | limit u16 | name, UTF-8
 *	reply:   (person 16 | score in 1/65535 u16)*
 *
 * Big endian.  The reply is who may be meant; whether the caller may know them
 * is for the query that shows them (person_cards).
 */
#ifndef SERVER_SEARCH_SEARCHD_H
#define SERVER_SEARCH_SEARCHD_H

#include "base/ipc.h"
#include "server/db/db.h"
#include "server/search/index.h"
#include "server/search/names.h"

#define SEARCHD_FIND	1	/* the only call */
#define SEARCHD_NAME_MAX 256	/* bytes */
#define SEARCHD_CONNECTIONS 2	/* to the database */

enum searchd_error {
	SEARCHD_MALFORMED = 1,
	SEARCHD_LOADING,	/* not all names are known yet */
};

/* ------------------------------------------------------------- the process */

struct searchd;

/* Spawns the fiber that loads and follows.  The pool needs SEARCHD_CONNECTIONS.
 * NULL when there is no fiber. */
struct searchd	*searchd_new(struct db_pool *pool, struct names *names);
/* An ipc_handler; arg is the searchd. */
int fiber_fn	 searchd_handle(void *arg, struct ipc_request *req,
		    struct str *ret_payload);

/* -------------------------------------------------------------- its client */

struct searchd_ask {
	struct uuid	tenant;
	struct str	name;
	int		birth_year;	/* 0: any */
	int		limit;		/* at most SEARCH_RESULTS_MAX */
};

/* Fill hits, best first; returns how many, or -1 and err ("search.loading",
 * both ERR_UNAVAILABLE, or of ipc_call()). */
int fiber_fn	searchd_find(struct ipc_client *c,
		    const struct searchd_ask *ask, struct arena *a,
		    struct search_hit *hits, struct error *err);

#endif
