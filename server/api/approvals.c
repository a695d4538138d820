/*
 * approvals.c - asking for what needs a second person, and being that person.
 *
 * Who asks must be allowed to do the deed, were it smaller; who decides has a
 * role for that (approval.c), a fresh proof of who it is, and did not ask.
 */
#include "server/api/approve.h"
#include "server/api/routes.h"
#include "server/api/shape.h"
#include "server/security/permission.h"

#define WAITING_MAX	20	/* of one account */
#define ANSWER_MAX	500

/* ---------------------------------------------------- what is asked for */

static const char *const actions[] = { "export.run", "export.schedule",
	"audit.events", "audit.persons", NULL };
static const char *const exports[] = { "siuss", NULL };
static const char *const kinds[] = { "read", "write", "session", NULL };
static const char *const outcomes[] = { "ok", "denied", "failed", NULL };

/* Each as its own route takes it. */
static const struct shape run_shape[] = {
	{ "kind", SHAPE_CHOICE, SHAPE_REQUIRED, .choices = exports },
	{ "from", SHAPE_DAY, SHAPE_REQUIRED },
	{ "to", SHAPE_DAY, SHAPE_REQUIRED },
	{ 0 }
};
static const struct shape schedule_shape[] = {
	{ "kind", SHAPE_CHOICE, SHAPE_REQUIRED, .choices = exports },
	{ "cron", SHAPE_TEXT, SHAPE_REQUIRED, .min = 1, .max = 100 },
	{ "connector", SHAPE_TEXT, .min = 1, .max = 64 },
	{ 0 }
};
static const struct shape events_shape[] = {
	{ "actor", SHAPE_ID },
	{ "record", SHAPE_TEXT, .max = 64 },
	{ "case", SHAPE_TEXT, .max = 64 },
	{ "kind", SHAPE_CHOICE, .choices = kinds },
	{ "action", SHAPE_TEXT, .max = 64 },
	{ "outcome", SHAPE_CHOICE, .choices = outcomes },
	{ "from", SHAPE_INSTANT },
	{ "to", SHAPE_INSTANT },
	{ 0 }
};
static const struct shape persons_shape[] = {
	{ "actor", SHAPE_ID, SHAPE_REQUIRED },
	{ "from", SHAPE_INSTANT, SHAPE_REQUIRED },
	{ "to", SHAPE_INSTANT, SHAPE_REQUIRED },
	{ 0 }
};

#define ASK_SHAPE(of_)							\
	{ "action", SHAPE_CHOICE, SHAPE_REQUIRED, .choices = actions },	\
	{ "reason", SHAPE_TEXT, SHAPE_REQUIRED,				\
	    .min = APPROVAL_REASON_MIN, .max = APPROVAL_REASON_MAX },	\
	{ "subject", SHAPE_OBJECT, SHAPE_REQUIRED, .of = (of_) },	\
	{ 0 }

static const struct shape ask_shape[] = { ASK_SHAPE(NULL) };
static const struct shape ask_run[] = { ASK_SHAPE(run_shape) };
static const struct shape ask_schedule[] = { ASK_SHAPE(schedule_shape) };
static const struct shape ask_events[] = { ASK_SHAPE(events_shape) };
static const struct shape ask_persons[] = { ASK_SHAPE(persons_shape) };

/* In the order of actions. */
static const struct {
	const struct shape	*shape;
	enum permission		 permission;
} asks[] = {
	{ ask_run, MAY_EXPORT },
	{ ask_schedule, MAY_EXPORT },
	{ ask_events, MAY_AUDIT_RECORDS },
	{ ask_persons, MAY_AUDIT_RECORDS },
};

/* ------------------------------------------------------------- asking */

static size_t
index_of(const char *action)
{
	size_t i = 0;

	while (strcmp(actions[i], action) != 0)
		i++;
	return i;
}

static int fiber_fn
check_room(struct request *req, struct error *err)
{
	int at = db_push(req->db, APPROVAL_WAITING, req->session->staff_id);

	if (db_run(req->db, err) < 0)
		return -1;
	if (db_int64(req->db, at, 0, 0) < WAITING_MAX)
		return 0;
	return error_set(err, ERR_CONFLICT, "approval.too_many",
	    "%d of your requests are waiting", WAITING_MAX);
}

static int fiber_fn
ask(struct request *req, const struct approval_deed *deed, const char *reason)
{
	struct uuid id = uuid_new();
	struct error err = { 0 };
	struct audit_event e;
	int at;

	if (api_begin(req, &err) < 0 || check_room(req, &err) < 0)
		return reply_error(req, &err);
	approval_ask(req->db, id, deed, req->session->staff_id, reason);
	e = approval_event("approval.request", id, deed, req->arena);
	api_audit(req, &e);
	at = db_push(req->db, APPROVAL_GET, api_uuid(req, id),
	    req->session->staff_id);
	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	return reply_str(req, 201, db_text(req->db, at, 0, 0));
}

