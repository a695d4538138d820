/*
 * simulate.h - run a model on a virtual clock, without a database.
 *
 * All processes of a file run together: one may call, signal or send messages
 * to another.  User tasks, jobs and decisions are answered as a script says;
 * what the script does not mention completes at once with nothing.  Time jumps
 * from one thing that is due to the next.  The format of the script is in
 * docs/simulate.md.
 */
#ifndef WORKFLOWS_BPMN_SIMULATE_H
#define WORKFLOWS_BPMN_SIMULATE_H

#include "base/json.h"
#include "workflows/bpmn/engine.h"

#define SIMULATE_EVENTS_MAX	100000
#define SIMULATE_OUTPUT_MAX	((size_t)64 * 1024 * 1024)
#define SIMULATE_INSTANCES_MAX	1000

struct simulation {
	const struct bpmn_model	*model;
	struct str		 process;	/* id; empty: the first */
	const struct json	*vars;		/* an object, or NULL */
	const struct json	*script;	/* an object, or NULL */
	bool			 is_trace;	/* tell every effect */
};

enum simulation_state {
	SIMULATION_COMPLETED,
	SIMULATION_WAITING,		/* for what the script does not bring */
	SIMULATION_INCIDENT,
};

/* Lines of JSON go to out, the last with the state.  0, or -1 and err when the
 * script or the variables are wrong ("simulate.script"). */
int	simulate(const struct simulation *s, struct buf *out,
	    enum simulation_state *ret, struct error *err);

#endif
