/*
 * calls.c - processes that a call activity begins, and what they tell it.
 */
#include "server/workflow/calls.h"

int fiber_fn
call_begin(struct workflow_run *r, const struct work *w, struct error *err)
{
	const struct bpmn_effect *fx = &w->effect;
	const struct definition *def;
	struct error e = { 0 };
	struct instance *child;

	if (workflow_flush(r, err) < 0)
		return -1;
	def = definition_latest(r->w.db, fx->call->process,
	    fx->call->version_tag, &e);
	if (def == NULL && e.kind != ERR_NOT_FOUND) {
		*err = e;
		return -1;
	}
	if (def == NULL) {
		workflow_fail(r, w->instance, fx->node,
		    "the called process is not deployed");
		return 0;
	}
	if (!bpmn_is_callable(def->model, def->process)) {
		definition_put(def);
		workflow_fail(r, w->instance, fx->node, BPMN_NOT_CALLABLE);
		return 0;
	}
	child = workflow_instance_new(r, def, w->instance->intervention, err);
	if (child == NULL)
		return -1;
	child->parent = w->instance->id;
	child->parent_text = w->instance->id_text;
	child->parent_element = arena_printf(r->w.arena, "%u", fx->node);
	return workflow_step(r, child, &(struct bpmn_event){
	    .type = BPMN_EV_START, .element = NONE, .is_called = true,
	    .vars = fx->vars }, err);
}

int fiber_fn
call_cancel(struct workflow_run *r, const struct work *w, struct error *err)
{
	struct db *db = r->w.db;
	int at = db_push(db, INSTANCE_CALLED, w->instance->id_text,
	    db_int(db, w->effect.node)), n;
	struct uuid *ids;

	if (workflow_flush(r, err) < 0)
		return -1;
	n = db_rows(db, at);
	ids = arena_array(r->w.arena, (size_t)n, sizeof(*ids));
	for (int i = 0; i < n; i++)
		ids[i] = db_uuid_at(db, at, i, 0);
	for (int i = 0; i < n; i++) {
		struct instance *child = workflow_load(r, ids[i], err);

		if (child == NULL)
			return -1;
		workflow_push_event(r, child, &(struct bpmn_event){
		    .type = BPMN_EV_CANCEL,
		    .message = STR("its caller ended") });
	}
	return 0;
}

/* What a called process has for its caller. */
static struct bpmn_event
event_for_parent(const struct bpmn_effect *fx)
{
	struct bpmn_event ev = { .type = BPMN_EV_COMPLETE, .vars = fx->vars,
		.n_given = fx->n_given };

	if (fx->type == BPMN_FX_ESCALATE) {
		ev.type = BPMN_EV_ESCALATION;
		ev.code = fx->code;
	} else if (fx->status == BPMN_FAILED) {
		ev.type = BPMN_EV_ERROR;
		ev.code = fx->code;
		ev.message = fx->message;
	} else if (fx->status == BPMN_CANCELLED) {
		ev.type = BPMN_EV_JOB_FAILED;
		ev.message = STR("the called process was cancelled");
	}
	return ev;
}

int fiber_fn
call_tell(struct workflow_run *r, const struct work *w, struct error *err)
{
	struct bpmn_event ev = event_for_parent(&w->effect);
	struct instance *parent;
	int64_t node;

	if (workflow_flush(r, err) < 0)
		return -1;
	parent = workflow_load(r, w->instance->parent, err);
	if (parent == NULL)
		return -1;
	if (parse_int(w->instance->parent_element, 0, UINT32_MAX, &node) < 0)
		return 0;
	ev.node = (uint32_t)node;
	workflow_push_event(r, parent, &ev);
	return 0;
}
