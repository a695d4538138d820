/*
 * run.h - what the files of the engine share while one event is worked off.
 *
 * Moves of tokens are operations in a queue, first in first out; throwing
 * events come after everything else, so that whatever is about to listen in a
 * parallel branch does listen.  When the queue is empty, joins that depend on
 * where all other tokens are (inclusive, complex) are looked at.
 */
#ifndef WORKFLOWS_BPMN_RUN_H
#define WORKFLOWS_BPMN_RUN_H

#include "workflows/bpmn/state.h"
#include "workflows/bpmn/timers.h"
#include "workflows/feel/feel.h"

enum op_type {
	OP_ARRIVE,		/* a token at element, by flow (or NONE) */
	OP_FIRE,		/* the same, past joins and quantities */
	OP_SPAWN,		/* the next instance of a MULTI node, the next
				 * handler of a COMPENSATE node */
};

struct op {
	enum op_type	 type;
	uint32_t	 node;		/* scope; of SPAWN as said */
	int		 element, flow;
};

struct queue {
	VEC(struct op)	 ops;
	size_t		 head;
};

struct listened;

struct run {
	struct arena		*a;
	const struct bpmn_model	*m;
	struct bpmn_state	*st;
	const struct bpmn_env	*env;
	const struct bpmn_event	*ev;
	struct queue		 queue, throws;
	uint32_t		 steps;		/* left */
	bool			 is_dirty;	/* variables changed; asked by
						 * conditions of events */
	bool			 has_changed;	/* the same; by ad-hoc
						 * sub-processes */
	VEC(struct bpmn_effect)	 effects;
	bool			 is_ending;	/* the whole instance */
	/* Listeners that were asked about the event (step.c). */
	const struct listened	*heard;
	unsigned char		*reach[2];	/* of joins.c */
	int			*stack;
	struct feel_run		 feel;
};

static inline const struct bpmn_element *
element_of(const struct run *r, int element)
{
	return &r->m->elements[element];
}

/* ------------------------------------------------------------------- run.c */

/* A new effect, about a node and its element (either may be absent). */
struct bpmn_effect *run_effect(struct run *r, enum bpmn_effect_type type,
	    const struct node *n, int element);
void	run_push(struct run *r, struct op op);
/* Forget what is queued in this scope. */
void	run_purge(struct run *r, uint32_t scope);
/* Work the queue off. */
void	run_queue(struct run *r);

/* ----------------------------------------------------------------- nodes.c */

struct node *run_node_new(struct run *r, uint32_t parent, int element,
	    enum node_kind kind);
