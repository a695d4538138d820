/*
 * fuzz_unary.c - unary tests: whatever the text, testing ends with true, false,
 * null or unknown, and analysis does not invent ranges.
 */
#include "tests/fuzz/fuzz.h"
#include "workflows/feel/feel.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = { (const char *)data, size };
	struct arena *a = arena_new();
	const struct feel_expr *tests;
	struct feel_intervals iv;
	struct error err;
	struct feel_run run;
	struct feel_value v;

	tests = feel_parse_tests(a, text, NULL, &err);
	if (tests != NULL) {
		feel_run_init(&run, a);
		run.budget = (struct feel_budget){ 20000, 200, 8 << 20 };
		v = feel_test(&run, tests, NULL, feel_int(5));
		must(v.kind == FEEL_BOOLEAN || v.kind == FEEL_NULL ||
		    v.kind == FEEL_UNKNOWN);
		if (feel_tests_intervals(a, tests, &iv) == 0)
			must(!iv.is_any || iv.n == 0);
	}
	arena_free(a);
	return 0;
}
