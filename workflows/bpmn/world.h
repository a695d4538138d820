/*
 * world.h - what surrounds the processes of a simulation.  Private to it.
 */
#ifndef WORKFLOWS_BPMN_WORLD_H
#define WORKFLOWS_BPMN_WORLD_H

#include "workflows/bpmn/simulate.h"
#include "workflows/feel/value.h"

struct instance {
	int			 number;	/* from 1 */
	const struct bpmn_process *process;
	struct buf		 state;		/* encoded between steps */
	enum bpmn_status	 status;
	struct instance		*caller;	/* NULL: nobody called it */
	uint32_t		 caller_node;
	struct bpmn_vars	 vars;		/* at its end */
	bool			 is_over;
};

/* Something that will happen. */
struct due {
	int64_t			 at_us;
	int			 order;		/* among those of one time */
	struct instance		*instance;	/* NULL: the world */
	struct bpmn_event	 event;
	uint32_t		 key;		/* node or wait it is about */
	const struct json	*action;	/* of the script */
	const struct bpmn_process *starts;	/* a new instance */
	struct bpmn_start_timer	 timer;		/* that starts it again */
	bool			 is_gone;
};

struct listener {
	struct instance		*instance;
	uint32_t		 wait;
	bool			 is_signal;
	bool			 is_repeated;	/* listens on after it */
	struct str		 name, key;
	bool			 is_taken;	/* a message is on its way */
	bool			 is_gone;
};

struct letter {
	struct str		 name, key;
	struct bpmn_vars	 vars;
	bool			 is_gone;
};

/* A start event that needs several messages or signals: those that came. */
struct partial {
	int			 element;
	uint32_t		 met;		/* bits of definitions */
};

struct world {
	const struct simulation	*s;
	struct arena		*a;		/* as long as the simulation */
	struct arena		*step;		/* one step */
	struct error		*err;
	struct buf		*out;
	struct bpmn_env		 env;
	struct bpmn_calendar	 calendar;
	int64_t			 until_us;
	int			 order;
	VEC(struct instance *)	 instances;
	struct instance		*main;		/* of the process asked for */
	VEC(struct due)		 dues;
	VEC(struct listener)	 listeners;
	VEC(struct letter)	 letters;	/* messages nobody took yet */
	VEC(struct partial)	 partials;
	VEC(int)		 counts;	/* answers used, by element;
						 * its jobs apart */
};

/* ----------------------------------------------------------- world_check.c */

/* Answers, events and variables have the shape they should; -1 and err.  Needs
 * the clock. */
int	script_check(struct world *w);

/* ---------------------------------------------------------- world_script.c */

/* Clock, zone, holidays, limit; actions and further starts are scheduled. */
int	script_read(struct world *w);
/* The model with a job in place of each script that is answered by "jobs". */
const struct bpmn_model *script_model(struct arena *a,
	    const struct simulation *s);
/* What the script answers to this opening of an element: an object, or NULL.
 * section: "tasks", "jobs", "decisions", "calls"; key: another name it may
 * have there. */
const struct json *script_answer(struct world *w, const char *section,
	    int element, struct str key);
/* The event an answer amounts to, and how long it takes; false: none ever. */
bool	script_event(struct world *w, const struct json *answer,
	    struct bpmn_event *ev, int64_t *delay_us);
struct bpmn_vars script_vars(struct world *w, const struct json *vars);
/* "PT5M" from now; -1 and err. */
int	script_delay(struct world *w, const struct json *j, const char *key,
	    int64_t *ret);
bool	script_mentions(struct world *w, struct str name);

/* ----------------------------------------------------------- world_print.c */

void	world_print_effect(struct world *w, const struct instance *in,
	    const struct bpmn_effect *fx);
void	world_print_failure(struct world *w, const struct error *why);
void	world_print_end(struct world *w, enum simulation_state *ret);

/* ---------------------------------------------------------- world_effect.c */

void	world_effect(struct world *w, struct instance *in,
	    const struct bpmn_effect *fx);
/* Give a message to somebody who waits, to a process that it starts, or keep
 * it. */
void	world_message(struct world *w, struct str name, struct str key,
	    struct bpmn_vars vars);
void	world_signal(struct world *w, struct str name, struct bpmn_vars vars);

/* -------------------------------------------------------------- simulate.c */

struct due *world_schedule(struct world *w, struct instance *in,
	    int64_t at_us, const struct bpmn_event *ev);
/* Begin by the time the queue gets there. */
void	world_start(struct world *w, const struct bpmn_process *p,
	    int64_t at_us, const struct bpmn_event *ev);
/* The one that is asked for; NULL when there is none. */
const struct bpmn_process *world_main_process(const struct world *w);
struct bpmn_vars world_keep(struct world *w, struct bpmn_vars vars);

#endif
