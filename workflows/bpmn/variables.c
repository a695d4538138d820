/*
 * variables.c - what expressions see, and where results go.
 *
 * A name is looked for in the node, then in those around it.  A result is set
 * where the name is defined already, else in the process.  The data a
 * compensation handler works on (that of the time of the activity) can be seen
 * but is not written to: its results belong to the present.
 */
#include "workflows/bpmn/run.h"

/* ----------------------------------------------------------------- reading */

/* The results so far: a copy, since more come. */
static bool
see_collected(const struct run *r, const struct node *n, struct str name,
    struct feel_value *ret)
{
	const struct feel_value *list = variables_get(&n->vars, VAR_OUTPUT);
	struct feel_value *copy;

	if (list == NULL || !str_eq(name, element_of(r,
	    n->element)->loop->output))
		return false;
	copy = arena_array(r->a, list->list.n + 1, sizeof(*copy));
	if (list->list.n > 0)
		memcpy(copy, list->list.v, list->list.n * sizeof(*copy));
	*ret = feel_list(copy, list->list.n);
	return true;
}

/* What a multi-instance activity knows of its instances. */
static bool
see_instances(const struct node *n, struct str name, struct feel_value *ret)
{
	int64_t active = (int64_t)n->n_children;

	if (str_is(name, "numberOfInstances") || str_is(name, "nrOfInstances"))
		*ret = feel_int(n->total);
	else if (str_is(name, "numberOfActiveInstances") ||
	    str_is(name, "nrOfActiveInstances"))
		*ret = feel_int(active);
	else if (str_is(name, "numberOfCompletedInstances") ||
	    str_is(name, "nrOfCompletedInstances"))
		*ret = feel_int(n->done);
	else if (str_is(name, "numberOfTerminatedInstances"))
		*ret = feel_int(n->loop - n->done - active);
	else
		return false;
	return true;
}

/* What a loop, or a run of one, knows of itself. */
static bool
see_loop(const struct run *r, const struct node *n, struct str name,
    struct feel_value *ret)
{
	const struct node *loop = n->kind == NODE_MULTI ? n :
	    run_parent_of(r, n);

	if (n->kind == NODE_MULTI && element_of(r, n->element)->loop->is_multi)
		return see_instances(n, name, ret) ||
		    see_collected(r, n, name, ret);
	if (loop == NULL || loop->kind != NODE_MULTI ||
	    !str_is(name, "loopCounter"))
		return false;
	*ret = feel_int(n->loop);
	return true;
}

bool
run_see(const struct run *r, const struct node *n, struct str name,
    struct feel_value *ret)
{
	for (; n != NULL; n = run_parent_of(r, n)) {
		const struct feel_value *v = variables_get(&n->vars, name);

		if (v != NULL) {
			*ret = *v;
			return true;
		}
		if ((n->loop > 0 || n->kind == NODE_MULTI) &&
		    see_loop(r, n, name, ret))
			return true;
	}
	return false;
}

static bool
look_up(struct feel_run *run, void *ctx, struct str name,
    struct feel_value *ret)
{
	const struct view *v = ctx;

	(void)run;
	for (size_t i = 0; i < v->n_extra; i++) {
		if (str_eq(v->extra[i].key, name)) {
			*ret = v->extra[i].value;
			return true;
		}
	}
	return run_see(v->r, v->node, name, ret);
}

int
run_evaluate(const struct view *v, const struct bpmn_value *value,
    struct feel_value *ret, struct str *why)
{
	struct feel_vars vars = { NULL, look_up, (void *)v };
	struct run *r = v->r;

	if (value == NULL) {
		*ret = FEEL_NULL_VALUE;
		return 0;
	}
	if (value->feel == NULL) {
		*ret = feel_string(value->text);
		return 0;
	}
	/* The budget is one for all expressions of an event. */
	r->feel.n_diagnostics = 0;
	*ret = feel_eval(&r->feel, value->feel, &vars);
	if (r->feel.stopped == NULL)
		return 0;
	*why = arena_printf(r->a, "'%.*s' is too much work: its budget of "
	    "%s is spent", STR_ARG(value->text), r->feel.stopped);
	return -1;
}

/* Why the last evaluation gave null, if it says. */
static struct str
reason(struct run *r)
{
	struct str m;

	if (r->feel.n_diagnostics == 0)
		return STR("");
	m = r->feel.diagnostics[0].message;
	return arena_printf(r->a, " (%.*s)", STR_ARG(m));
}

int
run_evaluate_bool(const struct view *v, const struct bpmn_value *value,
    bool *ret, struct str *why)
{
	struct feel_value result;

	if (run_evaluate(v, value, &result, why) < 0)
		return -1;
	if (result.kind != FEEL_BOOLEAN) {
		struct str more = reason(v->r);

		*why = arena_printf(v->r->a,
		    "'%.*s' gave %s, not true or false%.*s",
		    STR_ARG(value->text), feel_kind_name(result.kind),
		    STR_ARG(more));
		return -1;
	}
	*ret = result.boolean;
	return 0;
}

