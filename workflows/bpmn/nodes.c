/*
 * nodes.c - the tree of what is running: nodes begin, end, and get stuck.
 */
#include <stdio.h>

#include "workflows/bpmn/run.h"

struct node *
run_parent_of(const struct run *r, const struct node *n)
{
	return n->parent == 0 ? NULL : state_node(r->st, n->parent);
}

struct node *
run_node_new(struct run *r, uint32_t parent, int element, enum node_kind kind)
{
	struct node *n = arena_new_of(r->a, struct node);
	struct node *p = parent == 0 ? NULL : state_node(r->st, parent);

	n->id = r->st->next_id++;
	n->parent = parent;
	n->element = element;
	n->kind = kind;
	n->entered_us = r->env->now_us;
	n->total = NONE;
	n->begun_at = NONE;
	vec_push(r->a, &r->st->nodes, n);
	if (p != NULL)
		p->n_children++;
	return n;
}

static void
node_remove(struct run *r, struct node *n)
{
	struct node *p = run_parent_of(r, n);
	size_t i = 0;

	while (r->st->nodes.v[i] != n)
		i++;
	memmove(&r->st->nodes.v[i], &r->st->nodes.v[i + 1],
	    (r->st->nodes.n - i - 1) * sizeof(n));
	r->st->nodes.n--;
	if (p != NULL)
		p->n_children--;
}

/* The last child, or NULL: the youngest ends first. */
static struct node *
last_child(const struct run *r, const struct node *n)
{
	if (n->n_children == 0)
		return NULL;
	for (size_t i = r->st->nodes.n; i > 0; i--) {
		if (r->st->nodes.v[i - 1]->parent == n->id)
			return r->st->nodes.v[i - 1];
	}
	return NULL;
}

static void
tokens_clear(struct run *r, uint32_t scope)
{
	size_t kept = 0, gates = 0;

	for (size_t i = 0; i < r->st->tokens.n; i++) {
		if (r->st->tokens.v[i].scope != scope)
			r->st->tokens.v[kept++] = r->st->tokens.v[i];
	}
	r->st->tokens.n = kept;
	for (size_t i = 0; i < r->st->gates.n; i++) {
		if (r->st->gates.v[i].scope != scope)
			r->st->gates.v[gates++] = r->st->gates.v[i];
	}
	r->st->gates.n = gates;
}

void
run_scope_clear(struct run *r, struct node *n)
{
	struct node *child;

	run_purge(r, n->id);
	while ((child = last_child(r, n)) != NULL)
		run_node_end(r, child, false);
	tokens_clear(r, n->id);
	n->n_pending = 0;
}

void
run_node_end(struct run *r, struct node *n, bool is_done)
{
	struct bpmn_effect *fx;

	run_scope_clear(r, n);
	run_close_outside(r, n, is_done);
	run_incident_end(r, n);
	run_waits_end(r, n->id);
	run_forget_records(r, n->id);
	if (n->kind != NODE_STUCK && n->kind != NODE_COMPENSATE) {
		fx = run_effect(r, BPMN_FX_LEAVE, n, n->element);
		fx->is_done = is_done;
	}
	node_remove(r, n);
}

struct node *
run_scope_of(struct run *r, struct node *n)
{
	while (n != NULL && n->kind != NODE_SCOPE)
		n = run_parent_of(r, n);
	return n;
}

struct node *
run_outer_of(struct run *r, struct node *n)
{
	struct node *p = run_parent_of(r, n);

	return p != NULL && p->kind == NODE_MULTI &&
	    p->element == n->element ? p : n;
}

void
run_incident(
    struct run *r, struct node *n, const char *code, const char *fmt, ...)
{
	struct bpmn_effect *fx;
	va_list ap;

	va_start(ap, fmt);
	n->message = arena_vprintf(r->a, fmt, ap);
	va_end(ap);
	n->code = arena_str(r->a, str_of(code));
	fx = run_effect(r, BPMN_FX_INCIDENT, n, n->element);
	fx->code = n->code;
	fx->message = n->message;
}

void
run_incident_end(struct run *r, struct node *n)
{
	if (n->code.len == 0)
		return;
	n->code = n->message = STR("");
	(void)run_effect(r, BPMN_FX_INCIDENT_END, n, n->element);
}

struct node *
run_stuck(struct run *r, struct node *scope, int element, enum node_phase phase)
{
	struct node *n = run_node_new(r, scope->id, element, NODE_STUCK);

	n->phase = phase;
	return n;
}
