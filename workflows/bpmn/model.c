/*
 * model.c - names of kinds and triggers; finding things in a model.
 */
#include "base/map.h"
#include "workflows/bpmn/model.h"

const char *
bpmn_kind_name(enum bpmn_kind kind)
{
	static const char *const names[BPMN_KINDS] = {
		[BPMN_PROCESS] = "process",
		[BPMN_START] = "startEvent",
		[BPMN_END] = "endEvent",
		[BPMN_CATCH] = "intermediateCatchEvent",
		[BPMN_THROW] = "intermediateThrowEvent",
		[BPMN_BOUNDARY] = "boundaryEvent",
		[BPMN_TASK] = "task",
		[BPMN_MANUAL_TASK] = "manualTask",
		[BPMN_USER_TASK] = "userTask",
		[BPMN_SERVICE_TASK] = "serviceTask",
		[BPMN_SEND_TASK] = "sendTask",
		[BPMN_RECEIVE_TASK] = "receiveTask",
		[BPMN_SCRIPT_TASK] = "scriptTask",
		[BPMN_RULE_TASK] = "businessRuleTask",
		[BPMN_CALL] = "callActivity",
		[BPMN_SUB_PROCESS] = "subProcess",
		[BPMN_EVENT_SUB_PROCESS] = "eventSubProcess",
		[BPMN_TRANSACTION] = "transaction",
		[BPMN_AD_HOC] = "adHocSubProcess",
		[BPMN_EXCLUSIVE] = "exclusiveGateway",
		[BPMN_PARALLEL] = "parallelGateway",
		[BPMN_INCLUSIVE] = "inclusiveGateway",
		[BPMN_COMPLEX] = "complexGateway",
		[BPMN_EVENT_GATEWAY] = "eventBasedGateway",
	};

	return kind < BPMN_KINDS ? names[kind] : "?";
}

const char *
bpmn_trigger_name(enum bpmn_trigger trigger)
{
	static const char *const names[BPMN_TRIGGERS] = {
		[BPMN_NO_TRIGGER] = "none",
		[BPMN_MESSAGE] = "message",
		[BPMN_TIMER] = "timer",
		[BPMN_SIGNAL] = "signal",
		[BPMN_CONDITION] = "conditional",
		[BPMN_ERROR] = "error",
		[BPMN_ESCALATION] = "escalation",
		[BPMN_COMPENSATION] = "compensate",
		[BPMN_CANCEL] = "cancel",
		[BPMN_LINK] = "link",
		[BPMN_TERMINATE] = "terminate",
	};

	return trigger < BPMN_TRIGGERS ? names[trigger] : "?";
}

const char *
bpmn_moment_name(enum bpmn_moment moment)
{
	static const char *const names[BPMN_MOMENTS] = {
		[BPMN_AT_START] = "start",
		[BPMN_AT_END] = "end",
		[BPMN_AT_CREATING] = "creating",
		[BPMN_AT_ASSIGNING] = "assigning",
		[BPMN_AT_UPDATING] = "updating",
		[BPMN_AT_COMPLETING] = "completing",
		[BPMN_AT_CANCELING] = "canceling",
	};

	return moment < BPMN_MOMENTS ? names[moment] : "?";
}

int
bpmn_find(const struct bpmn_model *m, struct str id)
{
	return (int)(intptr_t)map_get(m->by_id, id) - 1;
}

const struct bpmn_process *
bpmn_process_find(const struct bpmn_model *m, struct str id)
{
	for (size_t i = 0; i < m->n_processes; i++) {
		const struct bpmn_process *p = &m->processes[i];

		if (id.len == 0 ? p->is_executable : str_eq(p->id, id))
			return p;
	}
	return id.len == 0 && m->n_processes > 0 ? &m->processes[0] : NULL;
}

/* A time that is computed, or that counts working days. */
static bool
asks_calendar(const struct bpmn_value *v)
{
	return v != NULL && (v->feel != NULL ||
	    str_find(v->text, STR("WD"), 0) >= 0);
}

static bool
element_asks_calendar(const struct bpmn_element *e)
{
	const struct bpmn_user_task *t = e->user_task;

	for (size_t i = 0; i < e->n_defs; i++) {
		if (asks_calendar(e->defs[i].when))
			return true;
	}
	for (size_t i = 0; i < e->n_properties; i++) {
		if (str_is(e->properties[i].name, BPMN_LEGAL_TERM))
			return true;
	}
	/* A listener may say when a task is due. */
	return t != NULL && (e->n_listeners > 0 || asks_calendar(t->due) ||
	    asks_calendar(t->follow_up));
}

bool
bpmn_asks_calendar(const struct bpmn_model *m)
{
	for (size_t i = 0; i < m->n_elements; i++) {
		if (element_asks_calendar(&m->elements[i]))
			return true;
	}
	return false;
}

bool
bpmn_is_callable(const struct bpmn_model *m, const struct bpmn_process *p)
{
	return p->starts.n == 0 || bpmn_none_start(m, p) != NONE;
}

int
bpmn_none_start(const struct bpmn_model *m, const struct bpmn_process *p)
{
	for (size_t i = 0; i < p->starts.n; i++) {
		const struct bpmn_element *e = &m->elements[p->starts.v[i]];

		if (e->kind == BPMN_START && e->n_defs == 0)
			return p->starts.v[i];
	}
	return NONE;
}
