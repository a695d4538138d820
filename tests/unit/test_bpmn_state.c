/*
 * test_bpmn_state.c - the interface: events refused, bytes, migration.
 */
#include "tests/unit/bpmn.h"
#include "workflows/feel/value.h"

static const char model[] = PROCESS(S("s") U("u") "<serviceTask id='j'/>"
    BESIDE("t", "u", TIMER("P1D")) T("a") F("s", "u") F("u", "j")
    F("t", "a"));

struct instance {
	struct arena		*a;
	const struct bpmn_model	*m;
	struct bpmn_state	*st;
	struct bpmn_env		 env;
	struct bpmn_step	 step;
	struct error		 err;
};

static struct bpmn_event
event(enum bpmn_event_type type)
{
	return (struct bpmn_event){ .type = type, .element = NONE,
		.name = STR(""), .code = STR(""), .message = STR("") };
}

static int
take(struct instance *in, struct bpmn_event ev)
{
	in->step = (struct bpmn_step){ .arena = in->a, .model = in->m,
		.state = in->st, .env = &in->env, .event = &ev };
	in->err = (struct error){ 0 };
	return bpmn_step(&in->step, &in->err);
}

static void
begin(struct instance *in, const char *xml)
{
	in->a = arena_new();
	in->m = bpmn_parse(in->a, str_of(xml), NULL);
	in->env.now_us = INT64_C(1767258000000000);
	in->st = bpmn_state_new(in->a, in->m, &in->m->processes[0]);
	(void)take(in, event(BPMN_EV_START));
}

static const struct bpmn_effect *
find_effect(const struct instance *in, enum bpmn_effect_type type)
{
	for (size_t i = 0; i < in->step.n_effects; i++) {
		if (in->step.effects[i].type == type)
			return &in->step.effects[i];
	}
	return NULL;
}

static void
test_refused(void)
{
	struct instance in = { 0 };
	struct bpmn_event ev;
	uint32_t task;

	begin(&in, model);
	task = find_effect(&in, BPMN_FX_TASK_OPEN)->node;
	ok(take(&in, event(BPMN_EV_START)) < 0 &&
	    str_is(str_of(in.err.code), "bpmn.started"), "begun twice");
	ev = event(BPMN_EV_COMPLETE);
	ev.node = 999;
	ok(take(&in, ev) < 0 && in.err.kind == ERR_NOT_FOUND,
	    "nobody's task");
	ev.node = 1;
	ok(take(&in, ev) < 0 && in.err.kind == ERR_CONFLICT,
	    "the process is no task");
	ev = event(BPMN_EV_TRIGGER);
	ev.wait = 999;
	ok(take(&in, ev) < 0, "no such timer");
	ev = event(BPMN_EV_COMPLETE);
	ev.node = task;
	ok(take(&in, ev) == 0, "the task completes");
	ok(find_effect(&in, BPMN_FX_TIMER_DISARM) != NULL,
	    "and its timer with it");
	ok(take(&in, ev) < 0, "but only once");
	ok(take(&in, event(BPMN_EV_CANCEL)) == 0 &&
	    find_effect(&in, BPMN_FX_JOB_CLOSE) != NULL &&
	    find_effect(&in, BPMN_FX_END)->status == BPMN_CANCELLED,
	    "cancelled, its job is called back");
	ok(take(&in, event(BPMN_EV_SET_VARS)) < 0 &&
	    str_is(str_of(in.err.code), "bpmn.ended"), "then it is over");
	arena_free(in.a);
}

/* Variables that somebody mends at an incident are seen by what is tried again:
 * they are set where they are defined, or else in the process. */
