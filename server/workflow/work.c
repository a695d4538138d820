/*
 * work.c - what a step leaves to do: messages, signals, decisions, tasks whose
 * routing has to be asked; called processes are in calls.c.
 */
#include <sodium.h>

#include "server/security/vault.h"
#include "server/workflow/calls.h"
#include "server/workflow/decisions.h"
#include "server/workflow/private.h"
#include "server/workflow/routing.h"

#define SUBSCRIBERS_MAX		1000
#define MESSAGE_TTL_S		"86400"

void
workflow_push_event(struct workflow_run *r, struct instance *in,
    const struct bpmn_event *event)
{
	workflow_push_work(r, (struct work){ .type = WORK_EVENT, .instance = in,
	    .event = *event });
}

/* ------------------------------------------------------ messages, signals */

struct receiver {
	struct uuid	instance, definition;
	uint32_t	wait;		/* which definition of a start event */
	struct str	element;
};

/* Those who wait, copied out of the result. */
static int fiber_fn
find_receivers(struct workflow_run *r, const char *kind, struct str name,
    struct str key, struct receiver **ret, struct error *err)
{
	struct db *db = r->w.db;
	int at, n;

	calendar_push(r);
	at = db_push(db, SUBSCRIPTION_MATCH, kind, db_str(db, name),
	    db_str(db, key));
	if (workflow_flush(r, err) < 0)
		return -1;
	calendar_take(r);
	n = db_rows(db, at);
	if (n > SUBSCRIBERS_MAX)
		n = SUBSCRIBERS_MAX;
	*ret = arena_array(r->w.arena, (size_t)n, sizeof(**ret));
	for (int i = 0; i < n; i++)
		(*ret)[i] = (struct receiver){ db_uuid_at(db, at, i, 0),
		    db_uuid_at(db, at, i, 1), (uint32_t)db_int64(db, at, i, 2),
		    arena_str(r->w.arena, db_text(db, at, i, 3)) };
	return n;
}

static int fiber_fn
give(struct workflow_run *r, const struct receiver *to, struct bpmn_vars vars,
    struct uuid *ret_instance, struct error *err)
{
	if (!uuid_is_zero(to->definition))
		return workflow_begin(r, &(struct workflow_begin){
		    .definition = to->definition, .element = to->element,
		    .def = (int)to->wait, .vars = vars }, ret_instance, err);
	*ret_instance = to->instance;
	return workflow_event(r, to->instance, &(struct bpmn_event){
	    .type = BPMN_EV_TRIGGER, .wait = to->wait, .vars = vars }, err);
}

int fiber_fn
workflow_message(struct workflow_run *r, struct str name, struct str key,
    struct bpmn_vars vars, int *ret_receivers, struct uuid *ret_instance,
    struct error *err)
{
	struct receiver *to;
	int n = find_receivers(r, "message", name, key, &to, err);

	if (n < 0)
		return -1;
	*ret_receivers = n > 0;		/* a message has one receiver */
	return n == 0 ? 0 : give(r, &to[0], vars, ret_instance, err);
}

int fiber_fn
workflow_signal(struct workflow_run *r, struct str name, struct bpmn_vars vars,
    int *ret_receivers, struct error *err)
{
	struct receiver *to;
	int n = find_receivers(r, "signal", name, STR(""), &to, err);

	*ret_receivers = 0;
	for (int i = 0; i < n; i++) {
		struct uuid ignored;
		struct error e = { 0 };

		/* Who stopped waiting meanwhile misses it. */
		if (give(r, &to[i], vars, &ignored, &e) == 0)
			++*ret_receivers;
		else if (e.kind != ERR_CONFLICT && e.kind != ERR_NOT_FOUND) {
			*err = e;
			return -1;
		}
	}
	return n < 0 ? -1 : 0;
}

static int
seal_vars(struct workflow_run *r, struct bpmn_vars vars, struct uuid row,
    struct buf *out, struct error *err)
{
	_cleanup_(buf_done) struct buf plain = BUF_INIT;
	struct sealed_at at = { SEALED_MESSAGE_VARIABLES, row, r->w.tenant };
	struct jsonw w = JSONW(&plain);

	workflow_vars_json(&w, vars);
	return vault_seal_bytes(r->w.vault, r->w.db, &at, buf_view(&plain),
	    out, err);
}

/* Under an id that SQL can make of the message's too (message_row() there). */
static void
note_message(struct db *db, const char *id, struct str envelope)
{
	struct sealed_at at = { .place = SEALED_MESSAGE_VARIABLES };
	unsigned char hash[crypto_hash_sha256_BYTES];

	(void)crypto_hash_sha256(hash, (const unsigned char *)id, strlen(id));
	memcpy(at.row.b, hash, sizeof(at.row.b));
	sealed_note(db_notes(db), &at, envelope);
}

int fiber_fn
workflow_message_keep(struct workflow_run *r, const struct workflow_message *m,
    struct error *err)
{
	_cleanup_(buf_done) struct buf vars = BUF_INIT;
	struct uuid row = { { 0 } };
	int at;

