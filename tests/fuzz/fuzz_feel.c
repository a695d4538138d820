/*
 * fuzz_feel.c - FEEL expressions: whatever the text, parsing and evaluation
 * end within the budget, and the value can be printed, copied and compared.
 */
#include "tests/fuzz/fuzz.h"
#include "workflows/feel/feel.h"

static const struct feel_member members[] = {
	{ STR("a b"), NULL }, { STR("c-d"), NULL }, { STR("x"), NULL },
};
static const struct feel_type type = { .kind = TYPE_CONTEXT, .n = 3,
    .members = members };
static const struct feel_name names[] = {
	{ STR("p"), &type }, { STR("n"), NULL }, { STR("n-1"), NULL },
	{ STR("u"), NULL }, { STR("date of"), NULL },
};
static const struct feel_member types[] = { { STR("t"), &type } };
static const struct feel_scope scope = { names, ARRAY_LEN(names), types, 1 };

static void
use(struct arena *a, struct feel_value v)
{
	struct buf out = BUF_INIT;
	struct jsonw w = JSONW(&out);

	feel_to_json(&w, v);
	buf_reset(&out);
	feel_format(&out, v);
	(void)feel_same(v, feel_copy(a, v));
	buf_done(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = { (const char *)data, size };
	struct arena *a = arena_new();
	struct feel_entry entries[] = { { STR("a b"), feel_int(1) },
	    { STR("c-d"), feel_string(STR("s")) } };
	struct feel_value values[ARRAY_LEN(names)] = {
		feel_context(a, entries, 2), feel_int(5), feel_int(7),
		feel_unknown(a, STR("u")), FEEL_NULL_VALUE };
	struct feel_vars vars = { .values = values };
	const struct feel_expr *expr;
	struct error err;
	struct feel_run run;

	expr = feel_parse(a, text, &scope, &err);
	if (expr != NULL) {
		feel_run_init(&run, a);
		run.budget = (struct feel_budget){ 20000, 200, 8 << 20 };
		use(a, feel_eval(&run, expr, &vars));
	}
	arena_free(a);
	return 0;
}
