/*
 * migrations.c - running instances move to another version of their process:
 * look first, then all of them or none.
 */
#include "server/api/api.h"
#include "server/api/routes.h"
#include "server/api/shape.h"
#include "server/api/workflows.h"
#include "server/db/array.h"
#include "server/security/permission.h"
#include "server/workflow/migrate.h"

#define ISSUES_SHOWN 100

static const struct shape map_shape[] = {
	{ "from", SHAPE_TEXT, SHAPE_REQUIRED, .min = 1, .max = 256 },
	{ "to", SHAPE_TEXT, SHAPE_REQUIRED, .min = 1, .max = 256 },
	{ 0 }
};
static const struct shape one_map = { "", SHAPE_OBJECT, .of = map_shape };
static const struct shape one_id = { "", SHAPE_ID };

static const struct shape migration_shape[] = {
	{ "fromDefinitionId", SHAPE_ID, SHAPE_REQUIRED },
	{ "toDefinitionId", SHAPE_ID, SHAPE_REQUIRED },
	{ "map", SHAPE_LIST, .max = MIGRATE_MAP_MAX, .element = &one_map },
	{ "instanceIds", SHAPE_LIST, .min = 1, .max = MIGRATE_INSTANCES_MAX,
	    .element = &one_id },
	{ "all", SHAPE_BOOL },
	{ "dryRun", SHAPE_BOOL },
	{ 0 }
};

struct moved {
	struct uuid	 id;
	const char	*number;	/* of the intervention, or NULL */
	struct workflow_verdict verdict;
};

struct migration {
	struct request	*req;
	struct workflow_plan plan;
	const char	*from, *to;	/* ids as text */
	const struct json *ids;		/* or NULL: all */
	struct moved	 moved[MIGRATE_INSTANCES_MAX];
	size_t		 n, n_bad;
	int64_t		 running;	/* on the old version before */
};

static void
read_map(struct migration *m, const struct json *list)
{
	struct bpmn_migration_map *map;

	if (list == NULL)
		return;
	map = arena_array(m->req->arena, list->n, sizeof(*map));
	for (size_t i = 0; i < list->n; i++)
		map[i] = (struct bpmn_migration_map){
		    json_string(&list->items[i], "from", STR("")),
		    json_string(&list->items[i], "to", STR("")) };
	m->plan.map = map;
	m->plan.n_map = list->n;
}

static int
read_plan(struct migration *m, const struct json *body, struct error *err)
{
	m->from = shape_text(m->req, body, "fromDefinitionId");
	m->to = shape_text(m->req, body, "toDefinitionId");
	(void)uuid_parse(str_of(m->from), &m->plan.from);
	(void)uuid_parse(str_of(m->to), &m->plan.to);
	read_map(m, json_get(body, "map"));
	m->plan.is_preview = json_is_true(body, "dryRun");
	m->ids = json_get(body, "instanceIds");
	if ((m->ids == NULL) != json_is_true(body, "all"))
		return error_set_field(err, "process.migrate_which",
		    STR("/instanceIds"), "either these or \"all\": true");
	if (memcmp(m->plan.from.b, m->plan.to.b, sizeof(m->plan.to.b)) == 0)
		return error_set_field(err, "process.migrate_same",
		    STR("/toDefinitionId"), "this is the version they run");
	return 0;
}

static const char *
ids_param(struct migration *m)
{
	struct db_array ids = DB_ARRAY_INIT;

	if (m->ids == NULL)
		return NULL;
	for (size_t i = 0; i < m->ids->n; i++)
		db_array_bare(&ids, m->ids->items[i].text);
	return db_array_end(m->req->arena, &ids);
}

/* Lock those that are meant, and know their number. */
static int fiber_fn
find_instances(struct migration *m, struct error *err)
{
	struct db *db = m->req->db;
	int at = db_push(db, INSTANCE_OF_DEFINITION, m->from, ids_param(m),
	    db_int(db, MIGRATE_INSTANCES_MAX));
	int count = db_push(db, INSTANCE_RUNNING, m->from);

	if (db_run(db, err) < 0)
		return -1;
	m->running = db_int64(db, count, 0, 0);
	m->n = (size_t)db_rows(db, at);
	for (size_t i = 0; i < m->n; i++) {
		struct str number = db_text(db, at, (int)i, 1);

		(void)uuid_parse(db_text(db, at, (int)i, 0), &m->moved[i].id);
		m->moved[i].number = number.p == NULL ? NULL :
		    arena_str(m->req->arena, number).p;
	}
	if (m->ids == NULL || m->n == m->ids->n)
		return 0;
	return error_set_field(err, "process.migrate_instance",
	    STR("/instanceIds"), "only %zu of these %zu run this version",
	    m->n, m->ids->n);
}

/* One instance, in a run of its own so that the limits of a run hold for
 * each. */