	/* Bound to its name: the id is the sender's, not a UUID. */
	(void)crypto_generichash(row.b, sizeof(row.b),
	    (const unsigned char *)m->id, strlen(m->id), NULL, 0);
	if (workflow_flush(r, err) < 0 ||
	    vault_load(r->w.vault, r->w.db, &r->w.tenant, 1, err) < 0 ||
	    seal_vars(r, m->vars, row, &vars, err) < 0)
		return -1;
	at = db_push(r->w.db, MESSAGE_INSERT, m->id, db_str(r->w.db, m->name),
	    db_str(r->w.db, m->key), db_bytea(r->w.db, buf_view(&vars)),
	    m->ttl_s, m->is_consumed ? "t" : "f");
	if (workflow_flush(r, err) < 0)
		return -1;
	if (db_rows(r->w.db, at) == 1)
		note_message(r->w.db, m->id, buf_view(&vars));
	return db_rows(r->w.db, at);
}

static int fiber_fn
do_message(struct workflow_run *r, const struct work *w, struct error *err)
{
	const struct bpmn_effect *fx = &w->effect;
	struct uuid ignored;
	char id[UUID_TEXT_LEN + 1];
	int receivers;

	if (workflow_message(r, fx->name, fx->key, fx->vars, &receivers,
	    &ignored, err) < 0)
		return -1;
	if (receivers > 0)
		return 0;
	uuid_format(uuid_new(), id);
	return workflow_message_keep(r, &(struct workflow_message){ .id = id,
	    .name = fx->name, .key = fx->key, .vars = fx->vars,
	    .ttl_s = MESSAGE_TTL_S }, err) < 0 ? -1 : 0;
}

int fiber_fn
workflow_meet(struct workflow_run *r, const struct workflow_waiting *w,
    struct error *err)
{
	struct instance *in = workflow_load(r, w->instance, err);

	if (in == NULL)
		return -1;
	workflow_push_work(r, (struct work){ .type = WORK_MESSAGE_TAKE,
	    .instance = in, .effect = { .type = BPMN_FX_MESSAGE_WAIT,
	    .wait = w->wait, .name = w->name, .key = w->key,
	    .element = bpmn_find(in->def->model, w->element) } });
	return 0;
}

/* An event beside what it belongs to takes all that were kept. */
static bool
is_repeated(const struct work *w)
{
	const struct bpmn_element *e = w->effect.element == NONE ? NULL :
	    &w->instance->def->model->elements[w->effect.element];

	return e != NULL && !e->is_interrupting &&
	    (e->kind == BPMN_BOUNDARY || e->kind == BPMN_START);
}

/* Did a message come before this wait? */
static int fiber_fn
take_message(struct workflow_run *r, const struct work *w, struct error *err)
{
	_cleanup_(buf_done) struct buf envelope = BUF_INIT, plain = BUF_INIT;
	const struct bpmn_effect *fx = &w->effect;
	struct sealed_at where = { SEALED_MESSAGE_VARIABLES, { { 0 } },
		r->w.tenant };
	struct db *db = r->w.db;
	struct str id;
	int at;

	at = db_push(db, MESSAGE_TAKE, db_str(db, fx->name),
	    db_str(db, fx->key));
	if (workflow_flush(r, err) < 0)
		return -1;
	if (db_rows(db, at) == 0)
		return 0;
	id = db_text(db, at, 0, 0);
	(void)crypto_generichash(where.row.b, sizeof(where.row.b),
	    (const unsigned char *)id.p, id.len, NULL, 0);
	db_bytes(db, at, 0, 1, &envelope);
	if (vault_open(r->w.vault, db, &where, buf_view(&envelope), &plain,
	    err) < 0)
		return -1;
	workflow_push_event(r, w->instance, &(struct bpmn_event){
	    .type = BPMN_EV_TRIGGER, .wait = fx->wait,
	    .vars = workflow_vars_of(r->w.arena, json_parse(r->w.arena,
	    arena_str(r->w.arena, buf_view(&plain)), NULL)) });
	if (is_repeated(w))
		workflow_push_work(r, *w);
	return 0;
}

void
workflow_fail(struct workflow_run *r, struct instance *in, uint32_t node,
    const char *message)
{
	workflow_push_event(r, in, &(struct bpmn_event){
	    .type = BPMN_EV_JOB_FAILED, .node = node, .retries = 0,
	    .message = arena_printf(r->w.arena, "%s", message) });
}

/* --------------------------------------------------------------- decisions */

/* The variables as a decision takes them: dates are texts in JSON, and its
 * types say which texts are dates. */
static const struct json *
vars_as_json(struct arena *a, struct bpmn_vars vars)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct jsonw w = JSONW(&out);

	workflow_vars_json(&w, vars);
	return json_parse(a, arena_str(a, buf_view(&out)), NULL);
}

