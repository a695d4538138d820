/*
 * fuzz_dmn.c - a model from outside: compiled, checked, evaluated, explained.
 *
 * The first line is the inputs as JSON, the rest is the model.
 */
#include "tests/fuzz/fuzz.h"
#include "workflows/dmn/dmn.h"

static void
evaluate(struct dmn_run *run, struct dmn_request *req, struct buf *out)
{
	struct dmn_result result;
	struct jsonw w = JSONW(out);

	buf_reset(out);
	if (dmn_evaluate(run, req, &result, NULL) == 0)
		dmn_result_json(&w, &result);
}

static void
evaluate_all(const struct dmn *dmn, struct str inputs)
{
	struct dmn_run *run = dmn_run_new(dmn);
	struct buf out = BUF_INIT;
	struct dmn_request req = { 0 };

	dmn_run_budget(run, (struct feel_budget){ .steps = 20000,
	    .depth = 100, .bytes = 8 * 1024 * 1024 });
	for (size_t i = 0; i < 8; i++) {
		struct json *j = json_parse(dmn_run_arena(run), inputs, NULL);

		req.what = dmn_element_at(dmn, i);
		if (req.what == NULL)
			break;
		if (j != NULL)
			req.inputs = dmn_inputs(run, req.what, j);
		req.missing_is_unknown = i % 2 == 1;
		req.explain = i % 4 >= 2;
		evaluate(run, &req, &out);
		dmn_run_reset(run);
	}
	buf_done(&out);
	dmn_run_free(run);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dmn_text text = { STR("fuzz.dmn"), STR_NULL };
	struct str inputs = fuzz_line((struct str){ (const char *)data, size },
	    &text.xml);
	struct dmn *dmn = dmn_compile(&text, 1);
	struct buf out = BUF_INIT;
	size_t n;
	const struct dmn_finding *f = dmn_findings(dmn, &n);

	must(n >= dmn_errors(dmn) || n >= 2000);
	for (size_t i = 0; i < n; i++)
		dmn_finding_format(&f[i], &out);
	evaluate_all(dmn, inputs);
	buf_done(&out);
	dmn_free(dmn);
	return 0;
}
