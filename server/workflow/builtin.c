/*
 * builtin.c - service tasks that the server does itself, in the transaction of
 * the event: their types begin with "vinculo:".
 *
 *	vinculo:escalate	header task: the id of a user task; marks it and
 *				tells its unit
 *
 * Anything else is a job for a connector or an outside worker.
 */
#include "server/workflow/private.h"

static struct str
header(const struct bpmn_effect *fx, const char *name)
{
	for (size_t i = 0; i < fx->job->n_headers; i++) {
		if (str_is(fx->job->headers[i].name, name))
			return fx->job->headers[i].value;
	}
	return STR_NULL;
}

static const char *
do_escalate(struct workflow_run *r, struct instance *in,
    const struct bpmn_effect *fx)
{
	struct str task = header(fx, "task");

	if (task.len == 0)
		return "header task names the user task";
	db_push(r->w.db, TASK_ESCALATE, in->id_text, db_str(r->w.db, task));
	return NULL;
}

static const struct {
	const char	*type;
	const char	*(*run)(struct workflow_run *, struct instance *,
			    const struct bpmn_effect *);
} builtins[] = {
	{ "vinculo:escalate", do_escalate },
};

bool
builtin_is(struct str type)
{
	for (size_t i = 0; i < ARRAY_LEN(builtins); i++) {
		if (str_is(type, builtins[i].type))
			return true;
	}
	return false;
}

const char *
builtin_run(struct workflow_run *r, struct instance *in,
    const struct bpmn_effect *job)
{
	for (size_t i = 0; i < ARRAY_LEN(builtins); i++) {
		if (str_is(job->job->type, builtins[i].type))
			return builtins[i].run(r, in, job);
	}
	return "there is no such service";
}
