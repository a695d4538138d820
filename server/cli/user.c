/*
 * user.c - `vinculo user`: staff accounts and their one-time links.
 *
 * Nobody chooses somebody else's password: a link is handed over, works once
 * within a day, and only its hash is kept.
 */
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "base/config.h"
#include "server/cli/command.h"
#include "server/cli/session.h"
#include "server/security/role.h"
#include "server/security/session.h"

#define LINK_HOURS "24"

static const char help[] =
    "usage: vinculo user add LOGIN --name NAME --role ROLE --unit CODE\n"
    "                        [--tenant CODE]\n"
    "       vinculo user link LOGIN [--tenant CODE]\n"
    "       vinculo user reset-totp LOGIN [--tenant CODE]\n"
    "       vinculo user disable LOGIN [--tenant CODE]\n"
    "       vinculo user enable LOGIN [--tenant CODE]\n"
    "       vinculo user confirm LOGIN [--tenant CODE]\n"
    "       vinculo user list [--tenant CODE]\n"
    "       vinculo user passkeys LOGIN [--tenant CODE]\n"
    "       vinculo user remove-passkey LOGIN --passkey ID|all "
    "[--tenant CODE]\n"
    "       vinculo user require-passkey [--role ROLE] [--tenant CODE]\n"
    "       vinculo user allow-code --role ROLE [--tenant CODE]\n"
    "\n"
    "add makes an account with a role over a unit and all below it, and\n"
    "prints a link with which its owner chooses a password and enrols a code\n"
    "generator.  The link works once, within 24 hours.  Roles: social_worker,\n"
    "supervisor, clerk, psychologist, legal, auditor, security,\n"
    "administrator, manager.\n"
    "\n"
    "link prints a new link for an account that exists: for somebody who\n"
    "forgot the password.  The code generator stays as it is.\n"
    "\n"
    "reset-totp is for who lost the code generator: it takes password and\n"
    "code generator away, ends every session, and prints a link with which\n"
    "both are chosen anew.  Make sure in person that it is they who ask.\n"
    "Passkeys stay.\n"
    "\n"
    "disable ends every session of an account at once and lets nobody sign\n"
    "in; what it did stays under its name.  enable undoes that.\n"
    "\n"
    "confirm says that an account still needs its roles: for security\n"
    "officers, who review those of everybody else.\n"
    "\n"
    "list prints login, name, roles and state of every account.\n"
    "\n"
    "passkeys prints id, name, day of making and of last use of an account's\n"
    "passkeys.  remove-passkey takes one away, or all, and ends every session\n"
    "of the account: for a device that was lost.\n"
    "\n"
    "require-passkey lets those who have a role sign in with a passkey only;\n"
    "who has none yet makes one after the next sign-in, before anything\n"
    "else.  Without a role it prints which are required, and how many of\n"
    "their people have none.  allow-code undoes it.\n"
    "\n"
    "--tenant is needed only where there are several municipalities.\n";

extern const struct command command_user;

struct options {
	const char	*what, *login, *name, *role, *unit, *tenant, *passkey;
};

static int
parse_options(int argc, char **argv, struct options *o)
{
	int i = 2;

	if (argc < 2)
		return command_usage(&command_user, "what shall be done?");
	o->what = argv[1];
	if (i < argc && strncmp(argv[i], "--", 2) != 0)
		o->login = argv[i++];
	for (; i < argc; i += 2) {
		const char *value = i + 1 < argc ? argv[i + 1] : NULL;

		if (value == NULL)
			return command_usage(&command_user, "%s what?",
			    argv[i]);
		if (strcmp(argv[i], "--name") == 0)
			o->name = value;
		else if (strcmp(argv[i], "--role") == 0)
			o->role = value;
		else if (strcmp(argv[i], "--unit") == 0)
			o->unit = value;
		else if (strcmp(argv[i], "--tenant") == 0)
			o->tenant = value;
		else if (strcmp(argv[i], "--passkey") == 0)
			o->passkey = value;
		else
			return command_usage(&command_user,
			    "unknown option %s", argv[i]);
	}
	return 0;
}

