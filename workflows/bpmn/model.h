/*
 * model.h - the executable model: a BPMN 2.0.2 file, parsed once.
 *
 * Immutable and owned by one arena, so threads may share it.  Everything has a
 * number: elements (processes and sub-processes are elements too), sequence
 * flows, lanes; relations are numbers, NONE (-1) where there is none.  Diagram
 * interchange, text annotations and documentation are not kept here.
 *
 * Zeebe's extension elements are native; Camunda's attributes are read when
 * they mean the same.  An expression is FEEL when it begins with "="; where
 * the standard wants an expression (conditions, loop cardinality) the "=" may
 * be left out; "${x}" is accepted when its inside is FEEL as well.
 */
#ifndef WORKFLOWS_BPMN_MODEL_H
#define WORKFLOWS_BPMN_MODEL_H

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"

#define NONE (-1)

#define BPMN_ELEMENTS_MAX	20000	/* elements and flows of one file */
#define BPMN_DEPTH_MAX		32	/* sub-processes inside each other */

struct bpmn_search;
struct feel_expr;
struct map;

enum bpmn_kind {
	BPMN_PROCESS,
	BPMN_START,
	BPMN_END,
	BPMN_CATCH,			/* intermediate */
	BPMN_THROW,			/* intermediate, "none" included */
	BPMN_BOUNDARY,
	BPMN_TASK,			/* abstract: passes */
	BPMN_MANUAL_TASK,		/* passes */
	BPMN_USER_TASK,
	BPMN_SERVICE_TASK,
	BPMN_SEND_TASK,
	BPMN_RECEIVE_TASK,
	BPMN_SCRIPT_TASK,
	BPMN_RULE_TASK,
	BPMN_CALL,
	BPMN_SUB_PROCESS,
	BPMN_EVENT_SUB_PROCESS,
	BPMN_TRANSACTION,
	BPMN_AD_HOC,
	BPMN_EXCLUSIVE,
	BPMN_PARALLEL,
	BPMN_INCLUSIVE,
	BPMN_COMPLEX,
	BPMN_EVENT_GATEWAY,
	BPMN_KINDS
};

/* "userTask", "exclusiveGateway" ...: the standard's name. */
const char *bpmn_kind_name(enum bpmn_kind kind);

enum bpmn_trigger {
	BPMN_NO_TRIGGER,
	BPMN_MESSAGE,
	BPMN_TIMER,
	BPMN_SIGNAL,
	BPMN_CONDITION,
	BPMN_ERROR,
	BPMN_ESCALATION,
	BPMN_COMPENSATION,
	BPMN_CANCEL,
	BPMN_LINK,
	BPMN_TERMINATE,
	BPMN_TRIGGERS
};

const char *bpmn_trigger_name(enum bpmn_trigger trigger);

/* A value of the model: FEEL to be evaluated, or text as it stands. */
struct bpmn_value {
	struct str		 text;		/* as written */
	const struct feel_expr	*feel;		/* NULL: it is the text */
	int			 line;
};

enum bpmn_timer { BPMN_DATE, BPMN_DURATION, BPMN_CYCLE };

/* One event definition. */
struct bpmn_event_def {
	enum bpmn_trigger	 trigger;
	struct str		 id;
	struct str		 name;		/* of message, signal, link */
	struct str		 target;	/* of a link: id, or empty */
	const struct bpmn_value	*name_value;	/* when computed, else NULL */
	struct str		 code;		/* of error, escalation; empty
						 * catches all */
	struct str		 code_variable, message_variable;
	const struct bpmn_value	*key;		/* correlation key, or NULL */
	const struct bpmn_value	*condition;
	enum bpmn_timer		 timer;
	const struct bpmn_value	*when;		/* of a timer */
	int			 activity;	/* compensation: this only */
	bool			 is_waiting;	/* for compensation to end */
	const struct bpmn_job	*job;		/* a message thrown by a job */
};

/* source is evaluated, the result is called target (a path "a.b" sets an entry
 * of a context). */
struct bpmn_mapping {
	const struct bpmn_value	*source;
	struct str		 target;
};

/* The property of a process that says within which time it has to be decided:
 * calendar_term() reads it. */
#define BPMN_LEGAL_TERM "vinculo:legalTerm"

struct bpmn_property {
	struct str		 name;
	const struct bpmn_value	*value;
};

/* Work for somebody outside: a service, a connector. */
struct bpmn_job {
	const struct bpmn_value	*type;
	const struct bpmn_value	*retries;	/* NULL: 3 */
	struct str		 backoff;	/* "R5/PT5M", or empty */
	size_t			 n_headers;
	const struct bpmn_property *headers;
};