static void
test_mended(void)
{
	struct feel_value number = { .kind = FEEL_NUMBER,
		.number = DEC128_ONE };
	struct feel_entry one[] = { { STR("n"), number },
		{ STR("x"), number } };
	struct bpmn_event ev = event(BPMN_EV_SET_VARS);
	struct instance in = { 0 };
	struct bpmn_vars local;

	begin(&in, PROCESS(S("s") GATE("exclusive", "g") "<userTask id='u'>"
	    "<extensionElements><zeebe:ioMapping><zeebe:input source='= 0' "
	    "target='x'/></zeebe:ioMapping></extensionElements></userTask>"
	    F("s", "g") C("g", "u", "n = 1")));
	ev.node = find_effect(&in, BPMN_FX_INCIDENT)->node;
	ev.vars = (struct bpmn_vars){ one, 1 };
	ok(take(&in, ev) == 0, "a variable is mended");
	ev = (struct bpmn_event){ .type = BPMN_EV_RETRY, .node = ev.node };
	ok(take(&in, ev) == 0 && find_effect(&in, BPMN_FX_TASK_OPEN) != NULL,
	    "and the gateway sees it");
	ev = event(BPMN_EV_SET_VARS);
	ev.node = find_effect(&in, BPMN_FX_TASK_OPEN)->node;
	ev.vars = (struct bpmn_vars){ one, 2 };
	ok(take(&in, ev) == 0, "at a task");
	local = bpmn_state_vars(in.a, in.st, ev.node, false);
	ok(local.n == 1 && str_is(local.v[0].key, "x") &&
	    dec128_eq(local.v[0].value.number, DEC128_ONE),
	    "its own variable is mended in it, the others outside");
	arena_free(in.a);
}

/* ------------------------------------------------------------------- bytes */

static void
set_all_kinds(struct instance *in)
{
	struct error err = { 0 };
	const struct json *j = json_parse(in->a, STR("{\"n\":1.50,\"i\":-7,"
	    "\"s\":\"\\u00e1\",\"b\":[true,false,null],\"c\":{\"x\":{}}}"),
	    &err);
	struct feel_value v = feel_from_json(in->a, j);
	struct bpmn_event ev = event(BPMN_EV_SET_VARS);

	ev.vars = (struct bpmn_vars){ v.context->entries, v.context->n };
	(void)take(in, ev);
}

static void
test_bytes(void)
{
	_cleanup_(buf_done) struct buf one = BUF_INIT, two = BUF_INIT;
	struct instance in = { 0 };
	struct bpmn_state *back;
	int refused = 0;

	begin(&in, model);
	set_all_kinds(&in);
	ok(bpmn_state_encode(in.st, &one, NULL) == 0, "a state as %zu bytes",
	    one.len);
	back = bpmn_state_decode(in.a, in.m, buf_view(&one), NULL);
	ok(back != NULL && bpmn_state_encode(back, &two, NULL) == 0 &&
	    str_eq(buf_view(&one), buf_view(&two)), "and back, the same");
	for (size_t n = 0; n < one.len; n++)
		refused += bpmn_state_decode(in.a, in.m,
		    str_sub(buf_view(&one), 0, n), NULL) == NULL;
	ok(refused == (int)one.len, "cut short anywhere, it is none");
	buf_putc(&one, 0);
	ok(bpmn_state_decode(in.a, in.m, buf_view(&one), &in.err) == NULL,
	    "nor with a byte more: %s", in.err.message);
	arena_free(in.a);
}

/* --------------------------------------------------------------- migration */

static struct bpmn_state *
migrate(struct instance *in, const char *xml,
    const struct bpmn_migration_map *map, size_t n,
    const struct bpmn_migration_issue **issues)
{
	struct bpmn_migration plan = {
		.from = in->m, .to = bpmn_parse(in->a, str_of(xml),
		    &in->err), .map = map, .n_map = n,
	};
	size_t n_issues;
	struct bpmn_state *st;

	in->step = (struct bpmn_step){ .arena = in->a, .model = in->m,
		.state = in->st, .env = &in->env };
	st = bpmn_migrate(&in->step, &plan, issues, &n_issues);
	if (st != NULL)
		in->m = plan.to;
	return st;
}

