/*
 * demo.c - `vinculo demo`: make a municipality to try everything with.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "server/cli/command.h"
#include "server/cli/progress.h"
#include "server/cli/session.h"
#include "server/demo/demo.h"
#include "server/settings.h"

static const char help[] =
    "usage: vinculo demo [--persons N] [--cases N] [--seed S] [--source DIR]\n"
    "                    [--tenant CODE] [--if-empty]\n"
    "\n"
    "Makes the municipality of Puentelarga, which does not exist: units,\n"
    "staff with every role, code lists, programmes, the shipped processes,\n"
    "decisions and forms, and people in households with records, notes and\n"
    "interventions.  Names and households follow from the seed.\n"
    "\n"
    "  --persons N   how many people, 2000 unless given\n"
    "  --cases N     how many cases to start now, 60 unless given\n"
    "  --seed S      a number, 1 unless given\n"
    "  --source DIR  folder with workflows/models and forms/definitions,\n"
    "                here unless given\n"
    "  --tenant CODE another municipality, beside those there are: every\n"
    "                login ends in @CODE\n"
    "  --if-empty    do nothing when there is any municipality already\n"
    "\n"
    "Prints the accounts it made and writes them to\n"
    "<server.state_dir>/demo-accounts.txt, which only you can read:\n"
    "login, password, secret for one-time codes (see vinculo totp).\n";

extern const struct command command_demo;

struct options {
	int64_t		 persons, cases, seed;
	const char	*source, *tenant;
	bool		 if_empty;
};

static struct progress bar;

static int
parse_options(int argc, char **argv, struct options *o)
{
	for (int i = 1; i < argc; i++) {
		const char *value = i + 1 < argc ? argv[i + 1] : "";
		int bad = 0;

		if (strcmp(argv[i], "--if-empty") == 0) {
			o->if_empty = true;
			continue;
		}
		if (strcmp(argv[i], "--persons") == 0)
			bad = parse_int(str_of(value), 1, DEMO_PERSONS_MAX,
			    &o->persons);
		else if (strcmp(argv[i], "--cases") == 0)
			bad = parse_int(str_of(value), 0, 10000, &o->cases);
		else if (strcmp(argv[i], "--seed") == 0)
			bad = parse_int(str_of(value), 0, INT64_MAX, &o->seed);
		else if (strcmp(argv[i], "--source") == 0 && *value != '\0')
			o->source = value;
		else if (strcmp(argv[i], "--tenant") == 0 && *value != '\0')
			o->tenant = value;
		else
			return command_usage(&command_demo,
			    "unknown or incomplete option %s", argv[i]);
		if (bad < 0)
			return command_usage(&command_demo, "%s: not '%s'",
			    argv[i], value);
		i++;
	}
	return 0;
}

static void
report(uint32_t done, uint32_t of)
{
	progress_show(&bar, done, of);
}

static int
write_accounts(const struct demo *d, struct error *err)
{
	_cleanup_(buf_done) struct buf out = BUF_INIT;
	char path[512];
	int r;

	buf_printf(&out, "%-16s %-15s %-12s %-26s %s\n", "login", "role",
	    "unit", "password", "totp secret");
	for (size_t i = 0; i < d->n_staff; i++) {
		const struct demo_staff *s = &d->staff[i];

		buf_printf(&out, "%-16s %-15s %-12s %-26s %s\n", s->login,
		    s->role, s->unit, s->password, s->totp);
	}
	(void)fputs(buf_cstr(&out), stdout);
	(void)snprintf(path, sizeof(path), "%s/demo-accounts.txt",
	    config_text("server.state_dir"));
	r = file_write(path, buf_view(&out), 0600);
	if (r < 0)
		return error_set(err, ERR_INTERNAL, "demo.accounts",
		    "cannot write %s: %s", path, strerror(-r));
	printf("\nThese accounts are in %s too.\n"
	    "A one-time code: vinculo totp SECRET\n", path);
	return 0;
}

static int
make(struct demo *d, const struct options *o, struct error *err)
{
	if (demo_tenant(d, err) < 0 || demo_calendar(d, err) < 0 ||
	    demo_town(d, err) < 0 ||
	    demo_people_of_staff(d, err) < 0 || demo_models(d, err) < 0)
		return -1;
	progress_begin(&bar, "persons");
	if (demo_population(d, (uint32_t)o->persons, report, err) < 0)
		return -1;
	progress_end(&bar, (uint64_t)o->persons);
	if (demo_cases(d, (int)o->cases, err) < 0)
		return -1;
	return write_accounts(d, err);
}

static int
run(struct cli_session *s, const struct options *o, struct error *err)
{
	static struct demo d;
	char models[512], forms[512];

	if (cli_open(s, DB_OWNER, err) < 0 ||
	    db_query(s->db, err, TENANT_FIND, o->tenant) < 0)
		return -1;
	if (db_rows(s->db, 0) > 0) {
		if (o->if_empty)
			return 0;
		return error_set(err, ERR_CONFLICT, "demo.exists",
		    "there is a municipality already: the demo wants an empty "
		    "database");
	}
	(void)snprintf(models, sizeof(models), "%s/workflows/models",
	    o->source);
	(void)snprintf(forms, sizeof(forms), "%s/forms/definitions",
	    o->source);
	d = (struct demo){ .db = s->db, .vault = s->vault,
		.code = o->tenant == NULL ? "puentelarga" : o->tenant,
		.is_another = o->tenant != NULL, .models_dir = models,
		.forms_dir = forms, .rng = { (uint64_t)o->seed } };
	return make(&d, o, err);
}

static int
demo_main(int argc, char **argv)
{
	struct options o = { .persons = 2000, .cases = 60, .seed = 1,
		.source = "." };
	struct cli_session s = { 0 };
	struct error err = { 0 };
	int r = parse_options(argc, argv, &o);

	if (r != 0)
		return r;
	r = run(&s, &o, &err);
	cli_close(&s);
	if (r < 0)
		(void)fprintf(stderr, "vinculo demo: %s\n", err.message);
	return r < 0;
}

const struct command command_demo = {
	.name = "demo",
	.summary = "make a municipality to try everything with",
	.help = help,
	.run = demo_main,
};
