/*
 * jobs.c - the process that does what is due (server/jobs).
 */
#include "base/work.h"
#include "server/jobs/jobs.h"
#include "server/jobs/sealing.h"
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

static int
jobs_begin(const struct process_start *start, struct error *err)
{
	struct services s = { 0 };

	(void)start;
	if (data_open(&s.pool, &s.vault, err) < 0)
		return -1;
	s.work = work_pool_new(WORK_THREADS, WORK_QUEUE);
	services_set(&s);
	return sealing_start(err) < 0 ? -1 : jobs_start(err);
}

static void
jobs_end(void)
{
	jobs_drain(process_drained);
}

const struct process process_jobs = {
	.name = "jobs",
	.flags = PROCESS_CONNECTS | PROCESS_WRITES,
	.count = jobs_count,
	.start = jobs_begin,
	.drain = jobs_end,
};
