/*
 * private.h - one configured connector, and the host that it sees.
 */
#ifndef SERVER_CONNECT_PRIVATE_H
#define SERVER_CONNECT_PRIVATE_H

#include "server/connect/connect.h"

struct connection {
	char			 name[64];
	const struct connector	*connector;
	void			*self;		/* its instance */
	int			 timeout_ms;
	unsigned		 n_now;		/* deliveries under way */
};

/* What a connector holds as struct host: of one delivery. */
struct session_host {
	struct host		 host;		/* first */
	const struct connection	*connection;
	struct arena		*arena;
	struct connect_result	*result;
};

struct session_host host_of(const struct connection *c, struct arena *a,
    struct connect_result *result);

#endif
