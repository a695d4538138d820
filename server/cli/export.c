/*
 * export.c - `vinculo export`: make a document for the state here and now.
 */
#include <stdio.h>
#include <sys/resource.h>

#include "base/clock.h"
#include "base/config.h"
#include "server/api/shape.h"
#include "server/cli/approval.h"
#include "server/cli/command.h"
#include "server/db/open.h"
#include "server/export/export.h"
#include "server/security/audit.h"
#include "server/security/rootkey_check.h"
#include "server/security/vault.h"
#include "server/settings.h"

static const char help[] =
    "usage: vinculo export siuss TENANT --from DAY --to DAY\n"
    "           [--output FILE] [--reason TEXT | --approval NUMBER]\n"
    "\n"
    "Writes the granted interventions of TENANT (its code) that were decided\n"
    "on the days DAY to DAY (YYYY-MM-DD, both included) to FILE, or to\n"
    "siuss-FROM-TO.xml, and checks them against the schema that the program\n"
    "carries (schema/xsd/siuss/siuss-1.xsd).  Nothing is delivered: it is the\n"
    "same document that a scheduled export sends.\n"
    "\n"
    "Persons are pseudonyms, but small numbers may still point to somebody:\n"
    "keep the file as you keep the database.  FILE is readable by you alone.\n"
    "\n"
    "Exits 0 when the document is valid, 1 when it is not or could not be\n"
    "made; findings go to stderr.  Needs the root key in\n"
    "<server.state_dir>/keys/root.  The export is audited.\n"
    "\n"
    "More than approval.interventions_max need a second person: with --reason\n"
    "it asks and prints the number of its request, with --approval it does\n"
    "what a manager, supervisor or security officer approved, once.\n";

extern const struct command command_export;

struct options {
	const char	*tenant, *from, *to, *output;
	struct cli_approval approval;
};

static int
parse_options(int argc, char **argv, struct options *o)
{
	if (argc < 3 || strcmp(argv[1], "siuss") != 0)
		return command_usage(&command_export,
		    "say: siuss TENANT --from DAY --to DAY");
	o->tenant = argv[2];
	for (int i = 3; i < argc; i += 2) {
		if (i + 1 == argc)
			return command_usage(&command_export,
			    "%s needs a value", argv[i]);
		if (strcmp(argv[i], "--from") == 0)
			o->from = argv[i + 1];
		else if (strcmp(argv[i], "--to") == 0)
			o->to = argv[i + 1];
		else if (strcmp(argv[i], "--output") == 0)
			o->output = argv[i + 1];
		else if (strcmp(argv[i], "--reason") == 0)
			o->approval.reason = argv[i + 1];
		else if (strcmp(argv[i], "--approval") == 0)
			o->approval.id = argv[i + 1];
		else
			return command_usage(&command_export, "what is '%s'?",
			    argv[i]);
	}
	if (o->approval.reason != NULL && o->approval.id != NULL)
		return command_usage(&command_export,
		    "--reason asks, --approval does: say one");
	if (o->from == NULL || o->to == NULL ||
	    !shape_is_day(str_of(o->from)) || !shape_is_day(str_of(o->to)) ||
	    strcmp(o->from, o->to) > 0)
		return command_usage(&command_export,
		    "--from and --to are days, the earlier first");
	return 0;
}

static int
open_tenant(struct export *x, const char *code, struct audit_actor *actor,
    struct error *err)
{
	static char tenant[UUID_TEXT_LEN + 1];
	struct vault_config config = {
		.state_dir = config_text("server.state_dir") };
	struct str id;

	if (db_json(x->db, &id, err, KEY_TENANT, code) < 0)
		return -1;
	if (uuid_parse(id, &actor->tenant) < 0)
		return error_set(err, ERR_NOT_FOUND, "tenant.unknown",
		    "there is no tenant '%s'", code);
	uuid_format(actor->tenant, tenant);
	db_scope(x->db, tenant, NULL);
	if (rootkey_check(config.state_dir, x->db, err) < 0)
		return -1;
	x->vault = vault_new(&config, err);
	return x->vault == NULL ? -1 :
	    audit_prepare(x->vault, x->db, actor->tenant, err);
}

