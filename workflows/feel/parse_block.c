/*
 * parse_block.c - if, for, some, every, function, contexts.
 */
#include "workflows/feel/parse.h"
#include "workflows/feel/scan.h"

#define ENTRIES_MAX	5000
#define ITERATORS_MAX	64
#define PARAMETERS_MAX	64

struct node *
parse_if(struct parser *p)
{
	struct node *n = parse_node(p, N_IF, p->pos);

	p->pos += strlen("if");
	n->a = parse_expression(p);
	if (n->a == NULL || !parse_expect_word(p, "then"))
		return NULL;
	n->b = parse_expression(p);
	if (n->b == NULL || !parse_expect_word(p, "else"))
		return NULL;
	n->c = parse_expression(p);
	n->type = n->b->type;
	return n->c == NULL ? NULL : n;
}

static const struct feel_type *
item_type(const struct feel_type *type)
{
	return type != NULL && type->kind == TYPE_LIST ? type->item : type;
}

/* "name in list" or "name in from .. to"; binds the name. */
static bool
parse_iterator(struct parser *p, struct iterator *it, struct level *level)
{
	size_t end;

	p->pos = scan_space(p->text, p->pos);
	end = scan_free_name(p->a, p->text, p->pos, true, &level->name);
	if (end == 0) {
		parse_fail(p, p->pos, "expected the name of a variable");
		return false;
	}
	p->pos = end;
	if (!parse_expect_word(p, "in"))
		return false;
	it->from = parse_expression(p);
	if (it->from == NULL)
		return false;
	level->type = item_type(it->from->type);
	if (parse_accept_dots(p)) {
		it->to = parse_expression(p);
		if (it->to == NULL)
			return false;
	}
	level->slot = it->slot = parse_slot(p);
	parse_bind(p, level);
	return true;
}

static bool
parse_iterators(struct parser *p, struct loop *loop, struct level *levels)
{
	loop->iterators = arena_array(p->a, ITERATORS_MAX,
	    sizeof(*loop->iterators));
	do {
		if (loop->n == ITERATORS_MAX) {
			parse_fail(p, p->pos, "too many variables");
			return false;
		}
		loop->iterators[loop->n] = (struct iterator){ 0 };
		if (!parse_iterator(p, &loop->iterators[loop->n],
		    &levels[loop->n]))
			return false;
		loop->n++;
	} while (parse_accept(p, ','));
	return true;
}

static const struct feel_type *
list_of(struct parser *p, const struct feel_type *item)
{
	struct feel_type *type = arena_new_of(p->a, struct feel_type);

	type->kind = TYPE_LIST;
	type->item = item;
	return type;
}

static bool
parse_loop_body(struct parser *p, struct node *n, struct loop *loop)
{
	static const char *const before[] = { [N_FOR] = "return",
	    [N_SOME] = "satisfies", [N_EVERY] = "satisfies" };
	struct level partial = { .kind = LEVEL_NAME, .name = STR("partial") };

	loop->partial = NO_SLOT;
	if (!parse_expect_word(p, before[n->kind]))
		return false;
	if (n->kind == N_FOR) {
		loop->partial = partial.slot = parse_slot(p);
		parse_bind(p, &partial);
	}
	loop->body = parse_expression(p);
	if (loop->body == NULL)
		return false;
	n->loop = loop;
	if (n->kind == N_FOR)
		n->type = list_of(p, loop->body->type);
	return true;
}

struct node *
parse_loop(struct parser *p, enum node_kind kind)
{
	static const char *const words[] = { [N_FOR] = "for", [N_SOME] = "some",
	    [N_EVERY] = "every" };
	struct node *n = parse_node(p, kind, p->pos);
	struct loop *loop = arena_new_of(p->a, struct loop);
	struct level *levels = arena_zalloc(p->a,
	    ITERATORS_MAX * sizeof(*levels));
	const struct level *outside = p->level;
	uint32_t n_slots = p->n_slots;
	bool is_ok;

	p->pos += strlen(words[kind]);
	is_ok = parse_iterators(p, loop, levels) &&
	    parse_loop_body(p, n, loop);
	p->level = outside;
	p->n_slots = n_slots;
	return is_ok ? n : NULL;
}

static bool
parse_parameter(struct parser *p, struct feel_param *param,
    struct level *level)
{
	size_t end;

	p->pos = scan_space(p->text, p->pos);
	end = scan_free_name(p->a, p->text, p->pos, false, &param->name);
	if (end == 0) {
		parse_fail(p, p->pos, "expected the name of a parameter");
		return false;
	}
	p->pos = end;
	param->type = NULL;
	if (parse_accept(p, ':')) {
		param->type = parse_type(p);
		if (param->type == NULL)
			return false;
	}
	level->name = param->name;
	level->type = param->type;
	level->slot = parse_slot(p);
	parse_bind(p, level);
	return true;
}

