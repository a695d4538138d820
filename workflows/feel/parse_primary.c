/*
 * parse_primary.c - literals, brackets, calls.
 */
#include "workflows/feel/parse.h"
#include "workflows/feel/scan.h"

#define ARGUMENTS_MAX	1000
#define COMMON_MAX	100	/* items whose names are merged */

static struct node *
constant(struct parser *p, struct feel_value v, size_t at)
{
	struct node *n = parse_node(p, N_CONST, at);

	n->constant = v;
	return n;
}

static struct node *
parse_number(struct parser *p)
{
	size_t at = p->pos;
	struct dec128 v;
	size_t end = scan_number(p->text, at, &v);

	if (end == 0)
		return parse_fail(p, at, "the number is too large");
	p->pos = end;
	return constant(p, feel_number(v), at);
}

static struct node *
parse_string(struct parser *p)
{
	size_t at = p->pos;
	struct str s;
	size_t end = scan_string(p->a, p->text, at, &s);

	if (end == 0)
		return parse_fail(p, at, "the string has no end");
	p->pos = end;
	return constant(p, feel_string(s), at);
}

/* What @"..." stands for; null when it is none of them. */
static struct feel_value
at_value(struct arena *a, struct str s)
{
	struct temporal_datetime dt;
	struct temporal_duration d;
	struct temporal_time t;
	struct civil date;

	if (temporal_parse_date(s, &date))
		return feel_date(date);
	if (temporal_parse_time(s, &t))
		return feel_time(a, &t);
	if (temporal_parse_datetime(s, &dt))
		return feel_date_time(a, &dt);
	if (temporal_parse_duration(s, &d))
		return d.is_months ? feel_years_months(d.months) :
		    feel_days_time(d.ns);
	return FEEL_NULL_VALUE;
}

static struct node *
parse_at_literal(struct parser *p)
{
	size_t at = p->pos++;
	struct node *n;

	if (!parse_peek(p, '"'))
		return parse_fail(p, at, "expected a string after \"@\"");
	n = parse_string(p);
	if (n != NULL)
		n->constant = at_value(p->a, n->constant.string);
	return n;
}

static struct feel_value
constant_of(const struct node *n)
{
	return n != NULL ? n->constant : FEEL_NULL_VALUE;
}

/* A range between constants is a constant, if it is one at all. */
struct node *
parse_fold_range(struct parser *p, struct node *n)
{
	const struct node *low = n->range.low, *high = n->range.high;
	struct feel_range *r;

	if ((low != NULL && low->kind != N_CONST) ||
	    (high != NULL && high->kind != N_CONST) ||
	    !feel_are_ends(constant_of(low), constant_of(high)))
		return n;
	r = arena_new_of(p->a, struct feel_range);
	r->form = n->range.form;
	r->is_low_closed = n->range.is_low_closed;
	r->is_high_closed = n->range.is_high_closed;
	r->low = constant_of(low);
	r->high = constant_of(high);
	return constant(p, (struct feel_value){ .kind = FEEL_RANGE,
	    .range = r }, n->at);
}

struct node *
parse_range_end(struct parser *p, const struct node *low, bool is_low_closed,
    size_t at)
{
	struct node *n = parse_node(p, N_RANGE, at);
	bool is_before_bound = p->is_before_bound;

	p->is_before_bound = true;
	n->range.low = low;
	n->range.high = parse_expression(p);
	p->is_before_bound = is_before_bound;
	if (n->range.high == NULL)
		return NULL;
	n->range.form = RANGE_INTERVAL;
	n->range.is_low_closed = is_low_closed;
	if (parse_accept(p, ']'))
		n->range.is_high_closed = true;
	else if (!parse_accept(p, ')') && !parse_accept(p, '['))
		return parse_fail(p, p->pos, "expected \"]\", \")\" or \"[\" "
		    "at the end of the range");
	return parse_fold_range(p, n);
}

static struct node *
parse_element(struct parser *p)
{
	struct node *n = parse_operator_range(p);

	return n != NULL || p->err->kind != ERR_NONE ? n :
	    parse_expression(p);
}

static struct node *
fold_list(struct parser *p, struct node *n)
{
	struct feel_value *v;

	for (uint32_t i = 0; i < n->n; i++) {
		if (n->kids[i]->kind != N_CONST)
			return n;
	}
	v = arena_array(p->a, n->n, sizeof(*v));
	for (uint32_t i = 0; i < n->n; i++)
		v[i] = n->kids[i]->constant;
	return constant(p, feel_list(v, n->n), n->at);
}

static bool
has_member(const struct feel_member *v, size_t n, struct str name)
{
	for (size_t i = 0; i < n; i++) {
		if (str_eq(v[i].name, name))
			return true;
	}
	return false;
}

