/*
 * run.c - loading instances, stepping them, storing them.
 */
#include <assert.h>

#include <sodium.h>

#include "base/clock.h"
#include "server/workflow/search.h"
#include "server/security/vault.h"

/* Statements that the caller may still want to send with the last ones. */
#define ROOM_MIN	24

static const char *
text_of(struct arena *a, struct uuid u)
{
	char *s = arena_alloc(a, UUID_TEXT_LEN + 1);

	uuid_format(u, s);
	return s;
}

struct workflow_run *
workflow_run_new(const struct workflow_where *where)
{
	struct workflow_run *r = arena_new_of(where->arena,
	    struct workflow_run);

	r->w = *where;
	r->env = (struct bpmn_env){ .now_us = clock_now_us(),
		.zone = str_of(where->zone) };
	r->actor_text = uuid_is_zero(where->actor) ? NULL :
	    text_of(where->arena, where->actor);
	r->last = &r->first;
	r->calendar_at = -1;
	return r;
}

void
workflow_run_done(struct workflow_run *r)
{
	for (size_t i = 0; i < r->n_instances; i++)
		definition_put(r->instances[i]->def);
	r->n_instances = 0;
	workflow_drop_history(r);
}

void
workflow_push_work(struct workflow_run *r, struct work work)
{
	struct work *w = arena_new_of(r->w.arena, struct work);

	*w = work;
	w->next = NULL;
	*r->last = w;
	r->last = &w->next;
}

static int
add_instance(struct workflow_run *r, struct instance *in, struct error *err)
{
	if (r->n_instances == PROCESS_INSTANCES_MAX)
		return error_set(err, ERR_LIMIT, "process.instances",
		    "one action may touch %d process instances",
		    PROCESS_INSTANCES_MAX);
	r->instances[r->n_instances++] = in;
	return 0;
}

/* Whose key seals the state: the intervention's, or the instance's own. */
static void
set_ids(struct workflow_run *r, struct instance *in)
{
	struct arena *a = r->w.arena;

	in->id_text = text_of(a, in->id);
	in->intervention_text = uuid_is_zero(in->intervention) ? NULL :
	    text_of(a, in->intervention);
	in->parent_text = uuid_is_zero(in->parent) ? NULL :
	    text_of(a, in->parent);
	in->subject = uuid_is_zero(in->intervention) ? in->id :
	    in->intervention;
}

struct instance *fiber_fn
workflow_instance_new(struct workflow_run *r, const struct definition *def,
    struct uuid intervention, struct error *err)
{
	struct instance *in = arena_new_of(r->w.arena, struct instance);

	in->id = uuid_new();
	in->intervention = intervention;
	in->def = def;
	in->is_new = true;
	set_ids(r, in);
	in->state = bpmn_state_new(r->w.arena, def->model, def->process);
	if (add_instance(r, in, err) < 0) {
		definition_put(def);
		return NULL;
	}
	if (calendar_for(r, def, err) < 0)
		return NULL;
	if (uuid_is_zero(intervention) && vault_create(r->w.vault, r->w.db,
	    SUBJECT_CASE, in->id, err) < 0)
		return NULL;
	return in;
}

enum { COL_ID, COL_DEFINITION, COL_INTERVENTION, COL_PARENT,
	COL_PARENT_ELEMENT, COL_STATE, COL_ENVELOPE, COL_SEQ,
	COL_ROUTE_KNOWN };

/* Open the sealed state. */
static int fiber_fn
open_state(struct workflow_run *r, struct instance *in, struct error *err)
{
	_cleanup_(buf_done) struct buf plain = BUF_INIT;
	struct sealed_at at = { SEALED_INSTANCE_STATE, in->id, in->subject };

	if (vault_open(r->w.vault, r->w.db, &at, in->envelope, &plain, err) < 0)
		return -1;
	in->state = bpmn_state_decode(r->w.arena, in->def->model,
	    arena_str(r->w.arena, buf_view(&plain)), err);
	sodium_memzero(plain.p, plain.len);
	return in->state == NULL ? -1 : 0;
}

