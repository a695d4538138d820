/*
 * answer.c - hide, listen, and stop when nothing is pending.
 */
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/loop.h"
#include "server/process/answer.h"
#include "server/security/keyd.h"

static struct ipc_server *server;	/* the one of this process */

void
answer_hide(void)
{
	static const struct rlimit no_core = { 0, 0 };

	(void)setrlimit(RLIMIT_CORE, &no_core);
	(void)prctl(PR_SET_DUMPABLE, 0);
}

/* The offset is shared with who else has it, so it is not used. */
int
answer_pass(const struct process_start *start, unsigned char *out,
    struct error *err)
{
	ssize_t n = pread(start->pass_fd, out, KEYD_PASS, 0);

	(void)close(start->pass_fd);
	if (n != KEYD_PASS)
		return error_set(err, ERR_INTERNAL, "process.pass",
		    "the parent gave no pass");
	return 0;
}

int
answer_start(const char *socket, ipc_handler *fn, void *arg,
    struct error *err)
{
	server = ipc_server_new(state_path(socket), fn, arg, err);
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

void
answer_drain(void)
{
	check_drained(NULL);
}