static void
test_migration(void)
{
	static const char renamed[] = PROCESS(S("s") T("z") U("v") T("a")
	    T("b") BESIDE("t", "v", TIMER("P1D"))
	    BOUNDARY("m", "v", TIMER("P9D"))
	    F("s", "z") F("z", "v") F("v", "b") F("t", "a"));
	static const char without[] = PROCESS(S("s") T("a") F("s", "a"));
	static const char other[] = PROCESS(S("s") T("u") F("s", "u"));
	const struct bpmn_migration_map map = { STR("u"), STR("v") };
	const struct bpmn_migration_issue *issues;
	struct instance in = { 0 };
	struct bpmn_event ev = event(BPMN_EV_COMPLETE);
	struct bpmn_state *moved;

	begin(&in, model);
	ev.node = find_effect(&in, BPMN_FX_TASK_OPEN)->node;
	ok(migrate(&in, without, NULL, 0, &issues) == NULL,
	    "a task without a place");
	is_str(issues[0].element, "u", "is named");
	ok(migrate(&in, other, NULL, 0, &issues) == NULL,
	    "another kind of task: %.*s", STR_ARG(issues[0].message));
	moved = migrate(&in, renamed, &map, 1, &issues);
	ok(moved != NULL, "mapped to another name");
	ok(find_effect(&in, BPMN_FX_TIMER_ARM) != NULL &&
	    find_effect(&in, BPMN_FX_TIMER_DISARM) == NULL,
	    "its timer goes on, the new one begins");
	in.st = moved;
	ok(take(&in, ev) == 0 &&
	    bpmn_state_status(in.st) == BPMN_COMPLETED,
	    "the same task completes in the new version");
	arena_free(in.a);
}

/* ------------------------------------------------------------------ clocks */

static const char hourly[] = PROCESS(S("s") U("u") BESIDE("t", "u",
    "<timerEventDefinition><timeCycle>R3/PT1H</timeCycle>"
    "</timerEventDefinition>") T("a") F("s", "u") F("t", "a"));

/* A cycle whose clock stood still for a week goes on where it was: nothing is
 * lost of it. */
static void
test_timer_moves(void)
{
	const int64_t hour = INT64_C(3600000000), week = 168 * hour;
	struct bpmn_event ev = event(BPMN_EV_TIMER_MOVE);
	struct bpmn_event fires = event(BPMN_EV_TRIGGER);
	const struct bpmn_effect *fx;
	struct instance in = { 0 };
	int64_t due;

	begin(&in, hourly);
	fx = find_effect(&in, BPMN_FX_TIMER_ARM);
	ev.wait = fires.wait = fx->wait;
	due = fx->due_us;
	ok(take(&in, ev) < 0 && str_is(str_of(in.err.code), "bpmn.timer"),
	    "a timer is not moved to never");
	ev.due_us = due + week;
	ok(take(&in, ev) == 0 && (fx = find_effect(&in,
	    BPMN_FX_TIMER_MOVE)) != NULL && fx->due_us == due + week &&
	    fx->wait == fires.wait, "a timer moves by a week");
	ok(in.step.n_effects == 1, "and nothing else happens");
	in.env.now_us = due + week;
	for (int i = 1; i <= 2; i++) {
		ok(take(&in, fires) == 0 && (fx = find_effect(&in,
		    BPMN_FX_TIMER_ARM)) != NULL &&
		    fx->due_us == due + week + i * hour,
		    "the cycle goes on from there (%d)", i);
		in.env.now_us += hour;
	}
	ok(take(&in, fires) == 0 &&
	    find_effect(&in, BPMN_FX_TIMER_ARM) == NULL,
	    "three times in all");
	ok(take(&in, ev) < 0 && in.err.kind == ERR_NOT_FOUND,
	    "what is over is not moved");
	arena_free(in.a);
}

/* Zeebe's and Camunda's ways of saying when a task is to be looked at. */
static void
test_task_dates(void)
{
	static const char *const dates[] = {
		"<userTask id='u'><extensionElements><zeebe:taskSchedule "
		"dueDate='P2D' followUpDate='P1D'/></extensionElements>"
		"</userTask>",
		"<userTask id='u' camunda:dueDate='P2D' "
		"camunda:followUpDate='P1D'/>",
	};
	const int64_t day = INT64_C(86400000000);

	for (size_t i = 0; i < ARRAY_LEN(dates); i++) {
		_cleanup_(buf_done) struct buf xml = BUF_INIT;
		struct instance in = { 0 };
		const struct bpmn_task_open *t;

		buf_printf(&xml, PROCESS(S("s") "%s" F("s", "u")), dates[i]);
		begin(&in, buf_cstr(&xml));
		t = find_effect(&in, BPMN_FX_TASK_OPEN)->task;
		ok(t->due_us == in.env.now_us + 2 * day &&
		    t->follow_up_us == in.env.now_us + day,
		    "due in two days, to be looked at in one");
		arena_free(in.a);
	}
}

int
main(void)
{
	test_refused();
	test_timer_moves();
	test_task_dates();
	test_mended();
	test_bytes();
	test_migration();
	return done_testing();
}