int
run_evaluate_text(const struct view *v, const struct bpmn_value *value,
    struct str *ret, struct str *why)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct feel_value result;

	if (run_evaluate(v, value, &result, why) < 0)
		return -1;
	*ret = STR("");
	if (result.kind == FEEL_NULL)
		return 0;
	if (result.kind == FEEL_STRING) {
		*ret = result.string;
		return 0;
	}
	feel_format(&out, result);
	*ret = arena_str(v->r->a, buf_view(&out));
	return 0;
}

struct variables
run_flatten(struct run *r, const struct node *n)
{
	struct bpmn_vars all = bpmn_state_vars(r->a, r->st, n->id, true);

	return (struct variables){ (struct feel_entry *)all.v, all.n, all.n };
}

/* ----------------------------------------------------------------- writing */

/* What is set in one go is told in one effect. */
static void
report(struct run *r, const struct node *n, struct str name,
    struct feel_value v)
{
	struct bpmn_effect *fx = r->effects.n == 0 ? NULL :
	    &r->effects.v[r->effects.n - 1];
	struct feel_entry *entries;

	if (is_private_name(name))
		return;
	r->is_dirty = r->has_changed = true;
	if (fx == NULL || fx->type != BPMN_FX_VARS || fx->node != n->id)
		fx = run_effect(r, BPMN_FX_VARS, n, n->element);
	entries = (struct feel_entry *)fx->vars.v;
	/* Full at powers of two. */
	if ((fx->vars.n & (fx->vars.n - 1)) == 0)
		entries = arena_grow(r->a, entries,
		    fx->vars.n * sizeof(*entries),
		    (2 * fx->vars.n + 1) * sizeof(*entries));
	entries[fx->vars.n] = (struct feel_entry){ name, v };
	fx->vars = (struct bpmn_vars){ entries, fx->vars.n + 1 };
}

static bool
is_in(const struct feel_value *names, struct str name)
{
	for (size_t i = 0; i < names->list.n; i++) {
		if (str_eq(names->list.v[i].string, name))
			return true;
	}
	return false;
}

/* A called process gives back what it set, and not what it was given. */
static void
note_written(struct run *r, struct node *n, struct str name)
{
	const struct feel_value *old = n->parent != 0 ? NULL :
	    variables_get(&n->vars, VAR_WRITTEN);
	struct feel_value *names;

	if (old == NULL || old->kind != FEEL_LIST || is_in(old, name) ||
	    is_private_name(name))
		return;
	names = arena_array(r->a, old->list.n + 1, sizeof(*names));
	if (old->list.n > 0)
		memcpy(names, old->list.v, old->list.n * sizeof(*names));
	names[old->list.n] = feel_string(arena_str(r->a, name));
	variables_set(r->a, &n->vars, VAR_WRITTEN,
	    feel_list(names, old->list.n + 1));
}

struct bpmn_vars
run_split_given(struct run *r, const struct node *root, size_t *n_given)
{
	struct bpmn_vars all = bpmn_state_vars(r->a, r->st, root->id, false);
	const struct feel_value *names = variables_get(&root->vars,
	    VAR_WRITTEN);
	struct variables given = { 0 }, set = { 0 };

	*n_given = 0;
	if (names == NULL || names->kind != FEEL_LIST)
		return all;
	for (size_t i = 0; i < all.n; i++) {
		if (is_in(names, all.v[i].key))
			vec_push(r->a, &set, all.v[i]);
		else
			vec_push(r->a, &given, all.v[i]);
	}
	for (size_t i = 0; i < given.n; i++)
		vec_push(r->a, &set, given.v[i]);
	*n_given = given.n;
	return (struct bpmn_vars){ set.v, set.n };
}

void
run_assign_here(struct run *r, struct node *n, struct str name,
    struct feel_value v)
{
	note_written(r, n, name);
	variables_set(r->a, &n->vars, name, v);
	report(r, n, name, v);
}

void
run_assign(struct run *r, struct node *n, struct str name, struct feel_value v)
{
	struct node *at = n;

	while (at->parent != 0 && (at->kind == NODE_COMPENSATE ||
	    variables_get(&at->vars, name) == NULL))
		at = run_parent_of(r, at);
	run_assign_here(r, at, name, v);
}

void
run_assign_all(struct run *r, struct node *n, const struct bpmn_vars *vars)
{
	for (size_t i = 0; vars != NULL && i < vars->n; i++) {
		if (!is_private_name(vars->v[i].key))
			run_assign(r, n, vars->v[i].key, vars->v[i].value);
	}
}

/* ----------------------------------------------------------------- mapping */