/* Queue the link with its event; the token to be shown when all was
 * written. */
static void
push_link(struct cli_session *s, struct uuid staff, char token[44])
{
	unsigned char hash[32];

	session_token(token);
	session_hash(str_of(token), hash);
	db_push(s->db, LINK_INSERT, db_bytea(s->db, (struct str){
	    (const char *)hash, sizeof(hash) }), db_uuid(s->db, staff),
	    LINK_HOURS);
	audit_push(s->db, &s->actor, &(struct audit_event){
	    .action = "staff.link", .object_type = "staff", .object = staff });
}

static void
print_link(const char *login, char token[44])
{
	const char *origin = config_text("http.origin");
	struct str hosts = str_of(config_text("http.hosts"));
	ptrdiff_t blank = str_chr(hosts, ' ');

	if (blank >= 0)
		hosts = str_sub(hosts, 0, (size_t)blank);
	(void)fprintf(stderr, "Give this link to %s; it works once, within "
	    LINK_HOURS " hours:\n", login);
	if (origin[0] != '\0')
		printf("%s", origin);
	else
		printf("https://%.*s:%lld", STR_ARG(hosts),
		    (long long)config_int("http.port"));
	printf("/staff/activate#%s\n", token);
	sodium_memzero(token, 44);
}

/* Run what was pushed with a link, and show that. */
static int
give_link(struct cli_session *s, const struct options *o, struct uuid staff,
    struct error *err)
{
	char token[44];

	push_link(s, staff, token);
	if (audit_run(s->db, err) < 0)
		return -1;
	print_link(o->login, token);
	return 0;
}

static int
user_add(struct cli_session *s, const struct options *o, struct error *err)
{
	struct uuid id = uuid_new(), unit;

	if (db_query(s->db, err, UNIT_BY_CODE, o->unit) < 0)
		return -1;
	if (db_rows(s->db, 0) == 0)
		return error_set(err, ERR_NOT_FOUND, "unit.unknown",
		    "there is no unit '%s'", o->unit);
	(void)uuid_parse(db_text(s->db, 0, 0, 0), &unit);
	db_push(s->db, STAFF_INSERT, db_uuid(s->db, id), o->login, o->name);
	db_push(s->db, STAFF_ROLE_INSERT, db_uuid(s->db, id),
	    db_uuid(s->db, unit), o->role);
	audit_push(s->db, &s->actor, &(struct audit_event){
	    .action = "staff.create", .object_type = "staff", .object = id });
	return give_link(s, o, id, err);
}

static int
find_staff(struct cli_session *s, const struct options *o, struct uuid *ret,
    struct error *err)
{
	if (db_query(s->db, err, STAFF_BY_LOGIN, o->login) < 0)
		return -1;
	if (db_rows(s->db, 0) == 0)
		return error_set(err, ERR_NOT_FOUND, "staff.unknown",
		    "there is no account '%s'", o->login);
	(void)uuid_parse(db_text(s->db, 0, 0, 0), ret);
	return 0;
}

static int
user_link(struct cli_session *s, const struct options *o, struct error *err)
{
	struct uuid id;

	if (find_staff(s, o, &id, err) < 0)
		return -1;
	return give_link(s, o, id, err);
}

/* Queue the end of all that this account has open, with the event of why. */
static void
push_end(struct cli_session *s, struct uuid staff, const char *action)
{
	const char *id = db_uuid(s->db, staff);

	db_push(s->db, LINKS_REVOKE, id);
	db_push(s->db, SESSION_DELETE_STAFF, id);
	db_push(s->db, NOTIFY_EVENT, "session", "", "", id);
	audit_push(s->db, &s->actor, &(struct audit_event){
	    .action = action, .object_type = "staff", .object = staff });
}

static int
user_reset_totp(struct cli_session *s, const struct options *o,
    struct error *err)
{
	struct uuid id;

