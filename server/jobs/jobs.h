/*
 * jobs.h - what the server does without being asked: timers, deliveries,
 * exports, cleaning up.
 *
 * A job looks at one municipality after the other, does what is due there in
 * batches, and sleeps until something is due again or NOTIFY "jobs" with its
 * name wakes it.  Rows are leased (for update skip locked, lease_until) with a
 * fence (attempt), so that any number of these processes may run: whoever
 * comes back after its lease ended changes nothing.  Timers, which touch only
 * the database, are locked instead, for the transaction that fires them.
 *
 * A new job is a file with a const struct job and its line in table.c.
 */
#ifndef SERVER_JOBS_JOBS_H
#define SERVER_JOBS_JOBS_H

#include "base/arena.h"
#include "server/db/db.h"
#include "server/security/audit.h"

#define JOB_SLEEP_MS	60000	/* at most, whatever is due */

/* One look at one municipality. */
struct job_turn {
	struct arena	*arena;		/* forgotten after the turn */
	struct db	*db;		/* scoped to the tenant */
	struct uuid	 tenant;
	const char	*tenant_id, *zone;
	struct audit_actor actor;	/* the server itself */
	/* Out: when something is due again; JOB_SLEEP_MS unless set. */
	int64_t		 wait_ms;
};

struct job {
	const char	*name;
	int		 fibers;	/* that do it side by side; 0 means 1 */
	/* Do a batch.  1: there may be more now; 0: not before wait_ms; -1 and
	 * err, which is logged, and the next turn comes a little later. */
	int fiber_fn	(*turn)(struct job_turn *turn, struct error *err);
};

/* Ends with NULL. */
extern const struct job *const jobs[];

/* The fibers of all jobs, which begin when the loop runs.  NULL and err. */
struct jobs	*jobs_new(struct db_pool *pool, struct error *err);
/* Finish what is being done, start nothing new, then call fn. */
void	jobs_drain(struct jobs *j, void (*fn)(void));

/* Give the connection back before a long wait, and lease one again. */
void	job_turn_pause(struct job_turn *turn);
int fiber_fn job_turn_resume(struct job_turn *turn, struct error *err);
/* Take a "milliseconds or null" result as wait_ms. */
void	job_turn_wait(struct job_turn *turn, int at);

#endif
