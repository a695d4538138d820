/*
 * queues.c - lists of tasks, counts, the supervisor's board.
 */
#include "server/api/api.h"
#include "server/api/routes.h"
#include "server/db/array.h"
#include "server/security/permission.h"
#include "server/security/vault.h"

struct query {
	const char	*key, *id;	/* cursor */
	const char	*limit, *programme, *overdue, *ready, *unit, *assignee;
};

static int fiber_fn
read_query(struct request *req, struct query *q, struct error *err)
{
	int limit;

	if (api_limit(req, &limit, err) < 0 ||
	    api_cursor(req, &q->key, &q->id, err) < 0 ||
	    api_query_id(req, "unit", &q->unit, err) < 0 ||
	    api_query_id(req, "assignee", &q->assignee, err) < 0 ||
	    api_open(req, err) < 0)
		return -1;
	q->limit = db_int(req->db, limit);
	q->programme = query_arg(req, "programme");
	q->overdue = query_arg(req, "overdue") == NULL ? NULL : "t";
	q->ready = query_arg(req, "ready") == NULL ? NULL : "t";
	return 0;
}

/* The caller's units, or the one asked for if it is among them. */
static const char *
units_of(struct request *req, const struct query *q, unsigned roles)
{
	const struct session *s = req->session;
	struct db_array units = DB_ARRAY_INIT;
	struct uuid wanted;

	if (q->unit != NULL)
		(void)uuid_parse(str_of(q->unit), &wanted);
	for (size_t i = 0; i < s->n_units; i++) {
		if (!(s->units[i].roles & roles) || (q->unit != NULL &&
		    memcmp(s->units[i].id.b, wanted.b, sizeof(wanted.b)) != 0))
			continue;
		db_array_uuid(&units, s->units[i].id);
	}
	return db_array_end(req->arena, &units);
}

/* Pairs of unit and role whose pools the caller sees. */
static void
pairs_of(struct request *req, const struct query *q, const char **ret_units,
    const char **ret_roles)
{
	const struct session *s = req->session;
	struct db_array units = DB_ARRAY_INIT, roles = DB_ARRAY_INIT;
	struct uuid wanted;

	if (q->unit == NULL) {
		*ret_units = s->pair_units;
		*ret_roles = s->pair_roles;
		return;
	}
	(void)uuid_parse(str_of(q->unit), &wanted);
	for (unsigned bit = 1; bit <= ROLE_MANAGER; bit <<= 1) {
		if (!(session_unit_roles(s, wanted) & bit))
			continue;
		db_array_uuid(&units, wanted);
		db_array_bare(&roles, str_of(role_name((enum role)bit)));
	}
	*ret_units = db_array_end(req->arena, &units);
	*ret_roles = db_array_end(req->arena, &roles);
}

static int
push_pool(struct request *req, const struct query *q)
{
	const char *units, *roles;

	pairs_of(req, q, &units, &roles);
	return db_push(req->db, TASK_POOL, units, roles, q->key, q->id,
	    q->limit, q->programme, q->overdue, req->session->staff_id,
	    q->ready);
}

static int
push_view(struct request *req, const struct query *q, const char *view)
{
	const char *me = req->session->staff_id;

	if (strcmp(view, "pool") == 0)
		return push_pool(req, q);
	if (strcmp(view, "unit") == 0)
		return db_push(req->db, TASK_UNIT,
		    units_of(req, q, ROLE_SUPERVISOR), q->key, q->id, q->limit,
		    q->programme, q->overdue, q->assignee, q->ready);
	if (strcmp(view, "mentions") == 0)
		return db_push(req->db, TASK_MENTIONS, me, q->id, q->limit,
		    q->programme);
	if (strcmp(view, "done") == 0)
		return db_push(req->db, TASK_DONE, me, q->key, q->id,
		    q->limit, q->programme);
	return db_push(req->db, TASK_MINE, me, q->key, q->id, q->limit,
	    q->programme, q->overdue, q->ready);
}

/* GET /tasks */
static int fiber_fn
task_list(struct request *req)
{
	static const char *const views[] = { "mine", "pool", "unit", "done",
		"mentions" };
	const char *view = query_arg(req, "view");
	struct error err = { 0 };
	bool is_known = view == NULL;
	struct query q;
	int at;

	for (size_t i = 0; i < ARRAY_LEN(views) && !is_known; i++)
		is_known = strcmp(view, views[i]) == 0;
	if (!is_known)
		return reply_fail(req, ERR_INVALID, "view.unknown",
		    "view is mine, pool, unit, done or mentions");
	if (read_query(req, &q, &err) < 0)
		return reply_error(req, &err);
	at = push_view(req, &q, view == NULL ? "mine" : view);
	if (db_run(req->db, &err) < 0)
		return reply_error(req, &err);
	req->session->grants.listed = CATEGORY_IDENTITY;
	return reply_str(req, 200, db_text(req->db, at, 0, 0));
}

/* GET /tasks/counts */
static int fiber_fn
task_counts(struct request *req)
{
	const struct session *s = req->session;
	struct error err = { 0 };
	struct str body;

	if (api_open(req, &err) < 0 || db_json(req->db, &body, &err,
	    TASK_COUNTS, s->staff_id, s->pair_units, s->pair_roles) < 0)
		return reply_error(req, &err);
	return reply_str(req, 200, body);
}

/* GET /board */
static int fiber_fn
board_get(struct request *req)
{
	struct error err = { 0 };
	struct query q;
	struct str body;

	if (read_query(req, &q, &err) < 0 || db_json(req->db, &body, &err,
	    BOARD_GET, units_of(req, &q, ROLE_SUPERVISOR)) < 0)
		return reply_error(req, &err);
	return reply_str(req, 200, body);
}

const struct route queue_routes[] = {
	ROUTE(GET, "/api/v1/tasks", MAY_WORK, task_list),
	ROUTE(GET, "/api/v1/tasks/counts", MAY_WORK, task_counts),
	ROUTE(GET, "/api/v1/board", MAY_SUPERVISE, board_get),
	{ 0 }
};
