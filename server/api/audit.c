/*
 * audit.c - looking through the audit trail: what somebody did, who was at a
 * record or a case, whose data an account touched.
 *
 * Auditors see all events, supervisors those of records of their units.  Nobody
 * comes to see a citizen's name by it: events and persons are known by numbers,
 * and whoever may read a record opens it.  To look is an event too, in the
 * record's own trail when it is about one.  A file that tells of more persons
 * than approval.persons_max needs a second person.
 */
#include "base/config.h"
#include "server/api/approve.h"
#include "server/api/routes.h"
#include "server/security/audit_leaf.h"
#include "server/security/permission.h"
#include "workflows/feel/temporal.h"

#define CSV_ROWS_MAX	20000
#define STATEMENT_MS	"50000"	/* the trail of years, within a minute */
#define PATIENCE_MS	55000

struct question {
	const char	*units;		/* supervised; NULL: an auditor */
	const char	*actor, *kind, *action, *outcome, *from, *to;
	/* As asked for: number or id; then the id, NULL for none. */
	const char	*record, *a_case;
	const char	*record_id, *case_id;
};

/* GET /audit/accounts */
static int fiber_fn
account_list(struct request *req)
{
	struct error err = { 0 };
	struct str body;

	if (api_open(req, &err) < 0 ||
	    db_json(req->db, &body, &err, AUDIT_ACCOUNTS) < 0)
		return reply_error(req, &err);
	return reply_str(req, 200, body);
}

/* Of a text that was checked. */
static temporal_ns
instant_of(const char *text)
{
	struct temporal_datetime t = { 0 };

	(void)temporal_parse_datetime(str_of(text), &t);
	return temporal_instant(&t);
}

static int
check_period(const struct question *q, struct error *err)
{
	if (q->from != NULL && q->to != NULL &&
	    instant_of(q->from) > instant_of(q->to))
		return error_set_field(err, "audit.period", STR("to"),
		    "the period ends before it begins");
	return 0;
}

static int
read_question(struct request *req, struct question *q, struct error *err)
{
	static const char *const kinds[] = { "read", "write", "session",
		NULL };
	static const char *const outcomes[] = { "ok", "denied", "failed",
		NULL };

	*q = (struct question){ .units = api_supervised(req),
		.record = query_arg(req, "record"),
		.a_case = query_arg(req, "case"),
		.action = query_arg(req, "action") };
	if (api_query_id(req, "actor", &q->actor, err) < 0 ||
	    api_query_choice(req, "kind", kinds, &q->kind, err) < 0 ||
	    api_query_choice(req, "outcome", outcomes, &q->outcome, err) < 0 ||
	    api_query_instant(req, "from", &q->from, err) < 0 ||
	    api_query_instant(req, "to", &q->to, err) < 0)
		return -1;
	if (q->action != NULL && audit_action_of(q->action) == 0)
		return error_set_field(err, "audit.action", STR("action"),
		    "no event is called so");
	return check_period(q, err);
}

/* A connection, in a transaction that may take its time. */
static int fiber_fn
begin(struct request *req, struct error *err)
{
	if (api_begin(req, err) < 0)
		return -1;
	db_patience(req->db, PATIENCE_MS);
	db_push(req->db, PLAN_FOR_VALUES, STATEMENT_MS);
	return 0;
}

static const char *
id_at(struct request *req, int at, int col)
{
	if (db_is_null(req->db, at, 0, col))
		return NULL;
	return arena_str(req->arena, db_text(req->db, at, 0, col)).p;
}