/* The version that the binding of the model means. */
static const struct decision *fiber_fn
bound_decision(struct workflow_run *r, const struct work *w,
    struct error *err)
{
	const struct bpmn_call_open *call = &w->effect.decision;
	struct decision_ask ask = { .key = call->process };
	int64_t version;

	if (call->binding == BPMN_DEPLOYMENT)
		ask.process = w->instance->def->id;
	else if (call->binding == BPMN_VERSION_TAG)
		ask.version_tag = call->version_tag;
	else if (call->binding == BPMN_VERSION && parse_int(call->version_tag,
	    1, INT32_MAX, &version) == 0)
		ask.version = (int)version;
	return decision_get(r->w.db, &ask, err);
}

static void
decided(struct workflow_run *r, const struct work *w, struct feel_value v)
{
	struct feel_entry *entry = arena_new_of(r->w.arena, struct feel_entry);

	*entry = (struct feel_entry){ STR(""), feel_copy(r->w.arena, v) };
	workflow_push_event(r, w->instance, &(struct bpmn_event){
	    .type = BPMN_EV_COMPLETE, .node = w->effect.node,
	    .vars = { entry, 1 } });
}

static int fiber_fn
do_decide(struct workflow_run *r, const struct work *w, struct error *err)
{
	const struct decision *d;
	struct dmn_result result;
	struct dmn_run *run;
	struct error e = { 0 };

	if (workflow_flush(r, err) < 0)
		return -1;
	d = bound_decision(r, w, &e);
	if (d == NULL && e.kind != ERR_NOT_FOUND) {
		*err = e;
		return -1;
	}
	if (d == NULL) {
		workflow_fail(r, w->instance, w->effect.node,
		    "the decision is not in service");
		return 0;
	}
	run = dmn_run_new(d->dmn);
	if (decision_evaluate(d, run, &(struct decision_question){
	    .inputs = vars_as_json(r->w.arena, w->effect.vars),
	    .now_us = r->env.now_us, .zone = r->env.zone }, &result, &e) < 0)
		workflow_fail(r, w->instance, w->effect.node, e.message);
	else
		decided(r, w, result.value);
	dmn_run_free(run);
	decision_put(d);
	return 0;
}

/* ------------------------------------------------------------------ routing */

/* Something that came between may have ended the activity. */
static bool
is_alive(struct workflow_run *r, const struct work *w)
{
	const struct bpmn_open *open;
	size_t n = bpmn_state_open(r->w.arena, w->instance->state, &open);

	for (size_t i = 0; i < n; i++) {
		if (open[i].node == w->effect.node)
			return true;
	}
	return false;
}

static int fiber_fn
do_route(struct workflow_run *r, const struct work *w, struct error *err)
{
	struct route route;

	if (w->instance->is_over || !is_alive(r, w))
		return 0;
	if (routing_ask(r, w->instance, &w->effect, &route, err) < 0)
		return -1;
	workflow_open_task(r, w->instance, &w->effect, &route);
	return 0;
}

static int
do_builtin(struct workflow_run *r, const struct work *w)
{
	const char *wrong = builtin_run(r, w->instance, &w->effect);

	if (wrong != NULL)
		workflow_fail(r, w->instance, w->effect.node, wrong);
	else
		workflow_push_event(r, w->instance, &(struct bpmn_event){
		    .type = BPMN_EV_COMPLETE, .node = w->effect.node });
	return 0;
}

/* The event may come too late: what it was for is gone by now. */
static int fiber_fn
do_event(struct workflow_run *r, struct work *w, struct error *err)
{
	struct error e = { 0 };

	if (w->instance->is_over || workflow_step(r, w->instance, &w->event,
	    &e) == 0)
		return 0;
	if (e.kind == ERR_CONFLICT || e.kind == ERR_NOT_FOUND)
		return 0;
	*err = e;
	return -1;
}

int fiber_fn
workflow_do(struct workflow_run *r, struct work *w, struct error *err)
{
	int receivers;

	switch (w->type) {
	case WORK_EVENT:
		return do_event(r, w, err);
	case WORK_MESSAGE:
		return do_message(r, w, err);
	case WORK_MESSAGE_TAKE:
		return take_message(r, w, err);
	case WORK_SIGNAL:
		return workflow_signal(r, w->effect.name, w->effect.vars,
		    &receivers, err);
	case WORK_CALL:
		return call_begin(r, w, err);
	case WORK_CALL_CANCEL:
		return call_cancel(r, w, err);
	case WORK_DECIDE:
		return do_decide(r, w, err);
	case WORK_CORRECT:
		return workflow_correct_task(r, w->instance, &w->effect, err);
	case WORK_ROUTE:
		return do_route(r, w, err);
	case WORK_BUILTIN:
		return do_builtin(r, w);
	case WORK_PARENT:
		return call_tell(r, w, err);
	case WORK_DECIDED:
		return clock_go_on(r, w->instance, err);
	}
	return 0;
}
