/*
 * models.c - what administrators draw: processes, decisions, forms.
 *
 * Parsing, checking and simulating a large model takes milliseconds to
 * seconds, so it happens on a work thread.
 */
#include "base/work.h"
#include "base/xml.h"
#include "server/api/api.h"
#include "server/api/routes.h"
#include "server/api/shape.h"
#include "server/security/permission.h"
#include "server/services.h"
#include "server/workflow/definitions.h"
#include "server/workflow/deploy.h"
#include "workflows/bpmn/lint/lint.h"
#include "workflows/bpmn/simulate.h"

#define REFUSALS_MAX		100
#define STATISTICS_MAX		"1000"	/* instances of each state */

/* Reply the single column of a query that names one thing; 404 without a
 * row. */
static int fiber_fn
reply_one(struct request *req, int at)
{
	struct error err = { 0 };

	if (db_run(req->db, &err) < 0)
		return reply_error(req, &err);
	if (db_rows(req->db, at) == 0)
		return reply_fail(req, ERR_NOT_FOUND, "definition.unknown",
		    "there is no such definition");
	return reply_str(req, 200, db_text(req->db, at, 0, 0));
}

/* GET /process-definitions */
static int fiber_fn
process_list(struct request *req)
{
	struct error err = { 0 };

	if (api_open(req, &err) < 0)
		return reply_error(req, &err);
	return reply_one(req, db_push(req->db, DEFINITION_LIST));
}

static int fiber_fn
show(struct request *req, bool statistics)
{
	struct error err = { 0 };
	struct uuid id;

	if (api_path_id(req, "id", &id, &err) < 0 || api_open(req, &err) < 0)
		return reply_error(req, &err);
	return reply_one(req, statistics ?
	    db_push(req->db, DEFINITION_STATISTICS, path_arg(req, "id"),
	    STATISTICS_MAX) :
	    db_push(req->db, DEFINITION_SHOW, path_arg(req, "id")));
}

/* GET /process-definitions/{id} */
static int fiber_fn
process_get(struct request *req)
{
	return show(req, false);
}

/* GET /process-definitions/{id}/statistics */
static int fiber_fn
process_statistics(struct request *req)
{
	return show(req, true);
}

/* ------------------------------------------------------------------- lint */

static void
write_finding(struct jsonw *w, const struct lint_finding *f)
{
	jsonw_object(w);
	jsonw_key(w, "severity");
	jsonw_cstr(w, f->severity == LINT_ERROR ? "error" : "warning");
	jsonw_key(w, "rule");
	jsonw_cstr(w, f->rule);
	jsonw_key(w, "element");
	jsonw_str(w, f->element);
	jsonw_key(w, "line");
	jsonw_int(w, f->line);
	jsonw_key(w, "message");
	jsonw_str(w, f->message);
	jsonw_object_end(w);
}

/* The report as a JSON array in the request's arena. */
static const char *
findings_json(struct request *req, const struct lint_report *report)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct jsonw w = JSONW(&out);

	jsonw_array(&w);
	for (size_t i = 0; report != NULL && i < report->n; i++)
		write_finding(&w, &report->v[i]);
	jsonw_array_end(&w);
	return arena_str(req->arena, buf_view(&out)).p;
}

/* POST /process-definitions/lint */
static int fiber_fn
process_lint(struct request *req)
{
	const struct lint_report *report;
	struct error err = { 0 };

	if (api_open(req, &err) < 0 ||
	    findings_of(&(struct findings_ask){ .arena = req->arena,
	    .db = req->db, .work = services()->work, .text = req->body },
	    &report, &err) < 0)
		return reply_error(req, &err);
	return reply(req, 200, req_printf(req, "{\"findings\":%s}",
	    findings_json(req, report)));
}

/* Why a model was refused: every error, by its element. */
static int
reply_findings(struct request *req, const struct lint_report *report)
{
	struct error *errs = req_alloc(req, REFUSALS_MAX * sizeof(*errs));
	size_t n = 0;

	for (size_t i = 0; i < report->n && n < REFUSALS_MAX; i++) {
		const struct lint_finding *f = &report->v[i];

		if (f->severity != LINT_ERROR)
			continue;
		(void)error_set_field(&errs[n], f->rule, str_of(req_printf(req,
		    "/%.*s", STR_ARG(f->element))), "%.*s",
		    STR_ARG(f->message));
		(void)error_at(&errs[n++], f->line, 0);
	}
	return reply_errors(req, errs, n);
}

/* ----------------------------------------------------------------- deploy */

