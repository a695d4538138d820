/*
 * errors.c - errors and escalations on their way up.
 *
 * From where it is thrown, each activity around it is asked: its boundary
 * events, then, in the scope outside, the event sub-processes.  A catcher of
 * just this code comes before one that catches all.  An event sub-process does
 * not catch what it throws itself; those beside it may.
 */
#include "workflows/bpmn/run.h"

struct raised {
	enum bpmn_trigger	 trigger;
	struct str		 code, message;
	const struct bpmn_vars	*vars;
};

static const struct bpmn_event_def *
def_that_catches(const struct bpmn_element *e, const struct raised *what,
    bool is_exact)
{
	for (size_t i = 0; i < e->n_defs; i++) {
		const struct bpmn_event_def *d = &e->defs[i];

		if (d->trigger != what->trigger)
			continue;
		if (is_exact ? d->code.len > 0 &&
		    str_eq(d->code, what->code) : d->code.len == 0)
			return d;
	}
	return NULL;
}

/* The variables a catcher gets: those given, and code and message where the
 * model asks for them. */
static struct bpmn_vars
caught_vars(struct run *r, const struct bpmn_event_def *d,
    const struct raised *what)
{
	struct variables all = { 0 };

	for (size_t i = 0; what->vars != NULL && i < what->vars->n; i++)
		variables_set(r->a, &all, what->vars->v[i].key,
		    what->vars->v[i].value);
	if (d->code_variable.len > 0)
		variables_set(r->a, &all, d->code_variable,
		    feel_string(what->code));
	if (d->message_variable.len > 0)
		variables_set(r->a, &all, d->message_variable,
		    feel_string(what->message));
	return (struct bpmn_vars){ all.v, all.n };
}

static bool
boundary_catches(struct run *r, struct node *n, const struct raised *what)
{
	const struct bpmn_element *e = element_of(r, n->element);

	if (n->kind == NODE_STUCK || n->kind == NODE_COMPENSATE)
		return false;
	for (int exact = 1; exact >= 0; exact--) {
		for (size_t i = 0; i < e->boundary.n; i++) {
			const struct bpmn_element *b =
			    element_of(r, e->boundary.v[i]);
			const struct bpmn_event_def *d =
			    def_that_catches(b, what, exact);
			struct bpmn_vars vars;

			if (d == NULL)
				continue;
			vars = caught_vars(r, d, what);
			run_boundary_fires(r, n, e->boundary.v[i], &vars,
			    b->is_interrupting ||
			    what->trigger == BPMN_ERROR);
			return true;
		}
	}
	return false;
}

/* The start event of an event sub-process. */
static int
start_of(const struct run *r, int sub)
{
	const struct bpmn_element *e = element_of(r, sub);

	for (size_t i = 0; i < e->children.n; i++) {
		if (element_of(r, e->children.v[i])->kind == BPMN_START)
			return e->children.v[i];
	}
	return NONE;
}

/* own: the event sub-process it comes from, or NONE. */
static bool
event_sub_catches(struct run *r, struct node *scope,
    const struct raised *what, int own)
{
	const struct bpmn_element *e = element_of(r, scope->element);

	if (scope->flags & NODE_INTERRUPTED)
		return false;
	for (int exact = 1; exact >= 0; exact--) {
		for (size_t i = 0; i < e->event_subs.n; i++) {
			int start = start_of(r, e->event_subs.v[i]);
			const struct bpmn_event_def *d = start == NONE ?
			    NULL : def_that_catches(element_of(r, start),
			    what, exact);
			struct bpmn_vars vars;

			if (d == NULL || e->event_subs.v[i] == own)
				continue;
			vars = caught_vars(r, d, what);
			run_event_sub_fires(r, scope, start, &vars);
			return true;
		}
	}
	return false;
}

static bool
is_caught(struct run *r, struct node *from, const struct raised *what)
{
	int own = NONE;

	for (struct node *n = from; n != NULL; n = run_parent_of(r, n)) {
		const struct bpmn_element *e = element_of(r, n->element);

		if (n != from && n->kind == NODE_SCOPE &&
		    event_sub_catches(r, n, what, own))
			return true;
		/* Boundary events sit on the loop as a whole. */
		if (n == run_outer_of(r, n) && n->parent != 0 &&
		    boundary_catches(r, n, what))
			return true;
		own = e->kind == BPMN_EVENT_SUB_PROCESS ? n->element : NONE;
	}
	return false;
}

bool
run_throw_error(struct run *r, struct node *from, struct str code,
    struct str message, const struct bpmn_vars *vars)
{
	struct raised what = { BPMN_ERROR, code, message, vars };

	return is_caught(r, from, &what);
}

void
run_throw_escalation(struct run *r, struct node *from, struct str code,
    const struct bpmn_vars *vars)
{
	struct raised what = { BPMN_ESCALATION, code, STR(""), vars };
	struct bpmn_effect *fx;

	if (is_caught(r, from, &what) || !r->st->is_called)
		return;
	fx = run_effect(r, BPMN_FX_ESCALATE, NULL, from->element);
	fx->code = code;
	if (vars != NULL)
		fx->vars = *vars;
}

void
run_uncaught(struct run *r, struct node *n, struct str code, struct str message)
{
	if (r->st->is_called) {
		run_instance_end(r, BPMN_FAILED, code, message);
		return;
	}
	run_incident(r, n, "bpmn.uncaught_error",
	    "nothing catches the error '%.*s'%s%.*s", STR_ARG(code),
	    message.len > 0 ? ": " : "", STR_ARG(message));
}
