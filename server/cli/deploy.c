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
    "Decisions go first and processes last, because a form wants its\n"
    "decisions to be there, and a process wants both, roles, units and called\n"
    "processes.  What is wrong is printed as vinculo lint does, warnings as\n"
    "well.  A file with errors changes nothing; the files before it are\n"
    "deployed.  Two files that bring something of the same id are refused.\n";

extern const struct command command_deploy;

static void
print_findings(const char *file, const struct lint_report *report)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;

	for (size_t i = 0; report != NULL && i < report->n; i++)
		lint_format(&out, file, &report->v[i]);
	(void)fputs(buf_cstr(&out), stderr);
}

/* What the files so far have brought. */
struct brought {
	enum deploy_kind	 kind;
	const char		*key, *file;
};

struct deployment {
	struct cli_session	*s;
	struct arena		*a;
	VEC(struct brought)	 brought;
};

/* Two files with one id would be two versions of one thing, the last file's in
 * service. */
static int
check_twice(struct deployment *d, const char *file,
    const struct deployed *done, struct error *err)
{
	for (size_t i = 0; i < done->n; i++) {
		struct brought b = { done->items[i].kind,
			arena_strdup(d->a, done->items[i].key), file };

		for (size_t k = 0; k < d->brought.n; k++) {
			const struct brought *o = &d->brought.v[k];

			if (o->kind == b.kind && o->file != file &&
			    strcmp(o->key, b.key) == 0)
				return error_set_field(err, "deploy.twice",
				    str_of(b.key), "%s brings it as well: give "
				    "one of them another id, or deploy them "
				    "one after the other", o->file);
		}
		vec_push(d->a, &d->brought, b);
	}
	return 0;
}

static int
deploy_file(struct deployment *all, const char *file, struct error *err)
{
	struct cli_session *s = all->s;
	_cleanup_(buf_done) struct buf text = BUF_INIT;
	_cleanup_(arena_freep) struct arena *a = arena_new();
	struct deploy d = { .arena = a, .db = s->db, .actor = s->actor,
		.kind = deploy_kind_of(str_of(file)) };
	struct deployed done;
	int r;

	if (d.kind == 0)
		return error_set(err, ERR_INVALID, "deploy.kind",
		    "the name must end in .bpmn, .dmn or .json");
	if (file_read(file, DEPLOY_SIZE_MAX, &text, err) < 0)
		return -1;
	d.text = buf_view(&text);
	db_begin(s->db);
	r = deploy(&d, &done, err);
	print_findings(file, done.report);
	if (r < 0 || check_twice(all, file, &done, err) < 0 ||
	    audit_commit(s->db, err) < 0) {
		db_rollback(s->db);
		return -1;
	}
	for (size_t i = 0; i < done.n; i++)
		printf("%s: %s %s\n", file, done.items[i].key,
		    done.items[i].is_new ? "deployed" : "unchanged");
	return 0;
}

/* What others refer to goes first. */
static int
deploy_files(struct cli_session *s, char **files, const char **ret_at,
    struct error *err)
{
	_cleanup_(arena_freep) struct arena *a = arena_new();
	struct deployment all = { .s = s, .a = a };
	static const enum deploy_kind turns[] = { 0, DEPLOY_DECISION,
		DEPLOY_FORM, DEPLOY_PROCESS };

	for (size_t turn = 0; turn < ARRAY_LEN(turns); turn++) {
		for (char **f = files; *f != NULL; f++) {
			if (deploy_kind_of(str_of(*f)) != turns[turn])
				continue;
			*ret_at = *f;
			if (deploy_file(&all, *f, err) < 0)
				return -1;
		}
	}
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
	if (r == 0)
		r = deploy_files(&s, argv + i, &file, &err);
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
