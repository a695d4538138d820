/*
 * run.c - one evaluation: its budget and its diagnostics.
 */
#include "workflows/feel/eval.h"

void
feel_run_init(struct feel_run *run, struct arena *a)
{
	memset(run, 0, offsetof(struct feel_run, diagnostics));
	run->arena = a;
	run->budget = FEEL_BUDGET_DEFAULT;
	run->wants_diagnostics = true;
	feel_run_reset(run);
}

void
feel_run_reset(struct feel_run *run)
{
	run->n_diagnostics = 0;
	run->stopped = NULL;
	run->steps = 0;
	run->depth = 0;
	run->bytes_start = arena_used(run->arena);
	run->expr = NULL;
	run->vars = NULL;
	run->node = NULL;
	run->frame = run->stack_top = run->stack_end = NULL;
}

int
feel_run_check(const struct feel_run *run, struct error *err)
{
	if (run->stopped == NULL)
		return 0;
	return error_set(err, ERR_LIMIT, "feel.budget",
	    "the expression was stopped: its budget of %s is spent",
	    run->stopped);
}

bool
feel_steps(struct feel_run *run, size_t n)
{
	run->steps += n;
	if (run->stopped == NULL && run->steps > run->budget.steps)
		run->stopped = "steps";
	return run->stopped == NULL;
}

void *
feel_bytes(struct feel_run *run, size_t n)
{
	size_t used = arena_used(run->arena) - run->bytes_start;

	if (run->stopped == NULL &&
	    (used > run->budget.bytes || n > run->budget.bytes - used))
		run->stopped = "memory";
	return run->stopped == NULL ? arena_alloc(run->arena, n) : NULL;
}

bool
feel_carries(struct feel_run *run, struct feel_value v)
{
	if (run->stopped == NULL &&
	    v.weight > run->budget.bytes / sizeof(v))
		run->stopped = "memory";
	return run->stopped == NULL;
}

struct feel_value
eval_equals(struct feel_run *run, struct feel_value x, struct feel_value y)
{
	return feel_steps(run, x.weight < y.weight ? x.weight : y.weight) ?
	    feel_equal(x, y) : FEEL_NULL_VALUE;
}

bool
eval_append(struct feel_run *run, struct list_builder *b, struct feel_value v)
{
	if (b->n == b->cap) {
		size_t cap = b->cap == 0 ? 8 : b->cap * 2;
		struct feel_value *items = feel_bytes(run,
		    cap * sizeof(*items));

		if (items == NULL)
			return false;
		if (b->n > 0)
			memcpy(items, b->v, b->n * sizeof(*items));
		b->v = items;
		b->cap = cap;
	}
	b->v[b->n++] = v;
	b->weight += 1 + (uint64_t)v.weight;
	return true;
}

static void
locate(struct feel_diagnostic *d, const struct feel_expr *expr, size_t at)
{
	d->line = d->column = 1;
	if (expr == NULL)
		return;
	d->text = expr->text;
	for (size_t i = 0; i < at && i < expr->text.len; i++) {
		if (expr->text.p[i] == '\n') {
			d->line++;
			d->column = 1;
		} else if ((expr->text.p[i] & 0xc0) != 0x80) {
			d->column++;
		}
	}
}

static void
note(struct feel_run *run, const struct node *n, const char *code,
    struct str message)
{
	struct feel_diagnostic *d;

	if (run->n_diagnostics == FEEL_DIAGNOSTICS_MAX)
		return;
	d = &run->diagnostics[run->n_diagnostics++];
	*d = (struct feel_diagnostic){ .code = code, .message = message };
	locate(d, run->expr, n != NULL ? n->at : 0);
}

static bool
is_noted(const struct feel_run *run)
{
	return run->wants_diagnostics &&
	    run->n_diagnostics < FEEL_DIAGNOSTICS_MAX;
}

struct feel_value
feel_fail_at(struct feel_run *run, const struct node *n, const char *code,
    const char *fmt, ...)
{
	va_list ap;

	if (is_noted(run)) {
		va_start(ap, fmt);
		note(run, n, code, arena_vprintf(run->arena, fmt, ap));
		va_end(ap);
	}
	return FEEL_NULL_VALUE;
}

struct feel_value
feel_fail(struct feel_run *run, const char *code, const char *fmt, ...)
{
	va_list ap;

	if (is_noted(run)) {
		va_start(ap, fmt);
		note(run, run->node, code,
		    arena_vprintf(run->arena, fmt, ap));
		va_end(ap);
	}
	return FEEL_NULL_VALUE;
}