enum bpmn_binding { BPMN_LATEST, BPMN_DEPLOYMENT, BPMN_VERSION_TAG,
	BPMN_VERSION };

struct bpmn_user_task {
	const struct bpmn_value	*assignee;	/* NULL when not given, as */
	const struct bpmn_value	*candidate_groups; /* all of these */
	const struct bpmn_value	*candidate_users;
	const struct bpmn_value	*priority;
	const struct bpmn_value	*due;
	const struct bpmn_value	*follow_up;
	const struct bpmn_value	*form;
	enum bpmn_binding	 form_binding;
	struct str		 form_version_tag;
	size_t			 n_headers;
	const struct bpmn_property *headers;
};

struct bpmn_call {
	const struct bpmn_value	*process;	/* the id */
	enum bpmn_binding	 binding;
	struct str		 version_tag;
	bool			 passes_all, returns_all;
	const struct bpmn_value	*business_key;
	size_t			 n_in, n_out;	/* camunda:in and out */
	const struct bpmn_mapping *in, *out;
};

/* camunda:mapDecisionResult. */
enum bpmn_answer { BPMN_AS_IT_IS, BPMN_SINGLE_ENTRY, BPMN_SINGLE_RESULT,
	BPMN_COLLECT_ENTRIES, BPMN_RESULT_LIST };

struct bpmn_decision {
	const struct bpmn_value	*decision;	/* the id */
	enum bpmn_binding	 binding;
	struct str		 version_tag;	/* or the version's number */
	enum bpmn_answer	 answer;
	struct str		 result_variable;
};

enum bpmn_behavior { BEHAVIOR_ALL, BEHAVIOR_NONE, BEHAVIOR_ONE,
	BEHAVIOR_COMPLEX };

struct bpmn_behavior_event {
	const struct bpmn_value	*condition;	/* NULL: always */
	const struct bpmn_event_def *event;
};

struct bpmn_loop {
	bool			 is_multi;	/* else a standard loop */
	bool			 is_sequential;
	bool			 tests_before;
	const struct bpmn_value	*condition;	/* of loop or end, or NULL */
	int64_t			 maximum;	/* NONE: no limit */
	bool			 is_impossible;	/* the maximum is negative */
	const struct bpmn_value	*cardinality;
	const struct bpmn_value	*collection;
	struct str		 element;	/* variable of the item */
	struct str		 output;	/* variable that collects */
	const struct bpmn_value	*output_element;
	struct str		 own;		/* the variable that it reads:
						 * each instance has its own */
	enum bpmn_behavior	 behavior;
	size_t			 n_events;
	const struct bpmn_behavior_event *events;
};

struct bpmn_ad_hoc {
	bool			 is_sequential;
	bool			 cancels_rest;	/* when the condition is true */
	const struct bpmn_value	*completion;
	const struct bpmn_value	*active;	/* ids to begin with, or NULL:
						 * all without incoming flow */
	struct str		 output;	/* variable that collects */
	const struct bpmn_value	*output_element;
};

/* Of an activity, and of a user task besides. */
enum bpmn_moment { BPMN_AT_START, BPMN_AT_END, BPMN_AT_CREATING,
	BPMN_AT_ASSIGNING, BPMN_AT_UPDATING, BPMN_AT_COMPLETING,
	BPMN_AT_CANCELING, BPMN_MOMENTS };

/* zeebe:executionListener, taskListener. */
struct bpmn_listener {
	enum bpmn_moment	 moment;
	const struct bpmn_value	*script;	/* a FEEL effect, or */
	const struct bpmn_job	*job;
};

static inline bool
bpmn_is_task_moment(enum bpmn_moment moment)
{
	return moment >= BPMN_AT_CREATING;
}

/* Whoever takes a task, changes or ends it does not wait for a job. */
static inline bool
bpmn_may_be_job(enum bpmn_moment moment)
{
	return moment == BPMN_AT_START || moment == BPMN_AT_END ||
	    moment == BPMN_AT_CREATING || moment == BPMN_AT_COMPLETING;
}

/* "start", "creating" ... */
const char *bpmn_moment_name(enum bpmn_moment moment);

struct bpmn_ids {
	const int		*v;
	size_t			 n;
};

struct bpmn_element {
	enum bpmn_kind		 kind;
	struct str		 id, name;
	int			 line;		/* in the file */
	int			 parent;	/* scope; NONE: a process */
	int			 process;	/* NONE never */
	int			 lane;		/* innermost, or NONE */
	struct bpmn_ids		 incoming, outgoing;	/* flows */
	int			 default_flow;

