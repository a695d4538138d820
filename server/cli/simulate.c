/*
 * simulate.c - `vinculo simulate`: try a process before it is published.
 */
#include "base/file.h"
#include "base/xml.h"
#include "server/cli/command.h"
#include "workflows/bpmn/simulate.h"

extern const struct command command_simulate;

#define SCRIPT_MAX	(8 * 1024 * 1024)

struct choice {
	const char	*model, *process, *vars, *script;
	bool		 is_trace;
};

static int
read_options(struct choice *c, int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		const char **to = NULL;

		if (strcmp(argv[i], "--trace") == 0) {
			c->is_trace = true;
			continue;
		}
		if (strcmp(argv[i], "--process") == 0)
			to = &c->process;
		else if (strcmp(argv[i], "--vars") == 0)
			to = &c->vars;
		else if (strcmp(argv[i], "--script") == 0)
			to = &c->script;
		else if (strncmp(argv[i], "--", 2) != 0 && c->model == NULL)
			c->model = argv[i];
		else
			return command_usage(&command_simulate,
			    "what is '%s'?", argv[i]);
		if (to == NULL)
			continue;
		if (++i == argc)
			return command_usage(&command_simulate,
			    "%s needs a value", argv[i - 1]);
		*to = argv[i];
	}
	if (c->model == NULL)
		return command_usage(&command_simulate, "which model?");
	return 0;
}

static int
complain(const char *what, const struct error *err)
{
	if (err->line > 0)
		(void)fprintf(stderr, "%s:%d: %s: %s\n", what, err->line,
		    err->code, err->message);
	else
		(void)fprintf(stderr, "%s: %s: %s\n", what, err->code,
		    err->message);
	return 1;
}

/* JSON from a file, or from the command line itself. */
static int
load_json(struct arena *a, const char *file, const char *text,
    const struct json **ret)
{
	_cleanup_(buf_done) struct buf content = BUF_INIT;
	struct error err = { 0 };

	if (file == NULL && text == NULL)
		return 0;
	if (file == NULL)
		buf_puts(&content, text);
	else if (file_read(file, SCRIPT_MAX, &content, &err) < 0)
		return complain(file, &err);
	*ret = json_parse(a, arena_str(a, buf_view(&content)), &err);
	if (*ret != NULL)
		return 0;
	return complain(file != NULL ? file : "--vars", &err);
}

static int
load_model(struct arena *a, const char *file, const struct bpmn_model **ret)
{
	_cleanup_(buf_done) struct buf text = BUF_INIT;
	struct error err = { 0 };

	if (file_read(file, XML_SIZE_MAX, &text, &err) == 0)
		*ret = bpmn_parse(a, buf_view(&text), &err);
	return *ret == NULL ? complain(file, &err) : 0;
}

static int
simulate_main(int argc, char **argv)
{
	static const int status[] = {
		[SIMULATION_COMPLETED] = 0, [SIMULATION_WAITING] = 3,
		[SIMULATION_INCIDENT] = 4,
	};
	_cleanup_(arena_freep) struct arena *a = arena_new();
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	struct choice c = { 0 };
	struct simulation s = { 0 };
	enum simulation_state state;
	struct error err = { 0 };
	int r;

	if (read_options(&c, argc, argv) != 0)
		return 2;
	if (load_model(a, c.model, &s.model) != 0 ||
	    load_json(a, NULL, c.vars, &s.vars) != 0 ||
	    load_json(a, c.script, NULL, &s.script) != 0)
		return 1;
	s.process = str_of(c.process);
	s.is_trace = c.is_trace;
	r = simulate(&s, &out, &state, &err);
	(void)fwrite(buf_cstr(&out), 1, out.len, stdout);
	if (r < 0)
		return complain(c.script != NULL ? c.script : c.model, &err);
	return status[state];
}

const struct command command_simulate = {
	.name = "simulate",
	.summary = "run a BPMN model on a virtual clock",
	.help =
"usage: vinculo simulate MODEL.bpmn [--process ID] [--vars JSON]\n"
"                        [--script FILE.json] [--trace]\n"
"\n"
"Runs a process without a database.  User tasks, jobs and decisions\n"
"complete by themselves at once unless the script says otherwise; timers\n"
"cost no time.  Prints one JSON object a line for each thing that happens,\n"
"and a last one with \"state\" (completed, waiting with what is open,\n"
"incident) and the final variables.\n"
"\n"
"  --process ID    the process to start; else the first executable one\n"
"  --vars JSON     its variables, an object\n"
"  --script FILE   what people, services and other systems do\n"
"  --trace         also tasks, jobs, timers, subscriptions, flows\n"
"\n"
"The script is an object; every member may be left out:\n"
"  \"now\"        when it begins (2026-01-01T09:00:00Z)\n"
"  \"zone\"       time zone of the calendar (UTC)\n"
"  \"holidays\"   list of dates that are no working days\n"
"  \"until\"      how long to go on (P10Y)\n"
"  \"start\"      other processes of the file to start as well:\n"
"               [{\"process\": ID, \"vars\": {}, \"after\": \"PT1M\"}]\n"
"  \"tasks\"      answers by user task\n"
"  \"jobs\"       answers by task or job type; a script task with an answer\n"
"               does not run its script\n"
"  \"decisions\"  answers by task or decision\n"
"  \"calls\"      answers by called process, which then is not run\n"
"  \"events\"     what happens from outside: a list, each with \"after\" and\n"
"               \"message\" (\"key\", \"vars\"), or \"signal\" (\"vars\"),\n"
"               \"set\": variables, \"cancel\": true, \"retry\": element,\n"
"               \"skip\": element, \"move\": element with \"to\": element,\n"
"               \"complete\": element (with \"vars\"), \"open\": ad-hoc\n"
"               sub-process with \"element\": what to begin, \"close\": one,\n"
"               \"assign\": task (\"to\": login), \"update\": task (\"task\":\n"
"               attributes), which ask its listeners\n"
"\n"
"An answer is {\"vars\": {}} or, of a decision, {\"value\": x}, with\n"
"\"after\": \"PT2H\"; or {\"error\": code}, {\"escalation\": code},\n"
"{\"fail\": message, \"retries\": n}; or {\"wait\": true} for none at all.\n"
"A list of answers serves one opening each.\n"
"\n"
"Exit status: 0 completed, 3 waiting, 4 incident, 1 the model or script\n"
"is wrong, 2 called wrongly.\n",
	.run = simulate_main,
};
