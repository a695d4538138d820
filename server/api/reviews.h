/*
 * reviews.h - what the periodic reviews share: of extraordinary access, of the
 * staff's roles, of the audit trail.
 *
 * Each is a list of what waits and a decision about one of it, with a remark.
 */
#ifndef SERVER_API_REVIEWS_H
#define SERVER_API_REVIEWS_H

#include "server/api/api.h"
#include "server/api/shape.h"

/* What somebody wrote about what they looked at. */
#define REVIEW_REMARK \
	{ "remark", SHAPE_TEXT, SHAPE_REQUIRED, .min = 1, .max = 2000 }

/* Nobody reviews themselves: 0, or -1 and err (403 "review.own"). */
int	review_of_other(const struct request *req, struct uuid whose,
	    struct error *err);
/* For how many days a confirmed role is good, as a parameter. */
const char *review_roles_days(struct request *req);

#endif
