/*
 * connect.h - the connectors of this process: loaded from shared objects, set
 * up from sections of connectors.ini, called with messages.
 *
 *	[ministry]
 *	connector = siuss
 *	timeout_ms = 60000
 *	url = https://...
 *
 * The section's name is what outboxes and schedules call it, and what the type
 * of a service task may be.
 */
#ifndef SERVER_CONNECT_CONNECT_H
#define SERVER_CONNECT_CONNECT_H

#include "base/arena.h"
#include "base/error.h"
#include "base/fiber.h"
#include "connectors/connector.h"

#define CONNECTIONS_OUT_MAX	32

struct connection;

/* What a delivery left, in its arena. */
struct connect_result {
	enum delivered	 outcome;
	struct str	 number;	/* of the receipt */
	struct str	 receipt;
	const char	*detail;	/* the last line of its log */
};

/* Load connectors from dir as the file says; no file, no connectors.  Before
 * the sandbox.  -1 and err ("connector.*", line set). */
int	connect_load(const char *dir, const char *file, struct error *err);
/* Close them all. */
void	connect_done(void);
/* By its section, or NULL. */
struct connection *connect_find(struct str name);
/* All names as a PostgreSQL array; kept. */
const char *connect_names(void);
/* Those that can take another delivery now. */
const char *connect_names_free(struct arena *a);
/* Before a delivery: false when it can take none now.  After it, and only then,
 * connect_leave(). */
bool	connect_enter(struct connection *c);
void	connect_leave(struct connection *c);
/* Milliseconds for one exchange, and for a whole delivery at most. */
int	connect_timeout_ms(const struct connection *c);
int	connect_longest_ms(void);
/* Deliver; m->timeout_ms is filled in. */
void fiber_fn	connect_deliver(struct connection *c, struct arena *a,
		    struct message *m, struct connect_result *ret);

#endif
