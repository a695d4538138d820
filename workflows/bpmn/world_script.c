/*
 * world_script.c - what a simulation script says.
 */
#include "workflows/bpmn/timers.h"
#include "workflows/bpmn/world.h"

#define DEFAULT_NOW	"2026-01-01T09:00:00Z"
#define DEFAULT_UNTIL	"P10Y"
#define HOLIDAYS_MAX	10000

static int
wrong(struct world *w, const char *key, const char *what)
{
	return error_set_field(w->err, "simulate.script", str_of(key),
	    "the script's \"%s\" is not %s", key, what);
}

struct bpmn_vars
script_vars(struct world *w, const struct json *vars)
{
	struct feel_value v;

	if (vars == NULL || vars->type != JSON_OBJECT)
		return (struct bpmn_vars){ NULL, 0 };
	v = feel_from_json(w->a, vars);
	return (struct bpmn_vars){ v.context->entries, v.context->n };
}

int
script_delay(struct world *w, const struct json *j, const char *key,
    int64_t *ret)
{
	struct str s = json_string(j, key, STR_NULL);
	int64_t due;

	*ret = 0;
	if (s.p == NULL)
		return json_get(j, key) == NULL ? 0 :
		    wrong(w, key, "a duration in quotes");
	if (bpmn_due(&w->env, feel_string(s), &due) < 0 || due == 0)
		return wrong(w, key, "a duration (PT5M, P10WD) or a date");
	*ret = due - w->env.now_us;
	return 0;
}

/* ------------------------------------------------------------- surroundings */

static int
read_time(struct world *w)
{
	struct str now = json_string(w->s->script, "now", STR(DEFAULT_NOW));

	w->env.zone = json_string(w->s->script, "zone", STR(""));
	if (w->env.zone.len > 0 && tz_find(w->env.zone) == NULL)
		return wrong(w, "zone", "a zone such as Europe/Madrid");
	w->env.now_us = 1;	/* a date does not depend on it */
	if (bpmn_due(&w->env, feel_string(now), &w->env.now_us) < 0 ||
	    w->env.now_us <= 1)
		return wrong(w, "now", "a date and time");
	return 0;
}

static int
compare_days(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

	return (x > y) - (x < y);
}

static int
read_holidays(struct world *w)
{
	const struct json *list = json_get(w->s->script, "holidays");
	int32_t *days;

	w->calendar.weekdays = CALENDAR_MONDAY_TO_FRIDAY;
	w->env.calendar = &w->calendar;
	if (list == NULL)
		return 0;
	if (list->type != JSON_ARRAY || list->n > HOLIDAYS_MAX)
		return wrong(w, "holidays", "a list of dates");
	days = arena_array(w->a, list->n, sizeof(*days));
	for (size_t i = 0; i < list->n; i++) {
		struct civil d;

		if (list->items[i].type != JSON_STRING ||
		    !temporal_parse_date(list->items[i].text, &d))
			return wrong(w, "holidays", "a list of dates");
		days[i] = (int32_t)civil_to_days(d);
	}
	qsort(days, list->n, sizeof(*days), compare_days);
	w->calendar.holidays = days;
	w->calendar.n_holidays = list->n;
	return 0;
}

static int
read_actions(struct world *w)
{
	const struct json *list = json_get(w->s->script, "events");

	if (list == NULL)
		return 0;
	if (list->type != JSON_ARRAY)
		return wrong(w, "events", "a list");
	for (size_t i = 0; i < list->n; i++) {
		const struct json *j = &list->items[i];
		int64_t delay;

		if (j->type != JSON_OBJECT)
			return wrong(w, "events", "a list of objects");
		if (script_delay(w, j, "after", &delay) < 0)
			return -1;
		world_schedule(w, NULL, w->env.now_us + delay, NULL)->action =
		    j;
	}
	return 0;
}

/* Other processes of the file that run beside the main one, before it. */
static int
read_starts(struct world *w)
{
	const struct json *list = json_get(w->s->script, "start");

	if (list == NULL)
		return 0;
	if (list->type != JSON_ARRAY)
		return wrong(w, "start", "a list");
	for (size_t i = 0; i < list->n; i++) {
		const struct json *j = &list->items[i];
		const struct bpmn_process *p = bpmn_process_find(w->s->model,
		    json_string(j, "process", STR(" ")));
		struct bpmn_event ev = {
			.type = BPMN_EV_START, .element = NONE,
			.vars = script_vars(w, json_get(j, "vars")),
			.name = STR(""), .code = STR(""), .message = STR(""),
		};
		int64_t delay;

		if (p == NULL)
			return wrong(w, "start", "a list of {\"process\": "
			    "...} with processes of this file");
		if (script_delay(w, j, "after", &delay) < 0)
			return -1;
		world_start(w, p, w->env.now_us + delay, &ev);
	}
	return 0;
}

