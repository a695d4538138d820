/*
 * feel.c - does a text parse as FEEL?
 *
 * Names of more than one word are known from the data of the model.
 */
#include "workflows/bpmn/lint/internal.h"
#include "workflows/feel/feel.h"

#define NAMES_MAX 1000

struct names {
	struct feel_name	*v;
	size_t			 n, cap;
};

static const struct feel_scope *
make_scope(struct lint *l)
{
	struct feel_scope *scope = arena_new_of(l->a, struct feel_scope);
	struct map *seen = map_new(l->a);
	struct names names = { 0 };

	for (size_t i = 0; i < l->elems.n && names.n < NAMES_MAX; i++) {
		const struct lint_elem *e = l->elems.v[i];
		struct str name;

		if (!lint_is(e, "itemAware"))
			continue;
		name = lint_attr(e, "name");
		if (str_chr(name, ' ') < 0 || map_get(seen, name) != NULL)
			continue;
		map_put(seen, name, scope);
		vec_push(l->a, &names, (struct feel_name){ name, NULL });
	}
	scope->names = names.v;
	scope->n = names.n;
	return scope;
}

int
lint_feel_check(struct lint *l, struct str text, struct error *err)
{
	if (l->scope == NULL)
		l->scope = make_scope(l);
	return feel_parse(l->a, text, l->scope, err) == NULL ? -1 : 0;
}
