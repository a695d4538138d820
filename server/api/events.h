/*
 * events.h - telling open browsers that something changed.
 */
#ifndef SERVER_API_EVENTS_H
#define SERVER_API_EVENTS_H

struct db_pool;

/* Listen for what transactions announce on the channel "event". */
void	events_start(struct db_pool *pool);
void	events_stop(void);

#endif
