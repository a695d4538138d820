/*
 * eval_loop.c - for, some, every.
 *
 * Variables are bound from left to right, the last one fastest; each may use
 * those before it.
 */
#include "workflows/feel/eval.h"

/* What one variable goes through: items, numbers or days. */
struct source {
	enum feel_kind		 kind;		/* FEEL_LIST, _NUMBER, _DATE */
	struct feel_list	 list;
	struct dec128		 number;
	int64_t			 day, step;
	uint64_t		 count;
};

struct walk {
	struct feel_run		*run;
	const struct node	*n;
	struct list_builder	 out;		/* for */
	struct feel_value	 result;	/* some, every; or unknown */
	bool			 is_done;
};

static bool
refuse(struct walk *w, const char *why)
{
	w->result = feel_fail_at(w->run, w->n, "feel.iteration", "%s", why);
	w->is_done = true;
	return false;
}

static bool
from_numbers(struct walk *w, struct source *s, struct dec128 from,
    struct dec128 to)
{
	struct dec128 span = dec128_sub(to, from);
	int64_t count;

	if (dec128_to_int(dec128_floor(dec128_abs(span)), &count) < 0)
		return refuse(w, "the range to iterate over is too long");
	s->kind = FEEL_NUMBER;
	s->number = from;
	s->step = dec128_is_negative(span) ? -1 : 1;
	s->count = (uint64_t)count + 1;
	return true;
}

static bool
from_dates(struct source *s, struct civil from, struct civil to)
{
	int64_t first = civil_to_days(from), last = civil_to_days(to);

	s->kind = FEEL_DATE;
	s->day = first;
	s->step = last < first ? -1 : 1;
	s->count = (uint64_t)(last < first ? first - last : last - first) + 1;
	return true;
}

static bool
from_ends(struct walk *w, struct source *s, struct feel_value from,
    struct feel_value to)
{
	if (from.kind == FEEL_NUMBER && to.kind == FEEL_NUMBER)
		return from_numbers(w, s, from.number, to.number);
	if (from.kind == FEEL_DATE && to.kind == FEEL_DATE)
		return from_dates(s, from.date, to.date);
	return refuse(w, "only numbers and dates can be iterated over");
}

static void
drop_first(struct source *s)
{
	s->count--;
	s->number = dec128_add(s->number, dec128_int(s->step));
	s->day += s->step;
}

/* [1..3) is 1, 2 and (3..1] is 2, 1. */
static bool
from_range(struct walk *w, struct source *s, const struct feel_range *r)
{
	if (r->form != RANGE_INTERVAL)
		return refuse(w, "the range has no end to iterate to");
	if (!from_ends(w, s, r->low, r->high))
		return false;
	if (s->count > 0 && !r->is_high_closed)
		s->count--;
	if (s->count > 0 && !r->is_low_closed)
		drop_first(s);
	return true;
}

static bool
from_list(struct walk *w, struct source *s, struct feel_value v)
{
	struct feel_value *single;

	s->kind = FEEL_LIST;
	if (v.kind == FEEL_LIST) {
		s->list = v.list;
	} else {
		single = feel_bytes(w->run, sizeof(*single));
		if (single == NULL)
			return false;
		*single = v;
		s->list = (struct feel_list){ single, 1 };
	}
	s->count = s->list.n;
	return true;
}

static bool
open_source(struct walk *w, const struct iterator *it, struct source *s)
{
	struct feel_value v = feel_node(w->run, it->from), to;

	if (it->to != NULL) {
		to = feel_node(w->run, it->to);
		if (v.kind == FEEL_UNKNOWN || to.kind == FEEL_UNKNOWN)
			v = feel_unknown_join(w->run->arena, v, to);
		else
			return from_ends(w, s, v, to);
	}
	if (v.kind == FEEL_UNKNOWN) {
		w->result = v;
		w->is_done = true;
		return false;
	}
	if (v.kind == FEEL_NULL)
		return refuse(w, "null cannot be iterated over");
	if (v.kind == FEEL_RANGE)
		return from_range(w, s, v.range);
	return from_list(w, s, v);
}

static struct feel_value
source_at(struct source *s, uint64_t i)
{
	struct feel_value v;
	struct civil d;

	if (s->kind == FEEL_LIST)
		return s->list.v[i];
	if (s->kind == FEEL_NUMBER) {
		v = feel_number(s->number);
		s->number = dec128_add(s->number, dec128_int(s->step));
		return v;
	}
	if (!civil_from_days(s->day, &d))
		return FEEL_NULL_VALUE;
	s->day += s->step;
	return feel_date(d);
}

static void
visit_body(struct walk *w)
{
	const struct loop *loop = w->n->loop;
	struct feel_value v;

	if (w->n->kind != N_FOR) {
		v = feel_node(w->run, loop->body);
		w->result = w->n->kind == N_SOME ?
		    eval_or(w->run, w->result, v) :
		    eval_and(w->run, w->result, v);
		w->is_done = w->result.kind == FEEL_BOOLEAN &&
		    w->result.boolean == (w->n->kind == N_SOME);
		return;
	}
	w->run->frame[loop->partial] = feel_list_of(w->out.v, w->out.n,
	    w->out.weight);
	v = feel_node(w->run, loop->body);
	w->is_done = !eval_append(w->run, &w->out, v);
}

static void
visit(struct walk *w, size_t depth)
{
	const struct loop *loop = w->n->loop;
	const struct iterator *it = &loop->iterators[depth];
	struct source s = { .kind = FEEL_NULL };

	if (!open_source(w, it, &s))
		return;
	for (uint64_t i = 0; i < s.count && !w->is_done; i++) {
		if (!feel_steps(w->run, 1)) {
			w->is_done = true;
			return;
		}
		w->run->frame[it->slot] = source_at(&s, i);
		if (depth + 1 < loop->n)
			visit(w, depth + 1);
		else
			visit_body(w);
	}
}

struct feel_value
eval_for(struct feel_run *run, const struct node *n)
{
	struct walk w = { .run = run, .n = n };

	visit(&w, 0);
	if (w.is_done)
		return w.result;
	return feel_list_of(w.out.v, w.out.n, w.out.weight);
}

struct feel_value
eval_quantified(struct feel_run *run, const struct node *n)
{
	struct walk w = { .run = run, .n = n,
	    .result = feel_bool(n->kind == N_EVERY) };

	visit(&w, 0);
	return w.result;
}
