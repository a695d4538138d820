/*
 * workflow.h - events on process instances, inside one transaction.
 *
 * An instance is loaded and locked, its event goes through bpmn_step(), and
 * what that asks for becomes rows: tasks, timers, subscriptions, jobs,
 * incidents, history.  Messages, calls and decisions lead to further events,
 * perhaps of other instances; workflow_finish() goes on until nothing is left
 * and stores every instance once.
 *
 *	struct workflow_run *r = workflow_run_new(&where);
 *	if (workflow_event(r, instance, &event, err) < 0 ||
 *	    workflow_finish(r, err) < 0)
 *		...
 *	audit and commit
 *
 * The common event, a task that is done, costs two round trips: the lock and
 * read, and the writes with the commit.
 */
#ifndef SERVER_WORKFLOW_WORKFLOW_H
#define SERVER_WORKFLOW_WORKFLOW_H

#include "base/json.h"
#include "base/uuid.h"
#include "server/db/db.h"
#include "server/workflow/definitions.h"
#include "workflows/bpmn/engine.h"
#include "workflows/feel/value.h"

#define PROCESS_INSTANCES_MAX	128	/* touched by one user action */
#define PROCESS_WORK_MAX	1000	/* events that one event leads to */

struct vault;

struct workflow_where {
	struct arena	*arena;
	struct db	*db;		/* scoped; a transaction is open */
	struct vault	*vault;
	struct uuid	 tenant;
	struct uuid	 actor;		/* all zero: the server */
	const char	*zone;		/* of the municipality */
};

struct workflow_run;

/* Lives in the arena; workflow_run_done() gives definitions back. */
struct workflow_run *workflow_run_new(const struct workflow_where *where);
void	workflow_run_done(struct workflow_run *r);

/* Start the newest version of a process.  intervention may be all zero. */
int fiber_fn	workflow_start(struct workflow_run *r, struct str key,
		    struct uuid intervention, struct bpmn_vars vars,
		    struct uuid *ret_instance, struct error *err);
struct workflow_begin {
	struct uuid	 definition;	/* a certain version */
	struct str	 element;	/* that happened; empty: the start
					 * event without a trigger */
	int		 def;		/* which of its event definitions */
	struct bpmn_vars vars;
};

/* Start an instance of a certain version by one of its start events. */
int fiber_fn	workflow_begin(struct workflow_run *r,
		    const struct workflow_begin *b, struct uuid *ret_instance,
		    struct error *err);
/* Queue locking the instance of a task that exists, to be read together with
 * other rows; returns its place in the batch, for workflow_adopt() after
 * db_run(). */
int	workflow_push_task(struct workflow_run *r, const char *task);
/* The same for timers that are due, certain ones or NULL: one row for each, as
 * timer_take says. */
int	workflow_push_due(struct workflow_run *r, int limit,
	    const char *timers);
int fiber_fn	workflow_adopt(struct workflow_run *r, int at,
		    struct error *err);
/* Lock the instance if this run has not yet, and give it the event. */
int fiber_fn	workflow_event(struct workflow_run *r, struct uuid instance,
		    const struct bpmn_event *event, struct error *err);
/* A message or signal from outside; *ret_receivers counts who got it. */
int fiber_fn	workflow_message(struct workflow_run *r, struct str name,
		    struct str key, struct bpmn_vars vars,
		    int *ret_receivers, struct uuid *ret_instance,
		    struct error *err);
int fiber_fn	workflow_signal(struct workflow_run *r, struct str name,
		    struct bpmn_vars vars, int *ret_receivers,
		    struct error *err);
struct workflow_message {
	const char	*id;		/* the sender's: once only */
	struct str	 name, key;
	struct bpmn_vars vars;
	const char	*ttl_s;		/* seconds to keep it */
	bool		 is_consumed;	/* keep only its id */
};

/* Keep a message until somebody waits for it.  1; 0 when its id was here
 * before; -1 and err. */
int fiber_fn	workflow_message_keep(struct workflow_run *r,
		    const struct workflow_message *m, struct error *err);
/* Somebody who waits for a message that is kept. */
struct workflow_waiting {
	struct uuid	instance;
	uint32_t	wait;
	struct str	element, name, key;
};

/* Bring the two together. */
int fiber_fn	workflow_meet(struct workflow_run *r,
		    const struct workflow_waiting *w, struct error *err);
/* The clock of a case goes on: its suspension (an id) was ended and its
 * instances are locked.  What was due while it stood is due later.  Includes
 * workflow_finish(). */
int fiber_fn	workflow_resume(struct workflow_run *r,
		    const char *suspension, struct error *err);
/* Carry out all that is left and store the instances; the commit remains. */
int fiber_fn	workflow_finish(struct workflow_run *r, struct error *err);

/* Variables seen from a node (0: the process) of an instance, locked or not. */
int fiber_fn	workflow_vars(struct workflow_run *r, struct uuid instance,
		    uint32_t node, struct bpmn_vars *ret, struct error *err);

/* An element of an instance by its id; err "process.no_element". */
int fiber_fn	workflow_element(struct workflow_run *r, struct uuid instance,
		    struct str id, int *ret, struct error *err);
/* Where an instance stands, read without locking it: an array of tokens. */
int fiber_fn	workflow_tokens(struct workflow_run *r, struct uuid instance,
		    struct jsonw *w, struct error *err);

/* A header (zeebe:taskHeaders) of a user task, as it is written in the model of
 * an instance of this run; empty when there is none. */
struct str	workflow_header(const struct workflow_run *r,
		    struct uuid instance, struct str element,
		    const char *name);

/* The calendar that CALENDAR_READ gave at a place of the batch. */
const struct bpmn_calendar *calendar_at(struct arena *a, struct db *db, int at);

/* Members of a JSON object as variables, and back. */
struct bpmn_vars workflow_vars_of(struct arena *a, const struct json *object);
void	workflow_vars_json(struct jsonw *w, struct bpmn_vars vars);

#endif
