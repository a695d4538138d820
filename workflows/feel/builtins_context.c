/*
 * builtins_context.c - get value(), get entries(), context(), context put(),
 * context merge().
 */
#include "workflows/feel/ast.h"
#include "workflows/feel/limits.h"

static struct feel_value
fn_get_value(struct feel_run *run, const struct feel_value *args, size_t n)
{
	struct feel_value v = args[0];
	struct feel_list keys = { &args[1], 1 };

	(void)n;
	if (args[1].kind == FEEL_LIST)
		keys = args[1].list;
	for (size_t i = 0; i < keys.n; i++) {
		const struct feel_value *entry = NULL;

		if (v.kind == FEEL_CONTEXT && keys.v[i].kind == FEEL_STRING)
			entry = feel_get(v.context, keys.v[i].string);
		if (entry == NULL)
			return feel_fail(run, "feel.no_entry",
			    "get value(): there is no such entry");
		v = *entry;
	}
	return keys.n > 0 ? v : FEEL_NULL_VALUE;
}

static struct feel_value
fn_get_entries(struct feel_run *run, const struct feel_value *args, size_t n)
{
	const struct feel_context *c = args[0].context;
	struct feel_value *v = feel_bytes(run, c->n * sizeof(*v));
	struct feel_entry *e = feel_bytes(run, c->n * 2 * sizeof(*e));

	(void)n;
	if (v == NULL || e == NULL)
		return FEEL_NULL_VALUE;
	for (size_t i = 0; i < c->n; i++, e += 2) {
		e[0].key = STR("key");
		e[0].value = feel_string(c->entries[i].key);
		e[1].key = STR("value");
		e[1].value = c->entries[i].value;
		v[i] = feel_context(run->arena, e, 2);
	}
	return feel_list(v, c->n);
}

static bool
has_key(const struct feel_entry *e, size_t n, struct str key)
{
	for (size_t i = 0; i < n; i++) {
		if (str_eq(e[i].key, key))
			return true;
	}
	return false;
}

static struct feel_value
fn_context(struct feel_run *run, const struct feel_value *args, size_t n)
{
	struct feel_list list = args[0].list;
	struct feel_entry *e = feel_bytes(run, list.n * sizeof(*e));

	(void)n;
	if (e == NULL)
		return FEEL_NULL_VALUE;
	for (size_t i = 0; i < list.n && feel_steps(run, i); i++) {
		const struct feel_value *key = NULL, *value = NULL;

		if (list.v[i].kind == FEEL_CONTEXT) {
			key = feel_get(list.v[i].context, STR("key"));
			value = feel_get(list.v[i].context, STR("value"));
		}
		if (key == NULL || value == NULL || key->kind != FEEL_STRING)
			return feel_fail(run, "feel.argument", "context(): "
			    "each entry needs a key, a string, and a value");
		if (has_key(e, i, key->string))
			return feel_fail(run, "feel.repeated_key",
			    "context(): \"%.*s\" is there twice",
			    STR_ARG(key->string));
		e[i] = (struct feel_entry){ key->string, *value };
	}
	return feel_context(run->arena, e, list.n);
}

/* A copy of c, which may be NULL, with one entry set. */
static struct feel_value
with_entry(struct feel_run *run, const struct feel_context *c, struct str key,
    struct feel_value value)
{
	size_t n = c != NULL ? c->n : 0;
	struct feel_entry *e = feel_bytes(run, (n + 1) * sizeof(*e));

	if (e == NULL)
		return FEEL_NULL_VALUE;
	if (n > 0)
		memcpy(e, c->entries, n * sizeof(*e));
	e[n] = (struct feel_entry){ key, value };
	return feel_context(run->arena, e, n + 1);
}

static struct feel_value
put_deep(struct feel_run *run, struct feel_value v, struct feel_list keys,
    struct feel_value value)
{
	const struct feel_value *inner;
	struct feel_value r;

	if (v.kind != FEEL_CONTEXT || keys.v[0].kind != FEEL_STRING)
		return feel_fail(run, "feel.argument",
		    "context put(): the keys do not lead to a context");
	if (keys.n == 1)
		return with_entry(run, v.context, keys.v[0].string, value);
	inner = feel_get(v.context, keys.v[0].string);
	if (inner == NULL)
		return feel_fail(run, "feel.no_entry",
		    "context put(): there is no entry \"%.*s\"",
		    STR_ARG(keys.v[0].string));
	r = put_deep(run, *inner,
	    (struct feel_list){ keys.v + 1, keys.n - 1 }, value);
	return r.kind == FEEL_CONTEXT ?
	    with_entry(run, v.context, keys.v[0].string, r) : r;
}

static struct feel_value
fn_context_put(struct feel_run *run, const struct feel_value *args, size_t n)
{
	struct feel_list keys = { &args[1], 1 };

	(void)n;
	if (args[1].kind == FEEL_LIST)
		keys = args[1].list;
	if (keys.n == 0 || keys.n > FEEL_VALUE_DEPTH_MAX)
		return feel_fail(run, "feel.argument",
		    "context put(): there are no keys, or too many");
	return put_deep(run, args[0], keys, args[2]);
}

static struct feel_value
fn_context_merge(struct feel_run *run, const struct feel_value *args, size_t n)
{
	struct feel_list list = args[0].list;
	struct feel_entry *e;
	size_t total = 0;

	(void)n;
	for (size_t i = 0; i < list.n; i++) {
		if (list.v[i].kind != FEEL_CONTEXT)
			return feel_fail(run, "feel.argument",
			    "context merge(): not all are contexts");
		total += list.v[i].context->n;
	}
	e = feel_bytes(run, total * sizeof(*e));
	if (e == NULL)
		return FEEL_NULL_VALUE;
	total = 0;
	for (size_t i = 0; i < list.n; i++) {
		const struct feel_context *c = list.v[i].context;

		for (size_t k = 0; k < c->n; k++)
			e[total++] = c->entries[k];
	}
	return feel_context(run->arena, e, total);
}

const struct feel_builtin feel_builtins_context[] = {
	{ "context", fn_context, 1, 1, B_LAZY, { { "entries", K_LIST } } },
	{ "context merge", fn_context_merge, 1, 1, B_LAZY,
	    { { "contexts", K_LIST } } },
	/* By position a key or a list of keys; by name one or the other. */
	{ "context put", fn_context_put, 3, 3, B_LAZY, { { "", K_CTX },
	    { "", K_STR | K_LIST }, { "", K_ANY } } },
	{ "context put", fn_context_put, 3, 3, B_LAZY, { { "context", K_CTX },
	    { "key", K_STR }, { "value", K_ANY } } },
	{ "context put", fn_context_put, 3, 3, B_LAZY, { { "context", K_CTX },
	    { "keys", K_LIST }, { "value", K_ANY } } },
	{ "get entries", fn_get_entries, 1, 1, B_LAZY, { { "m", K_CTX } } },
	{ "get value", fn_get_value, 2, 2, B_LAZY, { { "m", K_CTX },
	    { "key", K_STR | K_LIST } } },
	{ "get value", fn_get_value, 2, 2, B_LAZY, { { "context", K_CTX },
	    { "key", K_STR | K_LIST } } },
	{ "get value", fn_get_value, 2, 2, B_LAZY, { { "context", K_CTX },
	    { "keys", K_LIST } } },
	{ NULL }
};
