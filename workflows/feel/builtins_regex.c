/*
 * builtins_regex.c - matches(), replace(), split(): XPath patterns.
 */
#include "workflows/feel/ast.h"
#include "workflows/feel/regex.h"

static struct regex *
compile(struct feel_run *run, struct feel_value pattern,
    struct feel_value flags)
{
	struct error err = { .kind = ERR_NONE };
	struct regex *re = regex_cached(pattern.string,
	    flags.kind == FEEL_STRING ? flags.string : STR(""), &err);

	if (re == NULL)
		(void)feel_fail(run, "feel.regex", "%s", err.message);
	return re;
}

static struct feel_value
fn_matches(struct feel_run *run, const struct feel_value *args, size_t n)
{
	struct error err = { .kind = ERR_NONE };
	struct regex *re = compile(run, args[1], args[2]);
	int r;

	(void)n;
	if (re == NULL)
		return FEEL_NULL_VALUE;
	r = regex_matches(re, args[0].string, &err);
	if (r < 0)
		return feel_fail(run, "feel.regex", "%s", err.message);
	return feel_bool(r == 1);
}

static struct feel_value
fn_replace(struct feel_run *run, const struct feel_value *args, size_t n)
{
	_cleanup_(buf_done) struct buf b = BUF_INIT;
	struct error err = { .kind = ERR_NONE };
	struct regex *re = compile(run, args[1], args[3]);
	char *s;

	(void)n;
	if (re == NULL)
		return FEEL_NULL_VALUE;
	if (regex_replace(re, args[0].string, args[2].string, &b, &err) < 0)
		return feel_fail(run, "feel.regex", "%s", err.message);
	s = feel_bytes(run, b.len);
	if (s == NULL)
		return FEEL_NULL_VALUE;
	if (b.len > 0)
		memcpy(s, b.p, b.len);
	return feel_string((struct str){ s, b.len });
}

static struct feel_value
fn_split(struct feel_run *run, const struct feel_value *args, size_t n)
{
	struct error err = { .kind = ERR_NONE };
	struct regex *re = compile(run, args[1], FEEL_NULL_VALUE);
	struct regex_parts parts;
	struct feel_value *v;

	(void)n;
	if (re == NULL)
		return FEEL_NULL_VALUE;
	if (regex_split(re, args[0].string, run->arena, &parts, &err) < 0)
		return feel_fail(run, "feel.regex", "%s", err.message);
	v = feel_bytes(run, parts.n * sizeof(*v));
	if (v == NULL)
		return FEEL_NULL_VALUE;
	for (size_t i = 0; i < parts.n; i++)
		v[i] = feel_string(parts.v[i]);
	return feel_list(v, parts.n);
}

const struct feel_builtin feel_builtins_regex[] = {
	{ "matches", fn_matches, 2, 3, 0, { { "input", K_STR },
	    { "pattern", K_STR }, { "flags", K_STR | K_NULL } } },
	{ "replace", fn_replace, 3, 4, 0, { { "input", K_STR },
	    { "pattern", K_STR }, { "replacement", K_STR },
	    { "flags", K_STR | K_NULL } } },
	{ "split", fn_split, 2, 2, 0, { { "string", K_STR },
	    { "delimiter", K_STR } } },
	{ NULL }
};
