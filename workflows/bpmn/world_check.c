/*
 * world_check.c - is a simulation script what the documentation says?
 *
 * What a script gets wrong would otherwise be silence: a task that waits for
 * ever, an event that never comes.  Names of elements are not looked at: a
 * script may serve several models.
 */
#include "workflows/bpmn/world.h"

static int
wrong(struct world *w, struct str where, const char *what)
{
	return error_set_field(w->err, "simulate.script", where,
	    "\"%.*s\" in the script: %s", STR_ARG(where), what);
}

static bool
is_object_or_none(const struct json *j)
{
	return j == NULL || j->type == JSON_OBJECT || j->type == JSON_NULL;
}

static int
check_answer(struct world *w, struct str where, const struct json *answer)
{
	int64_t delay, retries;

	if (answer->type != JSON_OBJECT)
		return wrong(w, where, "an answer is an object");
	if (!is_object_or_none(json_get(answer, "vars")))
		return wrong(w, where, "\"vars\" is an object");
	if (script_delay(w, answer, "after", &delay) < 0)
		return -1;
	return json_int(answer, "retries", 0, 1000, &retries, w->err);
}

/* By element: an answer, or a list of them. */
static int
check_answers(struct world *w, const char *section)
{
	const struct json *all = json_get(w->s->script, section);

	if (!is_object_or_none(all))
		return wrong(w, str_of(section), "it is an object");
	for (size_t i = 0; all != NULL && all->type == JSON_OBJECT &&
	    i < all->n; i++) {
		struct str key = all->members[i].key;
		const struct json *j = &all->members[i].value;

		if (j->type != JSON_ARRAY) {
			if (check_answer(w, key, j) < 0)
				return -1;
			continue;
		}
		for (size_t k = 0; k < j->n; k++) {
			if (check_answer(w, key, &j->items[k]) < 0)
				return -1;
		}
	}
	return 0;
}

/* An event of the script does one thing. */
static int
check_action(struct world *w, const struct json *action)
{
	static const char *const kinds[] = { "message", "signal", "set",
		"cancel", "retry", "skip", "move", "complete", "open",
		"close", "assign", "update" };
	const struct json *vars = json_get(action, "vars");
	const struct json *set = json_get(action, "set");
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		n += json_get(action, kinds[i]) != NULL;
	if (n != 1)
		return wrong(w, STR("events"), "each has one of message, "
		    "signal, set, cancel, retry, skip, move, complete, open, "
		    "close, assign and update");
	if (!is_object_or_none(vars) || !is_object_or_none(set) ||
	    !is_object_or_none(json_get(action, "task")))
		return wrong(w, STR("events"),
		    "\"vars\", \"set\" and \"task\" are objects");
	return 0;
}

int
script_check(struct world *w)
{
	static const char *const sections[] = { "tasks", "jobs", "decisions",
		"calls" };
	const struct json *events = json_get(w->s->script, "events");

	if (!is_object_or_none(w->s->script))
		return error_set(w->err, ERR_INVALID, "simulate.script",
		    "the script is not a JSON object");
	if (!is_object_or_none(w->s->vars))
		return error_set(w->err, ERR_INVALID, "simulate.vars",
		    "the variables are not a JSON object");
	for (size_t i = 0; i < ARRAY_LEN(sections); i++) {
		if (check_answers(w, sections[i]) < 0)
			return -1;
	}
	for (size_t i = 0; events != NULL && events->type == JSON_ARRAY &&
	    i < events->n; i++) {
		if (check_action(w, &events->items[i]) < 0)
			return -1;
	}
	return 0;
}
