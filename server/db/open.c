/*
 * open.c - settings to connection string.
 */
#include "base/config.h"
#include "base/file.h"
#include "server/db/open.h"

#define CONNINFO_MAX	4096
/* Migrations and imports may take their time. */
#define OWNER_STATEMENT_MS (3600 * 1000)

static int
private_cluster(enum db_role role, struct buf *out, struct error *err)
{
	_cleanup_(buf_done) struct buf path = BUF_INIT, text = BUF_INIT;

	buf_printf(&path, "%s/database", config_text("server.state_dir"));
	if (file_read(buf_cstr(&path), CONNINFO_MAX, &text, err) < 0)
		return error_set(err, ERR_UNAVAILABLE, "db.none",
		    "database.url is not set, and there is no private cluster "
		    "(%s): run scripts/cluster start", buf_cstr(&path));
	buf_str(out, str_trim(buf_view(&text)));
	buf_printf(out, " user=%s",
	    role == DB_OWNER ? "vinculo_owner" : "vinculo_app");
	return 0;
}

struct db_pool *
db_open(enum db_role role, int size, struct error *err)
{
	const char *url = config_text(role == DB_OWNER ? "database.owner_url" :
	    "database.url");
	_cleanup_(buf_done) struct buf conninfo = BUF_INIT;
	struct db_config config = {
		.size = size > 0 ? size :
		    (int)config_int("database.connections"),
		.wait_ms = (int)config_int("database.wait_ms"),
		.statement_ms = role == DB_OWNER ? OWNER_STATEMENT_MS :
		    (int)config_int("database.statement_ms"),
	};

	if (*url != '\0')
		buf_puts(&conninfo, url);
	else if (private_cluster(role, &conninfo, err) < 0)
		return NULL;
	config.conninfo = buf_cstr(&conninfo);
	return db_pool_new(&config, err);
}
