/*
 * services.c - a service task whose type is the name of a connector becomes a
 * message for it, and what came of that an event of its process.
 *
 * The message in the outbox has the task's headers only; variables, which may
 * be anybody's data, are read when it is delivered and never stored.
 */
#include "base/json.h"
#include "server/jobs/services.h"
#include "server/services.h"
#include "server/workflow/workflow.h"

#define BATCH		100
#define SEND_MAX	2000	/* bytes of the header `send` */

extern const struct job job_services;

struct service {
	struct uuid	 instance;
	uint32_t	 node;
	struct str	 element, headers, send;
	bool		 is_wanted;
};

static int fiber_fn
find(struct job_turn *t, const char *job, struct service *s, struct error *err)
{
	int at = db_push(t->db, SERVICE_JOB, job);

	*s = (struct service){ .is_wanted = false };
	if (db_run(t->db, err) < 0)
		return -1;
	if (db_rows(t->db, at) == 0)
		return 0;
	(void)uuid_parse(db_text(t->db, at, 0, 0), &s->instance);
	s->node = (uint32_t)db_int64(t->db, at, 0, 1);
	s->element = arena_str(t->arena, db_text(t->db, at, 0, 2));
	s->headers = arena_str(t->arena, db_text(t->db, at, 0, 3));
	s->send = arena_str(t->arena, db_text(t->db, at, 0, 4));
	s->is_wanted = true;
	return 0;
}

static struct workflow_run *
new_run(struct job_turn *t)
{
	return workflow_run_new(&(struct workflow_where){ .arena = t->arena,
	    .db = t->db, .vault = services()->vault, .tenant = t->tenant,
	    .zone = t->zone });
}

/* Is it one of "a, b"? */
static bool
is_listed(struct str list, struct str name)
{
	while (list.len > 0) {
		ptrdiff_t comma = str_chr(list, ',');
		size_t n = comma < 0 ? list.len : (size_t)comma;

		if (str_eq(str_trim(str_sub(list, 0, n)), name))
			return true;
		list = str_sub(list, n + 1, list.len);
	}
	return false;
}

static int fiber_fn
write_variables(struct job_turn *t, const struct service *s, struct jsonw *w,
    struct error *err)
{
	struct workflow_run *run = new_run(t);
	struct bpmn_vars all = { 0 };
	int r;

	db_begin(t->db);
	r = workflow_vars(run, s->instance, s->node, &all, err);
	jsonw_object(w);
	for (size_t i = 0; r == 0 && i < all.n; i++) {
		if (!is_listed(s->send, all.v[i].key))
			continue;
		jsonw_key_str(w, all.v[i].key);
		feel_to_json(w, all.v[i].value);
	}
	jsonw_object_end(w);
	workflow_run_done(run);
	db_rollback(t->db);
	return r;
}

int fiber_fn
services_body(struct job_turn *t, const char *job, struct buf *out,
    struct error *err)
{
	struct jsonw w = JSONW(out);
	struct service s;

	if (find(t, job, &s, err) < 0)
		return -1;
	buf_reset(out);
	jsonw_object(&w);
	jsonw_key(&w, "element");
	jsonw_str(&w, s.element.p == NULL ? STR("") : s.element);
	jsonw_key(&w, "headers");
	jsonw_raw(&w, s.headers.p == NULL ? STR("{}") : s.headers);
	if (s.send.len > 0) {
		jsonw_key(&w, "variables");
		if (write_variables(t, &s, &w, err) < 0)
			return -1;
	}
	jsonw_object_end(&w);
	return 0;
}

/* Somebody may have cancelled it meanwhile. */
static bool
is_too_late(const struct error *err)
{
	return err->kind == ERR_CONFLICT || err->kind == ERR_NOT_FOUND;
}

static int fiber_fn
tell(struct job_turn *t, const struct service *s,
    const struct connect_result *r, struct error *err)
{
	struct workflow_run *run = new_run(t);
	struct bpmn_event ev = { .type = BPMN_EV_JOB_FAILED, .node = s->node,
		.message = str_of(r->detail) };
	int done;

	if (r->outcome == DELIVERED) {
		ev.type = BPMN_EV_COMPLETE;
		ev.vars = workflow_vars_of(t->arena, json_get(json_parse(
		    t->arena, r->receipt, NULL), "variables"));
	}
	done = workflow_event(run, s->instance, &ev, err);
	if (done == 0)
		done = workflow_finish(run, err);
	else if (is_too_late(err))
		done = 0;
	workflow_run_done(run);
	return done;
}

int fiber_fn
services_answer(struct job_turn *t, const char *job,
    const struct connect_result *r, struct error *err)
{
	struct service s;

	if (find(t, job, &s, err) < 0 || !s.is_wanted)
		return s.is_wanted ? -1 : 0;
	if (tell(t, &s, r, err) < 0)
		return -1;
	db_push(t->db, SERVICE_END, job, r->outcome == DELIVERED ? "done" :
	    "failed", r->outcome == DELIVERED ? NULL : r->detail);
	audit_push(t->db, &t->actor, &(struct audit_event){
	    .action = "process.event", .object_type = "process_instance",
	    .object = s.instance });
	return 0;
}

static int fiber_fn
services_turn(struct job_turn *t, struct error *err)
{
	int at, wait;

	if (strcmp(connect_names(), "{}") == 0)
		return 0;
	at = db_push(t->db, SERVICE_QUEUE, connect_names(),
	    db_int(t->db, BATCH));
	wait = db_push(t->db, SERVICE_WAIT, connect_names());
	if (db_run(t->db, err) < 0)
		return -1;
	job_turn_wait(t, wait);
	return db_affected(t->db, at) == BATCH;
}

const struct job job_services = {
	.name = "services",
	.turn = services_turn,
};
