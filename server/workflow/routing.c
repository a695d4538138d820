/*
 * routing.c - from the candidate groups of a task to a route.
 *
 * Facts and ids of decisions come with the instance when its row is locked
 * (route_known() in the schema), so a decision that is kept costs no question.
 * Notes are stored in the clear: they name rules and conditions, and never the
 * values that were seen.
 */
#include "server/security/role.h"
#include "server/workflow/decisions.h"
#include "server/workflow/routing.h"
#include "server/workflow/votes.h"

#define BUDGET ((struct feel_budget){ .steps = 500000, .depth = 200,	\
    .bytes = 16 * 1024 * 1024 })
#define NOTES_MAX	(16 * 1024)	/* bytes; the rules are left out of
					 * longer ones */
#define WHY_DEPTH_MAX	16

struct asking {
	struct workflow_run	*r;
	struct instance		*in;
	const struct bpmn_effect *fx;
	struct str		 key, role;
	struct str		 fallback;	/* a group */
};

/* ------------------------------------------------------------------- groups */

bool
routing_decision(struct str group, struct str *ret_key, struct str *ret_role)
{
	static const struct str mark = STR("decision:");
	ptrdiff_t at = str_chr(group, '@');
	struct str rest = at < 0 ? group :
	    str_sub(group, (size_t)at + 1, group.len);

	if (!str_starts(rest, "decision:"))
		return false;
	*ret_key = str_sub(rest, mark.len, rest.len);
	*ret_role = at < 0 ? STR("") : str_sub(group, 0, (size_t)at);
	return true;
}

/* Is it "role" or "role@place"? */
static bool
is_group(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		char c = s.p[i];

		if (c == '@')
			return i > 0;
		if ((c < 'a' || c > 'z') && c != '_')
			return false;
	}
	return s.len > 0;
}

/* Its candidate group, else its lane, else a social worker of the unit. */
static struct str
group_at(const struct instance *in, const struct bpmn_task_open *t, size_t i)
{
	if (t->n_groups > i)
		return t->groups[i];
	if (t->lane != NONE) {
		struct str name = in->def->model->lanes[t->lane].name;

		if (is_group(name))
			return name;
	}
	return STR("social_worker");
}

/* What holds when a decision does not say: the next group that is none, else
 * its role at home. */
static struct str
default_group(const struct instance *in, const struct bpmn_task_open *t,
    struct str role)
{
	struct str key, ignored;

	for (size_t i = 1; i < t->n_groups; i++) {
		if (!routing_decision(t->groups[i], &key, &ignored))
			return t->groups[i];
	}
	return role.len > 0 ? role : group_at(in, t, t->n_groups);
}

/* Whom the model names: an assignee, or the only candidate there is. */
static struct str
named_user(const struct bpmn_task_open *t)
{
	if (t->assignee.len > 0)
		return t->assignee;
	return t->n_users == 1 && t->n_groups == 0 ? t->users[0] : STR("");
}

static struct route
route_to(const struct bpmn_task_open *t, struct str group)
{
	return (struct route){ .group = group,
		.mode = workflow_task_header(t, "assignment"),
		.who = named_user(t) };
}

static void
note_keys(struct buf *out, struct str list)
{
	struct str key, role;

	while (list.len > 0) {
		ptrdiff_t comma = str_chr(list, ',');
		struct str group = str_trim(comma < 0 ? list :
		    str_sub(list, 0, (size_t)comma));

		if (routing_decision(group, &key, &role) && key.len > 0 &&
		    str_chr(key, '"') < 0 && str_chr(key, '\\') < 0)
			buf_printf(out, "%s\"%.*s\"", out->len == 0 ? "{" :
			    ",", STR_ARG(key));
		list = comma < 0 ? STR("") :
		    str_sub(list, (size_t)comma + 1, list.len);
	}
}

