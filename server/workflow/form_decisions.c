/*
 * form_decisions.c - decisions for the computed fields of forms.
 */
#include "server/db/array.h"
#include "server/workflow/form_decisions.h"

/* A form is filled in on the fiber of its request. */
#define BUDGET ((struct feel_budget){ .steps = 500000, .depth = 200,	\
    .bytes = 16 * 1024 * 1024 })
#define WHY_MAX	(256 * 1024)	/* bytes; a longer explanation is left out */

struct form_decisions {
	const struct decision	*v[FORM_DECISIONS_MAX];
	size_t			 n;
	struct form_decider	 port;
	int64_t			 now_us;
	struct str		 zone;
	bool			 explain;
};

/* ------------------------------------------------------------- deployment */

static const struct dmn_element *
input_named(const struct dmn_element *what, struct str name)
{
	const struct dmn_element *const *inputs;
	size_t n;

	inputs = dmn_element_inputs(what, &n);
	for (size_t i = 0; i < n; i++) {
		if (str_eq(dmn_element_name(inputs[i]), name))
			return inputs[i];
	}
	return NULL;
}

static bool
is_mapped(const struct form_call *call, struct str input)
{
	for (size_t i = 0; i < call->n_inputs; i++) {
		if (str_eq(call->inputs[i].name, input))
			return true;
	}
	return false;
}

/* Does the decision's type have this entry, or say nothing about it? */
static bool
has_result(const struct dmn_element *what, struct str name)
{
	const struct feel_type *type = dmn_element_type(what);

	if (name.len == 0 || type == NULL || type->kind == TYPE_ANY)
		return true;
	for (size_t i = 0; type->kind == TYPE_CONTEXT && i < type->n; i++) {
		if (str_eq(type->members[i].name, name))
			return true;
	}
	return type->kind == TYPE_CONTEXT && type->n == 0;
}

static int
check_call(const struct form *f, const struct form_call *call,
    const struct dmn_element *what, struct error *err)
{
	const struct dmn_element *const *inputs;
	size_t n;

	for (size_t i = 0; i < call->n_inputs; i++) {
		if (input_named(what, call->inputs[i].name) == NULL)
			return error_set_field(err, "form.input",
			    call->pointer, "the decision has no input '%.*s'",
			    STR_ARG(call->inputs[i].name));
	}
	inputs = dmn_element_inputs(what, &n);
	for (size_t i = 0; i < n; i++) {
		struct str name = dmn_element_name(inputs[i]);

		if (!is_mapped(call, name) && !form_has_key(f, name))
			return error_set_field(err, "form.input",
			    call->pointer, "nothing feeds the input '%.*s': "
			    "give it a property 'vinculo:input:%.*s'",
			    STR_ARG(name), STR_ARG(name));
	}
	if (!has_result(what, call->result))
		return error_set_field(err, "form.result", call->pointer,
		    "the result of the decision has no entry '%.*s'",
		    STR_ARG(call->result));
	return 0;
}

static int fiber_fn
check_named(struct db *db, const struct form *f, const struct form_call *call,
    struct error *err)
{
	const struct decision *d = decision_get(db, &(struct decision_ask){
	    .key = call->decision }, err);
	int r;

	if (d == NULL && err->kind != ERR_NOT_FOUND)
		return -1;
	if (d == NULL)
		return error_set_field(err, "form.decision", call->pointer,
		    "there is no decision '%.*s'", STR_ARG(call->decision));
	r = check_call(f, call, d->what, err);
	decision_put(d);
	return r;
}

static bool
was_named(const struct form *f, size_t before)
{
	for (size_t i = 0; i < before; i++) {
		if (str_eq(form_call_at(f, i)->decision,
		    form_call_at(f, before)->decision))
			return true;
	}
	return false;
}