static int fiber_fn
put_into_service(struct request *req, enum deploy_kind kind,
    struct deployed *ret, struct error *err)
{
	struct deploy d = { .arena = req->arena, .kind = kind,
		.text = req->body, .work = services()->work,
		.actor = { req->session->tenant, req->session->staff } };

	if (api_begin(req, err) < 0)
		return -1;
	d.db = req->db;
	return deploy(&d, ret, err);
}

static int
push_card(struct request *req, const struct deploy_item *item)
{
	switch (item->kind) {
	case DEPLOY_PROCESS:
		return db_push(req->db, DEFINITION_CARD, item->key);
	case DEPLOY_DECISION:
		return db_push(req->db, DECISION_CARD, item->key);
	default:
		return db_push(req->db, FORM_CARD, item->key);
	}
}

/* Commit and collect the cards of what was deployed: "[...]". */
static const char *fiber_fn
commit_cards(struct request *req, const struct deployed *d, struct error *err)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	int at[DEPLOY_ITEMS_MAX];

	for (size_t i = 0; i < d->n; i++)
		at[i] = push_card(req, &d->items[i]);
	if (api_commit(req, err) < 0)
		return NULL;
	buf_putc(&out, '[');
	for (size_t i = 0; i < d->n; i++) {
		if (i > 0)
			buf_putc(&out, ',');
		buf_str(&out, db_text(req->db, at[i], 0, 0));
	}
	buf_putc(&out, ']');
	return arena_str(req->arena, buf_view(&out)).p;
}

static int fiber_fn
deploy_and_reply(struct request *req, enum deploy_kind kind)
{
	struct deployed *d = req_alloc(req, sizeof(*d));
	struct error err = { 0 };
	const char *cards;

	if (put_into_service(req, kind, d, &err) < 0)
		return strcmp(err.code, "deploy.model") == 0 &&
		    d->report != NULL ? reply_findings(req, d->report) :
		    reply_error(req, &err);
	cards = commit_cards(req, d, &err);
	if (cards == NULL)
		return reply_error(req, &err);
	return reply(req, 201, req_printf(req,
	    "{\"items\":%s,\"findings\":%s}", cards,
	    findings_json(req, d->report)));
}

/* POST /process-definitions */
static int fiber_fn
process_create(struct request *req)
{
	return deploy_and_reply(req, DEPLOY_PROCESS);
}

/* POST /decision-definitions */
static int fiber_fn
decision_create(struct request *req)
{
	return deploy_and_reply(req, DEPLOY_DECISION);
}

/* POST /form-definitions */
static int fiber_fn
form_create(struct request *req)
{
	struct deployed *d = req_alloc(req, sizeof(*d));
	struct error err = { 0 };
	int at;

	if (put_into_service(req, DEPLOY_FORM, d, &err) < 0)
		return reply_error(req, &err);
	at = push_card(req, &d->items[0]);
	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	return reply_str(req, 201, db_text(req->db, at, 0, 0));
}

/* GET /decision-definitions */
static int fiber_fn
decision_list(struct request *req)
{
	struct error err = { 0 };

	if (api_open(req, &err) < 0)
		return reply_error(req, &err);
	return reply_one(req, db_push(req->db, DECISION_LIST));
}

/* GET /form-definitions */
static int fiber_fn
form_list(struct request *req)
{
	struct error err = { 0 };

	if (api_open(req, &err) < 0)
		return reply_error(req, &err);
	return reply_one(req, db_push(req->db, FORM_LIST));
}

const struct route model_routes[] = {
	ROUTE(GET, "/api/v1/process-definitions", MAY_READ_MODELS,
	    process_list),
	ROUTE(POST, "/api/v1/process-definitions", MAY_DEPLOY_MODELS,
	    process_create, .body_max = DEPLOY_SIZE_MAX),
	ROUTE(POST, "/api/v1/process-definitions/lint", MAY_DEPLOY_MODELS,
	    process_lint, .body_max = DEPLOY_SIZE_MAX),
	ROUTE(GET, "/api/v1/process-definitions/{id}", MAY_READ_MODELS,
	    process_get),
	ROUTE(GET, "/api/v1/process-definitions/{id}/statistics",
	    MAY_READ_MODELS, process_statistics),
	ROUTE(GET, "/api/v1/decision-definitions", MAY_READ_MODELS,
	    decision_list),
	ROUTE(POST, "/api/v1/decision-definitions", MAY_DEPLOY_MODELS,
	    decision_create, .body_max = DEPLOY_SIZE_MAX),
	ROUTE(GET, "/api/v1/form-definitions", MAY_READ_MODELS, form_list),
	ROUTE(POST, "/api/v1/form-definitions", MAY_DEPLOY_MODELS,
	    form_create),
	{ 0 }
};