const char *
routing_keys(struct arena *a, const struct bpmn_model *m)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;

	for (size_t i = 0; i < m->n_elements; i++) {
		const struct bpmn_user_task *t = m->elements[i].user_task;

		if (t != NULL && t->candidate_groups != NULL &&
		    t->candidate_groups->feel == NULL)
			note_keys(&out, t->candidate_groups->text);
	}
	buf_puts(&out, out.len == 0 ? "{}" : "}");
	return arena_str(a, buf_view(&out)).p;
}

/* -------------------------------------------------------------------- notes */

/* The explanation without values: what met or may meet a rule. */
static void
write_why(struct jsonw *w, const struct dmn_why *why, int depth)
{
	static const char *const answers[] = { [DMN_NOT_MET] = "not met",
		[DMN_MET] = "met", [DMN_NOT_KNOWN] = "unknown" };

	jsonw_object(w);
	jsonw_key(w, "kind");
	jsonw_cstr(w, why->kind == DMN_WHY_RULE ? "rule" :
	    why->kind == DMN_WHY_CONDITION ? "condition" :
	    why->kind == DMN_WHY_TABLE ? "table" : "decision");
	jsonw_key(w, why->kind == DMN_WHY_RULE ? "annotation" :
	    why->kind == DMN_WHY_TABLE ? "hitPolicy" : "name");
	jsonw_str(w, why->name);
	if (why->kind == DMN_WHY_RULE) {
		jsonw_key(w, "rule");
		jsonw_int(w, (int64_t)why->number);
	}
	if (why->kind == DMN_WHY_CONDITION) {
		jsonw_key(w, "text");
		jsonw_str(w, why->text);
	}
	if (why->kind == DMN_WHY_RULE || why->kind == DMN_WHY_CONDITION) {
		jsonw_key(w, "answer");
		jsonw_cstr(w, answers[why->answer]);
	}
	jsonw_key(w, "parts");
	jsonw_array(w);
	for (const struct dmn_why *p = why->parts; p != NULL &&
	    depth < WHY_DEPTH_MAX; p = p->next) {
		if (p->kind == DMN_WHY_DECISION || p->kind == DMN_WHY_TABLE ||
		    p->kind == DMN_WHY_RULE || p->kind == DMN_WHY_CONDITION)
			write_why(w, p, depth + 1);
	}
	jsonw_array_end(w);
	jsonw_object_end(w);
}

/* The first rule that was met, nearest to the decision itself; or NULL. */
static const struct dmn_why *
rule_met(const struct dmn_why *why, int depth)
{
	const struct dmn_why *found = NULL;

	for (const struct dmn_why *p = why->parts; p != NULL; p = p->next) {
		if (p->kind == DMN_WHY_RULE && p->answer == DMN_MET)
			return p;
	}
	for (const struct dmn_why *p = why->parts; p != NULL && found == NULL &&
	    depth < WHY_DEPTH_MAX; p = p->next)
		found = rule_met(p, depth + 1);
	return found;
}

/* Begin [{"code": ..., "params": {"decision": ... */
static void
begin_note(struct jsonw *w, const char *code, struct str decision)
{
	jsonw_array(w);
	jsonw_object(w);
	jsonw_key(w, "code");
	jsonw_cstr(w, code);
	jsonw_key(w, "params");
	jsonw_object(w);
	jsonw_key(w, "decision");
	jsonw_str(w, decision);
}

static const char *
end_note(struct asking *q, struct jsonw *w)
{
	jsonw_object_end(w);
	jsonw_object_end(w);
	jsonw_array_end(w);
	return arena_str(q->r->w.arena, buf_view(w->out)).p;
}

/* The default, and why it holds. */
static struct route
fall_back(struct asking *q, const char *code, struct str name, struct str what)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct jsonw w = JSONW(&out);
	struct route route = route_to(q->fx->task, q->fallback);

	begin_note(&w, code, name);
	jsonw_key(&w, "what");
	jsonw_str(&w, what);
	route.notes = end_note(q, &w);
	return route;
}