/* The value of a path "a.b.c" within what a is now: a context with that one
 * entry replaced. */
static struct feel_value
put_path(struct arena *a, const struct feel_value *now, struct str path,
    struct feel_value v)
{
	ptrdiff_t dot = str_chr(path, '.');
	struct str key = dot < 0 ? path : str_sub(path, 0, (size_t)dot);
	const struct feel_context *old = now != NULL &&
	    now->kind == FEEL_CONTEXT ? now->context : NULL;
	size_t n = old == NULL ? 0 : old->n;
	struct feel_entry *entries = arena_array(a, n + 1, sizeof(*entries));

	if (n > 0)
		memcpy(entries, old->entries, n * sizeof(*entries));
	if (dot >= 0)
		v = put_path(a, old == NULL ? NULL : feel_get(old, key),
		    str_sub(path, (size_t)dot + 1, path.len), v);
	entries[n] = (struct feel_entry){ key, v };
	return feel_context(a, entries, n + 1);
}

static int
path_depth(struct str path)
{
	int depth = 0;

	for (size_t i = 0; i < path.len; i++)
		depth += path.p[i] == '.';
	return depth;
}

/* A target may be a path; the variable is its first part. */
static int
assign_path(struct run *r, struct node *n, struct str target,
    struct feel_value v, bool is_here)
{
	ptrdiff_t dot = str_chr(target, '.');
	struct feel_value now = FEEL_NULL_VALUE;
	struct str name = target;

	if (path_depth(target) > 16)
		return -1;
	if (dot > 0) {
		const struct feel_value *own;

		name = str_sub(target, 0, (size_t)dot);
		own = variables_get(&n->vars, name);
		if (is_here && own != NULL)
			now = *own;
		else if (!is_here)
			(void)run_see(r, n, name, &now);
		v = put_path(r->a, &now,
		    str_sub(target, (size_t)dot + 1, target.len), v);
	}
	if (is_here)
		run_assign_here(r, n, name, v);
	else
		run_assign(r, n, name, v);
	return 0;
}

int
run_map_inputs(struct run *r, struct node *n, const struct bpmn_element *e,
    struct str *why)
{
	for (size_t i = 0; i < e->n_inputs; i++) {
		struct view v = { r, n, NULL, 0 };
		struct feel_value value;

		if (run_evaluate(&v, e->inputs[i].source, &value, why) < 0)
			return -1;
		if (assign_path(r, n, e->inputs[i].target, value, true) < 0) {
			*why = STR("the path of the target is too deep");
			return -1;
		}
	}
	return 0;
}

/* The target of an input, or what each instance of a loop has for itself. */
static bool
is_own(const struct node *n, const struct bpmn_element *e, struct str name)
{
	for (size_t i = 0; i < e->n_inputs; i++) {
		struct str target = e->inputs[i].target;
		ptrdiff_t dot = str_chr(target, '.');

		if (str_eq(name, dot < 0 ? target :
		    str_sub(target, 0, (size_t)dot)))
			return true;
	}
	return n->loop > 0 && e->loop != NULL && name.len > 0 &&
	    (str_eq(name, e->loop->element) || str_eq(name, e->loop->own));
}

/* Without output mappings: where the names are defined, from the inside out. */
static void
give_results(struct run *r, struct node *n, struct node *outside,
    const struct bpmn_vars *results)
{
	const struct bpmn_element *e = element_of(r, n->element);

	for (size_t i = 0; results != NULL && i < results->n; i++) {
		struct str name = results->v[i].key;

		if (is_private_name(name))
			continue;
		if (is_own(n, e, name))
			run_assign_here(r, n, name, results->v[i].value);
		else
			run_assign(r, outside, name, results->v[i].value);
	}
}

int
run_map_outputs(struct run *r, struct node *n, const struct bpmn_element *e,
    const struct bpmn_vars *results, struct str *why)
{
	struct node *outside = run_outer_of(r, n);

	/* Within a loop the instance's surroundings are those of the loop. */
	outside = outside->parent == 0 ? outside : run_parent_of(r, outside);
	if (e->n_outputs == 0) {
		give_results(r, n, outside, results);
		return 0;
	}
	for (size_t i = 0; results != NULL && i < results->n; i++) {
		if (!is_private_name(results->v[i].key))
			variables_set(r->a, &n->vars, results->v[i].key,
			    results->v[i].value);
	}
	for (size_t i = 0; i < e->n_outputs; i++) {
		struct view v = { r, n, NULL, 0 };
		struct feel_value value;

		if (run_evaluate(&v, e->outputs[i].source, &value, why) < 0)
			return -1;
		if (assign_path(r, outside, e->outputs[i].target, value,
		    false) < 0) {
			*why = STR("the path of the target is too deep");
			return -1;
		}
	}
	return 0;
}
