/*
 * task_listen.c - the listeners of a process are asked before a task goes to
 * somebody or changes.
 *
 * Most processes have none, and then nothing is read but the id of the version.
 */
#include "server/api/shape.h"
#include "server/api/task_listen.h"

int
task_listen_push(struct request *req, const char *id)
{
	return db_push(req->db, TASK_DEFINITION, id);
}

struct uuid
task_listen_definition(struct request *req, int at)
{
	return db_rows(req->db, at) == 0 ? (struct uuid){ { 0 } } :
	    db_uuid_at(req->db, at, 0, 0);
}

static bool
listens(const struct bpmn_model *m, struct str element,
    enum bpmn_event_type event)
{
	enum bpmn_moment moment = event == BPMN_EV_TASK_ASSIGN ?
	    BPMN_AT_ASSIGNING : BPMN_AT_UPDATING;
	int el = bpmn_find(m, element);

	for (size_t i = 0; el != NONE && i < m->elements[el].n_listeners; i++) {
		if (m->elements[el].listeners[i].moment == moment)
			return true;
	}
	return false;
}

/* The attributes that change, by the names the listeners know. */
static void
add_changes(struct jsonw *w, const struct task_change *c)
{
	static const struct { const char *key, *name; } names[] = {
		{ "dueAt", "dueDate" }, { "followUpAt", "followUpDate" },
		{ "priority", "priority" } };

	jsonw_key(w, "action");
	jsonw_cstr(w, c->action);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (c->plan == NULL || !shape_has(c->plan, names[i].key))
			continue;
		jsonw_key(w, names[i].name);
		jsonw_value(w, json_get(c->plan, names[i].key));
	}
	jsonw_key(w, "changedAttributes");
	jsonw_array(w);
	if (c->plan == NULL)
		jsonw_cstr(w, "assignee");
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (c->plan != NULL && shape_has(c->plan, names[i].key))
			jsonw_cstr(w, names[i].name);
	}
	jsonw_array_end(w);
}

/* The task as it is, and what changes; the later of two members counts. */
static int fiber_fn
describe(struct request *req, const struct api_task *t,
    const struct task_change *c, struct bpmn_vars *ret, struct error *err)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct jsonw w = JSONW(&out);
	const struct json *is, *change;
	struct feel_entry *all;
	struct bpmn_vars now, then;
	int at = db_push(req->db, TASK_ABOUT, t->id,
	    c->event == BPMN_EV_TASK_ASSIGN ? "t" : "f", c->assignee);

	if (db_run(req->db, err) < 0)
		return -1;
	is = json_parse(req->arena, arena_str(req->arena, db_text(req->db, at,
	    0, 0)), NULL);
	jsonw_object(&w);
	add_changes(&w, c);
	jsonw_object_end(&w);
	change = json_parse(req->arena, arena_str(req->arena, buf_view(&out)),
	    NULL);
	now = workflow_vars_of(req->arena, is);
	then = workflow_vars_of(req->arena, change);
	all = arena_array(req->arena, now.n + then.n, sizeof(*all));
	memcpy(all, now.v, now.n * sizeof(*all));
	memcpy(all + now.n, then.v, then.n * sizeof(*all));
	*ret = (struct bpmn_vars){ all, now.n + then.n };
	return 0;
}

int fiber_fn
task_listen(struct request *req, struct uuid definition,
    const struct api_task *t, const struct task_change *change,
    struct workflow_run **run, struct error *err)
{
	struct bpmn_event ev = { .type = change->event, .node = t->node };
	const struct definition *def;
	bool is_heard;

	if (t->kind != TASK_PLAIN || uuid_is_zero(definition))
		return 0;
	def = definition_get(req->db, definition, err);
	if (def == NULL)
		return -1;
	is_heard = listens(def->model, t->element, change->event);
	definition_put(def);
	if (!is_heard)
		return 0;
	if (describe(req, t, change, &ev.vars, err) < 0)
		return -1;
	if (*run == NULL)
		*run = api_workflow(req);
	return workflow_event(*run, t->instance, &ev, err);
}
