/*
 * parse_type.c - types as text: list<number>, context<a: string>, tPerson.
 */
#include "workflows/feel/limits.h"
#include "workflows/feel/parse.h"
#include "workflows/feel/scan.h"

#define MEMBERS_MAX	256

static bool
parse_angle(struct parser *p, char c)
{
	if (parse_accept(p, c))
		return true;
	parse_fail(p, p->pos, "expected \"%c\" in the type", c);
	return false;
}

static struct feel_type *
new_type(struct parser *p, enum feel_type_kind kind)
{
	struct feel_type *type = arena_new_of(p->a, struct feel_type);

	type->kind = kind;
	return type;
}

static const struct feel_type *
parse_item(struct parser *p, enum feel_type_kind kind)
{
	struct feel_type *type = new_type(p, kind);

	if (!parse_accept(p, '<'))
		return feel_type_named(kind == TYPE_LIST ? STR("list") :
		    STR("range"));
	type->item = parse_type(p);
	return type->item != NULL && parse_angle(p, '>') ? type : NULL;
}

static bool
parse_member_name(struct parser *p, struct str *ret)
{
	size_t end;

	p->pos = scan_space(p->text, p->pos);
	end = scan_free_name(p->a, p->text, p->pos, false, ret);
	if (end == 0) {
		parse_fail(p, p->pos, "expected the name of a component");
		return false;
	}
	p->pos = end;
	return parse_angle(p, ':');
}

static bool
parse_members(struct parser *p, struct feel_type *type)
{
	VEC(struct feel_member) v = { 0 };

	do {
		struct feel_member m = { .name = STR_NULL };

		if (type->kind == TYPE_CONTEXT &&
		    !parse_member_name(p, &m.name))
			return false;
		m.type = parse_type(p);
		if (m.type == NULL)
			return false;
		vec_push(p->a, &v, m);
	} while (v.n < MEMBERS_MAX && parse_accept(p, ','));
	type->n = v.n;
	type->members = v.v;
	return true;
}

static const struct feel_type *
parse_context_type(struct parser *p)
{
	struct feel_type *type = new_type(p, TYPE_CONTEXT);

	if (!parse_accept(p, '<'))
		return feel_type_named(STR("context"));
	return parse_members(p, type) && parse_angle(p, '>') ? type : NULL;
}

static const struct feel_type *
parse_function_type(struct parser *p)
{
	struct feel_type *type = new_type(p, TYPE_FUNCTION);

	if (!parse_accept(p, '<'))
		return feel_type_named(STR("function"));
	if (!parse_peek(p, '>') && !parse_members(p, type))
		return NULL;
	if (!parse_angle(p, '>') || !parse_angle(p, '-') ||
	    !parse_angle(p, '>'))
		return NULL;
	type->item = parse_type(p);
	return type->item != NULL ? type : NULL;
}

/* An item definition, by the longest name; or NULL. */
static const struct feel_type *
parse_defined(struct parser *p)
{
	const struct feel_type *type = NULL;
	size_t longest = 0;

	for (size_t i = 0; i < p->scope->n_types; i++) {
		size_t end = scan_known(p->text, p->pos,
		    p->scope->types[i].name);

		if (end > longest) {
			longest = end;
			type = p->scope->types[i].type;
		}
	}
	if (type != NULL)
		p->pos = longest;
	return type;
}

static const struct feel_type *
parse_simple(struct parser *p)
{
	static const char *const names[] = { "days and time duration",
	    "years and months duration", "date and time", "dateTime",
	    "dayTimeDuration", "yearMonthDuration", "number", "string",
	    "boolean", "date", "time", "duration", "Any", "any", "Null" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		size_t end = scan_known(p->text, p->pos, str_of(names[i]));

		if (end == 0)
			continue;
		p->pos = end;
		return feel_type_named(str_of(names[i]));
	}
	return parse_fail(p, p->pos, "unknown type");
}

static const struct feel_type *
parse_one(struct parser *p)
{
	const struct feel_type *type;

	p->pos = scan_space(p->text, p->pos);
	type = parse_defined(p);
	if (type != NULL)
		return type;
	if (parse_accept_word(p, "list"))
		return parse_item(p, TYPE_LIST);
	if (parse_accept_word(p, "range"))
		return parse_item(p, TYPE_RANGE);
	if (parse_accept_word(p, "context"))
		return parse_context_type(p);
	if (parse_accept_word(p, "function"))
		return parse_function_type(p);
	return parse_simple(p);
}

const struct feel_type *
parse_type(struct parser *p)
{
	const struct feel_type *type;

	if (++p->depth > FEEL_PARSE_DEPTH_MAX)
		return parse_fail(p, p->pos, "nested too deeply");
	type = parse_one(p);
	p->depth--;
	return type;
}