static const char *
decided_note(struct asking *q, struct str name, const struct dmn_why *why,
    struct str group)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	const struct dmn_why *rule = why == NULL ? NULL : rule_met(why, 0);
	struct jsonw w = JSONW(&out);
	size_t start;

	begin_note(&w, rule == NULL ? "decided" : "decided_by_rule", name);
	jsonw_key(&w, "to");
	jsonw_str(&w, group);
	if (rule != NULL) {
		jsonw_key(&w, "rule");
		jsonw_int(&w, (int64_t)rule->number);
		jsonw_key(&w, "annotation");
		jsonw_str(&w, rule->name);
	}
	start = out.len;
	if (why != NULL) {
		jsonw_key(&w, "why");
		write_why(&w, why, 0);
	}
	if (out.len > NOTES_MAX)
		out.len = start;
	return end_note(q, &w);
}

/* ------------------------------------------------------------------- asking */

static struct str
text_at(const struct feel_context *c, const char *name)
{
	const struct feel_value *v = feel_get(c, str_of(name));

	return v != NULL && v->kind == FEEL_STRING ? v->string : STR("");
}

/* What the decision answered, as a route; false when it cannot be used. */
static bool
read_answer(struct asking *q, struct feel_value v, struct route *ret)
{
	struct arena *a = q->r->w.arena;
	struct str role = q->role, place = STR("");
	ptrdiff_t at;

	*ret = route_to(q->fx->task, STR(""));
	if (v.kind == FEEL_CONTEXT) {
		struct str mode = text_at(v.context, "mode");
		struct str who = text_at(v.context, "assignee");

		role = role.len > 0 ? role : text_at(v.context, "role");
		place = text_at(v.context, "unit");
		ret->mode = mode.len > 0 ? arena_str(a, mode) : ret->mode;
		ret->who = who.len > 0 ? arena_str(a, who) : ret->who;
	} else if (v.kind == FEEL_STRING) {
		at = str_chr(v.string, '@');
		place = role.len > 0 ? v.string : at < 0 ? STR("") :
		    str_sub(v.string, (size_t)at + 1, v.string.len);
		role = role.len > 0 ? role : at < 0 ? v.string :
		    str_sub(v.string, 0, (size_t)at);
	}
	if (role_of(role) == 0 || (q->role.len > 0 && place.len == 0 &&
	    ret->who.len == 0))
		return false;
	ret->group = place.len == 0 ? arena_str(a, role) :
	    arena_printf(a, "%.*s@%.*s", STR_ARG(role), STR_ARG(place));
	return true;
}

/* The variables that the task sees, then the facts: of the same name the last
 * counts. */
static const struct json *
inputs_of(struct asking *q)
{
	struct arena *a = q->r->w.arena;
	const struct json *facts = json_get(q->in->route_known, "facts");
	_cleanup_(buf_done) struct buf text = BUF_INIT;
	struct jsonw w = JSONW(&text);
	struct json *vars, *all = arena_new_of(a, struct json);

	workflow_vars_json(&w, bpmn_state_vars(a, q->in->state, q->fx->node,
	    true));
	vars = json_parse(a, arena_str(a, buf_view(&text)), NULL);
	all->type = JSON_OBJECT;
	all->members = arena_array(a, (vars == NULL ? 0 : vars->n) +
	    (facts == NULL ? 0 : facts->n), sizeof(*all->members));
	for (size_t i = 0; vars != NULL && i < vars->n; i++) {
		if (vars->members[i].value.type != JSON_NULL)
			all->members[all->n++] = vars->members[i];
	}
	for (size_t i = 0; facts != NULL && i < facts->n; i++)
		all->members[all->n++] = facts->members[i];
	return all;
}

/* "a, b" */
static struct str
names_text(struct arena *a, const struct feel_unknown *unknown)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;

	for (size_t i = 0; i < unknown->n; i++) {
		buf_puts(&out, i > 0 ? ", " : "");
		buf_str(&out, unknown->names[i]);
	}
	return arena_str(a, buf_view(&out));
}

