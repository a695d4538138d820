/*
 * fuzz_form.c - a form schema and a submission, divided by a NUL byte.
 */
#include "forms/form.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = { (const char *)data, size };
	struct arena *a = arena_new();
	struct form_context ctx = { .today = STR("2026-11-23"), .now_us = 1 };
	ptrdiff_t nul = str_chr(text, '\0');
	size_t end = nul < 0 ? size : (size_t)nul;
	const struct json *schema = json_parse(a, str_sub(text, 0, end), NULL);
	const struct json *values = json_parse(a, str_sub(text, end + 1, size),
	    NULL);
	const struct form *f = schema == NULL ? NULL :
	    form_compile(a, schema, NULL);

	if (f != NULL && values != NULL) {
		struct form_result *r = arena_new_of(a, struct form_result);

		(void)form_submit(f, a, &ctx, values, r);
		(void)form_initial(f, a, values);
	}
	arena_free(a);
	return 0;
}
