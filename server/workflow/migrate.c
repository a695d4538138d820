/*
 * migrate.c - an instance moves to another version: its state and its rows.
 */
#include "server/workflow/migrate.h"
#include "server/workflow/private.h"

static struct str
planned(const struct workflow_plan *plan, struct str id)
{
	for (size_t i = 0; i < plan->n_map; i++) {
		if (str_eq(plan->map[i].from, id))
			return plan->map[i].to;
	}
	return id;
}

/* Elements that are called otherwise from now on, as the JSON that
 * instance_migrate reads; what was done long ago is renamed as well, because
 * four eyes look back at it. */
static const char *
renamed(struct arena *a, const struct workflow_plan *plan,
    const struct bpmn_model *from, const struct bpmn_model *to)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct jsonw w = JSONW(&out);

	jsonw_array(&w);
	for (size_t i = 0; i < from->n_elements; i++) {
		const struct bpmn_element *e = &from->elements[i], *n;
		int at = bpmn_find(to, planned(plan, e->id));

		if (at == NONE)
			continue;
		n = &to->elements[at];
		if (str_eq(n->id, e->id) && str_eq(n->name, e->name))
			continue;
		jsonw_object(&w);
		jsonw_key(&w, "old");
		jsonw_str(&w, e->id);
		jsonw_key(&w, "new");
		jsonw_str(&w, n->id);
		jsonw_key(&w, "name");
		jsonw_str(&w, n->name.len > 0 ? n->name : n->id);
		jsonw_object_end(&w);
	}
	jsonw_array_end(&w);
	return arena_str(a, buf_view(&out)).p;
}

/* The history of an element that goes on under another id: it was left here
 * and entered there. */
static int fiber_fn
push_history(struct workflow_run *r, const struct instance *in,
    const struct bpmn_step *step, struct error *err)
{
	const struct bpmn_open *was, *is;
	size_t n = bpmn_state_open(r->w.arena, step->state, &was);
	size_t m = bpmn_state_open(r->w.arena, in->state, &is);
	struct db *db = r->w.db;

	for (size_t i = 0; i < n && i < m; i++) {
		const struct bpmn_element *a =
		    &step->model->elements[was[i].element];
		const struct bpmn_element *b =
		    &in->def->model->elements[is[i].element];

		if (str_eq(a->id, b->id))
			continue;
		if (workflow_make_room(r, err) < 0)
			return -1;
		db_push(db, HISTORY_MOVED, in->id_text, in->intervention_text,
		    r->actor_text, db_str(db, a->id), db_str(db, b->id),
		    bpmn_kind_name(b->kind));
	}
	return 0;
}

/* The target may have been deployed with other processes beside it. */
static int
check_process(struct workflow_run *r, const struct bpmn_state *st,
    const struct definition *to, struct workflow_verdict *v)
{
	struct bpmn_migration_issue *issue;

	if (bpmn_state_process(st) == to->process->element)
		return 0;
	issue = arena_new_of(r->w.arena, struct bpmn_migration_issue);
	issue->element = to->process->id;
	issue->message = STR("the instance would go on in another process of "
	    "the new version");
	*v = (struct workflow_verdict){ issue, 1 };
	return -1;
}

static int fiber_fn
carry_out(struct workflow_run *r, struct instance *in,
    const struct workflow_plan *plan, const struct definition *to,
    const struct bpmn_step *step, struct error *err)
{
	const struct definition *from = in->def;
	const char *names = renamed(r->w.arena, plan, from->model, to->model);
	int bad;

	in->def = to;
	db_push(r->w.db, INSTANCE_MIGRATE, in->id_text,
	    db_uuid(r->w.db, to->id), names);
	bad = push_history(r, in, step, err);
	if (bad == 0)
		bad = workflow_effects(r, in, step, err);
	definition_put(from);
	return bad;
}

int fiber_fn
workflow_migrate(struct workflow_run *r, const struct workflow_plan *plan,
    struct uuid instance, struct workflow_verdict *ret, struct error *err)
{
	struct instance *in = workflow_load(r, instance, err);
	struct bpmn_step step = { .arena = r->w.arena, .env = &r->env };
	struct bpmn_migration m = { .map = plan->map, .n_map = plan->n_map };
	const struct definition *to;
	struct bpmn_state *new;

	if (in == NULL)
		return -1;
	if (memcmp(in->def->id.b, plan->from.b, sizeof(plan->from.b)) != 0)
		return error_set(err, ERR_CONFLICT, "process.moved",
		    "instance %s does not run the version of the plan",
		    in->id_text);
	to = definition_get(r->w.db, plan->to, err);
	if (to == NULL)
		return -1;
	if (calendar_for(r, to, err) < 0) {
		definition_put(to);
		return -1;
	}
	m.from = step.model = in->def->model;
	m.to = to->model;
	step.state = in->state;
	new = bpmn_migrate(&step, &m, &ret->issues, &ret->n_issues);
	if (new == NULL || check_process(r, new, to, ret) < 0 ||
	    plan->is_preview) {
		definition_put(to);
		return 0;
	}
	in->state = new;
	return carry_out(r, in, plan, to, &step, err);
}
