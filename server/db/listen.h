/*
 * listen.h - NOTIFY from PostgreSQL, on a connection of its own.
 */
#ifndef SERVER_DB_LISTEN_H
#define SERVER_DB_LISTEN_H

#include "server/db/db.h"

struct db_listener;

/* Call fn on the listener's fiber for every notification of these channels
 * (a NULL-ended list that is kept).  After a reconnection fn is called once for
 * each channel with payload NULL: something may have been missed.  fn may
 * wait, but what it waits for delays the next one. */
struct db_listener *db_listen(struct db_pool *pool, const char *const *channels,
	    void fiber_fn (*fn)(void *arg, const char *channel,
	    const char *payload), void *arg);
/* Stop.  The fiber ends by itself on a later turn of the loop. */
void	db_unlisten(struct db_listener *l);

#endif
