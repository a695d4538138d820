/*
 * outside.c - what an activity asks of people, workers, decisions and other
 * processes, with all its expressions evaluated.
 */
#include "workflows/bpmn/run.h"
#include "workflows/bpmn/span.h"

#define RETRIES_DEFAULT	3
#define BACKOFF_US_MAX	(INT64_C(365) * 86400 * 1000000)

/* ------------------------------------------------------------------- lists */

struct strings {
	VEC(struct str) v;
};

static struct str
as_text(struct run *r, struct feel_value v)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;

	if (v.kind == FEEL_STRING)
		return v.string;
	feel_format(&out, v);
	return arena_str(r->a, buf_view(&out));
}

/* "a, b" becomes two; white space goes. */
static void
split(struct run *r, struct str s, struct strings *out)
{
	while (s.len > 0) {
		ptrdiff_t comma = str_chr(s, ',');
		size_t n = comma < 0 ? s.len : (size_t)comma;
		struct str part = str_trim(str_sub(s, 0, n));

		if (part.len > 0)
			vec_push(r->a, &out->v, part);
		s = str_sub(s, n + 1, s.len);
	}
}

/* A list of names: a FEEL list, or text with commas. */
static int
names(const struct view *v, const struct bpmn_value *value,
    struct strings *out, struct str *why)
{
	struct feel_value list;

	if (run_evaluate(v, value, &list, why) < 0)
		return -1;
	if (list.kind == FEEL_LIST) {
		for (size_t i = 0; i < list.list.n; i++)
			vec_push(v->r->a, &out->v,
			    as_text(v->r, list.list.v[i]));
	} else if (list.kind != FEEL_NULL) {
		split(v->r, as_text(v->r, list), out);
	}
	return 0;
}

static int
headers(const struct view *v, const struct bpmn_property *from, size_t n,
    const struct bpmn_header **ret, struct str *why)
{
	struct bpmn_header *all = arena_array(v->r->a, n, sizeof(*all));

	for (size_t i = 0; i < n; i++) {
		all[i].name = from[i].name;
		all[i].value = STR("");
		if (from[i].value != NULL &&
		    run_evaluate_text(v, from[i].value, &all[i].value, why) < 0)
			return -1;
	}
	*ret = all;
	return 0;
}

/* A whole number within a range; fallback when there is no expression. */
static int
number(const struct view *v, const struct bpmn_value *value, int max,
    int *ret, struct str *why)
{
	struct str text;
	int64_t i;

	if (value == NULL)
		return 0;
	if (run_evaluate_text(v, value, &text, why) < 0)
		return -1;
	if (parse_int(text, 0, max, &i) < 0) {
		*why = arena_printf(v->r->a,
		    "'%.*s' gave '%.*s', not a number from 0 to %d",
		    STR_ARG(value->text), STR_ARG(text), max);
		return -1;
	}
	*ret = (int)i;
	return 0;
}

static int
due(const struct view *v, const struct bpmn_value *value, int64_t *ret,
    struct str *why)
{
	struct feel_value when;

	*ret = 0;
	if (value == NULL)
		return 0;
	if (run_evaluate(v, value, &when, why) < 0)
		return -1;
	if (bpmn_due(v->r->env, when, ret) == 0)
		return 0;
	*why = arena_printf(v->r->a, "'%.*s' gave no date and no duration",
	    STR_ARG(value->text));
	return -1;
}

/* ------------------------------------------------------------------ people */

static int
task_people(const struct view *v, const struct bpmn_user_task *u,
    struct bpmn_task_open *t, struct str *why)
{
	struct strings groups = { 0 }, users = { 0 };

	if (u->assignee != NULL &&
	    run_evaluate_text(v, u->assignee, &t->assignee, why) < 0)
		return -1;
	if (u->candidate_groups != NULL &&
	    names(v, u->candidate_groups, &groups, why) < 0)
		return -1;
	if (u->candidate_users != NULL &&
	    names(v, u->candidate_users, &users, why) < 0)
		return -1;
	t->groups = groups.v.v;
	t->n_groups = groups.v.n;
	t->users = users.v.v;
	t->n_users = users.v.n;
	return 0;
}

static int
open_task(struct run *r, struct node *n, struct str *why)
{
	const struct bpmn_element *e = element_of(r, n->element);
	const struct bpmn_user_task *u = e->user_task;
	struct view v = { r, n, NULL, 0 };
	struct bpmn_task_open *t = arena_new_of(r->a, struct bpmn_task_open);

	t->assignee = t->form = STR("");
	t->lane = e->lane;
	t->priority = 50;
	t->loop = n->loop;
	t->form_binding = u->form_binding;
	t->form_version_tag = u->form_version_tag;
	t->n_headers = u->n_headers;
	if (task_people(&v, u, t, why) < 0 ||
	    number(&v, u->priority, 100, &t->priority, why) < 0 ||
	    due(&v, u->due, &t->due_us, why) < 0 ||
	    due(&v, u->follow_up, &t->follow_up_us, why) < 0 ||
	    headers(&v, u->headers, u->n_headers, &t->headers, why) < 0)
		return -1;
	if (u->form != NULL &&
	    run_evaluate_text(&v, u->form, &t->form, why) < 0)
		return -1;
	run_effect(r, BPMN_FX_TASK_OPEN, n, n->element)->task = t;
	return 0;
}

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
open_job(struct run *r, struct node *n, struct str *why)
{
	const struct bpmn_element *e = element_of(r, n->element);
	const struct bpmn_job *job = job_of(e);
	struct view v = { r, n, NULL, 0 };
	struct bpmn_job_open *j = arena_new_of(r->a, struct bpmn_job_open);
	struct bpmn_effect *fx;

	j->type = e->id;	/* a service nobody described further */
	j->retries = RETRIES_DEFAULT;
	if (job != NULL) {
		read_backoff(job->backoff, j);
		if (run_evaluate_text(&v, job->type, &j->type, why) < 0 ||
		    number(&v, job->retries, 1000, &j->retries, why) < 0 ||
		    headers(&v, job->headers, job->n_headers, &j->headers,
		    why) < 0)
			return -1;
		j->n_headers = job->n_headers;
	}
	n->retries = j->retries;
	fx = run_effect(r, BPMN_FX_JOB_OPEN, n, n->element);
	fx->job = j;
	fx->vars = bpmn_state_vars(r->a, r->st, n->id, e->n_inputs == 0);
	return 0;
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
		failed = open_task(r, n, &why);
	else if (e->kind == BPMN_CALL)
		failed = open_call(r, n, &why);
	else if (e->kind == BPMN_RULE_TASK && e->decision != NULL)
		failed = open_decision(r, n, &why);
	else
		failed = open_job(r, n, &why);
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
	if (e->kind == BPMN_USER_TASK) {
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
