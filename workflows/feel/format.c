/*
 * format.c - FEEL values as text: string() of DMN 1.5, and messages.
 *
 * The text of a value inside a list or context is itself FEEL where FEEL has a
 * literal for it.
 */
#include "workflows/feel/limits.h"
#include "workflows/feel/value.h"

static void format_deep(struct buf *out, struct feel_value v, int depth);

static void
format_list(struct buf *out, struct feel_list list, int depth)
{
	buf_putc(out, '[');
	for (size_t i = 0; i < list.n; i++) {
		if (i > 0)
			buf_puts(out, ", ");
		format_deep(out, list.v[i], depth);
	}
	buf_putc(out, ']');
}

static void
format_context(struct buf *out, const struct feel_context *c, int depth)
{
	buf_putc(out, '{');
	for (size_t i = 0; i < c->n; i++) {
		if (i > 0)
			buf_puts(out, ", ");
		buf_str(out, c->entries[i].key);
		buf_puts(out, ": ");
		format_deep(out, c->entries[i].value, depth);
	}
	buf_putc(out, '}');
}

static void
format_operator(struct buf *out, const struct feel_range *r, int depth)
{
	static const char *const operators[][2] = {
		[RANGE_ABOVE] = { "> ", ">= " },
		[RANGE_BELOW] = { "< ", "<= " },
		[RANGE_EQUAL] = { "= ", "= " },
		[RANGE_UNEQUAL] = { "!= ", "!= " },
	};
	bool is_below = r->form == RANGE_BELOW;
	bool is_closed = is_below ? r->is_high_closed : r->is_low_closed;

	buf_putc(out, '(');
	buf_puts(out, operators[r->form][is_closed]);
	format_deep(out, is_below ? r->high : r->low, depth);
	buf_putc(out, ')');
}

static void
format_range(struct buf *out, const struct feel_range *r, int depth)
{
	if (r->form != RANGE_INTERVAL) {
		format_operator(out, r, depth);
		return;
	}
	buf_putc(out, r->is_low_closed ? '[' : '(');
	format_deep(out, r->low, depth);
	buf_puts(out, "..");
	format_deep(out, r->high, depth);
	buf_putc(out, r->is_high_closed ? ']' : ')');
}

static void
format_function(struct buf *out, const struct feel_function *f)
{
	buf_puts(out, "function(");
	for (size_t i = 0; i < f->n_params; i++) {
		if (i > 0)
			buf_puts(out, ", ");
		buf_str(out, f->params[i].name);
	}
	buf_putc(out, ')');
}

static void
format_unknown(struct buf *out, const struct feel_unknown *u)
{
	buf_puts(out, "unknown(");
	for (size_t i = 0; i < u->n; i++) {
		if (i > 0)
			buf_puts(out, ", ");
		buf_str(out, u->names[i]);
	}
	buf_putc(out, ')');
}

static void
format_quoted(struct buf *out, struct str s)
{
	buf_putc(out, '"');
	for (size_t i = 0; i < s.len; i++) {
		if (s.p[i] == '"' || s.p[i] == '\\')
			buf_putc(out, '\\');
		buf_putc(out, s.p[i]);
	}
	buf_putc(out, '"');
}

static void
format_scalar(struct buf *out, struct feel_value v)
{
	switch (v.kind) {
	case FEEL_NUMBER:
		dec128_format(v.number, out);
		return;
	case FEEL_BOOLEAN:
		buf_puts(out, v.boolean ? "true" : "false");
		return;
	case FEEL_DATE:
		temporal_format_date(v.date, out);
		return;
	case FEEL_TIME:
		temporal_format_time(v.time, out);
		return;
	case FEEL_DATE_TIME:
		temporal_format_datetime(v.date_time, out);
		return;
	case FEEL_DAYS_TIME:
		temporal_format_ns(v.ns, out);
		return;
	case FEEL_YEARS_MONTHS:
		temporal_format_months(v.months, out);
		return;
	default:
		buf_puts(out, "null");
		return;
	}
}

static void
format_deep(struct buf *out, struct feel_value v, int depth)
{
	if (depth >= FEEL_VALUE_DEPTH_MAX) {
		buf_puts(out, "...");
		return;
	}
	switch (v.kind) {
	case FEEL_STRING:
		format_quoted(out, v.string);
		return;
	case FEEL_LIST:
		format_list(out, v.list, depth + 1);
		return;
	case FEEL_CONTEXT:
		format_context(out, v.context, depth + 1);
		return;
	case FEEL_RANGE:
		format_range(out, v.range, depth + 1);
		return;
	case FEEL_FUNCTION:
		format_function(out, v.function);
		return;
	case FEEL_UNKNOWN:
		format_unknown(out, v.unknown);
		return;
	default:
		format_scalar(out, v);
		return;
	}
}

void
feel_format(struct buf *out, struct feel_value v)
{
	if (v.kind == FEEL_STRING)
		buf_str(out, v.string);
	else
		format_deep(out, v, 0);
}
