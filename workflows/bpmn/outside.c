/*
 * outside.c - what an activity asks of workers, decisions and other processes,
 * with all its expressions evaluated; people are asked by task.c.
 */
#include "workflows/bpmn/expressions.h"
#include "workflows/bpmn/listeners.h"

#define RETRIES_DEFAULT	3
#define BACKOFF_US_MAX	(INT64_C(365) * 86400 * 1000000)

/* ----------------------------------------------------------------- workers */

static const struct bpmn_job *
job_of(const struct bpmn_element *e)
{
	if (e->kind == BPMN_THROW || e->kind == BPMN_END)
		return e->n_defs > 0 ? e->defs[0].job : NULL;
	return e->job;
}

/* "R5/PT5M": five tries, five minutes apart. */
static void
read_backoff(struct str s, struct bpmn_job_open *j)
{
	const struct bpmn_env utc = { .now_us = 1, .zone = STR("") };
	struct cycle cycle;
	int64_t then;

	if (s.len == 0 || !cycle_parse(s, &cycle))
		return;
	if (cycle.count > 0 && cycle.count < 1000)
		j->retries = (int)cycle.count;
	if (span_add(&utc, utc.now_us, &cycle.period, 1, &then) &&
	    then - utc.now_us < BACKOFF_US_MAX)
		j->backoff_us = then - utc.now_us;
}

static int
open_job(struct run *r, struct node *n, const struct bpmn_job *job,
    struct str *why)
{
	const struct bpmn_element *e = element_of(r, n->element);
	struct view v = { r, n, NULL, 0 };
	struct bpmn_job_open *j = arena_new_of(r->a, struct bpmn_job_open);
	struct bpmn_effect *fx;

	j->type = e->id;	/* a service nobody described further */
	j->retries = RETRIES_DEFAULT;
	if (job != NULL) {
		read_backoff(job->backoff, j);
		if (run_evaluate_text(&v, job->type, &j->type, why) < 0 ||
		    run_evaluate_number(&v, job->retries, 1000, &j->retries,
		    why) < 0 ||
		    run_evaluate_headers(&v, job->headers, job->n_headers,
		    &j->headers, why) < 0)
			return -1;
		j->n_headers = job->n_headers;
	}
	n->retries = j->retries;
	fx = run_effect(r, BPMN_FX_JOB_OPEN, n, n->element);
	fx->job = j;
	fx->vars = bpmn_state_vars(r->a, r->st, n->id, e->n_inputs == 0);
	return 0;
}

int
run_open_listener(struct run *r, struct node *n,
    const struct bpmn_listener *l, struct str *why)
{
	return open_job(r, n, l->job, why);
}

/* --------------------------------------------------- processes, decisions */

static int
call_input(struct run *r, struct node *n, const struct bpmn_call *c,
    struct variables *in, struct str *why)
{
	const struct bpmn_element *e = element_of(r, n->element);
	struct view v = { r, n, NULL, 0 };
	bool is_all = c->passes_all;

	if (is_all || e->n_inputs > 0) {
		struct bpmn_vars own = bpmn_state_vars(r->a, r->st, n->id,
		    is_all);

		for (size_t i = 0; i < own.n; i++)
			variables_set(r->a, in, own.v[i].key, own.v[i].value);
	}
	for (size_t i = 0; i < c->n_in; i++) {
		struct feel_value value;

		if (run_evaluate(&v, c->in[i].source, &value, why) < 0)
			return -1;
		variables_set(r->a, in, c->in[i].target, value);
	}
	return 0;
}

static int
open_call(struct run *r, struct node *n, struct str *why)
{
	const struct bpmn_call *c = element_of(r, n->element)->call;
	struct view v = { r, n, NULL, 0 };
	struct bpmn_call_open *call = arena_new_of(r->a,
	    struct bpmn_call_open);
	struct variables in = { 0 };
	struct bpmn_effect *fx;

	call->binding = c->binding;
	call->version_tag = c->version_tag;
	call->business_key = STR("");
	if (run_evaluate_text(&v, c->process, &call->process, why) < 0 ||
	    call_input(r, n, c, &in, why) < 0)
		return -1;
	if (c->business_key != NULL && run_evaluate_text(&v, c->business_key,
	    &call->business_key, why) < 0)
		return -1;
	if (call->process.len == 0) {
		*why = STR("the id of the called process is empty");
		return -1;
	}
	fx = run_effect(r, BPMN_FX_CALL, n, n->element);
	fx->call = call;
	fx->vars = (struct bpmn_vars){ in.v, in.n };
	return 0;
}

static int
open_decision(struct run *r, struct node *n, struct str *why)
{
	const struct bpmn_decision *d = element_of(r, n->element)->decision;
	struct view v = { r, n, NULL, 0 };
	struct bpmn_call_open ask = {
		.binding = d->binding, .version_tag = d->version_tag,
		.business_key = STR(""),
	};
	struct bpmn_effect *fx;

	if (run_evaluate_text(&v, d->decision, &ask.process, why) < 0)
		return -1;
	fx = run_effect(r, BPMN_FX_DECIDE, n, n->element);
	fx->decision = ask;
	fx->vars = bpmn_state_vars(r->a, r->st, n->id, true);
	return 0;
}

/* -------------------------------------------------------- opening, closing */

void
run_open_outside(struct run *r, struct node *n)
{
	const struct bpmn_element *e = element_of(r, n->element);
	struct str why = STR("");
	int failed;

	if (e->kind == BPMN_USER_TASK)
		failed = task_open(r, n, &why);
	else if (e->kind == BPMN_CALL)
		failed = open_call(r, n, &why);
	else if (e->kind == BPMN_RULE_TASK && e->decision != NULL)
		failed = open_decision(r, n, &why);
	else
		failed = open_job(r, n, job_of(e), &why);
	if (failed == 0) {
		n->flags |= NODE_OPEN;
		return;
	}
	n->phase = PHASE_START;
	run_incident(r, n, "bpmn.expression", "%.*s", STR_ARG(why));
}

void
run_close_outside(struct run *r, struct node *n, bool is_done)
{
	const struct bpmn_element *e = element_of(r, n->element);
	struct bpmn_effect *fx;

	if ((n->flags & NODE_OPEN) == 0)
		return;
	n->flags &= ~(uint32_t)NODE_OPEN;
	if (n->flags & NODE_LISTENING) {
		n->flags &= ~(uint32_t)NODE_LISTENING;
		(void)run_effect(r, BPMN_FX_JOB_CLOSE, n, n->element);
		return;
	}
	if (e->kind == BPMN_USER_TASK) {
		if (!is_done)
			run_listen_canceling(r, n);
		fx = run_effect(r, BPMN_FX_TASK_CLOSE, n, n->element);
		fx->is_done = is_done;
		return;
	}
	if (is_done)
		return;
	if (e->kind == BPMN_CALL)
		(void)run_effect(r, BPMN_FX_CALL_CANCEL, n, n->element);
	else if (e->kind == BPMN_RULE_TASK && e->decision != NULL)
		(void)run_effect(r, BPMN_FX_DECIDE_CANCEL, n, n->element);
	else
		(void)run_effect(r, BPMN_FX_JOB_CLOSE, n, n->element);
}
