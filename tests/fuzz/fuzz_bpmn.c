/*
 * fuzz_bpmn.c - any bytes may be handed in as a model; what parses can be
 * started, and its state goes through its bytes unchanged.
 */
#include "workflows/bpmn/engine.h"

#include "tests/fuzz/fuzz.h"

#define STEPS	300

static void
check_bytes(struct arena *a, const struct bpmn_model *m,
    const struct bpmn_state *st)
{
	_cleanup_(buf_done) struct buf one = BUF_INIT, two = BUF_INIT;
	struct bpmn_state *back;

	if (bpmn_state_encode(st, &one, NULL) < 0)
		return;
	back = bpmn_state_decode(a, m, buf_view(&one), NULL);
	must(back != NULL);
	must(bpmn_state_encode(back, &two, NULL) == 0);
	must(str_eq(buf_view(&one), buf_view(&two)));
}

static void
start(const struct bpmn_model *m, const struct bpmn_process *p, int element)
{
	_cleanup_(arena_freep) struct arena *a = arena_new();
	const struct bpmn_env env = {
		.now_us = INT64_C(1767258000000000), .zone = STR(""),
		.steps_max = STEPS,
	};
	const struct bpmn_event ev = {
		.type = BPMN_EV_START, .element = element, .name = STR(""),
		.code = STR(""), .message = STR(""),
	};
	struct bpmn_step step = {
		.arena = a, .model = m, .env = &env, .event = &ev,
		.state = bpmn_state_new(a, m, p),
	};

	if (bpmn_step(&step, NULL) == 0)
		check_bytes(a, m, step.state);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(arena_freep) struct arena *a = arena_new();
	struct str text = { (const char *)data, size };
	const struct bpmn_model *m = bpmn_parse(a, text, NULL);

	for (size_t i = 0; m != NULL && i < m->n_processes && i < 4; i++) {
		const struct bpmn_process *p = &m->processes[i];

		start(m, p, NONE);
		for (size_t k = 0; k < p->starts.n && k < 4; k++)
			start(m, p, p->starts.v[k]);
	}
	return 0;
}
