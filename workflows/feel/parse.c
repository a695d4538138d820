/*
 * parse.c - operators, and what may follow an operand.
 */
#include "workflows/feel/limits.h"
#include "workflows/feel/parse.h"
#include "workflows/feel/scan.h"

static void
line_and_column(struct str text, size_t at, int *line, int *column)
{
	*line = 1;
	*column = 1;
	for (size_t i = 0; i < at && i < text.len; i++) {
		if (text.p[i] == '\n') {
			++*line;
			*column = 1;
		} else if ((text.p[i] & 0xc0) != 0x80) {
			++*column;
		}
	}
}

void *
parse_fail(struct parser *p, size_t at, const char *fmt, ...)
{
	char message[256];
	va_list ap;
	int line, column;

	if (p->err == NULL || p->err->kind != ERR_NONE)
		return NULL;
	va_start(ap, fmt);
	(void)vsnprintf(message, sizeof(message), fmt, ap);
	va_end(ap);
	line_and_column(p->text, at, &line, &column);
	(void)error_set(p->err, ERR_INVALID, "feel.syntax", "%s", message);
	(void)error_at(p->err, line, column);
	return NULL;
}

bool
parse_peek(struct parser *p, char c)
{
	p->pos = scan_space(p->text, p->pos);
	return p->pos < p->text.len && p->text.p[p->pos] == c;
}

bool
parse_accept(struct parser *p, char c)
{
	if (!parse_peek(p, c))
		return false;
	p->pos++;
	return true;
}

bool
parse_expect(struct parser *p, char c)
{
	if (parse_accept(p, c))
		return true;
	if (p->pos >= p->text.len)
		parse_fail(p, p->pos, "expected \"%c\" before the end", c);
	else
		parse_fail(p, p->pos, "expected \"%c\", found \"%.*s\"", c,
		    (int)(p->text.len - p->pos > 20 ? 20 :
		    p->text.len - p->pos), p->text.p + p->pos);
	return false;
}

bool
parse_peek_word(struct parser *p, const char *word)
{
	size_t n = strlen(word);

	p->pos = scan_space(p->text, p->pos);
	return str_is(str_sub(p->text, p->pos, n), word) &&
	    !scan_is_name_part(p->text, p->pos + n);
}

bool
parse_accept_word(struct parser *p, const char *word)
{
	if (!parse_peek_word(p, word))
		return false;
	p->pos += strlen(word);
	return true;
}

bool
parse_expect_word(struct parser *p, const char *word)
{
	if (parse_accept_word(p, word))
		return true;
	parse_fail(p, p->pos, "expected \"%s\"", word);
	return false;
}

bool
parse_at_dots(struct parser *p)
{
	return parse_peek(p, '.') && p->pos + 1 < p->text.len &&
	    p->text.p[p->pos + 1] == '.';
}

bool
parse_accept_dots(struct parser *p)
{
	if (!parse_at_dots(p))
		return false;
	p->pos += 2;
	return true;
}

struct node *
parse_node(struct parser *p, enum node_kind kind, size_t at)
{
	struct node *n = arena_zalloc(p->a, sizeof(*n));

	n->kind = (uint8_t)kind;
	n->at = (uint32_t)at;
	return n;
}

uint32_t
parse_slot(struct parser *p)
{
	uint32_t slot = p->n_slots++;

	if (p->n_slots > p->frame_size)
		p->frame_size = p->n_slots;
	return slot;
}

void
parse_bind(struct parser *p, struct level *level)
{
	level->outer = p->level;
	p->level = level;
}

void
parse_unbind(struct parser *p, const struct level *level)
{
	p->level = level->outer;
}

/* Strength of binary operators; a larger one binds closer. */
enum strength { S_NONE, S_OR, S_AND, S_COMPARE, S_ADD, S_MULTIPLY, S_POWER };

struct operator {
	enum strength	 strength;
	enum node_kind	 kind;
	size_t		 len;
};