/* What came out, and how: the figures are also those of `make bench`. */
static void
report(const struct export *x, int64_t made_us, int64_t checked_us)
{
	struct rusage use;

	(void)getrusage(RUSAGE_SELF, &use);
	printf("%s: %lld interventions of %lld persons in %lld files, "
	    "%lld bytes, %s\n", x->path, (long long)x->interventions,
	    (long long)x->persons, (long long)x->files, (long long)x->size,
	    x->is_valid ? "valid" : "NOT VALID");
	printf("sha256 ");
	for (int i = 0; i < 32; i++)
		printf("%02x", x->sha256[i]);
	printf("\nmade in %.2f s, checked in %.2f s, %ld KiB of memory\n",
	    (double)made_us / 1e6, (double)checked_us / 1e6, use.ru_maxrss);
	if (!x->is_valid)
		(void)fprintf(stderr, "%s\n", buf_cstr(&x->findings));
}

static int
make(struct export *x, struct error *err)
{
	int64_t begun = clock_mono_us(), made;

	if (export_siuss(x, err) < 0)
		return -1;
	made = clock_mono_us();
	if (export_validate(x, err) < 0)
		return -1;
	report(x, made - begun, clock_mono_us() - made);
	return 0;
}

/* Before anything is made: a large one is approved, and that is used.  The
 * file may then fail; it has to be asked for again. */
static int
use_approval(const struct options *o, struct export *x,
    const struct audit_actor *actor, const struct approval_deed *deed,
    struct error *err)
{
	if (db_query(x->db, err, EXPORT_COUNT, o->from, o->to) < 0)
		return -1;
	if (o->approval.id == NULL && db_int64(x->db, 0, 0, 0) <=
	    config_int("approval.interventions_max"))
		return 0;
	db_begin(x->db);
	if (cli_approval_use(x->db, actor, deed, o->approval.id, err) < 0)
		return -1;
	return audit_commit(x->db, err);
}

static int
make_audited(struct export *x, const struct audit_actor *actor,
    struct error *err)
{
	if (make(x, err) < 0)
		return -1;
	audit_push(x->db, actor, &(struct audit_event){
	    .action = "export.produce", .object_type = "tenant",
	    .object = actor->tenant });
	return audit_run(x->db, err);
}

static int
ask_or_make(const struct options *o, struct export *x,
    const struct audit_actor *actor, struct error *err)
{
	char subject[128];
	struct approval_deed deed = { "export.file", subject };

	(void)snprintf(subject, sizeof(subject), "{\"kind\":\"siuss\","
	    "\"from\":\"%s\",\"to\":\"%s\"}", o->from, o->to);
	if (o->approval.reason != NULL)
		return cli_approval_ask(x->db, actor, &deed,
		    o->approval.reason, err);
	if (use_approval(o, x, actor, &deed, err) < 0)
		return -1;
	return make_audited(x, actor, err);
}

static int
run(const struct options *o, struct export *x, struct error *err)
{
	struct audit_actor actor = { 0 };
	struct db_pool *pool;
	int r;

	if (settings_load(NULL, err) < 0)
		return -1;
	pool = db_open(DB_SERVER, 1, err);
	x->db = pool == NULL ? NULL : db_acquire(pool, err);
	r = x->db == NULL ? -1 : open_tenant(x, o->tenant, &actor, err);
	if (r == 0)
		r = ask_or_make(o, x, &actor, err);
	db_release(x->db);
	vault_free(x->vault);
	db_pool_free(pool);
	return r;
}

static int
export_main(int argc, char **argv)
{
	struct options o = { 0 };
	struct export x = { 0 };
	struct error err = { 0 };
	char path[64];
	int r = parse_options(argc, argv, &o);

	if (r != 0)
		return r;
	(void)snprintf(path, sizeof(path), "siuss-%s-%s.xml", o.from, o.to);
	x.from = o.from;
	x.to = o.to;
	x.path = o.output != NULL ? o.output : path;
	r = run(&o, &x, &err);
	if (r < 0)
		(void)fprintf(stderr, "vinculo export: %s\n", err.message);
	buf_done(&x.findings);
	return r < 0 || (o.approval.reason == NULL && !x.is_valid);
}

const struct command command_export = {
	.name = "export",
	.summary = "make a document for the state without delivering it",
	.help = help,
	.run = export_main,
};
