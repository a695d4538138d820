/*
 * jobs.c - the process that does what is due (server/jobs).
 */
#include <openssl/crypto.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/config.h"
#include "base/work.h"
#include "server/connect/connect.h"
#include "server/export/export.h"
#include "server/jobs/forwarding.h"
#include "server/jobs/jobs.h"
#include "server/jobs/sealing.h"
#include "server/jobs/sweeping.h"
#include "server/jobs/timekeeping.h"
#include "server/jobs/vouching.h"
#include "server/process/data.h"
#include "server/process/process.h"
#include "server/services.h"

#define WORK_THREADS	1
#define WORK_QUEUE	8

extern const struct process process_jobs;

static int
jobs_count(void)
{
	return 1;
}

/* Before the sandbox: afterwards nothing can be loaded or started. */
static int
load_connectors(struct error *err)
{
	const char *file = config_text("jobs.connectors");
	const char *dir = config_text("jobs.connectors_dir");
	char beside[512], own[512];
	ssize_t n = readlink("/proc/self/exe", beside, sizeof(beside) - 32);
	char *slash;

	if (file[0] == '\0') {
		(void)snprintf(own, sizeof(own), "%s",
		    state_path("connectors.ini"));
		file = own;
		if (access(own, F_OK) < 0)
			return 0;
	}
	if (dir[0] == '\0' && n > 0) {
		beside[n] = '\0';
		slash = strrchr(beside, '/');
		(void)snprintf(slash, 32, "/connectors");
		dir = beside;
	}
	return connect_load(dir, file, err);
}

static int
jobs_begin(struct process_start *start, struct error *err)
{
	struct services s = { 0 };

	/* A thread may be talking to the collector when the process ends. */
	(void)OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, NULL);
	(void)mkdir(state_path("spool"), 0700);	/* the sandbox names it */
	if (data_open(&s.pool, &s.vault, err) < 0)
		return -1;
	if (load_connectors(err) < 0)
		return -1;
	export_init();
	s.work = work_pool_new(WORK_THREADS, WORK_QUEUE);
	services_set(&s);
	if (sealing_start(err) < 0 || vouching_start(s.pool, err) < 0 ||
	    sweeping_start(s.pool, err) < 0 ||
	    timekeeping_start(s.pool, err) < 0 ||
	    forwarding_start(&start->folders.more, err) < 0)
		return -1;
	s.jobs = jobs_new(s.pool, err);
	services_set(&s);
	return s.jobs == NULL ? -1 : 0;
}

/* No delivery is under way any more. */
static void
drained(void)
{
	connect_done();
	process_drained();
}

static void
jobs_end(void)
{
	jobs_drain(services()->jobs, drained);
}

const struct process process_jobs = {
	.name = "jobs",
	.sandbox = SANDBOX_JOBS,
	.count = jobs_count,
	.start = jobs_begin,
	.drain = jobs_end,
};
