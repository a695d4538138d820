/*
 * child.c - the life of a process below the parent.
 */
#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/fiber.h"
#include "base/log.h"
#include "base/loop.h"
#include "server/process/process.h"
#include "server/process/sandbox.h"
#include "server/settings.h"

#define FIBERS_EXTRA	256	/* beside those of connections */

static void
on_deadline(void *arg)
{
	(void)arg;
	log_event(LOG_WARNING, "process.drain_deadline", "fibers=%d",
	    fiber_count());
	process_drained();
}

static void
on_term(void *arg)
{
	const struct process *p = arg;
	static bool is_draining;

	if (is_draining)
		return;
	is_draining = true;
	log_event(LOG_INFO, "process.drain", "fibers=%d", fiber_count());
	if (p->drain == NULL) {
		process_drained();
		return;
	}
	loop_after((int)config_int("server.drain_ms"), on_deadline, NULL);
	p->drain();
}

static void
ignore(void *arg)
{
	(void)arg;
}

void
process_drained(void)
{
	loop_stop();
}

const char *
state_path(const char *name)
{
	static char path[512];

	(void)snprintf(path, sizeof(path), "%s/%s",
	    config_text("server.state_dir"), name);
	return path;
}

static void
raise_descriptor_limit(void)
{
	struct rlimit rl;

	if (getrlimit(RLIMIT_NOFILE, &rl) < 0)
		return;
	rl.rlim_cur = rl.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &rl);
}

int
process_child(const struct process *p, struct process_start *start)
{
	struct error err = { 0 };
	enum sandbox_mode mode;

	log_set_role(p->name);
	/* A server whose parent was killed must not live on unattended. */
	(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != start->parent)
		return 1;	/* it died before we asked to be told */
	raise_descriptor_limit();
	loop_init((int)config_int("http.connections_max") + FIBERS_EXTRA);
	loop_on_signal(SIGTERM, on_term, (void *)(uintptr_t)p);
	loop_on_signal(SIGINT, ignore, NULL);	/* the parent gets it too */
	loop_on_signal(SIGHUP, ignore, NULL);
	start->folders.state = config_text("server.state_dir");
	if (sandbox_mode_parse(config_text("server.sandbox"), &mode,
	    &err) < 0 || p->start(start, &err) < 0) {
		log_event(LOG_ERROR, "process.start_failed",
		    "code=%s message=\"%s\"", err.code, err.message);
		return 1;
	}
	sandbox_enter(p->sandbox, mode, &start->folders);
	log_event(LOG_INFO, "process.ready", "slot=%d pid=%d", start->slot,
	    (int)getpid());
	loop_run();
	return 0;
}

const struct process *
process_find(const char *name)
{
	for (const struct process *const *p = processes; *p != NULL; p++) {
		if (strcmp((*p)->name, name) == 0)
			return *p;
	}
	return NULL;
}