static bool
parse_parameters(struct parser *p, struct feel_function *f)
{
	struct feel_param *params = arena_array(p->a, PARAMETERS_MAX,
	    sizeof(*params));
	struct level *levels = arena_zalloc(p->a,
	    PARAMETERS_MAX * sizeof(*levels));

	f->params = params;
	if (!parse_expect(p, '('))
		return false;
	if (parse_accept(p, ')'))
		return true;
	do {
		if (f->n_params == PARAMETERS_MAX) {
			parse_fail(p, p->pos, "too many parameters");
			return false;
		}
		if (!parse_parameter(p, &params[f->n_params],
		    &levels[f->n_params]))
			return false;
		f->n_params++;
	} while (parse_accept(p, ','));
	return parse_expect(p, ')');
}

static bool
parse_body(struct parser *p, struct lambda *l)
{
	bool is_external = parse_accept_word(p, "external");
	struct node *body = parse_expression(p);

	if (!is_external)
		l->body = body;
	return body != NULL;
}

struct node *
parse_function(struct parser *p, struct str own_name, uint32_t self)
{
	struct node *n = parse_node(p, N_FUNCTION, p->pos);
	struct lambda *l = arena_new_of(p->a, struct lambda);
	const struct level *outside = p->level;
	uint32_t n_slots = p->n_slots, frame_size = p->frame_size;
	bool is_ok;

	p->pos += strlen("function");
	l->f.name = own_name;
	l->self = own_name.len > 0 ? self : NO_SLOT;
	l->n_captured = p->frame_size = n_slots;
	is_ok = parse_parameters(p, &l->f) && parse_body(p, l);
	l->frame_size = p->frame_size;
	p->frame_size = frame_size;
	p->n_slots = n_slots;
	p->level = outside;
	n->lambda = l;
	return is_ok ? n : NULL;
}

struct entries {
	VEC(struct str)			 keys;
	VEC(const struct node *)	 values;
	VEC(struct feel_member)		 members;
};

/* The key of an entry, up to its colon. */
static bool
parse_key(struct parser *p, struct str *ret)
{
	size_t end;

	if (parse_peek(p, '"'))
		end = scan_string(p->a, p->text, p->pos, ret);
	else
		end = scan_free_name(p->a, p->text, p->pos, false, ret);
	if (end == 0) {
		parse_fail(p, p->pos, "expected the name of an entry");
		return false;
	}
	p->pos = end;
	return parse_expect(p, ':');
}

static struct node *
parse_entry_value(struct parser *p, struct level *level)
{
	struct node *n;

	if (!parse_peek_word(p, "function"))
		return parse_expression(p);
	/* A function may call itself by the name of its entry. */
	parse_bind(p, level);
	n = parse_function(p, level->name, level->slot);
	parse_unbind(p, level);
	return n;
}

/* Names that an entry makes known: its own, and the one it gives to an entry
 * of context(): {key: "a b", value: 1}. */
static void
note_hints(struct parser *p, struct str key, const struct node *value)
{
	parse_hint(p, key);
	if (str_is(key, "key") && value->kind == N_CONST &&
	    value->constant.kind == FEEL_STRING)
		parse_hint(p, value->constant.string);
}

static bool
parse_entry(struct parser *p, struct entries *e)
{
	struct level *level = arena_new_of(p->a, struct level);
	struct node *value;

	if (!parse_key(p, &level->name))
		return false;
	if (e->keys.n == ENTRIES_MAX) {
		parse_fail(p, p->pos, "too many entries");
		return false;
	}
	level->kind = LEVEL_NAME;
	level->slot = parse_slot(p);
	value = parse_entry_value(p, level);
	if (value == NULL)
		return false;
	note_hints(p, level->name, value);
	level->type = value->type;
	parse_bind(p, level);
	vec_push(p->a, &e->keys, level->name);
	vec_push(p->a, &e->values, value);
	vec_push(p->a, &e->members,
	    (struct feel_member){ level->name, value->type });
	return true;
}

static bool
has_repeated_key(const struct entries *e)
{
	for (size_t i = 0; i < e->keys.n; i++) {
		for (size_t j = 0; j < i; j++) {
			if (str_eq(e->keys.v[i], e->keys.v[j]))
				return true;
		}
	}
	return false;
}

static struct node *
context_node(struct parser *p, const struct entries *e, uint32_t slot,
    size_t at)
{
	struct node *n = parse_node(p, N_CONTEXT, at);
	struct feel_type *type = arena_new_of(p->a, struct feel_type);

	type->kind = TYPE_CONTEXT;
	type->n = e->members.n;
	type->members = e->members.v;
	n->type = type;
	n->n = (uint32_t)e->keys.n;
	n->context.keys = e->keys.v;
	n->context.values = e->values.v;
	n->context.slot = slot;
	n->is_bad = has_repeated_key(e);
	return n;
}

struct node *
parse_context(struct parser *p)
{
	const struct level *outside = p->level;
	uint32_t n_slots = p->n_slots;
	bool is_before_bound = p->is_before_bound;
	size_t at = p->pos++;
	struct entries e = { 0 };

	p->is_before_bound = false;
	if (!parse_peek(p, '}')) {
		do {
			if (!parse_entry(p, &e))
				return NULL;
		} while (parse_accept(p, ','));
	}
	p->is_before_bound = is_before_bound;
	p->level = outside;
	p->n_slots = n_slots;
	return parse_expect(p, '}') ?
	    context_node(p, &e, n_slots, at) : NULL;
}
