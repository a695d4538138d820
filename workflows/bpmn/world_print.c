/*
 * world_print.c - a simulation told in lines of JSON.
 */
#include "workflows/bpmn/world.h"

static void
key_text(struct jsonw *w, const char *key, struct str s)
{
	if (s.len == 0)
		return;
	jsonw_key(w, key);
	jsonw_str(w, s);
}

static void
key_time(struct jsonw *j, const char *key, int64_t us)
{
	_cleanup_(buf_done) struct buf text = BUF_INIT;
	struct temporal_zone utc = { .kind = ZONE_OFFSET };
	struct temporal_datetime t;

	jsonw_key(j, key);
	if (temporal_at((temporal_ns)us * 1000, &utc, &t))
		temporal_format_datetime(&t, &text);
	jsonw_str(j, buf_view(&text));
}

static void
key_vars(struct jsonw *j, const char *key, struct bpmn_vars vars)
{
	jsonw_key(j, key);
	jsonw_object(j);
	for (size_t i = 0; i < vars.n; i++) {
		jsonw_key_str(j, vars.v[i].key);
		feel_to_json(j, vars.v[i].value);
	}
	jsonw_object_end(j);
}

static void
key_element(struct jsonw *j, const struct world *w, int element)
{
	const struct bpmn_element *e = &w->s->model->elements[element];

	jsonw_key(j, "element");
	jsonw_str(j, e->id);
	jsonw_key(j, "type");
	jsonw_cstr(j, bpmn_kind_name(e->kind));
}

/* What a line says happened; NULL: told only in a trace, if at all. */
static const char *
what_happened(const struct bpmn_effect *fx)
{
	bool is_loop = fx->loop == NONE;

	switch (fx->type) {
	case BPMN_FX_ENTER:
		return is_loop ? "loop.entered" : "entered";
	case BPMN_FX_LEAVE:
		if (is_loop)
			return fx->is_done ? "loop.completed" : "loop.ended";
		return fx->is_done ? "completed" : "ended";
	case BPMN_FX_VARS:
		return "variables";
	case BPMN_FX_INCIDENT:
		return "incident";
	case BPMN_FX_INCIDENT_END:
		return "resolved";
	case BPMN_FX_MESSAGE_THROW:
		return "message";
	case BPMN_FX_SIGNAL_THROW:
		return "signal";
	case BPMN_FX_ESCALATE:
		return "escalation";
	case BPMN_FX_END:
		return "end";
	default:
		return NULL;
	}
}

static void
print_texts(struct jsonw *j, const char *key, const struct str *v, size_t n)
{
	if (n == 0)
		return;
	jsonw_key(j, key);
	jsonw_array(j);
	for (size_t i = 0; i < n; i++)
		jsonw_str(j, v[i]);
	jsonw_array_end(j);
}

/* Who is asked, and for when: a trace tells. */
static void
print_task(struct jsonw *j, const struct world *w,
    const struct bpmn_task_open *t)
{
	key_text(j, "assignee", t->assignee);
	print_texts(j, "groups", t->groups, t->n_groups);
	print_texts(j, "users", t->users, t->n_users);
	if (t->lane != NONE)
		key_text(j, "lane", w->s->model->lanes[t->lane].name);
	key_text(j, "form", t->form);
	jsonw_key(j, "priority");
	jsonw_int(j, t->priority);
	if (t->due_us != 0)
		key_time(j, "due", t->due_us);
	if (t->follow_up_us != 0)
		key_time(j, "followUp", t->follow_up_us);
}

/* What a listener makes of it: null takes the assignee or the date away. */
static void
print_corrections(struct jsonw *j, const struct bpmn_effect *fx)
{
	const struct bpmn_task_open *t = fx->task;

	if (fx->changed & BPMN_TASK_ASSIGNEE) {
		jsonw_key(j, "assignee");
		jsonw_str(j, t->assignee.len == 0 ? STR_NULL : t->assignee);
	}
	if (fx->changed & BPMN_TASK_PRIORITY) {
		jsonw_key(j, "priority");
		jsonw_int(j, t->priority);
	}
	if (fx->changed & BPMN_TASK_DUE)
		key_time(j, "due", t->due_us);
	if (fx->changed & BPMN_TASK_FOLLOW_UP)
		key_time(j, "followUp", t->follow_up_us);
}

