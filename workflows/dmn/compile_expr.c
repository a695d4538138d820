/*
 * compile_expr.c - parse the FEEL of a boxed expression with the names known
 * where it stands, and lay out its frame.
 */
#include "workflows/dmn/names.h"

const struct feel_type *
dmn_type_or(const struct feel_type *type, const struct feel_type *shape)
{
	return type != NULL ? type : shape;
}

const struct feel_type *
dmn_shape_of(const struct dmn_expr *e)
{
	return e == NULL ? NULL : dmn_type_or(e->type, e->shape);
}

struct feel_type *
dmn_new_shape(struct names *s, enum feel_type_kind kind)
{
	struct feel_type *t = arena_new_of(s->model->set->arena,
	    struct feel_type);

	t->kind = kind;
	return t;
}

const struct feel_type *
dmn_list_shape(struct names *s, const struct feel_type *item)
{
	struct feel_type *t = dmn_new_shape(s, TYPE_LIST);

	t->item = item;
	return t;
}

static const struct feel_type *
item_shape(const struct dmn_expr *list)
{
	const struct feel_type *t = dmn_shape_of(list);

	return t != NULL && t->kind == TYPE_LIST ? t->item : t;
}

static void
resolve_vars(struct names *s, struct dmn_expr *e)
{
	for (size_t i = 0; i < e->n_vars; i++)
		e->vars[i].type = dmn_resolve_type(s->model,
		    e->vars[i].type_ref, e->vars[i].line);
}

/* An entry and its name, which is known behind it - and inside it when it is a
 * function, which may call itself. */
static const struct feel_type *
compile_entry(struct names *s, struct dmn_expr *kid, const struct dmn_var *v)
{
	bool is_function = kid != NULL && kid->kind == DMN_FUNCTION;
	const struct feel_type *type;
	size_t at = s->v.n;

	if (is_function)
		(void)names_push(s, v->name, v->type);
	dmn_compile_expr(s, kid);
	type = dmn_type_or(v->type, dmn_shape_of(kid));
	if (is_function)
		s->v.v[at].type = type;
	else
		(void)names_push(s, v->name, type);
	return type;
}

static void
compile_context(struct names *s, struct dmn_expr *e)
{
	struct feel_member *members = arena_array(s->model->set->arena,
	    e->n_vars, sizeof(*members));
	struct feel_type *shape = dmn_new_shape(s, TYPE_CONTEXT);

	e->slot = s->v.n;
	for (size_t i = 0; i < e->n_vars; i++) {
		const struct dmn_var *v = &e->vars[i];

		if (v->name.len == 0) {
			dmn_compile_expr(s, e->kids[i]);
			e->shape = dmn_type_or(v->type,
			    dmn_shape_of(e->kids[i]));
			continue;
		}
		members[shape->n++] = (struct feel_member){ v->name,
		    compile_entry(s, e->kids[i], v) };
	}
	shape->members = members;
	if (e->n_vars == 0 || e->vars[e->n_vars - 1].name.len > 0)
		e->shape = shape;
	names_pop(s, e->slot);
}

static void
compile_function(struct names *s, struct dmn_expr *e)
{
	struct feel_type *shape = dmn_new_shape(s, TYPE_FUNCTION);
	size_t max = s->max;

	e->slot = s->max = s->v.n;
	for (size_t i = 0; i < e->n_vars; i++)
		(void)names_push(s, e->vars[i].name, e->vars[i].type);
	if (e->language == DMN_FEEL) {
		dmn_compile_expr(s, e->kids[0]);
		shape->item = dmn_shape_of(e->kids[0]);
	}
	e->shape = shape;
	e->n_slots = s->max;
	names_pop(s, e->slot);
	s->max = max;
}

static void
compile_relation(struct names *s, struct dmn_expr *e)
{
	struct feel_member *members = arena_array(s->model->set->arena,
	    e->n_vars, sizeof(*members));
	struct feel_type *row = dmn_new_shape(s, TYPE_CONTEXT);

	for (size_t i = 0; i < e->n_vars; i++)
		members[i] = (struct feel_member){ e->vars[i].name,
		    e->vars[i].type };
	row->members = members;
	row->n = e->n_vars;
	for (size_t i = 0; i < e->n_kids; i++)
		dmn_compile_expr(s, e->kids[i]);
	e->shape = dmn_list_shape(s, row);
}

