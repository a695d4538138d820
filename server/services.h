/*
 * services.h - what a role has at hand: database, keys, threads.
 *
 * Set once when the role starts; handlers and jobs reach everything outside
 * through it.
 */
#ifndef SERVER_SERVICES_H
#define SERVER_SERVICES_H

struct db_pool;
struct ipc_client;
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
};

const struct services	*services(void);
void			 services_set(const struct services *s);

#endif
