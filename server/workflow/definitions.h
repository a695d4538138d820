/*
 * definitions.h - deployed processes, parsed once.
 *
 * A definition never changes, so what was parsed is kept by its id, for all
 * tenants together (ids are unique).  definition_get() may ask the database,
 * so nothing may be pushed.
 */
#ifndef SERVER_WORKFLOW_DEFINITIONS_H
#define SERVER_WORKFLOW_DEFINITIONS_H

#include "base/fiber.h"
#include "base/uuid.h"
#include "server/db/db.h"
#include "workflows/bpmn/model.h"

#define DEFINITIONS_MAX	256	/* kept; the one used longest ago goes */

struct definition {
	struct uuid		 id;
	char			 key[128];
	const struct bpmn_model	*model;
	const struct bpmn_process *process;
	bool			 asks_calendar;	/* bpmn_asks_calendar() */
};

/* By id.  NULL and err ("process.unknown"; what bpmn_parse() says).  Give it
 * back with definition_put(). */
const struct definition *fiber_fn definition_get(struct db *db,
    struct uuid id, struct error *err);
/* The newest active version of a process, perhaps with a version tag. */
const struct definition *fiber_fn definition_latest(struct db *db,
    struct str key, struct str version_tag, struct error *err);
/* NULL is fine. */
void	definition_put(const struct definition *d);

#endif
