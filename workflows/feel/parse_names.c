/*
 * parse_names.c - which name is this: the longest known one that the text has
 * here, in the innermost place that knows it.
 *
 * Where nobody knows (an undeclared variable, an entry of a context whose type
 * is not declared) a name is one word, or one of the "hints": names of several
 * words that occur in any type or context literal in sight.  An entry of a
 * context goes on while words follow that could not stand behind an operand.
 */
#include "workflows/feel/limits.h"
#include "workflows/feel/parse.h"
#include "workflows/feel/scan.h"

#define HINTS_MAX	1000
#define WORDS_MAX	32		/* of a name nobody declared */

/* What a name was found to be. */
struct found {
	size_t			 end;		/* 0: nothing */
	struct str		 name;
	const struct level	*level;		/* innermost, if any */
	bool			 is_member;	/* of a filtered item */
	const struct feel_function *builtin;
	int			 slot;		/* in the scope, or -1 */
	const struct feel_type	*type;
};

static const struct feel_type *
context_of(const struct feel_type *type)
{
	for (int i = 0; type != NULL && type->kind == TYPE_LIST &&
	    i < FEEL_TYPE_DEPTH_MAX; i++)
		type = type->item;
	return type != NULL && type->kind == TYPE_CONTEXT ? type : NULL;
}

const struct feel_type *
parse_member_type(const struct feel_type *of, struct str name)
{
	const struct feel_type *type = context_of(of);

	for (size_t i = 0; type != NULL && i < type->n; i++) {
		if (str_eq(type->members[i].name, name))
			return type->members[i].type;
	}
	return NULL;
}

static bool
is_one_word(struct str name)
{
	return scan_word(name, 0) == name.len;
}

void
parse_hint(struct parser *p, struct str name)
{
	if (p->hints.n >= HINTS_MAX || is_one_word(name))
		return;
	for (size_t i = 0; i < p->hints.n; i++) {
		if (str_eq(p->hints.v[i], name))
			return;
	}
	vec_push(p->a, &p->hints, name);
}

static void
add_type_hints(struct parser *p, const struct feel_type *type, int depth)
{
	type = context_of(type);
	if (type == NULL || depth >= 8 || p->hints.n >= HINTS_MAX)
		return;
	for (size_t i = 0; i < type->n; i++) {
		parse_hint(p, type->members[i].name);
		add_type_hints(p, type->members[i].type, depth + 1);
	}
}

static void
collect_hints(struct parser *p)
{
	static const char *const properties[] = { "time offset",
	    "start included", "end included" };

	if (p->has_hints)
		return;
	p->has_hints = true;
	for (size_t i = 0; i < ARRAY_LEN(properties); i++)
		parse_hint(p, str_of(properties[i]));
	for (size_t i = 0; i < p->scope->n; i++)
		add_type_hints(p, p->scope->names[i].type, 0);
	for (size_t i = 0; i < p->scope->n_types; i++)
		add_type_hints(p, p->scope->types[i].type, 0);
}

/* The longest hint here, or 0. */
static size_t
match_hint(struct parser *p, struct str *ret)
{
	size_t longest = 0;

	collect_hints(p);
	for (size_t i = 0; i < p->hints.n; i++) {
		size_t end = scan_known(p->text, p->pos, p->hints.v[i]);

		if (end > longest) {
			longest = end;
			*ret = p->hints.v[i];
		}
	}
	return longest;
}

static bool
is_one_of(struct str word, const char *const *words)
{
	while (*words != NULL && !str_is(word, *words))
		words++;
	return *words != NULL;
}

/* All the words here that make one name, because no expression could go on
 * with them; where it ends. */
static size_t
match_words(struct parser *p, struct str *ret)
{
	static const char *const stops[] = { "and", "between", "else", "in",
	    "instance", "or", "return", "satisfies", "then", NULL };
	size_t end = scan_word(p->text, p->pos);

	*ret = str_sub(p->text, p->pos, end - p->pos);
	for (int i = 1; i < WORDS_MAX && end > p->pos; i++) {
		size_t from = scan_space(p->text, end), to = from;
		struct str word;

		while (scan_is_name_part(p->text, to))
			to++;
		word = str_sub(p->text, from, to - from);
		if (word.len == 0 || is_one_of(word, stops))
			break;
		*ret = arena_printf(p->a, "%.*s %.*s", STR_ARG(*ret),
		    STR_ARG(word));
		end = to;
	}
	return end;
}

/* The longest component of a type here, or 0. */
static size_t
match_member(struct parser *p, const struct feel_type *type, struct str *ret)
{
	size_t longest = 0;

	type = context_of(type);
	for (size_t i = 0; type != NULL && i < type->n; i++) {
		size_t end = scan_known(p->text, p->pos,
		    type->members[i].name);

		if (end > longest) {
			longest = end;
			*ret = type->members[i].name;
		}
	}
	return longest;
}

static void
match_level(struct parser *p, const struct level *level, struct found *found)
{
	struct str name = level->name;
	size_t end;

	if (level->kind == LEVEL_ITEM) {
		end = match_member(p, level->type, &name);
		if (end > found->end)
			*found = (struct found){ .end = end, .name = name,
			    .level = level, .is_member = true, .slot = -1,
			    .type = parse_member_type(level->type, name) };
		name = STR("item");
	}
	end = scan_known(p->text, p->pos, name);
	if (end > found->end)
		*found = (struct found){ .end = end, .name = name,
		    .level = level, .slot = -1, .type = level->type };
}

