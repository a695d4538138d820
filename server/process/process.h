/*
 * process.h - the processes that make up a server, one row each.
 *
 * `vinculo serve` is the parent: it binds sockets, drops privileges, starts
 * every row with fork and exec, and restarts what dies.  A child is `vinculo
 * serve --role NAME`: it start()s, enters its sandbox and runs the event loop
 * until SIGTERM, when it drains.
 *
 * A new process is a file with a const struct process and its two lines in
 * table.c.
 */
#ifndef SERVER_PROCESS_PROCESS_H
#define SERVER_PROCESS_PROCESS_H

#include "base/error.h"
#include "server/process/sandbox.h"

struct process_start {
	int	slot;		/* from 0 below count() */
	int	listen_fd;	/* of a listening process; else -1 */
	int	metrics_fd, metrics_slots;	/* of metrics.h */
	int	pass_fd;	/* with PROCESS_HAS_PASS; else -1 */
	int	parent;		/* process id */
	struct sandbox_folders folders;	/* "more" is start()'s to say */
};

enum process_flags {
	PROCESS_LISTENS = 1,	/* gets a listening TCP socket */
	PROCESS_HAS_PASS = 2,	/* gets what lets searchd open names: a secret
				 * of this run, in a descriptor that nobody
				 * else inherits */
};

struct process {
	const char	*name;
	unsigned	 flags;		/* enum process_flags */
	enum sandbox_role sandbox;
	/* How many, by the settings. */
	int		(*count)(void);
	/* After loop_init(), before the sandbox: open what is needed, spawn
	 * fibers.  -1 and err, and the parent tries again later. */
	int		(*start)(struct process_start *, struct error *);
	/* Finish what is being done, then call process_drained().  NULL: there
	 * is nothing to finish. */
	void		(*drain)(void);
};

/* In order of starting; they are stopped in the opposite order.  Ends with
 * NULL. */
extern const struct process *const processes[];

void	process_drained(void);

/* The parent: until SIGTERM.  The exit status. */
int	process_parent(const char *config_path);
/* A child.  The exit status. */
int	process_child(const struct process *p, struct process_start *start);
const struct process *process_find(const char *name);

/* A path below server.state_dir; in a buffer that the next call reuses. */
const char *state_path(const char *name);

#endif
