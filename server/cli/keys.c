/*
 * keys.c - `vinculo keys`: look after the keys of sealed data.
 */
#include <stdio.h>
#include <string.h>

#include "server/cli/command.h"
#include "server/db/open.h"
#include "server/security/audit.h"
#include "server/security/vault.h"
#include "server/settings.h"

static const char help[] =
    "usage: vinculo keys status TENANT\n"
    "       vinculo keys rotate TENANT\n"
    "       vinculo keys destroy TENANT SUBJECT --yes\n"
    "\n"
    "TENANT is a tenant's code.  The server may run meanwhile.\n"
    "\n"
    "status prints the tenant's keys as JSON: how many data keys each wraps.\n"
    "\n"
    "rotate makes a new tenant key and wraps every data key by it, 500 in\n"
    "each transaction.  Nothing sealed is touched, everything stays readable.\n"
    "When it is interrupted, start it again: it goes on where it stopped.\n"
    "The old key is destroyed when it wraps nothing any more.\n"
    "\n"
    "destroy erases a subject (a person, a record, a case): it destroys the\n"
    "subject's data keys and its search tags.  What was sealed with them can\n"
    "never be read again, here or from a backup made later; destroy it in\n"
    "backups of the table data_key too.\n"
    "\n"
    "Needs the root key in <server.state_dir>/keys/root; run it as the\n"
    "server's user or as root.  Rotations and destructions are audited.\n";

extern const struct command command_keys;

struct keys {
	struct db_pool	*pool;
	struct db	*db;
	struct vault	*vault;
	struct audit_actor actor;
	char		 tenant[UUID_TEXT_LEN + 1];
};

static int
keys_open(struct keys *k, const char *code, struct error *err)
{
	struct vault_config config = {
		.state_dir = config_text("server.state_dir") };
	struct str id;

	k->pool = db_open(DB_SERVER, 1, err);
	k->db = k->pool == NULL ? NULL : db_acquire(k->pool, err);
	if (k->db == NULL || db_json(k->db, &id, err, KEY_TENANT, code) < 0)
		return -1;
	if (uuid_parse(id, &k->actor.tenant) < 0)
		return error_set(err, ERR_NOT_FOUND, "tenant.unknown",
		    "there is no tenant '%s'", code);
	uuid_format(k->actor.tenant, k->tenant);
	db_scope(k->db, k->tenant, NULL);
	k->vault = vault_new(&config, err);
	return k->vault == NULL ? -1 :
	    audit_prepare(k->vault, k->db, k->actor.tenant, err);
}

static void
keys_close(struct keys *k)
{
	db_release(k->db);
	vault_free(k->vault);
	db_pool_free(k->pool);
}

static void
push_event(struct keys *k, const char *action, struct uuid object)
{
	audit_push(k->db, &k->actor, &(struct audit_event){ .action = action,
	    .object_type = "key", .object = object });
}

static int
status(struct keys *k, struct error *err)
{
	struct str body;

	if (db_json(k->db, &body, err, KEYS_STATUS) < 0)
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
rotate(struct keys *k, struct error *err)
{
	int64_t n = vault_rotate(k->vault, k->db, report, err);

	(void)fputc('\n', stderr);
	if (n < 0)
		return -1;
	push_event(k, "key.rotate", k->actor.tenant);
	if (audit_run(k->db, err) < 0)
		return -1;
	printf("%lld data keys are wrapped by the new key\n", (long long)n);
	return 0;
}

static int
destroy(struct keys *k, struct uuid subject, struct error *err)
{
	int64_t n;

	vault_destroy(k->vault, k->db, subject);
	push_event(k, "key.destroy", subject);
	if (audit_run(k->db, err) < 0)
		return -1;
	n = db_affected(k->db, 0);
	if (n == 0)
		return error_set(err, ERR_NOT_FOUND, "key.absent",
		    "this subject has no keys (any more)");
	printf("%lld keys destroyed\n", (long long)n);
	return 0;
}

static int
keys_main(int argc, char **argv)
{
	bool is_destroy = argc == 5 && strcmp(argv[1], "destroy") == 0;
	struct keys k = { 0 };
	struct error err = { 0 };
	struct uuid subject;
	int r;

	if (argc != 3 && !is_destroy)
		return command_usage(&command_keys, "wrong arguments");
	if (!is_destroy && strcmp(argv[1], "status") != 0 &&
	    strcmp(argv[1], "rotate") != 0)
		return command_usage(&command_keys, "what is '%s'?", argv[1]);
	if (is_destroy && strcmp(argv[4], "--yes") != 0)
		return command_usage(&command_keys,
		    "this cannot be undone: say --yes");
	if (is_destroy && uuid_parse(str_of(argv[3]), &subject) < 0)
		return command_usage(&command_keys, "'%s' is no id", argv[3]);
	r = settings_load(NULL, &err);
	if (r == 0)
		r = keys_open(&k, argv[2], &err);
	if (r == 0 && is_destroy)
		r = destroy(&k, subject, &err);
	else if (r == 0)
		r = argv[1][0] == 's' ? status(&k, &err) : rotate(&k, &err);
	keys_close(&k);
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