/* Copy a row of instance_lock out of the result. */
static struct instance *
take_row(struct workflow_run *r, int at, int row)
{
	_cleanup_(buf_done) struct buf envelope = BUF_INIT;
	struct instance *in = arena_new_of(r->w.arena, struct instance);
	struct db *db = r->w.db;

	in->id = db_uuid_at(db, at, row, COL_ID);
	in->definition = db_uuid_at(db, at, row, COL_DEFINITION);
	in->intervention = db_uuid_at(db, at, row, COL_INTERVENTION);
	in->parent = db_uuid_at(db, at, row, COL_PARENT);
	in->parent_element = arena_str(r->w.arena, db_text(db, at, row,
	    COL_PARENT_ELEMENT));
	in->seq = db_int64(db, at, row, COL_SEQ);
	if (!db_is_null(db, at, row, COL_ROUTE_KNOWN))
		in->route_known = json_parse(r->w.arena, arena_str(r->w.arena,
		    db_text(db, at, row, COL_ROUTE_KNOWN)), NULL);
	in->state_name = arena_str(r->w.arena, db_text(db, at, row,
	    COL_STATE)).p;
	db_bytes(db, at, row, COL_ENVELOPE, &envelope);
	in->envelope = arena_str(r->w.arena, buf_view(&envelope));
	set_ids(r, in);
	return in;
}

/* Its definition, which may ask the database, and its state. */
static int fiber_fn
open_instance(struct workflow_run *r, struct instance *in, struct error *err)
{
	in->def = definition_get(r->w.db, in->definition, err);
	if (in->def == NULL)
		return -1;
	if (add_instance(r, in, err) < 0) {
		definition_put(in->def);
		return -1;
	}
	if (calendar_for(r, in->def, err) < 0 || open_state(r, in, err) < 0)
		return -1;
	in->rows = search_rows(r, in, bpmn_state_vars(r->w.arena, in->state,
	    0, false));
	return 0;
}

static struct instance *
find_instance(const struct workflow_run *r, struct uuid id)
{
	for (size_t i = 0; i < r->n_instances; i++) {
		if (memcmp(r->instances[i]->id.b, id.b, sizeof(id.b)) == 0)
			return r->instances[i];
	}
	return NULL;
}

int
workflow_push_task(struct workflow_run *r, const char *task)
{
	calendar_push(r);
	return db_push(r->w.db, INSTANCE_LOCK_TASK, task);
}

int
workflow_push_due(struct workflow_run *r, int limit, const char *timers)
{
	calendar_push(r);
	return db_push(r->w.db, TIMER_TAKE, db_int(r->w.db, limit), timers);
}