/* POST /approvals */
static int fiber_fn
approval_create(struct request *req)
{
	struct approval_deed deed;
	const struct json *body;
	size_t i;
	int status;

	body = shape_body(req, ask_shape, &status);
	if (body == NULL)
		return status;
	deed.action = shape_text(req, body, "action");
	i = index_of(deed.action);
	if (!session_has_permission(req->session, (int)asks[i].permission))
		return reply_fail(req, ERR_FORBIDDEN, "permission.missing",
		    "your roles do not include %s",
		    permission_name(asks[i].permission));
	body = shape_body(req, asks[i].shape, &status);
	if (body == NULL)
		return status;
	deed.subject = shape_json(req, body, "subject");
	return ask(req, &deed, shape_text(req, body, "reason"));
}

/* ------------------------------------------------------------ reading */

/* GET /approvals?view= */
static int fiber_fn
approval_list(struct request *req)
{
	static const char *const views[] = { "waiting", "mine", NULL };
	struct error err = { 0 };
	const char *view, *cursor;
	struct str body;
	int limit;

	if (api_query_choice(req, "view", views, &view, &err) < 0 ||
	    api_query_id(req, "cursor", &cursor, &err) < 0 ||
	    api_limit(req, &limit, &err) < 0 || api_open(req, &err) < 0 ||
	    db_json(req->db, &body, &err, APPROVAL_LIST, req->session->staff_id,
	    view != NULL && strcmp(view, "mine") == 0 ? NULL :
	    approval_actions(req->arena, req->session->roles), cursor,
	    db_int(req->db, limit)) < 0)
		return reply_error(req, &err);
	return reply_str(req, 200, body);
}

/* ----------------------------------------------------------- deciding */

static const char *const decisions[] = { "approve", "refuse", NULL };

static const struct shape decide_shape[] = {
	{ "decision", SHAPE_CHOICE, SHAPE_REQUIRED, .choices = decisions },
	{ "answer", SHAPE_TEXT, .max = ANSWER_MAX },
	{ 0 }
};

/* Locked.  What the caller may not decide does not exist for it. */
static int fiber_fn
check_decide(struct request *req, struct error *err)
{
	int at;

	if (api_stepped_up(req, err) < 0)
		return -1;
	if (api_begin(req, err) < 0)
		return -1;
	at = db_push(req->db, APPROVAL_LOCK, path_arg(req, "id"),
	    req->session->staff_id);
	if (db_run(req->db, err) < 0)
		return -1;
	if (db_rows(req->db, at) == 0 || !(db_bool(req->db, at, 0, 1) ||
	    approval_may_decide(req->session->roles,
	    db_text(req->db, at, 0, 0))))
		return error_set(err, ERR_NOT_FOUND, "approval.unknown",
		    "there is no such request");
	if (db_bool(req->db, at, 0, 1))
		return error_set(err, ERR_FORBIDDEN, "approval.own",
		    "nobody decides what they asked for themselves");
	if (!db_bool(req->db, at, 0, 2))
		return error_set(err, ERR_CONFLICT, "approval.decided",
		    "this was decided, or its time is over");
	return 0;
}

/* POST /approvals/{id}/decide */
static int fiber_fn
approval_decide(struct request *req)
{
	struct error err = { 0 };
	const struct json *body;
	struct uuid id;
	bool is_approved;
	int status, at;

	body = shape_body(req, decide_shape, &status);
	if (body == NULL)
		return status;
	is_approved = strcmp(shape_text(req, body, "decision"),
	    "approve") == 0;
	if (api_path_id(req, "id", &id, &err) < 0 ||
	    check_decide(req, &err) < 0)
		return reply_error(req, &err);
	db_push(req->db, APPROVAL_DECIDE, path_arg(req, "id"), is_approved ?
	    "approved" : "refused", req->session->staff_id,
	    shape_text(req, body, "answer"));
	at = db_push(req->db, APPROVAL_GET, path_arg(req, "id"),
	    req->session->staff_id);
	db_push(req->db, NOTIFY_EVENT, "approval", path_arg(req, "id"), "",
	    "");
	api_audit(req, &(struct audit_event){ .action = is_approved ?
	    "approval.approve" : "approval.refuse", .object_type = "approval",
	    .object = id });
	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	return reply_str(req, 200, db_text(req->db, at, 0, 0));
}

const struct route approval_routes[] = {
	ROUTE(GET, "/api/v1/approvals", MAY_READ_APPROVALS, approval_list),
	ROUTE(POST, "/api/v1/approvals", MAY_READ_APPROVALS, approval_create),
	ROUTE(POST, "/api/v1/approvals/{id}/decide", MAY_READ_APPROVALS,
	    approval_decide),
	{ 0 }
};
