/*
 * engine.h - run a process: (model, state, event, now) -> (state', effects).
 *
 * Pure: no socket, no SQL, no clock, no callback.  The caller loads the state
 * of an instance, gives it one event, stores the new state and carries out the
 * effects in the same transaction.  The same events give the same bytes.
 *
 *	st = bpmn_state_decode(arena, model, bytes, &err);
 *	r = bpmn_step(&step, &err);	(model, state, event, env)
 *	for (size_t i = 0; i < step.n_effects; i++) ...
 *	bpmn_state_encode(st, &out);
 *
 * Two numbers name things outside the state.  A *node* is one run of an
 * element (a task, a sub-process, one instance of a multi-instance activity);
 * user tasks, jobs, calls and incidents belong to one.  A *wait* is one
 * subscription: a timer, a message, a signal.  Both are unique within the
 * instance and never used again.
 */
#ifndef WORKFLOWS_BPMN_ENGINE_H
#define WORKFLOWS_BPMN_ENGINE_H

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "workflows/bpmn/calendar.h"
#include "workflows/bpmn/model.h"

#define BPMN_STEPS_MAX		10000	/* elements entered for one event */
#define BPMN_NODES_MAX		10000	/* alive in one instance */
#define BPMN_STATE_MAX		(4 * 1024 * 1024)	/* bytes, encoded */

struct bpmn_state;
struct feel_entry;
struct feel_value;

/* Variables by name: what FEEL calls a context. */
struct bpmn_vars {
	const struct feel_entry	*v;
	size_t			 n;
};

enum bpmn_event_type {
	/* Begin.  element: a start event, an instantiating receive task, an
	 * event after an instantiating gateway; NONE: the start without a
	 * trigger.  def: which of several definitions; NONE: all came,
	 * where all are needed.  vars.  is_called: a
	 * call activity waits, so errors and escalations go up to it. */
	BPMN_EV_START,
	/* A user task was completed; a job, call or decision gave its result.
	 * node, vars (a decision: one entry named ""). */
	BPMN_EV_COMPLETE,
	/* A job failed.  node, retries left, message.  At 0: an incident. */
	BPMN_EV_JOB_FAILED,
	/* A BPMN error or escalation from a job, user task or called
	 * process.  node, code, message, vars. */
	BPMN_EV_ERROR,
	BPMN_EV_ESCALATION,
	/* A timer is due, a message or signal came.  wait; vars. */
	BPMN_EV_TRIGGER,
	/* A timer is due at another time: its clock stood still meanwhile.
	 * wait, due_us.  Cycles go on from there. */
	BPMN_EV_TIMER_MOVE,
	/* A signal for whoever waits for its name here.  name; vars. */
	BPMN_EV_SIGNAL,
	/* Somebody edits variables.  node (0: the process), vars: set where
	 * they are defined, from the node outwards; else in the process. */
	BPMN_EV_SET_VARS,
	/* End it all.  message: why. */
	BPMN_EV_CANCEL,
	/* Incidents.  node: try again; go on as if it had completed; stop it
	 * and put a token on element instead (any element of the same
	 * scope). */
	BPMN_EV_RETRY,
	BPMN_EV_SKIP,
	BPMN_EV_MOVE,
	/* Ad-hoc sub-process.  node: the sub-process; element: begin it.
	 * Without an element (NONE): close the sub-process. */
	BPMN_EV_ACTIVATE,
	/* Somebody gives a user task to somebody, or changes its dates or
	 * priority.  node, vars: the task as it is to be, which its listeners
	 * see as userTask.  -1 ("bpmn.denied", "bpmn.listener") when they
	 * refuse or fail. */
	BPMN_EV_TASK_ASSIGN,
	BPMN_EV_TASK_UPDATE,
	BPMN_EVENT_TYPES
};

struct bpmn_event {
	enum bpmn_event_type	 type;
	uint32_t		 node, wait;
	int			 element, def;
	int			 retries;
	bool			 is_called;
	int64_t			 due_us;
	struct str		 name, code, message;
	struct bpmn_vars	 vars;
	/* A called process is over: so many of vars, the last ones, are as
	 * the call gave them, and do not come back by themselves. */
	size_t			 n_given;
};

/* The world, as far as a model may ask for it. */
struct bpmn_env {
	int64_t			 now_us;	/* since 1970 UTC */
	struct str		 zone;		/* IANA; empty: UTC */
	const struct bpmn_calendar *calendar;	/* NULL: Monday to Friday */
	uint32_t		 steps_max;	/* 0: BPMN_STEPS_MAX */
};

