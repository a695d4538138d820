/*
 * codec.c - the whole state as bytes, and back.
 *
 * What is read is believed only after a check (codec_check.c): a state that
 * decodes is one that the engine can go on with.
 */
#include "workflows/bpmn/codec.h"
#include "workflows/bpmn/codec_check.h"

#define MAGIC	"VBP\1"

/* ----------------------------------------------------------------- writing */

static bool
write_variables(struct buf *out, const struct variables *vars)
{
	codec_write_number(out, vars->n);
	for (size_t i = 0; i < vars->n; i++) {
		codec_write_text(out, vars->v[i].key);
		if (!codec_write_value(out, vars->v[i].value, 0))
			return false;
	}
	return true;
}

static bool
write_node(struct buf *out, const struct node *n)
{
	codec_write_number(out, n->id);
	codec_write_number(out, n->parent);
	codec_write_number(out, (uint64_t)n->element);
	codec_write_number(out, n->kind);
	codec_write_number(out, n->phase);
	codec_write_number(out, n->flags);
	codec_write_signed(out, n->entered_us);
	codec_write_signed(out, n->loop);
	codec_write_signed(out, n->total);
	codec_write_signed(out, n->done);
	codec_write_signed(out, n->retries);
	codec_write_signed(out, n->begun_at);
	codec_write_text(out, n->code);
	codec_write_text(out, n->message);
	return write_variables(out, &n->vars);
}

static void
write_wait(struct buf *out, const struct wait *w)
{
	codec_write_number(out, w->id);
	codec_write_number(out, w->node);
	codec_write_number(out, (uint64_t)w->element);
	codec_write_number(out, (uint64_t)w->def);
	codec_write_number(out, w->is_met);
	codec_write_signed(out, w->due_us);
	codec_write_signed(out, w->left);
	codec_write_text(out, w->cycle);
	codec_write_text(out, w->name);
	codec_write_text(out, w->key);
}

static bool
write_record(struct buf *out, const struct record *rec)
{
	codec_write_number(out, rec->id);
	codec_write_number(out, rec->scope);
	codec_write_number(out, rec->owner);
	codec_write_number(out, rec->driver);
	codec_write_number(out, (uint64_t)rec->element);
	return write_variables(out, &rec->vars);
}

static void
write_tokens(struct buf *out, const struct bpmn_state *st)
{
	codec_write_number(out, st->tokens.n);
	for (size_t i = 0; i < st->tokens.n; i++) {
		codec_write_number(out, st->tokens.v[i].scope);
		codec_write_number(out, (uint64_t)st->tokens.v[i].flow);
		codec_write_number(out, st->tokens.v[i].n);
	}
	codec_write_number(out, st->gates.n);
	for (size_t i = 0; i < st->gates.n; i++) {
		codec_write_number(out, st->gates.v[i].scope);
		codec_write_number(out, (uint64_t)st->gates.v[i].element);
		codec_write_number(out, st->gates.v[i].used);
	}
}

static bool
write_state(struct buf *out, const struct bpmn_state *st)
{
	const struct bpmn_process *p = &st->model->processes[st->process];

	buf_add(out, MAGIC, sizeof(MAGIC) - 1);
	codec_write_number(out, st->model->n_elements);
	codec_write_text(out, p->id);
	codec_write_number(out, st->status);
	codec_write_number(out, (uint64_t)st->is_started |
	    (uint64_t)st->is_called << 1);
	codec_write_number(out, st->next_id);
	codec_write_number(out, st->nodes.n);
	for (size_t i = 0; i < st->nodes.n; i++) {
		if (!write_node(out, st->nodes.v[i]))
			return false;
	}
	codec_write_number(out, st->waits.n);
	for (size_t i = 0; i < st->waits.n; i++)
		write_wait(out, &st->waits.v[i]);
	write_tokens(out, st);
	codec_write_number(out, st->records.n);
	for (size_t i = 0; i < st->records.n; i++) {
		if (!write_record(out, &st->records.v[i]))
			return false;
	}
	return true;
}

int
bpmn_state_encode(const struct bpmn_state *st, struct buf *out,
    struct error *err)
{
	size_t before = out->len;

	if (!write_state(out, st))
		return error_set(err, ERR_LIMIT, "bpmn.state_depth",
		    "a variable is nested deeper than %d", CODEC_DEPTH_MAX);
	if (out->len - before > BPMN_STATE_MAX)
		return error_set(err, ERR_LIMIT, "bpmn.state_size",
		    "the variables and steps of this process need more than "
		    "%d bytes", BPMN_STATE_MAX);
	return 0;
}

/* ----------------------------------------------------------------- reading */

static uint32_t
read_id(struct reader *in)
{
	uint64_t v = codec_read_number(in);

	if (v > UINT32_MAX)
		in->is_bad = true;
	return in->is_bad ? 0 : (uint32_t)v;
}

static int
read_index(struct reader *in, size_t n)
{
	uint64_t v = codec_read_number(in);

	if (v >= n)
		in->is_bad = true;
	return in->is_bad ? 0 : (int)v;
}

