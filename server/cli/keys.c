/*
 * keys.c - `vinculo keys`: look after the keys of sealed data.
 */
#include <stdio.h>
#include <string.h>

#include "server/cli/approval.h"
#include "server/cli/command.h"
#include "server/cli/keys.h"
#include "server/cli/session.h"
#include "server/record/reindex.h"

static const char help[] =
    "usage: vinculo keys status TENANT\n"
    "       vinculo keys rotate TENANT [--subject SUBJECT]\n"
    "       vinculo keys rotate TENANT --index\n"
    "       vinculo keys rotate --root [--stage]\n"
    "       vinculo keys destroy TENANT SUBJECT --reason TEXT\n"
    "       vinculo keys destroy TENANT SUBJECT --approval NUMBER --yes\n"
    "\n"
    "TENANT is a tenant's code, SUBJECT the id of a person, a record or a\n"
    "case.  The server may run meanwhile.\n"
    "\n"
    "status prints the tenant's keys as JSON: how many data keys each wraps,\n"
    "and how far the last change of the index has come.\n"
    "\n"
    "rotate makes a new tenant key and wraps every data key by it, 500 in\n"
    "each transaction.  Nothing sealed is touched, everything stays readable.\n"
    "When it is interrupted, start it again: it goes on where it stopped.\n"
    "The old key is destroyed when it wraps nothing any more.\n"
    "\n"
    "rotate --subject makes a new data key for one subject and seals all its\n"
    "data with it.  The old key is destroyed by a second run, five minutes\n"
    "later or more, when nobody can be writing with it any more.\n"
    "\n"
    "rotate --index makes a new key for the index of exact identifiers, gives\n"
    "everybody tags by it, 100 people in each transaction, then destroys the\n"
    "old key and removes the tags it made.  Everybody is found and nobody is\n"
    "registered twice meanwhile.  Interrupted, it goes on where it stopped.\n"
    "\n"
    "rotate --root makes a new root key, wraps every tenant's keys by it and\n"
    "destroys the old one.  Interrupted, it goes on where it stopped.  It\n"
    "needs database.owner_url.  Backups made before need the old root key:\n"
    "keep its copy as long as them.  With several servers: --stage makes the\n"
    "new key only; copy <server.state_dir>/keys/root to the others, then run\n"
    "it without --stage and copy the file once more.\n"
    "\n"
    "destroy erases a subject (a person, a record, a case): it destroys the\n"
    "subject's data keys and its search tags.  What was sealed with them can\n"
    "never be read again, here or from a backup made later; destroy it in\n"
    "backups of the table data_key too.  It needs a second person: with\n"
    "--reason it asks and prints the number of its request; a manager or\n"
    "security officer approves it in the application; with that number it is\n"
    "done, once, within approval.hours.\n"
    "\n"
    "Needs the root key in <server.state_dir>/keys/root; run it as the\n"
    "server's user or as root.  Rotations and destructions are audited.\n";

extern const struct command command_keys;

struct options {
	const char	*what, *tenant;
	struct uuid	 subject;
	bool		 has_subject, is_index, is_root, is_stage, is_sure;
	struct cli_approval approval;
};

static void
push_event(struct cli_session *s, const char *action, struct uuid object)
{
	audit_push(s->db, &s->actor, &(struct audit_event){ .action = action,
	    .object_type = "key", .object = object });
}

static int
status(struct cli_session *s, struct error *err)
{
	struct str body;

	if (db_json(s->db, &body, err, KEYS_STATUS) < 0)
		return -1;
	printf("%.*s\n", STR_ARG(body));
	return 0;
}

static void
report(int64_t done)
{
	(void)fprintf(stderr, "\r%lld data keys", (long long)done);
}

static int
rotate(struct cli_session *s, struct error *err)
{
	int64_t n = vault_rotate(s->vault, s->db, report, err);

	(void)fputc('\n', stderr);
	if (n < 0)
		return -1;
	push_event(s, "key.rotate", s->actor.tenant);
	if (audit_run(s->db, err) < 0)
		return -1;
	printf("%lld data keys are wrapped by the new key\n", (long long)n);
	return 0;
}

/* What was approved, in one transaction with its approval. */
static int
destroy_approved(struct cli_session *s, const struct options *o,
    const struct approval_deed *deed, struct error *err)
{
	int64_t n;

	db_begin(s->db);
	if (cli_approval_use(s->db, &s->actor, deed, o->approval.id, err) < 0 ||
	    audit_run(s->db, err) < 0)
		return -1;
	vault_destroy(s->vault, s->db, o->subject);
	db_push(s->db, VARIABLE_ERASE, db_uuid(s->db, o->subject));
	push_event(s, "key.destroy", o->subject);
	if (audit_run(s->db, err) < 0)
		return -1;
	n = db_affected(s->db, 0);
	if (n == 0)
		return error_set(err, ERR_NOT_FOUND, "key.absent",
		    "this subject has no keys (any more)");
	if (audit_commit(s->db, err) < 0)
		return -1;
	printf("%lld keys destroyed\n", (long long)n);
	return 0;
}

