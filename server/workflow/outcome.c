/*
 * outcome.c - end events that decide an intervention.
 */
#include "base/dec128.h"
#include "base/log.h"
#include "server/workflow/outcome.h"
#include "workflows/feel/feel.h"

static bool
lookup(struct feel_run *run, void *ctx, struct str name,
    struct feel_value *ret)
{
	const struct bpmn_vars *vars = ctx;

	(void)run;
	for (size_t i = 0; i < vars->n; i++) {
		if (str_eq(vars->v[i].key, name)) {
			*ret = vars->v[i].value;
			return true;
		}
	}
	*ret = FEEL_NULL_VALUE;
	return true;
}

/* A property as text; empty when it is absent or null. */
static struct str
property(struct workflow_run *r, const struct bpmn_element *el,
    const char *name, struct bpmn_vars *vars)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	const struct bpmn_value *v = NULL;
	struct feel_vars fv = { .lookup = lookup, .ctx = vars };
	struct feel_value value;
	struct feel_run run;

	for (size_t i = 0; i < el->n_properties; i++) {
		if (str_is(el->properties[i].name, name))
			v = el->properties[i].value;
	}
	if (v == NULL || v->feel == NULL)
		return v == NULL ? STR("") : v->text;
	feel_run_init(&run, r->w.arena);
	value = feel_eval(&run, v->feel, &fv);
	if (value.kind == FEEL_NULL)
		return STR("");
	feel_format(&out, value);
	return arena_str(r->w.arena, buf_view(&out));
}

/* "120.50" euros in cents, rounded half up; NULL when it is no amount. */
static const char *
cents(struct workflow_run *r, struct str euros)
{
	struct dec128 x;
	int64_t v;

	if (euros.len == 0 || dec128_parse(euros, &x) < 0)
		return NULL;
	x = dec128_round(dec128_mul(x, dec128_int(100)), 0, DEC128_HALF_UP);
	if (!dec128_ok(x) || dec128_to_int(x, &v) < 0 || v < 0)
		return NULL;
	return db_int(r->w.db, v);
}

/* A process that is over keeps no variables: its last effect has them. */
static struct bpmn_vars
vars_of(struct workflow_run *r, const struct instance *in,
    const struct bpmn_step *step)
{
	for (size_t i = 0; i < step->n_effects; i++) {
		if (step->effects[i].type == BPMN_FX_END)
			return step->effects[i].vars;
	}
	return bpmn_state_vars(r->w.arena, in->state, 0, true);
}

void
outcome_apply(struct workflow_run *r, struct instance *in,
    const struct bpmn_step *step, const struct bpmn_element *end)
{
	static const char *const outcomes[] = { "granted", "denied",
		"withdrawn", "closed" };
	struct bpmn_vars vars;
	struct str outcome, resource;

	if (in->intervention_text == NULL || end->n_properties == 0)
		return;
	vars = vars_of(r, in, step);
	outcome = property(r, end, "outcome", &vars);
	resource = property(r, end, "resource", &vars);
	for (size_t i = 0; i < ARRAY_LEN(outcomes); i++) {
		if (!str_is(outcome, outcomes[i]))
			continue;
		db_push(r->w.db, INTERVENTION_STATE, in->intervention_text,
		    outcomes[i]);
		clock_decided(r, in);
	}
	if (resource.len > 0)
		db_push(r->w.db, INTERVENTION_ITEM_INSERT,
		    in->intervention_text, "resource_applied", "resource",
		    db_str(r->w.db, resource),
		    cents(r, property(r, end, "amount", &vars)), NULL, NULL,
		    r->actor_text);
}
