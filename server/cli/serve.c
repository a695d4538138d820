/*
 * serve.c - `vinculo serve`: run the server.
 */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "server/cli/command.h"
#include "server/process/process.h"
#include "server/settings.h"

extern const struct command command_serve;

struct options {
	const char		*config, *role;
	struct process_start	 start;
	bool			 wants_help_config;
};

static int
print_help_config(void)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;

	config_init(settings);
	config_help(&out);
	(void)fputs(buf_cstr(&out), stdout);
	return 0;
}

static int
parse_number(const char *s)
{
	int64_t n;

	return parse_int(str_of(s), 0, INT32_MAX, &n) < 0 ? -1 : (int)n;
}

static int
parse_options(int argc, char **argv, struct options *o)
{
	for (int i = 1; i < argc; i++) {
		const char *value = i + 1 < argc ? argv[i + 1] : NULL;

		if (strcmp(argv[i], "--help-config") == 0) {
			o->wants_help_config = true;
			continue;
		}
		if (value == NULL)
			return command_usage(&command_serve,
			    "unknown or incomplete option %s", argv[i]);
		if (strcmp(argv[i], "--config") == 0)
			o->config = value;
		else if (strcmp(argv[i], "--role") == 0)
			o->role = value;
		else if (strcmp(argv[i], "--slot") == 0)
			o->start.slot = parse_number(value);
		else if (strcmp(argv[i], "--slots") == 0)
			o->start.metrics_slots = parse_number(value);
		else if (strcmp(argv[i], "--parent") == 0)
			o->start.parent = parse_number(value);
		else
			return command_usage(&command_serve,
			    "unknown option %s", argv[i]);
		i++;
	}
	return 0;
}

static void
set_log_level(void)
{
	static const char *const names[] = { "debug", "info", "warn", "error" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (strcmp(config_text("server.log_level"), names[i]) == 0)
			log_set_level((enum log_level)i);
	}
}

static int
run_child(struct options *o)
{
	const struct process *p = process_find(o->role);

	if (p == NULL || o->start.slot < 0 || o->start.metrics_slots < 1)
		return command_usage(&command_serve,
		    "--role is for the parent process");
	o->start.listen_fd = (p->flags & PROCESS_LISTENS) ? 3 : -1;
	o->start.metrics_fd = 4;
	o->start.pass_fd = (p->flags & PROCESS_HAS_PASS) ? 5 : -1;
	return process_child(p, &o->start);
}

static int
serve_run(int argc, char **argv)
{
	struct options o = { 0 };
	struct error err = { 0 };
	int r = parse_options(argc, argv, &o);

	if (r != 0)
		return r;
	if (o.wants_help_config)
		return print_help_config();
	if (settings_load(o.config, &err) < 0) {
		(void)fprintf(stderr, "vinculo serve: %s\n", err.message);
		return 2;
	}
	set_log_level();
	return o.role != NULL ? run_child(&o) : process_parent(o.config);
}

const struct command command_serve = {
	.name = "serve",
	.summary = "run the server",
	.help =
	    "usage: vinculo serve [--config FILE] [--help-config]\n"
	    "\n"
	    "Runs the server in the foreground; one log line per event goes\n"
	    "to standard error.\n"
	    "\n"
	    "  --config FILE   read settings from FILE; without it from the\n"
	    "                  file named by VINCULO_CONFIG, or vinculo.ini\n"
	    "  --help-config   print every setting with its default, as a\n"
	    "                  configuration file\n"
	    "\n"
	    "Settings are also read from the environment: VINCULO_HTTP_PORT\n"
	    "is http.port.  Signals: TERM and INT finish the requests that\n"
	    "are being answered and stop; HUP starts new web processes, which\n"
	    "read the certificate and the web application again.\n",
	.run = serve_run,
};