int
script_read(struct world *w)
{
	const struct json *j = w->s->script;
	int64_t limit;

	if (read_time(w) < 0 || read_holidays(w) < 0 || script_check(w) < 0 ||
	    script_delay(w, j, "until", &limit) < 0)
		return -1;
	if (limit == 0 && bpmn_due(&w->env,
	    feel_string(STR(DEFAULT_UNTIL)), &limit) == 0)
		limit -= w->env.now_us;
	w->until_us = w->env.now_us + limit;
	for (size_t i = 0; i < 2 * w->s->model->n_elements; i++)
		vec_push(w->a, &w->counts, 0);
	if (read_starts(w) < 0)
		return -1;
	return read_actions(w);
}

bool
script_mentions(struct world *w, struct str name)
{
	const struct json *list = json_get(w->s->script, "events");

	for (size_t i = 0; name.len > 0 && list != NULL &&
	    list->type == JSON_ARRAY && i < list->n; i++) {
		const struct json *j = &list->items[i];

		if (str_eq(json_string(j, "message", STR("")), name) ||
		    str_eq(json_string(j, "signal", STR("")), name))
			return true;
	}
	return false;
}

/* ----------------------------------------------------------------- answers */

const struct bpmn_model *
script_model(struct arena *a, const struct simulation *s)
{
	const struct json *jobs = json_get(s->script, "jobs");
	const struct bpmn_model *m = s->model;
	struct bpmn_model *copy = arena_new_of(a, struct bpmn_model);
	struct bpmn_element *elements;

	elements = arena_array(a, m->n_elements, sizeof(*elements));
	for (size_t i = 0; i < m->n_elements; i++) {
		struct bpmn_value *type;
		struct bpmn_job *job;

		elements[i] = m->elements[i];
		if (elements[i].kind != BPMN_SCRIPT_TASK ||
		    elements[i].job != NULL ||
		    json_get_str(jobs, elements[i].id) == NULL)
			continue;
		type = arena_new_of(a, struct bpmn_value);
		type->text = elements[i].id;
		job = arena_new_of(a, struct bpmn_job);
		job->type = type;
		elements[i].job = job;
	}
	*copy = *m;
	copy->elements = elements;
	return copy;
}

const struct json *
script_answer(struct world *w, const char *section, int element,
    struct str key)
{
	const struct json *all = json_get(w->s->script, section);
	const struct json *j = json_get_str(all,
	    w->s->model->elements[element].id);
	/* A task may have listeners that are jobs. */
	int n = w->counts.v[2 * element + str_is(str_of(section), "jobs")]++;

	if (j == NULL && key.len > 0)
		j = json_get_str(all, key);
	if (j == NULL || j->type != JSON_ARRAY)
		return j;
	if (j->n == 0)
		return NULL;
	return &j->items[(size_t)n < j->n ? (size_t)n : j->n - 1];
}

bool
script_event(struct world *w, const struct json *answer,
    struct bpmn_event *ev, int64_t *delay_us)
{
	const struct json *value = json_get(answer, "value");
	struct str s;
	int64_t retries = 0;

	if (answer == NULL)
		return true;
	if (json_is_true(answer, "wait"))
		return false;
	(void)script_delay(w, answer, "after", delay_us);
	ev->vars = script_vars(w, json_get(answer, "vars"));
	if (value != NULL) {
		struct feel_entry *e = arena_new_of(w->a, struct feel_entry);

		*e = (struct feel_entry){ STR(""),
		    feel_from_json(w->a, value) };
		ev->vars = (struct bpmn_vars){ e, 1 };
	}
	ev->message = json_string(answer, "text", STR(""));
	if ((s = json_string(answer, "error", STR_NULL)).p != NULL) {
		ev->type = BPMN_EV_ERROR;
		ev->code = s;
	} else if ((s = json_string(answer, "escalation",
	    STR_NULL)).p != NULL) {
		ev->type = BPMN_EV_ESCALATION;
		ev->code = s;
	} else if ((s = json_string(answer, "fail", STR_NULL)).p != NULL) {
		(void)json_int(answer, "retries", 0, 1000, &retries, NULL);
		ev->type = BPMN_EV_JOB_FAILED;
		ev->message = s;
		ev->retries = (int)retries;
	}
	return true;
}