	if (find_staff(s, o, &id, err) < 0)
		return -1;
	db_push(s->db, STAFF_RESET, db_uuid(s->db, id));
	sealed_note(db_notes(s->db), &(struct sealed_at){ SEALED_STAFF_TOTP,
	    id, s->actor.tenant }, STR_NULL);
	push_end(s, id, "staff.reset");
	return give_link(s, o, id, err);
}

static int
user_disable(struct cli_session *s, const struct options *o,
    struct error *err)
{
	struct uuid id;

	if (find_staff(s, o, &id, err) < 0)
		return -1;
	db_push(s->db, STAFF_SET_ACTIVE, db_uuid(s->db, id), "f");
	push_end(s, id, "staff.disable");
	return audit_run(s->db, err);
}

static int
user_enable(struct cli_session *s, const struct options *o,
    struct error *err)
{
	struct uuid id;

	if (find_staff(s, o, &id, err) < 0)
		return -1;
	db_push(s->db, STAFF_SET_ACTIVE, db_uuid(s->db, id), "t");
	audit_push(s->db, &s->actor, &(struct audit_event){
	    .action = "staff.enable", .object_type = "staff", .object = id });
	return audit_run(s->db, err);
}

static int
user_confirm(struct cli_session *s, const struct options *o,
    struct error *err)
{
	struct uuid id;

	if (find_staff(s, o, &id, err) < 0)
		return -1;
	db_push(s->db, ROLES_CONFIRM, db_uuid(s->db, id));
	audit_push(s->db, &s->actor, &(struct audit_event){
	    .action = "role.confirm", .object_type = "staff", .object = id });
	return audit_run(s->db, err);
}

static int
user_list(struct cli_session *s, const struct options *o, struct error *err)
{
	(void)o;
	if (db_query(s->db, err, STAFF_REPORT) < 0)
		return -1;
	for (int i = 0; i < db_rows(s->db, 0); i++)
		printf("%-20s %-28s %-36s %s\n", db_text(s->db, 0, i, 0).p,
		    db_text(s->db, 0, i, 1).p, db_text(s->db, 0, i, 2).p,
		    db_text(s->db, 0, i, 3).p);
	return 0;
}

static int
user_passkeys(struct cli_session *s, const struct options *o,
    struct error *err)
{
	struct uuid id;

	if (find_staff(s, o, &id, err) < 0 || db_query(s->db, err,
	    PASSKEY_REPORT, db_uuid(s->db, id)) < 0)
		return -1;
	for (int i = 0; i < db_rows(s->db, 0); i++)
		printf("%s %-30s made %s, last used %s\n",
		    db_text(s->db, 0, i, 0).p, db_text(s->db, 0, i, 1).p,
		    db_text(s->db, 0, i, 2).p, db_text(s->db, 0, i, 3).p);
	return 0;
}

/* Queue the removal of the one that is named, or of all. */
static int
push_removal(struct cli_session *s, const struct options *o,
    struct uuid staff, struct error *err)
{
	struct uuid id = { { 0 } };

	if (strcmp(o->passkey, "all") == 0)
		return db_push(s->db, PASSKEY_DELETE_ALL,
		    db_uuid(s->db, staff));
	if (uuid_parse(str_of(o->passkey), &id) < 0)
		return error_set(err, ERR_INVALID, "passkey.id",
		    "an id that `vinculo user passkeys` prints, or all");
	return db_push(s->db, PASSKEY_DELETE, db_uuid(s->db, staff),
	    db_uuid(s->db, id));
}

static int
user_remove_passkey(struct cli_session *s, const struct options *o,
    struct error *err)
{
	struct uuid staff;
	int at;

	if (find_staff(s, o, &staff, err) < 0)
		return -1;
	db_begin(s->db);
	at = push_removal(s, o, staff, err);
	if (at < 0 || db_run(s->db, err) < 0)
		return -1;
	if (db_affected(s->db, at) == 0)
		return error_set(err, ERR_NOT_FOUND, "passkey.unknown",
		    "the account has no such passkey");
	push_end(s, staff, "passkey.delete");
	return audit_commit(s->db, err);
}

