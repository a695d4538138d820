/*
 * state.c - find things in a state; a new, empty one.
 */
#include "workflows/bpmn/state.h"

const char *
bpmn_status_name(enum bpmn_status status)
{
	static const char *const names[] = {
		"active", "completed", "terminated", "cancelled", "failed",
	};

	return names[status];
}

struct bpmn_state *
bpmn_state_new(struct arena *a, const struct bpmn_model *m,
    const struct bpmn_process *p)
{
	struct bpmn_state *st = arena_new_of(a, struct bpmn_state);

	st->arena = a;
	st->model = m;
	st->process = (int)(p - m->processes);
	st->next_id = 1;
	return st;
}

struct node *
state_node(const struct bpmn_state *st, uint32_t id)
{
	size_t low = 0, high = st->nodes.n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (st->nodes.v[mid]->id < id)
			low = mid + 1;
		else
			high = mid;
	}
	if (low < st->nodes.n && st->nodes.v[low]->id == id)
		return st->nodes.v[low];
	return NULL;
}

struct wait *
state_wait(const struct bpmn_state *st, uint32_t id)
{
	for (size_t i = 0; i < st->waits.n; i++) {
		if (st->waits.v[i].id == id)
			return &st->waits.v[i];
	}
	return NULL;
}

struct node *
state_root(const struct bpmn_state *st)
{
	return st->nodes.n > 0 ? st->nodes.v[0] : NULL;
}

void
variables_set(struct arena *a, struct variables *vars, struct str name,
    struct feel_value value)
{
	struct feel_entry entry = { name, value };

	for (size_t i = 0; i < vars->n; i++) {
		if (str_eq(vars->v[i].key, name)) {
			vars->v[i].value = value;
			return;
		}
	}
	vec_push(a, vars, entry);
}

bool
variables_remove(struct variables *vars, struct str name)
{
	for (size_t i = 0; i < vars->n; i++) {
		if (!str_eq(vars->v[i].key, name))
			continue;
		vars->n--;
		memmove(&vars->v[i], &vars->v[i + 1],
		    (vars->n - i) * sizeof(*vars->v));
		return true;
	}
	return false;
}

const struct feel_value *
variables_get(const struct variables *vars, struct str name)
{
	for (size_t i = 0; i < vars->n; i++) {
		if (str_eq(vars->v[i].key, name))
			return &vars->v[i].value;
	}
	return NULL;
}

enum bpmn_status
bpmn_state_status(const struct bpmn_state *st)
{
	return st->status;
}

int
bpmn_state_process(const struct bpmn_state *st)
{
	return st->model->processes[st->process].element;
}

size_t
bpmn_state_open(struct arena *a, const struct bpmn_state *st,
    const struct bpmn_open **ret)
{
	struct bpmn_open *open = arena_array(a, st->nodes.n, sizeof(*open));

	for (size_t i = 0; i < st->nodes.n; i++) {
		const struct node *n = st->nodes.v[i];

		open[i] = (struct bpmn_open){
			.node = n->id, .parent = n->parent,
			.element = n->element,
			.is_scope = n->kind == NODE_SCOPE ||
			    n->kind == NODE_MULTI,
			.has_incident = n->code.len > 0,
			.code = n->code, .message = n->message,
			.entered_us = n->entered_us,
		};
	}
	*ret = open;
	return st->nodes.n;
}

struct bpmn_vars
bpmn_state_vars(struct arena *a, const struct bpmn_state *st, uint32_t node,
    bool with_outer)
{
	const struct node *n = node == 0 ? state_root(st) :
	    state_node(st, node);
	struct variables all = { 0 };

	for (; n != NULL; n = n->parent == 0 ? NULL :
	    state_node(st, n->parent)) {
		for (size_t i = 0; i < n->vars.n; i++) {
			struct str name = n->vars.v[i].key;

			if (!is_private_name(name) &&
			    variables_get(&all, name) == NULL)
				variables_set(a, &all, name,
				    n->vars.v[i].value);
		}
		if (!with_outer)
			break;
	}
	return (struct bpmn_vars){ all.v, all.n };
}
