/*
 * deploy.c - `vinculo deploy`: put models and forms into service.
 */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "server/cli/command.h"
#include "server/cli/session.h"
#include "server/workflow/deploy.h"

static const char help[] =
    "usage: vinculo deploy [--tenant CODE] FILE...\n"
    "\n"
    "Checks each file and makes what is in it the next version: every\n"
    "executable process of a .bpmn, every decision of a .dmn, the form of a\n"
    ".json.  What is the same as the last version is left alone.  Cases that\n"
    "are running keep the version they began with.\n"
    "\n"
    "  --tenant CODE   the municipality; may be left out when there is one\n"
    "\n"
    "A file with errors changes nothing; the files before it are deployed.\n";

extern const struct command command_deploy;

static int
deploy_file(struct cli_session *s, const char *file, struct error *err)
{
	_cleanup_(buf_done) struct buf text = BUF_INIT;
	_cleanup_(arena_freep) struct arena *a = arena_new();
	struct deploy d = { .arena = a, .db = s->db, .actor = s->actor,
		.kind = deploy_kind_of(str_of(file)) };
	struct deployed done;

	if (d.kind == 0)
		return error_set(err, ERR_INVALID, "deploy.kind",
		    "the name must end in .bpmn, .dmn or .json");
	if (file_read(file, DEPLOY_SIZE_MAX, &text, err) < 0)
		return -1;
	d.text = buf_view(&text);
	db_begin(s->db);
	if (deploy(&d, &done, err) < 0 || audit_commit(s->db, err) < 0) {
		db_rollback(s->db);
		return -1;
	}
	for (size_t i = 0; i < done.n; i++)
		printf("%s: %s %s\n", file, done.items[i].key,
		    done.items[i].is_new ? "deployed" : "unchanged");
	return 0;
}

static int
deploy_main(int argc, char **argv)
{
	const char *tenant = NULL, *file = NULL;
	struct cli_session s = { 0 };
	struct error err = { 0 };
	int i = 1, r;

	if (argc > 2 && strcmp(argv[1], "--tenant") == 0) {
		tenant = argv[2];
		i = 3;
	}
	if (i >= argc)
		return command_usage(&command_deploy, "which file?");
	r = cli_open(&s, DB_SERVER, &err);
	if (r == 0)
		r = cli_tenant(&s, tenant, &err);
	for (; r == 0 && i < argc; i++) {
		file = argv[i];
		r = deploy_file(&s, file, &err);
	}
	cli_close(&s);
	if (r < 0)
		(void)fprintf(stderr, "vinculo deploy: %s%s%s%s%s\n",
		    file == NULL ? "" : file, file == NULL ? "" : ": ",
		    err.field, *err.field == '\0' ? "" : ": ", err.message);
	return r < 0;
}

const struct command command_deploy = {
	.name = "deploy",
	.summary = "put processes, decisions and forms into service",
	.help = help,
	.run = deploy_main,
};