static int
print_rules(struct cli_session *s, struct error *err)
{
	if (db_query(s->db, err, PASSKEY_RULE_REPORT) < 0)
		return -1;
	for (int i = 0; i < db_rows(s->db, 0); i++)
		printf("%-20s %s without a passkey\n",
		    db_text(s->db, 0, i, 0).p, db_text(s->db, 0, i, 1).p);
	return 0;
}

static void
push_rule_event(struct cli_session *s, const char *action, const char *role)
{
	audit_push(s->db, &s->actor, &(struct audit_event){
	    .action = action, .object_type = "tenant",
	    .object = s->actor.tenant, .purpose = role });
}

static int
user_require_passkey(struct cli_session *s, const struct options *o,
    struct error *err)
{
	if (o->role == NULL)
		return print_rules(s, err);
	db_push(s->db, PASSKEY_RULE_INSERT, o->role);
	push_rule_event(s, "passkey.require", o->role);
	return audit_run(s->db, err);
}

static int
user_allow_code(struct cli_session *s, const struct options *o,
    struct error *err)
{
	db_push(s->db, PASSKEY_RULE_DELETE, o->role);
	push_rule_event(s, "passkey.release", o->role);
	return audit_run(s->db, err);
}

static const struct deed {
	const char	*name;
	int		(*run)(struct cli_session *, const struct options *,
			    struct error *);
	bool		 has_login;
} deeds[] = {
	{ "add", user_add, true },
	{ "link", user_link, true },
	{ "reset-totp", user_reset_totp, true },
	{ "disable", user_disable, true },
	{ "enable", user_enable, true },
	{ "confirm", user_confirm, true },
	{ "list", user_list, false },
	{ "passkeys", user_passkeys, true },
	{ "remove-passkey", user_remove_passkey, true },
	{ "require-passkey", user_require_passkey, false },
	{ "allow-code", user_allow_code, false },
};

static int
check_options(const struct options *o, const struct deed **ret)
{
	const struct deed *d = NULL;

	for (size_t i = 0; i < ARRAY_LEN(deeds) && d == NULL; i++) {
		if (strcmp(o->what, deeds[i].name) == 0)
			d = &deeds[i];
	}
	if (d == NULL)
		return command_usage(&command_user, "what is '%s'?", o->what);
	if (d->has_login != (o->login != NULL))
		return command_usage(&command_user, "%s takes %s login",
		    d->name, d->has_login ? "a" : "no");
	if (d->run == user_add &&
	    (o->name == NULL || o->role == NULL || o->unit == NULL))
		return command_usage(&command_user,
		    "--name, --role and --unit are needed");
	if (d->run == user_remove_passkey && o->passkey == NULL)
		return command_usage(&command_user, "--passkey is needed");
	if (d->run == user_allow_code && o->role == NULL)
		return command_usage(&command_user, "--role is needed");
	if (o->role != NULL && role_of(str_of(o->role)) == 0)
		return command_usage(&command_user, "there is no role '%s'",
		    o->role);
	*ret = d;
	return 0;
}

static int
user_main(int argc, char **argv)
{
	struct cli_session s = { 0 };
	struct options o = { .what = "" };
	struct error err = { 0 };
	const struct deed *deed = &deeds[0];
	int r = parse_options(argc, argv, &o);

	if (r == 0)
		r = check_options(&o, &deed);
	if (r != 0)
		return r;
	r = cli_open(&s, DB_SERVER, &err);
	if (r == 0)
		r = cli_tenant(&s, o.tenant, &err);
	if (r == 0)
		r = deed->run(&s, &o, &err);
	cli_close(&s);
	if (r < 0)
		(void)fprintf(stderr, "vinculo user: %s\n", err.message);
	return r < 0;
}

const struct command command_user = {
	.name = "user",
	.summary = "staff accounts and their one-time links",
	.help = help,
	.run = user_main,
};
