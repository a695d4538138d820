/*
 * decisions.h - deployed decisions, compiled once, and what they answer.
 *
 * A version of a decision never changes, so what was compiled is kept by its
 * id.  Who knows the id already, because it came with another query, is not
 * kept waiting.
 */
#ifndef SERVER_WORKFLOW_DECISIONS_H
#define SERVER_WORKFLOW_DECISIONS_H

#include "base/fiber.h"
#include "base/uuid.h"
#include "server/db/db.h"
#include "workflows/dmn/dmn.h"

#define DECISIONS_MAX	256	/* kept; the one used longest ago goes */

struct decision {
	struct uuid		 id;
	struct dmn		*dmn;
	const struct dmn_element *what;
};

/* Which version of a decision: by number (0: any), else the one in force when
 * a process was deployed (all zero: any), else the newest in service, perhaps
 * with a version tag. */
struct decision_ask {
	struct str	 key;
	int		 version;
	struct uuid	 process;
	struct str	 version_tag;
};

/* NULL and err ("definition.unknown"; of the database).  Ask the database, so
 * nothing may be pushed.  Give it back with decision_put(). */
const struct decision *fiber_fn decision_get(struct db *db,
    const struct decision_ask *ask, struct error *err);
/* The same by id, without a question when it is kept. */
const struct decision *fiber_fn decision_by_id(struct db *db, struct uuid id,
    struct error *err);
/* Only when it is kept; else NULL. */
const struct decision *decision_kept(struct uuid id);
/* NULL is fine. */
void	decision_put(const struct decision *d);

struct decision_question {
	const struct json	*inputs;	/* an object; NULL: none */
	int64_t			 now_us;
	struct str		 zone;
	struct feel_budget	 budget;	/* all zero: the default */
	bool			 missing_is_unknown;	/* else null */
	bool			 explain;
};

/* dmn_evaluate() on a run that the caller frees. */
int	decision_evaluate(const struct decision *d, struct dmn_run *run,
	    const struct decision_question *q, struct dmn_result *ret,
	    struct error *err);

#endif