static struct found
match(struct parser *p)
{
	struct found found = { .slot = -1 };
	const struct feel_function *f;
	size_t end;

	for (const struct level *l = p->level; l != NULL; l = l->outer)
		match_level(p, l, &found);
	for (size_t i = 0; i < p->scope->n; i++) {
		end = scan_known(p->text, p->pos, p->scope->names[i].name);
		if (end > found.end)
			found = (struct found){ .end = end, .slot = (int)i,
			    .name = p->scope->names[i].name,
			    .type = p->scope->names[i].type };
	}
	f = feel_builtin_match(p->text, p->pos, &end);
	if (f != NULL && end > found.end)
		found = (struct found){ .end = end, .name = f->name,
		    .builtin = f, .slot = -1 };
	return found;
}

static void
note_free(struct parser *p, struct str name, int slot)
{
	for (size_t i = 0; i < p->free.n; i++) {
		if (str_eq(p->free.v[i].name, name))
			return;
	}
	vec_push(p->a, &p->free, (struct feel_free){ name, slot });
}

static struct node *
outer_node(struct parser *p, const struct found *found, size_t at)
{
	struct node *n;

	if (found->builtin != NULL) {
		n = parse_node(p, N_BUILTIN, at);
		n->function = found->builtin;
		return n;
	}
	if (found->level != NULL) {
		n = parse_node(p, N_LOCAL, at);
		n->index = found->level->slot;
		n->type = found->type;
		if (found->level->uses != NULL)
			++*found->level->uses;
		return n;
	}
	n = parse_node(p, found->slot >= 0 ? N_SLOT : N_FREE, at);
	n->var.name = found->name;
	n->var.slot = (uint32_t)found->slot;
	n->type = found->type;
	note_free(p, found->name, found->slot);
	return n;
}

/* Does the type of a filtered item say that it has no such entry? */
static bool
is_settled(const struct level *level)
{
	return context_of(level->type) != NULL;
}

/* Filtered items whose entries could have this name, from inside to where it
 * was found. */
static size_t
items_to_ask(struct parser *p, const struct found *found, uint32_t **ret)
{
	VEC(uint32_t) slots = { 0 };

	for (const struct level *l = p->level; l != NULL; l = l->outer) {
		bool is_last = l == found->level;

		if (l->kind == LEVEL_ITEM && (is_last || !is_settled(l))) {
			vec_push(p->a, &slots, l->slot);
			if (l->uses != NULL)
				++*l->uses;
		}
		if (is_last)
			break;
	}
	*ret = slots.v;
	return slots.n;
}

/* A built-in function that is called is not looked for in items. */
static bool
is_called_builtin(struct parser *p, const struct found *found)
{
	return found->builtin != NULL && parse_peek(p, '(');
}

static struct node *
name_node(struct parser *p, const struct found *found, size_t at)
{
	uint32_t *slots = NULL;
	size_t n_slots = is_called_builtin(p, found) ? 0 :
	    items_to_ask(p, found, &slots);
	struct str *name;
	struct node *n;

	if (n_slots == 0)
		return outer_node(p, found, at);
	n = parse_node(p, N_ITEM, at);
	name = arena_alloc(p->a, sizeof(*name));
	*name = found->name;
	n->item.name = name;
	n->item.slots = slots;
	n->n = (uint32_t)n_slots;
	n->type = found->type;
	if (!found->is_member)
		n->item.outer = outer_node(p, found, at);
	return n;
}

static bool
is_reserved(struct str word)
{
	static const char *const words[] = { "and", "between", "else", "every",
	    "external", "for", "function", "if", "in", "instance", "or",
	    "return", "satisfies", "some", "then", NULL };

	return is_one_of(word, words);
}

/* Is this in a filter over items of which the entries are not known? */
static bool
is_in_open_filter(struct parser *p)
{
	if (p->scope->is_open)
		return true;
	for (const struct level *l = p->level; l != NULL; l = l->outer) {
		if (l->kind == LEVEL_ITEM && !is_settled(l))
			return true;
	}
	return false;
}

/* A builtin name that is no call stands behind a hint of the same length or
 * more; and so does nothing at all. */
static bool
match_undeclared(struct parser *p, struct found *found)
{
	struct str name = STR_NULL, words;
	size_t end = 0, word;

	if (p->level != NULL)
		end = match_hint(p, &name);
	word = scan_word(p->text, p->pos);
	words = str_sub(p->text, p->pos, word - p->pos);
	if (!is_reserved(words) && is_in_open_filter(p))
		word = match_words(p, &words);
	if (end <= word && (found->end == 0 || found->builtin != NULL)) {
		end = word;
		name = words;
	}
	if (end <= found->end)
		return found->end > 0;
	if (is_reserved(name))
		return false;
	*found = (struct found){ .end = end, .name = name, .slot = -1 };
	return true;
}

struct node *
parse_name(struct parser *p)
{
	size_t at = p->pos;
	struct found found = match(p);

	if (!match_undeclared(p, &found))
		return parse_fail(p, at, "expected an expression, found "
		    "\"%.*s\"", (int)(p->text.len - at > 20 ? 20 :
		    p->text.len - at), p->text.p + at);
	p->pos = found.end;
	return name_node(p, &found, at);
}

bool
parse_member(struct parser *p, const struct feel_type *of, struct str *ret)
{
	size_t end;

	p->pos = scan_space(p->text, p->pos);
	end = match_member(p, of, ret);
	if (end == 0)
		end = match_hint(p, ret);
	if (end == 0 && context_of(of) == NULL)
		end = match_words(p, ret);
	if (end == 0) {
		end = scan_word(p->text, p->pos);
		*ret = str_sub(p->text, p->pos, end - p->pos);
	}
	if (end == p->pos) {
		parse_fail(p, p->pos, "expected a name after \".\"");
		return false;
	}
	p->pos = end;
	return true;
}
