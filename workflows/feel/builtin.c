/*
 * builtin.c - find built-in functions, check and convert their arguments.
 */
#include <pthread.h>

#include "workflows/feel/ast.h"
#include "workflows/feel/scan.h"

#define FUNCTIONS_MAX	128

static const struct feel_builtin *const tables[] = {
	feel_builtins_boolean, feel_builtins_context, feel_builtins_conversion,
	feel_builtins_date, feel_builtins_list, feel_builtins_number,
	feel_builtins_range, feel_builtins_regex, feel_builtins_set,
	feel_builtins_sort, feel_builtins_statistics, feel_builtins_string,
};

/* Functions by name, made once; overloads are adjacent rows of a table. */
static struct feel_function functions[FUNCTIONS_MAX];
static struct feel_param params[FUNCTIONS_MAX][FEEL_PARAMS_MAX];
static size_t n_functions;
static uint8_t first_of[256];		/* in order of the first letter */
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void
add_function(const struct feel_builtin *b)
{
	struct feel_function *f = &functions[n_functions];

	f->name = str_of(b->name);
	f->builtin = b;
	f->n_params = b->max;
	f->params = params[n_functions];
	for (size_t i = 0; i < b->max && i < FEEL_PARAMS_MAX; i++)
		params[n_functions][i].name = str_of(b->params[i].name);
	n_functions++;
}

static void
add_letter(int letter)
{
	first_of[letter] = (uint8_t)n_functions;
	for (size_t t = 0; t < ARRAY_LEN(tables); t++) {
		const char *last = "";

		for (const struct feel_builtin *b = tables[t]; b->name != NULL;
		    b++) {
			if (b->name[0] == letter &&
			    strcmp(b->name, last) != 0 &&
			    n_functions < FUNCTIONS_MAX)
				add_function(b);
			last = b->name;
		}
	}
}

static void
build(void)
{
	for (int c = 'a'; c <= 'z'; c++)
		add_letter(c);
	first_of['z' + 1] = (uint8_t)n_functions;
}

const struct feel_function *
feel_builtin_match(struct str text, size_t pos, size_t *end)
{
	const struct feel_function *best = NULL;
	unsigned char c;

	if (pos >= text.len)
		return NULL;
	(void)pthread_once(&once, build);
	c = (unsigned char)text.p[pos];
	if (c < 'a' || c > 'z')
		return NULL;
	*end = 0;
	for (size_t i = first_of[c]; i < first_of[c + 1]; i++) {
		size_t e = scan_known(text, pos, functions[i].name);

		if (e > *end) {
			*end = e;
			best = &functions[i];
		}
	}
	return best;
}

bool
feel_builtin_is_literal(const struct feel_builtin *b)
{
	return (b->flags & B_LITERAL) != 0;
}

static bool
is_same_name(const struct feel_builtin *a, const struct feel_builtin *b)
{
	return b->name != NULL && strcmp(a->name, b->name) == 0;
}

const struct feel_builtin *
feel_builtin_by_count(const struct feel_builtin *first, size_t n)
{
	for (const struct feel_builtin *b = first; is_same_name(first, b);
	    b++) {
		bool is_open = (b->flags & (B_SPREAD | B_REST)) != 0;

		if (n >= b->min && (n <= b->max || is_open))
			return b;
	}
	return NULL;
}

static bool
place_names(const struct feel_builtin *b, const struct str *names, size_t n,
    uint8_t *places)
{
	uint32_t taken = 0;

	if (n > b->max)
		return false;
	for (size_t i = 0; i < n; i++) {
		uint8_t at = 0;

		while (at < b->max && !str_is(names[i], b->params[at].name))
			at++;
		if (at == b->max || (taken & (1u << at)) != 0)
			return false;
		taken |= 1u << at;
		places[i] = at;
	}
	/* What may not be left out must be there, unless it may be null. */
	for (size_t i = 0; i < b->min; i++) {
		if ((taken & (1u << i)) == 0 &&
		    (b->params[i].accepts & K_NULL) == 0)
			return false;
	}
	return true;
}

static bool
is_in_order(const uint8_t *places, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		if (places[i] < places[i - 1])
			return false;
	}
	return true;
}

