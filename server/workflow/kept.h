/*
 * kept.h - things parsed once and kept by id while there is room.
 */
#ifndef SERVER_WORKFLOW_KEPT_H
#define SERVER_WORKFLOW_KEPT_H

#include "base/uuid.h"

/* First member of what is kept. */
struct kept_item {
	struct uuid	 id;
	int		 users;
	uint64_t	 used;		/* tick of the last use */
};

struct kept {
	struct kept_item **items;
	size_t		 n, max;
	uint64_t	 tick;
	void		(*free_item)(struct kept_item *);
};

/* The item with one user more, or NULL. */
struct kept_item *kept_get(struct kept *k, struct uuid id);
/* Keep it; one user.  What was not used for longest, and by nobody now, goes
 * when there is no room.  When another of the same id is there already, that
 * one is returned and item freed. */
struct kept_item *kept_add(struct kept *k, struct kept_item *item);
void		 kept_put(struct kept_item *item);

#endif