static struct route
route_by(struct asking *q, const struct decision *d)
{
	struct str name = dmn_element_name(d->what);
	struct dmn_run *run = dmn_run_new(d->dmn);
	struct dmn_result result;
	struct error err = { 0 };
	struct route route;

	if (decision_evaluate(d, run, &(struct decision_question){
	    .inputs = inputs_of(q), .now_us = q->r->env.now_us,
	    .zone = q->r->env.zone, .budget = BUDGET,
	    .missing_is_unknown = true, .explain = true }, &result, &err) < 0)
		route = fall_back(q, "decision_failed", name,
		    str_of(err.code));
	else if (result.unknown != NULL)
		route = fall_back(q, "decision_unknown", name,
		    names_text(q->r->w.arena, result.unknown));
	else if (!read_answer(q, result.value, &route))
		route = fall_back(q, "decision_unusable", name,
		    str_of(feel_kind_name(result.value.kind)));
	else
		route.notes = decided_note(q, name, result.why, route.group);
	dmn_run_free(run);
	return route;
}

/* Does the task ask a decision? */
static bool
begin_asking(struct asking *q, struct workflow_run *r, struct instance *in,
    const struct bpmn_effect *fx)
{
	*q = (struct asking){ .r = r, .in = in, .fx = fx };
	if (!routing_decision(group_at(in, fx->task, 0), &q->key, &q->role))
		return false;
	q->fallback = default_group(in, fx->task, q->role);
	return true;
}

static bool
known_id(const struct instance *in, struct str key, struct uuid *ret)
{
	const struct json *id = json_get_str(json_get(in->route_known, "ids"),
	    key);

	return id != NULL && uuid_parse(id->text, ret) == 0;
}

bool
routing_of(struct workflow_run *r, struct instance *in,
    const struct bpmn_effect *fx, struct route *ret)
{
	const struct decision *d;
	struct asking q;
	struct uuid id;

	if (!begin_asking(&q, r, in, fx)) {
		*ret = route_to(fx->task, group_at(in, fx->task, 0));
		return true;
	}
	if (!known_id(in, q.key, &id))
		return false;
	d = decision_kept(id);
	if (d == NULL)
		return false;
	*ret = route_by(&q, d);
	decision_put(d);
	return true;
}

/* Facts and ids of an instance that this run began, or of a decision that the
 * model names by an expression. */
static int fiber_fn
read_known(struct asking *q, struct error *err)
{
	struct workflow_run *r = q->r;
	_cleanup_(buf_done) struct buf keys = BUF_INIT;
	int at;

	note_keys(&keys, arena_printf(r->w.arena, "decision:%.*s",
	    STR_ARG(q->key)));
	buf_puts(&keys, keys.len == 0 ? "{}" : "}");
	at = db_push(r->w.db, ROUTE_KNOWN, db_str(r->w.db, buf_view(&keys)),
	    q->in->intervention_text);
	if (workflow_flush(r, err) < 0)
		return -1;
	q->in->route_known = json_parse(r->w.arena, arena_str(r->w.arena,
	    db_text(r->w.db, at, 0, 0)), NULL);
	return 0;
}

int fiber_fn
routing_ask(struct workflow_run *r, struct instance *in,
    const struct bpmn_effect *fx, struct route *ret, struct error *err)
{
	const struct decision *d;
	struct asking q;
	struct uuid id;

	(void)begin_asking(&q, r, in, fx);
	if (known_id(in, q.key, &id) ? workflow_flush(r, err) < 0 :
	    read_known(&q, err) < 0)
		return -1;
	if (!known_id(in, q.key, &id)) {
		*ret = fall_back(&q, "decision_failed", q.key,
		    STR("definition.unknown"));
		return 0;
	}
	d = decision_by_id(r->w.db, id, err);
	if (d == NULL)
		return -1;
	*ret = route_by(&q, d);
	decision_put(d);
	return 0;
}
