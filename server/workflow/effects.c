/*
 * effects.c - what a step asks for, as rows.
 */
#include "server/workflow/outcome.h"
#include "server/workflow/private.h"
#include "server/workflow/routing.h"
#include "server/workflow/search.h"
#include "server/workflow/votes.h"

#define HISTORY_BATCH	256

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

/* Where a new task goes. */
struct destination {
	const char	*id;		/* of the task */
	struct str	 group, mode, who;	/* who may be empty */
	const char	*excluded;	/* elements whose doers must not */
};

static void
insert_task(struct workflow_run *r, struct instance *in,
    const struct bpmn_effect *fx, const struct destination *to)
{
	const struct bpmn_element *el = element_of(in, fx);
	const struct bpmn_task_open *t = fx->task;
	struct db *db = r->w.db;

	db_push(db, TASK_INSERT, to->id, in->id_text, db_int(db, fx->node),
	    db_str(db, el->id), db_str(db, el->name.len > 0 ? el->name :
	    el->id), in->intervention_text, t->form.len == 0 ? NULL :
	    db_str(db, t->form), db_int(db, t->priority),
	    time_param(db, t->due_us), time_param(db, t->follow_up_us), NULL,
	    db_str(db, to->group), to->mode.len == 0 ? "pool" :
	    db_str(db, to->mode), to->excluded,
	    to->who.len == 0 ? NULL : db_str(db, to->who));
}

/* Further groups, and candidates by name, of whom there are several or who
 * share it with a group.  What stands behind a decision is no candidate but
 * where the task goes when that does not say. */
static void
push_candidates(struct workflow_run *r, const struct bpmn_task_open *t,
    const char *id)
{
	size_t groups = t->n_groups > 1 ? t->n_groups - 1 : 0;
	size_t users = t->n_users > 1 || t->n_groups > 0 ? t->n_users : 0;
	struct str key, role;

	if (t->n_groups > 0 && routing_decision(t->groups[0], &key, &role))
		groups = 0;
	if (groups + users == 0)
		return;
	db_push(r->w.db, TASK_CANDIDATES, id, groups == 0 ? "{}" :
	    workflow_text_array(r->w.db, t->groups + 1, groups),
	    workflow_text_array(r->w.db, t->users, users),
	    t->n_groups == 0 ? "t" : "f");
}

static void
open_plain(struct workflow_run *r, struct instance *in,
    const struct bpmn_effect *fx, const struct destination *to)
{
	insert_task(r, in, fx, to);
	push_candidates(r, fx->task, to->id);
	db_push_after(r->w.db, Q_TASK_NOTIFY, to->id);
}

/* The vote itself is the chair's; ballots go to the group. */
static void
open_vote(struct workflow_run *r, struct instance *in,
    const struct bpmn_effect *fx, const struct vote *vote,
    const struct destination *to)
{
	insert_task(r, in, fx, &(struct destination){ .id = to->id,
	    .group = vote->chair, .mode = to->mode, .excluded = "{}" });
	vote_open(r, vote, fx->task, to->id, to->group, to->excluded);
	db_push_after(r->w.db, Q_VOTE_NOTIFY, to->id);
}

