/*
 * state.h - the state of an instance, as the engine's files see it.
 *
 * A tree of nodes, the subscriptions they hold, tokens that wait in front of
 * an element for others, and what was completed and can be compensated.
 * Everything is found by number; numbers only grow, so a parent's is always
 * smaller than its children's, and the lists below are sorted by them.
 */
#ifndef WORKFLOWS_BPMN_STATE_H
#define WORKFLOWS_BPMN_STATE_H

#include "workflows/bpmn/engine.h"
#include "workflows/feel/value.h"

enum node_kind {
	NODE_SCOPE,		/* process, sub-process of any sort */
	NODE_MULTI,		/* around the instances of a loop */
	NODE_TASK,		/* an activity that is no scope */
	NODE_EVENT,		/* a catching event or event gateway, waiting */
	NODE_STUCK,		/* a token that could not go on: an incident */
	NODE_COMPENSATE,	/* runs handlers one after the other */
	NODE_KINDS
};

/* How far a node has come: where a retry takes up. */
enum node_phase {
	PHASE_START,		/* subscriptions, input, beginning the work */
	PHASE_WAIT,		/* the work is under way */
	PHASE_COMPLETE,		/* output */
	PHASE_LEAVE,		/* choosing sequence flows */
	PHASE_JOIN,		/* stuck in front of a gateway */
	NODE_PHASES
};

#define NODE_INTERRUPTED	0x01	/* an event sub-process took over */
#define NODE_REVIVED		0x02	/* a completed scope, to compensate */
#define NODE_DETACHED		0x04	/* compensation nobody waits for */
#define NODE_CANCELLING		0x08	/* compensation of a transaction */
#define NODE_OPEN		0x10	/* its task, job ... exists outside */
#define NODE_UNCAUGHT		0x20	/* stuck by an error: leads nowhere */
#define NODE_LISTENING		0x40	/* what is open is a listener's job */
#define NODE_FLAGS		0x7f

struct variables {
	struct feel_entry	*v;
	size_t			 n, cap;
};

struct node {
	uint32_t		 id, parent;
	int			 element;
	enum node_kind		 kind;
	enum node_phase		 phase;
	uint32_t		 flags;
	int64_t			 entered_us;
	int64_t			 loop;		/* MULTI: instances begun; of
						 * an instance: its number */
	int64_t			 total;		/* MULTI: of all; NONE: open;
						 * else: listeners through */
	int64_t			 done;		/* MULTI: completed */
	int			 retries;	/* of a job */
	int			 begun_at;	/* scope: its start event */
	struct str		 code, message;	/* incident; code "" if none */
	struct variables	 vars;
	/* Not stored: counted again. */
	uint32_t		 n_children, n_pending;
};

struct wait {
	uint32_t		 id, node;
	int			 element, def;
	bool			 is_met;	/* part of a parallel multiple
						 * came; a condition held */
	int64_t			 due_us;
	int64_t			 left;		/* cycles; NONE: for ever */
	struct str		 cycle;		/* text of a cycle */
	struct str		 name, key;
};

/* Tokens on a flow into an element that waits for more of them. */
struct token {
	uint32_t		 scope;
	int			 flow;
	uint32_t		 n;
};

/* A complex gateway that fired and waits for its reset: flows whose tokens it
 * has already used. */
struct gate {
	uint32_t		 scope;
	int			 element;
	uint64_t		 used;		/* bits of incoming */
};

/* Something completed that can be compensated. */
struct record {
	uint32_t		 id;
	uint32_t		 scope;		/* node; 0 below a record */
	uint32_t		 owner;		/* record of its sub-process */
	uint32_t		 driver;	/* node at work on it, or 0 */
	int			 element;
	struct variables	 vars;
};

struct bpmn_state {
	struct arena		*arena;
	const struct bpmn_model	*model;
	int			 process;	/* index in the model */
	enum bpmn_status	 status;
	bool			 is_started, is_called;
	uint32_t		 next_id;
	VEC(struct node *)	 nodes;
	VEC(struct wait)	 waits;
	VEC(struct token)	 tokens;
	VEC(struct gate)	 gates;
	VEC(struct record)	 records;
};

struct node *state_node(const struct bpmn_state *st, uint32_t id);
struct wait *state_wait(const struct bpmn_state *st, uint32_t id);
/* The process. NULL before the start and after the end. */
struct node *state_root(const struct bpmn_state *st);
/* Set or replace; the value is not copied. */
void	variables_set(struct arena *a, struct variables *vars, struct str name,
	    struct feel_value value);
/* False when there was none of this name. */
bool	variables_remove(struct variables *vars, struct str name);
const struct feel_value *variables_get(const struct variables *vars,
	    struct str name);

/* Names the engine keeps for itself: they begin with a blank. */
#define VAR_ITEMS	STR(" items")
#define VAR_OUTPUT	STR(" output")
#define VAR_QUEUE	STR(" queue")
#define VAR_RESULTS	STR(" results")	/* while its output waits */
#define VAR_CORRECTIONS	STR(" corrections")	/* of a task to be opened */
#define VAR_WRITTEN	STR(" written")	/* in a called process: names of
					 * what it set itself */

static inline bool
is_private_name(struct str name)
{
	return name.len > 0 && name.p[0] == ' ';
}

#endif