/* End a node and all below it.  is_done tells completion from termination. */
void	run_node_end(struct run *r, struct node *n, bool is_done);
/* End everything inside a scope, its tokens and subscriptions too. */
void	run_scope_clear(struct run *r, struct node *n);
/* The nearest scope: n itself, or above it. */
struct node *run_scope_of(struct run *r, struct node *n);
/* The outermost node of this run of an activity: its loop's, or itself. */
struct node *run_outer_of(struct run *r, struct node *n);
struct node *run_parent_of(const struct run *r, const struct node *n);
void	run_incident(struct run *r, struct node *n, const char *code,
	    const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* A node for a token that cannot go on, with its incident still to be set. */
struct node *run_stuck(struct run *r, struct node *scope, int element,
	    enum node_phase phase);
void	run_incident_end(struct run *r, struct node *n);
/* Close what a node has outside: task, job, call, decision. */
void	run_close_outside(struct run *r, struct node *n, bool is_done);

/* ------------------------------------------------------------- variables.c */

/* What an expression sees: extra, then the node and all above it. */
struct view {
	struct run		*r;
	const struct node	*node;
	const struct feel_entry	*extra;
	size_t			 n_extra;
};

/* 0 and a value (null included), or -1 with r->feel's reason in why. */
int	run_evaluate(const struct view *v, const struct bpmn_value *value,
	    struct feel_value *ret, struct str *why);
/* The same, and true or false; anything else is -1. */
int	run_evaluate_bool(const struct view *v, const struct bpmn_value *value,
	    bool *ret, struct str *why);
/* Text: a string as it is, null as "", the rest formatted. */
int	run_evaluate_text(const struct view *v, const struct bpmn_value *value,
	    struct str *ret, struct str *why);
bool	run_see(const struct run *r, const struct node *n, struct str name,
	    struct feel_value *ret);
/* Everything seen from a node, the inner value where names meet. */
struct variables run_flatten(struct run *r, const struct node *n);
/* Set where it is defined, from n upwards; else in the process. */
void	run_assign(struct run *r, struct node *n, struct str name,
	    struct feel_value v);
/* The variables of a process: first what it set itself, then so many that its
 * caller gave. */
struct bpmn_vars run_split_given(struct run *r, const struct node *root,
	    size_t *n_given);
/* Set in this node. */
void	run_assign_here(struct run *r, struct node *n, struct str name,
	    struct feel_value v);
void	run_assign_all(struct run *r, struct node *n,
	    const struct bpmn_vars *vars);
/* Mappings into a node; -1 and why. */
int	run_map_inputs(struct run *r, struct node *n,
	    const struct bpmn_element *e, struct str *why);
/* What came back goes to the outside of the node, by the output mappings or
 * all of it. */
int	run_map_outputs(struct run *r, struct node *n,
	    const struct bpmn_element *e, const struct bpmn_vars *results,
	    struct str *why);

/* ----------------------------------------------------------------- flows.c */

void	run_arrive(struct run *r, struct node *scope, int element, int flow);
void	run_fire(struct run *r, struct node *scope, int element);
/* The element is done: tokens go out of it. */
void	run_leave(struct run *r, struct node *scope, int element);
/* A complex gateway is reset: the flows whose condition is true of that. */
void	run_leave_reset(struct run *r, struct node *scope, int element);
/* Go on from PHASE_LEAVE against the conditions. */
void	run_leave_anyway(struct run *r, struct node *scope, int element);
/* Has a scope nothing left to do?  Then it completes. */
void	run_check_scope(struct run *r, uint32_t scope);
uint32_t run_tokens_at(const struct run *r, uint32_t scope, int flow);
void	run_tokens_add(struct run *r, struct node *scope, int flow);
void	run_tokens_take(struct run *r, struct node *scope, int flow,
	    uint32_t n);
/* A token reached a complex gateway. */
void	run_complex_arrived(struct run *r, struct node *scope, int element);
/* Joins that look at all tokens.  True when one fired. */
bool	run_check_joins(struct run *r);
/* Nothing can happen any more: incidents on joins that starve. */
void	run_find_deadlock(struct run *r);

/* ---------------------------------------------------------------- events.c */

/* The token goes on from an event that happened; its data is set first. */
void	run_go_on(struct run *r, struct node *scope, int element,
	    const struct bpmn_vars *vars);
void	run_throw_event(struct run *r, struct node *scope, int element);
void	run_catch_event(struct run *r, struct node *scope, int element);
void	run_event_wait(struct run *r, struct node *scope, int element);
/* A subscription came true. */
void	run_trigger(struct run *r, uint32_t wait, const struct bpmn_vars *vars);
/* A message whose receiver waits in this very instance; not when a message
 * flow says that it goes elsewhere. */
bool	run_message_inside(struct run *r, int element, struct str name,
	    struct str key, const struct bpmn_vars *vars);
void	run_signal_all(struct run *r, struct str name,
	    const struct bpmn_vars *vars);
/* Conditions that became true since variables changed. */
void	run_check_conditions(struct run *r);
void	run_boundary_fires(struct run *r, struct node *n, int boundary,
	    const struct bpmn_vars *vars, bool is_interrupting);
void	run_event_sub_fires(struct run *r, struct node *scope, int start,
	    const struct bpmn_vars *vars);

/* ----------------------------------------------------------------- waits.c */

/* Subscribe a node for all definitions of an event element; -1 and why. */
int	run_listen(struct run *r, struct node *n, int element, struct str *why);
/* It came, and is kept until the others come as well. */
void	run_wait_met(struct run *r, struct wait *w);
/* Arm it once more. */
void	run_wait_again(struct run *r, struct wait *w);
/* A timer: due at another time. */
void	run_wait_move(struct run *r, struct wait *w, int64_t due_us);
void	run_wait_end(struct run *r, uint32_t id);
void	run_waits_end(struct run *r, uint32_t node);
/* The waits of a node for one element, or for any (NONE). */
void	run_waits_end_of(struct run *r, uint32_t node, int element);
/* Those of a scope for its event sub-processes; its boundary goes on. */
void	run_waits_end_inside(struct run *r, uint32_t scope);

/* ---------------------------------------------------------------- errors.c */

/* Up from a node: is it caught?  False leaves everything as it was. */
bool	run_throw_error(struct run *r, struct node *from, struct str code,
	    struct str message, const struct bpmn_vars *vars);
/* The node may be gone afterwards. */
void	run_throw_escalation(struct run *r, struct node *from, struct str code,
	    const struct bpmn_vars *vars);
/* Nobody catches it: the caller's matter, or an incident. */
void	run_uncaught(struct run *r, struct node *n, struct str code,
	    struct str message);

/* ------------------------------------------------------------ activities.c */

/* An activity begins in a scope, loop included. */
void	run_begin_activity(struct run *r, struct node *scope, int element);
/* One instance, below a scope, MULTI or COMPENSATE node. */
struct node *run_begin_instance(struct run *r, struct node *parent, int element,
	    int64_t loop);
/* From PHASE_START. */
void	run_work(struct run *r, struct node *n);
/* The same, past subscriptions and input. */
void	run_work_on(struct run *r, struct node *n);
void	run_complete(struct run *r, struct node *n,
	    const struct bpmn_vars *results);
/* What follows when a node is gone: its loop, its compensation, its flows. */
void	run_after_node(struct run *r, struct node *parent, int element);
void	run_open_outside(struct run *r, struct node *n);
/* The job of a listener; -1 and why. */
int	run_open_listener(struct run *r, struct node *n,
	    const struct bpmn_listener *l, struct str *why);

/* ------------------------------------------------------------- listeners.c */

enum listening { LISTEN_DONE, LISTEN_FAILED, LISTEN_WAITS, LISTEN_ON };

/* The listeners before the work; those of completing, before the output; those
 * after it.  Done, failed (why), or one is a job, and the node waits. */
enum listening run_listen_before(struct run *r, struct node *n,
	    struct str *why);
enum listening run_listen_completing(struct run *r, struct node *n,
	    struct str *why);
enum listening run_listen_end(struct run *r, struct node *n,
	    struct str *why);

/* ---------------------------------------------------------------- scopes.c */

/* Data objects and event sub-processes; false when that ends or fails. */
bool	run_scope_open(struct run *r, struct node *n, int start);
/* The same, and then a scope begins; start: its start event, or NONE. */
void	run_scope_begin(struct run *r, struct node *n, int start);
void	run_scope_done(struct run *r, struct node *n);
void	run_instance_end(struct run *r, enum bpmn_status status,
	    struct str code, struct str message);
/* Ad-hoc: begin; look whether it is finished. */
void	run_ad_hoc_begin(struct run *r, struct node *n);
/* What an activity that nothing follows adds to the list of the ad-hoc
 * sub-process around it; -1 and why. */
int	run_ad_hoc_collect(struct run *r, struct node *n, struct str *why);
void	run_ad_hoc_check(struct run *r, struct node *n);
/* Variables changed: those in which nothing runs ask their condition again. */
void	run_ad_hoc_recheck(struct run *r);

/* ----------------------------------------------------------------- multi.c */

void	run_multi_begin(struct run *r, struct node *n);
void	run_multi_spawn(struct run *r, struct node *n);
/* After an incident of the loop itself. */
void	run_multi_resume(struct run *r, struct node *n);
/* An instance that has gone: its number, what is collected of it, and its own
 * variables. */
struct multi_done {
	int64_t			 number;
	struct feel_value	 output;
	struct bpmn_vars	 seen;
};
void	run_multi_child_done(struct run *r, struct node *n,
	    const struct multi_done *child);

/* ---------------------------------------------------------- compensation.c */

void	run_remember(struct run *r, struct node *n);
void	run_compensate(struct run *r, struct node *scope, int element,
	    const struct bpmn_event_def *def);
void	run_compensate_next(struct run *r, struct node *driver);
void	run_cancel_transaction(struct run *r, struct node *from, int element);
void	run_forget_records(struct run *r, uint32_t scope);
/* What a handler sets, such as a log or a counter, it sees as it is now: let
 * go of how it was.  False when there is nothing to let go of. */
bool	run_forget_names(struct run *r, struct node *handler,
	    const struct bpmn_vars *names);

/* ---------------------------------------------------------------- timers.c */

/* When a timer is due: *cycle and *left for cycles.  -1 and why. */
int	run_timer_due(const struct view *v, const struct bpmn_event_def *def,
	    struct wait *ret, struct str *why);
/* The next time of a cycle; false when it has run out. */
bool	run_timer_next(const struct bpmn_env *env, struct wait *w);
/* It is due at another time: its cycle goes on from there. */
void	run_timer_moved(struct run *r, struct wait *w);

/* --------------------------------------- check.c, start.c, admin.c: events */

int	run_check_event(struct run *r, struct error *err);
void	run_instance_begin(struct run *r);
void	run_admin_retry(struct run *r, struct node *n);
void	run_admin_skip(struct run *r, struct node *n);
void	run_admin_move(struct run *r, struct node *n);
void	run_admin_activate(struct run *r, struct node *n);

#endif