/* The names in any of these contexts; NULL when they are not all contexts. */
static const struct feel_type *
common_type(struct parser *p, struct node **kids, size_t count)
{
	VEC(struct feel_member) members = { 0 };
	struct feel_type *type;

	if (count == 0 || count > COMMON_MAX)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		const struct feel_type *t = kids[i]->type;

		if (t == NULL || t->kind != TYPE_CONTEXT)
			return count == 1 ? t : NULL;
		for (size_t k = 0; k < t->n; k++) {
			if (!has_member(members.v, members.n,
			    t->members[k].name))
				vec_push(p->a, &members, t->members[k]);
		}
	}
	type = arena_new_of(p->a, struct feel_type);
	type->kind = TYPE_CONTEXT;
	type->n = members.n;
	type->members = members.v;
	return type;
}

static struct node *
list_node(struct parser *p, struct node **kids, size_t count, size_t at)
{
	struct node *n = parse_node(p, N_LIST, at);
	struct feel_type *type = arena_new_of(p->a, struct feel_type);

	n->kids = (const struct node *const *)kids;
	n->n = (uint32_t)count;
	type->kind = TYPE_LIST;
	type->item = common_type(p, kids, count);
	n->type = type;
	return fold_list(p, n);
}

struct node *
parse_list_or_range(struct parser *p)
{
	bool is_before_bound = p->is_before_bound;
	size_t at = p->pos++;
	VEC(struct node *) v = { 0 };
	struct node *n;

	p->is_before_bound = false;
	while (v.n > 0 || !parse_peek(p, ']')) {
		n = parse_element(p);
		if (n == NULL)
			return NULL;
		if (v.n == 0 && parse_accept_dots(p)) {
			p->is_before_bound = is_before_bound;
			return parse_range_end(p, n, true, at);
		}
		vec_push(p->a, &v, n);
		if (!parse_accept(p, ','))
			break;
	}
	p->is_before_bound = is_before_bound;
	return parse_expect(p, ']') ? list_node(p, v.v, v.n, at) : NULL;
}

/* "]1..5]" */
static struct node *
parse_open_range(struct parser *p)
{
	size_t at = p->pos++;
	struct node *low = parse_expression(p);

	if (low == NULL)
		return NULL;
	if (!parse_accept_dots(p))
		return parse_fail(p, p->pos, "expected \"..\" in the range");
	return parse_range_end(p, low, false, at);
}

struct node *
parse_parentheses(struct parser *p)
{
	bool is_before_bound = p->is_before_bound;
	size_t at = p->pos++;
	struct node *n;

	p->is_before_bound = false;
	n = parse_element(p);
	p->is_before_bound = is_before_bound;
	if (n == NULL)
		return NULL;
	if (parse_accept_dots(p))
		return parse_range_end(p, n, false, at);
	return parse_expect(p, ')') ? n : NULL;
}

static struct node *
parse_keyword(struct parser *p)
{
	size_t at = p->pos;

	switch (p->text.p[at]) {
	case 't':
		if (parse_accept_word(p, "true"))
			return constant(p, feel_bool(true), at);
		break;
	case 'f':
		if (parse_accept_word(p, "false"))
			return constant(p, feel_bool(false), at);
		if (parse_peek_word(p, "for"))
			return parse_loop(p, N_FOR);
		if (parse_peek_word(p, "function"))
			return parse_function(p, STR_NULL, 0);
		break;
	case 'n':
		if (parse_accept_word(p, "null"))
			return constant(p, FEEL_NULL_VALUE, at);
		break;
	case 'i':
		if (parse_peek_word(p, "if"))
			return parse_if(p);
		break;
	case 's':
		if (parse_peek_word(p, "some"))
			return parse_loop(p, N_SOME);
		break;
	case 'e':
		if (parse_peek_word(p, "every"))
			return parse_loop(p, N_EVERY);
		break;
	}
	return parse_name(p);
}

struct node *
parse_primary(struct parser *p)
{
	size_t at = p->pos = scan_space(p->text, p->pos);
	char c;

	if (at >= p->text.len)
		return parse_fail(p, at, "expected an expression");
	c = p->text.p[at];
	if ((c >= '0' && c <= '9') || (c == '.' && at + 1 < p->text.len &&
	    p->text.p[at + 1] >= '0' && p->text.p[at + 1] <= '9'))
		return parse_number(p);
	switch (c) {
	case '"':
		return parse_string(p);
	case '@':
		return parse_at_literal(p);
	case '[':
		return parse_list_or_range(p);
	case ']':
		return parse_open_range(p);
	case '(':
		return parse_parentheses(p);
	case '{':
		return parse_context(p);
	}
	if (scan_is_name_start(p->text, at))
		return parse_keyword(p);
	return parse_fail(p, at, "expected an expression, found \"%c\"", c);
}