/* The record and case of the numbers that were given. */
static int fiber_fn
find(struct request *req, struct question *q, struct error *err)
{
	int at;

	if (q->record == NULL && q->a_case == NULL)
		return 0;
	at = db_push(req->db, AUDIT_FIND, q->record, q->a_case, q->units,
	    req->session->staff_id);
	if (db_run(req->db, err) < 0)
		return -1;
	q->record_id = id_at(req, at, 0);
	q->case_id = id_at(req, at, 1);
	if (q->record != NULL && q->record_id == NULL)
		return error_set_field(err, "audit.record", STR("record"),
		    "no record has this number");
	if (q->a_case != NULL && q->case_id == NULL)
		return error_set_field(err, "audit.case", STR("case"),
		    "no case has this number");
	return 0;
}

/* What was asked, for the event of the asking. */
static struct str
detail_of(struct request *req, const struct question *q, const char *as)
{
	const struct { const char *name, *value; } all[] = {
		{ "actor", q->actor }, { "case", q->case_id },
		{ "kind", q->kind }, { "action", q->action },
		{ "outcome", q->outcome }, { "from", q->from },
		{ "to", q->to }, { "format", as },
	};
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct jsonw w = JSONW(&out);

	jsonw_object(&w);
	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		if (all[i].value == NULL)
			continue;
		jsonw_key(&w, all[i].name);
		jsonw_cstr(&w, all[i].value);
	}
	jsonw_object_end(&w);
	return arena_str(req->arena, buf_view(&out));
}

static int fiber_fn
commit(struct request *req, const struct question *q, const char *action,
    const char *as, struct error *err)
{
	struct audit_event e = { .action = action, .object_type = "tenant",
		.object = req->session->tenant,
		.detail = detail_of(req, q, as) };

	if (q->actor != NULL) {
		e.object_type = "staff";
		(void)uuid_parse(str_of(q->actor), &e.object);
	}
	if (q->case_id != NULL) {
		e.object_type = "intervention";
		(void)uuid_parse(str_of(q->case_id), &e.object);
	}
	if (q->record_id != NULL) {
		(void)uuid_parse(str_of(q->record_id), &e.record);
		if (q->case_id == NULL) {
			e.object_type = "record";
			e.object = e.record;
		}
	}
	api_audit(req, &e);
	return api_commit(req, err);
}

/* GET /audit/events */
static int fiber_fn
event_list(struct request *req)
{
	struct error err = { 0 };
	const char *key, *id;
	struct question q;
	int limit, at;

	if (read_question(req, &q, &err) < 0 ||
	    api_limit(req, &limit, &err) < 0 ||
	    api_cursor(req, &key, &id, &err) < 0 || begin(req, &err) < 0 ||
	    find(req, &q, &err) < 0)
		return reply_error(req, &err);
	at = db_push(req->db, AUDIT_LIST, q.units, req->session->staff_id,
	    q.actor, q.record_id, q.case_id, q.kind, q.action, q.outcome,
	    q.from, q.to, key, id, db_int(req->db, limit));
	if (commit(req, &q, "audit.search", NULL, &err) < 0)
		return reply_error(req, &err);
	return reply_str(req, 200, db_text(req->db, at, 0, 0));
}

/* A file of persons. */
struct csv {
	const char	*name, *event, *deed;
	struct str	 text;
};

/* Lines, persons and text of a query, in the open transaction. */
static int fiber_fn
take_csv(struct request *req, int at, const struct question *q,
    struct csv *csv, struct error *err)
{
	const struct approve_part parts[] = {
		{ "actor", q->actor }, { "record", q->record },
		{ "case", q->a_case }, { "kind", q->kind },
		{ "action", q->action }, { "outcome", q->outcome },
		{ "from", q->from }, { "to", q->to },
	};
	const struct approval_deed deed = { csv->deed,
		approve_subject(req, parts, ARRAY_LEN(parts)) };

	if (db_run(req->db, err) < 0)
		return -1;
	if (db_int64(req->db, at, 0, 0) > CSV_ROWS_MAX)
		return error_set(err, ERR_INVALID, "audit.too_many",
		    "more than %d lines: choose a shorter period",
		    CSV_ROWS_MAX);
	csv->text = arena_str(req->arena, db_text(req->db, at, 0, 2));
	return approve_use(req, &deed, db_int64(req->db, at, 0, 1) >
	    config_int("approval.persons_max"), query_arg(req, "approval"),
	    err);
}

