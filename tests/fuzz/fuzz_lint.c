/*
 * fuzz_lint.c - any bytes may be handed in as a model.
 */
#include "base/xml.h"
#include "workflows/bpmn/lint/lint.h"

#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct lint_options strict = { .is_deployment = true };
	struct str text = { (const char *)data, size };
	_cleanup_(arena_freep) struct arena *a = NULL;
	_cleanup_(xml_freep) xmlDoc *doc = xml_parse(text, NULL);

	if (doc == NULL)
		return 0;
	a = arena_new();
	(void)lint_run(a, doc, NULL);
	(void)lint_run(a, doc, &strict);
	return 0;
}