static struct operator
symbol_operator(struct str rest)
{
	char next = rest.len > 1 ? rest.p[1] : 0;

	switch (rest.p[0]) {
	case '+':
		return (struct operator){ S_ADD, N_ADD, 1 };
	case '-':
		return (struct operator){ S_ADD, N_SUB, 1 };
	case '*':
		if (next == '*')
			return (struct operator){ S_POWER, N_POW, 2 };
		return (struct operator){ S_MULTIPLY, N_MUL, 1 };
	case '/':
		return (struct operator){ S_MULTIPLY, N_DIV, 1 };
	case '=':
		return (struct operator){ S_COMPARE, N_EQ, 1 };
	case '!':
		if (next == '=')
			return (struct operator){ S_COMPARE, N_NE, 2 };
		break;
	case '<':
		if (next == '=')
			return (struct operator){ S_COMPARE, N_LE, 2 };
		return (struct operator){ S_COMPARE, N_LT, 1 };
	case '>':
		if (next == '=')
			return (struct operator){ S_COMPARE, N_GE, 2 };
		return (struct operator){ S_COMPARE, N_GT, 1 };
	}
	return (struct operator){ S_NONE };
}

static struct operator
peek_operator(struct parser *p)
{
	p->pos = scan_space(p->text, p->pos);
	if (p->pos >= p->text.len)
		return (struct operator){ S_NONE };
	switch (p->text.p[p->pos]) {
	case 'o':
		if (parse_peek_word(p, "or"))
			return (struct operator){ S_OR, N_OR, 2 };
		break;
	case 'a':
		if (parse_peek_word(p, "and"))
			return (struct operator){ S_AND, N_AND, 3 };
		break;
	case 'b':
		if (parse_peek_word(p, "between"))
			return (struct operator){ S_COMPARE, N_BETWEEN, 7 };
		break;
	case 'i':
		if (parse_peek_word(p, "in"))
			return (struct operator){ S_COMPARE, N_IN, 2 };
		break;
	default:
		return symbol_operator(str_sub(p->text, p->pos, 2));
	}
	return (struct operator){ S_NONE };
}

static struct node *parse_binary(struct parser *p, enum strength least);

static struct node *
parse_between(struct parser *p, struct node *a, size_t at)
{
	struct node *n = parse_node(p, N_BETWEEN, at);

	n->a = a;
	n->b = parse_operand(p);
	if (n->b == NULL || !parse_expect_word(p, "and"))
		return NULL;
	n->c = parse_operand(p);
	return n->c == NULL ? NULL : n;
}

static struct node *
parse_right(struct parser *p, struct node *left, struct operator op)
{
	size_t at = p->pos;
	struct node *n;

	p->pos += op.len;
	if (op.kind == N_BETWEEN)
		return parse_between(p, left, at);
	if (op.kind == N_IN)
		return parse_in(p, left);
	n = parse_node(p, op.kind, at);
	n->a = left;
	n->b = parse_binary(p, op.strength + 1);
	return n->b == NULL ? NULL : n;
}

static struct node *
parse_filter(struct parser *p, struct node *of, size_t at)
{
	struct node *n = parse_node(p, N_FILTER, at);
	uint32_t uses = 0;
	struct level item = { .kind = LEVEL_ITEM, .slot = parse_slot(p),
	    .type = of->type, .uses = &uses };
	bool is_before_bound = p->is_before_bound;

	if (item.type != NULL && item.type->kind == TYPE_LIST)
		item.type = item.type->item;
	p->is_before_bound = false;
	parse_bind(p, &item);
	n->filter.of = of;
	n->filter.slot = item.slot;
	n->filter.by = parse_expression(p);
	parse_unbind(p, &item);
	p->n_slots--;
	p->is_before_bound = is_before_bound;
	n->is_plain = uses == 0;
	n->type = of->type;
	if (n->filter.by == NULL || !parse_expect(p, ']'))
		return NULL;
	return n;
}

