/*
 * keyd.c - the process that holds the root key (server/security/keyd.h).
 */
#include <sys/prctl.h>
#include <sys/resource.h>

#include "base/log.h"
#include "base/loop.h"
#include "server/process/process.h"
#include "server/security/keyd.h"
#include "server/security/rootkey.h"
#include "server/settings.h"

extern const struct process process_keyd;

static struct ipc_server	*server;

static int
keyd_count(void)
{
	return 1;
}

static int
keyd_start(const struct process_start *start, struct error *err)
{
	struct rlimit no_core = { 0, 0 };
	struct root_key *root;

	(void)start;
	/* Neither a core file nor a debugger of the same user shows keys. */
	(void)setrlimit(RLIMIT_CORE, &no_core);
	(void)prctl(PR_SET_DUMPABLE, 0);
	root = rootkey_load(config_text("server.state_dir"), err);
	if (root == NULL)
		return -1;
	log_event(LOG_INFO, "keyd.start", "root_id=%u", root->id);
	server = ipc_server_new(state_path("keyd.sock"), keyd_handle,
	    keyd_new(root, (int)config_int("keys.unwraps_per_s")), err);
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
keyd_drain(void)
{
	check_drained(NULL);
}

const struct process process_keyd = {
	.name = "keyd",
	.flags = PROCESS_WRITES,
	.count = keyd_count,
	.start = keyd_start,
	.drain = keyd_drain,
};