int fiber_fn
form_decisions_check(struct db *db, struct arena *a, const struct form *f,
    const char **ret_keys, struct error *err)
{
	_cleanup_(db_array_done) struct db_array keys = DB_ARRAY_INIT;
	const struct form_call *call;
	size_t n = 0;

	for (size_t i = 0; (call = form_call_at(f, i)) != NULL; i++) {
		if (check_named(db, f, call, err) < 0)
			return -1;
		if (was_named(f, i))
			continue;
		if (++n > FORM_DECISIONS_MAX)
			return error_set_field(err, "form.decision",
			    call->pointer, "a form may ask at most %d "
			    "decisions", FORM_DECISIONS_MAX);
		db_array_text(&keys, call->decision);
	}
	*ret_keys = db_array_end(a, &keys);
	return 0;
}

/* ---------------------------------------------------------------- loading */

int fiber_fn
form_decisions_load(struct db *db, struct arena *a, struct str ids,
    struct form_decisions **ret, struct error *err)
{
	struct form_decisions *d = arena_new_of(a, struct form_decisions);
	const struct json *list = NULL;
	struct uuid id;

	if (ids.len > 0)
		list = json_parse(a, arena_str(a, ids), NULL);
	for (size_t i = 0; list != NULL && i < list->n &&
	    i < FORM_DECISIONS_MAX; i++) {
		if (uuid_parse(list->members[i].value.text, &id) < 0)
			continue;
		d->v[d->n] = decision_by_id(db, id, err);
		if (d->v[d->n] == NULL) {
			form_decisions_done(d);
			return -1;
		}
		d->n++;
	}
	*ret = d;
	return 0;
}

void
form_decisions_done(void *decisions)
{
	struct form_decisions *d = decisions;

	for (size_t i = 0; i < d->n; i++)
		decision_put(d->v[i]);
	d->n = 0;
}

/* ----------------------------------------------------------------- asking */

static struct str
why_text(struct arena *a, const struct dmn_why *why)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct jsonw w = JSONW(&out);

	if (why == NULL)
		return STR("");
	dmn_why_json(&w, why);
	return out.len > WHY_MAX ? STR("") : arena_str(a, buf_view(&out));
}

static void
take_answer(struct arena *a, const struct dmn_result *result,
    struct form_answer *ret)
{
	const struct feel_unknown *unknown = result->unknown;
	struct str *names;

	ret->value = feel_copy(a, result->value);
	ret->why = why_text(a, result->why);
	if (unknown != NULL) {
		names = arena_array(a, unknown->n, sizeof(*names));
		for (size_t i = 0; i < unknown->n; i++)
			names[i] = arena_str(a, unknown->names[i]);
		ret->unknown = names;
		ret->n_unknown = unknown->n;
	} else if (result->value.kind == FEEL_NULL &&
	    result->n_diagnostics > 0) {
		ret->failed = arena_str(a, result->diagnostics[0].message).p;
	}
}

static void
decide(void *ctx, struct arena *a, const struct form_call *call,
    const struct json *inputs, struct form_answer *ret)
{
	const struct form_decisions *d = ctx;
	struct error err = { 0 };
	struct dmn_result result;
	struct dmn_run *run;
	size_t i = 0;

	while (i < d->n && !str_eq(dmn_element_id(d->v[i]->what),
	    call->decision))
		i++;
	if (i == d->n) {
		ret->failed = "the decision is not in service";
		return;
	}
	run = dmn_run_new(d->v[i]->dmn);
	if (decision_evaluate(d->v[i], run, &(struct decision_question){
	    .inputs = inputs, .now_us = d->now_us, .zone = d->zone,
	    .budget = BUDGET, .missing_is_unknown = true,
	    .explain = d->explain }, &result, &err) < 0)
		ret->failed = arena_printf(a, "%s", err.message).p;
	else
		take_answer(a, &result, ret);
	dmn_run_free(run);
}

const struct form_decider *
form_decisions_ask(struct form_decisions *d, const struct form_context *ctx,
    bool explain)
{
	d->port = (struct form_decider){ decide, d };
	d->now_us = ctx->now_us;
	d->zone = ctx->zone;
	d->explain = explain;
	return &d->port;
}