int fiber_fn
workflow_adopt(struct workflow_run *r, int at, struct error *err)
{
	size_t n = (size_t)db_rows(r->w.db, at);
	struct instance **in = arena_array(r->w.arena, n, sizeof(*in));
	struct uuid *subjects = arena_array(r->w.arena, n, sizeof(*subjects));

	calendar_take(r);
	for (size_t i = 0; i < n; i++) {
		in[i] = take_row(r, at, (int)i);
		subjects[i] = in[i]->subject;
	}
	if (vault_load(r->w.vault, r->w.db, subjects, n, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (find_instance(r, in[i]->id) == NULL &&
		    open_instance(r, in[i], err) < 0)
			return -1;
	}
	return 0;
}

static struct instance *fiber_fn
load(struct workflow_run *r, struct uuid id, bool is_locked, struct error *err)
{
	const char *text = text_of(r->w.arena, id);
	struct instance *in = find_instance(r, id);
	int at;

	if (in != NULL)
		return in;
	at = is_locked ? db_push(r->w.db, INSTANCE_LOCK, text) :
	    db_push(r->w.db, INSTANCE_READ, text);
	if (db_run(r->w.db, err) < 0)
		return NULL;
	if (db_rows(r->w.db, at) == 0) {
		(void)error_set(err, ERR_NOT_FOUND, "process.unknown",
		    "there is no such process instance");
		return NULL;
	}
	in = take_row(r, at, 0);
	return open_instance(r, in, err) < 0 ? NULL : in;
}

struct instance *fiber_fn
workflow_load(struct workflow_run *r, struct uuid id, struct error *err)
{
	return load(r, id, true, err);
}

struct instance *fiber_fn
workflow_look(struct workflow_run *r, struct uuid id, struct error *err)
{
	return load(r, id, false, err);
}

int fiber_fn
workflow_step(struct workflow_run *r, struct instance *in,
    const struct bpmn_event *event, struct error *err)
{
	struct bpmn_step step = { .arena = r->w.arena,
		.model = in->def->model, .state = in->state, .env = &r->env,
		.event = event };

	if (bpmn_step(&step, err) < 0)
		return -1;
	in->is_stored = false;
	if (in->is_new && workflow_insert(r, in, err) < 0)
		return -1;
	return workflow_effects(r, in, &step, err);
}

int fiber_fn
workflow_flush(struct workflow_run *r, struct error *err)
{
	return db_run(r->w.db, err);
}

int fiber_fn
workflow_make_room(struct workflow_run *r, struct error *err)
{
	return db_room(r->w.db) >= ROOM_MIN ? 0 : workflow_flush(r, err);
}

int fiber_fn
workflow_finish(struct workflow_run *r, struct error *err)
{
	while (r->first != NULL) {
		struct work *w = r->first;

		r->first = w->next;
		if (r->first == NULL)
			r->last = &r->first;
		if (++r->done > PROCESS_WORK_MAX)
			return error_set(err, ERR_LIMIT, "process.work",
			    "one action led to more than %d events",
			    PROCESS_WORK_MAX);
		if (workflow_do(r, w, err) < 0)
			return -1;
	}
	workflow_push_history(r);
	for (size_t i = 0; i < r->n_instances; i++) {
		if (workflow_make_room(r, err) < 0)
			return -1;
		search_push(r, r->instances[i]);
	}
	return workflow_store(r, err);
}

int fiber_fn
workflow_start(struct workflow_run *r, struct str key, struct uuid intervention,
    struct bpmn_vars vars, struct uuid *ret_instance, struct error *err)
{
	const struct definition *def;
	struct instance *in;

	calendar_push(r);
	def = definition_latest(r->w.db, key, STR(""), err);
	if (def == NULL)
		return -1;
	calendar_take(r);
	in = workflow_instance_new(r, def, intervention, err);
	if (in == NULL)
		return -1;
	*ret_instance = in->id;
	clock_begin(r, in);
	return workflow_step(r, in, &(struct bpmn_event){ .type = BPMN_EV_START,
	    .element = NONE, .vars = vars }, err);
}

int fiber_fn
workflow_begin(struct workflow_run *r, const struct workflow_begin *b,
    struct uuid *ret_instance, struct error *err)
{
	const struct definition *def;
	struct instance *in;

	def = definition_get(r->w.db, b->definition, err);
	if (def == NULL)
		return -1;
	in = workflow_instance_new(r, def, (struct uuid){ { 0 } }, err);
	if (in == NULL)
		return -1;
	*ret_instance = in->id;
	return workflow_step(r, in, &(struct bpmn_event){ .type = BPMN_EV_START,
	    .element = b->element.len == 0 ? NONE :
	    bpmn_find(def->model, b->element), .def = b->def,
	    .vars = b->vars }, err);
}

int fiber_fn
workflow_event(struct workflow_run *r, struct uuid instance,
    const struct bpmn_event *event, struct error *err)
{
	struct instance *in = workflow_load(r, instance, err);

	return in == NULL ? -1 : workflow_step(r, in, event, err);
}

int fiber_fn
workflow_vars(struct workflow_run *r, struct uuid instance, uint32_t node,
    struct bpmn_vars *ret, struct error *err)
{
	struct instance *in = workflow_load(r, instance, err);

	if (in == NULL)
		return -1;
	*ret = bpmn_state_vars(r->w.arena, in->state, node, true);
	return 0;
}

int fiber_fn
workflow_element(struct workflow_run *r, struct uuid instance, struct str id,
    int *ret, struct error *err)
{
	struct instance *in = workflow_load(r, instance, err);
	int el;

	if (in == NULL)
		return -1;
	el = bpmn_find(in->def->model, id);
	if (el == NONE)
		return error_set_field(err, "process.no_element",
		    STR("/elementId"), "this version has no such element");
	*ret = el;
	return 0;
}

struct str
workflow_header(const struct workflow_run *r, struct uuid instance,
    struct str element, const char *name)
{
	const struct bpmn_user_task *t = NULL;

	for (size_t i = 0; i < r->n_instances; i++) {
		const struct bpmn_model *m = r->instances[i]->def->model;
		int el = bpmn_find(m, element);

		if (el != NONE && memcmp(r->instances[i]->id.b, instance.b,
		    sizeof(instance.b)) == 0)
			t = m->elements[el].user_task;
	}
	for (size_t i = 0; t != NULL && i < t->n_headers; i++) {
		if (str_is(t->headers[i].name, name))
			return t->headers[i].value->text;
	}
	return STR("");
}

struct bpmn_vars
workflow_vars_of(struct arena *a, const struct json *object)
{
	struct feel_entry *e;

	if (object == NULL || object->type != JSON_OBJECT)
		return (struct bpmn_vars){ NULL, 0 };
	e = arena_array(a, object->n, sizeof(*e));
	for (size_t i = 0; i < object->n; i++)
		e[i] = (struct feel_entry){ arena_str(a,
		    object->members[i].key),
		    feel_from_json(a, &object->members[i].value) };
	return (struct bpmn_vars){ e, object->n };
}

void
workflow_vars_json(struct jsonw *w, struct bpmn_vars vars)
{
	jsonw_object(w);
	for (size_t i = 0; i < vars.n; i++) {
		jsonw_key_str(w, vars.v[i].key);
		feel_to_json(w, vars.v[i].value);
	}
	jsonw_object_end(w);
}