static struct node *
parse_path(struct parser *p, struct node *of, size_t at)
{
	struct node *n = parse_node(p, N_PATH, at);

	n->path.of = of;
	if (parse_accept_dots(p)) {
		n->kind = N_DESCENDANTS;
		p->pos = scan_space(p->text, p->pos);
	}
	if (!parse_member(p, n->kind == N_PATH ? of->type : NULL,
	    &n->path.name))
		return NULL;
	n->type = parse_member_type(of->type, n->path.name);
	return n;
}

/* "...", before a name, asks for all descendants of that name. */
static bool
at_descendants(const struct parser *p)
{
	return str_starts(str_sub(p->text, p->pos, 3), "...") &&
	    scan_is_name_start(p->text, scan_space(p->text, p->pos + 3));
}

static struct node *
parse_instance(struct parser *p, struct node *value, size_t at)
{
	struct node *n = parse_node(p, N_INSTANCE, at);

	if (!parse_expect_word(p, "of"))
		return NULL;
	n->instance.value = value;
	n->instance.type = parse_type(p);
	return n->instance.type == NULL ? NULL : n;
}

/* Does this "[" end a range, as in [1..5[ ?  It does unless something follows
 * that a filter could begin with. */
static bool
is_bound(struct parser *p)
{
	static const char *const words[] = { "and", "or", "then", "else",
	    "return", "satisfies", "in", "instance", "between" };
	size_t before = p->pos;
	bool is_end;

	if (!p->is_before_bound)
		return false;
	p->pos = scan_space(p->text, p->pos + 1);
	is_end = p->pos >= p->text.len ||
	    strchr(")],}=!<>+*/", p->text.p[p->pos]) != NULL;
	for (size_t i = 0; !is_end && i < ARRAY_LEN(words); i++)
		is_end = parse_peek_word(p, words[i]);
	p->pos = before;
	return is_end;
}

static struct node *
parse_postfix(struct parser *p)
{
	struct node *n = parse_primary(p);

	while (n != NULL) {
		size_t at = p->pos = scan_space(p->text, p->pos);

		if (p->pos >= p->text.len)
			return n;
		if (at_descendants(p) ||
		    (p->text.p[at] == '.' && !parse_at_dots(p))) {
			p->pos++;
			n = parse_path(p, n, at);
		} else if (p->text.p[at] == '[' && !is_bound(p)) {
			p->pos++;
			n = parse_filter(p, n, at);
		} else if (p->text.p[at] == '(') {
			n = parse_call(p, n);
		} else if (parse_accept_word(p, "instance")) {
			n = parse_instance(p, n, at);
		} else {
			return n;
		}
	}
	return NULL;
}

/* -5 is the number, so that tables of constants stay constants. */
static struct node *
negate(struct parser *p, struct node *operand, size_t at)
{
	struct node *n;

	if (operand->kind == N_CONST &&
	    operand->constant.kind == FEEL_NUMBER) {
		operand->constant.number = dec128_neg(operand->constant.number);
		return operand;
	}
	n = parse_node(p, N_NEG, at);
	n->a = operand;
	return n;
}

static struct node *
parse_unary(struct parser *p)
{
	struct node *operand;
	size_t at;

	if (!parse_peek(p, '-'))
		return parse_postfix(p);
	at = p->pos++;
	if (++p->depth > FEEL_PARSE_DEPTH_MAX)
		return parse_fail(p, at, "nested too deeply");
	operand = parse_unary(p);
	p->depth--;
	return operand == NULL ? NULL : negate(p, operand, at);
}

static struct node *
parse_binary(struct parser *p, enum strength least)
{
	struct node *n = parse_unary(p);

	while (n != NULL) {
		struct operator op = peek_operator(p);

		if (op.strength == S_NONE || op.strength < least)
			return n;
		n = parse_right(p, n, op);
	}
	return NULL;
}

struct node *
parse_expression(struct parser *p)
{
	struct node *n;

	if (++p->depth > FEEL_PARSE_DEPTH_MAX)
		return parse_fail(p, p->pos, "nested too deeply");
	n = parse_binary(p, S_OR);
	p->depth--;
	return n;
}

struct node *
parse_operand(struct parser *p)
{
	return parse_binary(p, S_ADD);
}