/* before(point, range) and before(range, point) have the same names: between
 * such the order they are written in decides. */
const struct feel_builtin *
feel_builtin_by_names(const struct feel_builtin *first,
    const struct str *names, size_t n, uint8_t *places)
{
	const struct feel_builtin *found = NULL;

	for (const struct feel_builtin *b = first; is_same_name(first, b);
	    b++) {
		if (!place_names(b, names, n, places))
			continue;
		if (is_in_order(places, n))
			return b;
		if (found == NULL)
			found = b;
	}
	if (found != NULL)
		(void)place_names(found, names, n, places);
	return found;
}

static bool
accepts(const struct feel_builtin_param *p, struct feel_value v)
{
	return (p->accepts & KIND(v.kind)) != 0;
}

static bool
to_list(struct feel_run *run, struct feel_value *v)
{
	struct feel_value *item = feel_bytes(run, sizeof(*item));

	if (item == NULL)
		return false;
	*item = *v;
	*v = feel_list(item, 1);
	return true;
}

/* Fit one argument: as it is, a list's only item, an item as a list. */
static bool
fit(struct feel_run *run, const struct feel_builtin *b, size_t i,
    struct feel_value *v)
{
	const struct feel_builtin_param *p = &b->params[i];

	if (accepts(p, *v))
		return true;
	if (v->kind == FEEL_LIST && v->list.n == 1 &&
	    accepts(p, v->list.v[0])) {
		*v = v->list.v[0];
		return true;
	}
	if (v->kind != FEEL_NULL && v->kind != FEEL_LIST &&
	    (p->accepts & K_LIST) != 0)
		return to_list(run, v);
	(void)feel_fail(run, "feel.argument", "%s(): %s cannot be a %s",
	    b->name, p->name, feel_kind_name(v->kind));
	return false;
}

/* The unknown arguments and unknown items of lists, joined; or null. */
static struct feel_value
find_unknown(struct feel_run *run, const struct feel_builtin *b,
    const struct feel_value *args, size_t n)
{
	struct feel_value u = FEEL_NULL_VALUE;

	for (size_t i = 0; i < n; i++) {
		u = feel_unknown_join(run->arena, u, args[i]);
		if (args[i].kind != FEEL_LIST || (b->flags & B_LAZY) != 0)
			continue;
		for (size_t k = 0; k < args[i].list.n; k++)
			u = feel_unknown_join(run->arena, u,
			    args[i].list.v[k]);
	}
	return u;
}

/* All arguments as one list: sum(1, 2); sum([1, 2]) has it already. */
static void
spread(struct feel_value *args, size_t *n, struct feel_value *copy)
{
	if (*n == 1)
		return;
	memcpy(copy, args, *n * sizeof(*copy));
	args[0] = feel_list(copy, *n);
	*n = 1;
}

static bool
gather(struct feel_run *run, const struct feel_builtin *b,
    struct feel_value *args, size_t *n)
{
	struct feel_value *rest;
	size_t last = b->max - 1u, count;

	if ((b->flags & B_SPREAD) != 0 && *n > 1) {
		rest = feel_bytes(run, *n * sizeof(*rest));
		if (rest == NULL)
			return false;
		spread(args, n, rest);
	}
	if ((b->flags & B_REST) == 0 || *n < b->max)
		return true;
	count = *n - last;
	rest = feel_bytes(run, count * sizeof(*rest));
	if (rest == NULL)
		return false;
	memcpy(rest, args + last, count * sizeof(*rest));
	args[last] = feel_list(rest, count);
	*n = b->max;
	return true;
}

struct feel_value
feel_builtin_call(struct feel_run *run, const struct feel_builtin *b,
    struct feel_value *args, size_t n)
{
	struct feel_value unknown;

	if (!gather(run, b, args, &n))
		return FEEL_NULL_VALUE;
	unknown = find_unknown(run, b, args, n);
	if (unknown.kind == FEEL_UNKNOWN)
		return unknown;
	for (size_t i = 0; i < n; i++) {
		if (!fit(run, b, i, &args[i]))
			return FEEL_NULL_VALUE;
	}
	for (size_t i = n; i < b->max; i++)
		args[i] = FEEL_NULL_VALUE;
	return b->call(run, args, n);
}