enum bpmn_effect_type {
	/* A user task: node, element, task. */
	BPMN_FX_TASK_OPEN,
	BPMN_FX_TASK_CLOSE,		/* node; is_done: completed */
	/* What a listener makes of an assignment or update: node; task, of
	 * which the attributes in changed count. */
	BPMN_FX_TASK_CORRECT,
	/* A job: node, element, job. */
	BPMN_FX_JOB_OPEN,
	BPMN_FX_JOB_CLOSE,		/* node: no longer wanted */
	/* A timer: wait, node, element, due_us. */
	BPMN_FX_TIMER_ARM,
	BPMN_FX_TIMER_DISARM,		/* wait */
	BPMN_FX_TIMER_MOVE,		/* wait, node, element, due_us */
	/* wait, node, element, name, key (messages). */
	BPMN_FX_MESSAGE_WAIT,
	BPMN_FX_SIGNAL_WAIT,
	BPMN_FX_WAIT_END,		/* wait: message or signal */
	/* Thrown: name, key (messages), vars.  Signals were already given to
	 * those who wait in this instance (their rows get WAIT_END); a
	 * message whose receiver waits here is not told at all. */
	BPMN_FX_MESSAGE_THROW,
	BPMN_FX_SIGNAL_THROW,
	/* node, element, call, vars (the input). */
	BPMN_FX_CALL,
	BPMN_FX_CALL_CANCEL,		/* node */
	BPMN_FX_DECIDE,			/* node, element, decision; vars */
	BPMN_FX_DECIDE_CANCEL,		/* node: a decision not yet answered */
	/* An escalation for the caller: code, vars. */
	BPMN_FX_ESCALATE,
	/* node, element, code ("bpmn.condition"), message. */
	BPMN_FX_INCIDENT,
	BPMN_FX_INCIDENT_END,		/* node */
	/* For the history: element, node, flow. */
	BPMN_FX_ENTER,
	BPMN_FX_LEAVE,			/* is_done: completed, else ended */
	BPMN_FX_FLOW,			/* flow, element (its target) */
	BPMN_FX_VARS,			/* node whose variables; vars set */
	/* The instance is over.  status; vars: all of the process, those
	 * last (n_given) that its caller gave and it never set; code and
	 * message when it failed. */
	BPMN_FX_END,
	BPMN_EFFECT_TYPES
};

const char *bpmn_effect_name(enum bpmn_effect_type type);

enum bpmn_status {
	BPMN_ACTIVE,
	BPMN_COMPLETED,
	BPMN_TERMINATED,		/* by a terminate event */
	BPMN_CANCELLED,			/* by BPMN_EV_CANCEL */
	BPMN_FAILED,			/* an error for the caller: code */
};

const char *bpmn_status_name(enum bpmn_status status);

struct bpmn_header {
	struct str		 name, value;
};

struct bpmn_task_open {
	struct str		 assignee;	/* empty: none */
	const struct str	*groups, *users;	/* candidates */
	size_t			 n_groups, n_users;
	int			 lane;		/* or NONE */
	int			 priority;	/* 0 to 100, 50 unless set */
	int64_t			 due_us, follow_up_us;	/* 0: none */
	struct str		 form;
	enum bpmn_binding	 form_binding;
	struct str		 form_version_tag;
	const struct bpmn_header *headers;
	size_t			 n_headers;
	int64_t			 loop;		/* number within a loop, from 1;
						 * 0: none */
};

enum bpmn_task_attribute {
	BPMN_TASK_ASSIGNEE = 1 << 0,
	BPMN_TASK_GROUPS = 1 << 1,
	BPMN_TASK_USERS = 1 << 2,
	BPMN_TASK_DUE = 1 << 3,
	BPMN_TASK_FOLLOW_UP = 1 << 4,
	BPMN_TASK_PRIORITY = 1 << 5,
};

struct bpmn_job_open {
	struct str		 type;
	int			 retries;
	int64_t			 backoff_us;	/* between them; 0: caller's */
	const struct bpmn_header *headers;
	size_t			 n_headers;
};

struct bpmn_call_open {
	struct str		 process;
	enum bpmn_binding	 binding;
	struct str		 version_tag, business_key;
};

struct bpmn_effect {
	enum bpmn_effect_type	 type;
	uint32_t		 node, wait;
	int			 element, flow, def;	/* NONE if not meant */
	bool			 is_done;
	int64_t			 loop;	/* number of the instance; 0: no loop;
					 * NONE: the loop as a whole */
	enum bpmn_status	 status;
	int64_t			 due_us;
	struct str		 name, key, code, message;
	struct bpmn_vars	 vars;
	size_t			 n_given;
	unsigned		 changed;	/* enum bpmn_task_attribute */
	union {
		const struct bpmn_task_open	*task;
		const struct bpmn_job_open	*job;
		const struct bpmn_call_open	*call;
		struct bpmn_call_open		 decision; /* process: its id */
	};
};

