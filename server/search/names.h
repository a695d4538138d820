/*
 * names.h - sealed names of many people, opened by keyd.
 *
 * searchd has no data keys: keyd opens the names for it, a page in one request,
 * because it shows the pass that the parent gave to it alone.
 */
#ifndef SERVER_SEARCH_NAMES_H
#define SERVER_SEARCH_NAMES_H

#include "server/db/db.h"
#include "server/security/keyd.h"

struct names;

/* Asks at this socket.  The pass is wiped. */
struct names	*names_new(const char *keyd, unsigned char pass[KEYD_PASS]);
void		 names_free(struct names *n);

/* The identity of a person as JSON; STR_NULL when the person was erased. */
typedef void	 names_fn(void *arg, struct uuid person, struct str identity);

/* Open the rows at hand of search_names or search_changed, in the scope of
 * their tenant.  What is broken is logged and left out.  -1 and err: keyd is
 * away. */
int fiber_fn	 names_open(struct names *n, struct db *db, names_fn *fn,
		    void *arg, struct error *err);

#endif
