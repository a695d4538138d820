/*
 * compensation.c - undo what was done, last first (BPMN 2.0.2, 13.5.5).
 *
 * When an activity with a handler completes, a record keeps its data.  When a
 * sub-process completes, the records of what is inside go below its own.  To
 * compensate, a COMPENSATE node runs one handler after the other; a
 * sub-process is brought to life again with its data, and either its own
 * compensation event sub-process decides, or everything inside is undone.
 */
#include "workflows/bpmn/run.h"

/* --------------------------------------------------------------- remembering
 */

/* The event sub-process that compensates a scope: its start event, or NONE. */
static int
compensation_start(const struct run *r, const struct bpmn_element *scope)
{
	for (size_t i = 0; i < scope->event_subs.n; i++) {
		const struct bpmn_element *sub =
		    element_of(r, scope->event_subs.v[i]);

		for (size_t k = 0; k < sub->children.n; k++) {
			const struct bpmn_element *s =
			    element_of(r, sub->children.v[k]);

			if (s->kind == BPMN_START && s->n_defs > 0 &&
			    s->defs[0].trigger == BPMN_COMPENSATION)
				return sub->children.v[k];
		}
	}
	return NONE;
}

static bool
has_records(const struct run *r, uint32_t scope)
{
	for (size_t i = 0; i < r->st->records.n; i++) {
		if (r->st->records.v[i].scope == scope)
			return true;
	}
	return false;
}

/* An event sub-process that was begun to undo what is around it. */
static bool
undoes(const struct run *r, const struct node *n)
{
	return element_of(r, n->element)->kind == BPMN_EVENT_SUB_PROCESS &&
	    n->begun_at != NONE &&
	    element_of(r, n->begun_at)->defs[0].trigger == BPMN_COMPENSATION;
}

static bool
is_remembered(const struct run *r, const struct node *n,
    const struct bpmn_element *e)
{
	if (n->kind == NODE_MULTI || e->is_for_compensation || undoes(r, n))
		return false;
	if (e->handler != NONE)
		return true;
	return n->kind == NODE_SCOPE && (has_records(r, n->id) ||
	    compensation_start(r, e) != NONE);
}

static struct variables
copy_variables(struct run *r, const struct variables *from)
{
	struct variables to = { 0 };

	for (size_t i = 0; i < from->n; i++)
		vec_push(r->a, &to, from->v[i]);
	return to;
}

void
run_remember(struct run *r, struct node *n)
{
	const struct bpmn_element *e = element_of(r, n->element);
	struct node *scope = run_scope_of(r, run_parent_of(r, n));
	struct record rec = { .element = n->element };

	if (!is_remembered(r, n, e))
		return;
	rec.id = r->st->next_id++;
	rec.scope = scope->id;
	if (e->handler != NONE) {
		rec.vars = run_flatten(r, n);
	} else {
		rec.vars = copy_variables(r, &n->vars);
		for (size_t i = 0; i < r->st->records.n; i++) {
			struct record *inner = &r->st->records.v[i];

			if (inner->scope == n->id) {
				inner->scope = 0;
				inner->owner = rec.id;
			}
		}
	}
	vec_push(r->a, &r->st->records, rec);
}

static void
remove_record(struct run *r, size_t i)
{
	struct record *rec = &r->st->records.v[i];

	memmove(rec, rec + 1, (r->st->records.n - i - 1) * sizeof(*rec));
	r->st->records.n--;
}

static bool
has_owner(const struct run *r, uint32_t id)
{
	for (size_t i = 0; i < r->st->records.n; i++) {
		if (r->st->records.v[i].id == id)
			return true;
	}
	return false;
}

/* Owners come after what they own, so going down finds all in one pass. */
void
run_forget_records(struct run *r, uint32_t scope)
{
	bool is_any = false;

	for (size_t i = r->st->records.n; i > 0; i--) {
		struct record *rec = &r->st->records.v[i - 1];

		if (rec->driver == scope)
			rec->driver = 0;	/* nobody works on it now */
		if (rec->scope == scope && scope != 0) {
			remove_record(r, i - 1);
			is_any = true;
		} else if (is_any && rec->owner != 0 &&
		    !has_owner(r, rec->owner)) {
			remove_record(r, i - 1);
		}
	}
}

/* ------------------------------------------------------------- compensating */

static struct node *
new_driver(struct run *r, struct node *parent, int element, uint32_t flags)
{
	struct node *c = run_node_new(r, parent->id, element, NODE_COMPENSATE);

	c->phase = PHASE_WAIT;
	c->flags = flags;
	return c;
}

/* Claim the records of a scope for a driver. */
static void
claim(struct run *r, const struct node *driver, uint32_t scope, int activity)
{
	for (size_t i = 0; i < r->st->records.n; i++) {
		struct record *rec = &r->st->records.v[i];

		if (rec->scope == scope && rec->driver == 0 &&
		    (activity == NONE || rec->element == activity))
			rec->driver = driver->id;
	}
}

