/*
 * searchd.c - the process that holds names (server/search/searchd.h).
 */
#include <sys/prctl.h>

#include "base/loop.h"
#include "server/db/open.h"
#include "server/process/process.h"
#include "server/search/searchd.h"
#include "server/security/vault.h"
#include "server/settings.h"

extern const struct process process_searchd;

static struct ipc_server	*server;

static int
searchd_count(void)
{
	return 1;
}

static int
searchd_start(const struct process_start *start, struct error *err)
{
	struct vault_config config = { .keyd = state_path("keyd.sock") };
	struct db_pool *pool;
	struct vault *vault;
	struct searchd *s;

	(void)start;
	(void)prctl(PR_SET_DUMPABLE, 0);
	vault = vault_new(&config, err);
	pool = db_open(DB_SERVER, 2, err);
	if (vault == NULL || pool == NULL)
		return -1;
	s = searchd_new(pool, vault);
	if (s == NULL)
		return error_set(err, ERR_INTERNAL, "search.start",
		    "no fiber for the names");
	server = ipc_server_new(state_path("searchd.sock"), searchd_handle, s,
	    err);
	return server == NULL ? -1 : 0;
}

static void
check_drained(void *arg)
{
	(void)arg;
	if (ipc_server_pending(server) == 0)
		process_drained();
	else
		loop_after(10, check_drained, NULL);
}

static void
searchd_drain(void)
{
	check_drained(NULL);
}

const struct process process_searchd = {
	.name = "searchd",
	.flags = PROCESS_CONNECTS,
	.count = searchd_count,
	.start = searchd_start,
	.drain = searchd_drain,
};
