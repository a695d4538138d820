/*
 * parse_text.c - from text to expression: the entry points of the parser.
 */
#include "workflows/feel/parse.h"
#include "workflows/feel/scan.h"

static bool
init(struct parser *p, struct arena *a, struct str text, struct error *err)
{
	static const struct feel_scope no_scope;

	*err = (struct error){ .kind = ERR_NONE };
	p->a = a;
	p->err = err;
	if (p->scope == NULL)
		p->scope = &no_scope;
	if (text.len > FEEL_TEXT_MAX) {
		error_set(err, ERR_INVALID, "feel.size",
		    "the expression is longer than %d bytes", FEEL_TEXT_MAX);
		return false;
	}
	if (!utf8_valid(text)) {
		error_set(err, ERR_INVALID, "feel.syntax",
		    "the expression is not UTF-8");
		return false;
	}
	p->text = arena_str(a, text);
	return true;
}

static const struct feel_expr *
finish(struct parser *p, const struct node *root, bool is_tests)
{
	struct feel_expr *expr;

	if (root == NULL)
		return NULL;
	p->pos = scan_space(p->text, p->pos);
	if (p->pos < p->text.len)
		return parse_fail(p, p->pos, "unexpected \"%.*s\"",
		    (int)(p->text.len - p->pos > 20 ? 20 :
		    p->text.len - p->pos), p->text.p + p->pos);
	expr = arena_alloc(p->a, sizeof(*expr));
	*expr = (struct feel_expr){ .text = p->text, .root = root,
	    .is_tests = is_tests, .frame_size = p->frame_size,
	    .n_free = p->free.n, .free = p->free.v };
	return expr;
}

const struct feel_expr *
feel_parse(struct arena *a, struct str text, const struct feel_scope *scope,
    struct error *err)
{
	struct parser p = { .scope = scope };
	struct error unused;

	if (!init(&p, a, text, err != NULL ? err : &unused))
		return NULL;
	return finish(&p, parse_expression(&p), false);
}

const struct feel_expr *
feel_parse_tests(struct arena *a, struct str text,
    const struct feel_scope *scope, struct error *err)
{
	struct parser p = { .scope = scope };
	struct level subject = { .kind = LEVEL_NAME, .name = STR("?") };
	struct error unused;

	if (!init(&p, a, text, err != NULL ? err : &unused))
		return NULL;
	subject.slot = parse_slot(&p);
	parse_bind(&p, &subject);
	return finish(&p, parse_test_list(&p, subject.slot), true);
}

struct str
feel_text(const struct feel_expr *expr)
{
	return expr->text;
}

const struct feel_free *
feel_free_names(const struct feel_expr *expr, size_t *n)
{
	*n = expr->n_free;
	return expr->free;
}
