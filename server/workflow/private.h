/*
 * private.h - one run over process instances, shared by server/workflow.
 */
#ifndef SERVER_WORKFLOW_PRIVATE_H
#define SERVER_WORKFLOW_PRIVATE_H

#include "server/db/array.h"
#include "server/workflow/workflow.h"

struct instance {
	struct uuid		 id, definition, intervention, parent, subject;
	const char		*id_text, *intervention_text, *parent_text;
	struct str		 parent_element;
	const struct definition	*def;
	const struct json	*route_known;	/* as in route_known();
						 * or NULL */
	struct str		 envelope;	/* as it was read */
	struct bpmn_state	*state;
	int64_t			 seq;
	const char		*state_name;	/* in the table */
	bool			 is_new, is_over;
	bool			 is_decided;	/* its case was, in this run */
	bool			 is_stored;	/* as it is now */
	/* What can be searched by (search.h): in the table; at its end. */
	const char		*rows, *last_rows;
};

enum work_type {
	WORK_EVENT,		/* give event to instance */
	WORK_MESSAGE,		/* correlate name, key, vars; or keep it */
	WORK_MESSAGE_TAKE,	/* is one kept for this new wait? */
	WORK_SIGNAL,
	WORK_CALL,		/* start a called process */
	WORK_CALL_CANCEL,	/* end it: its caller does not wait any more */
	WORK_DECIDE,
	WORK_CORRECT,		/* a task, as a listener has it */
	WORK_ROUTE,		/* ask whom a task is for, then open it */
	WORK_BUILTIN,		/* a job that the server does itself */
	WORK_PARENT,		/* tell the calling instance: an end, or an
				 * escalation */
	WORK_DECIDED,		/* the clock of its case goes on */
};

/* What an effect leaves to do after the step. */
struct work {
	enum work_type		 type;
	struct instance		*instance;
	struct bpmn_event	 event;
	struct bpmn_effect	 effect;
	struct work		*next;
};

/* History not yet pushed, as arrays of SQL: one statement for all of it.  A
 * step is what one instance did in one go: some of the events. */
struct history {
	struct db_array		 ids, instances, interventions, from, to;
	struct db_array		 elements, types, events;
	const struct instance	*of;		/* the last step; NULL: none */
	size_t			 n;		/* events */
};

struct workflow_run {
	struct workflow_where	 w;
	struct bpmn_env		 env;
	int			 calendar_at;	/* in the batch; -1 */
	const char		*actor_text;	/* NULL: the server */
	struct instance		*instances[PROCESS_INSTANCES_MAX];
	size_t			 n_instances;
	struct work		*first, **last;
	size_t			 done;
	struct history		 history;
};

/* Queue work; the caller fills type, instance and the rest. */
void	workflow_push_work(struct workflow_run *r, struct work work);
/* The same for an event that an instance of this run is given then. */
void	workflow_push_event(struct workflow_run *r, struct instance *in,
	    const struct bpmn_event *event);
/* What went wrong outside becomes an incident of the node. */
void	workflow_fail(struct workflow_run *r, struct instance *in,
	    uint32_t node, const char *message);
/* Give an event to a loaded instance and turn the effects into rows. */
int fiber_fn	workflow_step(struct workflow_run *r, struct instance *in,
		    const struct bpmn_event *event, struct error *err);
/* The instance of this run, loading and locking it if needed. */
struct instance *fiber_fn workflow_load(struct workflow_run *r, struct uuid id,
		    struct error *err);
/* The same to read only: it is not locked. */
struct instance *fiber_fn workflow_look(struct workflow_run *r, struct uuid id,
		    struct error *err);
/* A new instance in this run. */
struct instance *fiber_fn workflow_instance_new(struct workflow_run *r,
		    const struct definition *def, struct uuid intervention,
		    struct error *err);
/* Rows for a task whose routing is known. */
struct route;
void	workflow_open_task(struct workflow_run *r, struct instance *in,
	    const struct bpmn_effect *fx, const struct route *route);
/* What a listener makes of an assignment or update, after it. */
int fiber_fn	workflow_correct_task(struct workflow_run *r,
		    const struct instance *in, const struct bpmn_effect *fx,
		    struct error *err);
/* Rows for the effects of a step; what needs reading becomes work. */
int fiber_fn	workflow_effects(struct workflow_run *r, struct instance *in,
		    const struct bpmn_step *step, struct error *err);
/* Send what is queued; the transaction stays open. */
int fiber_fn	workflow_flush(struct workflow_run *r, struct error *err);
/* Queue reading the calendar, unless it is known; after the db_run() that
 * follows take it. */
void	calendar_push(struct workflow_run *r);
void	calendar_take(struct workflow_run *r);
/* Read it now, if the definition may ask for it and it is not known. */
int fiber_fn	calendar_for(struct workflow_run *r,
		    const struct definition *def, struct error *err);
/* The term that the process of a case declares begins today. */
void	clock_begin(struct workflow_run *r, const struct instance *in);
/* Its case was decided, or closed: if its clock stands still, it goes on after
 * the step. */
void	clock_decided(struct workflow_run *r, struct instance *in);
/* Let it: the work that clock_decided() leaves. */
int fiber_fn	clock_go_on(struct workflow_run *r, const struct instance *in,
		    struct error *err);
/* The same when a batch is nearly full. */
int fiber_fn	workflow_make_room(struct workflow_run *r, struct error *err);
/* Queue a new instance with the state after its first step. */
int	workflow_insert(struct workflow_run *r, struct instance *in,
	    struct error *err);
/* Queue one statement for all instances that changed. */
int	workflow_store(struct workflow_run *r, struct error *err);
/* Queue the history so far, or forget it. */
void	workflow_push_history(struct workflow_run *r);
void	workflow_drop_history(struct workflow_run *r);
/* Does the server do this job itself ("vinculo:...")? */
bool	builtin_is(struct str type);
/* Do it: rows only; returns what is wrong with it, or NULL. */
const char *builtin_run(struct workflow_run *r, struct instance *in,
	    const struct bpmn_effect *job);
/* Carry out one piece of work. */
int fiber_fn	workflow_do(struct workflow_run *r, struct work *w,
		    struct error *err);

#endif
