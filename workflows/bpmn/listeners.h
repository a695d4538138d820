/*
 * listeners.h - what a model does at the moments of an activity's life, and
 * the attributes of user tasks that it may correct.  Private to the engine.
 */
#ifndef WORKFLOWS_BPMN_LISTENERS_H
#define WORKFLOWS_BPMN_LISTENERS_H

#include "workflows/bpmn/run.h"

/* What listeners answered. */
struct listened {
	struct variables	 about;		/* userTask, as they see it */
	struct variables	 vars;		/* seen, and to be set */
	struct bpmn_task_open	 task;		/* corrected attributes */
	unsigned		 changed;	/* enum bpmn_task_attribute */
	bool			 is_denied;
	struct str		 reason;
	int64_t			 n_asked;
};

/* ------------------------------------------------------------- listeners.c */

/* All FEEL listeners of a moment, as far as the first that is a job or denies.
 * Nothing changes.  -1 and why. */
int	run_ask_listeners(struct run *r, struct node *n,
	    enum bpmn_moment moment, struct listened *ret, struct str *why);
/* The listener whose job is open, or the next one; NULL: there is none. */
const struct bpmn_listener *run_listener_of(const struct run *r,
	    const struct node *n);
/* Its job is done: go on. */
void	run_listener_done(struct run *r, struct node *n,
	    const struct bpmn_vars *vars);
void	run_listen_canceling(struct run *r, struct node *n);
/* Has the output been given already? */
bool	run_has_output(const struct run *r, const struct node *n);
/* How many listeners of completing were asked before the event. */
int64_t	run_n_heard(const struct run *r, const struct node *n);

/* ------------------------------------------------------------------ task.c */

/* All attributes of a user task, evaluated.  -1 and why. */
int	task_evaluate(struct run *r, struct node *n, struct bpmn_task_open *ret,
	    struct str *why);
/* Corrections {assignee: ..., dueDate: ...} into *t and bits of *changed. */
int	task_correct(struct run *r, struct feel_value corrections,
	    struct bpmn_task_open *t, unsigned *changed, struct str *why);
/* Take over the corrected attributes. */
void	task_merge(struct bpmn_task_open *t, const struct bpmn_task_open *from,
	    unsigned changed);
/* The opposite of task_correct(). */
struct feel_value task_as_context(struct run *r,
	    const struct bpmn_task_open *t, unsigned changed);
/* What creating listeners see, and what earlier ones have corrected. */
int	task_before_opening(struct run *r, struct node *n,
	    struct listened *ret, struct str *why);
/* The effect, with corrections and the listeners of a first assignee. */
int	task_open(struct run *r, struct node *n, struct str *why);

#endif