struct arguments {
	VEC(struct node *) values;
	VEC(struct str)	 names;
};

/* "name:" before an argument. */
static bool
parse_argument_name(struct parser *p, struct str *ret)
{
	size_t end;

	p->pos = scan_space(p->text, p->pos);
	end = scan_free_name(p->a, p->text, p->pos, false, ret);
	if (end == 0)
		return false;
	end = scan_space(p->text, end);
	if (end >= p->text.len || p->text.p[end] != ':')
		return false;
	p->pos = end + 1;
	return true;
}

static bool
parse_arguments(struct parser *p, struct arguments *args)
{
	struct str name;
	struct node *n;

	if (parse_accept(p, ')'))
		return true;
	do {
		bool is_named = parse_argument_name(p, &name);

		if (is_named)
			vec_push(p->a, &args->names, name);
		n = parse_element(p);
		if (n == NULL)
			return false;
		vec_push(p->a, &args->values, n);
		if (args->names.n != (is_named ? args->values.n : 0) ||
		    args->values.n > ARGUMENTS_MAX) {
			parse_fail(p, n->at, args->values.n > ARGUMENTS_MAX ?
			    "too many arguments" :
			    "either all arguments have names or none");
			return false;
		}
	} while (parse_accept(p, ','));
	return parse_expect(p, ')');
}

/* Put named arguments into the places of the parameters. */
static void
place_arguments(struct parser *p, struct node *n, const struct arguments *args,
    const struct feel_builtin *first)
{
	uint8_t places[FEEL_PARAMS_MAX];
	const struct feel_builtin *b;
	const struct node **v;

	b = feel_builtin_by_names(first, args->names.v, args->names.n, places);
	n->builtin.fn = b;
	if (b == NULL)
		return;
	v = arena_array(p->a, b->max, sizeof(*v));
	n->n = 0;
	for (size_t i = 0; i < b->max; i++)
		v[i] = NULL;
	for (size_t i = 0; i < args->values.n; i++) {
		v[places[i]] = args->values.v[i];
		if (places[i] + 1u > n->n)
			n->n = places[i] + 1u;
	}
	n->builtin.args = v;
}

static bool
are_constant(const struct node *n)
{
	for (size_t i = 0; i < n->n; i++) {
		if (n->builtin.args[i] == NULL ||
		    n->builtin.args[i]->kind != N_CONST)
			return false;
	}
	return n->n > 0;
}

/* date("2026-01-01") is known now, and so are its mistakes. */
static struct node *
fold(struct parser *p, struct node *n)
{
	struct feel_value args[FEEL_PARAMS_MAX], v;
	struct feel_run run;

	if (n->builtin.fn == NULL || n->n > FEEL_PARAMS_MAX ||
	    !feel_builtin_is_literal(n->builtin.fn) || !are_constant(n))
		return n;
	for (size_t i = 0; i < n->n; i++)
		args[i] = n->builtin.args[i]->constant;
	feel_run_init(&run, p->a);
	run.wants_diagnostics = false;
	v = feel_builtin_call(&run, n->builtin.fn, args, n->n);
	return v.kind == FEEL_NULL ? n : constant(p, v, n->at);
}

static struct node *
builtin_call(struct parser *p, const struct feel_function *f,
    const struct arguments *args, size_t at)
{
	struct node *n = parse_node(p, N_CALL_BUILTIN, at);

	n->builtin.name = f->builtin->name;
	n->builtin.args = (const struct node *const *)args->values.v;
	n->n = (uint32_t)args->values.n;
	if (args->names.n > 0)
		place_arguments(p, n, args, f->builtin);
	else
		n->builtin.fn = feel_builtin_by_count(f->builtin, n->n);
	return fold(p, n);
}

struct node *
parse_call(struct parser *p, struct node *callee)
{
	struct arguments args = { 0 };
	bool is_before_bound = p->is_before_bound;
	size_t at = p->pos;
	struct node *n;

	p->pos++;
	p->is_before_bound = false;
	if (!parse_arguments(p, &args))
		return NULL;
	p->is_before_bound = is_before_bound;
	if (callee->kind == N_BUILTIN)
		return builtin_call(p, callee->function, &args, callee->at);
	n = parse_node(p, N_CALL, at);
	n->call.callee = callee;
	n->call.args = (const struct node *const *)args.values.v;
	n->call.names = args.names.v;
	n->n = (uint32_t)args.values.n;
	if (callee->type != NULL && callee->type->kind == TYPE_FUNCTION)
		n->type = callee->type->item;
	return n;
}