static int
destroy(struct cli_session *s, const struct options *o, struct error *err)
{
	char subject[UUID_TEXT_LEN + 1], json[UUID_TEXT_LEN + 16];
	struct approval_deed deed = { "key.destroy", json };

	uuid_format(o->subject, subject);
	(void)snprintf(json, sizeof(json), "{\"subject\":\"%s\"}", subject);
	if (o->approval.reason != NULL)
		return cli_approval_ask(s->db, &s->actor, &deed,
		    o->approval.reason, err);
	return destroy_approved(s, o, &deed, err);
}

static int
rotate_subject(struct cli_session *s, struct uuid subject, struct error *err)
{
	bool is_over = false;
	int64_t n = vault_rotate_subject(s->vault, s->db, subject, &is_over,
	    err);

	if (n < 0)
		return -1;
	push_event(s, "key.rotate", subject);
	if (audit_run(s->db, err) < 0)
		return -1;
	printf("%lld values are sealed with the new key\n%s\n", (long long)n,
	    is_over ? "the old key is destroyed" :
	    "run this again in five minutes to destroy the old key");
	return 0;
}

static void
report_people(int64_t done, int64_t total)
{
	(void)fprintf(stderr, "\r%lld of %lld people", (long long)done,
	    (long long)total);
}

static int
rotate_index(struct cli_session *s, struct error *err)
{
	int r = reindex(s->vault, s->db, &s->actor, report_people, err);

	(void)fputc('\n', stderr);
	if (r == 0)
		printf("everybody is found by the new key, and the old one is "
		    "destroyed\n");
	return r;
}

/* -------------------------------------------------------------- arguments */

static int
take_subject(struct options *o, const char *text)
{
	if (text == NULL || uuid_parse(str_of(text), &o->subject) < 0)
		return command_usage(&command_keys, "'%s' is no id",
		    text == NULL ? "" : text);
	o->has_subject = true;
	return 0;
}

static int
parse_options(int argc, char **argv, struct options *o)
{
	int r = 0;

	o->what = argc > 1 ? argv[1] : "";
	for (int i = 2; r == 0 && i < argc; i++) {
		if (strcmp(argv[i], "--root") == 0)
			o->is_root = true;
		else if (strcmp(argv[i], "--index") == 0)
			o->is_index = true;
		else if (strcmp(argv[i], "--stage") == 0)
			o->is_stage = true;
		else if (strcmp(argv[i], "--yes") == 0)
			o->is_sure = true;
		else if (strcmp(argv[i], "--subject") == 0)
			r = take_subject(o, argv[++i]);
		else if (strcmp(argv[i], "--reason") == 0)
			o->approval.reason = argv[++i];
		else if (strcmp(argv[i], "--approval") == 0)
			o->approval.id = argv[++i];
		else if (o->tenant == NULL)
			o->tenant = argv[i];
		else if (!o->has_subject)
			r = take_subject(o, argv[i]);
		else
			r = command_usage(&command_keys, "wrong arguments");
	}
	return r;
}

static int
check_options(const struct options *o)
{
	bool is_destroy = strcmp(o->what, "destroy") == 0;
	bool is_rotate = strcmp(o->what, "rotate") == 0;

	if (!is_destroy && !is_rotate && strcmp(o->what, "status") != 0)
		return command_usage(&command_keys, "what is '%s'?", o->what);
	if ((o->is_root && !is_rotate) || o->is_root == (o->tenant != NULL) ||
	    (o->is_stage && !o->is_root) || (o->is_index && (!is_rotate ||
	    o->is_root || o->has_subject)))
		return command_usage(&command_keys, "wrong arguments");
	if (is_destroy && !o->has_subject)
		return command_usage(&command_keys, "destroy whose keys?");
	if (is_destroy != ((o->approval.id == NULL) !=
	    (o->approval.reason == NULL)))
		return command_usage(&command_keys, "to destroy keys say "
		    "--reason to ask, --approval when it was approved");
	if (o->approval.id != NULL && !o->is_sure)
		return command_usage(&command_keys,
		    "this cannot be undone: say --yes");
	return 0;
}

static int
of_tenant(const struct options *o, struct error *err)
{
	struct cli_session s = { 0 };
	/* The server itself may not touch what is final, such as entries. */
	enum db_role role = o->what[0] == 'r' && o->has_subject ? DB_OWNER :
	    DB_SERVER;
	int r = cli_open(&s, role, err);

	if (r == 0)
		r = cli_tenant(&s, o->tenant, err);
	if (r == 0 && o->what[0] == 'd')
		r = destroy(&s, o, err);
	else if (r == 0 && o->what[0] == 's')
		r = status(&s, err);
	else if (r == 0 && o->is_index)
		r = rotate_index(&s, err);
	else if (r == 0)
		r = o->has_subject ? rotate_subject(&s, o->subject, err) :
		    rotate(&s, err);
	cli_close(&s);
	return r;
}

static int
keys_main(int argc, char **argv)
{
	struct options o = { 0 };
	struct error err = { 0 };
	int r = parse_options(argc, argv, &o);

	if (r == 0)
		r = check_options(&o);
	if (r != 0)
		return r;
	r = o.is_root ? keys_rotate_root(o.is_stage, &err) :
	    of_tenant(&o, &err);
	if (r < 0)
		(void)fprintf(stderr, "vinculo keys: %s\n", err.message);
	return r < 0;
}

const struct command command_keys = {
	.name = "keys",
	.summary = "look after the keys of sealed data",
	.help = help,
	.run = keys_main,
};