void
run_compensate(struct run *r, struct node *scope, int element,
    const struct bpmn_event_def *def)
{
	struct node *driver = new_driver(r, scope, element,
	    def->is_waiting ? 0 : NODE_DETACHED);

	/* A handler inside an event sub-process compensates what is around
	 * it. */
	for (struct node *n = scope; n != NULL; n = run_parent_of(r, n)) {
		claim(r, driver, n->id, def->activity);
		if (element_of(r, n->element)->kind != BPMN_EVENT_SUB_PROCESS)
			break;
	}
	run_push(r, (struct op){ OP_SPAWN, driver->id, NONE, NONE });
	if (!def->is_waiting)
		run_leave(r, scope, element);
}

static bool
take_last(struct run *r, uint32_t driver, struct record *ret)
{
	for (size_t i = r->st->records.n; i > 0; i--) {
		if (r->st->records.v[i - 1].driver == driver) {
			*ret = r->st->records.v[i - 1];
			remove_record(r, i - 1);
			return true;
		}
	}
	return false;
}

/* A completed sub-process lives again, to be undone. */
static void
revive(struct run *r, struct node *driver, const struct record *rec)
{
	const struct bpmn_element *e = element_of(r, rec->element);
	struct node *n = run_node_new(r, driver->id, rec->element, NODE_SCOPE);
	int start = compensation_start(r, e);
	struct node *inner;

	n->flags = NODE_REVIVED;
	n->phase = PHASE_WAIT;
	n->vars = rec->vars;
	run_effect(r, BPMN_FX_ENTER, n, n->element);
	for (size_t i = 0; i < r->st->records.n; i++) {
		struct record *own = &r->st->records.v[i];

		if (own->owner == rec->id) {
			own->owner = 0;
			own->scope = n->id;
		}
	}
	if (start != NONE) {
		run_event_sub_fires(r, n, start, NULL);
		return;
	}
	inner = new_driver(r, n, rec->element, NODE_DETACHED);
	claim(r, inner, n->id, NONE);
	run_push(r, (struct op){ OP_SPAWN, inner->id, NONE, NONE });
}

/* After a transaction is undone, it is left by its cancel event. */
static void
leave_cancelled(struct run *r, struct node *transaction)
{
	const struct bpmn_element *e = element_of(r, transaction->element);

	for (size_t i = 0; i < e->boundary.n; i++) {
		const struct bpmn_element *b = element_of(r,
		    e->boundary.v[i]);

		if (b->n_defs > 0 && b->defs[0].trigger == BPMN_CANCEL) {
			run_boundary_fires(r, transaction, e->boundary.v[i],
			    NULL, true);
			return;
		}
	}
	run_incident(r, transaction, "bpmn.uncaught_cancel", "the transaction "
	    "was cancelled, and has no cancel boundary event to leave by");
}

static void
driver_done(struct run *r, struct node *driver)
{
	struct node *parent = run_parent_of(r, driver);
	uint32_t flags = driver->flags;
	int element = driver->element;

	run_node_end(r, driver, true);
	if (flags & NODE_CANCELLING)
		leave_cancelled(r, parent);
	else if (flags & NODE_DETACHED)
		run_check_scope(r, parent->id);
	else
		run_leave(r, parent, element);
}

void
run_compensate_next(struct run *r, struct node *driver)
{
	struct record rec;
	int handler;

	driver->vars.n = 0;
	if (!take_last(r, driver->id, &rec)) {
		driver_done(r, driver);
		return;
	}
	handler = element_of(r, rec.element)->handler;
	if (handler == NONE) {
		revive(r, driver, &rec);
		return;
	}
	driver->vars = rec.vars;
	run_begin_activity(r, driver, handler);
}

bool
run_forget_names(struct run *r, struct node *handler,
    const struct bpmn_vars *names)
{
	struct node *driver = run_parent_of(r, run_outer_of(r, handler));
	bool is_any = false;

	if (driver == NULL || driver->kind != NODE_COMPENSATE)
		return false;
	for (size_t i = 0; i < names->n; i++)
		is_any |= variables_remove(&driver->vars, names->v[i].key);
	return is_any;
}

/* What completed in sub-processes that still run is undone as well: nothing of
 * a transaction may stay. */
static void
take_inner_records(struct run *r, const struct node *transaction)
{
	for (size_t i = 0; i < r->st->records.n; i++) {
		struct record *rec = &r->st->records.v[i];
		struct node *n = state_node(r->st, rec->scope);

		while (n != NULL && n != transaction)
			n = run_parent_of(r, n);
		if (n != NULL) {
			rec->scope = n->id;
			rec->driver = 0;
		}
	}
}

/* A cancel end event: everything in the transaction stops and is undone. */
void
run_cancel_transaction(struct run *r, struct node *from, int element)
{
	struct node *t = from, *driver;

	while (t != NULL && (t->kind != NODE_SCOPE ||
	    element_of(r, t->element)->kind != BPMN_TRANSACTION))
		t = run_parent_of(r, t);
	if (t == NULL) {
		run_incident(r, run_stuck(r, from, element, PHASE_START),
		    "bpmn.cancel", "it is not inside a transaction");
		return;
	}
	take_inner_records(r, t);
	run_scope_clear(r, t);
	run_waits_end_of(r, t->id, NONE);
	driver = new_driver(r, t, t->element, NODE_CANCELLING);
	claim(r, driver, t->id, NONE);
	run_push(r, (struct op){ OP_SPAWN, driver->id, NONE, NONE });
}
