/*
 * task.c - the attributes of a user task: as the model has them, as listeners
 * see and correct them.
 */
#include "workflows/bpmn/expressions.h"
#include "workflows/bpmn/listeners.h"

static int
evaluate_people(const struct view *v, const struct bpmn_user_task *u,
    struct bpmn_task_open *t, struct str *why)
{
	if (u->assignee != NULL &&
	    run_evaluate_text(v, u->assignee, &t->assignee, why) < 0)
		return -1;
	if (u->candidate_groups != NULL && run_evaluate_names(v,
	    u->candidate_groups, &t->groups, &t->n_groups, why) < 0)
		return -1;
	if (u->candidate_users != NULL && run_evaluate_names(v,
	    u->candidate_users, &t->users, &t->n_users, why) < 0)
		return -1;
	return 0;
}

int
task_evaluate(struct run *r, struct node *n, struct bpmn_task_open *ret,
    struct str *why)
{
	const struct bpmn_element *e = element_of(r, n->element);
	const struct bpmn_user_task *u = e->user_task;
	struct view v = { r, n, NULL, 0 };

	*ret = (struct bpmn_task_open){
		.assignee = STR(""), .form = STR(""), .lane = e->lane,
		.priority = 50, .loop = n->loop,
		.form_binding = u->form_binding,
		.form_version_tag = u->form_version_tag,
		.n_headers = u->n_headers,
	};
	if (evaluate_people(&v, u, ret, why) < 0 ||
	    run_evaluate_number(&v, u->priority, 100, &ret->priority,
	    why) < 0 || run_evaluate_due(&v, u->due, &ret->due_us, why) < 0 ||
	    run_evaluate_due(&v, u->follow_up, &ret->follow_up_us, why) < 0 ||
	    run_evaluate_headers(&v, u->headers, u->n_headers, &ret->headers,
	    why) < 0)
		return -1;
	return u->form == NULL ? 0 :
	    run_evaluate_text(&v, u->form, &ret->form, why);
}

/* ------------------------------------------------------------- corrections */

static const struct {
	const char			*name;
	enum bpmn_task_attribute	 attribute;
} attributes[] = {
	{ "assignee", BPMN_TASK_ASSIGNEE },
	{ "candidateGroups", BPMN_TASK_GROUPS },
	{ "candidateUsers", BPMN_TASK_USERS },
	{ "dueDate", BPMN_TASK_DUE },
	{ "followUpDate", BPMN_TASK_FOLLOW_UP },
	{ "priority", BPMN_TASK_PRIORITY },
};

static bool
correct_priority(struct feel_value v, struct bpmn_task_open *t)
{
	int64_t n;

	if (v.kind != FEEL_NUMBER || dec128_to_int(v.number, &n) < 0 ||
	    n < 0 || n > 100)
		return false;
	t->priority = (int)n;
	return true;
}

static bool
correct_one(struct run *r, enum bpmn_task_attribute a, struct feel_value v,
    struct bpmn_task_open *t)
{
	switch (a) {
	case BPMN_TASK_ASSIGNEE:
		t->assignee = v.kind == FEEL_STRING ? v.string : STR("");
		return v.kind == FEEL_STRING || v.kind == FEEL_NULL;
	case BPMN_TASK_GROUPS:
		run_names_of(r, v, &t->groups, &t->n_groups);
		return true;
	case BPMN_TASK_USERS:
		run_names_of(r, v, &t->users, &t->n_users);
		return true;
	case BPMN_TASK_DUE:
		return bpmn_due(r->env, v, &t->due_us) == 0;
	case BPMN_TASK_FOLLOW_UP:
		return bpmn_due(r->env, v, &t->follow_up_us) == 0;
	case BPMN_TASK_PRIORITY:
		return correct_priority(v, t);
	}
	return false;
}

static int
find_attribute(struct str name)
{
	for (size_t i = 0; i < ARRAY_LEN(attributes); i++) {
		if (str_is(name, attributes[i].name))
			return (int)i;
	}
	return NONE;
}

int
task_correct(struct run *r, struct feel_value corrections,
    struct bpmn_task_open *t, unsigned *changed, struct str *why)
{
	if (corrections.kind != FEEL_CONTEXT) {
		*why = STR("'corrections' of a listener is a context");
		return -1;
	}
	for (size_t i = 0; i < corrections.context->n; i++) {
		const struct feel_entry *c = &corrections.context->entries[i];
		int a = find_attribute(c->key);

		if (a == NONE || !correct_one(r, attributes[a].attribute,
		    c->value, t)) {
			*why = arena_printf(r->a, "a listener cannot correct "
			    "'%.*s' so: it may say assignee, candidateGroups, "
			    "candidateUsers, dueDate, followUpDate and "
			    "priority (0 to 100)", STR_ARG(c->key));
			return -1;
		}
		*changed |= attributes[a].attribute;
	}
	return 0;
}