static struct variables
read_variables(struct reader *in)
{
	size_t n = codec_read_count(in);
	struct variables vars = { 0 };

	if (n == 0)
		return vars;
	vars.v = arena_array(in->a, n, sizeof(*vars.v));
	vars.n = vars.cap = n;
	for (size_t i = 0; i < n; i++) {
		vars.v[i].key = codec_read_text(in);
		vars.v[i].value = codec_read_value(in, 0);
	}
	return vars;
}

static struct node *
read_node(struct reader *in, const struct bpmn_model *m)
{
	struct node *n = arena_new_of(in->a, struct node);

	n->id = read_id(in);
	n->parent = read_id(in);
	n->element = read_index(in, m->n_elements);
	n->kind = (enum node_kind)read_index(in, NODE_KINDS);
	n->phase = (enum node_phase)read_index(in, NODE_PHASES);
	n->flags = (uint32_t)read_index(in, NODE_FLAGS + 1);
	n->entered_us = codec_read_signed(in);
	n->loop = codec_read_range(in, 0, INT32_MAX);
	n->total = codec_read_range(in, NONE, BPMN_NODES_MAX);
	n->done = codec_read_range(in, 0, INT32_MAX);
	n->retries = (int)codec_read_range(in, INT32_MIN, INT32_MAX);
	n->begun_at = (int)codec_read_range(in, NONE, INT32_MAX);
	n->code = codec_read_text(in);
	n->message = codec_read_text(in);
	n->vars = read_variables(in);
	return n;
}

static struct wait
read_wait(struct reader *in, const struct bpmn_model *m)
{
	struct wait w = { .id = read_id(in) };

	w.node = read_id(in);
	w.element = read_index(in, m->n_elements);
	w.def = in->is_bad ? 0 : read_index(in,
	    m->elements[w.element].n_defs);
	w.is_met = read_index(in, 2) != 0;
	w.due_us = codec_read_range(in, 0, INT64_MAX);
	w.left = codec_read_range(in, NONE, INT64_MAX);
	w.cycle = codec_read_text(in);
	w.name = codec_read_text(in);
	w.key = codec_read_text(in);
	return w;
}

static struct record
read_record(struct reader *in, const struct bpmn_model *m)
{
	struct record rec = { .id = read_id(in) };

	rec.scope = read_id(in);
	rec.owner = read_id(in);
	rec.driver = read_id(in);
	rec.element = read_index(in, m->n_elements);
	rec.vars = read_variables(in);
	return rec;
}

static void
read_tokens(struct reader *in, struct bpmn_state *st)
{
	size_t n = codec_read_count(in);

	for (size_t i = 0; i < n && !in->is_bad; i++) {
		struct token t = { .scope = read_id(in) };

		t.flow = read_index(in, st->model->n_flows);
		t.n = read_id(in);
		vec_push(in->a, &st->tokens, t);
	}
	n = codec_read_count(in);
	for (size_t i = 0; i < n && !in->is_bad; i++) {
		struct gate g = { .scope = read_id(in) };

		g.element = read_index(in, st->model->n_elements);
		g.used = codec_read_number(in);
		vec_push(in->a, &st->gates, g);
	}
}

static void
read_lists(struct reader *in, struct bpmn_state *st)
{
	size_t n = codec_read_count(in);

	for (size_t i = 0; i < n && !in->is_bad; i++)
		vec_push(in->a, &st->nodes, read_node(in, st->model));
	n = codec_read_count(in);
	for (size_t i = 0; i < n && !in->is_bad; i++)
		vec_push(in->a, &st->waits, read_wait(in, st->model));
	read_tokens(in, st);
	n = codec_read_count(in);
	for (size_t i = 0; i < n && !in->is_bad; i++)
		vec_push(in->a, &st->records, read_record(in, st->model));
}

static bool
read_head(struct reader *in, struct bpmn_state *st)
{
	const struct bpmn_process *p;
	uint64_t bits;

	if (codec_read_number(in) != st->model->n_elements)
		return false;
	p = bpmn_process_find(st->model, codec_read_text(in));
	if (p == NULL || in->is_bad)
		return false;
	st->process = (int)(p - st->model->processes);
	st->status = (enum bpmn_status)read_index(in, BPMN_FAILED + 1);
	bits = codec_read_number(in);
	if (bits > 3)
		return false;
	st->is_started = (bits & 1) != 0;
	st->is_called = (bits & 2) != 0;
	st->next_id = read_id(in);
	return !in->is_bad;
}

struct bpmn_state *
bpmn_state_decode(struct arena *a, const struct bpmn_model *m,
    struct str bytes, struct error *err)
{
	struct bpmn_state *st = arena_new_of(a, struct bpmn_state);
	struct reader in = { .a = a, .at = sizeof(MAGIC) - 1 };

	st->arena = a;
	st->model = m;
	if (bytes.len <= BPMN_STATE_MAX && str_starts(bytes, MAGIC)) {
		in.in = arena_str(a, bytes);
		if (read_head(&in, st))
			read_lists(&in, st);
		else
			in.is_bad = true;
		if (!in.is_bad && in.at == in.in.len && state_check(st))
			return st;
	}
	(void)error_set(err, ERR_INVALID, "bpmn.state",
	    "this is no state of this version of the process");
	return NULL;
}
