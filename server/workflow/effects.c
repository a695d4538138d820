/*
 * effects.c - what a step asks for, as rows.
 */
#include "server/workflow/outcome.h"
#include "server/workflow/private.h"
#include "server/workflow/routing.h"

#define HISTORY_BATCH		256
#define EFFECTS_PER_BATCH	20

/* History of one step, written by one statement. */
struct history {
	struct buf	elements, types, events;
	size_t		n;
	const struct bpmn_step *step;
};

static struct str
header(const struct bpmn_header *h, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++) {
		if (str_is(h[i].name, name))
			return h[i].value;
	}
	return STR("");
}

static const struct bpmn_element *
element_of(const struct instance *in, const struct bpmn_effect *fx)
{
	return &in->def->model->elements[fx->element];
}

/* "{a,b}" of "a, b": ids of elements, which are words. */
static const char *
array_of(struct arena *a, struct str list)
{
	char *out = arena_alloc(a, list.len + 3);
	size_t n = 0;

	out[n++] = '{';
	for (size_t i = 0; i < list.len; i++) {
		char c = list.p[i];

		if (c == ',' || c == '_' || c == '-' || c == '.' ||
		    (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
		    (c >= 'A' && c <= 'Z'))
			out[n++] = c;
	}
	out[n++] = '}';
	out[n] = '\0';
	return out;
}

static const char *
time_param(struct db *db, int64_t us)
{
	return us == 0 ? NULL : db_int(db, us);
}

void
workflow_open_task(struct workflow_run *r, struct instance *in,
    const struct bpmn_effect *fx, const struct route *route)
{
	const struct bpmn_element *el = element_of(in, fx);
	const struct bpmn_task_open *t = fx->task;
	struct str eyes = header(t->headers, t->n_headers, "fourEyes");
	struct db *db = r->w.db;
	const char *id = db_uuid(db, uuid_new());

	db_push(db, TASK_INSERT, id, in->id_text, db_int(db, fx->node),
	    db_str(db, el->id), db_str(db, el->name.len > 0 ? el->name :
	    el->id), in->intervention_text, t->form.len == 0 ? NULL :
	    db_str(db, t->form), db_int(db, t->priority),
	    time_param(db, t->due_us), time_param(db, t->follow_up_us), NULL,
	    db_str(db, route->group), route->mode.len == 0 ? "pool" :
	    db_str(db, route->mode), array_of(r->w.arena, eyes),
	    route->who.len == 0 ? NULL : db_str(db, route->who));
	if (route->notes != NULL) {
		db_push(db, TASK_WHY, id, route->notes);
		r->pushed++;	/* counts as one effect more */
	}
	db_push_after(db, Q_TASK_NOTIFY, id);
}

static void
open_task(struct workflow_run *r, struct instance *in,
    const struct bpmn_effect *fx)
{
	struct route route;

	if (routing_of(r, in, fx, &route))
		workflow_open_task(r, in, fx, &route);
	else
		workflow_push_work(r, (struct work){ .type = WORK_ROUTE,
		    .instance = in, .effect = *fx });
}

static void
close_task(struct workflow_run *r, struct instance *in,
    const struct bpmn_effect *fx)
{
	struct db *db = r->w.db;

	db_push(db, TASK_CLOSE, in->id_text, db_int(db, fx->node),
	    fx->is_done ? "t" : "f", r->actor_text);
}

static const char *
headers_json(struct workflow_run *r, const struct bpmn_job_open *job)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct jsonw w = JSONW(&out);

	jsonw_object(&w);
	for (size_t i = 0; i < job->n_headers; i++) {
		jsonw_key_str(&w, job->headers[i].name);
		jsonw_str(&w, job->headers[i].value);
	}
	jsonw_object_end(&w);
	return arena_str(r->w.arena, buf_view(&out)).p;
}

static void
open_job(struct workflow_run *r, struct instance *in,
    const struct bpmn_effect *fx)
{
	struct db *db = r->w.db;

	if (builtin_is(fx->job->type)) {
		workflow_push_work(r, (struct work){ .type = WORK_BUILTIN,
		    .instance = in, .effect = *fx });
		return;
	}
	db_push(db, JOB_INSERT, db_uuid(db, uuid_new()), in->id_text,
	    db_int(db, fx->node), db_str(db, element_of(in, fx)->id),
	    db_str(db, fx->job->type), headers_json(r, fx->job),
	    db_int(db, fx->job->retries));
}

static void
wait_for(struct workflow_run *r, struct instance *in,
    const struct bpmn_effect *fx)
{
	bool is_message = fx->type == BPMN_FX_MESSAGE_WAIT;
	struct db *db = r->w.db;

	db_push(db, SUBSCRIPTION_INSERT, is_message ? "message" : "signal",
	    db_str(db, fx->name), is_message ? db_str(db, fx->key) : "",
	    in->id_text, db_int(db, fx->wait),
	    db_str(db, element_of(in, fx)->id));
	if (is_message)
		workflow_push_work(r, (struct work){ .type = WORK_MESSAGE_TAKE,
		    .instance = in, .effect = *fx });
}

static void
end_instance(struct workflow_run *r, struct instance *in,
    const struct bpmn_effect *fx)
{
	in->is_over = true;
	db_push(r->w.db, INSTANCE_CLEAR, in->id_text);
	if (in->parent_text != NULL)
		workflow_push_work(r, (struct work){ .type = WORK_PARENT,
		    .instance = in, .effect = *fx });
	else if (in->intervention_text != NULL)
		db_push(r->w.db, INTERVENTION_CLOSE, in->intervention_text);
}

