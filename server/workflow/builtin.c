/*
 * builtin.c - service tasks that the server does itself, in the transaction of
 * the event: their types begin with "vinculo:".
 *
 *	vinculo:intervention	header state: granted, denied, withdrawn, closed
 *	vinculo:resource	headers kind (resource_applied), code, amount
 *				(euros), from, to
 *	vinculo:escalate	header task: the id of a user task; marks it and
 *				tells its unit
 *
 * Anything else is a job for a connector or an outside worker.
 */
#include "base/dec128.h"
#include "server/workflow/private.h"

static struct str
header(const struct bpmn_effect *fx, const char *name)
{
	for (size_t i = 0; i < fx->job->n_headers; i++) {
		if (str_is(fx->job->headers[i].name, name))
			return fx->job->headers[i].value;
	}
	return STR_NULL;
}

static const char *
do_intervention(struct workflow_run *r, struct instance *in,
    const struct bpmn_effect *fx)
{
	static const char *const states[] = { "granted", "denied",
		"withdrawn", "closed" };
	struct str state = header(fx, "state");

	if (in->intervention_text == NULL)
		return "this process belongs to no intervention";
	for (size_t i = 0; i < ARRAY_LEN(states); i++) {
		if (str_is(state, states[i])) {
			db_push(r->w.db, INTERVENTION_STATE,
			    in->intervention_text, states[i]);
			return NULL;
		}
	}
	return "header state must be granted, denied, withdrawn or closed";
}

/* "120.50" euros in cents; NULL when there is no amount. */
static const char *
cents(struct workflow_run *r, struct str euros, const char **ret_param)
{
	struct dec128 x;
	int64_t v;

	*ret_param = NULL;
	if (euros.len == 0)
		return NULL;
	if (dec128_parse(euros, &x) < 0)
		return "header amount must be a number of euros";
	x = dec128_round(dec128_mul(x, dec128_int(100)), 0, DEC128_HALF_UP);
	if (!dec128_ok(x) || dec128_to_int(x, &v) < 0 || v < 0)
		return "header amount is out of range";
	*ret_param = db_int(r->w.db, v);
	return NULL;
}

static const char *
do_resource(struct workflow_run *r, struct instance *in,
    const struct bpmn_effect *fx)
{
	struct str kind = header(fx, "kind"), code = header(fx, "code");
	struct str from = header(fx, "from"), to = header(fx, "to");
	struct db *db = r->w.db;
	const char *amount, *wrong;

	if (in->intervention_text == NULL)
		return "this process belongs to no intervention";
	if (code.len == 0)
		return "header code names the resource";
	wrong = cents(r, header(fx, "amount"), &amount);
	if (wrong != NULL)
		return wrong;
	if (kind.len == 0)
		kind = STR("resource_applied");
	if (!str_is(kind, "resource_applied") && !str_is(kind, "resource_ideal"))
		return "header kind is resource_applied or resource_ideal";
	db_push(db, INTERVENTION_ITEM_INSERT, in->intervention_text,
	    db_str(db, kind), "resource", db_str(db, code), amount,
	    from.len == 0 ? NULL : db_str(db, from),
	    to.len == 0 ? NULL : db_str(db, to), r->actor_text);
	return NULL;
}

static const char *
do_escalate(struct workflow_run *r, struct instance *in,
    const struct bpmn_effect *fx)
{
	struct str task = header(fx, "task");

	if (task.len == 0)
		return "header task names the user task";
	db_push(r->w.db, TASK_ESCALATE, in->id_text, db_str(r->w.db, task));
	return NULL;
}

static const struct {
	const char	*type;
	const char	*(*run)(struct workflow_run *, struct instance *,
			    const struct bpmn_effect *);
} builtins[] = {
	{ "vinculo:intervention", do_intervention },
	{ "vinculo:resource", do_resource },
	{ "vinculo:escalate", do_escalate },
};

bool
builtin_is(struct str type)
{
	for (size_t i = 0; i < ARRAY_LEN(builtins); i++) {
		if (str_is(type, builtins[i].type))
			return true;
	}
	return false;
}

const char *
builtin_run(struct workflow_run *r, struct instance *in,
    const struct bpmn_effect *job)
{
	for (size_t i = 0; i < ARRAY_LEN(builtins); i++) {
		if (str_is(job->job->type, builtins[i].type))
			return builtins[i].run(r, in, job);
	}
	return "there is no such service";
}
