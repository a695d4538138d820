/*
 * tokens.c - where an instance stands, from its sealed state.
 */
#include <time.h>

#include "server/workflow/private.h"

/* What people may begin in an open ad-hoc sub-process. */
static void
write_activities(struct jsonw *w, const struct bpmn_model *m,
    const struct bpmn_element *adhoc)
{
	jsonw_key(w, "activities");
	jsonw_array(w);
	for (size_t i = 0; i < adhoc->children.n; i++) {
		const struct bpmn_element *e =
		    &m->elements[adhoc->children.v[i]];

		if (!bpmn_is_activity(e->kind) ||
		    e->kind == BPMN_EVENT_SUB_PROCESS)
			continue;
		jsonw_object(w);
		jsonw_key(w, "elementId");
		jsonw_str(w, e->id);
		jsonw_key(w, "name");
		jsonw_str(w, e->name);
		jsonw_object_end(w);
	}
	jsonw_array_end(w);
}

static void
write_incident(struct jsonw *w, const struct bpmn_open *o)
{
	jsonw_key(w, "incident");
	if (!o->has_incident) {
		jsonw_null(w);
		return;
	}
	jsonw_object(w);
	jsonw_key(w, "code");
	jsonw_str(w, o->code);
	jsonw_key(w, "message");
	jsonw_str(w, o->message);
	jsonw_object_end(w);
}

static void
write_token(struct jsonw *w, const struct bpmn_model *m,
    const struct bpmn_open *o)
{
	const struct bpmn_element *e = &m->elements[o->element];
	time_t seconds = (time_t)(o->entered_us / 1000000);
	char since[sizeof("2026-01-01T00:00:00Z")] = "";
	struct tm utc;

	if (gmtime_r(&seconds, &utc) != NULL)
		(void)strftime(since, sizeof(since), "%FT%TZ", &utc);
	jsonw_object(w);
	jsonw_key(w, "node");
	jsonw_int(w, o->node);
	jsonw_key(w, "parent");
	jsonw_int(w, o->parent);
	jsonw_key(w, "elementId");
	jsonw_str(w, e->id);
	jsonw_key(w, "elementType");
	jsonw_cstr(w, bpmn_kind_name(e->kind));
	jsonw_key(w, "since");
	jsonw_cstr(w, since);
	write_incident(w, o);
	if (e->kind == BPMN_AD_HOC)
		write_activities(w, m, e);
	jsonw_object_end(w);
}

int fiber_fn
workflow_tokens(struct workflow_run *r, struct uuid instance, struct jsonw *w,
    struct error *err)
{
	struct instance *in = workflow_look(r, instance, err);
	const struct bpmn_open *open;
	size_t n;

	if (in == NULL)
		return -1;
	n = bpmn_state_open(r->w.arena, in->state, &open);
	jsonw_array(w);
	for (size_t i = 0; i < n; i++) {
		if (bpmn_state_status(in->state) == BPMN_ACTIVE)
			write_token(w, in->def->model, &open[i]);
	}
	jsonw_array_end(w);
	return 0;
}