void
task_merge(struct bpmn_task_open *t, const struct bpmn_task_open *from,
    unsigned changed)
{
	if (changed & BPMN_TASK_ASSIGNEE)
		t->assignee = from->assignee;
	if (changed & BPMN_TASK_GROUPS) {
		t->groups = from->groups;
		t->n_groups = from->n_groups;
	}
	if (changed & BPMN_TASK_USERS) {
		t->users = from->users;
		t->n_users = from->n_users;
	}
	if (changed & BPMN_TASK_DUE)
		t->due_us = from->due_us;
	if (changed & BPMN_TASK_FOLLOW_UP)
		t->follow_up_us = from->follow_up_us;
	if (changed & BPMN_TASK_PRIORITY)
		t->priority = from->priority;
}

/* ---------------------------------------------------------------- contexts */

static struct feel_value
texts(struct run *r, const struct str *v, size_t n)
{
	struct feel_value *list = arena_array(r->a, n, sizeof(*list));

	for (size_t i = 0; i < n; i++)
		list[i] = feel_string(v[i]);
	return feel_list(list, n);
}

static struct feel_value
moment(struct run *r, int64_t us)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct temporal_datetime t;

	if (us == 0 || !span_local(r->env, us, &t))
		return FEEL_NULL_VALUE;
	temporal_format_datetime(&t, &out);
	return feel_string(arena_str(r->a, buf_view(&out)));
}

static struct feel_value
value_of(struct run *r, const struct bpmn_task_open *t,
    enum bpmn_task_attribute a)
{
	switch (a) {
	case BPMN_TASK_ASSIGNEE:
		return t->assignee.len == 0 ? FEEL_NULL_VALUE :
		    feel_string(t->assignee);
	case BPMN_TASK_GROUPS:
		return texts(r, t->groups, t->n_groups);
	case BPMN_TASK_USERS:
		return texts(r, t->users, t->n_users);
	case BPMN_TASK_DUE:
		return moment(r, t->due_us);
	case BPMN_TASK_FOLLOW_UP:
		return moment(r, t->follow_up_us);
	case BPMN_TASK_PRIORITY:
		return feel_int(t->priority);
	}
	return FEEL_NULL_VALUE;
}

static struct variables
describe(struct run *r, const struct bpmn_task_open *t, unsigned which)
{
	struct variables v = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(attributes); i++) {
		if (which & attributes[i].attribute)
			variables_set(r->a, &v, str_of(attributes[i].name),
			    value_of(r, t, attributes[i].attribute));
	}
	return v;
}

struct feel_value
task_as_context(struct run *r, const struct bpmn_task_open *t,
    unsigned changed)
{
	struct variables v = describe(r, t, changed);

	return feel_context(r->a, v.v, v.n);
}

/* ----------------------------------------------------------------- opening */

/* What creating listeners corrected so far. */
static int
kept_corrections(struct run *r, const struct node *n,
    struct bpmn_task_open *t, unsigned *changed, struct str *why)
{
	const struct feel_value *kept = variables_get(&n->vars,
	    VAR_CORRECTIONS);

	return kept == NULL ? 0 : task_correct(r, *kept, t, changed, why);
}

int
task_before_opening(struct run *r, struct node *n, struct listened *ret,
    struct str *why)
{
	struct bpmn_task_open t;

	if (task_evaluate(r, n, &t, why) < 0 ||
	    kept_corrections(r, n, &ret->task, &ret->changed, why) < 0)
		return -1;
	task_merge(&t, &ret->task, ret->changed);
	ret->about = describe(r, &t, ~0u);
	variables_set(r->a, &ret->about, STR("action"),
	    feel_string(STR("create")));
	return 0;
}

/* Somebody is named from the start: the listeners of assigning are asked; when
 * they deny it, the task is nobody's. */
static int
first_assignee(struct run *r, struct node *n, struct bpmn_task_open *t,
    struct str *why)
{
	struct listened heard = { .about = describe(r, t, ~0u) };

	variables_set(r->a, &heard.about, STR("action"),
	    feel_string(STR("create")));
	if (run_ask_listeners(r, n, BPMN_AT_ASSIGNING, &heard, why) < 0)
		return -1;
	if (heard.is_denied) {
		t->assignee = STR("");
		return 0;
	}
	task_merge(t, &heard.task, heard.changed);
	for (size_t i = 0; i < heard.vars.n; i++)
		run_assign_here(r, n, heard.vars.v[i].key,
		    heard.vars.v[i].value);
	return 0;
}

int
task_open(struct run *r, struct node *n, struct str *why)
{
	struct bpmn_task_open *t = arena_new_of(r->a, struct bpmn_task_open);
	struct bpmn_task_open corrected = { .assignee = STR("") };
	unsigned changed = 0;

	if (task_evaluate(r, n, t, why) < 0 ||
	    kept_corrections(r, n, &corrected, &changed, why) < 0)
		return -1;
	task_merge(t, &corrected, changed);
	if (t->assignee.len > 0 && first_assignee(r, n, t, why) < 0)
		return -1;
	(void)variables_remove(&n->vars, VAR_CORRECTIONS);
	run_effect(r, BPMN_FX_TASK_OPEN, n, n->element)->task = t;
	return 0;
}