/* The body of an iteration has a frame of its own for each turn. */
static void
compile_body(struct names *s, struct dmn_expr *e)
{
	size_t max = s->max;

	s->max = s->v.n;
	dmn_compile_expr(s, e->kids[1]);
	e->n_slots = s->max;
	if (max > s->max)
		s->max = max;
	names_pop(s, e->slot);
}

/* The names of a filter's frame, for the entries of an item that hide them. */
static void
note_frame(struct names *s, struct dmn_expr *e)
{
	e->n_vars = s->v.n;
	e->vars = arena_array(s->model->set->arena, e->n_vars,
	    sizeof(*e->vars));
	for (size_t i = 0; i < e->n_vars; i++)
		e->vars[i] = (struct dmn_var){ .name = s->v.v[i].name };
}

/* Entries of the items are names too, before all others; where nothing is
 * known of the items, any name may be one. */
static void
compile_filter(struct names *s, struct dmn_expr *e)
{
	const struct feel_type *item;
	bool is_open;

	dmn_compile_expr(s, e->kids[0]);
	item = item_shape(e->kids[0]);
	is_open = item == NULL || item->kind != TYPE_CONTEXT;
	e->slot = names_push(s, STR("item"), item);
	for (size_t i = 0; !is_open && i < item->n; i++)
		(void)names_push(s, item->members[i].name,
		    item->members[i].type);
	note_frame(s, e);
	s->open += is_open;
	compile_body(s, e);
	s->open -= is_open;
	e->shape = dmn_shape_of(e->kids[0]);
}

/* What a boxed iteration goes through, FEEL knows: the items of ranges too. */
static const struct feel_expr *
items_of(struct names *s)
{
	struct feel_name in = { STR("all"), NULL };
	struct feel_scope scope = { .names = &in, .n = 1 };

	return feel_parse(s->model->set->arena,
	    STR("for i in all return i"), &scope, NULL);
}

static void
compile_iteration(struct names *s, struct dmn_expr *e)
{
	e->feel = items_of(s);
	dmn_compile_expr(s, e->kids[0]);
	e->slot = names_push(s, e->vars[0].name, item_shape(e->kids[0]));
	if (e->kind == DMN_FOR)
		(void)names_push(s, STR("partial"), NULL);
	compile_body(s, e);
	if (e->kind == DMN_FOR)
		e->shape = dmn_list_shape(s, dmn_shape_of(e->kids[1]));
}

static void
compile_kids(struct names *s, struct dmn_expr *e)
{
	for (size_t i = 0; i < e->n_kids; i++)
		dmn_compile_expr(s, e->kids[i]);
}

static void
compile_literal(struct names *s, struct dmn_expr *e)
{
	if (e->text.len == 0)
		return;
	e->feel = names_parse(s, (struct names_text){ .text = e->text,
	    .id = e->id, .line = e->line, .what = "expression" });
	e->shape = names_shape(s, e->text);
}

static const struct feel_type *
result_shape(const struct dmn_expr *callee)
{
	const struct feel_type *t = dmn_shape_of(callee);

	return t != NULL && t->kind == TYPE_FUNCTION ? t->item : NULL;
}

void
dmn_compile_expr(struct names *s, struct dmn_expr *e)
{
	if (e == NULL)
		return;
	e->type = dmn_resolve_type(s->model, e->type_ref, e->line);
	resolve_vars(s, e);
	switch (e->kind) {
	case DMN_LITERAL:
		compile_literal(s, e);
		break;
	case DMN_TABLE:
		dmn_compile_table(s, e);
		break;
	case DMN_CONTEXT:
		compile_context(s, e);
		break;
	case DMN_INVOCATION:
		compile_kids(s, e);
		e->shape = result_shape(e->kids[0]);
		break;
	case DMN_FUNCTION:
		compile_function(s, e);
		break;
	case DMN_RELATION:
		compile_relation(s, e);
		break;
	case DMN_LIST:
		compile_kids(s, e);
		e->shape = dmn_list_shape(s,
		    e->n_kids > 0 ? dmn_shape_of(e->kids[0]) : NULL);
		break;
	case DMN_IF:
		compile_kids(s, e);
		e->shape = dmn_type_or(dmn_shape_of(e->kids[1]),
		    dmn_shape_of(e->kids[2]));
		break;
	case DMN_FILTER:
		compile_filter(s, e);
		break;
	case DMN_FOR:
	case DMN_SOME:
	case DMN_EVERY:
		compile_iteration(s, e);
		break;
	}
}
