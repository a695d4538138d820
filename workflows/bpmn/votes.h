/*
 * votes.h - tasks that several people decide: the rule, and what it says.
 *
 * Pure.  A rule is "3 of 5", "majority of 7", "unanimity of 3"; "of all" gives
 * a seat to everybody who may vote.  A vote is in favour, against, or an
 * abstention with a reason.
 *
 *	threshold	so many in favour, whatever the others say
 *	majority	more in favour than against; a tie is no majority
 *	unanimity	somebody in favour and nobody against
 *
 * A decision is reached when the votes that are missing cannot change it.
 */
#ifndef WORKFLOWS_BPMN_VOTES_H
#define WORKFLOWS_BPMN_VOTES_H

#include "base/error.h"
#include "base/str.h"

#define VOTES_SEATS_MAX 50

enum votes_rule { VOTES_THRESHOLD, VOTES_MAJORITY, VOTES_UNANIMITY };

struct votes {
	enum votes_rule	 rule;
	int		 needed;	/* of a threshold; else 0 */
	int		 seats;		/* 0: all who may */
	int		 quorum;	/* 0: more than half of the seats */
};

struct votes_tally {
	int		 in_favour, against, abstained;
};

enum votes_result { VOTES_UNDECIDED, VOTES_APPROVED, VOTES_REJECTED };

/* "threshold", "majority", "unanimity"; and back, -1 when it is none. */
const char *votes_rule_name(enum votes_rule rule);
int	votes_rule_of(struct str name);

/* Read "3 of 5".  -1 and err ("bpmn.votes"). */
int	votes_parse(struct str text, struct votes *ret, struct error *err);

/* While votes may still come. */
enum votes_result votes_result(const struct votes *v,
    const struct votes_tally *t);
/* No more votes will come: VOTES_UNDECIDED when there is no quorum, which
 * abstentions count for. */
enum votes_result votes_final(const struct votes *v,
    const struct votes_tally *t);

#endif
