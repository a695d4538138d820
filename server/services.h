/*
 * services.h - what a role has at hand: database, keys, threads.
 *
 * Set once when the role starts; handlers and jobs reach everything outside
 * through it.  This is all there is of the process as a whole: a handler is
 * given its request and nothing else.
 */
#ifndef SERVER_SERVICES_H
#define SERVER_SERVICES_H

struct db_pool;
struct events;
struct ipc_client;
struct jobs;
struct sessions;
struct vault;
struct work_pool;

struct services {
	struct db_pool		*pool;
	struct vault		*vault;
	struct work_pool	*work;		/* long calculations */
	struct work_pool	*hashing;	/* passwords: few at a time */
	/* NULL in roles without them. */
	struct ipc_client	*searchd;
	struct sessions		*sessions;
	struct events		*events;	/* open browsers */
	struct jobs		*jobs;		/* what is done unasked */
};

const struct services	*services(void);
void			 services_set(const struct services *s);

#endif