void
workflow_open_task(struct workflow_run *r, struct instance *in,
    const struct bpmn_effect *fx, const struct route *route)
{
	struct destination to = { .id = db_uuid(r->w.db, uuid_new()),
		.group = route->group, .mode = route->mode,
		.who = route->who, .excluded = array_of(r->w.arena,
		    workflow_task_header(fx->task, "fourEyes")) };
	struct error err = { 0 };
	struct vote vote;
	int is_vote = vote_read(fx->task, &vote, &err);

	if (is_vote < 0) {
		workflow_fail(r, in, fx->node, err.message);
		return;
	}
	if (is_vote)
		open_vote(r, in, fx, &vote, &to);
	else
		open_plain(r, in, fx, &to);
	if (route->notes != NULL)
		db_push(r->w.db, TASK_WHY, to.id, route->notes);
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

int fiber_fn
workflow_correct_task(struct workflow_run *r, const struct instance *in,
    const struct bpmn_effect *fx, struct error *err)
{
	const struct bpmn_task_open *t = fx->task;
	unsigned changed = fx->changed;
	struct db *db = r->w.db;
	int at;

	if (workflow_make_room(r, err) < 0)
		return -1;
	at = db_push(db, TASK_CORRECT, in->id_text,
	    db_int(db, fx->node),
	    changed & BPMN_TASK_ASSIGNEE ? "t" : "f",
	    t->assignee.len == 0 ? NULL : db_str(db, t->assignee),
	    changed & BPMN_TASK_DUE ? "t" : "f",
	    t->due_us == 0 ? NULL : db_int(db, t->due_us),
	    changed & BPMN_TASK_FOLLOW_UP ? "t" : "f",
	    t->follow_up_us == 0 ? NULL : db_int(db, t->follow_up_us),
	    changed & BPMN_TASK_PRIORITY ? db_int(db, t->priority) : NULL);
	if (workflow_flush(r, err) < 0)
		return -1;
	if (db_affected(db, at) == 0)
		return error_set(err, ERR_CONFLICT, "bpmn.listener",
		    "a listener of the process gives the task to '%.*s', who "
		    "is not there; nothing was changed", STR_ARG(t->assignee));
	return 0;
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
	in->last_rows = search_rows(r, in, fx->vars);
	if (in->parent_text != NULL)
		workflow_push_work(r, (struct work){ .type = WORK_PARENT,
		    .instance = in, .effect = *fx });
	else if (in->intervention_text != NULL) {
		db_push(r->w.db, INTERVENTION_CLOSE, in->intervention_text);
		clock_decided(r, in);
	}
}

static void
begin_step(struct history *h, const struct instance *in)
{
	db_array_uuid(&h->ids, uuid_new());
	db_array_bare(&h->instances, str_of(in->id_text));
	db_array_bare(&h->interventions, str_of(
	    in->intervention_text == NULL ? "null" : in->intervention_text));
	db_array_int(&h->from, (int64_t)h->n + 1);
	h->of = in;
}

static void
end_step(struct history *h)
{
	if (h->of != NULL)
		db_array_int(&h->to, (int64_t)h->n);
	h->of = NULL;
}

static void
note(struct workflow_run *r, const struct instance *in,
    const struct bpmn_effect *fx)
{
	const struct bpmn_element *el = element_of(in, fx);
	const char *event = fx->type == BPMN_FX_ENTER ? "entered" :
	    fx->is_done ? "completed" : "ended";
	struct history *h = &r->history;

	if (h->of != in) {
		end_step(h);
		begin_step(h, in);
	}
	db_array_text(&h->elements, el->id);
	db_array_bare(&h->types, str_of(bpmn_kind_name(el->kind)));
	db_array_bare(&h->events, str_of(event));
	if (++h->n == HISTORY_BATCH)
		workflow_push_history(r);
}

void
workflow_push_history(struct workflow_run *r)
{
	struct history *h = &r->history;
	struct db *db = r->w.db;
	struct arena *a = db_arena(db);

	if (h->n == 0)
		return;
	end_step(h);
	db_push(db, HISTORY_INSERT, db_array_end(a, &h->ids),
	    db_array_end(a, &h->instances), db_array_end(a, &h->interventions),
	    r->actor_text, db_array_end(a, &h->from), db_array_end(a, &h->to),
	    db_array_end(a, &h->elements), db_array_end(a, &h->types),
	    db_array_end(a, &h->events));
	h->n = 0;
}

void
workflow_drop_history(struct workflow_run *r)
{
	struct history *h = &r->history;

	db_array_done(&h->ids);
	db_array_done(&h->instances);
	db_array_done(&h->interventions);
	db_array_done(&h->from);
	db_array_done(&h->to);
	db_array_done(&h->elements);
	db_array_done(&h->types);
	db_array_done(&h->events);
	h->of = NULL;
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
    const struct bpmn_effect *fx, const struct bpmn_step *step)
{
	switch (fx->type) {
	case BPMN_FX_TASK_OPEN:
		open_task(r, in, fx);
		break;
	case BPMN_FX_TASK_CLOSE:
		close_task(r, in, fx);
		break;
	case BPMN_FX_TASK_CORRECT:
		queue(r, in, fx, WORK_CORRECT);
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
	case BPMN_FX_CALL_CANCEL:
		queue(r, in, fx, WORK_CALL_CANCEL);
		break;
	case BPMN_FX_ESCALATE:
		if (in->parent_text != NULL)
			queue(r, in, fx, WORK_PARENT);
		break;
	case BPMN_FX_DECIDE:
		queue(r, in, fx, WORK_DECIDE);
		break;
	case BPMN_FX_END:
		end_instance(r, in, fx);
		break;
	case BPMN_FX_ENTER:
		note(r, in, fx);
		if (element_of(in, fx)->kind == BPMN_END)
			outcome_apply(r, in, step, element_of(in, fx));
		break;
	case BPMN_FX_LEAVE:
		note(r, in, fx);
		break;
	default:
		apply_wait(r, in, fx);
	}
}

int fiber_fn
workflow_effects(struct workflow_run *r, struct instance *in,
    const struct bpmn_step *step, struct error *err)
{
	for (size_t i = 0; i < step->n_effects; i++) {
		if (workflow_make_room(r, err) < 0)
			return -1;
		apply(r, in, &step->effects[i], step);
	}
	return 0;
}
