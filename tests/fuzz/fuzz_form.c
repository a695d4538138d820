/*
 * fuzz_form.c - a form schema and a submission, divided by a NUL byte.
 */
#include "forms/form.h"

/* Whatever is asked, the answer is what was given, and that it is open. */
static void
decide(void *ctx, struct arena *a, const struct form_call *call,
    const struct json *inputs, struct form_answer *ret)
{
	(void)ctx;
	ret->value = feel_from_json(a, inputs);
	ret->unknown = &call->decision;
	ret->n_unknown = 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = { (const char *)data, size };
	struct arena *a = arena_new();
	static const struct form_decider decider = { decide, NULL };
	struct form_context ctx = { .today = STR("2026-11-23"), .now_us = 1,
		.decider = &decider };
	ptrdiff_t nul = str_chr(text, '\0');
	size_t end = nul < 0 ? size : (size_t)nul;
	const struct json *schema = json_parse(a, str_sub(text, 0, end), NULL);
	const struct json *values = json_parse(a, str_sub(text, end + 1, size),
	    NULL);
	const struct form *f = schema == NULL ? NULL :
	    form_compile(a, schema, NULL);

	if (f != NULL && values != NULL) {
		struct form_result *r = arena_new_of(a, struct form_result);

		size_t n;

		(void)form_submit(f, a, &ctx, values, r);
		if (values->type == JSON_OBJECT)
			(void)form_compute(f, a, &ctx, values, &n);
		(void)form_initial(f, a, values);
	}
	arena_free(a);
	return 0;
}
