/*
 * session.c - database and keys for commands.
 */
#include "server/cli/session.h"
#include "server/security/rootkey_check.h"
#include "server/settings.h"

int
cli_open(struct cli_session *s, enum db_role role, struct error *err)
{
	struct vault_config config = { 0 };

	if (settings_load(NULL, err) < 0)
		return -1;
	config.state_dir = config_text("server.state_dir");
	s->pool = db_open(role, 1, err);
	s->db = s->pool == NULL ? NULL : db_acquire(s->pool, err);
	if (s->db == NULL || rootkey_check(config.state_dir, s->db, err) < 0)
		return -1;
	s->vault = vault_new(&config, err);
	return s->vault == NULL ? -1 : 0;
}

int
cli_tenant(struct cli_session *s, const char *code, struct error *err)
{
	int at = db_push(s->db, TENANT_FIND, code);

	if (db_run(s->db, err) < 0)
		return -1;
	if (db_rows(s->db, at) == 0)
		return error_set(err, ERR_NOT_FOUND, "tenant.unknown",
		    code == NULL ? "there is no municipality yet" :
		    "there is no municipality '%s'", code);
	if (db_rows(s->db, at) > 1)
		return error_set(err, ERR_INVALID, "tenant.several",
		    "there are several municipalities: say which by --tenant");
	(void)uuid_parse(db_text(s->db, at, 0, 0), &s->actor.tenant);
	uuid_format(s->actor.tenant, s->tenant);
	db_scope(s->db, s->tenant, NULL);
	return audit_prepare(s->vault, s->db, s->actor.tenant, err);
}

void
cli_close(struct cli_session *s)
{
	db_release(s->db);
	vault_free(s->vault);
	db_pool_free(s->pool);
}
