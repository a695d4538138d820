/*
 * starts.c - timers and conditions of start events, before there is an
 * instance.
 */
#include "workflows/bpmn/run.h"

static void
empty_run(struct run *r, struct arena *a, const struct bpmn_env *env)
{
	*r = (struct run){ .a = a, .env = env };
	feel_run_init(&r->feel, a);
	r->feel.now_us = env->now_us;
	r->feel.zone = env->zone;
}

bool
bpmn_start_condition(struct arena *a, const struct bpmn_event_def *def,
    const struct bpmn_env *env, struct bpmn_vars vars)
{
	struct feel_value value;
	struct str why;
	struct run r;
	struct view v = { &r, NULL, vars.v, vars.n };

	empty_run(&r, a, env);
	return run_evaluate(&v, def->condition, &value, &why) == 0 &&
	    feel_is_true(value);
}

int
bpmn_start_due(struct arena *a, const struct bpmn_event_def *def,
    const struct bpmn_env *env, struct bpmn_start_timer *ret,
    struct error *err)
{
	struct wait w = { .cycle = STR("") };
	struct str why = STR("");
	struct run r;
	struct view v = { &r, NULL, NULL, 0 };

	empty_run(&r, a, env);
	if (run_timer_due(&v, def, &w, &why) < 0)
		return error_set(err, ERR_INVALID, "bpmn.timer", "%.*s",
		    STR_ARG(why));
	*ret = (struct bpmn_start_timer){ w.due_us, w.left, w.cycle };
	return 0;
}

bool
bpmn_start_due_next(const struct bpmn_env *env, struct bpmn_start_timer *t)
{
	struct wait w = {
		.due_us = t->due_us, .left = t->left, .cycle = t->cycle,
	};

	if (!run_timer_next(env, &w))
		return false;
	t->due_us = w.due_us;
	t->left = w.left;
	return true;
}
