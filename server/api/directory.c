/*
 * directory.c - units, staff, territories, code lists, programmes: what forms
 * and filters choose from.
 */
#include "server/api/api.h"
#include "server/api/routes.h"
#include "server/security/permission.h"

/* Reply the single column of a query's single row. */
#define REPLY_QUERY(req, query, ...)					\
	({								\
		struct error err_ = { 0 };				\
		struct str body_ = STR_NULL;				\
		int status_;						\
		if (api_open((req), &err_) < 0 ||			\
		    db_json((req)->db, &body_, &err_, query,		\
		    ##__VA_ARGS__) < 0)					\
			status_ = reply_error((req), &err_);		\
		else							\
			status_ = reply_str((req), 200, body_);		\
		status_;						\
	})

static int fiber_fn
unit_list(struct request *req)
{
	return REPLY_QUERY(req, UNIT_LIST);
}

static int fiber_fn
territory_list(struct request *req)
{
	return REPLY_QUERY(req, TERRITORY_LIST);
}

static int fiber_fn
programme_list(struct request *req)
{
	return REPLY_QUERY(req, PROGRAMME_LIST);
}

static int fiber_fn
code_list(struct request *req)
{
	return REPLY_QUERY(req, CODE_LIST, path_arg(req, "scheme"));
}

/* Of one unit, of those who may work on its tasks, or of all units that the
 * caller's roles cover. */
static int fiber_fn
staff_list(struct request *req)
{
	const char *unit = query_arg(req, "unit");
	const char *tasks_of = query_arg(req, "tasksOf");
	struct uuid id;

	if ((unit != NULL && uuid_parse(str_of(unit), &id) < 0) ||
	    (tasks_of != NULL && uuid_parse(str_of(tasks_of), &id) < 0))
		return reply_fail(req, ERR_INVALID, "unit.invalid",
		    "unit must be an id");
	return REPLY_QUERY(req, STAFF_LIST, unit == NULL ?
	    req->session->unit_array : req_printf(req, "{%s}", unit),
	    tasks_of);
}

const struct route directory_routes[] = {
	ROUTE(GET, "/api/v1/units", PERMIT_SIGNED_IN, unit_list),
	ROUTE(GET, "/api/v1/territories", PERMIT_SIGNED_IN, territory_list),
	ROUTE(GET, "/api/v1/staff", MAY_WORK, staff_list),
	ROUTE(GET, "/api/v1/codes/{scheme}", PERMIT_SIGNED_IN, code_list),
	ROUTE(GET, "/api/v1/programmes", PERMIT_SIGNED_IN, programme_list),
	{ 0 }
};
