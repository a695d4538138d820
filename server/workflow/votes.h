/*
 * votes.h - a user task that several people decide.
 *
 * Headers (zeebe:taskHeaders) of the task say so, each a text or "= FEEL":
 *
 *	votes		"3 of 5", "majority of 7", "unanimity of all"
 *	votesField	the field of the form that counts; "approved"
 *	votesQuorum	how many must have voted to close it at its due date;
 *			more than half of the seats
 *	votesShown	"closed": what was voted is seen when it is over;
 *			"always": at once
 *	votesChair	the group that watches over it; "supervisor"
 *
 * The task is then the chair's; each voter - of the candidate groups, or the
 * candidate users - gets a ballot, a task of their own below it.
 */
#ifndef SERVER_WORKFLOW_VOTES_H
#define SERVER_WORKFLOW_VOTES_H

#include "server/workflow/private.h"
#include "workflows/bpmn/votes.h"

struct vote {
	struct votes	 rule;
	struct str	 field, chair;
	bool		 is_secret;
};

/* 1 when the task is voted on; 0 when it is not; -1 and err ("bpmn.votes"). */
int	vote_read(const struct bpmn_task_open *t, struct vote *ret,
	    struct error *err);
/* Queue rows that make the task (its id) a vote with ballots.  group: whose
 * people vote unless candidate groups or users do; excluded: elements. */
void	vote_open(struct workflow_run *r, const struct vote *v,
	    const struct bpmn_task_open *t, const char *task,
	    struct str group, const char *excluded);

/* A header of an opened task; empty when it has none. */
struct str workflow_task_header(const struct bpmn_task_open *t,
	    const char *name);
/* Texts as a parameter. */
const char *workflow_text_array(struct db *db, const struct str *v, size_t n);

#endif