static void
note(struct history *h, const struct instance *in,
    const struct bpmn_effect *fx)
{
	static const char *const quote = "\"";
	const struct bpmn_element *el = element_of(in, fx);
	const char *event = fx->type == BPMN_FX_ENTER ? "entered" :
	    fx->is_done ? "completed" : "ended";
	char c = h->n++ == 0 ? '{' : ',';

	buf_putc(&h->elements, c);
	buf_puts(&h->elements, quote);
	for (size_t i = 0; i < el->id.len; i++) {
		if (el->id.p[i] == '"' || el->id.p[i] == '\\')
			buf_putc(&h->elements, '\\');
		buf_putc(&h->elements, el->id.p[i]);
	}
	buf_puts(&h->elements, quote);
	buf_printf(&h->types, "%c%s", c, bpmn_kind_name(el->kind));
	buf_printf(&h->events, "%c%s", c, event);
}

static void
write_history(struct workflow_run *r, struct instance *in, struct history *h)
{
	struct db *db = r->w.db;

	if (h->n > 0) {
		buf_putc(&h->elements, '}');
		buf_putc(&h->types, '}');
		buf_putc(&h->events, '}');
		db_push(db, HISTORY_INSERT, in->id_text, in->intervention_text,
		    r->actor_text, db_str(db, buf_view(&h->elements)),
		    db_str(db, buf_view(&h->types)),
		    db_str(db, buf_view(&h->events)));
	}
	buf_done(&h->elements);
	buf_done(&h->types);
	buf_done(&h->events);
	h->n = 0;
}

static void
queue(struct workflow_run *r, struct instance *in,
    const struct bpmn_effect *fx, enum work_type type)
{
	workflow_push_work(r, (struct work){ .type = type, .instance = in,
	    .effect = *fx });
}

/* Effects about what waits outside. */
static void
apply_wait(struct workflow_run *r, struct instance *in,
    const struct bpmn_effect *fx)
{
	struct db *db = r->w.db;

	switch (fx->type) {
	case BPMN_FX_TIMER_ARM:
		db_push(db, TIMER_INSERT, in->id_text, db_int(db, fx->wait),
		    db_str(db, element_of(in, fx)->id),
		    db_int(db, fx->due_us), in->intervention_text);
		break;
	case BPMN_FX_TIMER_MOVE:
		db_push(db, TIMER_MOVE, in->id_text, db_int(db, fx->wait),
		    db_int(db, fx->due_us));
		break;
	case BPMN_FX_TIMER_DISARM:
		db_push(db, TIMER_DELETE, in->id_text, db_int(db, fx->wait));
		break;
	case BPMN_FX_MESSAGE_WAIT:
	case BPMN_FX_SIGNAL_WAIT:
		wait_for(r, in, fx);
		break;
	case BPMN_FX_WAIT_END:
		db_push(db, SUBSCRIPTION_DELETE, in->id_text,
		    db_int(db, fx->wait));
		break;
	case BPMN_FX_INCIDENT:
		db_push(db, INCIDENT_INSERT, in->id_text,
		    db_int(db, fx->node), db_str(db, element_of(in, fx)->id),
		    db_str(db, fx->code), db_str(db, fx->message));
		break;
	case BPMN_FX_INCIDENT_END:
		db_push(db, INCIDENT_CLOSE, in->id_text,
		    db_int(db, fx->node), r->actor_text);
		break;
	default:
		break;
	}
}

static void
apply(struct workflow_run *r, struct instance *in,
    const struct bpmn_effect *fx, struct history *h)
{
	switch (fx->type) {
	case BPMN_FX_TASK_OPEN:
		open_task(r, in, fx);
		break;
	case BPMN_FX_TASK_CLOSE:
		close_task(r, in, fx);
		break;
	case BPMN_FX_JOB_OPEN:
		open_job(r, in, fx);
		break;
	case BPMN_FX_JOB_CLOSE:
		db_push(r->w.db, JOB_CLOSE, in->id_text,
		    db_int(r->w.db, fx->node), fx->is_done ? "t" : "f");
		break;
	case BPMN_FX_MESSAGE_THROW:
		queue(r, in, fx, WORK_MESSAGE);
		break;
	case BPMN_FX_SIGNAL_THROW:
		queue(r, in, fx, WORK_SIGNAL);
		break;
	case BPMN_FX_CALL:
		queue(r, in, fx, WORK_CALL);
		break;
	case BPMN_FX_DECIDE:
		queue(r, in, fx, WORK_DECIDE);
		break;
	case BPMN_FX_END:
		end_instance(r, in, fx);
		break;
	case BPMN_FX_ENTER:
		note(h, in, fx);
		if (element_of(in, fx)->kind == BPMN_END)
			outcome_apply(r, in, h->step, element_of(in, fx));
		break;
	case BPMN_FX_LEAVE:
		note(h, in, fx);
		break;
	default:
		apply_wait(r, in, fx);
	}
}

int fiber_fn
workflow_effects(struct workflow_run *r, struct instance *in,
    const struct bpmn_step *step, struct error *err)
{
	struct history h = { BUF_INIT, BUF_INIT, BUF_INIT, 0, step };
	int result = 0;

	for (size_t i = 0; i < step->n_effects && result == 0; i++) {
		apply(r, in, &step->effects[i], &h);
		if (h.n == HISTORY_BATCH)
			write_history(r, in, &h);
		/* An effect is two statements at most. */
		if (++r->pushed >= EFFECTS_PER_BATCH)
			result = workflow_flush(r, err);
	}
	write_history(r, in, &h);
	return result;
}