static int fiber_fn
move_one(struct migration *m, struct moved *one, const struct workflow_plan *p,
    struct error *err)
{
	struct workflow_run *run = api_workflow(m->req);
	int bad = workflow_migrate(run, p, one->id, &one->verdict, err);

	if (bad == 0 && !p->is_preview) {
		bad = workflow_finish(run, err);
		api_audit(m->req, &(struct audit_event){
		    .action = "process.migrate",
		    .object_type = "process_instance", .object = one->id,
		    .detail = str_of(req_printf(m->req,
		    "{\"from\":\"%s\",\"to\":\"%s\"}", m->from, m->to)) });
		if (bad == 0)
			bad = audit_run(m->req->db, err);
	}
	workflow_run_done(run);
	return bad;
}

/* Everything is looked at before anything is changed. */
static int fiber_fn
move_all(struct migration *m, struct error *err)
{
	struct workflow_plan look = m->plan;

	look.is_preview = true;
	for (size_t i = 0; i < m->n; i++) {
		if (move_one(m, &m->moved[i], &look, err) < 0)
			return -1;
		m->n_bad += m->moved[i].verdict.n_issues > 0;
	}
	if (m->plan.is_preview || m->n_bad > 0)
		return 0;
	for (size_t i = 0; i < m->n; i++) {
		if (move_one(m, &m->moved[i], &m->plan, err) < 0)
			return -1;
	}
	return api_commit(m->req, err);
}

static void
write_moved(struct jsonw *w, struct request *req, const struct moved *one)
{
	jsonw_object(w);
	jsonw_key(w, "id");
	jsonw_cstr(w, api_uuid(req, one->id));
	jsonw_key(w, "number");
	jsonw_cstr(w, one->number);
	jsonw_key(w, "ok");
	jsonw_bool(w, one->verdict.n_issues == 0);
	jsonw_key(w, "issues");
	jsonw_array(w);
	for (size_t i = 0; i < one->verdict.n_issues; i++) {
		jsonw_object(w);
		jsonw_key(w, "elementId");
		jsonw_str(w, one->verdict.issues[i].element);
		jsonw_key(w, "message");
		jsonw_str(w, one->verdict.issues[i].message);
		jsonw_object_end(w);
	}
	jsonw_array_end(w);
	jsonw_object_end(w);
}

static int
reply_moved(struct migration *m)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	int64_t migrated = m->plan.is_preview ? 0 : (int64_t)m->n;
	struct jsonw w = JSONW(&out);

	jsonw_object(&w);
	jsonw_key(&w, "dryRun");
	jsonw_bool(&w, m->plan.is_preview);
	jsonw_key(&w, "migrated");
	jsonw_int(&w, migrated);
	jsonw_key(&w, "remaining");
	jsonw_int(&w, m->running - migrated);
	jsonw_key(&w, "instances");
	jsonw_array(&w);
	for (size_t i = 0; i < m->n; i++)
		write_moved(&w, m->req, &m->moved[i]);
	jsonw_array_end(&w);
	jsonw_object_end(&w);
	return reply_str(m->req, 200, arena_str(m->req->arena,
	    buf_view(&out)));
}

/* Nothing was changed: why, by instance and element. */
static int
reply_refused(struct migration *m)
{
	struct error *errs = req_alloc(m->req, ISSUES_SHOWN * sizeof(*errs));
	size_t n = 0;

	for (size_t i = 0; i < m->n; i++) {
		const struct workflow_verdict *v = &m->moved[i].verdict;

		for (size_t k = 0; k < v->n_issues && n < ISSUES_SHOWN; k++)
			(void)error_set_field(&errs[n++],
			    "process.not_migrated", str_of(req_printf(m->req,
			    "/%s/%.*s", api_uuid(m->req, m->moved[i].id),
			    STR_ARG(v->issues[k].element))), "%.*s",
			    STR_ARG(v->issues[k].message));
	}
	return reply_errors(m->req, errs, n);
}

/* POST /process-migrations */
static int fiber_fn
migration_create(struct request *req)
{
	struct migration *m = req_alloc(req, sizeof(*m));
	struct error err = { 0 };
	const struct json *body;
	int status;

	body = shape_body(req, migration_shape, &status);
	if (body == NULL)
		return status;
	m->req = req;
	if (read_plan(m, body, &err) < 0 || api_begin(req, &err) < 0 ||
	    find_instances(m, &err) < 0 || move_all(m, &err) < 0)
		return reply_error(req, &err);
	return m->n_bad > 0 && !m->plan.is_preview ? reply_refused(m) :
	    reply_moved(m);
}

const struct route migration_routes[] = {
	ROUTE(POST, "/api/v1/process-migrations", MAY_DEPLOY_MODELS,
	    migration_create),
	{ 0 }
};
