/*
 * fuzz_json.c - what parses can be written, and then parses to the same.
 */
#include "base/json.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(arena_freep) struct arena *a = arena_new();
	_cleanup_(buf_done) struct buf once = BUF_INIT, twice = BUF_INIT;
	struct str text = { (const char *)data, size };
	struct json *j = json_parse(a, text, NULL);
	struct jsonw w = JSONW(&once);

	if (j == NULL)
		return 0;
	jsonw_value(&w, j);
	must((j = json_parse(a, buf_view(&once), NULL)) != NULL);
	w = (struct jsonw)JSONW(&twice);
	jsonw_value(&w, j);
	must(str_eq(buf_view(&once), buf_view(&twice)));
	return 0;
}