	/* Scopes: what is directly inside, event sub-processes apart. */
	struct bpmn_ids		 children;
	struct bpmn_ids		 event_subs;
	size_t			 n_data;	/* data objects, properties */
	const struct str	*data;
	const struct bpmn_ad_hoc *ad_hoc;

	/* Events. */
	size_t			 n_defs;
	const struct bpmn_event_def *defs;
	bool			 is_parallel_multiple;
	bool			 is_interrupting;	/* start, boundary */
	int			 attached_to;	/* of a boundary event */
	int			 link_target;	/* of a link throw */
	bool			 has_message_flow;	/* out of it */

	/* Activities. */
	struct bpmn_ids		 boundary;	/* events, compensation apart */
	bool			 is_for_compensation;
	int			 handler;	/* compensates it, or NONE */
	int			 start_quantity;	/* 0: it cannot run */
	int			 completion_quantity;	/* the same */
	const struct bpmn_loop	*loop;
	size_t			 n_inputs, n_outputs;
	const struct bpmn_mapping *inputs, *outputs;
	size_t			 n_listeners;
	const struct bpmn_listener *listeners;
	const struct bpmn_user_task *user_task;
	const struct bpmn_job	*job;
	const struct bpmn_call	*call;
	const struct bpmn_decision *decision;
	const struct bpmn_value	*script;	/* or what a service computes */
	struct str		 result_variable;	/* of the script */

	/* Gateways (a receive task may instantiate as well). */
	bool			 is_instantiating;
	bool			 is_parallel_start;	/* event gateway */
	const struct bpmn_value	*activation;	/* complex */

	/* zeebe:property, camunda:property. */
	size_t			 n_properties;
	const struct bpmn_property *properties;
};

struct bpmn_flow {
	struct str		 id, name;
	int			 source, target;	/* elements */
	const struct bpmn_value	*condition;	/* NULL: none */
	int			 line;
};

struct bpmn_lane {
	struct str		 id, name;
	int			 parent;	/* lane around it, or NONE */
};

struct bpmn_process {
	int			 element;
	struct str		 id, name;
	bool			 is_executable;
	struct str		 version_tag;
	struct str		 participant;	/* name of its pool, or empty */
	struct bpmn_ids		 starts;	/* start events, instantiating
						 * receive tasks and gateways */
	struct str		 history;	/* how long to keep it after
						 * the end, ISO 8601; empty:
						 * the model does not say */
	size_t			 n_search;	/* variables to search by */
	const struct bpmn_search *search;	/* (search.h) */
};

struct bpmn_model {
	struct str		 id;		/* of <definitions> */
	size_t			 n_elements, n_flows, n_lanes, n_processes;
	const struct bpmn_element *elements;
	const struct bpmn_flow	*flows;
	const struct bpmn_lane	*lanes;
	const struct bpmn_process *processes;
	const struct map	*by_id;		/* private: see bpmn_find() */
};

/*
 * Parse a file.  What cannot be executed (a missing reference, two elements
 * with one id, FEEL that does not parse, a class name, JavaScript) is an
 * error: kind ERR_INVALID, code "bpmn.*", field the element's id, line set.
 * Returns NULL then.  The finer rules of the standard are the linter's.
 */
const struct bpmn_model *bpmn_parse(struct arena *a, struct str text,
    struct error *err);

/* The element of this id, or NONE. */
int	bpmn_find(const struct bpmn_model *m, struct str id);
/* The process of this id; with an empty id the first executable one, else the
 * first.  NULL when there is none. */
const struct bpmn_process *bpmn_process_find(const struct bpmn_model *m,
    struct str id);
/* May a run of it ask for the calendar of working days? */
bool	bpmn_asks_calendar(const struct bpmn_model *m);
/* The start event without a trigger, or NONE. */
int	bpmn_none_start(const struct bpmn_model *m,
	    const struct bpmn_process *p);
/* May a call activity begin it, or does it wait for an event? */
bool	bpmn_is_callable(const struct bpmn_model *m,
	    const struct bpmn_process *p);
#define BPMN_NOT_CALLABLE "the called process begins only by an event"

static inline bool
bpmn_is_scope(enum bpmn_kind kind)
{
	return kind == BPMN_PROCESS || (kind >= BPMN_SUB_PROCESS &&
	    kind <= BPMN_AD_HOC);
}

static inline bool
bpmn_is_activity(enum bpmn_kind kind)
{
	return kind >= BPMN_TASK && kind <= BPMN_AD_HOC;
}

static inline bool
bpmn_is_gateway(enum bpmn_kind kind)
{
	return kind >= BPMN_EXCLUSIVE && kind <= BPMN_EVENT_GATEWAY;
}

#endif
