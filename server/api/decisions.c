/*
 * decisions.c - a deployed decision: its versions, what it asks, what it
 * answers and why.
 *
 * Evaluating writes nothing and runs on a work thread within a budget.
 */
#include "base/clock.h"
#include "base/work.h"
#include "server/api/api.h"
#include "server/api/definition_state.h"
#include "server/api/routes.h"
#include "server/api/shape.h"
#include "server/security/permission.h"
#include "server/services.h"
#include "server/workflow/decisions.h"

#define INPUTS_MAX	1000	/* evaluated by one request */
#define INPUTS_BYTES_MAX (1024 * 1024)
#define ANSWER_BYTES_MAX (16 * 1024 * 1024)
#define EVALUATE_MS_MAX	5000	/* for all of them */

/* ----------------------------------------------------------------- versions */

static void
write_input(struct jsonw *w, const struct dmn_element *input)
{
	_cleanup_(buf_done) struct buf text = BUF_INIT;
	const struct feel_type *type = dmn_element_type(input);

	jsonw_object(w);
	jsonw_key(w, "name");
	jsonw_str(w, dmn_element_name(input));
	jsonw_key(w, "type");
	if (type == NULL) {
		jsonw_cstr(w, "Any");
	} else {
		struct feel_type bare = *type;

		bare.name = STR("");	/* what it is, not how it is called */
		feel_type_format(&text, &bare);
		jsonw_str(w, buf_view(&text));
	}
	jsonw_key(w, "allowed");
	if (type == NULL || type->allowed == NULL)
		jsonw_null(w);
	else
		jsonw_str(w, feel_text(type->allowed));
	jsonw_object_end(w);
}

/* The inputs a decision needs, as a JSON array in the arena. */
static struct str
inputs_json(struct request *req, const struct decision *d)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct jsonw w = JSONW(&out);
	const struct dmn_element *const *inputs;
	size_t n;

	inputs = dmn_element_inputs(d->what, &n);
	jsonw_array(&w);
	for (size_t i = 0; i < n; i++)
		write_input(&w, inputs[i]);
	jsonw_array_end(&w);
	return arena_str(req->arena, buf_view(&out));
}

/* GET /decision-definitions/{id} */
static int fiber_fn
decision_show(struct request *req)
{
	const struct decision *d;
	struct error err = { 0 };
	struct uuid id;
	struct str inputs, card;
	int at;

	if (api_path_id(req, "id", &id, &err) < 0 || api_open(req, &err) < 0)
		return reply_error(req, &err);
	/* Kept for all municipalities together, so ask for this one's first. */
	at = db_push(req->db, DECISION_SHOW, path_arg(req, "id"));
	if (db_run(req->db, &err) < 0)
		return reply_error(req, &err);
	if (db_rows(req->db, at) == 0)
		return reply_fail(req, ERR_NOT_FOUND, "definition.unknown",
		    "there is no such definition");
	card = arena_str(req->arena, db_text(req->db, at, 0, 0));
	d = decision_by_id(req->db, id, &err);
	if (d == NULL)
		return reply_error(req, &err);
	inputs = inputs_json(req, d);
	decision_put(d);
	return reply(req, 200, req_printf(req, "%.*s,\"inputs\":%.*s}",
	    (int)card.len - 1, card.p, STR_ARG(inputs)));
}

/* PATCH /decision-definitions/{id} */
static int fiber_fn
decision_patch(struct request *req)
{
	struct definition_state d = { .query = Q_DECISION_STATE,
		.action = "decision.state",
		.object_type = "decision_definition" };
	int status = definition_state_set(req, &d), at;
	struct error err = { 0 };

	if (status != 0)
		return status;
	at = db_push(req->db, DECISION_CARD_OF, path_arg(req, "id"));
	if (api_commit(req, &err) < 0)
		return reply_error(req, &err);
	return reply_str(req, 200, db_text(req->db, at, 0, 0));
}

/* --------------------------------------------------------------- evaluation */

static const struct shape one_input = { "", SHAPE_OBJECT };

static const struct shape evaluate_shape[] = {
	{ "input", SHAPE_OBJECT },
	{ "inputs", SHAPE_LIST, .min = 1, .max = INPUTS_MAX,
	    .element = &one_input },
	{ "explain", SHAPE_BOOL },
	{ 0 }
};

