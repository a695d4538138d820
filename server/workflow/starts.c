/*
 * starts.c - subscriptions of definitions.
 */
#include "server/workflow/starts.h"

int
starts_push_new(struct db *db, const struct bpmn_model *m,
    const struct bpmn_process *p, struct uuid id, struct error *err)
{
	const char *definition = db_uuid(db, id);
	int n = 0;

	db_push(db, SUBSCRIPTION_START_DELETE, db_str(db, p->id));
	for (size_t i = 0; i < p->starts.n; i++) {
		const struct bpmn_element *e = &m->elements[p->starts.v[i]];

		for (size_t k = 0; k < e->n_defs; k++) {
			enum bpmn_trigger t = e->defs[k].trigger;

			if (t != BPMN_MESSAGE && t != BPMN_SIGNAL)
				continue;
			if (n++ == STARTS_MAX)
				return error_set(err, ERR_LIMIT, "deploy.many",
				    "at most %d messages and signals may "
				    "start a process", STARTS_MAX);
			db_push(db, SUBSCRIPTION_START_INSERT,
			    bpmn_trigger_name(t),
			    db_str(db, e->defs[k].name), definition,
			    db_str(db, e->id));
		}
	}
	return 0;
}

int
starts_push(struct db *db, struct str key, const struct definition *d,
    struct error *err)
{
	if (d != NULL)
		return starts_push_new(db, d->model, d->process, d->id, err);
	db_push(db, SUBSCRIPTION_START_DELETE, db_str(db, key));
	return 0;
}
