/*
 * events.h - telling open browsers that something changed.
 */
#ifndef SERVER_API_EVENTS_H
#define SERVER_API_EVENTS_H

struct db_pool;
struct events;			/* the open browsers of this process */

/* Listen for what transactions announce on the channel "event". */
struct events	*events_new(struct db_pool *pool);
/* Listen no more; browsers stay until they go. */
void		 events_stop(struct events *e);

#endif