struct evaluate_work {
	const struct decision	*decision;
	struct decision_question q;
	const struct json	*inputs;	/* a list; NULL: q.inputs */
	struct buf		 out;
	struct error		 err;
	int			 r;
};

static int
evaluate_one(struct evaluate_work *w, struct dmn_run *run, struct jsonw *j)
{
	struct dmn_result result;

	if (decision_evaluate(w->decision, run, &w->q, &result, &w->err) < 0)
		return -1;
	dmn_result_json(j, &result);
	return 0;
}

/* What spends its budget answers so, and does not stop the others. */
static void
write_error(struct jsonw *j, const struct error *err)
{
	jsonw_object(j);
	jsonw_key(j, "error");
	jsonw_object(j);
	jsonw_key(j, "code");
	jsonw_cstr(j, err->code);
	jsonw_key(j, "message");
	jsonw_cstr(j, err->message);
	jsonw_object_end(j);
	jsonw_object_end(j);
}

static int
evaluate_many(struct evaluate_work *w, struct dmn_run *run, struct jsonw *j)
{
	int64_t end = clock_mono_us() + EVALUATE_MS_MAX * 1000;

	jsonw_object(j);
	jsonw_key(j, "items");
	jsonw_array(j);
	for (size_t i = 0; i < w->inputs->n; i++) {
		w->q.inputs = &w->inputs->items[i];
		if (evaluate_one(w, run, j) < 0)
			write_error(j, &w->err);
		dmn_run_reset(run);
		if (clock_mono_us() > end || w->out.len > ANSWER_BYTES_MAX)
			return error_set(&w->err, ERR_LIMIT, "decision.size",
			    "these are too many inputs for one request: it "
			    "stopped after %zu", i + 1);
	}
	jsonw_array_end(j);
	jsonw_object_end(j);
	return 0;
}

static void
evaluate(void *arg)
{
	struct evaluate_work *w = arg;
	struct dmn_run *run = dmn_run_new(w->decision->dmn);
	struct jsonw j = JSONW(&w->out);

	w->r = w->inputs == NULL ? evaluate_one(w, run, &j) :
	    evaluate_many(w, run, &j);
	dmn_run_free(run);
}

static int fiber_fn
reply_evaluated(struct request *req, struct evaluate_work *w)
{
	int status;

	if (work_run(services()->work, evaluate, w) < 0)
		status = reply_fail(req, ERR_LIMIT, "work.busy",
		    "the server is busy with other models: try again in a "
		    "moment");
	else
		status = w->r < 0 ? reply_error(req, &w->err) : reply_str(req,
		    200, arena_str(req->arena, buf_view(&w->out)));
	buf_done(&w->out);
	return status;
}

/* POST /decisions/{key}/evaluate */
static int fiber_fn
decision_try(struct request *req)
{
	struct evaluate_work w = { .out = BUF_INIT };
	struct error err = { 0 };
	const struct json *body;
	int64_t version = 0;
	int status;

	body = shape_body(req, evaluate_shape, &status);
	if (body == NULL)
		return status;
	w.inputs = json_get(body, "inputs");
	w.q = (struct decision_question){ .inputs = json_get(body, "input"),
		.now_us = clock_now_us(), .zone = str_of(req->session->zone),
		.missing_is_unknown = true,
		.explain = json_is_true(body, "explain") };
	if ((w.inputs == NULL) == (w.q.inputs == NULL))
		return reply_fail(req, ERR_INVALID, "decision.input",
		    "give either input, one object, or inputs, a list");
	if (query_int(req, "version", (int64_t[2]){ 1, INT32_MAX }, &version,
	    &err) < 0 || api_open(req, &err) < 0)
		return reply_error(req, &err);
	w.decision = decision_get(req->db, &(struct decision_ask){
	    .key = str_of(path_arg(req, "key")), .version = (int)version },
	    &err);
	if (w.decision == NULL)
		return reply_error(req, &err);
	status = reply_evaluated(req, &w);
	decision_put(w.decision);
	return status;
}

const struct route decision_routes[] = {
	ROUTE(GET, "/api/v1/decision-definitions/{id}", MAY_READ_MODELS,
	    decision_show),
	ROUTE(PATCH, "/api/v1/decision-definitions/{id}", MAY_DEPLOY_MODELS,
	    decision_patch),
	ROUTE(POST, "/api/v1/decisions/{key}/evaluate", MAY_READ_MODELS,
	    decision_try, .body_max = INPUTS_BYTES_MAX),
	{ 0 }
};