static int fiber_fn
reply_csv(struct request *req, int at, const struct question *q,
    struct csv *csv)
{
	struct error err = { 0 };

	if (take_csv(req, at, q, csv, &err) < 0 ||
	    commit(req, q, csv->event, "csv", &err) < 0)
		return reply_error(req, &err);
	reply_header(req, "Content-Disposition", req_printf(req,
	    "attachment; filename=\"%s.csv\"", csv->name));
	return reply_data(req, 200, "text/csv; charset=utf-8", csv->text);
}

/* GET /audit/events/csv */
static int fiber_fn
event_csv(struct request *req)
{
	struct error err = { 0 };
	struct question q;
	int at;

	if (read_question(req, &q, &err) < 0 || begin(req, &err) < 0 ||
	    find(req, &q, &err) < 0)
		return reply_error(req, &err);
	at = db_push(req->db, AUDIT_CSV, q.units, req->session->staff_id,
	    q.actor, q.record_id, q.case_id, q.kind, q.action, q.outcome,
	    q.from, q.to, db_int(req->db, CSV_ROWS_MAX));
	return reply_csv(req, at, &q, &(struct csv){ .name = "audit",
	    .event = "audit.search", .deed = "audit.events" });
}

/* Somebody and a period: without both the list would be of everybody. */
static int
read_touched(struct request *req, struct question *q, struct error *err)
{
	if (read_question(req, q, err) < 0)
		return -1;
	if (q->actor != NULL && q->from != NULL && q->to != NULL)
		return 0;
	return error_set_field(err, "audit.whose", q->actor == NULL ?
	    STR("actor") : q->from == NULL ? STR("from") : STR("to"),
	    "give an account and a period");
}

/* GET /audit/persons */
static int fiber_fn
person_list(struct request *req)
{
	struct error err = { 0 };
	const char *key, *id;
	struct question q;
	int limit, at;

	if (read_touched(req, &q, &err) < 0 ||
	    api_limit(req, &limit, &err) < 0 ||
	    api_cursor(req, &key, &id, &err) < 0 || begin(req, &err) < 0)
		return reply_error(req, &err);
	at = db_push(req->db, AUDIT_PERSONS, q.units, req->session->staff_id,
	    q.actor, q.from, q.to, key, id, db_int(req->db, limit));
	if (commit(req, &q, "audit.persons", NULL, &err) < 0)
		return reply_error(req, &err);
	return reply_str(req, 200, db_text(req->db, at, 0, 0));
}

/* GET /audit/persons/csv */
static int fiber_fn
person_csv(struct request *req)
{
	struct error err = { 0 };
	struct question q;
	int at;

	if (read_touched(req, &q, &err) < 0 || begin(req, &err) < 0)
		return reply_error(req, &err);
	at = db_push(req->db, AUDIT_PERSONS_CSV, q.units,
	    req->session->staff_id, q.actor, q.from, q.to,
	    db_int(req->db, CSV_ROWS_MAX));
	return reply_csv(req, at, &q, &(struct csv){ .name = "persons",
	    .event = "audit.persons", .deed = "audit.persons" });
}

const struct route audit_routes[] = {
	ROUTE(GET, "/api/v1/audit/accounts", MAY_AUDIT_RECORDS, account_list),
	ROUTE(GET, "/api/v1/audit/events", MAY_AUDIT_RECORDS, event_list),
	ROUTE(GET, "/api/v1/audit/events/csv", MAY_AUDIT_RECORDS, event_csv),
	ROUTE(GET, "/api/v1/audit/persons", MAY_AUDIT_RECORDS, person_list),
	ROUTE(GET, "/api/v1/audit/persons/csv", MAY_AUDIT_RECORDS, person_csv),
	{ 0 }
};