struct bpmn_step {
	struct arena		*arena;		/* of state and effects */
	const struct bpmn_model	*model;
	struct bpmn_state	*state;		/* changed in place */
	const struct bpmn_env	*env;
	const struct bpmn_event	*event;
	/* Out. */
	const struct bpmn_effect *effects;
	size_t			 n_effects;
};

/*
 * One event.  0; or -1 and err when the event does not fit the state
 * ("bpmn.no_such_node", "bpmn.not_waiting", "bpmn.ended" ...: ERR_CONFLICT or
 * ERR_NOT_FOUND), and then the state is as it was.  Whatever goes wrong inside
 * the process is no failure of the step: it becomes an incident.
 */
int	bpmn_step(struct bpmn_step *step, struct error *err);

/* A new instance, not yet started. */
struct bpmn_state *bpmn_state_new(struct arena *a,
    const struct bpmn_model *m, const struct bpmn_process *p);
/* The whole state as bytes (version, length-checked, no padding): equal states
 * give equal bytes.  -1 and err ("bpmn.state_size"). */
int	bpmn_state_encode(const struct bpmn_state *st, struct buf *out,
	    struct error *err);
/* Its opposite.  Any bytes may be given; NULL and err ("bpmn.state") when
 * they are not a state of this model. */
struct bpmn_state *bpmn_state_decode(struct arena *a,
    const struct bpmn_model *m, struct str bytes, struct error *err);

/* ----------------------------------------------------------- looking at it */

enum bpmn_status bpmn_state_status(const struct bpmn_state *st);
/* The process it runs, an element. */
int	bpmn_state_process(const struct bpmn_state *st);

/* What is open: for the diagram, the simulator, incidents. */
struct bpmn_open {
	uint32_t		 node, parent;	/* parent 0: none */
	int			 element;
	bool			 is_scope;
	bool			 has_incident;
	struct str		 code, message;	/* of the incident */
	int64_t			 entered_us;
};

/* The nodes alive, oldest first, in the arena. */
size_t	bpmn_state_open(struct arena *a, const struct bpmn_state *st,
	    const struct bpmn_open **ret);
/* The variables of a node (0: the process) alone, or those seen from it. */
struct bpmn_vars bpmn_state_vars(struct arena *a,
    const struct bpmn_state *st, uint32_t node, bool with_outer);

/* ------------------------------------------------------------ start events */

/* The timer of a start event: to be stored with the deployed version. */
struct bpmn_start_timer {
	int64_t			 due_us;	/* 0: never */
	int64_t			 left;		/* of a cycle; NONE: no end */
	struct str		 cycle;		/* empty: once */
};

/* When it is first due; its expression sees no variables.  -1 and err
 * ("bpmn.timer"). */
int	bpmn_start_due(struct arena *a, const struct bpmn_event_def *def,
	    const struct bpmn_env *env, struct bpmn_start_timer *ret,
	    struct error *err);
/* Is the condition of a start event true for these variables?  To be asked
 * where such variables come from; null is not true. */
bool	bpmn_start_condition(struct arena *a, const struct bpmn_event_def *def,
	    const struct bpmn_env *env, struct bpmn_vars vars);
/* After it fired: the next time; false when that was the last. */
bool	bpmn_start_due_next(const struct bpmn_env *env,
	    struct bpmn_start_timer *t);

/* --------------------------------------------------------------- migration */

struct bpmn_migration_map {
	struct str		 from, to;	/* element ids */
};

struct bpmn_migration {
	const struct bpmn_model	*from, *to;
	const struct bpmn_migration_map *map;	/* what is not listed maps to
						 * the same id */
	size_t			 n_map;
};

/* One finding: an active element that has no place in the new version. */
struct bpmn_migration_issue {
	struct str		 element;	/* id in the old version */
	struct str		 message;
};

/*
 * Take a state over to another version of its model, all or nothing.  NULL
 * and issues (in the arena) when an active element is not mapped, is mapped to
 * another kind, or to another scope.  With the new state come effects: waits
 * of events that only one of the versions has are opened or closed.  A preview
 * is the same call with its result thrown away.
 */
struct bpmn_state *bpmn_migrate(struct bpmn_step *step,
    const struct bpmn_migration *plan,
    const struct bpmn_migration_issue **issues, size_t *n_issues);

#endif
