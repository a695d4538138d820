/*
 * parse_tests.c - unary tests, and what follows "in".
 *
 * "< 5" becomes the comparison of the subject with 5; any other test is an
 * expression whose value decides (N_TEST).  The subject is the local named "?".
 */
#include "workflows/feel/parse.h"
#include "workflows/feel/scan.h"

#define TESTS_MAX	10000

struct test_operator {
	enum node_kind	 kind;		/* with the subject on the left */
	size_t		 len;
};

static struct test_operator
peek_test_operator(struct parser *p)
{
	char c, next;

	p->pos = scan_space(p->text, p->pos);
	if (p->pos >= p->text.len)
		return (struct test_operator){ 0 };
	c = p->text.p[p->pos];
	next = p->pos + 1 < p->text.len ? p->text.p[p->pos + 1] : 0;
	if (c == '<')
		return next == '=' ? (struct test_operator){ N_LE, 2 } :
		    (struct test_operator){ N_LT, 1 };
	if (c == '>')
		return next == '=' ? (struct test_operator){ N_GE, 2 } :
		    (struct test_operator){ N_GT, 1 };
	if (c == '=')
		return (struct test_operator){ N_EQ, 1 };
	if (c == '!' && next == '=')
		return (struct test_operator){ N_NE, 2 };
	return (struct test_operator){ 0 };
}

struct node *
parse_operator_range(struct parser *p)
{
	struct test_operator op = peek_test_operator(p);
	struct node *n, *operand;
	size_t at = p->pos;

	if (op.len == 0)
		return NULL;
	p->pos += op.len;
	operand = parse_operand(p);
	if (operand == NULL)
		return NULL;
	n = parse_node(p, N_RANGE, at);
	n->range.is_low_closed = op.kind == N_GE || op.kind == N_EQ ||
	    op.kind == N_NE;
	n->range.is_high_closed = op.kind == N_LE;
	switch (op.kind) {
	case N_LT:
	case N_LE:
		n->range.form = RANGE_BELOW;
		n->range.high = operand;
		return parse_fold_range(p, n);
	case N_GT:
	case N_GE:
		n->range.form = RANGE_ABOVE;
		break;
	default:
		n->range.form = op.kind == N_EQ ? RANGE_EQUAL : RANGE_UNEQUAL;
		break;
	}
	n->range.low = operand;
	return parse_fold_range(p, n);
}

static struct node *
subject_node(struct parser *p, uint32_t subject)
{
	struct node *n = parse_node(p, N_LOCAL, p->pos);

	n->index = subject;
	return n;
}

struct node *
parse_test(struct parser *p, uint32_t subject)
{
	struct test_operator op = peek_test_operator(p);
	size_t at = p->pos;
	uint32_t uses = 0;
	struct level level = { .kind = LEVEL_NAME, .name = STR("?"),
	    .slot = subject, .uses = &uses };
	struct node *n = parse_node(p, N_TEST, at);

	if (op.len > 0) {
		p->pos += op.len;
		n->kind = (uint8_t)op.kind;
		n->a = subject_node(p, subject);
		n->b = parse_operand(p);
		return n->b == NULL ? NULL : n;
	}
	parse_bind(p, &level);
	n->test.value = parse_expression(p);
	parse_unbind(p, &level);
	n->test.subject = subject;
	n->is_plain = uses == 0;
	return n->test.value == NULL ? NULL : n;
}

/* Tests behind `first`, which may be NULL. */
static struct node *
parse_any_of(struct parser *p, struct node *first, uint32_t subject)
{
	VEC(struct node *) v = { 0 };
	struct node *n = parse_node(p, N_TESTS, p->pos);

	if (first != NULL)
		vec_push(p->a, &v, first);
	while (first == NULL || parse_accept(p, ',')) {
		first = parse_test(p, subject);
		if (first == NULL)
			return NULL;
		if (v.n == TESTS_MAX)
			return parse_fail(p, p->pos, "too many tests");
		vec_push(p->a, &v, first);
	}
	n->kids = (const struct node *const *)v.v;
	n->n = (uint32_t)v.n;
	return n;
}

/* not(...) around all tests; NULL without an error when it is not that. */
static struct node *
parse_negated(struct parser *p, uint32_t subject)
{
	struct parser saved = *p;
	struct error unused = { .kind = ERR_NONE };
	struct node *n;

	if (!parse_accept_word(p, "not") || !parse_accept(p, '(')) {
		p->pos = saved.pos;
		return NULL;
	}
	p->err = &unused;
	n = parse_any_of(p, NULL, subject);
	if (n != NULL && parse_accept(p, ')') &&
	    scan_space(p->text, p->pos) >= p->text.len) {
		p->err = saved.err;
		n->is_negated = true;
		return n;
	}
	*p = saved;
	return NULL;
}

struct node *
parse_test_list(struct parser *p, uint32_t subject)
{
	struct node *n;

	if (parse_peek(p, '-') &&
	    scan_space(p->text, p->pos + 1) >= p->text.len) {
		p->pos++;
		return parse_node(p, N_TESTS, 0);	/* none: anything */
	}
	n = parse_negated(p, subject);
	return n != NULL ? n : parse_any_of(p, NULL, subject);
}

/* "(a, b)" or "(a)" are tests; "(1..3)" is a range. */
static struct node *
parse_in_parentheses(struct parser *p, uint32_t subject)
{
	bool is_before_bound = p->is_before_bound;
	size_t at = p->pos++;
	struct node *n;

	p->is_before_bound = false;
	n = parse_test(p, subject);
	p->is_before_bound = is_before_bound;
	if (n == NULL)
		return NULL;
	if (n->kind == N_TEST && parse_accept_dots(p)) {
		n->test.value = parse_range_end(p,
		    n->test.value, false, at);
		return n->test.value == NULL ? NULL : n;
	}
	n = parse_any_of(p, n, subject);
	return n != NULL && parse_expect(p, ')') ? n : NULL;
}

static struct node *
parse_in_operand(struct parser *p, uint32_t subject)
{
	struct node *n;

	if (parse_peek(p, '('))
		return parse_in_parentheses(p, subject);
	if (peek_test_operator(p).len > 0)
		return parse_test(p, subject);
	n = parse_node(p, N_TEST, p->pos);
	n->test.value = parse_operand(p);
	n->test.subject = subject;
	n->is_plain = true;
	return n->test.value == NULL ? NULL : n;
}

struct node *
parse_in(struct parser *p, struct node *subject)
{
	struct node *n = parse_node(p, N_IN, subject->at);

	n->in.subject = subject;
	n->in.slot = parse_slot(p);
	n->in.tests = parse_in_operand(p, n->in.slot);
	p->n_slots--;
	return n->in.tests == NULL ? NULL : n;
}