static void
print_details(struct jsonw *j, const struct world *w,
    const struct bpmn_effect *fx)
{
	if (fx->flow != NONE)
		key_text(j, "flow", w->s->model->flows[fx->flow].id);
	if (fx->loop > 0) {
		jsonw_key(j, "loop");
		jsonw_int(j, fx->loop);
	}
	if (fx->type == BPMN_FX_END)
		key_text(j, "status", str_of(bpmn_status_name(fx->status)));
	key_text(j, "name", fx->name);
	key_text(j, "key", fx->key);
	key_text(j, "code", fx->code);
	key_text(j, "message", fx->message);
	if (fx->due_us != 0)
		key_time(j, "due", fx->due_us);
	if (fx->type == BPMN_FX_TASK_OPEN)
		print_task(j, w, fx->task);
	else if (fx->type == BPMN_FX_TASK_CORRECT)
		print_corrections(j, fx);
	else if (fx->type == BPMN_FX_JOB_OPEN)
		key_text(j, "job", fx->job->type);
	else if (fx->type == BPMN_FX_CALL)
		key_text(j, "process", fx->call->process);
	else if (fx->type == BPMN_FX_DECIDE)
		key_text(j, "decision", fx->decision.process);
	if (fx->vars.n > 0)
		key_vars(j, "variables", fx->vars);
}

void
world_print_effect(struct world *w, const struct instance *in,
    const struct bpmn_effect *fx)
{
	struct jsonw j = JSONW(w->out);
	const char *what = what_happened(fx);

	if (what == NULL && !w->s->is_trace)
		return;
	jsonw_object(&j);
	key_time(&j, "time", w->env.now_us);
	jsonw_key(&j, "instance");
	jsonw_int(&j, in->number);
	if (fx->element != NONE)
		key_element(&j, w, fx->element);
	jsonw_key(&j, "event");
	jsonw_cstr(&j, what != NULL ? what : bpmn_effect_name(fx->type));
	print_details(&j, w, fx);
	jsonw_object_end(&j);
	buf_putc(w->out, '\n');
}

void
world_print_failure(struct world *w, const struct error *why)
{
	struct jsonw j = JSONW(w->out);

	jsonw_object(&j);
	key_time(&j, "time", w->env.now_us);
	jsonw_key(&j, "event");
	jsonw_cstr(&j, "refused");
	key_text(&j, "code", str_of(why->code));
	key_text(&j, "message", str_of(why->message));
	jsonw_object_end(&j);
	buf_putc(w->out, '\n');
}

/* --------------------------------------------------------------- the last line
 */

static void
print_open(struct world *w, struct jsonw *j, const struct instance *in,
    enum simulation_state *state)
{
	struct bpmn_state *st = bpmn_state_decode(w->step, w->s->model,
	    buf_view(&in->state), NULL);
	const struct bpmn_open *open;
	size_t n = st == NULL ? 0 : bpmn_state_open(w->step, st, &open);

	for (size_t i = 0; i < n; i++) {
		if (open[i].has_incident)
			*state = SIMULATION_INCIDENT;
		else if (open[i].is_scope)
			continue;
		else if (*state == SIMULATION_COMPLETED)
			*state = SIMULATION_WAITING;
		jsonw_object(j);
		jsonw_key(j, "instance");
		jsonw_int(j, in->number);
		key_element(j, w, open[i].element);
		if (open[i].has_incident) {
			key_text(j, "code", open[i].code);
			key_text(j, "message", open[i].message);
		}
		jsonw_object_end(j);
	}
	if (n > 0 && *state == SIMULATION_COMPLETED)
		*state = SIMULATION_WAITING;
}

static struct bpmn_vars
final_vars(struct world *w)
{
	struct bpmn_state *st;

	if (w->main == NULL)
		return (struct bpmn_vars){ NULL, 0 };
	if (w->main->is_over)
		return w->main->vars;
	st = bpmn_state_decode(w->step, w->s->model,
	    buf_view(&w->main->state), NULL);
	if (st == NULL)
		return (struct bpmn_vars){ NULL, 0 };
	return bpmn_state_vars(w->step, st, 0, false);
}

void
world_print_end(struct world *w, enum simulation_state *ret)
{
	static const char *const names[] = { "completed", "waiting",
		"incident" };
	_cleanup_(buf_done) struct buf open = BUF_INIT;
	struct jsonw j = JSONW(w->out), list = JSONW(&open);

	*ret = w->instances.n > 0 ? SIMULATION_COMPLETED :
	    SIMULATION_WAITING;
	jsonw_array(&list);
	for (size_t i = 0; i < w->instances.n; i++)
		print_open(w, &list, w->instances.v[i], ret);
	jsonw_array_end(&list);
	jsonw_object(&j);
	jsonw_key(&j, "state");
	jsonw_cstr(&j, names[*ret]);
	key_time(&j, "time", w->env.now_us);
	if (*ret != SIMULATION_COMPLETED) {
		jsonw_key(&j, "open");
		jsonw_raw(&j, buf_view(&open));
	}
	key_vars(&j, "variables", final_vars(w));
	jsonw_object_end(&j);
	buf_putc(w->out, '\n');
}
